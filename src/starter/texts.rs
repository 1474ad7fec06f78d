//! A starter model → its commented TOML files.

use std::fmt::Write;

use chrono::{Datelike, Months, NaiveDate};

use super::elasticities::substitution;
use super::goods::GROUPS;
use super::request::Ends;
use super::trade::{Trade, is_vehicles};
use crate::model::calendar::{Month, Quarter};

/// Rates of the programme: in force on the as-of date, after a deal, after talks that fail. Placeholders.
pub const RATES: (f64, f64, f64) = (0.10, 0.05, 0.25);
/// Odds at the deadline: talks go on, deal, no deal. Placeholders.
pub const ODDS: (f64, f64, f64) = (0.2, 0.5, 0.3);
/// What marks a judgement that nobody has made yet.
const PLACEHOLDER: &str = "placeholder of the starter model: no judgement yet";

/// A text as a TOML string.
pub fn quoted(text: &str) -> String {
    toml::Value::String(text.to_string()).to_string()
}

fn list(texts: impl IntoIterator<Item = String>) -> String {
    format!("[{}]", texts.into_iter().map(|text| quoted(&text)).collect::<Vec<_>>().join(", "))
}

/// What all files say about the model.
pub struct Subject<'s> {
    /// Name of the model.
    pub name: &'s str,
    /// Home and destination.
    pub ends: &'s Ends,
    /// Lines and sellers.
    pub trade: &'s Trade,
    /// Unit of money.
    pub money: &'s str,
    /// As-of date.
    pub as_of: NaiveDate,
    /// Codes of home and destination among several regions.
    pub regions: Option<(String, String)>,
    /// Publisher, edition and year of the table.
    pub table: &'s str,
    /// Share of compensation in value added, where it is the same in all sectors and therefore assumed.
    pub labour_share: Option<f64>,
}

impl Subject<'_> {
    /// First and last month: three calendar years.
    fn months(&self) -> (Month, Month) {
        let years = if self.as_of.month() <= 6 { 3 } else { 4 };
        let january = Month::of(self.as_of).plus(1 - self.as_of.month() as i32);
        (january, january.plus(12 * years - 1))
    }

    /// A date some months after the as-of date.
    fn after(&self, months: u32) -> NaiveDate {
        self.as_of.checked_add_months(Months::new(months)).unwrap_or(self.as_of)
    }
}

/// `model.toml`
pub fn model_toml(subject: &Subject) -> String {
    let Subject { name, ends, trade, money, as_of, table, .. } = subject;
    let (home, destination) = (&ends.home_name, &ends.destination_name);
    let (start, end) = subject.months();
    let title = format!("A tariff of {destination} on goods from {home}");
    let question = format!(
        "If talks between {home} and {destination} can end in a deal or in no deal, what happens to exports, GDP and jobs \
         of {home} up to the end of {}, and how sure can anyone be?",
        end.year()
    );
    let mut text = format!(
        "# A starter model, made by `kanzei new` from: {table}.\n\
         # It runs as it is. What SOURCES.md lists as a placeholder is no judgement of anybody: replace it by yours.\n\
         # models/README.md of the program describes every key.\n\
         format = 1\n\
         name = {}\ntitle = {}\nquestion = {}\n\n\
         # Unit of all money in this folder, per year.\nmoney = {}\n\n\
         # The exporting country (the first [[source]]) and the country that levies the tariffs.\n\
         home = {}\ndestination = {}\n",
        quoted(name),
        quoted(&title),
        quoted(&question),
        quoted(money),
        quoted(&ends.home_id),
        quoted(destination)
    );
    if let Some((home, destination)) = &subject.regions {
        let _ = write!(
            text,
            "# The same as codes of economy/regions.csv.\nhome_region = {}\ndestination_region = {}\n",
            quoted(home),
            quoted(destination)
        );
    }
    let outcome = subject.after(12);
    let _ = write!(
        text,
        "\n# What was decided up to as_of is fact; what follows is sampled. Months from start to end are simulated.\n\
         as_of = {as_of}\nstart = \"{start}\"\nend = \"{end}\"\n# Month in which a fiscal year starts; 1 for none.\n\
         fiscal_year_start = 1\n\n\
         # The track of negotiation.toml whose state on this date is the outcome.\nprimary_track = \"talks\"\n\
         outcome_date = {outcome}\n\n\
         # Known limits, shown in reports. Add yours.\nlimits = [\n"
    );
    for limit in limits(subject) {
        let _ = writeln!(text, "  {},", quoted(&limit));
    }
    text += "]\n\n# Who sells these goods in the destination, home first.\n";
    for seller in &trade.sellers {
        let _ = write!(text, "[[source]]\nid = {}\nlabel = {}\n", quoted(&seller.id), quoted(&seller.label));
        if !seller.regions.is_empty() {
            let _ = writeln!(text, "regions = {}", list(seller.regions.clone()));
        }
        text.push('\n');
    }
    text += "# Groups of sectors that results are reported for.\n";
    let vehicles: Vec<String> =
        trade.lines.iter().filter(|line| is_vehicles(&line.goods)).map(|line| line.sector.clone()).collect();
    if !vehicles.is_empty() {
        let _ = write!(
            text,
            "[[group]]\nid = \"vehicles\"\nlabel = \"Motor vehicles\"\nsectors = {}\n\n",
            list(vehicles)
        );
    }
    let all = trade.lines.iter().map(|line| line.sector.clone());
    let _ = write!(text, "[[group]]\nid = \"goods\"\nlabel = \"All goods\"\nsectors = {}\n\n", list(all));
    text += "# Groups of tariff lines that results are reported for; trade/lines.csv names them.\n";
    for (id, label) in GROUPS.iter().filter(|(id, _)| trade.lines.iter().any(|line| line.group() == *id)) {
        let _ = write!(text, "[[line_group]]\nid = {}\nlabel = {}\n\n", quoted(id), quoted(label));
    }
    text + "# Results have the probability that a metric is at most so much.\n[thresholds]\ngdp_real = [-0.1, -0.5, -1.0] # per cent\n"
}

