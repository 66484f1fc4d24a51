//! GET gaps: what people look for and do not find.

use actix_web::{HttpRequest, HttpResponse, get, web};
use chrono::NaiveDate;
use directory::{Error, Violation};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::Context;
use crate::give::answer;
use crate::problem::{Problem, Refusal};
use crate::v1::wire::gaps::GapsAnswer;

/// Which counts.
#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct GapsParams {
    /// From the ISO week of this date on.
    #[param(format = Date, example = "2026-11-02")]
    #[serde(default, deserialize_with = "crate::body::said")]
    since: Option<String>,
    /// Only this first half of a postcode.
    #[param(example = "SW9")]
    #[serde(default, deserialize_with = "crate::body::said")]
    outward: Option<String>,
}

/// How often terms were looked for, and how often in vain, by week and half a postcode.
///
/// Nothing here is about one search: a number from 1 to 4 is only told to be fewer than 5, and a
/// word is here only when it is a word of a category or many searches have it.
#[utoipa::path(
    tag = "search",
    params(GapsParams),
    responses(
        (status = 200, description = "The counts, those most often in vain first within each week.", body = GapsAnswer),
        (status = 400, description = "A parameter is not as it should be.", body = Problem, content_type = "application/problem+json")
    )
)]
#[get("/api/v1/gaps")]
pub(crate) async fn gaps(
    request: HttpRequest,
    context: web::Data<Context>,
    params: web::Query<GapsParams>,
) -> Result<HttpResponse, Refusal> {
    let since = params
        .since
        .as_deref()
        .map_or(Ok(NaiveDate::MIN), str::parse);
    let since = since.map_err(|_| {
        let violation = Violation {
            parameter: "since",
            message: "must be a date as year, month and day".to_owned(),
            example: "2026-11-02",
        };
        Refusal::of(&request, &Error::Invalid(vec![violation]))
    })?;
    let gaps = context
        .directory
        .gaps(since, params.outward.as_deref())
        .await
        .map_err(|e| Refusal::of(&request, &e))?;
    Ok(answer::untagged(
        "public, max-age=300",
        &GapsAnswer::of(&gaps),
    ))
}
