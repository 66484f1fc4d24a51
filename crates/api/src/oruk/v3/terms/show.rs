//! GET one term of a taxonomy.

use actix_web::{HttpRequest, HttpResponse, get, web};
use uuid::Uuid;

use super::written;
use crate::Context;
use crate::give::answer;
use crate::problem::{Problem, Refusal};

/// One term.
#[utoipa::path(
    operation_id = "show_taxonomy_term",
    tag = "open referral uk",
    params(("id" = String, Path, description = "The term's id.")),
    responses(
        (status = 200, description = "The term, as HSDS 3.0 describes one.", body = Object),
        (status = 304, description = "You have this version."),
        (status = 404, description = "There is no such term.", body = Problem, content_type = "application/problem+json")
    )
)]
#[get("/oruk/v3/taxonomy_terms/{id}")]
pub(crate) async fn show(
    request: HttpRequest,
    context: web::Data<Context>,
    id: web::Path<String>,
) -> Result<HttpResponse, Refusal> {
    let wanted = Uuid::try_parse(&id).ok();
    let all = context
        .directory
        .taxonomies_given()
        .await
        .map_err(|error| Refusal::of(&request, &error))?;
    let mut terms = all.iter().flat_map(|taxonomy| &taxonomy.terms);
    let found = terms.find(|term| Some(term.id) == wanted).map(written);
    answer::found(&request, found, "taxonomy term", &id)
}
