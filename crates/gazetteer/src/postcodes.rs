//! Postcodes in the file: keys, the two layers (in use, retired), and finding a unit's record.

use domain::position::Position;
use domain::postcode::Postcode;
use serde::{Deserialize, Serialize};

use crate::area::Area;
use crate::layout::{
    LONGEST_LIST, NO_AREA, OutwardRecord, SectorRecord, UNIT_WIDTH, mask, u16_at, window_at,
};

/// The letters of a unit, in order.
const UNIT_LETTERS: [u8; 20] = *b"ABDEFGHJLNPQRSTUWXYZ";

/// What the gazetteer knows of one postcode.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PostcodeEntry<'a> {
    /// Within 10 m for a postcode in use, within 35 m for a retired one.
    pub position: Position,
    /// The position is only its sector's middle, for want of a better one.
    pub approximate: bool,
    /// The electoral ward; unknown for retired postcodes.
    pub ward: Option<Area<'a>>,
    /// The council.
    pub local_authority: Option<Area<'a>>,
    /// No longer among the postcodes in use on the data's date; the position is where it was.
    pub retired: bool,
}

/// An outward code or a sector: a place with an extent.
#[derive(Debug, Clone, PartialEq)]
pub struct PostcodeArea<'a> {
    /// "SW9" or "SW9 8".
    pub code: String,
    /// Middle of its postcodes.
    pub centre: Position,
    /// Metres from the middle within which nine in ten of its postcodes lie.
    pub reach_m: f64,
    /// How many postcodes in use it has; none when all are retired.
    pub postcodes: u32,
    /// The council that most of it is in.
    pub local_authority: Option<Area<'a>>,
}

/// A postcode taken apart as the file orders it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Key {
    /// Padded with spaces.
    pub(crate) outward: [u8; 4],
    /// ASCII digit.
    pub(crate) digit: u8,
    /// Below 400: twenty letters, twice.
    pub(crate) unit: u16,
}

impl Key {
    pub(crate) fn of(postcode: &Postcode) -> Option<Self> {
        let &[digit, first, second] = postcode.inward().as_bytes() else {
            return None;
        };
        Some(Self {
            outward: padded(postcode.outward())?,
            digit,
            unit: letter_index(first)? * 20 + letter_index(second)?,
        })
    }

    pub(crate) fn print(&self) -> String {
        let mut text = sector_text(self.outward, self.digit);
        text.extend(unit_letters(self.unit));
        text
    }
}

/// An outward code as the file holds it; `None` when it is too long.
pub(crate) fn padded(outward: &str) -> Option<[u8; 4]> {
    let mut code = [b' '; 4];
    code.get_mut(..outward.len())?
        .copy_from_slice(outward.as_bytes());
    Some(code)
}

/// An outward code as people write it.
pub(crate) fn outward_text(code: [u8; 4]) -> String {
    String::from_utf8_lossy(&code).trim_end().to_owned()
}

/// A sector as people write it.
pub(crate) fn sector_text(code: [u8; 4], digit: u8) -> String {
    let mut text = outward_text(code);
    text.push(' ');
    text.push(char::from(digit));
    text
}

/// The two letters of a unit.
pub(crate) fn unit_letters(unit: u16) -> [char; 2] {
    let letter = |at: u16| char::from(UNIT_LETTERS[usize::from(at % 20)]);
    [letter(unit / 20), letter(unit)]
}

/// The place of a unit letter among the twenty.
pub(crate) fn letter_index(letter: u8) -> Option<u16> {
    let at = UNIT_LETTERS.iter().position(|&known| known == letter)?;
    u16::try_from(at).ok()
}

/// Grid units in a degree of latitude and of longitude.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Grid {
    pub(crate) up: u32,
    pub(crate) along: u32,
}

impl Grid {
    /// The position of a cell.
    pub(crate) fn position(self, up: i32, along: i32) -> Position {
        Position {
            latitude: f64::from(up) / f64::from(self.up.max(1)),
            longitude: f64::from(along) / f64::from(self.along.max(1)),
        }
    }

    /// The cell of a position.
    pub(crate) fn cell(self, position: Position) -> (i32, i32) {
        (
            (position.latitude * f64::from(self.up)).round() as i32,
            (position.longitude * f64::from(self.along)).round() as i32,
        )
    }
}

/// One layer of postcodes: its sectors and their blocks.
#[derive(Clone, Copy)]
pub(crate) struct Layer<'a> {
    pub(crate) sectors: &'a [[u8; SectorRecord::LEN]],
    pub(crate) blocks: &'a [u8],
    pub(crate) grid: Grid,
}

