//! GET a listing by id or slug.

use actix_web::{HttpRequest, HttpResponse, get, web};
use directory::Shown;
use serde::Deserialize;
use utoipa::IntoParams;

use super::NotSent;
use crate::Context;
use crate::give::answer;
use crate::problem::{Problem, Refusal};
use crate::v1::wire::listing::Listing;

/// What may be asked besides.
#[derive(Debug, Default, Deserialize, IntoParams)]
pub(crate) struct ShowParams {
    /// `true` adds, for each field, the statements that say it.
    provenance: Option<String>,
}

/// One listing, whole.
///
/// Every source it rests on is listed with licence, attribution and the date it was last seen there.
#[utoipa::path(
    tag = "listings",
    params(("id_or_slug" = String, Path, description = "The listing's id or slug."), ShowParams),
    responses(
        (status = 200, description = "The listing.", body = Listing),
        (status = 400, description = "A parameter is not as it should be.", body = Problem, content_type = "application/problem+json"),
        NotSent
    )
)]
#[get("/api/v1/listings/{id_or_slug}")]
pub(crate) async fn show(
    request: HttpRequest,
    context: web::Data<Context>,
    id_or_slug: web::Path<String>,
    params: web::Query<ShowParams>,
) -> Result<HttpResponse, Refusal> {
    let shown = context
        .directory
        .show(&id_or_slug)
        .await
        .map_err(|e| Refusal::of(&request, &e))?;
    let view = match shown {
        Shown::Listing(view) => view,
        Shown::Moved(slug) => return Ok(answer::moved(format!("/api/v1/listings/{slug}"))),
    };
    let provenance = params.provenance.as_deref() == Some("true");
    let now = context.directory.now();
    let body = Listing::of(&view, now, &context.public_url, provenance);
    Ok(answer::json(&request, &body))
}
