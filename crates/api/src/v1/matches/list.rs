//! GET the pairs that wait for a moderator, or have been answered.

use actix_web::{HttpRequest, HttpResponse, get, web};
use directory::{MatchQuery, QueueState, Violation};
use domain::authority::Verb;
use serde::Deserialize;
use utoipa::IntoParams;

use super::id_of;
use crate::Context;
use crate::problem::{Problem, Refusal};
use crate::v1::moderation::ForModerators;
use crate::v1::wire::matches::MatchList;

/// Pairs on a page when nothing is asked for.
const DEFAULT_LIMIT: u64 = 20;
/// The most pairs on a page.
const MOST: u64 = 100;

/// Which of them.
#[derive(Debug, Default, Deserialize, IntoParams)]
pub(crate) struct MatchParams {
    /// `waiting` (when left out), `later` or `decided`.
    #[param(pattern = "^(waiting|later|decided)$")]
    #[serde(default, deserialize_with = "crate::body::said")]
    state: Option<String>,
    /// Only with a statement of this source, by its id.
    #[param(pattern = "^[a-z0-9][a-z0-9-]{0,59}$")]
    #[serde(default, deserialize_with = "crate::body::said")]
    source: Option<String>,
    /// Only in this local authority, by its GSS code.
    #[param(pattern = "^(E0[6-9]|W06|S12|N09)[0-9]{6}$")]
    #[serde(default, deserialize_with = "crate::body::said")]
    area: Option<String>,
    /// Go on after this pair (`next_after` of the page before).
    #[param(pattern = "^-?[0-9]{1,6}([.][0-9]{1,20})?_[0-9a-f]{32}-[0-9a-f]{32}$")]
    #[serde(default, deserialize_with = "crate::body::said")]
    after: Option<String>,
    /// How many, 1 to 100; 20 when left out.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 100)]
    #[serde(default, deserialize_with = "crate::body::said")]
    limit: Option<String>,
}

/// Pairs of statements that could speak of one service, the likeliest first.
///
/// For moderators of the area.
#[utoipa::path(
    tag = "moderation",
    operation_id = "list_matches",
    params(MatchParams),
    responses(
        (status = 200, description = "A page of pairs.", body = MatchList),
        (status = 400, description = "A parameter is not as it should be.", body = Problem, content_type = "application/problem+json"),
        ForModerators,
        (status = 404, description = "There is no such pair to go on after.", body = Problem, content_type = "application/problem+json")
    )
)]
#[get("/api/v1/matches")]
pub(crate) async fn list(
    request: HttpRequest,
    context: web::Data<Context>,
    params: web::Query<MatchParams>,
) -> Result<HttpResponse, Refusal> {
    let actor = context.admit(&request, Verb::DecideMatch).await?;
    let query = read(params.into_inner()).map_err(|v| Refusal::invalid(&request, v))?;
    if let Some((_, pair)) = query.after.as_deref().and_then(|at| at.split_once('_')) {
        id_of(&request, pair)?;
    }
    let page = context
        .directory
        .matches(&actor, &query)
        .await
        .map_err(|e| Refusal::of(&request, &e))?;
    Ok(Context::for_moderators().json(MatchList::of(&page)))
}

fn read(params: MatchParams) -> Result<MatchQuery, Vec<Violation>> {
    let mut violations = Vec::new();
    let state = match params.state.as_deref() {
        None | Some("waiting") => QueueState::Waiting,
        Some("later") => QueueState::Later,
        Some("decided") => QueueState::Decided,
        Some(_) => {
            violations.push(Violation {
                parameter: "state",
                message: "must be waiting, later or decided".to_owned(),
                example: "waiting",
            });
            QueueState::Waiting
        }
    };
    let limit = params
        .limit
        .as_deref()
        .map_or(Ok(DEFAULT_LIMIT), str::parse)
        .ok()
        .filter(|limit| (1..=MOST).contains(limit))
        .unwrap_or_else(|| {
            violations.push(Violation {
                parameter: "limit",
                message: format!("must be a number from 1 to {MOST}"),
                example: "20",
            });
            DEFAULT_LIMIT
        });
    if violations.is_empty() {
        Ok(MatchQuery {
            state,
            source: params.source,
            area: params.area,
            after: params.after,
            limit,
        })
    } else {
        Err(violations)
    }
}