impl<'a> Layer<'a> {
    /// The sectors of an outward code in this layer, with their indexes.
    pub(crate) fn sectors_of(
        self,
        first: u16,
        count: u8,
    ) -> impl Iterator<Item = (usize, SectorRecord)> + use<'a> {
        let from = usize::from(first);
        let table = self.sectors.get(from..).unwrap_or_default();
        let numbered = table.iter().take(usize::from(count)).enumerate();
        numbered.map(move |(at, record)| (from + at, SectorRecord::read(record)))
    }

    /// A sector's block.
    pub(crate) fn sector(&self, record: SectorRecord) -> Sector<'a> {
        let block = self
            .blocks
            .get(record.block_at as usize..)
            .unwrap_or_default();
        let (areas, rest) = block
            .split_at_checked(usize::from(record.areas) * 2)
            .unwrap_or_default();
        let (units, records) = rest
            .split_at_checked(record.units_len())
            .unwrap_or_default();
        Sector {
            record,
            areas,
            units,
            records,
            columns: record.columns(),
            cell_width: record.cell_width(),
            area_width: record.area_width(),
            grid: self.grid,
        }
    }
}

/// A sector with its block cut into its parts.
#[derive(Clone, Copy)]
pub(crate) struct Sector<'a> {
    pub(crate) record: SectorRecord,
    areas: &'a [u8],
    units: &'a [u8],
    records: &'a [u8],
    columns: u32,
    cell_width: u32,
    area_width: u32,
    grid: Grid,
}

impl<'a> Sector<'a> {
    /// The place of a unit among those that exist; `None` when it does not exist itself.
    pub(crate) fn rank(&self, unit: u16) -> Option<u16> {
        if self.is_list() {
            return (0..self.record.count).find(|&at| self.listed(at) == unit);
        }
        let (byte, bit) = (usize::from(unit / 8), unit % 8);
        let here = *self.units.get(byte)?;
        if here >> bit & 1 == 0 {
            return None;
        }
        let (words, rest) = self.units.get(..byte)?.as_chunks::<8>();
        let whole: u32 = words
            .iter()
            .map(|word| u64::from_le_bytes(*word).count_ones())
            .sum();
        let before: u32 = rest.iter().map(|byte| byte.count_ones()).sum();
        let below = (here & ((1u8 << bit) - 1)).count_ones();
        u16::try_from(whole + before + below).ok()
    }

    /// The units that exist, in order.
    pub(crate) fn units(&self) -> Vec<u16> {
        if self.is_list() {
            return (0..self.record.count).map(|at| self.listed(at)).collect();
        }
        let bits = self.units.iter().zip(0u16..).flat_map(|(byte, at)| {
            (0..8u16)
                .filter(move |bit| byte >> bit & 1 == 1)
                .map(move |bit| at * 8 + bit)
        });
        bits.collect()
    }

    /// The offsets from the sector's corner, up and along, of the `at`th unit that exists.
    #[inline]
    pub(crate) fn offsets(&self, at: u16) -> (u32, u32) {
        let cell = self.window(at) as u32 & mask(self.cell_width);
        (cell / self.columns, cell % self.columns)
    }

    /// Its position.
    pub(crate) fn position(&self, at: u16) -> Position {
        let (up, along) = self.offsets(at);
        let SectorRecord { south, west, .. } = self.record;
        self.grid.position(
            south.saturating_add_unsigned(up),
            west.saturating_add_unsigned(along),
        )
    }

    /// Its index in the area table, or [`NO_AREA`].
    pub(crate) fn area(&self, at: u16) -> u16 {
        let entry = (self.window(at) >> self.cell_width) as u32 & mask(self.area_width);
        let entry = entry as usize * 2;
        if entry + 2 > self.areas.len() {
            NO_AREA
        } else {
            u16_at(self.areas, entry)
        }
    }

    /// Never more than 32 + 8 bits, so one load holds a record.
    #[inline]
    fn window(&self, at: u16) -> u64 {
        let width = (self.cell_width + self.area_width) as usize;
        window_at(self.records, usize::from(at) * width)
    }

    fn is_list(&self) -> bool {
        self.record.count <= LONGEST_LIST
    }

    fn listed(&self, at: u16) -> u16 {
        // The records follow the list, so eight bytes may reach into them; the mask takes no notice.
        let bit = usize::from(at) * UNIT_WIDTH as usize;
        let two = u32::from(self.units.get(bit / 8).copied().unwrap_or_default())
            | u32::from(self.units.get(bit / 8 + 1).copied().unwrap_or_default()) << 8;
        (two >> (bit % 8) & mask(UNIT_WIDTH)) as u16
    }
}

/// An outward record by its code, with its index.
pub(crate) fn find_outward(
    table: &[[u8; OutwardRecord::LEN]],
    code: [u8; 4],
) -> Option<(usize, OutwardRecord)> {
    let index = table
        .binary_search_by(|record| record.first_chunk::<4>().cmp(&Some(&code)))
        .ok()?;
    table
        .get(index)
        .map(|record| (index, OutwardRecord::read(record)))
}

#[cfg(test)]
mod tests {
    use domain::postcode::Postcode;

    use super::Key;

    #[test]
    fn a_key_prints_as_its_postcode() {
        for text in ["M1 1AA", "EC1A 1BB", "SW9 8DJ", "GIR 0AA", "ZE1 0ZZ"] {
            let key = Key::of(&Postcode::parse(text).unwrap()).unwrap();
            assert_eq!(key.print(), text);
        }
    }
}
