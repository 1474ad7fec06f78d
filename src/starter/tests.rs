//! Starter models from economies of one and of several regions.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use tempfile::TempDir;

use super::{Request, Starter, make};
use crate::error::Result;
use crate::input::load_model;

fn root(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn request(home: &str, destination: &str) -> Request {
    Request {
        name: "mine".into(),
        home: Some(home.into()),
        destination: Some(destination.into()),
        as_of: NaiveDate::from_ymd_opt(2026, 3, 1).unwrap(),
        money: Some("million crowns".into()),
        export_share: None,
        goods: Vec::new(),
    }
}

fn made(economy: &Path, request: &Request) -> (TempDir, Result<Starter>) {
    let around = tempfile::tempdir().unwrap();
    let starter = make(&around.path().join("m"), economy, request);
    (around, starter)
}

#[track_caller]
fn told(economy: &Path, request: &Request) -> String {
    made(economy, request).1.err().expect("it is refused").to_string()
}

#[test]
fn lines_of_several_regions_come_from_their_own_flows() {
    let request = Request { goods: vec!["g".into()], ..request("HOM", "DST") };
    let (around, starter) = made(&root("tests/data/three-regions"), &request);
    let starter = starter.unwrap();
    let target = around.path().join("m");
    starter.write(&target).unwrap();
    let model = load_model(&target).unwrap_or_else(|error| panic!("{error}")).model;
    let line = &model.trade.lines[0];
    // What the destination buys of home's goods: 80 + 10 by sectors, 70 + 2 + 30 by final users.
    assert_eq!((line.id.as_str(), line.exports), ("g", 192.0));
    let rival = 60.0 + 10.0 + 80.0 + 3.0 + 40.0;
    let own = 700.0 + 200.0 + 1500.0 + 60.0 + 400.0 + 12.0;
    assert!((line.import_shares[0] - 192.0 / (192.0 + rival)).abs() < 1e-7);
    assert!((line.import_share_of_use - (192.0 + rival) / (192.0 + rival + own)).abs() < 1e-7);
    assert_eq!(model.trade.sources[1].id, "rvl");
    assert_eq!(
        (model.calendar.start.to_string(), model.calendar.end.to_string()),
        ("2026-01".into(), "2028-12".into())
    );
    let text = fs::read_to_string(target.join("model.toml")).unwrap();
    assert!(text.contains("home_region = \"HOM\"") && text.contains("regions = [\"RVL\"]"), "{text}");
}

#[test]
fn a_table_of_one_country_gets_placeholders_that_are_told() {
    let economy = root("models/japan-us-2025");
    let (around, starter) = made(&economy, &Request { export_share: Some(0.2), ..request("JPN", "USA") });
    let starter = starter.unwrap();
    let target = around.path().join("m");
    starter.write(&target).unwrap();
    let model = load_model(&target).unwrap_or_else(|error| panic!("{error}")).model;
    assert_eq!(model.trade.lines.len(), 21, "a line for every sector of goods");
    let vehicles = model.trade.lines.iter().find(|line| line.id == "d29").unwrap();
    let sector = model.economy.find_sector("D29").unwrap().0;
    let exports = model.economy.accounts.final_demand[(sector, 4)];
    assert!((vehicles.exports / (0.2 * exports) - 1.0).abs() < 1e-8);
    assert!(model.groups.iter().any(|group| group.id == "vehicles"));
    let sources = fs::read_to_string(target.join("SOURCES.md")).unwrap();
    assert!(sources.contains("0.2 of the exports of each sector"), "{sources}");
    let parameters = fs::read_to_string(target.join("parameters.toml")).unwrap();
    assert!(parameters.contains("d29 = { distribution = \"lognormal\", median = 3.64"), "{parameters}");
    assert!(
        parameters.contains("labour_share = { distribution = \"pert\", min = 0.45, mode = 0.5, max = 0.55")
    );
}

#[test]
fn the_folder_of_an_economy_is_completed_and_nothing_is_replaced() {
    let around = tempfile::tempdir().unwrap();
    let target = around.path().join("m");
    fs::create_dir_all(target.join("economy")).unwrap();
    for name in ["sectors.csv", "transactions.csv", "final_demand.csv"] {
        fs::copy(root("models/japan-us-2025/economy").join(name), target.join("economy").join(name)).unwrap();
    }
    let request = request("JPN", "USA");
    let names = make(&target, &target, &request).unwrap().write(&target).unwrap();
    assert!(names.iter().all(|name| !name.starts_with("economy/")), "{names:?}");
    assert!(load_model(&target).is_ok());
    let refused = make(&target, &target, &request).err().unwrap().to_string();
    assert!(refused.contains("has a trade/lines.csv already; it is never replaced"), "{refused}");
    let other = around.path().join("other");
    fs::create_dir(&other).unwrap();
    fs::write(other.join("note.txt"), "mine").unwrap();
    let refused = make(&other, &target, &request).err().unwrap().to_string();
    assert!(refused.contains("is a folder with other things in it"), "{refused}");
}

#[test]
fn requests_that_do_not_fit_are_told_with_what_would() {
    let regional = root("tests/data/three-regions");
    let goods = |home, destination| Request { goods: vec!["g".into()], ..request(home, destination) };
    assert!(told(&regional, &goods("HON", "DST")).contains("Did you mean `HOM`?"));
    assert!(told(&regional, &goods("HOM", "HOM")).contains("Name two"));
    assert!(
        told(&regional, &Request { goods: vec!["x".into()], ..request("HOM", "DST") })
            .contains("The sectors are g s")
    );
    let share = Request { export_share: Some(0.5), ..goods("HOM", "DST") };
    assert!(told(&regional, &share).contains("--export-share is for tables of one country"));
    assert!(told(&root("models/two-sector"), &request("A", "B")).contains("--goods 1,2"));
    assert!(
        told(&regional, &Request { name: "Mein Modell".into(), ..goods("HOM", "DST") }).contains("--name")
    );
    assert!(told(&regional, &Request { money: None, ..goods("HOM", "DST") }).contains("--money"));
}
