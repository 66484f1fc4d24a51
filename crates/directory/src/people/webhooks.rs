//! Webhooks: asked for, listed, ended, started again, and what did not arrive sent once more.
//!
//! A webhook belongs to an account, and to the key that made it if one did: it ends with the key. Its
//! secret is shown once. **An address that is not public is refused** here, and again each time
//! something is posted to it.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::authority::{Actor, Object, Verb};
use domain::sign_in::Secret;
use domain::source::SourceId;
use domain::webhook::{Event, Filter};
use store::{Webhook, WriteTx};
use uuid::Uuid;

use super::mails::Letter;
use super::sessions::own;
use super::{allow, note};
use crate::territory::check_area_code;
use crate::{Directory, Error, Violation, taxonomy};

/// Webhooks that an account may have at once.
const MOST_WEBHOOKS: usize = 20;
/// Entries in a list of a filter.
const MOST_WANTED: usize = 50;
/// Deliveries that a list shows.
const MOST_SHOWN: u64 = 100;

/// Says what is wrong with an address, if anything is.
type Vet = dyn Fn(&str) -> Result<(), String> + Send + Sync;

/// Which addresses webhooks may have.
#[derive(Clone)]
pub struct Outbound(Arc<Vet>);

impl Outbound {
    /// Those that `vet` does not refuse.
    pub fn vetted_by(vet: impl Fn(&str) -> Result<(), String> + Send + Sync + 'static) -> Self {
        Self(Arc::new(vet))
    }
}

/// What somebody wants to be told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookWanted {
    /// Where to.
    pub url: String,
    /// Of what.
    pub event: Event,
    /// Of which.
    pub filter: Filter,
    /// The instance that asks, which need not be told what came from it.
    pub instance: Option<Uuid>,
}

/// A webhook that was just made: the only time that its secret is seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewWebhook {
    /// Its id.
    pub id: Uuid,
    /// By which deliveries are signed.
    pub secret: Secret,
}

/// A webhook in its owner's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookView {
    /// Its id.
    pub id: Uuid,
    /// Where to.
    pub url: String,
    /// Of what: an event's name.
    pub event: String,
    /// Of which.
    pub filter: Filter,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Deliveries that arrived.
    pub delivered: i64,
    /// Since when nothing has arrived.
    pub failing_since: Option<DateTime<Utc>>,
    /// When it was stopped because nothing arrived for long.
    pub stopped_at: Option<DateTime<Utc>>,
}

/// Something that has not arrived yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryView {
    /// Its id.
    pub id: Uuid,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// How often it has failed.
    pub attempts: i32,
    /// When it is tried next; `None` when it was given up.
    pub due_at: Option<DateTime<Utc>>,
    /// When it was given up.
    pub dead_at: Option<DateTime<Utc>>,
    /// What happened last.
    pub fault: Option<String>,
    /// What is to arrive: JSON.
    pub body: String,
}

impl Directory {
    /// Lets webhooks have these addresses.
    #[must_use]
    pub fn with_outbound(mut self, outbound: Outbound) -> Self {
        self.outbound = Some(outbound);
        self
    }

