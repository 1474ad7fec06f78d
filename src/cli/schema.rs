//! `kanzei schema`: the file formats as JSON Schema.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value};

use super::print;
use crate::error::{Error, Result};
use crate::ids::closest;
use crate::input::toml_schema;
use crate::output::json_bytes;
use crate::output::rows::{
    AgainstFile, AssumptionRow, CompareFile, DriversFile, Manifest, MultipliersFile, ReportNote,
    ReweightFile, ScoreFile, SummaryFile, VerifyFile,
};

#[derive(Args)]
pub(super) struct SchemaArgs {
    /// The file whose schema is printed, e.g. model.toml; all are listed if left out
    name: Option<String>,
    /// Write all schemas into a folder, as NAME.schema.json
    #[arg(long, value_name = "DIR", conflicts_with = "name")]
    all: Option<PathBuf>,
}

/// A file that has a schema.
struct File {
    name: &'static str,
    /// Where it stands.
    place: &'static str,
    about: &'static str,
    /// Its schema, given its name.
    schema: fn(&str) -> Value,
}

const fn file(
    name: &'static str,
    place: &'static str,
    about: &'static str,
    schema: fn(&str) -> Value,
) -> File {
    File { name, place, about, schema }
}

const FILES: [File; 16] = [
    file("model.toml", "MODEL/", "name, question, horizon, sellers, groups", read),
    file("tariffs.toml", "MODEL/", "tariff programmes and what had been decided", read),
    file("negotiation.toml", "MODEL/", "tracks of talks, decisions, odds, levers", read),
    file("parameters.toml", "MODEL/", "elasticities, pass-through, jobs, growth", read),
    file("overlay.toml", "MODEL/policies/, scenarios/", "changes of a model, for --with", read),
    file("summary.json", "RUN/", "the screen of a run and all headline metrics", written::<SummaryFile>),
    file("manifest.json", "RUN/", "version, settings, SHA-256 of all files", written::<Manifest>),
    file("report.json", "REPORT/", "what a report was made from, and its files", written::<ReportNote>),
    file("against.json", "REPORT/analysis/", "a run minus another run", written::<AgainstFile>),
    file(
        "inputs.json",
        "kanzei inputs --format json",
        "every uncertain input",
        written::<Vec<AssumptionRow>>,
    ),
    file(
        "compare.json",
        "kanzei compare --format json",
        "policies against the model",
        written::<CompareFile>,
    ),
    file("drivers.json", "kanzei drivers --format json", "what makes the spread", written::<DriversFile>),
    file(
        "multipliers.json",
        "kanzei multipliers --format json",
        "multipliers, linkages, rounds",
        written::<MultipliersFile>,
    ),
    file("reweight.json", "kanzei reweight --format json", "a run with other odds", written::<ReweightFile>),
    file("verify.json", "kanzei verify --format json", "a run recomputed", written::<VerifyFile>),
    file("score.json", "kanzei score --format json", "a run against what happened", written::<ScoreFile>),
];

const USE: &str = "
MODEL is the folder of a model, RUN a results folder, REPORT that of a report.
  kanzei schema model.toml > model.schema.json      one schema; --all DIR writes all of them
First line of a model.toml for Taplo and VS Code's Even Better TOML: #:schema ./model.schema.json
In Python: jsonschema.validate(json.loads(json.dumps(tomllib.load(file), default=str)), schema)
Dates stand without quotes in TOML and are strings in JSON. A schema sees one file alone: names
that other files give, order of dates and sums are left to `kanzei check MODEL`.
";

pub(super) fn run(args: &SchemaArgs) -> anyhow::Result<()> {
    match (&args.all, &args.name) {
        (Some(folder), _) => print(&write_all(folder)?),
        (None, Some(name)) => print(&text(find(name)?)?),
        (None, None) => print(&list()),
    }
}

/// The schema of a file that kanzei reads.
fn read(name: &str) -> Value {
    toml_schema(name).unwrap_or_default()
}

