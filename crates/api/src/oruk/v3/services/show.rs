//! GET one service, whole.

use actix_web::{HttpRequest, HttpResponse, get, web};
use directory::{Error, GivenOne};
use formats::write::hsds;
use uuid::Uuid;

use crate::Context;
use crate::give::answer;
use crate::give::records::Records;
use crate::problem::{Problem, Refusal};

/// One service with everything that hangs off it.
#[utoipa::path(
    operation_id = "show_service",
    tag = "open referral uk",
    params(("id" = String, Path, description = "The service's id.")),
    responses(
        (status = 200, description = "The service, as HSDS 3.0 describes one.", body = Object),
        (status = 301, description = "It is now part of another; `Location` leads there."),
        (status = 304, description = "You have this version."),
        (status = 404, description = "There is no such service.", body = Problem, content_type = "application/problem+json"),
        (status = 410, description = "It was there and has been withdrawn.", body = Problem, content_type = "application/problem+json")
    )
)]
#[get("/oruk/v3/services/{id}")]
pub(crate) async fn show(
    request: HttpRequest,
    context: web::Data<Context>,
    id: web::Path<String>,
) -> Result<HttpResponse, Refusal> {
    let directory = &context.directory;
    let given = match Uuid::try_parse(&id) {
        Ok(id) => directory.give(id).await,
        Err(_) => Err(Error::NotFound {
            what: "service",
            name: id.into_inner(),
        }),
    };
    match given.map_err(|error| Refusal::of(&request, &error))? {
        GivenOne::Moved(to) => Ok(answer::moved(format!("/oruk/v3/services/{to}"))),
        GivenOne::Here(view) => {
            let views = [view];
            let records = Records::of(directory, &context.public_url, &views);
            Ok(answer::json(&request, &records.each(hsds::service).pop()))
        }
    }
}
