//! A starter model → its `SOURCES.md`: what comes from the table and what waits for a judgement.

use std::fmt::Write;

use super::texts::{ODDS, RATES, Subject};
use super::trade::{HOME_SHARE, IMPORT_SHARE};
use crate::import::Origin;

/// What nobody has judged yet: where it stands, and what it is now.
pub fn placeholders(subject: &Subject, export_share: f64) -> Vec<(&'static str, String)> {
    let mut list = vec![
        ("tariffs.toml", format!("the rate in force, {:.0} %", 100.0 * RATES.0)),
        (
            "negotiation.toml",
            format!(
                "rates after a deal, {:.0} %, and without one, {:.0} %; odds at the deadline: {} open, {} deal, {} no deal",
                100.0 * RATES.1,
                100.0 * RATES.2,
                ODDS.0,
                ODDS.1,
                ODDS.2
            ),
        ),
        ("trade/sources.csv", "`mfn`, the ordinary duty: 0 for every line and seller".to_string()),
        ("trade/coverage.csv", "every line is covered by the tariff in full".to_string()),
        ("parameters.toml", "growth: 0.3 % a quarter, published and without the tariff".to_string()),
    ];
    if subject.labour_share.is_some() {
        list.push(("parameters.toml", "`labour_share`".to_string()));
    }
    if subject.regions.is_none() {
        list.push((
            "trade/lines.csv",
            format!(
                "`exports`: {export_share} of the exports of each sector; `import_share_of_use`: {IMPORT_SHARE} for every line"
            ),
        ));
        list.push(("trade/sources.csv", format!("`import_share`: {HOME_SHARE} for home in every line")));
    }
    list
}

/// `SOURCES.md`
pub fn sources_md(subject: &Subject, origin: Option<&Origin>, export_share: f64) -> String {
    let mut text = "# Where the numbers come from\n\nMade by `kanzei new`. Change this file with the numbers.\n\n\
                    ## Placeholders\n\nThese are no judgement of anybody. Replace them before you show a result.\n\n\
                    | file | placeholder |\n|---|---|\n"
        .to_string();
    for (file, what) in placeholders(subject, export_share) {
        let _ = writeln!(text, "| `{file}` | {what} |");
    }
    text += "\n## Economy\n\n";
    match origin {
        None => text += "`economy/` was there before. Say here what it is.\n",
        Some(origin) => {
            let year = origin.year.map_or(String::new(), |year| format!(", year {year}"));
            let _ = write!(
                text,
                "{}{year}, money in {}, read as `{}`. The publisher's terms of use apply.\n\n| file | SHA-256 |\n|---|---|\n",
                origin.title, origin.money, origin.format
            );
            for file in &origin.file {
                let _ = writeln!(text, "| {} | `{}` |", file.name.replace('|', "\\|"), file.sha256);
            }
            if !origin.options.is_empty() {
                let _ = write!(text, "\nOptions: `{}`\n", origin.options.join(" "));
            }
            if !origin.notes.is_empty() {
                text += "\nWhat the import assumed and changed:\n\n";
                origin.notes.iter().for_each(|note| text += &format!("- {note}\n"));
            }
        }
    }
    text += "\n## Trade\n\n";
    text += if subject.regions.is_some() {
        "Computed from the flows of the same table, at basic prices: a line is a sector that makes goods; home's exports are its \
         sales to all sectors and final users of the destination; shares are of what all sellers outside the destination sell \
         there; `import_share_of_use` is one less the share of the destination's own sector in all it uses of these goods. Goods \
         from outside all regions of the table are not counted. Trade and transport margins stand with their own sectors.\n"
    } else {
        "A line is a sector that makes goods. The table does not say where exports go: see the placeholders.\n"
    };
    subject.trade.notes.iter().for_each(|note| text += &format!("\n{note}\n"));
    text + "\n## Parameters\n\nEvery distribution in `parameters.toml` has its source beside it. Elasticities rest on Boehm, Levchenko & \
           Pandalai-Nayar (2023, *American Economic Review* 113), on Caliendo & Parro (2015, *Review of Economic Studies* 82), \
           re-estimated on their data, and on Fontagné, Guimbard & Orefice (2022, *Journal of International Economics* 137; CEPII \
           ProTEE 0.1, Etalab 2.0), medians over products. The rest is as in the bundled model `japan-us-2025`, where nothing in it \
           is about Japan.\n"
}
