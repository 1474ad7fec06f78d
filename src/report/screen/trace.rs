//! The chain of one draw as text, in the order and words of METHODOLOGY.md.

use std::fmt::Write;

use crate::output::Trace;
use crate::report::numbers::fixed;

/// Renders a trace.
pub fn render_trace(trace: &Trace) -> String {
    let money = trace.money.as_str();
    let mut text = format!("Draw {} of seed {}\n", trace.draw, trace.seed);
    inputs(&mut text, trace);
    talks(&mut text, trace);
    lines(&mut text, trace, money);
    economy(&mut text, trace, money);
    results(&mut text, trace);
    text
}

fn section(text: &mut String, title: &str) {
    let _ = writeln!(text, "\n{title}");
}

fn inputs(text: &mut String, trace: &Trace) {
    section(text, "1. Inputs");
    for (name, value) in &trace.inputs {
        let _ = writeln!(text, "  {name:<56} {value:>14.6}");
    }
}

fn talks(text: &mut String, trace: &Trace) {
    section(text, "2. Talks and levers");
    for (name, value) in trace.inputs.iter().filter(|(name, _)| name.starts_with("lever.")) {
        if name.matches('.').count() == 1 {
            let _ = writeln!(text, "  {name:<32} {}", if *value == 1.0 { "on" } else { "off" });
        }
    }
    for (track, steps) in &trace.tracks {
        for step in steps {
            let _ = writeln!(text, "  {}  {track:<16} {:<28} -> {}", step.date, step.decision, step.state);
        }
    }
    let _ = writeln!(text, "  outcome: {}", trace.outcome);
    section(text, "3. Tariff actions, in order of decision");
    let _ = writeln!(
        text,
        "  {:<11}{:<11} {:<12} {:<11} {:>7}  sources",
        "decided", "in force", "programme", "mode", "rate"
    );
    for action in &trace.actions {
        let _ = writeln!(
            text,
            "  {:<11}{:<11} {:<12} {:<11} {:>6} %  {}",
            action.decided,
            action.effective,
            action.programme,
            action.mode,
            fixed(100.0 * action.rate, 1),
            action.sources.join(", ")
        );
    }
}

fn lines(text: &mut String, trace: &Trace, money: &str) {
    for (id, line) in &trace.lines {
        section(
            text,
            &format!(
                "4. to 6. Line {id}, home's goods (prices and volumes relative to the baseline; {money} per month)"
            ),
        );
        let home = trace.home.as_str();
        let series = [
            &line.tariff_rate[home],
            &line.landed_price[home],
            &line.export_price,
            &line.target_volume[home],
            &line.volume[home],
            &line.volume_change,
            &line.income_change,
        ];
        let heads = ["rate", "landed P", "export p", "target q*", "volume q", "volume dV", "income dR"];
        let head: String = heads.iter().map(|head| format!("{head:>11}")).collect();
        let _ = writeln!(text, "  {:<8}{head}", "month");
        for (t, month) in trace.months.iter().enumerate() {
            let row: String = series.iter().map(|values| format!("{:>11.4}", values[t])).collect();
            let _ = writeln!(text, "  {month:<8}{row}");
        }
    }
}

fn economy(text: &mut String, trace: &Trace, money: &str) {
    section(text, &format!("7. to 9. The home economy ({money} per month; persons)"));
    let heads = ["direct", "indirect", "induced", "value added", "lost income", "jobs supp.", "headcount"];
    let head: String = heads.iter().map(|head| format!("{head:>12}")).collect();
    let _ = writeln!(text, "  {:<8}{head}", "month");
    let total =
        |series: &crate::output::Series, t: usize| -> f64 { series.values().map(|values| values[t]).sum() };
    for (t, month) in trace.months.iter().enumerate() {
        let channel = |name: &str| trace.output_change.get(name).map_or(0.0, |series| total(series, t));
        let flows = [
            channel("direct"),
            channel("indirect"),
            channel("induced"),
            trace.value_added_change[t],
            trace.income_change[t],
        ];
        let flows: String = flows.iter().map(|value| format!("{value:>12.3}")).collect();
        let (jobs, heads) = (total(&trace.jobs_supported, t), total(&trace.headcount, t));
        let _ = writeln!(text, "  {month:<8}{flows}{:>12}{:>12}", fixed(jobs, 0), fixed(heads, 0));
    }
}

fn results(text: &mut String, trace: &Trace) {
    section(text, "10. Results of this draw by year");
    let yearly = |period: &str| period == "all" || period.len() == 4 || period.starts_with("FY");
    for metric in &trace.metrics {
        if yearly(&metric.period) && (metric.scope == "total" || metric.scope.contains("group:")) {
            let name = format!("{} {} {}", metric.metric, metric.scope, metric.period);
            let _ = writeln!(text, "  {name:<48} {:>14.4} {}", metric.value, metric.unit);
        }
    }
}
