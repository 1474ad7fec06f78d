//! A map of sectors → the table of the sectors wanted, the same in every region.

use std::collections::BTreeMap;

use super::aggregate::{NodeMap, aggregate};
use super::codes::sector_code;
use super::map_file::{MapFile, near};
use super::reader::Reading;
use super::table::{Node, Table};
use crate::error::Place;

/// How far from one the weights of a sector may sum, as for shares in model files; they are scaled to one.
const TOLERANCE: f64 = 1e-6;

/// Puts sectors together and splits them as a file says: columns `from`, `to`, and if need be `weight` (1 if empty) and
/// `name`. A split sector is split in the same proportions in its row and its column.
///
/// # Errors
/// Sectors that the table does not have, sectors that the file does not name, weights that do not sum to one.
pub fn map_sectors(mut table: Table, map: &MapFile, file: &str) -> Reading<Table> {
    let mut problems = map.problems();
    let known: BTreeMap<&str, &str> =
        table.nodes.iter().map(|node| (node.code.as_str(), node.name.as_str())).collect();
    let mut targets: Vec<(String, String)> = Vec::new();
    let mut parts: BTreeMap<String, Vec<(usize, f64)>> = BTreeMap::new();
    for row in map.rows() {
        let (from, to) = (sector_code(row.text("from")), sector_code(row.text("to")));
        if !known.contains_key(from.as_str()) {
            let message = format!("there is no sector `{}` in the table.", row.text("from"));
            problems.push("sector", row.place("from"), message, near(&from, known.keys().copied()));
            continue;
        }
        let weight = if row.text("weight").is_empty() { Ok(1.0) } else { row.number("weight") };
        let weight = match weight {
            Ok(weight) => weight,
            Err(wrong) => {
                problems.append(wrong);
                continue;
            }
        };
        let position = targets.iter().position(|(code, _)| *code == to).unwrap_or_else(|| {
            targets.push((to.clone(), String::new()));
            targets.len() - 1
        });
        if targets[position].1.is_empty() {
            targets[position].1 = row.text("name").to_string();
        }
        let parts = parts.entry(from.clone()).or_default();
        if parts.iter().any(|(known, _)| *known == position) {
            let message = format!("the sector `{from}` goes into `{to}` twice.");
            problems.push("sector", row.place("to"), message, "Remove one of the rows.");
        }
        parts.push((position, weight));
    }
    for (from, parts) in &mut parts {
        let sum: f64 = parts.iter().map(|(_, weight)| weight).sum();
        if (sum - 1.0).abs() > TOLERANCE {
            let remedy = "Give each part its share in the column `weight`; a sector that goes into one needs no weight.";
            problems.push(
                "weights",
                map.place().field("weight"),
                format!("the weights of the sector `{from}` sum to {sum}, not to 1."),
                remedy,
            );
        }
        parts.iter_mut().for_each(|(_, weight)| *weight /= sum);
    }
    for code in known.keys().filter(|code| !parts.contains_key(**code)) {
        let message = format!("the sector `{code}` ({}) goes nowhere.", known[*code]);
        problems.push(
            "cover",
            map.place(),
            message,
            "Add a row: every sector of the table goes into at least one.",
        );
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    name_targets(&mut targets, &parts, &known);
    let mut nodes: Vec<Node> = Vec::new();
    let mut places: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for region in 0..table.regions.len() {
        let mut present: Vec<usize> = table
            .nodes
            .iter()
            .filter(|node| node.region == region)
            .flat_map(|node| parts[&node.code].iter().map(|(target, _)| *target))
            .collect();
        present.sort_unstable();
        present.dedup();
        for target in present {
            places.insert((region, target), nodes.len());
            let (code, name) = targets[target].clone();
            nodes.push(Node { region, code, name });
        }
    }
    let into = |node: &Node| {
        parts[&node.code].iter().map(|(target, share)| (places[&(node.region, *target)], *share)).collect()
    };
    let into = table.nodes.iter().map(into).collect();
    let split = parts.values().filter(|parts| parts.len() > 1).count();
    table.notes.push(format!(
        "{} sectors became {} by {}{}.",
        known.len(),
        targets.len(),
        Place::file(short(file)),
        if split > 0 {
            format!("; {split} of them split by fixed weights, rows and columns alike")
        } else {
            String::new()
        }
    ));
    Ok(aggregate(table, NodeMap { nodes, into }))
}

/// The name of a file without its folders.
fn short(file: &str) -> &str {
    file.rsplit(['/', '\\']).next().unwrap_or(file)
}

/// Names for the new sectors that the file gives none: of the only sector that goes there, else the code.
fn name_targets(
    targets: &mut [(String, String)],
    parts: &BTreeMap<String, Vec<(usize, f64)>>,
    known: &BTreeMap<&str, &str>,
) {
    for (position, (code, name)) in targets.iter_mut().enumerate().filter(|(_, (_, name))| name.is_empty()) {
        let mut from = parts.iter().filter(|(_, parts)| parts.iter().any(|(target, _)| *target == position));
        let whole = match (from.next(), from.next()) {
            (Some((from, parts)), None) if parts.len() == 1 => known.get(from.as_str()).copied(),
            _ => known.get(code.as_str()).copied(),
        };
        *name = whole.unwrap_or(code).to_string();
    }
}

#[cfg(test)]
mod tests {
    use approx::assert_relative_eq;

    use super::*;
    use crate::import::check::Gaps;
    use crate::import::fixture::{map_file, national, three_regions};
    use crate::import::users::add_up_users;

    fn mapped(table: Table, text: &str) -> Reading<Table> {
        let map = map_file(text, &["from", "to"], &["weight", "name"]);
        map_sectors(add_up_users(table), &map, "maps/m.csv")
    }

    #[test]
    fn sectors_are_put_together_in_every_region() {
        let table = mapped(three_regions(), "from,to,name\nS,ALL,Everything\nC29,ALL,\n").unwrap();
        let codes: Vec<String> = (0..3).map(|i| table.node_name(i)).collect();
        assert_eq!(codes, ["KOR.ALL", "USA.ALL", "JPN.ALL"]);
        assert_eq!(table.nodes[2].name, "Everything");
        let output: f64 = three_regions().output[..2].iter().sum();
        assert_relative_eq!(table.output[0], output, epsilon = 1e-12);
        let gaps = Gaps::of(&table);
        assert!(gaps.rows.iter().chain(&gaps.columns).all(|gap| gap.abs() < 1e-9));
    }

    #[test]
    fn a_sector_is_split_by_weights_and_others_keep_their_names() {
        let table = mapped(national(), "from,to,weight\nA,A,1\nC29,CARS,0.7\nC29,PARTS,0.3\nS,A,\n").unwrap();
        let names: Vec<&str> = table.nodes.iter().map(|node| node.name.as_str()).collect();
        assert_eq!(names, ["Farms", "CARS", "PARTS"]);
        assert_relative_eq!(table.flows.get(1, 2), 30.0 * 0.7 * 0.3, epsilon = 1e-12);
        assert_relative_eq!(table.output[2], 30.0, epsilon = 1e-12);
        assert!(table.notes.last().unwrap().contains("1 of them split by fixed weights"));
    }

    #[test]
    fn gaps_in_the_map_are_listed_together() {
        let told = mapped(national(), "from,to,weight\nA,A,0.5\nC28,B,1\n").unwrap_err().to_string();
        for part in [
            "line 3, column from: there is no sector `C28`",
            "Did you mean `C29`?",
            "the weights of the sector `A` sum to 0.5",
            "the sector `C29` (Cars) goes nowhere",
            "the sector `S` (Services) goes nowhere",
        ] {
            assert!(told.contains(part), "{part} is missing:\n{told}");
        }
    }
}
