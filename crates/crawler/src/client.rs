//! The one client that talks to the outside: one request to a vetted address, its body bounded.
//!
//! A redirect is vetted and given back, not followed: the next host has rules and a pace of its own.

use std::sync::{Arc, Once};
use std::time::Duration;

use bytes::BytesMut;
use chrono::{DateTime, Utc};
use futures::StreamExt as _;
use reqwest::header::{
    CONTENT_TYPE, ETAG, HeaderMap, HeaderName, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED,
    LOCATION, RETRY_AFTER,
};
use reqwest::{Response, StatusCode, redirect};
use url::Url;

use crate::address::{AddressError, PublicOnly, Reach, Vetted, vet};

/// How long to wait and how much to take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bounds {
    /// Until a connection stands.
    pub connect: Duration,
    /// Until the next bytes come.
    pub idle: Duration,
    /// For a request as a whole.
    pub whole: Duration,
    /// Bytes of a body, decompressed.
    pub body: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            idle: Duration::from_secs(30),
            whole: Duration::from_secs(120),
            body: 20 * 1024 * 1024,
        }
    }
}

/// What the last answer let us remember, so that the same body is not sent again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Validators {
    pub(crate) etag: Option<String>,
    pub(crate) last_modified: Option<String>,
}

/// An answer, whole.
#[derive(Debug)]
pub(crate) struct Answer {
    /// Where it came from in the end.
    pub(crate) url: Url,
    pub(crate) status: StatusCode,
    pub(crate) content_type: Option<String>,
    pub(crate) validators: Validators,
    /// When the server wants us back.
    pub(crate) retry_after: Option<Duration>,
    /// `X-Robots-Tag: noindex`.
    pub(crate) noindex: bool,
    pub(crate) body: bytes::Bytes,
}

/// What an address says.
#[derive(Debug)]
pub(crate) enum Reply {
    /// The answer.
    Answer(Box<Answer>),
    /// Look there.
    Redirect(Vetted),
}

/// Why there is no whole answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// An address that we do not talk to, as asked for or as a redirect.
    #[error("{0}")]
    Address(#[from] AddressError),
    /// robots.txt does not let us ask.
    #[error("{0}")]
    Robots(String),
    /// The redirects do not end.
    #[error("too many redirects, the last to {0}")]
    TooManyRedirects(String),
    /// From https to http.
    #[error("redirected from https to {0}")]
    Downgrade(String),
    /// Too slow.
    #[error("no answer in time")]
    Timeout,
    /// No connection, or it broke.
    #[error("the connection failed: {0}")]
    Connection(String),
    /// The body ended before its end.
    #[error("the body was cut off: {0}")]
    CutOff(String),
    /// The body is larger than we take.
    #[error("the body is larger than {0} bytes")]
    TooLarge(usize),
    /// The server wants to be left alone for longer than a run waits.
    #[error("the server answered {status} and wants to be left alone for {seconds} seconds")]
    Busy {
        /// 429 or 503.
        status: u16,
        /// For how long.
        seconds: u64,
    },
}

impl FetchError {
    /// A short word for reports.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Address(_) => "address",
            Self::Robots(_) => "robots",
            Self::TooManyRedirects(_) => "redirects",
            Self::Downgrade(_) => "downgrade",
            Self::Timeout => "timeout",
            Self::Connection(_) => "connection",
            Self::CutOff(_) => "cut-off",
            Self::TooLarge(_) => "too-large",
            Self::Busy { .. } => "busy",
        }
    }

    /// Whether another try could do better.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Timeout | Self::Connection(_) | Self::CutOff(_))
    }
}

/// The client. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    http: reqwest::Client,
    reach: Arc<Reach>,
    bounds: Bounds,
}

impl Client {
    /// A client that calls itself `user_agent`.
    ///
    /// # Errors
    /// When TLS cannot be set up, or the user agent is not a header's value.
    pub(crate) fn new(
        user_agent: &str,
        reach: Reach,
        bounds: Bounds,
    ) -> Result<Self, reqwest::Error> {
        use_ring();
        let http = reqwest::Client::builder()
            .user_agent(user_agent)
            .dns_resolver(PublicOnly::new(&reach))
            .redirect(redirect::Policy::none())
            .no_proxy()
            .connect_timeout(bounds.connect)
            .read_timeout(bounds.idle)
            .timeout(bounds.whole)
            .pool_max_idle_per_host(1)
            .build()?;
        Ok(Self {
            http,
            reach: Arc::new(reach),
            bounds,
        })
    }

    /// Which addresses it talks to.
    pub(crate) fn reach(&self) -> &Reach {
        &self.reach
    }

