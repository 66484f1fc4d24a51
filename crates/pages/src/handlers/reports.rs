//! "Something wrong?": a report on a listing by anybody, and its answer.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use directory::{Error, ReportView, Shown};
use domain::report::{ANSWER_WITHIN, FORGET_REPORTER_AFTER, ReportKind};
use serde::Deserialize;

use super::{failed, id, violation, who};
use crate::views::form::{FormPage, choice, email};
use crate::wording::day_of;
use crate::{Pages, answer};

/// What somebody tells.
#[derive(Debug, Deserialize)]
pub(crate) struct Reporting {
    kind: Option<String>,
    #[serde(default)]
    words: String,
    #[serde(default)]
    email: String,
    /// Nobody sees this field; programs fill it in.
    #[serde(default)]
    website: String,
}

/// What they are answered.
#[derive(Debug, Deserialize)]
pub(crate) struct Answering {
    accept: Option<String>,
    #[serde(default)]
    answer: String,
}

/// The form.
pub(crate) async fn ask(pages: web::Data<Pages>, listing: web::Path<String>) -> HttpResponse {
    match name_of(&pages, &listing).await {
        Ok(name) => {
            let page = report_page(&pages, &listing, &name, "", "");
            answer::own(&pages.brand, StatusCode::OK, &page)
        }
        Err(error) => answer::failed(&pages.brand, &error),
    }
}

/// Takes the report.
pub(crate) async fn make(
    request: HttpRequest,
    pages: web::Data<Pages>,
    listing: web::Path<String>,
    form: web::Form<Reporting>,
) -> HttpResponse {
    let name = match name_of(&pages, &listing).await {
        Ok(name) => name,
        Err(error) => return answer::failed(&pages.brand, &error),
    };
    if !form.website.is_empty() {
        // A program: it learns nothing from the answer.
        return answer::own(&pages.brand, StatusCode::OK, &thanks(&pages, &listing));
    }
    let reported = async {
        pages.visitors.count_report(&request)?;
        let kind = form.kind.as_deref().and_then(ReportKind::from_name);
        let kind = kind.ok_or_else(|| {
            let why = "choose what it is about".to_owned();
            Error::Invalid(vec![violation("kind", why)])
        })?;
        let actor = who(&request, &pages).await?;
        pages
            .directory
            .report(&actor, &listing, kind, &form.words, Some(&form.email))
            .await
    };
    match reported.await {
        Ok(_) => answer::own(&pages.brand, StatusCode::OK, &thanks(&pages, &listing)),
        Err(Error::Invalid(violations)) => {
            let page =
                report_page(&pages, &listing, &name, &form.words, &form.email).wrong(&violations);
            answer::own(&pages.brand, StatusCode::BAD_REQUEST, &page)
        }
        Err(error) => answer::failed(&pages.brand, &error),
    }
}

/// A report, for whoever may answer it.
pub(crate) async fn report(
    request: HttpRequest,
    pages: web::Data<Pages>,
    report: web::Path<String>,
) -> HttpResponse {
    match waiting(&request, &pages, &report).await {
        Ok(view) => {
            let page = answer_page(&pages, &view, "");
            answer::own(&pages.brand, StatusCode::OK, &page)
        }
        Err(error) => failed(&pages, &error, &format!("/reports/{report}")),
    }
}

/// Answers it.
pub(crate) async fn answer_it(
    request: HttpRequest,
    pages: web::Data<Pages>,
    report: web::Path<String>,
    form: web::Form<Answering>,
) -> HttpResponse {
    let here = format!("/reports/{report}");
    let view = match waiting(&request, &pages, &report).await {
        Ok(view) => view,
        Err(error) => return failed(&pages, &error, &here),
    };
    let answered = async {
        let accept = match form.accept.as_deref() {
            Some("yes") => true,
            Some("no") => false,
            _ => {
                let why = "choose whether you agree".to_owned();
                return Err(Error::Invalid(vec![violation("accept", why)]));
            }
        };
        let actor = who(&request, &pages).await?;
        pages
            .directory
            .answer_report(&actor, view.id, accept, &form.answer)
            .await
    };
    match answered.await {
        Ok(_) => answer::see("/account"),
        Err(Error::Invalid(violations)) => {
            let page = answer_page(&pages, &view, &form.answer).wrong(&violations);
            answer::own(&pages.brand, StatusCode::BAD_REQUEST, &page)
        }
        Err(error) => failed(&pages, &error, &here),
    }
}

