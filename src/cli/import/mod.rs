//! `kanzei import`: a published input–output table → `economy/` of a model, and a screen that says what it holds.

mod screen;

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::print;
use crate::error::{Error, Result};
use crate::ids::closest;
use crate::import::formats::{READERS, find};
use crate::import::{
    Balance, ImportShares, Options, ReadOptions, Reader, Rest, Source, check_folder, import, write,
};
use crate::report::wrapped;

#[derive(Args)]
pub(super) struct ImportArgs {
    /// Layout of the file, one of those that --list names
    #[arg(required_unless_present = "list")]
    format: Option<String>,
    /// The downloaded file, folder or zip archive
    #[arg(required_unless_present = "list")]
    path: Option<PathBuf>,
    /// Folder of the model; the tables go to economy/ in it
    #[arg(long, required_unless_present = "list")]
    out: Option<PathBuf>,
    /// List the layouts that can be read
    #[arg(long, exclusive = true)]
    list: bool,
    /// Year of the table, for files with several years and as a check on others
    #[arg(long)]
    year: Option<i32>,
    /// Code of the country of a national table, where the file does not say it
    #[arg(long)]
    country: Option<String>,
    /// How decimals are written; found out if left out
    #[arg(long, value_enum)]
    decimal: Option<Decimal>,
    /// Regions to keep, in this order: JPN,USA,KOR. All if left out
    #[arg(long, value_delimiter = ',')]
    regions: Vec<String>,
    /// What becomes of the others: the code of one region that holds them all, or `trade` for exports and imports
    #[arg(long, value_name = "CODE|trade")]
    rest: Option<String>,
    /// Table (from,to[,name]) of regions to put together, before --regions
    #[arg(long, value_name = "FILE")]
    region_map: Option<PathBuf>,
    /// Table (from,to[,weight][,name]) of sectors to put together or split
    #[arg(long, value_name = "FILE")]
    sector_map: Option<PathBuf>,
    /// Where a table has domestic and imported goods together: over which uses imports are spread
    #[arg(long, value_enum, default_value_t = Spread::DomesticUse)]
    imports: Spread,
    /// What to do where rows and columns do not add up to output: small residuals to inventories and net taxes, or
    /// biproportional adjustment to the published totals
    #[arg(long, value_enum, default_value_t = Balancing::Residuals)]
    balance: Balancing,
    /// Unit of money: the table's where the file does not say it, or a new one with --rate
    #[arg(long)]
    money: Option<String>,
    /// New units of money for one of the table's
    #[arg(long)]
    rate: Option<f64>,
    /// Table (sector[,region],persons) of persons employed
    #[arg(long, value_name = "FILE")]
    employment: Option<PathBuf>,
    /// Compensation of employees as a share of value added, instead of the table's; 0.5 where it has none
    #[arg(long)]
    labour_share: Option<f64>,
    /// The exporting region of the model to come
    #[arg(long)]
    home: Option<String>,
    /// The region that levies tariffs in the model to come
    #[arg(long)]
    destination: Option<String>,
    /// Replace the tables of an earlier import
    #[arg(long)]
    overwrite: bool,
    /// Print neither stages nor what the table holds
    #[arg(long)]
    quiet: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Decimal {
    /// 1,234.5
    Point,
    /// 1.234,5
    Comma,
}

#[derive(Clone, Copy, ValueEnum)]
enum Spread {
    /// Imports over domestic use; exports are domestic in full
    DomesticUse,
    /// Imports over all uses, exports included
    AllUse,
}

#[derive(Clone, Copy, ValueEnum)]
enum Balancing {
    /// Residuals within 0.1 % of output to inventories and net taxes; larger ones are problems
    Residuals,
    /// RAS: flows and final demand are multiplied by factors of their row and column
    Ras,
}

pub(super) fn run(args: &ImportArgs) -> anyhow::Result<()> {
    let (Some(format), Some(path), Some(out)) = (&args.format, &args.path, &args.out) else {
        return print(&list());
    };
    let reader = reader(format)?;
    let options = args.options();
    options.check()?;
    check_folder(out, args.overwrite)?;
    let source = Source::open(path).map_err(Error::Import)?;
    let progress = |stage: &str| {
        if !args.quiet {
            eprintln!("{stage}");
        }
    };
    let imported = import(reader, &source, &options, &progress)?;
    progress("writing");
    let names = write(&imported, out, args.overwrite)?;
    if !args.quiet {
        print(&screen::screen(&imported, out, &names))?;
    }
    Ok(())
}

fn reader(name: &str) -> Result<&'static Reader> {
    find(name).ok_or_else(|| {
        let names: Vec<&str> = READERS.iter().map(|reader| reader.name).collect();
        let remedy = match closest(name, names.iter().copied()) {
            Some(near) => format!("Did you mean `{near}`?"),
            None => format!("The layouts are {}; `kanzei import --list` describes them.", names.join(", ")),
        };
        Error::Settings(format!("there is no layout `{name}`. {remedy}"))
    })
}

/// The layouts with what each is.
fn list() -> String {
    let width = READERS.iter().map(|reader| reader.name.len()).max().unwrap_or(0);
    let mut text = String::new();
    for reader in READERS {
        for (line, part) in wrapped(reader.about, 96 - width).iter().enumerate() {
            let name = if line == 0 { reader.name } else { "" };
            text += format!("{name:width$}  {part}").trim_end();
            text.push('\n');
        }
    }
    text
}

impl ImportArgs {
    fn options(&self) -> Options {
        let decimal = self.decimal.map(|decimal| match decimal {
            Decimal::Point => '.',
            Decimal::Comma => ',',
        });
        Options {
            read: ReadOptions {
                year: self.year,
                country: self.country.clone(),
                decimal,
                money: self.money.clone(),
            },
            imports: match self.imports {
                Spread::DomesticUse => ImportShares::DomesticUse,
                Spread::AllUse => ImportShares::AllUse,
            },
            balance: match self.balance {
                Balancing::Residuals => Balance::Residuals,
                Balancing::Ras => Balance::Ras,
            },
            regions: self.regions.iter().map(|code| code.trim().to_string()).collect(),
            rest: match self.rest.as_deref() {
                None => Rest::default(),
                Some("trade") => Rest::Trade,
                Some(code) => Rest::Region(code.to_string()),
            },
            region_map: self.region_map.clone(),
            sector_map: self.sector_map.clone(),
            employment: self.employment.clone(),
            labour_share: self.labour_share,
            rate: self.rate,
            home: self.home.clone(),
            destination: self.destination.clone(),
        }
    }
}
