//! `report`: what it refuses, what it replaces, and that its analyses are those of the commands of the same names.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::support::{ModelCopy, kanzei, listing, root};
use crate::{RESULTS, assert_fails, run, stdout};

/// A model in `m` and a run of it in `r`.
pub fn with_run(options: &[&str]) -> ModelCopy {
    let copy = ModelCopy::of("two-sector");
    make_run(copy.around(), "r", options);
    copy
}

/// Runs the model in `m` into a folder, in place of what is there.
pub fn make_run(folder: &Path, out: &str, options: &[&str]) {
    let draws: &[&str] = if options.contains(&"--draws") { &[] } else { &["--draws", "20"] };
    let arguments = [&["run", "m", "--quiet", "--overwrite", "--out", out], draws, options].concat();
    kanzei(folder).args(arguments).assert().success();
}

pub fn report(folder: &Path, options: &[&str]) -> String {
    stdout(&kanzei(folder).arg("report").args(options).assert().success())
}

/// Standard error of a report that fails.
pub fn refused(folder: &Path, options: &[&str]) -> String {
    let assert = kanzei(folder).arg("report").args(options).assert().code(1);
    String::from_utf8(assert.get_output().stderr.clone()).unwrap()
}

pub fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap())
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What the program prints with `--format json`.
pub fn printed(folder: &Path, arguments: &[&str]) -> Value {
    let assert = kanzei(folder).args(arguments).args(["--format", "json"]).assert().success();
    serde_json::from_str(&stdout(&assert)).unwrap()
}

/// All files below a folder, with their bytes.
fn contents(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for name in listing(folder) {
        let path = folder.join(&name);
        if path.is_dir() {
            found.extend(contents(&path).into_iter().map(|(file, bytes)| (format!("{name}/{file}"), bytes)));
        } else {
            found.push((name, fs::read(path).unwrap()));
        }
    }
    found
}

#[test]
fn a_report_goes_into_the_folder_of_its_run_and_says_what_it_wrote() {
    let copy = with_run(&[]);
    let results = copy.around().join("r");
    let said = report(copy.around(), &["r"]);
    let lines: Vec<&str> = said.lines().collect();
    for line in ["r/analysis/: 2 files", "r/report.html", "r/report.md", "r/report.xlsx"] {
        assert!(lines.contains(&line), "{line} is missing:\n{said}");
    }
    assert!(lines.iter().any(|line| line.starts_with("r/figures/: ")), "{said}");
    assert!(lines.iter().any(|line| line.starts_with("r/tables/: ")), "{said}");
    assert!(RESULTS.iter().all(|name| listing(&results).contains(&(*name).to_string())));
    assert!(!listing(&results).iter().any(|name| name.starts_with('.')), "nothing is left waiting");
    let note = json(&results.join("report.json"));
    assert_eq!(note["command"], serde_json::json!(["kanzei", "report", "r"]));
    assert_eq!(
        (&note["program"], &note["lang"], &note["against"]),
        (&"kanzei".into(), &"en".into(), &Value::Null)
    );
    let hash = |path: &Path| -> String {
        Sha256::digest(fs::read(path).unwrap()).iter().map(|byte| format!("{byte:02x}")).collect()
    };
    assert_eq!(note["manifest"], hash(&results.join("manifest.json")));
    let files = note["files"].as_object().unwrap();
    for (file, sum) in files {
        assert_eq!(sum, &hash(&results.join(file)), "{file}");
    }
    let written = contents(&results).len() - contents(&results.join("inputs")).len();
    assert_eq!(
        written,
        files.len() + RESULTS.len(),
        "every file is listed, but for those of the run and report.json"
    );
    // A report is no result: the run is still what it was.
    kanzei(copy.around()).args(["verify", "r"]).assert().success();
}

#[test]
fn the_same_report_has_the_same_bytes() {
    let copy = with_run(&[]);
    let results = copy.around().join("r");
    report(copy.around(), &["r", "--threads", "1"]);
    let first = contents(&results);
    // The second reads its analyses back; the third computes them again.
    report(copy.around(), &["r", "--quiet"]);
    assert!(contents(&results) == first);
    for name in ["report.json", "analysis/drivers.json", "analysis/chips.json"] {
        fs::remove_file(results.join(name)).unwrap();
    }
    report(copy.around(), &["r", "--threads", "2"]);
    assert!(contents(&results) == first);
}

#[test]
fn its_analyses_are_those_of_the_commands() {
    let copy = with_run(&["--seed", "7", "--fix", "mpc=0.5", "--draws", "512"]);
    let results = copy.around().join("r");
    report(copy.around(), &["r", "--to", "html"]);
    assert_eq!(listing(&results.join("analysis")), ["chips.json", "drivers.json"]);
    let same = ["--seed", "7", "--fix", "mpc=0.5", "--draws", "512"];
    let drivers = printed(copy.around(), &[&["drivers", "m", "--groups-only"], &same[..]].concat());
    assert_eq!(json(&results.join("analysis/drivers.json")), drivers);
    let chips = printed(copy.around(), &[&["compare", "m", "--chips"], &same[..]].concat());
    assert_eq!(json(&results.join("analysis/chips.json")), chips);
}

