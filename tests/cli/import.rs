//! What `import` makes of a published table, what it prints, and how it fails.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::assert::Assert;
use tempfile::TempDir;

use crate::stdout;
use crate::support::{kanzei, listing, root};

/// The OECD's table of Japan in its published layout.
fn published() -> PathBuf {
    root().join("models/japan-us-2025/sources/oecd_iot_2021_jpn_2018.csv")
}

/// Imports the table of Japan into `m` of a folder.
fn import(folder: &Path, options: &[&str]) -> Assert {
    let mut command = kanzei(folder);
    command.args(["import", "oecd-iot"]).arg(published());
    command.args(["--out", "m", "--country", "JPN", "--year", "2018"]).args(options).assert()
}

fn table(path: &Path) -> Vec<Vec<String>> {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_string).collect()).collect()
}

#[test]
fn the_table_of_japan_becomes_the_economy_of_the_bundled_model() {
    let folder = tempfile::tempdir().unwrap();
    let text = stdout(&import(folder.path(), &[]).success());
    for part in [
        "OECD Input-Output Tables, 2021 edition: Japan, 2018",
        "year 2018, money in million US dollars, 45 sectors in all",
        "GDP                              4,956,243\n",
        "persons employed                none given",
        "  D29              2.307  Motor vehicles",
        "NO EMPLOYMENT",
        "sectors.csv, final_demand.csv, transactions.csv, origin.toml",
        "Next: kanzei new m --economy m --home JPN",
    ] {
        assert!(text.contains(part), "{part} is missing:\n{text}");
    }
    let bundled = root().join("models/japan-us-2025/economy");
    let scale = |cells: &[Vec<String>]| cells[1][2].parse::<f64>().unwrap();
    let file = |folder: &Path, name: &str| table(&folder.join(name));
    let imported = folder.path().join("m/economy");
    // The bundled model is the same table, scaled to 2024 by one factor and rounded to a thousand yen.
    let factor = scale(&file(&bundled, "sectors.csv")) / scale(&file(&imported, "sectors.csv"));
    for name in ["sectors.csv", "transactions.csv", "final_demand.csv"] {
        let (ours, theirs) = (file(&imported, name), file(&bundled, name));
        assert_eq!((ours.len(), &ours[0]), (theirs.len(), &theirs[0]), "{name}");
        for (our, their) in ours.iter().zip(&theirs).skip(1) {
            for (column, (our, their)) in our.iter().zip(their).enumerate() {
                let (Ok(found), Ok(expected)) = (our.parse::<f64>(), their.parse::<f64>()) else {
                    assert_eq!(our, their, "{name}");
                    continue;
                };
                let close = (factor * found - expected).abs() < 1e-6 * expected.abs() + 2e-6;
                let employment = name == "sectors.csv" && column == 7;
                assert!(close || employment, "{name}: {factor} * {found} is not {expected}");
            }
        }
    }
}

#[test]
fn a_starter_model_of_an_import_runs() {
    let folder = tempfile::tempdir().unwrap();
    import(folder.path(), &["--destination", "USA", "--quiet"]).success();
    let mut command = kanzei(folder.path());
    command.args(["new", "m", "--economy", "m", "--as-of", "2026-08-01"]).assert().success();
    let mut command = kanzei(folder.path());
    let text = stdout(&command.args(["check", "m"]).assert().success());
    assert!(text.contains("output multiplier 2.307, value-added multiplier 0.700"), "{text}");
    let mut command = kanzei(folder.path());
    command.args(["run", "m", "--draws", "64", "--quiet"]).assert().success();
    assert_eq!(listing(folder.path()), ["m", "results"]);
}

#[test]
fn sectors_are_mapped_and_persons_given() {
    let folder = tempfile::tempdir().unwrap();
    let mut map = "from,to,name\n".to_string();
    for row in &table(&root().join("models/japan-us-2025/economy/sectors.csv"))[1..] {
        let to = if row[0] == "D29" { "cars,Cars" } else { "rest,All else" };
        map += &format!("{},{to}\n", row[0]);
    }
    fs::write(folder.path().join("map.csv"), map).unwrap();
    fs::write(folder.path().join("persons.csv"), "sector,persons\nrest,66000000\ncars,1300000\n").unwrap();
    let options = ["--sector-map", "map.csv", "--employment", "persons.csv", "--labour-share", "0.6"];
    let text = stdout(&import(folder.path(), &options).success());
    assert!(text.contains("persons employed                67,300,000"), "{text}");
    assert!(text.contains("compensation                     2,800,739   60.0 % of value added"), "{text}");
    let sectors = table(&folder.path().join("m/economy/sectors.csv"));
    assert_eq!((sectors.len(), sectors[1][0].as_str(), sectors[2][7].as_str()), (3, "rest", "1300000"));
    let origin = fs::read_to_string(folder.path().join("m/economy/origin.toml")).unwrap();
    for part in
        ["--sector-map map.csv", "name = \"persons.csv\"", "oecd_iot_2021_jpn_2018.csv", "year = 2018"]
    {
        assert!(origin.contains(part), "{part} is missing:\n{origin}");
    }
}

