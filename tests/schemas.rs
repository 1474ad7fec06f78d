//! Proves that the schemas of `kanzei schema` accept what kanzei reads and writes, and refuse what it refuses.

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use boon::{Compiler, SchemaIndex, Schemas};
use kanzei::input::{TOML_FILES, toml_schema};
use serde_json::{Value, json};
use support::{kanzei, listing, root};

/// A compiled schema.
struct Schema {
    schemas: Schemas,
    index: SchemaIndex,
}

impl Schema {
    /// Compiles a schema, which must itself be valid.
    fn of(schema: Value) -> Self {
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        compiler.enable_format_assertions();
        compiler.add_resource("urn:schema", schema).unwrap();
        let index = compiler.compile("urn:schema", &mut schemas).unwrap_or_else(|error| panic!("{error:#}"));
        Self { schemas, index }
    }

    fn toml(name: &str) -> Self {
        Self::of(toml_schema(name).unwrap_or_else(|| panic!("no schema of {name}")))
    }

    fn check(&self, value: &Value) -> Result<(), String> {
        self.schemas.validate(value, self.index).map_err(|error| format!("{error:#}"))
    }
}

/// A TOML text as JSON: dates become strings.
fn json_of(text: &str) -> Value {
    fn convert(value: toml::Value) -> Value {
        match value {
            toml::Value::Datetime(date) => json!(date.to_string()),
            toml::Value::Array(list) => list.into_iter().map(convert).collect(),
            toml::Value::Table(table) => {
                Value::Object(table.into_iter().map(|(key, value)| (key, convert(value))).collect())
            }
            toml::Value::String(text) => json!(text),
            toml::Value::Integer(number) => json!(number),
            toml::Value::Float(number) => json!(number),
            toml::Value::Boolean(flag) => json!(flag),
        }
    }
    convert(toml::Value::Table(toml::from_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"))))
}

fn toml_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.extension().is_some_and(|ending| ending == "toml")).collect()
}

#[test]
fn every_bundled_model_and_overlay_is_accepted() {
    let mut counts = [0; TOML_FILES.len()];
    let schemas = TOML_FILES.map(Schema::toml);
    let models = fs::read_dir(root().join("models")).unwrap().map(|entry| entry.unwrap().path());
    for model in models.chain([root().join("tests/data/one-draw")]).filter(|path| path.is_dir()) {
        for folder in ["", "policies", "scenarios"] {
            for path in toml_files(&model.join(folder)) {
                let name = if folder.is_empty() {
                    path.file_name().unwrap().to_str().unwrap()
                } else {
                    "overlay.toml"
                };
                let position = TOML_FILES.iter().position(|known| *known == name).unwrap();
                let found = schemas[position].check(&json_of(&fs::read_to_string(&path).unwrap()));
                assert_eq!(found, Ok(()), "{}", path.display());
                counts[position] += 1;
            }
        }
    }
    assert_eq!(counts, [4, 4, 4, 4, 15], "files of {TOML_FILES:?}");
}

/// The overlay that `models/README.md` shows.
#[test]
fn the_overlay_of_the_format_page_is_accepted() {
    let text = fs::read_to_string(root().join("models/README.md")).unwrap();
    let overlay = text.split("```toml\n").find(|part| part.starts_with("format = 1\n")).unwrap();
    let overlay = overlay.split_once("\n```").unwrap().0;
    assert_eq!(Schema::toml("overlay.toml").check(&json_of(overlay)), Ok(()));
}

/// Replaces a text of a model's file, which then is refused.
#[track_caller]
fn refused(file: &str, from: &str, to: &str) {
    let folder = root().join("models/japan-us-2025");
    let path = if file == "overlay.toml" { "policies/uk-quota.toml" } else { file };
    let text = fs::read_to_string(folder.join(path)).unwrap();
    assert!(text.contains(from), "{from:?} stands in {path}");
    let schema = Schema::toml(file);
    assert_eq!(schema.check(&json_of(&text)), Ok(()));
    assert!(schema.check(&json_of(&text.replacen(from, to, 1))).is_err(), "{file}: {to:?} is accepted");
}

