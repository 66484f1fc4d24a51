//! Outbound HTTP: fetches what sources publish, politely and safely.
//!
//! [`read_sources`] reads who is to be crawled; [`Crawler`] walks a source's pages, reads each with
//! `formats` and brings it to the directory; it follows other instances, and posts what webhooks are
//! told. **It is the only part that makes requests**, it never
//! talks to an address that is not public, and a fault of one source never stops another.

mod address;
mod assembling;
mod breaker;
mod census;
mod check;
mod client;
mod courier;
mod crawler;
mod fetch;
mod file;
mod frontier;
mod new_source;
mod pace;
mod peer;
mod robots;
mod run;
mod schedule;
mod sift;
mod sources_file;

pub use address::{AddressError, Reach, check_address};
pub use check::Checked;
pub use client::{Bounds, FetchError};
pub use crawler::{CrawlError, Crawler, CrawlerOptions, Progress, Silent};
pub use new_source::{NewSource, append_source};
pub use schedule::{Schedule, ScheduleError};
pub use sources_file::{SourceConfig, SourcesError, read_sources};
