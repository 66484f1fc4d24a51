//! Version 1 of our own API. A field may be added within it; none is taken away or changes meaning.

pub(crate) mod listings;
pub(crate) mod people;
pub(crate) mod places;
pub(crate) mod search;
pub(crate) mod sources;
mod wire;
