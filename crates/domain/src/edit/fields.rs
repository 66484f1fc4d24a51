//! Services field by field: which differ, which are empty, and one field taken over.

use std::collections::BTreeSet;

use crate::listing::Field;
use crate::service::Service;

/// The fields on which two services differ, in order. The date on which somebody confirmed the
/// details is not one: it says nothing of what they are.
#[must_use]
pub fn changed_fields(before: &Service, after: &Service) -> Vec<Field> {
    let all = Field::ALL.into_iter();
    all.filter(|field| *field != Field::AssuredDate && !is_same(*field, before, after))
        .collect()
}

/// The fields that somebody leaves empty who was shown a value, or who has said before that there is
/// none: what they deny.
#[must_use]
pub fn denied_by(said: &Service, shown: &Service, denied_before: &[Field]) -> Vec<Field> {
    let nothing = Service::default();
    let may_be_denied = |field: &Field| {
        !matches!(
            field,
            Field::Name
                | Field::AlternateNames
                | Field::Status
                | Field::Organization
                | Field::TaxonomyTerms
                | Field::AssuredDate
                | Field::HoursText
        )
    };
    let before: BTreeSet<Field> = denied_before.iter().copied().collect();
    Field::ALL
        .into_iter()
        .filter(may_be_denied)
        .filter(|field| is_same(*field, said, &nothing))
        .filter(|field| before.contains(field) || !is_same(*field, shown, &nothing))
        // Times in words are times too.
        .filter(|field| *field != Field::Schedules || said.hours_text.is_none())
        .collect()
}

/// What somebody begins with who changes what they said: that, and what is shown of what it leaves
/// open, so that leaving it out again means that there is none.
#[must_use]
pub fn start_from(said: &Service, shown: &Service) -> Service {
    let nothing = Service::default();
    let mut start = said.clone();
    let says_times = said.hours_text.is_some() || said.all_schedules().next().is_some();
    for field in Field::ALL {
        let is_times = matches!(field, Field::Schedules | Field::HoursText);
        let is_open = is_same(field, said, &nothing) && !said.denied.contains(&field);
        if is_open && !(is_times && says_times) && field != Field::AssuredDate {
            take_field(field, shown, &mut start);
        }
    }
    start
}

/// Takes over one field of another service.
pub fn take_field(field: Field, from: &Service, to: &mut Service) {
    let from = from.clone();
    match field {
        Field::Name => to.name = from.name,
        Field::AlternateNames => to.alternate_names = from.alternate_names,
        Field::Description => to.description = from.description,
        Field::Url => to.url = from.url,
        Field::Email => to.email = from.email,
        Field::Status => {
            to.status = from.status;
            to.closed_until = from.closed_until;
        }
        Field::Organization => to.organization = from.organization,
        Field::Phones => to.phones = from.phones,
        Field::Contacts => to.contacts = from.contacts,
        Field::ServiceAtLocations => to.service_at_locations = from.service_at_locations,
        Field::Schedules | Field::HoursText => {
            to.schedules = from.schedules;
            to.hours_text = from.hours_text;
            // Times of places are times too: those of the one replace those of the other.
            for at in &mut to.service_at_locations {
                at.schedules.clear();
            }
            let of_places = from.service_at_locations.into_iter();
            to.schedules.extend(of_places.flat_map(|at| at.schedules));
        }
        Field::CostOptions => to.cost_options = from.cost_options,
        Field::Eligibility => to.eligibility = from.eligibility,
        Field::Languages => to.languages = from.languages,
        Field::Accessibility => to.accessibility = from.accessibility,
        Field::ServiceAreas => to.service_areas = from.service_areas,
        Field::TaxonomyTerms => to.taxonomy_terms = from.taxonomy_terms,
        Field::Attendance => to.attendance = from.attendance,
        Field::ApplicationProcess => to.application_process = from.application_process,
        Field::Capacity => to.capacity = from.capacity,
        Field::AssuredDate => to.assured_date = from.assured_date,
    }
    to.denied.retain(|denied| *denied != field);
}

fn is_same(field: Field, a: &Service, b: &Service) -> bool {
    match field {
        Field::Name => a.name == b.name,
        Field::AlternateNames => a.alternate_names == b.alternate_names,
        Field::Description => a.description == b.description,
        Field::Url => a.url == b.url,
        Field::Email => a.email == b.email,
        Field::Status => (a.status, a.closed_until) == (b.status, b.closed_until),
        Field::Organization => a.organization == b.organization,
        Field::Phones => a.phones == b.phones,
        Field::Contacts => a.contacts == b.contacts,
        Field::ServiceAtLocations => a.locations().eq(b.locations()),
        Field::Schedules => a.all_schedules().eq(b.all_schedules()),
        Field::HoursText => a.hours_text == b.hours_text,
        Field::CostOptions => a.cost_options == b.cost_options,
        Field::Eligibility => a.eligibility == b.eligibility,
        Field::Languages => a.languages == b.languages,
        Field::Accessibility => a.accessibility == b.accessibility,
        Field::ServiceAreas => a.service_areas == b.service_areas,
        Field::TaxonomyTerms => a.taxonomy_terms == b.taxonomy_terms,
        Field::Attendance => a.attendance == b.attendance,
        Field::ApplicationProcess => a.application_process == b.application_process,
        Field::Capacity => a.capacity == b.capacity,
        Field::AssuredDate => a.assured_date == b.assured_date,
    }
}

#[cfg(test)]
mod tests {
    use super::{changed_fields, denied_by, take_field};
    use crate::listing::Field;
    use crate::matching::tests::statement;
    use crate::schedule::Schedule;
    use crate::service::{Phone, Service};

    fn lunch() -> Service {
        let mut service = statement("camden", "1", "Lunch club", "NW5 2TJ").service;
        service.phones = vec![Phone::default()];
        service
    }

    #[test]
    fn taking_every_field_makes_two_services_the_same() {
        let mut other = lunch();
        other.name = "Supper club".into();
        other.hours_text = Some("Fridays".into());
        other.languages = vec!["Portuguese".into()];
        other.service_at_locations[0].schedules = vec![Schedule::default()];
        let mut taken = lunch();
        let differing = changed_fields(&taken, &other);
        assert_eq!(
            differing,
            [
                Field::Name,
                Field::Schedules,
                Field::HoursText,
                Field::Languages
            ]
        );
        for field in differing {
            take_field(field, &other, &mut taken);
        }
        assert_eq!(changed_fields(&taken, &other), []);
    }

    #[test]
    fn what_is_shown_and_left_empty_is_denied_and_stays_so() {
        let mut said = lunch();
        said.phones.clear();
        assert_eq!(denied_by(&said, &lunch(), &[]), [Field::Phones]);
        assert_eq!(
            denied_by(&said, &Service::default(), &[Field::Phones]),
            [Field::Phones]
        );
        assert_eq!(denied_by(&lunch(), &lunch(), &[Field::Phones]), []);
        assert_eq!(denied_by(&said, &said, &[]), []);
    }

    #[test]
    fn times_in_words_are_no_denial_of_times() {
        let mut shown = lunch();
        shown.schedules = vec![Schedule::default()];
        let mut said = lunch();
        assert_eq!(denied_by(&said, &shown, &[]), [Field::Schedules]);
        said.hours_text = Some("Tuesdays at ten".into());
        assert_eq!(denied_by(&said, &shown, &[]), []);
    }
}
