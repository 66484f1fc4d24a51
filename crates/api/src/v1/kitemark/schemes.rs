//! The scheme, for everybody, and the mark that an organization holds.

use actix_web::{HttpRequest, HttpResponse, get, web};

use crate::Context;
use crate::give::answer;
use crate::problem::{Problem, Refusal, unknown};
use crate::v1::wire::kitemark::{Holder, Scheme};

/// For how long anybody may keep an answer, in seconds.
const KEEP: &str = "public, max-age=300";

/// The kitemark scheme by which new applications are made: its tiers and questions.
#[utoipa::path(operation_id = "kitemark_scheme", tag = "kitemark", responses((status = 200, description = "The scheme.", body = Scheme)))]
#[get("/api/v1/kitemark/scheme")]
pub(crate) async fn current(context: web::Data<Context>) -> HttpResponse {
    answer::untagged(KEEP, &Scheme::of(&context.directory.kitemark_scheme()))
}

/// A version of a kitemark scheme: the one in use, or one by which somebody once applied.
#[utoipa::path(
    operation_id = "kitemark_scheme_version",
    tag = "kitemark",
    params(("id" = String, Path, description = "The scheme's id."), ("version" = String, Path, description = "Its version.")),
    responses(
        (status = 200, description = "The scheme.", body = Scheme),
        (status = 404, description = "There is no such version.", body = Problem, content_type = "application/problem+json")
    )
)]
#[get("/api/v1/kitemark/schemes/{id}/{version}")]
pub(crate) async fn version(
    request: HttpRequest,
    context: web::Data<Context>,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, Refusal> {
    let (id, version) = path.into_inner();
    let found = async {
        let number = version.parse();
        let number = number.map_err(|_| unknown("kitemark scheme", &format!("{id} {version}")))?;
        context.directory.kitemark_scheme_of(&id, number).await
    };
    let scheme = found.await.map_err(|e| Refusal::of(&request, &e))?;
    Ok(answer::untagged(KEEP, &Scheme::of(&scheme)))
}

/// The mark that an organization holds today, if it holds one.
///
/// A mark says how details were checked. It is not a recommendation.
#[utoipa::path(
    operation_id = "kitemark_of_organization",
    tag = "kitemark",
    params(("id_or_slug" = String, Path, description = "The organization's id or slug.")),
    responses(
        (status = 200, description = "The organization, and its mark.", body = Holder),
        (status = 404, description = "There is no such organization.", body = Problem, content_type = "application/problem+json")
    )
)]
#[get("/api/v1/organizations/{id_or_slug}/kitemark")]
pub(crate) async fn of_organization(
    request: HttpRequest,
    context: web::Data<Context>,
    organization: web::Path<String>,
) -> Result<HttpResponse, Refusal> {
    let found = context.directory.mark_of(&organization).await;
    let (name, mark) = found.map_err(|e| Refusal::of(&request, &e))?;
    Ok(answer::untagged(
        KEEP,
        &Holder::of(name, mark.as_ref(), &context.public_url),
    ))
}
