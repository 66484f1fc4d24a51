//! Completion while a person types: postcodes, places and boroughs, in the order they are likely to be meant.

use domain::position::Position;
use domain::postcode::{PartialPostcode, Postcode};
use serde::{Deserialize, Serialize};

use crate::area::{AreaCode, AreaKind};
use crate::gazetteer::Gazetteer;
use crate::layout::{KeyRecord, OutwardRecord, SectorRecord};
use crate::names::{Hit, Named, PlaceKind, fold, key_bytes};
use crate::postcodes::{PostcodeArea, find_outward, letter_index, padded, unit_letters};
use crate::resolve::{Kind, area_label, place_label};

/// One row under the box.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Completion {
    /// What goes into the box; [`Gazetteer::resolve`] reads it as this very place.
    pub text: String,
    /// What it is or lies in, in smaller letters: "Lambeth"; may be empty.
    pub detail: String,
    /// What sort of place.
    pub kind: Kind,
    /// The point, or the middle.
    pub position: Position,
}

impl Gazetteer {
    /// What may be meant by the beginning of a text, the likeliest first, at most `limit` rows.
    #[must_use]
    pub fn complete(&self, prefix: &str, limit: usize) -> Vec<Completion> {
        let prefix = prefix.trim_start();
        if prefix.is_empty() || limit == 0 {
            return Vec::new();
        }
        if prefix.contains(|c: char| c.is_ascii_digit()) {
            return self.complete_postcode(prefix, limit);
        }
        // "SW" in capitals is on its way to SW9; "sw" as likely to Swansea.
        let capitals = prefix.len() == 2 && prefix.chars().all(|c| c.is_ascii_uppercase());
        let share = if capitals {
            limit.div_ceil(2)
        } else {
            limit / 3
        };
        let mut postcodes = self.complete_postcode(prefix, share);
        let mut names = self.complete_name(prefix, limit - postcodes.len());
        if capitals {
            postcodes.append(&mut names);
            postcodes
        } else {
            names.append(&mut postcodes);
            names
        }
    }

    fn complete_name(&self, prefix: &str, limit: usize) -> Vec<Completion> {
        let mut rows = Vec::with_capacity(limit);
        let mut known: Vec<(&str, Option<AreaCode>)> = Vec::with_capacity(limit);
        for hit in self.beginning(&fold(prefix), limit + limit / 2) {
            // The council of a town, and the ward in the middle of it, are the town once more.
            let (name, council) = match hit.named {
                Named::Place(place) => (place.name, place.area),
                Named::Area(area) if area.kind() == AreaKind::Ward => {
                    (area.name, self.parent(area))
                }
                Named::Area(area) => (area.name, Some(area)),
            };
            let identity = (name, council.map(|council| council.code));
            if rows.len() < limit
                && !known.contains(&identity)
                && let Some(row) = self.row_of_hit(&hit)
            {
                known.push(identity);
                rows.push(row);
            }
        }
        rows
    }

