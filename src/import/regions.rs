//! What is asked about regions → the table of the regions wanted: put together, kept, or left as trade.

use std::collections::BTreeMap;

use super::aggregate::{NodeMap, aggregate};
use super::codes::region_code;
use super::map_file::{MapFile, near};
use super::options::{Options, Rest};
use super::reader::{Reading, problem};
use super::table::{Imports, Named, Node, Table, Use, User};
use super::users::{final_users, move_users, position};
use crate::error::Place;
use crate::model::flows::Flows;

/// Puts regions together by a map, keeps those that are asked for, and makes one region or trade of the others.
///
/// The table has the final users of `final_users`, and no competitive imports.
///
/// # Errors
/// Codes that the table does not have, a region mapped twice, a code for the rest that is taken.
pub fn choose_regions(
    mut table: Table,
    options: &Options,
    map: Option<&MapFile>,
    file: &str,
) -> Reading<Table> {
    if let Some(map) = map {
        table = put_together(table, map)?;
    }
    if options.regions.is_empty() {
        return Ok(table);
    }
    let mut kept = Vec::new();
    for code in &options.regions {
        let clean = region_code(code);
        let found = table.regions.iter().position(|region| region.code == clean).ok_or_else(|| {
            let codes = table.regions.iter().map(|region| region.code.as_str());
            problem(Place::file(file), format!("--regions: there is no region `{code}`."), near(code, codes))
        })?;
        kept.push(found);
    }
    let others: Vec<String> = (0..table.regions.len())
        .filter(|region| !kept.contains(region))
        .map(|region| table.regions[region].code.clone())
        .collect();
    let rest = kept.len();
    let into: Vec<usize> =
        (0..table.regions.len()).map(|r| kept.iter().position(|k| *k == r).unwrap_or(rest)).collect();
    let mut regions: Vec<Named> = kept.iter().map(|region| table.regions[*region].clone()).collect();
    if others.is_empty() {
        return Ok(move_regions(table, regions, &into));
    }
    let code = match &options.rest {
        Rest::Region(code) => code.clone(),
        Rest::Trade => String::new(),
    };
    regions.push(Named { code: code.clone(), name: "Rest of the world".into() });
    let mut table = move_regions(table, regions, &into);
    let listed = listed(&others);
    if options.rest == Rest::Trade {
        table = leave_as_trade(table, rest);
        table.notes.push(format!("Sales to and purchases from {listed} are exports and imports."));
    } else {
        table.notes.push(format!("The region {code} is {listed} together."));
    }
    Ok(table)
}

/// The regions that are put together, by name where they are few.
fn listed(codes: &[String]) -> String {
    if codes.len() > 60 { format!("{} regions", codes.len()) } else { codes.join(", ") }
}

