//! Who asks: the session's cookie or the key that a request carries, as an actor of the directory.
//!
//! A cookie's name begins with `__Host-` wherever people come by https, so that no neighbouring host
//! can set it; on plain http, which is for trying things out on one machine, browsers would not keep
//! such a cookie, and it has a name without. **A secret is read here and handed on, never logged.**

use std::sync::Arc;

use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::header;
use actix_web::{HttpRequest, cookie::time::Duration};
use directory::{Directory, Error};
use domain::authority::Actor;
use domain::sign_in::{LINK_LIFETIME, Secret};

use crate::limit::Rate;

/// Questions for a link that one household may ask in an hour (ASVS 6.3.1).
const ASKS_PER_HOUR: u32 = 20;
/// Reports and suggestions that one household may send in an hour.
const REPORTS_PER_HOUR: u32 = 10;
/// Tries of a link or a code that one household may make in an hour.
const TRIES_PER_HOUR: u32 = 60;
/// A browser keeps a session's cookie no longer than any session lives.
const SESSION_COOKIE: Duration = Duration::days(7);

/// What both faces need to know of visitors; cheap to clone, one for the whole process.
#[derive(Debug, Clone)]
pub struct Visitors(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// Whether people come by https.
    secure: bool,
    /// The scheme, host and port that people use.
    origin: String,
    asks: Rate,
    tries: Rate,
    reports: Rate,
}

impl Visitors {
    /// Visitors of the instance at this address, which has no slash at its end.
    #[must_use]
    pub fn of(public_url: &str) -> Self {
        let after_scheme = public_url.find("://").map_or(0, |at| at + 3);
        let host_ends = public_url[after_scheme..]
            .find('/')
            .map_or(public_url.len(), |at| after_scheme + at);
        Self(Arc::new(Inner {
            secure: public_url.starts_with("https:"),
            origin: public_url[..host_ends].to_ascii_lowercase(),
            asks: Rate::per_hour(ASKS_PER_HOUR),
            tries: Rate::per_hour(TRIES_PER_HOUR),
            reports: Rate::per_hour(REPORTS_PER_HOUR),
        }))
    }

    /// The origin of our own pages.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.0.origin
    }

    /// Counts a question for a link to sign in.
    ///
    /// # Errors
    /// [`Error::TooMany`].
    pub fn count_ask(&self, request: &HttpRequest) -> Result<(), Error> {
        self.0.asks.count(request)
    }

    /// Counts a try of a link or a code.
    ///
    /// # Errors
    /// [`Error::TooMany`].
    pub fn count_try(&self, request: &HttpRequest) -> Result<(), Error> {
        self.0.tries.count(request)
    }

    /// Counts a report or a suggestion.
    ///
    /// # Errors
    /// [`Error::TooMany`].
    pub fn count_report(&self, request: &HttpRequest) -> Result<(), Error> {
        self.0.reports.count(request)
    }

    /// The session's secret that the request carries.
    #[must_use]
    pub fn session(&self, request: &HttpRequest) -> Option<String> {
        value(request, self.session_name())
    }

    /// The secret of the browser that asked for a link.
    #[must_use]
    pub fn asker(&self, request: &HttpRequest) -> Option<String> {
        value(request, self.asker_name())
    }

    /// The cookie of a session that has begun.
    #[must_use]
    pub fn begin_session(&self, secret: &Secret) -> Cookie<'static> {
        self.cookie(self.session_name(), secret.reveal(), SESSION_COOKIE)
    }

    /// The cookie of a browser that asks for a link.
    #[must_use]
    pub fn remember_asker(&self, secret: &Secret) -> Cookie<'static> {
        let lifetime = Duration::minutes(LINK_LIFETIME.num_minutes());
        self.cookie(self.asker_name(), secret.reveal(), lifetime)
    }

    /// Takes the session's cookie away.
    #[must_use]
    pub fn end_session(&self) -> Cookie<'static> {
        self.cookie(self.session_name(), "", Duration::ZERO)
    }

    /// Takes the asking browser's cookie away.
    #[must_use]
    pub fn forget_asker(&self) -> Cookie<'static> {
        self.cookie(self.asker_name(), "", Duration::ZERO)
    }

    /// Whether the request carries a cookie of ours.
    #[must_use]
    pub fn has_cookie(&self, request: &HttpRequest) -> bool {
        self.session(request).is_some() || self.asker(request).is_some()
    }

    /// Who asks. A key in `Authorization` is taken before a cookie.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] for a key that is not one: a program is not taken for anybody.
    pub async fn who(&self, request: &HttpRequest, directory: &Directory) -> Result<Actor, Error> {
        if let Some(key) = bearer(request) {
            return directory.who_by_key(key).await;
        }
        directory.who(self.session(request).as_deref()).await
    }

    /// What the session's cookie is called here.
    #[must_use]
    pub fn session_name(&self) -> &'static str {
        if self.0.secure { "__Host-id" } else { "id" }
    }

    fn asker_name(&self) -> &'static str {
        if self.0.secure {
            "__Host-sign-in"
        } else {
            "sign-in"
        }
    }

    fn cookie(&self, name: &'static str, value: &str, lifetime: Duration) -> Cookie<'static> {
        Cookie::build(name, value.to_owned())
            .path("/")
            .secure(self.0.secure)
            .http_only(true)
            .same_site(SameSite::Lax)
            .max_age(lifetime)
            .finish()
    }
}

