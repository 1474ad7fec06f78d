//! Labels of rows and columns → regions and their sectors, the same in all tables.

use crate::error::Place;
use crate::import::reader::{Reading, problem};
use crate::import::table::{Named, Node};

/// Region, and sector or category of final demand.
pub type Label = [String; 2];

/// How labels are read.
pub struct Labels {
    /// The region of labels that have none: a national table.
    pub country: Option<String>,
    /// The code of a region as a table writes it.
    pub region: fn(&str) -> &str,
}

impl Labels {
    /// Labels of a table as region and sector.
    ///
    /// # Errors
    /// Labels of one level without a country, or of more than two.
    pub fn read(&self, place: &Place, labels: &[Vec<String>]) -> Reading<Vec<Label>> {
        let label = |levels: &Vec<String>| match (&levels[..], &self.country) {
            ([region, sector], _) => Ok([(self.region)(region).to_string(), sector.clone()]),
            ([sector], Some(country)) => Ok([country.clone(), sector.clone()]),
            ([_], None) => Err(problem(
                place.clone(),
                "rows and columns have sectors and no regions: it is a national table.",
                "Say which country it is of with --country.",
            )),
            _ => Err(problem(
                place.clone(),
                format!("labels have {} levels, {}.", levels.len(), levels.join(" ")),
                "There must be two, region and sector: drop the others before saving.",
            )),
        };
        labels.iter().map(label).collect()
    }

    /// Holds the rows or columns of a table to those of the flows or of final demand.
    ///
    /// # Errors
    /// There are others, or they stand in another order: the first that differs.
    pub fn check(&self, place: &Place, what: &str, found: &[Vec<String>], expected: &[Label]) -> Reading<()> {
        let found = self.read(place, found)?;
        let remedy = "All tables must have the same labels in the same order: download or save them again.";
        if let Some((at, (found, expected))) =
            found.iter().zip(expected).enumerate().find(|(_, (found, expected))| found != expected)
        {
            return Err(problem(
                place.clone(),
                format!("{what} {} is `{}`, expected `{}`.", at + 1, found.join(" "), expected.join(" ")),
                remedy,
            ));
        }
        if found.len() != expected.len() {
            return Err(problem(
                place.clone(),
                format!("there are {} {what}s, expected {}.", found.len(), expected.len()),
                remedy,
            ));
        }
        Ok(())
    }
}

/// The regions and nodes of the rows of the flows.
///
/// # Errors
/// The rows do not stand region by region, or a row is there twice.
pub fn nodes(place: &Place, labels: &[Label]) -> Reading<(Vec<Named>, Vec<Node>)> {
    let mut regions: Vec<Named> = Vec::new();
    let mut nodes: Vec<Node> = Vec::new();
    for (row, [region, sector]) in labels.iter().enumerate() {
        if regions.last().is_none_or(|last| last.code != *region) {
            if regions.iter().any(|known| known.code == *region) {
                return Err(problem(
                    place.clone(),
                    format!("row {} is again of the region `{region}`.", row + 1),
                    "Rows must stand region by region: sort the table before saving.",
                ));
            }
            regions.push(Named { code: region.clone(), name: region.clone() });
        }
        let region = regions.len() - 1;
        if nodes.iter().rev().take_while(|node| node.region == region).any(|node| node.code == *sector) {
            return Err(problem(
                place.clone(),
                format!("row {}, `{}`, is there twice.", row + 1, labels[row].join(" ")),
                "Add the two rows and columns before saving.",
            ));
        }
        nodes.push(Node { region, code: sector.clone(), name: sector.clone() });
    }
    Ok((regions, nodes))
}
