//! Demand in the destination.

use crate::EXACT;
use crate::support::figures::{assert_close, data, number, numbers};
use kanzei::draw::Demand;

#[test]
fn volumes_of_two_level_demand_in_ten_cases() {
    let oracle = data("armington.json");
    let cases = oracle["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 10);
    for case in cases {
        let input = &case["input"];
        assert_eq!(number(&input["dom_price_hat"]), 1.0);
        let demand = Demand {
            import_shares: &numbers(&input["src_share"]),
            import_share_of_use: 1.0 - number(&input["dom_share"]),
            substitution: number(&input["sig_bot"]),
            import_substitution: number(&input["sig_top"]),
            demand_elasticity: number(&input["eta"]),
            domestic_price_response: 0.0,
        };
        let rates = numbers(&input["tariff0"]).into_iter().zip(numbers(&input["tariff1"]));
        let wedges: Vec<f64> = rates.map(|(before, after)| (1.0 + after) / (1.0 + before)).collect();
        let name = input["name"].as_str().unwrap();
        assert_close(name, &wedges, &numbers(&case["T"]), EXACT);
        let passed = numbers(&input["passthrough"]);
        let landed: Vec<f64> = wedges.iter().zip(passed).map(|(wedge, share)| wedge.powf(share)).collect();
        assert_close(name, &landed, &numbers(&case["buyer_price_hat"]), EXACT);
        assert_close(name, &demand.target_volumes(&landed), &numbers(&case["volume_hat"]), EXACT);
    }
}
