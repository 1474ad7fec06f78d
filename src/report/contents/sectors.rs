//! Sectors: direct, indirect and induced parts, and all who are hit.

use std::collections::BTreeMap;

use super::context::{Context, column, figure};
use super::reading::{estimate_cell, interval_cell, places_of};
use super::words;
use crate::output::rows::{EstimateNote, SectorRow};
use crate::report::chart::{BarRow, Bars, Chart};
use crate::report::document::{Block, Cell, Kind, Section, Table};
use crate::report::lang::Lang;

const CHANNELS: [&str; 3] = ["direct", "indirect", "induced"];
/// Sectors in the figure.
const SHOWN: usize = 15;

/// What is known of a sector in one year: metric, channel and statistic → estimate.
struct Sector<'a> {
    code: &'a str,
    name: &'a str,
    found: BTreeMap<(&'a str, &'a str, &'a str), &'a SectorRow>,
}

impl<'a> Sector<'a> {
    fn note(&self, context: &Context, key: (&'a str, &'a str, &'a str)) -> Option<EstimateNote> {
        let row = self.found.get(&key)?;
        let factor = context.shown(&row.unit).factor;
        Some(EstimateNote { value: factor * row.value, mcse: row.mcse.map(|error| factor * error) })
    }

    fn value(&self, context: &Context, key: (&'a str, &'a str, &'a str)) -> f64 {
        self.note(context, key).map_or(0.0, |note| note.value)
    }
}

/// The section; none without sectors.
pub fn section(context: &Context) -> Option<Section> {
    // Sectors are reported by calendar year.
    let years: Vec<&str> = context.results.sectors.iter().map(|row| row.period.as_str()).collect();
    let year = years.iter().max()?;
    let mut sectors = sectors(context, year);
    sectors.sort_by(|a, b| {
        let total = |sector: &Sector| sector.value(context, ("output", "total", "mean"));
        total(a).total_cmp(&total(b))
    });
    let text = context.pick(
        "Direct: the sector's own exports and demand. Indirect: what its customers no longer buy, through all rounds of intermediate inputs. Induced: \
         what households no longer spend out of lost income.",
        "直接効果は当該部門への最終需要の変化そのもの、第1次間接効果は原材料等の中間投入の波及、第2次間接効果は雇用者所得の変化を通じた家計消費の波及を示す。",
    );
    let blocks = vec![
        Block::Text(text.to_string()),
        Block::Figure(bars(context, &sectors, year)),
        Block::Table(table(context, &sectors, year)),
    ];
    let title = context.pick("Who is hit: sectors", "部門別の影響").to_string();
    Some(Section { id: "sectors", title, blocks })
}

fn sectors<'a>(context: &Context<'a>, year: &str) -> Vec<Sector<'a>> {
    let mut sectors: Vec<Sector> = Vec::new();
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for row in context.results.sectors.iter().filter(|row| row.period == year) {
        let place = *places.entry(&row.sector).or_insert_with(|| {
            sectors.push(Sector { code: &row.sector, name: &row.name, found: BTreeMap::new() });
            sectors.len() - 1
        });
        sectors[place].found.insert((&row.metric, &row.channel, &row.statistic), row);
    }
    sectors
}

fn money(context: &Context) -> String {
    context.shown(&context.results.summary.model.money).unit
}

fn bars(context: &Context, sectors: &[Sector], year: &str) -> crate::report::chart::Figure {
    let mut largest: Vec<&Sector> = sectors.iter().collect();
    let size = |sector: &Sector| sector.value(context, ("output", "total", "mean")).abs();
    largest.sort_by(|a, b| size(b).total_cmp(&size(a)));
    let row = |sector: &&Sector| BarRow {
        label: context.say(sector.name),
        values: CHANNELS.map(|channel| sector.value(context, ("output", channel, "mean"))).to_vec(),
        interval: None,
    };
    let title = match context.lang {
        Lang::En => {
            format!("Gross output by sector, {year}: the {} largest changes", largest.len().min(SHOWN))
        }
        Lang::Ja => {
            format!("{}の部門別生産額：変化の大きい{}部門", context.period(year), largest.len().min(SHOWN))
        }
    };
    figure(
        "sectors",
        title.clone(),
        context
            .pick(
                "Means over all draws; change against no new tariffs. The table below has all sectors with their intervals.",
                "全試行の平均。新たな関税がない場合からの変化。下の表に全部門と区間を示す。",
            )
            .to_string(),
        title,
        Chart::Bars(Bars {
            axis: format!("{}, {}", words::metric("output", context.lang), money(context)),
            origin: 0.0,
            signed: true,
            whisker: String::new(),
            parts: CHANNELS.map(|name| words::channel(name, context.lang).to_string()).to_vec(),
            rows: largest.iter().take(SHOWN).map(row).collect(),
        }),
    )
}

fn table(context: &Context, sectors: &[Sector], year: &str) -> Table {
    let rows = sectors.iter().map(|sector| {
        let note = |metric, channel, statistic| sector.note(context, (metric, channel, statistic));
        let mut row = vec![Cell::Text(context.say(sector.name)), Cell::Text(sector.code.to_string())];
        row.extend(CHANNELS.map(|channel| number(note("output", channel, "mean"))));
        let estimate =
            |metric| note(metric, "total", "mean").map_or(Cell::Empty, |note| estimate_cell(note, true));
        row.push(estimate("output"));
        row.push(interval(note("output", "total", "p05"), note("output", "total", "p95")));
        row.extend(["value_added", "jobs_supported", "headcount"].map(estimate));
        row
    });
    let (money, persons) = (money(context), context.shown("persons").unit);
    let mut columns = vec![context.texts("Sector", "部門"), context.texts("Code", "符号")];
    let output = words::metric("output", context.lang);
    let of_output = |what: &str| context.part(output, what);
    for channel in CHANNELS {
        let head = of_output(words::channel(channel, context.lang));
        columns.push(column(&head, &money, Kind::Number));
    }
    columns.push(column(&of_output(words::channel("total", context.lang)), &money, Kind::Estimate));
    columns.push(column(&of_output(&context.interval_name(90)), &money, Kind::Interval));
    for (metric, unit) in [("value_added", &money), ("jobs_supported", &persons), ("headcount", &persons)] {
        columns.push(column(words::metric(metric, context.lang), unit, Kind::Estimate));
    }
    Table {
        id: "sectors".to_string(),
        title: match context.lang {
            Lang::En => format!("All sectors, {year}"),
            Lang::Ja => format!("全部門、{}", context.period(year)),
        },
        note: context
            .pick(
                "Means over all draws with their Monte Carlo standard errors; change over the year against no new tariffs. Jobs supported and \
                 expected headcount are two counts and must not be added.",
                "全試行の平均とそのモンテカルロ標準誤差。新たな関税がない場合からの1年間の変化。就業誘発者数と就業者数（見込み）は別の概念であり合算しない。",
            )
            .to_string()
                + &context.money_hint(),
        columns,
        rows: rows.collect(),
    }
}

fn number(note: Option<EstimateNote>) -> Cell {
    note.map_or(Cell::Empty, |note| Cell::Number {
        value: note.value,
        error: None,
        places: places_of(note),
        signed: true,
    })
}

fn interval(low: Option<EstimateNote>, high: Option<EstimateNote>) -> Cell {
    low.zip(high).map_or(Cell::Empty, |(low, high)| interval_cell(low, high, true))
}
