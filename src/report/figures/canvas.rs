//! Marks in CSS pixels → an SVG document, through plotters.
//!
//! plotters has whole coordinates, so a pixel is ten of them and the `viewBox` brings them back. Spots with a tooltip
//! lie over what plotters has drawn.

use super::Drawing;
use super::fonts::{AXIS_TITLE, FAMILIES, Lines, Type};
use super::palette::{self, Ink};
use crate::report::chart::Figure;
use crate::report::lang::Lang;
use plotters::coord::Shift;
use plotters::element::DashedPathElement;
use plotters::prelude::{
    Circle, Color, DrawingArea, FontDesc, FontFamily, FontStyle, IntoDrawingArea, PathElement, Polygon,
    Rectangle, SVGBackend, ShapeStyle,
};
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// Coordinates of plotters in a CSS pixel.
pub const UNITS: f64 = 10.0;
/// Width of every figure, in CSS pixels.
pub const WIDTH: f64 = 720.0;
/// Taller than any figure; the `viewBox` has the true height.
const TALLEST: u32 = 1_000_000;

/// A point in CSS pixels.
pub type Point = (f64, f64);

/// A rectangle in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// Its left edge.
    pub left: f64,
    /// Its upper edge.
    pub top: f64,
    /// Its right edge.
    pub right: f64,
    /// Its lower edge.
    pub bottom: f64,
}

impl Frame {
    /// Its width.
    pub fn width(self) -> f64 {
        self.right - self.left
    }

    /// Its height.
    pub fn height(self) -> f64 {
        self.bottom - self.top
    }
}

/// Which point of a text is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Its left end.
    Left,
    /// Its middle.
    Middle,
    /// Its right end.
    Right,
}

/// What marks are put on.
pub struct Canvas<'svg> {
    area: DrawingArea<SVGBackend<'svg>, Shift>,
    spots: String,
    /// Language of the texts that belong to no figure.
    pub lang: Lang,
}

/// Draws a figure: `paint` puts its marks on a canvas and says how high they reach.
pub fn drawing(figure: &Figure, lang: Lang, paint: impl FnOnce(&mut Canvas) -> f64) -> Drawing {
    let mut marks = String::new();
    let (spots, height) = {
        let backend = SVGBackend::with_string(&mut marks, ((WIDTH * UNITS) as u32, TALLEST));
        let mut canvas = Canvas { area: backend.into_drawing_area(), spots: String::new(), lang };
        let height = paint(&mut canvas).ceil();
        // Writing to a string cannot fail.
        canvas.area.present().ok();
        (canvas.spots, height)
    };
    // The root element is ours; defaults and the family, which it states once, need not stand on each mark.
    let marks = marks.split_once(">\n").map_or("", |(_, marks)| marks).trim_end().trim_end_matches("</svg>");
    let marks = marks
        .replace(" opacity=\"1\"", "")
        .replace(" font-family=\"inherit\"", "")
        .replace(" text-anchor=\"start\"", "")
        .replace(" stroke=\"none\"", "");
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" lang=\"{code}\" aria-label=\"{title}\" \
         aria-describedby=\"{id}-desc\" width=\"{WIDTH}\" height=\"{height}\" viewBox=\"0 0 {} {}\" \
         font-family=\"{FAMILIES}\" direction=\"ltr\" stroke-linejoin=\"round\" \
         style=\"max-width:100%;height:auto\">\n<desc id=\"{id}-desc\">{}</desc>\n{}\n{marks}{spots}</svg>",
        WIDTH * UNITS,
        height * UNITS,
        escaped(&figure.alt),
        palette::style(&marks),
        code = lang.code(),
        title = escaped(&figure.title),
        id = escaped(&figure.id),
    );
    Drawing { svg, width: WIDTH as u32, height: height as u32 }
}

/// A text without what XML forbids.
fn clean(text: &str) -> String {
    let allowed = |letter: &char| {
        !(letter.is_control() && !matches!(letter, '\n' | '\t')) && !matches!(letter, '\u{FFFE}' | '\u{FFFF}')
    };
    text.chars().filter(allowed).collect()
}

