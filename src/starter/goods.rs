//! Codes and names of sectors → which goods they make, by the international classification of industries.

/// A kind of goods.
#[derive(Debug, PartialEq)]
pub struct Goods {
    /// First and last division of ISIC Rev. 4.
    pub divisions: (u32, u32),
    /// Words of names, for tables whose codes say nothing; the first kind with a word in the name is taken.
    pub words: &'static [&'static str],
    /// Group of lines.
    pub group: &'static str,
    /// Caliendo & Parro (2015), re-estimated on their data: elasticity and robust standard error.
    pub caliendo_parro: (f64, f64),
    /// Fontagné, Guimbard & Orefice (2022): median over products, as a positive number.
    pub fontagne: f64,
}

const fn goods(
    divisions: (u32, u32),
    group: &'static str,
    caliendo_parro: (f64, f64),
    fontagne: f64,
    words: &'static [&'static str],
) -> Goods {
    Goods { divisions, words, group, caliendo_parro, fontagne }
}

/// Groups of lines: id and name.
pub const GROUPS: [(&str, &str); 6] = [
    ("food", "Farm products, fish and food"),
    ("energy", "Mining and fuels"),
    ("chemicals", "Chemicals, pharmaceuticals, rubber and plastics"),
    ("metals", "Metals and metal products"),
    ("machinery", "Machinery, electronics and vehicles"),
    ("other", "Other goods"),
];

/// Divisions of motor vehicles.
pub const VEHICLES: (u32, u32) = (29, 29);

/// All goods. More special words come before more general ones where names are matched.
pub const GOODS: [Goods; 20] = [
    goods(
        (1, 2),
        "food",
        (8.109, 1.860),
        7.824,
        &["agricult", "farm", "crop", "paddy", "wheat", "cattle", "livestock", "forest"],
    ),
    goods((3, 3), "food", (8.109, 1.860), 9.361, &["fish", "aquaculture"]),
    goods((5, 6), "energy", (15.720, 2.762), 35.084, &["coal", "oil and gas", "crude", "natural gas"]),
    goods((7, 8), "energy", (15.720, 2.762), 19.991, &["mining", "quarry", "ores"]),
    goods(
        (10, 12),
        "food",
        (2.545, 0.612),
        6.377,
        &["food", "beverage", "tobacco", "meat", "dairy", "sugar"],
    ),
    goods(
        (13, 15),
        "other",
        (5.561, 1.145),
        6.042,
        &["textile", "wearing", "apparel", "clothing", "leather", "footwear"],
    ),
    goods((16, 16), "other", (10.833, 2.531), 8.287, &["wood", "cork"]),
    goods((17, 18), "other", (9.065, 1.693), 9.921, &["paper", "pulp", "printing"]),
    goods((19, 19), "energy", (51.085, 18.052), 37.640, &["petroleum", "coke", "refinery", "coal product"]),
    goods((20, 20), "chemicals", (7.496, 2.567), 12.453, &["chemical", "fertili"]),
    goods((21, 21), "chemicals", (7.496, 2.567), 17.068, &["pharmaceutical", "medicin"]),
    goods((22, 22), "chemicals", (1.665, 1.409), 6.185, &["rubber", "plastic"]),
    goods(
        (23, 23),
        "other",
        (2.765, 1.436),
        7.959,
        &["non-metallic", "nonmetallic", "cement", "glass", "ceramic"],
    ),
    goods(
        (24, 24),
        "metals",
        (7.986, 2.526),
        12.913,
        &["basic metal", "primary metal", "iron", "steel", "alumin", "non-ferrous", "metals"],
    ),
    goods((25, 25), "metals", (4.296, 2.154), 5.390, &["metal product", "fabricated metal"]),
    goods(
        (26, 26),
        "machinery",
        (7.075, 1.718),
        6.831,
        &["electronic", "computer", "optical", "semiconductor", "communication equipment"],
    ),
    goods((27, 27), "machinery", (10.599, 1.376), 6.483, &["electrical"]),
    goods((28, 28), "machinery", (1.516, 1.806), 7.046, &["machinery", "machines"]),
    goods((29, 29), "machinery", (1.015, 0.799), 8.831, &["motor vehicle", "automobile", "cars"]),
    goods(
        (30, 30),
        "machinery",
        (0.370, 1.079),
        14.443,
        &["transport equipment", "transportation equipment", "ships", "aircraft"],
    ),
];

/// Furniture, toys, repair of machines: what division 31 to 33 make.
pub const OTHER: Goods =
    goods((31, 33), "other", (5.002, 0.924), 6.082, &["manufacturing", "furniture", "recycling", "goods"]);

/// Caliendo & Parro (2015), re-estimated: all goods together.
pub const POOLED: f64 = 4.433;

