//! A [`Figure`] and its drawing → markup; several figures → a switch between them.

use std::collections::BTreeMap;

use maud::{Markup, PreEscaped, html};

use crate::report::chart::Figure;
use crate::report::figures::Drawing;

/// More options than this are a list to choose from instead of buttons.
const MOST_BUTTONS: usize = 6;

/// A figure with its caption above and its note below.
pub fn figure(figure: &Figure, drawings: &BTreeMap<String, Drawing>) -> Markup {
    let Figure { id, title, note, alt, .. } = figure;
    html! {
        figure id={ "figure-" (id) } {
            figcaption { (title) }
            @match drawings.get(id) {
                // The drawing code escapes its texts.
                Some(drawing) => div.scroll.drawing { (PreEscaped(drawing.svg.trim())) },
                None => p { (alt) },
            }
            @if !note.is_empty() { p.note { (note) } }
        }
    }
}

/// Figures of which one is chosen. Without scripts, and on paper, all follow one another under their labels.
pub fn choice(label: &str, options: &[(String, Figure)], drawings: &BTreeMap<String, Drawing>) -> Markup {
    let Some((_, first)) = options.first() else { return html! {} };
    let name = format!("choice-{}", first.id);
    html! {
        div.choice {
            @if options.len() > MOST_BUTTONS {
                label.switch.js-only {
                    span { (label) } " "
                    select { @for (text, _) in options { option dir="auto" { (shown(text)) } } }
                }
            } @else {
                fieldset.switch.js-only role="radiogroup" {
                    legend { (label) }
                    @for (position, (text, _)) in options.iter().enumerate() {
                        label {
                            input type="radio" name=(name) checked[position == 0];
                            span { bdi { (shown(text)) } }
                        }
                    }
                }
            }
            @for (position, (text, option)) in options.iter().enumerate() {
                div.option.off[position > 0] {
                    h3 { bdi { (shown(text)) } }
                    (figure(option, drawings))
                }
            }
        }
    }
}

/// The label of an option; a dash where it has none, so that there is something to click.
fn shown(label: &str) -> &str {
    if label.trim().is_empty() { "–" } else { label }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;
    use crate::report::lang::Lang;

    fn switch(labels: &[&str]) -> String {
        let document = fixture::document(Lang::En);
        let figure = document.figures().next().unwrap();
        let options: Vec<_> = labels.iter().map(|label| ((*label).to_string(), figure.clone())).collect();
        choice("Outcome", &options, &BTreeMap::new()).into_string()
    }

    #[test]
    fn a_switch_shows_its_first_figure_and_hides_the_others() {
        let buttons = switch(&["All", "Deal", "No deal"]);
        assert_eq!(buttons.matches("<input type=\"radio\" name=\"choice-tree\"").count(), 3);
        assert_eq!(buttons.matches(" checked>").count(), 1);
        assert_eq!(buttons.matches("<div class=\"option\">").count(), 1);
        assert_eq!(buttons.matches("<div class=\"option off\">").count(), 2);
        assert!(buttons.contains("<h3><bdi>No deal</bdi></h3>"));
        assert!(switch(&[]).is_empty());
    }

    #[test]
    fn many_options_are_a_list_and_none_is_without_a_name() {
        let list = switch(&["<b>", "", "c", "d", "e", "f", "g"]);
        assert!(list.contains("<select>") && !list.contains("radio"));
        assert!(list.contains("<option dir=\"auto\">&lt;b&gt;</option><option dir=\"auto\">–</option>"));
    }
}
