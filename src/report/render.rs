//! [`Results`] → the files of a report.

use super::ReportFormat;
use super::lang::Lang;
use super::source::Results;
use crate::error::Result;

/// Relative path and bytes of every file of a report in some formats.
///
/// # Errors
/// Where a format cannot be written.
pub fn render(results: &Results, formats: &[ReportFormat], lang: Lang) -> Result<Vec<(String, Vec<u8>)>> {
    let title = &results.summary.model.title;
    let title = results.labels.get(title).unwrap_or(title);
    let file = |path: &str| (path.to_string(), format!("{title}\n{}\n", lang.code()).into_bytes());
    Ok(formats
        .iter()
        .flat_map(|format| match format {
            ReportFormat::Html => vec![file("report.html")],
            ReportFormat::Markdown => vec![file("report.md")],
            ReportFormat::Latex => vec![file("tables/gdp.tex")],
            ReportFormat::Workbook => vec![file("report.xlsx")],
            ReportFormat::Figures => vec![file("figures/gdp.svg"), file("figures/gdp.csv")],
        })
        .collect())
}
