//! Model files → [`Model`]: everything is read, every problem is reported at once.
//!
//! Order of checks: each value against its format, each file, across files, economic identities.

mod correlations;
mod csv_file;
mod economy;
mod evidence;
mod files;
mod folder;
mod format;
mod growth;
mod labels;
mod levers;
mod model_file;
mod names;
mod negotiation;
mod overlay;
mod parameters;
mod regions;
mod report;
mod schema;
mod tariffs;
mod text_file;
mod toml_file;
mod trade;
mod value;
mod words;

pub use folder::Folder;
pub use format::{Field, Format, Kind};
pub use overlay::OVERLAY;
pub use schema::{TOML_FILES, toml_schema};
pub use value::FORMATS as VALUE_FORMATS;
pub use words::{Words, words_of_inputs};

use std::path::Path;

use rayon::prelude::*;
use toml::Spanned;
use toml::de::DeTable;

use crate::error::{Error, Result};
use crate::ids::TrackId;
use crate::model::Model;
use crate::model::economy::Economy;
use crate::model::negotiation::Negotiation;
use crate::model::pins::Pins;
use crate::model::uncertain::Inputs;
use files::Files;
use names::look_up;
use overlay::{merged, read_pins};
use report::Report;
use text_file::TextFile;
use toml_file::TableReader;

/// All file formats, in the order of `models/README.md`.
pub const FORMATS: [&Format; 28] = [
    &model_file::MODEL,
    &model_file::SOURCE,
    &model_file::GROUP,
    &model_file::LINE_GROUP,
    &economy::SECTORS,
    &economy::REGIONS,
    &economy::TRANSACTIONS,
    &economy::FINAL_DEMAND,
    &trade::LINES,
    &trade::SOURCES,
    &trade::SECTOR_SHARES,
    &trade::COVERAGE,
    &tariffs::TARIFFS,
    &tariffs::PROGRAMME,
    &tariffs::INITIAL,
    &tariffs::HISTORY,
    &negotiation::NEGOTIATION,
    &negotiation::TRACK,
    &negotiation::STATE,
    &tariffs::ACTION,
    &negotiation::DECISION,
    &levers::LEVER,
    &levers::SHIFT,
    &levers::EFFECT,
    &parameters::PARAMETERS,
    &evidence::OBSERVED,
    &evidence::PUBLISHED,
    &labels::LABELS,
];

/// The tables of `parameters.toml`, after [`FORMATS`].
pub const PARAMETER_FORMATS: [&Format; 2] = [&growth::GROWTH, &correlations::CORRELATION];

/// A model and the files it was read from.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The model.
    pub model: Model,
    /// Its files, byte for byte.
    pub folder: Folder,
}

/// Loads a model folder.
///
/// # Errors
/// [`Error::Model`] lists every problem of the folder; [`Error::File`] if it cannot be opened at all.
pub fn load_model(path: &Path) -> Result<Loaded> {
    load_with::<&Path>(path, &[])
}

/// Loads a model folder and applies overlays to it, in order.
///
/// # Errors
/// As [`load_model`]; problems that come from an overlay name it.
pub fn load_with<P: AsRef<Path>>(path: &Path, overlays: &[P]) -> Result<Loaded> {
    let mut folder = Folder::read(path)?;
    overlays.iter().try_for_each(|overlay| folder.add_overlay(overlay.as_ref()))?;
    let model = read_model(&folder)?;
    Ok(Loaded { model, folder })
}

/// A scenario of published estimates.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Its name.
    pub id: String,
    /// Name in words.
    pub label: String,
    /// The model under it.
    pub model: Model,
}

