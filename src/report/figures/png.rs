//! A drawing → a PNG for print, on white.

use super::Drawing;
use super::fonts::{BOLD, REGULAR, covers};
use crate::error::{Error, Result};
use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::fontdb::{Database, Family, Query, Weight};
use resvg::usvg::{FontResolver, Options, Tree};
use std::sync::{Arc, LazyLock};

/// Width in pixels: 170 mm at 300 dots per inch.
const PIXELS: u32 = 2008;
/// Pixels in a metre at 300 dots per inch.
const PER_METRE: u32 = 11_811;
/// Families for what the bundled faces lack, the best first.
const OTHERS: [&str; 9] = [
    "Noto Sans JP",
    "Noto Sans CJK JP",
    "Hiragino Sans",
    "Yu Gothic",
    "Meiryo",
    "Noto Sans",
    "Noto Sans Arabic",
    "Arial",
    "DejaVu Sans",
];

static BUNDLED: LazyLock<Arc<Database>> = LazyLock::new(|| Arc::new(bundled()));
/// The bundled faces and those of the system; only looked for where a text needs them.
static WITH_SYSTEM: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut fonts = bundled();
    fonts.load_system_fonts();
    Arc::new(fonts)
});

fn bundled() -> Database {
    let mut fonts = Database::new();
    fonts.load_font_data(REGULAR.to_vec());
    fonts.load_font_data(BOLD.to_vec());
    for set in [Database::set_sans_serif_family, Database::set_serif_family] {
        set(&mut fonts, "Noto Sans");
    }
    fonts
}

/// Renders a drawing at print resolution.
///
/// # Errors
///
/// Where the drawing cannot be read or the picture cannot be held in memory.
pub fn png(drawing: &Drawing) -> Result<Vec<u8>> {
    let fonts = if covers(&drawing.svg) { &BUNDLED } else { &WITH_SYSTEM };
    let options = Options { fontdb: Arc::clone(fonts), font_resolver: resolver(), ..Options::default() };
    let tree = Tree::from_str(&drawing.svg, &options).map_err(|reason| failed(&reason))?;
    let scale = f64::from(PIXELS) / f64::from(drawing.width.max(1));
    let height = (f64::from(drawing.height) * scale).ceil().max(1.0) as u32;
    let mut pixels = Pixmap::new(PIXELS, height).ok_or_else(|| failed(&"it is too large"))?;
    pixels.fill(Color::WHITE);
    resvg::render(&tree, Transform::from_scale(scale as f32, scale as f32), &mut pixels.as_mut());
    encoded(&pixels).map_err(|reason| failed(&reason))
}

fn failed(reason: &dyn std::fmt::Display) -> Error {
    Error::Results(format!("cannot make a PNG of a figure: {reason}"))
}

/// Looks for characters that the bundled faces lack in sans-serif families of the system first.
fn resolver() -> FontResolver<'static> {
    let otherwise = FontResolver::default_fallback_selector();
    FontResolver {
        select_fallback: Box::new(move |letter, used, fonts| {
            let weight =
                used.first().and_then(|id| fonts.face(*id)).map_or(Weight::NORMAL, |face| face.weight);
            let face = OTHERS.iter().find_map(|name| {
                let families = [Family::Name(name)];
                let id = fonts.query(&Query { families: &families, weight, ..Query::default() })?;
                let has = fonts.with_face_data(id, |data, index| {
                    skrifa::FontRef::from_index(data, index)
                        .is_ok_and(|font| skrifa::MetadataProvider::charmap(&font).map(letter).is_some())
                });
                (has == Some(true) && !used.contains(&id)).then_some(id)
            });
            face.or_else(|| otherwise(letter, used, fonts))
        }),
        ..FontResolver::default()
    }
}

/// The pixels as a PNG that knows its size in print. They are opaque, so three channels hold them.
fn encoded(pixels: &Pixmap) -> std::result::Result<Vec<u8>, png::EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, pixels.width(), pixels.height());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    encoder.set_pixel_dims(Some(png::PixelDimensions {
        xppu: PER_METRE,
        yppu: PER_METRE,
        unit: png::Unit::Meter,
    }));
    let colours: Vec<u8> =
        pixels.pixels().iter().flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue()]).collect();
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&colours)?;
    writer.finish()?;
    Ok(bytes)
}
