//! Multipliers and linkages of every sector, and the rounds of suppliers behind every line.
//!
//! All of it follows from a few solves of the Leontief system; the inverse is never made.

use nalgebra::{DMatrix, DVector};

use crate::draw::cause_patterns;
use crate::error::Result;
use crate::ids::RegionId;
use crate::leontief::{multipliers as solve_multipliers, solve, tiers};
use crate::model::Model;
use crate::model::economy::Economy;
use crate::model::flows::Flows;
use crate::output::rows::{
    LineMultipliers, MultipliersFile, Needs, RoundNote, SectorMultipliers, SupplierNote,
};

/// Rounds that are told one by one.
const ROUNDS: usize = 6;
/// Suppliers that are named in a round.
const LARGEST: usize = 5;

/// Multipliers of Type I and II, linkages, and rounds.
///
/// ```text
/// Type I     i'L with i = 1, v or n
/// Type II    i'L + mpc s (w_r'L) / (1 − mpc s w_r'L h_r) · i'L h_r       households of the sector's region r respond
/// backward   o_j n / Σ o                  with o = 1'L                    (Rasmussen 1957)
/// forward    g_i n / Σ g                  with g = (I − B)⁻¹ 1, B = x̂⁻¹ Z (Ghosh 1958; Miller & Blair 2022, ch. 12)
/// round k    A^k b
/// ```
///
/// # Errors
/// [`crate::error::Error::Simulation`] where the system cannot be solved.
pub fn multipliers(model: &Model) -> Result<MultipliersFile> {
    let economy = &model.economy;
    let regions = economy.accounts.regions.len();
    let wages = |region: usize| {
        let sectors = economy.sectors_of(RegionId(region));
        let wage = |j: usize| if sectors.contains(&j) { economy.compensation_share[j] } else { 0.0 };
        DVector::from_fn(economy.sectors(), |j, _| wage(j))
    };
    let ones = DVector::from_element(economy.sectors(), 1.0);
    let mut weights = vec![ones, economy.value_added_share.clone(), economy.employment_intensity.clone()];
    weights.extend((0..regions).map(wages));
    let type_one = solve_multipliers(&economy.technical_coefficients, &DMatrix::from_columns(&weights))?;
    let persons_known = (0..regions).all(|region| economy.has_employment(RegionId(region)));
    let of = Multipliers { economy, households: households(model, &type_one), type_one, persons_known };

    let backward = of.type_one.column(0).into_owned();
    let forward = ghosh(economy)?;
    let (mean_backward, mean_forward) = (backward.mean(), forward.mean());
    let sector = |j: usize| {
        let region = economy.region_of(crate::ids::SectorId(j));
        SectorMultipliers {
            sector: economy.accounts.sectors[j].code.clone(),
            name: economy.accounts.sectors[j].name.clone(),
            output: economy.accounts.output[j],
            type_one: of.needs_of(j, None),
            type_two: of.needs_of(j, Some(region)),
            backward_linkage: backward[j] / mean_backward,
            forward_linkage: forward[j] / mean_forward,
        }
    };
    let patterns = cause_patterns(model);
    let lines = model.trade.lines.iter().enumerate().filter(|(_, line)| line.exports > 0.0);
    let line = |(position, line): (usize, &crate::model::trade::Line)| {
        let pattern = patterns.column(position).into_owned();
        LineMultipliers {
            line: line.id.clone(),
            label: line.label.clone(),
            exports: line.exports,
            type_one: of.needs(&pattern, None),
            type_two: of.needs(&pattern, Some(economy.home)),
            rounds: of.rounds(&pattern),
        }
    };
    Ok(MultipliersFile {
        format: 1,
        model: model.name.clone(),
        title: model.title.clone(),
        money: model.money.clone(),
        mpc: model.inputs.get(model.parameters.mpc).distribution.quantile(0.5),
        sectors: (0..economy.sectors()).map(sector).collect(),
        lines: lines.map(line).collect(),
    })
}

/// Row sums of the Ghosh inverse: `x̂⁻¹ L x`.
fn ghosh(economy: &Economy) -> Result<DVector<f64>> {
    let output = &economy.accounts.output;
    let made = DMatrix::from_columns(std::slice::from_ref(output));
    let needed = solve(&economy.technical_coefficients, &made)?.output;
    // A sector that makes nothing sells to nobody: the series is its own unit alone.
    Ok(DVector::from_fn(output.len(), |i, _| if output[i] > 0.0 { needed[(i, 0)] / output[i] } else { 1.0 }))
}

