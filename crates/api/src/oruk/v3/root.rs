//! GET what this is: version, profile and where it is described.

use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::Serialize;
use utoipa::ToSchema;

use crate::Context;
use crate::give::answer;

/// What the official validator takes for version 3.0.
const VERSION: &str = "HSDS-UK-3.0";
/// The specification that this keeps to.
const PROFILE: &str = "https://openreferraluk.org/specifications/3.0/openapi.json";

/// What speaks here.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ApiDetails {
    /// Which version of which standard.
    version: &'static str,
    /// Where the standard is described.
    profile: &'static str,
    /// Where this API is described, with what it has beyond the standard.
    openapi_url: String,
}

/// Which standard this is, and where it is described.
#[utoipa::path(
    get,
    operation_id = "describe_open_referral",
    path = "/oruk/v3",
    tag = "open referral uk",
    responses((status = 200, description = "Version, profile and description.", body = ApiDetails))
)]
#[get("/oruk/v3{slash:/?}")]
pub(crate) async fn root(request: HttpRequest, context: web::Data<Context>) -> HttpResponse {
    answer::json(
        &request,
        &ApiDetails {
            version: VERSION,
            profile: PROFILE,
            openapi_url: format!("{}/oruk/v3/openapi.json", context.public_url),
        },
    )
}
