//! POST what a person makes of a crawl that is held.

use actix_web::{HttpRequest, HttpResponse, post, web};
use directory::{By, HeldOutcome, RunDecision, Violation};
use domain::authority::Verb;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::problem::{Problem, Refusal};
use crate::v1::moderation::ForModerators;
use crate::{Context, body};

/// A body that would do.
const EXAMPLE: &str = r#"{"decision": "release", "decided_by": "A. Moderator", "reason": "the council closed its directory"}"#;

/// What is made of a crawl that is held.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HeldBody {
    /// `release`: the silence is believed and counts. `confirm`: the hold is right, nothing counts.
    #[schema(pattern = "^(release|confirm)$")]
    decision: String,
    /// Who decides, by name.
    #[serde(default)]
    decided_by: String,
    /// Why.
    #[serde(default)]
    #[schema(required = true, min_length = 1, max_length = 1000, pattern = r"\S")]
    reason: String,
}

/// What came of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Held {
    /// Services of which one more absence counts.
    missing: usize,
    /// Services that were withdrawn.
    withdrawn: usize,
}

impl Held {
    fn of(outcome: HeldOutcome) -> Self {
        Self {
            missing: outcome.missing,
            withdrawn: outcome.withdrawn,
        }
    }
}

/// Decides about the last crawl of a source, which is held because too much of it was gone at once.
///
/// For moderators of the area.
#[utoipa::path(
    tag = "moderation",
    params(("id" = String, Path, description = "The source's id.")),
    request_body = HeldBody,
    responses(
        (status = 200, description = "What came of it.", body = Held),
        (status = 400, description = "The body is not as it should be.", body = Problem, content_type = "application/problem+json"),
        ForModerators,
        (status = 404, description = "There is no such source.", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Its last crawl is not held, or somebody has decided already.", body = Problem, content_type = "application/problem+json")
    )
)]
#[post("/api/v1/sources/{id}/held")]
pub(crate) async fn held(
    request: HttpRequest,
    context: web::Data<Context>,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, Refusal> {
    let actor = context.admit(&request, Verb::ReleaseRun).await?;
    let said: HeldBody = body::read(&request, &bytes, EXAMPLE)?;
    let decision = match said.decision.as_str() {
        "release" => RunDecision::Released,
        "confirm" => RunDecision::Confirmed,
        _ => {
            let violation = Violation {
                parameter: "decision",
                message: "must be release or confirm".to_owned(),
                example: "confirm",
            };
            return Err(Refusal::invalid(&request, vec![violation]));
        }
    };
    let by = By {
        actor,
        name: said.decided_by,
        reason: said.reason,
    };
    let outcome = context
        .directory
        .decide_held_run(&id, decision, &by)
        .await
        .map_err(|e| Refusal::of(&request, &e))?;
    Ok(Context::for_moderators().json(Held::of(outcome)))
}
