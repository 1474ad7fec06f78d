//! `kanzei new`: an imported economy → a starter model, and a screen that says what waits for a judgement.

use std::path::PathBuf;

use chrono::{DateTime, Datelike, NaiveDate};
use clap::Args;

use super::print;
use crate::error::{Error, Result};
use crate::report::{fixed, wrapped};
use crate::starter::{Request, Starter, make};

#[derive(Args)]
pub(super) struct NewArgs {
    /// Folder of the model: a new one, or the one that holds the economy, which is then completed
    model: PathBuf,
    /// Folder with the economy, as `kanzei import` wrote it
    #[arg(long)]
    economy: PathBuf,
    /// The exporting country: code of its region in the economy. That of the import if left out
    #[arg(long)]
    home: Option<String>,
    /// The country that levies the tariffs. That of the import if left out
    #[arg(long)]
    destination: Option<String>,
    /// Name of the model; that of the folder if left out
    #[arg(long)]
    name: Option<String>,
    /// What was decided up to this date is fact; the first of this month if left out
    #[arg(long, value_name = "YYYY-MM-DD")]
    as_of: Option<NaiveDate>,
    /// Unit of money; that of the import if left out
    #[arg(long)]
    money: Option<String>,
    /// Codes of the sectors that make goods; found by their codes and names if left out
    #[arg(long, value_delimiter = ',')]
    goods: Vec<String>,
    /// In a table of one country: share of every line's exports that goes to the destination, 0.15 if left out
    #[arg(long)]
    export_share: Option<f64>,
}

pub(super) fn run(args: &NewArgs) -> anyhow::Result<()> {
    let request = Request {
        name: args.name.clone().unwrap_or_else(|| args.folder_name()),
        home: args.home.clone(),
        destination: args.destination.clone(),
        as_of: args.as_of.map_or_else(first_of_month, Ok)?,
        money: args.money.clone(),
        export_share: args.export_share,
        goods: args.goods.iter().map(|code| code.trim().to_string()).collect(),
    };
    let starter = make(&args.model, &args.economy, &request)?;
    let names = starter.write(&args.model)?;
    print(&screen(&starter, &args.model.display().to_string(), &names))
}

impl NewArgs {
    /// The folder's own name in lower case, as the name of the model.
    fn folder_name(&self) -> String {
        let path = self.model.canonicalize().unwrap_or_else(|_| self.model.clone());
        let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
        name.replace([' ', '.'], "-")
    }
}

/// The first day of the present month, in universal time.
fn first_of_month() -> Result<NaiveDate> {
    let elapsed = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).ok();
    let today = elapsed.and_then(|elapsed| DateTime::from_timestamp(elapsed.as_secs() as i64, 0));
    today
        .and_then(|today| today.date_naive().with_day(1))
        .ok_or_else(|| Error::Settings("the clock of this machine cannot be read: give --as-of.".into()))
}

fn screen(starter: &Starter, folder: &str, names: &[String]) -> String {
    let Starter { model, trade, .. } = starter;
    let mut text = String::new();
    for part in wrapped(&model.title, 98) {
        text += &format!("{part}\n");
    }
    text += &format!(
        "as of {}, {} to {}, money in {}\n\n",
        model.as_of, model.calendar.start, model.calendar.end, model.money
    );
    let exports = model.trade.exports();
    text += &format!(
        "{} lines; exports to {} {} ({:.2} % of GDP)\n",
        trade.lines.len(),
        model.destination,
        fixed(exports, decimals(exports)),
        100.0 * exports / model.gdp
    );
    let sellers: Vec<&str> = trade.sellers.iter().map(|seller| seller.label.as_str()).collect();
    for part in wrapped(&format!("sellers: {}", sellers.join(", ")), 98) {
        text += &format!("{part}\n");
    }
    for note in &trade.notes {
        text += "\n";
        for part in wrapped(note, 98) {
            text += &format!("{part}\n");
        }
    }
    text += "\nPlaceholders: replace them before you show a result\n";
    for (file, what) in &starter.placeholders {
        for (line, part) in wrapped(&format!("{file}: {what}"), 96).iter().enumerate() {
            text += &format!("{} {part}\n", if line == 0 { "-" } else { " " });
        }
    }
    text += &format!("\n{folder}:\n");
    for part in wrapped(&names.join(", "), 98) {
        text += &format!("  {part}\n");
    }
    text + &format!("\nNext: kanzei check {folder}, then kanzei run {folder}\n")
}

/// Decimals that leave three digits.
fn decimals(amount: f64) -> i32 {
    if amount > 0.0 { (2 - amount.log10().floor() as i32).clamp(0, 9) } else { 0 }
}
