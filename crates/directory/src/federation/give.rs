//! Give: what this instance tells others, as a feed that is read from a number on.
//!
//! **What a source forbids to pass on is told to nobody**, and of what is told, what is to be kept back
//! is: the same discretion holds as for everything that leaves. What was told once and may be told no
//! more is told as withdrawn.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use domain::federation::{
    Feed, Record, Said, StatementRef, ToldDecision, ToldSource, ToldStatement,
};
use domain::fold::Discretion;
use domain::matching::cluster::Answer;
use domain::source::{Source, SourceId};
use domain::statement::{Statement, StatementKey, StatementState};
use store::{KnownStatement, Subject, Told};
use uuid::Uuid;

use crate::{Directory, Error};

/// Records on a page at most.
pub const MOST_TOLD: u64 = 500;

/// What a page is made of.
struct Makings {
    us: Uuid,
    sources: HashMap<SourceId, Source>,
    homes: HashMap<SourceId, Uuid>,
    known: HashMap<Uuid, KnownStatement>,
    /// Of those that are withdrawn, who carries on what they founded.
    heirs: HashMap<Uuid, StatementKey>,
    /// What is said of each listing.
    beside: HashMap<Uuid, Vec<Statement>>,
}

/// The sources of a page, in the order in which they were first named.
#[derive(Default)]
struct Named {
    places: HashMap<SourceId, usize>,
    told: Vec<ToldSource>,
}

impl Directory {
    /// What is told after a number, each thing at its last word, in order. What has come through
    /// `except` is left out: it knows.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn told(&self, after: i64, limit: u64, except: Option<Uuid>) -> Result<Feed, Error> {
        let limit = limit.clamp(1, MOST_TOLD);
        let mut told = self.store.told_after(after, limit).await?;
        let more = told.len() as u64 == limit;
        let next = told.last().map_or(after, |last| last.sequence);
        told.retain(|told| !has_come_through(told, except));
        let makings = self.makings(&told).await?;
        let mut named = Named::default();
        let mut records = Vec::with_capacity(told.len());
        for told in &told {
            let said = match told.subject {
                Subject::Statement(id) => statement(&makings, &mut named, id, told),
                Subject::Decision(a, b) => self.decision(&makings, &mut named, a, b, told).await?,
            };
            records.extend(said.map(|said| record(makings.us, told, said)));
        }
        Ok(Feed {
            instance: makings.us,
            sources: named.told,
            records,
            next,
            more,
        })
    }

    /// Whether there is anything after a number that has not come through an instance, and the number
    /// up to which it was looked.
    pub(crate) async fn has_news_for(
        &self,
        after: i64,
        instance: Option<Uuid>,
    ) -> Result<(bool, i64), Error> {
        let told = self.store.told_after(after, MOST_TOLD).await?;
        let news = told.iter().any(|told| !has_come_through(told, instance));
        Ok((news, told.last().map_or(after, |last| last.sequence)))
    }

    async fn makings(&self, told: &[Told]) -> Result<Makings, Error> {
        let us = self.instance_id().await?;
        let mut ids = BTreeSet::new();
        for told in told {
            match told.subject {
                Subject::Statement(id) => ids.extend([id]),
                Subject::Decision(a, b) => ids.extend([a, b]),
            }
        }
        let ids: Vec<Uuid> = ids.into_iter().collect();
        let known = self.store.statements_by_id(&ids).await?;
        let listings: BTreeSet<Uuid> = known.iter().filter_map(|known| known.listing).collect();
        let listings: Vec<Uuid> = listings.into_iter().collect();
        let sources = self.store.all_sources().await?;
        let remote = self.store.remote_sources().await?;
        Ok(Makings {
            us,
            sources: sources.into_iter().map(|s| (s.id.clone(), s)).collect(),
            homes: remote.into_iter().map(|r| (r.source, r.home)).collect(),
            heirs: self.heirs(&known).await?,
            known: known.into_iter().map(|known| (known.id, known)).collect(),
            beside: self.store.statements_of_listings(&listings).await?,
        })
    }

    async fn heirs(&self, known: &[KnownStatement]) -> Result<HashMap<Uuid, StatementKey>, Error> {
        let gone: Vec<Uuid> = known
            .iter()
            .filter(|known| !known.said.state.is_live())
            .map(|known| known.id)
            .collect();
        let gone = self.store.statement_heads_by_id(&gone).await?;
        let heirs: Vec<Uuid> = gone.iter().filter_map(|head| head.heir).collect();
        let heirs = self.store.statement_heads_by_id(&heirs).await?;
        let key = |id: Uuid| heirs.iter().find(|heir| heir.id == id);
        Ok(gone
            .iter()
            .filter_map(|head| Some((head.id, key(head.heir?)?.key.clone())))
            .collect())
    }

    async fn decision(
        &self,
        makings: &Makings,
        named: &mut Named,
        a: Uuid,
        b: Uuid,
        told: &Told,
    ) -> Result<Option<Said>, Error> {
        let (answer, at) = match &told.origin {
            None => {
                let own = self.store.own_match_decision(a, b).await?;
                (
                    own.as_ref().map(|own| own.answer),
                    own.map(|own| own.decided_at),
                )
            }
            Some(origin) => {
                let said = self.store.remote_decisions(&[a]).await?;
                let said = said
                    .into_iter()
                    .find(|said| (said.a, said.b, said.home) == (a, b, origin.home));
                let answer = said.as_ref().and_then(|said| said.answer);
                (answer, said.map(|said| said.decided_at))
            }
        };
        let answer = answer.filter(|answer| *answer != Answer::Later);
        let mut of = |id| {
            let key = &makings.known.get(&id)?.said.key;
            makings.may_pass_on(&key.source).then_some(())?;
            named.reference(makings, key)
        };
        let (Some(a), Some(b)) = (of(a), of(b)) else {
            return Ok(None);
        };
        Ok(Some(Said::Decision(ToldDecision {
            a,
            b,
            answer,
            decided_at: at.unwrap_or_else(|| time_of(told)),
        })))
    }
}

