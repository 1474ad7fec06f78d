//! [`Figure`](super::chart::Figure)s → drawings.

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
