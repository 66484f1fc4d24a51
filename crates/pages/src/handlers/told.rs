//! What was said before and can be said again, what other sources newly say, and what waits for a
//! moderator.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use directory::{Error, Happened, HeldView, Saved, Sought, SuggestionView};
use domain::authority::Actor;
use domain::source::SourceId;
use domain::statement::StatementKey;
use serde::Deserialize;

use super::{failed, id, violation, who};
use crate::views::form::{FormPage, choice};
use crate::wording::{day_of, field_label, field_lines, sentence};
use crate::{Pages, answer};

/// Which version is to be said again.
#[derive(Debug, Deserialize)]
pub(crate) struct Restoring {
    version: Option<String>,
    /// The version that was read.
    #[serde(default)]
    read: String,
}

/// Theirs or ours.
#[derive(Debug, Deserialize)]
pub(crate) struct Choosing {
    answer: Option<String>,
    #[serde(default)]
    field: String,
    #[serde(default)]
    source: String,
    #[serde(default)]
    external_id: String,
}

/// Yes or no, and why.
#[derive(Debug, Deserialize)]
pub(crate) struct Deciding {
    answer: Option<String>,
    #[serde(default)]
    reason: String,
}

/// What was said of a listing, by which source and when.
pub(crate) async fn history(
    request: HttpRequest,
    pages: web::Data<Pages>,
    listing: web::Path<String>,
) -> HttpResponse {
    match history_page(&request, &pages, &listing).await {
        Ok(page) => answer::own(&pages.brand, StatusCode::OK, &page),
        Err(error) => failed(&pages, &error, request.path()),
    }
}

/// Says an earlier version again.
pub(crate) async fn restore(
    request: HttpRequest,
    pages: web::Data<Pages>,
    listing: web::Path<String>,
    form: web::Form<Restoring>,
) -> HttpResponse {
    let restored = async {
        let number = form.version.as_deref().and_then(|text| text.parse().ok());
        let number = number.ok_or_else(|| {
            Error::Invalid(vec![violation("version", "choose a version".to_owned())])
        })?;
        let actor = who(&request, &pages).await?;
        let read = [form.read.clone()];
        pages
            .directory
            .restore_statement(&actor, &listing, number, &read)
            .await
    };
    match restored.await {
        Ok(Saved::Overtaken(_)) => {
            let page = FormPage::new(&pages.brand, "Somebody else changed this entry meanwhile")
                .line("Nothing was restored. Look at what is said now.")
                .link("Look again", format!("/listings/{listing}/history"));
            answer::own(&pages.brand, StatusCode::CONFLICT, &page)
        }
        Ok(_) => answer::see(&format!("/listings/{listing}")),
        Err(Error::Invalid(violations)) => match history_page(&request, &pages, &listing).await {
            Ok(page) => answer::own(
                &pages.brand,
                StatusCode::BAD_REQUEST,
                &page.wrong(&violations),
            ),
            Err(error) => failed(&pages, &error, request.path()),
        },
        Err(error) => failed(&pages, &error, request.path()),
    }
}

/// What another source newly says: one question at a time.
pub(crate) async fn suggestion(
    request: HttpRequest,
    pages: web::Data<Pages>,
    listing: web::Path<String>,
) -> HttpResponse {
    match waiting(&request, &pages, &listing).await {
        Ok((_, waiting)) => {
            let page = suggestion_page(&pages, &listing, &waiting);
            answer::own(&pages.brand, StatusCode::OK, &page)
        }
        Err(error) => failed(&pages, &error, request.path()),
    }
}

