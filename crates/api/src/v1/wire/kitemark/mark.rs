//! A mark as everybody may see it.

use chrono::NaiveDate;
use directory::{MarkView, OrganizationName};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// An organization, and the mark that it holds.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MarkHolder)]
pub(crate) struct Holder {
    id: Uuid,
    slug: String,
    name: String,
    /// Left out when it holds none today.
    #[serde(skip_serializing_if = "Option::is_none")]
    kitemark: Option<Mark>,
    /// The picture for a page of its own.
    badge: String,
    /// The page that proves it.
    proof: String,
}

/// A kitemark. It says how details were checked, and is not a recommendation.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Mark {
    /// The scheme's id.
    scheme: String,
    scheme_version: u32,
    /// The scheme's name.
    scheme_name: String,
    /// The tier's code.
    tier: String,
    /// The tier's name.
    tier_name: String,
    /// What the tier means.
    meaning: String,
    /// Who assessed it; left out where the group's own word was enough.
    #[serde(skip_serializing_if = "Option::is_none")]
    assessed_by: Option<String>,
    /// The first day.
    awarded_on: NaiveDate,
    /// The last day.
    until: NaiveDate,
    /// To be shown with it.
    disclaimer: String,
    /// The page that proves it.
    proof: String,
}

impl Mark {
    pub(crate) fn of(view: &MarkView, public_url: &str) -> Self {
        Self {
            scheme: view.scheme.clone(),
            scheme_version: view.scheme_version,
            scheme_name: view.scheme_name.clone(),
            tier: view.tier.clone(),
            tier_name: view.tier_name.clone(),
            meaning: view.meaning.clone(),
            assessed_by: view.assessed_by.clone(),
            awarded_on: view.awarded_on,
            until: view.until,
            disclaimer: view.disclaimer.clone(),
            proof: proof(public_url, view.organization),
        }
    }
}

impl Holder {
    pub(crate) fn of(name: OrganizationName, mark: Option<&MarkView>, public_url: &str) -> Self {
        let proof = proof(public_url, name.id);
        Self {
            kitemark: mark.map(|mark| Mark::of(mark, public_url)),
            badge: format!("{proof}/badge.svg"),
            proof,
            id: name.id,
            slug: name.slug,
            name: name.name,
        }
    }
}

fn proof(public_url: &str, organization: Uuid) -> String {
    format!("{public_url}/kitemark/of/{organization}")
}
