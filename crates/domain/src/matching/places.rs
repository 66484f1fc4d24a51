//! Places: how near two are, by postcode, street, house number, venue and metres.

use std::collections::BTreeSet;

use super::words::{Word, word};
use crate::position::Position;
use crate::service::{Location, Precision};
use crate::text;

/// Two positions nearer than this, in metres, can be one building.
const CLOSE_M: f64 = 150.0;
/// Within a walk, in metres.
const NEAR_M: f64 = 1_000.0;
/// Within one part of a town, in metres.
const DISTRICT_M: f64 = 3_000.0;

/// One place of a statement.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Place {
    pub(super) postcode: Option<String>,
    pub(super) outward: Option<String>,
    /// Known to a building or a postcode; a position that is only the district's centre is none.
    position: Option<Position>,
    /// Streets, without numbers: "walworth road".
    streets: BTreeSet<String>,
    /// House numbers, without letters.
    numbers: BTreeSet<String>,
    /// Names of buildings, their words sorted.
    venues: BTreeSet<String>,
    /// Hashes of every word of the address.
    pub(super) words: Vec<u32>,
}

/// How near two places are, nearest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum PlaceLevel {
    /// The same door: street and number, or building.
    Door,
    /// The same postcode.
    Postcode,
    /// Within 150 m.
    Close,
    /// The same street or building's name in one district.
    Street,
    /// The same postcode, another number in the same street.
    OtherDoor,
    /// Within 1 km, or in one postcode sector.
    Near,
    /// Within 3 km, or in one postcode district.
    District,
    /// Farther.
    Far,
}

/// The nearness of the nearest two places of two statements.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Nearness {
    pub(super) level: PlaceLevel,
    /// Metres between them, where both positions are known.
    pub(super) metres: Option<f64>,
}

impl Place {
    /// Nothing when the location tells nothing.
    pub(super) fn of(location: &Location) -> Option<Self> {
        let position = location
            .position
            .filter(|_| location.precision != Some(Precision::Outward));
        let postcode = location.postcode.as_ref();
        let mut place = Self {
            postcode: postcode.map(|code| code.as_str().to_owned()),
            outward: postcode.map(|code| code.outward().to_owned()),
            position,
            ..Self::default()
        };
        for line in &location.address {
            place.read_line(line, false);
        }
        if let Some(venue) = &location.name {
            place.read_line(venue, true);
        }
        if place.outward.is_none() {
            place.outward = location
                .address
                .iter()
                .rev()
                .find_map(|line| outward_of(line));
        }
        let told = place.position.is_some() || place.outward.is_some() || !place.words.is_empty();
        told.then_some(place)
    }

    /// Streets, numbers and buildings of one line; the name of a venue is a building's whatever it is.
    fn read_line(&mut self, line: &str, is_venue: bool) {
        let mut number_before = false;
        for part in line.split([',', ';', '\n', '(', ')']) {
            let folded = text::fold(part);
            if folded.is_empty() {
                continue;
            }
            let words: Vec<Word> = folded.split(' ').map(word).collect();
            self.words.extend(words.iter().map(|w| w.id));
            let is_number = |w: &Word| w.text.starts_with(|c: char| c.is_ascii_digit());
            let numbered = number_before || words.iter().any(is_number);
            let name: Vec<&Word> = words
                .iter()
                .filter(|w| !is_number(w) && w.text != "the")
                .collect();
            number_before = name.is_empty();
            let last = name.last().map_or("", |w| w.text.as_str());
            // "Herne Hill" is a district, "12 Herne Hill" a street.
            let called_the = words.iter().any(|w| w.text == "the");
            let street = (name.len() > 1 || called_the)
                && (STREETS.contains(&last)
                    || ((numbered || called_the) && STREETS_WITH_NUMBER.contains(&last)));
            let building = is_venue || name.iter().any(|w| BUILDINGS.contains(&w.text.as_str()));
            if street {
                let street: Vec<&str> = name.iter().map(|w| w.text.as_str()).collect();
                self.streets.insert(street.join(" "));
            } else if building && name.iter().map(|w| w.bits).sum::<f64>() >= TELLING_VENUE {
                let mut venue: Vec<&str> = name.iter().map(|w| w.text.as_str()).collect();
                venue.sort_unstable();
                self.venues.insert(venue.join(" "));
            }
            if street || name.is_empty() {
                // "30a" and "30" are one door as far as lists are to be trusted.
                let numbers = words.iter().filter(|w| is_number(w)).map(|w| {
                    let bare = w.text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
                    bare.to_owned()
                });
                self.numbers.extend(numbers);
            }
        }
    }

    fn nearness(&self, other: &Self) -> Option<Nearness> {
        let metres = self
            .position
            .zip(other.position)
            .map(|(one, other)| one.distance_m(other));
        let level = self.level(other, metres)?;
        Some(Nearness { level, metres })
    }

