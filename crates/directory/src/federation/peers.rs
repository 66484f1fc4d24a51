//! Peers: the instances that this one follows, how far each has been read, and their knocks.
//!
//! A knock is a signed webhook of a peer that says "there is news". It brings nothing by itself: the
//! news is fetched, so whoever forges a knock gets no more than a look.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::webhook::verify;
use uuid::Uuid;

use crate::{Directory, Error};

/// How often one who waits looks although nobody rang: another copy may have been knocked at.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// How soon after it came back an instance can be found to have come back again.
const A_MOMENT: TimeDelta = TimeDelta::seconds(5);

/// An instance that this one follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeerView {
    /// What the list of sources calls it.
    pub name: String,
    /// Its id.
    pub instance: Option<Uuid>,
    /// The number up to which it has been read.
    pub after: i64,
    /// Whether it knocks when there is news.
    pub knocks: bool,
    /// When it last knocked.
    pub woken_at: Option<DateTime<Utc>>,
    /// When it last answered.
    pub heard_at: Option<DateTime<Utc>>,
    /// Why it could not be read last; `None` when it could.
    pub fault: Option<String>,
    /// Requests made to it.
    pub asked: i64,
    /// Records of its that were taken.
    pub taken: i64,
    /// Records of its that were not: known already, or not to be taken from it.
    pub passed_over: i64,
}

/// Somebody knocks.
#[derive(Debug, Clone, Copy)]
pub struct Knock<'a> {
    /// What the list of sources calls them.
    pub peer: &'a str,
    /// What they signed.
    pub body: &'a [u8],
    /// How.
    pub signature: &'a str,
}

/// The right to do a task, which one copy of the program has at a time.
#[derive(Debug)]
pub struct TaskLease(store::Lease);

impl TaskLease {
    /// Whether it is still held.
    pub async fn is_held(&self) -> bool {
        self.0.is_held().await
    }
}

/// When instances that had been away were last heard from.
#[derive(Debug, Default)]
pub(crate) struct Returns(Mutex<HashMap<Uuid, DateTime<Utc>>>);

impl Returns {
    /// Whether that is worth something: it was not heard from a moment ago.
    fn is_news(&self, instance: Uuid, now: DateTime<Utc>) -> bool {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let news = last
            .get(&instance)
            .is_none_or(|last| now - *last >= A_MOMENT);
        if news {
            last.insert(instance, now);
        }
        news
    }
}

