//! Deliveries: what webhooks are told, as the worker of the binary sees it.
//!
//! A webhook has one delivery on its way at a time; what happens meanwhile is in the next. One that does
//! not arrive is tried again, later each time, then kept as dead until somebody replays it. A webhook
//! at which nothing arrives for days is stopped, and its owner gets a mail. A delivery arrives **at
//! least once**, always under one id.

use std::collections::HashSet;
use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::listing::{ChangeKind, Listing};
use domain::webhook::{Event, Filter, is_hopeless, next_try, sign};
use serde_json::{Value, json};
use store::{Delivery, PublicChange, Webhook};
use uuid::Uuid;

use crate::people::areas_of;
use crate::{Directory, Error};

/// Changes in one delivery at most.
const MOST_CHANGES: usize = 100;
/// Changes that are looked through for one delivery.
const LOOKED_THROUGH: u64 = 500;

/// Something that is to be posted now.
#[derive(Clone)]
pub struct Parcel {
    delivery: Delivery,
    failing_since: Option<DateTime<Utc>>,
    secret: String,
    /// Where to.
    pub url: String,
    /// The event's name.
    pub event: String,
}

impl std::fmt::Debug for Parcel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Parcel({})", self.delivery.id)
    }
}

impl Parcel {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> Uuid {
        self.delivery.id
    }

    /// What is posted: JSON.
    #[must_use]
    pub fn body(&self) -> &str {
        &self.delivery.body
    }

    /// The signature, when it is posted now.
    #[must_use]
    pub fn signature(&self, now: DateTime<Utc>) -> String {
        sign(&self.secret, now, self.delivery.body.as_bytes())
    }
}

