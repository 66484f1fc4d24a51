//! GeoJSON: features are rows, their properties are columns, and their shapes give the position.

use std::collections::HashMap;

use domain::outline;
use domain::position::Position;
use serde_json::Value;

use super::grid::{MAX_COLUMNS, MAX_ROWS};
use super::{Found, arcgis};
use crate::reading::Problem;
use crate::rows::{Given, Row, Sheet};

/// Reads a feature collection, a bare list of features or of plain objects, or an answer of an
/// ArcGIS server (`attributes` for properties).
pub(super) fn read(text: &str, url: &str) -> Result<Found, Problem> {
    let mut links = Vec::new();
    let (values, problem) = match serde_json::from_str::<Value>(text) {
        Ok(mut value) => {
            if let Some(link) = arcgis::layer(&value, url) {
                return Ok(Found {
                    links: vec![link],
                    ..Found::default()
                });
            }
            if let Some(said) = arcgis::error(&value) {
                return Err(Problem::Unreadable(said));
            }
            links.extend(arcgis::next(&value, url));
            arcgis::unquantised(&mut value);
            (list(value).ok_or_else(not_features)?, None)
        }
        // Cut off: the features before the cut are whole.
        Err(error) if error.is_eof() => {
            let whole = whole_features(text);
            let problem = Problem::CutOff(format!("after {} whole features", whole.len()));
            (whole, Some(problem))
        }
        Err(error) => return Err(Problem::Unreadable(format!("it is not JSON: {error}"))),
    };
    if values.len() > MAX_ROWS {
        return Err(Problem::Refused(format!(
            "it has more than {MAX_ROWS} features"
        )));
    }
    let mut sheet = Sheet::default();
    let mut columns: HashMap<String, usize> = HashMap::new();
    for (index, value) in values.into_iter().enumerate() {
        let row = row(index, value, &mut sheet.headings, &mut columns)?;
        sheet.rows.push(row);
    }
    for row in &mut sheet.rows {
        row.cells.resize(sheet.headings.len(), String::new());
    }
    Ok(Found {
        sheet,
        problem,
        links,
    })
}

fn not_features() -> Problem {
    Problem::Unreadable("it is JSON, but not a list of features".to_owned())
}

fn list(value: Value) -> Option<Vec<Value>> {
    match value {
        Value::Array(list) => Some(list),
        Value::Object(mut object) => ["features", "data", "records", "results", "items"]
            .iter()
            .find_map(|key| match object.remove(*key) {
                Some(Value::Array(list)) => Some(list),
                _ => None,
            }),
        _ => None,
    }
}

/// The features that stand whole in a document that was cut off.
fn whole_features(text: &str) -> Vec<Value> {
    let start = text
        .find("\"features\"")
        .and_then(|at| Some(at + text[at..].find('[')?))
        .or_else(|| text.find('['));
    let Some(start) = start else {
        return Vec::new();
    };
    let mut rest = &text[start + 1..];
    let mut features = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        let mut stream = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
        match stream.next() {
            Some(Ok(value)) => features.push(value),
            _ => return features,
        }
        let read = stream.byte_offset();
        rest = rest.get(read..).unwrap_or_default();
    }
}

fn row(
    index: usize,
    value: Value,
    headings: &mut Vec<String>,
    columns: &mut HashMap<String, usize>,
) -> Result<Row, Problem> {
    let mut row = Row {
        place: format!("feature {}", index + 1),
        raw: value.to_string(),
        ..Row::default()
    };
    let Value::Object(mut feature) = value else {
        row.aside = Some("it is not an object".to_owned());
        return Ok(row);
    };
    let shape = feature.remove("geometry");
    let id = feature.remove("id");
    let properties = match feature
        .remove("properties")
        .or_else(|| feature.remove("attributes"))
    {
        Some(Value::Object(properties)) => properties,
        _ => feature,
    };
    let named_id = id
        .filter(|_| !properties.contains_key("id"))
        .map(|id| ("id".to_owned(), id));
    for (name, value) in properties.into_iter().chain(named_id) {
        let column = match columns.get(&name) {
            Some(column) => *column,
            None => {
                if headings.len() >= MAX_COLUMNS {
                    return Err(Problem::Refused(format!(
                        "its features have more than {MAX_COLUMNS} properties"
                    )));
                }
                columns.insert(name.clone(), headings.len());
                headings.push(name);
                headings.len() - 1
            }
        };
        if row.cells.len() <= column {
            row.cells.resize(column + 1, String::new());
        }
        row.cells[column] = cell(value);
    }
    row.given = Given {
        position: shape.as_ref().and_then(point),
        ..Given::default()
    };
    Ok(row)
}

fn cell(value: Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text,
        Value::Number(number) => {
            let text = number.to_string();
            text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
        }
        Value::Bool(true) => "Yes".to_owned(),
        Value::Bool(false) => "No".to_owned(),
        Value::Array(list) if list.iter().all(|one| !one.is_object() && !one.is_array()) => {
            list.into_iter().map(cell).collect::<Vec<_>>().join("; ")
        }
        other => other.to_string(),
    }
}

/// A point for a shape, as (north, east) in whatever system the document uses.
fn point(shape: &Value) -> Option<(f64, f64)> {
    if let (Some(x), Some(y)) = (number(shape, "x"), number(shape, "y")) {
        return Some((y, x));
    }
    let coordinates = shape.get("coordinates");
    match shape.get("type").and_then(Value::as_str)? {
        "Point" => pair(coordinates?),
        "MultiPoint" => coordinates?.as_array()?.iter().find_map(pair),
        "LineString" => outline::middle(&line(coordinates?)).map(degrees),
        "MultiLineString" => outline::middle(&line(coordinates?.as_array()?.first()?)).map(degrees),
        "Polygon" => area(coordinates?),
        "MultiPolygon" => coordinates?.as_array()?.iter().find_map(area),
        "GeometryCollection" => {
            let shapes = shape.get("geometries")?.as_array()?;
            // One level: a collection in a collection is nobody's map.
            shapes
                .iter()
                .filter(|shape| shape.get("geometries").is_none())
                .find_map(point)
        }
        _ => None,
    }
}

fn number(value: &Value, key: &str) -> Option<f64> {
    value.get(key)?.as_f64()
}

fn pair(value: &Value) -> Option<(f64, f64)> {
    let list = value.as_array()?;
    Some((list.get(1)?.as_f64()?, list.first()?.as_f64()?))
}

fn degrees(position: Position) -> (f64, f64) {
    (position.latitude, position.longitude)
}

fn line(value: &Value) -> Vec<Position> {
    let corners = value.as_array().map(Vec::as_slice).unwrap_or_default();
    corners
        .iter()
        .filter_map(|corner| pair(corner).and_then(|(north, east)| Position::new(north, east).ok()))
        .collect()
}

/// A point inside; for a shape in grid metres its first corner.
fn area(value: &Value) -> Option<(f64, f64)> {
    let rings = value.as_array()?;
    let shape: Vec<Vec<Position>> = rings.iter().map(line).collect();
    outline::inside(&shape)
        .map(degrees)
        .or_else(|| pair(rings.first()?.as_array()?.first()?))
}
