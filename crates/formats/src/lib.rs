//! Bytes to statements and back, for every format that sources use.
//!
//! A [`Reader`] is made from a profile (TOML) and turns a fetched [`Document`] into a [`Reading`].
//! Reading never fails: what could not be read is set aside with its reason, and what is wrong with
//! the document as a whole is a [`Problem`]. **This crate never does I/O**, follows no link and
//! loads no remote schema; it only says which links it found.

mod alert;
mod archive;
mod assembly;
mod calendar;
mod decode;
mod ended;
pub mod federation;
mod feed;
mod html;
mod kml;
mod linked;
mod openactive;
mod package;
mod pages;
mod profile;
mod reader;
mod reading;
mod recognise;
mod register;
mod rows;
mod sniff;
mod table;
pub mod write;

pub use assembly::{Assembly, Part, Piece, Version};
pub use pages::RECORD_GONE;
pub use profile::{ProfileError, built_in_profiles};
pub use reader::{Document, Reader};
pub use reading::{Link, LinkKind, Problem, Reading};
pub use recognise::recognise;
pub use register::{OtherNames, RegisterCounts, RegisterError, read_other_names, read_register};