    /// What has a name that begins so, the weightiest first.
    pub(crate) fn beginning(&self, folded: &str, limit: usize) -> Vec<Hit<'_>> {
        let (keys, file) = (self.keys(), &self.file);
        let from = keys.partition_point(|record| key_bytes(file, record) < folded.as_bytes());
        let rest = keys.get(from..).unwrap_or_default();
        let count =
            rest.partition_point(|record| key_bytes(file, record).starts_with(folded.as_bytes()));
        let mut best: Vec<KeyRecord> = Vec::with_capacity(limit + 1);
        // What is not weightier than this cannot be among the best; every weight is more than nought.
        let mut floor = 0;
        for record in rest.get(..count).unwrap_or_default() {
            // Thousands of names begin with an S; all but a few are passed over by this.
            if KeyRecord::weight_of(record) <= floor {
                continue;
            }
            let key = KeyRecord::read(record);
            // One item has several keys; its weightiest counts.
            let is_same =
                |known: &KeyRecord| (known.is_area, known.item) == (key.is_area, key.item);
            match best.iter().position(is_same) {
                Some(at) if best[at].weight < key.weight => drop(best.remove(at)),
                Some(_) => continue,
                None => {}
            }
            let at = best.partition_point(|known| known.weight >= key.weight);
            best.insert(at, key);
            best.truncate(limit);
            if best.len() == limit {
                floor = best.last().map_or(0, |last| last.weight);
            }
        }
        best.iter().filter_map(|key| self.hit(key)).collect()
    }

    fn complete_postcode(&self, prefix: &str, limit: usize) -> Vec<Completion> {
        if let Ok(postcode) = Postcode::parse(prefix) {
            let entry = self.postcode(&postcode);
            return entry
                .map(|entry| row(postcode.to_string(), Kind::Postcode, entry.position))
                .into_iter()
                .collect();
        }
        let mut rows = Vec::new();
        let compact: String = prefix
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .take(8)
            .collect();
        let spaced = prefix.trim_end().contains(' ');
        if compact.len() <= 4 && !spaced {
            rows.extend(self.outwards_beginning(&compact, limit));
        }
        for reading in PartialPostcode::readings(prefix) {
            if rows.len() >= limit {
                break;
            }
            rows.extend(self.inside(&reading, limit - rows.len()));
        }
        rows
    }

    /// The outward codes that a text goes on to: "S" to S1 and not to SA1, "SW1" to SW1A; SW2 before SW10.
    fn outwards_beginning(&self, beginning: &str, limit: usize) -> Vec<Completion> {
        let beginning = beginning.to_ascii_uppercase().into_bytes();
        let any_next = beginning.iter().any(u8::is_ascii_digit);
        let table = self.outwards();
        let from = table
            .partition_point(|record| record.get(..beginning.len()) < Some(beginning.as_slice()));
        let goes_on =
            |record: &[u8]| any_next || record.get(beginning.len()).is_some_and(u8::is_ascii_digit);
        // Only as many as are wanted are kept, in order; sorting them all would take longer than finding them.
        let mut best: Vec<(u32, OutwardRecord)> = Vec::with_capacity(limit + 1);
        for record in table[from..]
            .iter()
            .take_while(|record| record.starts_with(&beginning))
        {
            let number = number_of(record);
            let is_full = best.len() >= limit;
            if !goes_on(record) || is_full && best.last().is_some_and(|(last, _)| *last <= number) {
                continue;
            }
            let outward = OutwardRecord::read(record);
            if outward.live_postcodes > 0 {
                let at = best.partition_point(|(known, _)| *known <= number);
                best.insert(at, (number, outward));
                best.truncate(limit);
            }
        }
        best.iter()
            .map(|(_, outward)| of_part(Kind::Outward, self.outward_area(outward)))
            .collect()
    }

    /// The sectors of an outward code, or the postcodes of a sector or of a sector and a letter.
    fn inside(&self, part: &PartialPostcode, limit: usize) -> Vec<Completion> {
        let outward = padded(&part.outward).and_then(|code| find_outward(self.outwards(), code));
        let Some((_, outward)) = outward else {
            return Vec::new();
        };
        let OutwardRecord {
            live_first,
            live_sectors,
            ..
        } = outward;
        let live = self.live();
        let mut sectors = live.sectors_of(live_first, live_sectors);
        let Some(digit) = part.sector else {
            let centre = |record: SectorRecord| {
                let (up, along) = (i32::from(record.height) / 2, i32::from(record.breadth) / 2);
                live.grid.position(record.south + up, record.west + along)
            };
            let name = |digit: u8| format!("{} {}", part.outward, char::from(digit));
            return sectors
                .take(limit)
                .map(|(_, record)| row(name(record.digit), Kind::Sector, centre(record)))
                .collect();
        };
        let Some((_, record)) = sectors.find(|(_, record)| char::from(record.digit) == digit)
        else {
            return Vec::new();
        };
        let letter = part.unit.and_then(|c| letter_index(u8::try_from(c).ok()?));
        let sector = live.sector(record);
        let units = sector.units().into_iter().zip(0u16..);
        units
            .filter(|(unit, _)| letter.is_none_or(|letter| unit / 20 == letter))
            .take(limit)
            .map(|(unit, at)| {
                let mut text = format!("{} {digit}", part.outward);
                text.extend(unit_letters(unit));
                row(text, Kind::Postcode, sector.position(at))
            })
            .collect()
    }

    fn row_of_hit(&self, hit: &Hit<'_>) -> Option<Completion> {
        Some(match hit.named {
            Named::Place(place) => Completion {
                text: place_label(self, place),
                detail: String::new(),
                kind: match place.kind {
                    PlaceKind::Settlement => Kind::Place,
                    PlaceKind::Station => Kind::Station,
                },
                position: place.position,
            },
            Named::Area(area) => Completion {
                // A ward's own name would be read as the place that it is named after.
                text: match area.kind() {
                    AreaKind::Ward => area_label(self, area),
                    _ => area.name.to_owned(),
                },
                detail: match area.kind() {
                    AreaKind::LocalAuthority if area.is_london_borough() => {
                        "London borough".to_owned()
                    }
                    AreaKind::LocalAuthority => "council".to_owned(),
                    AreaKind::County => "county".to_owned(),
                    _ => String::new(),
                },
                kind: area.kind().into(),
                position: area.centre?,
            },
        })
    }
}

fn row(text: String, kind: Kind, position: Position) -> Completion {
    Completion {
        text,
        detail: String::new(),
        kind,
        position,
    }
}

fn of_part(kind: Kind, area: PostcodeArea<'_>) -> Completion {
    Completion {
        text: area.code,
        detail: area
            .local_authority
            .map(|council| council.name.to_owned())
            .unwrap_or_default(),
        kind,
        position: area.centre,
    }
}

/// The number in an outward code, the beginning of its record.
fn number_of(record: &[u8; OutwardRecord::LEN]) -> u32 {
    let digits = record[..4].iter().filter(|byte| byte.is_ascii_digit());
    digits.fold(0, |number, digit| number * 10 + u32::from(digit - b'0'))
}
