//! Ten thousand rows of Code-Point Open 2025.2 (Contains OS data © Crown copyright and database right 2025, Contains
//! Royal Mail data © Royal Mail copyright and database right 2025), with the WGS84 position that OSTN15 gives for each.

use std::io::{Cursor, Write};
use std::path::PathBuf;

use domain::position::Position;
use domain::postcode::Postcode;
use gazetteer::Gazetteer;
use gazetteer::build::{Inputs, build};
use tempfile::TempDir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// One row.
pub(crate) struct Row {
    pub(crate) postcode: Postcode,
    pub(crate) easting: u32,
    pub(crate) northing: u32,
    pub(crate) position: Position,
    pub(crate) district: String,
    pub(crate) ward: String,
}

/// All rows.
pub(crate) fn rows() -> Vec<Row> {
    let mut reader = csv::Reader::from_reader(include_str!("code_point_sample.csv").as_bytes());
    let rows = reader.records().map(|record| {
        let record = record.unwrap();
        let number = |at: usize| record[at].parse::<f64>().unwrap();
        Row {
            postcode: Postcode::parse(&record[0]).unwrap(),
            easting: record[1].parse().unwrap(),
            northing: record[2].parse().unwrap(),
            position: Position::new(number(3), number(4)).unwrap(),
            district: record[5].to_owned(),
            ward: record[6].to_owned(),
        }
    });
    rows.collect()
}

/// The rows as a zip like the one that Ordnance Survey publishes, without its code list.
pub(crate) fn code_point_zip(rows: &[Row], directory: &TempDir) -> PathBuf {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    zip.start_file("Data/CSV/all.csv", options).unwrap();
    for row in rows {
        let Row {
            postcode,
            easting,
            northing,
            district,
            ward,
            ..
        } = row;
        writeln!(
            zip,
            "\"{postcode}\",10,{easting},{northing},\"\",\"\",\"\",\"\",\"{district}\",\"{ward}\""
        )
        .unwrap();
    }
    zip.start_file("Doc/metadata.txt", options).unwrap();
    zip.write_all(b"DATASET VERSION NUMBER: 2025.2.0\r\nCOPYRIGHT DATE: 20250422\r\n")
        .unwrap();
    let path = directory.path().join("codepo_gb.zip");
    std::fs::write(&path, zip.finish().unwrap().into_inner()).unwrap();
    path
}

/// A gazetteer of some rows alone, and of what else is given.
pub(crate) fn built(rows: &[Row], others: impl FnOnce(&TempDir) -> Inputs) -> Gazetteer {
    let directory = TempDir::new().unwrap();
    let inputs = Inputs {
        code_point: Some(code_point_zip(rows, &directory)),
        ..others(&directory)
    };
    Gazetteer::from_bytes(build(&inputs, &mut |_| {}).unwrap().bytes).unwrap()
}

/// A file of a text in a directory.
pub(crate) fn file(directory: &TempDir, name: &str, text: &str) -> PathBuf {
    let path = directory.path().join(name);
    std::fs::write(&path, text).unwrap();
    path
}
