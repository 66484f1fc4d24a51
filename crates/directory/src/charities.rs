//! The Charity Commission's register: confirms the numbers that sources give, and never founds a listing.
//!
//! What it says is laid over a listing when that is shown ([`Entries`]), and is not part of the fold: no
//! source said it, and a group's edit must not begin with it. An import is weighed first
//! ([`Weighing`]) and taken then ([`Taking`]); `review` asks people to look where the register
//! contradicts a listing.

mod numbers;
mod review;
mod taking;
mod weighing;

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;
use domain::charity::{Charity, CharityNumber, Registration, enrich};
use domain::service::Service;
use store::CharityRegister;

use crate::{Directory, Error};

pub use review::Reviewed;
pub use taking::{RegisterTaken, Taking};
pub use weighing::{RegisterWeight, Weighing};

/// What the register has under the numbers of some listings.
#[derive(Debug, Default)]
pub(crate) struct Entries {
    /// The register's date; none where there is no register.
    as_of: Option<NaiveDate>,
    by_number: HashMap<CharityNumber, Charity>,
}

impl Entries {
    /// Lets the register have its say on who runs a service.
    pub(crate) fn enrich(&self, service: &mut Service) -> Option<Arc<Registration>> {
        let as_of = self.as_of?;
        let organization = service.organization.as_mut()?;
        enrich(organization, as_of, |number| self.by_number.get(&number)).map(Arc::new)
    }
}

/// The charity numbers that a source gives of who runs a service.
fn numbers_of(service: &Service) -> impl Iterator<Item = CharityNumber> {
    let organization = service.organization.iter();
    organization
        .flat_map(|organization| &organization.identifiers)
        .filter_map(CharityNumber::of)
}

impl Directory {
    /// How far the register was imported; `None` before the first import.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn charity_register(&self) -> Result<Option<CharityRegister>, Error> {
        Ok(self.store.charity_register().await?)
    }

    /// What the register has under the numbers of these services.
    pub(crate) async fn register_entries(
        &self,
        services: impl Iterator<Item = &Service> + Send,
    ) -> Result<Entries, Error> {
        let mut numbers: Vec<CharityNumber> = services.flat_map(numbers_of).collect();
        if numbers.is_empty() {
            return Ok(Entries::default());
        }
        let register = self.store.charity_register().await?;
        let Some(as_of) = register.and_then(|register| register.extracted_on) else {
            return Ok(Entries::default());
        };
        numbers.sort_unstable();
        numbers.dedup();
        let entries = self.store.charities(&numbers).await?;
        Ok(Entries {
            as_of: Some(as_of),
            by_number: entries.into_iter().map(|one| (one.number, one)).collect(),
        })
    }
}
