//! GET organizations.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, get, web};
use bytes::Bytes;
use directory::{Directory, Error};
use futures::stream::{self, Stream};
use uuid::Uuid;

use super::{With, written};
use crate::Context;
use crate::give::answer;
use crate::give::asked::Pairs;
use crate::oruk::v3::page::{Page, Part};
use crate::oruk::v3::params::{OrganizationParams, PageParams};
use crate::problem::{Problem, Refusal};

/// Organizations read at once for a stream.
const BATCH: usize = 20;

/// Organizations that run a service which is listed here.
#[utoipa::path(
    get,
    operation_id = "list_organizations",
    path = "/oruk/v3/organizations",
    tag = "open referral uk",
    params(PageParams, OrganizationParams),
    responses(
        (status = 200, description = "A page of organizations; with `format=ndjson` one a line.", content((Page = "application/json"), (Object = "application/x-ndjson"))),
        (status = 400, description = "A parameter is not as it should be.", body = Problem, content_type = "application/problem+json")
    )
)]
#[get("/oruk/v3/organizations{slash:/?}")]
pub(crate) async fn list(
    request: HttpRequest,
    context: web::Data<Context>,
) -> Result<HttpResponse, Refusal> {
    let directory = &context.directory;
    let mut pairs = Pairs::of(&request);
    let with = match (pairs.flag("full"), pairs.flag("full_service")) {
        (_, true) => With::Services,
        (true, false) => With::Names,
        (false, false) => With::Nothing,
    };
    let search = pairs.text("search").map(str::to_owned);
    let part = Part::of(&mut pairs);
    pairs.check(&request)?;
    let refuse = |error| Refusal::of(&request, &error);
    let chosen = directory
        .choose_organizations(search.as_deref())
        .await
        .map_err(refuse)?;
    let here = part.slice(&chosen);
    let url = context.public_url.clone();
    if part.lines {
        return Ok(answer::lines(stream_of(
            Arc::clone(directory),
            url,
            here,
            with,
        )));
    }
    let views = directory.organizations_given(&here).await.map_err(refuse)?;
    let contents = written(directory, &url, &views, with)
        .await
        .map_err(refuse)?;
    Ok(answer::json(&request, &part.page(chosen.len(), contents)))
}

fn stream_of(
    directory: Arc<Directory>,
    url: String,
    ids: Vec<Uuid>,
    with: With,
) -> impl Stream<Item = Result<Bytes, Error>> + 'static {
    let start = (directory, url, ids.into_iter());
    stream::try_unfold(start, move |(directory, url, mut ids)| async move {
        let batch: Vec<Uuid> = ids.by_ref().take(BATCH).collect();
        if batch.is_empty() {
            return Ok(None);
        }
        let views = directory.organizations_given(&batch).await?;
        let written = written(&directory, &url, &views, with).await?;
        Ok(Some((answer::line_each(written), (directory, url, ids))))
    })
}
