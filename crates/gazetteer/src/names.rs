//! Names: folding what people write, and the sorted keys that names are found by.

use domain::position::Position;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::area::Area;
use crate::file::File;
use crate::gazetteer::{Gazetteer, micro_position};
use crate::layout::{KeyRecord, PlaceRecord, Section, i32_at};

/// What sort of place a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceKind {
    /// A town, a village, a neighbourhood.
    Settlement,
    /// A railway, Underground or tram station.
    Station,
}

impl PlaceKind {
    pub(crate) fn number(self) -> u8 {
        match self {
            Self::Settlement => 0,
            Self::Station => 1,
        }
    }

    fn from_number(number: u8) -> Self {
        if number == 1 {
            Self::Station
        } else {
            Self::Settlement
        }
    }
}

/// A place or a station.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place<'a> {
    /// "Brixton".
    pub name: &'a str,
    /// Settlement or station.
    pub kind: PlaceKind,
    /// Its middle, as its source sees it.
    pub position: Position,
    /// The council it is in, or the country when no council is known.
    pub area: Option<Area<'a>>,
    /// How soon it comes among places of the same name; larger is sooner.
    pub weight: u16,
}

/// What a key leads to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Named<'a> {
    Place(Place<'a>),
    Area(Area<'a>),
}

/// One hit of a name.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Hit<'a> {
    pub(crate) named: Named<'a>,
    pub(crate) weight: u8,
    /// The whole name or another name for it, and not only its later words.
    pub(crate) whole: bool,
}

impl Gazetteer {
    /// Every place and station.
    pub fn places(&self) -> impl Iterator<Item = Place<'_>> {
        let count = self
            .file
            .table::<{ PlaceRecord::LEN }>(Section::Places)
            .len();
        (0..count).filter_map(|at| self.place_at(at))
    }

    /// The places within a distance, found by the box around it: a scan of numbers, of which few are decoded.
    pub(crate) fn places_around(
        &self,
        centre: Position,
        radius_m: f64,
    ) -> impl Iterator<Item = Place<'_>> {
        const METRES_PER_MICRODEGREE: f64 = 0.111;
        let up = radius_m / METRES_PER_MICRODEGREE;
        let along = up / centre.latitude.to_radians().cos().max(0.01);
        // In whole numbers: it is asked of all places for each postcode that is given.
        let around = |at: f64, reach: f64| (at * 1e6 - reach) as i32..=(at * 1e6 + reach) as i32;
        let latitudes = around(centre.latitude, up);
        let longitudes = around(centre.longitude, along);
        let table = self.file.table::<{ PlaceRecord::LEN }>(Section::Places);
        table
            .iter()
            .enumerate()
            .filter(move |(_, record)| {
                latitudes.contains(&i32_at(*record, 0)) && longitudes.contains(&i32_at(*record, 4))
            })
            .filter_map(|(at, _)| self.place_at(at))
            .filter(move |place| place.position.distance_m(centre) < radius_m)
    }

    pub(crate) fn place_at(&self, index: usize) -> Option<Place<'_>> {
        let table = self.file.table::<{ PlaceRecord::LEN }>(Section::Places);
        let record = PlaceRecord::read(table.get(index)?);
        Some(Place {
            name: self.file.text(record.name_at, record.name_len),
            kind: PlaceKind::from_number(record.kind),
            position: micro_position(record.latitude, record.longitude),
            area: self.area_at(record.area),
            weight: record.weight,
        })
    }

    /// Everything of exactly this folded name, the weightiest first.
    pub(crate) fn named(&self, folded: &str) -> Vec<Hit<'_>> {
        let (keys, file) = (self.keys(), &self.file);
        let from = keys.partition_point(|record| key_bytes(file, record) < folded.as_bytes());
        let mut hits: Vec<Hit<'_>> = keys[from..]
            .iter()
            .take_while(|record| key_bytes(file, record) == folded.as_bytes())
            .filter_map(|record| self.hit(&KeyRecord::read(record)))
            .collect();
        hits.sort_by_key(|hit| (!hit.whole, std::cmp::Reverse(hit.weight)));
        hits
    }

    pub(crate) fn hit(&self, key: &KeyRecord) -> Option<Hit<'_>> {
        let named = if key.is_area {
            Named::Area(self.area_at(u16::try_from(key.item).ok()?)?)
        } else {
            Named::Place(self.place_at(key.item as usize)?)
        };
        Some(Hit {
            named,
            weight: key.weight,
            whole: !key.later,
        })
    }

    pub(crate) fn keys(&self) -> &[[u8; KeyRecord::LEN]] {
        self.file.table(Section::Keys)
    }
}

/// The text of a key, as bytes: they sort as the text does, and need no proof of being UTF-8.
pub(crate) fn key_bytes<'a>(file: &'a File, record: &[u8; KeyRecord::LEN]) -> &'a [u8] {
    let key = KeyRecord::read(record);
    file.text_bytes(key.key_at, key.key_len)
}

/// A name as it is compared: lower case, without accents, apostrophes and dots, "&" as "and", "Saint" as "st",
/// other punctuation as one space.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = Folded(String::with_capacity(text.len() + 4));
    if text.is_ascii() {
        text.chars().for_each(|c| folded.push(c));
    } else {
        let letters = text.nfkd().filter(|&c| !is_combining_mark(c));
        letters.for_each(|c| folded.push(c));
    }
    folded.finish()
}

/// A folded text as it grows: words with one space between them.
struct Folded(String);

impl Folded {
    fn push(&mut self, c: char) {
        match c {
            '\'' | '’' | '‘' | '.' | '`' => {}
            '&' => {
                self.end_word();
                self.0.push_str("and ");
            }
            c if c.is_ascii_alphanumeric() => self.0.push(c.to_ascii_lowercase()),
            c if c.is_alphanumeric() => self.0.extend(c.to_lowercase()),
            _ => self.end_word(),
        }
    }

    fn end_word(&mut self) {
        if self.0.ends_with("saint") && (self.0.len() == 5 || self.0.ends_with(" saint")) {
            self.0.truncate(self.0.len() - 5);
            self.0.push_str("st");
        }
        if !self.0.is_empty() && !self.0.ends_with(' ') {
            self.0.push(' ');
        }
    }

    fn finish(mut self) -> String {
        self.end_word();
        self.0.truncate(self.0.trim_end().len());
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn names_are_compared_without_case_accents_and_points() {
        for text in ["St. John's Wood", "ST JOHNS WOOD", "saint john’s  wood"] {
            assert_eq!(fold(text), "st johns wood");
        }
        assert_eq!(fold("Ynys Môn"), "ynys mon");
        assert_eq!(fold("Elephant & Castle"), "elephant and castle");
        assert_eq!(fold("Newcastle-upon-Tyne"), "newcastle upon tyne");
        assert_eq!(fold("Mont Saint"), "mont st");
        assert_eq!(fold(" & Sons "), "and sons");
        assert_eq!(fold("Toussaint"), "toussaint");
    }
}