/// What a region's households do with labour income in all rounds.
struct Households {
    /// Spending per unit of labour income in the first round: `mpc s / (1 − mpc s w'L h)`.
    spending: f64,
    /// `i'L h` for the three figures of [`Needs`].
    needs: [f64; 3],
}

fn households(model: &Model, type_one: &DMatrix<f64>) -> Vec<Households> {
    let economy = &model.economy;
    let mpc = model.inputs.get(model.parameters.mpc).distribution.quantile(0.5);
    (0..economy.accounts.regions.len())
        .map(|region| {
            let basket = economy.household_basket(RegionId(region));
            let per_basket = |column: usize| type_one.column(column).dot(&basket);
            let scale = if RegionId(region) == economy.home { labour_scale(model) } else { 1.0 };
            let spent = mpc * scale;
            Households {
                spending: spent / (1.0 - spent * per_basket(3 + region)),
                needs: [per_basket(0), per_basket(1), per_basket(2)],
            }
        })
        .collect()
}

/// The model's labour share over that of home's accounts.
fn labour_scale(model: &Model) -> f64 {
    let economy = &model.economy;
    let sum = |flow: &DVector<f64>| economy.home_sectors().map(|j| flow[j]).sum::<f64>();
    let tabulated = sum(&economy.accounts.compensation) / sum(&economy.accounts.value_added);
    match model.parameters.labour_share {
        Some(id) if tabulated > 0.0 => model.inputs.get(id).distribution.quantile(0.5) / tabulated,
        _ => 1.0,
    }
}

struct Multipliers<'m> {
    economy: &'m Economy,
    /// `1'L`, `v'L`, `n'L`, then `w_r'L` of every region (sectors × figures).
    type_one: DMatrix<f64>,
    households: Vec<Households>,
    persons_known: bool,
}

impl Multipliers<'_> {
    fn note(&self, figures: [f64; 3]) -> Needs {
        let persons = self.persons_known.then_some(figures[2]);
        Needs { output: figures[0], value_added: figures[1], persons }
    }

    /// What one unit of a sector needs, with the spending of a region's households or without.
    fn needs_of(&self, sector: usize, region: Option<RegionId>) -> Needs {
        self.of_row(|column| self.type_one[(sector, column)], region)
    }

    /// What a pattern of final demand needs.
    fn needs(&self, pattern: &DVector<f64>, region: Option<RegionId>) -> Needs {
        self.of_row(|column| self.type_one.column(column).dot(pattern), region)
    }

    fn of_row(&self, figure: impl Fn(usize) -> f64, region: Option<RegionId>) -> Needs {
        let induced = |which: usize| {
            region.map_or(0.0, |region| {
                let households = &self.households[region.0];
                households.spending * figure(3 + region.0) * households.needs[which]
            })
        };
        self.note([0, 1, 2].map(|which| figure(which) + induced(which)))
    }

    /// The rounds behind a pattern of final demand.
    fn rounds(&self, pattern: &DVector<f64>) -> Vec<RoundNote> {
        let coefficients: &Flows = &self.economy.technical_coefficients;
        let rounds = tiers(coefficients, pattern, ROUNDS);
        let all = [0, 1, 2].map(|which| self.type_one.column(which).dot(pattern));
        let mut left = all;
        let mut notes = Vec::new();
        for (number, round) in rounds.column_iter().enumerate() {
            let figures = [
                round.sum(),
                round.dot(&self.economy.value_added_share),
                round.dot(&self.economy.employment_intensity),
            ];
            left.iter_mut().zip(figures).for_each(|(left, figure)| *left -= figure);
            let mut order: Vec<usize> = (0..round.len()).filter(|i| round[*i] > 0.0).collect();
            order.sort_by(|a, b| round[*b].total_cmp(&round[*a]).then(a.cmp(b)));
            let supplier = |i: &usize| SupplierNote {
                sector: self.economy.accounts.sectors[*i].code.clone(),
                name: self.economy.accounts.sectors[*i].name.clone(),
                output: round[*i],
            };
            notes.push(RoundNote {
                round: Some(number as u32),
                needs: self.note(figures),
                largest: order.iter().take(LARGEST).map(supplier).collect(),
            });
        }
        notes.push(RoundNote { round: None, needs: self.note(left), largest: Vec::new() });
        notes
    }
}
