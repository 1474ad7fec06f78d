//! Several regions: against the model of one region that they fold into, and against formulas written anew.

use crate::EXACT;
use crate::support::figures::assert_close;
use crate::support::{metric, model, trace};
use kanzei::ids::{RegionId, SectorId};
use kanzei::model::Model;
use kanzei::model::economy::{Accounts, Economy, FINAL_USERS, Region, Sector, USERS_OF_REGION};
use kanzei::model::flows::Flows;
use kanzei::output::Trace;
use nalgebra::{DMatrix, DVector};

const PINS: [&str; 2] = ["talks.new-year=tariff", "lever.works=on"];

fn trace_of(model: &Model, draw: u64) -> Trace {
    trace(model, &PINS, draw)
}

/// `Z`, back from the coefficients.
fn transactions(economy: &Economy) -> DMatrix<f64> {
    let mut matrix = economy.technical_coefficients.to_dense();
    for (mut column, output) in matrix.column_iter_mut().zip(economy.accounts.output.iter()) {
        column *= *output;
    }
    matrix
}

/// The same coefficients, but that no other region buys anything of home's sectors as an input.
fn without_purchases_from_home(model: &Model) -> Model {
    let mut cut = model.clone();
    let home = model.economy.home_sectors();
    let mut matrix = transactions(&model.economy);
    for i in home.clone() {
        (0..matrix.ncols()).filter(|j| !home.contains(j)).for_each(|j| matrix[(i, j)] = 0.0);
    }
    cut.economy = Economy::new(model.economy.accounts.clone(), Flows::from_dense(&matrix));
    cut.economy.home = model.economy.home;
    cut
}

/// The model of home alone: what other regions buy are exports, what home buys of them are imports.
fn folded(model: &Model) -> Model {
    let (economy, accounts) = (&model.economy, &model.economy.accounts);
    let home = economy.home_sectors();
    let (first, count) = (home.start, home.len());
    let (z, f) = (transactions(economy), &accounts.final_demand);
    let others = || (0..economy.sectors()).filter(|i| !home.contains(i));
    let own_users = accounts.user(economy.home, 0)..accounts.user(economy.home, USERS_OF_REGION);
    let own = |i: usize| accounts.sectors[i].own_code(&accounts.regions[economy.home.0]).to_string();
    let users = FINAL_USERS.len();
    let final_demand = DMatrix::from_fn(count, users, |i, user| {
        let i = first + i;
        if user < USERS_OF_REGION {
            return f[(i, own_users.start + user)];
        }
        let abroad: f64 = others().map(|j| z[(i, j)]).sum();
        let users = (0..f.ncols()).filter(|user| !own_users.contains(user));
        abroad + users.map(|user| f[(i, user)]).sum::<f64>()
    });
    let of_user = |user: usize, figure: &dyn Fn(usize) -> f64| {
        if user < USERS_OF_REGION { figure(own_users.start + user) } else { 0.0 }
    };
    let imports = |user: usize| others().map(|i| f[(i, user)]).sum::<f64>() + accounts.final_imports[user];
    let block = z.view((first, first), (count, count)).into_owned();
    let part = |flow: &DVector<f64>| flow.rows(first, count).into_owned();
    let folded = Accounts {
        regions: vec![Region { code: String::new(), name: String::new(), sectors: 0..count }],
        sectors: home.clone().map(|i| Sector { code: own(i), name: own(i) }).collect(),
        intermediate_sales: block.column_sum(),
        intermediate_purchases: block.row_sum().transpose(),
        output: part(&accounts.output),
        imported_inputs: DVector::from_fn(count, |j, _| {
            others().map(|i| z[(i, first + j)]).sum::<f64>() + accounts.imported_inputs[first + j]
        }),
        net_taxes: part(&accounts.net_taxes),
        value_added: part(&accounts.value_added),
        compensation: part(&accounts.compensation),
        employment: part(&accounts.employment),
        final_demand,
        final_imports: DVector::from_fn(users, |user, _| of_user(user, &imports)),
        final_taxes: DVector::from_fn(users, |user, _| of_user(user, &|user| accounts.final_taxes[user])),
    };
    let mut alone = model.clone();
    alone.economy = Economy::new(folded, Flows::from_dense(&block));
    alone.destination_region = None;
    alone.detailed_regions = vec![RegionId(0)];
    alone.trade.sources.iter_mut().for_each(|source| source.regions.clear());
    alone.trade.lines.iter_mut().for_each(|line| line.rivals.clear());
    alone.groups.retain(|group| group.sectors.iter().all(|sector| sector.0 < count));
    alone
}

/// Every figure of the model of one region, and the same of a model of several.
fn pairs(alone: &Trace, regional: &Trace) -> Vec<(String, f64, f64)> {
    let renamed = |scope: &str| scope.replace("sector:", "sector:HOM.");
    let pair = |note: &kanzei::output::MetricNote| {
        let name = format!("{}/{}/{}", note.metric, note.scope, note.period);
        (name, metric(regional, &note.metric, &renamed(&note.scope), &note.period), note.value)
    };
    alone.metrics.iter().map(pair).collect()
}

#[test]
fn without_purchases_from_home_a_regional_model_is_the_national_one() {
    let regional = model("three-regions");
    let (cut, alone) = (without_purchases_from_home(&regional), folded(&regional));
    assert!((alone.economy.accounts.gdp(RegionId(0)) - regional.gdp).abs() < 1e-9, "GDP is the same");
    for i in 0..2 {
        assert!(
            alone.economy.accounts.row_gap(i).abs() < 1e-9
                && alone.economy.accounts.column_gap(i).abs() < 1e-9
        );
    }
    for draw in 0..20 {
        let pairs = pairs(&trace_of(&alone, draw), &trace_of(&cut, draw));
        assert!(pairs.len() > 300, "{}", pairs.len());
        for (name, found, wanted) in pairs {
            assert_close(&name, [&found], [&wanted], EXACT);
        }
    }
}

