//! Steps of an application: handed in, asked about, answered, awarded, declined, and so on.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, post, web};
use directory::{Error, StepWords, Violation};
use domain::kitemark::application::ApplicationStep;

use super::applications::{changed, if_match, versioned};
use crate::Context;
use crate::private::{self, Refused};
use crate::problem::{Problem, Refusal};
use crate::v1::wire::kitemark::{Application, Step};

/// Take a step of an application.
///
/// The group: `submit`, `answer_more`, `appeal`, `withdraw`. Its buddy: `vouch`, `refuse_to_vouch`.
/// An assessor: `ask_more`, `award`, `decline`; a second one: `confirm_decline`, `send_back`, or
/// `award` after all. `may` of an application lists those that you could take now. With `If-Match`
/// the step is taken only in the version that you read.
#[utoipa::path(
    operation_id = "step_kitemark_application",
    tag = "kitemark",
    params(
        ("id" = String, Path, description = "The application's id."),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of the version that you read.")
    ),
    request_body = Step,
    responses(
        (status = 200, description = "The application as it stands now.", body = Application),
        (status = 412, description = "Somebody has changed it since you read it.", body = Problem, content_type = "application/problem+json"),
        Refused
    )
)]
#[post("/api/v1/kitemark/applications/{id}/steps")]
pub(crate) async fn step(
    request: HttpRequest,
    context: web::Data<Context>,
    id: web::Path<String>,
    body: web::Json<Step>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    let read = if_match(&request);
    let body = body.into_inner();
    let taken = async {
        let id = private::id("kitemark application", &id)?;
        let step = ApplicationStep::from_name(&body.step).ok_or_else(no_such_step)?;
        let said = StepWords {
            words: body.words,
            next_steps: body.next_steps,
        };
        let directory = &context.directory;
        match directory
            .step_application(&actor, id, step, said, read)
            .await
        {
            Err(Error::Conflict(why)) if read.is_some() => {
                let now = directory.mark_application(&actor, id).await?;
                Ok(Err((read != Some(now.version), why)))
            }
            other => other.map(Ok),
        }
    };
    match taken.await.map_err(|e| Refusal::of(&request, &e))? {
        Ok(view) => Ok(versioned(StatusCode::OK, view)),
        Err((true, why)) => Err(changed(&request, why)),
        Err((false, why)) => Err(Refusal::of(&request, &Error::Conflict(why))),
    }
}

fn no_such_step() -> Error {
    let names: Vec<&str> = ApplicationStep::ALL
        .iter()
        .map(|one| one.as_str())
        .collect();
    Error::Invalid(vec![Violation {
        parameter: "step",
        message: format!("must be one of {}", names.join(", ")),
        example: "submit",
    }])
}
