//! Quantile bands over time → panels with bands that darken towards the median.

use super::axes::{Plane, Scale, extent, grid_upwards, with_zero};
use super::canvas::{Align, Canvas, Frame, Point, WIDTH};
use super::fonts::{AXIS_TITLE, HEADING, Lines};
use super::legend::{Sample, legend};
use super::palette::{AXIS, FIRST, Ink, SECOND};
use super::periods::label_periods;
use crate::report::chart::{Fan, Panel, Series};
use crate::report::lang::Lang;

/// Opacity of one band; bands lie over one another, so inner ones come out darker.
const BAND: f64 = 0.2;
/// The same for the second series, whose bands have edges.
const BAND_OVER: f64 = 0.1;
/// Panels whose spans are within this factor of one another share an axis if they measure the same.
const ALIKE: f64 = 2.5;

/// Draws a fan and returns its height.
pub fn paint(canvas: &mut Canvas, fan: &Fan) -> f64 {
    let cells = cells(fan);
    if cells == 0 || fan.panels.iter().all(|panel| panel_extent(panel).is_none()) {
        return canvas.nothing();
    }
    let top = legend(canvas, &names(fan));
    let columns = if fan.panels.len() > 1 { 2 } else { 1 };
    let (gap, plot) = if columns == 2 { (26.0, 190.0) } else { (0.0, 290.0) };
    let width = (WIDTH - gap) / f64::from(columns as u32);
    let scales = scales(fan);
    let margin = scales.iter().flatten().map(Scale::label_width).fold(0.0, f64::max) + 8.0;
    let mut y = top;
    for (row, panels) in fan.panels.chunks(columns).enumerate() {
        let heads: Vec<(Lines, Lines)> = panels
            .iter()
            .enumerate()
            .map(|(column, panel)| {
                let scale = scales.get(row * columns + column).and_then(Option::as_ref);
                let axis = scale.map_or_else(|| panel.axis.clone(), |scale| scale.title(&panel.axis));
                (HEADING.wrap(&panel.title, width, 2), AXIS_TITLE.wrap(&axis, width, 2))
            })
            .collect();
        let height = |(title, axis): &(Lines, Lines)| {
            HEADING.leading() * title.lines.len() as f64 + AXIS_TITLE.leading() * axis.lines.len() as f64
        };
        let head = heads.iter().map(height).fold(0.0, f64::max) + 8.0;
        let mut bottom = y;
        for (column, (panel, (title, axis))) in panels.iter().zip(&heads).enumerate() {
            let left = column as f64 * (width + gap);
            // Heads of unequal height end together, just above the panels.
            let first = y + head - 8.0 - height(&(title.clone(), axis.clone()));
            canvas.lines((left, first + 12.0), title, HEADING, Align::Left);
            let under = first + HEADING.leading() * title.lines.len() as f64;
            canvas.lines((left, under + 11.0), axis, AXIS_TITLE, Align::Left);
            if title.cut || axis.cut {
                let spot = Frame { left, top: first, right: left + width, bottom: y + head - 4.0 };
                canvas.spot(spot, &format!("{}\n{}", panel.title, panel.axis));
            }
            let frame = Frame {
                left: left + margin,
                top: y + head,
                right: left + width - if columns == 1 { 8.0 } else { 2.0 },
                bottom: y + head + plot,
            };
            let scale = scales.get(row * columns + column).and_then(Option::as_ref);
            bottom = bottom.max(paint_panel(canvas, fan, panel, frame, scale));
        }
        y = bottom + 16.0;
    }
    y - 10.0
}

/// Number of periods that have a value somewhere or a name.
fn cells(fan: &Fan) -> usize {
    fan.periods.len()
}

fn panel_extent(panel: &Panel) -> Option<(f64, f64)> {
    let band = |series: &Series| -> Vec<f64> {
        let bands = series.bands.iter().flat_map(|band| band.low.iter().chain(&band.high));
        bands.chain(&series.line).copied().collect()
    };
    extent(panel.series.iter().flat_map(band))
}

/// An axis for each panel; the same one where panels measure the same and reach about as far.
fn scales(fan: &Fan) -> Vec<Option<Scale>> {
    let extents: Vec<_> = fan.panels.iter().map(panel_extent).collect();
    let steps = if fan.panels.len() > 1 { 5 } else { 7 };
    let same = fan.panels.windows(2).all(|pair| pair[0].axis == pair[1].axis);
    let spans = extents.iter().flatten().map(|(low, high)| high - low);
    let shared = extent(extents.iter().flatten().flat_map(|(low, high)| [*low, *high]))
        .filter(|(low, high)| same && spans.fold(f64::MAX, f64::min) * ALIKE >= high - low);
    let scale = |ends: (f64, f64)| Scale::to_ticks(with_zero(shared.unwrap_or(ends)), steps);
    extents.into_iter().map(|ends| ends.map(scale)).collect()
}

fn ink(series: usize) -> Ink {
    if series == 0 { FIRST } else { SECOND }
}

/// Opacity of so many bands over one another.
fn depth(series: usize, bands: usize) -> f64 {
    let one = if series == 0 { BAND } else { BAND_OVER };
    1.0 - (1.0 - one).powi(bands as i32)
}