#[test]
fn what_rivals_and_feedback_bring_home_is_small_and_is_the_partitioned_inverse() {
    let regional = model("three-regions");
    let alone = folded(&regional);
    for draw in 0..5 {
        let (found, wanted) = (trace_of(&regional, draw), trace_of(&alone, draw));
        let gdp = |trace: &Trace| metric(trace, "gdp_real", "total", "2027");
        // Others buy a third of what home makes: their gains and home's own imports bring a few per cent of the loss back.
        let back = 1.0 - gdp(&found) / gdp(&wanted);
        assert!((0.01..0.1).contains(&back), "{} {}", gdp(&found), gdp(&wanted));
    }
    // (I − A_hh − A_hr (I − A_rr)⁻¹ A_rh)⁻¹, computed here, against the columns of the regional inverse.
    let a = regional.economy.technical_coefficients.to_dense();
    let (h, r) = (2, 4);
    let identity = |n| DMatrix::<f64>::identity(n, n);
    let block = |i, j, m, n| a.view((i, j), (m, n)).into_owned();
    let rest = (identity(r) - block(h, h, r, r)).try_inverse().unwrap();
    let feedback = block(0, h, h, r) * rest * block(h, 0, r, h);
    let home = (identity(h) - block(0, 0, h, h) - feedback).try_inverse().unwrap();
    let inverse = kanzei::leontief::inverse(&regional.economy.technical_coefficients).unwrap();
    assert_close("L of home", &inverse.view((0, 0), (h, h)).into_owned(), &home, EXACT);
}

#[test]
fn output_of_all_regions_is_the_inverse_times_all_shocks() {
    let regional = model("three-regions");
    let a = regional.economy.technical_coefficients.to_dense();
    let inverse = (DMatrix::identity(6, 6) - a).try_inverse().unwrap();
    let found = trace_of(&regional, 3);
    let codes: Vec<&str> = regional.economy.accounts.sectors.iter().map(|sector| &*sector.code).collect();
    let month = 20;
    let series =
        |by: &kanzei::output::Series| DVector::from_iterator(6, codes.iter().map(|code| by[*code][month]));
    let demand = series(&found.final_demand_change);
    let output = series(&found.output_change["direct"]) + series(&found.output_change["indirect"]);
    assert_close("output", &output, &(&inverse * &demand), EXACT);
    // Who gains: the rival's goods and the destination's.
    for code in ["RVL.g", "DST.g"] {
        assert!(
            found.final_demand_change[code][month] > 0.0 && found.output_change["direct"][code][month] > 0.0
        );
    }
    assert!(found.final_demand_change["HOM.g"][month] < 0.0);
}

#[test]
fn sales_of_rivals_follow_from_shares_and_their_volumes_from_the_formulas() {
    let regional = model("three-regions");
    let line = &regional.trade.lines[0];
    // X = 120, θ = 0.4 and 0.6, MFN 2 % and 5 %, m = 0.2.
    let imports = 120.0 * 1.02 / 0.4;
    let sales: Vec<f64> = line.rivals.iter().map(|rival| rival.sales).collect();
    assert_close("sales", &sales, &[imports * 0.6 / 1.05, imports * 0.8 / 0.2], EXACT);
    let shares = |rival: usize| line.rivals[rival].sector_shares.clone();
    assert_eq!(shares(0), [(SectorId(2), 0.8), (SectorId(3), 0.2)]);
    assert_eq!(shares(1), [(SectorId(4), 0.8), (SectorId(5), 0.2)]);

    let found = trace_of(&regional, 7);
    let input = |name: &str| found.inputs[name];
    let (sigma, eta, epsilon) =
        (input("substitution.goods"), input("import_substitution.goods"), input("demand_elasticity"));
    let (rho, m) = (input("domestic_price_response"), 0.2);
    let speed = 1.0 - (1.0 - input("adjustment_speed")).powf(1.0 / 12.0);
    let goods = &found.lines["goods"];
    let (mut rival, mut domestic) = (0.0, 0.0);
    for month in 0..found.months.len() {
        let (home, other) = (goods.landed_price["home"][month], goods.landed_price["rival"][month]);
        let index = (0.4 * home.powf(1.0 - sigma) + 0.6 * other.powf(1.0 - sigma)).powf(1.0 / (1.0 - sigma));
        let own = index.powf(rho);
        let all = (m * index.powf(1.0 - eta) + (1.0 - m) * own.powf(1.0 - eta)).powf(1.0 / (1.0 - eta));
        let of_rival = (other / index).powf(-sigma) * (index / all).powf(-eta) * all.powf(-epsilon);
        let of_domestic = (own / all).powf(-eta) * all.powf(-epsilon);
        rival += speed * (of_rival.ln() - rival);
        domestic += speed * (of_domestic.ln() - domestic);
        let wanted = [sales[0] / 12.0 * (rival.exp() - 1.0), sales[1] / 12.0 * (domestic.exp() - 1.0)];
        let changes = ["rival", "destination"].map(|seller| goods.rival_changes[seller][month]);
        for (found, wanted) in changes.iter().zip(wanted) {
            assert!((found - wanted).abs() < 1e-9, "month {month}: {found} {wanted}");
        }
    }
    assert!(rival > 0.01 && domestic > 0.001);
}
