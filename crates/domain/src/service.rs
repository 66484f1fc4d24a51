//! A service as Open Referral UK (HSDS 3) describes one, with everything that hangs off it.
//!
//! One [`Service`] value is the body of a statement (what one source says) and of a listing (what
//! we say after folding): the same shape on both sides is what makes folding a field-by-field rule.
//! Field names are HSDS's. Text is plain text in NFC; what a source wrote as HTML has been turned
//! into paragraphs before it gets here.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::listing::Field;
use crate::position::Position;
use crate::postcode::Postcode;
use crate::schedule::Schedule;

/// What is offered, by whom, where, when and for whom.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Service {
    /// The name people know it by.
    pub name: String,
    /// Other names for the same service.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub alternate_names: Vec<String>,
    /// Plain text; paragraphs are parted by an empty line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The service's own page, absolute, http or https.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// A role mailbox.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Whether it runs.
    pub status: ServiceStatus,
    /// Of one that is shut for a while: the last day on which it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed_until: Option<NaiveDate>,
    /// Who runs it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization: Option<Organization>,
    /// How to ring.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub phones: Vec<Phone>,
    /// People and desks to ask.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<Contact>,
    /// Where it happens.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub service_at_locations: Vec<ServiceAtLocation>,
    /// When it happens, wherever that is (schedules of one place stand with that place).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub schedules: Vec<Schedule>,
    /// The source's own words about times; always kept, because a parsed schedule can be wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hours_text: Option<String>,
    /// What it costs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cost_options: Vec<CostOption>,
    /// Who it is for.
    #[serde(skip_serializing_if = "Eligibility::is_empty")]
    pub eligibility: Eligibility,
    /// Languages it is offered in, in English ("Portuguese").
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<String>,
    /// Step-free access, hearing loop and the like.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub accessibility: Vec<String>,
    /// The areas it serves.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub service_areas: Vec<ServiceArea>,
    /// Categories, each in the words of its vocabulary.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub taxonomy_terms: Vec<TaxonomyTerm>,
    /// In person, by phone, online, at home.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attendance: Vec<Attendance>,
    /// How to join: "just turn up", "ring first", "ask your GP".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application_process: Option<String>,
    /// Whether new people are being taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity: Option<Capacity>,
    /// The date on which a person last confirmed the details (HSDS `assured_date`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assured_date: Option<NaiveDate>,
    /// When the source says it last changed its record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<DateTime<Utc>>,
    /// Fields of which whoever speaks at first hand says that there is nothing, whatever others say:
    /// "we have no telephone". Of other sources, and in a listing, always empty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub denied: Vec<Field>,
}

/// Whether a service runs (HSDS `status`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceStatus {
    /// It runs.
    #[default]
    Active,
    /// It does not run now.
    Inactive,
    /// It has ended for good.
    Defunct,
    /// It is shut for a while.
    TemporarilyClosed,
}

/// A body that runs services.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Organization {
    /// The name.
    pub name: String,
    /// Plain text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Its site, absolute.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub website: Option<String>,
    /// A role mailbox.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Registered numbers, by org-id.guide scheme.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub identifiers: Vec<OrganizationIdentifier>,
    /// True where no source named an organization and the service's name stands in.
    pub inferred: bool,
}

/// A number in a register, such as `GB-CHC` 1234567.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct OrganizationIdentifier {
    /// An org-id.guide list code: `GB-CHC` (charity), `GB-COH` (company).
    pub scheme: String,
    /// The number.
    pub identifier: String,
    /// The date of the register that confirms it, where one does. Set when a listing is shown; no
    /// source says it, and it is never stored.
    #[serde(skip)]
    pub confirmed_on: Option<NaiveDate>,
}

impl OrganizationIdentifier {
    /// A number as a source says it.
    #[must_use]
    pub fn new(scheme: impl Into<String>, identifier: impl Into<String>) -> Self {
        Self {
            scheme: scheme.into(),
            identifier: identifier.into(),
            confirmed_on: None,
        }
    }
}

