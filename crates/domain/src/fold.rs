//! The fold: from matched statements to one listing, field by field, remembering who said what.
//!
//! Order of belief for a field: the group's own word (rank 0), then a moderator's (rank 0 too), then
//! the listed home of the area the service is in, then the source's rank, then the fresher word; ties
//! end at the statement's key, so **the result does not depend on the order in which statements
//! arrived**.
//!
//! What is said at first hand is the whole of a field: where the group names its telephones, no other
//! source adds one, and what it says that there is not, there is not ([`Service::denied`]).
//!
//! Three kinds of field:
//! - one value: the first statement in that order that has one;
//! - things that must come from one mouth, because halves of two would contradict each other (times,
//!   prices, who may come, the description): all of it from the first statement that has any;
//! - sets (telephones, places, categories …): the union, without near-duplicates ([`sets`]).
//!
//! Named private persons and hidden addresses never leave here.

mod disagreement;
mod publishable;
mod sets;

pub use disagreement::{Disagreement, disagreements};
pub(crate) use disagreement::{FIELDS, Kind};
pub use publishable::Discretion;

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use crate::listing::{Field, ListingStatus, Provenance};
use crate::service::{Eligibility, Service, ServiceAtLocation, ServiceStatus};
use crate::source::{MODERATORS, Source};
use crate::statement::{Statement, StatementKey, StatementState};
use crate::text;

/// A statement together with what we know of its source.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    /// What is said.
    pub statement: &'a Statement,
    /// By whom.
    pub source: &'a Source,
}

/// A listing without its identity.
#[derive(Debug, Clone, PartialEq)]
pub struct Folded {
    /// The public body.
    pub service: Service,
    /// Who said what.
    pub provenance: Provenance,
    /// Shown, shown with a warning, or not shown.
    pub status: ListingStatus,
    /// The date on which a person last confirmed the details.
    pub last_confirmed: Option<NaiveDate>,
    /// When any live statement was last heard.
    pub last_seen: DateTime<Utc>,
}

/// Folds the statements of one service. `None` when none of them is live.
#[must_use]
pub fn fold(said: &[Said<'_>]) -> Option<Folded> {
    let mut said: Vec<Said<'_>> = said
        .iter()
        .filter(|said| said.statement.state.is_live())
        .copied()
        .collect();
    let home = home_authority(&said);
    said.sort_by(|a, b| precedence(a, home.as_deref()).cmp(&precedence(b, home.as_deref())));
    let last_seen = said.iter().map(|said| said.statement.last_seen).max()?;
    let status = if said
        .iter()
        .all(|said| said.statement.state == StatementState::Stale)
    {
        ListingStatus::Stale
    } else {
        ListingStatus::Active
    };
    let mut folding = Folding {
        said: &said,
        provenance: BTreeMap::new(),
    };
    let service = folding.service();
    Some(Folded {
        last_confirmed: service.assured_date,
        service,
        provenance: Provenance(folding.provenance),
        status,
        last_seen,
    })
}

/// The authority that most places of the service lie in; it decides who speaks for the area.
fn home_authority(said: &[Said<'_>]) -> Option<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for code in said
        .iter()
        .flat_map(|said| said.statement.service.locations())
        .filter_map(|location| location.local_authority.as_deref())
    {
        *counts.entry(code).or_default() += 1;
    }
    // Of equals the first code, so that the choice is the same each time.
    let most = counts.values().copied().max()?;
    counts
        .into_iter()
        .find(|(_, count)| *count == most)
        .map(|(code, _)| code.to_owned())
}

/// What a statement sorts by: the smaller is believed first.
fn precedence<'a>(
    said: &Said<'a>,
    home: Option<&str>,
) -> (
    u8,
    bool,
    u16,
    std::cmp::Reverse<DateTime<Utc>>,
    &'a StatementKey,
) {
    let area = said
        .source
        .area
        .as_ref()
        .and_then(|area| area.code.as_deref());
    let is_home = home.is_some() && area == home;
    let hand = match said.source.rank {
        0 if said.source.id.as_str() == MODERATORS => 1,
        0 => 0,
        _ => 2,
    };
    let freshness = said
        .statement
        .service
        .last_modified
        .unwrap_or(said.statement.changed_at);
    (
        hand,
        !is_home,
        said.source.rank,
        std::cmp::Reverse(freshness),
        &said.statement.key,
    )
}

struct Folding<'a> {
    said: &'a [Said<'a>],
    provenance: BTreeMap<Field, Vec<Vec<StatementKey>>>,
}

