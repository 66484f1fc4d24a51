//! The envelope of a search: a Bundle of what matches.

use actix_web::{HttpRequest, HttpResponse};
use serde_json::{Value, json};
use url::form_urlencoded;

use crate::give::answer::{CACHE, tagged};

/// A page of what matches.
pub(crate) fn searchset(
    request: &HttpRequest,
    public_url: &str,
    total: usize,
    page: usize,
    count: usize,
    resources: Vec<Value>,
) -> Value {
    let here = format!("{public_url}{}", request.uri());
    let mut links = vec![json!({"relation": "self", "url": here})];
    if page.saturating_mul(count) < total {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in form_urlencoded::parse(request.query_string().as_bytes()) {
            if name != "page" {
                query.append_pair(&name, &value);
            }
        }
        query.append_pair("page", &(page + 1).to_string());
        let next = format!("{public_url}{}?{}", request.path(), query.finish());
        links.push(json!({"relation": "next", "url": next}));
    }
    let entries: Vec<Value> = resources
        .into_iter()
        .map(|resource| {
            let kind = resource["resourceType"].as_str().unwrap_or_default();
            let id = resource["id"].as_str().unwrap_or_default();
            json!({
                "fullUrl": format!("{public_url}/fhir/r4/{kind}/{id}"),
                "resource": resource,
                "search": {"mode": "match"},
            })
        })
        .collect();
    let mut bundle = json!({
        "resourceType": "Bundle",
        "type": "searchset",
        "total": total,
        "link": links,
    });
    // An empty list is not allowed in FHIR.
    if !entries.is_empty() {
        bundle["entry"] = entries.into();
    }
    bundle
}

/// A resource with its media type.
pub(crate) fn answer(request: &HttpRequest, resource: &Value) -> HttpResponse {
    tagged(request, CACHE, "application/fhir+json", resource)
}