#[test]
fn misspelt_and_missing_keys_are_refused() {
    refused("model.toml", "title =", "titel =");
    refused("model.toml", "name = \"japan-us-2025\"\n", "");
    refused("model.toml", "[[line_group]]", "[[line_groups]]");
    refused("model.toml", "gdp_real = [", "gdp_reel = [");
    refused("tariffs.toml", "legal_basis =", "legal_bases =");
    refused("tariffs.toml", "decided =", "decded =");
    refused("negotiation.toml", "[[track.state.action]]", "[[track.state.actoin]]");
    refused("negotiation.toml", "lag = {", "lagg = {");
    refused("negotiation.toml", "sigma = 0.6", "sigmaa = 0.6");
    refused("parameters.toml", "mpc =", "mcp =");
    refused("parameters.toml", "alpha = 5.0, ", "");
    refused("overlay.toml", "label =", "lable =");
    refused("overlay.toml", "mode = \"all_in\"", "mood = \"all_in\"");
    refused("overlay.toml", "[negotiation.track.us-japan.state", "[negotiation.track.us-japan.states");
}

#[test]
fn wrong_types_and_words_are_refused() {
    refused("model.toml", "title = \"", "title = 1 # \"");
    refused("model.toml", "start = \"2025-01\"", "start = \"2025-13\"");
    refused("model.toml", "as_of = 2025-05-26", "as_of = \"26 May 2025\"");
    refused("model.toml", "format = 1", "format = 2");
    refused("model.toml", "id = \"china\"", "id = \"China\"");
    refused("model.toml", "id = \"china\"", "id = \"all\"");
    refused("negotiation.toml", "sources = [\"japan\"]", "sources = \"japan\"");
    refused("negotiation.toml", "sources = [\"japan\"]", "sources = []");
    refused("negotiation.toml", "mode = \"additional\"", "mode = \"all-in\"");
    refused("negotiation.toml", "evidence = \"elicited\"", "evidence = \"guessed\"");
    refused("parameters.toml", "distribution = \"beta\"", "distribution = \"betta\"");
    refused("parameters.toml", "\"2025Q2\"", "\"2025-Q2\"");
    refused("overlay.toml", "probabilities = [0.15", "probabilities = [\"0.15\"");
}

#[test]
fn numbers_out_of_range_are_refused() {
    refused("model.toml", "gdp = 609500.0", "gdp = 0");
    refused("model.toml", "fiscal_year_start = 4", "fiscal_year_start = 13");
    refused("negotiation.toml", "rate = 0.24", "rate = -0.24");
    refused("negotiation.toml", "sigma = 0.6", "sigma = 0");
    refused("parameters.toml", "median = 3.5", "median = -3.5");
    refused("parameters.toml", "rank_correlation = 0.5", "rank_correlation = 1.5");
    refused("overlay.toml", "values = [0.10", "values = [-0.10");
}

/// What `kanzei check` says of these values is tested elsewhere; the schema says the same.
#[test]
fn values_are_held_to_the_range_of_their_key() {
    let text = fs::read_to_string(root().join("models/two-sector/parameters.toml")).unwrap();
    let schema = Schema::toml("parameters.toml");
    let accepts = |from: &str, to: &str| {
        assert_eq!(text.matches(from).count(), 1, "{from}");
        schema.check(&json_of(&text.replace(from, to))).is_ok()
    };
    for good in [
        "0",
        "0.999",
        "{ value = 0.2, source = \"x\" }",
        "{ distribution = \"beta\", alpha = 2, beta = 3 }",
        "{ distribution = \"uniform\", min = 0, max = 1 }",
        "{ distribution = \"discrete\", values = [0.1], probabilities = [1] }",
    ] {
        assert!(accepts("mpc = 0.9", &format!("mpc = {good}")), "{good}");
    }
    for bad in [
        "1",
        "-0.1",
        "\"0.1 to 0.3\"",
        "true",
        "{ value = 1.0 }",
        "{ distribution = \"normal\", mean = 0.5, sd = 0.1 }",
        "{ distribution = \"uniform\", min = 0, max = 1.1 }",
        "{ distribution = \"uniform\", min = 0 }",
        "{ distribution = \"discrete\", values = [1.0], probabilities = [1] }",
        "{ distribution = \"beta\", alpha = 0.01, beta = 3 }",
        "{ default = 0.5 }",
        "{ value = 0.2, surce = \"x\" }",
    ] {
        assert!(!accepts("mpc = 0.9", &format!("mpc = {bad}")), "{bad}");
    }
    for good in [
        "\"0.6 to 3.0\"",
        "\"1e-1 to +3\"",
        "{ default = \".5 to 2.\", goods = 3 }",
        "{ value = \"0.6 to 3\" }",
    ] {
        assert!(accepts("\nsubstitution = 2.0", &format!("\nsubstitution = {good}")), "{good}");
    }
    for bad in [
        "0",
        "\"-1 to 3\"",
        "\"0 to 3\"",
        "\"1 - 3\"",
        "{ goods = 0 }",
        "{ Goods = 3 }",
        "{ default = \"high\" }",
    ] {
        assert!(!accepts("\nsubstitution = 2.0", &format!("\nsubstitution = {bad}")), "{bad}");
    }
    for good in ["\"-1 to 3\"", "-0.5", "{ distribution = \"normal\", mean = 0, sd = 0.1 }"] {
        assert!(accepts("currency_offset = 0.0", &format!("currency_offset = {good}")), "{good}");
    }
}

