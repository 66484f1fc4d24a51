//! Where sources differ: what the fold had to choose between.
//!
//! Fields that each source puts in its own words (the description, how to join) always differ and say
//! nothing; lists that are merely longer in one place than in another do not contradict each other.
//! What is left is what a moderator, or whoever goes there, wants to know.

use std::collections::{BTreeMap, BTreeSet};

use crate::contact;
use crate::fold::Said;
use crate::listing::Field;
use crate::matching::name_key;
use crate::schedule::Schedule;
use crate::service::{CostOption, Location, Service};
use crate::statement::StatementKey;
use crate::text;

/// A field on which live statements differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disagreement {
    /// Which.
    pub field: Field,
    /// Who says what: the statements of a side say the same. In key order of their first.
    pub sides: Vec<Vec<StatementKey>>,
}

/// How the values of a field are compared.
pub(crate) enum Kind {
    /// One value: any other is another.
    One,
    /// Several: one list that holds all of another does not contradict it.
    Several,
}

/// What a statement says of a field, in a form in which two spellings of one thing are one.
pub(crate) type Voice = fn(&Service) -> BTreeSet<String>;

/// The fields on which sources can contradict each other.
pub(crate) const FIELDS: [(Field, Kind, Voice); 11] = [
    (Field::Name, Kind::One, |s| words(Some(&s.name))),
    (Field::Url, Kind::One, |s| {
        s.url.iter().map(|url| web(url)).collect()
    }),
    (Field::Email, Kind::One, |s| {
        s.email.iter().map(|email| email.to_lowercase()).collect()
    }),
    (Field::Status, Kind::One, |s| {
        BTreeSet::from([format!("{:?}", s.status)])
    }),
    (Field::Organization, Kind::One, |s| {
        let named = s.organization.iter().filter(|o| !o.inferred);
        named.map(|o| name_key(&o.name)).collect()
    }),
    (Field::Phones, Kind::Several, |s| {
        s.phones
            .iter()
            .map(|p| contact::phone_key(&p.number).unwrap_or_else(|| p.number.clone()))
            .collect()
    }),
    (Field::ServiceAtLocations, Kind::Several, |s| {
        s.locations().filter_map(place).collect()
    }),
    (Field::Schedules, Kind::Several, |s| {
        s.all_schedules().map(session).collect()
    }),
    (Field::CostOptions, Kind::Several, |s| {
        s.cost_options.iter().filter_map(price).collect()
    }),
    (Field::Eligibility, Kind::One, |s| {
        let ages = (s.eligibility.minimum_age, s.eligibility.maximum_age);
        (ages != (None, None))
            .then(|| format!("{ages:?}"))
            .into_iter()
            .collect()
    }),
    (Field::Capacity, Kind::One, |s| {
        s.capacity.iter().map(|c| format!("{c:?}")).collect()
    }),
];

