//! Polygons out of GeoJSON, whatever they are wrapped in.

use geo::{MultiPolygon, Polygon};
use geojson::{GeoJson, Geometry, GeometryValue};

/// All polygons of a GeoJSON text; `None` when it has none.
pub(crate) fn polygons(geojson: &GeoJson) -> Option<MultiPolygon> {
    let shapes: Vec<MultiPolygon> = match geojson {
        GeoJson::Geometry(geometry) => shape(geometry).into_iter().collect(),
        GeoJson::Feature(feature) => feature
            .geometry
            .as_ref()
            .and_then(shape)
            .into_iter()
            .collect(),
        GeoJson::FeatureCollection(collection) => {
            let geometries = collection
                .features
                .iter()
                .filter_map(|feature| feature.geometry.as_ref());
            geometries.filter_map(shape).collect()
        }
    };
    (!shapes.is_empty()).then(|| MultiPolygon::new(shapes.into_iter().flatten().collect()))
}

/// A geometry's polygons; `None` when it has none.
pub(crate) fn shape(geometry: &Geometry) -> Option<MultiPolygon> {
    match &geometry.value {
        GeometryValue::Polygon { .. } => {
            let polygon: Polygon = geometry.try_into().ok()?;
            Some(MultiPolygon::new(vec![polygon]))
        }
        GeometryValue::MultiPolygon { .. } => geometry.try_into().ok(),
        GeometryValue::GeometryCollection { geometries } => {
            let polygons: Vec<Polygon> = geometries.iter().filter_map(shape).flatten().collect();
            (!polygons.is_empty()).then(|| MultiPolygon::new(polygons))
        }
        _ => None,
    }
}
