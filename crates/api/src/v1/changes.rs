//! What has changed.

pub(crate) mod list;
pub(crate) mod rpde;