/// The fields on which live statements differ, in the order of the fields.
#[must_use]
pub fn disagreements(said: &[Said<'_>]) -> Vec<Disagreement> {
    FIELDS
        .iter()
        .filter_map(|(field, kind, voice)| {
            let mut sides: BTreeMap<BTreeSet<String>, Vec<StatementKey>> = BTreeMap::new();
            for said in said.iter().filter(|said| said.statement.state.is_live()) {
                let value = voice(&said.statement.service);
                if !value.is_empty() {
                    sides
                        .entry(value)
                        .or_default()
                        .push(said.statement.key.clone());
                }
            }
            differ(kind, &sides).then(|| {
                let mut sides: Vec<Vec<StatementKey>> = sides.into_values().collect();
                for side in &mut sides {
                    side.sort();
                }
                sides.sort();
                Disagreement {
                    field: *field,
                    sides,
                }
            })
        })
        .collect()
}

fn differ(kind: &Kind, sides: &BTreeMap<BTreeSet<String>, Vec<StatementKey>>) -> bool {
    match kind {
        Kind::One => sides.len() > 1,
        Kind::Several => sides.keys().any(|one| {
            sides
                .keys()
                .any(|other| !one.is_subset(other) && !other.is_subset(one))
        }),
    }
}

fn words(text: Option<&String>) -> BTreeSet<String> {
    text.map(|text| text::fold(text))
        .filter(|text| !text.is_empty())
        .into_iter()
        .collect()
}

/// An address without what makes no difference to where it leads.
fn web(url: &str) -> String {
    let bare = url
        .trim_start_matches("https://")
        .trim_start_matches("http://")
        .trim_start_matches("www.");
    bare.trim_end_matches('/').to_lowercase()
}

fn place(location: &Location) -> Option<String> {
    let line = || location.address.first().or(location.name.as_ref());
    match &location.postcode {
        Some(postcode) => Some(postcode.to_string()),
        None => line().map(|line| text::fold(line)),
    }
}

fn session(schedule: &Schedule) -> String {
    format!(
        "{:?} {:?} {:?} {:?}-{:?}",
        schedule.frequency,
        schedule.weekdays,
        schedule.weeks_of_month,
        schedule.opens_at,
        schedule.closes_at
    )
}

fn price(cost: &CostOption) -> Option<String> {
    let pence = cost.amount_pence?;
    let option = cost.option.as_deref().map(text::fold);
    Some(format!("{} {pence}", option.unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::disagreements;
    use crate::fold::Said;
    use crate::fold::tests::source;
    use crate::matching::tests::statement;
    use crate::service::Phone;
    use crate::statement::Statement;

    fn check(said: &[Statement], expected: &str) {
        let source = source("camden", 1, None);
        let said: Vec<Said<'_>> = said
            .iter()
            .map(|statement| Said {
                statement,
                source: &source,
            })
            .collect();
        let told: Vec<String> = disagreements(&said)
            .iter()
            .map(|found| {
                let sides: Vec<String> = found
                    .sides
                    .iter()
                    .map(|side| {
                        let keys: Vec<String> = side.iter().map(ToString::to_string).collect();
                        keys.join(" ")
                    })
                    .collect();
                format!("{:?}: {}", found.field, sides.join(" | "))
            })
            .collect();
        assert_eq!(told.join("; "), expected);
    }

    fn ringing(source: &str, numbers: &[&str]) -> Statement {
        let mut said = statement(source, "1", "Lunch club", "NW5 2TJ");
        said.service.phones = numbers
            .iter()
            .map(|number| Phone {
                number: (*number).to_owned(),
                description: None,
            })
            .collect();
        said
    }

    #[test]
    fn two_spellings_agree_and_two_numbers_do_not() {
        let (one, other) = ("020 7946 0018", "020 7946 0999");
        check(
            &[ringing("a", &[one]), ringing("b", &["+44 20 79460018"])],
            "",
        );
        check(
            &[
                ringing("a", &[one]),
                ringing("b", &[other]),
                ringing("c", &["02079460018"]),
            ],
            "Phones: a/1 c/1 | b/1",
        );
    }

    #[test]
    fn a_longer_list_does_not_contradict_a_shorter_one() {
        let (one, other) = ("020 7946 0018", "020 7946 0999");
        check(
            &[
                ringing("a", &[one]),
                ringing("b", &[other, one]),
                ringing("c", &[]),
            ],
            "",
        );
    }

    #[test]
    fn names_and_places_that_differ_are_told() {
        let mut moved = statement("b", "1", "Lunch-Club!", "SW9 8DJ");
        let still = statement("a", "1", "lunch club", "NW5 2TJ");
        check(
            &[still.clone(), moved.clone()],
            "ServiceAtLocations: a/1 | b/1",
        );
        moved.service.name = "Supper club".into();
        check(
            &[still, moved],
            "Name: a/1 | b/1; ServiceAtLocations: a/1 | b/1",
        );
    }
}
