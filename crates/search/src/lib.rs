//! The index: a shadow of the store that answers questions.
//!
//! Start at [`Index`]: it takes [`Document`]s in and answers a [`Query`] with [`Results`]. How the
//! answers are ordered is written for people in `docs/ranking.md`; the figures stand in `blend.rs`
//! and `relevance.rs`.
//!
//! Nothing here is the truth. Whatever this crate keeps on disk may be deleted and made again from
//! the store; it knows neither the store nor the gazetteer, and it hands back ids, not bodies.

mod analysis;
mod answers;
mod around;
mod blend;
mod cells;
mod circle;
mod columns;
mod disk;
mod docs;
mod document;
mod error;
mod every;
mod explain;
mod facets;
mod ground;
mod having;
mod index;
mod marks;
mod matching;
mod names;
mod packing;
mod parse;
mod place;
mod query;
mod rebuild;
mod relevance;
mod results;
mod run;
mod schema;
mod sense;
mod sentence;
mod sessions;
mod snapshot;
mod snippet;
mod spelling;
mod titles;
mod top;
mod values;
mod wishes;
mod wording;
mod writer;

pub use analysis::words;
pub use document::{ANYWHERE, Document, Ground, Sensitivity, Term};
pub use error::Error;
pub use index::{Index, Opened, Reason};
pub use query::{AGE_BANDS, Facet, Filters, MAX_LIMIT, MAX_OFFSET, Near, Order, Query};
pub use rebuild::Rebuild;
pub use results::{FacetCount, Hit, Reach, Relaxed, Results, Spelling};
pub use sense::{Because, Meaning, Scope, Sense, Target};
pub use snippet::{Looked, Part, Snippet};
pub use wishes::Wishes;
pub use writer::Update;
