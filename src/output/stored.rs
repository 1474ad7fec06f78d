//! A results folder, read back: its manifest, the model it was made from, and columns of its samples.

use std::fs::{self, File};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parquet::column::reader::{ColumnReader, get_column_reader};
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::metadata::{ParquetMetaData, RowGroupMetaData};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::serialized_reader::SerializedPageReader;

use super::folder::hash_bytes;
use super::rows::{FORMAT, Manifest};
use crate::draw::Sampler;
use crate::error::{Error, Result};
use crate::input::{Folder, Loaded, read_model};
use crate::model::pins::Pins;
use crate::run::Settings;

/// A results folder.
pub struct Stored {
    /// Where it stands.
    pub path: PathBuf,
    /// Its manifest.
    pub manifest: Manifest,
    /// SHA-256 of `manifest.json`.
    pub manifest_hash: String,
}

impl Stored {
    /// Opens a results folder by its manifest.
    ///
    /// # Errors
    /// [`Error::Results`] where it is no folder of ours, or of another format; [`Error::File`] where it cannot be read.
    pub fn open(path: &Path) -> Result<Self> {
        let shown = path.display();
        let file = path.join("manifest.json");
        let refuse = |reason: String| Err(Error::Results(reason));
        if !path.is_dir() {
            return refuse(format!(
                "{shown} is not a folder. Name a results folder that `kanzei run` wrote."
            ));
        }
        let bytes = match fs::read(&file) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return refuse(format!(
                    "{shown} is no results folder of kanzei: it has no manifest.json. Name a folder that `kanzei run` wrote."
                ));
            }
            Err(error) => return Err(Error::file("read", &file)(error)),
        };
        let manifest: Manifest = match serde_json::from_slice(&bytes) {
            Ok(manifest) => manifest,
            Err(error) => {
                return refuse(format!(
                    "{} is not a manifest of kanzei {}: {error}. It was edited, or another version wrote it.",
                    file.display(),
                    env!("CARGO_PKG_VERSION")
                ));
            }
        };
        if manifest.program != "kanzei" || manifest.format != FORMAT {
            return refuse(format!(
                "{} is of {} format {}; this is kanzei format {FORMAT}. Repeat the run with this version.",
                file.display(),
                manifest.program,
                manifest.format
            ));
        }
        Ok(Self { path: path.to_path_buf(), manifest, manifest_hash: hash_bytes(&bytes) })
    }

    /// The model that the run was made from, out of its `inputs/`.
    ///
    /// # Errors
    /// Problems of the model; [`Error::Results`] where an input was changed after the run.
    pub fn model(&self) -> Result<Loaded> {
        let changed = self.changed_inputs()?;
        if let Some((name, what)) = changed.first() {
            return Err(Error::Results(format!(
                "{}/inputs/{name} {what}, so the folder no longer says what the run was made from. Repeat the run.",
                self.path.display()
            )));
        }
        self.load()
    }

    /// The model as `inputs/` has it now.
    ///
    /// # Errors
    /// Problems of the model.
    pub fn load(&self) -> Result<Loaded> {
        let inputs = self.path.join("inputs");
        let mut folder = Folder::read(&inputs)?;
        let overlays = self.manifest.inputs.keys().filter(|name| name.starts_with("overlays/"));
        overlays.into_iter().try_for_each(|name| folder.add_overlay(&inputs.join(name)))?;
        let model = read_model(&folder)?;
        Ok(Loaded { model, folder })
    }

    /// Inputs that are not what the manifest says, and what is the matter with them.
    ///
    /// # Errors
    /// Where a file cannot be read.
    pub fn changed_inputs(&self) -> Result<Vec<(String, &'static str)>> {
        let mut changed = Vec::new();
        for (name, hash) in &self.manifest.inputs {
            let path = self.path.join("inputs").join(name);
            match fs::read(&path) {
                Ok(bytes) if hash_bytes(&bytes) == *hash => {}
                Ok(_) => changed.push((name.clone(), "was changed after the run")),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                    changed.push((name.clone(), "is missing"));
                }
                Err(error) => return Err(Error::file("read", &path)(error)),
            }
        }
        Ok(changed)
    }

    /// The settings that make the same draws again.
    ///
    /// # Errors
    /// [`Error::Results`] where the manifest names what this version does not know.
    pub fn settings(&self, loaded: &Loaded, threads: usize) -> Result<Settings> {
        let manifest = &self.manifest;
        let refuse =
            |reason: String| Error::Results(format!("{}/manifest.json: {reason}", self.path.display()));
        let sampler = Sampler::ALL.into_iter().find(|sampler| sampler.name() == manifest.sampler);
        let settings = Settings {
            draws: manifest.draws,
            seed: manifest.seed,
            sampler: sampler.ok_or_else(|| refuse(format!("there is no sampler {}.", manifest.sampler)))?,
            threads,
            pins: Pins::parse(&loaded.model, &manifest.fixed).map_err(|error| refuse(error.to_string()))?,
            until: manifest.until.clone(),
        };
        settings.check().map_err(|error| refuse(error.to_string()))?;
        Ok(settings)
    }

    /// Opens the samples.
    ///
    /// # Errors
    /// [`Error::Results`] where the run kept none, or they cannot be read.
    pub fn samples(&self) -> Result<StoredSamples> {
        let path = self.path.join("samples.parquet");
        if !self.manifest.samples {
            return Err(Error::Results(format!(
                "{} has no samples: the run was told --no-samples. Repeat it without.",
                self.path.display()
            )));
        }
        let file = File::open(&path).map_err(Error::file("read", &path))?;
        let reader = SerializedFileReader::new(file).map_err(|error| broken(&path, &error))?;
        let samples = StoredSamples { path, metadata: Arc::new(reader.metadata().clone()) };
        let rows = samples.metadata.file_metadata().num_rows().max(0);
        let wanted = self.manifest.draws - self.manifest.failed_draws;
        if rows as u64 != wanted {
            return Err(Error::Results(format!(
                "{} has {rows} rows, the run made {wanted} good draws: it is not the file of this run.",
                samples.path.display()
            )));
        }
        Ok(samples)
    }
}

