//! Which statements speak of the same service.
//!
//! [`keys`] gives each statement its blocking keys; two statements that share a key are a candidate
//! pair; [`judge`] compares a pair and says why. For now a pair is the same when an exact key of
//! identity agrees and nothing contradicts it; a scored comparison takes the same way in and out.
//!
//! **A pair of sessions of one organization is not one service**: different days, age bands or
//! names keep statements apart even at one address with one phone.

use std::collections::BTreeSet;

use chrono::Weekday;

use crate::contact;
use crate::service::Service;
use crate::statement::Statement;
use crate::text;

/// Two places nearer than this, in metres, can be the same place.
const SAME_PLACE_M: f64 = 150.0;

/// The judgement on a pair, with its reasons in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Whether they speak of the same service.
    pub same: bool,
    /// What spoke for and against, most telling first.
    pub reasons: Vec<String>,
}

/// The blocking keys of a service: statements that share none are never compared.
///
/// Each key is `kind:value`. Name and place together are one key, so that "Lunch club" of two
/// boroughs never meets; a name alone is one only for a service without a place.
#[must_use]
pub fn keys(service: &Service) -> Vec<String> {
    let name = name_key(&service.name);
    let mut keys = BTreeSet::new();
    if name.is_empty() {
        return Vec::new();
    }
    let mut placed = false;
    for location in service.locations() {
        if let Some(postcode) = &location.postcode {
            placed = true;
            keys.insert(format!("name-postcode:{name}|{postcode}"));
        }
    }
    for phone in service
        .phones
        .iter()
        .filter_map(|phone| contact::phone_key(&phone.number))
    {
        keys.insert(format!("name-phone:{name}|{phone}"));
    }
    if let Some(domain) = service.url.as_deref().and_then(contact::own_domain) {
        keys.insert(format!("name-web:{name}|{domain}"));
    }
    if !placed && let Some(organization) = &service.organization {
        keys.insert(format!(
            "name-organization:{name}|{}",
            name_key(&organization.name)
        ));
    }
    keys.into_iter().collect()
}

/// A name as it is compared: folded to ASCII lower case, without little words and legal suffixes.
#[must_use]
pub fn name_key(name: &str) -> String {
    const LITTLE: [&str; 12] = [
        "the", "a", "an", "of", "and", "at", "in", "ltd", "limited", "cic", "cio", "plc",
    ];
    let folded = text::fold(name);
    let words: Vec<&str> = folded
        .split_whitespace()
        .filter(|word| !LITTLE.contains(word))
        .collect();
    if words.is_empty() {
        folded
    } else {
        words.join(" ")
    }
}

/// Compares two statements that share a key.
#[must_use]
pub fn judge(a: &Statement, b: &Statement) -> Verdict {
    let shared: Vec<String> = {
        let of_b: BTreeSet<String> = keys(&b.service).into_iter().collect();
        keys(&a.service)
            .into_iter()
            .filter(|key| of_b.contains(key))
            .collect()
    };
    let Some(key) = shared.first() else {
        return Verdict {
            same: false,
            reasons: vec!["nothing that identifies them agrees".into()],
        };
    };
    let reasons = contradictions(a, b);
    if reasons.is_empty() {
        Verdict {
            same: true,
            reasons: vec![agreement(key)],
        }
    } else {
        Verdict {
            same: false,
            reasons,
        }
    }
}

/// One source listing the same words twice (two categories, two map layers) means one service.
fn identical_words(a: &Statement, b: &Statement) -> bool {
    let (a, b) = (&a.service, &b.service);
    a.name == b.name
        && a.description == b.description
        && a.hours_text == b.hours_text
        && a.locations()
            .map(|l| &l.postcode)
            .eq(b.locations().map(|l| &l.postcode))
}

fn agreement(key: &str) -> String {
    match key.split_once(':') {
        Some(("name-postcode", _)) => "same name at the same postcode",
        Some(("name-phone", _)) => "same name with the same telephone number",
        Some(("name-web", _)) => "same name with the same web site",
        _ => "same name of the same organisation, neither with a place",
    }
    .to_owned()
}

/// What speaks against two statements being of one service, whatever else agrees.
///
/// A statement joins a listing only when it contradicts none of the listing's statements, so a vague
/// one never ties together two that are known to differ.
#[must_use]
pub fn contradictions(a: &Statement, b: &Statement) -> Vec<String> {
    let mut found = Vec::new();
    if a.key.source == b.key.source && !identical_words(a, b) {
        found.push("one source lists them as two".to_owned());
    }
    let (a, b) = (&a.service, &b.service);
    let (days_a, days_b) = (days(a), days(b));
    if !days_a.is_empty() && !days_b.is_empty() && days_a.is_disjoint(&days_b) {
        found.push("they meet on different days".to_owned());
    }
    if ages_disjoint(a, b) {
        found.push("they are for different ages".to_owned());
    }
    if far_apart(a, b) {
        found.push("they are at different places".to_owned());
    }
    found
}

