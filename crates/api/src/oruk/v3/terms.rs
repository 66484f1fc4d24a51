//! Terms of vocabularies, as the listings that may be passed on have them.

pub(crate) mod list;
pub(crate) mod show;

use directory::TermView;
use domain::service::TaxonomyTerm;
use formats::write::hsds;
use serde_json::Value;

/// A term in the words of HSDS.
pub(super) fn written(term: &TermView) -> Value {
    let plain = TaxonomyTerm {
        vocabulary: term.vocabulary.clone(),
        code: term.code.clone(),
        name: term.name.clone(),
    };
    hsds::taxonomy_term(&plain, term.parent)
}
