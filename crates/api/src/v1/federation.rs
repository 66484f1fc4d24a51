//! What instances ask of one another: the feed of statements, a knock, and how the peers do.

pub(crate) mod knock;
pub(crate) mod peers;
pub(crate) mod statements;
