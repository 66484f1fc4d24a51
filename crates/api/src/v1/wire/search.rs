//! A page of hits.

use std::borrow::Cow;
use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use directory::{Found, FoundHit, PlaceView, Presence, Snippet};
use domain::position::METRES_PER_MILE;
use domain::schedule::weekday_name;
use serde::Serialize;
use url::form_urlencoded;
use utoipa::ToSchema;
use uuid::Uuid;

use super::kitemark::Mark;
use super::listing::Statement;
use super::next_date::NextDate;
use super::parts::{Location, capacity_word, status_word};
use super::understanding::{Elsewhere, Filter, Heard, Line, Matched, Urgent};

/// What was found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SearchAnswer<'a> {
    /// Listings on all pages.
    total: usize,
    /// This page, from 1.
    page: usize,
    /// Hits on a full page.
    per_page: usize,
    /// Pages that can be asked for.
    pages: usize,
    /// How the place was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<Place>,
    /// Miles searched, when a place was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    radius_miles: Option<f64>,
    /// Miles that were asked for, where they held so little that a wider circle was searched.
    #[serde(skip_serializing_if = "Option::is_none")]
    widened_from_miles: Option<f64>,
    /// Numbers to show before the hits, when the words speak of danger.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    urgent: Vec<Urgent>,
    /// What was heard in the words besides the need.
    #[serde(skip_serializing_if = "Option::is_none")]
    heard: Option<Heard>,
    /// Where a time was asked for: how many more there may be, which do not say when they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    unsaid: Option<usize>,
    /// How many would be found on each day of the week, under every other filter.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    days: Vec<ValueCount>,
    /// How many would be found in each part of the day, under every other filter.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    times: Vec<ValueCount>,
    /// True when nothing has every word, and listings that have most of them are shown.
    relaxed: bool,
    /// Words that no listing has, and what was looked for instead.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    spellings: Vec<Spelling>,
    /// Best first.
    hits: Vec<Hit<'a>>,
    /// For each filter, what each of its values alone would leave under all other filters.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    filters: Vec<Filter>,
    /// Whom to ring, where little was found; the most local first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    helplines: Vec<Line>,
    /// What other questions would find, where this one finds nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    elsewhere: Option<Elsewhere>,
    /// Lines that must be shown with these hits.
    attributions: BTreeSet<&'a str>,
    /// The page after this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
    /// The page before this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    previous: Option<String>,
}

/// How a place was read.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Place {
    /// "SW9 8DJ, Brixton, Lambeth".
    label: String,
    /// Degrees north (WGS84).
    latitude: f64,
    /// Degrees east (WGS84).
    longitude: f64,
    /// Something that the person should know.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    /// What else the words could mean; each can be asked for as it stands.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    alternatives: Vec<String>,
}

/// A word that no listing has.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Spelling {
    /// As typed.
    typed: String,
    /// What was looked for.
    used: Vec<String>,
}

/// A listing that was found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Hit<'a> {
    /// Stable for ever.
    id: Uuid,
    /// Readable part of the page's address.
    slug: &'a str,
    /// The page for people.
    url: String,
    /// Name.
    name: &'a str,
    /// Who runs it.
    #[serde(skip_serializing_if = "Option::is_none")]
    organization: Option<&'a str>,
    /// The beginning of the description.
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<&'a str>,
    /// The piece of the description that has the words asked for, as HTML: escaped, with the words in
    /// `<mark>`.
    #[serde(skip_serializing_if = "Option::is_none")]
    snippet: Option<String>,
    /// Miles to the nearest of its places, to two decimals.
    #[serde(skip_serializing_if = "Option::is_none")]
    distance_miles: Option<f64>,
    /// About how many minutes' walk it is, on ways a third longer than the straight line at 80 metres a minute;
    /// only where it is near enough, and neither end is only roughly known.
    #[serde(skip_serializing_if = "Option::is_none")]
    walk_minutes: Option<u16>,
    /// `within` the radius, `serves` the area, or `remote` (online or by phone).
    #[serde(skip_serializing_if = "Option::is_none")]
    presence: Option<&'static str>,
    /// The nearest place, or the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<Location<'a>>,
    /// How many places it has.
    locations: usize,
    /// Days of the week on which something happens.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    days: Vec<&'static str>,
    /// The next dates on which it happens, at most three, as far as they are known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    next_dates: Vec<NextDate>,
    /// The source's own words about times.
    #[serde(skip_serializing_if = "Option::is_none")]
    hours_text: Option<&'a str>,
    /// True when a source says that it costs nothing.
    free: bool,
    /// `active`, `inactive`, `defunct` or `temporarily_closed`.
    status: &'static str,
    /// The last day on which it is closed for now.
    #[serde(skip_serializing_if = "Option::is_none")]
    closed_until: Option<NaiveDate>,
    /// `open`, `waiting_list` or `full`.
    #[serde(skip_serializing_if = "Option::is_none")]
    capacity: Option<&'static str>,
    /// Why it was found although it does not have the words themselves.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    matched: Vec<Matched>,
    /// The kitemark that its organization holds today.
    #[serde(skip_serializing_if = "Option::is_none")]
    kitemark: Option<Mark>,
    /// When a person last confirmed the details.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_confirmed: Option<NaiveDate>,
    /// Since when nobody has confirmed the details, although those who run it were asked twice.
    #[serde(skip_serializing_if = "Option::is_none")]
    unanswered_since: Option<NaiveDate>,
    /// When any source last mentioned it.
    last_seen: DateTime<Utc>,
    /// Who says so.
    sources: Vec<Statement<'a>>,
}

