//! What may be meant by what has been typed.

use directory::{Suggestion, quoted};
use serde::Serialize;
use url::form_urlencoded;
use utoipa::ToSchema;

/// Suggestions, those of one kind together.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SuggestAnswer {
    /// Needs first, then services, organisations and places.
    suggestions: Vec<SuggestionRow>,
}

/// One thing that may be meant.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SuggestionRow {
    /// `need`, `service`, `organization` or `place`.
    kind: &'static str,
    /// What to show. Plain text that others wrote: escape it.
    text: String,
    /// Who runs it, what it lies in, or the words by which a need was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// Listings that choosing it finds.
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<usize>,
    /// The page that choosing it leads to.
    url: String,
}

impl SuggestAnswer {
    pub(crate) fn of(suggestions: &[Suggestion], near: Option<&str>, public_url: &str) -> Self {
        let rows = suggestions.iter();
        Self {
            suggestions: rows
                .map(|suggestion| SuggestionRow::of(suggestion, near, public_url))
                .collect(),
        }
    }
}

impl SuggestionRow {
    fn of(suggestion: &Suggestion, near: Option<&str>, public_url: &str) -> Self {
        let search = |name: &str, value: &str| {
            let mut query = form_urlencoded::Serializer::new(String::new());
            query.append_pair(name, value);
            if let Some(near) = near.filter(|_| name != "near") {
                query.append_pair("near", near);
            }
            format!("{public_url}/search?{}", query.finish())
        };
        match suggestion {
            Suggestion::Need {
                code,
                name,
                matched,
                count,
            } => Self {
                kind: "need",
                text: name.clone(),
                detail: matched.clone(),
                count: Some(*count),
                url: search("need", code.strip_prefix("need:").unwrap_or(code)),
            },
            Suggestion::Service(listing) => {
                let service = &listing.service;
                let organization = service.organization.as_ref();
                Self {
                    kind: "service",
                    text: service.name.clone(),
                    detail: organization
                        .filter(|organization| !organization.inferred)
                        .map(|organization| organization.name.clone()),
                    count: None,
                    url: format!("{public_url}/listings/{}", listing.slug),
                }
            }
            Suggestion::Organization { name, count } => Self {
                kind: "organization",
                text: name.clone(),
                detail: None,
                count: Some(*count),
                url: search("q", &quoted(name)),
            },
            Suggestion::Place { text, detail } => Self {
                kind: "place",
                text: text.clone(),
                detail: (!detail.is_empty()).then(|| detail.clone()),
                count: None,
                url: search("near", text),
            },
        }
    }
}
