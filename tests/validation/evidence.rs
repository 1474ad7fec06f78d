//! `observed.csv`, `published.csv` and `scenarios/` with something wrong.

use std::fs;

use crate::support::ModelCopy;
use crate::{assert_problems, two_sector};

const OBSERVED: &str = "id,label,mapping,quantity,scope,period,value,unit,anyway_mean,anyway_sd,anyway_source,published,source\n";
const PUBLISHED: &str = "id,who,date,scenario,metric,scope,period,low,high,horizon,method,source\n";

fn observed(row: &str) -> ModelCopy {
    two_sector().write("observed.csv", format!("{OBSERVED}{row}\n"))
}

fn published(row: &str) -> ModelCopy {
    let copy = two_sector().write("published.csv", format!("{PUBLISHED}{row}\n"));
    fs::create_dir(copy.path("scenarios")).unwrap();
    copy.write(
        "scenarios/tariff.toml",
        "format = 1\nlabel = \"t\"\n[fix]\ntariff-talks.new-year = \"tariff\"\n",
    )
}

#[test]
fn names_of_measures() {
    assert_problems(
        &observed("a,A,times,export_valeu,total,2026,1,%,0,1,x,2026-01-01,s"),
        &[(
            "m/observed.csv, line 2, column quantity: there is no metric `export_valeu` here.",
            "Did you mean `export_value`?",
        )],
    );
    assert_problems(
        &observed("a,A,times,export_value,line:goods,2026,1,%,0,1,x,2026-01-01,s"),
        &[(
            "m/observed.csv, line 2, column scope: there is no scope `line:goods` here.",
            "Did you mean `linegroup:goods`?",
        )],
    );
}

#[test]
fn mappings_and_what_they_need() {
    assert_problems(
        &observed("a,A,minus,export_value,total,2026,1,%,0,1,x,2026-01-01,s"),
        &[(
            "m/observed.csv, line 2, column mapping: `minus` is no mapping.",
            "Write times, plus, date, state or input.",
        )],
    );
    assert_problems(
        &observed("a,A,plus,gdp_real,total,2026,1,%,0,0,x,2026-01-01,s"),
        &[(
            "m/observed.csv, line 2, column anyway_sd: the standard deviation is not above 0.",
            "Nobody knows exactly what would have happened anyway.",
        )],
    );
    assert_problems(
        &observed("a,A,plus,gdp_real,total,2026,1,%,,1,x,2026-01-01,s"),
        &[(
            "m/observed.csv, line 2, column anyway_mean: the cell is empty.",
            "The mapping `plus` needs a plain number here, such as -2.4.",
        )],
    );
    assert_problems(
        &observed("a,A,date,tariff-talks,tarif,,2026-01-01,,,,,2026-01-01,s"),
        &[("m/observed.csv, line 2, column scope: there is no state `tarif`.", "Did you mean `tariff`?")],
    );
    assert_problems(
        &observed("a,A,state,tariff-talks,,2026-12-31,tariff,,,,,yesterday,s"),
        &[(
            "m/observed.csv, line 2, column published: `yesterday` is not a date.",
            "Write it as 2025-07-22.",
        )],
    );
    assert_problems(
        &observed("a,A,input,lever.public-work,,,1,,,,,2026-01-01,s"),
        &[(
            "m/observed.csv, line 2, column quantity: there is no uncertain input `lever.public-work`.",
            "Did you mean `lever.public-works`?",
        )],
    );
}

#[test]
fn estimates_and_their_scenarios() {
    assert_problems(
        &published("a,W,2026-01-01,tarif,gdp_real,total,2026,-1,-1,h,m,s"),
        &[(
            "m/published.csv, line 2, column scenario: there is no scenario `tarif`.",
            "Did you mean `tariff`?",
        )],
    );
    assert_problems(
        &published("a,W,2026-01-01,tariff,gdp_real,total,2026,-1,-2,h,m,s"),
        &[(
            "m/published.csv, line 2, column low: -1 is above high, -2.",
            "Write the more negative number first: losses are negative.",
        )],
    );
    assert_problems(
        &two_sector().write(
            "published.csv",
            format!("{PUBLISHED}a,W,2026-01-01,tariff,gdp_real,total,2026,-1,-1,h,m,s\n"),
        ),
        &[(
            "m/published.csv, line 2, column scenario: there is no scenarios/tariff.toml.",
            "Write it: an overlay that holds the talks as the study did.",
        )],
    );
}

#[test]
fn a_scenario_with_a_mistake() {
    let copy = published("a,W,2026-01-01,tariff,gdp_real,total,2026,-1,-1,h,m,s");
    let copy = copy.write(
        "scenarios/tariff.toml",
        "format = 1\nlabel = \"t\"\n[fix]\ntariff-talks.new-year = \"deal\"\n",
    );
    let output = crate::kanzei(copy.around()).args(["check", "m"]).output().unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    let expected = "m/scenarios/tariff.toml, line 4, key fix.tariff-talks.new-year: deal is not a state that it leads to: talks, tariff.";
    assert!(text.contains(expected), "{text}");
    assert_eq!(output.status.code(), Some(1));
}
