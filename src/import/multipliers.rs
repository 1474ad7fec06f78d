//! Flows and output → output multipliers, and with them whether the economy is productive.

use rayon::prelude::*;

use super::reader::Reading;
use super::table::Table;
use crate::error::{Place, Problems};

/// Rounds of suppliers after which an economy is taken as not productive: with a spectral radius of 0.98 the rest is
/// below a millionth by then.
const MOST_ROUNDS: usize = 800;
/// What is left to add when the sum is taken as complete.
const PRECISION: f64 = 1e-7;
/// Parts of the rows that are added up side by side; fixed, so that sums do not depend on the machine.
const PARTS: usize = 16;

/// Output multipliers `1'(I − A)⁻¹` by the series `1' + 1'A + 1'A² + …`, which ends exactly when `A` is productive
/// (Miller & Blair 2022, sections 2.4 and 6.2).
///
/// # Errors
/// The series does not end.
pub fn output_multipliers(table: &Table, file: &str) -> Reading<Vec<f64>> {
    let nodes = table.nodes.len();
    let per_output: Vec<f64> = table.output.iter().map(|x| if *x > 0.0 { 1.0 / x } else { 0.0 }).collect();
    let mut multipliers = vec![1.0; nodes];
    let mut round = vec![1.0; nodes];
    for _ in 0..MOST_ROUNDS {
        round = column_products(table, &round);
        round.iter_mut().zip(&per_output).for_each(|(value, factor)| *value *= factor);
        multipliers.iter_mut().zip(&round).for_each(|(sum, value)| *sum += value);
        if round.iter().all(|value| *value < PRECISION) {
            return Ok(multipliers);
        }
    }
    let inputs = table.flows.column_sums();
    let share = |j: usize| inputs[j] * per_output[j];
    let worst = (0..nodes).max_by(|a, b| share(*a).total_cmp(&share(*b))).unwrap_or(0);
    let mut problems = Problems::of_table(file);
    problems.push(
        "productive",
        Place::file(file),
        format!(
            "the economy is not productive: a unit of final demand would need output without end. Sector {} alone uses \
             {:.4} of domestic inputs per unit of output.",
            table.node_name(worst),
            share(worst)
        ),
        "Inputs must leave room for value added: check this sector's column and output in the file, or put it together \
         with another by --sector-map.",
    );
    Err(problems)
}

/// `r'Z`.
fn column_products(table: &Table, by_row: &[f64]) -> Vec<f64> {
    let nodes = by_row.len();
    let part = |part: usize| {
        let mut sums = vec![0.0; nodes];
        let (from, to) = (nodes * part / PARTS, nodes * (part + 1) / PARTS);
        for (i, factor) in by_row.iter().enumerate().take(to).skip(from) {
            let (buyers, values) = table.flows.row_slices(i);
            buyers.iter().zip(values).for_each(|(j, value)| sums[*j as usize] += factor * value);
        }
        sums
    };
    let parts: Vec<Vec<f64>> = (0..PARTS).into_par_iter().map(part).collect();
    let mut sums = vec![0.0; nodes];
    for part in parts {
        sums.iter_mut().zip(part).for_each(|(sum, value)| *sum += value);
    }
    sums
}

#[cfg(test)]
mod tests {
    use nalgebra::DMatrix;

    use super::*;
    use crate::import::fixture::three_regions;
    use crate::leontief::inverse;
    use crate::model::flows::Flows;

    #[test]
    fn multipliers_are_those_of_the_inverse() {
        let table = three_regions();
        let coefficients = DMatrix::from_fn(6, 6, |i, j| table.flows.get(i, j) / table.output[j]);
        let expected = inverse(&Flows::from_dense(&coefficients)).unwrap().row_sum();
        let found = output_multipliers(&table, "t").unwrap();
        assert!(found.iter().zip(&expected).all(|(a, b)| (a - b).abs() < 1e-6), "{found:?} {expected}");
    }

    #[test]
    fn an_economy_that_uses_more_than_it_makes_is_told() {
        let mut table = three_regions();
        table.output[2] = 10.0;
        table.output[3] = 10.0;
        let told = output_multipliers(&table, "t").unwrap_err().to_string();
        assert!(told.contains("not productive") && told.contains("Sector USA."), "{told}");
    }
}
