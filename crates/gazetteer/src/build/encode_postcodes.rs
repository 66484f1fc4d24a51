//! Packing postcodes: sectors with bitmaps, fixed-width records, and the table of outward codes over both layers.

use std::collections::BTreeMap;

use super::BuildError;
use super::draft::Row;
use crate::area::AreaCode;
use crate::gazetteer::middle;
use crate::layout::{
    BITMAP_LEN, BITS_PADDING, LONGEST_LIST, NO_AREA, OutwardRecord, SectorRecord, UNIT_WIDTH,
};
use crate::postcodes::Grid;

/// Fields of any width, one after the other, lowest bit first.
#[derive(Default)]
pub(crate) struct BitWriter {
    bytes: Vec<u8>,
    /// Bits written.
    len: u32,
}

impl BitWriter {
    pub(crate) fn push(&mut self, value: u32, width: u32) {
        for bit in 0..width {
            if self.len.is_multiple_of(8) {
                self.bytes.push(0);
            }
            if let Some(last) = self.bytes.last_mut() {
                *last |= u8::from(value >> bit & 1 == 1) << (self.len % 8);
            }
            self.len += 1;
        }
    }

    /// Bits written so far.
    pub(crate) fn len(&self) -> u32 {
        self.len
    }

    /// The bytes, without padding.
    pub(crate) fn finish(self) -> Vec<u8> {
        self.bytes
    }
}

/// One layer, ready to be written.
#[derive(Default)]
pub(crate) struct EncodedLayer {
    pub(crate) sectors: Vec<SectorRecord>,
    pub(crate) blocks: Vec<u8>,
    /// Sector index << 16 | unit of the rows whose position is their sector's.
    pub(crate) approximate: Vec<u32>,
}

/// The outward codes of both layers, in order, by their index.
pub(crate) fn outward_indexes(layers: [&[Row]; 2]) -> Result<BTreeMap<[u8; 4], u16>, BuildError> {
    let codes: std::collections::BTreeSet<[u8; 4]> = layers
        .into_iter()
        .flatten()
        .map(|row| row.key.outward)
        .collect();
    codes
        .into_iter()
        .enumerate()
        .map(|(at, code)| {
            Ok((
                code,
                u16::try_from(at).map_err(|_| BuildError::TooMuch("outward codes"))?,
            ))
        })
        .collect()
}

/// The runs of sorted rows that share a sector.
pub(crate) fn by_sector(rows: &[Row]) -> impl Iterator<Item = &[Row]> {
    rows.chunk_by(|a, b| (a.key.outward, a.key.digit) == (b.key.outward, b.key.digit))
}

/// Packs sorted rows.
pub(crate) fn encode(
    rows: &[Row],
    grid: Grid,
    area_index: &dyn Fn(AreaCode) -> u16,
) -> Result<EncodedLayer, BuildError> {
    let mut layer = EncodedLayer::default();
    for sector in by_sector(rows) {
        encode_sector(sector, grid, area_index, &mut layer)?;
    }
    layer.blocks.extend([0; BITS_PADDING]);
    Ok(layer)
}

fn encode_sector(
    rows: &[Row],
    grid: Grid,
    area_index: &dyn Fn(AreaCode) -> u16,
    layer: &mut EncodedLayer,
) -> Result<(), BuildError> {
    let cells: Vec<(i32, i32)> = rows
        .iter()
        .filter_map(|row| Some(grid.cell(row.position?)))
        .collect();
    let south = cells.iter().map(|cell| cell.0).min().unwrap_or_default();
    let west = cells.iter().map(|cell| cell.1).min().unwrap_or_default();
    let height = cells
        .iter()
        .map(|cell| cell.0 - south)
        .max()
        .unwrap_or_default();
    let breadth = cells
        .iter()
        .map(|cell| cell.1 - west)
        .max()
        .unwrap_or_default();
    let too_wide = |_| BuildError::TooMuch("a postcode sector as wide as the country");

    let areas: Vec<u16> = rows
        .iter()
        .map(|row| row.area.map_or(NO_AREA, area_index))
        .collect();
    let mut dictionary = areas.clone();
    dictionary.sort_unstable();
    dictionary.dedup();
    let record = SectorRecord {
        digit: rows.first().map_or(b'0', |row| row.key.digit),
        areas: u8::try_from(dictionary.len())
            .map_err(|_| BuildError::TooMuch("areas in a sector"))?,
        count: u16::try_from(rows.len()).map_err(|_| BuildError::TooMuch("units in a sector"))?,
        height: u16::try_from(height).map_err(too_wide)?,
        breadth: u16::try_from(breadth).map_err(too_wide)?,
        south,
        west,
        block_at: u32::try_from(layer.blocks.len()).map_err(|_| BuildError::TooMuch("bytes"))?,
    };
    let sector = u32::try_from(layer.sectors.len()).map_err(|_| BuildError::TooMuch("sectors"))?;
    let approximate = rows.iter().filter(|row| row.approximate);
    layer
        .approximate
        .extend(approximate.map(|row| sector << 16 | u32::from(row.key.unit)));
    layer.sectors.push(record);

    layer
        .blocks
        .extend(dictionary.iter().flat_map(|area| area.to_le_bytes()));
    layer.blocks.extend(unit_set(rows, &record));
    let mut records = BitWriter::default();
    for (cell, area) in cells.iter().zip(&areas) {
        let (up, along) = (
            (cell.0 - south).cast_unsigned(),
            (cell.1 - west).cast_unsigned(),
        );
        records.push(up * record.columns() + along, record.cell_width());
        let entry = dictionary.binary_search(area).unwrap_or_default();
        records.push(
            u32::try_from(entry).unwrap_or_default(),
            record.area_width(),
        );
    }
    layer.blocks.extend(records.finish());
    Ok(())
}