fn limits(subject: &Subject) -> Vec<String> {
    let mut limits = vec![
        format!(
            "This is a starter model. Tariff rates, odds of the talks, ordinary duties and growth are placeholders. The \
             accounts: {}.",
            subject.table
        ),
        "Inputs are used in fixed proportions: no substitution, no limits of capacity, no change of wages and no workers who \
         move to other jobs. In the long run that makes the loss shown too large."
            .to_string(),
        "The odds of the talks go in and do not come out: a probability shown here is what they imply, not a measured \
         frequency."
            .to_string(),
    ];
    if subject.regions.is_none() {
        limits.push(
            "The table is of one country: what the destination buys, and from whom, are placeholders too."
                .to_string(),
        );
    }
    limits
}

/// `tariffs.toml`
pub fn tariffs_toml(subject: &Subject) -> String {
    let Subject { ends, as_of, .. } = subject;
    format!(
        "# Tariffs of {}: programmes (laws under which they are levied) and what was decided up to {as_of}.\n\
         # Rates are fractions: 0.10 is 10 %. \"additional\" comes on top of the ordinary duty, \"all_in\" contains it.\n\n\
         [[programme]]\nid = \"tariff\"\nlabel = \"The tariff\"\n# legal_basis = \"The law and the order\"\n\n\
         # PLACEHOLDER: a rate of {:.0} % on home in force since the as-of date. Write what is in force, one [[history]] for each\n\
         # decision, in order; name other sellers in `sources` where they pay too, or [\"all\"]. Without one, goods pay the\n\
         # ordinary duty until the talks change that.\n\
         [[history]]\nid = \"now\"\nprogramme = \"tariff\"\nsources = [{}]\nmode = \"additional\"\nrate = {}\n\
         decided = {as_of}\nlag = 0 # days until it is in force\nsource = {}\n",
        ends.destination_name,
        100.0 * RATES.0,
        quoted(&ends.home_id),
        RATES.0,
        quoted(PLACEHOLDER)
    )
}

