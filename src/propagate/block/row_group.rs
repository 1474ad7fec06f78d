//! Cells whose rows are computed together: all that one thread does between two looks at shared memory.

use super::Rows;
use super::layout::{Layout, Row};
use super::product::Product;
use super::recipe::{Recipe, Weights};
use super::sparse::{Sparse, SparseCell};
use crate::draw::batch::{LANES, Lanes};
use crate::model::Model;
use crate::model::calendar::{Period, Quarter, Span};
use crate::propagate::metrics::{Metric, Metrics};
use crate::wide::at_vector_width;

/// Most cells of a group.
const MOST: usize = 32;
/// Sums of up to so many rows are not worth a matrix product.
const FEW: usize = 12;

/// Some cells and how their rows are computed.
pub struct RowGroup {
    /// The cells, by position.
    pub cells: Vec<usize>,
    rule: Rule,
}

enum Rule {
    /// Weighted sums of rows.
    Linear(Product),
    /// `fixed + Σ_s n_s · part_s` for each cell, with sampled persons `n_s` per unit of output.
    Sampled { product: Product, intensities: Vec<Vec<Row>> },
    /// Sums and prices of a few rows of one section.
    Sparse(Sparse),
    /// Jobs by cause: pairs of rows whose products are added, and a factor.
    Attributed { pairs: Vec<Vec<(Row, Row)>>, factors: Vec<f64> },
    /// Growth and recessions, from the GDP effects of quarters.
    Growth(Growth),
}

struct Growth {
    /// GDP effect of each quarter of the horizon.
    effects: Vec<Product>,
    /// For every baseline quarter: row of its growth, its effect and that of the quarter before, if in the horizon.
    quarters: Vec<(Row, Option<usize>, Option<usize>)>,
    /// Growth in the last published quarter.
    published: f64,
    cells: Vec<GrowthCell>,
}

enum GrowthCell {
    InQuarter(usize),
    Recession { quarters: Vec<usize>, with_tariffs: bool },
}

/// Room for the rows of a group.
#[derive(Default)]
pub struct RowRoom {
    out: Vec<f64>,
    terms: Vec<f64>,
    gathered: Vec<Lanes>,
}

impl RowRoom {
    /// The row of the group's cell at a position, for so many draws.
    pub fn row(&self, position: usize, rows: &Rows, draws: usize) -> &[f64] {
        &self.out[position * rows.stride()..][..draws]
    }
}

impl RowGroup {
    /// Multiplications with an addition, or divisions, that its cells take for one draw.
    pub fn multiply_adds(&self) -> usize {
        match &self.rule {
            Rule::Linear(product) => product.multiply_adds(),
            Rule::Sampled { product, intensities } => {
                product.multiply_adds() + intensities.iter().map(Vec::len).sum::<usize>()
            }
            Rule::Sparse(sparse) => sparse.multiply_adds(),
            Rule::Attributed { pairs, .. } => pairs.iter().map(|pairs| 2 * pairs.len()).sum(),
            Rule::Growth(growth) => {
                growth.effects.iter().map(Product::multiply_adds).sum::<usize>() + 2 * growth.quarters.len()
            }
        }
    }

    /// Computes the rows of all cells.
    pub fn evaluate(&self, rows: &Rows, room: &mut RowRoom) {
        let stride = rows.stride();
        let RowRoom { out, terms, gathered } = room;
        out.resize(out.len().max(self.cells.len() * stride), 0.0);
        let count = match &self.rule {
            Rule::Linear(_) | Rule::Sparse(_) | Rule::Attributed { .. } => 0,
            Rule::Sampled { product, .. } => product.cells(),
            Rule::Growth(growth) => growth.effects.len() + 2 * growth.quarters.len(),
        };
        terms.resize(terms.len().max(count * stride), 0.0);
        match &self.rule {
            Rule::Linear(product) => product.apply(rows, gathered, out),
            Rule::Sampled { product, intensities } => {
                product.apply(rows, gathered, terms);
                let mut terms = terms.chunks(stride);
                for (into, intensities) in out.chunks_mut(stride).zip(intensities) {
                    if let Some(fixed) = terms.next() {
                        into.copy_from_slice(fixed);
                    }
                    for (intensity, part) in intensities.iter().zip(&mut terms) {
                        let pairs = rows.row(*intensity).zip(part);
                        into.iter_mut().zip(pairs).for_each(|(sum, (n, part))| *sum += n * part);
                    }
                }
            }
            Rule::Sparse(sparse) => at_vector_width!(sparse.evaluate(rows, out)),
            Rule::Attributed { pairs, factors } => {
                for octet in 0..rows.octets {
                    for (number, (pairs, factor)) in pairs.iter().zip(factors).enumerate() {
                        let mut sum = [0.0; LANES];
                        for (amount, jobs) in pairs {
                            let (amounts, jobs) = (rows.get(*amount, octet), rows.get(*jobs, octet));
                            (0..LANES).for_each(|lane| sum[lane] += factor * jobs[lane] * amounts[lane]);
                        }
                        out[number * stride + octet * LANES..][..LANES].copy_from_slice(&sum);
                    }
                }
            }
            Rule::Growth(growth) => growth.evaluate(rows, terms, gathered, out),
        }
    }
}

