//! Open Referral UK 1.0 (2020), read only, for the clients that speak nothing newer.
//!
//! They send every parameter of their form, empty ones too, and some under names of their own.

pub(crate) mod list;
pub(crate) mod page;
pub(crate) mod show;
pub(crate) mod taxonomies;
