//! One listing: what it is, where, when, for whom, how to get in touch, and who told us so.

use std::sync::Arc;

use askama::Template;
use chrono::{DateTime, Utc};
use directory::{ListingView, MarkView, PlaceView, category_code};
use domain::charity::{REGISTER_NAME, REGISTER_PAGE, Registration};
use domain::kitemark::award::words as day;
use domain::listing::{Field, ListingStatus};
use domain::service::{Capacity, Precision, Service, ServiceStatus};
use domain::walk;

use super::layout::{Layout, Section};
use super::search::Link;
use super::statements::{LicenceView, organisation, seen_in, shown_statements, told_by};
use crate::brand::Brand;
use crate::json_ld::Json;
use crate::safe_url::SafeUrl;
use crate::search_query::SearchQuery;
use crate::wording::{self, ago, date, day_of, opening, paragraphs, sentence};

mod contact;
mod details;
mod linked_data;

use contact::{ContactRow, ContactValue};
use details::Row;

/// A listing's page.
#[derive(Debug, Template)]
#[template(path = "listing.html")]
pub(crate) struct ListingPage {
    layout: Layout,
    json_ld: Json,
    back: Link,
    name: String,
    organisation: Option<String>,
    warnings: Vec<String>,
    description: Vec<String>,
    categories: Vec<Link>,
    places: Vec<Place>,
    online: Vec<String>,
    when: Vec<String>,
    /// "Tue 1 Dec 10am, Tue 8 Dec 10am".
    next: Option<String>,
    hours_text: Vec<String>,
    details: Vec<Row>,
    contact: Vec<ContactRow>,
    seen: Seen,
    confirmed: String,
    mark: Option<MarkLines>,
    /// "Registered charity 1234567, by the Charity Commission’s register of 20 November 2026".
    charity: Option<String>,
    sources: Vec<SourceSaid>,
    has_originals: bool,
    correction: String,
    /// Where it begins a list to take home.
    shortlist: String,
    /// Where anybody can tell that something is wrong.
    report: String,
    /// Where whoever speaks for the organization can say so.
    claim: Option<String>,
    /// Where those who may change it do.
    edit: String,
    /// What was said before.
    history: String,
}

/// What is said of the organization's kitemark.
#[derive(Debug)]
struct MarkLines {
    tier: String,
    scheme: String,
    meaning: String,
    assessed: String,
    disclaimer: String,
    proof: String,
}

impl MarkLines {
    fn of(mark: &MarkView) -> Self {
        let who = match &mark.assessed_by {
            Some(body) => format!("Assessed by {body}"),
            None => "Declared by the group itself, and assessed by nobody else".to_owned(),
        };
        Self {
            tier: mark.tier_name.clone(),
            scheme: mark.scheme_name.clone(),
            meaning: mark.meaning.clone(),
            assessed: format!(
                "{who}. Since {}, until {}.",
                day(mark.awarded_on),
                day(mark.until)
            ),
            disclaimer: mark.disclaimer.clone(),
            proof: format!("/kitemark/of/{}", mark.organization),
        }
    }
}

/// Where each part of the page is from.
#[derive(Debug)]
struct Seen {
    description: Option<String>,
    places: Option<String>,
    times: Option<String>,
    details: Option<String>,
    contact: Option<String>,
}

impl Seen {
    fn of(view: &ListingView, now: DateTime<Utc>) -> Self {
        let of = |fields: &[Field]| seen_in(view, fields, now);
        Self {
            description: of(&[Field::Description]),
            places: of(&[Field::ServiceAtLocations]),
            times: of(&[Field::Schedules, Field::HoursText]),
            details: of(&[
                Field::CostOptions,
                Field::Eligibility,
                Field::ApplicationProcess,
                Field::Accessibility,
                Field::Languages,
            ]),
            contact: of(&[Field::Phones, Field::Email, Field::Url, Field::Contacts]),
        }
    }
}

/// One place where it happens.
#[derive(Debug)]
struct Place {
    name: Option<String>,
    lines: Vec<String>,
    distance: Option<String>,
    times: Vec<String>,
}

/// One source and what it told us.
#[derive(Debug)]
struct SourceSaid {
    name: String,
    homepage: Option<SafeUrl>,
    original: Option<SafeUrl>,
    says: Option<String>,
    seen: String,
    attribution: String,
    licence: Option<LicenceView>,
}

