//! A [`Document`] and its drawings → one HTML page that needs nothing else: no network, no other file.
//!
//! The markup alone is a whole report. `script.js` only adds to it: sorting, folding, switching, tooltips, copying.

mod figures;
mod tables;

use std::collections::BTreeMap;

use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use super::document::{Block, Document, Section};
use super::figures::Drawing;
use super::lang::Lang;

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");
/// Three bars that fall from a line, in a colour that shows on light and dark tabs.
const ICON: &str = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E\
                    %3Cpath fill='%23327fbf' d='M1 1h14v2H1zM2 4h3v4H2zM6.5 4h3v7h-3zM11 4h3v11h-3z'/%3E%3C/svg%3E";

/// The page. A figure without a drawing is replaced by what it shows in words.
pub fn html(document: &Document, drawings: &BTreeMap<String, Drawing>) -> String {
    let Document { lang, title, question, subtitle, sections } = document;
    // Browsers drop carriage returns before they compare the script with its hash.
    let script = SCRIPT.replace('\r', "");
    let title_or_name = if title.is_empty() { "kanzei" } else { title };
    let page = html! {
        (DOCTYPE)
        html lang=(lang.code()) {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy(&script));
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title_or_name) }
                link rel="icon" href=(ICON);
                style { (PreEscaped(STYLE)) }
                script { (PreEscaped(&script)) }
            }
            body {
                header {
                    h1 { bdi { (title_or_name) } }
                    @if !question.is_empty() { p.question { bdi { (question) } } }
                    @if !subtitle.is_empty() { p.subtitle { (subtitle) } }
                }
                (contents(sections, *lang))
                main {
                    @for (position, section) in sections.iter().enumerate() {
                        section id=(section.id) .answer[position == 0] {
                            h2 { (section.title) }
                            @for block in &section.blocks { (self::block(block, drawings, *lang)) }
                        }
                    }
                }
            }
        }
    };
    unbroken(page.into_string())
}

/// A number and its per cent sign stay on one line.
fn unbroken(page: String) -> String {
    match page.split_once("<body>") {
        Some((head, body)) => format!("{head}<body>{}", body.replace(" %", "\u{a0}%")),
        None => page,
    }
}

/// The table of contents: beside the text on wide screens, folded above it on narrow ones; one of the two is shown.
fn contents(sections: &[Section], lang: Lang) -> Markup {
    let heading = lang.pick("Contents", "目次");
    let list = html! {
        ol { @for section in sections { li { a href={ "#" (section.id) } { (section.title) } } } }
    };
    html! {
        nav aria-label=(heading) {
            details { summary { (heading) } (list) }
            div.side { p { (heading) } (list) }
        }
    }
}

fn block(block: &Block, drawings: &BTreeMap<String, Drawing>, lang: Lang) -> Markup {
    match block {
        Block::Text(text) => html! { p { (text) } },
        Block::List(items) => html! { ul { @for item in items { li { (item) } } } },
        Block::Code(text) => html! {
            div.code {
                pre { code { (text) } }
                button.js-only type="button" data-done=(lang.pick("Copied", "コピーしました")) {
                    (lang.pick("Copy", "コピー"))
                }
            }
        },
        Block::Table(table) => tables::table(table, lang),
        Block::Figure(figure) => figures::figure(figure, drawings),
        Block::Choice { label, options } => figures::choice(label, options, drawings),
    }
}

/// What the page may do: run this one script, take its styles from itself, and ask nothing of the network.
fn policy(script: &str) -> String {
    let hash = base64(&Sha256::digest(script));
    format!(
        "default-src 'none'; script-src 'sha256-{hash}'; style-src 'unsafe-inline'; img-src data:; \
         base-uri 'none'; form-action 'none'"
    )
}

