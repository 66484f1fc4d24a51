//! The one thing that would help people most to know, where an entry does not say it yet.

use crate::service::{Attendance, Service};

/// Something to add, in the order in which people ask for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Useful {
    /// What it is.
    Description,
    /// Where it is, or whom it serves.
    Place,
    /// When it is.
    Times,
    /// How to reach it.
    Contact,
    /// What it costs.
    Cost,
    /// Who can come.
    WhoCanCome,
    /// How to join.
    HowToJoin,
    /// Whether new people can come now.
    Capacity,
    /// Step-free access and the like.
    Accessibility,
    /// Its web page.
    WebPage,
}

impl Useful {
    /// The name on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Description => "description",
            Self::Place => "locations",
            Self::Times => "schedules",
            Self::Contact => "contact",
            Self::Cost => "cost_options",
            Self::WhoCanCome => "eligibility",
            Self::HowToJoin => "application_process",
            Self::Capacity => "capacity",
            Self::Accessibility => "accessibility",
            Self::WebPage => "website",
        }
    }

    /// What to add and why, as a sentence for people.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Description => {
                "Say in a few sentences what happens, so that people know whether it is for them."
            }
            Self::Place => {
                "Say where it is, or which area you serve, so that people near by find you."
            }
            Self::Times => "Say when it happens, so that people come at the right time.",
            Self::Contact => {
                "Give a telephone number or an e-mail address, so that people can ask."
            }
            Self::Cost => {
                "Say what it costs, or that it is free. Many people stay away for not knowing."
            }
            Self::WhoCanCome => "Say who can come, and from what age.",
            Self::HowToJoin => "Say how to join: just turn up, or ring first.",
            Self::Capacity => "Say whether you are taking new people now.",
            Self::Accessibility => "Say whether somebody in a wheelchair can get in.",
            Self::WebPage => "Add your web page, if you have one.",
        }
    }
}

/// The most useful thing to add; `None` when all of it is there.
#[must_use]
pub fn next_useful(service: &Service) -> Option<Useful> {
    let is_elsewhere = service
        .attendance
        .iter()
        .any(|way| *way != Attendance::InPerson);
    let has_place = service.locations().next().is_some() || !service.service_areas.is_empty();
    let has_contact = service.email.is_some()
        || !service.phones.is_empty()
        || service
            .contacts
            .iter()
            .any(|contact| contact.email.is_some() || !contact.phones.is_empty());
    let has_times = service.all_schedules().next().is_some() || service.hours_text.is_some();
    let gaps = [
        (service.description.is_none(), Useful::Description),
        (!has_place && !is_elsewhere, Useful::Place),
        (!has_times, Useful::Times),
        (!has_contact, Useful::Contact),
        (service.cost_options.is_empty(), Useful::Cost),
        (service.eligibility.is_empty(), Useful::WhoCanCome),
        (service.application_process.is_none(), Useful::HowToJoin),
        (service.capacity.is_none(), Useful::Capacity),
        (
            service.accessibility.is_empty() && has_place,
            Useful::Accessibility,
        ),
        (service.url.is_none(), Useful::WebPage),
    ];
    gaps.into_iter()
        .find(|(is_missing, _)| *is_missing)
        .map(|(_, useful)| useful)
}

#[cfg(test)]
mod tests {
    use super::{Useful, next_useful};
    use crate::service::{Attendance, Capacity, CostOption, Service};

    #[test]
    fn one_thing_at_a_time_and_the_most_wanted_first() {
        let mut service = Service::default();
        assert_eq!(next_useful(&service), Some(Useful::Description));
        service.description = Some("Lunch".into());
        assert_eq!(next_useful(&service), Some(Useful::Place));
        service.attendance = vec![Attendance::Phone];
        assert_eq!(next_useful(&service), Some(Useful::Times));
        service.hours_text = Some("Tuesdays".into());
        assert_eq!(next_useful(&service), Some(Useful::Contact));
        service.email = Some("desk@lunchclub.org.uk".into());
        assert_eq!(next_useful(&service), Some(Useful::Cost));
        service.cost_options = vec![CostOption::default()];
        service.eligibility.minimum_age = Some(60);
        service.application_process = Some("Ring first".into());
        service.capacity = Some(Capacity::Open);
        service.url = Some("https://lunchclub.org.uk/".into());
        assert_eq!(next_useful(&service), None);
    }
}
