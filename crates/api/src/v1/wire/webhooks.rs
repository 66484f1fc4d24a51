//! Webhooks on the wire.

use chrono::{DateTime, Utc};
use directory::{DeliveryView, NewWebhook, Violation, WebhookView, WebhookWanted};
use domain::webhook::{Event, Filter};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::form::{AreaCodeText, SourceName};

/// Of what somebody wants to be told.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WebhookAsked {
    /// Where to: a public http or https address.
    #[schema(
        max_length = 2000,
        pattern = "^https?://",
        example = "https://hub.example/from-directory"
    )]
    #[serde(deserialize_with = "crate::body::at_most::<2000, _>")]
    url: String,
    /// `listings` (changes of listings) or `statements` (that there is news for another instance);
    /// `listings` when left out.
    #[schema(pattern = "^(listings|statements)$")]
    event: Option<String>,
    /// Of which listings; of all when left out.
    filter: Option<WebhookFilter>,
    /// The id of the instance that asks, which is not told what came through it.
    instance: Option<Uuid>,
}

/// Of which listings: one of each list that has entries.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WebhookFilter {
    /// GSS codes of areas that the listing lies in or serves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<AreaCodeText>, max_items = 50)]
    areas: Vec<String>,
    /// Codes of categories and needs, as `/api/v1/taxonomies` has them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 50)]
    categories: Vec<String>,
    /// Ids of sources that speak of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<SourceName>, max_items = 50)]
    sources: Vec<String>,
}

/// A webhook that was just made.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WebhookMade {
    id: Uuid,
    /// By which deliveries are signed. It is not shown again.
    secret: String,
}

/// Webhooks.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WebhookList {
    webhooks: Vec<WebhookOf>,
}

/// A webhook.
#[derive(Debug, Serialize, ToSchema)]
struct WebhookOf {
    id: Uuid,
    url: String,
    event: String,
    filter: WebhookFilter,
    created_at: DateTime<Utc>,
    /// Deliveries that arrived.
    delivered: i64,
    /// Since when nothing has arrived.
    #[serde(skip_serializing_if = "Option::is_none")]
    failing_since: Option<DateTime<Utc>>,
    /// When it was stopped because nothing arrived for three days.
    #[serde(skip_serializing_if = "Option::is_none")]
    stopped_at: Option<DateTime<Utc>>,
}

/// What has not arrived.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeliveryList {
    deliveries: Vec<DeliveryOf>,
}

/// Something that has not arrived.
#[derive(Debug, Serialize, ToSchema)]
struct DeliveryOf {
    id: Uuid,
    created_at: DateTime<Utc>,
    /// How often it has failed.
    attempts: i32,
    /// When it is tried next.
    #[serde(skip_serializing_if = "Option::is_none")]
    due_at: Option<DateTime<Utc>>,
    /// When it was given up: it stays until it is replayed.
    #[serde(skip_serializing_if = "Option::is_none")]
    dead_at: Option<DateTime<Utc>>,
    /// What happened last.
    #[serde(skip_serializing_if = "Option::is_none")]
    fault: Option<String>,
    /// What is to arrive.
    #[schema(value_type = Object)]
    body: Value,
}

impl WebhookAsked {
    /// The wish in the directory's words.
    pub(crate) fn wanted(self) -> Result<WebhookWanted, Violation> {
        let event = match self.event.as_deref() {
            None => Event::Listings,
            Some(name) => Event::from_name(name).ok_or_else(|| Violation {
                parameter: "event",
                message: format!("{name:?} is neither listings nor statements"),
                example: "listings",
            })?,
        };
        let filter = self.filter.map(|filter| Filter {
            areas: filter.areas,
            categories: filter.categories,
            sources: filter.sources,
        });
        Ok(WebhookWanted {
            url: self.url,
            event,
            filter: filter.unwrap_or_default(),
            instance: self.instance,
        })
    }
}

impl WebhookMade {
    pub(crate) fn of(hook: &NewWebhook) -> Self {
        Self {
            id: hook.id,
            secret: hook.secret.reveal().to_owned(),
        }
    }
}

impl WebhookList {
    pub(crate) fn of(hooks: Vec<WebhookView>) -> Self {
        let of = |hook: WebhookView| WebhookOf {
            id: hook.id,
            url: hook.url,
            event: hook.event,
            filter: WebhookFilter {
                areas: hook.filter.areas,
                categories: hook.filter.categories,
                sources: hook.filter.sources,
            },
            created_at: hook.created_at,
            delivered: hook.delivered,
            failing_since: hook.failing_since,
            stopped_at: hook.stopped_at,
        };
        Self {
            webhooks: hooks.into_iter().map(of).collect(),
        }
    }
}

impl DeliveryList {
    pub(crate) fn of(deliveries: Vec<DeliveryView>) -> Self {
        let of = |delivery: DeliveryView| DeliveryOf {
            id: delivery.id,
            created_at: delivery.created_at,
            attempts: delivery.attempts,
            due_at: delivery.due_at,
            dead_at: delivery.dead_at,
            fault: delivery.fault,
            body: serde_json::from_str(&delivery.body).unwrap_or_default(),
        };
        Self {
            deliveries: deliveries.into_iter().map(of).collect(),
        }
    }
}
