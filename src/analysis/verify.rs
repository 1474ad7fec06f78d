//! `verify`: a results folder against its own recomputation.

use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use crate::error::{Error, Result};
use crate::output::rows::{FORMAT, FileState, Manifest, VerifiedFile, VerifyFile};
use crate::output::{COMMIT, Staging, Stored, hash_file, record};
use crate::run::Progress;

/// Recomputes a results folder from its manifest and inputs, in a temporary folder, and compares file by file.
///
/// A results file is identical where it, the manifest's fingerprint of it and the recomputed file agree.
///
/// # Errors
/// [`Error::Results`] where it is no folder of ours, problems of its inputs, and those of a run.
pub fn verify(
    path: &Path,
    threads: usize,
    progress: &impl Progress,
    stop: &AtomicBool,
) -> Result<VerifyFile> {
    let stored = Stored::open(path)?;
    let manifest = &stored.manifest;
    let changed = stored.changed_inputs()?;
    let mut files: Vec<VerifiedFile> = manifest
        .inputs
        .keys()
        .map(|name| {
            let problem = changed.iter().find(|(known, _)| known == name).map(|(_, what)| *what);
            let state = match problem {
                None => FileState::Identical,
                Some("is missing") => FileState::Missing,
                Some(_) => FileState::Edited,
            };
            VerifiedFile { file: format!("inputs/{name}"), state, detail: String::new() }
        })
        .collect();
    let loaded = stored.load()?;
    let settings = stored.settings(&loaded, threads)?;
    let around = tempfile::tempdir().map_err(Error::file("create", &std::env::temp_dir()))?;
    let target = around.path().join("recomputed");
    let staging = Staging::start(&target, false)?;
    record(&staging, &loaded, &settings, &manifest.fixed, manifest.samples, progress, stop)?;
    staging.publish(false)?;
    let again = Stored::open(&target)?.manifest;
    for name in manifest
        .results
        .keys()
        .chain(again.results.keys().filter(|name| !manifest.results.contains_key(*name)))
    {
        files.push(compare_file(path, &target, name, manifest, &again)?);
    }
    Ok(VerifyFile {
        format: FORMAT,
        run: path.display().to_string(),
        made_by: format!(
            "kanzei {} ({}), {} draws, seed {}, {}",
            manifest.version, manifest.commit, manifest.draws, manifest.seed, manifest.sampler
        ),
        checked_by: format!("kanzei {} ({COMMIT})", env!("CARGO_PKG_VERSION")),
        reasons: reasons(manifest, &changed),
        files,
    })
}

fn compare_file(
    path: &Path,
    target: &Path,
    name: &str,
    manifest: &Manifest,
    again: &Manifest,
) -> Result<VerifiedFile> {
    let file = path.join(name);
    let row = |state, detail: String| Ok(VerifiedFile { file: name.to_string(), state, detail });
    let (told, recomputed) = (manifest.results.get(name), again.results.get(name));
    if !file.is_file() {
        let known = if told.is_some() { "" } else { "this version of kanzei writes it, the run did not" };
        return row(FileState::Missing, known.to_string());
    }
    let found = hash_file(&file)?;
    match (told, recomputed) {
        (Some(told), Some(recomputed)) if *told == found && *recomputed == found => {
            row(FileState::Identical, String::new())
        }
        (Some(told), Some(recomputed)) if *told != found => {
            let detail = if told == recomputed {
                format!(
                    "the run wrote what is recomputed now; {}",
                    first_difference(&file, &target.join(name))
                )
            } else {
                "and the run wrote something else than is recomputed now".to_string()
            };
            row(FileState::Edited, detail)
        }
        (Some(_), Some(_)) => row(FileState::Differs, first_difference(&file, &target.join(name))),
        (Some(_), None) => row(FileState::Differs, "this version of kanzei writes no such file".to_string()),
        (None, _) => row(FileState::Edited, "the manifest does not list it".to_string()),
    }
}

/// Where two files part, in words.
fn first_difference(there: &Path, now: &Path) -> String {
    let (Ok(there), Ok(now)) = (fs::read(there), fs::read(now)) else { return String::new() };
    let texts = std::str::from_utf8(&there).ok().zip(std::str::from_utf8(&now).ok());
    let Some((there, now)) = texts else { return "binary contents differ".to_string() };
    let shown = |line: Option<&str>| {
        line.map_or("nothing".to_string(), |line| {
            format!("`{}`", line.trim().chars().take(90).collect::<String>())
        })
    };
    let (mut old, mut new) = (there.lines(), now.lines());
    let mut number = 0;
    loop {
        number += 1;
        match (old.next(), new.next()) {
            (None, None) => return "line ends differ".to_string(),
            (a, b) if a == b => {}
            (a, b) => return format!("line {number} is {}, recomputed {}", shown(a), shown(b)),
        }
    }
}

/// What may explain that results differ.
fn reasons(manifest: &Manifest, changed: &[(String, &'static str)]) -> Vec<String> {
    let mut reasons: Vec<String> = changed
        .iter()
        .map(|(name, what)| format!("inputs/{name} {what}; it was recomputed with what stands there now"))
        .collect();
    if manifest.version != env!("CARGO_PKG_VERSION") {
        reasons.push(format!(
            "the run was made by version {}, this is {}",
            manifest.version,
            env!("CARGO_PKG_VERSION")
        ));
    } else if manifest.commit != COMMIT {
        reasons.push(format!("the run was made by commit {}, this is {COMMIT}", manifest.commit));
    }
    reasons
}
