//! Both methods against each other and against what is known.

use nalgebra::{DMatrix, DVector};

use super::*;

/// A number of the unit interval from a counter: a Weyl sequence, scrambled enough for a table.
fn unit(counter: usize) -> f64 {
    let x = (counter as f64 + 1.0) * 0.754_877_666_246_692_8;
    (x * x * 31.0).fract()
}

/// A productive table with about a third of its cells filled; columns sum to `share` but for the first, which is above one.
fn table(sectors: usize, share: f64) -> Flows {
    let mut matrix = DMatrix::from_fn(sectors, sectors, |i, j| {
        let at = i * sectors + j;
        if unit(at) < 0.33 || i == j { unit(7 * at + 3) } else { 0.0 }
    });
    for (j, mut column) in matrix.column_iter_mut().enumerate() {
        let scale = if j == 0 { 1.05 } else { share } / column.sum();
        column *= scale;
    }
    matrix[(0, 0)] *= 0.2;
    Flows::from_dense(&matrix)
}

#[test]
fn both_methods_solve_the_system_at_every_size_of_blocks_and_panels() {
    for (sectors, columns) in [(1, 1), (2, 17), (63, 3), (64, 16), (65, 100), (130, 33), (300, 5)] {
        let coefficients = table(sectors, 0.6);
        let demand = DMatrix::from_fn(sectors, columns, |i, c| unit(i * 31 + c * 7));
        for method in [Method::Elimination, Method::Rounds] {
            let plan = Plan { method, ..Plan::new(&coefficients, &[], columns) };
            let solution = solve_by(plan, System::of(&coefficients), &demand).unwrap();
            let left = &solution.output - coefficients.to_dense() * &solution.output - &demand;
            assert!(left.amax() < 1e-12, "{sectors} × {columns}, {method:?}: {}", left.amax());
            assert_eq!(solution.plan.rounds > 0, method == Method::Rounds);
        }
    }
}

#[test]
fn rounds_between_regions_reach_the_same_in_fewer() {
    let coefficients = table(120, 0.6);
    let demand = DMatrix::from_fn(120, 20, |i, c| unit(i * 3 + c * 11));
    let plan = Plan { method: Method::Rounds, ..Plan::new(&coefficients, &[], 20) };
    let regions = [0..50, 50..53, 53..120];
    let alone = solve_by(plan, System::of(&coefficients), &demand).unwrap();
    let between = solve_by(plan, System { coefficients: &coefficients, regions: &regions }, &demand).unwrap();
    assert!((&alone.output - &between.output).amax() < 1e-12);
    assert!(between.plan.rounds < alone.plan.rounds, "{} {}", between.plan.rounds, alone.plan.rounds);
}

#[test]
fn multipliers_are_column_sums_of_the_inverse() {
    let coefficients = table(70, 0.5);
    let inverse = inverse(&coefficients).unwrap();
    let weights = DMatrix::from_fn(70, 2, |i, c| unit(3 * i + c));
    let found = multipliers(System::of(&coefficients), &weights).unwrap();
    assert!((inverse.tr_mul(&weights) - found).amax() < 1e-12);
}

#[test]
fn tiers_add_up_to_output() {
    let coefficients = table(40, 0.4);
    let demand = DVector::from_fn(40, |i, _| f64::from(u8::from(i == 3)));
    let tiers = tiers(&coefficients, &demand, 60);
    let output = solve(System::of(&coefficients), &DMatrix::from_columns(std::slice::from_ref(&demand)))
        .unwrap()
        .output;
    assert_eq!(tiers.column(0), demand);
    assert!((tiers.column_sum() - output.column(0)).amax() < 1e-12);
}

#[test]
fn what_is_not_productive_is_known_and_refused() {
    // The cycle of two sectors that each need all of the other's output: spectral radius one, then above and below it.
    for (cycle, productive) in [(1.0, false), (1.2, false), (0.999, true)] {
        let matrix = DMatrix::from_row_slice(2, 2, &[0.0, cycle, 1.0, 0.0]);
        let coefficients = Flows::from_dense(&matrix);
        assert_eq!(is_productive(&coefficients), productive, "{cycle}");
        assert_eq!(Elimination::new(&coefficients).is_ok(), productive, "{cycle}");
    }
    // A column above one alone does not make it unproductive.
    assert!(is_productive(&table(50, 0.5)));
    assert!(table(50, 0.5).column_sums()[0] > 0.98);
}

#[test]
fn rounds_pay_for_few_columns_of_a_large_sparse_table_only() {
    let mut sparse = Flows::new(3000);
    (0..3000).for_each(|i| {
        sparse.push_row([(i, 0.2), ((i + 1) % 3000, 0.1)].into_iter().filter(|(j, _)| i < 2999 || *j == i));
    });
    assert_eq!(Plan::new(&sparse, &[], 4).method, Method::Rounds);
    assert_eq!(Plan::new(&table(60, 0.5), &[], 40).method, Method::Elimination);
    let mut slow = Flows::new(500);
    (0..500).for_each(|i| slow.push_row([(i, 0.99999)]));
    assert_eq!(Plan::new(&slow, &[], 400).method, Method::Elimination);
}
