//! Extensions of a saved system → value added, taxes on products, compensation of employees and persons employed.

use std::collections::BTreeMap;

use super::block::{Block, read_block, read_words};
use super::nodes::{Label, Labels};
use super::saved::Saved;
use super::units::{persons, same_money};
use crate::import::formats::categories::{Account, account, quoted};
use crate::import::reader::Reading;
use crate::import::source::Source;

/// What the extensions say of the primary inputs of each node.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    /// Taxes less subsidies on products.
    pub net_taxes: Option<Vec<f64>>,
    /// Value added.
    pub value_added: Option<Vec<f64>>,
    /// Compensation of employees.
    pub compensation: Option<Vec<f64>>,
    /// Persons.
    pub employment: Option<Vec<f64>>,
    /// Taxes less subsidies on products, by column of final demand.
    pub final_taxes: Option<Vec<f64>>,
    /// What a user should know.
    pub notes: Vec<String>,
}

/// A row that belongs to an account.
struct Found {
    account: Account,
    label: String,
    values: Vec<f64>,
}

/// Reads the rows of all extensions that a table needs. Money and persons are each taken from the first extension that
/// has them; `impacts`, which repeats rows of others, comes last. `unit` is that of the flows.
///
/// # Errors
/// A table cannot be read, or its columns are not those of the flows.
pub fn read_inputs(
    source: &Source,
    extensions: &[Saved],
    labels: &Labels,
    (nodes, users): (&[Label], &[Label]),
    unit: Option<&str>,
    progress: &dyn Fn(&str),
) -> Reading<Inputs> {
    let mut ordered: Vec<&Saved> = extensions.iter().collect();
    ordered.sort_by_key(|extension| extension.name() == "impacts");
    let mut inputs = Inputs::default();
    let (mut money, mut people) = (None, false);
    for extension in ordered {
        let Some(stored) = extension.table(&["F"]) else { continue };
        progress(&format!("reading {}", stored.file));
        let block = read_block(source, stored, &|row| account_of(row).is_some())?;
        if block.rows.is_empty() {
            continue;
        }
        labels.check(&block.place, "column", &block.columns, nodes)?;
        let units: BTreeMap<Vec<String>, String> = match extension.table(&["unit"]) {
            Some(stored) => read_words(source, stored)?.into_iter().collect(),
            None => BTreeMap::new(),
        };
        let (persons, rows): (Vec<Found>, Vec<Found>) = found(&block, &units, unit, &mut inputs.notes)
            .into_iter()
            .partition(|row| row.account == Account::Employment);
        if !people && !persons.is_empty() {
            people = true;
            let (sum, told) = total(&persons, Account::Employment);
            inputs.employment = sum;
            inputs.notes.push(format!("Persons employed: {told} of `{}`.", extension.name()));
        }
        if money.is_none() && !rows.is_empty() {
            money = Some(extension);
            inputs.take_money(&rows, extension.name());
        }
    }
    if let (Some(extension), Some(_)) = (money, &inputs.net_taxes) {
        inputs.final_taxes = final_taxes(source, extension, labels, users)?;
    }
    Ok(inputs)
}

/// The account of a row: its last label says it, or else one of the others.
fn account_of(row: &[String]) -> Option<Account> {
    row.iter().rev().find_map(|label| account(label))
}

/// The rows of a block in persons and in the flows' unit of money; others are left out and told.
fn found(
    block: &Block,
    units: &BTreeMap<Vec<String>, String>,
    money: Option<&str>,
    notes: &mut Vec<String>,
) -> Vec<Found> {
    let mut rows = Vec::new();
    for (position, labels) in block.rows.iter().enumerate() {
        let Some(account) = account_of(labels) else { continue };
        let own = units.get(labels).map(String::as_str);
        let factor = match (account, own, money) {
            (Account::Employment, Some(own), _) => persons(own),
            (Account::Employment, None, _) => None,
            (_, Some(own), Some(money)) => same_money(own, money).then_some(1.0),
            _ => Some(1.0),
        };
        let label = labels.iter().rev().find(|label| self::account(label).is_some()).unwrap_or(&labels[0]);
        let Some(factor) = factor else {
            let unit = own.map_or("without a unit".to_string(), |own| format!("in `{own}`"));
            notes.push(format!("The row `{label}` of {} is {unit} and was left out.", block.place));
            continue;
        };
        let mut values = vec![0.0; block.columns.len()];
        block.cells.row(position).for_each(|(column, value)| values[column] = value * factor);
        rows.push(Found { account, label: label.clone(), values });
    }
    rows
}

impl Inputs {
    fn take_money(&mut self, rows: &[Found], from: &str) {
        let taxes = total(rows, Account::ProductTaxes);
        let compensation = total(rows, Account::Compensation);
        if taxes.0.is_some() {
            self.notes.push(format!("Taxes less subsidies on products: {} of `{from}`.", taxes.1));
        }
        if compensation.0.is_some() {
            self.notes.push(format!("Compensation of employees: {} of `{from}`.", compensation.1));
        }
        let published = total(rows, Account::ValueAdded);
        if let (Some(sum), told) = published {
            self.value_added = Some(sum);
            self.notes.push(format!("Value added: {told} of `{from}`."));
        } else if let (Some(mut sum), told) = total(rows, Account::OtherValueAdded) {
            // Compensation alone, without surplus, is not value added.
            let wages = compensation.0.iter().flatten();
            sum.iter_mut().zip(wages).for_each(|(sum, wages)| *sum += wages);
            self.value_added = Some(sum);
            self.notes.push(format!("Value added: compensation of employees and {told} of `{from}`."));
        }
        (self.net_taxes, self.compensation) = (taxes.0, compensation.0);
    }
}

/// The sum of the rows of an account, and which they are; if some are totals, only those.
fn total(rows: &[Found], account: Account) -> (Option<Vec<f64>>, String) {
    let mut rows: Vec<&Found> = rows.iter().filter(|row| row.account == account).collect();
    let is_total = |row: &&Found| row.label.trim().to_lowercase().ends_with("total");
    if rows.iter().any(is_total) {
        rows.retain(is_total);
    }
    let mut labels: Vec<&str> = rows.iter().map(|row| row.label.as_str()).collect();
    labels.dedup();
    let mut sum: Option<Vec<f64>> = None;
    for row in &rows {
        let sum = sum.get_or_insert_with(|| vec![0.0; row.values.len()]);
        sum.iter_mut().zip(&row.values).for_each(|(sum, value)| *sum += value);
    }
    (sum, quoted(&labels))
}

/// Taxes less subsidies on products by column of final demand, where an extension has them.
fn final_taxes(
    source: &Source,
    extension: &Saved,
    labels: &Labels,
    users: &[Label],
) -> Reading<Option<Vec<f64>>> {
    let Some(stored) = extension.table(&["F_Y", "FY", "F_hh"]) else { return Ok(None) };
    let taxes = |row: &[String]| account_of(row) == Some(Account::ProductTaxes);
    let block = read_block(source, stored, &taxes)?;
    if block.rows.is_empty() {
        return Ok(None);
    }
    labels.check(&block.place, "column", &block.columns, users)?;
    let rows = found(&block, &BTreeMap::new(), None, &mut Vec::new());
    Ok(total(&rows, Account::ProductTaxes).0)
}
