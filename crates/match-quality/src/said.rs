//! Statements to compare, and what makes two of them one service in truth.

use chrono::DateTime;
use domain::service::Service;
use domain::source::SourceId;
use domain::statement::{Statement, StatementKey, StatementState};

/// A statement with the truth about it.
pub(crate) struct Said {
    pub(crate) statement: Statement,
    /// Statements of one service have one of these in common.
    pub(crate) truth: String,
    /// What was done to it, for the breakdown.
    pub(crate) slip: &'static str,
}

/// A statement heard once.
pub(crate) fn statement(
    source: &str,
    id: &str,
    service: Service,
    url: Option<String>,
) -> anyhow::Result<Statement> {
    Ok(Statement {
        key: StatementKey {
            source: SourceId::parse(source)?,
            external_id: id.to_owned(),
        },
        service,
        url,
        first_seen: DateTime::UNIX_EPOCH,
        last_seen: DateTime::UNIX_EPOCH,
        changed_at: DateTime::UNIX_EPOCH,
        state: StatementState::Active,
        absences: 0,
        absent_since: None,
    })
}
