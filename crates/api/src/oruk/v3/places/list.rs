//! GET services at locations that meet every condition.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, get, web};
use directory::{ChosenPlace, Directory, ListingView};
use formats::write::hsds;
use serde_json::Value;
use uuid::Uuid;

use crate::Context;
use crate::give::answer;
use crate::give::asked::Pairs;
use crate::give::records::Records;
use crate::oruk::v3::page::{Page, Part};
use crate::oruk::v3::params::{PageParams, ServiceParams};
use crate::problem::{Problem, Refusal};

/// Services at locations: one item for each place at which a service happens.
#[utoipa::path(
    get,
    operation_id = "list_services_at_locations",
    path = "/oruk/v3/service_at_locations",
    tag = "open referral uk",
    params(PageParams, ServiceParams),
    responses(
        (status = 200, description = "A page of services at locations; with `format=ndjson` one a line.", content((Page = "application/json"), (Object = "application/x-ndjson"))),
        (status = 400, description = "A parameter is not as it should be.", body = Problem, content_type = "application/problem+json")
    )
)]
#[get("/oruk/v3/service_at_locations{slash:/?}")]
pub(crate) async fn list(
    request: HttpRequest,
    context: web::Data<Context>,
) -> Result<HttpResponse, Refusal> {
    let directory = &context.directory;
    let mut pairs = Pairs::of(&request);
    let wanted = pairs.give_request(directory);
    pairs.flag("full");
    let part = Part::of(&mut pairs);
    pairs.check(&request)?;
    let refuse = |error| Refusal::of(&request, &error);
    let chosen = directory.choose_places(&wanted).await.map_err(refuse)?;
    let here = part.slice(&chosen);
    let url = context.public_url.clone();
    if part.lines {
        let stream = answer::batches(
            Arc::clone(directory),
            here,
            |place| place.service,
            move |directory, places, views| {
                answer::line_each(written(directory, &url, places, views))
            },
        );
        return Ok(answer::lines(stream));
    }
    let mut ids: Vec<Uuid> = here.iter().map(|place| place.service).collect();
    ids.dedup();
    let views = directory.given(&ids).await.map_err(refuse)?;
    let contents = written(directory, &url, &here, &views);
    Ok(answer::json(&request, &part.page(chosen.len(), contents)))
}

/// The chosen places, each with its service.
pub(super) fn written(
    directory: &Directory,
    url: &str,
    places: &[ChosenPlace],
    views: &[Arc<ListingView>],
) -> Vec<Value> {
    Records::of(directory, url, views)
        .each(|record| {
            let at: Vec<usize> = places
                .iter()
                .filter(|place| place.service == record.listing.id)
                .map(|place| place.at)
                .collect();
            hsds::services_at_locations(record, &at)
        })
        .into_iter()
        .flatten()
        .collect()
}
