//! `samples.parquet`: one row per draw, written while the run goes on.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as PhysicalType};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{Type, TypePtr};

use crate::error::{Error, Result};
use crate::model::Model;
use crate::model::calendar::Period;
use crate::model::uncertain::Role;
use crate::propagate::metrics::{Metric, Metrics, Scope};
use crate::run::Samples;
use crate::stats::Batch;

/// Rows of a row group.
const ROW_GROUP: usize = 1 << 14;

/// Where the numbers of a column come from.
#[derive(Clone, Copy)]
enum Origin {
    Draw,
    Outcome,
    Cell(usize),
    Number(usize),
    Lever(usize),
    /// Position among all decisions, and their track.
    Decision(usize, usize),
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
        let mut columns = columns(model, &metrics);
        // Batches hold the tallied cells only.
        for column in &mut columns {
            if let Origin::Cell(cell) = &mut column.origin {
                *cell = metrics.cells[..*cell].iter().filter(|cell| cell.multiple_of.is_none()).count();
            }
        }
        let schema = schema(&columns).map_err(failed(path))?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_dictionary_enabled(false)
            .set_created_by(format!("kanzei {}", env!("CARGO_PKG_VERSION")))
            .build();
        let file = File::create(path).map_err(Error::file("write", path))?;
        let writer = SerializedFileWriter::new(file, schema, Arc::new(properties)).map_err(failed(path))?;
        Ok(Self { model, columns, rows: 0, path: path.to_path_buf(), writer })
    }

    fn write_row_group(&mut self) -> Result<()> {
        if self.rows == 0 {
            return Ok(());
        }
        self.rows = 0;
        let path = self.path.clone();
        write_columns(self.model, &mut self.columns, &mut self.writer).map_err(failed(&path))
    }

    /// Writes what is left and closes the file.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn finish(mut self) -> Result<()> {
        self.write_row_group()?;
        let path = self.path.clone();
        self.writer.close().map(|_| ()).map_err(failed(&path))
    }
}

impl Samples for SampleWriter<'_> {
    fn take(&mut self, batch: &Batch) -> Result<()> {
        let draws = batch.draws.len();
        for column in &mut self.columns {
            match (&mut column.values, column.origin) {
                (Values::Integers(values), _) => values.extend(batch.draws.iter().map(|draw| *draw as i64)),
                (Values::States(values), Origin::Outcome) => {
                    values.extend(batch.outcomes.iter().map(|state| Some(*state)));
                }
                (Values::States(values), Origin::Decision(position, _)) => {
                    values.extend(batch.states.iter().map(|states| states[position]));
                }
                (Values::Doubles(values), Origin::Cell(cell)) => {
                    values.extend(batch.columns.iter().map(|column| batch.values[cell * draws + column]));
                }
                (Values::Doubles(values), Origin::Number(input)) => {
                    values.extend(batch.inputs.iter().map(|inputs| inputs[input]));
                }
                (Values::Booleans(values), Origin::Lever(input)) => {
                    values.extend(batch.inputs.iter().map(|inputs| inputs[input] == 1.0));
                }
                _ => {}
            }
        }
        self.rows += draws;
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

fn columns(model: &Model, metrics: &Metrics) -> Vec<Column> {
    let column = |name: String, origin, values| Column { name, origin, values };
    let doubles = || Values::Doubles(Vec::new());
    let mut columns = vec![
        column("draw".into(), Origin::Draw, Values::Integers(Vec::new())),
        column("outcome".into(), Origin::Outcome, Values::States(Vec::new())),
    ];
    for (position, cell) in metrics.cells.iter().enumerate().filter(|(_, cell)| cell.headline) {
        if is_kept(cell.metric, cell.scope, cell.span.period) {
            let name = format!("{}/{}/{}", cell.metric, cell.scope.name(model), cell.span.period);
            columns.push(column(name, Origin::Cell(position), doubles()));
        }
    }
    for (id, input) in model.inputs.uncertain() {
        let name = input.name.clone();
        columns.push(match input.role {
            Role::Number => column(name, Origin::Number(id.0), doubles()),
            Role::Lever(_) => column(name, Origin::Lever(id.0), Values::Booleans(Vec::new())),
            Role::Decision(track, decision) => {
                let before = &model.negotiation.tracks[..track.0];
                let offset: usize = before.iter().map(|track| track.decisions.len()).sum();
                let origin = Origin::Decision(offset + decision.0, track.0);
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
                    Origin::Decision(_, track) => &model.negotiation.tracks[track],
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
