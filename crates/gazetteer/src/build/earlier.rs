//! Postcodes that are no longer in use, from the compact form of the ONS Postcode Directory.
//!
//! One brotli-compressed MessagePack map a letter, with columns pcd, laua, oseast1m and osnrth1m. It holds postcodes in
//! use and retired ones without telling them apart, so what no other source has counts as retired. Rows of Northern
//! Ireland, which have another licence and another grid, and of the Crown dependencies, which have no position, are
//! never taken.

use std::fs;
use std::path::{Path, PathBuf};

use domain::postcode::Postcode;
use serde::Deserialize;

use super::draft::{Draft, Row};
use super::{BuildError, Watch, osgb36};
use crate::area::AreaCode;
use crate::attribution::Attribution;
use crate::postcodes::Key;

#[derive(Deserialize)]
struct Table {
    data: Columns,
}

#[derive(Deserialize)]
struct Columns {
    pcd: Vec<String>,
    laua: Vec<Cell>,
    oseast1m: Vec<Option<f64>>,
    osnrth1m: Vec<Option<f64>>,
}

/// A missing text is written as a floating-point NaN.
#[derive(Deserialize)]
#[serde(untagged)]
enum Cell {
    Text(String),
    Missing(serde::de::IgnoredAny),
}

/// Adds the rows of one file, or of every `*.msgpack.br` of a directory.
pub(crate) fn read(
    path: &Path,
    draft: &mut Draft,
    watch: &mut Watch<'_>,
) -> Result<(), BuildError> {
    let files = files(path).map_err(|error| BuildError::read(path, error))?;
    // The council of a postcode that other sources have too shows which codes were replaced.
    let mut rows = Vec::new();
    for (at, file) in files.iter().enumerate() {
        watch.step("retired postcodes", at as u64, Some(files.len() as u64));
        read_file(file, &mut rows, draft)?;
    }
    super::aliases::learn(draft, &rows);
    draft.retired.extend(rows);
    draft.attribute([Attribution::statistics()]);
    Ok(())
}

fn files(path: &Path) -> std::io::Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files: Vec<PathBuf> = fs::read_dir(path)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.to_string_lossy().ends_with(".msgpack.br"))
        .collect();
    files.sort();
    Ok(files)
}

fn read_file(path: &Path, rows: &mut Vec<Row>, draft: &mut Draft) -> Result<(), BuildError> {
    let packed = fs::read(path).map_err(|error| BuildError::read(path, error))?;
    let mut bytes = Vec::new();
    brotli::BrotliDecompress(&mut packed.as_slice(), &mut bytes)
        .map_err(|error| BuildError::read(path, error))?;
    let table: Table = rmp_serde::from_slice(&bytes)
        .map_err(|error| BuildError::content(path, &error.to_string()))?;
    let Columns {
        pcd,
        laua,
        oseast1m,
        osnrth1m,
    } = table.data;
    let columns = pcd.iter().zip(laua).zip(oseast1m).zip(osnrth1m);
    for (((postcode, council), easting), northing) in columns {
        if ["BT", "IM", "JE", "GY"]
            .iter()
            .any(|area| postcode.starts_with(area))
        {
            draft.leave_out("row of Northern Ireland or a Crown dependency");
            continue;
        }
        let position = easting
            .zip(northing)
            .and_then(|(e, n)| osgb36::to_wgs84(e, n));
        let key = Postcode::parse(postcode)
            .ok()
            .and_then(|postcode| Key::of(&postcode));
        let (Some(key), Some(position)) = (key, position) else {
            draft.leave_out("retired postcode without a position");
            continue;
        };
        let area = match council {
            Cell::Text(code) => AreaCode::parse(&code).ok(),
            Cell::Missing(_) => None,
        };
        rows.push(Row {
            key,
            position: Some(position),
            approximate: false,
            area,
            small_area: None,
        });
    }
    Ok(())
}
