//! The tables as sea-orm sees them, a file a table.
//!
//! The migrations are the truth; a test compares the two on both databases.

#![expect(
    unreachable_pub,
    reason = "sea-orm's derived items are pub and cannot be told otherwise"
)]

#[cfg(test)]
mod agreement;

pub(crate) mod account;
pub(crate) mod address_change;
pub(crate) mod alias;
pub(crate) mod api_key;
pub(crate) mod api_key_use;
pub(crate) mod audit;
pub(crate) mod change;
pub(crate) mod charity;
pub(crate) mod charity_register;
pub(crate) mod claim;
pub(crate) mod confirmation;
pub(crate) mod correction;
pub(crate) mod crawl_page;
pub(crate) mod crawl_run;
pub(crate) mod draft;
pub(crate) mod held_edit;
pub(crate) mod instance;
pub(crate) mod kitemark_application;
pub(crate) mod kitemark_award;
pub(crate) mod kitemark_scheme;
pub(crate) mod listing;
pub(crate) mod login_token;
pub(crate) mod match_decision;
pub(crate) mod match_key;
pub(crate) mod match_pair;
pub(crate) mod organization;
pub(crate) mod outgoing_mail;
pub(crate) mod peer;
pub(crate) mod reminder;
pub(crate) mod remote_decision;
pub(crate) mod remote_source;
pub(crate) mod report;
pub(crate) mod role_grant;
pub(crate) mod search_term_count;
pub(crate) mod session;
pub(crate) mod set_aside;
pub(crate) mod source;
pub(crate) mod statement;
pub(crate) mod statement_body;
pub(crate) mod statement_version;
pub(crate) mod suggestion_answer;
pub(crate) mod suggestion_mail;
pub(crate) mod taxonomy_term;
pub(crate) mod told;
pub(crate) mod webhook;
pub(crate) mod webhook_delivery;
