//! GET services, in the shape of version 1.0.

use actix_web::{HttpRequest, HttpResponse, get, web};
use directory::{ChosenService, GiveRequest, Nearby};
use formats::write::oruk1;
use utoipa::IntoParams;
use uuid::Uuid;

use super::page::Page;
use crate::Context;
use crate::give::answer;
use crate::give::asked::{DEFAULT_PER_PAGE, MOST_PER_PAGE, Pairs};
use crate::give::records::Records;
use crate::oruk::v3::page::slice;
use crate::problem::{Problem, Refusal};

/// Conditions, each of which must be met.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "says in the document what Pairs reads")]
pub(crate) struct V1Params {
    /// Words, all of which the service must have, anywhere.
    text: Option<String>,
    /// With `proximity`, near this postcode.
    #[param(example = "SW9 8DJ")]
    postcode: Option<String>,
    /// Metres around the postcode.
    #[param(minimum = 0)]
    proximity: Option<f64>,
    /// Services that name an area in which this postcode lies.
    coverage: Option<String>,
    /// A term's id; of several, with commas between, any will do.
    #[param(
        pattern = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(,[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})*$"
    )]
    taxonomy_id: Option<String>,
    /// The vocabulary that the term is of.
    vocabulary: Option<String>,
    /// A term's id, as `taxonomy_id`; each of these three must be met.
    #[param(
        pattern = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(,[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})*$"
    )]
    need: Option<String>,
    /// A term's id.
    #[param(
        pattern = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(,[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})*$"
    )]
    circumstance: Option<String>,
    /// A term's id.
    #[param(
        pattern = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(,[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})*$"
    )]
    service_type: Option<String>,
    /// Years.
    #[param(minimum = 0, maximum = 120)]
    minimum_age: Option<f64>,
    /// Years.
    #[param(minimum = 0, maximum = 120)]
    maximum_age: Option<f64>,
    /// A day of the week; of several any will do.
    #[param(
        pattern = "^(MO|TU|WE|TH|FR|SA|SU)(,(MO|TU|WE|TH|FR|SA|SU))*$",
        example = "TU"
    )]
    day: Option<String>,
    /// On at this time of day or later; `startTime` is read too.
    #[param(pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$", example = "10:00")]
    start_time: Option<String>,
    /// On before this time of day; `endTime` is read too.
    #[param(pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$", example = "10:00")]
    end_time: Option<String>,
    /// Read and not needed: every item is whole.
    include: Option<String>,
    /// Page, from 1.
    #[param(minimum = 1, maximum = 1_000_000)]
    page: Option<u32>,
    /// Items on a page; 50 when left out.
    #[param(minimum = 1, maximum = 500)]
    per_page: Option<u32>,
}

/// Services that meet every condition, each of them whole.
#[utoipa::path(
    get,
    operation_id = "list_services_v1",
    path = "/oruk/v1/services",
    tag = "open referral uk",
    params(V1Params),
    responses(
        (status = 200, description = "A page of services.", body = Page),
        (status = 400, description = "A parameter is not as it should be.", body = Problem, content_type = "application/problem+json")
    )
)]
#[get("/oruk/v1/services{slash:/?}")]
pub(crate) async fn list(
    request: HttpRequest,
    context: web::Data<Context>,
) -> Result<HttpResponse, Refusal> {
    let directory = &context.directory;
    let mut pairs = Pairs::of(&request);
    let wanted = GiveRequest {
        search: pairs.text("text").map(str::to_owned),
        nearby: pairs.nearby(directory),
        ages: pairs.ages(),
        days: pairs.days("day"),
        from: pairs.time("start_time").or_else(|| pairs.time("startTime")),
        until: pairs.time("end_time").or_else(|| pairs.time("endTime")),
        ..GiveRequest::default()
    };
    let coverage = pairs.postcode(directory, "coverage");
    let vocabulary = pairs.text("vocabulary").map(str::to_owned);
    let terms: Vec<Vec<Uuid>> = ["taxonomy_id", "need", "circumstance", "service_type"]
        .map(|name| terms(&pairs, name))
        .into_iter()
        .filter(|terms| !terms.is_empty())
        .collect();
    let (page, per_page) = pairs.page(DEFAULT_PER_PAGE, MOST_PER_PAGE);
    pairs.check(&request)?;
    let refuse = |error| Refusal::of(&request, &error);
    let mut further: Vec<GiveRequest> = terms
        .into_iter()
        .map(|terms| GiveRequest {
            terms,
            taxonomy: vocabulary.as_deref().map(domain::identity::taxonomy_id),
            ..GiveRequest::default()
        })
        .collect();
    further.extend(coverage.map(|place| GiveRequest {
        nearby: Some(Nearby {
            place,
            within_m: None,
        }),
        ..GiveRequest::default()
    }));
    let mut chosen: Vec<ChosenService> = directory.choose(&wanted).await.map_err(refuse)?;
    for request in further {
        let also = directory.choose(&request).await.map_err(refuse)?;
        chosen.retain(|one| also.iter().any(|other| other.id == one.id));
    }
    let here: Vec<Uuid> = slice(&chosen, page, per_page)
        .iter()
        .map(|service| service.id)
        .collect();
    let views = directory.given(&here).await.map_err(refuse)?;
    let content = Records::of(directory, &context.public_url, &views).each(oruk1::service);
    Ok(answer::json(
        &request,
        &Page::of(chosen.len(), page, per_page, content),
    ))
}

/// The terms of that name; what is no id of ours is the id of nothing.
fn terms(pairs: &Pairs, name: &str) -> Vec<Uuid> {
    let texts = pairs.texts(name);
    texts
        .iter()
        .map(|text| text.parse().unwrap_or(Uuid::nil()))
        .collect()
}
