//! The gazetteer itself: an opened file, and the plain look-ups by code.

use std::borrow::Cow;
use std::fmt;
use std::path::Path;

use domain::position::Position;
use domain::postcode::{PartialPostcode, Postcode, is_outward};
use serde::{Deserialize, Serialize};

use crate::area::{Area, AreaCode, AreaKind};
use crate::attribution::Attribution;
use crate::file::{File, OpenError};
use crate::layout::{AreaRecord, NO_AREA, OutwardRecord, Section, SectorRecord, u32_at};
use crate::postcodes::{
    Grid, Key, Layer, PostcodeArea, PostcodeEntry, find_outward, letter_index, outward_text, padded,
};

/// The default that travels with the project.
static COMPILED: &[u8] = include_bytes!("../data/gb.gaz");

/// What a file says about itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Meta {
    /// Day of the postcode data, as "2025-04-22".
    pub data_date: String,
    /// Postcodes in use.
    pub live: u32,
    /// Postcodes no longer in use.
    pub retired: u32,
    /// Whether Northern Ireland's postcodes are in it.
    pub northern_ireland: bool,
    /// Places and stations.
    pub places: u32,
    /// What has to be shown for the data's licences.
    pub attributions: Vec<Attribution>,
    /// Grids of the postcodes in use, and of the retired ones.
    pub(crate) grids: [Grid; 2],
}

/// Postcodes, places and areas, read in place from one file.
///
/// Cheap to look things up in, not cheap to copy: share it behind an `Arc` and replace the `Arc` to replace the data.
pub struct Gazetteer {
    pub(crate) file: File,
    meta: Meta,
}

impl Gazetteer {
    /// The default that is compiled into the program: Great Britain, from open data.
    ///
    /// # Errors
    /// Never, unless the program itself was built with a damaged file.
    pub fn compiled_default() -> Result<Self, OpenError> {
        Self::from_bytes(COMPILED)
    }

