//! GET the terms of a vocabulary, in the shape of version 1.0.

use actix_web::{HttpRequest, HttpResponse, get, web};
use directory::TermView;
use domain::service::TaxonomyTerm;
use formats::write::oruk1;
use serde_json::Value;
use utoipa::IntoParams;

use super::page::Page;
use crate::Context;
use crate::give::answer;
use crate::give::asked::{MOST_PER_PAGE, Pairs};
use crate::oruk::v3::page::slice;
use crate::problem::{Problem, Refusal};

/// Which terms.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "says in the document what Pairs reads")]
pub(crate) struct V1TaxonomyParams {
    /// Terms of this vocabulary.
    vocabulary: Option<String>,
    /// Terms directly below this one.
    parent_id: Option<String>,
    /// Page, from 1.
    #[param(minimum = 1, maximum = 1_000_000)]
    page: Option<u32>,
    /// Items on a page; 500 when left out.
    #[param(minimum = 1, maximum = 500)]
    per_page: Option<u32>,
}

/// Terms, which are called taxonomies in version 1.0.
#[utoipa::path(
    get,
    operation_id = "list_taxonomies_v1",
    path = "/oruk/v1/taxonomies",
    tag = "open referral uk",
    params(V1TaxonomyParams),
    responses(
        (status = 200, description = "A page of terms.", body = Page),
        (status = 400, description = "A parameter is not as it should be.", body = Problem, content_type = "application/problem+json")
    )
)]
#[get("/oruk/v1/taxonomies{slash:/?}")]
pub(crate) async fn list(
    request: HttpRequest,
    context: web::Data<Context>,
) -> Result<HttpResponse, Refusal> {
    let mut pairs = Pairs::of(&request);
    let vocabulary = pairs.text("vocabulary").map(str::to_owned);
    let parent = pairs.text("parent_id").map(str::to_owned);
    let (page, per_page) = pairs.page(MOST_PER_PAGE, MOST_PER_PAGE);
    pairs.check(&request)?;
    let all = context
        .directory
        .taxonomies_given()
        .await
        .map_err(|error| Refusal::of(&request, &error))?;
    let wanted: Vec<&TermView> = all
        .iter()
        .filter(|one| {
            vocabulary
                .as_ref()
                .is_none_or(|name| *name == one.vocabulary)
        })
        .flat_map(|one| &one.terms)
        .filter(|term| {
            let above = term.parent.map(|id| id.to_string());
            parent.is_none() || above == parent
        })
        .collect();
    let content = slice(&wanted, page, per_page)
        .into_iter()
        .map(written)
        .collect();
    Ok(answer::json(
        &request,
        &Page::of(wanted.len(), page, per_page, content),
    ))
}

/// Clients look for terms without one above them by `null`, so it is said.
fn written(term: &TermView) -> Value {
    let plain = TaxonomyTerm {
        vocabulary: term.vocabulary.clone(),
        code: term.code.clone(),
        name: term.name.clone(),
    };
    let mut shown = oruk1::taxonomy(&plain);
    shown["parent"] = term
        .parent
        .map_or(Value::Null, |id| serde_json::json!({"id": id}));
    shown
}
