//! Our own categories.

pub(crate) mod list;
