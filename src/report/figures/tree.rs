//! How the talks may end → lanes as thick as their probabilities, with ribbons from lane to lane at each date.

use super::canvas::{Align, Canvas, Frame, Point, WIDTH};
use super::flows::{Flow, Flows, follow};
use super::fonts::{AXIS_TITLE, LABEL, Lines, TICK, Type, VALUE};
use super::palette::{AXIS, GRID, MUTED, state};
use crate::report::cells::number_text;
use crate::report::chart::{Tree, TreeDate};

/// Thickness of a lane that holds all probability, in CSS pixels.
const WHOLE: f64 = 190.0;
/// Space between lanes: a line of text.
const BETWEEN: f64 = 20.0;
/// The same where what enters from below and from above is written in it.
const BETWEEN_TWO: f64 = 32.0;
/// Width of the names of states, and of the probabilities before them.
const NAMES: f64 = 166.0;
const ODDS: f64 = 48.0;
/// Moves of less probability have no label.
const LABELLED: f64 = 0.02;
/// Opacity of ribbons.
const RIBBON: f64 = 0.55;
/// Least width of a date's label.
const DATE: f64 = 68.0;

const STRONG: Type = Type { size: 13.0, bold: true, ..LABEL };
const DATE_TYPE: Type = Type { bold: true, ..VALUE };

/// A probability in per cent.
pub fn percent(probability: f64) -> String {
    let percent = 100.0 * probability;
    match percent {
        _ if !percent.is_finite() => "–".to_string(),
        _ if percent > 0.0 && percent < 0.05 => "<0.1 %".to_string(),
        _ if percent >= 9.95 || percent == 0.0 => format!("{} %", number_text(percent, 0, false)),
        _ => format!("{} %", number_text(percent, 1, false)),
    }
}

/// Where everything lies.
struct Layout {
    flows: Flows,
    /// Upper edge of each lane after so many dates.
    tops: Vec<Vec<f64>>,
    /// Where lanes start, and where they end.
    start: f64,
    end: f64,
    /// Where each date is, and how far ribbons reach from it.
    dates: Vec<f64>,
    reach: f64,
    top: f64,
    bottom: f64,
}

/// Draws a tree and returns its height.
pub fn paint(canvas: &mut Canvas, tree: &Tree) -> f64 {
    if tree.states.is_empty() {
        return canvas.nothing();
    }
    let names: Vec<Lines> = tree.states.iter().map(|state| LABEL.wrap(&state.label, NAMES, 3)).collect();
    let end = WIDTH - NAMES - ODDS - 14.0;
    let (start, step, dates) = spread(tree.dates.len(), end);
    let labels = date_labels(tree, &dates, step, end);
    let above = labels.iter().filter(|label| label.above).map(DateLabel::height).fold(0.0, f64::max);
    let layout = place(tree, &names, (start, end), dates, step, above.max(AXIS_TITLE.leading()) + 16.0);
    let mut bottom = layout.bottom + 8.0;
    for label in &labels {
        paint_date(canvas, label, &layout);
        if !label.above {
            bottom = bottom.max(layout.bottom + 12.0 + label.height());
        }
    }
    paint_ribbons(canvas, tree, &layout);
    for lane in 0..tree.states.len() {
        paint_lane(canvas, &layout, lane);
    }
    label_moves(canvas, &layout);
    label_start(canvas, &layout);
    label_states(canvas, tree, &layout, &names);
    spots(canvas, tree, &layout);
    let axis = AXIS_TITLE.wrap(&tree.axis, end, 1);
    canvas.lines((f64::midpoint(start, end), bottom + 16.0), &axis, AXIS_TITLE, Align::Middle);
    if axis.lines.is_empty() { bottom + 4.0 } else { bottom + 22.0 }
}

/// Where lanes start, the distance between dates, and where each date is.
fn spread(count: usize, end: f64) -> (f64, f64, Vec<f64>) {
    let start = 1.0;
    let first = start + (0.6 * (end - start) / (count as f64 + 0.5)).clamp(52.0, 90.0);
    let step = (end - first) / (count as f64 - 0.1).max(1.0);
    (start, step, (0..count).map(|date| first + step * date as f64).collect())
}

