//! GET one organization.

use actix_web::{HttpRequest, HttpResponse, get, web};
use uuid::Uuid;

use super::{With, written};
use crate::Context;
use crate::give::answer;
use crate::problem::{Problem, Refusal};

/// One organization, with the ids and names of its services.
#[utoipa::path(
    operation_id = "show_organization",
    tag = "open referral uk",
    params(("id" = String, Path, description = "The organization's id.")),
    responses(
        (status = 200, description = "The organization, as HSDS 3.0 describes one.", body = Object),
        (status = 304, description = "You have this version."),
        (status = 404, description = "There is no such organization.", body = Problem, content_type = "application/problem+json")
    )
)]
#[get("/oruk/v3/organizations/{id}")]
pub(crate) async fn show(
    request: HttpRequest,
    context: web::Data<Context>,
    id: web::Path<String>,
) -> Result<HttpResponse, Refusal> {
    let directory = &context.directory;
    let refuse = |error| Refusal::of(&request, &error);
    let views = match Uuid::try_parse(&id) {
        Ok(id) => directory.organizations_given(&[id]).await.map_err(refuse)?,
        Err(_) => Vec::new(),
    };
    let mut shown = written(directory, &context.public_url, &views, With::Names)
        .await
        .map_err(refuse)?;
    answer::found(&request, shown.pop(), "organization", &id)
}
