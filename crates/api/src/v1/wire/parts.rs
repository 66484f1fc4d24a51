//! The parts that hang off a listing, named as in Open Referral UK.

use chrono::{NaiveDate, NaiveTime, Timelike as _};
use domain::postcode::Postcode;
use domain::schedule::{self, Frequency};
use domain::service::{self, Attendance, Capacity, Precision, ServiceStatus};
use serde::{Serialize, Serializer};
use utoipa::ToSchema;

/// A place where the service happens.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Location<'a> {
    /// The venue's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<&'a str>,
    /// Address lines, without the postcode.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub(crate) address: &'a [String],
    /// Postcode.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub(crate) postcode: Option<&'a Postcode>,
    /// Degrees north (WGS84).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) latitude: Option<f64>,
    /// Degrees east (WGS84).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) longitude: Option<f64>,
    /// `given` by the source, or the middle of a `postcode` or an `outward` code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) precision: Option<&'static str>,
    /// GSS code of the local authority.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) local_authority: Option<&'a str>,
    /// True for a place of which only the area is told, such as a refuge.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) area_only: bool,
    /// Times that hold for this place.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) schedules: Vec<Schedule<'a>>,
}

/// A repeating session, in local time.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Schedule<'a> {
    /// `weekly`, `fortnightly`, `monthly` or `once`.
    pub(crate) frequency: &'static str,
    /// English names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) weekdays: Vec<&'static str>,
    /// For a monthly one: 1 to 4, or −1 for the last.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub(crate) weeks_of_month: &'a [i8],
    /// `10:00`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub(crate) opens_at: Option<HourAndMinute>,
    /// `12:30`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub(crate) closes_at: Option<HourAndMinute>,
    /// First possible day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) valid_from: Option<NaiveDate>,
    /// Last possible day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) valid_to: Option<NaiveDate>,
    /// Only in school terms.
    pub(crate) term_time_only: bool,
    /// A rule of iCalendar, where weekdays cannot say when it comes round.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rrule: Option<&'a str>,
    /// Dates on which it does not happen although it otherwise would.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub(crate) exdates: &'a [NaiveDate],
    /// Dates on which it happens besides.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub(crate) rdates: &'a [NaiveDate],
    /// What else the source says of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<&'a str>,
}

/// `10:00`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HourAndMinute(NaiveTime);

impl Serialize for HourAndMinute {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{:02}:{:02}", self.0.hour(), self.0.minute()))
    }
}

/// Who runs it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Organization {
    /// Name.
    pub(crate) name: String,
    /// Plain text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
    /// Web site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) website: Option<String>,
    /// Role mailbox.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) email: Option<String>,
    /// Registered numbers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) identifiers: Vec<Identifier>,
}

/// A number in a register.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Identifier {
    /// org-id.guide list, such as `GB-CHC`.
    pub(crate) scheme: String,
    /// The number.
    pub(crate) identifier: String,
    /// The date of the register that confirms it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) confirmed_on: Option<NaiveDate>,
}

/// A telephone.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Phone {
    /// As people dial it.
    pub(crate) number: String,
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
}

/// Somebody to ask.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Contact {
    /// Name of a desk, or of a person who agreed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    /// Role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) title: Option<String>,
    /// Mailbox.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) email: Option<String>,
    /// Telephones.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) phones: Vec<Phone>,
}

/// A price.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CostOption {
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) option: Option<String>,
    /// Pence; 0 is free.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) amount_pence: Option<u32>,
    /// Always `GBP`.
    pub(crate) currency: &'static str,
    /// The source's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) amount_description: Option<String>,
}

/// Who may come.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Eligibility {
    /// The source's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
    /// Years.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) minimum_age: Option<u8>,
    /// Years.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) maximum_age: Option<u8>,
}

/// An area that is served.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ServiceArea {
    /// As people call it.
    pub(crate) name: String,
    /// GSS code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) code: Option<String>,
}

/// A category.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TaxonomyTerm {
    /// The vocabulary it is from.
    pub(crate) vocabulary: String,
    /// Its code there.
    pub(crate) code: String,
    /// What people read.
    pub(crate) name: String,
}

