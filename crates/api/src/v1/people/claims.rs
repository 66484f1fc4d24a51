//! Claims: asking to speak for an organization, and deciding on it.

use actix_web::{HttpRequest, HttpResponse, delete, get, post, web};
use directory::{ClaimWay, Violation};

use crate::Context;
use crate::private::{self, Refused, made};
use crate::problem::Refusal;
use crate::v1::wire::people::{ByLink, Claim, ClaimList, ClaimWanted, Decision, Ways};

/// The ways in which you could show that you speak for an organization.
#[utoipa::path(tag = "people", params(("id_or_slug" = String, Path, description = "The organization's id or slug.")), responses((status = 200, description = "The ways, the quickest first.", body = Ways), Refused))]
#[get("/api/v1/organizations/{id_or_slug}/claim-ways")]
pub(crate) async fn ways(
    request: HttpRequest,
    context: web::Data<Context>,
    organization: web::Path<String>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    let ways = context.directory.ways_to_claim(&actor, &organization).await;
    let ways = ways.map_err(|e| Refusal::of(&request, &e))?;
    Ok(private::json(&Ways::of(&ways)))
}

/// Ask to speak for an organization.
#[utoipa::path(operation_id = "make_claim", tag = "people", params(("id_or_slug" = String, Path, description = "The organization's id or slug.")), request_body = ClaimWanted, responses((status = 201, description = "The claim: accepted at once, or on its way.", body = Claim), Refused))]
#[post("/api/v1/organizations/{id_or_slug}/claims")]
pub(crate) async fn make(
    request: HttpRequest,
    context: web::Data<Context>,
    organization: web::Path<String>,
    body: web::Json<ClaimWanted>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    let way = way(&body).map_err(|wrong| Refusal::invalid(&request, vec![wrong]))?;
    let claim = context.directory.claim(&actor, &organization, way);
    let claim = claim.await.map_err(|e| Refusal::of(&request, &e))?;
    Ok(made(&Claim::of(claim)))
}

/// Your own claims, the oldest first.
#[utoipa::path(tag = "people", responses((status = 200, description = "The claims.", body = ClaimList), Refused))]
#[get("/api/v1/claims")]
pub(crate) async fn mine(
    request: HttpRequest,
    context: web::Data<Context>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    let claims = context.directory.my_claims(&actor).await;
    let claims = claims.map_err(|e| Refusal::of(&request, &e))?;
    Ok(private::json(&ClaimList::of(claims)))
}

/// The claims that wait for you, as a steward or a moderator, the oldest first.
#[utoipa::path(tag = "people", responses((status = 200, description = "The claims.", body = ClaimList), Refused))]
#[get("/api/v1/claims/to-decide")]
pub(crate) async fn to_decide(
    request: HttpRequest,
    context: web::Data<Context>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    let claims = context.directory.claims_to_decide(&actor).await;
    let claims = claims.map_err(|e| Refusal::of(&request, &e))?;
    Ok(private::json(&ClaimList::of(claims)))
}

/// Prove a claim by the link that was sent to the organization's published address.
#[utoipa::path(tag = "people", request_body = ByLink, responses((status = 200, description = "The claim as it stands now.", body = Claim), Refused))]
#[post("/api/v1/claims/proof")]
pub(crate) async fn prove(
    request: HttpRequest,
    context: web::Data<Context>,
    body: web::Json<ByLink>,
) -> Result<HttpResponse, Refusal> {
    let proved = async {
        context.visitors.count_try(&request)?;
        context.directory.prove_claim(&body.link).await
    };
    let claim = proved.await.map_err(|e| Refusal::of(&request, &e))?;
    Ok(private::json(&Claim::of(claim)))
}

/// Say yes or no to a claim.
#[utoipa::path(operation_id = "decide_claim", tag = "people", params(("id" = String, Path, description = "The claim's id.")), request_body = Decision, responses((status = 200, description = "The claim as it stands now.", body = Claim), Refused))]
#[post("/api/v1/claims/{id}/decision")]
pub(crate) async fn decide(
    request: HttpRequest,
    context: web::Data<Context>,
    id: web::Path<String>,
    body: web::Json<Decision>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    let decided = async {
        let id = private::id("claim", &id)?;
        context
            .directory
            .decide_claim(&actor, id, body.agree, &body.reason)
            .await
    };
    let claim = decided.await.map_err(|e| Refusal::of(&request, &e))?;
    Ok(private::json(&Claim::of(claim)))
}

/// Take your claim back.
#[utoipa::path(tag = "people", params(("id" = String, Path, description = "The claim's id.")), responses((status = 200, description = "The claim, withdrawn.", body = Claim), Refused))]
#[delete("/api/v1/claims/{id}")]
pub(crate) async fn withdraw(
    request: HttpRequest,
    context: web::Data<Context>,
    id: web::Path<String>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    let withdrawn = async {
        let id = private::id("claim", &id)?;
        context.directory.withdraw_claim(&actor, id).await
    };
    let claim = withdrawn.await.map_err(|e| Refusal::of(&request, &e))?;
    Ok(private::json(&Claim::of(claim)))
}

fn way(body: &ClaimWanted) -> Result<ClaimWay, Violation> {
    match body.way.as_str() {
        "published_email" => Ok(ClaimWay::PublishedEmail),
        "own_domain" => Ok(ClaimWay::OwnDomain),
        "evidence" => Ok(ClaimWay::Evidence(
            body.evidence.clone().unwrap_or_default(),
        )),
        _ => Err(Violation {
            parameter: "way",
            message: "must be published_email, own_domain or evidence".to_owned(),
            example: "published_email",
        }),
    }
}