impl Growth {
    fn evaluate(&self, rows: &Rows, terms: &mut [f64], gathered: &mut Vec<Lanes>, out: &mut [f64]) {
        let stride = rows.stride();
        let (effects, paths) = terms.split_at_mut(self.effects.len() * stride);
        for (product, effect) in self.effects.iter().zip(effects.chunks_mut(stride)) {
            product.apply(rows, gathered, effect);
        }
        let effect = |position: usize| &effects[position * stride..][..stride];
        let (with, without) = paths.split_at_mut(self.quarters.len() * stride);
        let both = with.chunks_mut(stride).zip(without.chunks_mut(stride));
        for ((row, now, before), (with, without)) in self.quarters.iter().zip(both) {
            without.iter_mut().zip(rows.row(*row)).for_each(|(to, from)| *to = *from);
            with.copy_from_slice(without);
            if let Some(now) = now {
                with.iter_mut().zip(effect(*now)).for_each(|(sum, effect)| *sum += effect);
            }
            if let Some(before) = before {
                with.iter_mut().zip(effect(*before)).for_each(|(sum, effect)| *sum -= effect);
            }
        }
        for (into, kind) in out.chunks_mut(stride).zip(&self.cells) {
            match kind {
                GrowthCell::InQuarter(quarter) => into.copy_from_slice(&with[quarter * stride..][..stride]),
                GrowthCell::Recession { quarters, with_tariffs } => {
                    let path: &[f64] = if *with_tariffs { with } else { without };
                    for (draw, recession) in into.iter_mut().enumerate() {
                        let growth = |q: usize| path[q * stride + draw];
                        let before = |q: usize| if q == 0 { self.published } else { growth(q - 1) };
                        let falls = |q: &usize| growth(*q) < 0.0 && before(*q) < 0.0;
                        *recession = f64::from(u8::from(quarters.iter().any(falls)));
                    }
                }
            }
        }
    }
}

/// A cell, weights of its fixed and its sampled parts, and the rows of sampled persons.
type SampledCell = (usize, Vec<Vec<f64>>, Vec<Row>);

/// Cells that share their inputs, before they are packed.
enum Draft {
    Linear(Vec<Row>, Vec<(usize, Vec<f64>)>),
    Sparse(usize, Vec<(usize, SparseCell)>),
    Sampled(Vec<Row>, Vec<SampledCell>),
}

