//! Eora26, basic prices → a table.
//!
//! Figures stand without labels in `Eora26_YEAR_bp_T.txt` (flows), `_FD.txt` (final demand) and `_VA.txt` (primary
//! inputs), their labels in `labels_T.txt`, `labels_FD.txt` and `labels_VA.txt`.

use super::categories::{Account, account, final_use, merged_uses, quoted};
use crate::error::Place;
use crate::import::delimited::Layout;
use crate::import::numbers::Numbers;
use crate::import::reader::{ReadOptions, Reader, Reading, problem};
use crate::import::rows::read_rows;
use crate::import::sheet::read_text_sheet;
use crate::import::source::Source;
use crate::import::table::{Imports, Named, Node, Table, User};
use crate::model::flows::Flows;

/// Reader of Eora26.
pub const READER: Reader = Reader {
    name: "eora26",
    about: "Eora26, Eora26_YEAR_bp with its label files, folder or zip",
    recognise: |source| !downloads(source).is_empty(),
    read,
};

/// Figures without labels.
const LAYOUT: Layout = Layout { delimiter: b'\t', header_rows: 0, label_columns: 0, numbers: Numbers::POINT };

/// The years and prices of the flows in a source, and the beginnings of their files' names.
fn downloads(source: &Source) -> Vec<(i32, String, String)> {
    let download = |name: &str| {
        let stem = name.strip_suffix("_T.txt")?;
        let (year, price) = stem.rsplit('/').next()?.strip_prefix("Eora26_")?.split_once('_')?;
        Some((year.parse().ok()?, price.to_string(), stem.to_string()))
    };
    source.names().into_iter().filter_map(download).collect()
}

fn read(source: &Source, options: &ReadOptions, progress: &dyn Fn(&str)) -> Reading<Table> {
    let (year, stem) = chosen(source, options)?;
    let labels = Labels::read(source)?;
    let (regions, nodes) = labels.nodes()?;
    let (users, merged) = labels.users(&regions)?;
    let accounts = labels.accounts()?;

    let matrix = |kind: &str, rows: usize, columns: usize| {
        let name = format!("{stem}_{kind}.txt");
        progress(&format!("reading {name}"));
        matrix(source, &name, rows, columns)
    };
    let flows = matrix("T", nodes.len(), nodes.len())?;
    let demand = matrix("FD", nodes.len(), users.len())?;
    let inputs = matrix("VA", accounts.len(), nodes.len())?;

    let output: Vec<f64> =
        flows.row_sums().iter().zip(demand.row_sums()).map(|(flow, demand)| flow + demand).collect();
    let sum = |wanted: &dyn Fn(Account) -> bool| {
        let mut sum = vec![0.0; nodes.len()];
        for (row, account) in accounts.iter().enumerate() {
            if wanted(*account) {
                inputs.row(row).for_each(|(node, value)| sum[node] += value);
            }
        }
        sum
    };
    let has = |wanted: Account| accounts.contains(&wanted);
    let value_added = sum(&|it| it != Account::ProductTaxes);
    let compensation = has(Account::Compensation).then(|| sum(&|it| it == Account::Compensation));
    let net_taxes = sum(&|it| it == Account::ProductTaxes);
    let mut notes = vec![
        "Eora26 has no output: it is the row sums of flows and final demand.".to_string(),
        format!("Value added: {}, with their signs.", quoted(&labels.primary())),
        "Eora26 has no persons employed and no taxes on products by user.".to_string(),
    ];
    notes.extend(merged);
    if let Some(rest) = regions.iter().find(|region| region.code == "ROW") {
        notes.push(format!(
            "The region ROW ({}) has one sector, TOTAL, and takes up what balancing could not place: statistical \
             discrepancies, not an economy.",
            rest.name
        ));
    }
    Ok(Table {
        title: format!("Eora26, basic prices, {year}"),
        year: Some(year),
        money: "thousand US dollars".to_string(),
        regions,
        final_taxes: vec![0.0; users.len()],
        users,
        final_demand: demand.to_dense(),
        imports: Imports::None,
        output,
        net_taxes,
        value_added,
        compensation,
        employment: None,
        nodes,
        flows,
        notes,
    })
}

/// The one download that is wanted.
fn chosen(source: &Source, options: &ReadOptions) -> Reading<(i32, String)> {
    let place = || Place::file(source.path.display().to_string());
    let all = downloads(source);
    let basic: Vec<_> = all.iter().filter(|(_, price, _)| price == "bp").collect();
    let wanted: Vec<_> =
        basic.iter().filter(|(year, _, _)| options.year.is_none_or(|wanted| wanted == *year)).collect();
    let years = || basic.iter().map(|(year, _, _)| year.to_string()).collect::<Vec<_>>().join(", ");
    match wanted[..] {
        [(year, _, stem)] => Ok((*year, stem.clone())),
        [] if all.is_empty() => Err(problem(
            place(),
            "there is no Eora26_YEAR_bp_T.txt.",
            "Name the folder or zip with it; unpack a zip that lies in a folder.",
        )),
        [] if basic.is_empty() => Err(problem(
            place(),
            format!("the tables are at the prices `{}`.", all[0].1),
            "Take the tables at basic prices, bp.",
        )),
        [] => Err(problem(
            place(),
            format!("there is no table of the year wanted; there are {}.", years()),
            "Name the download of the year wanted, or give another --year.",
        )),
        _ => Err(problem(
            place(),
            format!("there are several tables, of the years {}.", years()),
            "Say which with --year.",
        )),
    }
}

