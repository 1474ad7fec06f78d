//! The tables as written -> the identities and known figures they must meet, printed.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::economy::Economy;
use crate::leontief::{coefficients, multipliers, ratio, spectral_radius};
use crate::lines::{Line, Trade};
use crate::table::Table;

/// Largest imbalance of a row or column, as a part of its output.
const BALANCE_TOLERANCE: f64 = 1e-6;

/// What the domestic table of the 2021 edition for 2018 gives: spectral radius, and the output and
/// value-added multipliers of motor vehicles, to three decimals.
const KNOWN: [f64; 3] = [0.441, 2.307, 0.700];

/// Half a unit of the third decimal.
const THREE_DECIMALS: f64 = 0.0005;

/// Writes the checks to `out`; an identity that fails is an error.
pub fn print(out: &mut dyn Write, sources: &Path, economy: &Economy, trade: &Trade) -> Result<()> {
    let value_added = accounts(out, sources, economy)?;
    exports(out, sources, economy, trade, &value_added)
}

/// Checks the accounts and returns the value-added multiplier of every industry.
fn accounts(out: &mut dyn Write, sources: &Path, economy: &Economy) -> Result<Vec<f64>> {
    let macro_table = Table::read(sources, "macro.csv")?;
    let persons: f64 = economy.sectors.iter().map(|sector| sector.employment).sum();
    let gdp = macro_table.lookup("item", "gdp_2024", "value")?;
    ensure!((economy.gdp() / gdp - 1.0).abs() < BALANCE_TOLERANCE, "GDP is {}, not {gdp}", economy.gdp());
    let employment = macro_table.lookup("item", "employment_2024", "value")?;
    ensure!((persons / employment - 1.0).abs() < BALANCE_TOLERANCE, "{persons} persons, not {employment}");

    writeln!(out, "Economy, billion yen of 2024")?;
    show(out, "scale from million dollars of 2018", economy.scale, 6)?;
    show(out, "GDP", economy.gdp(), 3)?;
    show(out, "employment, persons", persons, 0)?;
    show(out, "published row residual, million dollars", economy.row_residual, 1)?;
    show(out, "published column residual, million dollars", economy.column_residual, 1)?;
    let (rows, columns) = imbalances(economy);
    writeln!(out, "  {:<46}{rows:>14.1e}", "largest row imbalance, part of output")?;
    writeln!(out, "  {:<46}{columns:>14.1e}", "largest column imbalance, part of output")?;
    ensure!(rows.max(columns) < BALANCE_TOLERANCE, "the accounts do not balance");

    let a = coefficients(economy);
    let radius = spectral_radius(&a);
    let output = multipliers(&a, &vec![1.0; a.len()]);
    let per_unit = |part: fn(&crate::economy::Sector) -> f64| -> Vec<f64> {
        economy.sectors.iter().map(|sector| ratio(part(sector), sector.output)).collect()
    };
    let value_added = multipliers(&a, &per_unit(|sector| sector.value_added));
    let imports = multipliers(&a, &per_unit(|sector| sector.imported_inputs));
    let taxes = multipliers(&a, &per_unit(|sector| sector.net_taxes));
    let jobs = multipliers(&a, &per_unit(|sector| sector.employment));
    let vehicles = position(economy, "D29")?;
    show(out, "spectral radius", radius, 4)?;
    show(out, "vehicles: output multiplier", output[vehicles], 4)?;
    show(out, "vehicles: value-added multiplier", value_added[vehicles], 4)?;
    show(out, "vehicles: import content", imports[vehicles], 4)?;
    show(out, "vehicles: product taxes", taxes[vehicles], 4)?;
    show(out, "vehicles: persons per billion yen", jobs[vehicles], 1)?;
    for (found, known) in [radius, output[vehicles], value_added[vehicles]].into_iter().zip(KNOWN) {
        ensure!((found - known).abs() <= THREE_DECIMALS, "found {found}, known {known}");
    }
    let exhausted = economy
        .sectors
        .iter()
        .enumerate()
        .filter(|(_, sector)| sector.output > 0.0)
        .map(|(j, _)| (value_added[j] + imports[j] + taxes[j] - 1.0).abs())
        .fold(0.0, f64::max);
    writeln!(out, "  {:<46}{exhausted:>14.1e}", "largest gap of v'L + m'L + t'L = 1'")?;
    ensure!(exhausted < BALANCE_TOLERANCE, "value added, imports and taxes do not exhaust final demand");
    Ok(value_added)
}

/// The largest row and column imbalance, as parts of output.
fn imbalances(economy: &Economy) -> (f64, f64) {
    let mut rows: f64 = 0.0;
    let mut columns: f64 = 0.0;
    for (i, sector) in economy.sectors.iter().enumerate() {
        let sold = economy.transactions[i].iter().sum::<f64>() + economy.final_demand[i].total();
        let bought: f64 = economy.transactions.iter().map(|row| row[i]).sum();
        let paid = bought + sector.imported_inputs + sector.net_taxes + sector.value_added;
        rows = rows.max(ratio((sector.output - sold).abs(), sector.output));
        columns = columns.max(ratio((sector.output - paid).abs(), sector.output));
    }
    (rows, columns)
}

