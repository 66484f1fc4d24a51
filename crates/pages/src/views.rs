//! What each page shows: one module a page, its template's fields and how they come from the
//! directory's views.
//!
//! A view holds words ready to be read (dates, distances and counts are text by now) and decides
//! nothing; the templates hold no logic beyond "is it there".

pub(crate) mod about;
pub(crate) mod account;
pub(crate) mod browse;
pub(crate) mod embed;
pub(crate) mod form;
pub(crate) mod home;
pub(crate) mod key_use;
pub(crate) mod kitemark;
pub(crate) mod layout;
pub(crate) mod listing;
pub(crate) mod moderation;
pub(crate) mod problem;
pub(crate) mod search;
pub(crate) mod search_box;
pub(crate) mod shortlist;
pub(crate) mod sources;
pub(crate) mod statements;
pub(crate) mod still_right;

#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;
