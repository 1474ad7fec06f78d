//! Industry codes of OECD tables → their names, in the editions from 2018 on (ISIC Rev. 4).

/// Industries of the 2021 and 2023 editions: number after `D` as the 2021 edition writes it, code of the 2023 edition, name.
const INDUSTRIES: [(&str, &str, &str); 45] = [
    ("01T02", "A01_02", "Agriculture, hunting, forestry"),
    ("03", "A03", "Fishing and aquaculture"),
    ("05T06", "B05_06", "Mining and quarrying, energy producing products"),
    ("07T08", "B07_08", "Mining and quarrying, non-energy producing products"),
    ("09", "B09", "Mining support service activities"),
    ("10T12", "C10T12", "Food products, beverages and tobacco"),
    ("13T15", "C13T15", "Textiles, textile products, leather and footwear"),
    ("16", "C16", "Wood and products of wood and cork"),
    ("17T18", "C17_18", "Paper products and printing"),
    ("19", "C19", "Coke and refined petroleum products"),
    ("20", "C20", "Chemical and chemical products"),
    ("21", "C21", "Pharmaceuticals, medicinal chemical and botanical products"),
    ("22", "C22", "Rubber and plastics products"),
    ("23", "C23", "Other non-metallic mineral products"),
    ("24", "C24", "Basic metals"),
    ("25", "C25", "Fabricated metal products"),
    ("26", "C26", "Computer, electronic and optical equipment"),
    ("27", "C27", "Electrical equipment"),
    ("28", "C28", "Machinery and equipment, nec"),
    ("29", "C29", "Motor vehicles, trailers and semi-trailers"),
    ("30", "C30", "Other transport equipment"),
    ("31T33", "C31T33", "Manufacturing nec; repair and installation of machinery and equipment"),
    ("35", "D", "Electricity, gas, steam and air conditioning supply"),
    ("36T39", "E", "Water supply; sewerage, waste management and remediation activities"),
    ("41T43", "F", "Construction"),
    ("45T47", "G", "Wholesale and retail trade; repair of motor vehicles"),
    ("49", "H49", "Land transport and transport via pipelines"),
    ("50", "H50", "Water transport"),
    ("51", "H51", "Air transport"),
    ("52", "H52", "Warehousing and support activities for transportation"),
    ("53", "H53", "Postal and courier activities"),
    ("55T56", "I", "Accommodation and food service activities"),
    ("58T60", "J58T60", "Publishing, audiovisual and broadcasting activities"),
    ("61", "J61", "Telecommunications"),
    ("62T63", "J62_63", "IT and other information services"),
    ("64T66", "K", "Financial and insurance activities"),
    ("68", "L", "Real estate activities"),
    ("69T75", "M", "Professional, scientific and technical activities"),
    ("77T82", "N", "Administrative and support services"),
    ("84", "O", "Public administration and defence; compulsory social security"),
    ("85", "P", "Education"),
    ("86T88", "Q", "Human health and social work activities"),
    ("90T93", "R", "Arts, entertainment and recreation"),
    ("94T96", "S", "Other service activities"),
    (
        "97T98",
        "T",
        "Activities of households as employers; undifferentiated goods- and services-producing activities of households \
         for own use",
    ),
];

/// Industries that the 2025 edition splits.
const SPLIT: [(&str, &str); 10] = [
    ("A01", "Crop and animal production, hunting"),
    ("A02", "Forestry and logging"),
    ("B05", "Mining of coal and lignite"),
    ("B06", "Extraction of crude petroleum and natural gas"),
    ("B07", "Mining of metal ores"),
    ("B08", "Other mining and quarrying"),
    ("C24A", "Basic iron and steel"),
    ("C24B", "Basic precious and other non-ferrous metals"),
    ("C301", "Building of ships and boats"),
    ("C302T309", "Other transport equipment, without ships and boats"),
];

/// Industries that the 2018 edition put together.
const JOINED: [(&str, &str); 4] = [
    ("01T03", "Agriculture, forestry and fishing"),
    ("20T21", "Chemicals and pharmaceutical products"),
    ("69T82", "Other business sector services"),
    ("90T96", "Arts, entertainment, recreation and other service activities"),
];

/// The name of an industry: `C29`, `D29` or `29`.
pub fn name(code: &str) -> Option<&'static str> {
    let number = code.strip_prefix('D').unwrap_or(code);
    let fits = |row: &&(&str, &str, &str)| row.0 == number || row.1 == code;
    let other = || SPLIT.iter().chain(&JOINED).find(|row| row.0 == code || row.0 == number).map(|row| row.1);
    INDUSTRIES.iter().find(fits).map(|row| row.2).or_else(other)
}

/// The code of the industry with a number from 1 to 45, as `D29`.
pub fn code(number: usize) -> Option<String> {
    number.checked_sub(1).and_then(|at| INDUSTRIES.get(at)).map(|row| format!("D{}", row.0))
}

/// The edition that has such a code, where only one does.
pub fn edition(codes: &[&str]) -> Option<u16> {
    let has =
        |wanted: &str| codes.iter().any(|code| *code == wanted || code.strip_prefix('D') == Some(wanted));
    let is_sic3 = |code: &&str| code.strip_prefix('C').is_some_and(|rest| rest.starts_with("01T05"));
    if codes.iter().any(is_sic3) {
        None
    } else if has("C24A") || has("B06") {
        Some(2025)
    } else if has("A01_02") || has("B05_06") {
        Some(2023)
    } else if has("01T02") || has("20") && has("21") && has("03") {
        Some(2021)
    } else if has("01T03") || has("20T21") {
        Some(2018)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_all_editions_have_names() {
        assert_eq!(code(20).as_deref(), Some("D29"));
        assert_eq!((code(0), code(46)), (None, None));
        for code in ["29", "D29", "C29"] {
            assert_eq!(name(code), Some("Motor vehicles, trailers and semi-trailers"));
        }
        assert_eq!(name("D"), Some("Electricity, gas, steam and air conditioning supply"));
        assert_eq!((name("C24B"), name("01T03"), name("X")), (Some(SPLIT[7].1), Some(JOINED[0].1), None));
    }

    #[test]
    fn codes_tell_the_edition() {
        assert_eq!(edition(&["01T03", "29"]), Some(2018));
        assert_eq!(edition(&["D01T02", "D29"]), Some(2021));
        assert_eq!(edition(&["A01_02", "C29"]), Some(2023));
        assert_eq!(edition(&["A01", "B06", "C29"]), Some(2025));
        assert_eq!(edition(&["C01T05", "C29"]), None);
    }
}
