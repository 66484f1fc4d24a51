//! Check your answers: what would change, before anything is said; and saying it.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use directory::{Alike, Created, Error, HeldView, OwnWords, Published, Saved, read_statement};
use domain::edit::changed_fields;
use uuid::Uuid;

use super::read::Answers;
use super::step::Step;
use super::work::Work;
use super::{Sent, refused};
use crate::views::form::FormPage;
use crate::wording::{field_label, field_lines, full_sentence};
use crate::{Pages, answer};

/// Under which the ids of listings are sent that it is not.
const NONE_OF: &str = "none_of";

/// The page.
pub(crate) async fn check(
    request: HttpRequest,
    pages: web::Data<Pages>,
    subject: web::Path<String>,
) -> HttpResponse {
    let checked = async {
        let work = Work::open(&request, &pages, &subject).await?;
        let page = if work.is_new() {
            new_page(&pages, &work)
        } else {
            changes_page(&pages, &work).await?
        };
        Ok::<_, Error>(page)
    };
    match checked.await {
        Ok(page) => answer::own(&pages.brand, StatusCode::OK, &page),
        Err(Error::Unfit(flaws)) => {
            let told: Vec<String> = flaws.into_iter().map(|fault| fault.message).collect();
            unfit(&pages, request.path(), &told)
        }
        Err(error) => refused(&request, &pages, &subject, &error),
    }
}

/// Says it.
pub(crate) async fn publish(
    request: HttpRequest,
    pages: web::Data<Pages>,
    subject: web::Path<String>,
    form: Sent,
) -> HttpResponse {
    let sent = Answers(&form);
    let work = match Work::open(&request, &pages, &subject).await {
        Ok(work) => work,
        Err(error) => return refused(&request, &pages, &subject, &error),
    };
    let done = if work.is_new() {
        add(&pages, &work, &sent).await
    } else {
        let version = sent.line("version").unwrap_or_else(|| work.base.clone());
        let id = work.subject.to_string();
        let saved = pages
            .directory
            .save_statement(&work.actor, &id, &work.body(), &[version])
            .await;
        saved.map(|saved| match saved {
            Saved::Published(published) => said_page(&pages, &published),
            Saved::Held(held) => held_page(&pages, &held),
            Saved::Overtaken(now) => overtaken_page(&pages, &work, &now),
        })
    };
    match done {
        Ok(page) => answer::own(&pages.brand, StatusCode::OK, &page),
        Err(Error::Unfit(flaws)) => {
            let told: Vec<String> = flaws.into_iter().map(|fault| fault.message).collect();
            unfit(&pages, &work.home(), &told)
        }
        Err(error) => refused(&request, &pages, &subject, &error),
    }
}

async fn add(pages: &Pages, work: &Work, sent: &Answers<'_>) -> Result<FormPage, Error> {
    let none_of: Vec<Uuid> = if sent.has("same", "none") {
        let ids = sent.all(NONE_OF);
        ids.iter()
            .filter_map(|id| Uuid::try_parse(id).ok())
            .collect()
    } else {
        Vec::new()
    };
    let created = pages
        .directory
        .create_listing(&work.actor, &work.body(), &none_of)
        .await?;
    if !matches!(created, Created::Alike(_)) {
        pages
            .directory
            .drop_draft(&work.actor, work.subject)
            .await?;
    }
    Ok(match created {
        Created::Published(published) => said_page(pages, &published),
        Created::Held(held) => held_page(pages, &held),
        Created::Alike(alike) => alike_page(pages, work, &alike),
    })
}

