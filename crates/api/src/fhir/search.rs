//! GET resources of one kind that match.

use actix_web::{HttpRequest, HttpResponse, get, web};
use directory::{GiveRequest, Nearby};
use utoipa::IntoParams;
use uuid::Uuid;

use super::{bundle, written};
use crate::Context;
use crate::give::asked::Pairs;
use crate::oruk::v3::page::slice;
use crate::problem::{Problem, Refusal};

/// Resources on a page when nothing is asked for.
const DEFAULT_COUNT: usize = 50;
/// The most resources on a page.
const MOST: usize = 200;

/// Conditions, each of which must be met.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "says in the document what Pairs reads")]
pub(crate) struct FhirParams {
    /// An id; of several, with commas between, any will do.
    #[param(rename = "_id")]
    id: Option<String>,
    /// Words, all of which a service must have, or the name of an organization.
    name: Option<String>,
    /// Services and places of this organization: its id, or `Organization/` and its id.
    organization: Option<String>,
    /// Near this postcode: services and places only.
    #[param(rename = "address-postalcode", example = "SW9 8DJ")]
    postcode: Option<String>,
    /// Metres around the postcode; 1609 when left out.
    proximity: Option<f64>,
    /// Resources on a page; 50 when left out.
    #[param(rename = "_count", minimum = 1, maximum = 200)]
    count: Option<u32>,
    /// Page, from 1.
    #[param(minimum = 1, maximum = 1_000_000)]
    page: Option<u32>,
}

/// Resources of one kind, as a searchset Bundle.
#[utoipa::path(
    get,
    operation_id = "search_fhir",
    path = "/fhir/r4/{kind}",
    tag = "fhir",
    params(("kind" = String, Path, description = "`HealthcareService`, `Organization` or `Location`.", example = "HealthcareService"), FhirParams),
    responses(
        (status = 200, description = "A Bundle.", body = Object, content_type = "application/fhir+json"),
        (status = 400, description = "A parameter is not as it should be.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There are no resources of that kind.", body = Problem, content_type = "application/problem+json")
    )
)]
#[get("/fhir/r4/{kind:HealthcareService|Organization|Location}")]
pub(crate) async fn search(
    request: HttpRequest,
    context: web::Data<Context>,
    kind: web::Path<String>,
) -> Result<HttpResponse, Refusal> {
    let directory = &context.directory;
    let mut pairs = Pairs::of(&request);
    let ids = pairs.uuids("_id");
    let name = pairs.text("name").map(str::to_owned);
    let organization = pairs.text("organization").map(|text| {
        let id = text.strip_prefix("Organization/").unwrap_or(text);
        id.parse().unwrap_or(Uuid::nil())
    });
    let within_m = pairs.metres("proximity").unwrap_or(1_609.344);
    let nearby = pairs
        .postcode(directory, "address-postalcode")
        .map(|place| Nearby {
            place,
            within_m: Some(within_m),
        });
    let count = pairs
        .parsed("_count", "must be a whole number from 1 to 200", "50")
        .unwrap_or(DEFAULT_COUNT);
    if !(1..=MOST).contains(&count) {
        pairs.complain("_count", "must be a whole number from 1 to 200", "50");
    }
    let (page, _) = pairs.page(1, MOST);
    pairs.check(&request)?;
    let refuse = |error| Refusal::of(&request, &error);
    let wanted = GiveRequest {
        search: name.clone(),
        organization,
        nearby,
        ..GiveRequest::default()
    };
    let is_wanted = |id: Uuid| ids.is_empty() || ids.contains(&id);
    let url = &context.public_url;
    let (total, resources) = match kind.as_str() {
        "Organization" => {
            let mut chosen = directory
                .choose_organizations(name.as_deref())
                .await
                .map_err(refuse)?;
            chosen.retain(|id| is_wanted(*id));
            let here = slice(&chosen, page, count);
            let written = written::organizations(directory, url, &here).await;
            (chosen.len(), written.map_err(refuse)?)
        }
        "Location" => {
            let mut chosen = directory.choose_places(&wanted).await.map_err(refuse)?;
            chosen.retain(|place| is_wanted(place.id));
            let here = slice(&chosen, page, count);
            let written = written::locations(directory, url, &here).await;
            (chosen.len(), written.map_err(refuse)?)
        }
        _ => {
            let chosen = directory.choose(&wanted).await.map_err(refuse)?;
            let mut chosen: Vec<Uuid> = chosen.iter().map(|service| service.id).collect();
            chosen.retain(|id| is_wanted(*id));
            let here = slice(&chosen, page, count);
            let written = written::services(directory, url, &here).await;
            (chosen.len(), written.map_err(refuse)?)
        }
    };
    let bundle = bundle::searchset(&request, url, total, page, count, resources);
    Ok(bundle::answer(&request, &bundle))
}