/// What the legend says: a line of it for each series.
fn names(fan: &Fan) -> Vec<(String, Vec<(Sample, String)>)> {
    let most = fan.panels.iter().map(|panel| panel.series.len()).max().unwrap_or(0);
    let mut groups = Vec::new();
    for position in 0..most {
        let mut entries: Vec<(Sample, String)> = Vec::new();
        let mut head = String::new();
        for series in fan.panels.iter().filter_map(|panel| panel.series.get(position)) {
            head.clone_from(&series.name);
            for (order, band) in series.bands.iter().enumerate() {
                let look = Sample::Area(ink(position), depth(position, order + 1), position > 0);
                entries.push((look, band.name.clone()));
            }
            entries.push((Sample::Line(ink(position), position > 0), series.line_name.clone()));
        }
        let mut seen: Vec<String> = Vec::new();
        entries.retain(|(_, name)| {
            let new = !seen.contains(name);
            seen.push(name.clone());
            new
        });
        // One series alone needs no name: the title says what it is.
        groups.push((if most > 1 { head } else { String::new() }, entries));
    }
    groups
}

fn paint_panel(canvas: &mut Canvas, fan: &Fan, panel: &Panel, frame: Frame, scale: Option<&Scale>) -> f64 {
    let under = label_periods(canvas, &fan.periods, frame);
    let Some(scale) = scale else {
        let text = canvas.lang.pick("Nothing to show.", "表示する値がありません。");
        let middle = ((frame.left + frame.right) / 2.0, (frame.top + frame.bottom) / 2.0);
        canvas.text(middle, text, AXIS_TITLE, Align::Middle);
        return under;
    };
    let cells = fan.periods.len();
    let plane = Plane::new(frame, (-0.5, cells as f64 - 0.5), (scale.low, scale.high));
    canvas.line(&[(frame.left, frame.bottom), (frame.right, frame.bottom)], AXIS, 1.0);
    grid_upwards(canvas, &plane, scale);
    for (position, series) in panel.series.iter().enumerate() {
        for band in &series.bands {
            let ends = band.low.iter().zip(&band.high).map(|(low, high)| (*low, *high));
            for run in runs(ends.take(cells), |(low, high)| low.is_finite() && high.is_finite()) {
                paint_band(canvas, &plane, &run, position);
            }
        }
    }
    for (position, series) in panel.series.iter().enumerate() {
        for run in runs(series.line.iter().copied().take(cells), |value| value.is_finite()) {
            let mut points: Vec<Point> = run.iter().map(|(at, value)| plane.at(*at as f64, *value)).collect();
            if let [(x, y)] = points[..] {
                points = vec![(x - 8.0, y), (x + 8.0, y)];
            }
            if position == 0 {
                canvas.line(&points, ink(position), 2.2);
            } else {
                canvas.dashed(&points, ink(position), 2.2);
            }
        }
    }
    for (period, name) in fan.periods.iter().enumerate() {
        let left = plane.x(period as f64 - 0.5);
        let spot = Frame { left, right: plane.x(period as f64 + 0.5), ..frame };
        canvas.spot(spot, &reading(panel, period, name, scale, canvas.lang));
    }
    under
}

fn paint_band(canvas: &Canvas, plane: &Plane, run: &[(usize, (f64, f64))], position: usize) {
    let mut upper: Vec<Point> = run.iter().map(|(at, ends)| plane.at(*at as f64, ends.1)).collect();
    let mut lower: Vec<Point> = run.iter().map(|(at, ends)| plane.at(*at as f64, ends.0)).collect();
    // A single period has no length: its band is a short bar.
    for points in [&mut upper, &mut lower] {
        if let [(x, y)] = points[..] {
            *points = vec![(x - 8.0, y), (x + 8.0, y)];
        }
    }
    let outline: Vec<Point> = upper.iter().chain(lower.iter().rev()).copied().collect();
    canvas.shape(&outline, ink(position), if position == 0 { BAND } else { BAND_OVER });
    if position > 0 {
        canvas.line(&upper, ink(position), 0.8);
        canvas.line(&lower, ink(position), 0.8);
    }
}

/// Stretches of usable values, with their positions.
fn runs<T: Copy>(values: impl Iterator<Item = T>, usable: impl Fn(&T) -> bool) -> Vec<Vec<(usize, T)>> {
    let mut runs: Vec<Vec<(usize, T)>> = Vec::new();
    let mut open = false;
    for (position, value) in values.enumerate() {
        if !usable(&value) {
            open = false;
            continue;
        }
        match runs.last_mut().filter(|_| open) {
            Some(run) => run.push((position, value)),
            None => runs.push(vec![(position, value)]),
        }
        open = true;
    }
    runs
}

/// What a period shows, in words.
fn reading(panel: &Panel, period: usize, name: &str, scale: &Scale, lang: Lang) -> String {
    let to = lang.pick(" to ", " ～ ");
    let mut lines = Vec::new();
    for series in &panel.series {
        let mut parts = Vec::new();
        if let Some(value) = series.line.get(period).filter(|value| value.is_finite()) {
            parts.push(format!("{} {}", series.line_name, scale.value(*value)));
        }
        for band in &series.bands {
            if let (Some(low), Some(high)) = (band.low.get(period), band.high.get(period))
                && low.is_finite()
                && high.is_finite()
            {
                parts.push(format!("{} {}{to}{}", band.name, scale.value(*low), scale.value(*high)));
            }
        }
        let parts = if parts.is_empty() { "–".to_string() } else { parts.join(", ") };
        let head = if panel.series.len() > 1 { format!("{}: ", series.name) } else { String::new() };
        lines.push(format!("{head}{parts}"));
    }
    let between = if lines.len() > 1 { "\n" } else { " " };
    format!("{name}:{between}{}", lines.join("\n"))
}
