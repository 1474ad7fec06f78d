//! What `new` and `models` print, and that they replace nothing.

use std::fs;

use crate::stdout;
use crate::support::{kanzei, listing, model_folder, root};

#[test]
fn a_starter_model_of_several_regions_says_what_waits_for_a_judgement() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = kanzei(folder.path());
    command.args(["new", "mine", "--economy"]).arg(root().join("tests/data/three-regions"));
    command.args(["--home", "HOM", "--destination", "DST", "--money", "million money", "--goods", "g"]);
    let text = stdout(&command.args(["--as-of", "2026-08-15"]).assert().success());
    for part in [
        "A tariff of Destination on goods from Home\nas of 2026-08-15, 2026-01 to 2029-12, money in million money\n",
        "1 lines; exports to Destination 192 (",
        "sellers: Home, Rival\n",
        "- tariffs.toml: the rate in force, 10 %\n",
        "Next: kanzei check mine, then kanzei run mine\n",
    ] {
        assert!(text.contains(part), "{part} is missing:\n{text}");
    }
    assert_eq!(
        listing(&folder.path().join("mine")),
        [
            "SOURCES.md",
            "economy",
            "model.toml",
            "negotiation.toml",
            "parameters.toml",
            "tariffs.toml",
            "trade"
        ]
    );
    let mut command = kanzei(folder.path());
    command.args(["run", "mine", "--draws", "64", "--quiet"]).assert().success();
}

#[test]
fn what_a_starter_model_cannot_be_made_of_is_told_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let two_sector = model_folder("two-sector");
    let told = |code: i32, options: &[&str]| {
        let mut command = kanzei(folder.path());
        command.args(["new", "mine", "--economy"]).arg(&two_sector).args(options);
        let assert = command.assert().code(code);
        String::from_utf8_lossy(&assert.get_output().stderr).into_owned()
    };
    assert!(told(2, &["--home", "A"]).contains("--money"));
    assert!(told(2, &["--money", "money"]).contains("--home"));
    let text = told(2, &["--money", "money", "--home", "A", "--destination", "B"]);
    assert!(
        text.contains("neither code nor name says which of the sectors make goods. Name them: --goods 1,2"),
        "{text}"
    );
    let mut command = kanzei(folder.path());
    let assert = command.args(["new", "mine", "--economy", "nowhere"]).assert().code(1);
    assert!(String::from_utf8_lossy(&assert.get_output().stderr).contains("nowhere"));
    assert!(listing(folder.path()).is_empty());
}

#[test]
fn bundled_models_are_listed_and_copied_out_whole() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = kanzei(folder.path());
    let text = stdout(&command.arg("models").assert().success());
    let mut names: Vec<&str> = text.lines().filter(|line| !line.starts_with(' ')).collect();
    names.retain(|line| !line.is_empty() && !line.starts_with("Copy"));
    assert_eq!(names, ["japan-us-2025", "japan-us-2025-deal", "two-sector"]);
    assert!(text.contains("as of 2025-05-26; 45 sectors, 14 lines, 8 sources, 36 months"), "{text}");

    let copy = |name: &str| {
        let mut command = kanzei(folder.path());
        command.args(["models", "copy", name, "mine"]).assert()
    };
    copy("japan-us-2025").success();
    let (ours, theirs) = (folder.path().join("mine"), model_folder("japan-us-2025"));
    assert_eq!(listing(&ours), listing(&theirs));
    for name in ["model.toml", "observed.csv", "sources/macro.csv", "labels/ja.csv"] {
        assert_eq!(fs::read(ours.join(name)).unwrap(), fs::read(theirs.join(name)).unwrap(), "{name}");
    }
    let refused = copy("two-sector").code(1);
    assert!(String::from_utf8_lossy(&refused.get_output().stderr).contains("it is never replaced"));
    let unknown = copy("two-sectors").code(2);
    assert!(String::from_utf8_lossy(&unknown.get_output().stderr).contains("Did you mean `two-sector`?"));
}