/// The schema of what kanzei writes. Keys that a later version adds do not make a file invalid.
fn written<T: JsonSchema>(name: &str) -> Value {
    let settings = SchemaSettings::draft2020_12().for_serialize().with_transform(RecursiveTransform(plain));
    let root = settings.into_generator().into_root_schema_for::<T>().to_value();
    let mut schema = Map::new();
    schema.insert("$schema".to_string(), root["$schema"].clone());
    schema.insert("title".to_string(), name.into());
    if let Some(description) = root.get("description") {
        schema.insert("description".to_string(), description.clone());
    }
    if let Value::Object(root) = root {
        for (key, value) in root {
            schema.entry(key).or_insert(value);
        }
    }
    Value::Object(schema)
}

/// Takes out formats that the draft does not have, such as `double`, and breaks of lines in descriptions.
fn plain(schema: &mut Schema) {
    if schema.get("format").is_some_and(|format| format != "date") {
        schema.remove("format");
    }
    if let Some(Value::String(text)) = schema.get_mut("description") {
        *text = text.replace('\n', " ");
    }
}

fn text(file: &File) -> Result<String> {
    let bytes = json_bytes(&(file.schema)(file.name))?;
    String::from_utf8(bytes).map_err(|error| Error::Results(format!("cannot write JSON: {error}")))
}

fn find(name: &str) -> Result<&'static File> {
    let names = || FILES.iter().map(|file| file.name);
    FILES.iter().find(|file| file.name == name).ok_or_else(|| {
        let near = closest(name, names()).map(|near| format!(" Did you mean {near}?")).unwrap_or_default();
        let names = names().collect::<Vec<_>>().join(", ");
        Error::Settings(format!("there is no schema of {name}.{near} There are those of {names}."))
    })
}

fn list() -> String {
    let mut text = "JSON Schemas (draft 2020-12) of what kanzei reads and writes\n\n".to_string();
    let width = |column: fn(&File) -> &str| FILES.iter().map(|file| column(file).len()).max().unwrap_or(0);
    let (name, place) = (width(|file| file.name), width(|file| file.place));
    for file in &FILES {
        text += &format!("{:name$}  {:place$}  {}\n", file.name, file.place, file.about);
    }
    text + USE
}

/// Writes every schema that is not there yet; nothing is written where a file of that name holds something else.
fn write_all(folder: &Path) -> Result<String> {
    let mut new = Vec::new();
    let mut told = String::new();
    for file in &FILES {
        let (path, text) = (folder.join(format!("{}.schema.json", file.name)), text(file)?);
        let state = match fs::read(&path) {
            Ok(bytes) if bytes == text.as_bytes() => "as it was",
            Ok(_) => return Err(taken(&path)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => "written",
            Err(error) => return Err(Error::file("read", &path)(error)),
        };
        told += &format!("{}: {state}\n", path.display());
        if state == "written" {
            new.push((path, text));
        }
    }
    fs::create_dir_all(folder).map_err(Error::file("create", folder))?;
    new.iter().try_for_each(|(path, text)| write_new(folder, path, text))?;
    Ok(told)
}

/// Writes a file under a temporary name and gives it its own once it is whole; what came to stand there meanwhile stays.
fn write_new(folder: &Path, path: &Path, text: &str) -> Result<()> {
    let partial = folder.join(format!(
        ".{}.partial-{}",
        path.file_name().unwrap_or_default().to_string_lossy(),
        std::process::id()
    ));
    // A link never replaces what is there. Some file systems have none.
    let link = || match fs::hard_link(&partial, path) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => fs::rename(&partial, path),
        done => done,
    };
    let written = fs::write(&partial, text).and_then(|()| link());
    let _ = fs::remove_file(&partial);
    written.map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => taken(path),
        _ => Error::file("write", path)(error),
    })
}

fn taken(path: &Path) -> Error {
    Error::Results(format!(
        "{} holds something else; it is never replaced. Choose another folder, or remove it.",
        path.display()
    ))
}
