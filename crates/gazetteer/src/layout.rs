//! The layout of a gazetteer file: its header, sections and fixed-width records, written and read in one place.
//!
//! Postcodes take the space, so they are packed by sector: the twenty legal unit letters make 400 units, a set says
//! which exist, and each that exists has a fixed-width record (grid cell, area) in a bit stream. Everything is found
//! by arithmetic; nothing is decoded when the file is opened. This module knows no I/O and checks nothing: `file`
//! refuses what is damaged, and a reading outside a section is nought.

/// First bytes of every file; the line ends catch a transfer in text mode.
pub(crate) const MAGIC: [u8; 8] = *b"FPGAZ\r\n\x1a";

/// Goes up when a reader of the old layout would misread the new one.
pub(crate) const VERSION: u16 = 1;

/// Magic, version, number of sections, CRC-32 of all that follows the header, length of the whole file.
pub(crate) const HEADER_LEN: usize = 24;

/// Tag, start and length of one section.
pub(crate) const DIRECTORY_ENTRY_LEN: usize = 12;

/// "No area" where an index into the area table stands.
pub(crate) const NO_AREA: u16 = u16::MAX;

/// Bytes of a sector's bitmap of units: twenty letters, twice.
pub(crate) const BITMAP_LEN: usize = 50;

/// Bits of a unit in a list of units.
pub(crate) const UNIT_WIDTH: u32 = 9;

/// Units up to which a list of them is shorter than the bitmap.
pub(crate) const LONGEST_LIST: u16 = 44;

/// Bytes after a bit stream, so that eight can be read from any of its bits.
pub(crate) const BITS_PADDING: usize = 8;

macro_rules! sections {
    ($($(#[$doc:meta])* $name:ident = $tag:literal),+ $(,)?) => {
        /// The parts of a file.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Section { $($(#[$doc])* $name),+ }

        impl Section {
            pub(crate) const ALL: &[Section] = &[$(Section::$name),+];

            pub(crate) fn tag(self) -> [u8; 4] {
                match self { $(Section::$name => *$tag),+ }
            }
        }
    };
}

sections! {
    /// JSON: dates, counts, attributions.
    Meta = b"META",
    /// [`OutwardRecord`]s by code.
    Outwards = b"OUTW",
    /// [`SectorRecord`]s of the postcodes in use, by outward code and digit.
    LiveSectors = b"LSEC",
    /// Their blocks: a dictionary of areas as u16, the set of units, and the units' records.
    LiveBlocks = b"LBLK",
    /// The same two for retired postcodes, on a coarser grid.
    RetiredSectors = b"RSEC",
    RetiredBlocks = b"RBLK",
    /// Postcodes in use whose position is only that of their sector: sector index << 16 | unit, sorted.
    Approximate = b"APPR",
    /// [`AreaRecord`]s by code.
    Areas = b"AREA",
    /// Old area code, present code: u32 pairs by old code.
    Aliases = b"ALIA",
    /// [`PlaceRecord`]s.
    Places = b"PLAC",
    /// [`KeyRecord`]s by folded key.
    Keys = b"KEYS",
    /// UTF-8 that names and keys point into.
    Text = b"TEXT",
    /// [`SmallAreaLink`]s, one for each live sector, when the file knows small areas.
    SmallAreaSectors = b"SSEC",
    SmallAreaBits = b"SBIT",
    /// Small-area dictionaries of the sectors, as u16 indexes into the small areas.
    SmallAreaIndex = b"SIDX",
    /// Records of small areas by code: code, decile, health area.
    SmallAreas = b"SMAL",
    /// [`SmallAreaPlace`](crate::small_area::SmallAreaPlace)s in the same order: where each is, and what it is called.
    SmallAreaPlaces = b"SPLA",
    /// [`OutlineRecord`]s by area code.
    Outlines = b"OUTL",
    /// Their rings as varints.
    OutlineRings = b"RING",
}

/// Unsigned 16 bits at a place; nought beyond the end.
pub(crate) fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes
        .get(at..)
        .and_then(|rest| rest.first_chunk())
        .map_or(0, |chunk| u16::from_le_bytes(*chunk))
}

/// Unsigned 32 bits at a place; nought beyond the end.
pub(crate) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes
        .get(at..)
        .and_then(|rest| rest.first_chunk())
        .map_or(0, |chunk| u32::from_le_bytes(*chunk))
}

/// Signed 32 bits at a place; nought beyond the end.
pub(crate) fn i32_at(bytes: &[u8], at: usize) -> i32 {
    u32_at(bytes, at).cast_signed()
}

