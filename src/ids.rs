//! Names become positions: one newtype per kind of thing, so that a line can never index a sector.

use serde::{Deserialize, Serialize};

macro_rules! position {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        pub struct $name(pub usize);
    )+};
}

position! {
    /// A region, in the order of `economy/sectors.csv`.
    RegionId,
    /// A sector, in the order of `economy/sectors.csv`.
    SectorId,
    /// A tariff line (a group of goods), in the order of `trade/lines.csv`.
    LineId,
    /// A group of tariff lines, in the order of `[[line_group]]` in `model.toml`.
    LineGroupId,
    /// A country or group of countries that sells to the destination; 0 is home.
    SourceId,
    /// A legal authority under which a tariff is levied.
    ProgrammeId,
    /// A negotiation track.
    TrackId,
    /// A state of one track.
    StateId,
    /// A decision of one track.
    DecisionId,
    /// A bargaining chip.
    LeverId,
    /// An uncertain (or constant) input in the model's register of inputs.
    InputId,
}

impl SourceId {
    /// The exporting country that the model is about.
    pub const HOME: Self = Self(0);
}

/// Whether `text` may name a line, source, programme, track, state, decision or lever.
pub fn is_id(text: &str) -> bool {
    let mut letters = text.chars();
    letters.next().is_some_and(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        && letters.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_')
}

/// The candidate closest to `found`, when it is close enough to be a likely misspelling.
pub fn closest<'a>(found: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|candidate| (edit_distance(found, candidate), candidate))
        .min()
        .filter(|(distance, candidate)| *distance <= candidate.chars().count() / 3)
        .map(|(_, candidate)| candidate)
}

/// Insertions, deletions, substitutions and swaps of neighbours that turn one text into the other.
fn edit_distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(200).collect(), b.chars().collect());
    let mut rows = vec![(0..=b.len()).collect::<Vec<usize>>()];
    for i in 0..a.len() {
        let mut row = vec![i + 1];
        for j in 0..b.len() {
            let substitution = rows[i][j] + usize::from(a[i] != b[j]);
            let mut distance = substitution.min(rows[i][j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j] {
                distance = distance.min(rows[i - 1][j - 1] + 1);
            }
            row.push(distance);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_lower_case_and_plain() {
        assert!(is_id("us-japan") && is_id("deal_2") && is_id("2025-08"));
        for bad in ["", "-x", "Cars", "a b", "a.b", "é"] {
            assert!(!is_id(bad), "{bad}");
        }
    }

    #[test]
    fn a_misspelling_finds_its_neighbour_and_nonsense_finds_none() {
        let names = ["substitution", "diversion", "mpc"];
        assert_eq!(closest("subsitution", names), Some("substitution"));
        assert_eq!(closest("mcp", names), Some("mpc"));
        assert_eq!(closest("wealth-fund", names), None);
    }
}
