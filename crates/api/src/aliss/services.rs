//! GET services, in the shape of ALISS.

use actix_web::{HttpRequest, HttpResponse, get, web};
use directory::{Error, GivenOne, Shown};
use formats::write::aliss;
use serde_json::{Value, json};
use utoipa::IntoParams;
use uuid::Uuid;

use super::page::{One, Page};
use super::request::Asked;
use crate::Context;
use crate::give::answer;
use crate::give::asked::Pairs;
use crate::give::records::{Records, credits_of};
use crate::oruk::v3::page::slice;
use crate::problem::{Problem, Refusal};

/// Conditions, each of which must be met.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "says in the document what Asked reads")]
pub(crate) struct AlissParams {
    /// Near this postcode, or serving an area in which it lies.
    #[param(example = "SW9 8DJ")]
    postcode: Option<String>,
    /// Metres around the postcode. 5000 when left out, and when it is no number.
    #[param(example = "5000")]
    radius: Option<String>,
    /// Words, all of which the service must have.
    q: Option<String>,
    /// A category's slug; with semicolons between, all of several. Version 5 says `categories`.
    category: Option<String>,
    /// The same.
    categories: Option<String>,
    /// `local` or `national`; both when left out.
    location_type: Option<String>,
    /// `sort-distance`, `sort-a-z` or `sort-recently-added`.
    sort: Option<String>,
    /// Page, from 1; the first when it is no whole number.
    #[param(example = "1")]
    page: Option<String>,
    /// Items on a page, at most 1000. 10 when left out, and when it is no whole number.
    #[param(example = "10")]
    page_size: Option<String>,
}

/// Services that meet every condition.
#[utoipa::path(
    get,
    operation_id = "list_services_aliss",
    path = "/aliss/{version}/services",
    tag = "aliss",
    params(("version" = String, Path, description = "`v4` or `v5`; `/api/v4` and `/api/v5` answer too.", pattern = "^v[45]$", example = "v4"), AlissParams),
    responses(
        (status = 200, description = "A page of services; `error` says when the postcode is none.", body = Page),
        (status = 404, description = "There is no such version, or nothing of that name.", body = Problem, content_type = "application/problem+json")
    )
)]
#[get("/{root:aliss|api}/{version:v4|v5}/{what:services|import}{slash:/?}")]
pub(crate) async fn list(
    request: HttpRequest,
    context: web::Data<Context>,
) -> Result<HttpResponse, Refusal> {
    let directory = &context.directory;
    let Ok(asked) = Asked::of(&Pairs::of(&request), directory) else {
        let page = Page::refused(aliss::meta(std::iter::empty()), "Invalid Postcode");
        return Ok(answer::json(&request, &page));
    };
    let refuse = |error| Refusal::of(&request, &error);
    let chosen = asked.choose(directory).await.map_err(refuse)?;
    let ids: Vec<Uuid> = slice(&chosen, asked.page, asked.page_size)
        .iter()
        .map(|service| service.id)
        .collect();
    let views = directory.given(&ids).await.map_err(refuse)?;
    let page = Page::of(
        &request,
        (asked.page, asked.page_size),
        chosen.len(),
        aliss::meta(views.iter().flat_map(|view| credits_of(view))),
        Records::of(directory, &context.public_url, &views).each(aliss::service),
    );
    Ok(answer::json(&request, &page))
}

/// One service by its id or its slug.
#[utoipa::path(
    get,
    operation_id = "show_service_aliss",
    path = "/aliss/{version}/services/{id}",
    tag = "aliss",
    params(
        ("version" = String, Path, description = "`v4` or `v5`.", pattern = "^v[45]$", example = "v4"),
        ("id" = String, Path, description = "Id or slug.")
    ),
    responses(
        (status = 200, description = "The service.", body = One),
        (status = 404, description = "There is no such service.", body = Problem, content_type = "application/problem+json"),
        (status = 410, description = "It was there and has been withdrawn.", body = Problem, content_type = "application/problem+json")
    )
)]
#[get("/{root:aliss|api}/{version:v4|v5}/services/{id:[^/]+}{slash:/?}")]
pub(crate) async fn show(
    request: HttpRequest,
    context: web::Data<Context>,
) -> Result<HttpResponse, Refusal> {
    let directory = &context.directory;
    // By hand: the document would take every part of the pattern for a parameter.
    let part = |name: &str| request.match_info().query(name).to_owned();
    let (root, version, asked) = (part("root"), part("version"), part("id"));
    let refuse = |error| Refusal::of(&request, &error);
    let unknown = || Error::NotFound {
        what: "service",
        name: asked.clone(),
    };
    let id = match Uuid::try_parse(&asked) {
        Ok(id) => id,
        // A slug tells nothing that its id does not; what may be passed on is asked by the id.
        Err(_) => match directory.show(&asked).await {
            Ok(Shown::Listing(view)) => view.listing.id,
            _ => return Err(refuse(unknown())),
        },
    };
    match directory.give(id).await.map_err(refuse)? {
        GivenOne::Moved(to) => Ok(answer::moved(format!("/{root}/{version}/services/{to}"))),
        GivenOne::Here(view) => {
            let views = [view];
            let records = Records::of(directory, &context.public_url, &views);
            let service = records.each(aliss::service).pop();
            let one = One::of(
                aliss::meta(views.iter().flat_map(|view| credits_of(view))),
                service.map_or_else(|| json!({}), Value::from),
            );
            Ok(answer::json(&request, &one))
        }
    }
}
