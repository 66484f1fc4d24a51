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
            let mut values = Vec::with_capacity(counts.len());
            for counted in counts {
                values.push(ValueCount {
                    value: short(filter, &counted.value).to_owned(),
                    name: self.value_name(facet, &counted.value).await?,
                    count: usize::try_from(counted.count).unwrap_or(usize::MAX),
                });
            }
            all.push(FilterCounts { filter, values });
        }
        Ok(all)
    }

    async fn value_name(&self, facet: Facet, value: &str) -> Result<String, Error> {
        Ok(match facet {
            Facet::Category => {
                let names = self.category_names(&[value]).await?;
                names.into_iter().next().unwrap_or_else(|| value.to_owned())
            }
            Facet::Source => self.source_name(value).await?,
            Facet::Area => {
                place::area_name(&self.gazetteer(), value).unwrap_or_else(|| value.to_owned())
            }
            Facet::Attendance => way(value).to_owned(),
            Facet::Free => "Free".to_owned(),
            Facet::Open => "Taking people now".to_owned(),
            Facet::Age => ages(value),
            Facet::Kitemark => {
                let scheme = self.kitemark_scheme();
                let tier = scheme.tier(value);
                tier.map_or_else(|| value.to_owned(), |(_, tier)| tier.name.clone())
            }
            _ => taxonomy::category(value)
                .map_or_else(|| value.to_owned(), |known| known.name.clone()),
        })
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
