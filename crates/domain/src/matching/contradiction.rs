//! What keeps two statements apart whatever else agrees.

use std::collections::BTreeSet;

use chrono::Weekday;

use crate::service::Service;
use crate::statement::Statement;

/// Two places nearer than this, in metres, can be the same place.
const SAME_PLACE_M: f64 = 150.0;

/// Why two statements cannot be of one service, whatever else agrees; nothing when they can.
///
/// A statement joins a listing only when it contradicts none of the listing's statements, so a vague
/// one never ties together two that are known to differ.
#[must_use]
pub fn contradicts(a: &Statement, b: &Statement) -> Option<String> {
    if a.key.source == b.key.source && !identical_words(a, b) {
        return Some("one source lists them as two".into());
    }
    let (a, b) = (&a.service, &b.service);
    let (days_a, days_b) = (days(a), days(b));
    if !days_a.is_empty() && !days_b.is_empty() && days_a.is_disjoint(&days_b) {
        return Some("they meet on different days".into());
    }
    if ages_disjoint(a, b) {
        return Some("they are for different ages".into());
    }
    far_apart(a, b).then(|| "they are at different places".into())
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
