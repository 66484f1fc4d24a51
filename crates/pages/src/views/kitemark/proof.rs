//! The page that proves a mark, to which badges lead.

use std::sync::Arc;

use askama::Template;
use directory::{MarkView, OrganizationName};
use domain::kitemark::award::words as date;
use url::form_urlencoded;

use crate::brand::Brand;
use crate::views::layout::{Layout, Section};

/// The page.
#[derive(Debug, Template)]
#[template(path = "kitemark_proof.html")]
pub(crate) struct ProofPage {
    layout: Layout,
    name: String,
    mark: Option<MarkSaid>,
    badge: String,
    search: String,
}

/// What is said of a mark.
#[derive(Debug)]
struct MarkSaid {
    tier: String,
    scheme: String,
    meaning: String,
    rows: Vec<(&'static str, String)>,
    disclaimer: String,
    alt: String,
    /// For the group's own page.
    snippet: String,
}

impl ProofPage {
    /// The page of an organization.
    pub(crate) fn new(
        brand: &Arc<Brand>,
        organization: &OrganizationName,
        mark: Option<&MarkView>,
    ) -> Self {
        let path = format!("/kitemark/of/{}", organization.id);
        let proof = brand.address_of(&path);
        Self {
            layout: Layout::new(
                brand,
                Section::Other,
                format!("Kitemark of {}", organization.name),
            )
            .canonical(&path),
            mark: mark.map(|mark| MarkSaid::of(mark, &organization.name, &proof)),
            name: organization.name.clone(),
            badge: format!("{path}/badge.svg"),
            search: form_urlencoded::byte_serialize(organization.name.as_bytes()).collect(),
        }
    }
}

impl MarkSaid {
    fn of(mark: &MarkView, organization: &str, proof: &str) -> Self {
        let alt = title(mark, organization);
        Self {
            tier: mark.tier_name.clone(),
            scheme: mark.scheme_name.clone(),
            meaning: mark.meaning.clone(),
            rows: vec![
                ("Assessed by", assessed(mark)),
                ("Since", date(mark.awarded_on)),
                ("Until", date(mark.until)),
            ],
            disclaimer: mark.disclaimer.clone(),
            snippet: format!(
                "<a href=\"{proof}\"><img src=\"{proof}/badge.svg\" width=\"240\" height=\"80\" alt=\"{}\"></a>",
                escaped(&alt)
            ),
            alt,
        }
    }
}

/// Who assessed a mark, for people.
pub(crate) fn assessed(mark: &MarkView) -> String {
    mark.assessed_by
        .clone()
        .unwrap_or_else(|| "nobody: the group itself says so".to_owned())
}

/// What a badge says to those who do not see it.
pub(crate) fn title(mark: &MarkView, organization: &str) -> String {
    format!(
        "{organization}: {}, {}, until {}",
        mark.tier_name,
        mark.scheme_name,
        date(mark.until)
    )
}

/// For HTML and XML, in text and in attributes.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
