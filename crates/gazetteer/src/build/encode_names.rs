//! Packing names: the text they share, places, and the keys that they are found by, with what comes first.

use std::collections::HashMap;

use super::BuildError;
use super::draft::{Draft, PlaceDraft};
use super::encode_areas::AreaIndex;
use crate::area::{AreaCode, AreaKind};
use crate::gazetteer::Gazetteer;
use crate::layout::{KeyRecord, NO_AREA, PlaceRecord};
use crate::names::{PlaceKind, fold};

/// Texts, each written once.
#[derive(Default)]
pub(crate) struct Text {
    bytes: Vec<u8>,
    known: HashMap<String, (u32, u8)>,
}

impl Text {
    /// Where a text is, cut to 255 bytes at a letter's end.
    pub(crate) fn add(&mut self, text: &str) -> (u32, u8) {
        let text = text
            .get(..text.floor_char_boundary(255))
            .unwrap_or_default();
        if let Some(&known) = self.known.get(text) {
            return known;
        }
        let at = u32::try_from(self.bytes.len()).unwrap_or(u32::MAX);
        let place = (at, u8::try_from(text.len()).unwrap_or(u8::MAX));
        self.bytes.extend(text.bytes());
        self.known.insert(text.to_owned(), place);
        place
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        self.bytes
    }
}

/// The place table, and what the keys need to know of each.
pub(crate) struct Places {
    pub(crate) table: Vec<u8>,
    pub(crate) count: u32,
    weights: Vec<u16>,
}

/// Packs places; `near` tells which council each is in.
pub(crate) fn encode_places(
    draft: &Draft,
    near: &Gazetteer,
    index: &AreaIndex,
    text: &mut Text,
) -> Places {
    let mut places = Places {
        table: Vec::new(),
        count: 0,
        weights: Vec::new(),
    };
    for place in &draft.places {
        let council = council(place, near);
        let weight = place_weight(place, council);
        let (name_at, name_len) = text.add(&place.name);
        let micro = |degrees: f64| (degrees * 1e6).round() as i32;
        let record = PlaceRecord {
            latitude: micro(place.position.latitude),
            longitude: micro(place.position.longitude),
            name_at,
            name_len,
            kind: place.kind.number(),
            area: council
                .or(place.country)
                .map_or(NO_AREA, |code| index.own(code)),
            weight,
        };
        record.write(&mut places.table);
        places.weights.push(weight);
        places.count += 1;
    }
    places
}

/// The council of the nearest postcode, when that is near enough to speak for the place.
fn council(place: &PlaceDraft, near: &Gazetteer) -> Option<AreaCode> {
    const NEAR_ENOUGH_M: f64 = 6_000.0;
    let nearest = near
        .nearest(place.position)
        .filter(|nearest| nearest.distance_m < NEAR_ENOUGH_M)?;
    let council = nearest.entry.local_authority?.code;
    // A place on the Foyle is not in Argyll, however near Argyll's postcodes are.
    let same_country = place
        .country
        .is_none_or(|country| council.country() == Some(country));
    same_country.then_some(council)
}

/// Larger comes first: population on a log scale, with a little for London, since the compiled default is made for it.
fn place_weight(place: &PlaceDraft, council: Option<AreaCode>) -> u16 {
    let in_london = council.is_some_and(AreaCode::is_london_borough);
    let base = match place.kind {
        PlaceKind::Settlement => 8_000.0 + 1_000.0 * (f64::from(place.population) + 1.0).log2(),
        PlaceKind::Station => 12_000.0,
    };
    base as u16 + if in_london { 6_000 } else { 0 }
}

fn area_weight(code: AreaCode) -> Option<u16> {
    let in_london = code.is_london_borough();
    match code.kind() {
        AreaKind::Region if code.to_string() == "E12000007" => Some(60_000),
        AreaKind::Region => Some(30_000),
        AreaKind::LocalAuthority if in_london => Some(50_000),
        // Below the town of the same name, which is what people mean.
        AreaKind::LocalAuthority => Some(12_000),
        AreaKind::County => Some(14_000),
        // Nobody looks for help in the whole kingdom while typing "bri".
        AreaKind::Country if code.country().is_none() => Some(4_000),
        AreaKind::Country => Some(40_000),
        AreaKind::Ward => Some(3_000),
        AreaKind::SmallArea | AreaKind::HealthArea | AreaKind::Other => None,
    }
}

