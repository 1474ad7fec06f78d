//! Three csv files made from a WIOD table → a table: `flows.csv`, `final_demand.csv` and `sectors.csv`.
//!
//! Rows and columns of the first two are `JPN_c1`, final users `JPN_HFCE`; `sectors.csv` has region, code, name, output and
//! `value_added` or `value_added_incl_taxes`.

use nalgebra::DMatrix;

use crate::error::{Place, Problems};
use crate::import::delimited::{Delimited, Layout, read_delimited};
use crate::import::numbers::Numbers;
use crate::import::reader::{ReadOptions, Reading, problem};
use crate::import::sheet::{Sheet, read_text_sheet};
use crate::import::source::Source;
use crate::import::table::{Imports, Named, Node, Table, Use, User};
use crate::model::flows::Flows;

const FILES: [&str; 3] = ["flows.csv", "final_demand.csv", "sectors.csv"];
const USES: [(&str, Use); 5] = [
    ("HFCE", Use::Household),
    ("NPISH", Use::Household),
    ("GGFC", Use::Government),
    ("GFCF", Use::Investment),
    ("INVNT", Use::Inventories),
];

/// Whether a source has these files.
pub fn fits(source: &Source) -> bool {
    FILES.iter().all(|file| name_in(source, file).is_some())
}

fn name_in(source: &Source, file: &str) -> Option<String> {
    let mut names = source.names().into_iter();
    names.find(|name| name.rsplit('/').next() == Some(file)).map(str::to_string)
}

/// Reads the three files.
///
/// # Errors
/// Rows, columns and sectors that do not belong together, cells that are no numbers.
pub fn read(source: &Source, options: &ReadOptions) -> Reading<Table> {
    let open = |file: &str| source.read(&name_in(source, file).unwrap_or_else(|| file.to_string()));
    let sectors = Sectors::read(&read_text_sheet(&open("sectors.csv")?, b',')?)?;
    let layout = Layout { delimiter: b',', header_rows: 1, label_columns: 1, numbers: Numbers::POINT };
    let (flows_file, demand_file) = (open("flows.csv")?, open("final_demand.csv")?);
    let (flows, demand) = (read_delimited(&flows_file, layout)?, read_delimited(&demand_file, layout)?);
    check_labels("row", &row_labels(&flows), &sectors.labels, &flows_file.place())?;
    check_labels("column", &column_labels(&flows), &sectors.labels, &flows_file.place())?;
    check_labels("row", &row_labels(&demand), &sectors.labels, &demand_file.place())?;
    let users = users(&column_labels(&demand), &sectors.regions, &demand_file.place())?;
    let nodes = sectors.nodes.len();
    let mut sparse = Flows::new(nodes);
    (0..nodes).for_each(|row| sparse.push_row(flows.row(row).iter().copied().enumerate()));
    let mut notes = vec!["The folder holds a table made from WIOD, not WIOD's own files.".to_string()];
    if sectors.with_taxes {
        notes.push(
            "Value added is as in `value_added_incl_taxes`, taxes less subsidies on products in it: net taxes are zero."
                .to_string(),
        );
    }
    let year = options.year.map_or(String::new(), |year| format!(": {year}"));
    Ok(Table {
        title: format!("World Input-Output Database, put together in three files{year}"),
        year: options.year,
        money: options.money.clone().unwrap_or_else(|| "million US dollars".into()),
        regions: sectors
            .regions
            .iter()
            .map(|code| Named { code: code.clone(), name: code.clone() })
            .collect(),
        final_demand: DMatrix::from_fn(nodes, users.len(), |row, user| demand.row(row)[user]),
        final_taxes: vec![0.0; users.len()],
        users,
        nodes: sectors.nodes,
        flows: sparse,
        imports: Imports::None,
        output: sectors.output,
        net_taxes: vec![0.0; nodes],
        value_added: sectors.value_added,
        compensation: None,
        employment: None,
        notes,
    })
}

