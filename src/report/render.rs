//! [`Results`] → the files of a report.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::ReportFormat;
use super::chart::Figure;
use super::contents::document;
use super::document::{Document, Table};
use super::figures::{Drawing, draw, png, tidy};
use super::html::html;
use super::lang::Lang;
use super::latex::latex;
use super::markdown::markdown;
use super::source::Results;
use super::workbook::workbook;
use crate::error::Result;

/// Folder of the figures.
const FIGURES: &str = "figures";

/// Relative path and bytes of a file.
type File = (String, Vec<u8>);

/// Relative path and bytes of every file of a report in some formats.
///
/// # Errors
/// Where a format cannot be written.
pub fn render(results: &Results, formats: &[ReportFormat], lang: Lang) -> Result<Vec<File>> {
    let document = document(results, lang);
    let drawings: BTreeMap<String, Drawing> =
        document.figures().map(|figure| (figure.id.clone(), draw(figure, lang))).collect();
    let rendered = formats.par_iter().map(|format| in_format(&document, &drawings, *format));
    Ok(rendered.collect::<Result<Vec<_>>>()?.concat())
}

fn in_format(
    document: &Document,
    drawings: &BTreeMap<String, Drawing>,
    format: ReportFormat,
) -> Result<Vec<File>> {
    let one = |name: &str, bytes: Vec<u8>| Ok(vec![(name.to_string(), bytes)]);
    match format {
        ReportFormat::Html => one("report.html", html(document, drawings).into_bytes()),
        ReportFormat::Markdown => one("report.md", markdown(document, FIGURES).into_bytes()),
        ReportFormat::Latex => {
            let file = |table: &Table| {
                (format!("tables/{}.tex", table.id), latex(table, document.lang).into_bytes())
            };
            Ok(document.tables().map(file).collect())
        }
        ReportFormat::Workbook => one("report.xlsx", workbook(document)?),
        ReportFormat::Figures => {
            let drawn: Vec<_> =
                document.figures().filter_map(|figure| Some((figure, drawings.get(&figure.id)?))).collect();
            let files = drawn.into_par_iter().map(|(figure, drawing)| of_figure(figure, drawing));
            Ok(files.collect::<Result<Vec<_>>>()?.concat())
        }
    }
}

fn of_figure(figure: &Figure, drawing: &Drawing) -> Result<Vec<File>> {
    let path = |ending: &str| format!("{FIGURES}/{}.{ending}", figure.id);
    Ok(vec![
        (path("svg"), drawing.svg.clone().into_bytes()),
        (path("png"), png(drawing)?),
        (path("csv"), tidy(figure)?.into_bytes()),
    ])
}
