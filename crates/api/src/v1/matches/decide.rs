//! PUT an answer on a pair.

use actix_web::{HttpRequest, HttpResponse, put, web};
use directory::{By, Violation};
use domain::authority::Verb;
use domain::matching::cluster::Answer;

use super::id_of;
use crate::problem::{Problem, Refusal};
use crate::v1::moderation::{ForModerators, outcome};
use crate::v1::wire::matches::{AnswerBody, Outcome};
use crate::{Context, body};

/// A body that would do.
const EXAMPLE: &str = r#"{"answer": "same", "decided_by": "A. Moderator", "reason": "same hall"}"#;

/// Says that two statements speak of one service, speak of two, or can wait.
///
/// Listings become one, or come apart, at once. An answer takes the place of an earlier one and
/// remembers it. For moderators of the area.
#[utoipa::path(
    tag = "moderation",
    operation_id = "decide_match",
    params(("id" = String, Path, description = "The pair's id.")),
    request_body = AnswerBody,
    responses(
        (status = 200, description = "What came of it.", body = Outcome),
        (status = 400, description = "The body is not as it should be.", body = Problem, content_type = "application/problem+json"),
        ForModerators,
        (status = 404, description = "There are no such statements.", body = Problem, content_type = "application/problem+json")
    )
)]
#[put("/api/v1/matches/{id}/decision")]
pub(crate) async fn decide(
    request: HttpRequest,
    context: web::Data<Context>,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, Refusal> {
    let actor = context.admit(&request, Verb::DecideMatch).await?;
    let id = id_of(&request, &id)?;
    let said: AnswerBody = body::read(&request, &bytes, EXAMPLE)?;
    let answer = Answer::from_name(&said.answer).ok_or_else(|| {
        let violation = Violation {
            parameter: "answer",
            message: "must be same, different or later".to_owned(),
            example: "same",
        };
        Refusal::invalid(&request, vec![violation])
    })?;
    let by = By {
        actor,
        name: said.decided_by,
        reason: said.reason,
    };
    let decided = context.directory.decide_match(id, answer, &by).await;
    outcome(&request, decided)
}
