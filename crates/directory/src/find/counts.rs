//! What each filter would leave, in the names that people read.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use domain::source::SourceId;
use search::{Facet, Results};

use crate::{Directory, Error, place, taxonomy};

/// Everything that is counted, each with the name of its filter.
pub(super) const FACETS: [(Facet, &str); 15] = [
    (Facet::Category, "category"),
    (Facet::Need, "need"),
    (Facet::Circumstance, "for"),
    (Facet::ServiceType, "type"),
    (Facet::Way, "way"),
    (Facet::Attendance, "how"),
    (Facet::Free, "free"),
    (Facet::Open, "open"),
    (Facet::Age, "age"),
    (Facet::Accessibility, "access"),
    (Facet::Language, "language"),
    (Facet::Joining, "joining"),
    (Facet::Kitemark, "kitemark"),
    (Facet::Area, "area"),
    (Facet::Source, "source"),
];

/// The values of one filter, commonest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterCounts {
    /// The parameter: `need`.
    pub filter: &'static str,
    /// Those that any hit has, under every other filter.
    pub values: Vec<ValueCount>,
}

/// A value of a filter, and what it alone would leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueCount {
    /// For the parameter.
    pub value: String,
    /// What people read.
    pub name: String,
    /// Listings.
    pub count: usize,
}

/// The names of sources, which do not change while the directory runs.
#[derive(Debug, Default)]
pub(crate) struct SourceNames(RwLock<HashMap<String, String>>);

impl Directory {
    pub(super) async fn filter_counts(
        &self,
        results: &Results,
    ) -> Result<Vec<FilterCounts>, Error> {
        let mut all = Vec::new();
        for (facet, filter) in FACETS {
            let Some(counts) = results.facets.get(&facet) else {
                continue;
            };
            let codes: Vec<&str> = counts.iter().map(|counted| &*counted.value).collect();
            let names = self.value_names(facet, &codes).await?;
            let values = counts.iter().zip(names).map(|(counted, name)| ValueCount {
                value: short(filter, &counted.value).to_owned(),
                name,
                count: usize::try_from(counted.count).unwrap_or(usize::MAX),
            });
            let values = values.collect();
            all.push(FilterCounts { filter, values });
        }
        Ok(all)
    }

    /// What people read for each of a facet's values, in the same order.
    async fn value_names(&self, facet: Facet, values: &[&str]) -> Result<Vec<String>, Error> {
        if facet == Facet::Category {
            return self.category_names(values).await;
        }
        let mut names = Vec::with_capacity(values.len());
        if facet == Facet::Source {
            for value in values {
                names.push(self.source_name(value).await?);
            }
            return Ok(names);
        }
        let gazetteer = self.gazetteer();
        let scheme = self.kitemark_scheme();
        names.extend(values.iter().map(|value| {
            let name = match facet {
                Facet::Area => place::area_name(&gazetteer, value),
                Facet::Attendance => Some(way(value).to_owned()),
                Facet::Free => Some("Free".to_owned()),
                Facet::Open => Some("Taking people now".to_owned()),
                Facet::Age => Some(ages(value)),
                Facet::Kitemark => scheme.tier(value).map(|(_, tier)| tier.name.clone()),
                _ => taxonomy::category(value).map(|known| known.name.clone()),
            };
            name.unwrap_or_else(|| (*value).to_owned())
        }));
        Ok(names)
    }

    async fn source_name(&self, id: &str) -> Result<String, Error> {
        let names = &self.source_names.0;
        let known = names
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(id)
            .cloned();
        if let Some(name) = known {
            return Ok(name);
        }
        let source = match SourceId::parse(id) {
            Ok(id) => self.store.source(&id).await?,
            Err(_) => None,
        };
        let name = source.map_or_else(|| id.to_owned(), |source| source.name);
        names
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(id.to_owned(), name.clone());
        Ok(name)
    }
}

/// A code without the name of its filter: `food-bank`.
fn short<'a>(filter: &str, value: &'a str) -> &'a str {
    value
        .strip_prefix(filter)
        .and_then(|rest| rest.strip_prefix(':'))
        .unwrap_or(value)
}

fn way(value: &str) -> &str {
    match value {
        "in_person" => "In person",
        "phone" => "By phone",
        "online" => "Online",
        "home" => "At your home",
        other => other,
    }
}

/// "Under 5", "18 to 25", "65 and over".
fn ages(value: &str) -> String {
    match value.split_once('-') {
        Some(("0", most)) => format!("{most} and under"),
        Some((least, "120")) => format!("{least} and over"),
        Some((least, most)) => format!("{least} to {most}"),
        None => value.to_owned(),
    }
}