fn place(
    tree: &Tree,
    names: &[Lines],
    (start, end): (f64, f64),
    dates: Vec<f64>,
    step: f64,
    top: f64,
) -> Layout {
    let flows = follow(tree);
    let highest = |height: &dyn Fn(&Vec<f64>) -> f64| flows.levels.iter().map(height).fold(0.0, f64::max);
    let at = |level: &Vec<f64>, lane: usize| level.get(lane).copied().unwrap_or(0.0);
    // The first lane hangs from the top and the second grows into the space that it leaves; all others stand on
    // their own ground. So lanes stay straight, and ribbons enter them from above.
    let mut grounds = vec![top + WHOLE * highest(&|level| at(level, 0))];
    for lane in 1..tree.states.len() {
        let crowded = (0..dates.len()).any(|date| {
            entering(&flows, date, lane - 1, false) >= LABELLED
                && entering(&flows, date, lane, true) >= LABELLED
        });
        let between = if crowded { BETWEEN_TWO } else { BETWEEN };
        let name = names.get(lane).map_or(0.0, |name| LABEL.leading() * name.lines.len() as f64);
        let before = grounds.last().copied().unwrap_or(top);
        let both = top + WHOLE * highest(&|level| at(level, 0) + at(level, 1)) + between;
        let own = before + between + (WHOLE * highest(&|level| at(level, lane))).max(name - between + 8.0);
        grounds.push(if lane == 1 { both.max(before) } else { own });
    }
    let tops = flows.levels.iter().map(|level| {
        let lane_top =
            |(lane, ground): (usize, &f64)| if lane == 0 { top } else { ground - WHOLE * at(level, lane) };
        grounds.iter().enumerate().map(lane_top).collect()
    });
    let tops = tops.collect();
    let bottom = grounds.last().copied().unwrap_or(top);
    let reach = if step < 60.0 { 0.46 * step } else { (0.62 * step).min(72.0) };
    Layout { flows, tops, start, end, dates, reach, top, bottom }
}

/// Probability that enters a lane at a date from the lanes above it, or from those below.
fn entering(flows: &Flows, date: usize, lane: usize, above: bool) -> f64 {
    let here = flows.dates.get(date).into_iter().flatten().filter(|flow| flow.to == lane);
    here.filter(|flow| if above { flow.from < lane } else { flow.from > lane })
        .map(|flow| flow.probability)
        .sum()
}

impl Layout {
    /// Where a lane runs flat after so many dates: its left and right end.
    fn flat(&self, passed: usize) -> (f64, f64) {
        let left = passed
            .checked_sub(1)
            .and_then(|date| self.dates.get(date))
            .map_or(self.start, |x| x + self.reach);
        (left, self.dates.get(passed).copied().unwrap_or(self.end))
    }

    fn level(&self, passed: usize, lane: usize) -> f64 {
        self.flows.levels.get(passed).and_then(|level| level.get(lane)).copied().unwrap_or(0.0)
    }

    fn lane_top(&self, passed: usize, lane: usize) -> f64 {
        self.tops.get(passed).and_then(|tops| tops.get(lane)).copied().unwrap_or(self.top)
    }

    /// Height of a flow's upper edge where it leaves its lane at a date, and where it enters the next.
    fn edge(&self, date: usize, flow: &Flow) -> (f64, f64) {
        (
            self.lane_top(date, flow.from) + WHOLE * flow.leaves,
            self.lane_top(date + 1, flow.to) + WHOLE * flow.enters,
        )
    }

    /// An edge of a flow, from its date to where it lands: flat at both ends.
    fn curve(&self, date: usize, (from, to): (f64, f64), steps: i32) -> Vec<Point> {
        let x = self.dates.get(date).copied().unwrap_or(self.start);
        let steps = if (from - to).abs() < 0.05 { 1 } else { steps };
        let point = |step: i32| {
            let t = f64::from(step) / f64::from(steps);
            (x + self.reach * t, from + (to - from) * t * t * (3.0 - 2.0 * t))
        };
        (0..=steps).map(point).collect()
    }

    /// Outline of a ribbon, with so many corners on each side.
    fn ribbon(&self, date: usize, flow: &Flow, steps: i32) -> Vec<Point> {
        let (from, to) = self.edge(date, flow);
        let thickness = (WHOLE * flow.probability).max(0.6);
        let mut outline = self.curve(date, (from, to), steps);
        outline.extend(self.curve(date, (from + thickness, to + thickness), steps).into_iter().rev());
        outline
    }
}

