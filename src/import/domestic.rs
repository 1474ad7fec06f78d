//! Flows of domestic and imported goods together → domestic flows, and what each buyer spends on imports.

use super::options::ImportShares;
use super::table::{Imports, Table, Use};

/// Takes competitive imports out of flows and final demand; other tables stay as they are.
///
/// A good's import share is the same for all its buyers (import proportionality), as with the coefficients
/// `(I − (I − M) A)` of Japanese practice; Miller & Blair (2022, section 4.3) call it competitive imports:
///
/// ```text
/// m_i = imports_i / Σ uses of good i     Z_ij ← (1 − m_i) Z_ij     f_iu ← (1 − m_i) f_iu     imports of j = Σ_i m_i Z_ij
/// ```
///
/// With [`ImportShares::DomesticUse`] exports are not among the uses. Where more is imported than used at home, as in
/// ports that goods pass through, the rest of the imports is exported again.
///
/// Final demand has the columns of `final_users`.
pub fn take_out_imports(mut table: Table, shares: ImportShares) -> Table {
    let Imports::Competitive { goods: imports, beyond } = &table.imports else { return table };
    let (nodes, users) = table.final_demand.shape();
    let is_export = |user: usize| table.users[user].kind == Use::Exports;
    let all_use = shares == ImportShares::AllUse;
    let sales = table.flows.row_sums();
    let mut import_shares = vec![0.0; nodes];
    let mut final_use = beyond.clone();
    let mut passed_through = Vec::new();
    for i in 0..nodes {
        let counted: f64 =
            (0..users).filter(|u| all_use || !is_export(*u)).map(|u| table.final_demand[(i, u)]).sum();
        let used = sales[i] + counted;
        let share = if used > 0.0 { (imports[i] / used).min(1.0) } else { 0.0 };
        let again = if used > 0.0 { (imports[i] - used).max(0.0) } else { imports[i] };
        for (u, spent) in final_use.iter_mut().enumerate() {
            let cell = &mut table.final_demand[(i, u)];
            let imported = match (is_export(u), all_use) {
                (true, true) => again + share * (*cell - again),
                (true, false) => again,
                (false, _) => share * *cell,
            };
            *cell -= imported;
            *spent += imported;
        }
        if again > 0.0 {
            passed_through.push((i, again));
        }
        import_shares[i] = share;
    }
    let inputs = imported_inputs(&table, &import_shares);
    table.flows.scale_rows(&import_shares.iter().map(|share| 1.0 - share).collect::<Vec<_>>());
    table.notes.push(note(all_use));
    if !passed_through.is_empty() {
        table.notes.push(note_passed_through(&table, &passed_through));
    }
    table.imports = Imports::Separate { inputs, final_use };
    table
}

/// `Σ_i m_i Z_ij` for every buyer.
fn imported_inputs(table: &Table, shares: &[f64]) -> Vec<f64> {
    let mut inputs = vec![0.0; table.nodes.len()];
    for (i, share) in shares.iter().enumerate().filter(|(_, share)| **share > 0.0) {
        table.flows.row(i).for_each(|(j, value)| inputs[j] += share * value);
    }
    inputs
}

fn note(all_use: bool) -> String {
    let over = if all_use {
        "over all its uses, exports included"
    } else {
        "over its domestic use; exports are domestic in full"
    };
    format!(
        "The table has domestic and imported goods together. Every buyer of a good is given the same import share: \
         imports of the good {over}."
    )
}

fn note_passed_through(table: &Table, sectors: &[(usize, f64)]) -> String {
    let mut worst = sectors.to_vec();
    worst.sort_by(|a, b| b.1.total_cmp(&a.1));
    let shown: Vec<String> =
        worst.iter().take(5).map(|(i, amount)| format!("{} {amount:.4}", table.node_name(*i))).collect();
    let more = if worst.len() > 5 { format!(" and {} more", worst.len() - 5) } else { String::new() };
    format!(
        "More is imported than used at home in {}{more}: that much is imported to be exported again, and is taken off \
         exports of domestic goods.",
        shown.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use approx::assert_relative_eq;

    use super::*;
    use crate::import::check::{Gaps, tolerances};
    use crate::import::fixture::{national, three_regions};
    use crate::import::users::add_up_users;

    #[track_caller]
    fn assert_balanced(table: &Table) {
        let gaps = Gaps::of(table);
        let tolerances = tolerances(table);
        for (i, tolerance) in tolerances.iter().enumerate() {
            assert!(gaps.rows[i].abs() < 1e-6 * tolerance, "row {i}: {}", gaps.rows[i]);
            assert!(gaps.columns[i].abs() < 1e-6 * tolerance, "column {i}: {}", gaps.columns[i]);
        }
    }

    #[test]
    fn every_domestic_buyer_of_a_good_has_the_same_import_share() {
        let table = take_out_imports(add_up_users(national()), ImportShares::DomesticUse);
        // 80 imported of 120 used at home: a third of every use is domestic, exports wholly.
        assert_relative_eq!(table.flows.get(1, 0), 15.0 / 3.0, epsilon = 1e-12);
        assert_relative_eq!(table.final_demand[(1, 0)], 40.0 / 3.0, epsilon = 1e-12);
        assert_eq!(table.final_demand[(1, 4)], 60.0);
        let Imports::Separate { inputs, final_use } = &table.imports else { panic!("{:?}", table.imports) };
        let shares = [10.0 / 75.0, 80.0 / 120.0, 5.0 / 155.0];
        let expected: f64 = shares.iter().zip([10.0, 15.0, 5.0]).map(|(m, z)| m * z).sum();
        assert_relative_eq!(inputs[0], expected, epsilon = 1e-12);
        assert_eq!(final_use[4], 0.0);
        assert_relative_eq!(inputs.iter().chain(final_use).sum::<f64>(), 95.0, epsilon = 1e-9);
        assert_balanced(&table);
    }

    #[test]
    fn over_all_use_exports_contain_imports_too() {
        let table = take_out_imports(add_up_users(national()), ImportShares::AllUse);
        assert_relative_eq!(table.final_demand[(1, 4)], 60.0 * (1.0 - 80.0 / 180.0), epsilon = 1e-12);
        assert_balanced(&table);
    }

    #[test]
    fn goods_that_only_pass_through_leave_exports() {
        let mut passing = national();
        passing.imports = Imports::Competitive { goods: vec![10.0, 140.0, 5.0], beyond: vec![0.0; 6] };
        passing.final_demand[(1, 5)] = 120.0;
        for shares in [ImportShares::DomesticUse, ImportShares::AllUse] {
            let table = take_out_imports(add_up_users(passing.clone()), shares);
            assert_balanced(&table);
            assert!(table.final_demand.iter().enumerate().all(|(at, v)| at / 3 == 3 || *v >= 0.0));
        }
        let table = take_out_imports(add_up_users(passing), ImportShares::DomesticUse);
        assert_eq!((table.flows.get(1, 0), table.final_demand[(1, 4)]), (0.0, 100.0));
        assert!(table.notes.last().unwrap().contains("C29 20.0000"), "{:?}", table.notes);
    }

    #[test]
    fn tables_without_competitive_imports_stay_as_they_are() {
        let table = add_up_users(three_regions());
        assert_eq!(take_out_imports(table.clone(), ImportShares::DomesticUse), table);
    }
}
