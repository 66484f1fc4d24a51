//! Edits: what a group, or a moderator where no group speaks, says at first hand of a listing.
//!
//! An edit is a statement of the source "the group itself" and folds like any other. The rules here
//! say which fields it changes ([`changed_fields`]), what looks suspicious and waits for a moderator
//! ([`suspicions`]), when another source's new word becomes a question to the group
//! ([`suggestions`]), and what would be the most useful thing to add ([`next_useful`]).

mod fields;
mod suggestion;
mod suspicion;
mod useful;

pub use fields::{changed_fields, denied_by, start_from, take_field};
pub use suggestion::{Spoken, suggestions};
pub use suspicion::{Suspicion, suspicions};
pub use useful::{Useful, next_useful};
