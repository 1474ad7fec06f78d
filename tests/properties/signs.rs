//! Who loses and who gains.

use crate::JAPAN;
use crate::support::{engine, model};
use kanzei::draw::Demand;
use kanzei::ids::SourceId;

#[test]
fn volumes_fall_where_only_home_pays_more_and_rivals_gain() {
    let mut model = model(JAPAN);
    for past in &mut model.tariffs.history {
        past.action.sources.retain(|source| *source == SourceId::HOME);
    }
    model.tariffs.history.retain(|past| !past.action.sources.is_empty());
    for track in &mut model.negotiation.tracks {
        track.states.iter_mut().for_each(|state| state.actions.clear());
    }
    let engine = engine(&model, &[]);
    let (mut fallen, mut gained) = (0, 0);
    for draw in 0..30 {
        let trace = kanzei::output::trace_draw(&engine, 1, draw);
        let last = trace.months.len() - 1;
        let input = |name: &str, line: &str| {
            let own = trace.inputs.get(&format!("{name}.{line}"));
            *own.or_else(|| trace.inputs.get(name)).unwrap()
        };
        for (id, line) in &trace.lines {
            let paid_more = line.landed_price["japan"].iter().all(|price| *price >= 1.0)
                && line.landed_price["japan"][last] > 1.0;
            let sigma = input("substitution", id);
            // Rivals gain where buyers change sources sooner than they give up imports or buy less.
            let rivals_gain =
                sigma > input("import_substitution", id) && sigma > input("demand_elasticity", id);
            if !paid_more || !rivals_gain {
                continue;
            }
            for (source, volume) in &line.volume {
                if source == "japan" {
                    assert!(
                        volume.iter().all(|q| *q <= 1.0) && volume[last] < 1.0,
                        "draw {draw}: {id} of {source}"
                    );
                    fallen += 1;
                } else {
                    assert!(
                        volume.iter().all(|q| *q >= 1.0) && volume[last] > 1.0,
                        "draw {draw}: {id} of {source}"
                    );
                    gained += 1;
                }
            }
            assert!(line.volume_change[last] <= 0.0 && line.income_change[last] <= 0.0, "draw {draw}: {id}");
        }
    }
    assert!(fallen > 100 && gained > 100, "{fallen} lines fell, {gained} rivals gained");
}

/// Demand is homogeneous of degree −ε: if all prices rise alike, with domestic ones, all volumes fall alike.
#[test]
fn prices_that_rise_alike_move_no_one_between_sources() {
    let demand = Demand {
        import_shares: &[0.2, 0.3, 0.5],
        import_share_of_use: 0.4,
        substitution: 5.0,
        import_substitution: 2.0,
        demand_elasticity: 0.7,
        domestic_price_response: 1.0,
    };
    for volume in demand.target_volumes(&[1.2, 1.2, 1.2]) {
        assert!((volume - 1.2_f64.powf(-0.7)).abs() < 1e-14, "{volume}");
    }
}