/// Puts cells into groups.
pub(super) fn group(
    layout: &Layout,
    model: &Model,
    metrics: &Metrics,
    recipes: impl Iterator<Item = (usize, Recipe)>,
) -> Vec<RowGroup> {
    let mut drafts: Vec<Draft> = Vec::new();
    let mut groups: Vec<RowGroup> = Vec::new();
    let mut growth = Vec::new();
    let mut attributed: Vec<AttributedCell> = Vec::new();
    let mut effects: Vec<(Quarter, Vec<Row>, Vec<f64>)> = Vec::new();
    for (cell, recipe) in recipes {
        let span = metrics.cells[cell].span;
        match recipe {
            Recipe::Output { weights, sampled, scale, filtered } => {
                let inputs = household_inputs(layout, span, filtered);
                let scaled = |weights: &Weights| weights.scaled(scale);
                if sampled.is_empty() {
                    if let (Metric::GdpReal, Period::Quarter(quarter)) =
                        (metrics.cells[cell].metric, span.period)
                    {
                        effects.push((quarter, inputs.clone(), scaled(&weights)));
                    }
                    add_linear(&mut drafts, inputs, cell, scaled(&weights));
                } else {
                    let mut rows = vec![scaled(&weights)];
                    rows.extend(sampled.iter().map(|(_, weights)| scaled(weights)));
                    let intensities =
                        sampled.iter().map(|(position, _)| layout.intensity(*position)).collect();
                    add_sampled(&mut drafts, inputs, (cell, rows, intensities));
                }
            }
            Recipe::Income { weights, scale } => {
                let mut inputs = household_inputs(layout, span, false);
                inputs.push(layout.total(1, span));
                let mut weights = weights.scaled(scale);
                weights.push(scale);
                add_linear(&mut drafts, inputs, cell, weights);
            }
            Recipe::Exports { lines, base } => {
                let rows = |which: usize| -> Vec<Row> {
                    if lines.is_empty() {
                        return vec![layout.total(which, span)];
                    }
                    lines.iter().map(|line| layout.line(which, layout.span(span), *line)).collect()
                };
                let (volumes, incomes) = (rows(0), rows(1));
                let count = volumes.len();
                let inputs = [volumes, incomes].concat();
                let weights = |volume: f64, income: f64| [vec![volume; count], vec![income; count]].concat();
                let share = 100.0 / base;
                match metrics.cells[cell].metric {
                    Metric::ExportVolume => add_linear(&mut drafts, inputs, cell, weights(share, 0.0)),
                    Metric::ExportValue => add_linear(&mut drafts, inputs, cell, weights(share, share)),
                    Metric::ExportPrice => {
                        let (volumes, incomes) = inputs.split_at(count);
                        let price = SparseCell::price(base, volumes, incomes);
                        add_sparse(&mut drafts, inputs[0].section, cell, price);
                    }
                    _ => add_linear(&mut drafts, inputs, cell, weights(0.0, 1.0)),
                }
            }
            Recipe::Tariff { lines } => {
                let row = |line: usize| match line {
                    usize::MAX => layout.total(2, span),
                    line => layout.line(2, layout.span(span), line),
                };
                let (inputs, weights) = lines.iter().map(|(line, weight)| (row(*line), *weight)).unzip();
                add_linear(&mut drafts, inputs, cell, weights);
            }
            Recipe::Attributed { causes, scale } => {
                // The jobs rows are at annual rate already.
                let pair =
                    |cause: &usize| (layout.amount(layout.span(span), false, *cause), layout.jobs(*cause));
                attributed.push((cell, causes.iter().map(pair).collect(), scale / 12.0));
            }
            Recipe::Growth => growth.push(cell),
            Recipe::Multiple => {}
        }
    }
    // Cells of one span read the same rows.
    attributed.sort_by_key(|(_, pairs, _)| pairs.first().map(|(amount, _)| amount.section));
    for some in attributed.chunk_by(|a, b| section_of(a) == section_of(b)) {
        let rule = Rule::Attributed {
            pairs: some.iter().map(|(_, pairs, _)| pairs.clone()).collect(),
            factors: some.iter().map(|(.., factor)| *factor).collect(),
        };
        groups.push(RowGroup { cells: some.iter().map(|(cell, ..)| *cell).collect(), rule });
    }
    groups.extend(drafts.into_iter().flat_map(Draft::pack));
    if !growth.is_empty() {
        groups.push(growth_group(layout, model, metrics, &growth, &effects));
    }
    groups
}

/// A cell, pairs of rows whose products are added, and a factor.
type AttributedCell = (usize, Vec<(Row, Row)>, f64);

fn section_of(cell: &AttributedCell) -> Option<usize> {
    cell.1.first().map(|(amount, _)| amount.section)
}

/// Rows of the amounts of all causes and of household spending.
fn household_inputs(layout: &Layout, span: Span, filtered: bool) -> Vec<Row> {
    let span = layout.span(span);
    let amounts = (0..layout.causes).map(|cause| layout.amount(span, filtered, cause));
    amounts.chain([layout.spending(span, filtered)]).collect()
}

