//! Published input–output tables → the `economy/` folder of a model.
//!
//! A reader for each published layout makes one [`Table`]; what follows is the same for all: checks against the
//! published totals, regions and sectors put together, imports taken out, money, and the files.

mod arrange;
mod arranged;
mod delimited;
mod encoding;
pub mod formats;
mod labelled;
mod numbers;
mod reader;
mod records;
mod sheet;
mod source;
mod table;

pub use reader::{ReadOptions, Reader, Reading};
pub use source::{Bytes, Source};
pub use table::{Imports, Named, Node, Table, Use, User};
