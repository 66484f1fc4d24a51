//! `/moderation`: what waits for whoever looks after an area: doubtful pairs, held crawls, reports.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use directory::{By, Error, MatchId, MatchQuery, QueueState, RunDecision};
use domain::authority::Actor;
use domain::matching::cluster::Answer;
use serde::Deserialize;

use super::{failed, violation, who};
use crate::views::moderation::{CrawlsPage, MatchPage, MatchesPage, ModerationPage, Waiting};
use crate::{Pages, answer};

const HERE: &str = "/moderation";
const MATCHES: &str = "/moderation/matches";
const CRAWLS: &str = "/moderation/crawls";
/// Pairs on a page.
const PAIRS: u64 = 20;

/// Which pairs.
#[derive(Debug, Deserialize)]
pub(crate) struct Which {
    state: Option<String>,
    after: Option<String>,
}

/// An answer on a pair.
#[derive(Debug, Deserialize)]
pub(crate) struct Answering {
    answer: Option<String>,
    #[serde(default)]
    reason: String,
}

/// What is made of a crawl that is held.
#[derive(Debug, Deserialize)]
pub(crate) struct Ruling {
    #[serde(default)]
    source: String,
    decision: Option<String>,
    #[serde(default)]
    reason: String,
}

/// What waits.
pub(crate) async fn overview(request: HttpRequest, pages: web::Data<Pages>) -> HttpResponse {
    let waiting = async {
        let actor = who(&request, &pages).await?;
        let directory = &pages.directory;
        let pairs = directory
            .matches(&actor, &query(&Which::first(), 1))
            .await?;
        Ok::<_, Error>(Waiting {
            pairs: !pairs.matches.is_empty(),
            crawls: directory.held_crawls(&actor).await?.len(),
            reports: directory.reports_to_answer(&actor).await?,
            claims: directory.claims_to_decide(&actor).await?,
        })
    };
    match waiting.await {
        Ok(waiting) => {
            let page = ModerationPage::new(&pages.brand, waiting);
            answer::own(&pages.brand, StatusCode::OK, &page)
        }
        Err(error) => failed(&pages, &error, HERE),
    }
}

/// The queue of pairs.
pub(crate) async fn matches(
    request: HttpRequest,
    pages: web::Data<Pages>,
    which: web::Query<Which>,
) -> HttpResponse {
    let page = async {
        let actor = who(&request, &pages).await?;
        pages.directory.matches(&actor, &query(&which, PAIRS)).await
    };
    match page.await {
        Ok(page) => {
            let page = MatchesPage::new(&pages.brand, &page, which.state.as_deref());
            answer::own(&pages.brand, StatusCode::OK, &page)
        }
        Err(error) => failed(&pages, &error, MATCHES),
    }
}

/// One pair, side by side.
pub(crate) async fn pair(
    request: HttpRequest,
    pages: web::Data<Pages>,
    id: web::Path<String>,
) -> HttpResponse {
    let page = async {
        let actor = who(&request, &pages).await?;
        show(&pages, &actor, &id).await
    };
    match page.await {
        Ok(page) => answer::own(&pages.brand, StatusCode::OK, &page),
        Err(error) => failed(&pages, &error, &format!("{MATCHES}/{id}")),
    }
}

/// Answers a pair, or takes the answer back.
pub(crate) async fn decide(
    request: HttpRequest,
    pages: web::Data<Pages>,
    id: web::Path<String>,
    form: web::Form<Answering>,
) -> HttpResponse {
    let decided = async {
        let actor = who(&request, &pages).await?;
        let pair = pair_of(&id)?;
        let by = by(actor, &form.reason);
        match form.answer.as_deref() {
            Some("undo") => pages.directory.undo_match(pair, &by).await,
            chosen => {
                let chosen = chosen.and_then(Answer::from_name);
                let chosen = chosen.ok_or_else(|| choose("answer"))?;
                pages.directory.decide_match(pair, chosen, &by).await
            }
        }
    };
    let here = format!("{MATCHES}/{id}");
    match decided.await {
        Ok(_) => answer::see(&here),
        Err(Error::Invalid(violations)) => {
            let page = async {
                let actor = who(&request, &pages).await?;
                show(&pages, &actor, &id).await
            };
            match page.await {
                Ok(page) => {
                    let page = page.wrong(&violations, &form.reason);
                    answer::own(&pages.brand, StatusCode::BAD_REQUEST, &page)
                }
                Err(error) => failed(&pages, &error, &here),
            }
        }
        Err(error) => failed(&pages, &error, &here),
    }
}

/// Crawls that are held.
pub(crate) async fn crawls(request: HttpRequest, pages: web::Data<Pages>) -> HttpResponse {
    let held = async {
        let actor = who(&request, &pages).await?;
        pages.directory.held_crawls(&actor).await
    };
    match held.await {
        Ok(held) => {
            let page = CrawlsPage::new(&pages.brand, held);
            answer::own(&pages.brand, StatusCode::OK, &page)
        }
        Err(error) => failed(&pages, &error, CRAWLS),
    }
}

/// Says what the silence of a source means.
pub(crate) async fn rule(
    request: HttpRequest,
    pages: web::Data<Pages>,
    form: web::Form<Ruling>,
) -> HttpResponse {
    let ruled = async {
        let actor = who(&request, &pages).await?;
        let decision = match form.decision.as_deref() {
            Some("release") => RunDecision::Released,
            Some("confirm") => RunDecision::Confirmed,
            _ => return Err(choose("decision")),
        };
        let by = by(actor, &form.reason);
        pages
            .directory
            .decide_held_run(&form.source, decision, &by)
            .await
    };
    match ruled.await {
        Ok(_) => answer::see(CRAWLS),
        Err(Error::Invalid(violations)) => {
            let held = async {
                let actor = who(&request, &pages).await?;
                pages.directory.held_crawls(&actor).await
            };
            match held.await {
                Ok(held) => {
                    let page = CrawlsPage::new(&pages.brand, held).wrong(&violations);
                    answer::own(&pages.brand, StatusCode::BAD_REQUEST, &page)
                }
                Err(error) => failed(&pages, &error, CRAWLS),
            }
        }
        Err(error) => failed(&pages, &error, CRAWLS),
    }
}

impl Which {
    fn first() -> Self {
        Self {
            state: None,
            after: None,
        }
    }
}

async fn show(pages: &Pages, actor: &Actor, id: &str) -> Result<MatchPage, Error> {
    let view = pages.directory.show_match(actor, pair_of(id)?).await?;
    Ok(MatchPage::new(&pages.brand, &view))
}

fn query(which: &Which, limit: u64) -> MatchQuery {
    MatchQuery {
        state: match which.state.as_deref() {
            Some("later") => QueueState::Later,
            Some("decided") => QueueState::Decided,
            _ => QueueState::Waiting,
        },
        source: None,
        area: None,
        after: which.after.clone(),
        limit,
    }
}

fn by(actor: Actor, reason: &str) -> By {
    By {
        actor,
        name: String::new(),
        reason: reason.to_owned(),
    }
}

fn pair_of(id: &str) -> Result<MatchId, Error> {
    id.parse().map_err(|_| Error::NotFound {
        what: "match",
        name: id.to_owned(),
    })
}

fn choose(parameter: &'static str) -> Error {
    Error::Invalid(vec![violation(
        parameter,
        "choose one of the answers".to_owned(),
    )])
}