/// A telephone number as people dial it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Phone {
    /// National form with spaces, "020 7946 0018".
    pub number: String,
    /// What it is for: "helpline, Monday to Friday".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// Somebody to ask. A named person is published only where the source may do so.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Contact {
    /// A person's name or a desk's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Mailbox.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Numbers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub phones: Vec<Phone>,
    /// True when this is about a private person: kept in the statement, left out of every output.
    pub personal: bool,
}

/// One place where the service happens (HSDS `service_at_location`).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ServiceAtLocation {
    /// The place.
    pub location: Location,
    /// When it happens there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub schedules: Vec<Schedule>,
}

/// A place.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Location {
    /// The venue's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Street and town, one line each, without the postcode.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub address: Vec<String>,
    /// Full postcode.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postcode: Option<Postcode>,
    /// Where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// How the position came to be known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub precision: Option<Precision>,
    /// Unique property reference number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uprn: Option<u64>,
    /// GSS code of the local authority the place lies in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub local_authority: Option<String>,
    /// True for a refuge or a home: only the area is ever published.
    pub area_only: bool,
}

/// How exactly a place is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// The source gave coordinates.
    Given,
    /// The centre of the postcode's addresses.
    Postcode,
    /// The centre of the outward code.
    Outward,
}

/// What it costs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CostOption {
    /// What the price is for: "concession", "per session".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub option: Option<String>,
    /// Pence; 0 is free.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount_pence: Option<u32>,
    /// The source's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount_description: Option<String>,
}

/// Who it is for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Eligibility {
    /// The source's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Years.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum_age: Option<u8>,
    /// Years.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_age: Option<u8>,
}

impl Eligibility {
    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// An area that is served.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
pub struct ServiceArea {
    /// As people call it.
    pub name: String,
    /// GSS code of a named authority, ward, region or country, or an outward code; none when the
    /// words were not understood, which means "ask", never "no".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Its outline as GeoJSON in WGS84 (HSDS `extent` of `extent_type` geojson), where a source drew it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extent: Option<String>,
}

/// A category in the words of one vocabulary.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TaxonomyTerm {
    /// Which vocabulary: `fingerpost:need` is ours, anything else is a source's own.
    pub vocabulary: String,
    /// Stable within the vocabulary.
    pub code: String,
    /// What people read.
    pub name: String,
}

/// How people take part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attendance {
    /// At a place.
    InPerson,
    /// By telephone.
    Phone,
    /// Over the internet.
    Online,
    /// Somebody comes to you.
    Home,
}

/// Whether new people are being taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Capacity {
    /// Taking people now.
    Open,
    /// There is a waiting list.
    WaitingList,
    /// Full.
    Full,
}

impl Service {
    /// Takes back that it is closed for a while, once that while is over on `today`: it runs again.
    /// **Whoever shows a service shows one that went through here**: a fold does.
    pub fn reopen(&mut self, today: NaiveDate) {
        let is_over = self.closed_until.is_some_and(|until| until < today);
        if is_over && self.status == ServiceStatus::TemporarilyClosed {
            self.status = ServiceStatus::Active;
            self.closed_until = None;
        }
    }

    /// Every place, each with its own schedules.
    pub fn locations(&self) -> impl Iterator<Item = &Location> {
        self.service_at_locations.iter().map(|at| &at.location)
    }

    /// Every schedule, of the service and of its places.
    pub fn all_schedules(&self) -> impl Iterator<Item = &Schedule> {
        self.schedules.iter().chain(
            self.service_at_locations
                .iter()
                .flat_map(|at| &at.schedules),
        )
    }

    /// Whether a source says that it costs nothing.
    #[must_use]
    pub fn is_free(&self) -> bool {
        self.cost_options
            .iter()
            .any(|cost| cost.amount_pence == Some(0))
    }
}
