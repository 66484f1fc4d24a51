//! Places and stations from tables with a latitude and a longitude: GeoNames extracts, and NaPTAN stations.

use std::path::Path;

use domain::position::Position;

use super::draft::{Draft, PlaceDraft};
use super::{BuildError, osgb36, table};
use crate::area::AreaCode;
use crate::attribution::Attribution;
use crate::names::{PlaceKind, fold};

/// Adds settlements from a tab-separated extract of GeoNames: name, latitude, longitude, population, admin1,
/// alternate_names.
pub(crate) fn read_geonames(path: &Path, draft: &mut Draft) -> Result<(), BuildError> {
    let mut places = table::open(path, &["name", "latitude", "longitude"])?;
    while let Some(row) = places.next_row() {
        let name = row.cell("name");
        let Some(position) = row.position() else {
            draft.leave_out("place without a position");
            continue;
        };
        let nation = row.cell("admin1");
        let also = row
            .cell("alternate_names")
            .split('|')
            .filter(|other| is_spoken_here(other, name, nation))
            .map(str::to_owned)
            .collect();
        draft.places.push(PlaceDraft {
            name: name.to_owned(),
            also,
            kind: PlaceKind::Settlement,
            position,
            population: row.cell("population").parse().unwrap_or(0),
            country: country(nation),
        });
    }
    draft.attribute([Attribution::geonames()]);
    Ok(())
}

/// The stop types of a station as a whole: rail, and metro or tram. Its platforms and entrances have others.
const STATION_TYPES: [&str; 2] = ["RLY", "MET"];

/// Adds stations: from NaPTAN's own table of stops (`ATCOCode`, `CommonName`, `StopType`, …), of which only the
/// stations are taken, or from an extract with name, latitude and longitude.
pub(crate) fn read_stations(path: &Path, draft: &mut Draft) -> Result<(), BuildError> {
    let mut stations = table::open(path, &["latitude", "longitude"])?;
    let is_naptan = stations.heading(|heading| heading == "stoptype").is_some();
    if stations
        .heading(|heading| heading == "name" || heading == "commonname")
        .is_none()
    {
        return Err(BuildError::content(path, "no column \"name\""));
    }
    while let Some(row) = stations.next_row() {
        let is_closed = ["inactive", "del"].contains(&row.cell("status"));
        if is_naptan && (is_closed || !STATION_TYPES.contains(&row.cell("stoptype"))) {
            continue;
        }
        let Some(position) = row.position().or_else(|| grid_position(&row)) else {
            draft.leave_out("station without a position");
            continue;
        };
        let bare = bare_station(row.any(&["name", "commonname"]));
        draft.places.push(PlaceDraft {
            name: format!("{bare} station"),
            also: vec![bare.to_owned()],
            kind: PlaceKind::Station,
            position,
            population: 0,
            country: None,
        });
    }
    draft.attribute([Attribution::stations()]);
    Ok(())
}

/// NaPTAN leaves latitude and longitude empty for some stops, but never the grid.
fn grid_position(row: &table::Row<'_>) -> Option<Position> {
    let (easting, northing) = (row.cell("easting"), row.cell("northing"));
    osgb36::to_wgs84(easting.parse().ok()?, northing.parse().ok()?)
}

/// "Brixton Underground Station" and "Brixton station" are Brixton.
fn bare_station(name: &str) -> &str {
    const ENDINGS: [&str; 7] = [
        " Underground Station",
        " Rail Station",
        " Railway Station",
        " DLR Station",
        " Tram Stop",
        " Station",
        " station",
    ];
    let name = name.trim();
    ENDINGS
        .iter()
        .find_map(|ending| name.strip_suffix(ending))
        .unwrap_or(name)
}

/// Whether another name is one that people here use, and not a transliteration from abroad: a Welsh, Gaelic or Irish
/// name where those are spoken, elsewhere only a longer or shorter form of the name.
fn is_spoken_here(other: &str, name: &str, nation: &str) -> bool {
    let (other, name) = (fold(other), fold(name));
    let readable = other.len() >= 4 && other.chars().all(|c| c.is_ascii_lowercase() || c == ' ');
    if !readable || other == name {
        return false;
    }
    if nation != "ENG" {
        return true;
    }
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let (other, name) = (words(&other), words(&name));
    name.iter().all(|word| other.contains(word)) || other.iter().all(|word| name.contains(word))
}

fn country(admin1: &str) -> Option<AreaCode> {
    let code = match admin1 {
        "ENG" => "E92000001",
        "NIR" => "N92000002",
        "SCT" => "S92000003",
        "WLS" => "W92000004",
        _ => return None,
    };
    AreaCode::parse(code).ok()
}

/// A position from two texts; `None` when they are no place of the United Kingdom.
pub(crate) fn position(latitude: &str, longitude: &str) -> Option<Position> {
    let (latitude, longitude) = (
        latitude.trim().parse().ok()?,
        longitude.trim().parse().ok()?,
    );
    Position::new(latitude, longitude)
        .ok()
        .filter(|position| position.is_in_uk_box())
}

#[cfg(test)]
mod tests {
    use super::is_spoken_here;

    #[test]
    fn names_from_abroad_are_left_out() {
        assert!(!is_spoken_here("Londres", "London", "ENG"));
        assert!(!is_spoken_here("Лондон", "London", "ENG"));
        assert!(is_spoken_here("Richmond upon Thames", "Richmond", "ENG"));
        assert!(is_spoken_here("Caerdydd", "Cardiff", "WLS"));
    }
}
