//! GET terms of taxonomies.

use actix_web::{HttpRequest, HttpResponse, get, web};
use directory::TermView;

use super::written;
use crate::Context;
use crate::give::asked::Pairs;
use crate::oruk::v3::page::{Page, Part};
use crate::oruk::v3::params::{PageParams, TermParams};
use crate::oruk::v3::taxonomies::list::has_words;
use crate::problem::{Problem, Refusal};

/// Terms that a listing has, by taxonomy and code.
#[utoipa::path(
    get,
    operation_id = "list_taxonomy_terms",
    path = "/oruk/v3/taxonomy_terms",
    tag = "open referral uk",
    params(PageParams, TermParams),
    responses(
        (status = 200, description = "A page of terms; with `format=ndjson` one a line.", content((Page = "application/json"), (Object = "application/x-ndjson"))),
        (status = 400, description = "A parameter is not as it should be.", body = Problem, content_type = "application/problem+json")
    )
)]
#[get("/oruk/v3/taxonomy_terms{slash:/?}")]
pub(crate) async fn list(
    request: HttpRequest,
    context: web::Data<Context>,
) -> Result<HttpResponse, Refusal> {
    let mut pairs = Pairs::of(&request);
    let taxonomy = pairs.uuid("taxonomy_id");
    let parent = pairs.uuid("parent_id");
    let top_only = pairs.flag("top_only");
    let search = pairs.text("search").map(str::to_owned).unwrap_or_default();
    let part = Part::of(&mut pairs);
    pairs.check(&request)?;
    let all = context
        .directory
        .taxonomies_given()
        .await
        .map_err(|error| Refusal::of(&request, &error))?;
    let wanted: Vec<&TermView> = all
        .iter()
        .filter(|one| taxonomy.is_none_or(|id| id == one.id))
        .flat_map(|one| &one.terms)
        .filter(|term| parent.is_none() || term.parent == parent)
        .filter(|term| !top_only || term.parent.is_none())
        .filter(|term| has_words(&term.name, &search))
        .collect();
    let contents = part.slice(&wanted).into_iter().map(written).collect();
    Ok(part.answer(&request, wanted.len(), contents))
}