/// At least 57 bits of a stream from a bit on, for a reader that cuts several fields out of one load.
pub(crate) fn window_at(stream: &[u8], at: usize) -> u64 {
    stream
        .get(at / 8..)
        .and_then(|rest| rest.first_chunk())
        .map_or(0, |chunk| u64::from_le_bytes(*chunk) >> (at % 8))
}

/// The lowest bits set.
pub(crate) fn mask(width: u32) -> u32 {
    if width >= 32 {
        u32::MAX
    } else {
        (1 << width) - 1
    }
}

/// Bits that hold every value up to `largest`.
pub(crate) fn width_of(largest: u32) -> u32 {
    u32::BITS - largest.leading_zeros()
}

/// An outward code: its sectors in both layers, and its middle, reach and box.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct OutwardRecord {
    /// Padded with spaces.
    pub(crate) code: [u8; 4],
    pub(crate) live_first: u16,
    pub(crate) live_sectors: u8,
    pub(crate) retired_sectors: u8,
    pub(crate) retired_first: u16,
    /// The local authority that most of its postcodes are in.
    pub(crate) area: u16,
    pub(crate) live_postcodes: u32,
    /// Middle, in millionths of a degree.
    pub(crate) latitude: i32,
    pub(crate) longitude: i32,
    /// Metres from the middle within which nine in ten of its postcodes lie.
    pub(crate) reach_m: u32,
    /// Box of the live postcodes in units of the live grid.
    pub(crate) south: i32,
    pub(crate) west: i32,
    pub(crate) north: i32,
    pub(crate) east: i32,
}

impl OutwardRecord {
    pub(crate) const LEN: usize = 44;

    pub(crate) fn read(record: &[u8; Self::LEN]) -> Self {
        let [a, b, c, d, ..] = *record;
        Self {
            code: [a, b, c, d],
            live_first: u16_at(record, 4),
            live_sectors: record[6],
            retired_sectors: record[7],
            retired_first: u16_at(record, 8),
            area: u16_at(record, 10),
            live_postcodes: u32_at(record, 12),
            latitude: i32_at(record, 16),
            longitude: i32_at(record, 20),
            reach_m: u32_at(record, 24),
            south: i32_at(record, 28),
            west: i32_at(record, 32),
            north: i32_at(record, 36),
            east: i32_at(record, 40),
        }
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        out.extend(self.code);
        out.extend(self.live_first.to_le_bytes());
        out.extend([self.live_sectors, self.retired_sectors]);
        out.extend(self.retired_first.to_le_bytes());
        out.extend(self.area.to_le_bytes());
        out.extend(self.live_postcodes.to_le_bytes());
        out.extend(self.latitude.to_le_bytes());
        out.extend(self.longitude.to_le_bytes());
        out.extend(self.reach_m.to_le_bytes());
        for edge in [self.south, self.west, self.north, self.east] {
            out.extend(edge.to_le_bytes());
        }
    }
}

/// One sector: how many units it has, where they lie, and where its block starts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct SectorRecord {
    /// ASCII digit.
    pub(crate) digit: u8,
    /// Entries of its area dictionary.
    pub(crate) areas: u8,
    /// Units.
    pub(crate) count: u16,
    /// Largest offsets from the corner, in grid units; they give the width of a cell number.
    pub(crate) height: u16,
    pub(crate) breadth: u16,
    /// South-western corner in grid units.
    pub(crate) south: i32,
    pub(crate) west: i32,
    /// First byte of its block.
    pub(crate) block_at: u32,
}

impl SectorRecord {
    pub(crate) const LEN: usize = 20;

    pub(crate) fn read(record: &[u8; Self::LEN]) -> Self {
        Self {
            digit: record[0],
            areas: record[1],
            count: u16_at(record, 2),
            height: u16_at(record, 4),
            breadth: u16_at(record, 6),
            south: i32_at(record, 8),
            west: i32_at(record, 12),
            block_at: u32_at(record, 16),
        }
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        out.extend([self.digit, self.areas]);
        for small in [self.count, self.height, self.breadth] {
            out.extend(small.to_le_bytes());
        }
        out.extend(self.south.to_le_bytes());
        out.extend(self.west.to_le_bytes());
        out.extend(self.block_at.to_le_bytes());
    }

    /// Cells across, so that cell = up × columns + along.
    pub(crate) fn columns(&self) -> u32 {
        u32::from(self.breadth) + 1
    }

