//! How people take part, where a source has no field for it and says so in its words.
//!
//! "Alternate Wednesdays, 2pm, online" is online, "calls between 10am and 4pm" is by phone. It is
//! looked for where times and names stand, and in a description only in words that can mean nothing
//! else: help with online forms is not online help.

use crate::service::{Attendance, Service};
use crate::text;

/// Beside the times.
const IN_HOURS: [(Attendance, &[&str]); 3] = [
    (
        Attendance::Online,
        &[
            " online ",
            " zoom ",
            " by video ",
            " video call ",
            " virtual ",
            " ms teams ",
        ],
    ),
    (
        Attendance::Phone,
        &[
            " by phone ",
            " by telephone ",
            " phone or text ",
            " calls between ",
            " one call a week ",
            " helpline ",
        ],
    ),
    (
        Attendance::Home,
        &[" at home ", " home visit ", " home visits "],
    ),
];
/// In a name, at its end or before what people come to.
const IN_NAME: [(Attendance, &[&str]); 3] = [
    (
        Attendance::Online,
        &[
            " online group ",
            " online meeting ",
            " online course ",
            " online support ",
            " online class ",
            " zoom ",
            " virtual ",
        ],
    ),
    (
        Attendance::Phone,
        &[
            " helpline ",
            " phone line ",
            " telephone circle ",
            " telephone befriending ",
            " phone friends ",
            " phone befriending ",
        ],
    ),
    (Attendance::Home, &[" home visiting ", " home visits "]),
];
/// In a description.
const IN_TEXT: [(Attendance, &[&str]); 3] = [
    (
        Attendance::Online,
        &[
            " online group ",
            " meet online ",
            " meets online ",
            " join online ",
            " join by video ",
            " meet by video ",
            " on zoom ",
            " via zoom ",
            " over zoom ",
            " by zoom ",
            " online sessions ",
            " held online ",
            " runs online ",
            " online meetings ",
            " online classes ",
            " both online and ",
            " online or in person ",
            " in person or online ",
            " in person and online ",
            " online and in person ",
        ],
    ),
    (
        Attendance::Phone,
        &[
            " telephone support ",
            " rings you ",
            " over the phone ",
            " by telephone or ",
        ],
    ),
    (
        Attendance::Home,
        &[
            " visit you at home ",
            " visits you at home ",
            " in your own home ",
            " come to your home ",
        ],
    ),
];

/// The ways in which people take part: as the source has it, or as its words say; a place to go to is
/// in person.
#[must_use]
pub fn of(service: &Service) -> Vec<Attendance> {
    if !service.attendance.is_empty() {
        return service.attendance.clone();
    }
    let mut ways = Vec::new();
    if !service.service_at_locations.is_empty() {
        ways.push(Attendance::InPerson);
    }
    let name = folded(&service.name);
    // "Long Covid group (online)"; one that helps to get there is called so too.
    if name.ends_with(" online ")
        && !name.contains(" get online ")
        && !name.contains(" getting online ")
    {
        ways.push(Attendance::Online);
    }
    let hours = service.hours_text.as_deref().map(folded);
    let text = service.description.as_deref().map(folded);
    let read = [(Some(name), IN_NAME), (hours, IN_HOURS), (text, IN_TEXT)];
    for (words, table) in read {
        let Some(words) = words else { continue };
        for (way, names) in table {
            if names.iter().any(|name| words.contains(name)) {
                ways.push(way);
            }
        }
    }
    ways.sort_unstable();
    ways.dedup();
    ways
}

fn folded(words: &str) -> String {
    format!(" {} ", text::fold(words))
}

#[cfg(test)]
mod tests {
    use super::of;
    use crate::service::{Attendance, Service, ServiceAtLocation};

    fn check(name: &str, hours: &str, text: &str, has_place: bool, expected: &[Attendance]) {
        let service = Service {
            name: name.to_owned(),
            hours_text: Some(hours.to_owned()),
            description: Some(text.to_owned()),
            service_at_locations: vec![ServiceAtLocation::default(); usize::from(has_place)],
            ..Service::default()
        };
        assert_eq!(of(&service), expected, "{name}, {hours}, {text}");
    }

    #[test]
    fn times_names_and_plain_sentences_tell_the_way() {
        use Attendance::{Home, InPerson, Online, Phone};
        check("Group", "Wednesdays 2pm, online", "", false, &[Online]);
        check("Long Covid group (online)", "", "", false, &[Online]);
        check(
            "Carers' evening",
            "Wednesdays, in person and online",
            "",
            true,
            &[InPerson, Online],
        );
        check("Circle", "Sundays 4pm, by telephone", "", false, &[Phone]);
        check("Home visiting", "", "", false, &[Home]);
        check(
            "Peer group",
            "",
            "Many of us cannot get to a hall, so we meet by video.",
            false,
            &[Online],
        );
    }

    #[test]
    fn help_with_what_is_online_is_not_online() {
        use Attendance::InPerson;
        check("Online forms help", "Tuesdays", "", true, &[InPerson]);
        check("Help to get online", "", "", true, &[InPerson]);
        check(
            "Digital buddies",
            "",
            "The NHS app, video calls and online shopping. Book online or by phone.",
            true,
            &[InPerson],
        );
        check("Talk", "", "Learn to get online.", false, &[]);
    }

    #[test]
    fn the_field_of_a_source_is_believed() {
        let service = Service {
            name: "Online group".to_owned(),
            attendance: vec![Attendance::Phone],
            ..Service::default()
        };
        assert_eq!(of(&service), [Attendance::Phone]);
    }
}
