//! A question: words, a place, filters, an order and a page.

use std::ops::RangeInclusive;

use chrono::{NaiveDate, NaiveTime};
use domain::position::Position;
use domain::service::Attendance;
use domain::source::SourceId;
use domain::when::When;

use crate::results::Spelling;
use crate::sense::Sense;
use crate::wishes::Wishes;

/// The most hits on one page.
pub const MAX_LIMIT: usize = 500;
/// The furthest a page may begin.
pub const MAX_OFFSET: usize = 10_000;

/// What somebody wants to find.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Query {
    /// As typed; nothing in it is an error. Empty asks for everything.
    pub text: String,
    /// Whether the last word may still be growing.
    pub as_you_type: bool,
    /// What words of the text mean besides themselves; of two that begin at one word, the first.
    pub senses: Vec<Sense>,
    /// Folded words of the text that a hit may do without, where the text has better ones.
    pub asides: Vec<String>,
    /// Folded words of the text that are answered in another way, by the place or a wish: no hit
    /// needs them.
    pub answered: Vec<String>,
    /// Words of the text that no listing has, as an answer to the same question told of them. The senses may say what
    /// they mean; what a name would be without the slip, they do not.
    pub slips: Vec<Spelling>,
    /// Whether the question speaks of what is hard to read unasked: then what is about it
    /// ([`crate::Document::sensitivity`]) does not stand back.
    pub is_sensitive: bool,
    /// Whether the question asks for what is looked for by its name alone ([`crate::Document::is_by_name`]):
    /// then that does not stand back.
    pub is_by_name: bool,
    /// What hits had better be.
    pub wishes: Wishes,
    /// The place that hits must be near or serve.
    pub near: Option<Near>,
    /// What hits must be.
    pub filters: Filters,
    /// Which come first.
    pub order: Order,
    /// Which counts to make.
    pub facets: Vec<Facet>,
    /// Radii in metres, rising, within which hits are to be counted, when there is a place.
    pub rings_m: Vec<f64>,
    /// How many hits to pass over, at most [`MAX_OFFSET`].
    pub offset: usize,
    /// How many hits to give, at most [`MAX_LIMIT`]; 0 asks for the counts alone.
    pub limit: usize,
    /// The local day: from it the age of a confirmation and the dates of sessions are reckoned.
    pub today: NaiveDate,
    /// The local time of day: what "now" means, and nothing else depends on it.
    pub time: NaiveTime,
}

/// A place that hits must be near or serve.
#[derive(Debug, Clone, PartialEq)]
pub struct Near {
    /// The middle of the circle.
    pub centre: Position,
    /// Its radius in metres; what is negative or not a number is 0.
    pub radius_m: f64,
    /// The radius that was asked for, in metres, where the circle has been widened: what lies within it
    /// still comes first.
    pub asked_m: Option<f64>,
    /// GSS codes of every area that the centre lies in, from ward to nation.
    pub serving_codes: Vec<String>,
    /// Whether what serves one of these codes from outside the circle counts.
    pub include_serving: bool,
    /// Whether what is only online or by phone, and serves here, counts.
    pub include_online: bool,
}

impl Near {
    /// A circle, with everything that serves it; the codes are to be added.
    #[must_use]
    pub fn new(centre: Position, radius_m: f64) -> Self {
        Self {
            centre,
            radius_m,
            asked_m: None,
            serving_codes: Vec::new(),
            include_serving: true,
            include_online: true,
        }
    }
}

/// What hits must be: one of the values within each filter, all of the filters. Empty filters nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filters {
    /// Codes of sources' categories.
    pub categories: Vec<String>,
    /// Codes of needs.
    pub needs: Vec<String>,
    /// Codes of circumstances.
    pub circumstances: Vec<String>,
    /// Codes of service types.
    pub service_types: Vec<String>,
    /// Codes of the five ways to wellbeing.
    pub ways: Vec<String>,
    /// Codes of ways to join.
    pub joining: Vec<String>,
    /// Codes of tiers of a kitemark; each is met by whatever has reached it, or a higher one.
    pub kitemark: Vec<String>,
    /// Who says it.
    pub sources: Vec<SourceId>,
    /// GSS codes that it lies in or serves.
    pub areas: Vec<String>,
    /// How people take part.
    pub attendance: Vec<Attendance>,
    /// When it happens.
    pub when: When,
    /// Instead of what happens then, what does not say whether it does.
    pub unsaid: bool,
    /// Languages, as written in the document.
    pub languages: Vec<String>,
    /// Accessibility, as written in the document.
    pub accessibility: Vec<String>,
    /// Only what is known to cost nothing.
    pub free: bool,
    /// Only what is known to take new people now.
    pub open: bool,
    /// Years of age; one year of overlap is enough, and what names no age is for everybody.
    pub ages: Option<RangeInclusive<u8>>,
}

/// Which hits come first. Ties are broken by id.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// The blend of `docs/ranking.md`.
    #[default]
    Relevance,
    /// By distance; without a place, as [`Order::Relevance`].
    Nearest,
    /// By title.
    AtoZ,
    /// Latest change first.
    Newest,
}

/// Something to count hits by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is the filter of the same name")]
pub enum Facet {
    Category,
    Need,
    Circumstance,
    ServiceType,
    Way,
    Joining,
    Kitemark,
    Source,
    Area,
    Attendance,
    Weekday,
    PartOfDay,
    Language,
    Accessibility,
    Free,
    Open,
    Age,
}

/// The ages by which hits are counted, in years, both ends included.
pub const AGE_BANDS: [(u8, u8); 7] = [
    (0, 4),
    (5, 11),
    (12, 17),
    (18, 25),
    (26, 49),
    (50, 64),
    (65, 120),
];
