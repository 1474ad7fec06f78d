//! Persons by industry in 2019, cells that hold several industries shared out, scaled to a later total.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Result, ensure};

use crate::output::round_to_total;
use crate::table::Table;

/// Whole persons by industry that add up to `total`.
///
/// Where one published cell holds the persons of several industries they form a pool, and the pool's persons
/// are shared out in proportion to value added. An industry without a cell and without a pool has no persons.
pub fn employment(sources: &Path, codes: &[String], value_added: &[f64], total: f64) -> Result<Vec<f64>> {
    let table = Table::read(sources, "employment_2019.csv")?;
    ensure!(table.len() == codes.len(), "employment_2019.csv: expected {} rows", codes.len());
    let mut persons = Vec::with_capacity(codes.len());
    let mut pools: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for code in codes {
        let row = table.find("code", code)?;
        let pool = table.text(row, "pool")?;
        if !pool.is_empty() {
            pools.entry(pool.to_owned()).or_default().push(persons.len());
        }
        persons.push(table.optional(row, "thousand_persons")?.unwrap_or(0.0));
    }
    for members in pools.values() {
        share_out(members, &mut persons, value_added);
    }
    let counted: f64 = persons.iter().sum();
    let scaled: Vec<f64> = persons.iter().map(|cell| cell / counted * total).collect();
    Ok(round_to_total(&scaled, total, 0))
}

/// Shares the persons of a pool among its members in proportion to value added.
fn share_out(members: &[usize], persons: &mut [f64], value_added: &[f64]) {
    let pooled: f64 = members.iter().map(|&member| persons[member]).sum();
    let weight: f64 = members.iter().map(|&member| value_added[member]).sum();
    for &member in members {
        persons[member] = pooled * value_added[member] / weight;
    }
}
