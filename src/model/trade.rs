//! Trade with the destination market: sources, tariff lines, shares and coverage.

use crate::ids::{LineGroupId, LineId, ProgrammeId, RegionId, SectorId, SourceId};

/// A seller in the destination market: home, or a rival.
#[derive(Clone, Debug)]
pub struct Source {
    /// Id.
    pub id: String,
    /// Name in words.
    pub label: String,
    /// The regions of the accounts that it stands for; none where the accounts are home's alone.
    pub regions: Vec<RegionId>,
}

/// A group of tariff lines.
#[derive(Clone, Debug)]
pub struct LineGroup {
    /// Id.
    pub id: String,
    /// Name in words.
    pub label: String,
}

/// A tariff line: goods that share rates, prices and elasticities.
#[derive(Clone, Debug)]
pub struct Line {
    /// Id, e.g. `cars`.
    pub id: String,
    /// Name in words.
    pub label: String,
    /// The group it belongs to.
    pub group: LineGroupId,
    /// `X`: home's exports to the destination, money per year, customs value.
    pub exports: f64,
    /// `m`: share of imports in the destination's total use, as tabulated.
    pub import_share_of_use: f64,
    /// `θ`: each source's share in the destination's imports at landed values; sums to one.
    pub import_shares: Vec<f64>,
    /// Most-favoured-nation (or preferential) rate of each source before the first action.
    pub mfn: Vec<f64>,
    /// `b`: share of the export value that accrues to each sector; sums to one.
    pub sector_shares: Vec<(SectorId, f64)>,
    /// `c`: share of the value covered by each programme; sums to at most one.
    pub coverage: Vec<(ProgrammeId, f64)>,
    /// What others sell in the destination, where the accounts have their regions.
    pub rivals: Vec<Rival>,
}

/// Another seller of a line in the destination, whose regions are in the accounts.
#[derive(Clone, Debug, PartialEq)]
pub struct Rival {
    /// The source; none for the destination's own producers.
    pub source: Option<SourceId>,
    /// Sales of the line in the destination before the tariffs, money per year.
    pub sales: f64,
    /// Share of these that accrues to each sector; sums to at most one, the rest leaves the accounts.
    pub sector_shares: Vec<(SectorId, f64)>,
}

/// Trade with the destination market.
#[derive(Clone, Debug)]
pub struct Trade {
    /// Sellers; the first is home.
    pub sources: Vec<Source>,
    /// Groups of lines.
    pub groups: Vec<LineGroup>,
    /// Tariff lines.
    pub lines: Vec<Line>,
}

impl Trade {
    /// Home's exports to the destination over all lines, money per year.
    pub fn exports(&self) -> f64 {
        self.lines.iter().map(|line| line.exports).sum()
    }

    /// The line with an id.
    pub fn find_line(&self, id: &str) -> Option<LineId> {
        self.lines.iter().position(|line| line.id == id).map(LineId)
    }

    /// The source with an id.
    pub fn find_source(&self, id: &str) -> Option<SourceId> {
        self.sources.iter().position(|source| source.id == id).map(SourceId)
    }

    /// Positions of the lines of a group.
    pub fn lines_of(&self, group: LineGroupId) -> impl Iterator<Item = LineId> {
        let belongs =
            move |(position, line): (usize, &Line)| (line.group == group).then_some(LineId(position));
        self.lines.iter().enumerate().filter_map(belongs)
    }
}
