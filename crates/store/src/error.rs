//! The closed list of ways in which the store can fail.
//!
//! Not found is `None`, never an error. No error tells the address of the database: it can hold a
//! password.

use sea_orm::{DbErr, SqlErr};
use uuid::Uuid;

/// A fault of another layer, kept for the log.
type Cause = Box<dyn std::error::Error + Send + Sync>;

/// Why the store could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The address is not one that a store can be at.
    #[error("the database address is not of the form {0}")]
    Address(&'static str),
    /// The database does not answer, is full, or somebody has been writing for too long. A write
    /// that ends so **may or may not have happened**.
    #[error("the database is not available")]
    Unavailable(#[source] Cause),
    /// Somebody else was quicker: read again, and try again.
    #[error("{what} {id} has been changed by somebody else, or its name is taken")]
    Conflict {
        /// "listing", "organization".
        what: &'static str,
        /// Which.
        id: String,
    },
    /// The write would leave something without what it belongs to: a fault of the caller.
    #[error("the database refused a write that would break a reference")]
    Refused(#[source] Cause),
    /// A row holds something that this version cannot read.
    #[error("table {table}, row {id}: {reason}")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The row.
        id: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The tables could not be brought up to date, or are of a newer version than this program.
    #[error("the database could not be migrated")]
    Migration(#[source] Cause),
}

impl StoreError {
    pub(crate) fn conflict(what: &'static str, id: Uuid) -> Self {
        Self::Conflict {
            what,
            id: id.to_string(),
        }
    }

    pub(crate) fn corrupt(table: &'static str, id: impl ToString, reason: impl ToString) -> Self {
        Self::Corrupt {
            table,
            id: id.to_string(),
            reason: reason.to_string(),
        }
    }

    pub(crate) fn migration(error: DbErr) -> Self {
        Self::Migration(Box::new(error))
    }

    pub(crate) fn unavailable(cause: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::Unavailable(Box::new(cause))
    }
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(rule)) => Self::Conflict {
                what: "row",
                id: rule,
            },
            Some(SqlErr::ForeignKeyConstraintViolation(_)) => Self::Refused(Box::new(error)),
            _ => match error {
                DbErr::Type(reason) | DbErr::Json(reason) => Self::Corrupt {
                    table: "unknown",
                    id: String::new(),
                    reason,
                },
                DbErr::TryIntoErr { .. } => Self::corrupt("unknown", "", error),
                other => Self::Unavailable(Box::new(other)),
            },
        }
    }
}