    /// Makes a webhook, which is told what happens from now on.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`], [`Error::Forbidden`]; [`Error::Invalid`] with everything that is
    /// wrong; [`Error::Conflict`] when there are too many.
    pub async fn make_webhook(
        &self,
        actor: &Actor,
        wanted: &WebhookWanted,
    ) -> Result<NewWebhook, Error> {
        let account = allowed(actor)?;
        let violations = self.violations_of(wanted).await?;
        if !violations.is_empty() {
            return Err(Error::Invalid(violations));
        }
        if self.store.webhooks_of(account).await?.len() >= MOST_WEBHOOKS {
            return Err(Error::Conflict(format!(
                "an account has at most {MOST_WEBHOOKS} webhooks; end one first"
            )));
        }
        let (id, secret) = (self.new_id()?, Secret::new(self.people()?.chance.as_ref()));
        let after = match wanted.event {
            Event::Listings => self.store.last_sequence().await?,
            Event::Statements => self.store.last_told().await?,
        };
        let now = self.clock.now();
        let tx = self.store.begin().await?;
        tx.add_webhook(&Webhook {
            id,
            account,
            api_key: match actor {
                Actor::Program(program) => Some(program.key),
                _ => None,
            },
            url: wanted.url.clone(),
            event: wanted.event.as_str().to_owned(),
            filter: serde_json::to_string(&wanted.filter).unwrap_or_default(),
            instance: wanted.instance,
            secret: secret.reveal().to_owned(),
            created_at: now,
            after,
            delivered: 0,
            failing_since: None,
            stopped_at: None,
        })
        .await?;
        note(
            &tx,
            actor,
            "make_webhook",
            format!("webhook {id}"),
            None,
            now,
        )
        .await?;
        tx.commit().await?;
        Ok(NewWebhook { id, secret })
    }

    /// The webhooks of whoever asks, the oldest first.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`], [`Error::Forbidden`].
    pub async fn webhooks(&self, actor: &Actor) -> Result<Vec<WebhookView>, Error> {
        let hooks = self.store.webhooks_of(allowed(actor)?).await?;
        Ok(hooks.into_iter().map(view_of).collect())
    }

