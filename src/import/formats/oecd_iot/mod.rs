//! OECD harmonised national input–output tables → a table, in the layouts of the 2015 to 2025 editions.
//!
//! | layout | rows | columns |
//! |---|---|---|
//! | numbered (2021 edition in R packages) | `Code` 01–45, `Description` | 01–45 |
//! | `JPN2018ttl.csv` | `TTL_01T02`, `TTL_A01_02` | `D01T02`, `A01_02` |
//! | `JPN2018dom.csv`, `JPN2011domimp.csv` | `DOM_…`, then `IMP_…` | the same |
//! | lists of OECD.Stat and SDMX | `ROW` | `COL`, one line each |
//!
//! All end in `TXS_IMP_FNL`, `TXS_INT_FNL`, `TTL_INT_FNL`, `VALU`, `OUTPUT` and in final uses from `HFCE` to `IMPO`. Total
//! flows have competitive imports; with `IMP_` rows imports stand apart.

mod files;
mod labels;
mod list;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::super::arrange::arrange;
use super::super::arranged::{Arranged, Item};
use super::super::labelled::{Labelled, Line, read_matrix};
use super::super::reader::{ReadOptions, Reader, Reading, problem};
use super::super::records::Records;
use super::super::source::Source;
use super::super::table::{Imports, Table, Use};
use super::{countries, oecd_industries};
use crate::error::Place;
use crate::model::flows::Flows;
use files::Files;
use labels::Industries;
use list::List;

/// The reader.
pub const READER: Reader = Reader {
    name: "oecd-iot",
    about: "OECD national input-output tables, editions 2015 to 2025: total, or domestic and imported flows, csv",
    recognise,
    read,
};

fn recognise(source: &Source) -> bool {
    let looks = |name: &&str| {
        let head = source.head(name, 1 << 15);
        let text = String::from_utf8_lossy(&head);
        let header = text.lines().next().unwrap_or_default();
        let cell =
            |wanted: &str| header.split([',', ';', '\t']).any(|cell| cell.trim_matches(['"', ' ']) == wanted);
        cell("HFCE") && cell("EXPO") || cell("ROW") && cell("COL") && text.contains("TXS_")
    };
    source.names_ending(".csv").iter().take(3).any(looks)
}

fn read(source: &Source, options: &ReadOptions, progress: &dyn Fn(&str)) -> Reading<Table> {
    let files = Files::find(source, options)?;
    let mut lists = Vec::new();
    for name in &files.names {
        progress(&format!("reading {name}"));
        lists.push(read_file(source, name, options)?);
    }
    let list = lists.into_iter().reduce(join).ok_or_else(|| {
        problem(
            Place::file(source.path.display().to_string()),
            "there is no csv file.",
            "Name the downloaded file.",
        )
    })?;
    let shown = list.cells.file.clone();
    if let (Some(found), Some(said)) = (&list.country, &files.country)
        && found != said
    {
        return Err(list::differs(&shown, "country", said, found));
    }
    let country = files.country.or(list.country.clone()).ok_or_else(|| {
        problem(
            Place::file(&shown),
            "neither the file nor its name says which country it is of.",
            "Give the country's code of three letters: --country JPN.",
        )
    })?;
    let year = list.year.or(files.year);
    table(list, &country, year.or(options.year))
}

