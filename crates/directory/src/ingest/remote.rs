//! Remote: what another instance tells is taken, a page at a time, in one transaction.
//!
//! A page brings sources, statements and people's answers. What is not newer than what is known, came
//! from here, has been here, or is read here at first hand is passed over; the rest goes the way of
//! all statements: matched, folded, logged. The place in the other's feed moves in the same
//! transaction, so that **each change is applied once, whatever breaks**.

mod lines;
mod places;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use domain::federation::{Feed, Record, Said, ToldDecision, ToldStatement, admit, harmless};
use domain::lifecycle::Standing;
use domain::matching::cluster::Answer;
use domain::source::Source;
use domain::statement::{StatementKey, StatementState};
use serde_json::json;
use store::{
    AuditEntry, NewTold, Origin, PeerProgress, RemoteDecision, StatementDates, StatementHead,
    StatementWrite, Subject, WriteTx, statement_id,
};
use uuid::Uuid;

use self::places::Places;
use super::page::hash_of;
use super::refold::Book;
use super::regroup::name_founded;
use crate::federation::web_only;
use crate::{Directory, Error};

/// The longest external id that is taken, in bytes.
const LONGEST_ID: usize = 2_000;

/// What came of a page of another instance.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FeedOutcome {
    /// Records taken.
    pub taken: usize,
    /// Records passed over.
    pub passed_over: usize,
    /// Whether there is more at once.
    pub more: bool,
}

/// A record that is to be taken, and the statement or pair that it is of.
struct Taken<'a, T> {
    record: &'a Record,
    said: &'a T,
    key: StatementKey,
}

impl Directory {
    /// Takes a page of what a peer tells, and remembers how far it was read.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a peer that is not known; when the store cannot be written: then nothing
    /// of the page is taken.
    pub async fn take_feed(&self, peer: &str, feed: &Feed) -> Result<FeedOutcome, Error> {
        let us = self.instance_id().await?;
        self.check_peer(peer, feed.instance).await?;
        let now = self.clock.now();
        let tx = self.store.begin().await?;
        let admitted: Vec<&Record> = feed
            .records
            .iter()
            .filter(|record| admit(record, feed.instance, us, now).is_ok())
            .collect();
        let places = Places::of(&tx, us, feed).await?;
        let statements = newer_statements(&tx, &admitted, &places, feed).await?;
        let decisions = newer_decisions(&tx, &admitted, &places).await?;
        let taken = statements.len() + decisions.len();
        self.take_statements(&tx, feed, &places, &statements, now)
            .await?;
        self.take_decisions(&tx, feed, &places, &decisions, now)
            .await?;
        let passed_over = feed.records.len() - taken;
        let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        let progress = PeerProgress {
            after: feed.next,
            taken: count(taken),
            passed_over: count(passed_over),
            at: now,
        };
        tx.peer_read(peer, &progress).await?;
        tx.commit().await?;
        if taken > 0 {
            self.ring();
        }
        Ok(FeedOutcome {
            taken,
            passed_over,
            more: feed.more,
        })
    }

