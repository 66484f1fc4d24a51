//! Everything at once as text: NDJSON, CSV, GeoJSON and KML, a listing at a time.

use std::io;

use serde_json::{Value, json};

use super::words::{self, Flat};
use super::{Record, hsds, without_empty};

/// A form in which everything can be had as one text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bulk {
    /// One listing a line, whole, as HSDS 3.0.
    Ndjson,
    /// A table, one row a listing; no cell begins a formula.
    Csv,
    /// Features, one for each place; a listing without a place has one without geometry.
    GeoJson,
    /// Placemarks, likewise.
    Kml,
}

impl Bulk {
    /// Every form.
    pub const ALL: [Self; 4] = [Self::Ndjson, Self::Csv, Self::GeoJson, Self::Kml];

    /// How names of files of this form end.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Ndjson => "ndjson",
            Self::Csv => "csv",
            Self::GeoJson => "geojson",
            Self::Kml => "kml",
        }
    }

    /// Its media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Ndjson => "application/x-ndjson",
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::GeoJson => "application/geo+json",
            Self::Kml => "application/vnd.google-earth.kml+xml",
        }
    }
}

/// Writes one text, from its beginning to its end.
#[derive(Debug)]
pub struct BulkWriter {
    form: Bulk,
    is_first: bool,
}

impl BulkWriter {
    /// A writer of that form.
    #[must_use]
    pub fn new(form: Bulk) -> Self {
        Self {
            form,
            is_first: true,
        }
    }

    /// What stands before the first listing.
    #[must_use]
    pub fn begin(&self) -> Vec<u8> {
        match self.form {
            Bulk::Ndjson => Vec::new(),
            Bulk::Csv => row(words::COLUMNS.map(str::to_owned).to_vec()),
            Bulk::GeoJson => b"{\"type\":\"FeatureCollection\",\"features\":[\n".to_vec(),
            Bulk::Kml => b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
                <kml xmlns=\"http://www.opengis.net/kml/2.2\">\n<Document>\n\
                <name>Fingerpost listings</name>\n"
                .to_vec(),
        }
    }

    /// A listing.
    ///
    /// # Errors
    /// Never in fact: what is written to is memory.
    pub fn put(&mut self, record: &Record<'_>, to: &mut Vec<u8>) -> io::Result<()> {
        match self.form {
            Bulk::Ndjson => {
                serde_json::to_writer(&mut *to, &hsds::service(record))?;
                to.push(b'\n');
            }
            Bulk::Csv => to.extend(row(words::cells(&Flat::of(record)))),
            Bulk::GeoJson => {
                for feature in features(record) {
                    if !self.is_first {
                        to.extend(b",\n");
                    }
                    self.is_first = false;
                    serde_json::to_writer(&mut *to, &feature)?;
                }
            }
            Bulk::Kml => {
                for placemark in super::kml::placemarks(record) {
                    to.extend(placemark.as_bytes());
                }
            }
        }
        Ok(())
    }

    /// What stands after the last listing.
    #[must_use]
    pub fn end(&self) -> &'static [u8] {
        match self.form {
            Bulk::Ndjson | Bulk::Csv => b"",
            Bulk::GeoJson => b"\n]}\n",
            Bulk::Kml => b"</Document>\n</kml>\n",
        }
    }
}

/// A row of a table.
pub(super) fn row(cells: Vec<String>) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    // Writing to memory does not fail.
    let _ = writer.write_record(cells);
    writer.into_inner().unwrap_or_default()
}

fn features(record: &Record<'_>) -> Vec<Value> {
    let flat = Flat::of(record);
    let mut common = flat.properties();
    let feature = |id: Value, geometry: Value, properties: Value| {
        json!({
            "type": "Feature",
            "id": id,
            "geometry": geometry,
            "properties": without_empty(properties),
        })
    };
    if flat.places.is_empty() {
        return vec![feature(json!(record.listing.id), Value::Null, common)];
    }
    flat.places
        .iter()
        .map(|place| {
            let geometry = place
                .position
                .map(|at| json!({"type": "Point", "coordinates": [at.longitude, at.latitude]}));
            common["place"] = json!(place.name);
            common["address"] = json!(place.address);
            common["postcode"] = json!(place.postcode);
            feature(json!(place.id), geometry.into(), common.clone())
        })
        .collect()
}
