//! The questions, one a page: what each asks, shows, and makes of the answer.

mod fields;
mod taking;

use directory::{Error, Violation};
use domain::service::{Location, Service};

pub(super) use fields::Field;

use super::read::Answers;
use super::work::Work;
use crate::Pages;
use crate::wording::field_lines;

/// A question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Name,
    About,
    Place,
    Times,
    Cost,
    Who,
    Join,
    Access,
    Contact,
    Running,
}

impl Step {
    /// The first.
    pub(super) const FIRST: Self = Self::Name;
    /// All, in order.
    pub(super) const ALL: [Self; 10] = [
        Self::Name,
        Self::About,
        Self::Place,
        Self::Times,
        Self::Cost,
        Self::Who,
        Self::Join,
        Self::Access,
        Self::Contact,
        Self::Running,
    ];

    /// The question of that name in an address.
    pub(super) fn named(slug: &str) -> Result<Self, Error> {
        Self::ALL
            .into_iter()
            .find(|step| step.slug() == slug)
            .ok_or_else(|| Error::NotFound {
                what: "page",
                name: slug.to_owned(),
            })
    }

    /// The one after it.
    pub(super) fn next(self) -> Option<Self> {
        let mut all = Self::ALL.into_iter().skip_while(|step| *step != self);
        all.nth(1)
    }

    /// Its name in addresses.
    pub(super) fn slug(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::About => "about",
            Self::Place => "place",
            Self::Times => "times",
            Self::Cost => "cost",
            Self::Who => "who",
            Self::Join => "join",
            Self::Access => "access",
            Self::Contact => "contact",
            Self::Running => "running",
        }
    }

    /// What it is about, in a word or two.
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Name => "Name",
            Self::About => "What happens",
            Self::Place => "Where",
            Self::Times => "When",
            Self::Cost => "Cost",
            Self::Who => "Who can come",
            Self::Join => "How to join",
            Self::Access => "Access and languages",
            Self::Contact => "How to get in touch",
            Self::Running => "Taking new people",
        }
    }

    /// The heading of its page.
    pub(super) fn question(self) -> &'static str {
        match self {
            Self::Name => "What is it called?",
            Self::About => "What happens there?",
            Self::Place => "Where is it?",
            Self::Times => "When is it?",
            Self::Cost => "What does it cost?",
            Self::Who => "Who can come?",
            Self::Join => "How do people join?",
            Self::Access => "Access and languages",
            Self::Contact => "How can people get in touch?",
            Self::Running => "Are you taking new people?",
        }
    }

    /// What stands above the fields.
    pub(super) fn lines(self, work: &Work) -> Vec<String> {
        match self {
            Self::Times => vec![
                "One session on each line, as you would say it: every Tuesday 10 to 12, not in school holidays."
                    .to_owned(),
            ],
            Self::Place if work.service.service_at_locations.len() > 1 => vec![format!(
                "There are {} places. Change each of them on its own; what you answer below is for all of them.",
                work.service.service_at_locations.len()
            )],
            Self::Contact => vec![
                "Everybody can read what you write here. Use a number and an address of the group where you can."
                    .to_owned(),
            ],
            _ => Vec::new(),
        }
    }

    /// What is said about it so far.
    pub(super) fn said(self, service: &Service) -> Vec<String> {
        use domain::listing::Field as F;
        let fields: &[F] = match self {
            Self::Name => &[F::Name, F::Organization],
            Self::About => &[F::Description],
            Self::Place => &[F::ServiceAtLocations, F::Attendance, F::ServiceAreas],
            Self::Times => &[F::Schedules],
            Self::Cost => &[F::CostOptions],
            Self::Who => &[F::Eligibility],
            Self::Join => &[F::ApplicationProcess],
            Self::Access => &[F::Accessibility, F::Languages],
            Self::Contact => &[F::Phones, F::Email, F::Url, F::Contacts],
            Self::Running => &[F::Capacity, F::Status],
        };
        let lines: Vec<String> = fields
            .iter()
            .flat_map(|field| field_lines(*field, service))
            .collect();
        if lines.is_empty() {
            vec!["Not said yet".to_owned()]
        } else {
            lines
        }
    }

    /// The fields with what is written so far.
    pub(super) fn fields(self, work: &Work) -> Vec<Field> {
        fields::of(self, work)
    }

    /// The fields as they were sent, for a page that says what is wrong.
    pub(super) fn fields_as_sent(self, work: &Work, sent: &Answers<'_>) -> Vec<Field> {
        let mut all = fields::of(self, work);
        for field in &mut all {
            field.fill(sent);
        }
        all
    }

    /// The fields of one place among several.
    pub(super) fn of_place(known: Option<&Location>, sent: Option<&Answers<'_>>) -> Vec<Field> {
        let mut all = fields::location(known);
        if let Some(sent) = sent {
            for field in &mut all {
                field.fill(sent);
            }
        }
        all
    }

    /// A place as it was sent, where another was said before; nothing where none is said.
    pub(super) fn take_place(
        sent: &Answers<'_>,
        before: Location,
        pages: &Pages,
    ) -> Result<Option<Location>, Vec<Violation>> {
        taking::location(sent, before, pages)
    }

    /// Takes an answer over; what is wrong with it is told, and then nothing is taken.
    pub(super) fn take(self, sent: &Answers<'_>, work: &mut Work, pages: &Pages) -> Vec<Violation> {
        let mut service = work.service.clone();
        let wrong = taking::take(self, sent, work, &mut service, pages);
        if wrong.is_empty() {
            work.service = service;
        }
        wrong
    }
}
