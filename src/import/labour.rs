//! Persons employed and labour income: the table's own, a file's, or an assumption that is told.

use std::collections::BTreeMap;

use super::map_file::{MapFile, near};
use super::options::LABOUR_SHARE;
use super::reader::Reading;
use super::table::Table;

/// Sets persons employed from a file with columns `sector`, `persons` and, among several regions, `region`. Every
/// sector with output of a region that the file names must be there; regions that it does not name keep their own.
///
/// # Errors
/// Sectors and regions that the table does not have, rows that are there twice, sectors that are missing.
pub fn set_employment(table: &mut Table, file: &MapFile) -> Reading<()> {
    let mut problems = file.problems();
    let several = table.regions.len() > 1;
    let mut given: BTreeMap<usize, f64> = BTreeMap::new();
    for row in file.rows() {
        let (sector, region) = (row.text("sector"), row.text("region"));
        let region = if several || !region.is_empty() {
            let found = table.regions.iter().position(|known| known.code == region);
            let Some(found) = found else {
                let codes = table.regions.iter().map(|region| region.code.as_str());
                let message = format!("there is no region `{region}` in the table.");
                problems.push("region", row.place("region"), message, near(region, codes));
                continue;
            };
            found
        } else {
            0
        };
        let of_region = || table.nodes.iter().enumerate().filter(|(_, node)| node.region == region);
        let Some((node, _)) = of_region().find(|(_, node)| node.code == sector) else {
            let codes: Vec<&str> = of_region().map(|(_, node)| node.code.as_str()).collect();
            let message = format!("there is no sector `{sector}` in the table.");
            problems.push("sector", row.place("sector"), message, near(sector, codes.into_iter()));
            continue;
        };
        match row.number("persons") {
            Ok(persons) if given.insert(node, persons).is_some() => {
                let message = format!("the sector `{sector}` is there twice, now with {persons}.");
                problems.push("sector", row.place("sector"), message, "Remove one of the rows.");
            }
            Ok(_) => {}
            Err(wrong) => problems.append(wrong),
        }
    }
    let named: Vec<usize> = given.keys().map(|node| table.nodes[*node].region).collect();
    for (i, node) in table.nodes.iter().enumerate() {
        if named.contains(&node.region) && table.output[i] > 0.0 && !given.contains_key(&i) {
            let message = format!("the sector {} ({}) is missing.", table.node_name(i), node.name);
            problems.push("cover", file.place(), message, "Add a row for it; 0 where nobody works.");
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let employment = table.employment.get_or_insert_with(|| vec![0.0; table.nodes.len()]);
    given.iter().for_each(|(node, persons)| employment[*node] = *persons);
    Ok(())
}

/// Sets compensation of employees as a share of value added where that is asked for or the table has none, and says so.
pub fn assume_compensation(table: &mut Table, share: Option<f64>) {
    let note = match (share, &table.compensation) {
        (None, Some(_)) => return,
        (None, None) => format!(
            "The table has no compensation of employees: {LABOUR_SHARE} of each sector's value added is assumed. \
             --labour-share gives another share."
        ),
        (Some(share), None) => format!("Compensation of employees is {share} of each sector's value added."),
        (Some(share), Some(_)) => {
            format!(
                "Compensation of employees is {share} of each sector's value added, instead of the published one."
            )
        }
    };
    let share = share.unwrap_or(LABOUR_SHARE);
    table.compensation = Some(table.value_added.iter().map(|amount| share * amount.max(0.0)).collect());
    table.notes.push(note);
}

/// Gives every sector persons and compensation of 0 or more, none where there is no output, and says which regions are
/// without employment.
pub fn complete_labour(table: &mut Table) {
    let nodes = table.nodes.len();
    let mut removed = 0;
    for list in [&mut table.compensation, &mut table.employment] {
        let list = list.get_or_insert_with(|| vec![0.0; nodes]);
        for (value, output) in list.iter_mut().zip(&table.output) {
            if *value < 0.0 || (*output == 0.0 && *value != 0.0) {
                *value = 0.0;
                removed += 1;
            }
        }
    }
    if removed > 0 {
        table.notes.push(format!(
            "{removed} figures of compensation or employment were below 0 or of sectors without output: taken as 0."
        ));
    }
    note_missing_employment(table);
}

fn note_missing_employment(table: &mut Table) {
    let employment = table.employment.as_deref().unwrap_or_default();
    let mut persons = vec![0.0; table.regions.len()];
    table.nodes.iter().zip(employment).for_each(|(node, number)| persons[node.region] += number);
    let without: Vec<&str> = table
        .regions
        .iter()
        .zip(&persons)
        .filter(|(_, n)| **n == 0.0)
        .map(|(region, _)| region.code.as_str())
        .collect();
    if without.is_empty() {
        return;
    }
    let whom = if without.len() == table.regions.len() {
        "The table".to_string()
    } else if without.len() > 8 {
        format!("{} of {} regions", without.len(), table.regions.len())
    } else {
        without.join(", ")
    };
    let has = if without.len() == table.regions.len() || without.len() == 1 { "has" } else { "have" };
    table.notes.push(format!(
        "NO EMPLOYMENT: {whom} {has} no persons employed. Job figures are left out until they are given, by \
         --employment or in economy/sectors.csv."
    ));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::fixture::{map_file, national, three_regions};

    fn set(table: &mut Table, text: &str) -> Reading<()> {
        set_employment(table, &map_file(text, &["sector", "persons"], &["region"]))
    }

    #[test]
    fn a_file_gives_the_persons_of_the_regions_that_it_names() {
        let mut table = national();
        set(&mut table, "sector,persons\nS,300\nA,100\nC29,200\n").unwrap();
        assert_eq!(table.employment, Some(vec![100.0, 200.0, 300.0]));
        let mut table = three_regions();
        set(&mut table, "region,sector,persons\nUSA,S,7\nUSA,C29,8\n").unwrap();
        assert_eq!(table.employment, Some(vec![1000.0, 1001.0, 8.0, 7.0, 1004.0, 1005.0]));
    }

    #[test]
    fn rows_that_do_not_fit_are_told_together() {
        let text = "region,sector,persons\nUSB,S,1\nUSA,C28,1\nKOR,S,many\nKOR,S,2\nJPN,S,1\nJPN,S,1\n";
        let told = set(&mut three_regions(), text).unwrap_err().to_string();
        for part in [
            "line 2, column region: there is no region `USB`",
            "line 3, column sector: there is no sector `C28`",
            "line 4, column persons: `many` is no number",
            "line 7, column sector: the sector `S` is there twice",
            "the sector KOR.C29 (Cars) is missing",
            "the sector JPN.C29 (Cars) is missing",
        ] {
            assert!(told.contains(part), "{part} is missing:\n{told}");
        }
    }

    #[test]
    fn what_is_missing_is_assumed_and_told() {
        let mut table = national();
        (table.value_added[0], table.output[2]) = (-4.0, 0.0);
        assume_compensation(&mut table, None);
        complete_labour(&mut table);
        assert_eq!(table.compensation, Some(vec![0.0, 0.5 * table.value_added[1], 0.0]));
        assert_eq!(table.employment, Some(vec![0.0; 3]));
        let told = table.notes.join("\n");
        assert!(told.contains("0.5 of each sector's value added is assumed"), "{told}");
        assert!(told.contains("NO EMPLOYMENT: The table has no persons employed"), "{told}");
        let mut table = three_regions();
        table.employment = Some(vec![1.0, 1.0, 0.0, 0.0, 1.0, 1.0]);
        assume_compensation(&mut table, Some(0.6));
        complete_labour(&mut table);
        assert_eq!(table.compensation.as_ref().unwrap()[0], 0.6 * table.value_added[0]);
        let told = table.notes.join("\n");
        assert!(told.contains("instead of the published") && told.contains("USA has no persons"), "{told}");
    }
}
