//! The envelope of a search: a Bundle of what matches.

use actix_web::{HttpRequest, HttpResponse};
use serde_json::{Value, json};
use url::form_urlencoded;

use super::outcome::{MEDIA_TYPE, passed_over};
use super::parameters::Parameters;
use crate::give::answer::{CACHE, tagged};

/// Where a page stands among all that matches.
#[derive(Debug, Clone, Copy)]
pub(crate) struct At {
    /// Resources on all pages.
    pub(crate) total: usize,
    /// The page, from 1.
    pub(crate) page: usize,
    /// Resources on a page.
    pub(crate) count: usize,
}

/// A page of what matches. Its own address names the parameters that counted, and no other.
pub(super) fn searchset(
    request: &HttpRequest,
    public_url: &str,
    at: At,
    parameters: &Parameters,
    resources: Vec<Value>,
) -> Value {
    let address = |page: Option<usize>| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in &parameters.used {
            if page.is_none() || name != "page" {
                query.append_pair(name, value);
            }
        }
        if let Some(page) = page {
            query.append_pair("page", &page.to_string());
        }
        let query = query.finish();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{public_url}{}{mark}{query}", request.path())
    };
    let mut links = vec![json!({"relation": "self", "url": address(None)})];
    if at.page.saturating_mul(at.count) < at.total {
        links.push(json!({"relation": "next", "url": address(Some(at.page + 1))}));
    }
    if at.page > 1 {
        links.push(json!({"relation": "previous", "url": address(Some(at.page - 1))}));
    }
    let mut entries: Vec<Value> = resources
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
    if !parameters.passed_over.is_empty() {
        entries.push(json!({
            "resource": passed_over(&parameters.passed_over),
            "search": {"mode": "outcome"},
        }));
    }
    let mut bundle = json!({
        "resourceType": "Bundle",
        "type": "searchset",
        "total": at.total,
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
    tagged(request, CACHE, MEDIA_TYPE, resource)
}
