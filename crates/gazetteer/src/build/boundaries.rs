//! Boundary files: GeoJSON whose features carry an area code, as the ONS Open Geography portal publishes them.

use std::fs;
use std::path::Path;

use geo::MultiPolygon;
use geojson::{Feature, GeoJson};

use super::BuildError;
use super::draft::Draft;
use crate::area::AreaCode;
use crate::attribution::Attribution;
use crate::layout::Section;
use crate::outline::{OutlineRecord, encode as encode_outline};
use crate::shape::shape;

/// Adds the outlines of a file.
pub(crate) fn read(path: &Path, draft: &mut Draft) -> Result<(), BuildError> {
    let text = fs::read_to_string(path).map_err(|error| BuildError::read(path, error))?;
    let parsed: GeoJson = text
        .parse()
        .map_err(|error: geojson::Error| BuildError::content(path, &error.to_string()))?;
    let GeoJson::FeatureCollection(collection) = parsed else {
        return Err(BuildError::content(path, "no FeatureCollection"));
    };
    let before = draft.outlines.len();
    for feature in &collection.features {
        let (Some(code), Some(shape)) = (code(feature), feature.geometry.as_ref().and_then(shape))
        else {
            draft.leave_out("boundary without an area code or a polygon");
            continue;
        };
        if let Some(name) = property(feature, "nm").or_else(|| property(feature, "name")) {
            draft.name_area(code, &name, Vec::new());
        }
        draft.outlines.push((code, shape));
    }
    if draft.outlines.len() == before {
        return Err(BuildError::content(
            path,
            "no feature with an area code and a polygon",
        ));
    }
    draft.attribute([Attribution::statistics()]);
    Ok(())
}

/// The outline table and its rings.
pub(crate) fn encode(draft: &Draft) -> Vec<(Section, Vec<u8>)> {
    let mut outlines: Vec<&(AreaCode, MultiPolygon)> = draft.outlines.iter().collect();
    outlines.sort_by_key(|(code, _)| *code);
    outlines.dedup_by_key(|(code, _)| *code);
    let (mut table, mut rings) = (Vec::new(), Vec::new());
    for (code, shape) in outlines {
        let (bytes, bounds) = encode_outline(shape);
        let present = draft.aliases.get(code).copied().unwrap_or(*code);
        let record = OutlineRecord {
            code: present.packed(),
            rings_at: u32::try_from(rings.len()).unwrap_or(u32::MAX),
            rings_len: u32::try_from(bytes.len()).unwrap_or(u32::MAX),
            bounds,
        };
        record.write(&mut table);
        rings.extend(bytes);
    }
    vec![(Section::Outlines, table), (Section::OutlineRings, rings)]
}

/// The first property that is an area code and is called one, such as `LAD24CD`.
fn code(feature: &Feature) -> Option<AreaCode> {
    property(feature, "cd")
        .or_else(|| property(feature, "code"))
        .and_then(|text| AreaCode::parse(&text).ok())
}

/// A text property by the end of its name.
fn property(feature: &Feature, ending: &str) -> Option<String> {
    let properties = feature.properties.as_ref()?;
    let is_it = |name: &str| name.to_ascii_lowercase().ends_with(ending);
    properties
        .iter()
        .find(|(name, _)| is_it(name))
        .and_then(|(_, value)| Some(value.as_str()?.to_owned()))
}
