//! Row and column labels of OECD national tables → what they mean, in all editions.

use super::super::super::arrange::{ColumnLabel, RowLabel};
use super::super::super::arranged::{Item, Margin};
use super::super::super::table::Use;
use super::super::oecd_industries;

/// What rows and columns may be, for messages.
pub const KNOWN: &str = "industries (`TTL_`, `DOM_`, `IMP_` before their codes), TXS_IMP_FNL, TXS_INT_FNL, TTL_INT_FNL, VALU, \
                         OUTPUT, HFCE, NPISH, GGFC, GFCF, INVNT, DPABR or CONS_ABR, CONS_NONRES, EXPO and IMPO";

/// A label without the name that some downloads add: `HFCE: Final consumption of households`.
pub fn code(label: &str) -> &str {
    label.split_once(": ").map_or(label, |(code, _)| code)
}

/// How the industries of a file are labelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Industries {
    /// By their numbers from 01 to 45, in the order of the 2021 edition.
    Numbered,
    /// By their codes.
    Coded,
}

impl Industries {
    /// Looks at the labels of all rows and columns.
    pub fn of<'l>(labels: impl Iterator<Item = &'l str>) -> Self {
        let industries =
            labels.map(code).filter(|label| column_of(label).is_none() && items(label).is_none());
        let numbered =
            |label: &str| label.parse().is_ok_and(|number| oecd_industries::code(number).is_some());
        if industries.into_iter().all(numbered) { Self::Numbered } else { Self::Coded }
    }

    /// The code of an industry: `D01T02` for `01T02`, `D09` for `9`; codes with letters stay.
    pub fn code(self, label: &str) -> Option<String> {
        if self == Self::Numbered {
            return label.parse().ok().and_then(oecd_industries::code);
        }
        let number = label.strip_prefix('D').unwrap_or(label);
        match number.as_bytes() {
            [b'0'..=b'9'] => Some(format!("D0{number}")),
            [b'0'..=b'9', ..] => Some(format!("D{number}")),
            [] if label.is_empty() => None,
            _ => Some(label.to_string()),
        }
    }

    /// What a row means.
    pub fn row(self, label: &str) -> Option<RowLabel> {
        let label = code(label);
        if let Some(items) = items(label) {
            return Some(RowLabel::Items(items));
        }
        if label.starts_with("IMP_") {
            return Some(RowLabel::Items(&[Item::Imports]));
        }
        let industry = label.strip_prefix("TTL_").or_else(|| label.strip_prefix("DOM_")).unwrap_or(label);
        self.code(industry).map(|code| RowLabel::Sector(String::new(), code))
    }

    /// What a column means.
    pub fn column(self, label: &str) -> Option<ColumnLabel> {
        let label = code(label);
        column_of(label).or_else(|| self.code(label).map(|code| ColumnLabel::Sector(String::new(), code)))
    }
}

/// Rows below the industries.
fn items(label: &str) -> Option<&'static [Item]> {
    Some(match label {
        "TXS_INT_FNL" | "TXS_INT" | "TLS" => &[Item::NetTaxes],
        "TXS_IMP_FNL" | "TXS_IMP" => &[Item::ForeignTaxes],
        "VALU" | "VA" => &[Item::ValueAdded],
        "LABR" => &[Item::Compensation],
        "OUTPUT" | "OUT" => &[Item::Output],
        // Sums of other rows, and parts of value added that are not asked for.
        "TTL_INT_FNL" | "TTL_INT" | "TOTAL" | "CTOTAL" | "OTXS" | "GOPS" | "CFC" | "NOPS" | "DISC" => &[],
        _ => return None,
    })
}

/// Columns beside the industries. Purchases abroad are of households, purchases of non-residents are exports.
fn column_of(label: &str) -> Option<ColumnLabel> {
    let user = |kind| ColumnLabel::User(String::new(), kind);
    Some(match label {
        "HFCE" | "NPISH" | "CONS_ABR" | "DPABR" => user(Use::Household),
        "GGFC" => user(Use::Government),
        "GFCF" => user(Use::Investment),
        "INVNT" => user(Use::Inventories),
        "EXPO" | "CONS_NONRES" => user(Use::Exports),
        "IMPO" => ColumnLabel::Margin(Margin::Imports),
        "DISC" => ColumnLabel::Margin(Margin::Discrepancy),
        "TOTAL" | "CTOTAL" | "ICESHR" => ColumnLabel::Nothing,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn industries_of_all_editions_have_one_code_in_rows_and_columns() {
        let numbered = Industries::of(["01", "29", "VALU", "HFCE"].into_iter());
        assert_eq!(numbered, Industries::Numbered);
        assert_eq!(numbered.code("20").as_deref(), Some("D29"));
        assert_eq!(numbered.code("46"), None);
        let coded = Industries::of(["TTL_01T02", "D01T02", "TTL_9", "D09"].into_iter());
        assert_eq!(coded, Industries::Coded);
        for (row, column, code) in [
            ("TTL_01T02", "D01T02", "D01T02"),
            ("DOM_9", "D09", "D09"),
            ("DOM_A01_02: Agriculture", "A01_02", "A01_02"),
            ("TTL_D", "D", "D"),
            ("DOM_C01T05", "C01T05", "C01T05"),
        ] {
            let code = code.to_string();
            assert_eq!(coded.row(row), Some(RowLabel::Sector(String::new(), code.clone())), "{row}");
            assert_eq!(coded.column(column), Some(ColumnLabel::Sector(String::new(), code)), "{column}");
        }
        assert_eq!(coded.row("IMP_29"), Some(RowLabel::Items(&[Item::Imports])));
        assert_eq!(coded.row("TTL_INT_FNL"), Some(RowLabel::Items(&[])));
    }
}
