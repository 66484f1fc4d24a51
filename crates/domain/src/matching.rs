//! Which statements speak of the same service.
//!
//! [`keys`] gives each statement its blocking keys; two statements that share a key are a candidate
//! pair; [`compare`] scores a pair and says why, feature by feature; [`contradicts`] says what keeps
//! two statements out of one listing, whatever else agrees.
//!
//! **A pair of sessions of one organization is not one service**: different days, age bands or
//! names keep statements apart even at one address with one phone.

mod compare;
mod contacts;
mod contradiction;
mod evidence;
mod keys;
mod names;
mod places;
mod settle;
mod sketch;
mod times;
mod weights;
mod words;

pub use compare::{Comparison, Contribution, Feature, Verdict, compare};
pub use contradiction::contradicts;
pub use keys::{BLOCK_LIMIT, candidates, keys};
pub use names::name_key;
pub use settle::{Judged, settle};
pub use sketch::Sketch;
pub use weights::{
    AgeBits, AgreementBits, Bits, CategoryBits, DescriptionBits, EmailBits, Information, NameBits,
    NumberBits, OrganizationBits, PhoneBits, PlaceBits, ScheduleBits, WebBits, Weights,
};

#[cfg(test)]
pub(crate) mod tests {
    use chrono::{DateTime, Weekday};

    use super::{Verdict, Weights, compare};
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
        let weights = Weights::default();
        let (there, back) = (compare(a, b, &weights), compare(b, a, &weights));
        assert_eq!(there.verdict == Verdict::Same, same, "{:?}", there.features);
        assert_eq!(there, back, "matching is symmetric");
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
