//! What things are, and every rule that needs no I/O.
//!
//! Start at [`service::Service`] (the data), [`statement::Statement`] (who says it),
//! [`fold`] (how statements become a listing) and [`matching`] (which statements belong together).
//! Nothing here reads a file, a socket, a clock or a random source.

pub mod ages;
pub mod attendance;
pub mod authority;
pub mod calendar;
pub mod chance;
pub mod charity;
pub mod claim;
pub mod clock;
pub mod contact;
pub mod cost;
pub mod edit;
pub mod federation;
pub mod fold;
pub mod freshness;
pub mod grid;
pub mod hours;
pub mod identity;
pub mod kitemark;
pub mod lifecycle;
pub mod listing;
pub mod matching;
pub mod outline;
pub mod position;
pub mod postcode;
pub mod recurrence;
pub mod report;
pub mod schedule;
pub mod service;
pub mod sign_in;
pub mod source;
pub mod statement;
pub mod text;
pub mod walk;
pub mod webhook;
pub mod when;
