//! Small areas: the tables of the indices of deprivation, and the look-ups of small areas to health areas.
//!
//! Which postcode lies in which small area is said by the postcode directory alone.

use std::path::Path;

use super::draft::{Draft, Row};
use super::encode_areas::AreaIndex;
use super::encode_postcodes::{BitWriter, by_sector};
use super::{BuildError, table};
use crate::area::{AreaCode, AreaKind};
use crate::attribution::Attribution;
use crate::layout::{BITS_PADDING, NO_AREA, Section, width_of};
use crate::small_area::SmallAreaLink;

/// Adds what one table says of small areas: their decile, their health area, or both.
///
/// Headings are found by what they hold, since each nation and each year words them anew: the code is in the first
/// column whose cells are small-area codes.
pub(crate) fn read(path: &Path, draft: &mut Draft) -> Result<(), BuildError> {
    let mut rows = table::open(path, &[])?;
    let decile = rows.heading(|heading| {
        let overall = heading.contains("(imd) decile") || heading.contains("multiple deprivation");
        heading.contains("decile") && (overall || !heading.contains("domain"))
    });
    let health = rows.heading(|heading| {
        heading.ends_with("cd")
            && ["icb", "lhb", "hb", "stp"]
                .iter()
                .any(|stem| heading.starts_with(stem))
    });
    let health_name = rows.heading(|heading| {
        heading.ends_with("nm")
            && ["icb", "lhb", "hb", "stp"]
                .iter()
                .any(|stem| heading.starts_with(stem))
    });
    if decile.is_none() && health.is_none() {
        return Err(BuildError::content(
            path,
            "no column with a decile or a health area",
        ));
    }
    while let Some(row) = rows.next_row() {
        let code = row.cells().filter_map(|cell| AreaCode::parse(cell).ok());
        let Some(code) = code
            .into_iter()
            .find(|code| code.kind() == AreaKind::SmallArea)
        else {
            draft.leave_out("row without a small area");
            continue;
        };
        let at = |column: Option<usize>| column.map_or("", |column| row.at(column));
        let health_area = AreaCode::parse(at(health)).ok();
        if let Some(area) = health_area {
            draft.name_area(area, at(health_name), Vec::new());
        }
        let small_area = draft.small_areas.entry(code).or_default();
        if let Ok(decile) = at(decile).parse()
            && (1..=10).contains(&decile)
        {
            small_area.decile = decile;
        }
        small_area.health_area = health_area.or(small_area.health_area);
    }
    draft.attribute([Attribution::small_areas()]);
    Ok(())
}

/// The sections of small areas; none when no postcode has one.
pub(crate) fn encode(
    draft: &Draft,
    index: &AreaIndex,
) -> Result<Vec<(Section, Vec<u8>)>, BuildError> {
    let mut codes: Vec<AreaCode> = draft.live.iter().filter_map(|row| row.small_area).collect();
    if codes.is_empty() {
        return Ok(Vec::new());
    }
    codes.extend(draft.small_areas.keys());
    codes.sort_unstable();
    codes.dedup();
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
