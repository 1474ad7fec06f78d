//! An imported table → the files of `economy/`, all of them or none.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{Compression, Repetition, Type as PhysicalType};
use parquet::data_type::{DoubleType, Int32Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use super::Imported;
use super::origin::{ORIGIN, Origin};
use super::table::{Imports, Table, Use};
use crate::error::{Error, Result};
use crate::output::{Contents, Staging};

/// The most sectors whose flows are written as text.
pub const LARGEST_TEXT: usize = 500;
/// Flows of a row group.
const ROW_GROUP: usize = 1 << 22;

/// An economy that an import wrote.
const ECONOMY: Contents = Contents {
    holds: "tables of an import",
    mark: ORIGIN,
    is_ours,
    elsewhere: "Choose another folder with --out.",
};

fn is_ours(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).ok().and_then(Origin::parse).is_some()
}

/// Checks, before any work, that tables may go to `economy/` in a folder.
///
/// # Errors
/// [`Error::Results`] where something else stands there, or an earlier import without leave to overwrite it.
pub fn check_folder(folder: &Path, overwrite: bool) -> Result<()> {
    ECONOMY.check_target(&folder.join("economy"), overwrite)
}

/// Writes `economy/` in a folder. Returns the names of the files.
///
/// # Errors
/// As [`check_folder`], and where a file cannot be written; the folder is then left as it was.
pub fn write(imported: &Imported, folder: &Path, overwrite: bool) -> Result<Vec<String>> {
    let table = &imported.table;
    let staging = Staging::start_with(&ECONOMY, &folder.join("economy"), overwrite)?;
    let mut names = Vec::new();
    let mut put = |name: &str, bytes: Vec<u8>| {
        names.push(name.to_string());
        staging.write(name, &bytes)
    };
    if table.regions.len() > 1 {
        put("regions.csv", regions(table)?)?;
    }
    put("sectors.csv", sectors(table)?)?;
    put("final_demand.csv", final_demand(table)?)?;
    if table.nodes.len() <= LARGEST_TEXT {
        put("transactions.csv", transactions(table)?)?;
    } else {
        let name = "transactions.parquet";
        let path = staging.file(name)?;
        let failed = |error| Error::Results(format!("cannot write {}: {error}", path.display()));
        write_flows(table, File::create(&path).map_err(Error::file("write", &path))?).map_err(failed)?;
        names.push(name.to_string());
    }
    staging.write(ORIGIN, imported.origin.text()?.as_bytes())?;
    names.push(ORIGIN.to_string());
    staging.publish(overwrite)?;
    Ok(names)
}

/// A csv file from its rows.
fn csv_bytes<R: IntoIterator<Item = Vec<String>>>(rows: R) -> Result<Vec<u8>> {
    let failed = |error: csv::Error| Error::Results(format!("cannot write csv: {error}"));
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).map_err(failed)?;
    }
    writer.into_inner().map_err(|error| Error::Results(format!("cannot write csv: {error}")))
}

fn words<const N: usize>(words: [&str; N]) -> Vec<String> {
    words.map(str::to_string).to_vec()
}

fn regions(table: &Table) -> Result<Vec<u8>> {
    let row = |region: &super::Named| vec![region.code.clone(), or_code(&region.name, &region.code)];
    csv_bytes([words(["region", "name"])].into_iter().chain(table.regions.iter().map(row)))
}

fn or_code(name: &str, code: &str) -> String {
    let name = name.trim();
    if name.is_empty() { code.to_string() } else { name.to_string() }
}

fn sectors(table: &Table) -> Result<Vec<u8>> {
    let columns = [
        "code",
        "name",
        "output",
        "imported_inputs",
        "net_taxes",
        "value_added",
        "compensation",
        "employment",
    ];
    let several = table.regions.len() > 1;
    let header = several.then(|| "region".to_string()).into_iter().chain(words(columns)).collect();
    let at = |list: Option<&Vec<f64>>, i: usize| list.map_or(0.0, |values| values[i]);
    let imported = |i: usize| match &table.imports {
        Imports::Separate { inputs, .. } => inputs[i],
        _ => 0.0,
    };
    let row = |i: usize| {
        let node = &table.nodes[i];
        let region = several.then(|| table.regions[node.region].code.clone());
        let figures = [
            table.output[i],
            imported(i),
            table.net_taxes[i],
            table.value_added[i],
            at(table.compensation.as_ref(), i),
            at(table.employment.as_ref(), i),
        ];
        let texts = [node.code.clone(), or_code(&node.name, &node.code)];
        region.into_iter().chain(texts).chain(figures.map(|figure| figure.to_string())).collect()
    };
    csv_bytes(std::iter::once(header).chain((0..table.nodes.len()).map(row)))
}

