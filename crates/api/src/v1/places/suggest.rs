//! GET places while a person types.

use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::Context;
use crate::problem::Problem;
use crate::v1::places::answer;
use crate::v1::wire::place::Suggestions;

/// Rows in an answer.
const ROWS: usize = 10;

/// What has been typed.
#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct SuggestParams {
    /// The beginning of a postcode or of a name.
    #[param(example = "brix")]
    q: Option<String>,
}

/// Postcodes, places and councils that begin so, the likeliest first, at most ten.
#[utoipa::path(
    tag = "places",
    params(SuggestParams),
    responses(
        (status = 200, description = "The rows; none when nothing begins so.", body = Suggestions),
        (status = 304, description = "You have this answer."),
        (status = 400, description = "A parameter comes twice.", body = Problem, content_type = "application/problem+json")
    )
)]
#[get("/api/v1/places/suggest")]
pub(crate) async fn suggest(
    request: HttpRequest,
    context: web::Data<Context>,
    params: web::Query<SuggestParams>,
) -> HttpResponse {
    let rows = context
        .directory
        .complete_place(params.q.as_deref().unwrap_or_default(), ROWS);
    answer(&request, &Suggestions::of(rows))
}
