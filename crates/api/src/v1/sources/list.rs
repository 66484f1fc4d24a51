//! GET the sources.

use actix_web::{HttpRequest, HttpResponse, get, web};

use crate::Context;
use crate::give::answer;
use crate::problem::Refusal;
use crate::v1::wire::source::SourceList;

/// Every source: who, for which area, under which licence, and how the last crawl went.
#[utoipa::path(tag = "sources", responses((status = 200, description = "The sources, by name.", body = SourceList)))]
#[get("/api/v1/sources")]
pub(crate) async fn list(
    request: HttpRequest,
    context: web::Data<Context>,
) -> Result<HttpResponse, Refusal> {
    let sources = context
        .directory
        .sources()
        .await
        .map_err(|e| Refusal::of(&request, &e))?;
    Ok(answer::untagged(answer::CACHE, &SourceList::of(sources)))
}