/// `negotiation.toml`
pub fn negotiation_toml(subject: &Subject) -> String {
    let home = quoted(&subject.ends.home_id);
    let deadline = subject.after(3);
    let action = |rate: f64, lag: u32| {
        format!(
            "\n  [[track.state.action]]\n  programme = \"tariff\"\n  sources = [{home}]\n  mode = \"additional\"\n  \
             rate = {rate} # PLACEHOLDER; a distribution may stand here\n  lag = {lag} # days from the decision until it is in \
             force\n"
        )
    };
    format!(
        "# How the talks may go: a track of states, decisions that lead from one to another, and their odds.\n\
         # All odds and rates here are PLACEHOLDERS. Add states, decisions and tracks as your question needs them. Entering a\n\
         # state triggers its actions; staying in one triggers nothing.\n\n\
         [[track]]\nid = \"talks\"\nlabel = {}\ninitial = \"open\"\n\n\
         [[track.state]]\nid = \"open\"\nlabel = \"Talks go on, the rate in force stays\"\n\n\
         [[track.state]]\nid = \"deal\"\nlabel = \"Deal\"\n{}\n\
         [[track.state]]\nid = \"no-deal\"\nlabel = \"No deal\"\n{}\n\
         # Where the track may go from `open` on this date. The odds sum to one; staying in `open` is one of them.\n\
         [[track.decision]]\nid = \"deadline\"\nlabel = \"Deadline of the talks\"\ndate = {deadline}\nfrom = \"open\"\n\
         to = {{ open = {}, deal = {}, no-deal = {} }}\nevidence = \"elicited\"\nsource = {}\n\n\
         # Bargaining chips: one [[lever]] for each. A lever is on with some probability and then shifts the odds (and may\n\
         # change demand).\n\
         # [[lever]]\n# id = \"purchases\"\n# label = \"Promise to buy more\"\n# probability = 0.5\n\
         #   [[lever.shift]]\n#   track = \"talks\"\n#   to = \"deal\"\n#   beta = 0.7 # odds of a deal times exp(0.7), about two\n",
        quoted(&format!("Talks between {} and {}", subject.ends.home_name, subject.ends.destination_name)),
        action(RATES.1, 30),
        action(RATES.2, 7),
        ODDS.0,
        ODDS.1,
        ODDS.2,
        quoted(PLACEHOLDER)
    )
}

/// Parameters that are one draw for all lines: key, comment, distribution, source. As in `japan-us-2025`, whose
/// `parameters.toml` says more, where nothing in them is Japanese.
const SHARED: [(&str, &str, &str, &str); 12] = [
    (
        "adjustment_speed",
        "Share of the gap to the new trade volume closed in a year.",
        "distribution = \"beta\", alpha = 5.0, beta = 15.0",
        "Boehm, Levchenko and Pandalai-Nayar 2023: long run after 7 to 10 years; Amiti, Redding and Weinstein 2020: response doubles after a year",
    ),
    (
        "absorption_initial",
        "Share of the tariff wedge that exporters take in their price, in the first month.",
        "distribution = \"beta\", alpha = 1.2, beta = 10.8",
        "tariffs of 2018-19 fell on the buyer almost in full: Amiti, Redding and Weinstein 2019; Fajgelbaum et al. 2020; Cavallo et al. 2021",
    ),
    (
        "absorption_long_run",
        "The same in the long run.",
        "distribution = \"beta\", alpha = 1.0, beta = 19.0",
        "tariffs of 2018-19; mean 0.05",
    ),
    (
        "absorption_half_life",
        "Months until half of the difference between the two is gone.",
        "distribution = \"lognormal\", median = 18, sigma = 0.42",
        "model cycles and price lists; no direct estimate",
    ),
    (
        "rival_absorption",
        "Share that other sellers take in their price.",
        "distribution = \"beta\", alpha = 1.2, beta = 10.8",
        "tariffs of 2018-19",
    ),
    (
        "domestic_price_response",
        "How far the destination's own producers follow import prices.",
        "distribution = \"beta\", alpha = 1.5, beta = 6.0",
        "Amiti, Redding and Weinstein 2019: domestic producers raised prices too; mean 0.2",
    ),
    (
        "diversion",
        "Share of a volume loss that is sold in other markets.",
        "distribution = \"beta\", alpha = 1.5, beta = 8.5",
        "goods made for one market; Fajgelbaum et al. 2024 on bystanders of 2018-19 found sales elsewhere rising; mean 0.15",
    ),
    (
        "currency_offset",
        "Share of the wedge offset by a weaker currency of home; negative if it gets stronger.",
        "distribution = \"normal\", mean = 0.0, sd = 0.15",
        "theory says some, experience of 2025 the opposite: centred on nothing",
    ),
    (
        "investment_response",
        "Investment cut for each unit of export income lost.",
        "distribution = \"beta\", alpha = 1.5, beta = 6.0",
        "cash-flow effects on investment: Fazzari, Hubbard and Petersen 1988 (recalled, unverified)",
    ),
    (
        "mpc",
        "Consumption per unit of labour income lost.",
        "distribution = \"beta\", alpha = 2.6, beta = 4.8",
        "windfalls 0.1 to 0.2 (Japan: Hattori, Komura and Unayama 2021; Ueda 2023), lasting income up to 0.65 (unverified)",
    ),
    (
        "employment_elasticity",
        "Heads per head supported, long run.",
        "distribution = \"pert\", min = 0.25, mode = 0.80, max = 1.20",
        "employment-output elasticity of manufacturing 0.5 to 0.8 after three to five years (unverified); Okun: Ball, Leigh and Loungani 2017",
    ),
    (
        "employment_speed",
        "Share of the gap in headcount closed in a month; half of the way in 21 months.",
        "distribution = \"beta\", alpha = 5.0, beta = 140.0",
        "the same evidence; hours and bonuses move first",
    ),
];

