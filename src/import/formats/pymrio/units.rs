//! Units as databases write them → words and factors.

/// A unit of money in words, `million euro`; as written where its currency is not known.
pub fn money(unit: &str) -> String {
    let text = unit.trim().to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let currency = if has(&["eur", "€"]) {
        "euro"
    } else if has(&["usd", "us$", "us dollar"]) {
        "US dollars"
    } else if has(&["jpy", "yen", "¥"]) {
        "yen"
    } else if has(&["gbp", "£"]) {
        "pounds sterling"
    } else {
        return unit.trim().to_string();
    };
    let scale = if has(&["000000", "000,000", "mill", "mio", "mn"]) || text.starts_with('m') {
        "million "
    } else if has(&["bill", "bn"]) {
        "billion "
    } else if has(&["000", "thousand"]) || text.starts_with('k') {
        "thousand "
    } else {
        ""
    };
    format!("{scale}{currency}")
}

/// Whether two units of money are the same, however they are written.
pub fn same_money(one: &str, other: &str) -> bool {
    money(one).to_lowercase() == money(other).to_lowercase()
}

/// Persons in a unit of employment; none where it is another, such as hours.
pub fn persons(unit: &str) -> Option<f64> {
    let text = unit.trim().to_lowercase();
    let word = text.trim_start_matches(|letter: char| letter.is_ascii_digit() || " .,'’‘".contains(letter));
    let known = ["p", "p.", "person", "persons", "people", "pers", "heads", "employees", "fte", ""];
    let (word, factor) = match word.split_once(' ') {
        Some(("thousand" | "thousands" | "k", rest)) => (rest.trim_start_matches("of "), 1e3),
        Some(("million" | "mill" | "mill." | "m", rest)) => (rest.trim_start_matches("of "), 1e6),
        _ if ["thousand", "thousands"].contains(&word) => ("p", 1e3),
        _ => (word, 1.0),
    };
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let count = match digits.as_str() {
        "" => 1.0,
        "000" => 1e3,
        _ => digits.parse().ok().filter(|count| [1.0, 1e3, 1e6].contains(count))?,
    };
    (known.contains(&word) && !text.is_empty()).then_some(factor * count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_of_the_databases_are_known() {
        for (unit, words) in [
            ("M.EUR", "million euro"),
            ("Mill USD", "million US dollars"),
            ("Million USD", "million US dollars"),
            ("000 USD", "thousand US dollars"),
            ("‘000 US$", "thousand US dollars"),
            ("USD", "US dollars"),
            ("widgets", "widgets"),
        ] {
            assert_eq!(money(unit), words, "{unit}");
        }
        assert!(same_money("mEUR", "M.EUR") && !same_money("EUR", "M.EUR"));
        for (unit, factor) in [
            ("1000 p", Some(1000.0)),
            ("p", Some(1.0)),
            ("Thousand persons", Some(1000.0)),
            ("thousands", Some(1000.0)),
            ("1000 persons", Some(1000.0)),
            ("M.hr", None),
            ("7 p", None),
            ("", None),
        ] {
            assert_eq!(persons(unit), factor, "{unit}");
        }
    }
}
