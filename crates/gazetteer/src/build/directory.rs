//! The ONS Postcode Directory and the National Statistics Postcode Lookup, as CSV or as the zip they come in.
//!
//! Unlike Code-Point Open they tell retired postcodes apart and reach Northern Ireland. Their licence for Northern
//! Ireland's rows is between the operator and Land & Property Services, so those rows are taken only when asked for.

use std::path::Path;

use domain::postcode::Postcode;

use super::draft::{Draft, Row};
use super::{BuildError, Watch, names_and_codes, osgb36, places, table};
use crate::area::{AreaCode, AreaKind};
use crate::attribution::Attribution;
use crate::postcodes::Key;

/// Adds the rows of a directory.
pub(crate) fn read(
    path: &Path,
    northern_ireland: bool,
    draft: &mut Draft,
    watch: &mut Watch<'_>,
) -> Result<(), BuildError> {
    let mut rows = table::open_zipped(path, "Data/", &["doterm"])?;
    let mut count = 0;
    let mut has_northern_ireland = false;
    while let Some(row) = rows.next_row() {
        count += 1;
        if count % 50_000 == 0 {
            watch.step("postcode directory", count, None);
        }
        let written = row.any(&["pcds", "pcd8", "pcd2", "pcd7", "pcd"]);
        let Some(key) = Postcode::parse(written)
            .ok()
            .and_then(|postcode| Key::of(&postcode))
        else {
            draft.leave_out("row without a postcode");
            continue;
        };
        let in_northern_ireland = written.starts_with("BT");
        if in_northern_ireland && !northern_ireland {
            draft.leave_out("row of Northern Ireland");
            continue;
        }
        has_northern_ireland |= in_northern_ireland;
        // Pseudo codes of places outside the United Kingdom end in 99999999.
        let code = |names: &[&str]| {
            AreaCode::parse(row.any(names))
                .ok()
                .filter(|code| !is_pseudo(*code))
        };
        let (ward, council) = (code(&["wd", "osward"]), code(&["lad", "oslaua"]));
        // The column also has the halves of London and the metropolitan counties, which no longer govern.
        let county = code(&["cty", "oscty"]).filter(|code| code.kind() == AreaKind::County);
        let region = code(&["rgn"]);
        let links = [
            (ward, council),
            (council, county),
            (council, region),
            (county, region),
        ];
        for (inner, outer) in links {
            if let (Some(inner), Some(outer)) = (inner, outer) {
                draft.place_area(inner, outer);
            }
        }
        let retired = !row.cell("doterm").is_empty();
        let small_area = code(&["lsoa"]).filter(|code| code.kind() == AreaKind::SmallArea);
        // England has its boards in one column; the boards of Wales and Scotland are in it or in an older one.
        let health_area = [code(&["icb", "stp"]), code(&["hlthau", "hlth"])]
            .into_iter()
            .flatten()
            .find(|code| code.kind() == AreaKind::HealthArea);
        if let (Some(small_area), Some(health_area), false) = (small_area, health_area, retired) {
            draft.areas.entry(health_area).or_default();
            let known = draft.small_areas.entry(small_area).or_default();
            known.health_area.get_or_insert(health_area);
        }
        let quality = row.any(&["gridind", "osgrdind"]);
        let entry = Row {
            key,
            position: position(&row),
            approximate: matches!(quality, "5" | "6"),
            area: if retired { council } else { ward.or(council) },
            small_area,
        };
        if retired {
            &mut draft.retired
        } else {
            &mut draft.live
        }
        .push(entry);
    }
    // A download is often named by a number; the table inside the zip always says which issue it is.
    let issue = issue(path).or_else(|| issue(&rows.path));
    draft.date(issue.map(|(year, month)| format!("{year}-{month}-01")));
    names_and_codes::read(path, draft)?;
    let year = draft.data_date.get(..4).unwrap_or("2025").to_owned();
    draft.attribute(Attribution::postcodes(&year));
    draft.attribute([Attribution::statistics()]);
    if has_northern_ireland {
        draft.attribute([Attribution::northern_ireland()]);
    }
    Ok(())
}

/// The columns lat and long, or the grid columns where there are none (never for the Irish grid).
fn position(row: &table::Row<'_>) -> Option<domain::position::Position> {
    let given = places::position(row.cell("lat"), row.cell("long"));
    let is_irish = row.any(&["pcds", "pcd7", "pcd"]).starts_with("BT");
    given.or_else(|| {
        let easting = row.any(&["east1m", "oseast1m"]).parse().ok()?;
        let northing = row.any(&["north1m", "osnrth1m"]).parse().ok()?;
        if is_irish {
            None
        } else {
            osgb36::to_wgs84(easting, northing)
        }
    })
}

fn is_pseudo(code: AreaCode) -> bool {
    code.to_string().ends_with("99999999")
}

/// The year and month in a name such as `ONSPD_NOV_2025_UK.csv`.
fn issue(path: &Path) -> Option<(String, String)> {
    const MONTHS: [&str; 12] = [
        "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
    ];
    let name = path.file_stem()?.to_string_lossy().to_uppercase();
    let parts: Vec<&str> = name.split(['_', '-', ' ', '.']).collect();
    let month = parts
        .iter()
        .find_map(|part| MONTHS.iter().position(|month| part.starts_with(month)))?;
    let year = parts
        .iter()
        .find(|part| part.len() == 4 && part.starts_with("20"))?;
    Some(((*year).to_owned(), format!("{:02}", month + 1)))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::issue;

    #[test]
    fn the_file_name_tells_the_issue() {
        let issue =
            |name: &str| issue(Path::new(name)).map(|(year, month)| format!("{year}-{month}"));
        assert_eq!(issue("ONSPD_NOV_2025_UK.csv").as_deref(), Some("2025-11"));
        assert_eq!(issue("NSPL_FEB_2026_UK.zip").as_deref(), Some("2026-02"));
        assert_eq!(issue("postcodes.csv"), None);
    }
}
