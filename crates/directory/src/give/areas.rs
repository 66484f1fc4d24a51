//! Areas that listings serve, with their outlines as far as any is held.

use std::collections::BTreeSet;

use gazetteer::{AreaCode, Gazetteer};

use crate::place::area_name;
use crate::{Directory, Error};

/// The countries, of which the areas that are several of them are made.
const COUNTRIES: [&str; 4] = ["E92000001", "N92000002", "S92000003", "W92000004"];

/// An area that is served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaView {
    /// Its GSS code.
    pub code: String,
    /// As people call it.
    pub name: String,
    /// Its outline, or those of its countries; none where none was imported.
    pub outlines: Vec<AreaOutline>,
}

/// An outline that was imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaOutline {
    /// The GSS code of the area whose it is.
    pub code: String,
    /// Its name.
    pub name: String,
    /// A GeoJSON geometry in WGS84.
    pub geometry: String,
}

impl Directory {
    /// The areas with a GSS code that listings serve which may be passed on, by code.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn areas_given(&self) -> Result<Vec<AreaView>, Error> {
        let codes: BTreeSet<String> = {
            let rows = self.catalogue().await?;
            let served = rows.services.values().flat_map(|row| row.serves.iter());
            served.map(ToString::to_string).collect()
        };
        Ok(codes
            .iter()
            .filter_map(|code| self.area_view(code))
            .collect())
    }

    /// An area by its GSS code; `None` where the code is none, or of an area that nobody knows.
    #[must_use]
    pub fn area_view(&self, code: &str) -> Option<AreaView> {
        let gazetteer = self.gazetteer();
        let parsed = AreaCode::parse(code).ok()?;
        Some(AreaView {
            code: parsed.to_string(),
            name: area_name(&gazetteer, code)?,
            outlines: outlines(&gazetteer, parsed),
        })
    }

    /// The lines to show with outlines of the gazetteer.
    #[must_use]
    pub fn outline_attributions(&self) -> Vec<String> {
        let gazetteer = self.gazetteer();
        let lines = gazetteer.attributions().iter();
        lines.map(|line| line.text.clone()).collect()
    }
}

fn outlines(gazetteer: &Gazetteer, code: AreaCode) -> Vec<AreaOutline> {
    let one = |code: AreaCode| {
        let text = code.to_string();
        Some(AreaOutline {
            geometry: gazetteer.outline_geojson(code)?,
            name: area_name(gazetteer, &text).unwrap_or_else(|| text.clone()),
            code: text,
        })
    };
    if let Some(outline) = one(code) {
        return vec![outline];
    }
    let parts: &[&str] = match code.to_string().as_str() {
        "K02000001" => &COUNTRIES,
        "K03000001" => &["E92000001", "S92000003", "W92000004"],
        "K04000001" => &["E92000001", "W92000004"],
        _ => &[],
    };
    let parts = parts.iter().filter_map(|part| AreaCode::parse(part).ok());
    parts.filter_map(one).collect()
}
