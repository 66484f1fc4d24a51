//! Steps of an award: suspended, in force again, taken away, given back, checked.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, post, web};
use directory::Violation;
use domain::kitemark::award::AwardStep;

use super::applications::versioned;
use crate::Context;
use crate::private::{self, Refused};
use crate::problem::Refusal;
use crate::v1::wire::kitemark::{Application, AwardStepWanted};

/// Take a step of an award.
///
/// An assessor or a moderator: `suspend`. An assessor: `lift`, `take_away`, and for one that was
/// drawn for checking `check_passed` or `check_failed`. The group: `give_up`. The group reads the
/// reason, the public does not.
#[utoipa::path(
    operation_id = "step_kitemark_award",
    tag = "kitemark",
    params(("id" = String, Path, description = "The award's id.")),
    request_body = AwardStepWanted,
    responses(
        (status = 200, description = "The application that it answers, with the award as it stands now.", body = Application),
        Refused
    )
)]
#[post("/api/v1/kitemark/awards/{id}/steps")]
pub(crate) async fn step(
    request: HttpRequest,
    context: web::Data<Context>,
    id: web::Path<String>,
    body: web::Json<AwardStepWanted>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    let body = body.into_inner();
    let wanted = Wanted::from_name(&body.step)
        .ok_or_else(|| Refusal::invalid(&request, vec![no_such_step()]))?;
    let taken = async {
        let id = private::id("kitemark award", &id)?;
        let directory = &context.directory;
        match wanted {
            Wanted::Check(is_right) => {
                directory
                    .check_award(&actor, id, is_right, body.reason)
                    .await
            }
            Wanted::Step(step) => directory.step_award(&actor, id, step, body.reason).await,
        }
    };
    let view = taken.await.map_err(|e| Refusal::of(&request, &e))?;
    Ok(versioned(StatusCode::OK, view))
}

/// What is to become of an award.
enum Wanted {
    /// It was checked, and is as it was declared, or is not.
    Check(bool),
    Step(AwardStep),
}

impl Wanted {
    fn from_name(name: &str) -> Option<Self> {
        match name {
            "check_passed" => Some(Self::Check(true)),
            "check_failed" => Some(Self::Check(false)),
            _ => AwardStep::from_name(name).map(Self::Step),
        }
    }
}

fn no_such_step() -> Violation {
    Violation {
        parameter: "step",
        message: "must be suspend, lift, take_away, give_up, check_passed or check_failed"
            .to_owned(),
        example: "suspend",
    }
}
