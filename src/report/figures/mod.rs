//! [`Figure`]s → drawings, and tidy tables of what they show.

mod axes;
mod bars;
mod canvas;
mod fan;
mod flows;
mod fonts;
#[cfg(test)]
mod hard;
mod histogram;
mod intervals;
mod legend;
mod palette;
mod periods;
mod png;
mod rows;
mod tidy;
mod tree;

pub use png::png;
pub use tidy::tidy;

use super::chart::{Chart, Figure};
use super::lang::Lang;

/// A drawn figure.
#[derive(Clone, Debug)]
pub struct Drawing {
    /// A whole SVG document: from `<svg` to `</svg>`, without an XML declaration.
    pub svg: String,
    /// Its width in CSS pixels.
    pub width: u32,
    /// Its height in CSS pixels.
    pub height: u32,
}

/// Draws a figure. Its title and note are not in the drawing: they stand beside it.
pub fn draw(figure: &Figure, lang: Lang) -> Drawing {
    canvas::drawing(figure, lang, |canvas| match &figure.chart {
        Chart::Fan(fan) => fan::paint(canvas, fan),
        Chart::Intervals(intervals) => intervals::paint(canvas, intervals),
        Chart::Bars(bars) => bars::paint(canvas, bars),
        Chart::Histogram(histogram) => histogram::paint(canvas, histogram),
        Chart::Tree(tree) => tree::paint(canvas, tree),
    })
}

#[cfg(test)]
mod tests {
    use super::canvas::{Frame, UNITS, WIDTH};
    use super::*;
    use crate::report::fixture::{HOSTILE, document};
    use resvg::usvg::roxmltree::{Document, Node};

    fn all(lang: Lang) -> Vec<Figure> {
        document(lang).figures().cloned().chain(hard::figures()).collect()
    }

    /// The box of a text, by the widths of the bundled faces.
    fn text_box(node: Node) -> (String, Frame) {
        let number = |name: &str| node.attribute(name).unwrap_or("0").parse::<f64>().unwrap() / UNITS;
        let (size, bold) = (number("font-size"), node.attribute("font-weight") == Some("bold"));
        let text = node.text().unwrap_or("").trim().to_string();
        let width = fonts::Type { size, bold, ..fonts::LABEL }.width(&text);
        let left = number("x")
            - match node.attribute("text-anchor") {
                Some("middle") => width / 2.0,
                Some("end") => width,
                _ => 0.0,
            };
        let base = number("y") + 0.76 * size;
        (text, Frame { left, top: base - 0.72 * size, right: left + width, bottom: base + 0.2 * size })
    }

    #[test]
    fn texts_stay_in_the_figure_and_apart_from_one_another() {
        for lang in [Lang::En, Lang::Ja] {
            for figure in all(lang) {
                let drawing = draw(&figure, lang);
                let document = Document::parse(&drawing.svg).unwrap();
                let texts: Vec<_> =
                    document.descendants().filter(|node| node.has_tag_name("text")).map(text_box).collect();
                for (position, (text, own)) in texts.iter().enumerate() {
                    let inside = own.left >= -0.1
                        && own.right <= WIDTH + 0.1
                        && own.top >= -0.1
                        && own.bottom <= f64::from(drawing.height) + 0.1;
                    assert!(inside, "{}: {text} {own:?}", figure.id);
                    for (other, frame) in &texts[..position] {
                        let apart = own.left >= frame.right
                            || frame.left >= own.right
                            || own.top >= frame.bottom
                            || frame.top >= own.bottom;
                        assert!(apart, "{}: {text:?} {own:?} over {other:?} {frame:?}", figure.id);
                    }
                }
            }
        }
    }

    #[test]
    fn drawings_are_sound_svg_with_their_own_ids_and_the_same_each_time() {
        for figure in all(Lang::En) {
            let drawing = draw(&figure, Lang::En);
            assert_eq!(drawing.svg, draw(&figure, Lang::En).svg);
            assert!(!drawing.svg.contains("NaN") && !drawing.svg.contains("inf"), "{}", figure.id);
            let document = Document::parse(&drawing.svg).unwrap();
            let root = document.root_element();
            assert_eq!(root.attribute("role"), Some("img"));
            assert_eq!(root.attribute("lang"), Some("en"));
            assert_eq!(root.attribute("aria-label"), Some(figure.title.as_str()));
            for id in document.descendants().filter_map(|node| node.attribute("id")) {
                assert!(id.starts_with(&figure.id));
            }
            assert!(document.descendants().all(|node| !node.has_tag_name("script")));
        }
    }

    #[test]
    fn every_row_period_bin_and_move_can_be_pointed_at() {
        let spots = |id: &str| {
            let figures = all(Lang::En);
            let figure = figures.iter().find(|figure| figure.id == id).unwrap();
            let drawing = draw(figure, Lang::En);
            let document = Document::parse(&drawing.svg).unwrap();
            let hot = document.descendants().filter(|node| node.attribute("class") == Some("hot"));
            hot.map(|node| node.first_element_child().unwrap().text().unwrap().to_string())
                .collect::<Vec<_>>()
        };
        let fan = spots("fan-talks");
        assert_eq!(fan.len(), 2 * 12);
        assert_eq!(
            fan[4],
            "2026Q1: median −0.08, 90 % band −0.20 to 0.00, 60 % band −0.14 to −0.04, 30 % band −0.11 to −0.06"
        );
        assert!(
            spots("bars")
                .contains(&format!("{}: direct −50, indirect −25, induced +20, total −55", HOSTILE[1]))
        );
        assert_eq!(spots("bars").len(), HOSTILE.len());
        let histogram = spots("histogram");
        assert_eq!(histogram.len(), 2 + 28);
        assert!(histogram.contains(&"median −0.110".to_string()));
        assert!(histogram.contains(&"up to −0.475: 0 %".to_string()));
        assert!(
            spots("intervals")[0].ends_with(
                "median −1.0, 50 % interval −1.4 to −0.7, 90 % interval −2.0 to −0.2, happened −0.5"
            )
        );
        let tree = spots("tree");
        assert!(
            tree.iter().any(|text| text.starts_with("2025-06-15, G7 summit") && text.ends_with(": 13 %"))
        );
        assert!(tree.contains(&"Talks go on, rates of May 2025 stay, after 2025-06-15: 70 %".to_string()));
    }
}
