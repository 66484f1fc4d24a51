//! Telephone numbers, mailboxes and web addresses as sources write them.
//!
//! Each reader here takes a whole cell ("020 7946 0018 or 07700 900123 (evenings)") and gives what
//! is certain, printed one way. Nothing is looked up: whether a number rings is not known here.

mod email;
mod phone;
mod web;

pub use email::{emails, is_personal_email};
pub use phone::{phone_key, phones};
pub use web::{is_shared_host, own_domain, web_address, web_addresses};
