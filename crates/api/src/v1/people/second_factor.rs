//! The second factor: set an authenticator, and show its code.

use actix_web::{HttpRequest, HttpResponse, post, put, web};
use directory::Error;

use crate::Context;
use crate::private::{self, Refused, done};
use crate::problem::Refusal;
use crate::v1::wire::people::{Code, Seed, SeedAndCode};

/// A new seed for an authenticator. Nothing is kept until you confirm it with a code.
#[utoipa::path(tag = "people", responses((status = 200, description = "The seed, to be typed or opened.", body = Seed), Refused))]
#[post("/api/v1/second-factor")]
pub(crate) async fn begin(
    request: HttpRequest,
    context: web::Data<Context>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    let seed = context.directory.begin_second_factor(&actor).await;
    let seed = seed.map_err(|e| Refusal::of(&request, &e))?;
    Ok(private::json(&Seed::of(seed)))
}

/// Keep a seed: a code shows that your authenticator has it. This session counts as strong from now on.
#[utoipa::path(tag = "people", request_body = SeedAndCode, responses((status = 204, description = "It is set."), Refused))]
#[put("/api/v1/second-factor")]
pub(crate) async fn confirm(
    request: HttpRequest,
    context: web::Data<Context>,
    body: web::Json<SeedAndCode>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    let confirmed = async {
        let cookie = cookie(&request, &context)?;
        context
            .directory
            .confirm_second_factor(&actor, &cookie, &body.seed, &body.code)
            .await
    };
    confirmed.await.map_err(|e| Refusal::of(&request, &e))?;
    Ok(done())
}

/// Show a code of your authenticator. This session counts as strong from now on.
#[utoipa::path(operation_id = "show_second_factor", tag = "people", request_body = Code, responses((status = 204, description = "It is right."), Refused))]
#[post("/api/v1/second-factor/code")]
pub(crate) async fn show(
    request: HttpRequest,
    context: web::Data<Context>,
    body: web::Json<Code>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    let shown = async {
        let cookie = cookie(&request, &context)?;
        context
            .directory
            .show_second_factor(&actor, &cookie, &body.code)
            .await
    };
    shown.await.map_err(|e| Refusal::of(&request, &e))?;
    Ok(done())
}

fn cookie(request: &HttpRequest, context: &Context) -> Result<String, Error> {
    context
        .visitors
        .session(request)
        .ok_or_else(|| Error::Unauthenticated("sign in first".to_owned()))
}
