//! Listings, one by one.

pub(crate) mod show;
