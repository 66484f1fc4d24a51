//! A peer: another instance of this program, followed by its feed of statements.
//!
//! It is read from where it was left, a page at a time, each taken whole by the directory. Where we
//! have a key of its, we ask it once to knock when there is news; without one, or when a knock gets
//! lost, we look from time to time. **Nothing is asked while there is no news.**

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use directory::RunReport;
use formats::federation::{InstanceCard, WELL_KNOWN, read_feed, read_instance};
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use crate::address::vet;
use crate::client::{Answer, Reply, Validators};
use crate::courier::holds;
use crate::crawler::{CrawlError, Crawler};
use crate::sources_file::SourceConfig;

/// The name of the lease.
const TASK: &str = "peers";
/// Records on a page.
const PAGE: u64 = 200;
/// Pages of one look; what is more is read in the next.
const MOST_PAGES: usize = 10_000;
/// Redirects followed for one page.
const MOST_HOPS: usize = 3;
/// How long to wait after a peer did not answer; it doubles up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_secs(2);
const LONGEST_PAUSE: Duration = Duration::from_secs(300);
/// How long to wait at most while another copy has the lease.
const OTHERS_TURN: Duration = Duration::from_secs(5);

/// What came of one look at a peer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Look {
    /// Requests made.
    pub(crate) asked: u64,
    /// Records taken.
    pub(crate) taken: u64,
    /// Records passed over.
    pub(crate) passed_over: u64,
}

/// Where the peers' feeds are, as they said in this process. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub(crate) struct KnownPeers(Arc<Mutex<HashMap<String, String>>>);

impl KnownPeers {
    fn feed_of(&self, peer: &str) -> Option<String> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(peer).cloned()
    }

    fn forget(&self, peer: &str) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.remove(peer);
    }

    fn remember(&self, peer: &str, feed: &str) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(peer.to_owned(), feed.to_owned());
    }
}

/// What a peer answers to the wish for a webhook.
#[derive(Deserialize)]
struct HookMade {
    secret: String,
}

impl Crawler {
    /// Follows peers for ever, each for itself. Of several copies one does it. `own_url` is our own
    /// address, at which they may knock, without a slash at its end.
    pub async fn follow_peers(&self, peers: &[SourceConfig], own_url: &str) {
        let mut lease = None;
        let pause = self.directory.lease_pause().min(OTHERS_TURN);
        loop {
            if !holds(&self.directory, TASK, &mut lease).await {
                tokio::time::sleep(pause).await;
                continue;
            }
            let each = peers.iter().map(|peer| self.follow_peer(peer, own_url));
            let lost = async {
                while holds(&self.directory, TASK, &mut lease).await {
                    tokio::time::sleep(pause).await;
                }
            };
            tokio::select! {
                _ = futures::future::join_all(each) => {}
                () = lost => {}
            }
        }
    }

