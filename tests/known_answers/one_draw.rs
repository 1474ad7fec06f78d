//! One whole draw, computed independently.

use crate::EXACT;
use crate::support::figures::{assert_close, data, matrix, number, numbers};
use crate::support::{metric, model, trace};
use kanzei::leontief::inverse;
use kanzei::output::Series;
use serde_json::Value;

#[test]
fn every_array_of_one_draw_is_that_of_the_independent_computation() {
    let oracle = data("one_draw.json");
    let (given, expected) = (&oracle["model"], &oracle["expected"]);
    let model = model("one-draw");
    let trace = trace(&model, &[], 0);
    let close =
        |what: &str, found: &[f64], wanted: &Value| assert_close(what, found, &numbers(wanted), EXACT);
    assert_eq!(serde_json::json!(trace.months), expected["months"]);
    assert_eq!(trace.outcome, "deal");
    let mut compared = vec!["months"];

    for (id, line) in &trace.lines {
        let wanted = &expected["lines"][id];
        let by_source = [
            ("tariff_rate", &line.tariff_rate),
            ("landed_price", &line.landed_price),
            ("target_volume", &line.target_volume),
            ("volume", &line.volume),
        ];
        let by_month = [
            ("export_price", &line.export_price),
            ("volume_change", &line.volume_change),
            ("income_change", &line.income_change),
        ];
        assert_eq!(wanted.as_object().unwrap().len(), by_source.len() + by_month.len());
        for (name, series) in by_source {
            assert_eq!(wanted[name].as_object().unwrap().len(), series.len());
            for (source, path) in series {
                close(&format!("{name} of {id} from {source}"), path, &wanted[name][source]);
            }
        }
        for (name, path) in by_month {
            close(&format!("{name} of {id}"), path, &wanted[name]);
        }
        let jobs = &trace.jobs_attributed[&format!("line:{id}")];
        close(&format!("jobs_attributed of {id}"), jobs, &expected["jobs_attributed"][id]);
    }
    assert_eq!(expected["lines"].as_object().unwrap().len(), trace.lines.len());
    assert_eq!(expected["jobs_attributed"].as_object().unwrap().len(), trace.lines.len());
    compared.extend(["lines", "jobs_attributed"]);

    let by_sector: [(&str, &Series); 6] = [
        ("final_demand_change", &trace.final_demand_change),
        ("direct", &trace.output_change["direct"]),
        ("indirect", &trace.output_change["indirect"]),
        ("induced", &trace.output_change["induced"]),
        ("jobs_supported", &trace.jobs_supported),
        ("headcount", &trace.headcount),
    ];
    for (name, series) in by_sector {
        for (position, sector) in given["sectors"].as_array().unwrap().iter().enumerate() {
            let sector = sector.as_str().unwrap();
            close(&format!("{name} of {sector}"), &series[sector], &expected[name][position]);
        }
        compared.push(name);
    }
    close("value_added_change", &trace.value_added_change, &expected["value_added_change"]);
    close("income_change", &trace.income_change, &expected["income_change"]);
    compared.extend(["value_added_change", "income_change"]);

    for name in ["gdp_real", "gdi_real", "export_volume", "export_value"] {
        let wanted = expected[&format!("{name}_quarter")].as_object().unwrap();
        for (quarter, value) in wanted {
            let found = metric(&trace, name, "total", quarter);
            assert_close(&format!("{name} {quarter}"), [&found], [&number(value)], EXACT);
        }
    }
    compared.extend([
        "gdp_real_quarter",
        "gdi_real_quarter",
        "export_volume_quarter",
        "export_value_quarter",
    ]);

    let inverse = inverse(&model.economy.technical_coefficients).unwrap();
    assert_close("leontief_inverse", &inverse, &matrix(&expected["leontief_inverse"]), EXACT);
    compared.push("leontief_inverse");

    compared.sort_unstable();
    let mut all: Vec<&String> = expected.as_object().unwrap().keys().collect();
    all.sort_unstable();
    assert_eq!(compared, all, "every array is compared");
}