fn add_linear(drafts: &mut Vec<Draft>, inputs: Vec<Row>, cell: usize, weights: Vec<f64>) {
    let used = inputs.into_iter().zip(weights).filter(|(_, weight)| *weight != 0.0);
    let (inputs, weights): (Vec<Row>, Vec<f64>) = used.unzip();
    let section = inputs.first().map_or(0, |row| row.section);
    if inputs.len() <= FEW && inputs.iter().all(|row| row.section == section) {
        return add_sparse(drafts, section, cell, SparseCell::sum(&inputs, &weights));
    }
    for draft in drafts.iter_mut().rev() {
        if let Draft::Linear(known, cells) = draft
            && *known == inputs
        {
            cells.push((cell, weights));
            return;
        }
    }
    drafts.push(Draft::Linear(inputs, vec![(cell, weights)]));
}

fn add_sparse(drafts: &mut Vec<Draft>, section: usize, cell: usize, sparse: SparseCell) {
    for draft in drafts.iter_mut() {
        if let Draft::Sparse(known, cells) = draft
            && *known == section
        {
            cells.push((cell, sparse));
            return;
        }
    }
    drafts.push(Draft::Sparse(section, vec![(cell, sparse)]));
}

fn add_sampled(drafts: &mut Vec<Draft>, inputs: Vec<Row>, cell: SampledCell) {
    for draft in drafts.iter_mut().rev() {
        if let Draft::Sampled(known, cells) = draft
            && *known == inputs
        {
            cells.push(cell);
            return;
        }
    }
    drafts.push(Draft::Sampled(inputs, vec![cell]));
}

impl Draft {
    fn pack(self) -> Vec<RowGroup> {
        match self {
            Self::Linear(inputs, cells) => {
                let pack = |some: &[(usize, Vec<f64>)]| {
                    let weights: Vec<Vec<f64>> = some.iter().map(|(_, weights)| weights.clone()).collect();
                    let rule = Rule::Linear(Product::new(inputs.clone(), &weights));
                    RowGroup { cells: some.iter().map(|(cell, _)| *cell).collect(), rule }
                };
                cells.chunks(MOST).map(pack).collect()
            }
            Self::Sparse(section, cells) => {
                let pack = |some: &[(usize, SparseCell)]| {
                    let own = some.iter().map(|(_, cell)| cell.clone()).collect();
                    let rule = Rule::Sparse(Sparse::new(section, own));
                    RowGroup { cells: some.iter().map(|(cell, _)| *cell).collect(), rule }
                };
                cells.chunks(MOST).map(pack).collect()
            }
            Self::Sampled(inputs, cells) => {
                let pack = |some: &[SampledCell]| {
                    let weights: Vec<Vec<f64>> = some.iter().flat_map(|(_, rows, _)| rows.clone()).collect();
                    let intensities = some.iter().map(|(.., intensities)| intensities.clone()).collect();
                    let rule = Rule::Sampled { product: Product::new(inputs.clone(), &weights), intensities };
                    RowGroup { cells: some.iter().map(|(cell, ..)| *cell).collect(), rule }
                };
                cells.chunks(MOST).map(pack).collect()
            }
        }
    }
}

fn growth_group(
    layout: &Layout,
    model: &Model,
    metrics: &Metrics,
    cells: &[usize],
    effects: &[(Quarter, Vec<Row>, Vec<f64>)],
) -> RowGroup {
    let growth = &model.parameters.growth;
    let effect = |quarter: Quarter| effects.iter().position(|(known, ..)| *known == quarter);
    let quarters = growth.baseline.iter().enumerate();
    let quarters = quarters.map(|(position, (quarter, _))| {
        (layout.growth(position), effect(*quarter), effect(quarter.plus(-1)))
    });
    let cell = |cell: &usize| {
        let cell = &metrics.cells[*cell];
        match cell.metric {
            Metric::GdpGrowth => {
                let found = growth.baseline.iter().position(|(q, _)| Period::Quarter(*q) == cell.span.period);
                GrowthCell::InQuarter(found.unwrap_or(0))
            }
            metric => GrowthCell::Recession {
                quarters: metrics.recession_quarters(cell.span.period).to_vec(),
                with_tariffs: metric == Metric::Recession,
            },
        }
    };
    let rule = Growth {
        effects: effects
            .iter()
            .map(|(_, inputs, weights)| Product::new(inputs.clone(), std::slice::from_ref(weights)))
            .collect(),
        quarters: quarters.collect(),
        published: growth.published.last().map_or(0.0, |(_, rate)| *rate),
        cells: cells.iter().map(cell).collect(),
    };
    RowGroup { cells: cells.to_vec(), rule: Rule::Growth(rule) }
}