async fn waiting(request: &HttpRequest, pages: &Pages, report: &str) -> Result<ReportView, Error> {
    let actor = who(request, pages).await?;
    let report = id("report", report)?;
    pages.directory.report_to_answer(&actor, report).await
}

async fn name_of(pages: &Pages, listing: &str) -> Result<String, Error> {
    match pages.directory.show(listing).await? {
        Shown::Listing(view) => Ok(view.listing.service.name.clone()),
        Shown::Moved(_) => Err(Error::NotFound {
            what: "listing",
            name: listing.to_owned(),
        }),
    }
}

fn report_page(pages: &Pages, listing: &str, name: &str, words: &str, typed: &str) -> FormPage {
    let mut field = email(
        "email",
        "Your e-mail address (optional)",
        Some(
            "For the answer only. Moderators can see it, and we forget it 90 days after the answer.",
        ),
    );
    typed.clone_into(&mut field.value);
    FormPage::new(&pages.brand, format!("What is wrong with {name}?"))
        .line(format!(
            "Whoever looks after this entry reads it and answers within {} days.",
            ANSWER_WITHIN.num_days()
        ))
        .line("Do not use this to ask the group for help, or in an emergency.")
        .radios(
            "kind",
            "What is it about?",
            vec![
                choice("correction", "Something should say something else"),
                choice(
                    "problem",
                    "Something else is wrong: it has closed, or nobody answers",
                ),
            ],
        )
        .textarea(
            "words",
            "What is wrong, and what would be right?",
            Some("Do not write about other people’s health or private life."),
            words,
        )
        .input(field)
        .trap()
        .posts(format!("/listings/{listing}/report"), "Send")
        .back("Back to the entry", format!("/listings/{listing}"))
}

fn thanks(pages: &Pages, listing: &str) -> FormPage {
    FormPage::new(&pages.brand, "Thank you")
        .line(format!(
            "It will be answered within {} days. If you gave an address, the answer comes by mail, and we forget your address {} days after.",
            ANSWER_WITHIN.num_days(),
            FORGET_REPORTER_AFTER.num_days()
        ))
        .link("Back to the entry", format!("/listings/{listing}"))
}

fn answer_page(pages: &Pages, view: &ReportView, typed: &str) -> FormPage {
    let name = view
        .listing_name
        .as_deref()
        .unwrap_or("an entry that is not listed any more");
    let kind = match view.kind {
        ReportKind::Problem => "a problem",
        ReportKind::Correction => "a correction",
    };
    let mut page = FormPage::new(&pages.brand, format!("Somebody reports {kind}: {name}"))
        .line(format!(
            "On {}. Please answer by {}.",
            day_of(view.created_at),
            day_of(view.answer_by)
        ))
        .line(format!("They write: {}", view.words));
    if let Some(reporter) = &view.reporter {
        page = page.line(format!("From {reporter}."));
    }
    if let Some(slug) = &view.listing_slug {
        page = page.link("Open the entry", format!("/listings/{slug}"));
    }
    page.line("Your answer does not change the entry: if you agree, put it right at its source.")
        .radios(
            "accept",
            "Do you agree?",
            vec![choice("yes", "Yes"), choice("no", "No")],
        )
        .textarea(
            "answer",
            "Your answer",
            Some("What you have done, or why not. Whoever wrote reads it."),
            typed,
        )
        .posts(format!("/reports/{}", view.id), "Answer")
        .back("Back to your account", "/account")
}
