//! What is particular to a map server of ArcGIS: a layer's own page, answers that stop at a limit,
//! coordinates as steps on a grid.

use serde_json::Value;
use url::Url;

use crate::reading::{Link, LinkKind};

/// Features that are asked for at once.
const AT_ONCE: &str = "1000";

/// A layer describes itself: its features are asked for as GeoJSON in degrees.
pub(super) fn layer(value: &Value, url: &str) -> Option<Link> {
    let kind = value.get("type")?.as_str()?;
    if !matches!(kind, "Feature Layer" | "Table") || value.get("fields").is_none() {
        return None;
    }
    let mut query = Url::parse(url).ok()?;
    let path = query.path().trim_end_matches('/').to_owned();
    query.set_path(&format!("{path}/query"));
    query
        .query_pairs_mut()
        .clear()
        .append_pair("where", "1=1")
        .append_pair("outFields", "*")
        .append_pair("outSR", "4326")
        .append_pair("f", "geojson")
        .append_pair("resultOffset", "0")
        .append_pair("resultRecordCount", AT_ONCE);
    Some(list(query.into()))
}

/// The next features, where the server says that there are more than it gave.
pub(super) fn next(value: &Value, url: &str) -> Option<Link> {
    let more = value
        .get("exceededTransferLimit")
        .or_else(|| value.get("properties")?.get("exceededTransferLimit"))?
        .as_bool()?;
    let given = value.get("features")?.as_array()?.len() as u64;
    if !more || given == 0 {
        return None;
    }
    let mut next = Url::parse(url).ok()?;
    let others: Vec<(String, String)> = next
        .query_pairs()
        .filter(|(name, _)| name != "resultOffset")
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    let before: u64 = next
        .query_pairs()
        .find(|(name, _)| name == "resultOffset")
        .and_then(|(_, value)| value.parse().ok())
        .unwrap_or(0);
    next.query_pairs_mut()
        .clear()
        .extend_pairs(others)
        .append_pair("resultOffset", &(before + given).to_string());
    Some(list(next.into()))
}

fn list(url: String) -> Link {
    Link {
        url,
        kind: LinkKind::List,
        terms: Vec::new(),
        version: None,
    }
}

/// An error, which the server gives with status 200.
pub(super) fn error(value: &Value) -> Option<String> {
    let error = value.get("error")?;
    let said = error.get("message").or(Some(error))?.as_str()?;
    Some(format!(
        "the server says {:?}",
        domain::text::shortened(said, 200)
    ))
}

/// Points that are given as steps on a grid become coordinates.
pub(super) fn unquantised(value: &mut Value) {
    let numbers = |key: &str| -> Option<(f64, f64)> {
        let list = value.get("transform")?.get(key)?.as_array()?;
        Some((list.first()?.as_f64()?, list.get(1)?.as_f64()?))
    };
    let (Some(scale), Some(from)) = (numbers("scale"), numbers("translate")) else {
        return;
    };
    let upper_left = value
        .get("transform")
        .and_then(|transform| transform.get("originPosition"))
        .and_then(Value::as_str)
        != Some("lowerLeft");
    let Some(Value::Array(features)) = value.get_mut("features") else {
        return;
    };
    for feature in features {
        let Some(Value::Object(shape)) = feature.get_mut("geometry") else {
            continue;
        };
        let point = shape
            .get("x")
            .and_then(Value::as_f64)
            .zip(shape.get("y").and_then(Value::as_f64));
        if let Some((x, y)) = point {
            let down = if upper_left { -1.0 } else { 1.0 };
            shape.insert("x".to_owned(), Value::from(from.0 + x * scale.0));
            shape.insert("y".to_owned(), Value::from(from.1 + down * y * scale.1));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{layer, next, unquantised};

    #[test]
    fn a_layer_leads_to_its_features_and_they_to_the_next() {
        let url = "https://maps.example/arcgis/rest/services/Warm/FeatureServer/0?f=json";
        let link = layer(&json!({"type": "Feature Layer", "fields": []}), url).unwrap();
        assert_eq!(
            link.url,
            "https://maps.example/arcgis/rest/services/Warm/FeatureServer/0/query?where=1%3D1&outFields=*&outSR=4326&f=geojson&resultOffset=0&resultRecordCount=1000"
        );
        let page = json!({"features": [{}, {}], "properties": {"exceededTransferLimit": true}});
        assert!(
            next(&page, &link.url)
                .unwrap()
                .url
                .ends_with("&resultRecordCount=1000&resultOffset=2")
        );
        assert_eq!(next(&json!({"features": [{}]}), &link.url), None);
    }

    #[test]
    fn steps_on_a_grid_become_coordinates() {
        let mut value = json!({
            "transform": {"originPosition": "upperLeft", "scale": [10.0, 10.0], "translate": [530_000.0, 180_000.0]},
            "features": [{"geometry": {"x": 3, "y": 4}}],
        });
        unquantised(&mut value);
        assert_eq!(
            value["features"][0]["geometry"],
            json!({"x": 530_030.0, "y": 179_960.0})
        );
    }
}
