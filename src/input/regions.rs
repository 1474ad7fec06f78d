//! Regions of the accounts: which is home, which the destination, which a source stands for, and what rivals sell there.

use super::model_file::SOURCE;
use super::names::look_up;
use super::report::Report;
use super::toml_file::TableReader;
use crate::ids::{RegionId, SectorId, SourceId};
use crate::model::economy::Economy;
use crate::model::trade::{Rival, Source, Trade};

/// What `model.toml` says about regions.
#[derive(Default)]
pub struct Regions {
    /// The region that levies the tariffs.
    pub destination: Option<RegionId>,
    /// Regions that are reported in detail, home first.
    pub detailed: Vec<RegionId>,
}

/// Reads the keys about regions; sets the economy's home and the sources' regions.
pub fn read_regions(
    table: &TableReader,
    economy: &mut Economy,
    sources: &mut [Source],
    report: &Report,
) -> Regions {
    let tables = table.tables("source", &SOURCE);
    if !economy.is_regional() {
        let refuse = |table: &TableReader, key: &str| {
            if table.node(key).is_some() {
                let message = "economy/sectors.csv has no several regions.";
                table.problem("region", key, message, "Remove the key, or give the accounts their regions.");
            }
        };
        ["home_region", "destination_region", "detailed_regions"]
            .into_iter()
            .for_each(|key| refuse(table, key));
        tables.iter().for_each(|source| refuse(source, "regions"));
        return Regions { destination: None, detailed: vec![RegionId(0)] };
    }
    let codes: Vec<&str> = economy.accounts.regions.iter().map(|region| region.code.as_str()).collect();
    let region = |key: &str| {
        if table.node(key).is_none() {
            let message = "the accounts have several regions, and the key is missing.";
            table.problem("region", key, message, format!("Name one of {}.", listed(&codes)));
            return None;
        }
        look_up("region", &table.text(key), codes.iter().copied(), table.place(key), report).map(RegionId)
    };
    let (home, destination) = (region("home_region"), region("destination_region"));
    let (Some(home), Some(destination)) = (home, destination) else { return Regions::default() };
    if home == destination {
        let message = format!("home and the destination are both {}.", codes[home.0]);
        table.problem("region", "destination_region", message, "Name the region that levies the tariffs.");
    }
    let mut owner: Vec<Option<usize>> = vec![None; codes.len()];
    for (position, (source, own)) in sources.iter_mut().zip(&tables).enumerate() {
        let mut names = own.texts("regions");
        if names.is_empty() && position > 0 {
            let message = format!("the source {} has no regions of the accounts.", source.id);
            let remedy = format!("Name those that it stands for, among {}.", listed(&codes));
            own.problem("region", "regions", message, remedy);
        }
        if position == 0 && names.is_empty() {
            names.push((codes[home.0].to_string(), own.place("id")));
        }
        for (name, place) in names {
            let Some(region) = look_up("region", &name, codes.iter().copied(), place.clone(), report) else {
                continue;
            };
            let wrong = match owner[region] {
                _ if region == destination.0 => {
                    Some("is the destination, which does not import from itself".into())
                }
                _ if position == 0 && region != home.0 => Some("is not home_region".into()),
                Some(other) => Some(format!("is a region of source {} of the list already", other + 1)),
                None => None,
            };
            if let Some(wrong) = wrong {
                report.add(
                    "region",
                    place,
                    format!("{name} {wrong}."),
                    "Give every region to one source at most.",
                );
            } else {
                owner[region] = Some(position);
                source.regions.push(RegionId(region));
            }
        }
    }
    economy.home = home;
    let mut detailed = vec![home];
    if table.node("detailed_regions").is_none() {
        detailed.push(destination);
    }
    for (name, place) in table.texts("detailed_regions") {
        if let Some(region) = look_up("region", &name, codes.iter().copied(), place, report).map(RegionId)
            && !detailed.contains(&region)
        {
            detailed.push(region);
        }
    }
    Regions { destination: Some(destination), detailed }
}

fn listed(codes: &[&str]) -> String {
    let more = if codes.len() > 60 { " …" } else { "" };
    format!("{}{more}", codes.iter().take(60).copied().collect::<Vec<_>>().join(", "))
}

/// Finds what rivals and the destination's own producers sell there.
///
/// ```text
/// imports of the line at landed values   T = X (1 + mfn_home) / θ_home
/// a source's sales                       X_s = T θ_s / (1 + mfn_s)
/// the destination's own producers'       X_d = T (1 − m) / m
/// ```
///
/// These go to the sectors that earn home's exports, in the seller's own regions; several regions share them as they share
/// what the destination buys of these sectors in the accounts.
pub fn find_rivals(trade: &mut Trade, economy: &Economy, destination: RegionId) {
    let purchases = economy.purchases(destination);
    let home = economy.home;
    for line in &mut trade.lines {
        let (home_share, m) = (line.import_shares[0], line.import_share_of_use);
        if line.exports == 0.0 || home_share == 0.0 {
            continue;
        }
        let imports = line.exports * (1.0 + line.mfn[0]) / home_share;
        let of_home = &economy.accounts.regions[home.0];
        let spread = |regions: &[RegionId]| -> Vec<(SectorId, f64)> {
            let mut shares = Vec::new();
            for (sector, share) in &line.sector_shares {
                let code = economy.accounts.sectors[sector.0].own_code(of_home);
                let own = regions.iter().filter_map(|region| economy.find_in(*region, code));
                let own: Vec<SectorId> = own.filter(|id| economy.accounts.output[id.0] > 0.0).collect();
                let sold: f64 = own.iter().map(|id| purchases[id.0].max(0.0)).sum();
                let made: f64 = own.iter().map(|id| economy.accounts.output[id.0]).sum();
                shares.extend(own.into_iter().map(|id| {
                    let (part, whole) = if sold > 0.0 {
                        (purchases[id.0].max(0.0), sold)
                    } else {
                        (economy.accounts.output[id.0], made)
                    };
                    (id, share * (part / whole))
                }));
            }
            shares
        };
        let sources = trade.sources.iter().enumerate().skip(1);
        let of_sources = sources.filter(|(s, _)| line.import_shares[*s] > 0.0).map(|(s, source)| Rival {
            source: Some(SourceId(s)),
            sales: imports * line.import_shares[s] / (1.0 + line.mfn[s]),
            sector_shares: spread(&source.regions),
        });
        let mut rivals: Vec<Rival> = of_sources.collect();
        if m > 0.0 && m < 1.0 {
            let sales = imports * (1.0 - m) / m;
            rivals.push(Rival { source: None, sales, sector_shares: spread(&[destination]) });
        }
        line.rivals = rivals;
    }
}