/// Base64 with padding, as RFC 4648 has it in section 4.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: [u8; 64] = *b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let bits =
            (0..3).fold(0, |bits, place| bits << 8 | group.get(place).map_or(0, |byte| u32::from(*byte)));
        for place in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * place) & 63) as usize];
            text.push(if place <= group.len() { char::from(digit) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    fn page(lang: Lang) -> String {
        let document = fixture::document(lang);
        let svg =
            |id: &str| format!("<svg><rect class=\"hot\" id=\"{id}-spot\"><title>1 %</title></rect></svg>");
        let drawing = |id: &str| Drawing { svg: svg(id), width: 720, height: 300 };
        let drawings = document.figures().map(|figure| (figure.id.clone(), drawing(&figure.id))).collect();
        html(&document, &drawings)
    }

    /// What stands between two marks, for each time that it does.
    fn between<'t>(text: &'t str, before: &str, after: &str) -> Vec<&'t str> {
        text.split(before).skip(1).filter_map(|rest| rest.split(after).next()).collect()
    }

    #[test]
    fn labels_are_text_and_the_only_script_is_ours() {
        let page = page(Lang::En);
        assert!(!page.contains("<script>alert"));
        assert!(page.contains("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; 'quotes'"));
        assert_eq!(between(&page, "<script", "</script>"), [format!(">{SCRIPT}")]);
        for label in fixture::HOSTILE.iter().filter(|label| !label.contains(['<', '&', '"'])) {
            // A per cent sign stays with its number.
            let label = label.replace(" %", "\u{a0}%");
            assert!(page.contains(&format!("<bdi>{label}</bdi>")) || label.is_empty(), "{label}");
        }
    }

    #[test]
    fn the_policy_lets_only_the_script_of_the_page_run() {
        let page = page(Lang::En);
        let policy = between(&page, "http-equiv=\"Content-Security-Policy\" content=\"", "\"")[0];
        let hash = base64(&Sha256::digest(between(&page, "<script>", "</script>")[0]));
        assert!(policy.starts_with("default-src 'none'; "), "{policy}");
        assert_eq!(between(policy, "script-src ", ";"), [format!("'sha256-{hash}'")]);
        // Test vectors of RFC 4648, section 10.
        assert_eq!(
            ["", "f", "fo", "foo", "foob"].map(|text| base64(text.as_bytes())),
            ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg=="]
        );
    }

    #[test]
    fn nothing_is_asked_of_a_network() {
        let page = page(Lang::En);
        let ours = page.replace(&ICON.replace('&', "&amp;"), "");
        assert!(!ours.contains("http:") && !ours.contains("https:") && !ours.contains("//www"));
        for target in [between(&ours, " href=\"", "\""), between(&ours, " src=\"", "\"")].concat() {
            assert!(target.is_empty() || target.starts_with('#'), "{target}");
        }
        assert!(!STYLE.contains("url(") && !STYLE.contains("@import"));
    }

    #[test]
    fn ids_stand_once_and_contents_point_to_them() {
        let page = page(Lang::En);
        let mut ids = between(&page, " id=\"", "\"");
        let links = between(&page, " href=\"#", "\"");
        assert!(links.contains(&"answer") && links.iter().all(|link| ids.contains(link)), "{links:?}");
        for id in ["table-effects", "figure-tree", "figure-fan-talks"] {
            assert!(ids.contains(&id), "{id}");
        }
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all);
    }

    #[test]
    fn the_page_speaks_the_language_of_the_document() {
        let (english, japanese) = (page(Lang::En), page(Lang::Ja));
        assert!(
            english.contains("<html lang=\"en\">")
                && english.contains(">Contents<")
                && !english.contains("目次")
        );
        assert!(
            japanese.contains("<html lang=\"ja\">")
                && japanese.contains("目次")
                && !japanese.contains(">Contents<")
        );
        assert!(english.contains(">Copy<") && japanese.contains(">コピー<"));
    }

    #[test]
    fn cells_have_their_texts_and_the_values_they_are_sorted_by() {
        let page = page(Lang::En);
        let body = between(&page, "<tbody", "</tbody>")[0];
        assert_eq!(body.matches("<tr>").count(), fixture::HOSTILE.len());
        assert!(body.contains("<td data-value=\"-1234.567\">−1,234.6</td>"));
        assert!(body.contains("<td data-value=\"-0.1234567\">−0.12 <small>±\u{a0}0.01</small></td>"));
        assert!(body.contains("<td data-value=\"-1235.567\">−1,236 to −1,030</td>"));
        assert!(body.contains("<td data-value=\"\"></td>"), "an empty cell of numbers");
        assert!(page.contains("<bdi>GDP</bdi> <small>% of baseline</small>"));
    }

    #[test]
    fn a_figure_without_a_drawing_is_told_in_words() {
        let document = fixture::document(Lang::En);
        let page = html(&document, &BTreeMap::new());
        assert!(
            page.contains("<p>What tree shows, =SUM(A1:A9), comma; &quot;quoted&quot;</p>")
                && !page.contains("<svg")
        );
    }

    #[test]
    fn style_and_script_are_small() {
        assert!(STYLE.len() + SCRIPT.len() < 20_000);
    }
}
