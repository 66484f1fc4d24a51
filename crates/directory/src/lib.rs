//! The verbs: find, show, ingest, match, fold. The only crate that holds store, search and
//! gazetteer together.
//!
//! A face extracts, calls one verb of [`Directory`], and answers. Writes go one way: a statement is
//! stored, matched, folded into its listing, logged as a change, and the index follows the log.
//! **Nobody outside opens a transaction**, and nothing here knows HTTP.

mod bodies;
mod categories;
mod coverage;
mod document;
mod error;
mod find;
mod follow;
mod ingest;
mod locate;
mod people;
mod place;
pub mod places;
mod post;
mod show;
mod sources;
mod territory;
mod tries;

use std::sync::{Arc, RwLock};

use domain::clock::Clock;
use gazetteer::Gazetteer;
use search::Index;
use store::Store;
use tokio::sync::Notify;

pub use coverage::{Coverage, CoverageRequest, CoverageRow};
pub use document::category_code;
pub use error::{Error, Violation};
pub use find::{
    CategoryCount, DEEPEST_HIT, DEFAULT_PER_PAGE, DEFAULT_RADIUS_MILES, FindRequest, Found,
    FoundHit, GREATEST_RADIUS_MILES, LEAST_RADIUS_MILES, LONGEST_QUERY, MOST_PER_PAGE, Presence,
    Sort,
};
pub use ingest::{FetchedPage, PageMemory, PageOutcome, Run, RunEnd, RunProblem, RunReport};
pub use people::{
    ClaimView, ClaimWay, Enrolment, KeyView, LinkView, Me, NewKey, OrganizationName, People,
    ReportView, Reported, RoleHolder, RoleWanted, SessionView, SignedIn,
};
pub use post::Letter;
pub use show::{ListingView, PlaceView, Shown, StatementView};
pub use sources::{Health, RunView, SetAsideView, SourceView};
pub use territory::{areas_not_understood, check_area_code, check_outline};

/// The directory: cheap to share behind an [`Arc`], safe to call from many tasks.
pub struct Directory {
    store: Store,
    index: Index,
    gazetteer: RwLock<Arc<Gazetteer>>,
    clock: Arc<dyn Clock>,
    bodies: bodies::Bodies,
    categories: categories::Categories,
    /// Rung after each committed change, so that the index follows at once.
    changed: Notify,
    /// What verbs about people need; without it nobody can sign in.
    people: Option<People>,
    tries: tries::Tries,
    /// Rung when a mail was written, so that it is sent at once.
    mail: Notify,
}

impl std::fmt::Debug for Directory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Directory").finish_non_exhaustive()
    }
}

impl Directory {
    /// A directory over a migrated store and an open index.
    #[must_use]
    pub fn new(
        store: Store,
        index: Index,
        gazetteer: Arc<Gazetteer>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            store,
            index,
            gazetteer: RwLock::new(gazetteer),
            clock,
            bodies: bodies::Bodies::default(),
            categories: categories::Categories::default(),
            changed: Notify::new(),
            people: None,
            tries: tries::Tries::default(),
            mail: Notify::new(),
        }
    }

    /// The gazetteer in use.
    #[must_use]
    pub fn gazetteer(&self) -> Arc<Gazetteer> {
        let held = self
            .gazetteer
            .read()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        Arc::clone(&held)
    }

    /// Puts another gazetteer in its place, for all questions from now on.
    pub fn replace_gazetteer(&self, gazetteer: Arc<Gazetteer>) {
        *self
            .gazetteer
            .write()
            .unwrap_or_else(std::sync::PoisonError::into_inner) = gazetteer;
    }
}
