//! The run against what happened.

use super::context::{Context, figure};
use super::words;
use crate::output::rows::{OverallRow, ScoreFile, ScoreRow};
use crate::report::cells::number_text;
use crate::report::chart::{Chart, Figure, IntervalLegend, IntervalRow, Intervals};
use crate::report::document::{Block, Cell, Section, Table};
use crate::report::lang::Lang;

const MODEL: &str = "model";

/// The section; none where the model names nothing that happened.
pub fn section(context: &Context) -> Option<Section> {
    let file = context.results.score.as_ref()?;
    let as_of = words::date(&file.as_of, context.lang);
    let text = match context.lang {
        Lang::En => format!(
            "Forecasts from what was known on {as_of} against what happened since; nothing was tuned to the outcome."
        ),
        Lang::Ja => {
            format!("{as_of}までの情報による予測と、その後の実績との比較。実績に合わせた調整は行っていない。")
        }
    };
    let mut blocks = vec![Block::Text(text), Block::List(verdicts(context, file))];
    blocks.extend(figures(context, file));
    blocks.push(Block::Table(overall(context, file)));
    blocks.push(Block::Table(table(context, file)));
    let title = context.pick("Against what happened", "実績との比較").to_string();
    Some(Section { id: "score", title, blocks })
}

/// Coverage and what was wrong, in sentences.
fn verdicts(context: &Context, file: &ScoreFile) -> Vec<String> {
    let own = || file.rows.iter().filter(|row| row.forecast == MODEL);
    let mut sentences = Vec::new();
    if let Some(row) = file.overall.iter().find(|row| row.forecast == MODEL) {
        let (half, wide) =
            (number_text(100.0 * row.in_50, 0, false), number_text(100.0 * row.in_90, 0, false));
        sentences.push(match context.lang {
            Lang::En => format!(
                "Of {} published figures, {half} % lie in the 50 % interval and {wide} % in the 90 % interval. Months and half-years, values, volumes and \
                 prices overlap: this describes, it is no test.",
                row.figures
            ),
            Lang::Ja => format!(
                "公表された{}の数値のうち、50%区間に{half}%、90%区間に{wide}%が入る。月次と半期、金額・数量・価格は重複しており、検定ではなく記述である。",
                row.figures
            ),
        });
    }
    let names = |wanted: &dyn Fn(&ScoreRow) -> bool| -> Vec<String> {
        own()
            .filter(|row| row.in_90.is_some() && wanted(row))
            .map(|row| format!("{} ({})", context.say(&row.label), observed(row)))
            .collect()
    };
    let join = |names: Vec<String>| names.join(context.pick("; ", "、"));
    let right = names(&|row| row.in_50 == Some(true));
    let near = names(&|row| row.in_50 == Some(false) && row.in_90 == Some(true));
    let wrong = names(&|row| row.in_90 == Some(false));
    for (list, english, japanese) in [
        (right, "In the middle half of the forecast", "予測の中央50%に入ったもの"),
        (near, "Within the 90 % interval, off its middle", "90%区間に入り、中央50%を外れたもの"),
        (wrong, "Outside the 90 % interval", "90%区間を外れたもの"),
    ] {
        if !list.is_empty() {
            sentences.push(format!(
                "{}{}{}",
                context.pick(english, japanese),
                context.pick(": ", "："),
                match context.lang {
                    Lang::En => format!("{}.", join(list)),
                    Lang::Ja => format!("{}。", join(list)),
                }
            ));
        }
    }
    sentences
}

/// What happened, with a true minus sign.
fn observed(row: &ScoreRow) -> String {
    if row.kind == "figure" { row.observed.replace('-', "−") } else { row.observed.clone() }
}

/// Figures with the same unit share an axis.
fn figures(context: &Context, file: &ScoreFile) -> Option<Block> {
    let rows: Vec<&ScoreRow> =
        file.rows.iter().filter(|row| row.kind == "figure" && row.forecast == MODEL).collect();
    let mut units: Vec<&str> = Vec::new();
    for row in &rows {
        if !units.contains(&row.unit.as_str()) {
            units.push(&row.unit);
        }
    }
    let options: Vec<(String, Figure)> = units
        .iter()
        .enumerate()
        .map(|(number, unit)| {
            let of_unit: Vec<&&ScoreRow> = rows.iter().filter(|row| row.unit == *unit).collect();
            (context.shown(unit).unit, chart(context, &of_unit, unit, number))
        })
        .collect();
    if options.len() == 1 {
        return options.into_iter().next().map(|(_, figure)| Block::Figure(figure));
    }
    let label = context.pick("Unit", "単位").to_string();
    (!options.is_empty()).then_some(Block::Choice { label, options })
}

