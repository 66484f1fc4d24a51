//! GET one taxonomy with its terms.

use actix_web::{HttpRequest, HttpResponse, get, web};
use uuid::Uuid;

use super::list::written;
use crate::Context;
use crate::give::answer;
use crate::problem::{Problem, Refusal};

/// One vocabulary, with the terms that listings have.
#[utoipa::path(
    operation_id = "show_taxonomy",
    tag = "open referral uk",
    params(("id" = String, Path, description = "The taxonomy's id.")),
    responses(
        (status = 200, description = "The taxonomy, as HSDS 3.0 describes one.", body = Object),
        (status = 304, description = "You have this version."),
        (status = 404, description = "There is no such taxonomy.", body = Problem, content_type = "application/problem+json")
    )
)]
#[get("/oruk/v3/taxonomies/{id}")]
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
    let found = all.iter().find(|taxonomy| Some(taxonomy.id) == wanted);
    let found = found.map(|taxonomy| written(taxonomy, true));
    answer::found(&request, found, "taxonomy", &id)
}
