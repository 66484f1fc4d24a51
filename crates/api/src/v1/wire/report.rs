//! Reports on the wire.

use chrono::{DateTime, Utc};
use directory::ReportView;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::form::EmailIfAny;

/// What somebody tells of a listing.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reporting {
    /// `problem` (it has closed, nobody answers) or `correction` (what it should say).
    #[schema(pattern = "^(problem|correction)$", example = "correction")]
    pub(crate) kind: String,
    /// In a sentence or two. Not needed with `field` and `value`.
    #[serde(default, deserialize_with = "crate::body::at_most::<2000, _>")]
    #[schema(max_length = 2000, example = "It has moved to the library on Tuesdays")]
    pub(crate) words: String,
    /// Of a correction: the field that should be another: `name`, `description`, `website`, `email`,
    /// `phones`, `hours_text` or `application_process`.
    #[schema(pattern = "^(name|description|website|email|phones|hours_text|application_process)$")]
    pub(crate) field: Option<String>,
    /// What it should be.
    #[schema(max_length = 2000)]
    #[serde(default, deserialize_with = "crate::body::at_most_if_any::<2000, _>")]
    pub(crate) value: Option<String>,
    /// Where the answer is to be sent.
    #[schema(value_type = Option<EmailIfAny>)]
    pub(crate) email: Option<String>,
}

/// A report was taken.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Reported {
    id: Uuid,
    /// By when it will be answered.
    answer_by: DateTime<Utc>,
}

/// Reports.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReportList {
    reports: Vec<Report>,
}

/// A report.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Report {
    id: Uuid,
    /// The listing's slug; left out when it is not listed any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    listing: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    listing_name: Option<String>,
    /// `problem` or `correction`.
    kind: &'static str,
    words: String,
    /// How the reporter can be reached; for moderators.
    #[serde(skip_serializing_if = "Option::is_none")]
    reporter: Option<String>,
    created_at: DateTime<Utc>,
    answer_by: DateTime<Utc>,
    /// `open`, `accepted` or `refused`.
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<String>,
}

/// An answer to a report.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReportAnswer)]
pub(crate) struct Answer {
    /// Whether you agree.
    pub(crate) accept: bool,
    /// What you have done, or why not. The reporter reads it.
    #[schema(max_length = 2000, pattern = r"[^\s\p{C}]")]
    #[serde(deserialize_with = "crate::body::at_most::<2000, _>")]
    pub(crate) answer: String,
}

impl Reported {
    pub(crate) fn of(reported: directory::Reported) -> Self {
        Self {
            id: reported.id,
            answer_by: reported.answer_by,
        }
    }
}

impl Report {
    pub(crate) fn of(view: ReportView) -> Self {
        Self {
            id: view.id,
            listing: view.listing_slug,
            listing_name: view.listing_name,
            kind: view.kind.as_str(),
            words: view.words,
            reporter: view.reporter,
            created_at: view.created_at,
            answer_by: view.answer_by,
            state: view.state.as_str(),
            answer: view.answer,
        }
    }
}

impl ReportList {
    pub(crate) fn of(views: Vec<ReportView>) -> Self {
        Self {
            reports: views.into_iter().map(Report::of).collect(),
        }
    }
}
