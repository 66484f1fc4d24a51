//! What is said at first hand, as it is sent: the document of a body that the directory itself reads.
//!
//! The directory takes the JSON apart, so that everything that is wrong with it is told at once; these
//! types say to readers of the API's document what it takes. A test holds the two against each other.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

/// What a group says of itself. What is left out is denied where the listing shows a value: a body
/// says what the whole listing is.
#[derive(Debug, Default, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "name": "Brixton lunch club",
    "description": "A hot lunch and company for people over 60.",
    "phones": [{"number": "020 7946 0018"}],
    "locations": [{"name": "The hall", "address": ["1 High Road"], "postcode": "SW9 8DJ"}],
    "schedules": [{"weekdays": ["Tuesday"], "opens_at": "10:00", "closes_at": "12:00", "term_time_only": true}],
    "cost_options": [{"option": "lunch", "amount_pence": 350}],
    "capacity": "open"
}))]
pub(crate) struct StatementBody {
    /// The name that people know it by.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    alternate_names: Option<Vec<String>>,
    /// Plain text; paragraphs are parted by an empty line.
    #[schema(max_length = 10000)]
    description: Option<String>,
    /// `active`, `inactive`, `defunct` or `temporarily_closed`.
    #[schema(pattern = "^(active|inactive|defunct|temporarily_closed)$")]
    status: Option<String>,
    /// With `temporarily_closed`: the last day on which it is closed.
    #[schema(value_type = Option<String>, example = "2027-01-31")]
    closed_until: Option<NaiveDate>,
    /// Who runs it. Its name stays what it is, but for how it is spelt.
    organization: Option<OrganizationBody>,
    /// The service's own web page.
    website: Option<String>,
    /// A role mailbox.
    email: Option<String>,
    phones: Option<Vec<PhoneBody>>,
    contacts: Option<Vec<ContactBody>>,
    locations: Option<Vec<LocationBody>>,
    schedules: Option<Vec<ScheduleBody>>,
    /// Times in words.
    hours_text: Option<String>,
    cost_options: Option<Vec<CostBody>>,
    eligibility: Option<EligibilityBody>,
    /// In English: "Portuguese".
    languages: Option<Vec<String>>,
    /// "Step-free access".
    accessibility: Option<Vec<String>>,
    service_areas: Option<Vec<AreaBody>>,
    taxonomy_terms: Option<Vec<TermBody>>,
    /// `in_person`, `phone`, `online`, `home`.
    attendance: Option<Vec<String>>,
    /// How to join.
    application_process: Option<String>,
    /// `open`, `waiting_list` or `full`.
    #[schema(pattern = "^(open|waiting_list|full)$")]
    capacity: Option<String>,
}

/// Who runs it.
#[derive(Debug, Default, Serialize, ToSchema)]
struct OrganizationBody {
    name: String,
    description: Option<String>,
    website: Option<String>,
    email: Option<String>,
    identifiers: Option<Vec<IdentifierBody>>,
}

/// A number in a register.
#[derive(Debug, Default, Serialize, ToSchema)]
struct IdentifierBody {
    /// org-id.guide list, such as `GB-CHC`.
    scheme: String,
    identifier: String,
}

/// A telephone.
#[derive(Debug, Default, Serialize, ToSchema)]
struct PhoneBody {
    number: String,
    /// What it is for.
    description: Option<String>,
}

/// Somebody to ask.
#[derive(Debug, Default, Serialize, ToSchema)]
struct ContactBody {
    /// A person's name, with their consent only.
    name: Option<String>,
    title: Option<String>,
    email: Option<String>,
    phones: Option<Vec<PhoneBody>>,
    /// Whether whoever bears the name agrees that it is shown.
    consent: Option<bool>,
}

/// A place: its postcode, its address, or both.
#[derive(Debug, Default, Serialize, ToSchema)]
struct LocationBody {
    name: Option<String>,
    address: Option<Vec<String>>,
    postcode: Option<String>,
    latitude: Option<f64>,
    longitude: Option<f64>,
    /// A position that was reckoned (`postcode`, `outward`) is reckoned again.
    precision: Option<String>,
    /// Of a place of which only the area is told and nothing else is known.
    local_authority: Option<String>,
    /// True for a refuge or a home: only the area is ever shown.
    area_only: Option<bool>,
    schedules: Option<Vec<ScheduleBody>>,
}

/// A repeating session, in local time.
#[derive(Debug, Default, Serialize, ToSchema)]
struct ScheduleBody {
    /// `weekly`, `fortnightly`, `monthly` or `once`.
    #[schema(pattern = "^(weekly|fortnightly|monthly|once)$")]
    frequency: Option<String>,
    weekdays: Option<Vec<String>>,
    /// For a monthly one: 1 to 4, or -1 for the last.
    weeks_of_month: Option<Vec<i8>>,
    /// `10:00`.
    opens_at: Option<String>,
    /// `12:30`.
    closes_at: Option<String>,
    #[schema(value_type = Option<String>, example = "2027-01-31")]
    valid_from: Option<NaiveDate>,
    #[schema(value_type = Option<String>, example = "2027-01-31")]
    valid_to: Option<NaiveDate>,
    /// Not in school holidays.
    term_time_only: Option<bool>,
    /// A rule of iCalendar, from `valid_from` on, where weekdays cannot say when it comes round.
    rrule: Option<String>,
    /// Dates on which it does not happen although it otherwise would.
    exdates: Option<Vec<NaiveDate>>,
    /// Dates on which it happens besides.
    rdates: Option<Vec<NaiveDate>>,
    description: Option<String>,
}

/// A price.
#[derive(Debug, Default, Serialize, ToSchema)]
struct CostBody {
    option: Option<String>,
    /// Pence; 0 is free.
    amount_pence: Option<u32>,
    /// `GBP`.
    currency: Option<String>,
    amount_description: Option<String>,
}

/// Who may come.
#[derive(Debug, Default, Serialize, ToSchema)]
struct EligibilityBody {
    description: Option<String>,
    minimum_age: Option<u8>,
    maximum_age: Option<u8>,
}

/// An area that is served.
#[derive(Debug, Default, Serialize, ToSchema)]
struct AreaBody {
    name: Option<String>,
    /// GSS code.
    code: Option<String>,
}

/// A category.
#[derive(Debug, Default, Serialize, ToSchema)]
struct TermBody {
    vocabulary: String,
    code: String,
    name: String,
}
