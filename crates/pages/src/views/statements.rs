//! What pages say about where a listing comes from: credits, licences, and who told us what.

use chrono::{DateTime, Utc};
use directory::{Card, ListingView, StatementView};
use domain::listing::Field;
use domain::service::Service;
use domain::source::Licence;

use crate::safe_url::SafeUrl;
use crate::wording::{ago, day_of, full_sentence, listed};

/// A licence as people read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LicenceView {
    pub(crate) name: String,
    pub(crate) url: Option<SafeUrl>,
}

impl LicenceView {
    /// The full name of a licence that is known by its id.
    pub(crate) fn new(licence: &Licence) -> Self {
        let name = match licence.id.as_str() {
            "OGL-UK-3.0" => "Open Government Licence v3.0",
            "OGL-UK-2.0" => "Open Government Licence v2.0",
            "CC-BY-4.0" => "Creative Commons Attribution 4.0",
            "CC-BY-SA-4.0" => "Creative Commons Attribution-ShareAlike 4.0",
            "CC0-1.0" => "Creative Commons Zero 1.0",
            "ODbL-1.0" => "Open Database Licence 1.0",
            "permission" => "used with permission",
            "none" => "none stated",
            other => other,
        };
        Self {
            name: name.to_owned(),
            url: licence.url.as_deref().and_then(SafeUrl::parse),
        }
    }
}

/// A source and the words its licence asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Credit {
    pub(crate) source: String,
    pub(crate) words: String,
}

/// Who runs a service, when it is somebody other than the service's own name.
pub(crate) fn organisation(service: &Service) -> Option<String> {
    let organization = service
        .organization
        .as_ref()
        .filter(|organization| !organization.inferred)?;
    let name = organization.name.trim();
    (!name.is_empty() && !name.eq_ignore_ascii_case(service.name.trim())).then(|| name.to_owned())
}

/// One line under a hit: its sources by name, and the day on which one was last seen.
pub(crate) fn named(card: &Card) -> String {
    let mut names: Vec<&str> = Vec::new();
    for statement in shown(card) {
        let name = statement.source.name.as_str();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let seen = format!("Last seen {}.", day_of(card.last_seen()));
    if names.is_empty() {
        seen
    } else {
        format!("From {}. {seen}", listed(&names))
    }
}

/// The credits that the licences of these listings' sources ask to see, each once, by source.
pub(crate) fn credits<'a>(cards: impl Iterator<Item = &'a Card>) -> Vec<Credit> {
    let mut credits: Vec<Credit> = Vec::new();
    for source in cards.flat_map(shown).map(|statement| &statement.source) {
        let words = full_sentence(&source.licence.attribution);
        if !words.is_empty() && !credits.iter().any(|credit| credit.source == source.name) {
            credits.push(Credit {
                source: source.name.clone(),
                words,
            });
        }
    }
    credits.sort_by(|a, b| a.source.cmp(&b.source));
    credits
}

/// The statements whose sources must be named: those that a shown value rests on, or all.
pub(crate) fn shown_statements(view: &ListingView) -> Vec<&StatementView> {
    or_all(view.attributed(), &view.statements)
}

/// The same of a hit.
fn shown(card: &Card) -> Vec<&StatementView> {
    or_all(card.attributed(), &card.said.statements)
}

fn or_all<'a>(
    attributed: Vec<&'a StatementView>,
    all: &'a [StatementView],
) -> Vec<&'a StatementView> {
    if attributed.is_empty() {
        all.iter().collect()
    } else {
        attributed
    }
}

/// What a statement tells us of a listing: "Tells us: name, description and times."
pub(crate) fn told_by(statement: &StatementView, view: &ListingView) -> Option<String> {
    if shown_statements(view).len() == 1 {
        let but = match &view.charity {
            Some(entry) if entry.gives_website => " but the organisation’s website",
            _ => "",
        };
        return Some(format!("Tells us everything on this page{but}."));
    }
    let mut words: Vec<&str> = Vec::new();
    for (field, values) in &view.listing.provenance.0 {
        if values.iter().flatten().any(|key| *key == statement.key) {
            let word = word_for(*field);
            if !words.contains(&word) {
                words.push(word);
            }
        }
    }
    (!words.is_empty()).then(|| format!("Tells us: {}.", listed(&words)))
}

/// Where the values of some fields are from: "From Camden's directory, seen 3 days ago." Nothing when
/// all of the page is from one source, which is said once, below.
pub(crate) fn seen_in(view: &ListingView, fields: &[Field], now: DateTime<Utc>) -> Option<String> {
    if shown_statements(view).len() < 2 {
        return None;
    }
    let mut said: Vec<String> = Vec::new();
    for field in fields {
        let believed = view.listing.provenance.0.get(field).into_iter().flatten();
        for key in believed.filter_map(|voices| voices.first()) {
            let Some(statement) = view.statements.iter().find(|s| s.key == *key) else {
                continue;
            };
            let seen = ago(statement.last_seen, now);
            let words = format!("{}, seen {seen}", statement.source.name);
            if !said.contains(&words) {
                said.push(words);
            }
        }
    }
    (!said.is_empty()).then(|| format!("From {}.", said.join("; ")))
}

fn word_for(field: Field) -> &'static str {
    match field {
        Field::Name | Field::AlternateNames => "name",
        Field::Description => "description",
        Field::Url | Field::Email | Field::Phones | Field::Contacts => "contact details",
        Field::Status | Field::Capacity => "whether it is running",
        Field::Organization => "organisation",
        Field::ServiceAtLocations => "places",
        Field::Schedules | Field::HoursText => "times",
        Field::CostOptions => "cost",
        Field::Eligibility => "who it is for",
        Field::Languages => "languages",
        Field::Accessibility => "accessibility",
        Field::ServiceAreas => "the area it serves",
        Field::TaxonomyTerms => "categories",
        Field::Attendance => "how to take part",
        Field::ApplicationProcess => "how to join",
        Field::AssuredDate => "when the details were confirmed",
    }
}
