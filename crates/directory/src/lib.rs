//! The verbs: find, show, ingest, match, fold. The only crate that holds store, search and
//! gazetteer together.
//!
//! A face extracts, calls one verb of [`Directory`], and answers. Writes go one way: a statement is
//! stored, matched, folded into its listing, logged as a change, and the index follows the log.
//! **Nobody outside opens a transaction**, and nothing here knows HTTP.

mod bodies;
mod card;
mod categories;
mod charities;
mod coverage;
mod deliveries;
mod document;
mod edits;
mod error;
mod federation;
mod find;
mod follow;
mod gaps;
mod give;
mod ingest;
mod kind;
mod locate;
mod moderation;
mod people;
mod phrases;
mod place;
pub mod places;
mod post;
mod rematch;
mod reopening;
mod show;
mod source_health;
mod sources;
mod statements;
mod suggest;
mod taxonomy;
mod territory;
mod tries;
mod vocabulary;
mod wording;

use std::sync::{Arc, RwLock};

use chrono::{DateTime, NaiveDateTime, Utc};
use chrono_tz::Europe::London;
use domain::clock::Clock;
use domain::matching::Weights;
use gazetteer::Gazetteer;
use search::Index;
use store::Store;
use tokio::sync::Notify;

pub use card::{Card, CardListing, Said};
pub use charities::{RegisterTaken, RegisterWeight, Reviewed, Taking, Weighing};
pub use coverage::{Coverage, CoverageRequest, CoverageRow};
pub use deliveries::Parcel;
pub use document::category_code;
pub use edits::{
    Alike, Created, DraftView, Happened, HeldView, History, OwnWords, Preview, Published, Saved,
    SuggestionView, read_statement, write_statement,
};
pub use error::{Error, Flaw, Violation};
pub use federation::{InstanceView, Knock, MOST_TOLD, PeerView, TaskLease};
pub use find::{
    DEEPEST_HIT, DEFAULT_PER_PAGE, DEFAULT_RADIUS_MILES, ENOUGH, Elsewhere, FilterCounts,
    FindRequest, Found, FoundHit, GREATEST_RADIUS_MILES, Heard, HeardPlace, HeardReach,
    LEAST_RADIUS_MILES, LONGEST_QUERY, LostPlace, MOST_PER_PAGE, Matched, NEXT_DATES, Part,
    Presence, Snippet, Sort, ValueCount, WhenRequest, Wish,
};
pub use gaps::{ENOUGH_SEARCHES, FEW_RESULTS, FEWEST_TOLD, Gap, Told};
pub use give::{
    AreaOutline, AreaView, ChangeItem, ChosenPlace, ChosenService, Extent, GiveRequest, GivenOne,
    LONGEST_WAIT, MOST_CHANGES, Nearby, OLDEST_AGE, OrganizationView, TaxonomyView, TermView,
};
pub use ingest::{
    FeedOutcome, FetchedPage, HeldOutcome, KeptItem, PageMemory, PageOutcome, Run, RunEnd,
    RunProblem, RunReport, Silence,
};
pub use moderation::{
    By, Decided, MatchId, MatchPage, MatchQuery, MatchView, NotAMatchId, SideView, StandingDecision,
};
pub use people::{
    ApplicationDraft, ApplicationView, AskedAbout, AwardView, ClaimView, ClaimWay, Confirmed,
    DeliveryView, Enrolment, KeyView, LinkView, MailKind, MarkView, MarksKept, Me, NewKey,
    NewWebhook, OrganizationName, Outbound, People, Reminded, ReportView, Reported, RoleHolder,
    RoleWanted, SchemeError, SessionView, SignedIn, StepWords, WebhookView, WebhookWanted,
    read_scheme,
};
pub use post::Letter;
pub use rematch::{MATCHED_AT_ONCE, MatchingState, rules_in_force};
pub use show::{ListingView, PlaceView, Shown, StatementView};
pub use source_health::{SourceHealth, SourceState};
pub use sources::{CrawlLease, Health, RunView, SetAsideView, SourceView};
pub use statements::{
    DisagreementSide, DisagreementView, ListingDisagreements, ListingStatements, SaidBefore,
    SaidView, Sought,
};
pub use store::{CharityRegister, KeyUse, QueueState, RunDecision, RunRuling};
pub use suggest::{SHORTEST_SUGGEST, Suggestion, quoted};
pub use taxonomy::{Category, Taxonomy, filter_codes};
pub use territory::{areas_not_understood, check_area_code, check_outline};
pub use vocabulary::VocabularyError;
pub use wording::{Danger, HelpLine, Helpline, WordingInUse, check_wording};

/// The directory: cheap to share behind an [`Arc`], safe to call from many tasks.
pub struct Directory {
    store: Store,
    index: Index,
    places: RwLock<Arc<place::Places>>,
    clock: Arc<dyn Clock>,
    bodies: bodies::Bodies,
    categories: categories::Categories,
    source_names: find::SourceNames,
    wording: RwLock<Arc<wording::Wording>>,
    suggest_counts: suggest::Counts,
    counters: gaps::Counters,
    catalogue: give::Catalogue,
    allowed: give::Allowed,
    /// Rung after each committed change, so that the index follows at once.
    changed: Notify,
    /// By which statements are compared.
    weights: Weights,
    /// Names those weights, and the rules that are code: what was matched by another is due again.
    rules: String,
    /// Rung at the same time, for all who wait for a change.
    heard: Notify,
    /// What verbs about people need; without it nobody can sign in.
    people: Option<People>,
    schemes: people::Schemes,
    tries: tries::Tries,
    key_uses: people::KeyUses,
    /// Rung when a mail was written, so that it is sent at once.
    mail: Notify,
    /// Which addresses webhooks may have; without it there are none.
    outbound: Option<Outbound>,
    /// Rung when another instance says that it has news.
    knocked: Notify,
    returns: federation::Returns,
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
            places: RwLock::new(Arc::new(place::Places::of(gazetteer))),
            clock,
            bodies: bodies::Bodies::default(),
            categories: categories::Categories::default(),
            source_names: find::SourceNames::default(),
            wording: RwLock::default(),
            suggest_counts: suggest::Counts::default(),
            counters: gaps::Counters::default(),
            catalogue: give::Catalogue::default(),
            allowed: give::Allowed::default(),
            changed: Notify::new(),
            rules: rules_in_force(),
            weights: Weights::default(),
            heard: Notify::new(),
            people: None,
            schemes: people::Schemes::default(),
            tries: tries::Tries::default(),
            key_uses: people::KeyUses::default(),
            mail: Notify::new(),
            outbound: None,
            knocked: Notify::new(),
            returns: federation::Returns::default(),
        }
    }

    /// The time by which the directory goes.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// The time that clocks show in Europe/London.
    pub(crate) fn local_now(&self) -> NaiveDateTime {
        self.clock.now().with_timezone(&London).naive_local()
    }

    /// The gazetteer in use.
    #[must_use]
    pub fn gazetteer(&self) -> Arc<Gazetteer> {
        Arc::clone(self.places().gazetteer())
    }

    pub(crate) fn places(&self) -> Arc<place::Places> {
        let held = self
            .places
            .read()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        Arc::clone(&held)
    }

    /// Puts another gazetteer in its place, for all questions from now on.
    pub fn replace_gazetteer(&self, gazetteer: Arc<Gazetteer>) {
        *self
            .places
            .write()
            .unwrap_or_else(std::sync::PoisonError::into_inner) =
            Arc::new(place::Places::of(gazetteer));
    }
}
