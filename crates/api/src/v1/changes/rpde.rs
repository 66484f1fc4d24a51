//! GET the same in the form of the Realtime Paged Data Exchange (RPDE 1.0), by change number.

use actix_web::{HttpRequest, HttpResponse, get, web};
use directory::ChangeItem;
use formats::write::hsds;
use serde::Serialize;
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::list::{after, limit};
use crate::Context;
use crate::give::answer;
use crate::give::asked::Pairs;
use crate::give::records::Records;
use crate::problem::{Problem, Refusal};

/// A page that is full never loses an item; those that change move to a later one.
const FULL_PAGE: &str = "public, max-age=3600";
/// The last page grows.
const LAST_PAGE: &str = "public, max-age=8";

/// Where to go on. Follow `next` and make no address of your own.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "says in the document what Pairs reads")]
pub(crate) struct RpdeParams {
    /// Part of `next`; everything from the beginning when left out.
    #[param(minimum = 0, rename = "afterChangeNumber")]
    after_change_number: Option<i64>,
    /// Items on a page; 100 when left out.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u64>,
}

/// A page of the feed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RpdePage {
    /// The next page; the page itself when nothing more is there yet.
    next: String,
    /// Each listing once, at its last change.
    items: Vec<RpdeItem>,
    /// Where the terms of each source are told; each item names its own.
    license: String,
}

/// One listing.
#[derive(Debug, Serialize, ToSchema)]
struct RpdeItem {
    /// `updated` or `deleted`. What has ended stays in the feed for ever.
    state: &'static str,
    /// Always `service`.
    kind: &'static str,
    /// The listing.
    id: Uuid,
    /// The number of its last change; rises from item to item.
    modified: i64,
    /// The listing, whole, as HSDS 3.0; not there when it was deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    data: Option<Value>,
}

/// Every listing at its last change, as an RPDE feed.
#[utoipa::path(
    operation_id = "read_rpde",
    tag = "changes",
    params(RpdeParams),
    responses(
        (status = 200, description = "A page of the feed.", body = RpdePage),
        (status = 400, description = "A parameter is not as it should be.", body = Problem, content_type = "application/problem+json")
    )
)]
#[get("/api/v1/changes/rpde")]
pub(crate) async fn rpde(
    request: HttpRequest,
    context: web::Data<Context>,
) -> Result<HttpResponse, Refusal> {
    let mut pairs = Pairs::of(&request);
    let after = after(&mut pairs, "afterChangeNumber");
    let limit = limit(&mut pairs);
    pairs.check(&request)?;
    let changes = context
        .directory
        .latest_changes(after, limit)
        .await
        .map_err(|error| Refusal::of(&request, &error))?;
    let last = changes.last().map_or(after, |change| change.sequence);
    let is_full = changes.len() as u64 >= limit;
    let url = &context.public_url;
    let page = RpdePage {
        next: format!("{url}/api/v1/changes/rpde?afterChangeNumber={last}&limit={limit}"),
        items: changes
            .iter()
            .map(|change| item(change, &context))
            .collect(),
        license: format!("{url}/sources"),
    };
    let cache = if is_full { FULL_PAGE } else { LAST_PAGE };
    Ok(answer::untagged(cache, &page))
}

fn item(change: &ChangeItem, context: &Context) -> RpdeItem {
    let data = change.listing.as_ref().and_then(|view| {
        let views = std::slice::from_ref(view);
        let records = Records::of(&context.directory, &context.public_url, views);
        records.each(hsds::service).pop()
    });
    RpdeItem {
        state: if data.is_some() { "updated" } else { "deleted" },
        kind: "service",
        id: change.id,
        modified: change.sequence,
        data,
    }
}
