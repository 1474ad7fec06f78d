//! Names of measures, scopes, periods and units in both languages.

use crate::report::lang::Lang;

/// A measure in words, without its scope.
pub fn metric(name: &str, lang: Lang) -> &str {
    let (english, japanese) = match name {
        "gdp_real" => ("Real GDP", "実質GDP"),
        "gdi_real" => ("Real income", "実質国内総所得"),
        "gdp_growth" => ("Growth of real GDP", "実質GDP成長率"),
        "export_volume" => ("Exports, volume", "輸出数量"),
        "export_price" => ("Exports, price", "輸出価格"),
        "export_value" => ("Exports, value", "輸出金額"),
        "export_income" => ("Income lost or gained by prices", "価格変化による所得の増減"),
        "tariff_rate" => ("Effective tariff rate", "実効関税率"),
        "output" => ("Gross output", "生産額"),
        "value_added" => ("Value added", "粗付加価値額"),
        "jobs_supported" => ("Jobs supported", "就業誘発者数"),
        "headcount" => ("Expected headcount", "就業者数（見込み）"),
        "jobs_attributed" => ("Jobs supported, by cause", "要因別就業誘発者数"),
        "recession" => ("Technical recession", "2四半期連続のマイナス成長"),
        "recession_baseline" => {
            ("Technical recession without tariffs", "2四半期連続のマイナス成長（関税なし）")
        }
        other => return other,
    };
    lang.pick(english, japanese)
}

/// Whether a measure is a change, so that a gain carries a plus sign.
pub fn is_effect(metric: &str) -> bool {
    !matches!(metric, "tariff_rate" | "recession" | "recession_baseline")
}

/// A part of an impact in words.
pub fn channel(name: &str, lang: Lang) -> &str {
    let (english, japanese) = match name {
        "direct" => ("direct", "直接効果"),
        "indirect" => ("indirect", "第1次間接効果"),
        "induced" => ("induced", "第2次間接効果"),
        "total" => ("total", "合計"),
        other => return other,
    };
    lang.pick(english, japanese)
}

/// A period in words: `2026`, `2025Q3`, `FY2025`, `all`.
pub fn period(name: &str, lang: Lang) -> String {
    match (lang, name) {
        (Lang::En, "all") => "whole horizon".to_string(),
        (Lang::Ja, "all") => "全期間".to_string(),
        (Lang::En, _) => name.to_string(),
        (Lang::Ja, _) => match (name.strip_prefix("FY"), name.split_once('Q'), name.split_once('-')) {
            (Some(year), ..) => format!("{year}年度"),
            (_, Some((year, quarter)), _) => format!("{year}年第{quarter}四半期"),
            (.., Some((year, month))) => format!("{year}年{}月", month.trim_start_matches('0')),
            _ => format!("{name}年"),
        },
    }
}

/// A period as short as an axis needs it.
pub fn tick(name: &str, lang: Lang) -> String {
    if lang == Lang::En {
        return name.to_string();
    }
    let numerals = ["I", "II", "III", "IV"];
    match (name.strip_prefix("FY"), name.split_once('Q')) {
        (Some(year), _) => format!("{year}年度"),
        (_, Some((year, quarter))) => {
            let number = quarter.parse::<usize>().unwrap_or(0).wrapping_sub(1);
            format!("{year} {}", numerals.get(number).copied().unwrap_or(quarter))
        }
        _ => name.to_string(),
    }
}

/// A date in words; what is none stays as it is.
pub fn date(text: &str, lang: Lang) -> String {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts[..] else { return text.to_string() };
    let (Ok(number), Ok(day)) = (month.parse::<usize>(), day.parse::<u32>()) else {
        return text.to_string();
    };
    let months = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    match (lang, months.get(number.wrapping_sub(1))) {
        (Lang::En, Some(month)) => format!("{day} {month} {year}"),
        (Lang::Ja, Some(_)) => format!("{year}年{number}月{day}日"),
        _ => text.to_string(),
    }
}

/// A group of inputs, as `drivers` names it; none for other names.
pub fn input_group(name: &str, lang: Lang) -> Option<&'static str> {
    if lang == Lang::En {
        return None;
    }
    Some(match name {
        "talks" => "交渉：経過と、それで決まる税率・時期",
        "chip-demand" => "交渉材料がもたらす（または失わせる）需要",
        "history" => "基準日までに決まった関税",
        "absorption" => "輸出者による関税の吸収（値下げ）",
        "rival-prices" => "競合国と仕向国内生産者の価格",
        "elasticities" => "貿易の弾力性",
        "adjustment-speed" => "数量調整の速さ",
        "diversion" => "他市場への振替",
        "currency" => "為替レート",
        "spending" => "所得からの支出：投資の削減、消費、労働分配",
        "labour" => "雇用の反応：労働保蔵、就業者数",
        "growth" => "関税がない場合の成長率",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_and_dates_read_as_people_write_them() {
        assert_eq!(period("FY2025", Lang::Ja), "2025年度");
        assert_eq!(period("2025Q3", Lang::Ja), "2025年第3四半期");
        assert_eq!(period("2025-07", Lang::Ja), "2025年7月");
        assert_eq!(period("all", Lang::En), "whole horizon");
        assert_eq!(tick("2025Q4", Lang::Ja), "2025 IV");
        assert_eq!(date("2025-05-26", Lang::En), "26 May 2025");
        assert_eq!(date("2025-05-26", Lang::Ja), "2025年5月26日");
        assert_eq!(date("never", Lang::En), "never");
    }
}
