//! GET the areas that services serve, and their outlines as GeoJSON, in the shape of ALISS.
//!
//! Its clients draw what they get, and take `""` for "there is nothing to draw"; so where no outline is
//! held, that is the answer. An area's number is made of its GSS code, so that it stays.

use actix_web::{HttpRequest, HttpResponse, get, web};
use directory::{AreaOutline, AreaView, ListingView};
use formats::write::aliss;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::page::Many;
use crate::Context;
use crate::give::answer;
use crate::give::asked::Pairs;
use crate::give::records::credits_of;
use crate::problem::{Problem, Refusal};

/// Areas that are drawn in one answer.
const MOST_SELECTED: usize = 50;
/// Numbers for each letter that a code begins with.
const PER_LETTER: u64 = 100_000_000;

/// Which service.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "says in the document what Pairs reads")]
pub(crate) struct SpatialParams {
    /// The service's id.
    #[param(example = "0b6b2bbe-4e29-5fd9-8b4b-6a1e4a0c9d11")]
    service_id: Option<String>,
}

/// Which areas.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "says in the document what Pairs reads")]
pub(crate) struct SelectedParams {
    /// Ids of service areas, or their GSS codes, with commas between; at most 50.
    #[param(example = "E09000022,E09000028")]
    service_areas: Option<String>,
}

/// Which kind of areas.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "says in the document what Pairs reads")]
pub(crate) struct FullSetParams {
    /// `0` countries, `2` local authorities.
    #[param(example = "2")]
    r#type: Option<String>,
}

/// Outlines, and the property of each that holds its name.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AlissFullSet)]
pub(crate) struct FullSet {
    /// The property that holds a feature's name.
    name_key: &'static str,
    /// GeoJSON features.
    #[schema(value_type = Vec<Object>)]
    data: Vec<Value>,
}

/// The areas that services here are for, each with its outline as a text, where one is held.
#[utoipa::path(
    get,
    operation_id = "list_service_areas_aliss",
    path = "/aliss/{version}/service-areas",
    tag = "aliss",
    params(("version" = String, Path, description = "`v4` or `v5`.", pattern = "^v[45]$", example = "v5")),
    responses(
        (status = 200, description = "The areas.", body = Many),
        (status = 404, description = "There is no such version.", body = Problem, content_type = "application/problem+json")
    )
)]
#[get("/{root:aliss|api}/{version:v4|v5}/service-areas{slash:/?}")]
pub(crate) async fn list(
    request: HttpRequest,
    context: web::Data<Context>,
) -> Result<HttpResponse, Refusal> {
    let areas = context
        .directory
        .areas_given()
        .await
        .map_err(|error| Refusal::of(&request, &error))?;
    let credit = context.directory.outline_attributions().join(" ");
    let data: Vec<Value> = areas
        .iter()
        .map(|area| {
            let drawn = features(area, &credit);
            let geojson = match drawn.as_slice() {
                [] => String::new(),
                [one] => one.to_string(),
                several => json!({"type": "FeatureCollection", "features": several}).to_string(),
            };
            json!({
                "id": number_of(&area.code),
                "code": area.code,
                "type": aliss::kind(&area.code),
                "name": area.name,
                "geojson": geojson,
            })
        })
        .collect();
    Ok(answer::json(&request, &Many::of(data)))
}

/// The outlines of the areas that a service is for, as GeoJSON features.
#[utoipa::path(
    get,
    operation_id = "service_area_spatial_aliss",
    path = "/aliss/{version}/service-area-spatial",
    tag = "aliss",
    params(("version" = String, Path, description = "`v4` or `v5`.", pattern = "^v[45]$", example = "v5"), SpatialParams),
    responses(
        (status = 200, description = "A JSON list of features; the empty text where there is nothing to draw."),
        (status = 404, description = "There is no such version.", body = Problem, content_type = "application/problem+json")
    )
)]
#[get("/{root:aliss|api}/{version:v4|v5}/service-area-spatial{slash:/?}")]
pub(crate) async fn of_service(
    request: HttpRequest,
    context: web::Data<Context>,
) -> Result<HttpResponse, Refusal> {
    let directory = &context.directory;
    let id = Pairs::of(&request)
        .text("service_id")
        .and_then(|text| Uuid::try_parse(text).ok());
    let views = directory
        .given(id.as_slice())
        .await
        .map_err(|error| Refusal::of(&request, &error))?;
    let credit = directory.outline_attributions().join(" ");
    let mut drawn = Vec::new();
    for view in &views {
        for area in &view.listing.service.service_areas {
            let code = area.code.as_deref();
            match code.and_then(|code| directory.area_view(code)) {
                Some(known) => drawn.extend(features(&known, &credit)),
                None => {
                    let extent = area.extent.as_deref().unwrap_or_default();
                    drawn.extend(drawn_by_source(extent, &area.name, view));
                }
            }
        }
    }
    Ok(drawn_or_nothing(&request, drawn))
}

