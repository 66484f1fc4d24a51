//! Applications: begun, read, written.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, get, post, put, web};
use directory::{ApplicationView, Error};
use http_edge::failure::Failure;

use crate::Context;
use crate::private::{self, Refused};
use crate::problem::{Problem, Refusal};
use crate::v1::wire::kitemark::{Application, ApplicationList, Begun, Draft};

/// Begin an application for a kitemark. What was answered last time, and still holds, is in it.
#[utoipa::path(
    operation_id = "begin_kitemark_application",
    tag = "kitemark",
    params(("id_or_slug" = String, Path, description = "The organization's id or slug.")),
    request_body = Begun,
    responses(
        (status = 201, description = "The draft; `ETag` is its version.", body = Application),
        Refused
    )
)]
#[post("/api/v1/organizations/{id_or_slug}/kitemark-applications")]
pub(crate) async fn begin(
    request: HttpRequest,
    context: web::Data<Context>,
    organization: web::Path<String>,
    body: web::Json<Begun>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    let begun = context
        .directory
        .begin_application(&actor, &organization, &body.tier)
        .await;
    let view = begun.map_err(|e| Refusal::of(&request, &e))?;
    Ok(versioned(StatusCode::CREATED, view))
}

/// The applications of your organizations, and of those that yours host, the latest first.
#[utoipa::path(operation_id = "my_kitemark_applications", tag = "kitemark", responses((status = 200, description = "The applications.", body = ApplicationList), Refused))]
#[get("/api/v1/kitemark/applications")]
pub(crate) async fn mine(
    request: HttpRequest,
    context: web::Data<Context>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    let found = context.directory.my_applications(&actor).await;
    let found = found.map_err(|e| Refusal::of(&request, &e))?;
    Ok(private::json(&ApplicationList::of(found)))
}

/// What waits for you as an assessor, the oldest first: applications that you could decide on, and
/// awards that were drawn for checking.
#[utoipa::path(operation_id = "kitemark_applications_to_assess", tag = "kitemark", responses((status = 200, description = "The applications.", body = ApplicationList), Refused))]
#[get("/api/v1/kitemark/applications/to-assess")]
pub(crate) async fn to_assess(
    request: HttpRequest,
    context: web::Data<Context>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    let found = context.directory.applications_to_assess(&actor).await;
    let found = found.map_err(|e| Refusal::of(&request, &e))?;
    Ok(private::json(&ApplicationList::of(found)))
}

/// One application, for its group, its buddy and its assessors.
#[utoipa::path(
    operation_id = "show_kitemark_application",
    tag = "kitemark",
    params(("id" = String, Path, description = "The application's id.")),
    responses(
        (status = 200, description = "The application; `ETag` is its version.", body = Application),
        Refused
    )
)]
#[get("/api/v1/kitemark/applications/{id}")]
pub(crate) async fn show(
    request: HttpRequest,
    context: web::Data<Context>,
    id: web::Path<String>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    let found = async {
        let id = private::id("kitemark application", &id)?;
        context.directory.mark_application(&actor, id).await
    };
    let view = found.await.map_err(|e| Refusal::of(&request, &e))?;
    Ok(versioned(StatusCode::OK, view))
}

/// Keep what is answered so far, in place of what was kept before. `If-Match` names the version that
/// you read. What is still missing is listed in the answer; what must not be kept is refused.
#[utoipa::path(
    operation_id = "write_kitemark_application",
    tag = "kitemark",
    params(
        ("id" = String, Path, description = "The application's id."),
        ("If-Match" = String, Header, description = "The `ETag` of the version that you read.")
    ),
    request_body = Draft,
    responses(
        (status = 200, description = "The application as it is kept now.", body = Application),
        (status = 412, description = "Somebody has changed it since you read it.", body = Problem, content_type = "application/problem+json"),
        (status = 428, description = "`If-Match` is missing.", body = Problem, content_type = "application/problem+json"),
        Refused
    )
)]
#[put("/api/v1/kitemark/applications/{id}")]
pub(crate) async fn write(
    request: HttpRequest,
    context: web::Data<Context>,
    id: web::Path<String>,
    body: web::Json<Draft>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    let Some(version) = if_match(&request) else {
        let detail = "read it first, and send its ETag as If-Match".to_owned();
        let status = StatusCode::PRECONDITION_REQUIRED;
        let failure = Failure::plain(status, "conflict", "Which version did you read?", detail);
        return Err(Refusal::from_failure(&request, &failure));
    };
    let draft = body.into_inner().into_draft();
    let written = async {
        let id = private::id("kitemark application", &id)?;
        let directory = &context.directory;
        match directory
            .write_application(&actor, id, version, draft)
            .await
        {
            Err(Error::Conflict(why)) => {
                let now = directory.mark_application(&actor, id).await?;
                Ok(Err((now.version != version, why)))
            }
            other => other.map(Ok),
        }
    };
    match written.await.map_err(|e| Refusal::of(&request, &e))? {
        Ok(view) => Ok(versioned(StatusCode::OK, view)),
        Err((true, why)) => Err(changed(&request, why)),
        Err((false, why)) => Err(Refusal::of(&request, &Error::Conflict(why))),
    }
}

/// The answer to whoever has not read the version that is kept.
pub(super) fn changed(request: &HttpRequest, why: String) -> Refusal {
    let status = StatusCode::PRECONDITION_FAILED;
    let failure = Failure::plain(status, "conflict", "Somebody else changed it first", why);
    Refusal::from_failure(request, &failure)
}

/// The version that `If-Match` names.
pub(super) fn if_match(request: &HttpRequest) -> Option<i64> {
    let value = request.headers().get(header::IF_MATCH)?.to_str().ok()?;
    value.trim().trim_matches('"').parse().ok()
}

/// An application with its version as entity tag.
pub(super) fn versioned(status: StatusCode, view: ApplicationView) -> HttpResponse {
    let tag = format!("\"{}\"", view.version);
    HttpResponse::build(status)
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::ETAG, tag))
        .json(Application::of(view))
}
