//! Small areas: the tables of the indices of deprivation, and the look-ups of small areas to health areas.
//!
//! Which postcode lies in which small area is said by the postcode directory alone, so where a small area is comes
//! from there too: it is the middle of its postcodes.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use super::draft::{Draft, Row};
use super::encode_areas::AreaIndex;
use super::encode_names::Text;
use super::encode_postcodes::{BitWriter, by_sector};
use super::{BuildError, table};
use crate::area::{AreaCode, AreaKind};
use crate::attribution::Attribution;
use crate::gazetteer::middle;
use crate::layout::{BITS_PADDING, NO_AREA, Section, width_of};
use crate::small_area::{SmallAreaLink, SmallAreaPlace};

/// The areas that a health body answers for, as their columns begin: integrated care boards, the partnerships before
/// them, Wales's and Scotland's health boards.
const HEALTH_STEMS: [&str; 4] = ["icb", "lhb", "hb", "stp"];

/// Adds what one table says of small areas: their name, their decile, their health area, or several of these.
///
/// Headings are found by what they hold, since each nation and each year words them anew: the code is in the first
/// column whose cells are small-area codes.
pub(crate) fn read(path: &Path, draft: &mut Draft) -> Result<(), BuildError> {
    let mut rows = table::open(path, &[])?;
    // Tables of every domain have the whole index first, and in the English one its heading says so.
    let decile = rows
        .heading(|heading| is_decile(heading) && is_overall(heading))
        .or_else(|| rows.heading(|heading| is_decile(heading) && !heading.contains("domain")));
    let health = rows.heading(|heading| is_health(heading, &["cd", "code", ""]));
    let health_name = rows.heading(|heading| is_health(heading, &["nm", "name"]));
    let name = rows.heading(is_small_area_name);
    if decile.is_none() && health.is_none() {
        return Err(BuildError::content(
            path,
            "no column with a decile or a health area",
        ));
    }
    let mut count = 0;
    while let Some(row) = rows.next_row() {
        let code = row.cells().filter_map(|cell| AreaCode::parse(cell).ok());
        let Some(code) = code
            .into_iter()
            .find(|code| code.kind() == AreaKind::SmallArea)
        else {
            draft.leave_out("row without a small area");
            continue;
        };
        count += 1;
        let at = |column: Option<usize>| column.map_or("", |column| row.at(column));
        let health_area = AreaCode::parse(at(health)).ok();
        if let Some(area) = health_area {
            draft.name_area(area, at(health_name), Vec::new());
        }
        let small_area = draft.small_areas.entry(code).or_default();
        if small_area.name.is_empty() {
            at(name).clone_into(&mut small_area.name);
        }
        if let Ok(decile) = at(decile).parse()
            && (1..=10).contains(&decile)
        {
            small_area.decile = decile;
        }
        small_area.health_area = health_area.or(small_area.health_area);
    }
    if count == 0 {
        return Err(BuildError::content(path, "no row with a small-area code"));
    }
    draft.attribute([Attribution::small_areas()]);
    Ok(())
}

fn is_decile(heading: &str) -> bool {
    heading.contains("decile")
}

/// "Index of Multiple Deprivation (IMD) Decile", `SIMD2020v2_Decile`, "WIMD 2019 overall decile".
fn is_overall(heading: &str) -> bool {
    ["imd)", "multiple deprivation", "imd_", "imd2", "imd 2"]
        .iter()
        .any(|word| heading.contains(word))
}

/// `icb24cd`, `hbname`, and Scotland's bare `hb`; not `icb24cdh`, the health service's own short code.
fn is_health(heading: &str, endings: &[&str]) -> bool {
    let rest = HEALTH_STEMS
        .iter()
        .find_map(|stem| heading.strip_prefix(stem));
    let rest = rest.map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    rest.is_some_and(|rest| endings.contains(&rest))
}

/// "LSOA name (2021)", `lsoa21nm`, `datazonename`.
fn is_small_area_name(heading: &str) -> bool {
    let is_small_area = ["lsoa", "datazone", "data zone", "dz", "data_zone"]
        .iter()
        .any(|stem| heading.starts_with(stem));
    is_small_area && (heading.contains("name") || heading.ends_with("nm"))
}

