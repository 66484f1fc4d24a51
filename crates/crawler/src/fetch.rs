//! One page, politely: robots, turn, request, redirects, and another try when it could help.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use directory::RunProblem;
use domain::statement::content_hash;
use reqwest::StatusCode;

use crate::address::{Vetted, vet};
use crate::breaker::Breaker;
use crate::client::{Answer, Client, FetchError, Reply, Validators};
use crate::crawler::{Crawler, CrawlerOptions};
use crate::pace::Pace;
use crate::robots::Rules;

/// Tries of one page.
const TRIES: u32 = 3;
/// Redirects followed for one page.
const MOST_HOPS: usize = 5;
/// A server that says "too many requests" and not for how long is left alone for so many times the
/// usual pause before a second try.
const BUSY: u32 = 60;

/// What became of a page.
#[derive(Debug)]
pub(crate) enum Fetched {
    /// A body.
    Page(Box<Answer>),
    /// As it was last time.
    Unchanged,
    /// 404 or 410.
    Gone,
    /// robots.txt says no, or could not be had; why.
    Disallowed(String),
    /// Nothing usable.
    Failed(RunProblem),
    /// Nothing more may be asked of this host for now.
    Later(RunProblem),
}

/// Whether robots.txt is asked first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asking {
    Page,
    Robots,
}

/// Fetches the pages of one run.
pub(crate) struct Fetcher<'a> {
    client: &'a Client,
    pace: &'a Pace,
    breaker: &'a Breaker,
    options: &'a CrawlerOptions,
    delay: Duration,
    waive_robots: bool,
    rules: Rules,
    /// Whether a server that is unavailable is left alone for an hour or two, as feeds of changes ask.
    pub(crate) rests_when_unavailable: bool,
    /// Requests made.
    pub(crate) requests: u64,
    /// Bytes received, decompressed.
    pub(crate) bytes: u64,
}

impl<'a> Fetcher<'a> {
    pub(crate) fn new(crawler: &'a Crawler, delay: Duration, waive_robots: bool) -> Self {
        Self {
            client: &crawler.client,
            pace: &crawler.pace,
            breaker: &crawler.breaker,
            options: &crawler.options,
            delay,
            waive_robots,
            rules: Rules::default(),
            rests_when_unavailable: false,
            requests: 0,
            bytes: 0,
        }
    }

    /// Fetches one page.
    pub(crate) async fn page(&mut self, address: &str, validators: &Validators) -> Fetched {
        let url = match vet(address, self.client.reach()) {
            Ok(url) => url,
            Err(error) => return outcome(address, Err(error.into()), validators),
        };
        let host = url.url().authority().to_owned();
        if let Some(until) = self.breaker.closed_until(&host, self.options.clock.now()) {
            let detail = format!(
                "{host} is left alone until {}",
                until.format("%H:%M UTC on %-d %B")
            );
            return Fetched::Later(RunProblem {
                url: Some(address.to_owned()),
                code: "resting".to_owned(),
                detail,
            });
        }
        let answer = self.patiently(&url, validators, Asking::Page).await;
        self.learn_how_it_does(&host, &answer);
        outcome(address, answer, validators)
    }

    /// Remembers how a host answered, for the pages and the runs to come.
    fn learn_how_it_does(&self, host: &str, answer: &Result<Box<Answer>, FetchError>) {
        let now = self.options.clock.now();
        match answer {
            Ok(answer) if answer.status == StatusCode::TOO_MANY_REQUESTS => {
                self.breaker.busy(host, None, now);
            }
            Ok(answer)
                if answer.status == StatusCode::SERVICE_UNAVAILABLE
                    && self.rests_when_unavailable =>
            {
                // An hour, and up to one more: not everybody comes back at once.
                let spread = content_hash(format!("{host}{now}").as_bytes());
                let more = i64::from_str_radix(&spread[..4], 16).unwrap_or(0) % 60;
                self.breaker
                    .busy(host, Some(TimeDelta::minutes(60 + more)), now);
            }
            Ok(answer) if answer.status.is_server_error() => {
                self.breaker.failed(host, now);
            }
            // A refusal is a matter of permission, and no sign that the host is broken.
            Ok(_) => self.breaker.answered(host),
            Err(FetchError::Busy { seconds, .. }) => {
                let asked = i64::try_from(*seconds)
                    .ok()
                    .and_then(TimeDelta::try_seconds);
                self.breaker.busy(host, asked, now);
            }
            Err(error) if error.is_passing() => {
                self.breaker.failed(host, now);
            }
            Err(_) => {}
        }
    }

