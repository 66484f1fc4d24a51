//! GET the lists from which the clients of ALISS make their menus.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse, get, web};
use domain::listing::slug_of;
use serde_json::{Value, json};

use super::page::Many;
use crate::Context;
use crate::give::answer;
use crate::problem::{Problem, Refusal};

/// Categories, each with how many listings have it.
///
/// A word of two vocabularies is one category here, because a slug is all that clients filter by.
#[utoipa::path(
    get,
    operation_id = "list_categories_aliss",
    path = "/aliss/{version}/categories",
    tag = "aliss",
    params(("version" = String, Path, description = "`v4` or `v5`.", pattern = "^v[45]$", example = "v4")),
    responses(
        (status = 200, description = "The categories.", body = Many),
        (status = 404, description = "There is no such version, or nothing of that name.", body = Problem, content_type = "application/problem+json")
    )
)]
#[get("/{root:aliss|api}/{version:v4|v5}/{what:categories|categories-flat}{slash:/?}")]
pub(crate) async fn categories(
    request: HttpRequest,
    context: web::Data<Context>,
) -> Result<HttpResponse, Refusal> {
    let all = context
        .directory
        .taxonomies_given()
        .await
        .map_err(|error| Refusal::of(&request, &error))?;
    let mut by_slug: BTreeMap<String, (&str, usize)> = BTreeMap::new();
    for term in all.iter().flat_map(|taxonomy| &taxonomy.terms) {
        let entry = by_slug
            .entry(slug_of(&term.name))
            .or_insert((&term.name, 0));
        entry.1 += term.listings;
    }
    let data: Vec<Value> = (1..)
        .zip(by_slug)
        .map(|(id, (slug, (name, count)))| {
            json!({
                "id": id,
                "name": name,
                "slug": slug,
                "icon": "",
                "count": count,
                "sub_categories": [],
            })
        })
        .collect();
    Ok(answer::json(&request, &Many::of(data)))
}

/// Lists of ALISS for which nothing is known here: they are there and empty.
#[utoipa::path(
    get,
    operation_id = "list_others_aliss",
    path = "/aliss/{version}/{list}",
    tag = "aliss",
    params(
        ("version" = String, Path, description = "`v4` or `v5`.", pattern = "^v[45]$", example = "v5"),
        ("list" = String, Path, description = "`community-groups`, `community-groups-flat` or `accessibility-features`.", pattern = "^(community-groups|community-groups-flat|accessibility-features)$", example = "community-groups")
    ),
    responses(
        (status = 200, description = "An empty list.", body = Many),
        (status = 404, description = "There is no such version, or nothing of that name.", body = Problem, content_type = "application/problem+json")
    )
)]
#[get(
    "/{root:aliss|api}/{version:v4|v5}/{list:community-groups|community-groups-flat|accessibility-features}{slash:/?}"
)]
pub(crate) async fn others(request: HttpRequest) -> HttpResponse {
    answer::json(&request, &Many::of(Vec::new()))
}
