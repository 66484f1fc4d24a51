//! POST a new listing.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, post, web};
use directory::Created;
use http_edge::failure::Failure;

use crate::Context;
use crate::private::{self, Refused, made};
use crate::problem::Refusal;
use crate::v1::wire::edit::{Candidate, HeldEdit, NewListing, Saved};
use crate::v1::wire::statement_body::make_ready;

/// Add a listing, with its organization.
///
/// What may be listed already is answered with 409 and `candidates`: send their ids in
/// `different_from` if it is none of these. Whoever adds an organization that is not listed speaks for
/// it from then on; to one that is listed, only who speaks for it or a moderator adds.
#[utoipa::path(operation_id = "create_listing", tag = "edits", request_body = NewListing, responses((status = 201, description = "It is listed.", body = Saved), (status = 202, description = "It waits for a moderator.", body = HeldEdit), Refused))]
#[post("/api/v1/listings")]
pub(crate) async fn create(
    request: HttpRequest,
    context: web::Data<Context>,
    mut body: web::Json<NewListing>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    make_ready(&request, &mut body.statement)?;
    let created = context
        .directory
        .create_listing(&actor, &body.statement, &body.different_from)
        .await;
    Ok(match created.map_err(|e| Refusal::of(&request, &e))? {
        Created::Published(published) => {
            let mut answer = made(&Saved::of(&published));
            let there = format!("/api/v1/listings/{}", published.slug);
            if let Ok(there) = there.parse() {
                answer.headers_mut().insert(header::LOCATION, there);
            }
            answer
        }
        Created::Held(held) => HttpResponse::Accepted()
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .json(HeldEdit::of(*held)),
        Created::Alike(alike) => {
            let failure = Failure::plain(
                StatusCode::CONFLICT,
                "conflict",
                "It may be listed already",
                "look at `candidates`; if it is none of these, send their ids in different_from"
                    .to_owned(),
            );
            let candidates: Vec<Candidate> = alike.into_iter().map(Candidate::of).collect();
            Refusal::from_failure(&request, &failure).with("candidates", &candidates)
        }
    })
}
