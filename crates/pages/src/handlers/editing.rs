//! The form in which a group says what it is: one thing a page, to be left and taken up again.
//!
//! What is written is kept as a draft page by page; the last page shows what would change, and only
//! its button says it. The same pages add a listing that is not there yet, at `/add`.

mod check;
pub(crate) mod places;
mod read;
mod step;
mod work;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use directory::Error;

pub(crate) use check::{check, publish};
use step::Step;
use work::Work;

use super::{failed, who};
use crate::views::form::FormPage;
use crate::{Pages, answer};

/// What a form sends: a name can come more than once.
type Sent = web::Form<Vec<(String, String)>>;

/// Begins a listing that is not there yet.
pub(crate) async fn add(request: HttpRequest, pages: web::Data<Pages>) -> HttpResponse {
    match who(&request, &pages).await {
        Ok(actor) => match pages.directory.new_draft(&actor) {
            Ok(_) => {
                let page = FormPage::new(&pages.brand, "Add a group or a service")
                    .line("You answer a few questions, one a page. You can stop at any time: what you have written is kept for you.")
                    .line("Please look first whether it is listed already.")
                    .link("Find it", "/search")
                    .posts("/add", "Begin");
                answer::own(&pages.brand, StatusCode::OK, &page)
            }
            Err(error) => failed(&pages, &error, "/add"),
        },
        Err(error) => failed(&pages, &error, "/add"),
    }
}

/// Gives the new listing an id of its own.
pub(crate) async fn begin(request: HttpRequest, pages: web::Data<Pages>) -> HttpResponse {
    let begun = async {
        let actor = who(&request, &pages).await?;
        pages.directory.new_draft(&actor)
    };
    match begun.await {
        Ok(id) => answer::see(&format!("/add/{id}/{}", Step::FIRST.slug())),
        Err(error) => failed(&pages, &error, "/add"),
    }
}

/// All that is said so far, each with a way to change it.
pub(crate) async fn overview(
    request: HttpRequest,
    pages: web::Data<Pages>,
    subject: web::Path<String>,
) -> HttpResponse {
    let page = async {
        let work = Work::open(&request, &pages, &subject).await?;
        Ok(overview_page(&pages, &work))
    };
    shown(&request, &pages, &subject, page.await)
}

/// One question.
pub(crate) async fn ask(
    request: HttpRequest,
    pages: web::Data<Pages>,
    path: web::Path<(String, String)>,
) -> HttpResponse {
    let (subject, slug) = path.into_inner();
    let page = async {
        let step = Step::named(&slug)?;
        let work = Work::open(&request, &pages, &subject).await?;
        Ok(question(&pages, &work, step, &step.fields(&work)))
    };
    shown(&request, &pages, &subject, page.await)
}

/// Its answer: kept in the draft, and on to the next.
pub(crate) async fn answered(
    request: HttpRequest,
    pages: web::Data<Pages>,
    path: web::Path<(String, String)>,
    form: Sent,
) -> HttpResponse {
    let (subject, slug) = path.into_inner();
    let kept = async {
        let step = Step::named(&slug)?;
        let mut work = Work::open(&request, &pages, &subject).await?;
        let wrong = step.take(&read::Answers(&form), &mut work, &pages);
        if wrong.is_empty() {
            work.keep(&pages).await?;
        }
        Ok::<_, Error>((step, work, wrong))
    };
    match kept.await {
        Ok((step, work, wrong)) if wrong.is_empty() => {
            let next = if work.is_new() { step.next() } else { None };
            let there = next.map_or_else(|| work.home(), |next| work.at(next.slug()));
            answer::see(&there)
        }
        Ok((step, work, wrong)) => {
            let fields = step.fields_as_sent(&work, &read::Answers(&form));
            let page = question(&pages, &work, step, &fields).wrong(&wrong);
            answer::own(&pages.brand, StatusCode::BAD_REQUEST, &page)
        }
        Err(error) => refused(&request, &pages, &subject, &error),
    }
}

/// Drops what has been written and not said.
pub(crate) async fn drop_draft(
    request: HttpRequest,
    pages: web::Data<Pages>,
    subject: web::Path<String>,
) -> HttpResponse {
    let dropped = async {
        let work = Work::open(&request, &pages, &subject).await?;
        pages
            .directory
            .drop_draft(&work.actor, work.subject)
            .await?;
        Ok::<_, Error>(work)
    };
    match dropped.await {
        Ok(work) if work.is_new() => answer::see("/account"),
        Ok(work) => answer::see(&work.home()),
        Err(error) => refused(&request, &pages, &subject, &error),
    }
}

/// A page of the form, or why there is none.
fn shown(
    request: &HttpRequest,
    pages: &Pages,
    subject: &str,
    page: Result<FormPage, Error>,
) -> HttpResponse {
    match page {
        Ok(page) => answer::own(&pages.brand, StatusCode::OK, &page),
        Err(error) => refused(request, pages, subject, &error),
    }
}

/// Whoever may not change an entry is shown how they could.
fn refused(request: &HttpRequest, pages: &Pages, subject: &str, error: &Error) -> HttpResponse {
    match error {
        Error::Forbidden(_) if !work::is_add(request) => {
            let page = FormPage::new(&pages.brand, "You cannot change this entry yet")
                .line("Its group and the people who look after this directory can.")
                .link(
                    "I speak for this group",
                    format!("/listings/{subject}/claim"),
                )
                .link(
                    "Tell us what is wrong",
                    format!("/listings/{subject}/report"),
                )
                .back("Back to the entry", format!("/listings/{subject}"));
            answer::own(&pages.brand, StatusCode::FORBIDDEN, &page)
        }
        _ => failed(pages, error, request.path()),
    }
}

fn question(pages: &Pages, work: &Work, step: Step, fields: &[step::Field]) -> FormPage {
    let mut page = FormPage::new(&pages.brand, step.question());
    for line in step.lines(work) {
        page = page.line(line);
    }
    for field in fields {
        page = field.on(page);
    }
    let back = if work.has_begun() {
        work.home()
    } else {
        "/account".to_owned()
    };
    let page = page
        .posts(work.at(step.slug()), "Save and go on")
        .back("Back", back);
    if step == Step::Place {
        places::listed(page, work)
    } else {
        page
    }
}

fn overview_page(pages: &Pages, work: &Work) -> FormPage {
    let mut page = FormPage::new(&pages.brand, work.heading());
    if let Some(useful) = domain::edit::next_useful(&work.service) {
        page = page.line(useful.words());
    } else {
        page = page.line("Everything that people ask for is there. Thank you.");
    }
    if work.is_draft {
        page = page.line(
            "What you have changed is kept for you, and not shown to anybody until you publish it.",
        );
    }
    if !work.waiting.is_empty() {
        page = page.line(format!(
            "A change waits for a moderator. {}",
            work.waiting.join(" ")
        ));
    }
    for step in Step::ALL {
        page = page.row(
            step.label(),
            step.said(&work.service),
            Some(("Change", work.at(step.slug()))),
        );
    }
    if work.is_draft {
        page = page
            .link("Check and publish", work.at("check"))
            .posts(work.at("drop"), "Drop my changes");
    }
    match &work.slug {
        Some(slug) => page
            .link("What was said before", format!("/listings/{slug}/history"))
            .back("Back to the entry", format!("/listings/{slug}")),
        None => page.back("Back to your account", "/account"),
    }
}