/// Every small area that a postcode lies in or a table tells of, by code; none when no postcode has one.
fn codes(draft: &Draft) -> Vec<AreaCode> {
    let mut codes: Vec<AreaCode> = draft.live.iter().filter_map(|row| row.small_area).collect();
    if !codes.is_empty() {
        codes.extend(draft.small_areas.keys());
    }
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// Where small areas are, from the postcodes in them, in the order of their records.
pub(crate) fn encode_places(draft: &Draft, index: &AreaIndex, text: &mut Text) -> Vec<u8> {
    let mut rows_of: HashMap<AreaCode, Vec<&Row>> = HashMap::new();
    for row in &draft.live {
        if let Some(code) = row.small_area {
            rows_of.entry(code).or_default().push(row);
        }
    }
    let mut out = Vec::new();
    for code in codes(draft) {
        let rows = rows_of.get(&code).map_or(&[][..], Vec::as_slice);
        // A position that is only a sector's middle says nothing of the area.
        let exact = rows.iter().filter(|row| !row.approximate);
        let placed = middle(exact.filter_map(|row| row.position));
        let micro = |degrees: f64| (degrees * 1e6).round() as i32;
        let mut councils: BTreeMap<u16, usize> = BTreeMap::new();
        for area in rows.iter().filter_map(|row| row.area) {
            *councils.entry(index.council(area)).or_default() += 1;
        }
        let name = draft.small_areas.get(&code).map_or("", |known| &known.name);
        let (name_at, name_len) = text.add(name);
        let place = SmallAreaPlace {
            latitude: placed.map_or(0, |(centre, _)| micro(centre.latitude)),
            longitude: placed.map_or(0, |(centre, _)| micro(centre.longitude)),
            reach_10m: placed.map_or(0, |(_, reach_m)| {
                (reach_m / 10.0).ceil().min(65_535.0) as u16
            }),
            postcodes: u16::try_from(rows.len()).unwrap_or(u16::MAX),
            council: councils
                .into_iter()
                .max_by_key(|&(_, count)| count)
                .map_or(NO_AREA, |(council, _)| council),
            name_at,
            name_len,
        };
        place.write(&mut out);
    }
    out
}

/// The sections of small areas; none when no postcode has one.
pub(crate) fn encode(
    draft: &Draft,
    index: &AreaIndex,
) -> Result<Vec<(Section, Vec<u8>)>, BuildError> {
    let codes = codes(draft);
    if codes.is_empty() {
        return Ok(Vec::new());
    }
    if codes.len() >= usize::from(NO_AREA) {
        return Err(BuildError::TooMuch("small areas"));
    }
    let mut records = Vec::new();
    for code in &codes {
        let known = draft.small_areas.get(code).cloned().unwrap_or_default();
        records.extend(code.packed().to_le_bytes());
        records.push(known.decile);
        records.extend(
            known
                .health_area
                .map_or(NO_AREA, |area| index.own(area))
                .to_le_bytes(),
        );
    }
    let (mut links, mut dictionary, mut bits) = (Vec::new(), Vec::new(), BitWriter::default());
    let number = |row: &Row| {
        let at = row
            .small_area
            .and_then(|code| codes.binary_search(&code).ok());
        at.and_then(|at| u16::try_from(at).ok()).unwrap_or(NO_AREA)
    };
    for sector in by_sector(&draft.live) {
        let mut entries: Vec<u16> = sector.iter().map(number).collect();
        entries.sort_unstable();
        entries.dedup();
        let width = width_of(u32::try_from(entries.len() - 1).unwrap_or_default());
        let link = SmallAreaLink {
            bits_at: bits.len(),
            dictionary_at: u32::try_from(dictionary.len() / 2).unwrap_or(u32::MAX),
            width: width as u8,
        };
        link.write(&mut links);
        for row in sector {
            let entry = entries.binary_search(&number(row)).unwrap_or_default();
            bits.push(u32::try_from(entry).unwrap_or_default(), width);
        }
        dictionary.extend(entries.into_iter().flat_map(u16::to_le_bytes));
    }
    let mut bits = bits.finish();
    bits.extend([0; BITS_PADDING]);
    Ok(vec![
        (Section::SmallAreaSectors, links),
        (Section::SmallAreaBits, bits),
        (Section::SmallAreaIndex, dictionary),
        (Section::SmallAreas, records),
    ])
}
