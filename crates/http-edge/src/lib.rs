//! What api and pages share: who asks, how often, under which id, with which headers.
//!
//! Each module is one middleware or one rule of HTTP. **Nothing here knows a route or a verb**; it
//! turns a [`directory::Error`] into a status and a code, and the faces dress that as JSON or HTML.

pub mod client;
pub mod conditional;
pub mod failure;
pub mod head;
pub mod headers;
pub mod limit;
pub mod quota;
pub mod same_origin;
pub mod trace;
pub mod validators;
pub mod visitor;
