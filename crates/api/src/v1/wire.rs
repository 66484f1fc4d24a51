//! What travels: the JSON shapes of version 1, each made by hand from a view of the directory.

pub(crate) mod gaps;
pub(crate) mod listing;
pub(crate) mod next_date;
mod parts;
pub(crate) mod place;
pub(crate) mod search;
pub(crate) mod source;
pub(crate) mod suggest;
