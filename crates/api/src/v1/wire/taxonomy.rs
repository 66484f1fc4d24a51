//! The vocabularies of categories.

use serde::Serialize;
use utoipa::ToSchema;

/// All vocabularies.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TaxonomyList {
    taxonomies: Vec<Taxonomy>,
}

/// One vocabulary.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Taxonomy {
    /// The search filter that takes its terms: `need`, `for`, `type`, `way`.
    filter: String,
    /// As in the taxonomy terms of a listing: `fingerpost:need`.
    vocabulary: String,
    /// What people read.
    name: String,
    /// What its terms tell.
    description: String,
    terms: Vec<Term>,
}

/// One category.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Term {
    /// Stable: `need:food-bank`.
    code: String,
    /// What people read.
    name: String,
    /// The wider category that holds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    parent: Option<String>,
}

impl TaxonomyList {
    pub(crate) fn of(taxonomies: &[directory::Taxonomy]) -> Self {
        Self {
            taxonomies: taxonomies.iter().map(Taxonomy::of).collect(),
        }
    }
}

impl Taxonomy {
    fn of(taxonomy: &directory::Taxonomy) -> Self {
        Self {
            filter: taxonomy.code.clone(),
            vocabulary: taxonomy.vocabulary(),
            name: taxonomy.name.clone(),
            description: taxonomy.description.clone(),
            terms: taxonomy.terms.iter().map(Term::of).collect(),
        }
    }
}

impl Term {
    fn of(category: &directory::Category) -> Self {
        Self {
            code: category.code.clone(),
            name: category.name.clone(),
            parent: category.parent.clone(),
        }
    }
}
