//! GET resources of one kind that match.

use actix_web::{HttpRequest, HttpResponse, get, web};
use directory::{Directory, GiveRequest, Nearby};
use utoipa::IntoParams;
use uuid::Uuid;

use super::bundle::At;
use super::parameters::Parameters;
use super::{bundle, written};
use crate::Context;
use crate::give::asked::Pairs;
use crate::oruk::v3::page::slice;
use crate::problem::Refusal;

/// Resources on a page when nothing is asked for.
const DEFAULT_COUNT: usize = 50;
/// Metres around a postcode when nothing is asked for: a mile.
const DEFAULT_RADIUS_M: f64 = 1_609.344;
/// The most resources on a page.
const MOST: usize = 200;

/// Conditions, each of which must be met.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "says in the document what Pairs reads")]
pub(crate) struct FhirParams {
    /// An id; of several, with commas between, any will do.
    #[param(
        rename = "_id",
        pattern = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(,[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})*$"
    )]
    id: Option<String>,
    /// Words, all of which a service must have, or the name of an organization.
    name: Option<String>,
    /// Services and places of this organization: its id, or `Organization/` and its id.
    organization: Option<String>,
    /// Near this postcode: services and places only.
    #[param(rename = "address-postalcode", example = "SW9 8DJ")]
    postcode: Option<String>,
    /// Metres around the postcode; 1609 when left out.
    #[param(minimum = 0)]
    proximity: Option<f64>,
    /// Resources on a page; 50 when left out.
    #[param(rename = "_count", minimum = 1, maximum = 200)]
    count: Option<u32>,
    /// Page, from 1.
    #[param(minimum = 1, maximum = 1_000_000)]
    page: Option<u32>,
    /// `json`: there is nothing else.
    #[param(
        rename = "_format",
        pattern = r"^(json|application/json|application/fhir\+json|text/json)$",
        example = "json"
    )]
    format: Option<String>,
}

/// Resources of one kind, as a searchset Bundle.
///
/// A parameter that is unknown is passed over, and the Bundle says so; with `Prefer: handling=strict` it is refused.
#[utoipa::path(
    get,
    operation_id = "search_fhir",
    path = "/fhir/r4/{kind}",
    tag = "fhir",
    params(("kind" = String, Path, description = "`HealthcareService`, `Organization` or `Location`.", example = "HealthcareService"),
        FhirParams,
        ("Prefer" = Option<String>, Header, description = "`handling=strict` refuses parameters that are unknown.", example = "handling=lenient")
    ),
    responses(
        (status = 200, description = "A Bundle.", body = Object, content_type = "application/fhir+json"),
        (status = 400, description = "A parameter is not as it should be; an OperationOutcome.", body = Object, content_type = "application/fhir+json"),
        (status = 404, description = "There are no resources of that kind; an OperationOutcome.", body = Object, content_type = "application/fhir+json")
    )
)]
#[get("/fhir/r4/{kind:HealthcareService|Organization|Location}")]
pub(crate) async fn search(
    request: HttpRequest,
    context: web::Data<Context>,
    kind: web::Path<String>,
) -> Result<HttpResponse, Refusal> {
    let directory = &context.directory;
    let parameters = Parameters::of(&request, &kind);
    let mut pairs = Pairs::of(&request);
    for wrong in &parameters.violations {
        pairs.complain(wrong.parameter, wrong.message.clone(), wrong.example);
    }
    let ids = pairs.uuids("_id");
    let name = pairs.text("name").map(str::to_owned);
    let organization = pairs.text("organization").map(|text| {
        let id = text.strip_prefix("Organization/").unwrap_or(text);
        id.parse().unwrap_or(Uuid::nil())
    });
    let nearby = nearby(&mut pairs, directory, &kind);
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
    let at = At { total, page, count };
    let bundle = bundle::searchset(&request, url, at, &parameters, resources);
    Ok(bundle::answer(&request, &bundle))
}

/// The circle to search in; an organization has no place.
fn nearby(pairs: &mut Pairs, directory: &Directory, kind: &str) -> Option<Nearby> {
    if kind == "Organization" {
        return None;
    }
    let within_m = pairs.metres("proximity").unwrap_or(DEFAULT_RADIUS_M);
    let place = pairs.postcode(directory, "address-postalcode")?;
    Some(Nearby {
        place,
        within_m: Some(within_m),
    })
}
