//! The gazetteer as its callers see it, over the compiled default and over files that are built here.
#![expect(
    clippy::unwrap_used,
    reason = "a test whose data cannot be set up has failed"
)]

mod areas;
mod building;
mod completing;
mod files;
mod importing;
mod postcodes;
mod published;
mod published_indices;
mod radius;
mod resolving;
mod sample;
mod service_areas;
mod small_areas;

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use gazetteer::Gazetteer;

/// The compiled default, opened once.
static DEFAULT: LazyLock<Gazetteer> = LazyLock::new(|| Gazetteer::compiled_default().unwrap());

/// A file of the open data that lies beside the checkout; `None` where it was not fetched.
fn shared(name: &str) -> Option<PathBuf> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/geo");
    Some(data.join(name)).filter(|path| path.exists())
}