    async fn take_statements(
        &self,
        tx: &WriteTx,
        feed: &Feed,
        places: &Places,
        taken: &[Taken<'_, ToldStatement>],
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let keys: Vec<StatementKey> = taken.iter().map(|taken| taken.key.clone()).collect();
        let heads = tx.statement_heads(&keys).await?;
        let (mut writes, mut dates, mut standings) = (Vec::new(), Vec::new(), Vec::new());
        let (mut gone, mut told, mut used) = (Vec::new(), Vec::new(), BTreeSet::new());
        for one in taken {
            let allowed = feed.sources[one.said.of.source]
                .licence
                .allows_redistribution;
            let live = one.said.state.is_live() && allowed;
            let service = one.said.service.clone().filter(|_| live).and_then(harmless);
            let head = heads.get(&one.key);
            // One that was never heard here, and whose listing goes on.
            let unheard = service.is_none() && head.is_none() && one.said.heir.is_some();
            told.push(entry(one.record, &one.key, service.is_some() || unheard));
            if unheard {
                used.insert(one.said.of.source);
            }
            let Some(service) = service else {
                gone.extend(head.filter(|head| head.standing.state.is_live()));
                continue;
            };
            used.insert(one.said.of.source);
            dates.push(StatementDates {
                id: statement_id(&one.key),
                first_seen: one.said.first_seen,
                changed_at: one.said.changed_at,
            });
            if one.said.state != StatementState::Active {
                standings.push((one.key.clone(), absent(one.said.state, now)));
            }
            let url = web_only(one.said.url.as_ref());
            writes.push(StatementWrite {
                key: one.key.clone(),
                content_hash: hash_of(&service, url.as_deref()),
                service,
                url,
                page_url: None,
                raw: String::new(),
                listing: None,
                founds: Uuid::nil(),
            });
        }
        self.know_sources(tx, places, &used, now).await?;
        let book = Book::read(tx).await?;
        if !writes.is_empty() {
            name_founded(tx, &mut writes, &heads, &book).await?;
            tx.put_statements(&writes, None, now).await?;
            tx.date_statements(&dates).await?;
            tx.set_standings(&standings).await?;
            self.sort_in(tx, &writes, &heads, &book, now).await?;
        }
        self.withdraw(tx, &gone, now).await?;
        self.take_lines(tx, places, taken, &book, now).await?;
        tx.tell(told, now).await?;
        Ok(())
    }

    async fn take_decisions(
        &self,
        tx: &WriteTx,
        feed: &Feed,
        places: &Places,
        taken: &[Taken<'_, ToldDecision>],
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        if taken.is_empty() {
            return Ok(());
        }
        let (mut seeds, mut told, mut used) = (BTreeSet::new(), Vec::new(), BTreeSet::new());
        for one in taken {
            let Some((a, b)) = pair(places, one.said) else {
                continue;
            };
            used.extend([one.said.a.source, one.said.b.source]);
            let answer = one.said.answer.filter(|answer| *answer != Answer::Later);
            tx.put_remote_decision(&RemoteDecision {
                a: a.min(b),
                b: a.max(b),
                home: one.record.home,
                answer,
                decided_at: one.said.decided_at,
            })
            .await?;
            let what = answer.map_or("undo", Answer::as_str);
            tx.audit(&AuditEntry {
                at: now,
                actor: format!("instance {}", one.record.home),
                action: format!("match-{what}"),
                object: format!("match {}.{}", a.min(b), a.max(b)),
                detail: json!({ "through": feed.instance }),
            })
            .await?;
            seeds.extend([a, b]);
            told.push(NewTold {
                subject: Subject::Decision(a, b),
                origin: Some(origin(one.record)),
                passed_on: true,
            });
        }
        self.know_sources(tx, places, &used, now).await?;
        let book = Book::read(tx).await?;
        self.regroup(tx, seeds, &BTreeSet::new(), &book, now)
            .await?;
        tx.tell(told, now).await?;
        Ok(())
    }

    /// Makes the sources that records name known here, or brings them up to date.
    async fn know_sources(
        &self,
        tx: &WriteTx,
        places: &Places,
        used: &BTreeSet<usize>,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let known = tx.all_sources().await?;
        let remote = tx.remote_sources().await?;
        for (source, home) in used.iter().filter_map(|at| places.theirs(*at)) {
            let before = known.iter().find(|known| known.id == source.id);
            if before == Some(source) {
                continue;
            }
            tx.put_source(source, true).await?;
            if !remote.iter().any(|known| known.source == source.id) {
                tx.put_remote_source(&store::RemoteSource {
                    source: source.id.clone(),
                    home,
                    uri: source.uri.clone(),
                })
                .await?;
            }
            if before.is_some_and(|before| before.licence != source.licence) {
                let ids = tx.listings_of_source(&source.id).await?;
                self.republish(tx, &ids, now).await?;
            }
        }
        Ok(())
    }

    /// A source is read here from now on. What another instance called by its name is its own now;
    /// what came of it through others under another name goes. Says whether it was another's.
    pub(super) async fn take_over(
        &self,
        tx: &WriteTx,
        source: &Source,
        now: DateTime<Utc>,
    ) -> Result<bool, Error> {
        let remote = tx.remote_sources().await?;
        let mut was_theirs = false;
        for theirs in remote {
            if theirs.source == source.id && theirs.uri != source.uri {
                return Err(Error::Conflict(format!(
                    "{} is what a source of another instance is called here; give yours another id",
                    source.id
                )));
            }
            if theirs.source == source.id {
                tx.remove_remote_source(&source.id).await?;
                was_theirs = true;
            } else if theirs.uri == source.uri && source.rank != 0 {
                let heads = tx.unseen_in_run(&theirs.source, Uuid::nil()).await?;
                self.withdraw(tx, &heads.iter().collect::<Vec<_>>(), now)
                    .await?;
            }
        }
        Ok(was_theirs)
    }

    async fn withdraw(
        &self,
        tx: &WriteTx,
        gone: &[&StatementHead],
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let heads: Vec<StatementHead> = gone.iter().map(|head| (*head).clone()).collect();
        let standings: Vec<(StatementKey, Standing)> = heads
            .iter()
            .map(|head| (head.key.clone(), Standing::withdrawn(now)))
            .collect();
        self.apply(tx, &heads, &standings, now).await?;
        Ok(())
    }
}

/// Of the statements that are told, those that are not read here and are newer than what is known.
async fn newer_statements<'a>(
    tx: &WriteTx,
    records: &[&'a Record],
    places: &Places,
    feed: &Feed,
) -> Result<Vec<Taken<'a, ToldStatement>>, Error> {
    let mut told: BTreeMap<Uuid, Taken<'a, ToldStatement>> = BTreeMap::new();
    for record in records.iter().copied() {
        let Said::Statement(said) = &record.said else {
            continue;
        };
        let is_of_home = feed
            .sources
            .get(said.of.source)
            .is_some_and(|source| source.home == record.home);
        let good_id = (1..=LONGEST_ID).contains(&said.of.external_id.len());
        let Some((source, _)) = places
            .theirs(said.of.source)
            .filter(|_| is_of_home && good_id)
        else {
            continue;
        };
        let key = StatementKey {
            source: source.id.clone(),
            external_id: said.of.external_id.clone(),
        };
        let id = statement_id(&key);
        let older = told
            .get(&id)
            .is_some_and(|other| other.record.version >= record.version);
        if !older {
            told.insert(id, Taken { record, said, key });
        }
    }
    let subjects: Vec<Subject> = told.keys().map(|id| Subject::Statement(*id)).collect();
    let known = tx.told_versions(&subjects).await?;
    told.retain(|id, taken| is_newer(&known, Subject::Statement(*id), taken.record));
    Ok(told.into_values().collect())
}

async fn newer_decisions<'a>(
    tx: &WriteTx,
    records: &[&'a Record],
    places: &Places,
) -> Result<Vec<Taken<'a, ToldDecision>>, Error> {
    let mut told: BTreeMap<(Subject, Uuid), Taken<'a, ToldDecision>> = BTreeMap::new();
    for record in records.iter().copied() {
        let Said::Decision(said) = &record.said else {
            continue;
        };
        let (Some((a, b)), Some(key)) = (pair(places, said), places.key(&said.a)) else {
            continue;
        };
        let subject = (Subject::Decision(a.min(b), a.max(b)), record.home);
        let older = told
            .get(&subject)
            .is_some_and(|other| other.record.version >= record.version);
        if !older {
            told.insert(subject, Taken { record, said, key });
        }
    }
    let subjects: Vec<Subject> = told.keys().map(|(subject, _)| *subject).collect();
    let known = tx.told_versions(&subjects).await?;
    told.retain(|(subject, _), taken| is_newer(&known, *subject, taken.record));
    Ok(told.into_values().collect())
}

/// The row ids of the statements of an answer; `None` when one of them cannot be here.
fn pair(places: &Places, said: &ToldDecision) -> Option<(Uuid, Uuid)> {
    let a = statement_id(&places.key(&said.a)?);
    let b = statement_id(&places.key(&said.b)?);
    (a != b).then_some((a, b))
}

fn is_newer(known: &HashMap<(Subject, Uuid), i64>, subject: Subject, record: &Record) -> bool {
    known
        .get(&(subject, record.home))
        .is_none_or(|version| *version < record.version)
}

fn entry(record: &Record, key: &StatementKey, passed_on: bool) -> NewTold {
    NewTold {
        subject: Subject::Statement(statement_id(key)),
        origin: Some(origin(record)),
        passed_on,
    }
}

fn origin(record: &Record) -> Origin {
    Origin {
        home: record.home,
        version: record.version,
        path: record.path.clone(),
    }
}

/// How a statement stands that its home has missed.
fn absent(state: StatementState, now: DateTime<Utc>) -> Standing {
    Standing {
        state,
        absences: 1,
        absent_since: Some(now),
    }
}
