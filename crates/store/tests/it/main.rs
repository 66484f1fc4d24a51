//! The store's promises, each kept on SQLite and on PostgreSQL by one suite.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops there")]

mod aliases;
mod categories;
mod changes;
mod charities;
mod files;
mod leases;
mod listings;
mod log;
mod matching;
mod migrations;
mod organizations;
mod pages;
mod passing_on;
mod people;
mod runs;
mod search_terms;
mod sources;
mod stage;
mod statements;
mod times;
mod transactions;
