//! The queue: pairs that the comparison is unsure of, side by side, with what spoke for and against.
//!
//! What is shown of a statement is what may be published: private persons and hidden addresses stay
//! inside, for moderators too.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::authority::{Actor, Object, Verb};
use domain::fold::Discretion;
use domain::matching::cluster::Answer;
use domain::matching::{Comparison, Contribution, Feature, Verdict};
use domain::service::Service;
use domain::source::{Source, SourceId};
use domain::statement::{StatementKey, StatementState};
use gazetteer::AreaCode;
use store::{KnownStatement, MatchDecision, MatchPair, QueueFilter, QueuePlace, QueueState};
use uuid::Uuid;

use super::held::may_somewhere;
use crate::people::{allow, areas_of};
use crate::{Directory, Error, Violation};

/// The most pairs on a page.
const MOST_ON_A_PAGE: u64 = 100;
/// Pages of the queue that one request looks through.
const PAGES_LOOKED_THROUGH: usize = 50;

/// Which pair: the row ids of its statements, the lesser first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MatchId {
    pub(crate) a: Uuid,
    pub(crate) b: Uuid,
}

impl MatchId {
    /// The id of a pair, whichever way round it is named.
    #[must_use]
    pub fn of(one: &StatementKey, other: &StatementKey) -> Self {
        Self::between(store::statement_id(one), store::statement_id(other))
    }

    pub(crate) fn between(one: Uuid, other: Uuid) -> Self {
        Self {
            a: one.min(other),
            b: one.max(other),
        }
    }
}

impl fmt::Display for MatchId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.a.simple(), self.b.simple())
    }
}

/// A text is not the id of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not the id of a match")]
pub struct NotAMatchId;

impl FromStr for MatchId {
    type Err = NotAMatchId;

    fn from_str(text: &str) -> Result<Self, NotAMatchId> {
        let (a, b) = text.split_once('-').ok_or(NotAMatchId)?;
        let id = |text: &str| Uuid::try_parse(text).map_err(|_| NotAMatchId);
        let (a, b) = (id(a)?, id(b)?);
        if a < b {
            Ok(Self { a, b })
        } else {
            Err(NotAMatchId)
        }
    }
}

/// Which pairs are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatchQuery {
    /// Waiting, put off or decided.
    pub state: QueueState,
    /// Only with a statement of this source.
    pub source: Option<String>,
    /// Only in this local authority, by GSS code.
    pub area: Option<String>,
    /// `next_after` of the page before.
    pub after: Option<String>,
    /// How many.
    pub limit: u64,
}

/// A page of pairs, the likeliest first.
#[derive(Debug, Clone, PartialEq)]
pub struct MatchPage {
    /// The pairs.
    pub matches: Vec<MatchView>,
    /// For the next page, when there may be more.
    pub next_after: Option<String>,
    /// How many pairs wait in all.
    pub waiting: u64,
}

/// Two statements side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct MatchView {
    /// Which pair.
    pub id: MatchId,
    /// What the comparison says; nothing when people spoke of a pair that it never saw reason for.
    pub comparison: Option<Comparison>,
    /// When they were compared.
    pub compared_at: Option<DateTime<Utc>>,
    /// Whether both are in one listing now.
    pub together: bool,
    /// The two.
    pub sides: [SideView; 2],
    /// The answer that stands.
    pub decision: Option<StandingDecision>,
}

/// One of the two.
#[derive(Debug, Clone, PartialEq)]
pub struct SideView {
    /// Which.
    pub key: StatementKey,
    /// Who says it.
    pub source: Arc<Source>,
    /// The item's own page.
    pub url: Option<String>,
    /// How it stands.
    pub state: StatementState,
    /// When it was first heard.
    pub first_seen: DateTime<Utc>,
    /// When it was last heard.
    pub last_seen: DateTime<Utc>,
    /// When what it says last changed.
    pub changed_at: DateTime<Utc>,
    /// The listing that it is part of.
    pub listing: Option<Uuid>,
    /// What it says, as far as it may be published.
    pub service: Service,
}

/// An answer that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandingDecision {
    /// What.
    pub answer: Answer,
    /// Who.
    pub decided_by: String,
    /// Why.
    pub reason: String,
    /// When.
    pub decided_at: DateTime<Utc>,
}

