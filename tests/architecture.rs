//! Proves that modules import only from the left, and that files stay small and say what they are about.
//!
//! `error ids wide` < `model` < `leontief` < `input | draw` < `propagate` < `stats` < `run` < `output` < `analysis | import` < `starter | report` < `cli` < `main`

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use support::root;

/// The modules with their rank: each imports only from lower ranks, and from itself.
const RANKS: [(&str, u32); 17] = [
    ("error", 0),
    ("units", 0),
    ("ids", 0),
    ("wide", 0),
    ("model", 1),
    ("leontief", 2),
    ("input", 3),
    ("draw", 3),
    ("propagate", 4),
    ("stats", 5),
    ("run", 6),
    ("output", 7),
    ("analysis", 8),
    ("import", 8),
    ("starter", 9),
    ("report", 9),
    ("cli", 10),
];
const LONGEST_FILE: usize = 400;

fn rank(module: &str) -> Option<u32> {
    RANKS.iter().find(|(name, _)| *name == module).map(|(_, rank)| *rank)
}

/// All Rust files below a folder, in order.
fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// The module that a file of `src` belongs to; none for `lib.rs` and `main.rs`.
fn module_of(file: &Path) -> Option<String> {
    let inside = file.strip_prefix(root().join("src")).unwrap();
    let first = inside.components().next().unwrap().as_os_str().to_str().unwrap();
    let module = first.trim_end_matches(".rs").to_string();
    (module != "lib" && module != "main").then_some(module)
}

/// The code of a file without comments and without what stands under `#[cfg(test)]`.
fn code(text: &str) -> String {
    let mut code = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line.trim() == "#[cfg(test)]" {
            // A module of tests is the last thing in its file; anything else is one line.
            match lines.next() {
                Some(next) if next.trim_end().ends_with('{') => break,
                _ => continue,
            }
        }
        if !line.trim_start().starts_with("//") {
            code += line;
            code.push('\n');
        }
    }
    code
}

/// The first name of every path that starts with `crate::`, those in braces included.
fn imports(code: &str) -> Vec<String> {
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut names = Vec::new();
    for (at, start) in code.match_indices("crate::") {
        if code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$') {
            continue;
        }
        let rest = &code[at + start.len()..];
        let Some(inside) = rest.strip_prefix('{') else {
            names.push(word(rest));
            continue;
        };
        let (mut depth, mut first) = (0, true);
        for (place, letter) in inside.char_indices() {
            match letter {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => first = true,
                _ if first && !letter.is_whitespace() => {
                    names.push(word(&inside[place..]));
                    first = false;
                }
                _ => {}
            }
        }
    }
    names
}

#[test]
fn imports_are_found_in_all_their_forms() {
    let text = "use crate::error::Place;\nuse crate::{ids::{A, B}, model};\n// use crate::cli;\nfn f() -> crate::run::X {}\n\
                #[cfg(test)]\npub mod fixture;\nuse crate::draw;\n#[cfg(test)]\nmod tests {\n    use crate::report;\n}\n";
    assert_eq!(imports(&code(text)), ["error", "ids", "model", "run", "draw"]);
}

#[test]
fn modules_import_only_from_the_left() {
    let mut wrong = Vec::new();
    for file in rust_files(&root().join("src")) {
        let Some(module) = module_of(&file) else { continue };
        // Compiled for tests only, as what stands under `#[cfg(test)]` elsewhere.
        if file.ends_with("tests.rs") {
            continue;
        }
        let own = rank(&module).unwrap_or_else(|| panic!("{} has no rank in this test", file.display()));
        for name in imports(&code(&fs::read_to_string(&file).unwrap())) {
            let Some(other) = rank(&name) else {
                wrong.push(format!("{}: crate::{name} is no module", file.display()));
                continue;
            };
            // Reports are made from the rows of results files.
            let allowed =
                if module == "report" { ["output", "error"].contains(&name.as_str()) } else { other < own };
            if name != module && !allowed {
                wrong.push(format!("{}: {module} imports from {name}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn modules_of_the_source_are_those_of_the_order() {
    for entry in fs::read_dir(root().join("src")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_string();
        let known = name == "lib" || name == "main" || rank(&name).is_some();
        assert!(known, "src/{name} has no place in the order of modules");
    }
}

#[test]
fn files_hold_one_concept() {
    let mut long = Vec::new();
    for file in ["src", "tests", "benches", "examples"].iter().flat_map(|folder| {
        let folder = root().join(folder);
        if folder.is_dir() { rust_files(&folder) } else { Vec::new() }
    }) {
        let lines = fs::read_to_string(&file).unwrap().lines().count();
        if lines > LONGEST_FILE {
            long.push(format!("{}: {lines} lines, more than {LONGEST_FILE}", file.display()));
        }
    }
    assert!(long.is_empty(), "\n{}", long.join("\n"));
}

#[test]
fn files_start_by_saying_what_they_are_about() {
    for folder in ["src", "tests", "examples", "benches"] {
        let folder = root().join(folder);
        for file in if folder.is_dir() { rust_files(&folder) } else { Vec::new() } {
            let text = fs::read_to_string(&file).unwrap();
            let first = text.lines().next().unwrap_or_default();
            assert!(first.starts_with("//! ") && first.len() > 12, "{}: {first}", file.display());
        }
    }
}

#[test]
fn the_main_file_only_starts_the_program() {
    let lines = fs::read_to_string(root().join("src/main.rs")).unwrap().lines().count();
    assert!(lines <= 40, "{lines} lines");
}
