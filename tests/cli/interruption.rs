//! Ctrl-C: nothing is left half written.

use crate::run;
use crate::support::{ModelCopy, listing};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Starts a long run, waits until it writes, and sends it the signal of Ctrl-C.
fn interrupt(folder: &Path, options: &[&str]) -> std::process::Output {
    let child = Command::new(env!("CARGO_BIN_EXE_kanzei"))
        .current_dir(folder)
        .args(["run", "m", "--draws", "10000000", "--out", "r"])
        .args(options)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let started = Instant::now();
    let partial = || listing(folder).iter().any(|name| name.contains(".partial"));
    while !partial() {
        assert!(started.elapsed() < Duration::from_secs(30), "the run does not start");
        sleep(Duration::from_millis(20));
    }
    sleep(Duration::from_millis(300));
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    child.wait_with_output().unwrap()
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_leaves_nothing() {
    let copy = ModelCopy::of("two-sector");
    for options in [&[][..], &["--no-samples"]] {
        let output = interrupt(copy.around(), options);
        assert_eq!(
            String::from_utf8_lossy(&output.stderr),
            "error: interrupted: no results folder was written\n"
        );
        assert_eq!(output.status.code(), Some(1));
        assert!(output.stdout.is_empty());
        assert_eq!(listing(copy.around()), ["m"]);
    }
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_leaves_earlier_results_as_they_were() {
    let copy = ModelCopy::of("two-sector");
    run(copy.around(), &["--out", "r"]).success();
    let manifest = || fs::read(copy.around().join("r/manifest.json")).unwrap();
    let before = manifest();
    assert_eq!(interrupt(copy.around(), &["--overwrite"]).status.code(), Some(1));
    assert_eq!(manifest(), before);
    assert_eq!(listing(copy.around()), ["m", "r"]);
}
