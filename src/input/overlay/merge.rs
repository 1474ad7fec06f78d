//! Changes of a TOML file, key by key.

use std::borrow::Cow;

use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use crate::error::Place;
use crate::ids::closest;
use crate::input::report::Report;
use crate::input::text_file::TextFile;
use crate::input::value::is_value_table;

/// Keys whose tables are replaced as a whole: odds sum to one.
const WHOLE: [&str; 1] = ["to"];

struct Merge<'r> {
    file: &'r TextFile,
    shift: usize,
    report: &'r Report,
}

/// Puts what an overlay says in place of what a file says.
///
/// - A table changes key by key; distributions and odds are replaced as a whole.
/// - A table in place of a list of tables changes its entries, named by their id (an action without one by its programme,
///   anything else by its number from 1). `remove = true` takes an entry out; `add = true` puts one in, dated ones in order
///   of date.
/// - Everything else is replaced.
pub fn merge<'t>(
    into: &mut DeTable<'t>,
    change: DeTable<'t>,
    shift: usize,
    file: &TextFile,
    report: &Report,
) {
    Merge { file, shift, report }.table(into, change);
}

impl Merge<'_> {
    fn table<'t>(&self, into: &mut DeTable<'t>, change: DeTable<'t>) {
        for (key, node) in change {
            let Some(old) = into.get_mut(key.get_ref().as_ref()) else {
                let mut value = self.node(node);
                if let Some(entries) = only_new_entries(value.get_ref()) {
                    value = Spanned::new(value.span(), DeValue::Array(DeArray::new()));
                    if let DeValue::Array(list) = value.get_mut() {
                        entries.into_iter().for_each(|(name, entry)| add(list, &name, entry));
                    }
                }
                into.insert(Spanned::new(self.moved(key.span()), key.into_inner()), value);
                continue;
            };
            let whole =
                WHOLE.contains(&key.get_ref().as_ref()) || is_value_table(old) || is_value_table(&node);
            let place = self.place(key.span().start, key.get_ref());
            match (old.get_mut(), node) {
                (DeValue::Array(list), node) if is_list_of_tables(list) && node.get_ref().is_table() => {
                    if let DeValue::Table(changes) = node.into_inner() {
                        self.entries(list, key.get_ref(), changes);
                    }
                }
                (DeValue::Table(table), node) if !whole && node.get_ref().is_table() => {
                    if let DeValue::Table(change) = node.into_inner() {
                        self.table(table, change);
                    }
                }
                (old, node) if is_group(old, whole) && node.get_ref().is_array() => {
                    let message = "a list cannot take the place of what the model has here.";
                    let remedy = "Name what changes, as `[key.entry]`; `add = true` adds an entry, `remove = true` takes one out.";
                    self.report.add("overlay", place, message, remedy);
                }
                (_, node) => *old = self.node(node),
            }
        }
    }

    /// Changes entries of a list of tables. Numbers count the list as it was: nothing comes or goes before the end.
    fn entries<'t>(&self, list: &mut DeArray<'t>, key: &str, changes: DeTable<'t>) {
        let names: Vec<String> =
            list.iter().enumerate().map(|(number, entry)| name_of(number, entry)).collect();
        let mut removed = vec![false; names.len()];
        let mut added = Vec::new();
        for (name, node) in changes {
            let place = self.place(name.span().start, &format!("{key}.{}", name.get_ref()));
            if is_new(node.get_ref()) && !names.iter().any(|known| known == name.get_ref()) {
                added.push((name, self.node(node)));
                continue;
            }
            let Some(position) = names.iter().position(|known| known == name.get_ref()) else {
                let known = names.iter().map(String::as_str);
                let remedy = match closest(name.get_ref(), known.clone()) {
                    Some(near) => format!("Did you mean `{near}`?"),
                    None => format!(
                        "Known are {}. `add = true` in it adds one.",
                        known.collect::<Vec<_>>().join(", ")
                    ),
                };
                self.report.add(
                    "overlay",
                    place,
                    format!("the model has no {key} `{}`.", name.get_ref()),
                    remedy,
                );
                continue;
            };
            let DeValue::Table(change) = node.into_inner() else {
                self.report.add(
                    "overlay",
                    place,
                    "this is not a table.",
                    "Write what changes in it, key by key.",
                );
                continue;
            };
            if change.contains_key("add") {
                let message = format!("the model has a {key} `{}` already.", name.get_ref());
                self.report.add(
                    "overlay",
                    place,
                    message,
                    "Leave `add` out to change it, or choose another name.",
                );
                continue;
            }
            if let Some(remove) = change.get("remove") {
                if remove.get_ref().as_bool() == Some(true) && change.len() == 1 {
                    removed[position] = true;
                } else {
                    let remedy = "Write `remove = true` alone to take it out, or leave the key out.";
                    self.report.add(
                        "overlay",
                        place.field(format!("{key}.{}.remove", names[position])),
                        "this cannot be done.",
                        remedy,
                    );
                }
                continue;
            }
            if let Some(DeValue::Table(entry)) = list.get_mut(position).map(Spanned::get_mut) {
                self.table(entry, change);
            }
        }
        if removed.contains(&true) {
            let mut gone = removed.iter();
            rebuild(list, |entries| entries.retain(|_| gone.next() != Some(&true)));
        }
        added.into_iter().for_each(|(name, entry)| add(list, name.get_ref(), entry));
    }

    /// The same value at its place in the changed file.
    fn node<'t>(&self, node: Spanned<DeValue<'t>>) -> Spanned<DeValue<'t>> {
        let span = self.moved(node.span());
        let value = match node.into_inner() {
            DeValue::Array(list) => {
                let mut moved = DeArray::new();
                list.into_iter().for_each(|entry| moved.push(self.node(entry)));
                DeValue::Array(moved)
            }
            DeValue::Table(table) => {
                let entry = |(key, node): (Spanned<Cow<'t, str>>, Spanned<DeValue<'t>>)| {
                    (Spanned::new(self.moved(key.span()), key.into_inner()), self.node(node))
                };
                DeValue::Table(table.into_iter().map(entry).collect())
            }
            value => value,
        };
        Spanned::new(span, value)
    }

    fn moved(&self, span: std::ops::Range<usize>) -> std::ops::Range<usize> {
        span.start + self.shift..span.end + self.shift
    }

    fn place(&self, offset: usize, key: &str) -> Place {
        self.file.at(self.file.line_of(offset + self.shift)).field(key)
    }
}

