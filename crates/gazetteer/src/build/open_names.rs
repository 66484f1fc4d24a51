//! OS Open Names: settlements from its 20 km tiles, as loose CSV files or the zip they come in.

use std::path::Path;

use super::archive::{Archive, is_zip};
use super::draft::{Draft, PlaceDraft};
use super::{BuildError, Watch, osgb36};
use crate::area::AreaCode;
use crate::attribution::Attribution;
use crate::names::PlaceKind;

// The tiles have no headings; the order is that of OS_Open_Names_Header.csv in the Doc folder.
const NAME: usize = 2;
const NAME_LANGUAGE: usize = 3;
const SECOND_NAME: usize = 4;
const TYPE: usize = 6;
const LOCAL_TYPE: usize = 7;
const EASTING: usize = 8;
const NORTHING: usize = 9;
const COUNTRY: usize = 29;

/// Adds the settlements of a tile, a directory of tiles, or the zip.
pub(crate) fn read(
    path: &Path,
    draft: &mut Draft,
    watch: &mut Watch<'_>,
) -> Result<(), BuildError> {
    if path.is_dir() {
        let entries = std::fs::read_dir(path).map_err(|error| BuildError::read(path, error))?;
        let mut tiles: Vec<_> = entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .collect();
        tiles.retain(|tile| {
            tile.extension()
                .is_some_and(|e| e.eq_ignore_ascii_case("csv"))
        });
        tiles.sort();
        for (at, tile) in tiles.iter().enumerate() {
            watch.step("place names", at as u64, Some(tiles.len() as u64));
            read_tile(
                &std::fs::read(tile).map_err(|error| BuildError::read(tile, error))?,
                draft,
            );
        }
    } else if is_zip(path) {
        let mut zip = Archive::open(path)?;
        let mut tiles = zip.names.clone();
        tiles.retain(|name| name.contains("Data/") && name.ends_with(".csv"));
        for (at, tile) in tiles.iter().enumerate() {
            watch.step("place names", at as u64, Some(tiles.len() as u64));
            read_tile(&zip.bytes(tile)?, draft);
        }
    } else {
        read_tile(
            &std::fs::read(path).map_err(|error| BuildError::read(path, error))?,
            draft,
        );
    }
    let year = draft.data_date.get(..4).unwrap_or("2025").to_owned();
    draft.attribute([Attribution::ordnance_survey(&year)]);
    Ok(())
}

fn read_tile(bytes: &[u8], draft: &mut Draft) {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(bytes);
    for record in reader.records().flatten() {
        let cell = |at: usize| record.get(at).unwrap_or_default().trim();
        let Some(size) = size(cell(LOCAL_TYPE)).filter(|_| cell(TYPE) == "populatedPlace") else {
            continue;
        };
        let grid = cell(EASTING).parse().ok().zip(cell(NORTHING).parse().ok());
        let Some(position) =
            grid.and_then(|(easting, northing)| osgb36::to_wgs84(easting, northing))
        else {
            draft.leave_out("place without a position");
            continue;
        };
        // A Welsh or Gaelic first name gives way to an English second one.
        let (first, second) = (cell(NAME), cell(SECOND_NAME));
        let second_leads = !second.is_empty() && matches!(cell(NAME_LANGUAGE), "cym" | "gla");
        let (name, other) = if second_leads {
            (second, first)
        } else {
            (first, second)
        };
        draft.places.push(PlaceDraft {
            name: name.to_owned(),
            also: Some(other)
                .filter(|other| !other.is_empty())
                .map(str::to_owned)
                .into_iter()
                .collect(),
            kind: PlaceKind::Settlement,
            position,
            population: size,
            country: country(cell(COUNTRY)),
        });
    }
}

/// A population to rank by, for a source that tells only the sort of settlement.
fn size(local_type: &str) -> Option<u32> {
    match local_type {
        "City" => Some(200_000),
        "Town" => Some(20_000),
        "Suburban Area" => Some(10_000),
        "Village" => Some(1_000),
        "Hamlet" | "Other Settlement" => Some(100),
        _ => None,
    }
}

fn country(name: &str) -> Option<AreaCode> {
    let code = match name {
        "England" => "E92000001",
        "Scotland" => "S92000003",
        "Wales" => "W92000004",
        _ => return None,
    };
    AreaCode::parse(code).ok()
}
