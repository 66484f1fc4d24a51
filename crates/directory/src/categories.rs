//! The names of categories: the index counts codes, people read names.
//!
//! A name, once given to a code, stays; so names are kept here and read from the store only when a
//! code comes up that is not known yet.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use domain::listing::Listing;
use store::WriteTx;

use crate::document::category_code;
use crate::{Directory, Error};

/// Names by code.
#[derive(Debug, Default)]
pub(crate) struct Categories(RwLock<HashMap<String, String>>);

impl Categories {
    fn known(&self, codes: &[&str]) -> Option<Vec<String>> {
        let names = self.0.read().unwrap_or_else(PoisonError::into_inner);
        codes.iter().map(|code| names.get(*code).cloned()).collect()
    }
}

impl Directory {
    /// The name of each code, in the same order; a code without a name stands for itself.
    pub(crate) async fn category_names(&self, codes: &[&str]) -> Result<Vec<String>, Error> {
        if let Some(names) = self.categories.known(codes) {
            return Ok(names);
        }
        let mut fresh: HashMap<String, String> =
            self.store.categories().await?.into_iter().collect();
        for code in codes {
            fresh
                .entry((*code).to_owned())
                .or_insert_with(|| (*code).to_owned());
        }
        *self
            .categories
            .0
            .write()
            .unwrap_or_else(PoisonError::into_inner) = fresh;
        Ok(self.categories.known(codes).unwrap_or_default())
    }

    /// Remembers the names of the categories that listings have.
    pub(crate) async fn remember_categories(
        &self,
        tx: &WriteTx,
        listings: &[&Listing],
    ) -> Result<(), Error> {
        let mut names: Vec<(String, String)> = listings
            .iter()
            .flat_map(|listing| &listing.service.taxonomy_terms)
            .map(|term| (category_code(&term.name), term.name.clone()))
            .collect();
        names.sort();
        names.dedup_by(|a, b| a.0 == b.0);
        tx.put_categories(&names).await?;
        Ok(())
    }
}