/// A value of a filter, with the number of listings that have it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ValueCount {
    /// For the parameter: `tue`, `evening`.
    value: String,
    /// Listings.
    count: usize,
}

impl<'a> SearchAnswer<'a> {
    pub(crate) fn of(
        found: &'a Found,
        asked: &[(Cow<'_, str>, Cow<'_, str>)],
        public_url: &str,
    ) -> Self {
        let page_url = |page: usize| {
            let mut query = form_urlencoded::Serializer::new(String::new());
            for (name, value) in asked.iter().filter(|(name, _)| name != "page") {
                query.append_pair(name, value);
            }
            query.append_pair("page", &page.to_string());
            format!("{public_url}/api/v1/search?{}", query.finish())
        };
        let pages = found.pages();
        Self {
            total: found.total,
            page: found.page,
            per_page: found.per_page,
            pages,
            place: found.place.as_ref().map(Place::of),
            radius_miles: found.radius,
            widened_from_miles: found.widened_from,
            urgent: found.dangers.iter().map(Urgent::of).collect(),
            heard: Heard::of(&found.heard),
            filters: found.filters.iter().map(Filter::of).collect(),
            helplines: found.helplines.iter().map(Line::of).collect(),
            elsewhere: found.elsewhere.as_ref().map(Elsewhere::of),
            unsaid: (!found.when.is_empty()).then_some(found.unsaid),
            days: found
                .days
                .iter()
                .map(|(day, count)| ValueCount {
                    value: day.to_string().to_lowercase(),
                    count: *count,
                })
                .collect(),
            times: found
                .day_parts
                .iter()
                .map(|(part, count)| ValueCount {
                    value: part.code().to_owned(),
                    count: *count,
                })
                .collect(),
            relaxed: found.relaxed,
            spellings: found
                .spellings
                .iter()
                .map(|(typed, used)| Spelling {
                    typed: typed.clone(),
                    used: used.clone(),
                })
                .collect(),
            hits: found
                .hits
                .iter()
                .map(|hit| Hit::of(hit, public_url))
                .collect(),
            attributions: found
                .hits
                .iter()
                .flat_map(|hit| hit.listing.attributed())
                .map(|statement| statement.source.licence.attribution.as_str())
                .collect(),
            next: (found.page < pages).then(|| page_url(found.page + 1)),
            previous: (found.page > 1).then(|| page_url(found.page - 1)),
        }
    }
}

impl Place {
    fn of(place: &PlaceView) -> Self {
        Self {
            label: place.label.clone(),
            latitude: place.position.latitude,
            longitude: place.position.longitude,
            note: place.note.clone(),
            alternatives: place.alternatives.clone(),
        }
    }
}

impl<'a> Hit<'a> {
    fn of(hit: &'a FoundHit, public_url: &str) -> Self {
        let listing = &hit.listing.listing;
        let service = &listing.service;
        let shown = service.service_at_locations.get(hit.nearest.unwrap_or(0));
        let mut days: Vec<_> = service
            .all_schedules()
            .flat_map(|schedule| schedule.weekdays.iter().copied())
            .collect();
        days.sort_by_key(chrono::Weekday::num_days_from_monday);
        days.dedup();
        Self {
            id: listing.id,
            slug: &listing.slug,
            url: format!("{public_url}/listings/{}", listing.slug),
            name: &service.name,
            organization: service
                .organization
                .as_ref()
                .filter(|organization| !organization.inferred)
                .map(|organization| organization.name.as_str()),
            summary: listing.summary.as_deref(),
            snippet: hit.snippet.as_ref().map(html),
            distance_miles: hit
                .distance_m
                .map(|m| (m / METRES_PER_MILE * 100.0).round() / 100.0),
            walk_minutes: hit.walk_minutes,
            presence: match hit.presence {
                Presence::Anywhere => None,
                Presence::Within => Some("within"),
                Presence::Serves => Some("serves"),
                Presence::Remote => Some("remote"),
            },
            location: shown.map(Location::of),
            locations: service.service_at_locations.len(),
            days: days.into_iter().map(weekday_name).collect(),
            next_dates: hit.next_dates.iter().map(NextDate::of).collect(),
            hours_text: service.hours_text.as_deref(),
            free: service.is_free(),
            status: status_word(service.status),
            closed_until: service.closed_until,
            capacity: service.capacity.map(capacity_word),
            matched: hit.matched.iter().map(Matched::of).collect(),
            kitemark: hit
                .listing
                .said
                .mark
                .as_deref()
                .map(|mark| Mark::of(mark, public_url)),
            last_confirmed: listing.last_confirmed,
            unanswered_since: listing.unanswered_since,
            last_seen: hit.listing.last_seen(),
            sources: hit
                .listing
                .said
                .statements
                .iter()
                .map(Statement::of)
                .collect(),
        }
    }
}

fn html(snippet: &Snippet) -> String {
    let mut html = String::with_capacity(256);
    for part in &snippet.parts {
        if part.is_marked {
            html.push_str("<mark>");
        }
        for character in part.text.chars() {
            match character {
                '&' => html.push_str("&amp;"),
                '<' => html.push_str("&lt;"),
                '>' => html.push_str("&gt;"),
                '"' => html.push_str("&quot;"),
                '\'' => html.push_str("&#39;"),
                other => html.push(other),
            }
        }
        if part.is_marked {
            html.push_str("</mark>");
        }
    }
    html
}
