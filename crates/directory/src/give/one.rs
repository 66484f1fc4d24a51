//! One listing by its id, as it may be passed on.

use std::collections::BTreeMap;
use std::sync::Arc;

use store::Lookup;
use uuid::Uuid;

use crate::place::area_name;
use crate::show::ListingView;
use crate::{Directory, Error};

/// What came of asking for one.
#[derive(Debug, Clone, PartialEq)]
pub enum GivenOne {
    /// Here it is.
    Here(Arc<ListingView>),
    /// It is now part of the listing with this id.
    Moved(Uuid),
}

impl Directory {
    /// The listing with this id.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none, or none that may be passed on; [`Error::Gone`] when it
    /// was there and is no longer.
    pub async fn give(&self, id: Uuid) -> Result<GivenOne, Error> {
        if let Some(view) = self.given(&[id]).await?.pop() {
            return Ok(GivenOne::Here(view));
        }
        let (what, name) = ("service", id.to_string());
        match self.store.listing_by_id_or_slug(&name).await? {
            Lookup::Moved(survivor) if !self.given(&[survivor]).await?.is_empty() => {
                Ok(GivenOne::Moved(survivor))
            }
            // Its name stays unsaid: it may not be for others.
            Lookup::Found(listing) if !listing.status.is_visible() => {
                Err(Error::Gone { what, name })
            }
            _ => Err(Error::NotFound { what, name }),
        }
    }

    /// The names of the local authorities that places of the listings lie in, by GSS code.
    #[must_use]
    pub fn authorities_of(&self, listings: &[Arc<ListingView>]) -> BTreeMap<String, String> {
        let gazetteer = self.gazetteer();
        let mut names = BTreeMap::new();
        let places = listings
            .iter()
            .flat_map(|view| view.listing.service.locations());
        for code in places.filter_map(|place| place.local_authority.as_ref()) {
            if !names.contains_key(code)
                && let Some(name) = area_name(&gazetteer, code)
            {
                names.insert(code.clone(), name);
            }
        }
        names
    }
}
