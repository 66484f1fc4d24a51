//! OS Code-Point Open: one zip with a CSV for each postcode area, without headings.

use std::path::Path;

use domain::postcode::Postcode;

use super::archive::Archive;
use super::draft::{Draft, Row};
use super::{BuildError, Watch, codelist, osgb36};
use crate::area::AreaCode;
use crate::attribution::Attribution;
use crate::postcodes::Key;

const POSTCODE: usize = 0;
const QUALITY: usize = 1;
const EASTING: usize = 2;
const NORTHING: usize = 3;
const COUNTY: usize = 7;
const DISTRICT: usize = 8;
const WARD: usize = 9;

/// Adds every postcode of the zip, and the names in its code list.
pub(crate) fn read(
    path: &Path,
    draft: &mut Draft,
    watch: &mut Watch<'_>,
) -> Result<(), BuildError> {
    let mut zip = Archive::open(path)?;
    let names = zip.names.clone();
    let is_data =
        |name: &&String| name.to_ascii_lowercase().ends_with(".csv") && name.contains("Data/");
    let tables: Vec<&String> = names.iter().filter(is_data).collect();
    if tables.is_empty() {
        return Err(BuildError::content(
            path,
            "no Data/…/*.csv in it; is this Code-Point Open?",
        ));
    }
    for (at, name) in tables.iter().enumerate() {
        watch.step("postcodes", at as u64, Some(tables.len() as u64));
        read_table(&zip.bytes(name)?, draft);
    }
    if let Some(name) = names.iter().find(|name| name.ends_with("Codelist.xlsx")) {
        codelist::read(zip.bytes(name)?, draft)?;
    }
    if let Some(name) = names.iter().find(|name| name.ends_with("metadata.txt")) {
        let text = String::from_utf8_lossy(&zip.bytes(name)?).into_owned();
        draft.date(copyright_date(&text));
    }
    let year = draft.data_date.get(..4).unwrap_or("2025").to_owned();
    draft.attribute(Attribution::postcodes(&year));
    Ok(())
}

fn read_table(bytes: &[u8], draft: &mut Draft) {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(bytes);
    for record in reader.records().flatten() {
        let cell = |at: usize| record.get(at).unwrap_or_default();
        let Some(key) = Postcode::parse(cell(POSTCODE))
            .ok()
            .and_then(|postcode| Key::of(&postcode))
        else {
            draft.leave_out("row without a postcode");
            continue;
        };
        let code = |at: usize| AreaCode::parse(cell(at)).ok();
        let (ward, district, county) = (code(WARD), code(DISTRICT), code(COUNTY));
        if let (Some(ward), Some(district)) = (ward, district) {
            draft.place_area(ward, district);
        }
        if let (Some(district), Some(county)) = (district, county) {
            draft.place_area(district, county);
        }
        let quality: u8 = cell(QUALITY).parse().unwrap_or(90);
        draft.live.push(Row {
            key,
            position: position(cell(EASTING), cell(NORTHING), quality),
            // 60 is the mean of its sector already.
            approximate: quality >= 60,
            area: ward.or(district),
            small_area: None,
        });
    }
}

fn position(easting: &str, northing: &str, quality: u8) -> Option<domain::position::Position> {
    let (easting, northing): (f64, f64) = (easting.parse().ok()?, northing.parse().ok()?);
    (quality < 90 && easting > 0.0).then(|| osgb36::to_wgs84(easting, northing))?
}

/// "COPYRIGHT DATE: 20250422" as "2025-04-22".
fn copyright_date(metadata: &str) -> Option<String> {
    let digits = metadata
        .lines()
        .find_map(|line| line.trim().strip_prefix("COPYRIGHT DATE:"))?
        .trim();
    let (year, rest) = digits.split_at_checked(4)?;
    let (month, day) = rest.split_at_checked(2)?;
    digits
        .bytes()
        .all(|b| b.is_ascii_digit())
        .then(|| format!("{year}-{month}-{day}"))
}

#[cfg(test)]
mod tests {
    use super::copyright_date;

    #[test]
    fn the_copyright_date_is_the_data_date() {
        let text = "DATASET VERSION NUMBER: 2025.2.0\r\nCOPYRIGHT DATE: 20250422\r\n";
        assert_eq!(copyright_date(text).as_deref(), Some("2025-04-22"));
    }
}
