//! What is said at first hand, as JSON: the same field names as a listing's in the API.
//!
//! [`read`] takes the whole body apart and tells everything that is wrong with it at once, each by its
//! JSON pointer; [`write`] gives a service the form that [`read`] takes.

mod reader;
mod reading;
mod writing;

pub use reading::read;
pub use writing::write;

#[cfg(test)]
mod tests;
