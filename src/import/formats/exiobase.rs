//! EXIOBASE 3, monetary tables by industry or by product → a table.
//!
//! From version 3.8 on a folder holds `Z`, `Y`, `x`; before it `A` and `Y`. Primary inputs and employment stand in
//! `satellite`, from 3.9 on in `factor_inputs` and `employment`.

use std::collections::BTreeMap;

use super::pymrio::{Metadata, archive, saved, system, year};
use crate::import::reader::{ReadOptions, Reader, Reading};
use crate::import::sheet::read_text_sheet;
use crate::import::source::Source;
use crate::import::table::Table;

/// Reader of EXIOBASE 3.
pub const READER: Reader = Reader {
    name: "exiobase",
    about: "EXIOBASE 3, IOT_YEAR_ixi or IOT_YEAR_pxp, folder or zip (3.4 to 3.10)",
    recognise,
    read,
};

/// Code and name of the regions, and the three-letter code that some files of version 3.4 have instead.
/// EXIOBASE 3 supporting information (Stadler et al. 2018, Journal of Industrial Ecology 22(3)); ISO 3166-1.
const REGIONS: [[&str; 3]; 49] = [
    ["AT", "AUT", "Austria"],
    ["BE", "BEL", "Belgium"],
    ["BG", "BGR", "Bulgaria"],
    ["CY", "CYP", "Cyprus"],
    ["CZ", "CZE", "Czech Republic"],
    ["DE", "DEU", "Germany"],
    ["DK", "DNK", "Denmark"],
    ["EE", "EST", "Estonia"],
    ["ES", "ESP", "Spain"],
    ["FI", "FIN", "Finland"],
    ["FR", "FRA", "France"],
    ["GR", "GRC", "Greece"],
    ["HR", "HRV", "Croatia"],
    ["HU", "HUN", "Hungary"],
    ["IE", "IRL", "Ireland"],
    ["IT", "ITA", "Italy"],
    ["LT", "LTU", "Lithuania"],
    ["LU", "LUX", "Luxembourg"],
    ["LV", "LVA", "Latvia"],
    ["MT", "MLT", "Malta"],
    ["NL", "NLD", "Netherlands"],
    ["PL", "POL", "Poland"],
    ["PT", "PRT", "Portugal"],
    ["RO", "ROM", "Romania"],
    ["SE", "SWE", "Sweden"],
    ["SI", "SVN", "Slovenia"],
    ["SK", "SVK", "Slovakia"],
    ["GB", "GBR", "United Kingdom"],
    ["US", "USA", "United States"],
    ["JP", "JPN", "Japan"],
    ["CN", "CHN", "China"],
    ["CA", "CAN", "Canada"],
    ["KR", "KOR", "South Korea"],
    ["BR", "BRA", "Brazil"],
    ["IN", "IND", "India"],
    ["MX", "MEX", "Mexico"],
    ["RU", "RUS", "Russia"],
    ["AU", "AUS", "Australia"],
    ["CH", "CHE", "Switzerland"],
    ["TR", "TUR", "Turkey"],
    ["TW", "TWN", "Taiwan"],
    ["NO", "NOR", "Norway"],
    ["ID", "IDN", "Indonesia"],
    ["ZA", "ZAF", "South Africa"],
    ["WA", "WWA", "Rest of Asia and Pacific"],
    ["WL", "WWL", "Rest of America"],
    ["WE", "WWE", "Rest of Europe"],
    ["WF", "WWF", "Rest of Africa"],
    ["WM", "WWM", "Rest of Middle East"],
];

/// The two-letter code of a region.
fn region(code: &str) -> &str {
    REGIONS.iter().find(|[_, long, _]| *long == code).map_or(code, |[short, _, _]| short)
}

fn recognise(source: &Source) -> bool {
    let names = source.names();
    let has = |table: &str| names.iter().any(|name| name.rsplit('/').next() == Some(table));
    let named = |text: &str| text.contains("_ixi") || text.contains("_pxp");
    let own = has("industries.txt")
        || has("products.txt")
        || named(&archive(source))
        || names.iter().any(|name| named(name));
    has("Y.txt") && (has("Z.txt") || has("A.txt")) && own
}

fn read(source: &Source, options: &ReadOptions, progress: &dyn Fn(&str)) -> Reading<Table> {
    let (system, extensions) = saved::find(source, true)?;
    let mut table = system::read_system(source, (&system, &extensions), region, options, progress)?;
    let about = Metadata::read(source, &system.folder);
    year(&mut table, &[system.name(), &archive(source), &about.name, &about.description], source, options)?;
    for named in &mut table.regions {
        if let Some([_, _, name]) = REGIONS.iter().find(|[code, _, _]| *code == named.code) {
            named.name = (*name).to_string();
        }
    }
    let by_product = [&about.system, &about.name, &archive(source)].iter().any(|text| text.contains("pxp"))
        || system.name().contains("pxp");
    let lists =
        if by_product { ["products.txt", "industries.txt"] } else { ["industries.txt", "products.txt"] };
    for list in lists.map(|list| format!("{}{list}", system.folder)) {
        if source.names().contains(&list.as_str()) && set_codes(&mut table, &codes(source, &list)?) {
            break;
        }
    }
    let version = about.version.trim_start_matches('v');
    let version = if version.is_empty() { String::new() } else { format!(" (version {version})") };
    let kind = if by_product { "product by product" } else { "industry by industry" };
    let when = table.year.map(|year| format!(", {year}")).unwrap_or_default();
    table.title = format!("EXIOBASE 3{version}, {kind}{when}");
    Ok(table)
}

/// Codes of the sectors by name: the columns `Name` and `CodeNr` of a list.
fn codes(source: &Source, list: &str) -> Reading<BTreeMap<String, String>> {
    let sheet = read_text_sheet(&source.read(list)?, b'\t')?;
    let (Some((head, name)), Some((_, code))) = (sheet.find("Name"), sheet.find("CodeNr")) else {
        return Ok(BTreeMap::new());
    };
    let rows = head + 1..sheet.rows.len();
    let pairs = rows.map(|row| (sheet.text(row, name), sheet.text(row, code)));
    Ok(pairs.filter(|(name, code)| !name.is_empty() && !code.is_empty()).collect())
}

/// Gives sectors their codes if all of them have one.
fn set_codes(table: &mut Table, codes: &BTreeMap<String, String>) -> bool {
    let complete = table.nodes.iter().all(|node| codes.contains_key(&node.name));
    if complete {
        for node in &mut table.nodes {
            node.code.clone_from(&codes[&node.name]);
        }
    }
    complete
}

#[cfg(test)]
mod tests;
