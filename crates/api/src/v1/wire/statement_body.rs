//! What is said at first hand, as it is sent: the document of a body that the directory itself reads.
//!
//! The directory takes the JSON apart, so that everything that is wrong with it is told at once; these
//! types say to readers of the API's document what it takes. A test holds the two against each other.

use actix_web::HttpRequest;
use chrono::NaiveDate;
use directory::{Error, Flaw};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::form::{
    Day, EmailIfAny, OneLine, PhoneNumber, PostcodeText, SaidLine, TimeOfDay, WebAddress,
};

use crate::body::{make_whole, too_long};
use crate::problem::Refusal;

/// The most characters of a line.
const LINE: usize = 200;
/// The most characters of a text of some sentences.
const PROSE: usize = 10_000;

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
    #[schema(max_length = 200, pattern = r"[^\s\p{C}]")]
    name: String,
    #[schema(value_type = Option<Vec<OneLine>>, max_items = 50)]
    alternate_names: Option<Vec<String>>,
    /// Plain text; paragraphs are parted by an empty line.
    #[schema(max_length = 10000)]
    description: Option<String>,
    /// `active`, `inactive`, `defunct` or `temporarily_closed`.
    #[schema(pattern = r"^([\s\p{C}]*|active|inactive|defunct|temporarily_closed)$")]
    status: Option<String>,
    /// With `temporarily_closed`: the last day on which it is closed.
    #[schema(value_type = Option<Day>)]
    closed_until: Option<NaiveDate>,
    /// Who runs it. Its name stays what it is, but for how it is spelt.
    organization: Option<OrganizationBody>,
    /// The service's own web page.
    #[schema(value_type = Option<WebAddress>)]
    website: Option<String>,
    /// A role mailbox.
    #[schema(value_type = Option<EmailIfAny>)]
    email: Option<String>,
    #[schema(max_items = 50)]
    phones: Option<Vec<PhoneBody>>,
    #[schema(max_items = 50)]
    contacts: Option<Vec<ContactBody>>,
    #[schema(max_items = 50)]
    locations: Option<Vec<LocationBody>>,
    #[schema(max_items = 50)]
    schedules: Option<Vec<ScheduleBody>>,
    /// Times in words.
    #[schema(max_length = 10000)]
    hours_text: Option<String>,
    #[schema(max_items = 50)]
    cost_options: Option<Vec<CostBody>>,
    eligibility: Option<EligibilityBody>,
    /// In English: "Portuguese".
    #[schema(value_type = Option<Vec<OneLine>>, max_items = 50)]
    languages: Option<Vec<String>>,
    /// "Step-free access".
    #[schema(value_type = Option<Vec<OneLine>>, max_items = 50)]
    accessibility: Option<Vec<String>>,
    #[schema(max_items = 50)]
    service_areas: Option<Vec<AreaBody>>,
    #[schema(max_items = 50)]
    taxonomy_terms: Option<Vec<TermBody>>,
    /// `in_person`, `phone`, `online`, `home`.
    #[schema(value_type = Option<Vec<WayToAttend>>, max_items = 4)]
    attendance: Option<Vec<String>>,
    /// How to join.
    #[schema(max_length = 10000)]
    application_process: Option<String>,
    /// `open`, `waiting_list` or `full`.
    #[schema(pattern = r"^([\s\p{C}]*|open|waiting_list|full)$")]
    capacity: Option<String>,
}

/// Who runs it.
#[derive(Debug, Default, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OrganizationBody {
    #[schema(value_type = SaidLine)]
    name: String,
    #[schema(max_length = 10000)]
    description: Option<String>,
    #[schema(value_type = Option<WebAddress>)]
    website: Option<String>,
    #[schema(value_type = Option<EmailIfAny>)]
    email: Option<String>,
    #[schema(max_items = 50)]
    identifiers: Option<Vec<IdentifierBody>>,
}

