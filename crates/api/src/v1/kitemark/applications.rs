//! Applications: begun, read, written.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, get, post, put, web};
use directory::{ApplicationView, Directory, Error};
use domain::authority::Actor;
use uuid::Uuid;

use crate::Context;
use crate::private::{self, Refused};
use crate::problem::Refusal;
use crate::v1::wire::kitemark::{Application, ApplicationList, Begun, Draft};
use crate::versions::{self, Versioned};

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
        Refused, Versioned
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
    let read = versions::named(&request)?;
    let draft = body.into_inner().into_draft();
    let directory = &context.directory;
    let written = async {
        let id = private::id("kitemark application", &id)?;
        unless_overtaken(directory, &actor, id, Some(&read), |version| {
            directory.write_application(&actor, id, version.unwrap_or_default(), draft)
        })
        .await
    };
    let written = written.await.map_err(|e| Refusal::of(&request, &e))?;
    Ok(written.answer(&request))
}

/// What came of a change to an application.
pub(super) enum Changed {
    Done(ApplicationView),
    /// It rests on an old version; this is what is kept now.
    Overtaken(ApplicationView),
}

impl Changed {
    pub(super) fn answer(self, request: &HttpRequest) -> HttpResponse {
        match self {
            Self::Done(view) => versioned(StatusCode::OK, view),
            Self::Overtaken(now) => {
                let version = now.version.to_string();
                versions::overtaken(request, &Application::of(now), &version)
            }
        }
    }
}

/// Makes a change that rests on one of the versions in `read`, where that is the one that is kept;
/// `change` is given its number. Without `read` it rests on none.
pub(super) async fn unless_overtaken<F>(
    directory: &Directory,
    actor: &Actor,
    id: Uuid,
    read: Option<&[String]>,
    change: impl FnOnce(Option<i64>) -> F,
) -> Result<Changed, Error>
where
    F: Future<Output = Result<ApplicationView, Error>>,
{
    let Some(read) = read else {
        return change(None).await.map(Changed::Done);
    };
    let before = directory.mark_application(actor, id).await?;
    if !versions::is_among(read, &before.version.to_string()) {
        return Ok(Changed::Overtaken(before));
    }
    match change(Some(before.version)).await {
        Err(Error::Conflict(why)) => {
            let now = directory.mark_application(actor, id).await?;
            if now.version == before.version {
                return Err(Error::Conflict(why));
            }
            Ok(Changed::Overtaken(now))
        }
        done => done.map(Changed::Done),
    }
}

/// An application with its version as entity tag.
pub(super) fn versioned(status: StatusCode, view: ApplicationView) -> HttpResponse {
    let version = view.version.to_string();
    let mut answer = HttpResponse::build(status)
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(Application::of(view));
    versions::tag(&mut answer, &version);
    answer
}
