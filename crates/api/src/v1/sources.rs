//! Sources, and what could not be taken from them.

pub(crate) mod held;
pub(crate) mod list;
pub(crate) mod set_aside;