fn escaped(text: &str) -> String {
    clean(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn whole(value: f64) -> i32 {
    (value * UNITS).round() as i32
}

fn at((x, y): Point) -> (i32, i32) {
    (whole(x), whole(y))
}

fn filled(ink: Ink, alpha: f64) -> ShapeStyle {
    ink.colour().mix(alpha).filled()
}

fn stroked(ink: Ink, width: f64) -> ShapeStyle {
    ink.colour().stroke_width(whole(width) as u32)
}

impl Canvas<'_> {
    /// A filled rectangle.
    pub fn rect(&self, frame: Frame, ink: Ink, alpha: f64) {
        let corners = [at((frame.left, frame.top)), at((frame.right, frame.bottom))];
        self.area.draw(&Rectangle::new(corners, filled(ink, alpha))).ok();
    }

    /// A filled shape.
    pub fn shape(&self, points: &[Point], ink: Ink, alpha: f64) {
        let points: Vec<_> = points.iter().copied().map(at).collect();
        self.area.draw(&Polygon::new(points, filled(ink, alpha))).ok();
    }

    /// A line through points.
    pub fn line(&self, points: &[Point], ink: Ink, width: f64) {
        let points: Vec<_> = points.iter().copied().map(at).collect();
        self.area.draw(&PathElement::new(points, stroked(ink, width))).ok();
    }

    /// A dashed line through points.
    pub fn dashed(&self, points: &[Point], ink: Ink, width: f64) {
        let points: Vec<_> = points.iter().copied().map(at).collect();
        let (dash, gap) = (whole(3.0 * width), whole(2.0 * width));
        self.area.draw(&DashedPathElement::new(points, dash, gap, stroked(ink, width))).ok();
    }

    /// A filled circle.
    pub fn dot(&self, centre: Point, radius: f64, ink: Ink) {
        self.area.draw(&Circle::new(at(centre), whole(radius), filled(ink, 1.0))).ok();
    }

    /// A filled diamond.
    pub fn diamond(&self, (x, y): Point, radius: f64, ink: Ink) {
        let points = [(x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y)];
        self.shape(&points, ink, 1.0);
    }

    /// A line of text; `y` is its baseline.
    pub fn text(&self, (x, y): Point, text: &str, set: Type, align: Align) {
        let horizontal = match align {
            Align::Left => HPos::Left,
            Align::Middle => HPos::Center,
            Align::Right => HPos::Right,
        };
        // plotters divides sizes by 1.24, and puts the baseline 0.76 em under the top.
        let weight = if set.bold { FontStyle::Bold } else { FontStyle::Normal };
        let font = FontDesc::new(FontFamily::Name("inherit"), 1.24 * UNITS * set.size, weight);
        let style = font.color(&set.ink.colour()).pos(Pos::new(horizontal, VPos::Top));
        self.area.draw_text(&clean(text), &style, at((x, y - 0.76 * set.size))).ok();
    }

    /// Lines of text under one another; `y` is the first baseline.
    pub fn lines(&self, (x, y): Point, text: &Lines, set: Type, align: Align) {
        for (position, line) in text.lines.iter().enumerate() {
            self.text((x, y + position as f64 * set.leading()), line, set, align);
        }
    }

    /// A spot that shows a text when pointed at.
    pub fn spot(&mut self, frame: Frame, text: &str) {
        self.spots += &format!(
            "<rect class=\"hot\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"none\" \
             pointer-events=\"all\"><title>{}</title></rect>\n",
            whole(frame.left),
            whole(frame.top),
            whole(frame.width().max(0.0)),
            whole(frame.height().max(0.0)),
            escaped(text)
        );
    }

    /// A spot of any shape that shows a text when pointed at.
    pub fn spot_shape(&mut self, points: &[Point], text: &str) {
        let points: Vec<String> =
            points.iter().map(|(x, y)| format!("{},{}", whole(*x), whole(*y))).collect();
        self.spots += &format!(
            "<polygon class=\"hot\" points=\"{}\" fill=\"none\" pointer-events=\"all\"><title>{}</title></polygon>\n",
            points.join(" "),
            escaped(text)
        );
    }

    /// Says that there is nothing to draw, and how high that is.
    pub fn nothing(&self) -> f64 {
        let text = self.lang.pick("Nothing to show.", "表示する値がありません。");
        self.text((WIDTH / 2.0, 36.0), text, AXIS_TITLE, Align::Middle);
        60.0
    }
}
