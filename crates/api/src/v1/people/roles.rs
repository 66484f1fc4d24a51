//! Roles: who holds which, given and taken by administrators.

use actix_web::{HttpRequest, HttpResponse, get, post, web};

use crate::Context;
use crate::private::{self, Refused};
use crate::problem::Refusal;
use crate::v1::wire::people::{Changed, HolderList, RoleOf};

/// Everybody who holds a role.
#[utoipa::path(operation_id = "list_roles", tag = "people", responses((status = 200, description = "The holders, administrators first.", body = HolderList), Refused))]
#[get("/api/v1/roles")]
pub(crate) async fn list(
    request: HttpRequest,
    context: web::Data<Context>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    let holders = context.directory.role_holders(&actor).await;
    let holders = holders.map_err(|e| Refusal::of(&request, &e))?;
    Ok(private::json(&HolderList::of(holders)))
}

/// Give somebody a role. They need not have signed in before; a mail tells them.
#[utoipa::path(tag = "people", request_body = RoleOf, responses((status = 200, description = "They hold it; whether that is new.", body = Changed), Refused))]
#[post("/api/v1/roles")]
pub(crate) async fn give(
    request: HttpRequest,
    context: web::Data<Context>,
    body: web::Json<RoleOf>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    let changed = async {
        let (email, wanted) = body.into_inner().into_wanted();
        let grant = context.directory.read_role(&actor, &wanted).await?;
        context.directory.give_role(&actor, &email, &grant).await
    };
    let changed = changed.await.map_err(|e| Refusal::of(&request, &e))?;
    Ok(private::json(&Changed { changed }))
}

/// Take a role away, at once.
#[utoipa::path(tag = "people", request_body = RoleOf, responses((status = 200, description = "They do not hold it; whether that is new.", body = Changed), Refused))]
#[post("/api/v1/roles/removal")]
pub(crate) async fn take(
    request: HttpRequest,
    context: web::Data<Context>,
    body: web::Json<RoleOf>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    let changed = async {
        let (email, wanted) = body.into_inner().into_wanted();
        let grant = context.directory.read_role(&actor, &wanted).await?;
        context.directory.take_role(&actor, &email, &grant).await
    };
    let changed = changed.await.map_err(|e| Refusal::of(&request, &e))?;
    Ok(private::json(&Changed { changed }))
}