impl ListingPage {
    /// The page as of `now`, with distances from where the reader searched, if they did.
    pub(crate) fn new(
        brand: &Arc<Brand>,
        view: &ListingView,
        query: &SearchQuery,
        from: Option<&PlaceView>,
        now: DateTime<Utc>,
    ) -> Self {
        let listing = &view.listing;
        let service = &listing.service;
        let path = format!("/listings/{}", listing.slug);
        let about = opening(service.description.as_deref().unwrap_or(&service.name), 155);
        let sources: Vec<SourceSaid> = sources(view, now);
        Self {
            layout: Layout::new(brand, Section::Find, service.name.clone())
                .described(about)
                .canonical(&path),
            json_ld: linked_data::linked_data(service, &brand.address_of(&path)),
            back: back(query),
            name: service.name.clone(),
            organisation: organisation(service),
            warnings: warnings(view),
            description: paragraphs(service.description.as_deref().unwrap_or_default()),
            categories: categories(view, query),
            places: places(service, from),
            online: online(service),
            when: lines(service.schedules.iter().map(wording::schedule)),
            next: wording::next_dates(&view.next_dates(now)),
            hours_text: paragraphs(service.hours_text.as_deref().unwrap_or_default()),
            details: details::details(service),
            contact: contact::contact(
                service,
                view.charity
                    .as_ref()
                    .is_some_and(|entry| entry.gives_website),
            ),
            seen: Seen::of(view, now),
            confirmed: confirmed(view),
            mark: view.mark.as_deref().map(MarkLines::of),
            charity: view.charity.as_deref().map(Registration::words),
            shortlist: format!("/shortlist?id={}", listing.slug),
            has_originals: sources.iter().any(|source| source.original.is_some()),
            sources,
            correction: correction(brand),
            report: format!("{path}/report"),
            edit: format!("{path}/edit"),
            history: format!("{path}/history"),
            claim: service
                .organization
                .is_some()
                .then(|| format!("{path}/claim")),
        }
    }
}

/// Back to the results that led here, or to the start.
fn back(query: &SearchQuery) -> Link {
    if query.is_empty() {
        Link {
            text: "Find something else".to_owned(),
            href: "/".to_owned(),
        }
    } else {
        Link {
            text: "Back to results".to_owned(),
            href: query.href(),
        }
    }
}

fn warnings(view: &ListingView) -> Vec<String> {
    let service = &view.listing.service;
    let running = match (service.status, service.closed_until) {
        (ServiceStatus::Active, _) => None,
        (ServiceStatus::TemporarilyClosed, Some(until)) => {
            Some(format!("This is closed until {}.", date(until)))
        }
        (ServiceStatus::TemporarilyClosed, None) => Some("This is closed for now.".to_owned()),
        (ServiceStatus::Inactive, _) => Some("This is not running at the moment.".to_owned()),
        (ServiceStatus::Defunct, _) => Some("This has ended.".to_owned()),
    };
    let capacity = match service.capacity {
        Some(Capacity::Full) => Some("This is full at the moment."),
        Some(Capacity::WaitingList) => Some("There is a waiting list."),
        Some(Capacity::Open) | None => None,
    };
    let stale = (view.listing.status == ListingStatus::Stale).then_some(
        "The places where we found this have stopped mentioning it. Check that it still runs before you go.",
    );
    let silent = view.listing.unanswered_since.map(|since| {
        format!(
            "Not confirmed since {}. We have asked those who run it and had no answer, so ring before you go.",
            date(since)
        )
    });
    let others = [capacity, stale].into_iter().flatten().map(str::to_owned);
    running.into_iter().chain(others).chain(silent).collect()
}

/// The needs it meets, and what its sources call it.
fn categories(view: &ListingView, query: &SearchQuery) -> Vec<Link> {
    let link = |name: &str, filter: &str, code: &str| {
        let near = SearchQuery::default().with_near(&query.near);
        Link {
            text: name.to_owned(),
            href: near.with_filter(filter, code).href(),
        }
    };
    let needs = view.categories.iter().filter_map(|term| {
        let code = term.code.strip_prefix("need:")?;
        Some(link(&term.name, "need", code))
    });
    let terms = view.listing.service.taxonomy_terms.iter();
    let terms =
        needs.chain(terms.map(|term| link(&term.name, "category", &category_code(&term.name))));
    let mut links: Vec<Link> = Vec::new();
    for link in terms {
        if !links
            .iter()
            .any(|other| other.text.eq_ignore_ascii_case(&link.text))
        {
            links.push(link);
        }
    }
    links
}

