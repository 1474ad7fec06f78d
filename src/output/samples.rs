//! `samples.parquet`: one row per draw, written while the run goes on.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as PhysicalType};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{Type, TypePtr};

use super::exact::make_exact;
use crate::error::{Error, Result};
use crate::ids::{DecisionId, InputId};
use crate::model::Model;
use crate::model::calendar::Period;
use crate::model::uncertain::Role;
use crate::propagate::metrics::{Cell, Metric, Metrics, Scope};
use crate::run::{Round, Samples, Settled, Summary};

/// Rows of a row group.
const ROW_GROUP: usize = 1 << 14;

/// Where the numbers of a column come from.
#[derive(Clone, Copy)]
enum Origin {
    Draw,
    Outcome,
    /// A cell, by position among the kept ones.
    Cell(usize),
    Number(InputId),
    Lever(InputId),
    /// A decision and its track.
    Decision(usize, DecisionId),
}

/// A column and its values for the row group being filled.
struct Column {
    name: String,
    origin: Origin,
    values: Values,
}

enum Values {
    Integers(Vec<i64>),
    Doubles(Vec<f64>),
    Booleans(Vec<bool>),
    /// Positions among the states of a track; none for a decision that was not reached.
    States(Vec<Option<usize>>),
}

/// Writes samples in row groups.
pub struct SampleWriter<'m> {
    model: &'m Model,
    columns: Vec<Column>,
    /// The cells that are kept, by position.
    cells: Vec<usize>,
    /// Outcome of every draw written.
    outcomes: Vec<u8>,
    rows: usize,
    path: std::path::PathBuf,
    writer: SerializedFileWriter<File>,
}

impl<'m> SampleWriter<'m> {
    /// Starts the file: draw, outcome, headline metrics, then every uncertain input; decisions hold the state they
    /// led to.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn create(model: &'m Model, path: &Path) -> Result<Self> {
        let metrics = Metrics::new(model);
        let kept =
            |(_, cell): &(usize, &Cell)| cell.headline && is_kept(cell.metric, cell.scope, cell.span.period);
        let cells: Vec<usize> =
            metrics.cells.iter().enumerate().filter(kept).map(|(position, _)| position).collect();
        let columns = columns(model, cells.iter().map(|position| &metrics.cells[*position]));
        let schema = schema(&columns).map_err(failed(path))?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_dictionary_enabled(false)
            .set_created_by(format!("kanzei {}", env!("CARGO_PKG_VERSION")))
            .build();
        let file = File::create(path).map_err(Error::file("write", path))?;
        let writer = SerializedFileWriter::new(file, schema, Arc::new(properties)).map_err(failed(path))?;
        let outcomes = Vec::new();
        Ok(Self { model, columns, cells, outcomes, rows: 0, path: path.to_path_buf(), writer })
    }

    fn write_row_group(&mut self) -> Result<()> {
        if self.rows == 0 {
            return Ok(());
        }
        self.rows = 0;
        let path = self.path.clone();
        write_columns(self.model, &mut self.columns, &mut self.writer).map_err(failed(&path))
    }

    /// Writes what is left, closes the file, and makes the quantiles of the kept metrics exact.
    ///
    /// # Errors
    /// Where the file cannot be written or read back.
    pub fn finish(mut self, summary: &mut Summary, threads: usize) -> Result<()> {
        self.write_row_group()?;
        let Self { columns, cells, outcomes, path, writer, .. } = self;
        writer.close().map_err(failed(&path))?;
        let cell = |(column, of): (usize, &Column)| match of.origin {
            Origin::Cell(kept) => Some((cells[kept], column)),
            _ => None,
        };
        let kept: Vec<(usize, usize)> = columns.iter().enumerate().filter_map(cell).collect();
        make_exact(&path, &kept, &outcomes, threads, summary).map_err(failed(&path))
    }
}

impl Samples for SampleWriter<'_> {
    fn cells(&self) -> Vec<usize> {
        self.cells.clone()
    }

    fn take(&mut self, round: &Round, rows: &[&[f64]]) -> Result<()> {
        let draws: Vec<(u64, &Settled, usize)> = round.draws().collect();
        for column in &mut self.columns {
            match (&mut column.values, column.origin) {
                (Values::Integers(values), _) => values.extend(draws.iter().map(|(draw, ..)| *draw as i64)),
                (Values::States(values), Origin::Decision(track, decision)) => {
                    values.extend(draws.iter().map(|(_, draw, _)| {
                        let mut steps = draw.tracks[track].steps.iter();
                        steps.find(|step| step.decision == decision).map(|step| step.state.0)
                    }));
                }
                (Values::States(values), _) => {
                    values.extend(draws.iter().map(|(_, draw, _)| Some(draw.outcome)));
                }
                (Values::Doubles(values), Origin::Cell(kept)) => {
                    values.extend(draws.iter().map(|(.., column)| rows[kept][*column]));
                }
                (Values::Doubles(values), Origin::Number(input)) => values.extend(round.input(input)),
                (Values::Booleans(values), Origin::Lever(input)) => {
                    values.extend(round.input(input).map(|value| value == 1.0));
                }
                _ => {}
            }
        }
        self.outcomes.extend(draws.iter().map(|(_, draw, _)| draw.outcome as u8));
        self.rows += draws.len();
        if self.rows >= ROW_GROUP { self.write_row_group() } else { Ok(()) }
    }
}

