//! What travels: the JSON shapes of version 1, each made by hand from a view of the directory.

pub(crate) mod charity;
pub(crate) mod edit;
pub(crate) mod form;
pub(crate) mod freshness;
pub(crate) mod gaps;
pub(crate) mod key_use;
pub(crate) mod kitemark;
pub(crate) mod listing;
pub(crate) mod matches;
pub(crate) mod next_date;
pub(crate) mod parts;
pub(crate) mod people;
pub(crate) mod place;
pub(crate) mod report;
pub(crate) mod said;
pub(crate) mod search;
pub(crate) mod service;
pub(crate) mod source;
pub(crate) mod statement_body;
pub(crate) mod suggest;
pub(crate) mod taxonomy;
pub(crate) mod understanding;
pub(crate) mod webhooks;
