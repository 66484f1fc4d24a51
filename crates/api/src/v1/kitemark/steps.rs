//! Steps of an application: handed in, asked about, answered, awarded, declined, and so on.

use actix_web::{HttpRequest, HttpResponse, post, web};
use directory::{StepWords, Violation};
use domain::kitemark::application::ApplicationStep;

use super::applications::unless_overtaken;
use crate::Context;
use crate::private::{self, Refused};
use crate::problem::Refusal;
use crate::v1::wire::kitemark::{Application, Step};
use crate::versions::{self, Versioned};

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
        Refused, Versioned
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
    let read = versions::named_if_any(&request)?;
    let body = body.into_inner();
    let step = ApplicationStep::from_name(&body.step)
        .ok_or_else(|| Refusal::invalid(&request, vec![no_such_step()]))?;
    let directory = &context.directory;
    let taken = async {
        let id = private::id("kitemark application", &id)?;
        let said = StepWords {
            words: body.words,
            next_steps: body.next_steps,
        };
        unless_overtaken(directory, &actor, id, read.as_deref(), |version| {
            directory.step_application(&actor, id, step, said, version)
        })
        .await
    };
    let taken = taken.await.map_err(|e| Refusal::of(&request, &e))?;
    Ok(taken.answer(&request))
}

fn no_such_step() -> Violation {
    let names: Vec<&str> = ApplicationStep::ALL
        .iter()
        .map(|one| one.as_str())
        .collect();
    Violation {
        parameter: "step",
        message: format!("must be one of {}", names.join(", ")),
        example: "submit",
    }
}