fn statement(makings: &Makings, named: &mut Named, id: Uuid, told: &Told) -> Option<Said> {
    let known = makings.known.get(&id)?;
    let said = &known.said;
    let live = told.passed_on && said.state.is_live() && makings.may_pass_on(&said.key.source);
    let service = live.then(|| {
        let beside = known.listing.and_then(|id| makings.beside.get(&id));
        let everything = beside.into_iter().flatten().map(|other| &other.service);
        Discretion::about(everything.chain([&said.service])).publishable(&said.service)
    });
    let heir = if said.state.is_live() {
        // What may no longer be passed on is withdrawn for others, and its listing goes on here.
        (!live).then(|| makings.oldest_beside(known)).flatten()
    } else {
        makings.heirs.get(&id)
    };
    let heir = heir
        .filter(|heir| makings.may_pass_on(&heir.source))
        .and_then(|heir| named.reference(makings, heir));
    Some(Said::Statement(Box::new(ToldStatement {
        heir,
        of: named.reference(makings, &said.key)?,
        state: if live {
            said.state
        } else {
            StatementState::Withdrawn
        },
        service,
        url: said.url.clone().filter(|_| live),
        first_seen: said.first_seen,
        changed_at: said.changed_at,
    })))
}

fn record(us: Uuid, told: &Told, said: Said) -> Record {
    let (home, version, mut path) = match &told.origin {
        None => (us, told.sequence, Vec::new()),
        Some(origin) => (origin.home, origin.version, origin.path.clone()),
    };
    path.push(us);
    Record {
        sequence: told.sequence,
        home,
        version,
        path,
        said,
    }
}

fn has_come_through(told: &Told, instance: Option<Uuid>) -> bool {
    match (&told.origin, instance) {
        (Some(origin), Some(instance)) => {
            origin.home == instance || origin.path.contains(&instance)
        }
        _ => false,
    }
}

/// Numbers are times in microseconds.
fn time_of(told: &Told) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(told.sequence).unwrap_or_default()
}

impl Makings {
    fn may_pass_on(&self, source: &SourceId) -> bool {
        self.sources
            .get(source)
            .is_some_and(|source| source.licence.allows_redistribution)
    }

    /// The oldest that speaks of the same listing and may be passed on.
    fn oldest_beside(&self, known: &KnownStatement) -> Option<&StatementKey> {
        let beside = self.beside.get(&known.listing?)?.iter();
        beside
            .filter(|other| other.key != known.said.key && other.state.is_live())
            .filter(|other| self.may_pass_on(&other.key.source))
            .min_by_key(|other| (other.first_seen, &other.key))
            .map(|other| &other.key)
    }
}

impl Named {
    fn reference(&mut self, makings: &Makings, key: &StatementKey) -> Option<StatementRef> {
        let at = match self.places.get(&key.source) {
            Some(at) => *at,
            None => {
                let source = makings.sources.get(&key.source)?;
                let home = makings.homes.get(&key.source).copied();
                self.told
                    .push(told_source(source, home.unwrap_or(makings.us)));
                self.places.insert(key.source.clone(), self.told.len() - 1);
                self.told.len() - 1
            }
        };
        Some(StatementRef {
            source: at,
            external_id: key.external_id.clone(),
        })
    }
}

fn told_source(source: &Source, home: Uuid) -> ToldSource {
    ToldSource {
        home,
        uri: source.uri.clone(),
        id: source.id.to_string(),
        name: source.name.clone(),
        homepage: source.homepage.clone(),
        licence: source.licence.clone(),
        area: source.area.clone(),
        rank: source.rank,
    }
}
