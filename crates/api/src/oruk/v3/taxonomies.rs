//! Vocabularies, as the listings that may be passed on have them.

pub(crate) mod list;
pub(crate) mod show;
