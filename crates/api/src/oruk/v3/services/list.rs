//! GET services that meet every condition.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, get, web};
use directory::ChosenService;
use formats::write::hsds;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::Context;
use crate::give::answer;
use crate::give::asked::Pairs;
use crate::give::records::Records;
use crate::oruk::v3::page::{Page, Part};
use crate::oruk::v3::params::{MinimalParams, PageParams, ServiceParams};
use crate::problem::{Problem, Refusal};

/// Services that meet every condition.
#[utoipa::path(
    get,
    operation_id = "list_services",
    path = "/oruk/v3/services",
    tag = "open referral uk",
    params(PageParams, ServiceParams, MinimalParams),
    responses(
        (status = 200, description = "A page of services; with `format=ndjson` one a line.", content((Page = "application/json"), (Object = "application/x-ndjson"))),
        (status = 400, description = "A parameter is not as it should be.", body = Problem, content_type = "application/problem+json")
    )
)]
#[get("/oruk/v3/services{slash:/?}")]
pub(crate) async fn list(
    request: HttpRequest,
    context: web::Data<Context>,
) -> Result<HttpResponse, Refusal> {
    let directory = &context.directory;
    let mut pairs = Pairs::of(&request);
    let wanted = pairs.give_request(directory);
    let (minimal, full) = (pairs.flag("minimal"), pairs.flag("full"));
    let part = Part::of(&mut pairs);
    pairs.check(&request)?;
    let refuse = |error| Refusal::of(&request, &error);
    let chosen = directory.choose(&wanted).await.map_err(refuse)?;
    // Clients that copy the list ask for it whole, with as little of each as tells what is new.
    let whole = minimal && !part.paged;
    let here = if whole {
        chosen.clone()
    } else {
        part.slice(&chosen)
    };
    if part.lines && !minimal {
        let url = context.public_url.clone();
        let ids: Vec<Uuid> = here.iter().map(|service| service.id).collect();
        let stream = answer::batches(
            Arc::clone(directory),
            ids,
            |id| *id,
            move |directory, _, views| {
                answer::line_each(Records::of(directory, &url, views).each(hsds::service))
            },
        );
        return Ok(answer::lines(stream));
    }
    let contents = if minimal {
        here.iter().map(minimal_of).collect()
    } else {
        let ids: Vec<Uuid> = here.iter().map(|service| service.id).collect();
        let views = directory.given(&ids).await.map_err(refuse)?;
        let records = Records::of(directory, &context.public_url, &views);
        let mut services = records.each(hsds::service);
        if !full {
            services = services.into_iter().map(hsds::thin).collect();
        }
        services
    };
    if whole && !part.lines {
        let page = Page::of(chosen.len(), 1, chosen.len(), contents);
        return Ok(answer::json(&request, &page));
    }
    Ok(part.answer(&request, chosen.len(), contents))
}

fn minimal_of(service: &ChosenService) -> Value {
    json!({"id": service.id, "last_modified": hsds::moment(service.modified)})
}
