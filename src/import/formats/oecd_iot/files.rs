//! A download of OECD national tables → the files of one country and year: total flows, or domestic and imported ones.

use std::collections::BTreeSet;

use super::super::super::reader::{ReadOptions, Reading, problem};
use super::super::super::source::Source;
use super::super::file_name::{self, few};
use crate::error::Place;

/// The files of a table.
#[derive(Debug, PartialEq, Eq)]
pub struct Files {
    /// The country, where a file name or the user says it.
    pub country: Option<String>,
    /// The year, where a file name or the user says it.
    pub year: Option<i32>,
    /// One file, or the domestic and the imported flows.
    pub names: Vec<String>,
}

impl Files {
    /// Finds them. Where there are domestic and imported flows and total flows, the total ones are not needed.
    ///
    /// # Errors
    /// There is no file of the country and year, or there are several.
    pub fn find(source: &Source, options: &ReadOptions) -> Reading<Self> {
        let place = || Place::file(source.path.display().to_string());
        let names = source.names_ending(".csv");
        let single =
            source.path.is_file() && !source.path.extension().is_some_and(|e| e.eq_ignore_ascii_case("zip"));
        let names = if single { source.names() } else { names };
        let wanted = options.country.as_ref().map(|code| code.to_uppercase());
        if let [only] = names[..] {
            let named = file_name::country(only);
            if let (Some(named), Some(wanted)) = (&named, &wanted)
                && named != wanted
            {
                let message = format!("the file name says {named}, --country says {wanted}.");
                return Err(problem(
                    place(),
                    message,
                    "Leave --country out, or give the file of that country.",
                ));
            }
            let year = file_name::year(only);
            return Ok(Self { country: named.or(wanted), year, names: vec![only.to_string()] });
        }
        let fits = |name: &&str| {
            let country = file_name::country(name);
            country.is_some()
                && (wanted.is_none() || country == wanted)
                && (options.year.is_none() || file_name::year(name) == options.year)
        };
        let fitting: Vec<&str> = names.iter().copied().filter(fits).collect();
        let which: BTreeSet<_> =
            fitting.iter().map(|name| (file_name::country(name), file_name::year(name))).collect();
        let mut which = which.into_iter();
        let (Some((country, year)), None) = (which.next(), which.next()) else {
            let message = if fitting.is_empty() {
                format!("no file name says the country and year wanted: {}.", few(&names))
            } else {
                format!("there are several countries or years: {}.", few(&fitting))
            };
            return Err(problem(place(), message, "Say which: --country JPN --year 2018, or name one file."));
        };
        let ending = |kind: &str| {
            let has = |name: &&&str| name.to_lowercase().ends_with(&format!("{kind}.csv"));
            fitting.iter().find(has).map(|name| (*name).to_string())
        };
        let names = match (ending("domimp"), ending("dom"), ending("imp"), ending("ttl"), &fitting[..]) {
            (Some(both), ..) => vec![both],
            (None, Some(domestic), Some(imported), ..) => vec![domestic, imported],
            // Editions from 2023 on have imported flows in the same file.
            (None, Some(domestic), None, ..) => vec![domestic],
            (None, None, _, Some(total), _) => vec![total],
            (None, None, _, None, [only]) => vec![(*only).to_string()],
            _ => {
                let message = format!("several files fit: {}.", few(&fitting));
                return Err(problem(place(), message, "Name one of them instead of the folder or archive."));
            }
        };
        Ok(Self { country, year, names })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(names: &[&str], country: Option<&str>, year: Option<i32>) -> Reading<Files> {
        let folder = tempfile::tempdir().unwrap();
        names.iter().for_each(|name| std::fs::write(folder.path().join(name), "x").unwrap());
        let options = ReadOptions { country: country.map(Into::into), year, ..ReadOptions::default() };
        Files::find(&Source::open(folder.path()).unwrap(), &options)
    }

    #[test]
    fn the_files_of_one_country_and_year_are_found() {
        let names =
            ["JPN2018ttl.csv", "JPN2018dom.csv", "JPN2018imp.csv", "JPN2017ttl.csv", "KOR2018ttl.csv"];
        let found = find(&names, Some("jpn"), Some(2018)).unwrap();
        assert_eq!((found.country.as_deref(), found.year), (Some("JPN"), Some(2018)));
        assert_eq!(found.names, ["JPN2018dom.csv", "JPN2018imp.csv"]);
        assert_eq!(find(&names, Some("JPN"), Some(2017)).unwrap().names, ["JPN2017ttl.csv"]);
        let told = |country, year| find(&names, country, year).unwrap_err().to_string();
        assert!(told(None, Some(2018)).contains("several countries or years"), "{}", told(None, Some(2018)));
        assert!(told(Some("USA"), None).contains("no file name says"), "{}", told(Some("USA"), None));
        let told = find(&["JPN2018ttl.csv"], Some("KOR"), None).unwrap_err().to_string();
        assert!(told.contains("the file name says JPN, --country says KOR"), "{told}");
    }
}
