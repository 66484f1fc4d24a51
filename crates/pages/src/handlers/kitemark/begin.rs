//! The start: what the mark is, and which tier the group would like.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use directory::{ApplicationView, Error};
use domain::kitemark::WhoDecides;
use serde::Deserialize;

use crate::handlers::{failed, violation, who};
use crate::views::form::{FormPage, choice};
use crate::{Pages, answer};

/// Which tier.
#[derive(Debug, Deserialize)]
pub(crate) struct Wanted {
    tier: Option<String>,
}

/// The page; whoever has an application that is open is led to it.
pub(crate) async fn page(
    request: HttpRequest,
    pages: web::Data<Pages>,
    organization: web::Path<String>,
) -> HttpResponse {
    let here = format!("/organizations/{organization}/kitemark");
    match open(&request, &pages, &organization).await {
        Ok(Some(view)) => answer::see(&format!("/kitemark/applications/{}", view.id)),
        Ok(None) => answer::own(&pages.brand, StatusCode::OK, &start(&pages, &here)),
        Err(error) => failed(&pages, &error, &here),
    }
}

/// Begins an application.
pub(crate) async fn begin(
    request: HttpRequest,
    pages: web::Data<Pages>,
    organization: web::Path<String>,
    form: web::Form<Wanted>,
) -> HttpResponse {
    let here = format!("/organizations/{organization}/kitemark");
    let begun = async {
        let actor = who(&request, &pages).await?;
        let tier = form
            .tier
            .as_deref()
            .ok_or_else(|| Error::Invalid(vec![violation("tier", "choose a mark".to_owned())]))?;
        pages
            .directory
            .begin_application(&actor, &organization, tier)
            .await
    };
    match begun.await {
        Ok(view) => answer::see(&format!("/kitemark/applications/{}/group", view.id)),
        Err(Error::Invalid(violations)) => {
            let page = start(&pages, &here).wrong(&violations);
            answer::own(&pages.brand, StatusCode::BAD_REQUEST, &page)
        }
        Err(error) => failed(&pages, &error, &here),
    }
}

async fn open(
    request: &HttpRequest,
    pages: &Pages,
    organization: &str,
) -> Result<Option<ApplicationView>, Error> {
    let actor = who(request, pages).await?;
    let mine = pages.directory.my_applications(&actor).await?;
    Ok(mine.into_iter().find(|view| {
        let of = &view.organization;
        view.state.is_open() && (of.slug == organization || of.id.to_string() == organization)
    }))
}

fn start(pages: &Pages, here: &str) -> FormPage {
    let scheme = pages.directory.kitemark_scheme();
    let tiers = scheme.tiers.iter().map(|tier| {
        let decided = match tier.decided {
            WhoDecides::Automatic => "At once, when everything is answered.",
            WhoDecides::Assessor => "An assessor looks first.",
        };
        let text = format!("{}. {} {decided}", tier.name, tier.meaning);
        choice(&tier.code, text)
    });
    FormPage::new(&pages.brand, format!("Apply for {}", scheme.name))
        .line(scheme.description.clone())
        .line("One question a page. You can stop at any of them and come back: what you answered is kept.")
        .line(scheme.disclaimer.clone())
        .radios("tier", "Which mark would you like?", tiers.collect())
        .posts(here, "Begin")
        .back("Back to your account", "/account")
}