fn chart(context: &Context, rows: &[&&ScoreRow], unit: &str, number: usize) -> Figure {
    let value = |text: &str| text.parse::<f64>().ok().filter(|value| value.is_finite());
    let row = |row: &&&ScoreRow| IntervalRow {
        group: String::new(),
        label: context.say(&row.label),
        wide: value(&row.p05).zip(value(&row.p95)),
        narrow: value(&row.p25).zip(value(&row.p75)),
        middle: value(&row.p50),
        mark: value(&row.observed).map(|value| (value, value)),
    };
    let title = context.pick("Forecasts and what happened", "予測と実績").to_string();
    figure(
        &if number == 0 { "score".to_string() } else { format!("score-{}", number + 1) },
        title.clone(),
        context
            .pick(
                "Lines and dots are the forecast: 90 % and 50 % intervals and median; diamonds are what was published afterwards.",
                "線と点は予測（90%・50%区間と中央値）、菱形はその後に公表された実績。",
            )
            .to_string(),
        title,
        Chart::Intervals(Intervals {
            axis: context.shown(unit).unit,
            legend: IntervalLegend {
                wide: context.interval_name(90),
                narrow: context.interval_name(50),
                middle: context.pick("median of the forecast", "予測の中央値").to_string(),
                mark: context.pick("happened", "実績").to_string(),
            },
            rows: rows.iter().map(row).collect(),
        }),
    )
}

fn forecast_name<'c>(context: &'c Context, name: &'c str) -> &'c str {
    match name {
        MODEL => context.pick("this model", "本モデル"),
        "constant-elasticity" => {
            context.pick("full pass-through, constant elasticity", "完全転嫁・一定弾力性")
        }
        "published-estimates" => context.pick("published estimates of the time", "当時の公表推計"),
        other => other,
    }
}

fn overall(context: &Context, file: &ScoreFile) -> Table {
    let number = |value: f64, places| Cell::Number { value, error: None, places, signed: false };
    let row = |row: &OverallRow| {
        vec![
            Cell::Text(forecast_name(context, &row.forecast).to_string()),
            number(row.figures as f64, 0),
            number(100.0 * row.in_50, 0),
            number(100.0 * row.in_90, 0),
            number(row.crps, 2),
            number(row.crps_model, 2),
            number(row.log_score, 2),
            number(row.log_score_model, 2),
        ]
    };
    Table {
        id: "score-overall".to_string(),
        title: context.pick("All published figures together", "公表された数値の全体").to_string(),
        note: context
            .pick(
                "CRPS and log score: smaller is better; those of the model are over the same figures as the forecast of the row.",
                "CRPSと対数スコアは小さいほど良い。「本モデル」の列は、その行の予測と同じ数値についての値。",
            )
            .to_string(),
        columns: vec![
            context.texts("Forecast", "予測"),
            context.numbers("Figures", "数値の数", ""),
            context.numbers("In the 50 % interval", "50%区間内", "%"),
            context.numbers("In the 90 % interval", "90%区間内", "%"),
            context.numbers("Mean CRPS", "平均CRPS", ""),
            context.numbers("CRPS of this model", "本モデルのCRPS", ""),
            context.numbers("Mean log score", "平均対数スコア", ""),
            context.numbers("Log score of this model", "本モデルの対数スコア", ""),
        ],
        rows: file.overall.iter().map(row).collect(),
    }
}

/// An observation with its unit.
fn labelled(context: &Context, row: &ScoreRow) -> String {
    let (label, unit) = (context.say(&row.label), context.shown(&row.unit).unit);
    match (context.lang, unit.as_str()) {
        (_, "") => label,
        (Lang::En, unit) => format!("{label}, {unit}"),
        (Lang::Ja, unit) => format!("{label}、{unit}"),
    }
}

fn table(context: &Context, file: &ScoreFile) -> Table {
    let text = |row: &ScoreRow, value: &str| {
        Cell::Text(if row.kind == "figure" { value.replace('-', "−") } else { value.to_string() })
    };
    let number = |value: Option<f64>| match value {
        Some(value) => Cell::Number { value, error: None, places: 2, signed: false },
        None => Cell::Empty,
    };
    let row = |row: &ScoreRow| {
        let inside = match (row.in_50, row.in_90) {
            (Some(true), _) => context.pick("50 %", "50%"),
            (_, Some(true)) => context.pick("90 %", "90%"),
            (_, Some(false)) => context.pick("outside", "外"),
            _ => "",
        };
        vec![
            Cell::Text(labelled(context, row)),
            Cell::Text(forecast_name(context, &row.forecast).to_string()),
            text(row, &row.observed),
            text(row, &row.p05),
            text(row, &row.p50),
            text(row, &row.p95),
            Cell::Text(inside.to_string()),
            number(row.crps),
            number(row.log_score),
            number(row.pit),
            Cell::Text(match (row.published.as_str(), row.source.as_str()) {
                ("", source) => source.to_string(),
                (date, source) => format!("{date}: {source}"),
            }),
        ]
    };
    Table {
        id: "score".to_string(),
        title: context.pick("Every observation", "個々の実績").to_string(),
        note: context
            .pick(
                "PIT: forecast probability of less than what happened. “Inside” names the narrowest interval that holds what happened.",
                "PITは実績を下回る予測確率。「区間」は実績を含む最も狭い区間。",
            )
            .to_string(),
        columns: vec![
            context.texts("Observation", "実績項目"),
            context.texts("Forecast", "予測"),
            context.texts("Happened", "実績"),
            context.texts("5 %", "5%点"),
            context.texts("Median", "中央値"),
            context.texts("95 %", "95%点"),
            context.texts("Inside", "区間"),
            context.numbers("CRPS", "CRPS", ""),
            context.numbers("Log score", "対数スコア", ""),
            context.numbers("PIT", "PIT", ""),
            context.texts("Published, source", "公表日・出所"),
        ],
        rows: file.rows.iter().map(row).collect(),
    }
}
