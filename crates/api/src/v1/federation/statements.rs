//! GET what the sources say, for other instances.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, get, web};
use directory::MOST_TOLD;
use domain::federation::Feed;
use serde::Serialize;
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::Context;
use crate::give::asked::Pairs;
use crate::problem::{Problem, Refusal};
use crate::v1::changes::list::after;

/// Where to go on.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "says in the document what Pairs reads")]
pub(crate) struct StatementsParams {
    /// The `next` of the answer before; everything from the beginning when left out.
    #[param(minimum = 0)]
    after: Option<i64>,
    /// Records in an answer; 200 when left out.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u64>,
    /// The id of the instance that asks: what has come through it is left out.
    not_through: Option<Uuid>,
}

/// A page of the feed. docs/federation.md says what each field means.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StatementFeed {
    /// The instance that tells.
    instance: Uuid,
    /// The sources that the records name by their place here, from 0: `home`, `uri`, `id`, `name`,
    /// `licence`, `area`, `rank`.
    #[schema(value_type = Vec<Object>)]
    sources: Vec<Value>,
    /// What is told, each thing once, at its last word: `sequence`, `home`, `version`, `path`, `kind`
    /// (`statement` or `decision`) and what belongs to that kind.
    #[schema(value_type = Vec<Object>)]
    records: Vec<Value>,
    /// Give this as `after` next time.
    next: i64,
    /// Whether there is more at once.
    more: bool,
}

/// What each source says of each service, and what people say of pairs of such statements.
///
/// For other instances, which match and fold for themselves. A source that may not be passed on is not
/// in it.
#[utoipa::path(
    operation_id = "read_statements",
    tag = "federation",
    params(StatementsParams),
    responses(
        (status = 200, description = "A page of the feed.", body = StatementFeed),
        (status = 400, description = "A parameter is not as it should be.", body = Problem, content_type = "application/problem+json")
    )
)]
#[get("/api/v1/federation/statements")]
pub(crate) async fn statements(
    request: HttpRequest,
    context: web::Data<Context>,
) -> Result<HttpResponse, Refusal> {
    let mut pairs = Pairs::of(&request);
    let after = after(&mut pairs, "after");
    let message = format!("must be a whole number from 1 to {MOST_TOLD}");
    let limit = pairs.parsed("limit", &message, "200").unwrap_or(200_u64);
    if !(1..=MOST_TOLD).contains(&limit) {
        pairs.complain("limit", message, "200");
    }
    let not_through: Option<Uuid> = pairs.parsed(
        "not_through",
        "must be the id of an instance",
        "6f9619ff-8b86-4d01-b42d-00c04fc964ff",
    );
    pairs.check(&request)?;
    if let Some(instance) = not_through {
        context.directory.heard_from(instance).await;
    }
    let feed = context.directory.told(after, limit, not_through).await;
    let feed = feed.map_err(|error| Refusal::of(&request, &error))?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .json(written(&feed)))
}

fn written(feed: &Feed) -> StatementFeed {
    StatementFeed {
        instance: feed.instance,
        sources: values(&feed.sources),
        records: values(&feed.records),
        next: feed.next,
        more: feed.more,
    }
}

/// Everything that is told has a form in JSON.
fn values<T: Serialize>(list: &[T]) -> Vec<Value> {
    let value = |one| serde_json::to_value(one).ok();
    list.iter().filter_map(value).collect()
}
