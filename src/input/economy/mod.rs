//! `economy/` → [`Economy`]: the accounts, their balances, and whether they can be inverted.

mod checks;
mod demand;
mod sectors;
mod transactions;

use nalgebra::DVector;

use super::csv_file::read_records;
use super::files::Files;
use super::format::{Format, Kind, optional, required};
use super::report::Report;
use crate::model::economy::{Accounts, Economy};
use crate::model::uncertain::Range;
pub use transactions::PARQUET;

const ANY: Kind = Kind::Number(Range::ANY);
const FLOW: Kind = Kind::Number(Range::NOT_NEGATIVE);
const MONEY: &str = "money/year";

/// `economy/sectors.csv`
pub const SECTORS: Format = Format {
    file: "economy/sectors.csv",
    table: "",
    about: "One row per sector. The order of the rows is the order of sectors everywhere. For every sector, output = \
            its purchases from all sectors + imported inputs + net taxes + value added, to 0.1 % of its output or a \
            millionth of all output of its region. With several regions, the sectors of a region stand together.",
    fields: &[
        optional(
            "region",
            Kind::Text,
            "",
            "Code of the sector's region, e.g. `KOR`; left out in the accounts of one country. With it, the other files \
             name the sector `KOR.D29`.",
        ),
        required("code", Kind::Text, "", "Code of the sector, e.g. `D29`; used by the other files."),
        required("name", Kind::Text, "", "Name in words."),
        required("output", FLOW, MONEY, "Gross output at basic prices."),
        required(
            "imported_inputs",
            FLOW,
            MONEY,
            "Goods and services from outside all regions used as intermediate inputs.",
        ),
        required("net_taxes", ANY, MONEY, "Taxes less subsidies on products used as intermediate inputs."),
        required("value_added", ANY, MONEY, "Value added at basic prices; may be negative."),
        required("compensation", FLOW, MONEY, "Labour income paid by the sector."),
        required("employment", FLOW, "persons", "Persons employed."),
    ],
};

/// `economy/regions.csv`
pub const REGIONS: Format = Format {
    file: "economy/regions.csv",
    table: "",
    about: "Names of the regions, where `economy/sectors.csv` has several; one row per region.",
    fields: &[
        required("region", Kind::Text, "", "Code of the region."),
        required("name", Kind::Text, "", "Name in words."),
    ],
};

/// `economy/transactions.csv`; its other columns are the sector codes.
pub const TRANSACTIONS: Format = Format {
    file: "economy/transactions.csv",
    table: "",
    about: "Domestic intermediate transactions: the row sells, the column buys. After the column `sector` comes one \
            column per sector, in the order of `economy/sectors.csv`; one row per sector, in the same order. A large \
            table may stand in `economy/transactions.parquet` instead: columns `seller` and `buyer` (whole numbers: rows \
            of `economy/sectors.csv`, from 1) and `value` (doubles), one row for every flow that is not zero.",
    fields: &[required(
        "sector",
        Kind::Text,
        "",
        "Code of the selling sector; the other columns are numbers, >= 0, in money/year.",
    )],
};

/// `economy/final_demand.csv`
pub const FINAL_DEMAND: Format = Format {
    file: "economy/final_demand.csv",
    table: "",
    about: "What final users buy: one row per sector, in order, for domestic output; then a row `imports` and a row \
            `net_taxes` for what they spend on imports and on taxes on products. For every sector, output = its sales \
            to all sectors + its row here, to the same tolerance. With several regions, every region has its own \
            first four columns (`KOR.household`, `KOR.government`, `KOR.investment`, `KOR.inventories`, region by \
            region), and `exports` at the end are sales to buyers outside all regions.",
    fields: &[
        required("sector", Kind::Text, "", "Code of the sector, `imports` or `net_taxes`."),
        required(
            "household",
            ANY,
            MONEY,
            "Consumption of households (and of non-profit bodies serving them).",
        ),
        required("government", ANY, MONEY, "Consumption of government."),
        required("investment", ANY, MONEY, "Gross fixed capital formation."),
        required("inventories", ANY, MONEY, "Changes in inventories; may be negative."),
        required("exports", ANY, MONEY, "Exports to all destinations."),
    ],
};

/// Reads the economy. Problems go to the report; there is no economy where files cannot be read.
pub fn read_economy(files: &Files, report: &Report) -> Option<Economy> {
    let before = report.len();
    let sectors_file = files.text(SECTORS.file, report);
    let large = files.has(PARQUET);
    let transactions_file = if large { None } else { files.text(TRANSACTIONS.file, report) };
    let demand_file = files.text(FINAL_DEMAND.file, report);
    let records = sectors_file.as_ref().map(|file| read_records(file, &SECTORS, report));
    let sectors_file = sectors_file?;
    let records = records?;
    let (regions, sectors) = sectors::read_sectors(files, &sectors_file, &records, report);
    let sure = report.len() == before;
    let known = sure.then_some(&sectors[..]);
    let transactions = if large {
        transactions::read_parquet(files, &sectors_file, &sectors, report)
    } else {
        transactions_file.and_then(|file| transactions::read_transactions(&file, known, report))
    };
    let demand = demand::read_demand(&demand_file?, &regions, &sectors, sure, report);
    if report.len() > before {
        return None;
    }
    let (transactions, demand) = (transactions?, demand?);
    let count = sectors.len();
    let column = |name: &str| DVector::from_iterator(count, records.iter().map(|row| row.number(name)));
    let accounts = Accounts {
        intermediate_sales: DVector::from_vec(transactions.row_sums()),
        intermediate_purchases: DVector::from_vec(transactions.column_sums()),
        output: column("output"),
        imported_inputs: column("imported_inputs"),
        net_taxes: column("net_taxes"),
        value_added: column("value_added"),
        compensation: column("compensation"),
        employment: column("employment"),
        final_demand: demand.values.rows(0, count).into_owned(),
        final_imports: demand.values.row(count).transpose(),
        final_taxes: demand.values.row(count + 1).transpose(),
        regions,
        sectors,
    };
    let places = checks::Places { sectors: &sectors_file, records: &records, demand: &demand };
    checks::check_empty_sectors(&accounts, &places, report);
    checks::check_balances(&accounts, &places, report);
    checks::check_baskets(&accounts, &places, report);
    if report.len() > before {
        return None;
    }
    let economy = Economy::new(accounts, transactions);
    checks::check_productive(&economy, &places, report);
    Some(economy)
}
