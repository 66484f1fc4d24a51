//! Rules that keep the tree as `docs/architecture.md` says.
//!
//! A layering that only a document describes is gone within a month, so each rule is a function
//! from plain facts to complaints, and the integration test runs them all. A complaint is one
//! line that names the place and the cure. Nothing here judges behaviour or style that
//! rustfmt and clippy already judge.

pub mod brand;
pub mod documents;
pub mod layers;
pub mod manifests;
pub mod owners;
pub mod sources;
pub mod tree;
pub mod unused;

/// Sentences for a person, each naming one place where the tree breaks a rule; empty when it keeps it.
pub type Complaints = Vec<String>;
