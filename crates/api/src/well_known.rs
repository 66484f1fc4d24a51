//! GET who this instance is: where others find its feeds, and whether it can knock at theirs.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, get, web};
use directory::InstanceView;
use domain::federation::PROTOCOL;
use domain::source::Area;
use domain::webhook::Event;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::Context;
use crate::problem::{Problem, Refusal};

/// How long the answer may be kept.
const KEPT: &str = "public, max-age=300";

/// Who this instance is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Instance {
    /// The version of the protocol between instances.
    protocol: u32,
    /// The instance's id, for as long as its store lives.
    id: Uuid,
    /// What people read.
    name: String,
    /// Its own address, without a slash at its end.
    url: String,
    /// The version of the program.
    version: &'static str,
    /// The areas that its own sources speak for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    areas: Vec<InstanceArea>,
    licence: InstanceLicence,
    feeds: InstanceFeeds,
    webhooks: InstanceWebhooks,
}

/// An area.
#[derive(Debug, Serialize, ToSchema)]
struct InstanceArea {
    /// As people call it.
    name: String,
    /// GSS code.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
}

/// Under which terms its data is.
#[derive(Debug, Serialize, ToSchema)]
struct InstanceLicence {
    /// In a sentence.
    text: &'static str,
    /// The licences that its sources have, by their ids.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ids: Vec<String>,
    /// Where each source's terms and attribution stand.
    sources: String,
}

/// Where its data is.
#[derive(Debug, Serialize, ToSchema)]
struct InstanceFeeds {
    /// What its sources say, for other instances (docs/federation.md).
    statements: String,
    /// Changes of listings, with a long poll.
    changes: String,
    /// The same in RPDE form.
    rpde: String,
    /// Open Referral UK 3.0.
    open_referral_uk: String,
    /// Everything, one listing a line.
    ndjson: String,
    /// The API's document.
    openapi: String,
}

/// How it tells of news.
#[derive(Debug, Serialize, ToSchema)]
struct InstanceWebhooks {
    /// Where to ask for one, with a key.
    url: String,
    /// Of what.
    events: Vec<&'static str>,
    /// How deliveries are signed.
    signature: &'static str,
}

/// Who this instance is.
#[utoipa::path(
    operation_id = "describe_instance",
    tag = "federation",
    responses(
        (status = 200, description = "The instance.", body = Instance),
        (status = 503, description = "The store does not answer.", body = Problem, content_type = "application/problem+json")
    )
)]
#[get("/.well-known/fingerpost")]
pub(crate) async fn describe(
    request: HttpRequest,
    context: web::Data<Context>,
) -> Result<HttpResponse, Refusal> {
    let view = context.directory.instance().await;
    let view = view.map_err(|error| Refusal::of(&request, &error))?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, KEPT))
        .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .json(instance(view, &context.public_url)))
}

fn instance(view: InstanceView, url: &str) -> Instance {
    let at = |path: &str| format!("{url}{path}");
    Instance {
        protocol: PROTOCOL,
        id: view.id,
        name: view.name,
        url: url.to_owned(),
        version: env!("CARGO_PKG_VERSION"),
        areas: view.areas.into_iter().map(area).collect(),
        licence: InstanceLicence {
            text: "Each record is under the licence of its own source, whose attribution must be shown with it.",
            ids: view.licences,
            sources: at("/sources"),
        },
        feeds: InstanceFeeds {
            statements: at("/api/v1/federation/statements"),
            changes: at("/api/v1/changes"),
            rpde: at("/api/v1/changes/rpde"),
            open_referral_uk: at("/oruk/v3"),
            ndjson: at("/api/v1/export/ndjson"),
            openapi: at(crate::document::AT),
        },
        webhooks: InstanceWebhooks {
            url: at("/api/v1/webhooks"),
            events: Event::ALL.iter().map(|event| event.as_str()).collect(),
            signature: "hmac-sha256",
        },
    }
}

fn area(area: Area) -> InstanceArea {
    InstanceArea {
        name: area.name,
        code: area.code,
    }
}
