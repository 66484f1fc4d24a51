//! A date on which something happens.

use chrono::NaiveDate;
use domain::calendar::Occurrence;
use serde::Serialize;
use utoipa::ToSchema;

/// Once that a listing happens.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NextDate {
    /// The date in Europe/London.
    date: NaiveDate,
    /// When it begins, with the offset of that day: `2026-12-01T10:00:00+00:00`.
    #[serde(skip_serializing_if = "Option::is_none")]
    starts: Option<String>,
    /// When it ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    ends: Option<String>,
    /// What the source calls this session.
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    /// Only in school terms; whether the date is in one is not known here.
    term_time_only: bool,
    /// A bank holiday in England and Wales: it may be closed.
    bank_holiday: bool,
}

impl NextDate {
    pub(crate) fn of(occurrence: &Occurrence) -> Self {
        Self {
            date: occurrence.date,
            starts: occurrence.starts.map(|at| at.to_rfc3339()),
            ends: occurrence.ends.map(|at| at.to_rfc3339()),
            description: occurrence.description.clone(),
            term_time_only: occurrence.term_time_only,
            bank_holiday: occurrence.is_bank_holiday,
        }
    }
}
