//! What drives the spread: shares of the variance, and one input moved at a time.

use super::context::{Context, figure};
use super::reading::estimate_cell;
use super::words;
use crate::output::rows::{DriverRow, DriversFile, DriversOf, EstimateNote, ShareNote};
use crate::report::cells::number_text;
use crate::report::chart::{BarRow, Bars, Chart, Figure};
use crate::report::document::{Block, Cell, Section, Table};
use crate::report::lang::Lang;

/// Inputs in a tornado.
const SHOWN: usize = 12;

/// The section; none where nothing is uncertain.
pub fn section(context: &Context) -> Option<Section> {
    let file = context.results.drivers.as_ref()?;
    let spread = &file.metrics;
    let mut blocks = vec![Block::Text(intro(context, file))];
    blocks.push(Block::List(spread.iter().map(|of| sentence(context, of)).collect()));
    let label = context.pick("Figure for", "指標").to_string();
    let options = |draw: &dyn Fn(&DriversOf) -> Figure| {
        spread.iter().map(|of| (name(context, of), draw(of))).collect::<Vec<_>>()
    };
    blocks.push(Block::Choice { label: label.clone(), options: options(&|of| shares(context, of)) });
    blocks.push(Block::Choice { label, options: options(&|of| tornado(context, of)) });
    blocks.push(Block::Table(table(context, spread)));
    let title = context.pick("What drives the spread", "不確実性の要因").to_string();
    Some(Section { id: "drivers", title, blocks })
}

fn intro(context: &Context, file: &DriversFile) -> String {
    let draws = number_text(file.draws as f64, 0, false);
    match context.lang {
        Lang::En => format!(
            "The variance of each figure is divided among groups of inputs so that interactions and correlations are shared fairly and the parts sum \
             to 100 % (Shapley effects; {draws} pairs of draws)."
        ),
        Lang::Ja => format!(
            "各指標の分散を、交互作用と相関を公平に配分して入力のグループに分けた（シャープレイ効果、試行の対{draws}組）。合計は100%となる。"
        ),
    }
}

/// A figure with its scope and period, in words.
fn name(context: &Context, of: &DriversOf) -> String {
    let (measure, period) = (context.measure(&of.metric, &of.scope), context.period(&of.period));
    match context.lang {
        Lang::En => format!("{measure}, {period}"),
        Lang::Ja => format!("{measure}、{period}"),
    }
}

/// How much lies between outcomes, and the largest group.
fn sentence(context: &Context, of: &DriversOf) -> String {
    let between = number_text(100.0 * of.between_outcomes, 0, false);
    let largest = groups(of).into_iter().next();
    let name = name(context, of);
    let group = largest.map(|row| (label(context, row), number_text(100.0 * row.shapley.value, 0, false)));
    match (context.lang, group) {
        (Lang::En, Some((group, share))) => format!(
            "{name}: {between} % of the variance lies between the outcomes of the talks, the rest within them; the largest part by group is “{group}” with {share} %."
        ),
        (Lang::Ja, Some((group, share))) => format!(
            "{name}：分散の{between}%は交渉の帰結の間、残りは帰結の内にある。グループ別の最大要因は「{group}」の{share}%。"
        ),
        (Lang::En, None) => {
            format!("{name}: {between} % of the variance lies between the outcomes of the talks.")
        }
        (Lang::Ja, None) => format!("{name}：分散の{between}%は交渉の帰結の間にある。"),
    }
}

fn groups(of: &DriversOf) -> Vec<&DriverRow> {
    of.shares.iter().filter(|row| row.level == "group").collect()
}

fn label(context: &Context, row: &DriverRow) -> String {
    let words = if row.label.is_empty() { &row.name } else { &row.label };
    words::input_group(&row.name, context.lang).map_or_else(|| context.say(words), str::to_string)
}

fn id_of(kind: &str, of: &DriversOf) -> String {
    let scope = of.scope.replace(':', "-");
    format!("{kind}-{}-{scope}-{}", of.metric, of.period).replace('_', "-").to_lowercase()
}

fn shares(context: &Context, of: &DriversOf) -> Figure {
    let row = |row: &&DriverRow| BarRow {
        label: label(context, row),
        values: vec![100.0 * row.shapley.value],
        interval: row.shapley.low.zip(row.shapley.high).map(|(low, high)| (100.0 * low, 100.0 * high)),
    };
    let of_name = name(context, of);
    let title = match context.lang {
        Lang::En => format!("Shares of the variance: {of_name}"),
        Lang::Ja => format!("分散の要因分解：{of_name}"),
    };
    figure(
        &id_of("shares", of),
        title.clone(),
        context
            .pick(
                "Shapley effects by group of inputs; whiskers are 95 % confidence intervals of the simulation.",
                "入力グループ別のシャープレイ効果。ひげはシミュレーション誤差の95%信頼区間。",
            )
            .to_string(),
        sentence(context, of),
        Chart::Bars(Bars {
            axis: context.pick("Share of the variance, %", "分散に占める割合、%").to_string(),
            origin: 0.0,
            signed: false,
            whisker: context.pick("95 % confidence interval", "95%信頼区間").to_string(),
            parts: vec![context.pick("share", "割合").to_string()],
            rows: groups(of).iter().map(row).collect(),
        }),
    )
}