/// The outlines of some areas, as GeoJSON features.
#[utoipa::path(
    get,
    operation_id = "selected_service_area_spatial_aliss",
    path = "/aliss/{version}/selected-service-area-spatial",
    tag = "aliss",
    params(("version" = String, Path, description = "`v4` or `v5`.", pattern = "^v[45]$", example = "v5"), SelectedParams),
    responses(
        (status = 200, description = "A JSON list of features; the empty text where there is nothing to draw."),
        (status = 404, description = "There is no such version.", body = Problem, content_type = "application/problem+json")
    )
)]
#[get("/{root:aliss|api}/{version:v4|v5}/selected-service-area-spatial{slash:/?}")]
pub(crate) async fn selected(request: HttpRequest, context: web::Data<Context>) -> HttpResponse {
    let directory = &context.directory;
    let credit = directory.outline_attributions().join(" ");
    let mut codes: Vec<String> = Pairs::of(&request)
        .texts("service_areas")
        .into_iter()
        .filter_map(|text| match text.parse::<u64>() {
            Ok(number) => code_of(number),
            Err(_) => Some(text.to_ascii_uppercase()),
        })
        .collect();
    codes.dedup();
    let drawn = codes
        .iter()
        .take(MOST_SELECTED)
        .filter_map(|code| directory.area_view(code))
        .flat_map(|area| features(&area, &credit))
        .collect();
    drawn_or_nothing(&request, drawn)
}

/// The outlines of all areas of a kind that services here are for.
///
/// Health boards and integration authorities, which are Scottish, have none.
#[utoipa::path(
    get,
    operation_id = "full_service_area_spatial_aliss",
    path = "/aliss/{version}/service-area-spatial/full-set",
    tag = "aliss",
    params(("version" = String, Path, description = "`v4` or `v5`.", pattern = "^v[45]$", example = "v4"), FullSetParams),
    responses(
        (status = 200, description = "The outlines.", body = FullSet),
        (status = 404, description = "There is no such version.", body = Problem, content_type = "application/problem+json")
    )
)]
#[get("/{root:aliss|api}/{version:v4|v5}/service-area-spatial/full-set{slash:/?}")]
pub(crate) async fn full_set(
    request: HttpRequest,
    context: web::Data<Context>,
) -> Result<HttpResponse, Refusal> {
    let pairs = Pairs::of(&request);
    let kind = match pairs.text("type") {
        Some("0") => Some("Country"),
        Some("2") => Some("Local Authority"),
        _ => None,
    };
    let areas = context
        .directory
        .areas_given()
        .await
        .map_err(|error| Refusal::of(&request, &error))?;
    let credit = context.directory.outline_attributions().join(" ");
    let data = areas
        .iter()
        .filter(|area| kind == Some(aliss::kind(&area.code)))
        .flat_map(|area| features(area, &credit))
        .collect();
    let set = FullSet {
        name_key: "name",
        data,
    };
    Ok(answer::json(&request, &set))
}

/// A list of features, or `""`, which is what clients take for nothing.
fn drawn_or_nothing(request: &HttpRequest, drawn: Vec<Value>) -> HttpResponse {
    if drawn.is_empty() {
        answer::json(request, &"")
    } else {
        answer::json(request, &drawn)
    }
}

fn features(area: &AreaView, credit: &str) -> Vec<Value> {
    let feature = |outline: &AreaOutline| {
        let geometry: Value = serde_json::from_str(&outline.geometry).ok()?;
        let properties = json!({
            "code": outline.code,
            "name": outline.name,
            "type": aliss::kind(&outline.code),
            "attribution": credit,
        });
        Some(json!({"type": "Feature", "properties": properties, "geometry": geometry}))
    };
    area.outlines.iter().filter_map(feature).collect()
}

/// An area that a source drew: a geometry, a feature or a collection of them.
fn drawn_by_source(extent: &str, name: &str, view: &ListingView) -> Vec<Value> {
    let Ok(drawn) = serde_json::from_str::<Value>(extent) else {
        return Vec::new();
    };
    let credits = credits_of(view);
    let credit: Vec<&str> = credits
        .iter()
        .map(|credit| credit.licence.attribution.as_str())
        .collect();
    let properties = json!({"name": name, "type": "Other", "attribution": credit.join(" ")});
    let feature = |geometry: &Value| {
        geometry
            .is_object()
            .then(|| json!({"type": "Feature", "properties": properties, "geometry": geometry}))
    };
    match drawn["type"].as_str() {
        Some("FeatureCollection") => {
            let parts = drawn["features"].as_array().into_iter().flatten();
            parts
                .filter_map(|part| feature(&part["geometry"]))
                .collect()
        }
        Some("Feature") => feature(&drawn["geometry"]).into_iter().collect(),
        Some(_) => feature(&drawn).into_iter().collect(),
        None => Vec::new(),
    }
}

/// A GSS code as a number.
fn number_of(code: &str) -> Option<u64> {
    let (letter, digits) = code.split_at_checked(1)?;
    let letter = letter.bytes().next().filter(u8::is_ascii_uppercase)?;
    let number: u64 = digits.parse().ok()?;
    (digits.len() == 8).then(|| u64::from(letter - b'A') * PER_LETTER + number)
}

/// The GSS code that a number is of.
fn code_of(number: u64) -> Option<String> {
    let letter = u8::try_from(number / PER_LETTER).ok()?;
    let letter = char::from(b'A'.checked_add(letter).filter(u8::is_ascii_uppercase)?);
    Some(format!("{letter}{:08}", number % PER_LETTER))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{code_of, number_of};

    proptest! {
        #[test]
        fn a_number_leads_back_to_its_code(code in "[A-Z][0-9]{8}") {
            let number = number_of(&code).unwrap();
            prop_assert_eq!(code_of(number), Some(code));
        }

        #[test]
        fn any_number_is_a_code_or_nothing(number: u64) {
            if let Some(code) = code_of(number) {
                prop_assert_eq!(number_of(&code), Some(number));
            }
        }
    }

    #[test]
    fn what_is_no_code_has_no_number() {
        for text in ["", "E0900002", "e09000022", "SW9", "E0900002x", "£09000022"] {
            assert_eq!(number_of(text), None, "{text}");
        }
    }
}