fn failed(path: &Path) -> impl FnOnce(parquet::errors::ParquetError) -> Error {
    let path = path.to_path_buf();
    move |error| Error::Results(format!("cannot write {}: {error}", path.display()))
}

/// The headline metrics kept for every draw.
fn is_kept(metric: Metric, scope: Scope, period: Period) -> bool {
    let whole = matches!(scope, Scope::Total | Scope::Group(_));
    let yearly = matches!(period, Period::Year(_) | Period::FiscalYear(_) | Period::Horizon);
    match metric {
        Metric::GdpReal | Metric::GdiReal => yearly || matches!(period, Period::Quarter(_)),
        Metric::Recession | Metric::RecessionBaseline => true,
        Metric::ExportVolume | Metric::ExportPrice | Metric::ExportValue => {
            yearly && matches!(scope, Scope::Total | Scope::LineGroup(_))
        }
        Metric::TariffRate => yearly && scope == Scope::Total,
        Metric::JobsSupported | Metric::Headcount => yearly && whole,
        Metric::JobsAttributed => yearly && matches!(scope, Scope::LineGroup(_)),
        _ => false,
    }
}

fn columns<'c>(model: &Model, cells: impl Iterator<Item = &'c Cell>) -> Vec<Column> {
    let column = |name: String, origin, values| Column { name, origin, values };
    let doubles = || Values::Doubles(Vec::new());
    let mut columns = vec![
        column("draw".into(), Origin::Draw, Values::Integers(Vec::new())),
        column("outcome".into(), Origin::Outcome, Values::States(Vec::new())),
    ];
    for (position, cell) in cells.enumerate() {
        let name = format!("{}/{}/{}", cell.metric, cell.scope.name(model), cell.span.period);
        columns.push(column(name, Origin::Cell(position), doubles()));
    }
    for (id, input) in model.inputs.uncertain() {
        let name = input.name.clone();
        columns.push(match input.role {
            Role::Number => column(name, Origin::Number(id), doubles()),
            Role::Lever(_) => column(name, Origin::Lever(id), Values::Booleans(Vec::new())),
            Role::Decision(track, decision) => {
                let origin = Origin::Decision(track.0, decision);
                column(name, origin, Values::States(Vec::new()))
            }
        });
    }
    columns
}

fn schema(columns: &[Column]) -> parquet::errors::Result<TypePtr> {
    let field = |column: &Column| {
        let (physical, repetition) = match (&column.values, column.origin) {
            (Values::Integers(_), _) => (PhysicalType::INT64, Repetition::REQUIRED),
            (Values::Doubles(_), _) => (PhysicalType::DOUBLE, Repetition::REQUIRED),
            (Values::Booleans(_), _) => (PhysicalType::BOOLEAN, Repetition::REQUIRED),
            (Values::States(_), Origin::Outcome) => (PhysicalType::BYTE_ARRAY, Repetition::REQUIRED),
            (Values::States(_), _) => (PhysicalType::BYTE_ARRAY, Repetition::OPTIONAL),
        };
        let text = (physical == PhysicalType::BYTE_ARRAY).then_some(LogicalType::String);
        let field = Type::primitive_type_builder(&column.name, physical)
            .with_repetition(repetition)
            .with_logical_type(text)
            .build()?;
        Ok(Arc::new(field))
    };
    let fields = columns.iter().map(field).collect::<parquet::errors::Result<Vec<TypePtr>>>()?;
    Ok(Arc::new(Type::group_type_builder("samples").with_fields(fields).build()?))
}

fn write_columns(
    model: &Model,
    columns: &mut [Column],
    writer: &mut SerializedFileWriter<File>,
) -> parquet::errors::Result<()> {
    let mut group = writer.next_row_group()?;
    for column in columns {
        let Some(mut out) = group.next_column()? else { break };
        match &mut column.values {
            Values::Integers(values) => {
                out.typed::<Int64Type>().write_batch(values, None, None)?;
                values.clear();
            }
            Values::Doubles(values) => {
                out.typed::<DoubleType>().write_batch(values, None, None)?;
                values.clear();
            }
            Values::Booleans(values) => {
                out.typed::<BoolType>().write_batch(values, None, None)?;
                values.clear();
            }
            Values::States(values) => {
                let track = match column.origin {
                    Origin::Decision(track, _) => &model.negotiation.tracks[track],
                    _ => model.negotiation.primary_track(),
                };
                let name = |state: &usize| ByteArray::from(track.states[*state].id.as_str());
                let names: Vec<ByteArray> = values.iter().flatten().map(name).collect();
                let present: Vec<i16> = values.iter().map(|state| i16::from(state.is_some())).collect();
                let levels = matches!(column.origin, Origin::Decision(..)).then_some(&present[..]);
                out.typed::<ByteArrayType>().write_batch(&names, levels, None)?;
                values.clear();
            }
        }
        out.close()?;
    }
    group.close()?;
    Ok(())
}
