//! `kanzei multipliers`: multipliers and linkages of every sector, and rounds of suppliers behind every line.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::{ChangedModel, print, print_rows};
use crate::analysis::multipliers;
use crate::error::Error;
use crate::ids::closest;
use crate::leontief::inverse;
use crate::model::Model;
use crate::output::json_bytes;
use crate::output::rows::{MultipliersFile, Needs};
use crate::report::{render_multipliers, render_rounds};

#[derive(Args)]
pub(super) struct MultipliersArgs {
    #[command(flatten)]
    model: ChangedModel,
    /// Print the rounds of suppliers behind one tariff line
    #[arg(long, value_name = "ID", conflicts_with = "format")]
    line: Option<String>,
    /// How to print the tables
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Write the Leontief inverse too, as a CSV file: the row sells, the column is final demand for that sector
    #[arg(long, value_name = "FILE")]
    inverse: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
    Csv,
}

pub(super) fn run(args: &MultipliersArgs) -> anyhow::Result<()> {
    let model = args.model.load()?.model;
    if let Some(path) = &args.inverse {
        write_inverse(&model, path)?;
    }
    let file = multipliers(&model)?;
    if let Some(id) = &args.line {
        let Some(text) = render_rounds(&file, id) else { return Err(unknown_line(&file, id).into()) };
        return print(&text);
    }
    match args.format {
        Format::Text => print(&render_multipliers(&file)),
        Format::Json => print(&String::from_utf8(json_bytes(&file)?)?),
        Format::Csv => print_rows(&tidy(&file)),
    }
}

fn unknown_line(file: &MultipliersFile, id: &str) -> Error {
    let known = || file.lines.iter().map(|of| of.line.as_str());
    let remedy = match closest(id, known()) {
        Some(near) => format!("Did you mean `{near}`?"),
        None => format!("The lines with exports are {}.", known().collect::<Vec<_>>().join(", ")),
    };
    Error::Settings(format!("there is no line `{id}` with exports. {remedy}"))
}

/// A figure as a row of a tidy table.
#[derive(Serialize)]
struct TidyRow<'a> {
    level: &'static str,
    name: &'a str,
    label: &'a str,
    statistic: String,
    value: f64,
    unit: String,
}

fn tidy(file: &MultipliersFile) -> Vec<TidyRow<'_>> {
    let mut rows = Vec::new();
    let per_money = format!("persons per {}", file.money);
    let mut add = |level, name, label, statistic: &str, value, unit: &str| {
        rows.push(TidyRow { level, name, label, statistic: statistic.into(), value, unit: unit.into() });
    };
    let each = |needs: &Needs| {
        [("output", Some(needs.output)), ("value_added", Some(needs.value_added)), ("persons", needs.persons)]
    };
    let unit = |figure: &str| if figure == "persons" { per_money.as_str() } else { "per unit" };
    for of in &file.sectors {
        for (kind, needs) in [("type_one", &of.type_one), ("type_two", &of.type_two)] {
            for (figure, value) in each(needs) {
                let Some(value) = value else { continue };
                add(
                    "sector",
                    of.sector.as_str(),
                    of.name.as_str(),
                    &format!("{figure}_{kind}"),
                    value,
                    unit(figure),
                );
            }
        }
        add("sector", &of.sector, &of.name, "backward_linkage", of.backward_linkage, "mean = 1");
        add("sector", &of.sector, &of.name, "forward_linkage", of.forward_linkage, "mean = 1");
    }
    for of in &file.lines {
        for (kind, needs) in [("type_one", &of.type_one), ("type_two", &of.type_two)] {
            for (figure, value) in each(needs) {
                let Some(value) = value else { continue };
                add(
                    "line",
                    of.line.as_str(),
                    of.label.as_str(),
                    &format!("{figure}_{kind}"),
                    value,
                    unit(figure),
                );
            }
        }
        for round in &of.rounds {
            let name = round.round.map_or("later".to_string(), |number| number.to_string());
            for (figure, value) in each(&round.needs) {
                let Some(value) = value else { continue };
                add("line", &of.line, &of.label, &format!("{figure}_round_{name}"), value, unit(figure));
            }
        }
    }
    rows
}

/// Writes `L` under a temporary name beside its own, then renames it.
fn write_inverse(model: &Model, path: &Path) -> crate::error::Result<()> {
    if path.exists() {
        let text = format!("{} is there already; it is never replaced. Choose another name.", path.display());
        return Err(Error::Settings(text));
    }
    let inverse = inverse(&model.economy.technical_coefficients)?;
    let sectors = &model.economy.accounts.sectors;
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let write = || -> std::io::Result<()> {
        let file = tempfile::NamedTempFile::new_in(folder)?;
        let mut out = std::io::BufWriter::new(file);
        let codes: Vec<&str> = sectors.iter().map(|sector| sector.code.as_str()).collect();
        writeln!(out, "sector,{}", codes.join(","))?;
        let mut line = String::new();
        for (i, code) in codes.iter().enumerate() {
            line.clear();
            line.push_str(code);
            for j in 0..codes.len() {
                let _ = write!(line, ",{}", inverse[(i, j)]);
            }
            writeln!(out, "{line}")?;
        }
        let file = out.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        file.persist_noclobber(path).map(drop).map_err(|error| error.error)
    };
    write().map_err(Error::file("write", path))
}
