//! What is read, what is not, and that reading takes what writing gives.

use domain::service::{Capacity, ServiceStatus};
use serde_json::{Value, json};

use super::{read, write};

fn check(body: &Value, expected: &[&str]) {
    let flaws: Vec<String> = match read(body) {
        Ok(_) => Vec::new(),
        Err(flaws) => flaws
            .into_iter()
            .map(|fault| format!("{}: {}", fault.pointer, fault.message))
            .collect(),
    };
    assert_eq!(flaws, expected);
}

#[test]
fn everything_that_is_wrong_is_told_at_once() {
    check(
        &json!({
            "name": "…",
            "colour": "red",
            "email": "not an address",
            "phones": [{"number": "020 7946 0018"}, {"number": "00000"}, 7],
            "contacts": [{"name": "Ada"}],
            "locations": [{"name": "The hall"}],
            "schedules": [{"weekdays": ["Tuesday", "Lunes"], "opens_at": "25:00"}],
            "eligibility": {"minimum_age": 60, "maximum_age": 16},
            "capacity": "some",
            "closed_until": "2027-02-30",
        }),
        &[
            "/colour: is not a field; the fields are name, alternate_names, description, status, closed_until, organization, website, email, phones, contacts, locations, schedules, hours_text, cost_options, eligibility, languages, accessibility, service_areas, taxonomy_terms, attendance, application_process, capacity, last_confirmed",
            "/name: must be the name that people know it by",
            "/closed_until: must be a date such as 2027-01-31",
            "/capacity: must be one of open, waiting_list, full",
            "/email: must be one e-mail address, such as info@lunchclub.org.uk",
            "/phones/1/number: must be one telephone number, such as 020 7946 0018",
            "/phones/2: must be an object",
            "/contacts/0/consent: must be true: a name is shown only when whoever bears it agrees",
            "/locations/0/postcode: must have a postcode or an address",
            "/schedules/0/weekdays/1: must be a day of the week such as Tuesday",
            "/schedules/0/opens_at: must be a time of day such as 10:00",
            "/eligibility/maximum_age: must not be less than minimum_age",
        ],
    );
}

#[test]
fn what_is_no_object_is_told_so() {
    check(&json!([]), &[": must be an object"]);
}

#[test]
fn a_name_is_taken_with_consent_only() {
    let with =
        |consent: Value| json!({"name": "Club", "contacts": [{"name": "Ada", "consent": consent}]});
    check(&with(json!(true)), &[]);
    check(
        &with(json!(false)),
        &["/contacts/0/consent: must be true: a name is shown only when whoever bears it agrees"],
    );
    let desk = json!({"name": "Club", "contacts": [{"title": "The desk"}]});
    assert_eq!(read(&desk).unwrap().contacts.len(), 1);
}

#[test]
fn reading_takes_what_writing_gives() {
    let body = json!({
        "name": "Brixton lunch club",
        "alternate_names": ["The Tuesday lunch"],
        "description": "A hot lunch.\n\nAnd company.",
        "status": "temporarily_closed",
        "closed_until": "2027-01-31",
        "organization": {
            "name": "Brixton Lunch",
            "website": "https://brixtonlunch.org.uk/",
            "identifiers": [{"scheme": "GB-CHC", "identifier": "1234567"}],
        },
        "website": "https://brixtonlunch.org.uk/lunch",
        "email": "desk@brixtonlunch.org.uk",
        "phones": [{"number": "020 7946 0018", "description": "mornings"}],
        "contacts": [{"name": "Ada", "title": "Secretary", "consent": true}],
        "locations": [{
            "name": "The hall",
            "address": ["1 High Road"],
            "postcode": "SW9 8DJ",
            "area_only": true,
            "schedules": [{"frequency": "monthly", "weekdays": ["Friday"], "weeks_of_month": [-1, 1]}],
        }],
        "schedules": [{
            "frequency": "weekly",
            "weekdays": ["Tuesday"],
            "opens_at": "10:00",
            "closes_at": "12:00",
            "term_time_only": true,
            "exdates": ["2026-12-29"],
        }],
        "hours_text": "every Tuesday 10 to 12",
        "cost_options": [{"option": "lunch", "amount_pence": 350}, {"amount_description": "give what you can"}],
        "eligibility": {"description": "anybody", "minimum_age": 60},
        "languages": ["Portuguese"],
        "accessibility": ["step-free"],
        "service_areas": [{"name": "Lambeth", "code": "E09000022"}],
        "taxonomy_terms": [{"vocabulary": "fingerpost:need", "code": "food", "name": "Food"}],
        "attendance": ["in_person"],
        "application_process": "Just turn up",
        "capacity": "waiting_list",
    });
    let service = read(&body).unwrap();
    assert_eq!(service.status, ServiceStatus::TemporarilyClosed);
    assert_eq!(service.capacity, Some(Capacity::WaitingList));
    let written = write(&service);
    assert_eq!(read(&written).unwrap(), service);
    assert_eq!(written, body);
}

#[test]
fn a_rule_and_a_single_date_need_a_beginning() {
    let with = |session: Value| json!({"name": "Club", "schedules": [session]});
    let beginning =
        "/schedules/0/valid_from: must be the first date: a rule or a single date begins somewhere";
    check(
        &with(json!({"rrule": "FREQ=WEEKLY;BYDAY=TU"})),
        &[beginning],
    );
    check(&with(json!({"frequency": "once"})), &[beginning]);
    check(
        &with(json!({"rrule": "FREQ=SECONDLY", "valid_from": "2027-01-31"})),
        &[
            "/schedules/0/rrule: a rule with FREQ=SECONDLY is not taken",
            "/schedules/0/weekdays: must name at least one day of the week",
        ],
    );
    check(
        &with(json!({"rrule": "FREQ=MONTHLY;BYMONTHDAY=15", "valid_from": "2027-01-15"})),
        &[],
    );
}
