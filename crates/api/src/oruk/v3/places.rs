//! Services at locations.

pub(crate) mod list;
pub(crate) mod show;