/// Loads the model under each scenario that its published estimates name.
///
/// # Errors
/// [`Error::Model`] lists every problem of a scenario.
pub fn load_scenarios(loaded: &Loaded) -> Result<Vec<Scenario>> {
    let mut ids: Vec<&str> =
        loaded.model.published.iter().map(|estimate| estimate.scenario.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    let load = |id: &&str| {
        let folder = loaded.folder.with_scenario(id);
        let label = folder.labels().pop().unwrap_or_default();
        Ok(Scenario { id: (*id).to_string(), label, model: read_model(&folder)? })
    };
    ids.par_iter().map(load).collect()
}

/// Reads a model from a folder's bytes.
///
/// # Errors
/// [`Error::Model`] lists every problem.
pub fn read_model(folder: &Folder) -> Result<Model> {
    let report = Report::new(folder.title());
    let model = Files::open(folder, &report).and_then(|files| {
        let mut model = TomlFiles::read(&files, &report).model(&files, &report)?;
        if report.len() == 0 {
            model.fixed = read_pins(&model, &files.overlays, &report);
            model.observed = evidence::read_observed(&files, &model, &report);
            model.published = evidence::read_published(&files, &model, &report);
            labels::check_labels(folder, &model, &report);
        }
        Some(model)
    });
    let problems = report.into_problems();
    match model {
        Some(model) if problems.is_empty() => Ok(model),
        _ => Err(Error::Model(problems)),
    }
}

/// Reads the economy alone from a folder's bytes.
///
/// # Errors
/// [`Error::Model`] lists every problem of its files.
pub fn economy_of(folder: &Folder) -> Result<Economy> {
    let report = Report::new(folder.title());
    let economy = Files::open(folder, &report).and_then(|files| economy::read_economy(&files, &report));
    let problems = report.into_problems();
    match economy {
        Some(economy) if problems.is_empty() => Ok(economy),
        _ => Err(Error::Model(problems)),
    }
}

/// The TOML files as text; parsed tables borrow from them.
struct TomlFiles {
    model: Option<TextFile>,
    tariffs: Option<TextFile>,
    negotiation: Option<TextFile>,
    parameters: Option<TextFile>,
}

impl TomlFiles {
    fn read(files: &Files, report: &Report) -> Self {
        Self {
            model: files.text("model.toml", report),
            tariffs: files.text("tariffs.toml", report),
            negotiation: files.text("negotiation.toml", report),
            parameters: files.text("parameters.toml", report),
        }
    }

    /// Reads the parts in the order in which they refer to each other.
    fn model(&self, files: &Files, report: &Report) -> Option<Model> {
        let mut economy = economy::read_economy(files, report);
        let model_table = changed(self.model.as_ref(), files, "model", report);
        let tariffs_table = changed(self.tariffs.as_ref(), files, "tariffs", report);
        let negotiation_table = changed(self.negotiation.as_ref(), files, "negotiation", report);
        let parameters_table = changed(self.parameters.as_ref(), files, "parameters", report);
        let mut inputs = Inputs::default();
        let mut file = open(self.model.as_ref(), model_table.as_ref(), &model_file::MODEL, report)
            .map(|table| model_file::read_model_file(table, report));
        let regions = match (&mut file, &mut economy) {
            (Some(file), Some(economy)) => {
                regions::read_regions(&file.table, economy, &mut file.sources, report)
            }
            _ => regions::Regions::default(),
        };
        let tariffs = open(self.tariffs.as_ref(), tariffs_table.as_ref(), &tariffs::TARIFFS, report);
        let negotiation =
            open(self.negotiation.as_ref(), negotiation_table.as_ref(), &negotiation::NEGOTIATION, report);
        let parameters =
            open(self.parameters.as_ref(), parameters_table.as_ref(), &parameters::PARAMETERS, report);

        // Where model.toml cannot be read, the other files are still checked on their own.
        let sources = file.as_ref().map_or(&[][..], |file| &file.sources);
        let line_groups = file.as_ref().map_or(&[][..], |file| &file.line_groups);
        let as_of = file.as_ref().and_then(|file| file.as_of);
        let calendar = file.as_ref().and_then(|file| file.calendar);
        let last_day = calendar.and_then(|calendar| calendar.end.plus(1).first_day().pred_opt());
        let context = |programmes| negotiation::Context {
            known: tariffs::Known { programmes, sources },
            economy: economy.as_ref(),
            as_of,
            last_day,
        };
        let skeleton = negotiation
            .as_ref()
            .map(|table| negotiation::read_skeleton(table, context(&[]), &mut inputs, report));
        let tariffs = tariffs.map(|table| {
            let programmes = tariffs::read_programmes(&table, &mut inputs, report);
            tariffs::read_tariffs(&table, programmes, sources, as_of, &mut inputs, report)
        });
        let programmes = tariffs.as_ref().map_or(&[][..], |tariffs| &tariffs.programmes);
        let track_ids: Vec<String> =
            skeleton.as_ref().map_or_else(Vec::new, negotiation::Skeleton::track_ids);
        let primary = file.as_ref().and_then(|file| {
            let known = track_ids.iter().map(String::as_str);
            let place = file.table.place("primary_track");
            look_up("track", &file.table.text("primary_track"), known, place, report).map(TrackId)
        });
        let talks = skeleton.map(|skeleton| {
            negotiation::read_details(skeleton, primary, context(programmes), &mut inputs, report)
        });
        let mut trade = trade::read_trade(
            files,
            sources.to_vec(),
            line_groups.to_vec(),
            programmes,
            economy.as_ref(),
            report,
        );
        let lines = &trade.lines;
        let parameter_context = parameters::Context { lines, economy: economy.as_ref(), calendar };
        let behaviour = parameters.as_ref().map(|table| {
            let behaviour = parameters::read_parameters(table, parameter_context, &mut inputs, report);
            correlations::read_correlations(table, &mut inputs, report);
            behaviour
        });
        let file = file?;
        let groups = economy.as_ref().map(|economy| model_file::read_groups(&file.table, economy, report));
        let (tracks, levers) = talks?;
        let economy = economy?;
        if let Some(destination) = regions.destination.filter(|_| report.len() == 0) {
            regions::find_rivals(&mut trade, &economy, destination);
        }
        Some(Model {
            gdp: file.gdp.unwrap_or_else(|| economy.accounts.gdp(economy.home)),
            destination_region: regions.destination,
            detailed_regions: regions.detailed,
            groups: groups?,
            trade,
            tariffs: tariffs?,
            negotiation: Negotiation::new(tracks, levers, primary?, file.outcome_date?),
            parameters: behaviour?,
            inputs,
            fixed: Pins::default(),
            observed: Vec::new(),
            published: Vec::new(),
            name: file.name,
            title: file.title,
            question: file.question,
            money: file.money,
            destination: file.destination,
            dollar_rate: file.dollar_rate,
            limits: file.limits,
            as_of: file.as_of?,
            calendar: file.calendar?,
            thresholds: file.thresholds,
            economy,
        })
    }
}

/// A parsed file with the changes of the overlays.
fn changed<'t>(
    file: Option<&'t TextFile>,
    files: &'t Files,
    name: &str,
    report: &'t Report,
) -> Option<Spanned<DeTable<'t>>> {
    merged(file?, &files.overlays, name, report)
}

/// Opens the top of a file that could be parsed.
fn open<'t>(
    file: Option<&'t TextFile>,
    table: Option<&'t Spanned<DeTable<'t>>>,
    format: &'static Format,
    report: &'t Report,
) -> Option<TableReader<'t>> {
    Some(TableReader::open(file?, table?.get_ref(), 1, format, report))
}