/// Words that nobody begins to type when a name's later words are meant.
const SMALL_WORDS: [&str; 12] = [
    "and", "by", "in", "le", "near", "next", "of", "on", "the", "under", "upon", "with",
];

/// The sorted keys of places and areas.
pub(crate) fn encode_keys(
    draft: &Draft,
    places: &Places,
    index: &AreaIndex,
    text: &mut Text,
) -> Result<Vec<u8>, BuildError> {
    let mut keys = Keys::default();
    for ((at, place), &weight) in draft.places.iter().enumerate().zip(&places.weights) {
        let item = u32::try_from(at).ok().filter(|item| *item < 1 << 22);
        keys.item = item.ok_or(BuildError::TooMuch("places"))?;
        keys.add(text, &place.name, &place.also, weight);
    }
    keys.is_area = true;
    for (&code, area) in &draft.areas {
        if let Some(weight) = area_weight(code).filter(|_| !area.name.is_empty()) {
            keys.item = u32::from(index.own(code));
            keys.add(text, &area.name, &area.also, weight);
        }
    }
    if text.bytes.len() >= 1 << 24 {
        return Err(BuildError::TooMuch("names"));
    }
    Ok(keys.finish())
}

/// Places below this weight are not known by their short form.
const SHORT_FORM_WEIGHT: u16 = 23_000;

/// "Stoke" of "Stoke-on-Trent", "Newcastle" of "Newcastle upon Tyne".
fn short_form(name: &str) -> Option<&str> {
    let joints = [" upon ", " on ", "-upon-", "-on-"];
    joints
        .iter()
        .find_map(|joint| Some(name.split_once(joint)?.0))
}

/// Keys as they gather.
#[derive(Default)]
struct Keys {
    is_area: bool,
    item: u32,
    records: Vec<(String, KeyRecord)>,
}

impl Keys {
    /// Adds the keys of one name, its other names, and the later words of the first.
    fn add(&mut self, text: &mut Text, name: &str, also: &[String], weight: u16) {
        let other = weight - weight / 8;
        // "Kingston" is said for Kingston upon Thames, but more often for the town than for the council.
        let short = if self.is_area { weight / 2 } else { other };
        let names = std::iter::once((name, weight))
            .chain(also.iter().map(|also| (also.as_str(), other)))
            .chain(
                short_form(name)
                    .filter(|_| weight >= SHORT_FORM_WEIGHT)
                    .map(|form| (form, short)),
            );
        for (at, (name, weight)) in names.enumerate() {
            let key = fold(name);
            let (key_at, key_len) = text.add(&key);
            let key = &key[..usize::from(key_len)];
            self.push(key, key_at, weight, false);
            let starts = key.match_indices(' ').map(|(at, _)| at + 1);
            for start in starts.filter(|_| at == 0) {
                let later = &key[start..];
                let word = later.split(' ').next().unwrap_or_default();
                if !SMALL_WORDS.contains(&word) && word != "station" {
                    let skipped = u32::try_from(start).unwrap_or_default();
                    self.push(later, key_at + skipped, weight / 2, true);
                }
            }
        }
    }

    fn push(&mut self, key: &str, key_at: u32, weight: u16, later: bool) {
        let record = KeyRecord {
            key_at,
            key_len: u8::try_from(key.len()).unwrap_or(u8::MAX),
            weight: (weight / 256) as u8,
            later,
            is_area: self.is_area,
            item: self.item,
        };
        self.records.push((key.to_owned(), record));
    }

    /// The records by key; of two keys of one item that are the same, the weightier stays.
    fn finish(mut self) -> Vec<u8> {
        let order = |(key, record): &(String, KeyRecord)| {
            (
                key.clone(),
                record.is_area,
                record.item,
                std::cmp::Reverse(record.weight),
            )
        };
        self.records.sort_by_cached_key(order);
        self.records.dedup_by(|later, first| {
            later.0 == first.0 && (later.1.is_area, later.1.item) == (first.1.is_area, first.1.item)
        });
        let mut out = Vec::new();
        for (_, record) in &self.records {
            record.write(&mut out);
        }
        out
    }
}
