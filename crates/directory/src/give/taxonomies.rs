//! The vocabularies in use among what may be passed on, with their terms.

use std::collections::BTreeMap;

use domain::identity::{taxonomy_id, term_id};
use uuid::Uuid;

use crate::{Directory, Error, taxonomy};

/// A vocabulary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaxonomyView {
    /// Its id.
    pub id: Uuid,
    /// As sources and filters name it: `camden:channel`.
    pub vocabulary: String,
    /// The terms that listings have, by code.
    pub terms: Vec<TermView>,
}

/// A term of a vocabulary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermView {
    /// Its id.
    pub id: Uuid,
    /// Its vocabulary.
    pub vocabulary: String,
    /// Stable within the vocabulary.
    pub code: String,
    /// What people read.
    pub name: String,
    /// The term above it.
    pub parent: Option<Uuid>,
    /// How many listings have it.
    pub listings: usize,
}

impl Directory {
    /// Every vocabulary that a listing has a term of, by name.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn taxonomies_given(&self) -> Result<Vec<TaxonomyView>, Error> {
        let rows = self.catalogue().await?;
        let mut vocabularies: BTreeMap<&str, Vec<TermView>> = BTreeMap::new();
        for row in rows.terms.iter().filter(|row| row.listings > 0) {
            let term = &row.term;
            vocabularies
                .entry(&term.vocabulary)
                .or_default()
                .push(TermView {
                    id: term_id(&term.vocabulary, &term.code),
                    vocabulary: term.vocabulary.clone(),
                    code: term.code.clone(),
                    name: term.name.clone(),
                    parent: parent_of(&term.vocabulary, &term.code),
                    listings: row.listings,
                });
        }
        Ok(vocabularies
            .into_iter()
            .map(|(vocabulary, mut terms)| {
                terms.sort_by(|a, b| a.code.cmp(&b.code));
                TaxonomyView {
                    id: taxonomy_id(vocabulary),
                    vocabulary: vocabulary.to_owned(),
                    terms,
                }
            })
            .collect())
    }
}

/// The wider term; only our own vocabularies have wider ones.
fn parent_of(vocabulary: &str, code: &str) -> Option<Uuid> {
    let category = taxonomy::category(code).filter(|_| taxonomy::is_ours(vocabulary))?;
    let parent = category.parent.as_ref()?;
    Some(term_id(vocabulary, parent))
}
