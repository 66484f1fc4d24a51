//! GET what could not be taken from a source, with the reason for each item.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, get, web};
use directory::Violation;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::Context;
use crate::problem::{Problem, Refusal};
use crate::v1::wire::source::SetAsideList;

/// Items on a page when nothing is asked for.
const DEFAULT_LIMIT: u64 = 100;
/// The most items on a page.
const MOST: u64 = 1_000;

/// Which of them.
#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct SetAsideParams {
    /// Go on after the item with this number (`next_after` of the page before).
    #[param(value_type = Option<i64>, example = 120)]
    #[serde(default, deserialize_with = "crate::body::said")]
    after: Option<String>,
    /// How many, 1 to 1000; 100 when left out.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 1000)]
    #[serde(default, deserialize_with = "crate::body::said")]
    limit: Option<String>,
}

/// What could not be taken from a source, oldest first.
#[utoipa::path(
    tag = "sources",
    params(("id" = String, Path, description = "The source's id."), SetAsideParams),
    responses(
        (status = 200, description = "A page of items.", body = SetAsideList),
        (status = 400, description = "A parameter is not as it should be.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is no such source.", body = Problem, content_type = "application/problem+json")
    )
)]
#[get("/api/v1/sources/{id}/set-aside")]
pub(crate) async fn set_aside(
    request: HttpRequest,
    context: web::Data<Context>,
    id: web::Path<String>,
    params: web::Query<SetAsideParams>,
) -> Result<HttpResponse, Refusal> {
    let (after, limit) = read(&params).map_err(|v| Refusal::invalid(&request, v))?;
    let items = context
        .directory
        .set_aside(&id, after, limit)
        .await
        .map_err(|e| Refusal::of(&request, &e))?;
    Ok(HttpResponse::Ok()
        .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .json(SetAsideList::of(items, limit)))
}

fn read(params: &SetAsideParams) -> Result<(i64, u64), Vec<Violation>> {
    let mut violations = Vec::new();
    let after = params
        .after
        .as_deref()
        .map_or(Ok(0), str::parse)
        .unwrap_or_else(|_| {
            violations.push(Violation {
                parameter: "after",
                message: "must be the next_after of the page before".to_owned(),
                example: "120",
            });
            0
        });
    let limit = params
        .limit
        .as_deref()
        .map_or(Ok(DEFAULT_LIMIT), str::parse)
        .ok()
        .filter(|limit| (1..=MOST).contains(limit))
        .unwrap_or_else(|| {
            violations.push(Violation {
                parameter: "limit",
                message: format!("must be a whole number from 1 to {MOST}"),
                example: "100",
            });
            DEFAULT_LIMIT
        });
    if violations.is_empty() {
        Ok((after, limit))
    } else {
        Err(violations)
    }
}
