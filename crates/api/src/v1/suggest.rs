//! GET suggestions while a person types what they need.

use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::Context;
use crate::give::answer;
use crate::problem::{Problem, Refusal};
use crate::v1::wire::suggest::SuggestAnswer;

/// What has been typed.
#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct SuggestParams {
    /// The beginning of a need, of a name or of a place; two letters or more.
    #[param(example = "deb")]
    q: Option<String>,
    /// The place that counts are made around: a postcode, half of one, or a name.
    #[param(example = "SW9 8DJ")]
    near: Option<String>,
}

/// Needs, services, organisations and places that may be meant, in that order, each once.
///
/// One slip is forgiven from the third letter on. Each count is what choosing the suggestion finds.
#[utoipa::path(
    tag = "search",
    operation_id = "suggest_anything",
    params(SuggestParams),
    responses(
        (status = 200, description = "The suggestions; none is no error.", body = SuggestAnswer),
        (status = 400, description = "A parameter comes twice.", body = Problem, content_type = "application/problem+json")
    )
)]
#[get("/api/v1/suggest")]
pub(crate) async fn suggest(
    request: HttpRequest,
    context: web::Data<Context>,
    params: web::Query<SuggestParams>,
) -> Result<HttpResponse, Refusal> {
    let near = params
        .near
        .as_deref()
        .filter(|near| !near.trim().is_empty());
    let suggestions = context
        .directory
        .suggest(params.q.as_deref().unwrap_or_default(), near)
        .await
        .map_err(|e| Refusal::of(&request, &e))?;
    let body = SuggestAnswer::of(&suggestions, near, &context.public_url);
    Ok(answer::untagged(answer::CACHE, &body))
}
