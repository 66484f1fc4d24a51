//! GET sessions as iCalendar: of one listing, of a list of them, or around a postcode.

use std::sync::Arc;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, get, web};
use directory::{Directory, Error, GiveRequest, ListingView, Nearby};
use formats::write::calendar;
use http_edge::conditional::{tag, unless_current};
use utoipa::IntoParams;
use uuid::Uuid;

use crate::Context;
use crate::give::answer::CACHE;
use crate::give::asked::Pairs;
use crate::give::records::Records;
use crate::problem::{Problem, Refusal};

/// Metres around a postcode when nothing is asked for.
const DEFAULT_PROXIMITY_M: f64 = 1_609.344;
/// The most listings in one calendar: more than anybody's telephone is glad of.
const MOST: usize = 500;

/// Which listings; every condition must be met.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "says in the document what Pairs reads")]
pub(crate) struct CalendarParams {
    /// Ids of listings, with commas between: a shortlist.
    #[param(
        pattern = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(,[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})*$"
    )]
    ids: Option<String>,
    /// Around this postcode.
    #[param(example = "SW9 8DJ")]
    postcode: Option<String>,
    /// Metres around the postcode; a mile when left out.
    #[param(minimum = 0, example = 1000)]
    proximity: Option<f64>,
    /// Words, all of which a listing must have.
    search: Option<String>,
    /// On this day of the week.
    #[param(
        pattern = "^(MO|TU|WE|TH|FR|SA|SU)(,(MO|TU|WE|TH|FR|SA|SU))*$",
        example = "TU"
    )]
    day: Option<String>,
}

/// A calendar of a shortlist, or of what is around a postcode.
///
/// Give `ids`, `postcode` or both. The nearest 500 listings at most.
#[utoipa::path(
    operation_id = "calendar_of_several",
    tag = "export",
    params(CalendarParams),
    responses(
        (status = 200, description = "A calendar.", body = String, content_type = "text/calendar"),
        (status = 304, description = "You have this version."),
        (status = 400, description = "A parameter is not as it should be.", body = Problem, content_type = "application/problem+json")
    )
)]
#[get("/api/v1/calendar.ics")]
pub(crate) async fn several(
    request: HttpRequest,
    context: web::Data<Context>,
) -> Result<HttpResponse, Refusal> {
    let directory = &context.directory;
    let mut pairs = Pairs::of(&request);
    let ids = pairs.uuids("ids");
    let mut wanted: GiveRequest = pairs.give_request(directory);
    if let Some(Nearby { within_m, .. }) = &mut wanted.nearby {
        within_m.get_or_insert(DEFAULT_PROXIMITY_M);
    }
    if ids.is_empty() && pairs.text("postcode").is_none() {
        pairs.complain(
            "ids",
            "give ids, a postcode or both",
            "0b6b2bbe-4e29-5fd9-8b4b-6a1e4a0c9d11",
        );
    }
    pairs.check(&request)?;
    let refuse = |error| Refusal::of(&request, &error);
    let mut chosen = directory.choose(&wanted).await.map_err(refuse)?;
    chosen.retain(|service| ids.is_empty() || ids.contains(&service.id));
    let far = |metres: Option<f64>| metres.unwrap_or(f64::INFINITY);
    chosen.sort_by(|a, b| {
        far(a.distance_m)
            .total_cmp(&far(b.distance_m))
            .then(a.id.cmp(&b.id))
    });
    let ids: Vec<Uuid> = chosen.iter().take(MOST).map(|service| service.id).collect();
    let views = directory.given(&ids).await.map_err(refuse)?;
    Ok(answer(&request, &context, &views))
}

/// A calendar of one listing.
#[utoipa::path(
    operation_id = "calendar_of_one",
    tag = "export",
    params(("id" = String, Path, description = "The listing's id.")),
    responses(
        (status = 200, description = "A calendar.", body = String, content_type = "text/calendar"),
        (status = 304, description = "You have this version."),
        (status = 404, description = "There is no such listing.", body = Problem, content_type = "application/problem+json")
    )
)]
#[get("/api/v1/listings/{id}/calendar.ics")]
pub(crate) async fn one(
    request: HttpRequest,
    context: web::Data<Context>,
    id: web::Path<String>,
) -> Result<HttpResponse, Refusal> {
    let refuse = |error| Refusal::of(&request, &error);
    let ids: Vec<Uuid> = Uuid::try_parse(&id).into_iter().collect();
    let views = context.directory.given(&ids).await.map_err(refuse)?;
    if views.is_empty() {
        return Err(refuse(Error::NotFound {
            what: "listing",
            name: id.into_inner(),
        }));
    }
    Ok(answer(&request, &context, &views))
}

fn answer(request: &HttpRequest, context: &Context, views: &[Arc<ListingView>]) -> HttpResponse {
    let directory: &Directory = &context.directory;
    let today = directory.today();
    let records = Records::of(directory, &context.public_url, views);
    let mut body = calendar::BEGIN.to_owned();
    for events in records.each(|record| calendar::events(record, today)) {
        body.push_str(&events);
    }
    body.push_str(calendar::END);
    unless_current(request, &tag(&[&body]), CACHE, || {
        HttpResponse::Ok()
            .content_type("text/calendar; charset=utf-8")
            .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
            .insert_header((
                header::CONTENT_DISPOSITION,
                "attachment; filename=\"listings.ics\"",
            ))
            .body(body)
    })
}