impl Directory {
    /// The right to do a task that one copy does for all.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn try_task_lease(&self, task: &'static str) -> Result<Option<TaskLease>, Error> {
        Ok(self.store.try_lease(task).await?.map(TaskLease))
    }

    /// The instances that this one follows, by name.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn peers(&self) -> Result<Vec<PeerView>, Error> {
        let peers = self.store.peers().await?;
        Ok(peers.into_iter().map(view_of).collect())
    }

    /// One of them.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn peer(&self, name: &str) -> Result<Option<PeerView>, Error> {
        Ok(self.store.peer(name).await?.map(view_of))
    }

    /// Makes a peer known. One that is another instance than it was is read from its beginning.
    ///
    /// # Errors
    /// [`Error::Conflict`] when it is this very instance; when the store cannot be written.
    pub async fn know_peer(&self, name: &str, instance: Uuid) -> Result<(), Error> {
        if instance == self.instance_id().await? {
            return Err(Error::Conflict(
                "that is this very instance; it cannot follow itself".to_owned(),
            ));
        }
        let tx = self.store.begin().await?;
        tx.know_peer(name, instance).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Keeps the secret by which a peer's knocks are known.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn keep_peer_secret(&self, name: &str, secret: &str) -> Result<(), Error> {
        let tx = self.store.begin().await?;
        tx.set_peer_secret(name, secret).await?;
        tx.commit().await?;
        Ok(())
    }

    /// A peer could not be read.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn peer_failed(&self, name: &str, fault: &str) -> Result<(), Error> {
        let tx = self.store.begin().await?;
        tx.peer_failed(name, fault).await?;
        tx.commit().await?;
        Ok(())
    }

    /// A peer says that there is news.
    ///
    /// # Errors
    /// [`Error::NotFound`] for one that is not followed; [`Error::Unauthenticated`] when the signature
    /// is not its own.
    pub async fn knock(&self, knock: Knock<'_>) -> Result<(), Error> {
        let unknown = || Error::NotFound {
            what: "peer",
            name: knock.peer.to_owned(),
        };
        let peer = self.store.peer(knock.peer).await?.ok_or_else(unknown)?;
        let secret = peer.secret.ok_or_else(unknown)?;
        let now = self.clock.now();
        verify(&secret, knock.signature, knock.body, now)
            .map_err(|bad| Error::Unauthenticated(bad.to_string()))?;
        let tx = self.store.begin().await?;
        tx.peer_woke(knock.peer, now).await?;
        tx.commit().await?;
        self.knocked.notify_waiters();
        if let Some(instance) = peer.instance {
            self.heard_from(instance).await;
        }
        Ok(())
    }

    /// Another instance asks or knocks, so it is there. If it was not, what waits for it is sent at
    /// once, and it is looked at at once. Anybody can say to be that instance: more often than every
    /// few seconds nothing comes of it. A store that does not answer is logged: what waits is sent
    /// later.
    pub async fn heard_from(&self, instance: Uuid) {
        if let Err(error) = self.welcome_back(instance).await {
            tracing::error!(%instance, %error, "what waits for an instance could not be made due");
        }
    }

    async fn welcome_back(&self, instance: Uuid) -> Result<(), Error> {
        let now = self.clock.now();
        let waits = self.store.delivery_waits_for(instance, now).await?;
        let mut missed = self.store.peers().await?;
        missed.retain(|peer| peer.instance == Some(instance) && peer.fault.is_some());
        if (!waits && missed.is_empty()) || !self.returns.is_news(instance, now) {
            return Ok(());
        }
        let tx = self.store.begin().await?;
        tx.hasten_deliveries_to(instance, now).await?;
        for peer in &missed {
            tx.peer_woke(&peer.name, now).await?;
        }
        tx.commit().await?;
        self.heard.notify_waiters();
        self.knocked.notify_waiters();
        Ok(())
    }

    /// Waits until a peer has knocked since `last`, or `at_most` has passed; when it last knocked.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn wait_for_knock(
        &self,
        name: &str,
        last: Option<DateTime<Utc>>,
        at_most: Duration,
    ) -> Result<Option<DateTime<Utc>>, Error> {
        let until = tokio::time::Instant::now() + at_most;
        loop {
            // Listened for before looking, so that nothing slips in between.
            let knocked = self.knocked.notified();
            let peer = self.store.peer(name).await?;
            let woken = peer.and_then(|peer| peer.woken_at);
            let now = tokio::time::Instant::now();
            if woken != last || now >= until {
                return Ok(woken);
            }
            // Either is fine: somebody knocked, or it is time to look.
            let _ = tokio::time::timeout_at(until.min(now + LOOK_EVERY), knocked).await;
        }
    }

    /// Whether a feed is of the peer that it should be of.
    pub(crate) async fn check_peer(&self, name: &str, instance: Uuid) -> Result<(), Error> {
        let peer = self.store.peer(name).await?;
        match peer.and_then(|peer| peer.instance) {
            Some(known) if known == instance => Ok(()),
            Some(_) => Err(Error::Conflict(format!(
                "{name} is another instance than it was"
            ))),
            None => Err(Error::NotFound {
                what: "peer",
                name: name.to_owned(),
            }),
        }
    }
}

fn view_of(peer: store::Peer) -> PeerView {
    PeerView {
        name: peer.name,
        instance: peer.instance,
        after: peer.after,
        knocks: peer.secret.is_some(),
        woken_at: peer.woken_at,
        heard_at: peer.heard_at,
        fault: peer.fault,
        asked: peer.asked,
        taken: peer.taken,
        passed_over: peer.passed_over,
    }
}
