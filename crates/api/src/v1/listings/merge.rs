//! POST that two listings are one.

use actix_web::{HttpRequest, HttpResponse, post, web};
use directory::By;
use domain::authority::Verb;

use crate::problem::{Problem, Refusal};
use crate::v1::moderation::{ForModerators, outcome};
use crate::v1::wire::matches::{MergeBody, Outcome};
use crate::{Context, body};

/// A body that would do.
const EXAMPLE: &str =
    r#"{"with": "stockwell-stitchers", "decided_by": "A. Moderator", "reason": "same hall"}"#;

/// Makes two listings one: says that their statements are the same.
///
/// The older id stays, the other leads to it. Taking the answers back undoes it exactly. For moderators of the area.
#[utoipa::path(
    tag = "moderation",
    params(("id_or_slug" = String, Path, description = "The listing's id or slug.")),
    request_body = MergeBody,
    responses(
        (status = 200, description = "What came of it.", body = Outcome),
        (status = 400, description = "The body is not as it should be.", body = Problem, content_type = "application/problem+json"),
        ForModerators,
        (status = 404, description = "There is no such listing.", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "They are one already, or people have said that they are different.", body = Problem, content_type = "application/problem+json")
    )
)]
#[post("/api/v1/listings/{id_or_slug}/merge")]
pub(crate) async fn merge(
    request: HttpRequest,
    context: web::Data<Context>,
    id_or_slug: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, Refusal> {
    let actor = context.admit(&request, Verb::DecideMatch).await?;
    let said: MergeBody = body::read(&request, &bytes, EXAMPLE)?;
    let by = By {
        actor,
        name: said.decided_by,
        reason: said.reason,
    };
    let decided = context
        .directory
        .merge_listings(&id_or_slug, &said.with, &by)
        .await;
    outcome(&request, decided)
}
