//! Final demand and primary inputs in publishers' words → what they are.

use crate::import::table::Use;

/// What a row of primary inputs or of a satellite account is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Account {
    /// Taxes less subsidies on products, and adjustments that stand between basic and purchasers' prices.
    ProductTaxes,
    /// Value added as one figure.
    ValueAdded,
    /// Compensation of employees.
    Compensation,
    /// Another part of value added: other taxes on production, surplus, mixed income, consumption of fixed capital.
    OtherValueAdded,
    /// Persons employed.
    Employment,
}

/// Use of a category of final demand: the words of the System of National Accounts, of EXIOBASE, Eora and WIOD, and
/// the codes of the OECD.
pub fn final_use(category: &str) -> Option<Use> {
    let category = category.trim().to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| category.contains(word));
    let is = |codes: &[&str]| codes.contains(&category.as_str());
    if has(&["export"]) {
        Some(Use::Exports)
    } else if has(&["household", "npish", "non-profit", "abroad by residents"])
        || is(&["hfce", "dirp", "dpabr", "p33"])
    {
        Some(Use::Household)
    } else if has(&["government"]) || is(&["ggfc"]) {
        Some(Use::Government)
    } else if has(&["capital formation"]) || is(&["gfcf"]) {
        Some(Use::Investment)
    } else if has(&["inventor", "valuables", "stocks", "discrepanc"]) || is(&["invnt", "inv", "disc"]) {
        Some(Use::Inventories)
    } else {
        None
    }
}

/// Account of a row, if it is one of those that a table needs.
pub fn account(row: &str) -> Option<Account> {
    let row = row.trim().to_lowercase();
    let begins = |words: &[&str]| words.iter().any(|word| row.starts_with(word));
    let is = |words: &[&str]| words.contains(&row.as_str());
    if begins(&["taxes less subsidies on products", "taxes on products", "subsidies on products"])
        || begins(&["international transport margins", "cif/ fob adjustments", "cif/fob adjustments"])
        || begins(&["direct purchases abroad by residents", "purchases on the domestic territory"])
        || is(&["tls", "taxsub"])
        || row.ends_with("_taxsub")
    {
        Some(Account::ProductTaxes)
    } else if begins(&["value added", "gross value added"]) || is(&["va", "valu"]) {
        Some(Account::ValueAdded)
    } else if begins(&["compensation of employees"]) {
        Some(Account::Compensation)
    } else if begins(&["other net taxes on production", "other taxes less subsidies on production"])
        || begins(&["taxes on production", "subsidies on production", "other taxes on production"])
        || begins(&["other subsidies on production", "operating surplus", "net operating surplus"])
        || begins(&["gross operating surplus", "mixed income", "net mixed income", "gross mixed income"])
        || begins(&["consumption of fixed capital"])
    {
        Some(Account::OtherValueAdded)
    } else if (begins(&["employment people", "employment: "]) && !row.contains("vulnerable"))
        || is(&["employment", "total employment", "persons employed", "number of persons engaged", "emp"])
    {
        Some(Account::Employment)
    } else {
        None
    }
}

/// A sentence on which categories of final demand stand for which use, where any are put together.
pub fn merged_uses<'a>(categories: impl Iterator<Item = (Use, &'a str)>) -> Option<String> {
    let mut uses: Vec<(Use, Vec<&str>)> = Vec::new();
    for (kind, category) in categories {
        match uses.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, list)) if list.contains(&category) => {}
            Some((_, list)) => list.push(category),
            None => uses.push((kind, vec![category])),
        }
    }
    let words = |kind: Use| match kind {
        Use::Household => "households",
        Use::Government => "government",
        Use::Investment => "investment",
        Use::Inventories => "changes in inventories",
        Use::Exports => "exports",
    };
    let merged = uses.iter().filter(|(_, list)| list.len() > 1);
    let parts: Vec<String> =
        merged.map(|(kind, list)| format!("{} are {}", words(*kind), quoted(list))).collect();
    (!parts.is_empty()).then(|| format!("Categories of final demand put together: {}.", parts.join("; ")))
}

/// Labels in quotes, with commas.
pub fn quoted(labels: &[impl AsRef<str>]) -> String {
    labels.iter().map(|label| format!("`{}`", label.as_ref())).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn categories_of_the_databases_are_known() {
        for (category, kind) in [
            ("Final consumption expenditure by households", Use::Household),
            (
                "Final consumption expenditure by non-profit organisations serving households (NPISH)",
                Use::Household,
            ),
            ("Non-profit institutions serving households P.3n", Use::Household),
            ("Government final consumption P.3g", Use::Government),
            ("Gross fixed capital formation P.51", Use::Investment),
            ("Changes in inventories and valuables", Use::Inventories),
            ("Acquisitions less disposals of valuables P.53", Use::Inventories),
            ("Exports: Total (fob)", Use::Exports),
            ("GGFC", Use::Government),
        ] {
            assert_eq!(final_use(category), Some(kind), "{category}");
        }
        assert_eq!(final_use("final demand"), None);
    }

    #[test]
    fn rows_of_the_databases_are_known_and_their_neighbours_are_not() {
        for (row, known) in [
            ("Taxes less subsidies on products purchased: Total", Some(Account::ProductTaxes)),
            ("Other net taxes on production", Some(Account::OtherValueAdded)),
            ("Subsidies on production D.39", Some(Account::OtherValueAdded)),
            ("Value Added", Some(Account::ValueAdded)),
            ("VALU", Some(Account::ValueAdded)),
            ("AUS_TAXSUB", Some(Account::ProductTaxes)),
            ("Employment: Low-skilled male", Some(Account::Employment)),
            ("Employment people: High-skilled female", Some(Account::Employment)),
            ("Employment: Vulnerable employment", None),
            ("Employment hours: Low-skilled male", None),
            ("CO2 - combustion - air", None),
        ] {
            assert_eq!(account(row), known, "{row}");
        }
    }

    #[test]
    fn only_uses_of_several_categories_are_told() {
        let pairs =
            [(Use::Household, "a"), (Use::Government, "g"), (Use::Household, "b"), (Use::Household, "a")];
        let told = merged_uses(pairs.into_iter());
        assert_eq!(told.unwrap(), "Categories of final demand put together: households are `a`, `b`.");
        assert_eq!(merged_uses(pairs[..2].iter().copied()), None);
    }
}