/// `samples.parquet` of a results folder.
pub struct StoredSamples {
    path: PathBuf,
    /// What the end of the file says about its columns.
    metadata: Arc<ParquetMetaData>,
}

/// Part of a column of samples, of one row group after another.
enum Piece<'a> {
    /// Numbers; a lever is 1 or 0.
    Numbers(&'a [f64]),
    /// Positions among some names; none where there is no value.
    States(&'a [Option<u8>]),
}

impl StoredSamples {
    /// Reads a column of some row groups piece by piece; texts as positions among `states`.
    fn pieces(
        &self,
        name: &str,
        groups: Range<usize>,
        states: &[&str],
        take: &mut dyn FnMut(Piece),
    ) -> Result<()> {
        let schema = self.metadata.file_metadata().schema_descr();
        let Some(position) = schema.columns().iter().position(|column| column.name() == name) else {
            return Err(Error::Results(format!(
                "{} has no column {name}: it is not the file of this run. Repeat the run.",
                self.path.display()
            )));
        };
        let file = Arc::new(File::open(&self.path).map_err(Error::file("read", &self.path))?);
        let groups = &self.metadata.row_groups()[groups];
        read(&file, groups, position, states, take).map_err(|error| broken(&self.path, &error))
    }

    /// Names of its columns, in order.
    pub fn columns(&self) -> Vec<&str> {
        let schema = self.metadata.file_metadata().schema_descr();
        schema.columns().iter().map(|column| column.name()).collect()
    }

    /// The rows of each group of rows that stand together.
    pub fn groups(&self) -> Vec<Range<usize>> {
        let mut start = 0;
        let range = |group: &RowGroupMetaData| {
            let first = start;
            start += group.num_rows().max(0) as usize;
            first..start
        };
        self.metadata.row_groups().iter().map(range).collect()
    }

    fn all(&self) -> Range<usize> {
        0..self.metadata.num_row_groups()
    }

    /// A column of numbers.
    ///
    /// # Errors
    /// [`Error::Results`] where there is no such column, or it cannot be read, or holds something else.
    pub fn numbers(&self, name: &str) -> Result<Vec<f64>> {
        let mut all = Vec::with_capacity(self.metadata.file_metadata().num_rows().max(0) as usize);
        self.add_numbers(name, self.all(), &mut all)?;
        Ok(all)
    }

    /// A column of numbers in one group of rows, in place of what the buffer holds.
    ///
    /// # Errors
    /// As [`StoredSamples::numbers`].
    pub fn numbers_of(&self, name: &str, group: usize, into: &mut Vec<f64>) -> Result<()> {
        into.clear();
        self.add_numbers(name, group..group + 1, into)
    }

    fn add_numbers(&self, name: &str, groups: Range<usize>, into: &mut Vec<f64>) -> Result<()> {
        let mut texts = false;
        self.pieces(name, groups, &[], &mut |piece| match piece {
            Piece::Numbers(numbers) => into.extend_from_slice(numbers),
            Piece::States(_) => texts = true,
        })?;
        if texts { Err(self.other_kind(name)) } else { Ok(()) }
    }

    /// A column of states, as positions among their names.
    ///
    /// # Errors
    /// [`Error::Results`] where there is no such column, or it cannot be read, or holds something else.
    pub fn states(&self, name: &str, states: &[&str]) -> Result<Vec<Option<u8>>> {
        let (mut all, mut numbers) = (Vec::new(), false);
        self.pieces(name, self.all(), states, &mut |piece| match piece {
            Piece::States(states) => all.extend_from_slice(states),
            Piece::Numbers(_) => numbers = true,
        })?;
        if numbers { Err(self.other_kind(name)) } else { Ok(all) }
    }

    fn other_kind(&self, name: &str) -> Error {
        let error = ParquetError::General(format!("the column {name} holds something else than ours does"));
        broken(&self.path, &error)
    }
}

fn broken(path: &Path, error: &ParquetError) -> Error {
    Error::Results(format!("{} cannot be read: {error}. Repeat the run.", path.display()))
}

fn read(
    file: &Arc<File>,
    groups: &[RowGroupMetaData],
    position: usize,
    states: &[&str],
    take: &mut dyn FnMut(Piece),
) -> parquet::errors::Result<()> {
    let (mut numbers, mut flags, mut integers): (Vec<f64>, Vec<bool>, Vec<i64>) = Default::default();
    let (mut texts, mut levels, mut found): (Vec<ByteArray>, Vec<i16>, Vec<Option<u8>>) = Default::default();
    for group in groups {
        let wanted = group.num_rows().max(0) as usize;
        let column = group.column(position);
        let pages = SerializedPageReader::new(Arc::clone(file), column, wanted, None)?;
        let optional = column.column_descr().max_def_level() > 0;
        numbers.clear();
        match get_column_reader(column.column_descr_ptr(), Box::new(pages)) {
            ColumnReader::DoubleColumnReader(mut column) => {
                read_all(wanted, |left| Ok(column.read_records(left, None, None, &mut numbers)?.0))?;
                take(Piece::Numbers(&numbers));
            }
            ColumnReader::BoolColumnReader(mut column) => {
                flags.clear();
                read_all(wanted, |left| Ok(column.read_records(left, None, None, &mut flags)?.0))?;
                numbers.extend(flags.iter().map(|flag| f64::from(u8::from(*flag))));
                take(Piece::Numbers(&numbers));
            }
            ColumnReader::Int64ColumnReader(mut column) => {
                integers.clear();
                read_all(wanted, |left| Ok(column.read_records(left, None, None, &mut integers)?.0))?;
                numbers.extend(integers.iter().map(|integer| *integer as f64));
                take(Piece::Numbers(&numbers));
            }
            ColumnReader::ByteArrayColumnReader(mut column) => {
                texts.clear();
                levels.clear();
                found.clear();
                read_all(wanted, |left| {
                    let levels = optional.then_some(&mut levels);
                    Ok(column.read_records(left, levels, None, &mut texts)?.0)
                })?;
                let mut present = texts.iter();
                let state = |text: &ByteArray| {
                    let known = states.iter().position(|state| state.as_bytes() == text.data());
                    let unknown = || ParquetError::General(format!("{text:?} is no state of the model"));
                    known.map(|known| Some(known as u8)).ok_or_else(unknown)
                };
                for row in 0..wanted {
                    let there = !optional || levels.get(row).is_some_and(|level| *level > 0);
                    let text = if there { present.next() } else { None };
                    found.push(text.map_or(Ok(None), state)?);
                }
                take(Piece::States(&found));
            }
            _ => return Err(ParquetError::General("a column is of another kind than ours".into())),
        }
    }
    Ok(())
}

/// Reads until so many records have come.
fn read_all(
    wanted: usize,
    mut some: impl FnMut(usize) -> parquet::errors::Result<usize>,
) -> parquet::errors::Result<()> {
    let mut left = wanted;
    while left > 0 {
        match some(left)? {
            0 => return Err(ParquetError::EOF("a column ends early".into())),
            records => left -= records.min(left),
        }
    }
    Ok(())
}
