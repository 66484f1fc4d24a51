//! Where a service is for: from what its source says to terms that a search can ask for.
//!
//! Named areas become their codes, which is exact and costs one term. A polygon becomes compacted H3 cells: a point in
//! a cell that lies wholly inside is served, one in a cell on the border is decided by the polygon. What was not
//! understood is kept, and means "ask the provider", never "no".

use domain::position::Position;
use domain::postcode::is_outward;
use geo::{Area as _, Intersects, MultiPolygon};
use geojson::GeoJson;
use h3o::geom::{ContainmentMode, TilerBuilder};
use h3o::{CellIndex, Resolution};

use crate::area::{AreaCode, AreaKind};
use crate::cover::ancestors;
use crate::gazetteer::Gazetteer;
use crate::names::{Named, fold};
use crate::shape::polygons;

/// What a service covers.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ServiceArea {
    /// Codes of areas, present ones.
    pub codes: Vec<AreaCode>,
    /// Outward codes: "SW9".
    pub outwards: Vec<String>,
    /// Cells that lie wholly in the polygon, compacted.
    pub inside: Vec<u64>,
    /// Cells on its border.
    pub border: Vec<u64>,
    /// The polygon itself, which decides on the border.
    pub polygon: Option<MultiPolygon>,
    /// Parts of the text that named no area.
    pub not_understood: Vec<String>,
}

/// Why a GeoJSON text is no service area.
#[derive(Debug, thiserror::Error)]
pub enum ServiceAreaError {
    /// It is not GeoJSON.
    #[error("not GeoJSON")]
    NotGeoJson(#[from] Box<geojson::Error>),
    /// It has no polygon.
    #[error("GeoJSON without a polygon")]
    NoPolygon,
    /// A ring crosses itself, or is off the globe.
    #[error("GeoJSON with a polygon that is not valid: {0}")]
    Invalid(String),
    /// It is larger than a service area can be (the United Kingdom with its seas).
    #[error("GeoJSON with a polygon as large as a continent")]
    TooLarge,
}

impl ServiceArea {
    /// The terms to index a service by: `gss:` codes, `outward:` codes, `h3:` cells inside, `h3b:` cells on the border.
    #[must_use]
    pub fn terms(&self) -> Vec<String> {
        let codes = self.codes.iter().map(|code| format!("gss:{code}"));
        let outwards = self
            .outwards
            .iter()
            .map(|outward| format!("outward:{outward}"));
        let inside = self.inside.iter().map(|cell| format!("h3:{cell:x}"));
        let border = self.border.iter().map(|cell| format!("h3b:{cell:x}"));
        codes.chain(outwards).chain(inside).chain(border).collect()
    }

    /// Whether the polygon holds a point: the decision for a point that was found by a border cell.
    #[must_use]
    pub fn polygon_holds(&self, point: Position) -> bool {
        self.polygon
            .as_ref()
            .is_some_and(|polygon| polygon.intersects(&point.point()))
    }

    /// A polygon, or several, from GeoJSON: a geometry, a feature or a collection.
    ///
    /// # Errors
    /// When it is not GeoJSON, has no polygon, or one that makes no sense.
    pub fn from_geojson(text: &str) -> Result<Self, ServiceAreaError> {
        let parsed: GeoJson = text.parse().map_err(Box::new)?;
        let polygon = polygons(&parsed).ok_or(ServiceAreaError::NoPolygon)?;
        Self::from_polygon(polygon)
    }

