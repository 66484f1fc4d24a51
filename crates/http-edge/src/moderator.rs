//! Who may moderate without signing in: whoever sends the token of the configuration.
//!
//! For the first days of an instance and for its own programs; people sign in and hold roles.
//! **The token is never printed**, and it is compared in a time that does not tell how much of it
//! was right.

use std::fmt;
use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::http::{StatusCode, header};
use subtle::ConstantTimeEq as _;

use crate::failure::Failure;

/// Lets moderators in.
#[derive(Clone, Default)]
pub struct Moderators {
    token: Option<Arc<str>>,
}

impl Moderators {
    /// Whoever sends this token may moderate; with an empty one, nobody may.
    #[must_use]
    pub fn with_token(token: &str) -> Self {
        Self {
            token: (!token.is_empty()).then(|| token.into()),
        }
    }

    /// Lets a request pass that comes from a moderator.
    ///
    /// # Errors
    /// 403 while nobody may moderate here, 401 without the right `Authorization: Bearer`.
    pub fn admit(&self, request: &HttpRequest) -> Result<(), Failure> {
        let Some(token) = &self.token else {
            return Err(Failure::plain(
                StatusCode::FORBIDDEN,
                "forbidden",
                "Moderation is switched off",
                "nobody can moderate here until the people who run this instance set moderation.token (FINGERPOST_MODERATION__TOKEN)"
                    .to_owned(),
            ));
        };
        let sent = request
            .headers()
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, sent)| sent.trim());
        let right = sent.is_some_and(|sent| bool::from(sent.as_bytes().ct_eq(token.as_bytes())));
        if right {
            return Ok(());
        }
        Err(Failure::plain(
            StatusCode::UNAUTHORIZED,
            "unauthenticated",
            "Moderators only",
            "send the moderators' token as \"Authorization: Bearer …\"".to_owned(),
        ))
    }
}

impl fmt::Debug for Moderators {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let token = self.token.as_ref().map(|_| "…");
        f.debug_struct("Moderators").field("token", &token).finish()
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::Moderators;

    fn check(moderators: &Moderators, authorization: Option<&str>, expected: Option<u16>) {
        let mut request = TestRequest::default();
        if let Some(value) = authorization {
            request = request.insert_header(("authorization", value));
        }
        let refused = moderators.admit(&request.to_http_request()).err();
        assert_eq!(
            refused.map(|failure| failure.status.as_u16()),
            expected,
            "{authorization:?}"
        );
    }

    #[test]
    fn only_the_token_opens_and_it_does_not_print() {
        let moderators = Moderators::with_token("a long and secret token");
        check(&moderators, Some("Bearer a long and secret token"), None);
        check(&moderators, Some("bearer a long and secret token"), None);
        for wrong in [
            None,
            Some(""),
            Some("Bearer"),
            Some("Bearer "),
            Some("Bearer a long and secret tokem"),
            Some("Basic a long and secret token"),
        ] {
            check(&moderators, wrong, Some(401));
        }
        assert!(!format!("{moderators:?}").contains("secret"));
    }

    #[test]
    fn without_a_token_nobody_may() {
        for moderators in [Moderators::default(), Moderators::with_token("")] {
            check(&moderators, Some("Bearer "), Some(403));
            check(&moderators, None, Some(403));
        }
    }
}
