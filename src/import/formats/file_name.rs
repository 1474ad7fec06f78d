//! Names of published files → the year, the country, and the one file of a download that is wanted.

use super::super::reader::{Reading, problem};
use super::super::source::Source;
use super::countries;
use crate::error::Place;

/// A name without folders and ending.
fn stem(name: &str) -> &str {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// The year that a file name says: its last number of four digits, from 1950 to 2100.
pub fn year(name: &str) -> Option<i32> {
    let numbers =
        stem(name).split(|letter: char| !letter.is_ascii_digit()).filter(|digits| digits.len() == 4);
    numbers.filter_map(|digits| digits.parse().ok()).rfind(|year| (1950..=2100).contains(year))
}

/// The country that a file name says, as in `table_JPN_2018.csv` and `JPN2018ttl.csv`.
pub fn country(name: &str) -> Option<String> {
    let words: Vec<&str> = stem(name).split(|letter: char| !letter.is_ascii_alphanumeric()).collect();
    let is_year = |text: &str| text.len() >= 4 && text.bytes().take(4).all(|byte| byte.is_ascii_digit());
    words.iter().enumerate().find_map(|(position, word)| {
        let (letters, rest) = word.split_at_checked(3)?;
        let before_year =
            is_year(rest) || rest.is_empty() && words.get(position + 1).is_some_and(|next| is_year(next));
        let alone = rest.is_empty() && letters.bytes().all(|byte| byte.is_ascii_uppercase());
        let fits = countries::is_country(letters) && (before_year || alone);
        fits.then(|| letters.to_uppercase())
    })
}

/// The file of a download that fits, of the year wanted.
///
/// # Errors
/// No file or no file of that year fits, or several do; `wanted` says what is looked for.
#[allow(dead_code)] // for archives of several years, whose readers come next
pub fn choose(
    source: &Source,
    fits: impl Fn(&str) -> bool,
    year_wanted: Option<i32>,
    wanted: &str,
) -> Reading<String> {
    let names = source.names();
    // A single file is taken whatever its name: the user named it.
    if let [only] = names[..]
        && source.path.is_file()
        && !source.path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("zip"))
    {
        return Ok(only.to_string());
    }
    let place = || Place::file(source.path.display().to_string());
    let fitting: Vec<&str> = names.iter().copied().filter(|name| fits(name)).collect();
    if fitting.is_empty() {
        let message = format!("there is no {wanted} among its {} files: {}.", names.len(), few(&names));
        return Err(problem(place(), message, "Name the file, or the folder or archive that has it."));
    }
    let of_year: Vec<&str> =
        fitting.iter().copied().filter(|name| year_wanted.is_none() || year(name) == year_wanted).collect();
    match (of_year[..].len(), year_wanted) {
        (1, _) => Ok(of_year[0].to_string()),
        (0, Some(wanted_year)) => {
            let message = format!("there is no {wanted} of {wanted_year}, but these: {}.", few(&fitting));
            Err(problem(place(), message, "Give one of these years: --year YEAR."))
        }
        (_, None) if years_differ(&fitting) => {
            let message = format!("there are several years: {}.", few(&fitting));
            Err(problem(place(), message, "Say which year: --year YEAR."))
        }
        _ => {
            let message = format!("several files fit: {}.", few(&of_year));
            Err(problem(place(), message, "Name one of them instead of the folder or archive."))
        }
    }
}

#[allow(dead_code)] // for archives of several years, whose readers come next
fn years_differ(names: &[&str]) -> bool {
    names.windows(2).any(|pair| year(pair[0]) != year(pair[1]))
}

/// The first names of a list.
pub fn few(names: &[&str]) -> String {
    let shown = names.iter().take(8).copied().collect::<Vec<_>>().join(", ");
    if names.len() > 8 { format!("{shown} and {} more", names.len() - 8) } else { shown }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_years_and_countries() {
        for (name, expected_year, expected_country) in [
            ("oecd_iot_2021ed_JPN_2018.csv", Some(2018), Some("JPN")),
            ("oecd_iot_2021_jpn_2018.csv", Some(2018), Some("JPN")),
            ("folder/KOR2018ttl.csv", Some(2018), Some("KOR")),
            ("kor2015dom.CSV", Some(2015), Some("KOR")),
            ("2022_SML.csv", Some(2022), None),
            ("ICIO2021_2018.csv", Some(2018), None),
            ("matrix_eu-ic-io_ind-by-ind_25ed_2021_v2.csv", Some(2021), None),
            ("per capita.csv", None, None),
            ("USA.csv", None, Some("USA")),
        ] {
            assert_eq!((year(name), country(name).as_deref()), (expected_year, expected_country), "{name}");
        }
    }

    #[test]
    fn a_file_is_chosen_by_its_year() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["2017_SML.csv", "2018_SML.csv", "ReadMe.xlsx"] {
            std::fs::write(folder.path().join(name), "x").unwrap();
        }
        let source = Source::open(folder.path()).unwrap();
        let pick = |year| choose(&source, |name| name.contains("SML"), year, "table");
        assert_eq!(pick(Some(2018)).unwrap(), "2018_SML.csv");
        let told = |year| pick(year).unwrap_err().to_string();
        assert!(told(None).contains("several years: 2017_SML.csv, 2018_SML.csv"), "{}", told(None));
        assert!(told(Some(2000)).contains("no table of 2000"), "{}", told(Some(2000)));
        let none = choose(&source, |_| false, None, "table").unwrap_err().to_string();
        assert!(none.contains("no table among its 3 files"), "{none}");
    }
}
