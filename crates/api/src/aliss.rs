//! The API of ALISS, versions 4 and 5, for the clients that its users have.
//!
//! Answers under `/aliss/v4`, `/aliss/v5`, `/api/v4` and `/api/v5`, with a slash at the end or
//! without, as those clients ask. Its manners are theirs, not ours: a postcode that is none is told
//! in an answer of 200, empty parameters are none, unknown ones are passed over.

pub(crate) mod areas;
pub(crate) mod categories;
pub(crate) mod organisations;
pub(crate) mod page;
pub(crate) mod request;
pub(crate) mod services;
