//! An application as a whole, its steps and those of its award, and what waits for an assessor.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use directory::{ApplicationDraft, ApplicationView, Error, Flaw, StepWords};
use domain::authority::Actor;
use domain::kitemark::application::ApplicationStep;
use domain::kitemark::award::AwardStep;
use serde::Deserialize;
use uuid::Uuid;

use crate::handlers::{failed, id, who};
use crate::views::kitemark::application::{ApplicationPage, Tried};
use crate::views::kitemark::queue::QueuePage;
use crate::{Pages, answer};

/// A step.
#[derive(Debug, Deserialize)]
pub(crate) struct Step {
    step: String,
    version: Option<i64>,
    #[serde(default)]
    words: String,
    #[serde(default)]
    next_steps: String,
}

/// The page.
pub(crate) async fn page(
    request: HttpRequest,
    pages: web::Data<Pages>,
    application: web::Path<String>,
) -> HttpResponse {
    match opened(&request, &pages, &application).await {
        Ok((_, view)) => {
            let page = ApplicationPage::new(&pages.brand, &view, None);
            answer::own(&pages.brand, StatusCode::OK, &page)
        }
        Err(error) => {
            let here = format!("/kitemark/applications/{application}");
            failed(&pages, &error, &here)
        }
    }
}

/// Takes a step of an application.
pub(crate) async fn step(
    request: HttpRequest,
    pages: web::Data<Pages>,
    application: web::Path<String>,
    form: web::Form<Step>,
) -> HttpResponse {
    let here = format!("/kitemark/applications/{application}");
    let (actor, view) = match opened(&request, &pages, &application).await {
        Ok(found) => found,
        Err(error) => return failed(&pages, &error, &here),
    };
    let taken = async {
        let step = ApplicationStep::from_name(&form.step).ok_or_else(|| unknown(&form.step))?;
        let said = StepWords {
            words: Some(form.words.clone()),
            next_steps: Some(form.next_steps.clone()),
        };
        pages
            .directory
            .step_application(&actor, view.id, step, said, form.version)
            .await
    };
    finish(&pages, &view, &form, taken.await, &here)
}

/// Takes a step of an award.
pub(crate) async fn award_step(
    request: HttpRequest,
    pages: web::Data<Pages>,
    award: web::Path<String>,
    form: web::Form<Step>,
) -> HttpResponse {
    let found = async {
        let actor = who(&request, &pages).await?;
        let award = id("kitemark award", &award)?;
        let view = pages.directory.mark_application_of(&actor, award).await?;
        Ok::<_, Error>((actor, award, view))
    };
    let (actor, award, view): (Actor, Uuid, ApplicationView) = match found.await {
        Ok(found) => found,
        Err(error) => return failed(&pages, &error, "/account"),
    };
    let reason = Some(form.words.clone());
    let directory = &pages.directory;
    let taken = match form.step.as_str() {
        "check_passed" => directory.check_award(&actor, award, true, reason).await,
        "check_failed" => directory.check_award(&actor, award, false, reason).await,
        name => match AwardStep::from_name(name) {
            Some(step) => directory.step_award(&actor, award, step, reason).await,
            None => Err(unknown(name)),
        },
    };
    // The form calls its one field what the other forms call it.
    let taken = taken.map_err(|error| match error {
        Error::Unfit(flaws) => Error::Unfit(
            flaws
                .into_iter()
                .map(|flaw| Flaw {
                    pointer: flaw.pointer.replace("/reason", "/words"),
                    ..flaw
                })
                .collect(),
        ),
        other => other,
    });
    let here = format!("/kitemark/applications/{}", view.id);
    finish(&pages, &view, &form, taken, &here)
}

/// What waits for an assessor.
pub(crate) async fn queue(request: HttpRequest, pages: web::Data<Pages>) -> HttpResponse {
    let waiting = async {
        let actor = who(&request, &pages).await?;
        pages.directory.applications_to_assess(&actor).await
    };
    match waiting.await {
        Ok(waiting) => {
            let scheme = pages.directory.kitemark_scheme();
            let page = QueuePage::new(&pages.brand, &scheme.name, &waiting);
            answer::own(&pages.brand, StatusCode::OK, &page)
        }
        Err(error) => failed(&pages, &error, "/kitemark/to-assess"),
    }
}

fn finish(
    pages: &Pages,
    view: &ApplicationView,
    form: &Step,
    taken: Result<ApplicationView, Error>,
    here: &str,
) -> HttpResponse {
    match taken {
        Ok(_) => answer::see(here),
        Err(Error::Unfit(flaws)) => {
            let tried = Tried {
                step: form.step.clone(),
                words: form.words.clone(),
                next_steps: form.next_steps.clone(),
                flaws,
            };
            let page = ApplicationPage::new(&pages.brand, view, Some(&tried));
            answer::own(&pages.brand, StatusCode::BAD_REQUEST, &page)
        }
        Err(error) => failed(pages, &error, here),
    }
}

/// The application of an address, and who asks.
pub(super) async fn opened(
    request: &HttpRequest,
    pages: &Pages,
    application: &str,
) -> Result<(Actor, ApplicationView), Error> {
    let actor = who(request, pages).await?;
    if actor == Actor::Anybody {
        return Err(Error::Unauthenticated("sign in first".to_owned()));
    }
    let application = id("kitemark application", application)?;
    let view = pages
        .directory
        .mark_application(&actor, application)
        .await?;
    Ok((actor, view))
}

/// What is kept, to be changed in part.
pub(super) fn draft_of(view: &ApplicationView) -> ApplicationDraft {
    ApplicationDraft {
        tier: view.tier.clone(),
        tiny: view.tiny,
        buddy: view.buddy.as_ref().map(|buddy| buddy.id.to_string()),
        answers: view.answers.clone(),
    }
}

fn unknown(step: &str) -> Error {
    Error::NotFound {
        what: "step",
        name: step.to_owned(),
    }
}