/// Reads a file of any of the layouts.
fn read_file(source: &Source, name: &str, options: &ReadOptions) -> Reading<List> {
    let file = source.read(name)?;
    let records = Records::open(&file, options.decimal)?;
    let header = records.first(1)?.first().map(|record| record.owned()).unwrap_or_default();
    if list::is_list(&header) {
        return list::read(&records, &header, options);
    }
    // Before the codes stand a blank, a row number, a code, a name.
    let is_label = |cell: &String| {
        let names =
            ["", "v1", "x", "code", "description", "row", "row_name", "industry", "to: (sector in column)"];
        names.contains(&cell.to_lowercase().as_str())
    };
    let label_columns = header.iter().take_while(|cell| is_label(cell)).count().max(1);
    let mut cells = read_matrix(&records, 1, label_columns)?;
    let named =
        |wanted: &str| header.iter().take(label_columns).position(|cell| cell.eq_ignore_ascii_case(wanted));
    let code = named("Code").unwrap_or(0);
    let description = named("Description");
    let mut names = BTreeMap::new();
    for line in &mut cells.rows {
        let label = line.labels.get(code).cloned().unwrap_or_default();
        if let Some(name) = description.and_then(|at| line.labels.get(at)).filter(|name| !name.is_empty()) {
            names.insert(label.clone(), name.clone());
        } else if let Some((code, name)) = label.split_once(": ") {
            names.insert(code.to_string(), name.to_string());
        }
        line.labels = vec![label];
    }
    Ok(List { cells, country: None, year: None, money: None, names })
}

/// Puts the imported flows of a second file below the domestic ones.
fn join(mut first: List, second: List) -> List {
    let find = |labels: &Vec<String>| first.cells.columns.iter().position(|column| column == labels);
    let into: Vec<Option<usize>> = second.cells.columns.iter().map(find).collect();
    let imported = |line: &Line| line.labels.iter().any(|label| label.starts_with("IMP_"));
    for (row, line) in second.cells.rows.iter().enumerate().filter(|(_, line)| imported(line)) {
        let mut cells: Vec<(usize, f64)> =
            second.cells.cells.row(row).filter_map(|(column, value)| Some((into[column]?, value))).collect();
        cells.sort_by_key(|(column, _)| *column);
        first.cells.cells.push_row(cells);
        first.cells.rows.push(line.clone());
    }
    first
}

fn table(list: List, country: &str, year: Option<i32>) -> Reading<Table> {
    let shown = list.cells.file.clone();
    let starts = |prefix: &str| {
        list.cells.rows.iter().any(|line| line.labels.iter().any(|label| label.starts_with(prefix)))
    };
    let (domestic, imported) = (starts("DOM_"), starts("IMP_"));
    if domestic && !imported || imported && !domestic {
        let (has, lacks) = if domestic { ("domestic", "IMP_") } else { ("imported", "DOM_") };
        return Err(problem(
            Place::file(&shown),
            format!("it has {has} flows alone: there are no rows `{lacks}…`."),
            "Name the folder that has both the dom and the imp file, or take the total flows (ttl).",
        ));
    }
    let all = || list.cells.rows.iter().map(|line| &line.labels).chain(&list.cells.columns);
    let industries = Industries::of(all().flatten().map(String::as_str));
    let cells = without_total_rows(list.cells, domestic);
    let mut parts = arrange(
        cells,
        |labels| industries.row(labels.first()?),
        |labels| industries.column(labels.first()?),
        labels::KNOWN,
    )?;
    let mut notes = Vec::new();
    let output = parts.needed(Item::Output, "OUTPUT")?;
    let value_added = parts.needed(Item::ValueAdded, "VALU")?;
    let mut net_taxes = parts.needed(Item::NetTaxes, "TXS_INT_FNL")?;
    parts.add_discrepancies(&mut notes);
    let foreign = parts.by_node(Item::ForeignTaxes).unwrap_or_else(|| vec![0.0; output.len()]);
    let imports = if imported {
        separate(&parts, &foreign)
    } else {
        let goods = parts.take_imports(&mut notes).ok_or_else(|| {
            problem(
                Place::file(&shown),
                "there is no column `IMPO`.",
                "The download may be cut short: download it again.",
            )
        })?;
        if foreign.iter().any(|tax| *tax != 0.0) {
            net_taxes.iter_mut().zip(&foreign).for_each(|(taxes, foreign)| *taxes += foreign);
            notes.push(format!(
                "Taxes that industries pay abroad ({:.4} in all) are with their net taxes on products.",
                foreign.iter().sum::<f64>()
            ));
        }
        Imports::Competitive { goods, beyond: parts.by_user(Item::ForeignTaxes) }
    };
    let imports = with_all_users(imports, &mut parts);
    let final_taxes = final_taxes(&mut parts, &mut notes);
    notes.push(
        "Purchases of residents abroad are with households, those of non-residents are exports.".into(),
    );
    let compensation =
        parts.by_node(Item::Compensation).filter(|list| list.iter().any(|value| *value != 0.0));
    let names: BTreeMap<String, String> = list
        .names
        .into_iter()
        .filter_map(|(label, name)| match industries.row(&label) {
            Some(super::super::arrange::RowLabel::Sector(_, code)) => Some((code, name)),
            _ => None,
        })
        .collect();
    let sector =
        |code: &str| names.get(code).cloned().or_else(|| oecd_industries::name(code).map(Into::into));
    parts.regions = vec![country.to_string()];
    let (regions, nodes) = parts.named(|code| countries::name(code).map(Into::into), sector);
    let codes: Vec<&str> = nodes.iter().map(|node| node.code.as_str()).collect();
    let edition =
        oecd_industries::edition(&codes).map_or(String::new(), |edition| format!(", {edition} edition"));
    let kind = if imported { "domestic and imported flows" } else { "total flows" };
    let year_shown = year.map_or(String::new(), |year| format!(", {year}"));
    Ok(Table {
        title: format!("OECD Input-Output Tables{edition}: {}{year_shown}, {kind}", regions[0].name),
        year,
        money: list.money.unwrap_or_else(|| "million US dollars".into()),
        regions,
        nodes,
        flows: parts.flows,
        users: parts.users,
        final_demand: parts.final_demand,
        imports,
        output,
        net_taxes,
        value_added,
        compensation,
        employment: None,
        final_taxes,
        notes,
    })
}