/// Takes theirs, or keeps ours.
pub(crate) async fn choose(
    request: HttpRequest,
    pages: web::Data<Pages>,
    listing: web::Path<String>,
    form: web::Form<Choosing>,
) -> HttpResponse {
    let (actor, open) = match waiting(&request, &pages, &listing).await {
        Ok(found) => found,
        Err(error) => return failed(&pages, &error, request.path()),
    };
    let take = match form.answer.as_deref() {
        Some("take") => true,
        Some("keep") => false,
        _ => {
            let wrong = [violation("answer", "choose one of the two".to_owned())];
            let page = suggestion_page(&pages, &listing, &open).wrong(&wrong);
            return answer::own(&pages.brand, StatusCode::BAD_REQUEST, &page);
        }
    };
    let asked = open.iter().find(|one| {
        one.key.external_id == form.external_id
            && SourceId::parse(&form.source).is_ok_and(|source| source == one.key.source)
            && format!("{:?}", one.field) == form.field
    });
    let answered = match asked {
        Some(one) => {
            let key: &StatementKey = &one.key;
            pages
                .directory
                .answer_suggestion(&actor, &listing, (one.field, key), take)
                .await
        }
        None => Ok(None),
    };
    match answered {
        Ok(_) if open.len() > 1 => answer::see(&format!("/listings/{listing}/suggestions")),
        Ok(_) => answer::see(&format!("/listings/{listing}")),
        Err(error) => failed(&pages, &error, request.path()),
    }
}

/// An edit that waits for a moderator.
pub(crate) async fn held(
    request: HttpRequest,
    pages: web::Data<Pages>,
    edit: web::Path<String>,
) -> HttpResponse {
    match held_edit(&request, &pages, &edit).await {
        Ok((_, view)) => {
            let page = held_page(&pages, &view, "");
            answer::own(&pages.brand, StatusCode::OK, &page)
        }
        Err(error) => failed(&pages, &error, request.path()),
    }
}

/// Publishes it, or refuses it.
pub(crate) async fn decide(
    request: HttpRequest,
    pages: web::Data<Pages>,
    edit: web::Path<String>,
    form: web::Form<Deciding>,
) -> HttpResponse {
    let (actor, view) = match held_edit(&request, &pages, &edit).await {
        Ok(found) => found,
        Err(error) => return failed(&pages, &error, request.path()),
    };
    let decided = async {
        let publish = match form.answer.as_deref() {
            Some("publish") => true,
            Some("refuse") => false,
            _ => {
                let why = "choose one of the two".to_owned();
                return Err(Error::Invalid(vec![violation("answer", why)]));
            }
        };
        pages
            .directory
            .decide_held_edit(&actor, view.id, publish, &form.reason)
            .await
    };
    match decided.await {
        Ok(_) => answer::see("/account"),
        Err(Error::Invalid(violations)) => {
            let page = held_page(&pages, &view, &form.reason).wrong(&violations);
            answer::own(&pages.brand, StatusCode::BAD_REQUEST, &page)
        }
        Err(error) => failed(&pages, &error, request.path()),
    }
}

async fn waiting(
    request: &HttpRequest,
    pages: &Pages,
    listing: &str,
) -> Result<(Actor, Vec<SuggestionView>), Error> {
    let actor = who(request, pages).await?;
    let waiting = pages.directory.suggestions_for(&actor, listing).await?;
    Ok((actor, waiting))
}

async fn held_edit(
    request: &HttpRequest,
    pages: &Pages,
    edit: &str,
) -> Result<(Actor, HeldView), Error> {
    let actor = who(request, pages).await?;
    let edit = id("edit", edit)?;
    let view = pages.directory.held_edit(&actor, edit).await?;
    Ok((actor, view))
}

async fn history_page(
    request: &HttpRequest,
    pages: &Pages,
    listing: &str,
) -> Result<FormPage, Error> {
    let history = match pages.directory.history(listing).await? {
        Sought::Found(history) => history,
        Sought::Moved(_) => {
            return Err(Error::NotFound {
                what: "listing",
                name: listing.to_owned(),
            });
        }
    };
    let actor = who(request, pages).await?;
    let own = pages.directory.own_words(&actor, listing).await.ok();
    let mut page = FormPage::new(&pages.brand, "What was said before")
        .back("Back to the entry", format!("/listings/{listing}"));
    for entry in &history.entries {
        page = page.row(&heading(entry), told(entry), None);
    }
    let Some(own) = own else {
        return Ok(page);
    };
    let speaker = own.speaker;
    let mut versions: Vec<_> = history
        .entries
        .iter()
        .filter(|entry| entry.source.id == speaker)
        .filter_map(|entry| Some((entry.version?.to_string(), heading(entry))))
        .collect();
    // The latest is what is said now.
    if own.is_said && !versions.is_empty() {
        versions.remove(0);
    }
    if own.is_said
        && history
            .entries
            .iter()
            .any(|entry| entry.source.id != speaker)
    {
        let none = "Take back all that was said here, and show what other sources say";
        versions.push(("0".to_owned(), none.to_owned()));
    }
    if versions.is_empty() {
        return Ok(page);
    }
    let items = versions
        .into_iter()
        .map(|(value, words)| choice(&value, words));
    Ok(page
        .radios("version", "Say one of these again?", items.collect())
        .hidden("read", own.version)
        .posts(format!("/listings/{listing}/restore"), "Say it again"))
}