impl Directory {
    /// Writes what webhooks are to be told and have not been, and gives what is to be posted now.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub async fn due_parcels(&self) -> Result<Vec<Parcel>, Error> {
        let hooks = self.store.open_webhooks().await?;
        if hooks.is_empty() {
            return Ok(Vec::new());
        }
        let under_way = self.store.deliveries_under_way().await?;
        let busy: HashSet<Uuid> = under_way.iter().map(|delivery| delivery.webhook).collect();
        let mut written = false;
        for hook in hooks.iter().filter(|hook| !busy.contains(&hook.id)) {
            written |= self.write_delivery(hook).await?;
        }
        let under_way = if written {
            self.store.deliveries_under_way().await?
        } else {
            under_way
        };
        let now = self.clock.now();
        let parcels = under_way
            .into_iter()
            .filter(|delivery| delivery.due_at <= now);
        Ok(parcels
            .filter_map(|delivery| {
                let hook = hooks.iter().find(|hook| hook.id == delivery.webhook)?;
                Some(Parcel {
                    failing_since: hook.failing_since,
                    secret: hook.secret.clone(),
                    url: hook.url.clone(),
                    event: hook.event.clone(),
                    delivery,
                })
            })
            .collect())
    }

    /// It has arrived.
    ///
    /// # Errors
    /// When the store cannot be written; it will then arrive again, under the same id.
    pub async fn parcel_arrived(&self, parcel: &Parcel) -> Result<(), Error> {
        let tx = self.store.begin().await?;
        tx.delivery_arrived(&parcel.delivery).await?;
        tx.commit().await?;
        Ok(())
    }

    /// It has not. It is tried again or kept as dead; a webhook at which nothing arrives for days is
    /// stopped.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn parcel_failed(&self, parcel: &Parcel, fault: &str) -> Result<(), Error> {
        let now = self.clock.now();
        let delivery = &parcel.delivery;
        let since = parcel.failing_since.unwrap_or(now);
        let stopped = is_hopeless(since, now);
        let again = next_try(delivery.attempts, now).filter(|_| !stopped);
        let tx = self.store.begin().await?;
        tx.delivery_failed(delivery.id, fault, again, now).await?;
        tx.webhook_does(delivery.webhook, Some(since), stopped.then_some(now))
            .await?;
        if stopped {
            self.mail_stopped(&tx, delivery.webhook, &parcel.url, since)
                .await?;
        }
        tx.commit().await?;
        if stopped {
            self.ring_mail();
        }
        Ok(())
    }

    /// What waits to be tried again is due at once: whoever begins does not know who is back.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn hasten_deliveries(&self) -> Result<(), Error> {
        let tx = self.store.begin().await?;
        tx.hasten_deliveries(self.clock.now()).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Waits until something happened, or `at_most` has passed.
    pub async fn something_happened(&self, at_most: Duration) {
        // Either is fine: another copy may have written.
        let _ = tokio::time::timeout(at_most, self.heard.notified()).await;
    }

    /// Writes the next delivery of a webhook that has none on its way; whether there is one.
    async fn write_delivery(&self, hook: &Webhook) -> Result<bool, Error> {
        let (body, told) = match Event::from_name(&hook.event) {
            Some(Event::Listings) => self.listings_told(hook).await?,
            Some(Event::Statements) => self.statements_told(hook).await?,
            None => (None, hook.after),
        };
        if told == hook.after {
            return Ok(false);
        }
        let now = self.clock.now();
        let wrote = body.is_some();
        let tx = self.store.begin().await?;
        if let Some(mut body) = body {
            let id = self.new_id()?;
            body["delivery"] = json!(id);
            body["webhook"] = json!(hook.id);
            body["event"] = json!(hook.event);
            tx.add_delivery(&Delivery {
                id,
                webhook: hook.id,
                body: body.to_string(),
                created_at: now,
                due_at: now,
                attempts: 0,
                dead_at: None,
                fault: None,
            })
            .await?;
        }
        tx.webhook_told(hook.id, told).await?;
        tx.commit().await?;
        Ok(wrote)
    }

    /// That there is news for another instance, and the number up to which it was looked.
    async fn statements_told(&self, hook: &Webhook) -> Result<(Option<Value>, i64), Error> {
        let (news, looked) = self.has_news_for(hook.after, hook.instance).await?;
        if !news {
            return Ok((None, looked));
        }
        // One knock is for all that there is.
        let last = self.store.last_told().await?;
        let instance = self.instance_id().await?;
        Ok((Some(json!({ "instance": instance, "latest": last })), last))
    }

    /// The changes that a webhook wants to hear of, and the number up to which it was looked.
    async fn listings_told(&self, hook: &Webhook) -> Result<(Option<Value>, i64), Error> {
        let changes = self
            .store
            .public_changes(hook.after, LOOKED_THROUGH)
            .await?;
        let filter: Filter = serde_json::from_str(&hook.filter).unwrap_or_default();
        let wanted = self.wanted(&changes, &filter).await?;
        let mut told = Vec::new();
        let mut looked = hook.after;
        for change in &changes {
            if wanted.contains(&change.change.sequence) {
                if told.len() == MOST_CHANGES {
                    break;
                }
                told.push(self.change_told(change)?);
            }
            looked = change.change.sequence;
        }
        let body = (!told.is_empty()).then(|| json!({ "changes": told, "next": looked }));
        Ok((body, looked))
    }

    /// The sequences of those of the changes that meet a filter. What is no more meets any.
    async fn wanted(
        &self,
        changes: &[PublicChange],
        filter: &Filter,
    ) -> Result<HashSet<i64>, Error> {
        if filter.is_empty() {
            return Ok(changes.iter().map(|told| told.change.sequence).collect());
        }
        let ids: HashSet<Uuid> = changes.iter().map(|told| told.change.listing).collect();
        let ids: Vec<Uuid> = ids.into_iter().collect();
        let listings = self.store.listings(&ids).await?;
        let passable = self.passable(listings).await?;
        let mut unwanted = HashSet::new();
        for one in &passable {
            let listing = &one.view.listing;
            let sources: Vec<String> = one
                .view
                .statements
                .iter()
                .map(|statement| statement.key.source.to_string())
                .collect();
            if !filter.meets(&self.areas_told(listing), &categories_of(listing), &sources) {
                unwanted.insert(listing.id);
            }
        }
        Ok(changes
            .iter()
            .filter(|told| !unwanted.contains(&told.change.listing))
            .map(|told| told.change.sequence)
            .collect())
    }

    fn areas_told(&self, listing: &Listing) -> Vec<String> {
        areas_of(&self.gazetteer(), std::iter::once(&listing.service))
    }

    fn change_told(&self, told: &PublicChange) -> Result<Value, Error> {
        let change = &told.change;
        let kind = if told.passed_on || change.kind != ChangeKind::Updated {
            change.kind
        } else {
            ChangeKind::Deleted
        };
        let mut value = json!({
            "sequence": change.sequence,
            "id": change.listing,
            "kind": kind.as_str(),
            "version": change.version,
            "at": change.at,
        });
        if kind == ChangeKind::Updated {
            let url = &self.people()?.public_url;
            value["url"] = json!(format!("{url}/oruk/v3/services/{}", change.listing));
        }
        Ok(value)
    }
}

/// The codes of a listing's categories and needs; of what may be passed on, ours are among them.
fn categories_of(listing: &Listing) -> Vec<String> {
    let terms = listing.service.taxonomy_terms.iter();
    terms.map(|term| term.code.clone()).collect()
}