fn is_list_of_tables(list: &DeArray) -> bool {
    !list.is_empty() && list.iter().all(|entry| entry.get_ref().is_table())
}

/// What an entry of a list is called.
fn name_of(number: usize, entry: &Spanned<DeValue>) -> String {
    let text = |key: &str| entry.get_ref().as_table()?.get(key)?.get_ref().as_str().map(str::to_string);
    text("id").or_else(|| text("programme")).unwrap_or_else(|| (number + 1).to_string())
}

/// What cannot give way to a list: a table of keys or a list of tables.
fn is_group(value: &DeValue, whole: bool) -> bool {
    (value.is_table() && !whole) || value.as_array().is_some_and(is_list_of_tables)
}

fn is_new(value: &DeValue) -> bool {
    value
        .as_table()
        .and_then(|table| table.get("add"))
        .is_some_and(|add| add.get_ref().as_bool() == Some(true))
}

/// The entries of a table that has nothing but entries to be added.
fn only_new_entries<'t>(value: &DeValue<'t>) -> Option<Vec<(String, Spanned<DeValue<'t>>)>> {
    let table = value.as_table().filter(|table| !table.is_empty())?;
    table
        .iter()
        .all(|(_, entry)| is_new(entry.get_ref()))
        .then(|| table.iter().map(|(name, entry)| (name.get_ref().to_string(), entry.clone())).collect())
}

/// Adds an entry at the end or, if it has a date, before the first later one. A name that is no number is its id.
fn add<'t>(list: &mut DeArray<'t>, name: &str, mut entry: Spanned<DeValue<'t>>) {
    let span = entry.span();
    if let DeValue::Table(table) = entry.get_mut() {
        table.remove("add");
        if name.parse::<usize>().is_err() && !table.contains_key("id") {
            let id = DeValue::String(Cow::Owned(name.to_string()));
            table.insert(Spanned::new(span.clone(), Cow::Borrowed("id")), Spanned::new(span, id));
        }
    }
    let date = |entry: &Spanned<DeValue>| {
        let table = entry.get_ref().as_table()?;
        let date = table.get("date").or_else(|| table.get("decided"))?;
        date.get_ref().as_datetime().map(ToString::to_string)
    };
    let later = date(&entry)
        .and_then(|own| list.iter().position(|known| date(known).is_some_and(|known| known > own)));
    match later {
        Some(position) => rebuild(list, |entries| entries.insert(position, entry)),
        None => list.push(entry),
    }
}

/// Changes the entries of a list, which itself can only grow.
fn rebuild<'t>(list: &mut DeArray<'t>, change: impl FnOnce(&mut Vec<Spanned<DeValue<'t>>>)) {
    let mut entries = list.to_vec();
    change(&mut entries);
    *list = DeArray::new();
    entries.into_iter().for_each(|entry| list.push(entry));
}
