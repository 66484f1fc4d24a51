//! The kitemark: a locally agreed mark that small groups can pass, with questions, tiers and an end.
//!
//! [`Scheme`] is what is asked and of whom; [`Answers`] are what a group says; [`application`] is
//! the way from draft to decision; [`award`] is what is published, and when it falls back.
//!
//! **A mark says how details were checked, never that a service is good**: assurance of data, not
//! of quality, as Open Referral UK's guidance puts it. Evidence is facts (insurer, cover, expiry),
//! not files; names of people and numbers of certificates are refused.

pub mod answers;
pub mod application;
pub mod award;
mod faults;
mod refused;
mod scheme;

pub use answers::{Answer, Answers, Group};
pub use faults::SchemeFault;
pub use refused::fault_of_words;
pub use scheme::{EvidenceKind, Kind, Question, Scheme, Tier, When, WhoDecides};
