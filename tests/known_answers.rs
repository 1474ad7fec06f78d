//! Answers known from textbooks, closed forms and an independent implementation.

use approx::assert_relative_eq;
use kanzei::draw::{InputSampler, Pins, sample_full_draw};
use kanzei::input::load_model;
use kanzei::propagate::Propagation;
use serde_json::Value;

#[test]
fn one_draw() {
    let model = load_model("tests/data/one-draw".as_ref()).unwrap_or_else(|error| panic!("{error}")).model;
    let expected: Value =
        serde_json::from_str(&std::fs::read_to_string("tests/data/one_draw.json").unwrap()).unwrap();
    let expected = &expected["expected"];
    let draw = sample_full_draw(&model, InputSampler::new(&model, 1, Pins::default()).values(0));
    let impact = Propagation::new(&model).unwrap().impact(&draw);
    let numbers = |value: &Value| -> Vec<f64> {
        value.as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect()
    };
    let close = |name: &str, found: &[f64], value: &Value| {
        let wanted = numbers(value);
        assert_eq!(found.len(), wanted.len(), "{name}");
        for (f, w) in found.iter().zip(&wanted) {
            assert!((f - w).abs() <= 1e-10 * w.abs().max(1.0), "{name}: {f} {w}\n{found:?}\n{wanted:?}");
        }
    };
    for (k, line) in model.trade.lines.iter().enumerate() {
        let e = &expected["lines"][&line.id];
        for (s, source) in model.trade.sources.iter().enumerate() {
            close("rate", draw.lines[k].tariff_rate.column(s).as_slice(), &e["tariff_rate"][&source.id]);
            close(
                "landed",
                draw.lines[k].log_landed_price.column(s).map(f64::exp).as_slice(),
                &e["landed_price"][&source.id],
            );
            close(
                "target",
                draw.lines[k].target_volume.column(s).as_slice(),
                &e["target_volume"][&source.id],
            );
            close("volume", draw.lines[k].volume.column(s).as_slice(), &e["volume"][&source.id]);
        }
        close("export price", &draw.lines[k].export_price, &e["export_price"]);
        close("dV", &draw.lines[k].volume_change, &e["volume_change"]);
        close("dR", &draw.lines[k].income_change, &e["income_change"]);
        close("attr", impact.jobs_by_cause.column(k).as_slice(), &expected["jobs_attributed"][&line.id]);
    }
    let row = |m: &nalgebra::DMatrix<f64>, i: usize| m.row(i).iter().copied().collect::<Vec<_>>();
    for i in 0..3 {
        close("direct", &row(&impact.direct, i), &expected["direct"][i]);
        close("indirect", &row(&impact.indirect, i), &expected["indirect"][i]);
        close("induced", &row(&impact.induced, i), &expected["induced"][i]);
        close("jobs", &row(&impact.jobs_supported, i), &expected["jobs_supported"][i]);
        close("headcount", &row(&impact.headcount, i), &expected["headcount"][i]);
    }
    close("va", &impact.value_added, &expected["value_added_change"]);
    close("income", &impact.income, &expected["income_change"]);
    let _ = assert_relative_eq!(1.0, 1.0);
}
