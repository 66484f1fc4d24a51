//! A field of an entry in words: what it is called, and what it says.

use domain::listing::Field;
use domain::service::{Capacity, Service, ServiceStatus};

use super::{ages, attendance, cost, date, place_line, schedule, sentence};

/// What people call it.
pub(crate) fn field_label(field: Field) -> &'static str {
    match field {
        Field::Name => "Name",
        Field::AlternateNames => "Also known as",
        Field::Description => "What happens",
        Field::Url => "Web page",
        Field::Email => "E-mail",
        Field::Status => "Running",
        Field::Organization => "Run by",
        Field::Phones => "Telephone",
        Field::Contacts => "Whom to ask",
        Field::ServiceAtLocations => "Where",
        Field::Schedules => "When",
        Field::HoursText => "When, in words",
        Field::CostOptions => "Cost",
        Field::Eligibility => "Who can come",
        Field::Languages => "Languages",
        Field::Accessibility => "Access",
        Field::ServiceAreas => "Serves",
        Field::TaxonomyTerms => "Categories",
        Field::Attendance => "How people take part",
        Field::ApplicationProcess => "How to join",
        Field::Capacity => "Taking new people",
        Field::AssuredDate => "Confirmed",
    }
}

/// What an entry says of it, a line for each value.
pub(crate) fn field_lines(field: Field, service: &Service) -> Vec<String> {
    let one = |value: &Option<String>| value.iter().cloned().collect::<Vec<String>>();
    match field {
        Field::Name => vec![service.name.clone()],
        Field::AlternateNames => service.alternate_names.clone(),
        Field::Description => one(&service.description),
        Field::Url => one(&service.url),
        Field::Email => one(&service.email),
        Field::Status => status(service).into_iter().collect(),
        Field::Organization => {
            let named = service.organization.iter().filter(|o| !o.inferred);
            named.map(|o| o.name.clone()).collect()
        }
        Field::Phones => service.phones.iter().map(|p| p.number.clone()).collect(),
        Field::Contacts => {
            let named = service.contacts.iter();
            named
                .filter_map(|c| c.name.clone().or_else(|| c.title.clone()))
                .collect()
        }
        Field::ServiceAtLocations => service.locations().map(place_line).collect(),
        Field::Schedules => match service.all_schedules().next() {
            Some(_) => service.all_schedules().map(schedule).collect(),
            None => one(&service.hours_text),
        },
        Field::HoursText => one(&service.hours_text),
        Field::CostOptions => service.cost_options.iter().filter_map(cost).collect(),
        Field::Eligibility => {
            let ages = ages(&service.eligibility).map(|ages| format!("Ages {ages}"));
            ages.into_iter()
                .chain(service.eligibility.description.clone())
                .collect()
        }
        Field::Languages => service.languages.clone(),
        Field::Accessibility => service.accessibility.clone(),
        Field::ServiceAreas => service
            .service_areas
            .iter()
            .map(|a| a.name.clone())
            .collect(),
        Field::TaxonomyTerms => service
            .taxonomy_terms
            .iter()
            .map(|t| t.name.clone())
            .collect(),
        Field::Attendance => {
            let ways = service.attendance.iter();
            ways.filter_map(|way| attendance(*way))
                .map(sentence)
                .collect()
        }
        Field::ApplicationProcess => one(&service.application_process),
        Field::Capacity => service.capacity.map(room).into_iter().collect(),
        Field::AssuredDate => service.assured_date.map(date).into_iter().collect(),
    }
}

/// "Closed until 9 January 2027": nothing where it runs.
pub(crate) fn status(service: &Service) -> Option<String> {
    match (service.status, service.closed_until) {
        (ServiceStatus::Active, _) => None,
        (ServiceStatus::TemporarilyClosed, Some(until)) => {
            Some(format!("Closed until {}", date(until)))
        }
        (ServiceStatus::TemporarilyClosed, None) => Some("Closed for now".to_owned()),
        (ServiceStatus::Inactive, _) => Some("Not running at the moment".to_owned()),
        (ServiceStatus::Defunct, _) => Some("Ended".to_owned()),
    }
}

fn room(capacity: Capacity) -> String {
    match capacity {
        Capacity::Open => "Taking new people now",
        Capacity::WaitingList => "There is a waiting list",
        Capacity::Full => "Full",
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use domain::listing::Field;
    use domain::service::{Service, ServiceStatus};

    use super::{field_label, field_lines};

    #[test]
    fn every_field_has_a_label_and_an_empty_one_says_nothing() {
        let nothing = Service::default();
        for field in Field::ALL {
            assert!(!field_label(field).is_empty());
            if field != Field::Name {
                assert_eq!(field_lines(field, &nothing), [""; 0], "{field:?}");
            }
        }
    }

    #[test]
    fn closed_says_until_when() {
        let closed = Service {
            status: ServiceStatus::TemporarilyClosed,
            closed_until: NaiveDate::from_ymd_opt(2027, 1, 9),
            ..Service::default()
        };
        assert_eq!(
            field_lines(Field::Status, &closed),
            ["Closed until 9 January 2027"]
        );
    }
}
