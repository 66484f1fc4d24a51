//! From a listing to the document that the index holds of it.

use chrono::NaiveDate;
use domain::attendance;
use domain::calendar;
use domain::listing::{Listing, ListingStatus, slug_of};
use domain::service::{Capacity, Service, ServiceStatus, TaxonomyTerm};
use domain::text;
use gazetteer::Gazetteer;
use search::{Document, Sensitivity, Term};

use crate::card::CardListing;
use crate::territory::{Homes, ground_of};
use crate::{Category, MarkView, place, taxonomy};

/// The document of a listing; `homes` are the areas that its sources speak for, `mark` is the
/// kitemark of its organization, `today` is where the dates of odd rules begin.
pub(crate) fn document_of(
    listing: &Listing,
    gazetteer: &Gazetteer,
    homes: &Homes,
    mark: Option<&MarkView>,
    today: NaiveDate,
) -> Document {
    let service = &listing.service;
    let served = homes.areas_served(listing);
    let traits = taxonomy::traits_of(service);
    let (ours, named): (Vec<&Category>, Vec<bool>) = taxonomy::told_of(service).unzip();
    let of = |vocabulary: &str| -> Vec<String> {
        let codes = ours.iter().map(|category| category.code.as_str());
        let own = codes.filter(|code| code.split(':').next() == Some(vocabulary));
        own.map(str::to_owned).collect()
    };
    let mut areas: Vec<String> = service
        .locations()
        .filter_map(|location| location.local_authority.clone())
        .collect();
    areas.sort();
    areas.dedup();
    Document {
        id: listing.id,
        version: listing.version,
        title: service.name.clone(),
        alternate_names: other_names(service, &ours),
        organization: service
            .organization
            .as_ref()
            .filter(|o| !o.inferred)
            .map(|o| o.name.clone()),
        terms: terms(listing),
        needs: of("need"),
        circumstances: of("for"),
        is_for_some: ours.iter().any(|category| category.is_narrow),
        sensitivity: sensitivity(service, &ours),
        is_by_name: taxonomy::names_of(service)
            .any(|name| taxonomy::is_by_name(&search::words(name))),
        service_types: of("type"),
        ways: of("way"),
        mentioned: ours
            .iter()
            .zip(named)
            .filter(|(_, is_named)| !is_named)
            .map(|(category, _)| category.code.clone())
            .collect(),
        joining: traits.joining,
        kitemark: mark.map_or_else(Vec::new, |mark| mark.at_least.clone()),
        keywords: service.eligibility.description.iter().cloned().collect(),
        description: service.description.clone(),
        places: place_words(listing, gazetteer, &areas),
        positions: service
            .locations()
            .filter_map(|location| location.position)
            .collect(),
        areas,
        service_areas: served.iter().filter_map(|area| area.code.clone()).collect(),
        ground: ground_of(&served),
        attendance: attendance::of(service),
        sources: {
            let mut sources: Vec<_> = listing
                .provenance
                .statements()
                .into_iter()
                .map(|key| key.source.clone())
                .collect();
            sources.dedup();
            sources
        },
        is_free: service.is_free(),
        is_open: service.capacity == Some(Capacity::Open)
            && service.status == ServiceStatus::Active,
        is_full: service.status != ServiceStatus::Active
            || matches!(
                service.capacity,
                Some(Capacity::Full | Capacity::WaitingList)
            ),
        minimum_age: service.eligibility.minimum_age,
        maximum_age: service.eligibility.maximum_age,
        sessions: calendar::sessions(service.all_schedules(), today),
        languages: traits.languages,
        accessibility: traits.access,
        is_stale: listing.status == ListingStatus::Stale,
        is_unanswered: listing.unanswered_since.is_some(),
        confirmed: listing.last_confirmed,
        changed_at: listing.changed_at,
        card: CardListing::of(listing, mark.is_some()).written(),
    }
}

/// The code by which a category is filtered: the same word of two vocabularies is one category.
#[must_use]
pub fn category_code(name: &str) -> String {
    slug_of(name)
}

/// Other names, and the name as people say it: sources file "Brixton" under "Library".
fn other_names(service: &Service, categories: &[&Category]) -> Vec<String> {
    let mut names = service.alternate_names.clone();
    let said = text::fold(&service.name);
    let kinds = categories.iter().map(|category| text::fold(&category.name));
    for (category, kind) in categories.iter().zip(kinds) {
        let is_filed_so = |term: &TaxonomyTerm| text::fold(&term.name) == kind;
        if category.is_said_with_name
            && !said.contains(&kind)
            && service.taxonomy_terms.iter().any(is_filed_so)
        {
            names.push(format!("{} {kind}", service.name));
        }
    }
    names
}

fn sensitivity(service: &Service, categories: &[&Category]) -> Sensitivity {
    let mut names = taxonomy::names_of(service);
    if names.any(|name| taxonomy::is_sensitive(&search::words(name))) {
        Sensitivity::InName
    } else if taxonomy::needs_are_sensitive(categories) {
        Sensitivity::InNeeds
    } else {
        Sensitivity::None
    }
}

fn terms(listing: &Listing) -> Vec<Term> {
    let mut terms: Vec<Term> = Vec::new();
    for term in &listing.service.taxonomy_terms {
        let code = category_code(&term.name);
        if !terms.iter().any(|known| known.code == code) {
            terms.push(Term {
                code,
                name: term.name.clone(),
            });
        }
    }
    terms
}

fn place_words(listing: &Listing, gazetteer: &Gazetteer, areas: &[String]) -> Vec<String> {
    let mut words = Vec::new();
    for location in listing.service.locations() {
        words.extend(location.name.clone());
        words.extend(location.address.iter().cloned());
        words.extend(
            location
                .postcode
                .as_ref()
                .map(|postcode| postcode.outward().to_owned()),
        );
    }
    words.extend(
        areas
            .iter()
            .filter_map(|code| place::area_name(gazetteer, code)),
    );
    words.extend(
        listing
            .service
            .service_areas
            .iter()
            .map(|area| area.name.clone()),
    );
    words.sort();
    words.dedup();
    words
}