    /// Bits of a cell number.
    pub(crate) fn cell_width(&self) -> u32 {
        width_of((u32::from(self.height) + 1).saturating_mul(self.columns()) - 1)
    }

    /// Bits of an index into the area dictionary.
    pub(crate) fn area_width(&self) -> u32 {
        width_of(u32::from(self.areas).saturating_sub(1))
    }

    /// Bytes of the set of units: a list of them, or a bitmap when that is shorter.
    pub(crate) fn units_len(&self) -> usize {
        if self.count <= LONGEST_LIST {
            (usize::from(self.count) * UNIT_WIDTH as usize).div_ceil(8)
        } else {
            BITMAP_LEN
        }
    }
}

/// A ward, council, county, region or country.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct AreaRecord {
    /// As `AreaCode` packs it.
    pub(crate) code: u32,
    pub(crate) name_at: u32,
    pub(crate) name_len: u8,
    /// Index of the area around it.
    pub(crate) parent: u16,
    /// Reach (see [`OutwardRecord::reach_m`]) in tens of metres.
    pub(crate) reach_10m: u16,
    /// Middle of its postcodes in millionths of a degree; both nought when it has none.
    pub(crate) latitude: i32,
    pub(crate) longitude: i32,
}

impl AreaRecord {
    pub(crate) const LEN: usize = 21;

    pub(crate) fn read(record: &[u8; Self::LEN]) -> Self {
        Self {
            code: u32_at(record, 0),
            name_at: u32_at(record, 4),
            name_len: record[8],
            parent: u16_at(record, 9),
            reach_10m: u16_at(record, 11),
            latitude: i32_at(record, 13),
            longitude: i32_at(record, 17),
        }
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        out.extend(self.code.to_le_bytes());
        out.extend(self.name_at.to_le_bytes());
        out.push(self.name_len);
        out.extend(self.parent.to_le_bytes());
        out.extend(self.reach_10m.to_le_bytes());
        out.extend(self.latitude.to_le_bytes());
        out.extend(self.longitude.to_le_bytes());
    }
}

/// A place or a station.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct PlaceRecord {
    pub(crate) latitude: i32,
    pub(crate) longitude: i32,
    pub(crate) name_at: u32,
    pub(crate) name_len: u8,
    /// As `PlaceKind` numbers it.
    pub(crate) kind: u8,
    /// The local authority, or the country where no nearer area is known.
    pub(crate) area: u16,
    /// Larger comes first.
    pub(crate) weight: u16,
}

impl PlaceRecord {
    pub(crate) const LEN: usize = 18;

    pub(crate) fn read(record: &[u8; Self::LEN]) -> Self {
        Self {
            latitude: i32_at(record, 0),
            longitude: i32_at(record, 4),
            name_at: u32_at(record, 8),
            name_len: record[12],
            kind: record[13],
            area: u16_at(record, 14),
            weight: u16_at(record, 16),
        }
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        out.extend(self.latitude.to_le_bytes());
        out.extend(self.longitude.to_le_bytes());
        out.extend(self.name_at.to_le_bytes());
        out.extend([self.name_len, self.kind]);
        out.extend(self.area.to_le_bytes());
        out.extend(self.weight.to_le_bytes());
    }
}

/// A folded name, or its later words, and what it names.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct KeyRecord {
    /// Where its text is, below 2^24.
    pub(crate) key_at: u32,
    pub(crate) key_len: u8,
    /// Larger comes first.
    pub(crate) weight: u8,
    /// Later words of a name and not the whole of it.
    pub(crate) later: bool,
    /// An area and not a place.
    pub(crate) is_area: bool,
    /// Index of the place or area, below 2^22.
    pub(crate) item: u32,
}

impl KeyRecord {
    pub(crate) const LEN: usize = 8;

    pub(crate) fn weight_of(record: &[u8; Self::LEN]) -> u8 {
        record[7]
    }

    pub(crate) fn read(record: &[u8; Self::LEN]) -> Self {
        let (first, second) = (u32_at(record, 0), u32_at(record, 4));
        Self {
            key_at: first & 0xff_ffff,
            key_len: record[3],
            weight: Self::weight_of(record),
            later: second & 1 << 22 != 0,
            is_area: second & 1 << 23 != 0,
            item: second & 0x3f_ffff,
        }
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        let first = self.key_at | u32::from(self.key_len) << 24;
        let flags = u32::from(self.later) << 22 | u32::from(self.is_area) << 23;
        let second = self.item | flags | u32::from(self.weight) << 24;
        out.extend(first.to_le_bytes());
        out.extend(second.to_le_bytes());
    }
}