#[test]
fn what_is_fixed_or_certain_is_not_analysed() {
    let copy = with_run(&["--fix", "lever.public-works=on"]);
    report(copy.around(), &["r", "--to", "html"]);
    assert_eq!(listing(&copy.around().join("r/analysis")), ["drivers.json"]);
    make_run(
        copy.around(),
        "r",
        &["--fix", "lever.public-works=on", "--fix", "tariff-talks.new-year=tariff"],
    );
    let said = report(copy.around(), &["r", "--to", "html"]);
    assert!(!copy.around().join("r/analysis").exists(), "{said}");
}

#[test]
fn a_run_can_be_reported_at_once() {
    let copy = ModelCopy::of("two-sector");
    let said = stdout(&run(copy.around(), &["--out", "r", "--report"]).success());
    assert!(
        said.contains("Real GDP") && said.ends_with("r/tables/: 1 file\n") || said.contains("r/tables/: "),
        "{said}"
    );
    let first = contents(&copy.around().join("r"));
    report(copy.around(), &["r"]);
    assert!(contents(&copy.around().join("r")) == first);
    // Replacing the run replaces its report.
    make_run(copy.around(), "r", &[]);
    assert_eq!(listing(&copy.around().join("r")), RESULTS);
}

#[test]
fn folders_that_are_no_results_are_refused() {
    assert_fails(
        &["report", "nowhere"],
        1,
        "error: nowhere is not a folder. Name a results folder that `kanzei run` wrote.\n",
    );
    assert_fails(
        &["report", "m"],
        1,
        "error: m is no results folder of kanzei: it has no manifest.json. Name a folder that `kanzei run` wrote.\n",
    );
}

#[test]
fn results_that_are_not_the_runs_are_refused() {
    let copy = with_run(&[]);
    let file = |name: &str| copy.around().join("r").join(name);
    let before = listing(&copy.around().join("r"));
    let spoil = |name: &str, change: &dyn Fn(&str) -> Option<String>, said: &str| {
        let text = fs::read_to_string(file(name)).unwrap();
        match change(&text) {
            Some(changed) => fs::write(file(name), changed).unwrap(),
            None => fs::remove_file(file(name)).unwrap(),
        }
        assert_eq!(refused(copy.around(), &["r"]), format!("error: r/{name} {said}\n"));
        fs::write(file(name), text).unwrap();
    };
    spoil(
        "summary.json",
        &|text| Some(text.replacen("0.", "1.", 1)),
        "was changed after the run. Repeat the run.",
    );
    spoil(
        "summary.json",
        &|text| Some(text[..text.len() / 2].to_string()),
        "was changed after the run. Repeat the run.",
    );
    spoil("sectors.csv", &|_| None, "is missing. Repeat the run.");
    spoil("assumptions.csv", &|_| Some(String::new()), "was changed after the run. Repeat the run.");
    spoil(
        "inputs/parameters.toml",
        &|text| Some(text.replace("mpc = 0.9", "mpc = 0.8")),
        "was changed after the run, so the folder no longer says what the run was made from. Repeat the run.",
    );
    let manifest = fs::read_to_string(file("manifest.json")).unwrap();
    let version = |version: &str| format!("\"version\": \"{version}\"");
    let ours = env!("CARGO_PKG_VERSION");
    fs::write(file("manifest.json"), manifest.replace(&version(ours), &version("0.0.9"))).unwrap();
    assert_eq!(
        refused(copy.around(), &["r"]),
        format!(
            "error: r was made by kanzei 0.0.9; this is {ours}, and a report never mixes two versions. Repeat the run with this \
             version, or make the report with kanzei 0.0.9.\n"
        )
    );
    // A run of an earlier build that did not write a file yet.
    let mut early: Value = serde_json::from_str(&manifest).unwrap();
    early["results"].as_object_mut().unwrap().remove("assumptions.csv");
    fs::write(file("manifest.json"), early.to_string()).unwrap();
    assert_eq!(
        refused(copy.around(), &["r"]),
        "error: r/assumptions.csv was not written by the run: an earlier build of this version made it. Repeat the run.\n"
    );
    assert_eq!(listing(&copy.around().join("r")), before, "nothing is left behind");
}