fn paint_ribbons(canvas: &Canvas, tree: &Tree, layout: &Layout) {
    // Long ribbons first: short ones stay visible over them.
    for distance in (1..tree.states.len()).rev() {
        for (date, flows) in layout.flows.dates.iter().enumerate() {
            for flow in flows.iter().filter(|flow| flow.from.abs_diff(flow.to) == distance) {
                canvas.shape(&layout.ribbon(date, flow, 16), state(flow.to), RIBBON);
            }
        }
    }
}

/// Paints a lane in one piece for as long as something is in it.
fn paint_lane(canvas: &Canvas, layout: &Layout, lane: usize) {
    let mut upper: Vec<Point> = Vec::new();
    let mut lower: Vec<Point> = Vec::new();
    for passed in 0..layout.flows.levels.len() {
        let level = layout.level(passed, lane);
        if level > 0.0 {
            let (left, right) = layout.flat(passed);
            let top = layout.lane_top(passed, lane);
            let under = top + (WHOLE * level).max(0.8);
            upper.extend([(left, top), (right, top)]);
            lower.extend([(left, under), (right, under)]);
        }
        let flows = layout.flows.dates.get(passed);
        let stays = flows.and_then(|flows| flows.iter().find(|flow| flow.from == lane && flow.to == lane));
        if let Some(flow) = stays {
            let (from, to) = layout.edge(passed, flow);
            let thickness = (WHOLE * flow.probability).max(0.8);
            upper.extend(layout.curve(passed, (from, to), 12));
            lower.extend(layout.curve(passed, (from + thickness, to + thickness), 12));
        } else if !upper.is_empty() {
            let outline: Vec<Point> = upper.drain(..).chain(lower.drain(..).rev()).collect();
            canvas.shape(&outline, state(lane), 1.0);
        }
    }
}

/// Writes how much enters a lane beside where it lands.
fn label_moves(canvas: &Canvas, layout: &Layout) {
    for date in 0..layout.dates.len() {
        let (left, right) = layout.flat(date + 1);
        for lane in 0..layout.tops.first().map_or(0, Vec::len) {
            let top = layout.lane_top(date + 1, lane);
            let under = top + WHOLE * layout.level(date + 1, lane);
            for (above, y) in [(true, top - 4.0), (false, under + 11.0)] {
                let share = entering(&layout.flows, date, lane, above);
                let full = number_text(100.0 * share, 0, false);
                let room = right - left - 3.0;
                let text = [format!("{full} %"), format!("{full}%")]
                    .into_iter()
                    .find(|text| VALUE.width(text) <= room);
                if let Some(text) = text.filter(|_| share >= LABELLED) {
                    canvas.text((left + 1.0, y), &text, VALUE, Align::Left);
                }
            }
        }
    }
}

/// Writes into the first lane that everything is in it now.
fn label_start(canvas: &Canvas, layout: &Layout) {
    let (x, y) = (layout.start + 7.0, layout.top + WHOLE / 2.0);
    canvas.text((x, y - 3.0), canvas.lang.pick("now", "現在"), VALUE, Align::Left);
    canvas.text((x, y + 13.0), &percent(1.0), Type { size: 12.0, ..STRONG }, Align::Left);
}

/// Writes states and their probabilities at the right, moved apart where lanes are close.
fn label_states(canvas: &mut Canvas, tree: &Tree, layout: &Layout, names: &[Lines]) {
    let last = layout.flows.levels.len().saturating_sub(1);
    let left = layout.end + 12.0;
    let head = canvas.lang.pick("Probability on the outcome date", "結果判定日における確率");
    let head = AXIS_TITLE.wrap(head, ODDS + NAMES, 1);
    canvas.lines((left, 12.0), &head, AXIS_TITLE, Align::Left);
    let mut free = layout.top - 12.0;
    for (lane, (case, name)) in tree.states.iter().zip(names).enumerate() {
        let height = LABEL.leading() * name.lines.len().max(1) as f64;
        let ground = layout.lane_top(last, lane) + WHOLE * layout.level(last, lane);
        let middle = f64::midpoint(layout.lane_top(last, lane), ground);
        let top = (middle - height / 2.0).max(free);
        let centre = top + height / 2.0;
        free = top + height + 5.0;
        if layout.level(last, lane) > 0.0 {
            canvas.line(&[(layout.end + 1.0, middle), (left - 3.0, centre)], AXIS, 1.0);
        }
        let first = top + 0.5 * LABEL.leading() + 0.36 * LABEL.size;
        let odds = percent(case.probability);
        canvas.text((left + ODDS - 8.0, first), &odds, STRONG, Align::Right);
        canvas.lines((left + ODDS, first), name, LABEL, Align::Left);
        let spot = Frame { left, top, right: WIDTH, bottom: top + height };
        canvas.spot(spot, &format!("{}: {odds}", case.label));
    }
}

