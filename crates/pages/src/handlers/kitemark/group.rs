//! What decides how much a group is asked: its size, a buddy, the tier.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use directory::{ApplicationDraft, ApplicationView, Error};
use serde::Deserialize;

use super::applications::{draft_of, opened};
use super::questions::next_question;
use crate::govuk::{Choice, Input};
use crate::handlers::{failed, violation};
use crate::views::form::FormPage;
use crate::{Pages, answer};

/// What was chosen.
#[derive(Debug, Deserialize)]
pub(crate) struct About {
    version: i64,
    tier: Option<String>,
    tiny: Option<String>,
    #[serde(default)]
    buddy: String,
}

/// The page.
pub(crate) async fn page(
    request: HttpRequest,
    pages: web::Data<Pages>,
    id: web::Path<String>,
) -> HttpResponse {
    match opened(&request, &pages, &id).await {
        Ok((_, view)) => {
            let page = about(&pages, &view, None);
            answer::own(&pages.brand, StatusCode::OK, &page)
        }
        Err(error) => failed(
            &pages,
            &error,
            &format!("/kitemark/applications/{id}/group"),
        ),
    }
}

/// Keeps it, and goes on to the first question.
pub(crate) async fn keep(
    request: HttpRequest,
    pages: web::Data<Pages>,
    id: web::Path<String>,
    form: web::Form<About>,
) -> HttpResponse {
    let here = format!("/kitemark/applications/{id}/group");
    let (actor, view) = match opened(&request, &pages, &id).await {
        Ok(found) => found,
        Err(error) => return failed(&pages, &error, &here),
    };
    let kept = async {
        let draft = ApplicationDraft {
            tier: form.tier.clone().unwrap_or_else(|| view.tier.clone()),
            tiny: form.tiny.as_deref() == Some("yes"),
            buddy: buddy(&pages, &form.buddy).await?,
            ..draft_of(&view)
        };
        pages
            .directory
            .write_application(&actor, view.id, form.version, draft)
            .await
    };
    match kept.await {
        Ok(view) => answer::see(&next_question(&view, None)),
        Err(Error::Unfit(flaws)) => {
            let wrong: Vec<_> = flaws
                .into_iter()
                .map(|flaw| violation("buddy", flaw.message))
                .collect();
            let page = about(&pages, &view, Some(&form)).wrong(&wrong);
            answer::own(&pages.brand, StatusCode::BAD_REQUEST, &page)
        }
        Err(error) => failed(&pages, &error, &here),
    }
}

/// A buddy by the address of one of its entries here, by its slug or id.
async fn buddy(pages: &Pages, typed: &str) -> Result<Option<String>, Error> {
    let typed = typed.trim().trim_end_matches('/');
    if typed.is_empty() {
        return Ok(None);
    }
    let last = typed.rsplit('/').next().unwrap_or(typed);
    let last = last.split(['?', '#']).next().unwrap_or(last);
    if typed.contains("/listings/")
        && let Ok(organization) = pages.directory.organization_of_listing(last).await
    {
        return Ok(Some(organization.id.to_string()));
    }
    Ok(Some(last.to_owned()))
}

fn about(pages: &Pages, view: &ApplicationView, typed: Option<&About>) -> FormPage {
    let tiny = typed.map_or(view.tiny, |typed| typed.tiny.as_deref() == Some("yes"));
    let tier = typed
        .and_then(|typed| typed.tier.as_ref())
        .unwrap_or(&view.tier);
    let kept = view.buddy.as_ref().map(|buddy| buddy.slug.clone());
    let choice = |value: &str, text: String, checked| Choice {
        value: value.to_owned(),
        text,
        checked,
    };
    let tiers = view
        .scheme
        .tiers
        .iter()
        .map(|one| choice(&one.code, one.name.clone(), one.code == *tier));
    let mut page = FormPage::new(&pages.brand, format!("About {}", view.organization.name))
        .hidden("version", view.version.to_string())
        .radios("tier", "Which mark would you like?", tiers.collect())
        .radios(
            "tiny",
            "Is your group a very small one?",
            vec![
                choice("yes", format!("Yes: {}", lowered(&view.scheme.tiny)), tiny),
                choice("no", "No".to_owned(), !tiny),
            ],
        );
    if view.scheme.has_buddies() {
        page = page.input(Input {
            id: "buddy",
            label: "Does a larger organisation host you? (if not, leave this empty)",
            hint: Some("It answers for your constitution, bank account and insurance, and has to agree. Paste the address of one of its entries in this directory."),
            error: None,
            value: typed.map_or_else(|| kept.unwrap_or_default(), |typed| typed.buddy.clone()),
            autocomplete: None,
            spellcheck: false,
        });
    }
    page.posts(
        format!("/kitemark/applications/{}/group", view.id),
        "Save and continue",
    )
    .back(
        "Back to your answers",
        format!("/kitemark/applications/{}", view.id),
    )
}

fn lowered(sentence: &str) -> String {
    let mut letters = sentence.chars();
    let first = letters.next().map(|first| first.to_lowercase().to_string());
    format!("{}{}", first.unwrap_or_default(), letters.as_str())
}