    async fn follow_peer(&self, config: &SourceConfig, own_url: &str) {
        let name = config.source.id.as_str();
        let mut pause = FIRST_PAUSE;
        loop {
            let woken = self.directory.peer(name).await.ok().flatten();
            let woken = woken.and_then(|peer| peer.woken_at);
            match self.look_at_peer(config, Some(own_url)).await {
                Ok(look) => {
                    pause = FIRST_PAUSE;
                    tracing::debug!(peer = name, taken = look.taken, "looked at a peer");
                    self.wait(name, woken, config.peer_interval()).await;
                }
                Err(error) => {
                    tracing::warn!(peer = name, %error, "a peer could not be read");
                    // A knock shows that it is there again.
                    self.wait(name, woken, pause).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
            }
        }
    }

    async fn wait(&self, name: &str, woken: Option<DateTime<Utc>>, at_most: Duration) {
        if let Err(error) = self.directory.wait_for_knock(name, woken, at_most).await {
            tracing::error!(%error, "the store could not be asked for knocks");
            tokio::time::sleep(OTHERS_TURN).await;
        }
    }

    /// Looks at a peer once, and reports as a crawl does.
    pub(crate) async fn crawl_peer(&self, config: &SourceConfig) -> Result<RunReport, CrawlError> {
        let began = self.options.clock.now();
        let look = self.look_at_peer(config, None).await?;
        Ok(RunReport {
            source: config.source.id.clone(),
            run: Uuid::nil(),
            complete: true,
            fetched: look.asked,
            kept: look.taken,
            new: 0,
            changed: look.taken,
            unchanged: look.passed_over,
            set_aside: Vec::new(),
            missing: 0,
            withdrawn: 0,
            quarantined: None,
            problems: Vec::new(),
            seconds: (self.options.clock.now() - began).as_seconds_f64(),
        })
    }

    /// Reads all that a peer has told since the last look.
    async fn look_at_peer(
        &self,
        config: &SourceConfig,
        own_url: Option<&str>,
    ) -> Result<Look, CrawlError> {
        let name = config.source.id.as_str();
        let look = self.read_peer(config, own_url).await;
        if let Err(error) = &look {
            // It may have moved, or be another by now.
            self.known_peers.forget(name);
            self.directory.peer_failed(name, &error.to_string()).await?;
        }
        look
    }

    async fn read_peer(
        &self,
        config: &SourceConfig,
        own_url: Option<&str>,
    ) -> Result<Look, CrawlError> {
        let name = config.source.id.as_str();
        let us = self.directory.instance().await?.id;
        let known = self.directory.peer(name).await?;
        let knocks = known.as_ref().is_some_and(|peer| peer.knocks);
        let mut look = Look::default();
        // Who it is, is asked once in a process, and again as long as it does not knock.
        let statements = match self.known_peers.feed_of(name).filter(|_| knocks) {
            Some(statements) => statements,
            None => {
                let card = self.card_of(config.peer_address()).await?;
                look.asked += 1;
                self.directory.know_peer(name, card.id).await?;
                if let (Some(own_url), Some(key), false) = (own_url, config.peer_key(), knocks) {
                    self.subscribe(name, &card, key, own_url, us).await;
                }
                self.known_peers.remember(name, &card.statements);
                card.statements
            }
        };
        for _ in 0..MOST_PAGES {
            let after = self
                .directory
                .peer(name)
                .await?
                .map_or(0, |peer| peer.after);
            let address = format!("{statements}?after={after}&limit={PAGE}&not_through={us}");
            let answer = self.get(&address).await?;
            look.asked += 1;
            let read = read_feed(&answer.body)
                .map_err(|why| CrawlError::Format(format!("{address}: {why}")))?;
            for why in &read.unread {
                tracing::warn!(peer = name, why, "a record of a peer cannot be read");
            }
            let outcome = self.directory.take_feed(name, &read.feed).await?;
            look.taken += outcome.taken as u64;
            look.passed_over += (outcome.passed_over + read.unread.len()) as u64;
            if !outcome.more {
                break;
            }
        }
        Ok(look)
    }

    /// Who the instance at an address is.
    pub(crate) async fn card_of(&self, address: &str) -> Result<InstanceCard, CrawlError> {
        let address = format!("{}{WELL_KNOWN}", address.trim_end_matches('/'));
        let answer = self.get(&address).await?;
        read_instance(&answer.body).map_err(|why| CrawlError::Format(format!("{address}: {why}")))
    }

    /// Asks a peer to knock; it is no fault when it will not.
    async fn subscribe(&self, name: &str, card: &InstanceCard, key: &str, own_url: &str, us: Uuid) {
        let Some(webhooks) = &card.webhooks else {
            return;
        };
        let wish = json!({
            "url": format!("{own_url}/api/v1/federation/knock/{name}"),
            "event": "statements",
            "instance": us,
        });
        match self.ask_for_hook(webhooks, key, wish.to_string()).await {
            Ok(made) => {
                if let Err(error) = self.directory.keep_peer_secret(name, &made.secret).await {
                    tracing::error!(peer = name, %error, "a peer's secret could not be kept");
                }
            }
            Err(fault) => {
                tracing::warn!(
                    peer = name,
                    fault,
                    "a peer will not knock; it is looked at from time to time"
                );
            }
        }
    }

    async fn ask_for_hook(
        &self,
        webhooks: &str,
        key: &str,
        wish: String,
    ) -> Result<HookMade, String> {
        let headers = [
            ("content-type", "application/json".to_owned()),
            ("authorization", format!("Bearer {key}")),
        ];
        let now = self.options.clock.now();
        let answer = self.client.post(webhooks, &headers, wish, now).await;
        let answer = answer.map_err(|error| error.to_string())?;
        if !answer.status.is_success() {
            return Err(format!("the server answered {}", answer.status));
        }
        serde_json::from_slice(&answer.body).map_err(|error| error.to_string())
    }

    /// One answer of 200, redirects followed.
    async fn get(&self, address: &str) -> Result<Box<Answer>, CrawlError> {
        let mut url = vet(address, self.client.reach()).map_err(crate::client::FetchError::from)?;
        for _ in 0..=MOST_HOPS {
            let now = self.options.clock.now();
            match self.client.ask(&url, &Validators::default(), now).await? {
                Reply::Redirect(next) => url = next,
                Reply::Answer(answer) if answer.status.is_success() => return Ok(answer),
                Reply::Answer(answer) => {
                    let detail = format!("{address}: the server answered {}", answer.status);
                    return Err(CrawlError::Format(detail));
                }
            }
        }
        Err(crate::client::FetchError::TooManyRedirects(address.to_owned()).into())
    }
}