/// Leaves out total flows where domestic and imported ones are there too.
fn without_total_rows(mut cells: Labelled, domestic: bool) -> Labelled {
    let is_total = |line: &Line| {
        line.labels.iter().any(|label| label.starts_with("TTL_") && !label.starts_with("TTL_INT"))
    };
    if !domestic || !cells.rows.iter().any(is_total) {
        return cells;
    }
    let mut kept = Flows::new(cells.cells.ncols());
    let mut rows = Vec::new();
    for (row, line) in cells.rows.iter().enumerate().filter(|(_, line)| !is_total(line)) {
        kept.push_row(cells.cells.row(row));
        rows.push(line.clone());
    }
    cells.rows = rows;
    cells.cells = kept;
    cells
}

/// What is spent on imports, taxes paid abroad included.
fn separate(parts: &Arranged, foreign: &[f64]) -> Imports {
    let mut inputs = parts.by_node(Item::Imports).unwrap_or_else(|| vec![0.0; foreign.len()]);
    inputs.iter_mut().zip(foreign).for_each(|(input, tax)| *input += tax);
    let mut final_use = parts.by_user(Item::Imports);
    final_use.iter_mut().zip(parts.by_user(Item::ForeignTaxes)).for_each(|(spent, tax)| *spent += tax);
    Imports::Separate { inputs, final_use }
}

/// The same for users that were added since.
fn with_all_users(mut imports: Imports, parts: &mut Arranged) -> Imports {
    parts.user(0, Use::Household);
    if let Imports::Competitive { beyond: spent, .. } | Imports::Separate { final_use: spent, .. } =
        &mut imports
    {
        spent.resize(parts.users.len(), 0.0);
    }
    imports
}

/// Taxes of final users; what non-residents pay here is counted with households.
fn final_taxes(parts: &mut Arranged, notes: &mut Vec<String>) -> Vec<f64> {
    let household = parts.user(0, Use::Household);
    let mut taxes = parts.by_user(Item::NetTaxes);
    let exports = parts.users.iter().position(|user| user.kind == Use::Exports);
    if let Some(paid) =
        exports.and_then(|exports| taxes.get_mut(exports)).map(std::mem::take).filter(|paid| *paid != 0.0)
    {
        taxes[household] += paid;
        notes.push(format!(
            "Taxes on products that buyers from abroad pay ({paid:.4}) are with those of households."
        ));
    }
    taxes
}