/// A number in a register.
#[derive(Debug, Default, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct IdentifierBody {
    /// org-id.guide list, such as `GB-CHC`.
    #[schema(value_type = SaidLine)]
    scheme: String,
    #[schema(value_type = SaidLine)]
    identifier: String,
}

/// A telephone.
#[derive(Debug, Default, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PhoneBody {
    #[schema(value_type = PhoneNumber)]
    number: String,
    /// What it is for.
    #[schema(max_length = 200)]
    description: Option<String>,
}

/// Somebody to ask.
#[derive(Debug, Default, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ContactBody {
    /// A person's name, with their consent only.
    #[schema(max_length = 200)]
    name: Option<String>,
    #[schema(max_length = 200)]
    title: Option<String>,
    #[schema(value_type = Option<EmailIfAny>)]
    email: Option<String>,
    #[schema(max_items = 50)]
    phones: Option<Vec<PhoneBody>>,
    /// Whether whoever bears the name agrees that it is shown.
    consent: Option<bool>,
}

/// A place: its postcode, its address, or both.
#[derive(Debug, Default, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LocationBody {
    #[schema(max_length = 200)]
    name: Option<String>,
    #[schema(value_type = Option<Vec<OneLine>>, max_items = 8)]
    address: Option<Vec<String>>,
    #[schema(value_type = Option<PostcodeText>)]
    postcode: Option<String>,
    latitude: Option<f64>,
    longitude: Option<f64>,
    /// A position that was reckoned (`postcode`, `outward`) is reckoned again.
    #[schema(max_length = 200)]
    precision: Option<String>,
    /// Of a place of which only the area is told and nothing else is known.
    #[schema(max_length = 200)]
    local_authority: Option<String>,
    /// True for a refuge or a home: only the area is ever shown.
    area_only: Option<bool>,
    #[schema(max_items = 50)]
    schedules: Option<Vec<ScheduleBody>>,
}

/// A repeating session, in local time.
#[derive(Debug, Default, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ScheduleBody {
    /// `weekly`, `fortnightly`, `monthly` or `once`.
    #[schema(pattern = r"^([\s\p{C}]*|weekly|fortnightly|monthly|once)$")]
    frequency: Option<String>,
    #[schema(value_type = Option<Vec<DayOfWeek>>, max_items = 7)]
    weekdays: Option<Vec<String>>,
    /// For a monthly one: 1 to 4, or -1 for the last.
    #[schema(value_type = Option<Vec<WeekOfMonth>>, max_items = 5)]
    weeks_of_month: Option<Vec<i8>>,
    /// `10:00`.
    #[schema(value_type = Option<TimeOfDay>)]
    opens_at: Option<String>,
    /// `12:30`.
    #[schema(value_type = Option<TimeOfDay>)]
    closes_at: Option<String>,
    #[schema(value_type = Option<Day>)]
    valid_from: Option<NaiveDate>,
    #[schema(value_type = Option<Day>)]
    valid_to: Option<NaiveDate>,
    /// Not in school holidays.
    term_time_only: Option<bool>,
    /// A rule of iCalendar, from `valid_from` on, where weekdays cannot say when it comes round.
    #[schema(
        max_length = 200,
        pattern = r"^([\s\p{C}]*|(RRULE:)?[A-Z]+=[0-9A-Z,+-]+(;[A-Z]+=[0-9A-Z,+-]+)*)$",
        example = "FREQ=MONTHLY;BYDAY=1TU"
    )]
    rrule: Option<String>,
    /// Dates on which it does not happen although it otherwise would.
    #[schema(max_items = 200)]
    exdates: Option<Vec<NaiveDate>>,
    /// Dates on which it happens besides.
    #[schema(max_items = 200)]
    rdates: Option<Vec<NaiveDate>>,
    #[schema(max_length = 200)]
    description: Option<String>,
}

