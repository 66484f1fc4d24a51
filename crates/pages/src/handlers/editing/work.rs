//! What somebody is at: a listing or one that is yet to be made, and what is written of it so far.

use actix_web::HttpRequest;
use directory::{Error, read_statement, write_statement};
use domain::authority::Actor;
use domain::service::Service;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::Pages;
use crate::handlers::{id, who};

/// Under which a draft keeps the version that it was begun on.
const BASE: &str = "base";

/// The work.
pub(super) struct Work {
    pub(super) actor: Actor,
    pub(super) subject: Uuid,
    /// None for one that is yet to be made.
    pub(super) slug: Option<String>,
    /// The version on which it was begun.
    pub(super) base: String,
    /// What is written so far.
    pub(super) service: Service,
    pub(super) is_draft: bool,
    /// Why a change waits for a moderator.
    pub(super) waiting: Vec<String>,
}

/// Whether the pages of a new listing are asked for.
pub(super) fn is_add(request: &HttpRequest) -> bool {
    request.path().starts_with("/add/")
}

impl Work {
    /// Takes it up where it was left.
    pub(super) async fn open(
        request: &HttpRequest,
        pages: &Pages,
        subject: &str,
    ) -> Result<Self, Error> {
        let actor = who(request, pages).await?;
        if is_add(request) {
            pages.directory.new_draft(&actor)?;
            let subject = id("draft", subject)?;
            let draft = pages.directory.draft(&actor, subject).await?;
            let is_draft = draft.is_some();
            return Ok(Self {
                actor,
                subject,
                slug: None,
                base: String::new(),
                service: draft
                    .and_then(|draft| read(draft.body).1)
                    .unwrap_or_default(),
                is_draft,
                waiting: Vec::new(),
            });
        }
        let own = pages.directory.own_words(&actor, subject).await?;
        let draft = match actor.account() {
            Some(_) => pages.directory.draft(&actor, own.listing).await?,
            None => None,
        };
        let is_draft = draft.is_some();
        let (base, written) = draft.map_or((None, None), |draft| read(draft.body));
        let reasons = own.held.into_iter().flat_map(|held| held.reasons);
        Ok(Self {
            actor,
            subject: own.listing,
            slug: Some(own.slug),
            base: base.unwrap_or(own.version),
            service: written.unwrap_or_else(|| read_statement(&own.body).unwrap_or_default()),
            is_draft,
            waiting: reasons.collect(),
        })
    }

    /// Keeps what is written.
    pub(super) async fn keep(&self, pages: &Pages) -> Result<(), Error> {
        let mut body = write_statement(&self.service);
        body[BASE] = json!(self.base);
        pages
            .directory
            .save_draft(&self.actor, self.subject, &body)
            .await?;
        Ok(())
    }

    /// What is written, as a body.
    pub(super) fn body(&self) -> Value {
        write_statement(&self.service)
    }

    pub(super) fn is_new(&self) -> bool {
        self.slug.is_none()
    }

    /// Whether there is anything yet to go back to.
    pub(super) fn has_begun(&self) -> bool {
        !self.is_new() || self.is_draft
    }

    /// The page with all questions.
    pub(super) fn home(&self) -> String {
        match &self.slug {
            Some(slug) => format!("/listings/{slug}/edit"),
            None => format!("/add/{}", self.subject),
        }
    }

    pub(super) fn at(&self, slug: &str) -> String {
        format!("{}/{slug}", self.home())
    }

    pub(super) fn heading(&self) -> String {
        match (&self.slug, self.service.name.is_empty()) {
            (None, true) => "A new entry".to_owned(),
            (None, false) => format!("New: {}", self.service.name),
            _ => format!("Change {}", self.service.name),
        }
    }
}

/// The version that a draft was begun on, and what it says; nothing where a program left it unfit.
fn read(mut draft: Value) -> (Option<String>, Option<Service>) {
    let base = draft
        .as_object_mut()
        .and_then(|fields| fields.remove(BASE))
        .and_then(|base| base.as_str().map(str::to_owned));
    (base, read_statement(&draft).ok())
}
