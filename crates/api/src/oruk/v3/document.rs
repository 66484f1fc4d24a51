//! GET the description of this API alone, as a part of the whole document.

use actix_web::{HttpRequest, HttpResponse, get, web};
use serde_json::{Value, json};

use crate::Context;
use crate::give::answer;

/// Where these routes begin.
const BASE: &str = "/oruk/v3";

/// The OpenAPI document of Open Referral UK 3.0 as it is served here.
#[utoipa::path(
    operation_id = "open_referral_document",
    tag = "open referral uk",
    responses((status = 200, description = "An OpenAPI document.", body = Object))
)]
#[get("/oruk/v3/openapi.json")]
pub(crate) async fn document(request: HttpRequest, context: web::Data<Context>) -> HttpResponse {
    answer::json(&request, &part(&context.public_url))
}

/// The routes under [`BASE`], with addresses that begin there.
fn part(public_url: &str) -> Value {
    let mut whole: Value = serde_json::from_slice(crate::document::text()).unwrap_or_default();
    let paths: serde_json::Map<String, Value> = whole["paths"]
        .as_object()
        .into_iter()
        .flatten()
        .filter_map(|(path, operations)| {
            let rest = path.strip_prefix(BASE)?;
            let path = if rest.is_empty() { "/" } else { rest };
            Some((path.to_owned(), operations.clone()))
        })
        .collect();
    whole["paths"] = paths.into();
    whole["servers"] = json!([{"url": format!("{public_url}{BASE}")}]);
    whole["info"]["title"] = json!("Open Referral UK 3.0");
    whole
}
