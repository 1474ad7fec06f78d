//! Publishers' codes of regions and sectors → codes that model files can have.

use std::collections::{BTreeMap, BTreeSet};

use super::table::Table;

/// Codes that mean something else in the files.
const TAKEN: [&str; 3] = ["imports", "net_taxes", "sector"];

/// A sector's code with what cannot be in one replaced by `_`.
pub fn sector_code(code: &str) -> String {
    let plain = |letter: char| letter.is_alphanumeric() || "._-&".contains(letter);
    let code = replaced(code, plain);
    if TAKEN.contains(&code.as_str()) { format!("{code}_") } else { code }
}

/// A region's code with what cannot be in one replaced by `_`.
pub fn region_code(code: &str) -> String {
    replaced(code, |letter| letter.is_ascii_alphanumeric() || "_-".contains(letter))
}

fn replaced(code: &str, plain: impl Fn(char) -> bool) -> String {
    code.trim().chars().map(|letter| if plain(letter) { letter } else { '_' }).collect()
}

/// Gives every region and sector a code of its own that model files can have, and says in a note which were changed.
pub fn clean_codes(table: &mut Table) {
    let mut changed: BTreeMap<String, String> = BTreeMap::new();
    let mut taken = BTreeSet::new();
    let mut clean = |code: &mut String, group: Option<usize>, cleaned: String, name_of_empty: &str| {
        let stem = if cleaned.is_empty() { name_of_empty.to_string() } else { cleaned };
        let mut free = stem.clone();
        let mut number = 2;
        while !taken.insert((group, free.clone())) {
            free = format!("{stem}_{number}");
            number += 1;
        }
        if *code != free {
            changed.insert(std::mem::replace(code, free.clone()), free);
        }
    };
    // The code of a single region stands in no file and may be unknown.
    let unknown = matches!(&table.regions[..], [only] if only.code.is_empty());
    for region in table.regions.iter_mut().filter(|_| !unknown) {
        let cleaned = region_code(&region.code);
        clean(&mut region.code, None, cleaned, "region");
    }
    for node in &mut table.nodes {
        let cleaned = sector_code(&node.code);
        clean(&mut node.code, Some(node.region), cleaned, "sector_1");
    }
    if !changed.is_empty() {
        let shown: Vec<String> =
            changed.iter().take(5).map(|(from, to)| format!("`{from}` is `{to}`")).collect();
        let more = if changed.len() > 5 { format!(" and {} more", changed.len() - 5) } else { String::new() };
        table.notes.push(format!(
            "Codes hold letters, digits and . _ - & only, and each stands once: {}{more}.",
            shown.join(", ")
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::fixture::three_regions;

    #[test]
    fn codes_that_files_cannot_have_are_changed_and_told() {
        let mut table = three_regions();
        table.regions[0].code = "A.B".into();
        table.nodes[0].code = "Paddy rice, wheat".into();
        table.nodes[1].code = "Paddy rice; wheat".into();
        table.nodes[2].code = "imports".into();
        clean_codes(&mut table);
        assert_eq!(table.regions[0].code, "A_B");
        let codes: Vec<&str> = table.nodes.iter().map(|node| node.code.as_str()).collect();
        assert_eq!(codes[..3], ["Paddy_rice__wheat", "Paddy_rice__wheat_2", "imports_"]);
        assert!(table.notes.last().unwrap().contains("`A.B` is `A_B`"), "{:?}", table.notes);
        let before = table.clone();
        clean_codes(&mut table);
        assert_eq!(table, before, "clean codes stay as they are");
    }
}
