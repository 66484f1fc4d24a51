//! GET an area.

use actix_web::{HttpRequest, HttpResponse, get, web};
use directory::places::AreaShown;

use crate::Context;
use crate::give::answer::moved;
use crate::problem::{Problem, Refusal};
use crate::v1::places::answer;
use crate::v1::wire::place::AreaAnswer;

/// A ward, council, region or country by its GSS code, with the areas it lies in.
#[utoipa::path(
    tag = "places",
    params(("code" = String, Path, description = "GSS code.", pattern = "^[A-Z][0-9]{8}$", example = "E09000022")),
    responses(
        (status = 200, description = "The area.", body = AreaAnswer),
        (status = 301, description = "The code is an old one; `Location` leads to the one that stands for it now."),
        (status = 304, description = "You have this answer."),
        (status = 400, description = "It is not of a code's shape.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Nothing is known of it.", body = Problem, content_type = "application/problem+json")
    )
)]
#[get("/api/v1/areas/{code}")]
pub(crate) async fn area(
    request: HttpRequest,
    context: web::Data<Context>,
    code: web::Path<String>,
) -> Result<HttpResponse, Refusal> {
    match context
        .directory
        .area(&code)
        .map_err(|e| Refusal::of(&request, &e))?
    {
        AreaShown::Area(area, around) => Ok(answer(&request, &AreaAnswer::of(area, around))),
        AreaShown::Recoded(present) => Ok(moved(format!("/api/v1/areas/{present}"))),
    }
}