impl From<MatchDecision> for StandingDecision {
    fn from(decision: MatchDecision) -> Self {
        Self {
            answer: decision.answer,
            decided_by: decision.decided_by,
            reason: decision.reason,
            decided_at: decision.decided_at,
        }
    }
}

impl Directory {
    /// A page of pairs that whoever asks may decide.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`], [`Error::Forbidden`] for whoever looks after no area;
    /// [`Error::Invalid`] for a source, an area or a place in the queue that cannot be read.
    pub async fn matches(&self, actor: &Actor, query: &MatchQuery) -> Result<MatchPage, Error> {
        may_somewhere(actor, Verb::DecideMatch)?;
        let limit = query.limit.clamp(1, MOST_ON_A_PAGE);
        let mut filter = filter_of(query)?;
        let mut matches: Vec<MatchView> = Vec::new();
        let mut more = true;
        // Whoever looks after one area sees few of a page: pages are looked through until there is
        // enough, or that has been done often enough for one request.
        for _ in 0..PAGES_LOOKED_THROUGH {
            let wanted = limit - matches.len() as u64;
            let places = self.store.match_queue(&filter, wanted).await?;
            more = places.len() as u64 == wanted;
            filter.after = places.last().copied().or(filter.after);
            let ids: Vec<MatchId> = places
                .iter()
                .map(|place| MatchId {
                    a: place.a,
                    b: place.b,
                })
                .collect();
            let views = self.match_views(&ids).await?;
            matches.extend(
                views
                    .into_iter()
                    .filter(|view| self.may_decide(actor, view)),
            );
            if !more || matches.len() as u64 >= limit {
                break;
            }
        }
        let next_after = filter.after.filter(|_| more).map(|last| {
            let id = MatchId {
                a: last.a,
                b: last.b,
            };
            format!("{}_{id}", last.score)
        });
        Ok(MatchPage {
            matches,
            next_after,
            waiting: self.store.waiting_matches().await?,
        })
    }

    /// One pair, side by side, for whoever may decide it.
    ///
    /// # Errors
    /// [`Error::NotFound`] when nobody, neither a person nor the comparison, ever spoke of it;
    /// [`Error::Unauthenticated`], [`Error::Forbidden`].
    pub async fn show_match(&self, actor: &Actor, id: MatchId) -> Result<MatchView, Error> {
        may_somewhere(actor, Verb::DecideMatch)?;
        let areas = self.areas_of_match(id).await?;
        let object = Object {
            areas: areas.ok_or_else(|| no_such_match(id))?,
            ..Object::default()
        };
        allow(actor, Verb::DecideMatch, &object)?;
        self.match_views(&[id])
            .await?
            .pop()
            .filter(|view| view.comparison.is_some() || view.decision.is_some())
            .ok_or_else(|| no_such_match(id))
    }

    /// Codes of the areas that either statement of a pair lies in or serves; `None` when there never
    /// were such statements.
    pub(super) async fn areas_of_match(&self, id: MatchId) -> Result<Option<Vec<String>>, Error> {
        let known = self.store.statements_by_id(&[id.a, id.b]).await?;
        let services = known.iter().map(|known| &known.said.service);
        Ok((known.len() == 2).then(|| areas_of(&self.gazetteer(), services)))
    }

    fn may_decide(&self, actor: &Actor, view: &MatchView) -> bool {
        let services = view.sides.iter().map(|side| &side.service);
        let object = Object {
            areas: areas_of(&self.gazetteer(), services),
            ..Object::default()
        };
        allow(actor, Verb::DecideMatch, &object).is_ok()
    }

