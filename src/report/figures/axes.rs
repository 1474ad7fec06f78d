//! Values → an axis with round ticks, and positions on it.

use super::canvas::{Align, Canvas, Frame, UNITS, WIDTH};
use super::fonts::{AXIS_TITLE, TICK};
use super::palette::{AXIS, GRID, ZERO};
use crate::report::cells::number_text;
use plotters::coord::CoordTranslate;
use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::types::RangedCoordf64;

/// Space between ticks' labels, in CSS pixels.
const ROOM: f64 = 12.0;
/// Smaller values are zero: doubles lose digits there.
const SMALLEST: f64 = 1e-290;

/// An axis: its ends, its ticks and how its values are written.
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    /// Its lower end.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
    /// Its ticks, in order.
    pub ticks: Vec<f64>,
    step: f64,
    /// Power of ten that ticks' labels leave out.
    power: i32,
    /// Whether gains carry a plus sign.
    pub signed: bool,
}

/// Ends of the finite ones of some values.
pub fn extent(values: impl IntoIterator<Item = f64>) -> Option<(f64, f64)> {
    let values = values.into_iter().filter(|value| value.is_finite());
    values.fold(None, |ends, value| {
        let (low, high) = ends.unwrap_or((value, value));
        Some((value.min(low), value.max(high)))
    })
}

/// Ends with zero between them, unless that would leave the values little of the axis.
pub fn with_zero((low, high): (f64, f64)) -> (f64, f64) {
    let away = low.max(-high);
    if away > 0.0 && away > 0.6 * (high - low) { (low, high) } else { (low.min(0.0), high.max(0.0)) }
}

/// The smallest of 1, 2, 5, 10, … that is not below a length.
fn round_step(length: f64) -> f64 {
    let power = 10.0_f64.powf(length.log10().floor());
    [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|digit| digit * power)
        .find(|step| *step >= length * (1.0 - 1e-9))
        .unwrap_or(length)
}

impl Scale {
    /// An axis from `low` to `high` with at most so many steps, both of them finite.
    pub fn new((low, high): (f64, f64), steps: usize) -> Self {
        // Ends that are the same, or so close that doubles cannot tell ticks between them, are spread.
        let size = low.abs().max(high.abs());
        let size = if size < SMALLEST { 0.0 } else { size };
        let (low, high) = if size > 0.0 && high - low > 1e-9 * size {
            (low, high)
        } else if size > 0.0 {
            (low - 0.1 * size, high + 0.1 * size)
        } else {
            (-1.0, 1.0)
        };
        let step = round_step((high - low) / steps.max(1) as f64);
        let first = (low / step - 1e-6).ceil();
        let ticks: Vec<f64> = (0..=steps + 1)
            .map(|position| (first + position as f64) * step)
            .take_while(|tick| *tick <= high + 1e-6 * step)
            .map(|tick| if tick.abs() < 1e-6 * step { 0.0 } else { tick })
            .collect();
        let size = low.abs().max(high.abs());
        let power = if (1e-4..1e9).contains(&size) { 0 } else { size.log10().floor() as i32 };
        Self { low, high, ticks, step, power, signed: low < 0.0 && high > 0.0 }
    }

    /// The axis, made longer so that it starts and ends with ticks.
    pub fn to_ticks(ends: (f64, f64), steps: usize) -> Self {
        let inner = Self::new(ends, steps);
        let low = (inner.low / inner.step + 1e-6).floor() * inner.step;
        let high = (inner.high / inner.step - 1e-6).ceil() * inner.step;
        let mut scale = Self::new((low, high), steps + 2);
        if scale.step != inner.step {
            // Rounding outwards may have crossed a border between steps; any round step will do.
            scale.ticks.retain(|tick| (low..=high).contains(tick));
        }
        scale
    }

    /// The axis with as many ticks as have room for their labels across `width` CSS pixels.
    pub fn across(ends: (f64, f64), width: f64) -> Self {
        let scale = |steps| Self::new(ends, steps);
        let fits = |scale: &Self| {
            let labels = scale.ticks.len() as f64;
            let widest = TICK.widest(
                scale
                    .ticks
                    .iter()
                    .map(|tick| scale.label(*tick))
                    .collect::<Vec<_>>()
                    .iter()
                    .map(String::as_str),
            );
            labels * (widest + ROOM) <= width
        };
        (2..=8).rev().map(scale).find(fits).unwrap_or_else(|| scale(1))
    }

