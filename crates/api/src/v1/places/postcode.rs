//! GET a postcode.

use actix_web::{HttpRequest, HttpResponse, get, web};

use crate::Context;
use crate::problem::{Problem, Refusal};
use crate::v1::places::answer;
use crate::v1::wire::place::Postcode;

/// Where a postcode is and which areas it lies in; a retired one says so.
#[utoipa::path(
    tag = "places",
    params(("postcode" = String, Path, description = "In any case, with or without the space.", example = "SW9 8DJ")),
    responses(
        (status = 200, description = "The postcode.", body = Postcode),
        (status = 304, description = "You have this answer."),
        (status = 400, description = "It is not of a postcode's shape.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "It is not among those in use or retired.", body = Problem, content_type = "application/problem+json")
    )
)]
#[get("/api/v1/postcodes/{postcode}")]
pub(crate) async fn postcode(
    request: HttpRequest,
    context: web::Data<Context>,
    postcode: web::Path<String>,
) -> Result<HttpResponse, Refusal> {
    let view = context
        .directory
        .postcode(&postcode)
        .map_err(|e| Refusal::of(&request, &e))?;
    Ok(answer(&request, &Postcode::of(view)))
}