/// An input in words, or by its name where the model has no words for it.
fn input(context: &Context, name: &str) -> String {
    let row = context.results.assumptions.iter().find(|row| row.name == name);
    row.map(|row| context.input(row)).filter(|words| !words.is_empty()).unwrap_or_else(|| name.to_string())
}

/// What an input was set to: numbers with two digits, which is enough to tell a range.
fn setting(text: &str) -> String {
    match text.parse::<f64>() {
        Ok(value) if value != 0.0 && value.is_finite() => {
            let places = (1 - value.abs().log10().floor() as i32).clamp(0, 6);
            number_text(value, places, false)
        }
        _ => text.to_string(),
    }
}

fn tornado(context: &Context, of: &DriversOf) -> Figure {
    let shown = context.shown(&of.unit);
    let origin = shown.factor * of.at_medians;
    // Of the decisions, each of which can lead to every end, the widest says enough.
    let widest = of.tornado.iter().find(|row| row.kind == "decision").map(|row| &row.input);
    let chosen = of.tornado.iter().filter(|row| row.kind != "decision" || Some(&row.input) == widest);
    let rows = chosen.take(SHOWN).map(|row| BarRow {
        label: format!(
            "{} [{} … {}]",
            input(context, &row.input),
            setting(&row.low_setting),
            setting(&row.high_setting)
        ),
        values: vec![shown.factor * row.at_low - origin, shown.factor * row.at_high - origin],
        interval: None,
    });
    let of_name = name(context, of);
    let title = match context.lang {
        Lang::En => format!("One input moved at a time: {of_name}"),
        Lang::Ja => format!("入力を一つずつ動かした場合：{of_name}"),
    };
    figure(
        &id_of("tornado", of),
        title.clone(),
        context
            .pick(
                "Each input from its 5 % to its 95 % quantile, levers off and on, all others at their medians; of the decisions only the one that moves the \
                 figure most, to the states that give the lowest and the highest value. In brackets what the input was set to.",
                "各入力を5%点から95%点へ、交渉材料は無しから有りへ動かし、他は中央値とした値。分岐は影響が最大のもののみ、最小値・最大値を与える状態とした。角括弧内は入力の設定値。",
            )
            .to_string(),
        title,
        Chart::Bars(Bars {
            axis: format!("{}, {}", words::metric(&of.metric, context.lang), shown.unit),
            origin,
            signed: words::is_effect(&of.metric),
            whisker: String::new(),
            parts: vec![
                context.pick("input low", "入力が低い場合").to_string(),
                context.pick("input high", "入力が高い場合").to_string(),
            ],
            rows: rows.collect(),
        }),
    )
}

fn table(context: &Context, spread: &[DriversOf]) -> Table {
    let cell = |share: ShareNote| {
        let note = EstimateNote { value: 100.0 * share.value, mcse: share.mcse.map(|error| 100.0 * error) };
        estimate_cell(note, false)
    };
    let mut rows = Vec::new();
    for of in spread {
        for row in groups(of) {
            rows.push(vec![
                Cell::Text(name(context, of)),
                Cell::Text(format!("{}{}", label(context, row), if row.correlated { " *" } else { "" })),
                cell(row.first_order),
                cell(row.total),
                cell(row.shapley),
            ]);
        }
    }
    Table {
        id: "drivers".to_string(),
        title: context.pick("Shares of the variance by group of inputs", "入力グループ別の分散の割合").to_string(),
        note: context
            .pick(
                "Alone: what knowing the group alone would take away (first-order index). Total: what would stay if all others were known. Share: its part \
                 when interactions and correlations are divided fairly (Shapley effect). ± is the Monte Carlo standard error. * correlated with inputs outside it.",
                "単独：そのグループだけが分かれば減る分散（一次指標）。総合：他がすべて分かっても残る分散。割合：交互作用と相関を公平に配分した寄与（シャープレイ効果）。\
                 ±はモンテカルロ標準誤差。*はグループ外の入力と相関するもの。",
            )
            .to_string(),
        columns: vec![
            context.texts("Figure", "指標"),
            context.texts("Group of inputs", "入力グループ"),
            context.estimates("Alone", "単独", "%"),
            context.estimates("Total", "総合", "%"),
            context.estimates("Share", "割合", "%"),
        ],
        rows,
    }
}

#[cfg(test)]
mod tests {
    use super::setting;

    #[test]
    fn settings_have_two_digits_where_they_are_numbers() {
        assert_eq!(setting("-0.2467"), "−0.25");
        assert_eq!(setting("7.966"), "8.0");
        assert_eq!(setting("1234.6"), "1,235");
        assert_eq!(setting("deal-all-in"), "deal-all-in");
    }
}
