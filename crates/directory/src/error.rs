//! The closed list of ways in which a verb can fail.
//!
//! Each kind has a heading in `docs/errors.md`; the faces turn kinds into answers in one place. What
//! went wrong inside is kept as the source, for the log, and is **never shown to the one who asked**.

use std::fmt;

/// Why a verb could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such thing.
    #[error("there is no {what} {name:?}")]
    NotFound {
        /// "listing", "source".
        what: &'static str,
        /// As asked for.
        name: String,
    },
    /// It was there and has been taken away.
    #[error("the {what} {name:?} has been withdrawn")]
    Gone {
        /// "listing".
        what: &'static str,
        /// As asked for.
        name: String,
    },
    /// Something in the request is not as it should be.
    #[error("{}", Violation::sentence(.0))]
    Invalid(Vec<Violation>),
    /// Something in what was sent is not fit to be kept.
    #[error("{}", Flaw::sentence(.0))]
    Unfit(Vec<Flaw>),
    /// We do not know who asks, and have to.
    #[error("{0}")]
    Unauthenticated(String),
    /// Whoever asks may not do this; the words say who may, or what is missing.
    #[error("{0}")]
    Forbidden(String),
    /// Tried too often.
    #[error("too many tries; wait {} seconds", wait.num_seconds().max(1))]
    TooMany {
        /// For so long.
        wait: chrono::TimeDelta,
    },
    /// Somebody else was quicker.
    #[error("{0}")]
    Conflict(String),
    /// Something that we need does not answer just now.
    #[error("{what} is not available")]
    Unavailable {
        /// "the store".
        what: &'static str,
        /// Why, for the log.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A fault of ours.
    #[error("{what} failed")]
    Internal {
        /// What was being done.
        what: &'static str,
        /// Why, for the log.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

/// One thing wrong with a request, said so that it can be put right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The parameter: `near`.
    pub parameter: &'static str,
    /// What is wrong, as a sentence for people.
    pub message: String,
    /// A value that would do: `SW9 8DJ`.
    pub example: &'static str,
}

/// One thing wrong with a document that was sent, and where in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// A JSON pointer (RFC 6901): `/answers/public-liability`.
    pub pointer: String,
    /// What is wrong and what would do, as a sentence for people.
    pub message: String,
    /// A value that would do, where one can be named.
    pub example: Option<&'static str>,
}

impl Flaw {
    fn sentence(all: &[Self]) -> String {
        let each: Vec<String> = all
            .iter()
            .map(|flaw| format!("{}: {}", flaw.pointer, flaw.message))
            .collect();
        each.join("; ")
    }
}

impl Violation {
    fn sentence(all: &[Self]) -> String {
        let each: Vec<String> = all.iter().map(ToString::to_string).collect();
        each.join("; ")
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {} (for example {})",
            self.parameter, self.message, self.example
        )
    }
}

impl Error {
    /// A fault of ours, said in words.
    pub(crate) fn internal(what: &'static str, why: &str) -> Self {
        Self::Internal {
            what,
            source: why.into(),
        }
    }
}

impl From<store::StoreError> for Error {
    fn from(error: store::StoreError) -> Self {
        match error {
            store::StoreError::Conflict { .. } => Self::Conflict(error.to_string()),
            store::StoreError::Unavailable { .. } => Self::Unavailable {
                what: "the store",
                source: Box::new(error),
            },
            _ => Self::Internal {
                what: "reading or writing the store",
                source: Box::new(error),
            },
        }
    }
}

impl From<search::Error> for Error {
    fn from(error: search::Error) -> Self {
        Self::Unavailable {
            what: "the search index",
            source: Box::new(error),
        }
    }
}