impl<'a> Location<'a> {
    pub(crate) fn of(at: &'a service::ServiceAtLocation) -> Self {
        let location = &at.location;
        Self {
            name: location.name.as_deref(),
            address: &location.address,
            postcode: location.postcode.as_ref(),
            latitude: location.position.map(|position| position.latitude),
            longitude: location.position.map(|position| position.longitude),
            precision: location.precision.map(|precision| match precision {
                Precision::Given => "given",
                Precision::Postcode => "postcode",
                Precision::Outward => "outward",
            }),
            local_authority: location.local_authority.as_deref(),
            area_only: location.area_only,
            schedules: at.schedules.iter().map(Schedule::of).collect(),
        }
    }
}

impl<'a> Schedule<'a> {
    pub(crate) fn of(schedule: &'a schedule::Schedule) -> Self {
        Self {
            frequency: match schedule.frequency {
                Frequency::Weekly => "weekly",
                Frequency::Fortnightly => "fortnightly",
                Frequency::Monthly => "monthly",
                Frequency::Once => "once",
            },
            weekdays: schedule
                .weekdays
                .iter()
                .map(|day| schedule::weekday_name(*day))
                .collect(),
            weeks_of_month: &schedule.weeks_of_month,
            opens_at: schedule.opens_at.map(HourAndMinute),
            closes_at: schedule.closes_at.map(HourAndMinute),
            valid_from: schedule.valid_from,
            valid_to: schedule.valid_to,
            term_time_only: schedule.term_time_only,
            rrule: schedule.rrule.as_deref(),
            exdates: &schedule.exdates,
            rdates: &schedule.rdates,
            description: schedule.description.as_deref(),
        }
    }
}

impl Organization {
    pub(crate) fn of(organization: &service::Organization) -> Self {
        Self {
            name: organization.name.clone(),
            description: organization.description.clone(),
            website: organization.website.clone(),
            email: organization.email.clone(),
            identifiers: organization
                .identifiers
                .iter()
                .map(|number| Identifier {
                    scheme: number.scheme.clone(),
                    identifier: number.identifier.clone(),
                    confirmed_on: number.confirmed_on,
                })
                .collect(),
        }
    }
}

impl Phone {
    pub(crate) fn of(phone: &service::Phone) -> Self {
        Self {
            number: phone.number.clone(),
            description: phone.description.clone(),
        }
    }
}

impl Contact {
    pub(crate) fn of(contact: &service::Contact) -> Self {
        Self {
            name: contact.name.clone(),
            title: contact.title.clone(),
            email: contact.email.clone(),
            phones: contact.phones.iter().map(Phone::of).collect(),
        }
    }
}

impl CostOption {
    pub(crate) fn of(cost: &service::CostOption) -> Self {
        Self {
            option: cost.option.clone(),
            amount_pence: cost.amount_pence,
            currency: "GBP",
            amount_description: cost.amount_description.clone(),
        }
    }
}

impl Eligibility {
    pub(crate) fn of(eligibility: &service::Eligibility) -> Option<Self> {
        (!eligibility.is_empty()).then(|| Self {
            description: eligibility.description.clone(),
            minimum_age: eligibility.minimum_age,
            maximum_age: eligibility.maximum_age,
        })
    }
}

impl ServiceArea {
    pub(crate) fn of(area: &service::ServiceArea) -> Self {
        Self {
            name: area.name.clone(),
            code: area.code.clone(),
        }
    }
}

impl TaxonomyTerm {
    pub(crate) fn of(term: &service::TaxonomyTerm) -> Self {
        Self {
            vocabulary: term.vocabulary.clone(),
            code: term.code.clone(),
            name: term.name.clone(),
        }
    }
}

pub(crate) fn status_word(status: ServiceStatus) -> &'static str {
    match status {
        ServiceStatus::Active => "active",
        ServiceStatus::Inactive => "inactive",
        ServiceStatus::Defunct => "defunct",
        ServiceStatus::TemporarilyClosed => "temporarily_closed",
    }
}

pub(crate) fn attendance_word(attendance: Attendance) -> &'static str {
    match attendance {
        Attendance::InPerson => "in_person",
        Attendance::Phone => "phone",
        Attendance::Online => "online",
        Attendance::Home => "home",
    }
}

pub(crate) fn capacity_word(capacity: Capacity) -> &'static str {
    match capacity {
        Capacity::Open => "open",
        Capacity::WaitingList => "waiting_list",
        Capacity::Full => "full",
    }
}

/// The name that serde gives to one of a closed list.
pub(crate) fn word(one: impl Serialize) -> String {
    let value = serde_json::to_value(one).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}