impl Folding<'_> {
    fn service(&mut self) -> Service {
        let name = self.one(Field::Name, |s| {
            (!s.name.is_empty()).then(|| s.name.clone())
        });
        let name = name.unwrap_or_default();
        let (schedules, hours_text) = self.times();
        let (status, closed_until) = self.status();
        let discretion = Discretion::about(self.said.iter().map(|said| &said.statement.service));
        let mut service = Service {
            alternate_names: self.alternate_names(&name),
            name,
            description: self.description(),
            url: self.one(Field::Url, |s| s.url.clone()),
            email: self.one(Field::Email, |s| s.email.clone()),
            status,
            closed_until,
            organization: self.organization(),
            phones: self.union(Field::Phones, sets::phones),
            contacts: self.union(Field::Contacts, |said| sets::contacts(said, &discretion)),
            service_at_locations: self.places(),
            schedules,
            hours_text,
            cost_options: self
                .one(Field::CostOptions, |s| some_list(&s.cost_options))
                .unwrap_or_default(),
            eligibility: self
                .one(Field::Eligibility, |s| {
                    (!Eligibility::is_empty(&s.eligibility)).then(|| s.eligibility.clone())
                })
                .unwrap_or_default(),
            languages: self.union(Field::Languages, |said| sets::words(said, |s| &s.languages)),
            accessibility: self.union(Field::Accessibility, |said| {
                sets::words(said, |s| &s.accessibility)
            }),
            service_areas: self.union(Field::ServiceAreas, |said| {
                sets::distinct(
                    said,
                    |s| &s.service_areas,
                    |area| area.code.clone().unwrap_or_else(|| text::fold(&area.name)),
                )
            }),
            taxonomy_terms: self.union(Field::TaxonomyTerms, |said| {
                sets::distinct(
                    said,
                    |s| &s.taxonomy_terms,
                    |term| format!("{}\u{0}{}", term.vocabulary, term.code),
                )
            }),
            attendance: self.union(Field::Attendance, |said| {
                sets::distinct(said, |s| &s.attendance, |a| *a)
            }),
            application_process: self
                .one(Field::ApplicationProcess, |s| s.application_process.clone()),
            capacity: self.one(Field::Capacity, |s| s.capacity),
            assured_date: self.latest_assurance(),
            last_modified: self
                .said
                .iter()
                .filter_map(|said| said.statement.service.last_modified)
                .max(),
            denied: Vec::new(),
        };
        publishable::hide_addresses(&mut service);
        service
    }

    /// The first value in the order of belief; everyone who says the same is remembered.
    fn one<T: PartialEq>(&mut self, field: Field, of: impl Fn(&Service) -> Option<T>) -> Option<T> {
        let value = self
            .said
            .iter()
            .take_while(|said| !denies(said, field))
            .find_map(|said| of(&said.statement.service))?;
        let agreed = self
            .said
            .iter()
            .filter(|said| of(&said.statement.service).as_ref() == Some(&value))
            .map(|said| said.statement.key.clone())
            .collect();
        self.provenance.insert(field, vec![agreed]);
        Some(value)
    }

    fn union<T>(
        &mut self,
        field: Field,
        unite: impl Fn(&[Said<'_>]) -> Vec<(T, Vec<StatementKey>)>,
    ) -> Vec<T> {
        let own = self
            .said
            .iter()
            .take_while(|said| said.source.rank == 0)
            .find(|said| denies(said, field) || !unite(&[**said]).is_empty());
        let united = match own {
            // Categories are the directory's own order of things, and everybody adds to it.
            Some(_) if matches!(field, Field::TaxonomyTerms | Field::AlternateNames) => {
                unite(self.said)
            }
            Some(own) if denies(own, field) => Vec::new(),
            Some(own) => unite(&[*own]),
            None => unite(self.said),
        };
        let (values, keys): (Vec<T>, Vec<Vec<StatementKey>>) = united.into_iter().unzip();
        if !keys.is_empty() {
            self.provenance.insert(field, keys);
        }
        values
    }

    /// Names that other statements use, unless they differ from the chosen one only in spelling.
    fn alternate_names(&mut self, name: &str) -> Vec<String> {
        let chosen = text::fold(name);
        self.union(Field::AlternateNames, |said| {
            sets::named(said)
                .into_iter()
                .filter(|(other, _)| text::fold(other) != chosen)
                .collect()
        })
    }

    /// The longest well-formed description of the first source that has one: never a mixture.
    fn description(&mut self) -> Option<String> {
        let has = |s: &Service| {
            s.description
                .clone()
                .filter(|text| text::is_well_formed(text))
        };
        let source = self
            .said
            .iter()
            .find(|said| has(&said.statement.service).is_some())
            .or_else(|| {
                self.said
                    .iter()
                    .find(|said| said.statement.service.description.is_some())
            })?
            .source;
        let chosen = self
            .said
            .iter()
            .filter(|said| said.source.id == source.id)
            .filter_map(|said| {
                let service = &said.statement.service;
                has(service).or_else(|| service.description.clone())
            })
            .reduce(|best, next| {
                let better = (text::is_well_formed(&next), next.len())
                    > (text::is_well_formed(&best), best.len());
                if better { next } else { best }
            })?;
        self.one(Field::Description, |s| {
            s.description.clone().filter(|text| *text == chosen)
        })
    }

    /// Whether it runs, and of one that does not for a while, until when: from one mouth.
    fn status(&mut self) -> (ServiceStatus, Option<NaiveDate>) {
        let of = |s: &Service| Some((s.status, s.closed_until));
        self.one(Field::Status, of).unwrap_or_default()
    }

    /// Places, without the times of other sources where times are said at first hand.
    fn places(&mut self) -> Vec<ServiceAtLocation> {
        let own_are_elsewhere = self
            .own_times()
            .is_some_and(|own| own.service_at_locations.is_empty());
        let mut places = self.union(Field::ServiceAtLocations, sets::places);
        for at in places.iter_mut().filter(|_| own_are_elsewhere) {
            at.schedules.clear();
        }
        places
    }

    /// What is said of times at first hand, or that there are none.
    fn own_times(&self) -> Option<&Service> {
        self.said
            .iter()
            .take_while(|said| said.source.rank == 0)
            .find(|said| {
                let service = &said.statement.service;
                denies(said, Field::Schedules)
                    || service.hours_text.is_some()
                    || service.all_schedules().next().is_some()
            })
            .map(|said| &said.statement.service)
    }

    /// Times come from one mouth: half of two timetables sends people to a locked door.
    fn times(&mut self) -> (Vec<crate::schedule::Schedule>, Option<String>) {
        let own = self.own_times().is_some();
        let of = |s: &Service| {
            let any = if own {
                s.all_schedules().next().is_some() || s.hours_text.is_some()
            } else {
                !s.schedules.is_empty() || s.hours_text.is_some()
            };
            any.then(|| (s.schedules.clone(), s.hours_text.clone()))
        };
        let Some((schedules, hours)) = self.one(Field::Schedules, of) else {
            return (Vec::new(), None);
        };
        if hours.is_some()
            && let Some(keys) = self.provenance.get(&Field::Schedules).cloned()
        {
            self.provenance.insert(Field::HoursText, keys);
        }
        if schedules.is_empty() {
            self.provenance.remove(&Field::Schedules);
        } else if let Some(keys) = self.provenance.get_mut(&Field::Schedules) {
            *keys = vec![keys.first().cloned().unwrap_or_default(); schedules.len()];
        }
        (schedules, hours)
    }

    /// A named organization beats one that was inferred from the service's own name.
    fn organization(&mut self) -> Option<crate::service::Organization> {
        let named = |s: &Service| s.organization.clone().filter(|o| !o.inferred);
        self.one(Field::Organization, named)
            .or_else(|| self.one(Field::Organization, |s| s.organization.clone()))
    }

    fn latest_assurance(&mut self) -> Option<NaiveDate> {
        let latest = self
            .said
            .iter()
            .filter_map(|said| said.statement.service.assured_date)
            .max()?;
        self.one(Field::AssuredDate, |s| {
            s.assured_date.filter(|date| *date == latest)
        })
    }
}

/// Whether somebody at first hand says that there is nothing of it.
fn denies(said: &Said<'_>, field: Field) -> bool {
    said.source.rank == 0 && said.statement.service.denied.contains(&field)
}

fn some_list<T: Clone>(list: &[T]) -> Option<Vec<T>> {
    (!list.is_empty()).then(|| list.to_vec())
}

#[cfg(test)]
mod tests;
