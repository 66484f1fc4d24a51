//! Keys for programs.

use actix_web::{HttpRequest, HttpResponse, delete, get, post, web};
use directory::Violation;
use domain::authority::Scope;

use crate::Context;
use crate::private::{self, Refused, done, made};
use crate::problem::Refusal;
use crate::v1::wire::key_use::KeyUsage;
use crate::v1::wire::people::{KeyList, KeyMade, KeyWanted};

/// Your keys, the oldest first. The keys themselves are never shown again.
#[utoipa::path(operation_id = "list_keys", tag = "people", responses((status = 200, description = "The keys.", body = KeyList), Refused))]
#[get("/api/v1/keys")]
pub(crate) async fn list(
    request: HttpRequest,
    context: web::Data<Context>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    let keys = context.directory.keys(&actor).await;
    let keys = keys.map_err(|e| Refusal::of(&request, &e))?;
    Ok(private::json(&KeyList::of(keys)))
}

/// Make a key. This answer is the only time that it is seen.
///
/// It can do what its scopes and you may do, never more. Send it as `Authorization: Bearer KEY`.
#[utoipa::path(operation_id = "make_key", tag = "people", request_body = KeyWanted, responses((status = 201, description = "The key.", body = KeyMade), Refused))]
#[post("/api/v1/keys")]
pub(crate) async fn make(
    request: HttpRequest,
    context: web::Data<Context>,
    body: web::Json<KeyWanted>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    let scopes = scopes(&body.scopes).map_err(|wrong| Refusal::invalid(&request, vec![wrong]))?;
    let key = context.directory.make_key(&actor, &body.name, &scopes);
    let key = key.await.map_err(|e| Refusal::of(&request, &e))?;
    Ok(made(&KeyMade::of(key)))
}

/// End a key at once.
#[utoipa::path(operation_id = "end_key", tag = "people", params(("id" = String, Path, description = "The key's id.")), responses((status = 204, description = "It has ended."), Refused))]
#[delete("/api/v1/keys/{id}")]
pub(crate) async fn end(
    request: HttpRequest,
    context: web::Data<Context>,
    id: web::Path<String>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    let ended = async {
        let id = private::id("key", &id)?;
        context.directory.end_key(&actor, id).await
    };
    ended.await.map_err(|e| Refusal::of(&request, &e))?;
    Ok(done())
}

/// How much a key was used in the last month: counts by day and kind, and nothing else.
#[utoipa::path(operation_id = "key_usage", tag = "people", params(("id" = String, Path, description = "The key's id.")), responses((status = 200, description = "The counts, the latest day first.", body = KeyUsage), Refused))]
#[get("/api/v1/keys/{id}/usage")]
pub(crate) async fn usage(
    request: HttpRequest,
    context: web::Data<Context>,
    id: web::Path<String>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    let used = async {
        let id = private::id("key", &id)?;
        context.directory.key_use(&actor, id).await
    };
    let used = used.await.map_err(|e| Refusal::of(&request, &e))?;
    Ok(private::json(&KeyUsage::of(used)))
}

fn scopes(names: &[String]) -> Result<Vec<Scope>, Violation> {
    let read = |name: &String| {
        Scope::from_name(name).ok_or_else(|| Violation {
            parameter: "scopes",
            message: format!("{name:?} is not one of read, listings:write, moderate and export"),
            example: "read",
        })
    };
    names.iter().map(read).collect()
}
