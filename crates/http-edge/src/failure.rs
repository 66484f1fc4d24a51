//! One place that says which status and which code an error has.

use actix_web::http::StatusCode;
use directory::{Error, Flaw, Violation};

/// What a face needs to tell the one who asked, and no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The HTTP status.
    pub status: StatusCode,
    /// A heading in `docs/errors.md`.
    pub code: &'static str,
    /// The kind of failure in a few words, the same for every instance of it.
    pub title: &'static str,
    /// What to do about this one.
    pub detail: String,
    /// The parameters at fault.
    pub violations: Vec<Violation>,
    /// The parts of the body at fault.
    pub flaws: Box<[Flaw]>,
    /// Seconds after which it may do.
    pub retry_after: Option<u64>,
}

impl Failure {
    /// What to tell of an error. What went wrong inside goes to the log, here and only here.
    #[must_use]
    pub fn of(error: &Error) -> Self {
        match error {
            Error::NotFound { .. } => Self::plain(
                StatusCode::NOT_FOUND,
                "not-found",
                "Not found",
                error.to_string(),
            ),
            Error::Gone { .. } => Self::plain(
                StatusCode::GONE,
                "gone",
                "No longer listed",
                error.to_string(),
            ),
            Error::Invalid(violations) => Self {
                violations: violations.clone(),
                ..Self::plain(
                    StatusCode::BAD_REQUEST,
                    "invalid",
                    "The request is not as it should be",
                    error.to_string(),
                )
            },
            Error::Unfit(flaws) => Self {
                flaws: flaws.clone().into(),
                ..Self::plain(
                    StatusCode::BAD_REQUEST,
                    "invalid",
                    "The body is not as it should be",
                    error.to_string(),
                )
            },
            Error::Unauthenticated(_) => Self::plain(
                StatusCode::UNAUTHORIZED,
                "unauthenticated",
                "Sign in first",
                error.to_string(),
            ),
            Error::Forbidden(_) => Self::plain(
                StatusCode::FORBIDDEN,
                "forbidden",
                "You may not do this",
                error.to_string(),
            ),
            Error::TooMany { wait } => Self {
                retry_after: Some(u64::try_from(wait.num_seconds()).unwrap_or(0) + 1),
                ..Self::plain(
                    StatusCode::TOO_MANY_REQUESTS,
                    "too-many-requests",
                    "Too many tries",
                    error.to_string(),
                )
            },
            Error::Conflict(_) => Self::plain(
                StatusCode::CONFLICT,
                "conflict",
                "Somebody else changed it first",
                error.to_string(),
            ),
            Error::Unavailable { .. } => {
                log(error);
                Self::plain(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "unavailable",
                    "Not available just now",
                    "try again in a minute".to_owned(),
                )
            }
            Error::Internal { .. } => {
                log(error);
                Self::plain(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "internal",
                    "A fault of ours",
                    "try again later; if it stays, tell the people who run this directory and give them the request id".to_owned(),
                )
            }
        }
    }

    /// What to tell of an error in what the body of a request says, once that could be read: where
    /// [`Self::of`] says that a request is not as it should be, the request is, and what it says is not.
    #[must_use]
    pub fn of_body(error: &Error) -> Self {
        let failure = Self::of(error);
        match error {
            Error::Invalid(_) | Error::Unfit(_) => Self {
                status: StatusCode::UNPROCESSABLE_ENTITY,
                code: "unfit",
                title: "What the body says cannot be so, or not here",
                ..failure
            },
            _ => failure,
        }
    }

    /// A failure without violations.
    #[must_use]
    pub fn plain(
        status: StatusCode,
        code: &'static str,
        title: &'static str,
        detail: String,
    ) -> Self {
        Self {
            status,
            code,
            title,
            detail,
            violations: Vec::new(),
            flaws: Box::default(),
            retry_after: None,
        }
    }
}

fn log(error: &Error) {
    let mut causes = Vec::new();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        causes.push(inner.to_string());
        cause = inner.source();
    }
    tracing::error!(error = %error, causes = causes.join(": "), "a verb failed");
}

#[cfg(test)]
mod tests {
    use super::Failure;
    use directory::{Error, Violation};

    #[test]
    fn the_cause_of_a_fault_of_ours_is_not_told() {
        let inside = std::io::Error::other("password wrong for user fingerpost");
        let failure = Failure::of(&Error::Internal {
            what: "reading",
            source: inside.into(),
        });
        assert_eq!(failure.status.as_u16(), 500);
        assert!(!format!("{failure:?}").contains("password"));
    }

    #[test]
    fn every_code_has_its_heading_in_the_documents() {
        let documents = include_str!("../../../docs/errors.md");
        let source = || std::io::Error::other("why").into();
        let errors = [
            Error::NotFound {
                what: "listing",
                name: String::new(),
            },
            Error::Gone {
                what: "listing",
                name: String::new(),
            },
            Error::Invalid(Vec::new()),
            Error::Unfit(Vec::new()),
            Error::Conflict(String::new()),
            Error::Unfit(Vec::new()),
            Error::Unauthenticated(String::new()),
            Error::Forbidden(String::new()),
            Error::TooMany {
                wait: chrono::TimeDelta::zero(),
            },
            Error::Unavailable {
                what: "the store",
                source: source(),
            },
            Error::Internal {
                what: "reading",
                source: source(),
            },
        ];
        let codes = errors
            .iter()
            .flat_map(|error| [Failure::of(error).code, Failure::of_body(error).code])
            .chain(["too-many-requests"]);
        for code in codes {
            assert!(
                documents.contains(&format!("## {code}\n")),
                "{code} has no heading"
            );
        }
    }

    #[test]
    fn what_a_body_says_is_another_matter_than_how_it_is_written() {
        let status = |error: &Error| Failure::of_body(error).status.as_u16();
        assert_eq!(status(&Error::Unfit(Vec::new())), 422);
        assert_eq!(status(&Error::Invalid(Vec::new())), 422);
        assert_eq!(status(&Error::Conflict(String::new())), 409);
    }

    #[test]
    fn a_violation_says_what_would_do() {
        let violation = Violation {
            parameter: "near",
            message: "is not a place we know".into(),
            example: "SW9 8DJ",
        };
        let failure = Failure::of(&Error::Invalid(vec![violation]));
        assert_eq!(failure.status.as_u16(), 400);
        assert_eq!(
            failure.detail,
            "near: is not a place we know (for example SW9 8DJ)"
        );
    }
}