/// A price.
#[derive(Debug, Default, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CostBody {
    #[schema(max_length = 200)]
    option: Option<String>,
    /// Pence; 0 is free.
    #[schema(maximum = 1000000)]
    amount_pence: Option<u32>,
    /// `GBP`.
    #[schema(pattern = r"^([\s\p{C}]*|GBP)$")]
    currency: Option<String>,
    #[schema(max_length = 200)]
    amount_description: Option<String>,
}

/// Who may come.
#[derive(Debug, Default, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct EligibilityBody {
    #[schema(max_length = 10000)]
    description: Option<String>,
    #[schema(maximum = 120)]
    minimum_age: Option<u8>,
    /// Not less than the other.
    #[schema(maximum = 120)]
    maximum_age: Option<u8>,
}

/// An area that is served.
#[derive(Debug, Default, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AreaBody {
    #[schema(max_length = 200)]
    name: Option<String>,
    /// GSS code.
    #[schema(max_length = 200)]
    code: Option<String>,
}

/// A category.
#[derive(Debug, Default, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TermBody {
    #[schema(value_type = SaidLine)]
    vocabulary: String,
    #[schema(value_type = SaidLine)]
    code: String,
    #[schema(value_type = SaidLine)]
    name: String,
}

/// How one can come to it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(pattern = "^(in_person|phone|online|home)$", example = "in_person")]
struct WayToAttend(String);

/// A day of the week, in English.
#[derive(Debug, Serialize, ToSchema)]
#[schema(
    pattern = "^(Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)$",
    example = "Tuesday"
)]
struct DayOfWeek(String);

/// Which in a month; -1 is the last.
#[derive(Debug, Serialize, ToSchema)]
#[schema(minimum = -1, maximum = 4)]
struct WeekOfMonth(i8);

/// Makes a body ready for the directory: whole numbers are written as such, and no text is longer, as it
/// was sent, than the document says. The directory counts what is left when it has cleaned a text.
pub(crate) fn make_ready(request: &HttpRequest, body: &mut Value) -> Result<(), Refusal> {
    make_whole(body);
    let mut flaws = Vec::new();
    measure(body, String::new(), LINE, &mut flaws);
    if flaws.is_empty() {
        return Ok(());
    }
    Err(Refusal::of(request, &Error::Unfit(flaws)))
}

fn measure(value: &Value, pointer: String, most: usize, flaws: &mut Vec<Flaw>) {
    match value {
        Value::String(text) => {
            let count = text.chars().count();
            if count > most {
                flaws.push(Flaw {
                    pointer,
                    message: too_long(count, most),
                    example: None,
                });
            }
        }
        Value::Array(list) => {
            for (at, one) in list.iter().enumerate() {
                measure(one, format!("{pointer}/{at}"), most, flaws);
            }
        }
        Value::Object(fields) => {
            for (name, one) in fields {
                let most = match (pointer.as_str(), name.as_str()) {
                    (_, "hours_text" | "application_process")
                    | ("" | "/organization" | "/eligibility", "description") => PROSE,
                    _ => LINE,
                };
                let name = name.replace('~', "~0").replace('/', "~1");
                measure(one, format!("{pointer}/{name}"), most, flaws);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{LINE, PROSE, measure};

    fn too_long(body: &Value) -> Vec<String> {
        let mut flaws = Vec::new();
        measure(body, String::new(), LINE, &mut flaws);
        flaws.into_iter().map(|flaw| flaw.pointer).collect()
    }

    #[test]
    fn a_line_is_shorter_than_a_description() {
        let (line, prose) = ("x".repeat(LINE), "x".repeat(PROSE));
        let body = json!({
            "name": line,
            "description": prose,
            "organization": {"name": "Lunch", "description": prose},
            "phones": [{"number": "1", "description": line}],
        });
        assert!(too_long(&body).is_empty());
        let body = json!({
            "name": format!("{line}\u{200b}"),
            "hours_text": format!("{prose}x"),
            "phones": [{"description": prose}],
        });
        assert_eq!(
            too_long(&body),
            ["/hours_text", "/name", "/phones/0/description"]
        );
    }
}