#[test]
fn overlays_are_held_to_what_they_can_change() {
    let schema = Schema::toml("overlay.toml");
    let accepts = |text: &str| schema.check(&json_of(&format!("format = 1\nlabel = \"x\"\n{text}"))).is_ok();
    for good in [
        "fix.mpc = 0.3",
        "fix.lever.fund = true",
        "parameters.substitution.cars = 3",
        "parameters.correlation.2.remove = true",
        "trade.lines.cars.exports = \"5900\"",
        "trade.coverage.cars.autos.share = 0.9",
        "trade.coverage.goods.share = 0.9",
        "trade.coverage.cars.metals = { add = true, share = 0.1 }",
        "economy.transactions.D29.D24 = 4.5",
        "negotiation.track.t.decision.d = { add = true, date = 2025-06-27, from = \"a\", to = { a = 1.0 } }",
        "negotiation.lever = [{ id = \"x\", probability = 0.5 }]",
        "tariffs.programme.p = { add = true, initial = { mode = \"all_in\", rate = 0.1 } }",
    ] {
        assert!(accepts(good), "{good}");
    }
    for bad in [
        "fix = 3",
        "fix.mpc = [0.3]",
        "model.titel = \"x\"",
        "parameters.mpc = 1.5",
        "parameters.correlation.first.remove = true",
        "parameters.correlation.2.remove = false",
        "trade.line.cars.exports = 5900",
        "trade.lines.cars.exports = -1",
        "trade.lines.cars.exporst = 1",
        "trade.lines.cars = { remove = true, exports = 3 }",
        "trade.coverage.cars.metals.add = true",
        "economy.transactions.D29.D24 = -4.5",
        "negotiation.track.t.decision.d = { add = true, from = \"a\", to = { a = 1.0 } }",
        "negotiation.track.t.state.s = { add = true, action.p.rate = 0.1 }",
        "tariffs.programme.p = { add = true, initial.rate = 0.1 }",
    ] {
        assert!(!accepts(bad), "{bad}");
    }
}

/// A schema as the program prints it.
fn printed(name: &str) -> Value {
    let output = kanzei(&root()).args(["schema", name]).assert().success().get_output().stdout.clone();
    serde_json::from_slice(&output).unwrap()
}

#[test]
fn results_of_a_run_are_accepted_and_damaged_ones_are_not() {
    let folder = tempfile::tempdir().unwrap();
    for (out, draws) in [("many", "300"), ("one", "1")] {
        let model = root().join("models/two-sector");
        let options = ["--draws", draws, "--out", out, "--quiet"];
        kanzei(folder.path()).arg("run").arg(model).args(options).assert().success();
    }
    for (name, key, wrong) in [
        ("summary.json", "draws", json!("300")),
        ("summary.json", "format", json!(2)),
        ("manifest.json", "results", json!(["summary.json"])),
        ("manifest.json", "program", json!("other")),
    ] {
        let schema = Schema::of(printed(name));
        for out in ["many", "one"] {
            let text = fs::read(folder.path().join(out).join(name)).unwrap();
            let mut file: Value = serde_json::from_slice(&text).unwrap();
            assert_eq!(schema.check(&file), Ok(()), "{out}/{name}");
            file[key] = wrong.clone();
            assert!(schema.check(&file).is_err(), "{name}: {key}");
            file.as_object_mut().unwrap().remove(key);
            assert!(schema.check(&file).is_err(), "{name} without {key}");
        }
    }
}

