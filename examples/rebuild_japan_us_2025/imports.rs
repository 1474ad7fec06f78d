//! US imports by industry and partner -> US imports by tariff line, industry and source, million dollars of 2024.

use std::path::Path;

use anyhow::{Result, ensure};

use crate::table::Table;

/// A seller of goods to the United States.
pub struct Partner {
    /// Its id in the model.
    pub id: String,
    /// Its column in the table of US imports.
    column: String,
    /// Whether its goods enter free of duty under a trade agreement.
    pub free_trade: bool,
}

/// US imports of one tariff line out of one industry.
pub struct Flow {
    /// Tariff line.
    pub line: String,
    /// Industry of the Japanese table.
    pub sector: String,
    /// Row of the US absorption table.
    pub us_industries: String,
    /// Imports from each partner.
    pub by_partner: Vec<f64>,
}

/// All imports, and how US figures translate to Japanese customs figures.
pub struct Imports {
    /// Partners, home first.
    pub partners: Vec<Partner>,
    /// Imports by line and industry.
    pub flows: Vec<Flow>,
    /// Japanese customs exports in billion yen for each million dollars of US imports, cars and parts aside.
    pub customs_per_dollar: f64,
    /// The same, divided by the exchange rate: one where both customs services agree.
    pub export_scale: f64,
}

/// What divides the two industries that hold several lines.
struct Splits {
    vehicles: Table,
    /// Share of steel in basic metals: from Japan, and from every other partner.
    steel_from_japan: f64,
    steel_from_others: f64,
}

impl Imports {
    /// Reads US imports and divides motor vehicles and basic metals into their lines.
    pub fn read(sources: &Path) -> Result<Self> {
        let by_sector = Table::read(sources, "us_imports_2024_by_partner.csv")?;
        let partners = read_partners(sources)?;
        let customs = Table::read(sources, "customs_2024.csv")?;
        let macro_table = Table::read(sources, "macro.csv")?;
        let value = |sector: &str, partner: &Partner| -> Result<f64> {
            let row = by_sector.find("sector", sector)?;
            Ok(by_sector.optional(row, &partner.column)?.unwrap_or(0.0))
        };

        let (japan, others) = (&partners[0], &partners[1..]);
        let mut other_than_vehicles = 0.0;
        for sector in by_sector.texts("sector")?.iter().filter(|sector| *sector != "D29") {
            other_than_vehicles += value(sector, japan)?;
        }
        let remaining = customs.lookup("item", "total", "billion_yen")?
            - customs.lookup("item", "cars-and-parts", "billion_yen")?;
        let customs_per_dollar = remaining / other_than_vehicles;
        let yen_per_dollar = macro_table.lookup("item", "yen_per_dollar_2024", "value")?;

        let steel_from_japan = customs.lookup("item", "iron-and-steel", "billion_yen")? / customs_per_dollar;
        let metals_from_japan = value("D24", japan)?;
        let metals_from_others: f64 =
            others.iter().map(|partner| value("D24", partner)).sum::<Result<f64>>()?;
        let steel = macro_table.lookup("item", "us_steel_imports_2024", "value")?;
        let splits = Splits {
            vehicles: Table::read(sources, "us_vehicle_imports_2024.csv")?,
            steel_from_japan: steel_from_japan / metals_from_japan,
            steel_from_others: (steel - steel_from_japan) / metals_from_others,
        };

        let line_sectors = Table::read(sources, "line_sectors.csv")?;
        let mut flows = Vec::with_capacity(line_sectors.len());
        for row in 0..line_sectors.len() {
            let line = line_sectors.text(row, "line")?;
            let sector = line_sectors.text(row, "sector")?;
            let mut by_partner = Vec::with_capacity(partners.len());
            for (position, partner) in partners.iter().enumerate() {
                let part = splits.part(line, partner, position == 0, value(sector, partner)?)?;
                ensure!(part >= 0.0, "US imports of {line} from {} are negative", partner.id);
                by_partner.push(part);
            }
            flows.push(Flow {
                line: line.to_owned(),
                sector: sector.to_owned(),
                us_industries: line_sectors.text(row, "us_industries")?.to_owned(),
                by_partner,
            });
        }
        let export_scale = customs_per_dollar * 1000.0 / yen_per_dollar;
        Ok(Self { partners, flows, customs_per_dollar, export_scale })
    }

    /// The flows of one line.
    pub fn of_line<'a>(&'a self, line: &'a str) -> impl Iterator<Item = &'a Flow> {
        self.flows.iter().filter(move |flow| flow.line == line)
    }
}

impl Flow {
    /// Imports from home.
    pub fn sold_by_home(&self) -> f64 {
        self.by_partner[0]
    }
}

impl Splits {
    /// The part of an industry's imports that belongs to `line`.
    ///
    /// Cars are the recorded passenger cars; parts are motor vehicles less all recorded vehicles, so light
    /// trucks, which Japan hardly sells, are in neither line.
    fn part(&self, line: &str, partner: &Partner, home: bool, imports: f64) -> Result<f64> {
        let steel = if home { self.steel_from_japan } else { self.steel_from_others };
        Ok(match line {
            "cars" => self.vehicles.lookup("source", &partner.id, "passenger_cars")?,
            "auto-parts" => imports - self.vehicles.lookup("source", &partner.id, "vehicles")?,
            "steel" => imports * steel,
            "other-metals" => imports * (1.0 - steel),
            _ => imports,
        })
    }
}

/// The partners in the order of the source table, home first.
fn read_partners(sources: &Path) -> Result<Vec<Partner>> {
    let table = Table::read(sources, "partners.csv")?;
    ensure!(table.len() > 1, "partners.csv: at least home and one rival are needed");
    (0..table.len())
        .map(|row| {
            Ok(Partner {
                id: table.text(row, "source")?.to_owned(),
                column: table.text(row, "column")?.to_owned(),
                free_trade: table.text(row, "free_trade")? == "yes",
            })
        })
        .collect()
}
