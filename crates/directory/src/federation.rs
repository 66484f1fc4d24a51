//! This instance among others: who it is, what it tells them, and whom it follows.
//!
//! What it takes from them is `ingest::remote`; the rules are `domain::federation`.

mod give;
mod peers;

use domain::federation::is_web_address;
use domain::source::Area;
use uuid::Uuid;

use crate::{Directory, Error};

pub use give::MOST_TOLD;
pub(crate) use peers::Returns;
pub use peers::{Knock, PeerView, TaskLease};

/// Who this instance is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstanceView {
    /// Its id, for as long as its store lives.
    pub id: Uuid,
    /// What people read.
    pub name: String,
    /// The areas that its own sources speak for, by name.
    pub areas: Vec<Area>,
    /// The licences of what may be passed on.
    pub licences: Vec<String>,
    /// The number of the last thing that it told.
    pub last_told: i64,
}

impl Directory {
    /// Who this instance is; it gets its id when it is first asked.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub async fn instance(&self) -> Result<InstanceView, Error> {
        let id = self.instance_id().await?;
        let remote = self.store.remote_sources().await?;
        let (mut areas, mut licences) = (Vec::new(), Vec::new());
        for source in self.store.all_sources().await? {
            if !remote.iter().any(|theirs| theirs.source == source.id) {
                areas.extend(source.area);
            }
            if source.licence.allows_redistribution {
                licences.push(source.licence.id);
            }
        }
        areas.sort_by(|a, b| (&a.name, &a.code).cmp(&(&b.name, &b.code)));
        areas.dedup_by(|a, b| a.name == b.name && a.code == b.code);
        licences.sort();
        licences.dedup();
        Ok(InstanceView {
            id,
            name: self.people()?.name.clone(),
            areas,
            licences,
            last_told: self.store.last_told().await?,
        })
    }

    pub(crate) async fn instance_id(&self) -> Result<Uuid, Error> {
        if let Some(id) = self.store.instance().await? {
            return Ok(id);
        }
        let tx = self.store.begin().await?;
        // Another copy may have been quicker.
        if let Some(id) = tx.instance().await? {
            return Ok(id);
        }
        let id = self.new_id()?;
        tx.name_instance(id, self.clock.now()).await?;
        tx.commit().await?;
        Ok(id)
    }
}

/// An address of the web, or nothing.
pub(crate) fn web_only(address: Option<&String>) -> Option<String> {
    address.filter(|address| is_web_address(address)).cloned()
}
