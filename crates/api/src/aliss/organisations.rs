//! GET organisations, in the shape of ALISS.

use actix_web::{HttpRequest, HttpResponse, get, web};
use directory::{Directory, Error, OrganizationView};
use domain::listing::slug_of;
use formats::write::aliss;
use serde_json::Value;
use utoipa::IntoParams;
use uuid::Uuid;

use super::page::{One, Page};
use crate::Context;
use crate::give::answer;
use crate::give::asked::Pairs;
use crate::give::records::{Records, credits_of};
use crate::oruk::v3::page::slice;
use crate::problem::{Problem, Refusal};

/// Items on a page, as there.
const PER_PAGE: usize = 20;

/// Which organisations.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "says in the document what Pairs reads")]
pub(crate) struct OrganisationParams {
    /// Words, all of which the name must have.
    #[param(rename = "searchTerm")]
    search_term: Option<String>,
    /// Page, from 1; 20 items each. The first when it is no whole number.
    #[param(example = "1")]
    page: Option<String>,
}

/// Organisations, with their services.
#[utoipa::path(
    get,
    operation_id = "list_organisations_aliss",
    path = "/aliss/{version}/organisations",
    tag = "aliss",
    params(("version" = String, Path, description = "`v4` or `v5`.", pattern = "^v[45]$", example = "v4"), OrganisationParams),
    responses(
        (status = 200, description = "A page of organisations.", body = Page),
        (status = 404, description = "There is no such version, or nothing of that name.", body = Problem, content_type = "application/problem+json")
    )
)]
#[get("/{root:aliss|api}/{version:v4|v5}/organisations{slash:/?}")]
pub(crate) async fn list(
    request: HttpRequest,
    context: web::Data<Context>,
) -> Result<HttpResponse, Refusal> {
    let directory = &context.directory;
    let pairs = Pairs::of(&request);
    let number = pairs
        .text("page")
        .and_then(|text| text.parse::<usize>().ok());
    let page = number.unwrap_or(1).max(1);
    let refuse = |error| Refusal::of(&request, &error);
    let chosen = directory
        .choose_organizations(pairs.text("searchTerm"))
        .await
        .map_err(refuse)?;
    let here = slice(&chosen, page, PER_PAGE);
    let views = directory.organizations_given(&here).await.map_err(refuse)?;
    let told_by = views.iter().flat_map(|view| &view.told_by);
    let mut data = Vec::with_capacity(views.len());
    for view in &views {
        data.push(
            written(directory, &context.public_url, view)
                .await
                .map_err(refuse)?,
        );
    }
    let meta = aliss::meta(told_by.flat_map(|view| credits_of(view)));
    let page = Page::of(&request, (page, PER_PAGE), chosen.len(), meta, data);
    Ok(answer::json(&request, &page))
}

/// One organisation by its id or its slug.
#[utoipa::path(
    get,
    operation_id = "show_organisation_aliss",
    path = "/aliss/{version}/organisations/{id}",
    tag = "aliss",
    params(
        ("version" = String, Path, description = "`v4` or `v5`.", pattern = "^v[45]$", example = "v4"),
        ("id" = String, Path, description = "Id or slug.")
    ),
    responses(
        (status = 200, description = "The organisation.", body = One),
        (status = 404, description = "There is no such organisation.", body = Problem, content_type = "application/problem+json")
    )
)]
#[get("/{root:aliss|api}/{version:v4|v5}/organisations/{id:[^/]+}{slash:/?}")]
pub(crate) async fn show(
    request: HttpRequest,
    context: web::Data<Context>,
) -> Result<HttpResponse, Refusal> {
    let directory = &context.directory;
    // By hand: the document would take every part of the pattern for a parameter.
    let asked = request.match_info().query("id").to_owned();
    let refuse = |error| Refusal::of(&request, &error);
    let ids: Vec<Uuid> = match Uuid::try_parse(&asked) {
        Ok(id) => vec![id],
        Err(_) => {
            let words = asked.replace('-', " ");
            directory
                .choose_organizations(Some(&words))
                .await
                .map_err(refuse)?
        }
    };
    let by_slug = ids.len() != 1 || Uuid::try_parse(&asked).is_err();
    let views = directory.organizations_given(&ids).await.map_err(refuse)?;
    let found = views
        .iter()
        .find(|view| !by_slug || slug_of(&view.organization.name) == asked);
    let Some(view) = found else {
        return Err(refuse(Error::NotFound {
            what: "organisation",
            name: asked,
        }));
    };
    let meta = aliss::meta(view.told_by.iter().flat_map(|view| credits_of(view)));
    let data = written(directory, &context.public_url, view)
        .await
        .map_err(refuse)?;
    Ok(answer::json(&request, &One::of(meta, data)))
}

async fn written(
    directory: &Directory,
    public_url: &str,
    view: &OrganizationView,
) -> Result<Value, Error> {
    let listings = directory.given(&view.services).await?;
    let services = Records::of(directory, public_url, &listings).each(aliss::service);
    Ok(aliss::organization(
        view.id,
        &view.organization,
        public_url,
        services,
    ))
}
