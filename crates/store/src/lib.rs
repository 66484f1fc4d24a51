//! The truth: every row, on SQLite and on PostgreSQL.
//!
#![doc = include_str!("../README.md")]
//!
//! Start at [`Store`] (reading) and [`WriteTx`] (writing). A file a subject: [`Store`] and
//! [`WriteTx`] get their methods there, side by side.

mod accounts;
mod aliases;
mod api_keys;
mod audit;
mod bulk;
mod categories;
mod changes;
mod claims;
mod column;
mod connect;
mod corrections;
mod drafts;
mod entity;
mod error;
mod founding;
mod held_edits;
mod history;
mod lease;
mod listings;
mod match_decisions;
mod match_keys;
mod match_pairs;
mod match_queue;
mod migration;
mod organizations;
mod outbox;
mod pages;
mod passing_on;
mod reports;
mod runs;
mod search_terms;
mod set_aside;
mod sign_in;
mod slugs;
mod sources;
mod spoken;
mod statements;
mod suggestion_answers;
mod transaction;

pub use crate::accounts::{Account, RoleGrant, Seed};
pub use crate::aliases::{Alias, Lookup, Whereabouts};
pub use crate::api_keys::ApiKey;
pub use crate::audit::{AuditEntry, AuditRow};
pub use crate::changes::Counts;
pub use crate::claims::Claim;
pub use crate::connect::{Store, StoreOptions};
pub use crate::corrections::Correction;
pub use crate::drafts::Draft;
pub use crate::error::StoreError;
pub use crate::held_edits::{HeldEdit, HeldState};
pub use crate::history::StatementVersion;
pub use crate::lease::Lease;
pub use crate::listings::ListingWrite;
pub use crate::match_decisions::MatchDecision;
pub use crate::match_keys::stored_key;
pub use crate::match_pairs::{MatchPair, SameLink};
pub use crate::match_queue::{QueueFilter, QueuePlace, QueueState};
pub use crate::organizations::{NewOrganization, OrganizationRow};
pub use crate::outbox::OutgoingMail;
pub use crate::pages::{Page, TouchedPage};
pub use crate::passing_on::PublicChange;
pub use crate::reports::Report;
pub use crate::runs::{Run, RunCounts, RunDecision, RunEnd, RunRuling};
pub use crate::search_terms::TermCount;
pub use crate::set_aside::SetAsideRow;
pub use crate::sign_in::{LoginToken, Session};
pub use crate::sources::SourceSummary;
pub use crate::spoken::KnownStatement;
pub use crate::statements::{StatementHead, StatementWrite, statement_id};
pub use crate::suggestion_answers::SuggestionAnswer;
pub use crate::transaction::WriteTx;