    /// Ends a webhook at once, with all that was on its way.
    ///
    /// # Errors
    /// [`Error::NotFound`] when whoever asks has no such webhook.
    pub async fn end_webhook(&self, actor: &Actor, id: Uuid) -> Result<(), Error> {
        let account = allowed(actor)?;
        let now = self.clock.now();
        let tx = self.store.begin().await?;
        if !tx.end_webhook(account, id, now).await? {
            return Err(no_such("webhook", id));
        }
        note(
            &tx,
            actor,
            "end_webhook",
            format!("webhook {id}"),
            None,
            now,
        )
        .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Starts a webhook again that was stopped.
    ///
    /// # Errors
    /// [`Error::NotFound`] when whoever asks has no such webhook, [`Error::Conflict`] when it was not
    /// stopped.
    pub async fn resume_webhook(&self, actor: &Actor, id: Uuid) -> Result<(), Error> {
        let hook = self.own_webhook(actor, id).await?;
        if hook.stopped_at.is_none() {
            return Err(Error::Conflict("the webhook was not stopped".to_owned()));
        }
        let now = self.clock.now();
        let tx = self.store.begin().await?;
        tx.webhook_does(id, None, None).await?;
        note(
            &tx,
            actor,
            "resume_webhook",
            format!("webhook {id}"),
            None,
            now,
        )
        .await?;
        tx.commit().await?;
        self.ring();
        Ok(())
    }

    /// What of a webhook is on its way or was given up, the oldest first, up to 100.
    ///
    /// # Errors
    /// [`Error::NotFound`] when whoever asks has no such webhook.
    pub async fn deliveries(&self, actor: &Actor, id: Uuid) -> Result<Vec<DeliveryView>, Error> {
        self.own_webhook(actor, id).await?;
        let deliveries = self.store.deliveries_of(id, MOST_SHOWN).await?;
        Ok(deliveries
            .into_iter()
            .map(|delivery| DeliveryView {
                id: delivery.id,
                created_at: delivery.created_at,
                attempts: delivery.attempts,
                due_at: delivery.dead_at.is_none().then_some(delivery.due_at),
                dead_at: delivery.dead_at,
                fault: delivery.fault,
                body: delivery.body,
            })
            .collect())
    }

    /// Sends something again that was given up.
    ///
    /// # Errors
    /// [`Error::NotFound`] when whoever asks has no such webhook, or nothing of it was given up under
    /// this id.
    pub async fn replay(&self, actor: &Actor, webhook: Uuid, delivery: Uuid) -> Result<(), Error> {
        self.own_webhook(actor, webhook).await?;
        let tx = self.store.begin().await?;
        if !tx
            .replay_delivery(webhook, delivery, self.clock.now())
            .await?
        {
            return Err(no_such("dead delivery", delivery));
        }
        tx.commit().await?;
        self.ring();
        Ok(())
    }

    /// Writes to the owner of a webhook that it was stopped.
    pub(crate) async fn mail_stopped(
        &self,
        tx: &WriteTx,
        webhook: Uuid,
        url: &str,
        since: DateTime<Utc>,
    ) -> Result<(), Error> {
        let Some(account) = tx.account_of_webhook(webhook).await? else {
            return Ok(());
        };
        let Some(owner) = tx.account(account).await?.filter(|owner| !owner.erased) else {
            return Ok(());
        };
        let letter = Letter::WebhookStopped { url, since };
        let id = self.new_id()?;
        let mail = self
            .people()?
            .mail(id, &owner.email, &letter, self.clock.now());
        tx.add_mail(&mail).await?;
        Ok(())
    }

    async fn own_webhook(&self, actor: &Actor, id: Uuid) -> Result<WebhookView, Error> {
        let hooks = self.webhooks(actor).await?;
        let hook = hooks.into_iter().find(|hook| hook.id == id);
        hook.ok_or_else(|| no_such("webhook", id))
    }

    async fn violations_of(&self, wanted: &WebhookWanted) -> Result<Vec<Violation>, Error> {
        let outbound = self.outbound.as_ref().ok_or_else(|| Error::Unavailable {
            what: "sending webhooks",
            source: "this process was started without it".into(),
        })?;
        let mut violations = Vec::new();
        let mut complain = |parameter, message: String, example| {
            violations.push(Violation {
                parameter,
                message,
                example,
            });
        };
        if let Err(fault) = (outbound.0)(&wanted.url) {
            complain("url", fault, "https://hub.example/from-directory");
        }
        let filter = &wanted.filter;
        if wanted.event == Event::Statements && !filter.is_empty() {
            let message = "goes with the event listings only".to_owned();
            complain("filter", message, "{}");
        }
        for list in [&filter.areas, &filter.categories, &filter.sources] {
            if list.len() > MOST_WANTED {
                complain("filter", format!("names more than {MOST_WANTED}"), "{}");
            }
        }
        for area in &filter.areas {
            if let Err(fault) = check_area_code(area) {
                complain("filter.areas", fault, "E09000022");
            }
        }
        for code in &filter.categories {
            if taxonomy::category(code).is_none() {
                let message = format!("{code:?} is no category; /api/v1/taxonomies lists them");
                complain("filter.categories", message, "need:food-bank");
            }
        }
        for id in &filter.sources {
            let known = match SourceId::parse(id) {
                Ok(id) => self.store.source(&id).await?.is_some(),
                Err(_) => false,
            };
            if !known {
                let message = format!("{id:?} is no source; /api/v1/sources lists them");
                complain("filter.sources", message, "camden");
            }
        }
        Ok(violations)
    }
}

/// The account whose webhooks whoever asks may manage: their own.
fn allowed(actor: &Actor) -> Result<Uuid, Error> {
    let account = own(actor)?;
    allow(actor, Verb::ManageWebhooks, &Object::of_account(account))?;
    Ok(account)
}

fn no_such(what: &'static str, id: Uuid) -> Error {
    Error::NotFound {
        what,
        name: id.to_string(),
    }
}

fn view_of(hook: Webhook) -> WebhookView {
    WebhookView {
        id: hook.id,
        url: hook.url,
        event: hook.event,
        filter: serde_json::from_str(&hook.filter).unwrap_or_default(),
        created_at: hook.created_at,
        delivered: hook.delivered,
        failing_since: hook.failing_since,
        stopped_at: hook.stopped_at,
    }
}
