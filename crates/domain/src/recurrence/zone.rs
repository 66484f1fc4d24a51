//! Time zones by the names that calendars give them.

use chrono_tz::Tz;

/// Names that Windows gives to zones which calendars in this country carry, each with the name of
/// the tz database. From Unicode CLDR's windowsZones (territory 001); the rest is refused, not guessed.
const WINDOWS: &[(&str, Tz)] = &[
    ("GMT Standard Time", Tz::Europe__London),
    ("Greenwich Standard Time", Tz::Atlantic__Reykjavik),
    ("W. Europe Standard Time", Tz::Europe__Berlin),
    ("Romance Standard Time", Tz::Europe__Paris),
    ("Central Europe Standard Time", Tz::Europe__Budapest),
    ("Central European Standard Time", Tz::Europe__Warsaw),
    ("E. Europe Standard Time", Tz::Europe__Chisinau),
    ("GTB Standard Time", Tz::Europe__Bucharest),
    ("FLE Standard Time", Tz::Europe__Kiev),
    ("Turkey Standard Time", Tz::Europe__Istanbul),
    ("Eastern Standard Time", Tz::America__New_York),
    ("Central Standard Time", Tz::America__Chicago),
    ("Mountain Standard Time", Tz::America__Denver),
    ("Pacific Standard Time", Tz::America__Los_Angeles),
    ("India Standard Time", Tz::Asia__Kolkata),
    ("UTC", Tz::UTC),
];

/// The zone of a name: of the tz database ("Europe/London"), or as Windows has it ("GMT Standard
/// Time"). Quotes around it and the prefix of a global identifier are passed over.
#[must_use]
pub fn zone(name: &str) -> Option<Tz> {
    let name = name.trim().trim_matches('"');
    let windows = WINDOWS.iter().find(|(windows, _)| *windows == name);
    if let Some((_, zone)) = windows {
        return Some(*zone);
    }
    // "/freeassociation.sourceforge.net/Europe/London"
    let parts: Vec<&str> = name.split('/').collect();
    (0..parts.len()).find_map(|from| parts[from..].join("/").parse().ok())
}
