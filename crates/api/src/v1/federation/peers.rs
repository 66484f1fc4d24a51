//! GET the instances that this one follows, and how that goes.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, get, web};
use chrono::{DateTime, Utc};
use directory::PeerView;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::Context;
use crate::problem::{Problem, Refusal};

/// The instances that this one follows.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PeerList {
    /// By name.
    peers: Vec<FollowedPeer>,
}

/// An instance that this one follows.
#[derive(Debug, Serialize, ToSchema)]
struct FollowedPeer {
    /// What the list of sources calls it.
    name: String,
    /// Its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    instance: Option<Uuid>,
    /// Whether it knocks when there is news; otherwise it is asked from time to time.
    knocks: bool,
    /// When it last answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    heard_at: Option<DateTime<Utc>>,
    /// Whether it could be read last time. The log says why not.
    answers: bool,
    /// Requests made to it.
    asked: i64,
    /// Records of its that were taken.
    taken: i64,
    /// Records of its that were known already, or not to be taken from it.
    passed_over: i64,
}

/// The instances that this one follows, and how that goes.
#[utoipa::path(
    operation_id = "list_peers",
    tag = "federation",
    responses(
        (status = 200, description = "The instances.", body = PeerList),
        (status = 503, description = "The store does not answer.", body = Problem, content_type = "application/problem+json")
    )
)]
#[get("/api/v1/federation/peers")]
pub(crate) async fn peers(
    request: HttpRequest,
    context: web::Data<Context>,
) -> Result<HttpResponse, Refusal> {
    let peers = context.directory.peers().await;
    let peers = peers.map_err(|error| Refusal::of(&request, &error))?;
    let peers = peers.into_iter().map(written).collect();
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .json(PeerList { peers }))
}

fn written(peer: PeerView) -> FollowedPeer {
    FollowedPeer {
        name: peer.name,
        instance: peer.instance,
        knocks: peer.knocks,
        heard_at: peer.heard_at,
        answers: peer.fault.is_none(),
        asked: peer.asked,
        taken: peer.taken,
        passed_over: peer.passed_over,
    }
}
