//! What the integration tests share: copies of models, the program, and figures.
#![allow(dead_code)] // every test file uses a part of it

pub mod figures;
pub mod results;

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use kanzei::input::load_model;
use kanzei::model::Model;
use kanzei::model::pins::Pins;
use kanzei::output::{Trace, trace_draw};
use kanzei::run::{Engine, Settings, Silent, Summary, simulate};
use tempfile::TempDir;

/// The repository.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The program, to be run in a folder.
pub fn kanzei(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kanzei"));
    command.current_dir(folder).env("COLUMNS", "100");
    command
}

/// Files of a model folder that the loader reads.
pub const MODEL_FILES: [&str; 11] = [
    "model.toml",
    "economy/sectors.csv",
    "economy/transactions.csv",
    "economy/final_demand.csv",
    "trade/lines.csv",
    "trade/sources.csv",
    "trade/sectors.csv",
    "trade/coverage.csv",
    "tariffs.toml",
    "negotiation.toml",
    "parameters.toml",
];

/// Where a model of the repository stands.
pub fn model_folder(name: &str) -> PathBuf {
    match name {
        "one-draw" | "three-regions" => root().join("tests/data").join(name),
        _ => root().join("models").join(name),
    }
}

/// Loads a model of the repository.
pub fn model(name: &str) -> Model {
    load_model(&model_folder(name)).unwrap_or_else(|error| panic!("{error}")).model
}

/// A copy of a model, to be changed; it stands in the folder `m` of a temporary folder.
pub struct ModelCopy {
    folder: TempDir,
}

impl ModelCopy {
    /// Copies a model of the repository.
    pub fn of(name: &str) -> Self {
        let copy = Self { folder: tempfile::tempdir().unwrap() };
        let regions =
            ["economy/regions.csv"].into_iter().filter(|file| model_folder(name).join(file).exists());
        for file in MODEL_FILES.into_iter().chain(regions) {
            let to = copy.path(file);
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::copy(model_folder(name).join(file), to).unwrap();
        }
        copy
    }

    /// The folder that `m` stands in.
    pub fn around(&self) -> &Path {
        self.folder.path()
    }

    /// A file of the copy.
    pub fn path(&self, file: &str) -> PathBuf {
        self.folder.path().join("m").join(file)
    }

    /// The text of a file.
    pub fn text(&self, file: &str) -> String {
        fs::read_to_string(self.path(file)).unwrap()
    }

    /// Writes a file anew.
    #[must_use]
    pub fn write(self, file: &str, bytes: impl AsRef<[u8]>) -> Self {
        fs::write(self.path(file), bytes).unwrap();
        self
    }

    /// Removes a file.
    #[must_use]
    pub fn without(self, file: &str) -> Self {
        fs::remove_file(self.path(file)).unwrap();
        self
    }

    /// Replaces a text that stands in a file exactly once.
    #[must_use]
    pub fn replace(self, file: &str, from: &str, to: &str) -> Self {
        let text = self.text(file);
        assert_eq!(text.matches(from).count(), 1, "{from:?} stands once in {file}:\n{text}");
        let text = text.replace(from, to);
        self.write(file, text)
    }

    /// Adds a text at the end of a file.
    #[must_use]
    pub fn append(self, file: &str, text: &str) -> Self {
        let text = self.text(file) + text;
        self.write(file, text)
    }

    /// Loads the copy.
    pub fn load(&self) -> Model {
        load_model(&self.path("")).unwrap_or_else(|error| panic!("{error}")).model
    }
}

/// Pins of a model, `NAME=VALUE`.
pub fn pins(model: &Model, fixed: &[&str]) -> Pins {
    let fixed: Vec<String> = fixed.iter().map(ToString::to_string).collect();
    Pins::parse(model, &fixed).unwrap_or_else(|error| panic!("{error}"))
}

/// Settings of a run with seed 1.
pub fn settings(model: &Model, draws: u64, fixed: &[&str]) -> Settings {
    Settings { draws, threads: 2, pins: pins(model, fixed), ..Settings::default() }
}

/// An engine with seed 1.
pub fn engine<'m>(model: &'m Model, fixed: &[&str]) -> Engine<'m> {
    Engine::new(model, &settings(model, 100_000, fixed)).unwrap()
}

/// One draw of seed 1, written down.
pub fn trace(model: &Model, fixed: &[&str], draw: u64) -> Trace {
    trace_draw(&engine(model, fixed), 1, draw)
}

/// A run of seed 1.
pub fn summary(model: &Model, draws: u64, fixed: &[&str]) -> Summary {
    simulate(model, &settings(model, draws, fixed), &mut Silent, &Silent, &false.into()).unwrap()
}

/// A metric of a traced draw.
pub fn metric(trace: &Trace, metric: &str, scope: &str, period: &str) -> f64 {
    let found = trace.metrics.iter().find(|m| m.metric == metric && m.scope == scope && m.period == period);
    found.unwrap_or_else(|| panic!("no {metric} {scope} {period}")).value
}

/// Names of what a folder holds, in order.
pub fn listing(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// A small random number generator for test data (Steele, Lea & Flood 2014, `SplitMix64`), the same on all machines.
pub struct SplitMix(pub u64);

impl SplitMix {
    /// The next number.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A whole number below a bound.
    pub fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    /// A number in `[0, 1)`.
    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 * 2.0_f64.powi(-53)
    }
}
