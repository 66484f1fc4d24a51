//! The crate as its callers see it: profiles in, documents in, readings out.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops there")]

mod feeds;
mod fixtures;
mod hostile;
mod maps;
mod pages;
mod profiles;
mod register;
mod samples;
mod tables;
mod writing;