fn final_demand(table: &Table) -> Result<Vec<u8>> {
    let several = table.regions.len() > 1;
    let user_name = |user: &super::User| {
        let name = match user.kind {
            Use::Household => "household",
            Use::Government => "government",
            Use::Investment => "investment",
            Use::Inventories => "inventories",
            Use::Exports => return "exports".to_string(),
        };
        if several { format!("{}.{name}", table.regions[user.region].code) } else { name.to_string() }
    };
    let row = |name: String, values: Vec<f64>| {
        std::iter::once(name).chain(values.iter().map(ToString::to_string)).collect::<Vec<_>>()
    };
    let mut rows = vec![
        std::iter::once("sector".to_string()).chain(table.users.iter().map(user_name)).collect::<Vec<_>>(),
    ];
    for i in 0..table.nodes.len() {
        rows.push(row(table.node_name(i), table.final_demand.row(i).iter().copied().collect()));
    }
    let imports = match &table.imports {
        Imports::Separate { final_use, .. } => final_use.clone(),
        _ => vec![0.0; table.users.len()],
    };
    rows.push(row("imports".into(), imports));
    rows.push(row("net_taxes".into(), table.final_taxes.clone()));
    csv_bytes(rows)
}

fn transactions(table: &Table) -> Result<Vec<u8>> {
    let nodes = table.nodes.len();
    let names = (0..nodes).map(|i| table.node_name(i));
    let header = std::iter::once("sector".to_string()).chain(names).collect();
    let row = |i: usize| {
        let mut cells = vec!["0".to_string(); nodes + 1];
        cells[0] = table.node_name(i);
        table.flows.row(i).for_each(|(j, value)| cells[j + 1] = value.to_string());
        cells
    };
    csv_bytes(std::iter::once(header).chain((0..nodes).map(row)))
}

/// Flows as three columns: `seller` and `buyer`, rows of `sectors.csv` from 1, and `value`; zeros are left out.
fn write_flows(table: &Table, file: File) -> parquet::errors::Result<()> {
    let field = |name: &str, kind| {
        Ok(Arc::new(Type::primitive_type_builder(name, kind).with_repetition(Repetition::REQUIRED).build()?))
    };
    let fields =
        [("seller", PhysicalType::INT32), ("buyer", PhysicalType::INT32), ("value", PhysicalType::DOUBLE)];
    let fields =
        fields.map(|(name, kind)| field(name, kind)).into_iter().collect::<parquet::errors::Result<_>>()?;
    let schema = Arc::new(Type::group_type_builder("transactions").with_fields(fields).build()?);
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by(format!("kanzei {}", env!("CARGO_PKG_VERSION")))
        .build();
    let mut writer = SerializedFileWriter::new(file, schema, Arc::new(properties))?;
    let mut group = RowGroup::default();
    for i in 0..table.nodes.len() {
        for (j, value) in table.flows.row(i).filter(|(_, value)| *value != 0.0) {
            group.sellers.push(i as i32 + 1);
            group.buyers.push(j as i32 + 1);
            group.values.push(value);
        }
        if group.values.len() >= ROW_GROUP {
            group.write(&mut writer)?;
        }
    }
    group.write(&mut writer)?;
    writer.close()?;
    Ok(())
}

/// Flows that wait for their row group to be full.
#[derive(Default)]
struct RowGroup {
    sellers: Vec<i32>,
    buyers: Vec<i32>,
    values: Vec<f64>,
}

impl RowGroup {
    fn write(&mut self, writer: &mut SerializedFileWriter<File>) -> parquet::errors::Result<()> {
        if self.values.is_empty() {
            return Ok(());
        }
        let mut group = writer.next_row_group()?;
        for integers in [&mut self.sellers, &mut self.buyers] {
            if let Some(mut column) = group.next_column()? {
                column.typed::<Int32Type>().write_batch(integers, None, None)?;
                column.close()?;
            }
            integers.clear();
        }
        if let Some(mut column) = group.next_column()? {
            column.typed::<DoubleType>().write_batch(&self.values, None, None)?;
            column.close()?;
        }
        self.values.clear();
        group.close()?;
        Ok(())
    }
}