    /// The cells of a polygon: resolution 9 (a tenth of a square kilometre), 10 for a small one, coarser for a large.
    ///
    /// # Errors
    /// When the polygon makes no sense or is as large as a continent.
    pub fn from_polygon(polygon: MultiPolygon) -> Result<Self, ServiceAreaError> {
        // A square degree here is about 7,700 km².
        let km2 = polygon.unsigned_area() * 7_700.0;
        let resolution = match km2 {
            ..2.0 => Resolution::Ten,
            ..2_500.0 => Resolution::Nine,
            ..50_000.0 => Resolution::Seven,
            ..1_500_000.0 => Resolution::Five,
            _ => return Err(ServiceAreaError::TooLarge),
        };
        let mut tiler = TilerBuilder::new(resolution)
            .containment_mode(ContainmentMode::Covers)
            .build();
        tiler
            .add_batch(polygon.iter().cloned())
            .map_err(|error| ServiceAreaError::Invalid(error.to_string()))?;
        let (mut inside, mut border) = (Vec::new(), Vec::new());
        for annotated in tiler.into_annotated_coverage() {
            let cells = if annotated.is_fully_contained {
                &mut inside
            } else {
                &mut border
            };
            cells.push(annotated.cell);
        }
        // Where two polygons meet, a cell may be inside one and on the border of the other.
        inside.sort_unstable();
        inside.dedup();
        border.sort_unstable();
        border.dedup();
        border.retain(|cell| inside.binary_search(cell).is_err());
        let invalid =
            |error: h3o::error::CompactionError| ServiceAreaError::Invalid(error.to_string());
        CellIndex::compact(&mut inside).map_err(invalid)?;
        Ok(Self {
            inside: inside.into_iter().map(u64::from).collect(),
            border: border.into_iter().map(u64::from).collect(),
            polygon: Some(polygon),
            ..Self::default()
        })
    }
}

impl Gazetteer {
    /// What a text says a service covers: codes or their addresses ("E09000022",
    /// "…/statistical-geography/E09000022"), names ("Lambeth and Southwark", "London-wide", "national"), outward codes
    /// ("SW9 and SE5").
    #[must_use]
    pub fn service_area(&self, text: &str) -> ServiceArea {
        let mut area = ServiceArea::default();
        for part in text.split([',', ';', '\n', '|']) {
            self.add_part(part.trim(), &mut area);
        }
        area.codes.sort_unstable();
        area.codes.dedup();
        area.outwards.sort_unstable();
        area.outwards.dedup();
        area
    }

    /// The terms that find every service which covers a point: those of [`ServiceArea::terms`] for its areas, its
    /// outward code and its cells. A service that is found by an `h3b:` term alone is decided by its polygon.
    #[must_use]
    pub fn terms_at(&self, point: Position) -> Vec<String> {
        let codes = self
            .areas_at(point)
            .into_iter()
            .map(|area| format!("gss:{}", area.code));
        let near = self
            .nearest(point)
            .filter(|nearest| nearest.distance_m < 5_000.0);
        let outward = near.map(|nearest| format!("outward:{}", nearest.outward));
        let cells = ancestors(point)
            .into_iter()
            .flat_map(|cell| [format!("h3:{cell:x}"), format!("h3b:{cell:x}")]);
        codes.chain(outward).chain(cells).collect()
    }

    /// A part of a list; "and" and "&" divide it unless they belong to the name, as in Kensington and Chelsea.
    fn add_part(&self, part: &str, area: &mut ServiceArea) {
        if part.is_empty() || self.add_one(part, area) {
            return;
        }
        for joint in [" and ", " & ", " + ", "/"] {
            for (at, _) in part.match_indices(joint) {
                let (left, right) = (&part[..at], &part[at + joint.len()..]);
                let mut both = ServiceArea::default();
                if self.add_one(left.trim(), &mut both) {
                    area.codes.append(&mut both.codes);
                    area.outwards.append(&mut both.outwards);
                    self.add_part(right.trim(), area);
                    return;
                }
            }
        }
        area.not_understood.push(part.to_owned());
    }

    fn add_one(&self, text: &str, area: &mut ServiceArea) -> bool {
        let last = text.rsplit(['/', '#']).next().unwrap_or_default();
        if let Ok(code) = AreaCode::parse(last) {
            area.codes.push(self.present_code(code));
            return true;
        }
        let upper = text.to_ascii_uppercase();
        let words: Vec<&str> = upper.split_whitespace().collect();
        if !words.is_empty()
            && words
                .iter()
                .all(|word| is_outward(word) && self.outward(word).is_some())
        {
            area.outwards.extend(words.into_iter().map(str::to_owned));
            return true;
        }
        let found = self.area_named(text);
        area.codes.extend(found);
        found.is_some()
    }

    /// An area by its name, with or without the words that say it is one: "London Borough of Lambeth".
    fn area_named(&self, text: &str) -> Option<AreaCode> {
        let folded = fold(text);
        let bare = crate::resolve::bare_name(text);
        [folded, bare].iter().find_map(|name| {
            let hits = self.named(name);
            let areas = hits
                .iter()
                .filter(|hit| hit.whole)
                .filter_map(|hit| match hit.named {
                    Named::Area(area) => Some(area),
                    Named::Place(_) => None,
                });
            let all: Vec<_> = areas.collect();
            let wider = all.iter().find(|area| area.kind() != AreaKind::Ward);
            // A ward's name is one of many; alone it tells the area only when no other ward has it.
            let only = if all.len() == 1 { all.first() } else { None };
            wider.or(only).map(|area| area.code)
        })
    }
}