#[test]
fn what_commands_print_as_json_is_accepted() {
    let (folder, model) = (tempfile::tempdir().unwrap(), root().join("models/two-sector"));
    let options = ["--draws", "600", "--out", "run", "--quiet"];
    kanzei(folder.path()).arg("run").arg(&model).args(options).assert().success();
    let overlay = "format = 1\nlabel = \"High\"\n[fix]\nmpc = 0.5\n";
    fs::write(folder.path().join("high.toml"), overlay).unwrap();
    let model = model.to_str().unwrap();
    let commands: [&[&str]; 5] = [
        &["inputs", model],
        &["compare", model, "--with", "high.toml", "--draws", "300"],
        &["drivers", model, "--draws", "64", "--metric", "gdp_real/total/2026"],
        &["reweight", "run", "--set", "lever.public-works=0.4"],
        &["verify", "run"],
    ];
    for command in commands {
        let assert = kanzei(folder.path()).args(command).args(["--format", "json"]).assert().success();
        let file = serde_json::from_slice(&assert.get_output().stdout).unwrap();
        let schema = Schema::of(printed(&format!("{}.json", command[0])));
        assert_eq!(schema.check(&file), Ok(()), "{command:?}");
    }
}

#[test]
fn what_a_report_is_made_of_is_accepted() {
    let (folder, model) = (tempfile::tempdir().unwrap(), root().join("models/two-sector"));
    for (out, fixed) in [("one", "mpc=0.9"), ("other", "mpc=0.5")] {
        let options = ["--draws", "300", "--out", out, "--fix", fixed, "--quiet"];
        kanzei(folder.path()).arg("run").arg(&model).args(options).assert().success();
    }
    let options = ["one", "--to", "tex", "--against", "other", "--out", "report", "--quiet"];
    kanzei(folder.path()).arg("report").args(options).assert().success();
    for (name, path) in [("report.json", "report.json"), ("against.json", "analysis/against.json")] {
        let text = fs::read(folder.path().join("report").join(path)).unwrap();
        let found = Schema::of(printed(name)).check(&serde_json::from_slice(&text).unwrap());
        assert_eq!(found, Ok(()), "{path}");
    }
}

#[test]
fn all_names_are_listed_on_one_screen() {
    let output = kanzei(&root()).arg("schema").assert().success().get_output().stdout.clone();
    let text = String::from_utf8(output).unwrap();
    assert!(TOML_FILES.iter().all(|name| text.contains(&format!("\n{name} "))), "{text}");
    assert!(text.lines().count() <= 25 && text.lines().all(|line| line.chars().count() <= 100), "{text}");
}

#[test]
fn a_misspelt_name_is_wrong_usage_and_tells_the_known_ones() {
    let assert = kanzei(&root()).args(["schema", "modle.toml"]).assert().code(2);
    let text = String::from_utf8(assert.get_output().stderr.clone()).unwrap();
    assert!(text.starts_with("error: there is no schema of modle.toml. Did you mean model.toml? "), "{text}");
    assert!(text.contains("overlay.toml, summary.json, "), "{text}");
}

#[test]
fn all_schemas_are_written_and_nothing_else_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let write = || kanzei(folder.path()).args(["schema", "--all", "new/schemas"]).assert();
    write().success();
    let schemas = folder.path().join("new/schemas");
    let names = listing(&schemas);
    assert_eq!(names.len(), 16, "{names:?}");
    let text = fs::read(schemas.join("model.toml.schema.json")).unwrap();
    assert_eq!(serde_json::from_slice::<Value>(&text).unwrap(), printed("model.toml"));
    write().success();

    let (gone, other) = (schemas.join("model.toml.schema.json"), schemas.join("score.json.schema.json"));
    fs::remove_file(&gone).unwrap();
    fs::write(&other, "mine").unwrap();
    let assert = write().code(1);
    let message = String::from_utf8(assert.get_output().stderr.clone()).unwrap();
    let path = Path::new("new/schemas/score.json.schema.json");
    assert_eq!(
        message,
        format!(
            "error: {} holds something else; it is never replaced. Choose another folder, or remove it.\n",
            path.display()
        )
    );
    assert_eq!(fs::read_to_string(&other).unwrap(), "mine");
    assert!(!gone.exists(), "nothing is written where one file is taken");
}
