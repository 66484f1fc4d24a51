//! Territory: the areas that a listing is for, as the index needs them: codes where they are named, ground where they
//! are drawn, and the area of its sources where the listing itself names neither place nor area.

use std::collections::HashMap;

use domain::listing::Listing;
use domain::service::ServiceArea;
use domain::source::{Area, Source, SourceId};
use gazetteer::{AreaCode, Gazetteer};
use search::Ground;

use crate::place::areas_named;
use crate::{Directory, Error};

/// The areas that sources speak for.
pub(crate) struct Homes(HashMap<SourceId, Vec<ServiceArea>>);

impl Directory {
    /// The areas that all sources speak for, by the gazetteer in use.
    pub(crate) async fn homes(&self) -> Result<Homes, Error> {
        let sources = self.store.all_sources().await?;
        Ok(Homes::of(sources, &self.gazetteer()))
    }
}

impl Homes {
    fn of(sources: Vec<Source>, gazetteer: &Gazetteer) -> Self {
        let home = |source: Source| {
            let areas = source.area.map(|area| areas_spoken_for(&area, gazetteer));
            (source.id, areas.unwrap_or_default())
        };
        Self(sources.into_iter().map(home).collect())
    }

    /// The areas that a listing serves. One that has neither a place to go to nor an area that was understood would be
    /// found nowhere, or everywhere; it is for the area of those who list it.
    pub(crate) fn areas_served(&self, listing: &Listing) -> Vec<ServiceArea> {
        let service = &listing.service;
        let is_placed = service
            .locations()
            .any(|location| location.position.is_some());
        let own = &service.service_areas;
        if is_placed || own.iter().any(is_known) {
            return own.clone();
        }
        let sources = listing.provenance.statements();
        let homes = sources.iter().filter_map(|key| self.0.get(&key.source));
        let mut areas: Vec<ServiceArea> = homes.flatten().cloned().collect();
        areas.sort();
        areas.dedup();
        areas
    }
}

fn is_known(area: &ServiceArea) -> bool {
    area.code.is_some() || area.extent.is_some()
}

/// What an area is made of: its parts, or else its code, or else what its name means.
pub(crate) fn areas_spoken_for(area: &Area, gazetteer: &Gazetteer) -> Vec<ServiceArea> {
    let whole = ServiceArea {
        name: area.name.clone(),
        code: area.code.clone(),
        extent: None,
    };
    let parts = if area.parts.is_empty() {
        std::slice::from_ref(&whole)
    } else {
        &area.parts
    };
    let understood = parts.iter().flat_map(|part| {
        if is_known(part) {
            vec![part.clone()]
        } else {
            areas_named(gazetteer, &part.name)
        }
    });
    understood.collect()
}

/// The names in an area that mean nothing to the gazetteer: what its source lists cannot be found by them.
#[must_use]
pub fn areas_not_understood(area: &Area, gazetteer: &Gazetteer) -> Vec<String> {
    let known = |area: &ServiceArea| {
        let Some(code) = &area.code else {
            return area.extent.is_some();
        };
        match AreaCode::parse(code) {
            Ok(code) => gazetteer.area(code).is_some(),
            Err(_) => gazetteer.outward(code).is_some(),
        }
    };
    let areas = areas_spoken_for(area, gazetteer);
    let unknown = areas.into_iter().filter(|area| !known(area));
    unknown.map(|area| area.code.unwrap_or(area.name)).collect()
}

/// Reads a government code, in any case: "e09000022".
///
/// # Errors
/// What is wrong with it, as a sentence.
pub fn check_area_code(text: &str) -> Result<String, String> {
    let code = AreaCode::parse(text).map_err(|error| error.to_string())?;
    Ok(code.to_string())
}

/// Whether a text is GeoJSON with an outline that can be searched by.
///
/// # Errors
/// What is wrong with it, as a sentence.
pub fn check_outline(geojson: &str) -> Result<(), String> {
    gazetteer::ServiceArea::from_geojson(geojson)
        .map(drop)
        .map_err(|error| error.to_string())
}

/// The ground of all outlines together; an outline that makes no sense is no ground, and said to the log.
pub(crate) fn ground_of(areas: &[ServiceArea]) -> Option<Ground> {
    let mut whole: Option<Ground> = None;
    for extent in areas.iter().filter_map(|area| area.extent.as_ref()) {
        let drawn = match gazetteer::ServiceArea::from_geojson(extent) {
            Ok(drawn) => drawn,
            Err(error) => {
                tracing::warn!(%error, "an outline of a service area cannot be used");
                continue;
            }
        };
        let Some(outline) = drawn.polygon else {
            continue;
        };
        let whole = whole.get_or_insert_with(|| Ground {
            inside: Vec::new(),
            border: Vec::new(),
            outline: outline.iter().take(0).cloned().collect(),
        });
        whole.inside.extend(drawn.inside);
        whole.border.extend(drawn.border);
        whole.outline.0.extend(outline);
    }
    whole
}
