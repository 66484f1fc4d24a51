//! GET one service at a location.

use actix_web::{HttpRequest, HttpResponse, get, web};
use uuid::Uuid;

use super::list::written;
use crate::Context;
use crate::give::answer;
use crate::problem::{Problem, Refusal};

/// One service at one location, with the place and the service.
#[utoipa::path(
    operation_id = "show_service_at_location",
    tag = "open referral uk",
    params(("id" = String, Path, description = "The id of the service at the location.")),
    responses(
        (status = 200, description = "The service at the location, as HSDS 3.0 describes one.", body = Object),
        (status = 304, description = "You have this version."),
        (status = 404, description = "There is none with this id.", body = Problem, content_type = "application/problem+json")
    )
)]
#[get("/oruk/v3/service_at_locations/{id}")]
pub(crate) async fn show(
    request: HttpRequest,
    context: web::Data<Context>,
    id: web::Path<String>,
) -> Result<HttpResponse, Refusal> {
    let directory = &context.directory;
    let refuse = |error| Refusal::of(&request, &error);
    let place = match Uuid::try_parse(&id) {
        Ok(id) => directory.place_given(id).await.map_err(refuse)?,
        Err(_) => None,
    };
    let mut shown = Vec::new();
    if let Some(place) = place {
        let views = directory.given(&[place.service]).await.map_err(refuse)?;
        shown = written(directory, &context.public_url, &[place], &views);
    }
    answer::found(&request, shown.pop(), "service at a location", &id)
}
