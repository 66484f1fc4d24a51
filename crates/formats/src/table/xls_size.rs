//! How large the sheets of an old workbook (XLS) become once they are laid out.
//!
//! Two cells in opposite corners ask for four thousand million, which the parser would allocate at
//! once. The file is walked here first: the stream of the workbook out of its compound file
//! ([MS-CFB]), and the places of the cells out of its records ([MS-XLS]).

/// The most cells that all sheets together may come to.
const MAX_CELLS: u64 = 20_000_000;
/// From here on a sector number is a mark and not a place.
const LAST_SECTOR: u32 = 0xffff_fffa;

/// Refuses a workbook that would become too large, or in which no workbook can be found.
///
/// # Errors
/// Why it is refused.
pub(super) fn check(bytes: &[u8]) -> Result<(), String> {
    let stream = workbook_stream(bytes).ok_or("no workbook can be found in the compound file")?;
    if cells(&stream) > MAX_CELLS {
        return Err(format!("its sheets come to more than {MAX_CELLS} cells"));
    }
    Ok(())
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(
        bytes.get(at..at.checked_add(2)?)?.try_into().ok()?,
    ))
}

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(
        bytes.get(at..at.checked_add(4)?)?.try_into().ok()?,
    ))
}

/// A compound file and its allocation table.
struct Compound<'a> {
    bytes: &'a [u8],
    sector: usize,
    table: Vec<u32>,
}

impl<'a> Compound<'a> {
    fn open(bytes: &'a [u8]) -> Option<Self> {
        let shift = short(bytes, 30).filter(|shift| matches!(shift, 9 | 12))?;
        let mut file = Self {
            bytes,
            sector: 1 << shift,
            table: Vec::new(),
        };
        let mut places: Vec<u32> = (0..109)
            .filter_map(|index| long(bytes, 76 + index * 4))
            .collect();
        let mut more = long(bytes, 68)?;
        // No chain is longer than the file has sectors.
        for _ in 0..file.sectors() {
            let Some(sector) = file.at(more) else { break };
            let entries = file.sector / 4 - 1;
            places.extend((0..entries).filter_map(|index| long(sector, index * 4)));
            more = long(sector, entries * 4)?;
        }
        places.truncate(file.sectors());
        for place in places {
            if let Some(sector) = file.at(place) {
                let entries: Vec<u32> = (0..file.sector / 4)
                    .filter_map(|index| long(sector, index * 4))
                    .collect();
                file.table.extend(entries);
            }
        }
        Some(file)
    }

    fn sectors(&self) -> usize {
        self.bytes.len() / self.sector
    }

    fn at(&self, number: u32) -> Option<&'a [u8]> {
        if number >= LAST_SECTOR {
            return None;
        }
        let start = (number as usize).checked_add(1)?.checked_mul(self.sector)?;
        self.bytes
            .get(start..(start + self.sector).min(self.bytes.len()))
            .filter(|sector| !sector.is_empty())
    }

    fn chain(&self, start: u32) -> Vec<u8> {
        let mut out = Vec::new();
        let mut number = start;
        for _ in 0..=self.sectors() {
            let Some(sector) = self.at(number) else { break };
            out.extend_from_slice(sector);
            number = self
                .table
                .get(number as usize)
                .copied()
                .unwrap_or(LAST_SECTOR);
        }
        out
    }
}

fn workbook_stream(bytes: &[u8]) -> Option<Vec<u8>> {
    let file = Compound::open(bytes)?;
    let directory = file.chain(long(bytes, 48)?);
    let name = |entry: &[u8]| -> String {
        let units = (0..32).map_while(|index| short(entry, index * 2).filter(|unit| *unit != 0));
        char::decode_utf16(units)
            .map_while(Result::ok)
            .collect::<String>()
            .to_lowercase()
    };
    let entries = || directory.chunks_exact(128);
    let entry = entries().find(|entry| matches!(name(entry).as_str(), "workbook" | "book"))?;
    let (start, size) = (long(entry, 116)?, long(entry, 120)? as usize);
    if size >= long(bytes, 56)? as usize {
        let mut stream = file.chain(start);
        stream.truncate(size);
        return Some(stream);
    }
    // A small stream lies in pieces of 64 bytes inside the root's.
    let pieces = file.chain(long(directory.get(..128)?, 116)?);
    let table = file.chain(long(bytes, 60)?);
    let mut out = Vec::new();
    let mut number = start;
    while out.len() < size && number < LAST_SECTOR {
        let at = number as usize * 64;
        out.extend_from_slice(
            pieces
                .get(at..(at + 64).min(pieces.len()))
                .filter(|piece| !piece.is_empty())?,
        );
        number = long(&table, number as usize * 4)?;
    }
    Some(out)
}

/// The cells of all sheets, each sheet as wide as its rightmost cell and as long as its last.
fn cells(stream: &[u8]) -> u64 {
    let (mut all, mut rows, mut columns) = (0_u64, 0_u64, 0_u64);
    let mut at = 0;
    while let (Some(kind), Some(length)) = (short(stream, at), short(stream, at + 2)) {
        let record = stream.get(at + 4..).unwrap_or_default();
        let record = record
            .get(..(length as usize).min(record.len()))
            .unwrap_or_default();
        at += 4 + length as usize;
        match kind {
            // The beginning of a sheet.
            0x0009 | 0x0209 | 0x0409 | 0x0809 => {
                all = all.saturating_add(rows.saturating_mul(columns));
                (rows, columns) = (0, 0);
            }
            // Cells of all kinds, in all versions.
            0x0001..=0x0007
            | 0x00bd
            | 0x00be
            | 0x00d6
            | 0x00fd
            | 0x0201..=0x0207
            | 0x0221
            | 0x027e
            | 0x0406 => {
                let (Some(row), Some(mut column)) = (short(record, 0), short(record, 2)) else {
                    continue;
                };
                if matches!(kind, 0x00bd | 0x00be) {
                    // A run of cells tells its last column at its end.
                    column = column.max(short(record, record.len().saturating_sub(2)).unwrap_or(0));
                }
                rows = rows.max(u64::from(row) + 1);
                columns = columns.max(u64::from(column) + 1);
            }
            _ => {}
        }
    }
    all.saturating_add(rows.saturating_mul(columns))
}

#[cfg(test)]
mod tests {
    use super::{cells, check};

    fn record(kind: u16, data: &[u16]) -> Vec<u8> {
        let length = u16::try_from(data.len() * 2).unwrap();
        [kind, length]
            .iter()
            .chain(data)
            .flat_map(|number| number.to_le_bytes())
            .collect()
    }

    #[test]
    fn a_sheet_is_as_large_as_its_furthest_cells() {
        let stream = [
            record(0x0809, &[0]),
            record(0x0203, &[9, 4, 0, 0, 0, 0, 0]),
            record(0x0809, &[0]),
            record(0x00bd, &[65_535, 0, 0, 0, 0, 65_535]),
        ]
        .concat();
        assert_eq!(cells(&stream), 50 + 65_536 * 65_536);
    }

    #[test]
    fn what_is_no_compound_file_is_refused() {
        assert!(check(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1").is_err());
        assert!(check(&vec![0xff; 4_096]).is_err());
    }
}