/// Puts regions together as a file says; regions that it does not name stay.
fn put_together(table: Table, map: &MapFile) -> Reading<Table> {
    let mut problems = map.problems();
    let mut targets: Vec<Option<Named>> = vec![None; table.regions.len()];
    for row in map.rows() {
        let (from, to) = (row.text("from"), region_code(row.text("to")));
        let clean = region_code(from);
        let Some(region) = table.regions.iter().position(|region| region.code == clean) else {
            let codes = table.regions.iter().map(|region| region.code.as_str());
            let message = format!("there is no region `{from}` in the table.");
            problems.push("region", row.place("from"), message, near(from, codes));
            continue;
        };
        if targets[region].is_some() {
            let remedy = "A region goes into one group: remove one of the rows.";
            problems.push(
                "region",
                row.place("from"),
                format!("the region `{from}` is there twice."),
                remedy,
            );
        }
        targets[region] = Some(Named { code: to, name: row.text("name").to_string() });
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut regions: Vec<Named> = Vec::new();
    let mut into = Vec::new();
    for (region, target) in targets.iter().enumerate() {
        let own = &table.regions[region];
        let target = target.as_ref().unwrap_or(own);
        let place = regions.iter().position(|known| known.code == target.code).unwrap_or_else(|| {
            regions.push(Named { code: target.code.clone(), name: String::new() });
            regions.len() - 1
        });
        if regions[place].name.is_empty() {
            regions[place].name.clone_from(&target.name);
        }
        into.push(place);
    }
    for (place, region) in regions.iter_mut().enumerate() {
        if region.name.is_empty() {
            // A group of that name, or a region that others join, or the code.
            let own = table.regions.iter().find(|own| own.code == region.code);
            let only = into.iter().filter(|to| **to == place).count() == 1;
            let alone =
                into.iter().position(|to| *to == place).filter(|_| only).map(|from| &table.regions[from]);
            region.name = own.or(alone).map_or(region.code.clone(), |own| own.name.clone());
        }
    }
    Ok(move_regions(table, regions, &into))
}

/// Gives every region its new one; sectors of the same code come together.
fn move_regions(table: Table, regions: Vec<Named>, into: &[usize]) -> Table {
    let mut nodes: Vec<Node> = Vec::new();
    let mut places: BTreeMap<(usize, &str), usize> = BTreeMap::new();
    // Region by region, in the order of the first member's sectors.
    for region in 0..regions.len() {
        for node in table.nodes.iter().filter(|node| into[node.region] == region) {
            places.entry((region, &node.code)).or_insert_with(|| {
                nodes.push(Node { region, ..node.clone() });
                nodes.len() - 1
            });
        }
    }
    let place = |node: &Node| vec![(places[&(into[node.region], node.code.as_str())], 1.0)];
    let into_nodes = table.nodes.iter().map(place).collect();
    let user_into: Vec<usize> = table
        .users
        .iter()
        .map(|user| position(User { region: into[user.region], ..*user }, regions.len()))
        .collect();
    let mut table = aggregate(table, NodeMap { nodes, into: into_nodes });
    table = move_users(table, regions.len(), &user_into);
    table.regions = regions;
    table
}

/// Takes the last region out: what it buys is exports, what it sells is imports.
fn leave_as_trade(mut table: Table, region: usize) -> Table {
    let nodes = table.nodes.iter().take_while(|node| node.region < region).count();
    let kept_users = position(User { region, kind: Use::Household }, region);
    let own = |user: usize| user < kept_users;
    let (mut inputs, mut final_use) = match &table.imports {
        Imports::Separate { inputs, final_use } => (inputs.clone(), final_use.clone()),
        _ => (vec![0.0; table.nodes.len()], vec![0.0; table.users.len()]),
    };
    let mut flows = Flows::new(nodes);
    let exports = table.users.len() - 1;
    for i in 0..table.nodes.len() {
        if i < nodes {
            flows.push_row(table.flows.row(i).filter(|(j, _)| *j < nodes));
            let sold: f64 = table.flows.row(i).filter(|(j, _)| *j >= nodes).map(|(_, value)| value).sum();
            let bought: f64 = (kept_users..exports).map(|user| table.final_demand[(i, user)]).sum();
            table.final_demand[(i, exports)] += sold + bought;
        } else {
            table.flows.row(i).for_each(|(j, value)| inputs[j] += value);
            for (user, spent) in final_use.iter_mut().enumerate().filter(|(user, _)| own(*user)) {
                *spent += table.final_demand[(i, user)];
            }
        }
    }
    let keep = |user: &usize| own(*user) || *user == exports;
    let users: Vec<usize> = (0..table.users.len()).filter(keep).collect();
    table.flows = flows;
    table.final_demand = table.final_demand.rows(0, nodes).select_columns(&users);
    table.final_taxes = users.iter().map(|user| table.final_taxes[*user]).collect();
    inputs.truncate(nodes);
    table.imports =
        Imports::Separate { inputs, final_use: users.iter().map(|user| final_use[*user]).collect() };
    for values in [&mut table.output, &mut table.net_taxes, &mut table.value_added] {
        values.truncate(nodes);
    }
    for values in [&mut table.compensation, &mut table.employment].into_iter().flatten() {
        values.truncate(nodes);
    }
    table.nodes.truncate(nodes);
    table.regions.truncate(region);
    table.users = final_users(region);
    table
}

#[cfg(test)]
mod tests {
    use approx::assert_relative_eq;

    use super::*;
    use crate::import::check::Gaps;
    use crate::import::fixture::{map_file, three_regions};
    use crate::import::users::add_up_users;

    fn chosen(regions: &[&str], rest: Rest, map: Option<&str>) -> Reading<Table> {
        let regions = regions.iter().map(ToString::to_string).collect();
        let options = Options { regions, rest, ..Options::default() };
        let map = map.map(|text| map_file(text, &["from", "to"], &["name"]));
        choose_regions(add_up_users(three_regions()), &options, map.as_ref(), "t.csv")
    }

    fn codes(table: &Table) -> Vec<&str> {
        table.regions.iter().map(|region| region.code.as_str()).collect()
    }

    #[track_caller]
    fn assert_balanced(table: &Table) {
        let gaps = Gaps::of(table);
        assert!(gaps.rows.iter().chain(&gaps.columns).all(|gap| gap.abs() < 1e-9), "{:?}", gaps.rows);
    }

    #[test]
    fn regions_are_kept_in_the_order_asked_for_and_the_others_become_one() {
        let before = three_regions();
        let table = chosen(&["JPN", "KOR"], Rest::default(), None).unwrap();
        assert_eq!(codes(&table), ["JPN", "KOR", "ROW"]);
        assert_eq!(table.flows.get(0, 3), before.flows.get(4, 1), "JPN.C29 to KOR.S");
        // Households of USA are the first user of the third region; JPN.S is the second node.
        assert_eq!(table.final_demand[(1, 8)], before.final_demand[(5, 5)]);
        assert_eq!(table.final_taxes[8], 2.0);
        assert_balanced(&table);
        let table = chosen(&["KOR"], Rest::Region("REST".into()), None).unwrap();
        assert_eq!(codes(&table), ["KOR", "REST"]);
        let both = (2..6).step_by(2).map(|i| (2..6).step_by(2).map(|j| before.flows.get(i, j)).sum::<f64>());
        assert_relative_eq!(table.flows.get(2, 2), both.sum(), epsilon = 1e-12);
        assert_eq!(table.employment.as_ref().unwrap()[2], 1002.0 + 1004.0);
        assert!(table.notes.last().unwrap().contains("REST is USA, JPN together"));
        assert_balanced(&table);
    }

    #[test]
    fn one_region_and_trade_make_a_national_table() {
        let before = three_regions();
        let table = chosen(&["USA"], Rest::Trade, None).unwrap();
        assert_eq!((codes(&table), table.nodes.len(), table.users.len()), (vec!["USA"], 2, 5));
        let abroad = [0, 1, 4, 5];
        let users: Vec<usize> = (0..5).chain(10..15).collect();
        let exports: f64 = abroad.iter().map(|j| before.flows.get(2, *j)).sum::<f64>()
            + users.iter().map(|u| before.final_demand[(2, *u)]).sum::<f64>();
        assert_relative_eq!(table.final_demand[(0, 4)], exports, epsilon = 1e-12);
        let Imports::Separate { inputs, final_use } = &table.imports else { panic!("{:?}", table.imports) };
        let bought: f64 = abroad.iter().map(|i| before.flows.get(*i, 3)).sum();
        assert_relative_eq!(inputs[1], bought, epsilon = 1e-12);
        let household: f64 = abroad.iter().map(|i| before.final_demand[(*i, 5)]).sum();
        assert_relative_eq!(final_use[0], household, epsilon = 1e-12);
        assert_balanced(&table);
    }

    #[test]
    fn a_map_puts_regions_together_and_names_the_group() {
        let map = "from,to,name\nKOR,ASIA,East Asia\nJPN,ASIA,\n";
        let table = chosen(&[], Rest::default(), Some(map)).unwrap();
        assert_eq!(codes(&table), ["ASIA", "USA"]);
        assert_eq!((table.regions[0].name.as_str(), table.regions[1].name.as_str()), ("East Asia", "usa"));
        assert_balanced(&table);
        let table = chosen(&["ASIA"], Rest::Trade, Some(map)).unwrap();
        assert_eq!(codes(&table), ["ASIA"]);
        assert_balanced(&table);
    }

    #[test]
    fn unknown_and_repeated_regions_are_told_with_near_names() {
        let told = |result: Reading<Table>| result.unwrap_err().to_string();
        let text = told(chosen(&["JPM"], Rest::default(), None));
        assert!(text.contains("there is no region `JPM`") && text.contains("Did you mean `JPN`?"), "{text}");
        let text = told(chosen(&[], Rest::default(), Some("from,to\nKOR,A\nKOR,B\nUSB,A\n")));
        assert!(text.contains("line 3, column from: the region `KOR` is there twice."), "{text}");
        assert!(text.contains("line 4, column from: there is no region `USB`"), "{text}");
    }
}
