//! Colours: one for light and one for dark surroundings, safe for colour-blind readers (after Okabe and Ito, 2008).

use plotters::style::RGBColor;

/// A colour. It stands in the drawing as its light one; a style sheet puts the dark one in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ink {
    light: (u8, u8, u8),
    dark: (u8, u8, u8),
}

const fn ink(light: u32, dark: u32) -> Ink {
    const fn parts(colour: u32) -> (u8, u8, u8) {
        ((colour >> 16) as u8, (colour >> 8) as u8, colour as u8)
    }
    Ink { light: parts(light), dark: parts(dark) }
}

/// Labels and values.
pub const TEXT: Ink = ink(0x1B_1F_24, 0xE9_EB_EE);
/// Axes' texts and what stands back.
pub const MUTED: Ink = ink(0x56_5F_6B, 0xAE_B6_C0);
/// Grid lines.
pub const GRID: Ink = ink(0xDF_E3_E8, 0x38_3E_46);
/// Ends of axes and ticks.
pub const AXIS: Ink = ink(0x9A_A2_AC, 0x6F_78_83);
/// The line of no effect.
pub const ZERO: Ink = ink(0x3B_42_4B, 0xC3_C9_D0);

const BLUE: Ink = ink(0x00_72_B2, 0x4F_A9_E2);
const VERMILION: Ink = ink(0xD5_5E_00, 0xF2_8B_4A);
const GREEN: Ink = ink(0x00_9E_73, 0x2F_BF_96);
const ORANGE: Ink = ink(0xE6_9F_00, 0xF0_B4_35);
const PURPLE: Ink = ink(0xB8_62_92, 0xDF_96_C2);
const SKY: Ink = ink(0x56_B4_E9, 0x86_CD_F5);
const GREY: Ink = ink(0x86_8E_99, 0x8E_97_A3);
const BROWN: Ink = ink(0x7A_5C_2E, 0xB8_97_66);

/// The first series of two.
pub const FIRST: Ink = BLUE;
/// The second series of two, and marks set against the first.
pub const SECOND: Ink = VERMILION;
/// The lane of talks that go on.
pub const WAITING: Ink = GREY;

const PARTS: [Ink; 8] = [BLUE, ORANGE, GREEN, PURPLE, SKY, VERMILION, GREY, BROWN];
const STATES: [Ink; 7] = [GREEN, BLUE, SKY, ORANGE, VERMILION, PURPLE, BROWN];
const ALL: [Ink; 13] =
    [TEXT, MUTED, GRID, AXIS, ZERO, BLUE, VERMILION, GREEN, ORANGE, PURPLE, SKY, GREY, BROWN];

/// Colour of a part of a bar.
pub fn part(position: usize) -> Ink {
    PARTS[position % PARTS.len()]
}

/// Colour of a state of the talks; they go on in the first.
pub fn state(position: usize) -> Ink {
    position.checked_sub(1).map_or(WAITING, |position| STATES[position % STATES.len()])
}

impl Ink {
    /// The colour as plotters has it.
    pub fn colour(self) -> RGBColor {
        RGBColor(self.light.0, self.light.1, self.light.2)
    }
}

fn hex((red, green, blue): (u8, u8, u8)) -> String {
    format!("#{red:02X}{green:02X}{blue:02X}")
}

/// Style sheet that gives the colours used in a drawing their dark counterparts on a dark screen; paper stays light.
pub fn style(drawing: &str) -> String {
    let mut rules = String::new();
    for ink in ALL {
        let (light, dark) = (hex(ink.light), hex(ink.dark));
        for attribute in ["fill", "stroke"] {
            let key = format!("{attribute}=\"{light}\"");
            if drawing.contains(&key) {
                rules += &format!("[{key}]{{{attribute}:{dark}}}");
            }
        }
    }
    format!("<style>@media screen and (prefers-color-scheme:dark){{{rules}}}</style>")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contrast(one: (u8, u8, u8), other: (u8, u8, u8)) -> f64 {
        let channel = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        let luminance = |(red, green, blue)| {
            0.2126 * channel(red) + 0.7152 * channel(green) + 0.0722 * channel(blue) + 0.05
        };
        let (one, other): (f64, f64) = (luminance(one), luminance(other));
        one.max(other) / one.min(other)
    }

    #[test]
    fn texts_can_be_read_on_light_and_dark_pages() {
        for ink in [TEXT, MUTED] {
            assert!(contrast(ink.light, (255, 255, 255)) >= 4.5);
            assert!(contrast(ink.dark, (0x1E, 0x21, 0x26)) >= 4.5);
        }
    }

    #[test]
    fn every_light_colour_has_one_dark_counterpart() {
        for (position, ink) in ALL.iter().enumerate() {
            assert!(ALL[..position].iter().all(|earlier| earlier.light != ink.light));
        }
        for ink in PARTS.iter().chain(&STATES) {
            assert!(ALL.contains(ink));
        }
        let style = style("fill=\"#0072B2\"");
        assert!(style.contains("[fill=\"#0072B2\"]{fill:#4FA9E2}") && !style.contains("stroke"));
    }
}