/// Words of services whose names hold words of goods, such as trade in vehicles.
const SERVICES: [&str; 22] = [
    "service",
    "trade",
    "retail",
    "wholesale",
    "sale of",
    "sale,",
    "sales",
    "repair of",
    "maintenance and repair",
    "transport via",
    "transportation of",
    "rental",
    "renting",
    "leasing",
    "publishing",
    "construction",
    "electricity",
    "supply",
    "restaurant",
    "education",
    "insurance",
    "waste",
];

/// The goods that a sector makes; empty for services and what is not known.
pub fn goods_of(code: &str, name: &str) -> Vec<&'static Goods> {
    match divisions(code) {
        Some((first, last)) => {
            all().filter(|goods| goods.divisions.0 <= last && first <= goods.divisions.1).collect()
        }
        None => by_name(name).into_iter().collect(),
    }
}

fn all() -> impl Iterator<Item = &'static Goods> {
    GOODS.iter().chain([&OTHER])
}

/// The divisions of a code that follows the classification: a letter of its sections (or `D` for all, as in the OECD's
/// tables up to 2021) and divisions, such as `C29`, `D31T33`, `A01_02`, `C10-C12`. None for others.
fn divisions(code: &str) -> Option<(u32, u32)> {
    let mut letters = code.chars();
    let section = letters.next().filter(char::is_ascii_uppercase)?;
    let rest: String = letters.collect();
    let parts: Vec<&str> =
        rest.split(|letter: char| !letter.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let number = |part: &str| if part.len() == 2 { part.parse::<u32>().ok() } else { None };
    let (first, last) = (number(parts.first()?)?, number(parts.last()?)?);
    let section_of = |division: u32| match division {
        1..=3 => 'A',
        5..=9 => 'B',
        10..=33 => 'C',
        35 => 'D',
        36..=39 => 'E',
        41..=43 => 'F',
        45..=47 => 'G',
        _ => 'Z',
    };
    let fits = first <= last && (section == 'D' || section == section_of(first) || first > 47);
    (fits && (rest.starts_with(|letter: char| letter.is_ascii_digit()))).then_some((first, last))
}

fn by_name(name: &str) -> Option<&'static Goods> {
    let name = name.to_lowercase();
    if SERVICES.iter().any(|word| name.contains(word)) {
        return None;
    }
    // The longest word found decides: `coal product` before `coal`, `electrical` before `machinery` at the same place.
    let found = |goods: &'static Goods| {
        goods
            .words
            .iter()
            .filter(|word| name.contains(**word))
            .map(|word| word.len())
            .max()
            .map(|length| (length, goods))
    };
    let longest = GOODS.iter().filter_map(found).max_by_key(|(length, _)| *length);
    longest.or_else(|| found(&OTHER)).map(|(_, goods)| goods)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_divisions(code: &str, name: &str, expected: &[(u32, u32)]) {
        let found: Vec<(u32, u32)> = goods_of(code, name).iter().map(|goods| goods.divisions).collect();
        assert_eq!(found, expected, "{code} {name}");
    }

    #[test]
    fn codes_of_the_classification_say_which_goods_are_made() {
        assert_divisions("D29", "Motor vehicles", &[(29, 29)]);
        assert_divisions("C29", "Cars", &[(29, 29)]);
        assert_divisions("D10T12", "Food", &[(10, 12)]);
        assert_divisions("C31_C32", "Furniture", &[(31, 33)]);
        assert_divisions("C10-12", "Food", &[(10, 12)]);
        assert_divisions("A01_02", "Agriculture", &[(1, 2)]);
        assert_divisions("B05_06", "Energy", &[(5, 6)]);
        assert_divisions("C20_21", "Chemicals", &[(20, 20), (21, 21)]);
        for services in ["D35", "D45T47", "G45", "H49", "D97T98", "J62_63", "B09", "E37-E39"] {
            assert_divisions(services, "Motor vehicles", &[]);
        }
    }

    #[test]
    fn names_say_it_where_codes_do_not() {
        assert_divisions("c15", "Transport Equipment", &[(30, 30)]);
        assert_divisions("c4", "Textiles and Textile Products", &[(13, 15)]);
        assert_divisions("3361MV", "Motor vehicles, bodies and trailers, and parts", &[(29, 29)]);
        assert_divisions("c14", "Electrical and Optical Equipment", &[(27, 27)]);
        assert_divisions("c8", "Coke, Refined Petroleum and Nuclear Fuel", &[(19, 19)]);
        assert_divisions("c16", "Manufacturing, Nec; Recycling", &[(31, 33)]);
        for services in [
            "Sale, Maintenance and Repair of Motor Vehicles",
            "Transport via railways",
            "Hotels and Restaurants",
            "Steam and hot water supply",
            "Retail trade of motor fuel",
        ] {
            assert_divisions("x", services, &[]);
        }
    }
}