/// The key that a program sends.
#[must_use]
pub fn bearer(request: &HttpRequest) -> Option<&str> {
    let value = request
        .headers()
        .get(header::AUTHORIZATION)?
        .to_str()
        .ok()?;
    let (scheme, key) = value.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then(|| key.trim())
        .filter(|key| !key.is_empty())
}

/// What a browser calls itself, for the list of one's own sessions.
#[must_use]
pub fn browser(request: &HttpRequest) -> String {
    let agent = request
        .headers()
        .get(header::USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    let first = |names: &[(&str, &'static str)]| {
        names
            .iter()
            .find(|(mark, _)| agent.contains(mark))
            .map(|(_, name)| *name)
    };
    let browser = first(&[
        ("Edg", "Edge"),
        ("Firefox", "Firefox"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ]);
    let system = first(&[
        ("Android", "Android"),
        ("iPhone", "an iPhone"),
        ("iPad", "an iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "a Mac"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(browser), None) => browser.to_owned(),
        _ => "another program".to_owned(),
    }
}

fn value(request: &HttpRequest, name: &str) -> Option<String> {
    let cookie = request.cookie(name)?;
    Some(cookie.value().to_owned()).filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;
    use domain::chance::Chance;
    use domain::sign_in::Secret;

    use super::{Visitors, bearer, browser};

    #[derive(Debug)]
    struct Sevens;

    impl Chance for Sevens {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(7);
        }
    }

    #[test]
    fn a_session_cookie_is_for_this_host_alone_and_not_for_scripts() {
        let cookie = Visitors::of("https://directory.example")
            .begin_session(&Secret::new(&Sevens))
            .to_string();
        assert!(cookie.starts_with("__Host-id=0707"), "{cookie}");
        for part in ["HttpOnly", "SameSite=Lax", "Secure", "Path=/"] {
            assert!(cookie.contains(part), "{cookie} has no {part}");
        }
        assert!(!cookie.contains("Domain"));
    }

    #[test]
    fn on_plain_http_a_browser_keeps_the_cookie_too() {
        let cookie = Visitors::of("http://127.0.0.1:8080")
            .begin_session(&Secret::new(&Sevens))
            .to_string();
        assert!(
            cookie.starts_with("id=0707") && !cookie.contains("Secure"),
            "{cookie}"
        );
    }

    #[test]
    fn the_origin_has_no_path() {
        assert_eq!(
            Visitors::of("https://Directory.example/sub").origin(),
            "https://directory.example"
        );
    }

    #[test]
    fn a_key_is_read_from_the_header_and_from_nowhere_else() {
        let with = |value: &str| {
            let request = TestRequest::default()
                .insert_header(("authorization", value))
                .to_http_request();
            bearer(&request).map(str::to_owned)
        };
        assert_eq!(with("Bearer abc").as_deref(), Some("abc"));
        assert_eq!(with("bearer abc").as_deref(), Some("abc"));
        assert_eq!(with("Basic abc"), None);
        assert_eq!(with("Bearer "), None);
    }

    #[test]
    fn a_browser_is_named_roughly() {
        let request = TestRequest::default()
            .insert_header((
                "user-agent",
                "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0",
            ))
            .to_http_request();
        assert_eq!(browser(&request), "Firefox on Android");
        assert_eq!(
            browser(&TestRequest::default().to_http_request()),
            "another program"
        );
    }
}
