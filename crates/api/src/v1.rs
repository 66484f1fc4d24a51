//! Version 1 of our own API. A field may be added within it; none is taken away or changes meaning.

pub(crate) mod changes;
pub(crate) mod edits;
pub(crate) mod export;
pub(crate) mod federation;
pub(crate) mod gaps;
pub(crate) mod kitemark;
pub(crate) mod listings;
pub(crate) mod matches;
mod moderation;
pub(crate) mod people;
pub(crate) mod places;
pub(crate) mod search;
pub(crate) mod sources;
pub(crate) mod suggest;
pub(crate) mod taxonomies;
pub(crate) mod webhooks;
mod wire;
