//! What the directory hands over for one listing: all that can be searched, filtered or ranked by, and what is shown of it.

use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::Session;
use domain::position::Position;
use domain::service::Attendance;
use domain::source::SourceId;
use geo::MultiPolygon;
use uuid::Uuid;

use crate::cells;

/// The service-area code of a listing that serves everybody, wherever they are.
pub const ANYWHERE: &str = "any-uk";

/// One listing, as the index needs it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Document {
    /// The listing's id; a later document with the same id takes the place of the earlier.
    pub id: Uuid,
    /// The listing's version; comes back with each hit.
    pub version: i64,
    /// The name people know it by.
    pub title: String,
    /// Other names.
    pub alternate_names: Vec<String>,
    /// Who runs it.
    pub organization: Option<String>,
    /// Categories of sources.
    pub terms: Vec<Term>,
    /// Codes of needs; their names are not searched.
    pub needs: Vec<String>,
    /// Codes of circumstances.
    pub circumstances: Vec<String>,
    /// Whether it is for some people only, who would say so: not what somebody who says nothing of
    /// themselves is looking for.
    pub is_for_some: bool,
    /// Whether it is about what is hard to read unasked (a death, abuse, addiction): not what somebody
    /// who does not speak of it is looking for.
    pub sensitivity: Sensitivity,
    /// Whether only those who belong to it look for it, and then by its name.
    pub is_by_name: bool,
    /// Codes of service types.
    pub service_types: Vec<String>,
    /// Codes of the five ways to wellbeing.
    pub ways: Vec<String>,
    /// Those of these codes, from needs to ways, that it only mentions: they say less of what it is.
    pub mentioned: Vec<String>,
    /// Codes of ways to join.
    pub joining: Vec<String>,
    /// Codes of the tiers of a kitemark that it has reached, the lowest first.
    pub kitemark: Vec<String>,
    /// More words that find it and are not part of its text.
    pub keywords: Vec<String>,
    /// Plain text.
    pub description: Option<String>,
    /// Venue names, towns, boroughs and outward codes, as words.
    pub places: Vec<String>,
    /// Where it happens; [`crate::Hit::nearest`] is an index into this list.
    pub positions: Vec<Position>,
    /// GSS codes of the areas that its places lie in.
    pub areas: Vec<String>,
    /// GSS codes of the areas it serves, or [`ANYWHERE`].
    pub service_areas: Vec<String>,
    /// The ground it serves besides, where that is drawn and not named.
    pub ground: Option<Ground>,
    /// How people take part.
    pub attendance: Vec<Attendance>,
    /// Who says anything that is shown.
    pub sources: Vec<SourceId>,
    /// Whether it is known to cost nothing.
    pub is_free: bool,
    /// Whether it is known to take new people now.
    pub is_open: bool,
    /// Whether it is known not to: full, closed, or with a waiting list.
    pub is_full: bool,
    /// Youngest age in years, inclusive.
    pub minimum_age: Option<u8>,
    /// Oldest age in years, inclusive.
    pub maximum_age: Option<u8>,
    /// When it happens; none when not known.
    pub sessions: Vec<Session>,
    /// Codes of languages, or their names.
    pub languages: Vec<String>,
    /// Codes of step-free access, hearing loop and the like, or their names.
    pub accessibility: Vec<String>,
    /// Whether every source has stopped mentioning it: ranked lower.
    pub is_stale: bool,
    /// Whether those who run it have not said for long that it is right, though asked: ranked lower.
    pub is_unanswered: bool,
    /// The date on which a person last confirmed the details.
    pub confirmed: Option<NaiveDate>,
    /// When the public listing last changed: what [`crate::Order::Newest`] sorts by.
    pub changed_at: DateTime<Utc>,
    /// What a hit shows of it, in whatever form: kept, never read here, given back by [`crate::Index::card`].
    pub card: String,
}

/// Ground that is served, as H3 cells and the outline that they were made from.
#[derive(Debug, Clone, PartialEq)]
pub struct Ground {
    /// Cells that lie wholly in the outline; they may be compacted.
    pub inside: Vec<u64>,
    /// Cells that the outline passes through.
    pub border: Vec<u64>,
    /// The outline, in degrees of longitude and latitude: it decides in a border cell.
    pub outline: MultiPolygon,
}

/// Whether what is hard to read unasked is what a listing is about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sensitivity {
    /// No, or not only.
    #[default]
    None,
    /// All needs that it meets are of that kind, though no name says so.
    InNeeds,
    /// Its own name, or that of those who run it, says so.
    InName,
}

/// A category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Stable; what filters and facets use.
    pub code: String,
    /// What people read; its words are searched.
    pub name: String,
}

impl Document {
    /// Whether people can take part by telephone or online.
    fn has_remote_way(&self) -> bool {
        self.attendance
            .iter()
            .any(|way| matches!(way, Attendance::Phone | Attendance::Online))
    }

    /// Whether what reaches people from outside the circle can only be a call or a screen.
    pub(crate) fn is_remote(&self) -> bool {
        let has = |way| self.attendance.contains(&way);
        let meets = has(Attendance::InPerson) && !self.positions.is_empty();
        self.has_remote_way() && !has(Attendance::Home) && !meets
    }

    /// Where it is kept among others.
    pub(crate) fn order(&self) -> u64 {
        if self.positions.is_empty() && self.serves_anywhere() {
            return cells::EVERYWHERE;
        }
        let area = self.service_areas.first().map(String::as_str);
        cells::order_of(&self.positions, area)
    }

    /// Whether it serves every place: it says so, or it is remote and names neither area nor place.
    pub(crate) fn serves_anywhere(&self) -> bool {
        let unbounded =
            self.service_areas.is_empty() && self.ground.is_none() && self.positions.is_empty();
        (unbounded && self.has_remote_way())
            || self.service_areas.iter().any(|code| code == ANYWHERE)
    }
}