#[test]
fn progress_goes_to_standard_error_and_quiet_is_quiet() {
    let folder = tempfile::tempdir().unwrap();
    let told = import(folder.path(), &[]).success();
    let stages = String::from_utf8_lossy(&told.get_output().stderr).into_owned();
    assert!(stages.contains("checking the totals of 45 sectors\n"), "{stages}");
    let quiet = import(folder.path(), &["--quiet", "--overwrite"]).success();
    assert!(quiet.get_output().stderr.is_empty() && quiet.get_output().stdout.is_empty());
}

/// Holds a failure to its exit code and a part of its text; nothing may be left behind.
#[track_caller]
fn assert_fails(options: &[&str], code: i32, part: &str) {
    let folder = tempfile::tempdir().unwrap();
    let assert = import(folder.path(), options);
    let output = assert.get_output();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(told.contains(part), "{part} is missing:\n{told}");
    assert_eq!(output.status.code(), Some(code), "{told}");
    assert!(listing(folder.path()).is_empty(), "{options:?} leaves nothing behind");
}

#[test]
fn wrong_requests_are_told_and_leave_nothing_behind() {
    assert_fails(&["--rate", "0.11"], 2, "--rate needs --money");
    assert_fails(&["--labour-share", "50"], 2, "a share of value added lies in [0, 1]");
    assert_fails(&["--money", "billion yen"], 1, "money is in million US dollars, not in billion yen.");
    assert_fails(&["--regions", "JPM"], 1, "there is no region `JPM`.\n    Did you mean `JPN`?");
    assert_fails(&["--sector-map", "none.csv"], 1, "none.csv: it cannot be read");
}

#[test]
fn unknown_layouts_and_missing_arguments_are_wrong_usage() {
    let folder = tempfile::tempdir().unwrap();
    let told = |arguments: &[&str]| {
        let mut command = kanzei(folder.path());
        let assert = command.arg("import").args(arguments).assert().code(2);
        String::from_utf8_lossy(&assert.get_output().stderr).into_owned()
    };
    let text = told(&["oecd-iott", "t.csv", "--out", "m"]);
    assert_eq!(text, "error: there is no layout `oecd-iott`. Did you mean `oecd-iot`?\n");
    assert!(told(&["oecd-iot", "t.csv"]).contains("--out"));
    let mut command = kanzei(folder.path());
    let text = stdout(&command.args(["import", "--list"]).assert().success());
    assert!(text.starts_with("oecd-iot"), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
}

#[test]
fn an_economy_that_is_there_is_not_replaced_without_leave() {
    let folder = tempfile::tempdir().unwrap();
    import(folder.path(), &[]).success();
    let refused = import(folder.path(), &[]).code(1);
    let told = String::from_utf8_lossy(&refused.get_output().stderr).into_owned();
    let sectors = || fs::read_to_string(folder.path().join("m/economy/sectors.csv")).unwrap();
    assert!(told.contains("holds earlier tables of an import. Replace them with --overwrite"), "{told}");
    assert!(sectors().contains("Motor vehicles"), "what was there stays");
    import(folder.path(), &["--overwrite", "--labour-share", "0.4"]).success();
    fs::remove_file(folder.path().join("m/economy/origin.toml")).unwrap();
    let refused = import(folder.path(), &["--overwrite"]).code(1);
    assert!(String::from_utf8_lossy(&refused.get_output().stderr).contains("it is never replaced"));
}

#[test]
fn a_table_that_does_not_add_up_is_refused_with_figures_and_can_be_adjusted() {
    let around: TempDir = tempfile::tempdir().unwrap();
    let text = fs::read_to_string(published()).unwrap();
    // Output of motor vehicles, 463,707.7, in the last row.
    let (from, to) = ("463707.7", "493707.7");
    assert!(text.contains(from));
    fs::write(around.path().join("JPN2018.csv"), text.replace(from, to)).unwrap();
    let run = |options: &[&str]| {
        let mut command = kanzei(around.path());
        command
            .args(["import", "oecd-iot", "JPN2018.csv", "--out", "m", "--country", "JPN"])
            .args(options)
            .assert()
    };
    let refused = run(&[]).code(1);
    let told = String::from_utf8_lossy(&refused.get_output().stderr).into_owned();
    for part in ["sector D29 sells 463707", "out of balance by -30000", "--balance ras"] {
        assert!(told.contains(part), "{part} is missing:\n{told}");
    }
    assert_eq!(listing(around.path()), ["JPN2018.csv"]);
    let text = stdout(&run(&["--balance", "ras"]).success());
    assert!(text.contains("(RAS)"), "{text}");
}
