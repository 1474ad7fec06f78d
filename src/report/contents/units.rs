//! Units of results files → units that a report shows.

use crate::report::lang::Lang;

/// How figures of a unit are shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// Figures times this are shown.
    pub factor: f64,
    /// The unit shown.
    pub unit: String,
}

/// How figures of a unit are shown: rates and probabilities in per cent, Japanese money in 億円.
pub fn shown(unit: &str, lang: Lang) -> Shown {
    let (factor, english, japanese) = match unit {
        "probability" | "rate" => (100.0, "%", "%"),
        "probability, difference" => (100.0, "percentage points", "%ポイント"),
        "persons" => (1.0, "persons", "人"),
        "% of GDP" => (1.0, "% of GDP", "対GDP比%"),
        "% of baseline" => (1.0, "% of baseline", "対基準比%"),
        "% on previous quarter" => (1.0, "% on previous quarter", "前期比%"),
        "billion yen" if lang == Lang::Ja => (10.0, "", "億円"),
        "million yen" if lang == Lang::Ja => (1.0, "", "百万円"),
        "trillion yen" if lang == Lang::Ja => (1.0, "", "兆円"),
        "share of variance" => (100.0, "% of the variance", "分散に占める%"),
        other => return Shown { factor: 1.0, unit: other.to_string() },
    };
    Shown { factor, unit: lang.pick(english, japanese).to_string() }
}

/// The unit of a difference between two figures of a unit.
pub fn of_difference(unit: &str, lang: Lang) -> String {
    match unit {
        "probability" | "rate" | "% of GDP" | "% of baseline" | "% on previous quarter" => {
            lang.pick("percentage points", "%ポイント").to_string()
        }
        other => shown(other, lang).unit,
    }
}

/// An amount of money in US dollars, in the scale of the unit: `4.6 billion US dollars`; none where the unit names no scale.
pub fn dollars(amount: f64, unit: &str, rate: f64, lang: Lang) -> Option<String> {
    let (scale, _) = unit.split_once(' ')?;
    let millions = match scale {
        "thousand" => 1e-3,
        "million" => 1.0,
        "billion" => 1e3,
        "trillion" => 1e6,
        _ => return None,
    } * amount.abs()
        / rate;
    let (value, english, japanese) = if lang == Lang::Ja && millions >= 100.0 {
        (millions / 100.0, "", "億ドル")
    } else if millions >= 1000.0 {
        (millions / 1000.0, "billion US dollars", "")
    } else {
        (millions, "million US dollars", "百万ドル")
    };
    let places = usize::from(value < 10.0);
    Some(match lang {
        Lang::En => format!("{value:.places$} {english}"),
        Lang::Ja => format!("{value:.places$}{japanese}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_gets_the_scale_that_its_readers_use() {
        assert_eq!(shown("billion yen", Lang::Ja), Shown { factor: 10.0, unit: "億円".into() });
        assert_eq!(shown("billion yen", Lang::En), Shown { factor: 1.0, unit: "billion yen".into() });
        let hint = |amount, lang| dollars(amount, "billion yen", 143.0, lang);
        assert_eq!(hint(-646.0, Lang::En).unwrap(), "4.5 billion US dollars");
        assert_eq!(hint(-646.0, Lang::Ja).unwrap(), "45億ドル");
        assert_eq!(hint(64.6, Lang::En).unwrap(), "452 million US dollars");
        assert_eq!(dollars(1.0, "money", 143.0, Lang::En), None);
    }

    #[test]
    fn a_difference_of_percentages_is_in_percentage_points() {
        assert_eq!(of_difference("rate", Lang::En), "percentage points");
        assert_eq!(of_difference("persons", Lang::En), "persons");
        assert_eq!(shown("probability, difference", Lang::Ja).unit, "%ポイント");
    }
}