    /// Asks once; `now` is for a `Retry-After` that is a date.
    pub(crate) async fn ask(
        &self,
        address: &Vetted,
        validators: &Validators,
        now: DateTime<Utc>,
    ) -> Result<Reply, FetchError> {
        let mut request = self.http.get(address.url().clone());
        if let Some(etag) = &validators.etag {
            request = request.header(IF_NONE_MATCH, etag);
        }
        if let Some(date) = &validators.last_modified {
            request = request.header(IF_MODIFIED_SINCE, date);
        }
        let response = request.send().await.map_err(|error| failure(&error))?;
        match next_hop(address.url(), &response)? {
            Some(next) => Ok(Reply::Redirect(vet(next.as_str(), &self.reach)?)),
            None => self.take(address.url().clone(), response, now).await,
        }
    }

    /// Posts a body once to an address, vetted as every other; a redirect is an answer like any other.
    pub(crate) async fn post(
        &self,
        address: &str,
        headers: &[(&'static str, String)],
        body: String,
        now: DateTime<Utc>,
    ) -> Result<Box<Answer>, FetchError> {
        let address = vet(address, &self.reach)?;
        let mut request = self.http.post(address.url().clone()).body(body);
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let response = request.send().await.map_err(|error| failure(&error))?;
        match self.take(address.url().clone(), response, now).await? {
            Reply::Answer(answer) => Ok(answer),
            Reply::Redirect(next) => Err(FetchError::TooManyRedirects(next.url().to_string())),
        }
    }

    async fn take(
        &self,
        url: Url,
        response: Response,
        now: DateTime<Utc>,
    ) -> Result<Reply, FetchError> {
        let headers = response.headers();
        let mut answer = Answer {
            url,
            status: response.status(),
            content_type: text(headers, &CONTENT_TYPE),
            validators: Validators {
                etag: text(headers, &ETAG),
                last_modified: text(headers, &LAST_MODIFIED),
            },
            retry_after: text(headers, &RETRY_AFTER).and_then(|value| wait_of(&value, now)),
            noindex: headers
                .get_all("x-robots-tag")
                .iter()
                .any(|value| value.to_str().is_ok_and(asks_not_to_be_indexed)),
            body: bytes::Bytes::new(),
        };
        let mut body = BytesMut::new();
        let mut pieces = response.bytes_stream();
        while let Some(piece) = pieces.next().await {
            let piece = piece.map_err(|error| match failure(&error) {
                FetchError::Timeout => FetchError::Timeout,
                other => FetchError::CutOff(other.to_string()),
            })?;
            if body.len() + piece.len() > self.bounds.body {
                return Err(FetchError::TooLarge(self.bounds.body));
            }
            body.extend_from_slice(&piece);
        }
        answer.body = body.freeze();
        Ok(Reply::Answer(Box::new(answer)))
    }
}

/// Where a redirect leads, if the answer is one.
fn next_hop(from: &Url, response: &Response) -> Result<Option<Url>, FetchError> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    // Not every server writes it in ASCII.
    let location = response.headers().get(LOCATION);
    let location = location.map(|value| String::from_utf8_lossy(value.as_bytes()));
    location.map(|location| next(from, &location)).transpose()
}

fn next(from: &Url, location: &str) -> Result<Url, FetchError> {
    let next = from
        .join(location)
        .map_err(|_| AddressError::NotUrl(location.to_owned()))?;
    if from.scheme() == "https" && next.scheme() == "http" {
        return Err(FetchError::Downgrade(next.to_string()));
    }
    Ok(next)
}

/// `noindex, nofollow`, also for us alone: `fingerpost: none`. What is for another robot is not ours.
fn asks_not_to_be_indexed(value: &str) -> bool {
    let value = value.to_ascii_lowercase();
    let wishes = match value.split_once(':') {
        Some((agent, wishes)) if agent.trim().eq_ignore_ascii_case(crate::robots::AGENT) => wishes,
        Some(_) => return false,
        None => value.as_str(),
    };
    wishes
        .split(',')
        .any(|wish| matches!(wish.trim(), "noindex" | "none"))
}

fn text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned)
}

/// `Retry-After` as a wait: seconds, or a date (RFC 9110, 10.2.3).
fn wait_of(value: &str, now: DateTime<Utc>) -> Option<Duration> {
    if let Ok(seconds) = value.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = DateTime::parse_from_rfc2822(value.trim()).ok()?;
    Some(
        (date.with_timezone(&Utc) - now)
            .to_std()
            .unwrap_or(Duration::ZERO),
    )
}

/// The innermost cause is the one that says something.
fn failure(error: &reqwest::Error) -> FetchError {
    if error.is_timeout() {
        return FetchError::Timeout;
    }
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        if let Some(address) = inner.downcast_ref::<AddressError>() {
            return FetchError::Address(address.clone());
        }
        cause = inner;
    }
    FetchError::Connection(cause.to_string())
}

/// One TLS provider for the whole process; whoever comes first sets it.
fn use_ring() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // An error means that the binary has set it already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
}

#[cfg(test)]
mod tests;