fn heading(entry: &Happened) -> String {
    let who = sentence(&entry.source.name);
    match entry.version {
        Some(version) => format!("{}: {who}, version {version}", day_of(entry.at)),
        None => format!("{}: {who}", day_of(entry.at)),
    }
}

fn told(entry: &Happened) -> Vec<String> {
    if entry.is_first {
        return vec!["Said something of it for the first time".to_owned()];
    }
    let changes = entry.changes.iter();
    changes
        .map(|field| {
            let before = field_lines(*field, &entry.before).join("; ");
            let after = field_lines(*field, &entry.after).join("; ");
            let words = |text: String| {
                if text.is_empty() {
                    "nothing".to_owned()
                } else {
                    text
                }
            };
            format!(
                "{}: from {} to {}",
                field_label(*field),
                words(before),
                words(after)
            )
        })
        .collect()
}

fn suggestion_page(pages: &Pages, listing: &str, waiting: &[SuggestionView]) -> FormPage {
    let Some(one) = waiting.first() else {
        return FormPage::new(&pages.brand, "Nothing waits for you here")
            .back("Back to the entry", format!("/listings/{listing}"));
    };
    let source = sentence(&one.source.name);
    let words = |service| {
        let lines = field_lines(one.field, service);
        if lines.is_empty() {
            "nothing".to_owned()
        } else {
            lines.join("; ")
        }
    };
    FormPage::new(&pages.brand, format!("{source} now says something else"))
        .line(format!(
            "{}, {}, since {}.",
            one.name,
            field_label(one.field).to_lowercase(),
            day_of(one.since)
        ))
        .radios(
            "answer",
            "Which is right?",
            vec![
                choice("take", format!("Theirs: {}", words(&one.theirs))),
                choice("keep", format!("Ours: {}", words(&one.ours))),
            ],
        )
        .hidden("field", format!("{:?}", one.field))
        .hidden("source", one.key.source.to_string())
        .hidden("external_id", one.key.external_id.clone())
        .posts(format!("/listings/{listing}/suggestions"), "Answer")
        .back("Back to the entry", format!("/listings/{listing}"))
}

fn held_page(pages: &Pages, view: &HeldView, typed: &str) -> FormPage {
    let mut page = FormPage::new(&pages.brand, format!("A change to {} waits", view.name))
        .line(format!("Written on {}.", day_of(view.created_at)));
    for reason in &view.reasons {
        page = page.line(reason.clone());
    }
    for field in &view.changes {
        let lines = vec![
            format!("Shown: {}", field_lines(*field, &view.before).join("; ")),
            format!("Wanted: {}", field_lines(*field, &view.after).join("; ")),
        ];
        page = page.row(field_label(*field), lines, None);
    }
    if let Some(slug) = &view.slug {
        page = page.link("Open the entry", format!("/listings/{slug}"));
    }
    page.radios(
        "answer",
        "What do you decide?",
        vec![
            choice("publish", "Publish it"),
            choice("refuse", "Refuse it"),
        ],
    )
    .textarea(
        "reason",
        "If you refuse it: why?",
        Some("Whoever wrote it reads this."),
        typed,
    )
    .posts(format!("/edits/{}", view.id), "Decide")
    .back("Back to your account", "/account")
}
