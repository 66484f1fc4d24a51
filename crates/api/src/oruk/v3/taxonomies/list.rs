//! GET taxonomies.

use actix_web::{HttpRequest, HttpResponse, get, web};
use directory::TaxonomyView;
use domain::text;
use formats::write::hsds;
use serde_json::Value;

use crate::Context;
use crate::give::asked::Pairs;
use crate::oruk::v3::page::{Page, Part};
use crate::oruk::v3::params::{PageParams, TaxonomyParams};
use crate::oruk::v3::terms;
use crate::problem::{Problem, Refusal};

/// Vocabularies of which a listing has a term.
#[utoipa::path(
    get,
    operation_id = "list_taxonomies",
    path = "/oruk/v3/taxonomies",
    tag = "open referral uk",
    params(PageParams, TaxonomyParams),
    responses(
        (status = 200, description = "A page of taxonomies; with `format=ndjson` one a line.", content((Page = "application/json"), (Object = "application/x-ndjson"))),
        (status = 400, description = "A parameter is not as it should be.", body = Problem, content_type = "application/problem+json")
    )
)]
#[get("/oruk/v3/taxonomies{slash:/?}")]
pub(crate) async fn list(
    request: HttpRequest,
    context: web::Data<Context>,
) -> Result<HttpResponse, Refusal> {
    let mut pairs = Pairs::of(&request);
    let full = pairs.flag("full");
    let search = pairs.text("search").map(str::to_owned).unwrap_or_default();
    let part = Part::of(&mut pairs);
    pairs.check(&request)?;
    let all = context
        .directory
        .taxonomies_given()
        .await
        .map_err(|error| Refusal::of(&request, &error))?;
    let wanted: Vec<&TaxonomyView> = all
        .iter()
        .filter(|taxonomy| has_words(&taxonomy.vocabulary, &search))
        .collect();
    let contents = part
        .slice(&wanted)
        .into_iter()
        .map(|taxonomy| written(taxonomy, full))
        .collect();
    Ok(part.answer(&request, wanted.len(), contents))
}

pub(super) fn written(taxonomy: &TaxonomyView, full: bool) -> Value {
    let shown = taxonomy.terms.iter().filter(|_| full).map(terms::written);
    hsds::taxonomy(&taxonomy.vocabulary, shown.collect())
}

/// Whether the text has a word that begins with each of the words that are looked for.
pub(in crate::oruk::v3) fn has_words(text: &str, search: &str) -> bool {
    let text = text::fold(text);
    text::fold(search)
        .split_whitespace()
        .all(|wanted| text.split_whitespace().any(|word| word.starts_with(wanted)))
}
