//! Everything wrong with a model is told in one go; of one rule ten cases are listed and the rest is counted.

use crate::support::{MODEL_FILES, ModelCopy};
use crate::{
    COVERAGE, FINAL_DEMAND, LINES, MODEL, NEGOTIATION, PARAMETERS, SECTOR_SHARES, SECTORS, SOURCES, TARIFFS,
    TRANSACTIONS, assert_includes, assert_problems, one_draw, refusal, two_sector,
};

const PLAIN: &str = "Write a plain number with a point for decimals, such as 0.25.";

#[test]
fn a_folder_without_any_file() {
    let mut copy = two_sector();
    for file in MODEL_FILES {
        copy = copy.without(file);
    }
    let found = refusal(&copy);
    let told =
        MODEL_FILES.iter().filter(|file| found.contains(&format!("\nm/{file}: the file is missing.\n")));
    assert_eq!(told.count(), 10, "{found}");
    assert!(found.starts_with("error: the model m cannot be used: 11 problems\n"), "{found}");
    assert!(found.ends_with("\nand 1 more of the rule \"missing file\"\n"), "{found}");
}

#[test]
fn a_missing_table_hides_no_other() {
    let tables = [SECTORS, FINAL_DEMAND, LINES, COVERAGE];
    let copy = tables.iter().fold(two_sector(), |copy, file| copy.without(file));
    let found = refusal(&copy);
    for file in tables {
        assert!(
            found.contains(&format!("\nm/{file}: the file is missing.\n")),
            "{file} is not told:\n{found}"
        );
    }
}

#[test]
fn a_bad_cell_in_every_table() {
    let copy = two_sector()
        .replace(SECTORS, "Sector 1,1000", "Sector 1,many")
        .replace(TRANSACTIONS, "1,150,500", "1,few,500")
        .replace(FINAL_DEMAND, "1,50,200", "1,some,200")
        .replace(LINES, "goods,600,1", "goods,600,none")
        .replace(SOURCES, "home,1,0", "home,1,little")
        .replace(SECTOR_SHARES, "goods,2,1", "goods,2,all")
        .replace(COVERAGE, "tariff,1", "tariff,half");
    assert_includes(
        &copy,
        &[
            ("m/economy/sectors.csv, line 2, column output: `many` is not a number.", PLAIN),
            (
                "m/economy/transactions.csv, line 2, column 1: `few` is not a number.",
                "Write a plain number with a point for decimals; 0 where nothing is sold.",
            ),
            ("m/economy/final_demand.csv, line 2, column household: `some` is not a number.", PLAIN),
            ("m/trade/lines.csv, line 2, column import_share_of_use: `none` is not a number.", PLAIN),
            ("m/trade/sources.csv, line 2, column mfn: `little` is not a number.", PLAIN),
            ("m/trade/sectors.csv, line 2, column share: `all` is not a number.", PLAIN),
            ("m/trade/coverage.csv, line 2, column share: `half` is not a number.", PLAIN),
        ],
    );
}

#[test]
fn a_bad_key_in_every_toml_file() {
    let copy = two_sector()
        .replace(MODEL, "money = \"money\"", "money = 1")
        .replace(TARIFFS, "label", "labels")
        .replace(NEGOTIATION, "probability = 0.5", "probability = 1.5")
        .replace(PARAMETERS, "mpc = 0.9", "mpc = 1.9");
    let share = "Rates and shares are fractions: 0.25 means 25 %.";
    assert_includes(
        &copy,
        &[
            ("m/model.toml, line 8, key money: the number 1 is not what belongs here.", "Here stands: text."),
            ("m/tariffs.toml, line 3, key labels: this key is not known.", "Did you mean `label`?"),
            (
                "m/negotiation.toml, line 32, key probability: the number 1.5 is outside [0, 1].",
                "Here stands: Probability that it is on.",
            ),
            ("m/parameters.toml, line 17, key mpc: 1.9 is outside [0, 1).", share),
        ],
    );
}

