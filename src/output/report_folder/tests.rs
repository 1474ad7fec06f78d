//! Tests of what a report may replace.

use super::*;
use crate::output::checked::tests::stored;
use crate::output::rows::FORMAT;

fn note(run: &Stored) -> ReportNote {
    ReportNote {
        program: "kanzei".into(),
        format: FORMAT,
        version: env!("CARGO_PKG_VERSION").into(),
        commit: COMMIT.into(),
        manifest: run.manifest_hash.clone(),
        against: None,
        lang: "en".into(),
        command: Vec::new(),
        files: std::collections::BTreeMap::new(),
    }
}

/// A run, and a folder beside it for its report.
struct Case {
    around: tempfile::TempDir,
    run: Stored,
    path: PathBuf,
}

impl Case {
    fn new() -> Self {
        let (around, run) = stored("a,b\n", "a,b\n");
        let path = around.path().join("r/s");
        Self { around, run, path }
    }

    fn publish(&self, files: &[(&str, &str)], overwrite: bool) -> Result<Leftovers> {
        let files =
            files.iter().map(|(file, text)| ((*file).to_string(), text.as_bytes().to_vec())).collect();
        ReportFolder::start(&self.path, &self.run, overwrite)?.publish(files, note(&self.run))
    }

    fn refused(&self, files: &[(&str, &str)], overwrite: bool) -> String {
        let before = self.state();
        let error = self.publish(files, overwrite).unwrap_err().to_string();
        assert_eq!(self.state(), before, "a refused report changes nothing");
        error.replace(&self.path.display().to_string(), "F")
    }

    fn write(&self, file: &str, text: &str) {
        fs::create_dir_all(self.path.join(file).parent().unwrap()).unwrap();
        fs::write(self.path.join(file), text).unwrap();
    }

    /// All files below the folder with their texts; folders with a `/`.
    fn state(&self) -> Vec<String> {
        fn walk(folder: &Path, prefix: &str, into: &mut Vec<String>) {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
                if entry.file_type().unwrap().is_dir() {
                    into.push(format!("{name}/"));
                    walk(&entry.path(), &format!("{name}/"), into);
                } else {
                    let text = fs::read_to_string(entry.path()).unwrap_or_default();
                    into.push(if name.ends_with(NOTE) { name } else { format!("{name}: {text}") });
                }
            }
        }
        let mut state = Vec::new();
        walk(&self.path, "", &mut state);
        state.sort();
        state
    }
}

#[test]
fn a_report_replaces_its_own_files_and_removes_stale_ones() {
    let case = Case::new();
    let first = [("report.md", "1"), ("figures/a.svg", "1"), ("figures/b.svg", "1"), ("tables/a.tex", "1")];
    assert_eq!(case.publish(&first, false).unwrap(), Leftovers::default());
    case.write("figures/b.svg", "mine");
    let second = [("report.md", "2"), ("report.html", "2")];
    let leftovers = case.publish(&second, false).unwrap();
    assert_eq!(leftovers.removed, ["figures/a.svg", "tables/a.tex"]);
    assert_eq!(leftovers.left, ["figures/b.svg"]);
    assert_eq!(
        case.state(),
        ["figures/", "figures/b.svg: mine", "report.html: 2", "report.json", "report.md: 2"]
    );
    // The same again gives the same bytes.
    let bytes = || fs::read(case.path.join(NOTE)).unwrap();
    let before = bytes();
    case.publish(&second, false).unwrap();
    assert_eq!(bytes(), before);
}

#[test]
fn edited_files_are_replaced_only_with_leave() {
    let case = Case::new();
    let files = |text| [("report.md", text), ("figures/a.svg", text)];
    case.publish(&files("1"), false).unwrap();
    case.write("report.md", "mine");
    assert_eq!(
        case.refused(&files("2"), false),
        "edited after the last report wrote them: F/report.md. Move them away, choose another folder with --out, or replace them \
         with --overwrite."
    );
    case.publish(&files("2"), true).unwrap();
    assert_eq!(case.state(), ["figures/", "figures/a.svg: 2", "report.json", "report.md: 2"]);
    // An edit that makes it what is to be written now loses nothing.
    case.write("report.md", "3");
    case.publish(&files("3"), false).unwrap();
}

