//! POST that some statements of a listing are not of it.

use actix_web::{HttpRequest, HttpResponse, post, web};
use directory::{By, Violation};
use domain::authority::Verb;
use domain::source::SourceId;
use domain::statement::StatementKey;

use crate::problem::{Problem, Refusal};
use crate::v1::moderation::{ForModerators, outcome};
use crate::v1::wire::matches::{Outcome, SplitBody};
use crate::{Context, body};

/// A body that would do.
const EXAMPLE: &str =
    r#"{"statements": ["camden/1234"], "decided_by": "A. Moderator", "reason": "another evening"}"#;

/// Takes statements out of a listing: says that they are different from those that stay.
///
/// They get the listing that they founded, with its old address if they had one. Taking the answers
/// back undoes it exactly. For moderators of the area.
#[utoipa::path(
    tag = "moderation",
    params(("id_or_slug" = String, Path, description = "The listing's id or slug.")),
    request_body = SplitBody,
    responses(
        (status = 200, description = "What came of it.", body = Outcome),
        (status = 400, description = "The body is not as it should be.", body = Problem, content_type = "application/problem+json"),
        ForModerators,
        (status = 404, description = "There is no such listing.", body = Problem, content_type = "application/problem+json")
    )
)]
#[post("/api/v1/listings/{id_or_slug}/split")]
pub(crate) async fn split(
    request: HttpRequest,
    context: web::Data<Context>,
    id_or_slug: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, Refusal> {
    let actor = context.admit(&request, Verb::DecideMatch).await?;
    let said: SplitBody = body::read(&request, &bytes, EXAMPLE)?;
    let keys: Option<Vec<StatementKey>> = said.statements.iter().map(|text| key_of(text)).collect();
    let keys = keys.ok_or_else(|| {
        let violation = Violation {
            parameter: "statements",
            message: "must each be a source's id, a slash, and the id there".to_owned(),
            example: "camden/1234",
        };
        Refusal::invalid(&request, vec![violation])
    })?;
    let by = By {
        actor,
        name: said.decided_by,
        reason: said.reason,
    };
    let decided = context
        .directory
        .split_listing(&id_or_slug, &keys, &by)
        .await;
    outcome(&request, decided)
}

fn key_of(text: &str) -> Option<StatementKey> {
    let (source, external_id) = text.split_once('/')?;
    Some(StatementKey {
        source: SourceId::parse(source).ok()?,
        external_id: external_id.to_owned(),
    })
}