fn row_labels(file: &Delimited) -> Vec<String> {
    file.labels.iter().map(|cells| cells.first().cloned().unwrap_or_default()).collect()
}

fn column_labels(file: &Delimited) -> Vec<String> {
    file.header.first().map_or(Vec::new(), |cells| cells.iter().skip(1).cloned().collect())
}

fn check_labels(side: &str, found: &[String], expected: &[String], place: &Place) -> Reading<()> {
    let differs = (0..found.len().max(expected.len())).find(|at| found.get(*at) != expected.get(*at));
    let Some(at) = differs else { return Ok(()) };
    let shown = |list: &[String]| list.get(at).map_or("nothing".to_string(), |label| format!("`{label}`"));
    Err(problem(
        place.clone(),
        format!("{side} {} is {}, sectors.csv has {} there.", at + 1, shown(found), shown(expected)),
        "Give rows and columns the order of sectors.csv, each as region_code.",
    ))
}

fn users(labels: &[String], regions: &[String], place: &Place) -> Reading<Vec<User>> {
    let user = |label: &String| {
        let (region, code) = label.rsplit_once('_').unwrap_or(("", label));
        let region = regions.iter().position(|known| known == region);
        let kind = USES.iter().find(|(known, _)| *known == code).map(|(_, kind)| *kind);
        region.zip(kind).map(|(region, kind)| User { region, kind }).ok_or_else(|| {
            problem(
                place.clone().line(1).field(label),
                format!("`{label}` is not a region and one of HFCE, NPISH, GGFC, GFCF and INVNT."),
                "Name final users like JPN_HFCE, with regions of sectors.csv.",
            )
        })
    };
    labels.iter().map(user).collect()
}

struct Sectors {
    labels: Vec<String>,
    regions: Vec<String>,
    nodes: Vec<Node>,
    output: Vec<f64>,
    value_added: Vec<f64>,
    with_taxes: bool,
}

impl Sectors {
    fn read(sheet: &Sheet) -> Reading<Self> {
        let width = sheet.rows.first().map_or(0, Vec::len);
        let position = |name: &str| (0..width).find(|column| sheet.text(0, *column) == name);
        let find = |name: &str| {
            position(name).ok_or_else(|| {
                let message = format!("there is no column `{name}`.");
                problem(sheet.place(0, 0), message, "Columns are region, code, name, output and value_added.")
            })
        };
        let (region, code, name, output) = (find("region")?, find("code")?, find("name")?, find("output")?);
        let with_taxes = position("value_added").is_none();
        let value_added = position("value_added").map_or_else(|| find("value_added_incl_taxes"), Ok)?;
        let mut sectors = Self {
            labels: Vec::new(),
            regions: Vec::new(),
            nodes: Vec::new(),
            output: Vec::new(),
            value_added: Vec::new(),
            with_taxes,
        };
        let mut problems = Problems::of_table(&sheet.shown);
        let rows = (1..sheet.rows.len()).filter(|row| !sheet.text(*row, region).is_empty());
        for row in rows {
            let key = sheet.text(row, region);
            let label = format!("{key}_{}", sheet.text(row, code));
            let known = sectors.regions.iter().position(|known| *known == key);
            let apart = known.is_some_and(|at| at + 1 != sectors.regions.len());
            if apart || sectors.labels.contains(&label) {
                let message =
                    format!("`{label}` is there twice, or apart from the other sectors of its region.");
                problems.push(
                    "order",
                    sheet.place(row, code),
                    message,
                    "List every sector once, region by region.",
                );
                continue;
            }
            if known.is_none() {
                sectors.regions.push(key);
            }
            let region = sectors.regions.len() - 1;
            sectors.nodes.push(Node { region, code: sheet.text(row, code), name: sheet.text(row, name) });
            sectors.labels.push(label);
            sectors.output.push(sheet.number(row, output, Numbers::POINT)?);
            sectors.value_added.push(sheet.number(row, value_added, Numbers::POINT)?);
        }
        if problems.is_empty() { Ok(sectors) } else { Err(problems) }
    }
}
