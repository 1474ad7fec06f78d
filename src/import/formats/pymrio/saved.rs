//! A folder as pymrio saves it → which file holds which table, and how many labels its rows and columns have.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::error::Place;
use crate::import::reader::{Reading, problem};
use crate::import::source::Source;

/// The file that describes a saved folder.
const PARAMETERS: &str = "file_parameters.json";

/// A table of a saved folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Its file in the source.
    pub file: String,
    /// Label cells at the start of its rows.
    pub labels: usize,
    /// Header lines at its top.
    pub headers: usize,
}

/// A saved system, or one of its extensions (satellite accounts).
#[derive(Clone, Debug, Default)]
pub struct Saved {
    /// Its folder in the source, with a `/` at the end; empty for the source itself.
    pub folder: String,
    /// Its tables by pymrio's names: `Z`, `A`, `Y`, `x`, `unit`, `F`, `F_Y`.
    pub tables: BTreeMap<String, Stored>,
}

impl Saved {
    /// A table by the first of these names that is there.
    pub fn table(&self, names: &[&str]) -> Option<&Stored> {
        names.iter().find_map(|name| self.tables.get(*name))
    }

    /// The folder's own name.
    pub fn name(&self) -> &str {
        self.folder.trim_end_matches('/').rsplit('/').next().unwrap_or_default()
    }
}

/// Whether a source holds the parameters of a saved system.
pub fn is_saved(source: &Source) -> bool {
    let names = source.names_ending(PARAMETERS);
    names.iter().any(|name| String::from_utf8_lossy(&source.head(name, 1 << 16)).contains("IOSystem"))
}

/// The system and its extensions. `undescribed` allows a system without parameters, known by its tables' names.
///
/// # Errors
/// No system or several, parameters that cannot be understood.
pub fn find(source: &Source, undescribed: bool) -> Reading<(Saved, Vec<Saved>)> {
    let mut described = BTreeMap::new();
    for name in source.names_ending(PARAMETERS) {
        let folder = name.strip_suffix(PARAMETERS).unwrap_or_default();
        if folder.is_empty() || folder.ends_with('/') {
            described.insert(folder.to_string(), parameters(source, name)?);
        }
    }
    let mut systems: Vec<&str> = described
        .iter()
        .filter(|(_, value)| value["systemtype"] == "IOSystem")
        .map(|(folder, _)| folder.as_str())
        .collect();
    if systems.is_empty() && undescribed {
        systems = ["Y.txt", "Y.parquet"]
            .iter()
            .flat_map(|table| source.names().into_iter().filter_map(move |name| name.strip_suffix(table)))
            .filter(|folder| folder.is_empty() || folder.ends_with('/'))
            .collect();
    }
    let place = || Place::file(source.path.display().to_string());
    let root = match systems[..] {
        [root] => root.to_string(),
        [] => {
            return Err(problem(
                place(),
                format!("there is no {PARAMETERS} with `\"systemtype\": \"IOSystem\"`."),
                "Name the folder or zip that pymrio's save_all wrote, not a file or a part of it.",
            ));
        }
        _ => {
            return Err(problem(
                place(),
                format!("there are {} systems: {}.", systems.len(), systems.join(", ")),
                "Name the folder of one of them.",
            ));
        }
    };
    let inside = source.names().into_iter().filter_map(|name| name.strip_prefix(root.as_str()));
    let mut parts: Vec<String> =
        inside.filter_map(|name| name.split_once('/')).map(|(part, _)| format!("{root}{part}/")).collect();
    parts.dedup();
    let saved = |folder: String, standard: &[(&str, usize, usize)]| {
        let tables = tables(source, &folder, described.get(&folder), standard);
        Saved { folder, tables }
    };
    let system = saved(root, &[("Z", 2, 2), ("A", 2, 2), ("Y", 2, 2), ("x", 2, 1), ("unit", 2, 1)]);
    let extension =
        |folder| saved(folder, &[("F", 1, 2), ("F_Y", 1, 2), ("F_hh", 1, 2), ("FY", 1, 2), ("unit", 1, 1)]);
    let mut extensions: Vec<Saved> = parts.into_iter().map(extension).collect();
    extensions.retain(|extension| extension.tables.contains_key("F"));
    Ok((system, extensions))
}

fn parameters(source: &Source, name: &str) -> Reading<Value> {
    let file = source.read(name)?;
    serde_json::from_slice(&file.bytes).map_err(|error| {
        problem(
            file.place().line(error.line()),
            format!("it is no valid JSON: {error}."),
            "Save the system again, or download it again.",
        )
    })
}

/// The tables of a folder: those with standard names, and what its parameters say of them and of others.
fn tables(
    source: &Source,
    folder: &str,
    parameters: Option<&Value>,
    standard: &[(&str, usize, usize)],
) -> BTreeMap<String, Stored> {
    let mut tables = BTreeMap::new();
    let names = source.names();
    for (table, labels, headers) in standard {
        for ending in ["parquet", "txt"] {
            let file = format!("{folder}{table}.{ending}");
            if names.contains(&file.as_str()) {
                tables.insert((*table).to_string(), Stored { file, labels: *labels, headers: *headers });
            }
        }
    }
    let count = |value: &Value| {
        let number = value.as_u64().or_else(|| value.as_str()?.trim().parse().ok())?;
        usize::try_from(number).ok()
    };
    let described = parameters.and_then(|value| value["files"].as_object()).into_iter().flatten();
    for (table, value) in described {
        let file = value["name"].as_str().map(|name| format!("{folder}{name}"));
        let Some(file) = file.filter(|file| names.contains(&file.as_str())) else { continue };
        if let (Some(labels), Some(headers)) = (count(&value["nr_index_col"]), count(&value["nr_header"])) {
            tables.insert(table.clone(), Stored { file, labels, headers });
        }
    }
    tables
}