    /// Decimal places of the step, after the power of ten is taken out.
    fn places(&self) -> i32 {
        (-((self.step.log10() + 1e-9).floor() as i32) + self.power).max(0)
    }

    fn written(&self, value: f64, more: i32) -> String {
        if value == 0.0 {
            return "0".to_string();
        }
        number_text(value / 10.0_f64.powi(self.power), self.places() + more, self.signed)
    }

    /// Label of a tick.
    pub fn label(&self, tick: f64) -> String {
        self.written(tick, 0)
    }

    /// A value, a digit finer than the ticks.
    pub fn value(&self, value: f64) -> String {
        self.finer(value, 1)
    }

    /// A value, so many digits finer than the ticks; whole where values are hundreds and ticks at least tens.
    pub fn finer(&self, value: f64, digits: i32) -> String {
        if !value.is_finite() {
            return "–".to_string();
        }
        let whole = self.power == 0 && self.step >= 10.0 && self.low.abs().max(self.high.abs()) >= 100.0;
        let text = self.written(value, if whole { 0 } else { digits });
        if self.power == 0 || value == 0.0 { text } else { format!("{text}{}", self.factor()) }
    }

    /// The power of ten that ticks' labels leave out, as ` × 10⁹`.
    fn factor(&self) -> String {
        let raised = |digit: char| match digit {
            '-' => '⁻',
            '1' => '¹',
            '2' => '²',
            '3' => '³',
            digit => digit.to_digit(10).and_then(|digit| char::from_u32(0x2070 + digit)).unwrap_or(digit),
        };
        let power: String = self.power.to_string().chars().map(raised).collect();
        format!(" × 10{power}")
    }

    /// What the axis measures, with the power of ten that its labels leave out.
    pub fn title(&self, axis: &str) -> String {
        match (self.power, axis.is_empty()) {
            (0, _) => axis.to_string(),
            (_, true) => self.factor().trim().to_string(),
            _ => format!("{axis} ({})", self.factor().trim()),
        }
    }

    /// Widest label of a tick, in CSS pixels.
    pub fn label_width(&self) -> f64 {
        self.ticks.iter().map(|tick| TICK.width(&self.label(*tick))).fold(0.0, f64::max)
    }
}

/// Values of two axes → CSS pixels, by the coordinates of plotters.
pub struct Plane {
    coordinates: Cartesian2d<RangedCoordf64, RangedCoordf64>,
    /// Where it lies.
    pub frame: Frame,
}

impl Plane {
    /// A plane with the ends of its axes.
    pub fn new(frame: Frame, (left, right): (f64, f64), (bottom, top): (f64, f64)) -> Self {
        let whole = |value: f64| (value * UNITS).round() as i32;
        let pixels = (whole(frame.left)..whole(frame.right), whole(frame.bottom)..whole(frame.top));
        Self { coordinates: Cartesian2d::new(left..right, bottom..top, pixels), frame }
    }

    /// Position of a point.
    pub fn at(&self, x: f64, y: f64) -> (f64, f64) {
        let (x, y) = self.coordinates.translate(&(x, y));
        (f64::from(x) / UNITS, f64::from(y) / UNITS)
    }

    /// Position of a value across.
    pub fn x(&self, value: f64) -> f64 {
        self.at(value, 0.0).0
    }

    /// Position of a value upwards.
    pub fn y(&self, value: f64) -> f64 {
        self.at(0.0, value).1
    }
}

/// Draws an axis that runs across: a grid with a strong line, labels under it, and what is measured. Returns where it
/// ends.
pub fn grid_across(canvas: &mut Canvas, plane: &Plane, scale: &Scale, axis: &str, strong: f64) -> f64 {
    let Frame { top, bottom, .. } = plane.frame;
    for x in scale.ticks.iter().filter(|tick| **tick != strong).map(|tick| plane.x(*tick)) {
        canvas.line(&[(x, top), (x, bottom)], GRID, 1.0);
    }
    strong_across(canvas, plane, scale, strong);
    name_across(canvas, plane, scale, axis)
}

/// Draws a strong line at a value of an axis that runs across, if it is on it.
pub fn strong_across(canvas: &Canvas, plane: &Plane, scale: &Scale, strong: f64) {
    if (scale.low..=scale.high).contains(&strong) {
        let x = plane.x(strong);
        canvas.line(&[(x, plane.frame.top), (x, plane.frame.bottom + 3.0)], ZERO, 1.2);
    }
}