#[test]
fn files_of_others_are_never_replaced() {
    let case = Case::new();
    case.publish(&[("report.md", "1")], false).unwrap();
    case.write("figures/a.svg", "mine");
    case.write("tables", "a file where a folder belongs");
    let files = [("report.md", "2"), ("figures/a.svg", "2"), ("tables/a.tex", "2")];
    for overwrite in [false, true] {
        assert_eq!(
            case.refused(&files, overwrite),
            "not written by the last report, so never replaced: F/figures/a.svg, F/tables. Move them away, or choose another folder \
             with --out."
        );
    }
    // A `report.json` cannot make other files ours.
    let name = "../../outcomes.csv";
    let hash = hash_bytes(b"a,b\n");
    let forged = ReportNote { files: [(name.to_string(), hash)].into(), ..note(&case.run) };
    case.write(NOTE, &String::from_utf8(json_bytes(&forged).unwrap()).unwrap());
    assert_eq!(case.publish(&[("report.html", "2")], true).unwrap(), Leftovers::default());
    assert!(case.around.path().join("outcomes.csv").is_file());
    assert!(case.refused(&[(name, "2")], true).ends_with("is not the name of a file of a report."));
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    use std::os::unix::fs::symlink;
    let case = Case::new();
    case.publish(&[("report.md", "1"), ("figures/a.svg", "1")], false).unwrap();
    let outside = case.around.path().join("outside");
    fs::rename(case.path.join("figures"), &outside).unwrap();
    symlink(&outside, case.path.join("figures")).unwrap();
    let text = case.refused(&[("report.md", "2"), ("figures/a.svg", "2")], true);
    assert!(text.starts_with("not written by the last report, so never replaced: F/figures."), "{text}");
    // Nor is what lies behind one removed as stale.
    let leftovers = case.publish(&[("report.md", "2")], false).unwrap();
    assert_eq!(leftovers.left, ["figures/a.svg"]);
    assert_eq!(fs::read_to_string(outside.join("a.svg")).unwrap(), "1");
}

#[test]
fn folders_with_other_things_are_refused() {
    let case = Case::new();
    case.write("thesis.tex", "years of work");
    let text = case.refused(&[("report.md", "1")], true);
    assert_eq!(
        text,
        "F is a folder with other things in it, where no report is written. Choose another folder with --out."
    );
    case.write("manifest.json", "{}");
    let text = case.refused(&[("report.md", "1")], true);
    assert_eq!(
        text,
        "F holds the results of another run, so this report does not belong there. Choose another folder with --out."
    );
    let file = Case { path: case.path.join("thesis.tex"), ..Case::new() };
    let text = file.publish(&[("report.md", "1")], true).unwrap_err().to_string();
    assert!(text.ends_with(
        "thesis.tex is not a folder, so no report can be written there. Choose another folder with --out."
    ));
}

#[test]
fn the_run_itself_takes_its_report_and_what_is_kept_is_only_of_it() {
    let mut case = Case::new();
    case.path = case.run.path.clone();
    case.publish(&[("analysis/score.json", "[1, 2]"), ("analysis/chips.json", "[3")], false).unwrap();
    let kept = |run: &Stored, file: &str| {
        ReportFolder::start(&case.path, run, false).unwrap().kept::<Vec<u32>>(file, run)
    };
    assert_eq!(kept(&case.run, "analysis/score.json"), Some(vec![1, 2]));
    assert_eq!(kept(&case.run, "analysis/chips.json"), None, "no JSON");
    assert_eq!(kept(&case.run, "analysis/drivers.json"), None, "not there");
    let again = Stored {
        manifest_hash: "other".into(),
        manifest: case.run.manifest.clone(),
        path: case.path.clone(),
    };
    assert_eq!(kept(&again, "analysis/score.json"), None, "of another run");
    case.write("analysis/score.json", "[1, 3]");
    assert_eq!(kept(&case.run, "analysis/score.json"), None, "edited");
    assert!(case.path.join("outcomes.csv").is_file());
}

#[test]
fn a_report_that_is_not_finished_leaves_nothing() {
    let case = Case::new();
    drop(ReportFolder::start(&case.path, &case.run, false).unwrap());
    assert!(!case.around.path().join("r").exists());
    fs::create_dir_all(&case.path).unwrap();
    drop(ReportFolder::start(&case.path, &case.run, false).unwrap());
    assert!(case.path.is_dir() && case.state().is_empty());
}
