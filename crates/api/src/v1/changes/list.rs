//! GET the changes after one, waiting for the next where there is none.

use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse, get, web};
use chrono::{DateTime, Utc};
use directory::{ChangeItem, LONGEST_WAIT, MOST_CHANGES};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::Context;
use crate::give::answer;
use crate::give::asked::Pairs;
use crate::problem::{Problem, Refusal};

/// From where, and how patiently.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "says in the document what Pairs reads")]
pub(crate) struct ChangesParams {
    /// The `next` of the answer before; everything from the beginning when left out.
    #[param(minimum = 0)]
    after: Option<i64>,
    /// Changes in an answer; 100 when left out.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u64>,
    /// Seconds to wait for a change when there is none; 0 when left out.
    #[param(minimum = 0, maximum = 30)]
    wait: Option<u64>,
}

/// What has changed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Changes {
    /// In the order in which they happened.
    changes: Vec<ListedChange>,
    /// Give this as `after` next time.
    next: i64,
}

/// One change.
#[derive(Debug, Serialize, ToSchema)]
struct ListedChange {
    /// Rises; whoever has read up to N has seen every change up to N.
    sequence: i64,
    /// The listing.
    id: Uuid,
    /// `updated`, `deleted`, or `merged` into another, to which its id now leads.
    kind: &'static str,
    /// The listing's version after it.
    version: i64,
    /// When.
    at: DateTime<Utc>,
    /// Where the listing is, whole, unless it has ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

/// Every change, in order.
///
/// A listing that may no longer be passed on is `deleted` here; one that never was is not mentioned.
#[utoipa::path(
    operation_id = "list_changes",
    tag = "changes",
    params(ChangesParams),
    responses(
        (status = 200, description = "The changes, none when the wait was in vain.", body = Changes),
        (status = 400, description = "A parameter is not as it should be.", body = Problem, content_type = "application/problem+json")
    )
)]
#[get("/api/v1/changes")]
pub(crate) async fn list(
    request: HttpRequest,
    context: web::Data<Context>,
) -> Result<HttpResponse, Refusal> {
    let mut pairs = Pairs::of(&request);
    let after = after(&mut pairs, "after");
    let limit = limit(&mut pairs);
    let seconds = LONGEST_WAIT.as_secs();
    let message = format!("must be a whole number of seconds from 0 to {seconds}");
    let wait = pairs.parsed("wait", &message, "20").unwrap_or(0_u64);
    if wait > seconds {
        pairs.complain("wait", message, "20");
    }
    pairs.check(&request)?;
    let changes = context
        .directory
        .changes(after, limit, Duration::from_secs(wait))
        .await
        .map_err(|error| Refusal::of(&request, &error))?;
    let next = changes.last().map_or(after, |change| change.sequence);
    let changes = changes
        .iter()
        .map(|change| listed(change, &context.public_url))
        .collect();
    Ok(answer::untagged("no-store", &Changes { changes, next }))
}

fn listed(change: &ChangeItem, public_url: &str) -> ListedChange {
    let is_there = change.kind == domain::listing::ChangeKind::Updated;
    ListedChange {
        sequence: change.sequence,
        id: change.id,
        kind: change.kind.as_str(),
        version: change.version,
        at: change.at,
        url: is_there.then(|| format!("{public_url}/oruk/v3/services/{}", change.id)),
    }
}

/// A place in the log.
pub(crate) fn after(pairs: &mut Pairs, name: &'static str) -> i64 {
    let message = "must be a number that an answer gave you";
    let after = pairs.parsed(name, message, "0").unwrap_or(0_i64);
    if after < 0 {
        pairs.complain(name, message, "0");
    }
    after
}

/// Items in an answer.
pub(super) fn limit(pairs: &mut Pairs) -> u64 {
    let message = format!("must be a whole number from 1 to {MOST_CHANGES}");
    let limit = pairs.parsed("limit", &message, "100").unwrap_or(100);
    if !(1..=MOST_CHANGES).contains(&limit) {
        pairs.complain("limit", message, "100");
    }
    limit
}