/// Writes the labels of an axis that runs across and what it measures, and returns where it ends.
pub fn name_across(canvas: &mut Canvas, plane: &Plane, scale: &Scale, axis: &str) -> f64 {
    let Frame { left, right, bottom, .. } = plane.frame;
    label_ticks(canvas, plane, scale, bottom + 15.0);
    let title = AXIS_TITLE.wrap(&scale.title(axis), plane.frame.width().max(300.0), 2);
    let half = AXIS_TITLE.widest(title.lines.iter().map(String::as_str)) / 2.0;
    let middle = f64::midpoint(left, right).min(WIDTH - half).max(half);
    canvas.lines((middle, bottom + 33.0), &title, AXIS_TITLE, Align::Middle);
    let end = bottom + 23.0 + AXIS_TITLE.leading() * title.lines.len() as f64;
    if title.cut {
        canvas
            .spot(Frame { left: middle - half, top: bottom + 20.0, right: middle + half, bottom: end }, axis);
    }
    end
}

/// Writes the labels of an axis that runs across, at a height.
pub fn label_ticks(canvas: &Canvas, plane: &Plane, scale: &Scale, y: f64) {
    for tick in &scale.ticks {
        canvas.text((plane.x(*tick), y), &scale.label(*tick), TICK, Align::Middle);
    }
}

/// Draws the grid of an axis that runs upwards: lines, and labels left of them.
pub fn grid_upwards(canvas: &Canvas, plane: &Plane, scale: &Scale) {
    let Frame { left, right, .. } = plane.frame;
    for tick in &scale.ticks {
        let y = plane.y(*tick);
        let (ink, width) = if *tick == 0.0 { (ZERO, 1.2) } else { (GRID, 1.0) };
        canvas.line(&[(left, y), (right, y)], ink, width);
        canvas.text((left - 6.0, y + 0.36 * TICK.size), &scale.label(*tick), TICK, Align::Right);
    }
}

/// Draws a small tick under an axis.
pub fn tick_under(canvas: &Canvas, x: f64, y: f64, length: f64) {
    canvas.line(&[(x, y), (x, y + length)], AXIS, 1.0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_few() {
        let scale = Scale::new((-0.33, 0.12), 6);
        let labels: Vec<String> = scale.ticks.iter().map(|tick| scale.label(*tick)).collect();
        assert_eq!(labels, ["−0.3", "−0.2", "−0.1", "0", "+0.1"]);
        assert_eq!(scale.value(-0.123), "−0.12");
        let scale = Scale::to_ticks((-14_098.0, -200.0), 5);
        assert_eq!((scale.low, scale.high), (-15_000.0, 0.0));
        assert_eq!(scale.label(-5000.0), "−5,000");
        assert_eq!(scale.value(-4321.4), "−4,321");
    }

    #[test]
    fn ends_of_any_size_give_an_axis() {
        let hard = [
            (0.0, 0.0),
            (5.0, 5.0),
            (-1e-9, 1e-9),
            (0.0, 1e9),
            (-3e300, 3e300),
            (1.0, 1.0 + 1e-15),
            (1e-300, 2e-300),
            (-1e-320, 0.0),
        ];
        for ends in hard {
            for scale in [Scale::new(ends, 5), Scale::to_ticks(ends, 5), Scale::across(ends, 300.0)] {
                assert!(scale.low < scale.high, "{ends:?}: {scale:?}");
                assert!((1..12).contains(&scale.ticks.len()), "{ends:?}: {scale:?}");
                assert!(scale.low <= ends.0 && ends.1 <= scale.high);
                assert!(scale.label_width() < 70.0, "{ends:?}: {scale:?}");
            }
        }
        let scale = Scale::new((0.0, 2e9), 4);
        assert_eq!(scale.label(1e9), "1.0");
        assert_eq!(scale.title("yen"), "yen (× 10⁹)");
        assert_eq!(scale.value(1.23e9), "1.23 × 10⁹");
    }

    #[test]
    fn zero_is_shown_where_it_costs_little() {
        assert_eq!(with_zero((-0.3, -0.1)), (-0.3, 0.0));
        assert_eq!(with_zero((-0.107, -0.105)), (-0.107, -0.105));
        assert_eq!(with_zero((0.1, 0.4)), (0.0, 0.4));
        assert_eq!(extent([f64::NAN, 2.0, f64::INFINITY, -1.0]), Some((-1.0, 2.0)));
        assert_eq!(extent([f64::NAN]), None);
    }
}
