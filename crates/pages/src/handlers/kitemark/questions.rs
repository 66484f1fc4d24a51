//! One question a page, saved as one goes.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use directory::{ApplicationView, Error};
use domain::kitemark::Question;
use serde::Deserialize;

use super::applications::{draft_of, opened};
use crate::handlers::failed;
use crate::views::kitemark::question::{QuestionPage, Typed};
use crate::{Pages, answer};

/// What was answered.
#[derive(Debug, Deserialize)]
pub(crate) struct Answered {
    version: i64,
    #[serde(default)]
    answer: String,
    #[serde(default)]
    issuer: String,
    #[serde(default)]
    covers: String,
    #[serde(default)]
    day: String,
    #[serde(default)]
    month: String,
    #[serde(default)]
    year: String,
    /// `later` to stop here.
    #[serde(default)]
    then: String,
}

/// The page.
pub(crate) async fn page(
    request: HttpRequest,
    pages: web::Data<Pages>,
    path: web::Path<(String, String)>,
) -> HttpResponse {
    let (id, code) = path.into_inner();
    let here = format!("/kitemark/applications/{id}/questions/{code}");
    match asked(&request, &pages, &id, &code).await {
        Ok((_, view, question)) => {
            let typed = Typed::of(view.answers.get(&code));
            let page = QuestionPage::new(&pages.brand, &view, &question, typed, None);
            answer::own(&pages.brand, StatusCode::OK, &page)
        }
        Err(error) => failed(&pages, &error, &here),
    }
}

/// Keeps the answer, and goes on.
pub(crate) async fn keep(
    request: HttpRequest,
    pages: web::Data<Pages>,
    path: web::Path<(String, String)>,
    form: web::Form<Answered>,
) -> HttpResponse {
    let (id, code) = path.into_inner();
    let here = format!("/kitemark/applications/{id}/questions/{code}");
    let (actor, view, question) = match asked(&request, &pages, &id, &code).await {
        Ok(found) => found,
        Err(error) => return failed(&pages, &error, &here),
    };
    let form = form.into_inner();
    let typed = Typed {
        answer: form.answer,
        issuer: form.issuer,
        covers: form.covers,
        day: form.day,
        month: form.month,
        year: form.year,
    };
    let again = |typed: Typed, error: String| {
        let page = QuestionPage::new(&pages.brand, &view, &question, typed, Some(error));
        answer::own(&pages.brand, StatusCode::BAD_REQUEST, &page)
    };
    let mut draft = draft_of(&view);
    match typed.answer(&question) {
        Ok(Some(answer)) => draft.answers.insert(code.clone(), answer),
        Ok(None) => draft.answers.remove(&code),
        Err(fault) => return again(typed, fault),
    };
    let written = pages
        .directory
        .write_application(&actor, view.id, form.version, draft)
        .await;
    match written {
        Ok(_) if form.then == "later" => answer::see("/account"),
        Ok(view) => answer::see(&next_question(&view, Some(&code))),
        Err(Error::Unfit(flaws)) => {
            let pointer = format!("/answers/{code}");
            let flaw = flaws.iter().find(|flaw| flaw.pointer == pointer);
            match flaw.or(flaws.first()) {
                Some(flaw) => again(typed, flaw.message.clone()),
                None => failed(&pages, &Error::Unfit(flaws), &here),
            }
        }
        Err(error) => failed(&pages, &error, &here),
    }
}

/// The address of the next question that has no answer, after this one; of all answers where none is
/// left.
pub(super) fn next_question(view: &ApplicationView, after: Option<&str>) -> String {
    let path = format!("/kitemark/applications/{}", view.id);
    let at = after.and_then(|after| view.asked.iter().position(|code| code == after));
    let open = view.asked[at.map_or(0, |at| at + 1)..].iter().find(|code| {
        let needed = view
            .missing
            .iter()
            .any(|missing| missing.question == **code);
        needed && !view.answers.contains_key(*code)
    });
    match open {
        Some(code) => format!("{path}/questions/{code}"),
        None => path,
    }
}

async fn asked(
    request: &HttpRequest,
    pages: &Pages,
    id: &str,
    code: &str,
) -> Result<(domain::authority::Actor, ApplicationView, Question), Error> {
    let (actor, view) = opened(request, pages, id).await?;
    let is_asked = view.asked.iter().any(|asked| asked == code);
    let question = view.scheme.question(code).filter(|_| is_asked).cloned();
    let question = question.ok_or_else(|| Error::NotFound {
        what: "question",
        name: code.to_owned(),
    })?;
    Ok((actor, view, question))
}
