//! [`Results`] → the files of a report.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::ReportFormat;
use super::chart::Figure;
use super::contents::document;
use super::document::Document;
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
    let drawn: Vec<(&Figure, Drawing)> =
        document.figures().map(|figure| (figure, draw(figure, lang))).collect();
    let rendered = formats.par_iter().map(|format| in_format(&document, &drawn, *format));
    Ok(rendered.collect::<Result<Vec<_>>>()?.concat())
}

fn in_format(document: &Document, drawn: &[(&Figure, Drawing)], format: ReportFormat) -> Result<Vec<File>> {
    let one = |name: &str, bytes: Vec<u8>| Ok(vec![(name.to_string(), bytes)]);
    match format {
        ReportFormat::Html => {
            let drawings: BTreeMap<String, Drawing> =
                drawn.iter().map(|(figure, drawing)| (figure.id.clone(), drawing.clone())).collect();
            one("report.html", html(document, &drawings).into_bytes())
        }
        ReportFormat::Markdown => one("report.md", markdown(document, FIGURES).into_bytes()),
        ReportFormat::Latex => {
            let file =
                |table| (format!("tables/{}.tex", table_id(table)), latex(table, document.lang).into_bytes());
            Ok(document.tables().map(file).collect())
        }
        ReportFormat::Workbook => one("report.xlsx", workbook(document)?),
        ReportFormat::Figures => {
            let files = drawn.par_iter().map(|(figure, drawing)| of_figure(figure, drawing));
            Ok(files.collect::<Result<Vec<_>>>()?.concat())
        }
    }
}

fn table_id(table: &super::document::Table) -> &str {
    &table.id
}

fn of_figure(figure: &Figure, drawing: &Drawing) -> Result<Vec<File>> {
    let path = |ending: &str| format!("{FIGURES}/{}.{ending}", figure.id);
    Ok(vec![
        (path("svg"), drawing.svg.clone().into_bytes()),
        (path("png"), png(drawing)?),
        (path("csv"), tidy(figure)?.into_bytes()),
    ])
}