#[test]
fn edited_files_are_kept_until_told_otherwise() {
    let copy = with_run(&[]);
    report(copy.around(), &["r"]);
    let path = copy.around().join("r/report.md");
    fs::write(&path, "my own words").unwrap();
    assert_eq!(
        refused(copy.around(), &["r", "--lang", "ja"]),
        "error: edited after the last report wrote them: r/report.md. Move them away, choose another folder with --out, or replace \
         them with --overwrite.\n"
    );
    assert_eq!(fs::read_to_string(&path).unwrap(), "my own words");
    // A report without that file leaves it.
    let said = report(copy.around(), &["r", "--to", "html"]);
    assert!(said.ends_with("r/report.md: edited after the last report, left as it is\n"), "{said}");
    assert!(!copy.around().join("r/report.xlsx").exists() && !copy.around().join("r/figures").exists());
    // From then on it is nobody's, and no option replaces it.
    let text = refused(copy.around(), &["r", "--overwrite"]);
    assert!(
        text.starts_with("error: not written by the last report, so never replaced: r/report.md."),
        "{text}"
    );
    fs::remove_file(&path).unwrap();
    report(copy.around(), &["r"]);
    fs::write(&path, "my own words").unwrap();
    report(copy.around(), &["r", "--overwrite"]);
    assert_ne!(fs::read_to_string(&path).unwrap(), "my own words");
}

#[test]
fn a_report_elsewhere() {
    let copy = with_run(&[]);
    let at = |path: &str| copy.around().join(path);
    let model = contents(&at("m"));
    report(copy.around(), &["r", "--out", "a/b", "--to", "md"]);
    assert_eq!(listing(&at("a/b")), ["analysis", "figures", "report.json", "report.md"]);
    assert_eq!(listing(&at("r")), RESULTS);
    assert_eq!(json(&at("a/b/report.json"))["command"].as_array().unwrap().last(), Some(&"a/b".into()));
    let refuse = |out: &str, said: &str| {
        let text = refused(copy.around(), &["r", "--out", out, "--overwrite"]);
        assert_eq!(text, format!("error: {out} {said}. Choose another folder with --out.\n"));
    };
    refuse("m", "is a folder with other things in it, where no report is written");
    refuse("m/model.toml", "is not a folder, so no report can be written there");
    make_run(copy.around(), "s", &[]);
    refuse("s", "holds the results of another run, so this report does not belong there");
    assert!(contents(&at("m")) == model, "nothing is written there");
    if cfg!(target_os = "linux") {
        let text = refused(copy.around(), &["r", "--out", "/proc/report"]);
        assert!(text.starts_with("error: cannot write into /proc/report: "), "{text}");
    }
}

#[test]
fn options_that_do_not_exist() {
    let text = "error: invalid value 'htm' for '--to <FORMATS>'\n  [possible values: html, md, tex, xlsx, figures]\n\n  \
                tip: a similar value exists: 'html'\n\nFor more information, try '--help'.\n";
    assert_fails(&["report", "m", "--to", "md,htm"], 2, text);
    let text = "error: invalid value 'xx' for '--lang <LANG>'\n  [possible values: en, ja]\n\nFor more information, try '--help'.\n";
    assert_fails(&["report", "m", "--lang", "xx"], 2, text);
    let text = "error: --threads 0: a run uses 1 to 1024 threads; leave it out to use all cores.\n";
    assert_fails(&["report", "m", "--threads", "0"], 2, text);
}

/// The bundled model: observations, published estimates, and a report that takes long enough to be interrupted.
#[cfg(unix)]
#[test]
fn an_interrupted_report_leaves_nothing_and_a_whole_one_has_the_score() {
    let folder = tempfile::tempdir().unwrap();
    let model = root().join("models/japan-us-2025");
    let arguments = ["--draws", "4096", "--quiet", "--no-samples", "--out", "r"];
    kanzei(folder.path()).arg("run").arg(&model).args(arguments).assert().success();
    let results = folder.path().join("r");
    let before = contents(&results);
    let child = Command::new(env!("CARGO_BIN_EXE_kanzei"))
        .current_dir(folder.path())
        .args(["report", "r"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let started = Instant::now();
    while !listing(&results).iter().any(|name| name.starts_with(".report.partial-")) {
        assert!(started.elapsed() < Duration::from_secs(30), "the report does not start");
        sleep(Duration::from_millis(5));
    }
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "error: interrupted: no report was written\n");
    assert_eq!(output.status.code(), Some(1));
    assert!(contents(&results) == before);

    report(folder.path(), &["r", "--to", "html"]);
    assert_eq!(listing(&results.join("analysis")), ["chips.json", "drivers.json", "score.json"]);
    assert_eq!(json(&results.join("analysis/score.json")), printed(folder.path(), &["score", "r"]));
    let chips = json(&results.join("analysis/chips.json"));
    let cases = chips["tables"][0]["cases"].as_array().unwrap();
    assert_eq!(cases.last().unwrap()[1], "All together");
    assert!(cases.iter().filter(|case| case[0].as_str().unwrap().contains('+')).count() == 1, "{cases:?}");
}
