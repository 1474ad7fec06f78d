//! Tells the program which commit it is built from, and puts the bundled models into it.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

fn main() {
    tell_commit();
    bundle_models();
}

/// Writes `models.rs`: the files of every model, by path below `models/`, in order.
fn bundle_models() {
    let root = std::env::var("CARGO_MANIFEST_DIR").expect("cargo sets it");
    let folder = Path::new(&root).join("models");
    let mut files = Vec::new();
    for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
        if entry.path().join("model.toml").is_file() {
            list(&entry.path(), &entry.file_name().to_string_lossy(), &mut files);
        }
    }
    files.sort();
    let mut text = "[\n".to_string();
    for file in &files {
        let path = folder.join(file);
        let path = path.to_string_lossy();
        let _ = writeln!(text, "    ({file:?}, include_bytes!({path:?})),");
    }
    text += "]\n";
    let out = std::env::var("OUT_DIR").expect("cargo sets it");
    fs::write(Path::new(&out).join("models.rs"), text).expect("the folder of the build can be written");
    println!("cargo:rerun-if-changed=models");
}

fn list(folder: &Path, name: &str, files: &mut Vec<String>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = format!("{name}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            list(&entry.path(), &name, files);
        } else {
            files.push(name);
        }
    }
}

fn tell_commit() {
    let git = |arguments: &[&str]| {
        let output =
            Command::new("git").args(arguments).output().ok().filter(|output| output.status.success())?;
        Some(String::from_utf8(output.stdout).ok()?.trim().to_string())
    };
    let commit = git(&["rev-parse", "--short=12", "HEAD"]).unwrap_or_else(|| "unknown".into());
    println!("cargo:rustc-env=KANZEI_COMMIT={commit}");
    for path in ["HEAD", "logs/HEAD"] {
        if let Some(path) = git(&["rev-parse", "--git-path", path]) {
            println!("cargo:rerun-if-changed={path}");
        }
    }
}
