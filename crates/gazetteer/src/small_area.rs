//! Small areas (LSOA, data zone) with their deprivation decile and health area, for coverage reports.
//!
//! They are in a file only when an operator imported a postcode directory and the tables of the indices. They are for
//! reports on areas, never for answers about persons: [`Gazetteer::resolve`] knows nothing of them.

use domain::postcode::Postcode;

use crate::area::{Area, AreaCode};
use crate::gazetteer::Gazetteer;
use crate::layout::{NO_AREA, Section, mask, u16_at, u32_at, window_at};
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
        self.small_areas().nth(usize::from(index))
    }

    /// Every small area, by code.
    pub fn small_areas(&self) -> impl Iterator<Item = SmallArea<'_>> {
        let table = self.file.table::<SMALL_AREA_LEN>(Section::SmallAreas);
        table.iter().map(|record| SmallArea {
            code: AreaCode::from_packed(u32_at(record, 0)),
            decile: Some(record[4]).filter(|decile| *decile > 0),
            health_area: self.area_at(u16_at(record, 5)),
        })
    }
}
