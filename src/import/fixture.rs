//! Small tables for tests.

use nalgebra::DMatrix;

use super::map_file::MapFile;
use super::table::{Imports, Named, Node, Table, Use, User};
use crate::model::flows::Flows;

fn named(code: &str, name: &str) -> Named {
    Named { code: code.into(), name: name.into() }
}

/// A national table with competitive imports: three sectors, the second imports more than half of what is used.
pub fn national() -> Table {
    let flows = DMatrix::from_row_slice(3, 3, &[10.0, 20.0, 5.0, 15.0, 30.0, 10.0, 5.0, 10.0, 20.0]);
    // household, non-profit, government, investment, inventories, exports
    let demand = DMatrix::from_row_slice(
        3,
        6,
        &[
            30.0, 2.0, 3.0, 10.0, -5.0, 35.0, //
            40.0, 0.0, 5.0, 20.0, 0.0, 60.0, //
            60.0, 5.0, 30.0, 25.0, 0.0, 10.0,
        ],
    );
    let output = vec![100.0, 100.0, 160.0];
    let imports = vec![10.0, 80.0, 5.0];
    let net_taxes = vec![1.0, 2.0, 3.0];
    let inputs = [30.0, 60.0, 35.0];
    let value_added = (0..3).map(|j| output[j] - inputs[j] - net_taxes[j]).collect();
    let kinds =
        [Use::Household, Use::Household, Use::Government, Use::Investment, Use::Inventories, Use::Exports];
    let node = |code: &str, name: &str| Node { region: 0, code: code.into(), name: name.into() };
    Table {
        title: "A small country, 2018".into(),
        year: Some(2018),
        money: "million crowns".into(),
        regions: vec![named("HOM", "Homeland")],
        nodes: vec![node("A", "Farms"), node("C29", "Cars"), node("S", "Services")],
        flows: Flows::from_dense(&flows),
        users: kinds.map(|kind| User { region: 0, kind }).to_vec(),
        final_demand: demand,
        imports: Imports::Competitive { goods: imports, beyond: vec![0.0; 6] },
        output,
        net_taxes,
        value_added,
        compensation: None,
        employment: None,
        final_taxes: vec![4.0, 0.0, 0.0, 1.0, 0.0, 0.0],
        notes: vec!["A table for tests.".into()],
    }
}

/// Three regions (`KOR`, `USA`, `JPN`) of two sectors that sell to each other, all figures positive.
pub fn three_regions() -> Table {
    let codes = ["KOR", "USA", "JPN"];
    let (n, users) = (6, 15);
    let flows =
        DMatrix::from_fn(
            n,
            n,
            |i, j| if i / 2 == j / 2 { 20.0 + (i + 2 * j) as f64 } else { 2.0 + (i % 3) as f64 },
        );
    let demand = DMatrix::from_fn(n, users, |i, u| {
        let inventories = if i % 2 == 1 { -1.0 } else { 0.5 };
        let (at_home, abroad) = ([50.0, 20.0, 15.0, inventories, 0.0], [4.0 + i as f64, 0.0, 3.0, 0.5, 0.0]);
        if i / 2 == u / 5 { at_home[u % 5] } else { abroad[u % 5] }
    });
    let output: Vec<f64> = (0..n).map(|i| flows.row(i).sum() + demand.row(i).sum()).collect();
    let net_taxes = vec![1.0; n];
    let value_added = (0..n).map(|j| output[j] - flows.column(j).sum() - 1.0).collect();
    let kinds = [Use::Household, Use::Government, Use::Investment, Use::Inventories, Use::Exports];
    let user = |u: usize| User { region: u / 5, kind: kinds[u % 5] };
    let node = |i: usize| Node {
        region: i / 2,
        code: ["C29", "S"][i % 2].into(),
        name: ["Cars", "Services"][i % 2].into(),
    };
    Table {
        title: "Three regions, 2020".into(),
        year: Some(2020),
        money: "million US dollars".into(),
        regions: codes.map(|code| named(code, &code.to_lowercase())).to_vec(),
        nodes: (0..n).map(node).collect(),
        flows: Flows::from_dense(&flows),
        users: (0..users).map(user).collect(),
        final_demand: demand,
        imports: Imports::None,
        output,
        net_taxes,
        value_added,
        compensation: Some(vec![30.0; n]),
        employment: Some((0..n).map(|i| 1000.0 + i as f64).collect()),
        final_taxes: (0..users).map(|u| if u % 5 == 0 { 2.0 } else { 0.0 }).collect(),
        notes: Vec::new(),
    }
}

/// A map file with this text.
pub fn map_file(text: &str, needed: &[&'static str], optional: &[&'static str]) -> MapFile {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("map.csv");
    std::fs::write(&path, text).unwrap();
    MapFile::read(&path, needed, optional).unwrap_or_else(|problems| panic!("{problems}"))
}