    fn level(&self, other: &Self, metres: Option<f64>) -> Option<PlaceLevel> {
        let both = |of: fn(&Self) -> &Option<String>| of(self).as_ref().zip(of(other).as_ref());
        let postcode = both(|place| &place.postcode).is_some_and(|(a, b)| a == b);
        let district = both(|place| &place.outward).map(|(a, b)| a == b);
        let street = !self.streets.is_disjoint(&other.streets);
        let number = !self.numbers.is_disjoint(&other.numbers);
        let other_number = !self.numbers.is_empty() && !other.numbers.is_empty() && !number;
        let venue = !self.venues.is_disjoint(&other.venues);
        let other_street =
            !self.streets.is_empty() && !other.streets.is_empty() && !street && !venue;
        if postcode {
            return Some(if (street && number) || venue {
                PlaceLevel::Door
            } else if street && other_number {
                PlaceLevel::OtherDoor
            } else {
                PlaceLevel::Postcode
            });
        }
        // A postcode is mistyped or out of date more often than a street and number agree by chance.
        let around = metres.map_or(district.unwrap_or(true), |m| m <= DISTRICT_M);
        if around && street && number {
            return Some(PlaceLevel::Door);
        }
        if metres.is_some_and(|m| m <= CLOSE_M) && !other_street {
            return Some(PlaceLevel::Close);
        }
        let known_around = metres.map_or(district == Some(true), |m| m <= NEAR_M);
        if known_around && (street || venue) && !other_number {
            return Some(PlaceLevel::Street);
        }
        if let Some(metres) = metres {
            return Some(if metres <= NEAR_M {
                PlaceLevel::Near
            } else if metres <= DISTRICT_M {
                PlaceLevel::District
            } else {
                PlaceLevel::Far
            });
        }
        let sector = both(|place| &place.postcode)
            .is_some_and(|(a, b)| a[..a.len() - 2] == b[..b.len() - 2]);
        match district {
            Some(true) if sector => Some(PlaceLevel::Near),
            // An outward code alone tells that much and no more.
            Some(true) if self.postcode.is_none() || other.postcode.is_none() => None,
            Some(true) => Some(PlaceLevel::District),
            Some(false) => Some(PlaceLevel::Far),
            None => None,
        }
    }
}

/// The nearest two of two statements' places; nothing when none can be compared.
pub(super) fn nearest(a: &[Place], b: &[Place]) -> Option<Nearness> {
    a.iter()
        .flat_map(|one| b.iter().filter_map(|other| one.nearness(other)))
        .min_by(|x, y| {
            let metres = |n: &Nearness| n.metres.unwrap_or(f64::MAX);
            x.level
                .cmp(&y.level)
                .then_with(|| metres(x).total_cmp(&metres(y)))
        })
}

/// Whether no place of one can be a place of the other.
pub(super) fn far_apart(nearness: &Nearness) -> bool {
    match nearness.metres {
        Some(metres) => metres > NEAR_M && nearness.level >= PlaceLevel::Near,
        None => nearness.level == PlaceLevel::Far,
    }
}

/// An outward code that stands alone at the end of a line: "London SW9".
fn outward_of(line: &str) -> Option<String> {
    let last = line.split_whitespace().next_back()?;
    let bare = last.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    let letters = bare.bytes().take_while(u8::is_ascii_uppercase).count();
    let rest = &bare[letters..];
    let good = (1..=2).contains(&letters)
        && (1..=2).contains(&rest.len())
        && rest.starts_with(|c: char| c.is_ascii_digit())
        && rest
            .bytes()
            .all(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
    good.then(|| bare.to_owned())
}

/// Bits that a building's name must tell: every village has a hall.
const TELLING_VENUE: f64 = 9.5;

/// Words that end a street's name, as [`word`] leaves them.
const STREETS: [&str; 32] = [
    "approach",
    "avenue",
    "boulevard",
    "broadway",
    "circus",
    "close",
    "court",
    "crescent",
    "drive",
    "embankment",
    "esplanade",
    "gate",
    "grove",
    "lane",
    "mew",
    "parade",
    "passage",
    "place",
    "promenade",
    "quay",
    "rise",
    "road",
    "row",
    "square",
    "street",
    "terrace",
    "vale",
    "view",
    "walk",
    "way",
    "wharf",
    "yard",
];

/// Words that end a street's name when a number or "the" stands before it, else a district's or a
/// building's.
const STREETS_WITH_NUMBER: [&str; 9] = [
    "bank", "common", "cross", "garden", "green", "hill", "park", "precinct", "st",
];

/// Words of buildings' names.
const BUILDINGS: [&str; 41] = [
    "academy",
    "arcade",
    "arm",
    "bath",
    "building",
    "campus",
    "cathedral",
    "centre",
    "chapel",
    "church",
    "clinic",
    "club",
    "college",
    "complex",
    "gallery",
    "gym",
    "hall",
    "hospital",
    "hotel",
    "house",
    "hub",
    "institute",
    "leisure",
    "library",
    "lodge",
    "mall",
    "mill",
    "mosque",
    "museum",
    "pavilion",
    "pool",
    "precinct",
    "school",
    "settlement",
    "stadium",
    "studio",
    "surgery",
    "synagogue",
    "temple",
    "theatre",
    "tower",
];