    /// Tries, and tries again where that can help.
    async fn patiently(
        &mut self,
        url: &Vetted,
        validators: &Validators,
        asking: Asking,
    ) -> Result<Box<Answer>, FetchError> {
        let mut tried = 1;
        loop {
            let answer = self.follow(url, validators, asking).await;
            let wait = match &answer {
                Ok(answer) if is_busy(answer.status) => self.wait_of(answer, url, tried)?,
                Ok(answer) if answer.status.is_server_error() => self.backoff(url, tried),
                Err(error) if error.is_passing() => self.backoff(url, tried),
                _ => return answer,
            };
            if tried == TRIES {
                return answer;
            }
            tried += 1;
            tokio::time::sleep(wait).await;
        }
    }

    /// One try: the page, or where its redirects end, each hop by its host's rules and in its turn.
    async fn follow(
        &mut self,
        url: &Vetted,
        validators: &Validators,
        asking: Asking,
    ) -> Result<Box<Answer>, FetchError> {
        let mut url = url.clone();
        for _ in 0..=MOST_HOPS {
            if asking == Asking::Page {
                self.learn_rules(&url).await;
                self.rules.allow(url.url())?;
            }
            match self.request(&url, validators).await? {
                Reply::Answer(answer) => return Ok(answer),
                Reply::Redirect(next) => url = next,
            }
        }
        Err(FetchError::TooManyRedirects(url.url().to_string()))
    }

    async fn learn_rules(&mut self, url: &Vetted) {
        if self.rules.knows(url.url()) {
            return;
        }
        if self.waive_robots {
            self.rules.waive(url.url());
            return;
        }
        // In a box, because fetching asks for robots.txt and robots.txt is fetched.
        let (robots, nothing_known) = (url.robots(), Validators::default());
        let answer = Box::pin(self.patiently(&robots, &nothing_known, Asking::Robots)).await;
        self.rules.learn(url.url(), answer.as_deref());
    }

    /// One request in its turn.
    async fn request(
        &mut self,
        url: &Vetted,
        validators: &Validators,
    ) -> Result<Reply, FetchError> {
        let pause = self
            .rules
            .delay(url.url())
            .unwrap_or_default()
            .max(self.delay);
        let host = crate::pace::platform(url.url().host_str().unwrap_or_default());
        let mut turn = self.pace.turn(host, pause).await;
        self.requests += 1;
        let began = Instant::now();
        let reply = self
            .client
            .ask(url, validators, self.options.clock.now())
            .await;
        if !pause.is_zero() {
            turn.answered_in(began.elapsed(), pause);
        }
        if let Ok(Reply::Answer(answer)) = &reply {
            self.bytes += answer.body.len() as u64;
        }
        reply
    }

    /// How long a busy server wants to be left alone.
    fn wait_of(&self, answer: &Answer, url: &Vetted, tried: u32) -> Result<Duration, FetchError> {
        let patience = match answer.status {
            StatusCode::TOO_MANY_REQUESTS => BUSY,
            _ => 1,
        };
        let wait = answer
            .retry_after
            .unwrap_or_else(|| self.backoff(url, tried) * patience);
        if wait > self.options.longest_wait {
            return Err(FetchError::Busy {
                status: answer.status.as_u16(),
                seconds: wait.as_secs(),
            });
        }
        Ok(wait)
    }

    /// Doubling, and spread by the address so that many pages do not come back at one moment.
    fn backoff(&self, url: &Vetted, tried: u32) -> Duration {
        let spread = content_hash(format!("{}{tried}", url.url()).as_bytes());
        let share = u8::from_str_radix(&spread[..2], 16).unwrap_or(0);
        self.options.backoff * 2_u32.pow(tried - 1) * (256 + u32::from(share)) / 256
    }
}

fn outcome(
    address: &str,
    answer: Result<Box<Answer>, FetchError>,
    validators: &Validators,
) -> Fetched {
    let problem = |code: &str, detail: String| RunProblem {
        url: Some(address.to_owned()),
        code: code.to_owned(),
        detail,
    };
    match answer {
        Ok(answer) => match answer.status {
            StatusCode::OK => Fetched::Page(answer),
            StatusCode::NOT_MODIFIED if *validators != Validators::default() => Fetched::Unchanged,
            StatusCode::NOT_FOUND | StatusCode::GONE => Fetched::Gone,
            StatusCode::TOO_MANY_REQUESTS => Fetched::Later(problem(
                "busy",
                "the server says that we ask too often".to_owned(),
            )),
            status => {
                let code = format!("status-{}", status.as_u16());
                Fetched::Failed(problem(&code, format!("the server answered {status}")))
            }
        },
        Err(FetchError::Robots(why)) => Fetched::Disallowed(why),
        Err(error @ FetchError::Busy { .. }) => {
            Fetched::Later(problem(error.code(), error.to_string()))
        }
        Err(error) => Fetched::Failed(problem(error.code(), error.to_string())),
    }
}

fn is_busy(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE
    )
}
