//! GET what a person's words mean as a place.

use actix_web::{HttpRequest, HttpResponse, get, web};
use directory::Violation;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::Context;
use crate::problem::{Problem, Refusal};
use crate::v1::places::answer;
use crate::v1::wire::place::Resolution;

/// The words.
#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct ResolveParams {
    /// A postcode or half of one, a place, a station, a council, or `latitude,longitude`; slips are
    /// mended.
    #[param(required, example = "nr brixton")]
    q: Option<String>,
}

/// What words mean as a place: the best reading, others, what was probably meant, what to know.
///
/// Words that mean nothing get a 200 without a reading, and a note that says what to try.
#[utoipa::path(
    tag = "places",
    params(ResolveParams),
    responses(
        (status = 200, description = "The readings.", body = Resolution),
        (status = 304, description = "You have this answer."),
        (status = 400, description = "Nothing was asked.", body = Problem, content_type = "application/problem+json")
    )
)]
#[get("/api/v1/places")]
pub(crate) async fn resolve(
    request: HttpRequest,
    context: web::Data<Context>,
    params: web::Query<ResolveParams>,
) -> Result<HttpResponse, Refusal> {
    let Some(text) = params.q.as_deref().filter(|text| !text.trim().is_empty()) else {
        let missing = Violation {
            parameter: "q",
            message: "is needed: the words to look up".to_owned(),
            example: "Brixton",
        };
        return Err(Refusal::invalid(&request, vec![missing]));
    };
    Ok(answer(
        &request,
        &Resolution::of(context.directory.resolve_place(text)),
    ))
}