    /// Opens a file made by [`crate::build::build`], reading it whole into memory.
    ///
    /// # Errors
    /// When it cannot be read, is damaged or cut short, or has the format of another version.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, OpenError> {
        Self::over(File::read(path.as_ref())?)
    }

    /// The same from bytes: `&'static [u8]` is read in place, a `Vec<u8>` is kept.
    ///
    /// # Errors
    /// When they are damaged or cut short, or have the format of another version.
    pub fn from_bytes(bytes: impl Into<Cow<'static, [u8]>>) -> Result<Self, OpenError> {
        Self::over(File::prove(bytes.into())?)
    }

    fn over(file: File) -> Result<Self, OpenError> {
        let meta = serde_json::from_slice(file.section(Section::Meta))
            .map_err(|_| OpenError::Section("META".to_owned()))?;
        Ok(Self { file, meta })
    }

    /// What the file says about itself.
    #[must_use]
    pub fn meta(&self) -> &Meta {
        &self.meta
    }

    /// Day of the postcode data, as "2025-04-22".
    #[must_use]
    pub fn data_date(&self) -> &str {
        &self.meta.data_date
    }

    /// What has to be shown for the data's licences.
    #[must_use]
    pub fn attributions(&self) -> &[Attribution] {
        &self.meta.attributions
    }

    /// Size of the file in bytes.
    #[must_use]
    pub fn size(&self) -> usize {
        self.file.len()
    }

    /// A postcode, in use or retired; `None` when it is in neither list.
    #[must_use]
    pub fn postcode(&self, postcode: &Postcode) -> Option<PostcodeEntry<'_>> {
        self.entry(Key::of(postcode)?)
    }

    /// An outward code: "SW9".
    #[must_use]
    pub fn outward(&self, code: &str) -> Option<PostcodeArea<'_>> {
        let code = code.trim().to_ascii_uppercase();
        if !is_outward(&code) {
            return None;
        }
        let (_, record) = find_outward(self.outwards(), padded(&code)?)?;
        Some(self.outward_area(&record))
    }

    /// A sector, with or without the space: "SW9 8". A sector whose postcodes are all retired counts.
    #[must_use]
    pub fn sector(&self, code: &str) -> Option<PostcodeArea<'_>> {
        PartialPostcode::readings(code)
            .iter()
            .filter(|reading| reading.sector.is_some() && reading.unit.is_none())
            .find_map(|reading| self.partial(reading))
    }

    /// Any part of a postcode: outward code, sector, or sector and one unit letter.
    #[must_use]
    pub fn partial(&self, partial: &PartialPostcode) -> Option<PostcodeArea<'_>> {
        let Some(digit) = partial.sector else {
            return self.outward(&partial.outward);
        };
        let (_, outward) = find_outward(self.outwards(), padded(&partial.outward)?)?;
        let layers = [
            (self.live(), outward.live_first, outward.live_sectors),
            (
                self.retired(),
                outward.retired_first,
                outward.retired_sectors,
            ),
        ];
        let wanted = partial
            .unit
            .and_then(|c| letter_index(u8::try_from(c).ok()?));
        layers
            .into_iter()
            .enumerate()
            .find_map(|(at, (layer, first, count))| {
                let mut sectors = layer.sectors_of(first, count);
                let (_, record) = sectors.find(|(_, record)| char::from(record.digit) == digit)?;
                let sector = layer.sector(record);
                let positions: Vec<Position> = sector
                    .units()
                    .into_iter()
                    .zip(0..)
                    .filter(|(unit, _)| wanted.is_none_or(|letter| unit / 20 == letter))
                    .map(|(_, at)| sector.position(at))
                    .collect();
                let (centre, reach_m) = middle(positions.iter().copied())?;
                Some(PostcodeArea {
                    code: partial.to_string(),
                    centre,
                    reach_m,
                    postcodes: if at == 0 {
                        u32::try_from(positions.len()).unwrap_or(u32::MAX)
                    } else {
                        0
                    },
                    local_authority: self.local_authority(sector.area(0)),
                })
            })
    }

    /// The outward codes of a postcode area such as "SW", or of the beginning of one, in the file's order.
    pub fn outwards_from<'a>(
        &'a self,
        prefix: &str,
    ) -> impl Iterator<Item = PostcodeArea<'a>> + use<'a> {
        let prefix = prefix.to_ascii_uppercase().into_bytes();
        let table = self.outwards();
        let from =
            table.partition_point(|record| record.get(..prefix.len()) < Some(prefix.as_slice()));
        table[from..]
            .iter()
            .take_while(move |record| record.starts_with(&prefix))
            .map(|record| self.outward_area(&OutwardRecord::read(record)))
    }

    /// All postcodes in the file: those in use by outward code, and then the retired ones.
    pub fn postcodes(&self) -> impl Iterator<Item = Postcode> + '_ {
        [true, false].into_iter().flat_map(move |live| {
            self.outwards()
                .iter()
                .map(OutwardRecord::read)
                .flat_map(move |outward| {
                    let (layer, first, count) = if live {
                        (self.live(), outward.live_first, outward.live_sectors)
                    } else {
                        (
                            self.retired(),
                            outward.retired_first,
                            outward.retired_sectors,
                        )
                    };
                    layer.sectors_of(first, count).flat_map(move |(_, record)| {
                        let key = move |unit| Key {
                            outward: outward.code,
                            digit: record.digit,
                            unit,
                        };
                        let units = layer.sector(record).units().into_iter();
                        units.filter_map(move |unit| Postcode::parse(&key(unit).print()).ok())
                    })
                })
        })
    }

    /// An area by its code; a code that was changed or merged away answers with the present one.
    #[must_use]
    pub fn area(&self, code: AreaCode) -> Option<Area<'_>> {
        let code = self.present_code(code).packed();
        let table = self.file.table::<{ AreaRecord::LEN }>(Section::Areas);
        let index = table
            .binary_search_by_key(&code, |record| u32_at(record, 0))
            .ok()?;
        self.area_at(u16::try_from(index).ok()?)
    }

    /// The code that stands today for one that may be old; itself when nothing is known of it.
    #[must_use]
    pub fn present_code(&self, code: AreaCode) -> AreaCode {
        let table = self.file.table::<8>(Section::Aliases);
        table
            .binary_search_by_key(&code.packed(), |pair| u32_at(pair, 0))
            .map_or(code, |at| AreaCode::from_packed(u32_at(&table[at], 4)))
    }

    /// The area around one: the council of a ward, the county, region or country of a council.
    #[must_use]
    pub fn parent(&self, area: Area<'_>) -> Option<Area<'_>> {
        self.area_at(area.parent)
    }

    /// An area and all that it lies in, the smallest first.
    pub fn chain<'a>(&'a self, area: Area<'a>) -> impl Iterator<Item = Area<'a>> + use<'a> {
        // A file may be wrong but not endless.
        std::iter::successors(Some(area), |area| self.area_at(area.parent)).take(8)
    }

    /// Every area, by code.
    pub fn areas(&self) -> impl Iterator<Item = Area<'_>> {
        let count = self.file.table::<{ AreaRecord::LEN }>(Section::Areas).len();
        (0..count).filter_map(|at| self.area_at(u16::try_from(at).ok()?))
    }

    pub(crate) fn area_at(&self, index: u16) -> Option<Area<'_>> {
        let table = self.file.table::<{ AreaRecord::LEN }>(Section::Areas);
        let record = AreaRecord::read(table.get(usize::from(index)).filter(|_| index != NO_AREA)?);
        let placed = (record.latitude, record.longitude) != (0, 0);
        Some(Area {
            code: AreaCode::from_packed(record.code),
            name: self.file.text(record.name_at, record.name_len),
            centre: placed.then(|| micro_position(record.latitude, record.longitude)),
            reach_m: f64::from(record.reach_10m) * 10.0,
            parent: record.parent,
        })
    }

    /// The council that an area is, or lies in.
    pub(crate) fn local_authority(&self, index: u16) -> Option<Area<'_>> {
        self.chain(self.area_at(index)?)
            .find(|area| area.kind() == AreaKind::LocalAuthority)
    }

    pub(crate) fn outwards(&self) -> &[[u8; OutwardRecord::LEN]] {
        self.file.table(Section::Outwards)
    }

    pub(crate) fn live(&self) -> Layer<'_> {
        self.layer(
            Section::LiveSectors,
            Section::LiveBlocks,
            self.meta.grids[0],
        )
    }

    pub(crate) fn retired(&self) -> Layer<'_> {
        self.layer(
            Section::RetiredSectors,
            Section::RetiredBlocks,
            self.meta.grids[1],
        )
    }

    fn layer(&self, sectors: Section, blocks: Section, grid: Grid) -> Layer<'_> {
        Layer {
            sectors: self.file.table::<{ SectorRecord::LEN }>(sectors),
            blocks: self.file.section(blocks),
            grid,
        }
    }

    pub(crate) fn entry(&self, key: Key) -> Option<PostcodeEntry<'_>> {
        let (_, outward) = find_outward(self.outwards(), key.outward)?;
        let find = |layer: Layer<'_>, first: u16, count: u8| {
            let mut sectors = layer.sectors_of(first, count);
            let (index, record) = sectors.find(|(_, record)| record.digit == key.digit)?;
            let sector = layer.sector(record);
            let at = sector.rank(key.unit)?;
            Some((index, sector.position(at), sector.area(at)))
        };
        if let Some((index, position, area)) =
            find(self.live(), outward.live_first, outward.live_sectors)
        {
            return Some(PostcodeEntry {
                position,
                approximate: self.is_approximate(index, key.unit),
                ward: self
                    .area_at(area)
                    .filter(|area| area.kind() == AreaKind::Ward),
                local_authority: self.local_authority(area),
                retired: false,
            });
        }
        let (_, position, area) = find(
            self.retired(),
            outward.retired_first,
            outward.retired_sectors,
        )?;
        Some(PostcodeEntry {
            position,
            approximate: false,
            ward: None,
            local_authority: self.local_authority(area),
            retired: true,
        })
    }

    fn is_approximate(&self, sector: usize, unit: u16) -> bool {
        let wanted = u32::try_from(sector).unwrap_or(u32::MAX) << 16 | u32::from(unit);
        let table = self.file.table::<4>(Section::Approximate);
        table
            .binary_search_by_key(&wanted, |entry| u32_at(entry, 0))
            .is_ok()
    }

    pub(crate) fn outward_area(&self, record: &OutwardRecord) -> PostcodeArea<'_> {
        PostcodeArea {
            code: outward_text(record.code),
            centre: micro_position(record.latitude, record.longitude),
            reach_m: f64::from(record.reach_m),
            postcodes: record.live_postcodes,
            local_authority: self.local_authority(record.area),
        }
    }
}

impl fmt::Debug for Gazetteer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gazetteer")
            .field("size", &self.size())
            .field("meta", &self.meta)
            .finish()
    }
}

pub(crate) fn micro_position(latitude: i32, longitude: i32) -> Position {
    Position {
        latitude: f64::from(latitude) / 1e6,
        longitude: f64::from(longitude) / 1e6,
    }
}

/// The mean of some positions, and the distance within which nine in ten of them lie; `None` of none.
pub(crate) fn middle(positions: impl Iterator<Item = Position> + Clone) -> Option<(Position, f64)> {
    let (mut north, mut east, mut count) = (0.0, 0.0, 0.0);
    for position in positions.clone() {
        north += position.latitude;
        east += position.longitude;
        count += 1.0;
    }
    if count == 0.0 {
        return None;
    }
    let centre = Position {
        latitude: north / count,
        longitude: east / count,
    };
    let mut distances: Vec<f64> = positions
        .map(|position| position.distance_m(centre))
        .collect();
    distances.sort_by(f64::total_cmp);
    let reach = distances.get(distances.len() * 9 / 10).or(distances.last());
    Some((centre, reach.copied().unwrap_or_default()))
}
