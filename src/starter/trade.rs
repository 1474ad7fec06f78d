//! An economy and who taxes whom → tariff lines: what home sells to the destination, who else does, and how much of its
//! use the destination imports.

use super::goods::{GOODS, Goods, goods_of};
use super::request::{Ends, Request};
use crate::error::{Error, Result};
use crate::ids::{RegionId, SectorId, closest};
use crate::model::economy::Economy;

/// Sellers in the destination that stand alone; the others are put together.
const RIVALS: usize = 5;
/// Share of home in the destination's imports where the table does not say: a placeholder.
pub const HOME_SHARE: f64 = 0.1;
/// Share of imports in the destination's use where the table does not say: a placeholder.
pub const IMPORT_SHARE: f64 = 0.3;

/// A seller of goods to the destination.
#[derive(Clone, Debug, PartialEq)]
pub struct Seller {
    /// Id in the model.
    pub id: String,
    /// Name in words.
    pub label: String,
    /// Its regions in the accounts; none in the accounts of one country.
    pub regions: Vec<String>,
}

/// A tariff line: the goods of one sector.
#[derive(Clone, Debug)]
pub struct Line {
    /// Id in the model.
    pub id: String,
    /// Name in words.
    pub label: String,
    /// Code of the sector.
    pub sector: String,
    /// What the sector makes, where that is known.
    pub goods: Vec<&'static Goods>,
    /// Home's exports to the destination.
    pub exports: f64,
    /// Share of imports in the destination's use.
    pub import_share_of_use: f64,
    /// Shares of the sellers in the destination's imports, home first.
    pub import_shares: Vec<f64>,
}

impl Line {
    /// Group of the line.
    pub fn group(&self) -> &'static str {
        self.goods.first().map_or("other", |goods| goods.group)
    }
}

/// The lines and sellers of a starter model.
#[derive(Clone, Debug)]
pub struct Trade {
    /// Home first.
    pub sellers: Vec<Seller>,
    /// In the order of sectors.
    pub lines: Vec<Line>,
    /// What a user should know.
    pub notes: Vec<String>,
}

/// Makes a line of every goods sector that exports to the destination.
///
/// # Errors
/// No sector is known to make goods, a named one is not there, or none exports to the destination.
pub fn find_trade(economy: &Economy, ends: &Ends, request: &Request) -> Result<Trade> {
    let sectors = goods_sectors(economy, ends.home, request)?;
    let mut trade = match ends.destination {
        Some(destination) => bilateral(economy, ends, destination, &sectors),
        None => national(economy, ends, &sectors, request.share_of_exports()),
    };
    if trade.lines.is_empty() {
        return Err(Error::Settings(format!(
            "no goods of {} are sold to {} by the table: there is nothing a tariff could act on. Choose another pair.",
            ends.home_name, ends.destination_name
        )));
    }
    let mut taken: Vec<String> = vec!["default".into(), "all".into()];
    for line in &mut trade.lines {
        line.id = free_id(&line.sector, &taken);
        taken.push(line.id.clone());
    }
    Ok(trade)
}

