//! The API over a real directory, through the whole stack of handlers.

#![expect(clippy::unwrap_used, reason = "what a test sets up has to be there")]

mod answers;
mod contract;
mod editing;
mod federation;
mod giving;
mod kitemark;
mod moderating;
mod people;