/// `parameters.toml`
pub fn parameters_toml(subject: &Subject) -> String {
    let mut text = "# What is not known exactly, as distributions. Evidence is \"elicited\" (a judgement) or \"estimated\".\n\
                    # A value is one draw shared by all lines; a table by line gives each line its own. models/README.md of the program\n\
                    # has all distributions. `kanzei inputs` lists what stands here.\n\n\
                    # ---- One draw for the whole economy or for all lines\n\n"
        .to_string();
    for (key, comment, distribution, source) in SHARED {
        let source = quoted(source);
        let _ = write!(
            text,
            "# {comment}\n{key} = {{ {distribution}, source = {source}, evidence = \"elicited\" }}\n\n"
        );
    }
    let demand = quoted(
        "Cobb-Douglas (1) for final goods, 0.5 for inputs; Fajgelbaum et al. 2020 about 1.2 between import sectors (unverified)",
    );
    let _ = write!(
        text,
        "# Demand of the destination for a good as a whole, written as a positive number.\n\
         demand_elasticity = {{ distribution = \"lognormal\", median = 0.8, sigma = 0.40, source = {demand}, evidence = \"elicited\" }}\n\n"
    );
    if let Some(share) = subject.labour_share {
        let round = |value: f64| (100.0 * value.clamp(0.02, 0.98)).round() / 100.0;
        let (low, mode, high) = (round(share - 0.05), round(share), round(share + 0.05));
        let source = quoted("assumed: the table has no compensation of employees");
        if low < mode && mode < high {
            let _ = write!(
                text,
                "# Labour income as a share of value added in the whole economy. PLACEHOLDER: see the national accounts.\n\
                 labour_share = {{ distribution = \"pert\", min = {low}, mode = {mode}, max = {high}, source = {source}, evidence = \"elicited\" }}\n\n"
            );
        }
    }
    text += "# ---- Trade elasticities, long run: gradual adjustment makes the short run\n\
             # The median is the geometric mean of the long-run estimate for all goods and of the mean of structural estimates for\n\
             # the goods of the line.\n\n# Between sources of imports.\n[substitution]\n";
    let lines = || subject.trade.lines.iter().map(|line| (line, substitution(&line.goods)));
    let row = |id: &str, median: f64, source: &str| {
        format!(
            "{id} = {{ distribution = \"lognormal\", median = {median}, sigma = 0.50, source = {}, evidence = \"elicited\" }}\n",
            quoted(source)
        )
    };
    lines().for_each(|(line, found)| text += &row(&line.id, found.median, &found.source));
    text += "\n# Between imports and the destination's own goods: half of that.\n[import_substitution]\n";
    for (line, found) in lines() {
        let half = (50.0 * found.median).round() / 100.0;
        text +=
            &row(&line.id, half, "half of substitution: rule of two (GTAP; Hertel et al. 2007, unverified)");
    }
    text += &growth(subject);
    text + &correlation(subject)
}

/// `[growth]`: a flat path from the quarter of the as-of date on.
fn growth(subject: &Subject) -> String {
    let (_, end) = subject.months();
    let (mut quarter, last) = (Quarter::of(Month::of(subject.as_of)), Quarter::of(end));
    let mut text = format!(
        "\n# ---- Growth without the tariff, per cent on the quarter before; it gives the probability of a recession\n\
         # PLACEHOLDER: write the latest published rate of home and a forecast that does not contain the tariff, or take both\n\
         # tables out.\n[growth.published]\n\"{}\" = 0.3\n\n[growth.baseline]\n",
        quarter.plus(-1)
    );
    while quarter <= last {
        let source = quoted(PLACEHOLDER);
        let _ = writeln!(
            text,
            "\"{quarter}\" = {{ distribution = \"normal\", mean = 0.3, sd = 0.5, source = {source}, evidence = \"elicited\" }}"
        );
        quarter = quarter.plus(1);
    }
    text
}

/// The two camps of estimates differ in every line alike.
fn correlation(subject: &Subject) -> String {
    let mut text = "\n# ---- What moves together\n\
                    # The quarrel between low and high elasticities is one of method and runs through every line.\n\
                    [[correlation]]\ninputs = [\n"
        .to_string();
    for key in ["substitution", "import_substitution"] {
        for line in &subject.trade.lines {
            let _ = writeln!(text, "  {},", quoted(&format!("{key}.{}", line.id)));
        }
    }
    text + "]\nrank_correlation = 0.5\n"
}
