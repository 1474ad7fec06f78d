//! Country codes of tables (ISO 3166, three and two letters) → English names.

/// Three letters, two letters, name.
const COUNTRIES: [(&str, &str, &str); 108] = [
    ("AGO", "AO", "Angola"),
    ("ALB", "AL", "Albania"),
    ("ARE", "AE", "United Arab Emirates"),
    ("ARG", "AR", "Argentina"),
    ("ARM", "AM", "Armenia"),
    ("AUS", "AU", "Australia"),
    ("AUT", "AT", "Austria"),
    ("AZE", "AZ", "Azerbaijan"),
    ("BEL", "BE", "Belgium"),
    ("BGD", "BD", "Bangladesh"),
    ("BGR", "BG", "Bulgaria"),
    ("BIH", "BA", "Bosnia and Herzegovina"),
    ("BLR", "BY", "Belarus"),
    ("BOL", "BO", "Bolivia"),
    ("BRA", "BR", "Brazil"),
    ("BRN", "BN", "Brunei Darussalam"),
    ("BTN", "BT", "Bhutan"),
    ("CAN", "CA", "Canada"),
    ("CHE", "CH", "Switzerland"),
    ("CHL", "CL", "Chile"),
    ("CHN", "CN", "China"),
    ("CIV", "CI", "Côte d'Ivoire"),
    ("CMR", "CM", "Cameroon"),
    ("COD", "CD", "Democratic Republic of the Congo"),
    ("COL", "CO", "Colombia"),
    ("CRI", "CR", "Costa Rica"),
    ("CYP", "CY", "Cyprus"),
    ("CZE", "CZ", "Czechia"),
    ("DEU", "DE", "Germany"),
    ("DNK", "DK", "Denmark"),
    ("DZA", "DZ", "Algeria"),
    ("ECU", "EC", "Ecuador"),
    ("EGY", "EG", "Egypt"),
    ("ESP", "ES", "Spain"),
    ("EST", "EE", "Estonia"),
    ("ETH", "ET", "Ethiopia"),
    ("FIN", "FI", "Finland"),
    ("FJI", "FJ", "Fiji"),
    ("FRA", "FR", "France"),
    ("GBR", "GB", "United Kingdom"),
    ("GEO", "GE", "Georgia"),
    ("GHA", "GH", "Ghana"),
    ("GRC", "GR", "Greece"),
    ("HKG", "HK", "Hong Kong, China"),
    ("HRV", "HR", "Croatia"),
    ("HUN", "HU", "Hungary"),
    ("IDN", "ID", "Indonesia"),
    ("IND", "IN", "India"),
    ("IRL", "IE", "Ireland"),
    ("IRN", "IR", "Iran"),
    ("ISL", "IS", "Iceland"),
    ("ISR", "IL", "Israel"),
    ("ITA", "IT", "Italy"),
    ("JOR", "JO", "Jordan"),
    ("JPN", "JP", "Japan"),
    ("KAZ", "KZ", "Kazakhstan"),
    ("KEN", "KE", "Kenya"),
    ("KGZ", "KG", "Kyrgyzstan"),
    ("KHM", "KH", "Cambodia"),
    ("KOR", "KR", "Korea"),
    ("KWT", "KW", "Kuwait"),
    ("LAO", "LA", "Lao People's Democratic Republic"),
    ("LKA", "LK", "Sri Lanka"),
    ("LTU", "LT", "Lithuania"),
    ("LUX", "LU", "Luxembourg"),
    ("LVA", "LV", "Latvia"),
    ("MAR", "MA", "Morocco"),
    ("MDA", "MD", "Moldova"),
    ("MDV", "MV", "Maldives"),
    ("MEX", "MX", "Mexico"),
    ("MKD", "MK", "North Macedonia"),
    ("MLT", "MT", "Malta"),
    ("MMR", "MM", "Myanmar"),
    ("MNE", "ME", "Montenegro"),
    ("MNG", "MN", "Mongolia"),
    ("MYS", "MY", "Malaysia"),
    ("NGA", "NG", "Nigeria"),
    ("NLD", "NL", "Netherlands"),
    ("NOR", "NO", "Norway"),
    ("NPL", "NP", "Nepal"),
    ("NZL", "NZ", "New Zealand"),
    ("PAK", "PK", "Pakistan"),
    ("PER", "PE", "Peru"),
    ("PHL", "PH", "Philippines"),
    ("POL", "PL", "Poland"),
    ("PRT", "PT", "Portugal"),
    ("QAT", "QA", "Qatar"),
    ("ROU", "RO", "Romania"),
    ("RUS", "RU", "Russia"),
    ("SAU", "SA", "Saudi Arabia"),
    ("SEN", "SN", "Senegal"),
    ("SGP", "SG", "Singapore"),
    ("SRB", "RS", "Serbia"),
    ("STP", "ST", "Sao Tome and Principe"),
    ("SVK", "SK", "Slovakia"),
    ("SVN", "SI", "Slovenia"),
    ("SWE", "SE", "Sweden"),
    ("THA", "TH", "Thailand"),
    ("TUN", "TN", "Tunisia"),
    ("TUR", "TR", "Türkiye"),
    ("TWN", "TW", "Chinese Taipei"),
    ("UKR", "UA", "Ukraine"),
    ("URY", "UY", "Uruguay"),
    ("USA", "US", "United States"),
    ("UZB", "UZ", "Uzbekistan"),
    ("VNM", "VN", "Viet Nam"),
    ("ZAF", "ZA", "South Africa"),
    ("ZMB", "ZM", "Zambia"),
];

/// The name of a country by its code of three or two letters; the rest of the world under the codes of publishers.
pub fn name(code: &str) -> Option<&'static str> {
    match code {
        "ROW" | "RoW" | "FIGW1" => Some("Rest of the world"),
        "EU27" | "EU27_2020" => Some("European Union (27)"),
        "EL" => Some("Greece"),
        "UK" => Some("United Kingdom"),
        _ => COUNTRIES.iter().find(|row| row.0 == code || row.1 == code).map(|row| row.2),
    }
}

/// Whether letters are a country's code of three letters, whatever their case.
pub fn is_country(letters: &str) -> bool {
    letters.eq_ignore_ascii_case("ROW") || COUNTRIES.iter().any(|row| row.0.eq_ignore_ascii_case(letters))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_three_and_two_letters_have_names() {
        assert_eq!(
            (name("KOR"), name("KR"), name("FIGW1")),
            (Some("Korea"), Some("Korea"), Some("Rest of the world"))
        );
        assert_eq!((name("XXX"), is_country("jpn"), is_country("iot")), (None, true, false));
        let mut codes: Vec<&str> = COUNTRIES.iter().flat_map(|row| [row.0, row.1]).collect();
        codes.sort_unstable();
        assert!(codes.windows(2).all(|pair| pair[0] != pair[1]), "a code is there twice");
    }
}
