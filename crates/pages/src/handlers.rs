//! One page a module: read the address, call one verb, render one view.

pub(crate) mod about;
pub(crate) mod accessibility;
pub(crate) mod browse;
pub(crate) mod cookies;
pub(crate) mod home;
pub(crate) mod licences;
pub(crate) mod listing;
pub(crate) mod not_found;
pub(crate) mod privacy;
pub(crate) mod search;
pub(crate) mod sources;
