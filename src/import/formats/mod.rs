//! One reader for each published layout.

mod bea;
mod categories;
mod countries;
mod eora26;
mod exiobase;
mod file_name;
mod oecd_industries;
mod oecd_iot;
mod pymrio;
mod wiod;

use super::reader::Reader;

/// All layouts, in the order of the list that users see.
pub const READERS: &[&Reader] =
    &[&oecd_iot::READER, &wiod::READER, &exiobase::READER, &eora26::READER, &pymrio::READER, &bea::READER];

/// The reader with a name.
pub fn find(name: &str) -> Option<&'static Reader> {
    READERS.iter().copied().find(|reader| reader.name == name)
}

/// The first reader whose layout a source looks like.
pub fn recognise(source: &super::Source) -> Option<&'static Reader> {
    READERS.iter().copied().find(|reader| (reader.recognise)(source))
}