    async fn match_views(&self, ids: &[MatchId]) -> Result<Vec<MatchView>, Error> {
        let statements: Vec<Uuid> = ids.iter().flat_map(|id| [id.a, id.b]).collect();
        let known: HashMap<Uuid, KnownStatement> = self
            .store
            .statements_by_id(&statements)
            .await?
            .into_iter()
            .map(|known| (known.id, known))
            .collect();
        let sources = self
            .sources_of(known.values().map(|known| &known.said.key.source))
            .await?;
        let mut views = Vec::with_capacity(ids.len());
        for id in ids {
            let (Some(one), Some(other)) = (known.get(&id.a), known.get(&id.b)) else {
                continue;
            };
            // If they are of one service, what one of them hides must not be told by the other.
            let discretion = Discretion::about([&one.said.service, &other.said.service]);
            let side = |known| side_of(known, &sources, &discretion);
            let (Some(a), Some(b)) = (side(one), side(other)) else {
                continue;
            };
            let pair = self.store.match_pair(id.a, id.b).await?;
            let decision = self.store.match_decision(id.a, id.b).await?;
            views.push(MatchView {
                id: *id,
                together: a.listing.is_some() && a.listing == b.listing,
                compared_at: pair.as_ref().map(|pair| pair.at),
                comparison: pair.map(comparison_of),
                sides: [a, b],
                decision: decision.map(StandingDecision::from),
            });
        }
        Ok(views)
    }
}

/// What the comparison says, with what other pairs of the two leave of it.
fn comparison_of(pair: MatchPair) -> Comparison {
    let mut comparison = pair.comparison;
    if let Some(verdict) = pair.settled {
        comparison.verdict = verdict;
        let words = match verdict {
            Verdict::Different => "another entry of the same source fits better",
            Verdict::Same | Verdict::Unsure => "two entries of one source fit about equally well",
        };
        comparison.features.insert(
            0,
            Contribution {
                feature: Feature::SameSource,
                weight: 0.0,
                words: words.to_owned(),
            },
        );
    }
    comparison
}

pub(super) fn no_such_match(id: MatchId) -> Error {
    Error::NotFound {
        what: "match",
        name: id.to_string(),
    }
}

fn side_of(
    known: &KnownStatement,
    sources: &HashMap<SourceId, Arc<Source>>,
    discretion: &Discretion,
) -> Option<SideView> {
    let said = &known.said;
    Some(SideView {
        source: Arc::clone(sources.get(&said.key.source)?),
        key: said.key.clone(),
        url: said.url.clone(),
        state: said.state,
        first_seen: said.first_seen,
        last_seen: said.last_seen,
        changed_at: said.changed_at,
        listing: known.listing,
        service: discretion.publishable(&said.service),
    })
}

fn filter_of(query: &MatchQuery) -> Result<QueueFilter, Error> {
    let mut violations = Vec::new();
    let mut wrong = |parameter, message: &str, example| {
        violations.push(Violation {
            parameter,
            message: message.to_owned(),
            example,
        });
    };
    let source = query.source.as_deref().and_then(|text| {
        SourceId::parse(text)
            .map_err(|_| wrong("source", "is not a source's id", "lambeth-map"))
            .ok()
    });
    if let Some(area) = &query.area
        && AreaCode::parse(area).is_err()
    {
        wrong("area", "is not the code of a local authority", "E09000022");
    }
    let after = query.after.as_deref().and_then(|text| {
        place_of(text).or_else(|| {
            wrong(
                "after",
                "must be the next_after of the page before",
                "7.5_<id of the last match>",
            );
            None
        })
    });
    if !violations.is_empty() {
        return Err(Error::Invalid(violations));
    }
    Ok(QueueFilter {
        state: query.state,
        source,
        area: query.area.clone(),
        after,
    })
}

fn place_of(text: &str) -> Option<QueuePlace> {
    let (score, id) = text.split_once('_')?;
    let MatchId { a, b } = id.parse().ok()?;
    let score: f64 = score.parse().ok()?;
    score.is_finite().then_some(QueuePlace { score, a, b })
}

#[cfg(test)]
mod tests {
    use domain::source::SourceId;
    use domain::statement::StatementKey;

    use super::{MatchId, place_of};

    #[test]
    fn the_id_of_a_pair_reads_back_whichever_way_round_it_was_made() {
        let key = |id: &str| StatementKey {
            source: SourceId::parse("camden").unwrap(),
            external_id: id.to_owned(),
        };
        let id = MatchId::of(&key("1"), &key("2"));
        assert_eq!(id, MatchId::of(&key("2"), &key("1")));
        assert_eq!(id.to_string().parse(), Ok(id));
        let place = place_of(&format!("{}_{id}", 7.1)).unwrap();
        assert_eq!((place.score, place.a, place.b), (7.1, id.a, id.b));
        for wrong in ["", "-", "x-y", &id.to_string()[1..]] {
            assert!(wrong.parse::<MatchId>().is_err(), "{wrong}");
        }
    }
}
