//! GET one service, in the shape of version 1.0.

use actix_web::{HttpRequest, HttpResponse, get, web};
use directory::{Error, GivenOne};
use formats::write::oruk1;
use uuid::Uuid;

use crate::Context;
use crate::give::answer;
use crate::give::records::Records;
use crate::problem::{Problem, Refusal};

/// One service, whole.
#[utoipa::path(
    get,
    operation_id = "show_service_v1",
    path = "/oruk/v1/services/{id}",
    tag = "open referral uk",
    params(("id" = String, Path, description = "The service's id.")),
    responses(
        (status = 200, description = "The service, as Open Referral UK 1.0 describes one.", body = Object),
        (status = 301, description = "It is now part of another; `Location` leads there."),
        (status = 404, description = "There is no such service.", body = Problem, content_type = "application/problem+json"),
        (status = 410, description = "It was there and has been withdrawn.", body = Problem, content_type = "application/problem+json")
    )
)]
#[get("/oruk/v1/services/{id}{slash:/?}")]
pub(crate) async fn show(
    request: HttpRequest,
    context: web::Data<Context>,
) -> Result<HttpResponse, Refusal> {
    let directory = &context.directory;
    // By hand: the document would take every part of the pattern for a parameter.
    let id = request.match_info().query("id").to_owned();
    let given = match Uuid::try_parse(&id) {
        Ok(id) => directory.give(id).await,
        Err(_) => Err(Error::NotFound {
            what: "service",
            name: id,
        }),
    };
    match given.map_err(|error| Refusal::of(&request, &error))? {
        GivenOne::Moved(to) => Ok(answer::moved(format!("/oruk/v1/services/{to}"))),
        GivenOne::Here(view) => {
            let views = [view];
            let records = Records::of(directory, &context.public_url, &views);
            Ok(answer::json(&request, &records.each(oruk1::service).pop()))
        }
    }
}