#[test]
fn a_model_file_that_cannot_be_read_hides_nothing_in_the_others() {
    let copy = two_sector()
        .replace(MODEL, "name = \"two-sector\"", "name = \"two-sector")
        .replace(LINES, "goods,600,1", "goods,six,1")
        .replace(TARIFFS, "label", "labels")
        .replace(PARAMETERS, "diversion", "diverson");
    assert_includes(
        &copy,
        &[
            ("m/trade/lines.csv, line 2, column exports: `six` is not a number.", PLAIN),
            ("m/tariffs.toml, line 3, key labels: this key is not known.", "Did you mean `label`?"),
            ("m/parameters.toml, line 12, key diverson: this key is not known.", "Did you mean `diversion`?"),
        ],
    );
}

#[test]
fn several_problems_of_one_table() {
    let copy = one_draw().replace(COVERAGE, "cars,auto,1.0", "cars,autos,1.0").replace(
        COVERAGE,
        "steel,metals,0.7",
        "steel,metals,0.9",
    );
    assert_problems(
        &copy,
        &[
            (
                "m/trade/coverage.csv, line 2, column programme: there is no programme `autos`.",
                "Did you mean `auto`?",
            ),
            (
                "m/trade/coverage.csv, line 3, column share: the coverage of steel sums to 1.1, above 1.",
                "Coverage is exclusive: goods under one programme are not under another.",
            ),
        ],
    );
}

#[test]
fn more_than_ten_of_one_rule_are_counted() {
    let copy = ModelCopy::of("japan-us-2025");
    let text = copy.text(LINES);
    let mut rows = text.lines();
    let header = rows.next().unwrap();
    let exports = header.split(',').position(|column| column == "exports").unwrap();
    let spoilt = rows.map(|row| {
        let cells: Vec<&str> = row.split(',').collect();
        let place = exports + cells.len() - header.split(',').count();
        let cells = cells.iter().enumerate().map(|(at, cell)| if at == place { "much" } else { *cell });
        cells.collect::<Vec<_>>().join(",")
    });
    let spoilt: Vec<String> = spoilt.collect();
    let lines = spoilt.len();
    assert!(lines > 11);
    let found = refusal(&copy.write(LINES, format!("{header}\n{}\n", spoilt.join("\n"))));
    for line in 2..=11 {
        let expected = format!(
            "\nm/trade/lines.csv, line {line}, column exports: `much` is not a number.\n    {PLAIN}\n"
        );
        assert!(found.contains(&expected), "{found}");
    }
    assert_eq!(found.matches("`much` is not a number.").count(), 10, "{found}");
    assert!(found.contains(&format!("\nand {} more of the rule \"number\"\n", lines - 10)), "{found}");
    let head = format!("error: the model m cannot be used: {lines} problems\n");
    assert!(found.starts_with(&head), "{found}");
}

/// Fractions are a remedy for shares and rates, not for days, months and elasticities.
#[test]
fn remedies_fit_what_they_are_about() {
    let lag = "\n[[history]]\nid = \"first\"\nprogramme = \"tariff\"\nsources = [\"home\"]\nmode = \"additional\"\n\
               rate = 0.1\ndecided = 2025-11-01\nlag = -3\n";
    let found = refusal(&two_sector().append(TARIFFS, lag));
    assert!(found.contains("\nm/tariffs.toml, line 12, key lag: -3 is outside >= 0.\n"), "{found}");
    assert!(!found.contains("fractions"), "{found}");
    let found = refusal(&two_sector().replace(PARAMETERS, "\nsubstitution = 2.0", "\nsubstitution = -2.0"));
    assert!(found.contains("\nm/parameters.toml, line 4, key substitution: -2 is outside > 0.\n"), "{found}");
    assert!(!found.contains("fractions"), "{found}");
    let ramp = two_sector().replace(NEGOTIATION, "per_year = 250.0", "per_year = 250.0\n  ramp_months = 0");
    let found = refusal(&ramp);
    assert!(
        found.contains("\nm/negotiation.toml, line 40, key ramp_months: 0 is outside (0, 600].\n"),
        "{found}"
    );
    assert!(!found.contains("fractions"), "{found}");
}