fn spots(canvas: &mut Canvas, tree: &Tree, layout: &Layout) {
    let name = |lane: usize| tree.states.get(lane).map_or("", |state| state.label.as_str());
    let lang = canvas.lang;
    for (date, (flows, decision)) in layout.flows.dates.iter().zip(&tree.dates).enumerate() {
        for flow in flows.iter().filter(|flow| flow.from != flow.to) {
            let text = format!(
                "{}, {}: {} → {}: {}",
                decision.date,
                decision.label,
                name(flow.from),
                name(flow.to),
                percent(flow.probability)
            );
            canvas.spot_shape(&layout.ribbon(date, flow, 5), &text);
        }
    }
    for passed in 0..layout.flows.levels.len() {
        let (left, right) = layout.flat(passed);
        let when = match passed.checked_sub(1).and_then(|date| tree.dates.get(date)) {
            None => lang.pick("now", "現在").to_string(),
            Some(date) => match lang.pick("after ", "") {
                "" => format!("{} より後", date.date),
                after => format!("{after}{}", date.date),
            },
        };
        for lane in 0..tree.states.len() {
            let level = layout.level(passed, lane);
            if level > 0.0 {
                let top = layout.lane_top(passed, lane);
                // A thin lane can still be pointed at.
                let more = (4.0 - WHOLE * level).max(0.0) / 2.0;
                let spot = Frame { left, top: top - more, right, bottom: top + WHOLE * level + more };
                canvas.spot(spot, &format!("{}, {when}: {}", name(lane), percent(level)));
            }
        }
    }
}

/// Label of a date: the date, and what is decided.
struct DateLabel<'t> {
    x: f64,
    above: bool,
    date: Lines,
    decision: Lines,
    width: f64,
    full: &'t TreeDate,
}

impl DateLabel<'_> {
    fn height(&self) -> f64 {
        TICK.leading() * (self.date.lines.len() + self.decision.lines.len()) as f64
    }
}

/// Labels of dates under the lanes; where dates are close, every second stands above.
fn date_labels<'t>(tree: &'t Tree, dates: &[f64], step: f64, end: f64) -> Vec<DateLabel<'t>> {
    let sides = if step >= DATE + 6.0 { 1 } else { 2 };
    let every = (DATE / (step * sides as f64)).ceil().max(1.0) as usize;
    let shown = dates.iter().zip(&tree.dates).step_by(every).enumerate();
    let last = shown.len().saturating_sub(1);
    let label = |(order, (x, full)): (usize, (&f64, &'t TreeDate))| {
        // The last one stands below, where it may reach under the names of states.
        let above = sides == 2 && (last - order) % 2 == 1;
        let room = step * (every * sides) as f64;
        let width =
            if order == last { (end - x + ODDS).max(room.min(WIDTH - x)).min(130.0) } else { room } - 9.0;
        let date = DATE_TYPE.wrap(&full.date, width, 2);
        let decision = TICK.wrap(&full.label, width, 4);
        DateLabel { x: *x, above, date, decision, width, full }
    };
    shown.map(label).collect()
}

fn paint_date(canvas: &mut Canvas, label: &DateLabel, layout: &Layout) {
    let x = label.x;
    let height = label.height();
    let top = if label.above { layout.top - 8.0 - height } else { layout.bottom + 10.0 };
    let (from, to) = if label.above { (top, layout.bottom + 4.0) } else { (layout.top - 4.0, top + height) };
    canvas.line(&[(x, from), (x, to)], GRID, 1.0);
    canvas.lines((x + 5.0, top + 10.0), &label.date, DATE_TYPE, Align::Left);
    let under = top + 10.0 + TICK.leading() * label.date.lines.len() as f64;
    canvas.lines((x + 5.0, under), &label.decision, Type { ink: MUTED, ..TICK }, Align::Left);
    let spot = Frame { left: x, top, right: x + label.width, bottom: top + height };
    if label.decision.cut || label.date.cut {
        canvas.spot(spot, &format!("{}: {}", label.full.date, label.full.label));
    }
}
