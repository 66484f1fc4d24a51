//! GET one resource, and what can be asked here.

use actix_web::{HttpRequest, HttpResponse, get, web};
use directory::Error;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{bundle, written};
use crate::Context;
use crate::problem::Refusal;

/// The day on which what can be asked here last changed.
const INTERFACE_DATE: &str = "2026-11-25";

/// One resource.
#[utoipa::path(
    get,
    operation_id = "read_fhir",
    path = "/fhir/r4/{kind}/{id}",
    tag = "fhir",
    params(
        ("kind" = String, Path, description = "`HealthcareService`, `Organization` or `Location`.", example = "HealthcareService"),
        ("id" = String, Path, description = "The resource's id.")
    ),
    responses(
        (status = 200, description = "The resource.", body = Object, content_type = "application/fhir+json"),
        (status = 404, description = "There is no such resource; an OperationOutcome.", body = Object, content_type = "application/fhir+json")
    )
)]
#[get("/fhir/r4/{kind:HealthcareService|Organization|Location}/{id}")]
pub(crate) async fn read(
    request: HttpRequest,
    context: web::Data<Context>,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, Refusal> {
    let directory = &context.directory;
    let url = &context.public_url;
    let (kind, id) = path.into_inner();
    let refuse = |error| Refusal::of(&request, &error);
    let ids: Vec<Uuid> = Uuid::try_parse(&id).into_iter().collect();
    let mut found = match (kind.as_str(), ids.first()) {
        (_, None) => Vec::new(),
        ("Organization", _) => written::organizations(directory, url, &ids)
            .await
            .map_err(refuse)?,
        ("Location", Some(id)) => {
            let place = directory.place_given(*id).await.map_err(refuse)?;
            let places: Vec<_> = place.into_iter().collect();
            written::locations(directory, url, &places)
                .await
                .map_err(refuse)?
        }
        _ => written::services(directory, url, &ids)
            .await
            .map_err(refuse)?,
    };
    match found.pop() {
        Some(resource) => Ok(bundle::answer(&request, &resource)),
        None => Err(refuse(Error::NotFound {
            what: "resource",
            name: id,
        })),
    }
}

/// What can be asked here, as FHIR clients look for it.
#[utoipa::path(
    operation_id = "fhir_capabilities",
    tag = "fhir",
    responses((status = 200, description = "A CapabilityStatement.", body = Object, content_type = "application/fhir+json"))
)]
#[get("/fhir/r4/metadata")]
pub(crate) async fn metadata(request: HttpRequest, context: web::Data<Context>) -> HttpResponse {
    let parameter = |name: &str, kind: &str| json!({"name": name, "type": kind});
    let resource = |kind: &str, more: &[(&str, &str)]| -> Value {
        let common = [("_id", "token"), ("name", "string")];
        let parameters: Vec<Value> = common
            .iter()
            .chain(more)
            .map(|(name, kind)| parameter(name, kind))
            .collect();
        json!({
            "type": kind,
            "interaction": [{"code": "read"}, {"code": "search-type"}],
            "searchParam": parameters,
        })
    };
    let placed = [
        ("organization", "reference"),
        ("address-postalcode", "string"),
    ];
    let statement = json!({
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": INTERFACE_DATE,
        "kind": "instance",
        "fhirVersion": "4.0.1",
        "format": ["json"],
        "implementation": {
            "description": "Community assets, read only",
            "url": format!("{}/fhir/r4", context.public_url),
        },
        "rest": [{
            "mode": "server",
            "resource": [
                resource("HealthcareService", &placed),
                resource("Location", &placed),
                resource("Organization", &[]),
            ],
        }],
    });
    bundle::answer(&request, &statement)
}
