//! `kanzei models`: the models that come with the program, listed or copied out.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args, Subcommand};

use super::print;
use crate::error::{Error, Result};
use crate::ids::closest;
use crate::input::load_model;
use crate::output::{Contents, Staging};
use crate::report::wrapped;

/// Files of the bundled models by path, in order.
const FILES: &[(&str, &[u8])] = &include!(concat!(env!("OUT_DIR"), "/models.rs"));

/// A model that is copied out: never in place of anything.
const MODEL: Contents = Contents {
    holds: "a model",
    mark: "model.toml",
    is_ours: |_| false,
    elsewhere: "Choose another folder.",
};

#[derive(Args)]
pub(super) struct ModelsArgs {
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Subcommand)]
enum Action {
    /// List the bundled models: name, title, as-of date and size
    List,
    /// Copy a bundled model into a new folder
    Copy {
        /// Name of the model
        name: String,
        /// The new folder
        folder: PathBuf,
    },
}

pub(super) fn run(args: &ModelsArgs) -> anyhow::Result<()> {
    match &args.action {
        None | Some(Action::List) => print(&list()?),
        Some(Action::Copy { name, folder }) => {
            let files = copy(name, folder)?;
            let folder = folder.display();
            print(&format!("{folder}: {files} files of {name}\n\nNext: kanzei run {folder}\n"))
        }
    }
}

/// Names of the bundled models, in order.
fn names() -> BTreeSet<&'static str> {
    FILES.iter().filter_map(|(path, _)| Some(path.split_once('/')?.0)).collect()
}

/// The files of a model by path within it.
fn files(name: &str) -> impl Iterator<Item = (&'static str, &'static [u8])> {
    FILES.iter().filter_map(move |(path, bytes)| Some((path.strip_prefix(name)?.strip_prefix('/')?, *bytes)))
}

fn copy(name: &str, folder: &Path) -> Result<usize> {
    if !names().contains(name) {
        let remedy = match closest(name, names()) {
            Some(near) => format!("Did you mean `{near}`?"),
            None => format!("The bundled models are {}.", names().into_iter().collect::<Vec<_>>().join(", ")),
        };
        return Err(Error::Settings(format!("there is no bundled model `{name}`. {remedy}")));
    }
    let staging = Staging::start_with(&MODEL, folder, false)?;
    let mut count = 0;
    for (path, bytes) in files(name) {
        staging.write(path, bytes)?;
        count += 1;
    }
    staging.publish(false)?;
    Ok(count)
}

fn list() -> anyhow::Result<String> {
    let around = tempfile::tempdir().context("cannot create a temporary folder")?;
    let mut text = String::new();
    for name in names() {
        let folder = around.path().join(name);
        for (path, bytes) in files(name) {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().unwrap_or(&folder))
                .context("cannot write a temporary folder")?;
            fs::write(&path, bytes).context("cannot write a temporary folder")?;
        }
        let model = load_model(&folder)?.model;
        let size = format!(
            "as of {}; {} sectors, {} lines, {} sources, {} months, {} uncertain inputs",
            model.as_of,
            model.economy.sectors(),
            model.trade.lines.len(),
            model.trade.sources.len(),
            model.calendar.months(),
            model.inputs.uncertain().count()
        );
        text += &format!("{name}\n");
        for part in wrapped(&model.title, 96).into_iter().chain([size]) {
            text += &format!("  {part}\n");
        }
    }
    text += "\nCopy one out: kanzei models copy NAME FOLDER\n";
    Ok(text)
}