/// Checks the trade tables and prints the lines.
fn exports(
    out: &mut dyn Write,
    sources: &Path,
    economy: &Economy,
    trade: &Trade,
    value_added: &[f64],
) -> Result<()> {
    let customs = Table::read(sources, "customs_2024.csv")?;
    let macro_table = Table::read(sources, "macro.csv")?;
    writeln!(out, "\nTrade, billion yen of 2024")?;
    show(out, "exports to the USA", trade.exports(), 3)?;
    show(out, "Japanese customs over US customs, other goods", trade.export_scale, 4)?;
    for (sector, share) in &trade.margins.shares {
        show(out, &format!("margin in {sector}, share of f.o.b. value"), *share, 4)?;
    }
    let dollars = macro_table.lookup("item", "customs_exports_2018", "value")?
        / macro_table.lookup("item", "yen_per_dollar_2018", "value")?
        * 1000.0;
    show(
        out,
        "goods with margins over customs exports, 2018",
        trade.margins.goods_with_margins / dollars,
        3,
    )?;
    let mut supported = 0.0;
    for line in trade.lines.iter().filter(|line| line.group == "autos") {
        for (sector, share) in &line.sectors {
            supported += line.exports * share * value_added[position(economy, sector)?];
        }
    }
    show(out, "GDP behind cars and parts sold to the USA, %", 100.0 * supported / economy.gdp(), 3)?;
    writeln!(
        out,
        "\n  {:<22}{:>9}{:>8}{:>8}{:>8}{:>8}",
        "line", "exports", "home", "imports", "MFN", "China"
    )?;
    for line in &trade.lines {
        print_line(out, line)?;
    }
    print_comparison(out, &customs, trade)?;
    print_coverage(out, trade)?;
    let total = customs.lookup("item", "total", "billion_yen")?;
    ensure!((trade.exports() - total).abs() < 1e-3, "exports do not add up to {total}");
    Ok(())
}

/// One row: exports, share of home in US imports, share of imports in US use, rates of home and China.
fn print_line(out: &mut dyn Write, line: &Line) -> Result<()> {
    let home = line.sources.first().with_context(|| line.id.clone())?;
    let china = line.sources.iter().find(|source| source.id == "china").with_context(|| line.id.clone())?;
    let shares: f64 = line.sources.iter().map(|source| source.import_share).sum();
    ensure!((shares - 1.0).abs() < 1e-9, "import shares of {} add up to {shares}", line.id);
    writeln!(
        out,
        "  {:<22}{:>9.1}{:>8.4}{:>8.4}{:>8.4}{:>8.4}",
        line.id,
        line.exports,
        home.import_share,
        line.import_share_of_use,
        home.baseline_rate,
        china.baseline_rate
    )?;
    Ok(())
}

/// Recalled customs figures beside the lines they should resemble.
fn print_comparison(out: &mut dyn Write, customs: &Table, trade: &Trade) -> Result<()> {
    writeln!(out, "\n  {:<46}{:>9}{:>9}", "comparison with recalled customs figures", "lines", "customs")?;
    let groups: [(&str, &[&str]); 5] = [
        ("general-machinery", &["general-machinery"]),
        ("electrical-machinery-and-instruments", &["electrical-machinery", "electronics"]),
        ("chemicals-and-pharmaceuticals", &["chemicals", "pharmaceuticals"]),
        ("pharmaceuticals", &["pharmaceuticals"]),
        ("food", &["food"]),
    ];
    for (item, ids) in groups {
        let lines: f64 =
            trade.lines.iter().filter(|line| ids.contains(&line.id.as_str())).map(|line| line.exports).sum();
        writeln!(out, "  {item:<46}{lines:>9.0}{:>9.0}", customs.lookup("item", item, "billion_yen")?)?;
    }
    Ok(())
}

/// Share of all exports to the United States under each programme.
fn print_coverage(out: &mut dyn Write, trade: &Trade) -> Result<()> {
    let mut covered: BTreeMap<&str, f64> = BTreeMap::new();
    let mut free = trade.exports();
    for line in &trade.lines {
        for (programme, share) in &line.coverage {
            *covered.entry(programme).or_default() += line.exports * share;
            free -= line.exports * share;
        }
    }
    writeln!(out, "\n  share of exports under each programme, %")?;
    for (programme, value) in covered {
        show(out, programme, 100.0 * value / trade.exports(), 1)?;
    }
    show(out, "none", 100.0 * free / trade.exports(), 1)?;
    Ok(())
}

/// The position of an industry.
fn position(economy: &Economy, code: &str) -> Result<usize> {
    economy
        .sectors
        .iter()
        .position(|sector| sector.code == code)
        .with_context(|| format!("no industry {code}"))
}

/// One figure with its name.
fn show(out: &mut dyn Write, name: &str, value: f64, decimals: usize) -> Result<()> {
    writeln!(out, "  {name:<46}{value:>14.decimals$}")?;
    Ok(())
}