fn days(service: &Service) -> BTreeSet<u32> {
    service
        .all_schedules()
        .flat_map(|schedule| schedule.weekdays.iter().map(Weekday::num_days_from_monday))
        .collect()
}

fn ages_disjoint(a: &Service, b: &Service) -> bool {
    let band = |service: &Service| {
        let ages = &service.eligibility;
        (
            ages.minimum_age.unwrap_or(0),
            ages.maximum_age.unwrap_or(u8::MAX),
        )
    };
    let ((low_a, high_a), (low_b, high_b)) = (band(a), band(b));
    high_a < low_b || high_b < low_a
}

/// Both have places, and no place of one is near a place of the other or shares its postcode.
fn far_apart(a: &Service, b: &Service) -> bool {
    let mut compared = false;
    for of_a in a.locations() {
        for of_b in b.locations() {
            match (&of_a.postcode, &of_b.postcode) {
                (Some(one), Some(other)) if one == other => return false,
                _ => {}
            }
            match (of_a.position, of_b.position) {
                (Some(one), Some(other)) if one.distance_m(other) <= SAME_PLACE_M => return false,
                (Some(_), Some(_)) => compared = true,
                _ => compared |= of_a.postcode.is_some() && of_b.postcode.is_some(),
            }
        }
    }
    compared
}

#[cfg(test)]
pub(crate) mod tests {
    use chrono::{DateTime, Weekday};

    use super::judge;
    use crate::postcode::Postcode;
    use crate::schedule::Schedule;
    use crate::service::{Location, Phone, Service, ServiceAtLocation};
    use crate::source::SourceId;
    use crate::statement::{Statement, StatementKey, StatementState};

    /// A statement with just a name and a postcode.
    pub(crate) fn statement(source: &str, id: &str, name: &str, postcode: &str) -> Statement {
        let location = Location {
            postcode: Postcode::parse(postcode).ok(),
            ..Location::default()
        };
        Statement {
            key: StatementKey {
                source: SourceId::parse(source).unwrap(),
                external_id: id.to_owned(),
            },
            service: Service {
                name: name.to_owned(),
                service_at_locations: vec![ServiceAtLocation {
                    location,
                    ..ServiceAtLocation::default()
                }],
                ..Service::default()
            },
            url: None,
            first_seen: DateTime::UNIX_EPOCH,
            last_seen: DateTime::UNIX_EPOCH,
            changed_at: DateTime::UNIX_EPOCH,
            state: StatementState::Active,
            absences: 0,
            absent_since: None,
        }
    }

    fn check(a: &Statement, b: &Statement, same: bool) {
        let (there, back) = (judge(a, b), judge(b, a));
        assert_eq!(there.same, same, "{:?}", there.reasons);
        assert_eq!(there.same, back.same, "matching is symmetric");
    }

    #[test]
    fn one_name_at_one_postcode_is_one_service() {
        let camden = statement("camden", "1", "The Kentish Town Lunch Club", "NW5 2TJ");
        let map = statement("map", "9", "Kentish Town Lunch-Club", "NW5 2TJ");
        check(&camden, &map, true);
    }

    #[test]
    fn two_sessions_on_different_days_stay_apart() {
        let on = |id: &str, source: &str, day: Weekday| {
            let mut session = statement(source, id, "Chair yoga", "NW5 2TJ");
            session.service.schedules = vec![Schedule {
                weekdays: vec![day],
                ..Schedule::default()
            }];
            session
        };
        check(
            &on("1", "camden", Weekday::Mon),
            &on("2", "map", Weekday::Thu),
            false,
        );
        check(
            &on("1", "camden", Weekday::Mon),
            &on("2", "map", Weekday::Mon),
            true,
        );
    }

    #[test]
    fn two_age_bands_stay_apart() {
        let mut under_fives = statement("camden", "1", "Music makers", "NW5 2TJ");
        under_fives.service.eligibility.maximum_age = Some(4);
        let mut juniors = statement("map", "2", "Music makers", "NW5 2TJ");
        juniors.service.eligibility.minimum_age = Some(7);
        check(&under_fives, &juniors, false);
    }

    #[test]
    fn two_branches_with_one_phone_stay_apart() {
        let branch = |source: &str, postcode: &str| {
            let mut branch = statement(source, postcode, "Advice drop-in", postcode);
            branch.service.phones = vec![Phone {
                number: "020 7946 0018".into(),
                description: None,
            }];
            branch
        };
        check(
            &branch("camden", "NW5 2TJ"),
            &branch("map", "SW9 8DJ"),
            false,
        );
        check(
            &branch("camden", "NW5 2TJ"),
            &branch("map", "NW5 2TJ"),
            true,
        );
    }

    #[test]
    fn what_one_source_lists_twice_in_other_words_is_two() {
        let one = statement("camden", "1", "Lunch club", "NW5 2TJ");
        let mut two = statement("camden", "2", "Lunch club", "NW5 2TJ");
        check(&one, &two, true);
        two.service.description = Some("For people over 80.".into());
        check(&one, &two, false);
    }
}
