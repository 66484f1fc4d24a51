//! GET what the gazetteer is made from.

use actix_web::{HttpRequest, HttpResponse, get, web};

use crate::Context;
use crate::v1::places::answer;
use crate::v1::wire::place::GazetteerData;

/// Date, size, and the lines that must be shown with places taken from here.
#[utoipa::path(
    tag = "places",
    responses(
        (status = 200, description = "The data.", body = GazetteerData),
        (status = 304, description = "You have this answer.")
    )
)]
#[get("/api/v1/gazetteer")]
pub(crate) async fn data(request: HttpRequest, context: web::Data<Context>) -> HttpResponse {
    answer(
        &request,
        &GazetteerData::of(context.directory.gazetteer_view()),
    )
}
