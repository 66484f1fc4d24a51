//! People: signing in, sessions, keys, claims and roles. Everything here is for one visitor alone.

pub(crate) mod account;
pub(crate) mod claims;
pub(crate) mod freshness;
pub(crate) mod keys;
pub(crate) mod reports;
pub(crate) mod roles;
pub(crate) mod second_factor;
pub(crate) mod sessions;
pub(crate) mod sign_in;
pub(crate) mod stewards;