/// The places, nearest first when the reader said where they are.
fn places(service: &Service, from: Option<&PlaceView>) -> Vec<Place> {
    let mut placed: Vec<(Option<f64>, Place)> = service
        .service_at_locations
        .iter()
        .map(|at| {
            let position = at.location.position.filter(|_| !at.location.area_only);
            let metres = from
                .zip(position)
                .map(|(from, to)| from.position.distance_m(to));
            let is_rough = from.is_some_and(PlaceView::is_wide)
                || at.location.precision == Some(Precision::Outward);
            let away = metres.map(|metres| {
                let walk = walk::minutes(metres).filter(|_| !is_rough);
                let walk = walk.map(wording::walk);
                let parts = [Some(wording::away(metres)), walk];
                parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
            });
            let place = Place {
                name: at.location.name.clone().filter(|_| !at.location.area_only),
                lines: wording::place_lines(&at.location),
                distance: away,
                times: lines(at.schedules.iter().map(wording::schedule)),
            };
            (metres, place)
        })
        .filter(|(_, place)| place.name.is_some() || !place.lines.is_empty())
        .collect();
    placed.sort_by(|(a, _), (b, _)| {
        a.unwrap_or(f64::INFINITY)
            .total_cmp(&b.unwrap_or(f64::INFINITY))
    });
    placed.into_iter().map(|(_, place)| place).collect()
}

fn online(service: &Service) -> Vec<String> {
    let ways: Vec<&str> = service
        .attendance
        .iter()
        .filter_map(|way| wording::attendance(*way))
        .collect();
    let mut said = Vec::new();
    if !ways.is_empty() {
        let also = if service.service_at_locations.is_empty() {
            ""
        } else {
            "Also "
        };
        said.push(format!(
            "{}.",
            sentence(&format!("{also}{}", ways.join(" and ")))
        ));
    }
    let areas: Vec<&str> = service
        .service_areas
        .iter()
        .map(|area| area.name.as_str())
        .collect();
    if !areas.is_empty() {
        said.push(format!("Serves {}.", wording::listed(&areas)));
    }
    said
}

fn confirmed(view: &ListingView) -> String {
    match view.listing.last_confirmed {
        Some(day) => format!("Details last confirmed by a person on {}.", date(day)),
        None => "No source says when a person last confirmed these details.".to_owned(),
    }
}

fn sources(view: &ListingView, now: DateTime<Utc>) -> Vec<SourceSaid> {
    shown_statements(view)
        .into_iter()
        .map(|statement| {
            let source = &statement.source;
            SourceSaid {
                name: source.name.clone(),
                homepage: source.homepage.as_deref().and_then(SafeUrl::parse),
                original: statement.url.as_deref().and_then(SafeUrl::parse),
                says: told_by(statement, view),
                seen: format!(
                    "Last seen there {}, on {}.",
                    ago(statement.last_seen, now),
                    day_of(statement.last_seen)
                ),
                attribution: wording::full_sentence(&source.licence.attribution),
                licence: Some(LicenceView::new(&source.licence)),
            }
        })
        .chain(view.charity.as_deref().map(register))
        .collect()
}

/// The register of charities, among the sources of a listing that it confirms.
fn register(entry: &Registration) -> SourceSaid {
    let says = if entry.gives_website {
        "Tells us: the charity number and the organisation’s website."
    } else {
        "Tells us: the charity number."
    };
    SourceSaid {
        name: REGISTER_NAME.to_owned(),
        homepage: SafeUrl::parse(REGISTER_PAGE),
        original: SafeUrl::parse(&entry.page),
        says: Some(says.to_owned()),
        seen: format!("As it was on {}.", day(entry.as_of)),
        attribution: wording::full_sentence(&entry.licence.attribution),
        licence: Some(LicenceView::new(&entry.licence)),
    }
}

fn correction(brand: &Brand) -> String {
    let ask = "Tell us, or ask the source to put it right: when it changes there, it changes here.";
    match &brand.contact_email {
        Some(email) => format!("{ask} You can also write to us at {email}."),
        None => ask.to_owned(),
    }
}

fn lines(lines: impl Iterator<Item = String>) -> Vec<String> {
    lines.filter(|line| !line.is_empty()).collect()
}
