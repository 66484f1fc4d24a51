//! Small areas (LSOA, data zone) with their deprivation decile and health area, for coverage reports.
//!
//! They are in a file only when an operator imported a postcode directory and the tables of the indices. They are for
//! reports on areas, never for answers about persons: [`Gazetteer::resolve`] knows nothing of them.

use domain::position::Position;
use domain::postcode::Postcode;

use crate::area::{Area, AreaCode};
use crate::gazetteer::{Gazetteer, micro_position};
use crate::layout::{NO_AREA, Section, i32_at, mask, u16_at, u32_at, window_at};
use crate::postcodes::{Key, find_outward};

/// A small area.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SmallArea<'a> {
    /// Its code: "E01003014".
    pub code: AreaCode,
    /// 1 for the most deprived tenth of its nation, 10 for the least. Deciles of two nations cannot be compared.
    pub decile: Option<u8>,
    /// The integrated care board or health board.
    pub health_area: Option<Area<'a>>,
    /// As statisticians call it: "Lambeth 010A"; empty when no imported table told.
    pub name: &'a str,
    /// The middle of its postcodes in use; `None` when it has none, or the file was built before these were kept.
    pub centre: Option<Position>,
    /// Metres from the middle within which nine in ten of its postcodes lie.
    pub reach_m: f64,
    /// Postcodes in use.
    pub postcodes: u16,
    /// The council that most of its postcodes are in.
    pub council: Option<Area<'a>>,
}

/// Where a sector's small areas are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct SmallAreaLink {
    pub(crate) bits_at: u32,
    pub(crate) dictionary_at: u32,
    pub(crate) width: u8,
}

impl SmallAreaLink {
    pub(crate) const LEN: usize = 9;

    fn read(record: &[u8; Self::LEN]) -> Self {
        Self {
            bits_at: u32_at(record, 0),
            dictionary_at: u32_at(record, 4),
            width: record[8],
        }
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        out.extend(self.bits_at.to_le_bytes());
        out.extend(self.dictionary_at.to_le_bytes());
        out.push(self.width);
    }
}

/// Where a small area is, and what it is called. A section of its own: files from before it still open.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct SmallAreaPlace {
    /// Middle, in millionths of a degree; both nought when it has none.
    pub(crate) latitude: i32,
    pub(crate) longitude: i32,
    /// Reach in tens of metres.
    pub(crate) reach_10m: u16,
    pub(crate) postcodes: u16,
    /// Index of the council.
    pub(crate) council: u16,
    pub(crate) name_at: u32,
    pub(crate) name_len: u8,
}

impl Default for SmallAreaPlace {
    fn default() -> Self {
        Self {
            latitude: 0,
            longitude: 0,
            reach_10m: 0,
            postcodes: 0,
            council: NO_AREA,
            name_at: 0,
            name_len: 0,
        }
    }
}

impl SmallAreaPlace {
    pub(crate) const LEN: usize = 19;

    fn read(record: &[u8; Self::LEN]) -> Self {
        Self {
            latitude: i32_at(record, 0),
            longitude: i32_at(record, 4),
            reach_10m: u16_at(record, 8),
            postcodes: u16_at(record, 10),
            council: u16_at(record, 12),
            name_at: u32_at(record, 14),
            name_len: record[18],
        }
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        out.extend(self.latitude.to_le_bytes());
        out.extend(self.longitude.to_le_bytes());
        for small in [self.reach_10m, self.postcodes, self.council] {
            out.extend(small.to_le_bytes());
        }
        out.extend(self.name_at.to_le_bytes());
        out.push(self.name_len);
    }
}

/// A small area's record: code, decile (nought when unknown), health area.
pub(crate) const SMALL_AREA_LEN: usize = 7;

impl Gazetteer {
    /// The small area of a postcode in use; `None` where the file does not say.
    #[must_use]
    pub fn small_area(&self, postcode: &Postcode) -> Option<SmallArea<'_>> {
        let key = Key::of(postcode)?;
        let (_, outward) = find_outward(self.outwards(), key.outward)?;
        let live = self.live();
        let mut sectors = live.sectors_of(outward.live_first, outward.live_sectors);
        let (index, record) = sectors.find(|(_, record)| record.digit == key.digit)?;
        let at = usize::from(live.sector(record).rank(key.unit)?);
        let links = self
            .file
            .table::<{ SmallAreaLink::LEN }>(Section::SmallAreaSectors);
        let link = SmallAreaLink::read(links.get(index)?);
        let bits = self.file.section(Section::SmallAreaBits);
        let bit = link.bits_at as usize + at * usize::from(link.width);
        let entry = window_at(bits, bit) as u32 & mask(u32::from(link.width));
        let dictionary = self.file.section(Section::SmallAreaIndex);
        let index = u16_at(dictionary, (link.dictionary_at + entry) as usize * 2);
        if index == NO_AREA {
            return None;
        }
        self.small_area_at(usize::from(index))
    }

    /// Every small area, by code; none when the file was built without them.
    pub fn small_areas(&self) -> impl Iterator<Item = SmallArea<'_>> {
        let count = self.file.table::<SMALL_AREA_LEN>(Section::SmallAreas).len();
        (0..count).filter_map(|at| self.small_area_at(at))
    }

    fn small_area_at(&self, at: usize) -> Option<SmallArea<'_>> {
        let record = self
            .file
            .table::<SMALL_AREA_LEN>(Section::SmallAreas)
            .get(at)?;
        let places = self
            .file
            .table::<{ SmallAreaPlace::LEN }>(Section::SmallAreaPlaces);
        let place = places.get(at).map(SmallAreaPlace::read).unwrap_or_default();
        let is_placed = (place.latitude, place.longitude) != (0, 0);
        Some(SmallArea {
            code: AreaCode::from_packed(u32_at(record, 0)),
            decile: Some(record[4]).filter(|decile| *decile > 0),
            health_area: self.area_at(u16_at(record, 5)),
            name: self.file.text(place.name_at, place.name_len),
            centre: is_placed.then(|| micro_position(place.latitude, place.longitude)),
            reach_m: f64::from(place.reach_10m) * 10.0,
            postcodes: place.postcodes,
            council: self.area_at(place.council),
        })
    }
}
