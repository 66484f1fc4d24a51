//! Bytes to statements and back, for every format that sources use.
//!
//! A [`Reader`] is made from a profile (TOML) and turns a fetched [`Document`] into a [`Reading`].
//! Reading never fails: what could not be read is set aside with its reason, and what is wrong with
//! the document as a whole is a [`Problem`]. **This crate never does I/O**, follows no link and
//! loads no remote schema; it only says which links it found.

mod archive;
mod decode;
mod html;
mod kml;
mod pages;
mod profile;
mod reader;
mod reading;
mod rows;
mod sniff;
mod table;
pub mod write;

pub use pages::RECORD_GONE;
pub use profile::{ProfileError, built_in_profiles};
pub use reader::{Document, Reader};
pub use reading::{Link, LinkKind, Problem, Reading};