/// The figures of a file, which must be as many as there are labels.
fn matrix(source: &Source, name: &str, rows: usize, columns: usize) -> Reading<Flows> {
    let place = Place::file(source.shown(name));
    let remedy = "The labels must be those of the figures: download both again.";
    let mut flows = Flows::new(columns);
    read_rows(source, name, LAYOUT, &|_| true, |head, row| {
        if head.width != columns {
            let told = format!("rows have {} figures, there are labels for {columns}.", head.width);
            return Err(problem(place.clone().line(row.line), told, remedy));
        }
        flows.push_row(row.entries);
        Ok(())
    })?;
    if flows.nrows() == rows {
        return Ok(flows);
    }
    Err(problem(place.clone(), format!("there are {} rows and labels for {rows}.", flows.nrows()), remedy))
}

/// The label files, each with its place and the cells of its lines.
struct Labels {
    flows: List,
    demand: List,
    inputs: List,
}

struct List {
    shown: String,
    lines: Vec<(usize, Vec<String>)>,
}

impl Labels {
    fn read(source: &Source) -> Reading<Self> {
        let list = |name: &str, cells: usize| {
            let is_it = |file: &&str| file.rsplit('/').next() == Some(name);
            let found: Vec<&str> = source.names().into_iter().filter(is_it).collect();
            let [file] = found[..] else {
                return Err(problem(
                    Place::file(source.path.display().to_string()),
                    format!("there are {} files {name}, expected one.", found.len()),
                    "Put the label files of Eora's indices.zip into the folder.",
                ));
            };
            let sheet = read_text_sheet(&source.read(file)?, b'\t')?;
            let mut lines = Vec::new();
            for row in (0..sheet.rows.len()).filter(|row| !sheet.rows[*row].is_empty()) {
                let texts: Vec<String> = (0..cells).map(|cell| sheet.text(row, cell)).collect();
                if texts.iter().all(String::is_empty) {
                    continue;
                }
                if texts.iter().any(String::is_empty) {
                    return Err(problem(
                        Place::file(&sheet.shown).line(row + 1),
                        format!("the label has {} cells, expected {cells}.", sheet.rows[row].len()),
                        "Download the label files again.",
                    ));
                }
                lines.push((row + 1, texts));
            }
            Ok(List { shown: sheet.shown, lines })
        };
        Ok(Self {
            flows: list("labels_T.txt", 4)?,
            demand: list("labels_FD.txt", 4)?,
            inputs: list("labels_VA.txt", 2)?,
        })
    }

    /// Country, code, `Industries`, sector.
    fn nodes(&self) -> Reading<(Vec<Named>, Vec<Node>)> {
        let mut regions: Vec<Named> = Vec::new();
        let mut nodes = Vec::new();
        for (line, texts) in &self.flows.lines {
            let [name, code, kind, sector] = &texts[..] else { continue };
            let place = Place::file(&self.flows.shown).line(*line);
            if kind == "Commodities" {
                return Err(problem(
                    place,
                    "it is a label of a commodity: this is not Eora26 but the full Eora.",
                    "Download Eora26.",
                ));
            }
            if regions.last().is_none_or(|last| last.code != *code) {
                if regions.iter().any(|known| known.code == *code) {
                    let told = format!("the region `{code}` begins a second time.");
                    return Err(problem(place, told, "Download the label files again."));
                }
                regions.push(Named { code: code.clone(), name: name.clone() });
            }
            nodes.push(Node { region: regions.len() - 1, code: sector.clone(), name: sector.clone() });
        }
        Ok((regions, nodes))
    }

    /// Country, code, `Final Demand`, category.
    fn users(&self, regions: &[Named]) -> Reading<(Vec<User>, Option<String>)> {
        let mut users = Vec::new();
        for (line, texts) in &self.demand.lines {
            let [_, code, _, category] = &texts[..] else { continue };
            let place = || Place::file(&self.demand.shown).line(*line);
            let region = regions.iter().position(|region| region.code == *code).ok_or_else(|| {
                let told = format!("the region `{code}` is not in labels_T.txt.");
                problem(place(), told, "Download the label files again.")
            })?;
            let kind = final_use(category).ok_or_else(|| {
                let told = format!("the category of final demand `{category}` is not known.");
                problem(
                    place(),
                    told,
                    "Expected are the six categories of Eora26, such as `Household final consumption P.3h`.",
                )
            })?;
            users.push(User { region, kind });
        }
        let categories = self.demand.lines.iter().filter_map(|(_, texts)| texts.last());
        let merged = merged_uses(users.iter().map(|user| user.kind).zip(categories.map(String::as_str)));
        Ok((users, merged))
    }

    fn accounts(&self) -> Reading<Vec<Account>> {
        let known = |(line, texts): &(usize, Vec<String>)| {
            let label = texts.last().map_or("", String::as_str);
            let money = account(label).filter(|account| *account != Account::Employment);
            money.ok_or_else(|| {
                problem(
                    Place::file(&self.inputs.shown).line(*line),
                    format!("the primary input `{label}` is not known."),
                    "Expected are the six rows of Eora26, such as `Compensation of employees D.1`.",
                )
            })
        };
        self.inputs.lines.iter().map(known).collect()
    }

    /// The rows that make value added.
    fn primary(&self) -> Vec<&str> {
        let labels = self.inputs.lines.iter().filter_map(|(_, texts)| texts.last());
        labels.map(String::as_str).filter(|label| account(label) != Some(Account::ProductTaxes)).collect()
    }
}

#[cfg(test)]
mod tests;