async fn changes_page(pages: &Pages, work: &Work) -> Result<FormPage, Error> {
    let id = work.subject.to_string();
    let preview = pages
        .directory
        .preview_statement(&work.actor, &id, &work.body())
        .await?;
    let after = &preview.view.listing.service;
    let mut page = FormPage::new(&pages.brand, "Check your changes").back("Back", work.home());
    if preview.changes.is_empty() {
        return Ok(page
            .line("Nothing would look different. You can still confirm that all of it is right.")
            .posts(work.at("check"), "Confirm that it is right"));
    }
    page = page.line("This is what would change for everybody who looks.");
    for field in &preview.changes {
        let before = field_lines(*field, &preview.before);
        let now = field_lines(*field, after);
        let mut lines = vec![match before.is_empty() {
            true => "Before: nothing".to_owned(),
            false => format!("Before: {}", before.join("; ")),
        }];
        lines.push(match now.is_empty() {
            true => "Then: nothing".to_owned(),
            false => format!("Then: {}", now.join("; ")),
        });
        page = page.row(field_label(*field), lines, None);
    }
    for suspicion in &preview.suspicions {
        page = page.line(format!(
            "{} A moderator will look at it first.",
            full_sentence(&suspicion.words())
        ));
    }
    Ok(page.posts(work.at("check"), "Publish"))
}

fn new_page(pages: &Pages, work: &Work) -> FormPage {
    let mut page = FormPage::new(&pages.brand, "Check your answers").back("Back", work.home());
    for step in Step::ALL {
        let change = Some(("Change", work.at(step.slug())));
        page = page.row(step.label(), step.said(&work.service), change);
    }
    if let Some(useful) = domain::edit::next_useful(&work.service) {
        page = page.line(useful.words());
    }
    page.posts(work.at("check"), "Publish")
}

fn said_page(pages: &Pages, published: &Published) -> FormPage {
    let page = FormPage::new(&pages.brand, "Thank you, it is published")
        .line("Everybody can find it from now on.")
        .link("Open the entry", format!("/listings/{}", published.slug));
    match published.next {
        Some(useful) => page
            .line(useful.words())
            .link("Add this now", format!("/listings/{}/edit", published.slug)),
        None => page,
    }
}

fn held_page(pages: &Pages, held: &HeldView) -> FormPage {
    let mut page = FormPage::new(&pages.brand, "A moderator will look at it first")
        .line("What was shown before stays until then. You will hear by mail.");
    for reason in &held.reasons {
        page = page.line(full_sentence(reason));
    }
    page.link("Back to your account", "/account")
}

/// Somebody else was faster: theirs beside ours.
fn overtaken_page(pages: &Pages, work: &Work, now: &OwnWords) -> FormPage {
    let theirs = read_statement(&now.body).unwrap_or_default();
    let mut page = FormPage::new(&pages.brand, "Somebody else changed this entry meanwhile").line(
        "Nothing of yours is lost. Where the two differ, this is what they say and what you say.",
    );
    for field in changed_fields(&theirs, &work.service) {
        let said = [
            format!("Now: {}", field_lines(field, &theirs).join("; ")),
            format!("Yours: {}", field_lines(field, &work.service).join("; ")),
        ];
        page = page.row(field_label(field), said.to_vec(), None);
    }
    page.hidden("version", now.version.clone())
        .posts(work.at("check"), "Publish mine all the same")
        .link("Change mine first", work.home())
}

fn alike_page(pages: &Pages, work: &Work, alike: &[Alike]) -> FormPage {
    let mut page = FormPage::new(&pages.brand, "Is it one of these?")
        .line("It looks as if it may be listed already. If it is, you can keep that entry up to date instead.");
    for one in alike {
        let mut lines: Vec<String> = one.place.iter().cloned().collect();
        lines.extend(one.reasons.iter().take(3).cloned());
        let there = format!("/listings/{}", one.slug);
        page = page
            .row(&one.name, lines, Some(("Open", there)))
            .hidden(NONE_OF, one.listing.to_string());
    }
    page.hidden("same", "none")
        .posts(work.at("check"), "It is none of these, publish mine")
        .back("Back", work.home())
}

fn unfit(pages: &Pages, home: &str, told: &[String]) -> HttpResponse {
    let mut page = FormPage::new(&pages.brand, "Something is missing")
        .back("Back to the questions", home.trim_end_matches("/check"));
    for message in told {
        page = page.line(full_sentence(&format!("something {message}")));
    }
    answer::own(&pages.brand, StatusCode::BAD_REQUEST, &page)
}