fn unit_set(rows: &[Row], record: &SectorRecord) -> Vec<u8> {
    if record.count <= LONGEST_LIST {
        let mut list = BitWriter::default();
        for row in rows {
            list.push(u32::from(row.key.unit), UNIT_WIDTH);
        }
        return list.finish();
    }
    let mut bitmap = vec![0u8; BITMAP_LEN];
    for row in rows {
        if let Some(byte) = bitmap.get_mut(usize::from(row.key.unit / 8)) {
            *byte |= 1 << (row.key.unit % 8);
        }
    }
    bitmap
}

/// The table of outward codes over both layers.
pub(crate) fn outward_table(
    outwards: &BTreeMap<[u8; 4], u16>,
    live: (&[Row], &EncodedLayer),
    retired: (&[Row], &EncodedLayer),
    council_index: &dyn Fn(AreaCode) -> u16,
) -> Result<Vec<OutwardRecord>, BuildError> {
    let mut table: Vec<OutwardRecord> = outwards
        .keys()
        .map(|&code| OutwardRecord {
            code,
            area: NO_AREA,
            ..OutwardRecord::default()
        })
        .collect();
    for ((rows, _), is_live) in [(live, true), (retired, false)] {
        for (at, sector) in by_sector(rows).enumerate() {
            let index = sector
                .first()
                .and_then(|row| outwards.get(&row.key.outward));
            let Some(record) = index.and_then(|&index| table.get_mut(usize::from(index))) else {
                continue;
            };
            let at = u16::try_from(at).map_err(|_| BuildError::TooMuch("sectors"))?;
            let (first, count) = if is_live {
                (&mut record.live_first, &mut record.live_sectors)
            } else {
                (&mut record.retired_first, &mut record.retired_sectors)
            };
            if *count == 0 {
                *first = at;
            }
            *count += 1;
        }
    }
    // The retired only speak for an outward code that has no postcode in use.
    for (rows, layer, is_live) in [(retired.0, retired.1, false), (live.0, live.1, true)] {
        for group in rows.chunk_by(|a, b| a.key.outward == b.key.outward) {
            let index = group.first().and_then(|row| outwards.get(&row.key.outward));
            if let Some(record) = index.and_then(|&index| table.get_mut(usize::from(index))) {
                describe(record, group, layer, is_live, council_index);
            }
        }
    }
    Ok(table)
}

fn describe(
    record: &mut OutwardRecord,
    rows: &[Row],
    layer: &EncodedLayer,
    is_live: bool,
    council_index: &dyn Fn(AreaCode) -> u16,
) {
    let micro = |degrees: f64| (degrees * 1e6).round() as i32;
    if let Some((centre, reach_m)) = middle(rows.iter().filter_map(|row| row.position)) {
        (record.latitude, record.longitude) = (micro(centre.latitude), micro(centre.longitude));
        record.reach_m = reach_m.round() as u32;
    }
    let mut councils: BTreeMap<u16, usize> = BTreeMap::new();
    for area in rows.iter().filter_map(|row| row.area) {
        *councils.entry(council_index(area)).or_default() += 1;
    }
    let usual = councils.into_iter().max_by_key(|&(_, count)| count);
    record.area = usual.map_or(NO_AREA, |(index, _)| index);
    if is_live {
        record.live_postcodes = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let from = usize::from(record.live_first);
        let sectors = &layer.sectors[from..from + usize::from(record.live_sectors)];
        record.south = sectors.iter().map(|s| s.south).min().unwrap_or_default();
        record.west = sectors.iter().map(|s| s.west).min().unwrap_or_default();
        record.north = sectors
            .iter()
            .map(|s| s.south + i32::from(s.height))
            .max()
            .unwrap_or_default();
        record.east = sectors
            .iter()
            .map(|s| s.west + i32::from(s.breadth))
            .max()
            .unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::BitWriter;
    use crate::layout::{mask, window_at};

    #[test]
    fn fields_come_back_as_they_were_pushed() {
        let fields = [(5, 3), (0, 0), (1, 1), (65_535, 16), (0, 7), (123_456, 17)];
        let mut writer = BitWriter::default();
        for (value, width) in fields {
            writer.push(value, width);
        }
        let mut stream = writer.finish();
        stream.extend([0; 8]);
        let mut at = 0;
        for (value, width) in fields {
            assert_eq!(window_at(&stream, at) as u32 & mask(width), value);
            at += width as usize;
        }
    }
}