/// A sector of home that makes goods: its code without the region, and what is made.
type GoodsSector = (SectorId, String, Vec<&'static Goods>);

fn goods_sectors(economy: &Economy, home: RegionId, request: &Request) -> Result<Vec<GoodsSector>> {
    let region = &economy.accounts.regions[home.0];
    let own = |i: usize| economy.accounts.sectors[i].own_code(region).to_string();
    let kinds = |i: usize| goods_of(&own(i), own_name(economy, home, i));
    let codes: Vec<String> = region.sectors.clone().map(own).collect();
    if let Some(code) = request.goods.iter().find(|code| !codes.contains(code)) {
        let remedy = match closest(code, codes.iter().map(String::as_str)) {
            Some(near) => format!("Did you mean `{near}`?"),
            None => format!("The sectors are {}.", codes.join(" ")),
        };
        return Err(Error::Settings(format!("--goods: home has no sector `{code}`. {remedy}")));
    }
    let chosen = |i: &usize| {
        if request.goods.is_empty() { !kinds(*i).is_empty() } else { request.goods.contains(&own(*i)) }
    };
    let sectors: Vec<GoodsSector> =
        region.sectors.clone().filter(chosen).map(|i| (SectorId(i), own(i), kinds(i))).collect();
    if sectors.is_empty() {
        return Err(Error::Settings(format!(
            "neither code nor name says which of the sectors make goods. Name them: --goods {}",
            codes.iter().take(3).cloned().collect::<Vec<_>>().join(",")
        )));
    }
    Ok(sectors)
}

/// Name of a sector without its region's.
pub fn own_name(economy: &Economy, region: RegionId, i: usize) -> &str {
    let name = &economy.accounts.sectors[i].name;
    let region = &economy.accounts.regions[region.0];
    let own = name.strip_suffix(&region.name).and_then(|own| own.strip_suffix(", "));
    own.filter(|_| economy.is_regional()).unwrap_or(name)
}

/// Lines from what the destination buys of every region.
fn bilateral(economy: &Economy, ends: &Ends, destination: RegionId, sectors: &[GoodsSector]) -> Trade {
    let bought = economy.purchases(destination);
    let regions = &economy.accounts.regions;
    let sold = |region: usize, code: &str| {
        economy.find_in(RegionId(region), code).map_or(0.0, |id| bought[id.0].max(0.0))
    };
    let sold_in_all = |region: usize| sectors.iter().map(|(_, code, _)| sold(region, code)).sum::<f64>();
    let mut others: Vec<usize> =
        (0..regions.len()).filter(|region| *region != ends.home.0 && *region != destination.0).collect();
    others.sort_by(|a, b| sold_in_all(*b).total_cmp(&sold_in_all(*a)));
    let mut sellers_regions: Vec<Vec<usize>> = vec![vec![ends.home.0]];
    let alone = if others.len() > RIVALS + 1 { RIVALS } else { others.len() };
    sellers_regions.extend(others[..alone].iter().map(|region| vec![*region]));
    if alone < others.len() {
        sellers_regions.push(others[alone..].to_vec());
    }
    let mut taken = vec!["all".to_string()];
    let mut sellers = Vec::new();
    for (position, of_seller) in sellers_regions.iter().enumerate() {
        let (stem, label) = match &of_seller[..] {
            [only] => (regions[*only].code.clone(), regions[*only].name.clone()),
            _ => ("rest-of-world".to_string(), "Rest of the world".to_string()),
        };
        let id = free_id(&stem, &taken);
        taken.push(id.clone());
        let codes = of_seller.iter().filter(|_| position > 0).map(|region| regions[*region].code.clone());
        sellers.push(Seller { id, label, regions: codes.collect() });
    }
    let mut notes = Vec::new();
    let (mut lines, mut without) = (Vec::new(), Vec::new());
    for (id, code, goods) in sectors {
        let sales: Vec<f64> =
            sellers_regions.iter().map(|own| own.iter().map(|region| sold(*region, code)).sum()).collect();
        let imports: f64 = sales.iter().sum();
        if sales[0] <= 0.0 {
            without.push(code.clone());
            continue;
        }
        let use_in_all = imports + sold(destination.0, code);
        lines.push(Line {
            id: String::new(),
            label: own_name(economy, ends.home, id.0).to_string(),
            sector: code.clone(),
            goods: goods.clone(),
            exports: sales[0],
            import_share_of_use: imports / use_in_all,
            import_shares: sales.iter().map(|sold| sold / imports).collect(),
        });
    }
    if !without.is_empty() {
        notes.push(format!(
            "No line for {}: home sells none of these goods to the destination.",
            without.join(", ")
        ));
    }
    Trade { sellers, lines, notes }
}

/// Lines of one country's table, which says what is exported but not where to: placeholders stand for that.
fn national(economy: &Economy, ends: &Ends, sectors: &[GoodsSector], share: f64) -> Trade {
    let exports = economy.accounts.exports();
    let sellers = vec![
        Seller { id: ends.home_id.clone(), label: ends.home_name.clone(), regions: Vec::new() },
        Seller { id: "rest-of-world".into(), label: "Rest of the world".into(), regions: Vec::new() },
    ];
    let line = |(id, code, goods): &GoodsSector| Line {
        id: String::new(),
        label: economy.accounts.sectors[id.0].name.clone(),
        sector: code.clone(),
        goods: goods.clone(),
        exports: share * economy.accounts.final_demand[(id.0, exports)],
        import_share_of_use: IMPORT_SHARE,
        import_shares: vec![HOME_SHARE, 1.0 - HOME_SHARE],
    };
    let made =
        |line: &Line, (id, ..): &GoodsSector| line.exports > 0.0 && economy.accounts.output[id.0] > 0.0;
    let lines = sectors
        .iter()
        .map(|sector| (line(sector), sector))
        .filter(|(l, s)| made(l, s))
        .map(|(l, _)| l)
        .collect();
    let note = format!(
        "The table is of one country: {} of the exports of every line going to {}, home's share of {HOME_SHARE} in its \
         imports and imports of {IMPORT_SHARE} of its use are placeholders.",
        share, ends.destination_name
    );
    Trade { sellers, lines, notes: vec![note] }
}

/// An id that is not taken, from a code.
pub fn free_id(code: &str, taken: &[String]) -> String {
    let plain =
        |letter: char| if letter.is_ascii_alphanumeric() || "-_".contains(letter) { letter } else { '-' };
    let stem: String = code.to_ascii_lowercase().chars().map(plain).collect();
    let stem = stem.trim_start_matches(['-', '_']).to_string();
    let stem = if stem.is_empty() { "x".to_string() } else { stem };
    let mut id = stem.clone();
    let mut number = 2;
    while taken.contains(&id) {
        id = format!("{stem}-{number}");
        number += 1;
    }
    id
}

/// Whether a kind of goods is motor vehicles.
pub fn is_vehicles(goods: &[&Goods]) -> bool {
    let vehicles = GOODS.iter().find(|kind| kind.divisions == super::goods::VEHICLES);
    goods.len() == 1 && goods.first().copied() == vehicles
}
