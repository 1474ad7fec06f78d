//! An economy and who taxes whom → a complete, commented starter model that runs.

mod elasticities;
mod goods;
mod request;
mod sources;
mod tables;
#[cfg(test)]
mod tests;
mod texts;
mod trade;
mod write;

pub use goods::{GOODS, Goods};
pub use request::{EXPORT_SHARE, Ends, Request};
pub use trade::{Line, Seller, Trade};

use std::path::Path;
use std::sync::Arc;

use crate::error::Result;
use crate::import::{ORIGIN, Origin};
use crate::input::{Folder, economy_of, read_model};
use crate::model::Model;
use crate::model::economy::Economy;
use texts::Subject;

/// A starter model that has passed every check of a model, not yet written.
pub struct Starter {
    /// The model.
    pub model: Model,
    /// Its lines and sellers.
    pub trade: Trade,
    /// What nobody has judged yet: the file, and what stands there.
    pub placeholders: Vec<(&'static str, String)>,
    folder: Folder,
    /// Whether the model completes the folder that its economy stands in.
    completes: bool,
}

/// Makes a starter model for the folder `target` from the economy in a folder.
///
/// # Errors
/// The economy cannot be read, the request does not fit it, or `target` holds other things.
pub fn make(target: &Path, economy_folder: &Path, request: &Request) -> Result<Starter> {
    request.check()?;
    let mut folder = Folder::read_economy(economy_folder)?;
    let completes = write::check_target(target, economy_folder)?;
    let economy = economy_of(&folder)?;
    let origin = folder.files.get(&format!("economy/{ORIGIN}"));
    let origin = origin.and_then(|bytes| Origin::parse(std::str::from_utf8(bytes).ok()?));
    let money = request.money(origin.as_ref())?;
    let ends = request.ends(&economy, origin.as_ref())?;
    let trade = trade::find_trade(&economy, &ends, request)?;
    let code = |region: crate::ids::RegionId| economy.accounts.regions[region.0].code.clone();
    let table = origin
        .as_ref()
        .map_or("the accounts in economy/, whose origin is not recorded", |origin| origin.title.as_str());
    let subject = Subject {
        name: &request.name,
        ends: &ends,
        trade: &trade,
        money: &money,
        as_of: request.as_of,
        regions: ends.destination.map(|destination| (code(ends.home), code(destination))),
        table,
        labour_share: assumed_labour_share(&economy),
    };
    let mut put = |name: &str, bytes: Vec<u8>| folder.files.insert(name.to_string(), Arc::from(bytes));
    for (name, bytes) in tables::trade_tables(&trade)? {
        put(&name, bytes);
    }
    put("tariffs.toml", texts::tariffs_toml(&subject).into_bytes());
    put("negotiation.toml", texts::negotiation_toml(&subject).into_bytes());
    put("parameters.toml", texts::parameters_toml(&subject).into_bytes());
    put("model.toml", texts::model_toml(&subject).into_bytes());
    let sources = sources::sources_md(&subject, origin.as_ref(), request.share_of_exports());
    put("SOURCES.md", sources.into_bytes());
    let placeholders = sources::placeholders(&subject, request.share_of_exports());
    folder.name = target.display().to_string();
    let model = read_model(&folder)?;
    Ok(Starter { model, trade, placeholders, folder, completes })
}

impl Starter {
    /// Writes the model. Returns the names of the files.
    ///
    /// # Errors
    /// A file cannot be written, or one of that name is there by now; then nothing is left of the others.
    pub fn write(&self, target: &Path) -> Result<Vec<String>> {
        write::write(&self.folder, target, self.completes)
    }
}

/// The share of compensation in value added where all sectors have the same, as they have where it was assumed.
fn assumed_labour_share(economy: &Economy) -> Option<f64> {
    let accounts = &economy.accounts;
    let shares: Vec<f64> = (0..economy.sectors())
        .filter(|i| accounts.value_added[*i] > 0.0 && accounts.output[*i] > 0.0)
        .map(|i| accounts.compensation[i] / accounts.value_added[i])
        .collect();
    let first = *shares.first()?;
    // Cells are rounded, so that small sectors differ a little.
    shares.iter().all(|share| (share - first).abs() < 1e-3).then_some(first)
}
