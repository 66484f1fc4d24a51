//! POST that another instance has news: a webhook of its, to which this one has subscribed.

use actix_web::{HttpRequest, HttpResponse, post, web};
use directory::Knock;
use domain::webhook::SIGNATURE_HEADER;

use crate::Context;
use crate::private::{Refused, done};
use crate::problem::Refusal;

/// Say that there is news. It is fetched at once; the body brings nothing else.
///
/// For an instance that this one follows, signed with the secret that it gave.
#[utoipa::path(
    operation_id = "knock",
    tag = "federation",
    params(
        ("peer" = String, Path, description = "What this instance calls the one that knocks."),
        ("fingerpost-signature" = Option<String>, Header, description = "`t=SECONDS,v1=HMAC`, see docs/using-the-data.md.")
    ),
    request_body(content = String, content_type = "application/json"),
    responses((status = 204, description = "It is heard."), Refused)
)]
#[post("/api/v1/federation/knock/{peer}")]
pub(crate) async fn knock(
    request: HttpRequest,
    context: web::Data<Context>,
    peer: web::Path<String>,
    body: web::Bytes,
) -> Result<HttpResponse, Refusal> {
    let signature = request
        .headers()
        .get(SIGNATURE_HEADER)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let knock = Knock {
        peer: &peer,
        body: &body,
        signature,
    };
    let heard = context.directory.knock(knock).await;
    heard.map_err(|error| Refusal::of(&request, &error))?;
    Ok(done())
}
