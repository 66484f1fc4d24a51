//! What travels: the JSON shapes of version 1, each made by hand from a view of the directory.

pub(crate) mod listing;
pub(crate) mod parts;
pub(crate) mod people;
pub(crate) mod place;
pub(crate) mod report;
pub(crate) mod search;
pub(crate) mod source;
