//! Pairs of statements as moderators see them, and what came of an answer.

use chrono::{DateTime, Utc};
use directory::{Decided, MatchPage, MatchView, SideView, StandingDecision};
use domain::matching::Contribution as DomainContribution;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::form::StatementName;
use super::parts::word;
use super::service::Service;

/// A page of pairs.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MatchList<'a> {
    /// The likeliest first.
    matches: Vec<Match<'a>>,
    /// For `after`, when there may be more.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_after: Option<String>,
    /// How many pairs wait for an answer in all.
    waiting: u64,
}

/// Two statements side by side.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Match<'a> {
    /// For the address of the pair.
    id: String,
    /// Bits (log-odds to base 2) that they speak of one service; each more doubles the odds.
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<f64>,
    /// `same`, `unsure` or `different`: what the comparison would do.
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<String>,
    /// What spoke for and against, most telling first.
    features: Vec<Contribution>,
    /// When they were compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    compared_at: Option<DateTime<Utc>>,
    /// Whether both are part of one listing now.
    together: bool,
    /// The two.
    sides: Vec<Side<'a>>,
    /// The answer that stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    decision: Option<Decision>,
}

/// What one feature added.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Contribution {
    /// Which: `name`, `phone`, `distance` …
    feature: String,
    /// Bits; above 0 speaks for one service, below for two.
    weight: f64,
    /// In words.
    words: String,
}

/// One of the two statements.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MatchSide)]
pub(crate) struct Side<'a> {
    /// `source/external_id`.
    statement: String,
    /// The source's id.
    source: String,
    /// The source's name.
    source_name: String,
    /// Whether its licence lets its words be passed on; here they are for moderators only.
    allows_redistribution: bool,
    /// The service's page at the source.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    /// `active`, `missing`, `stale` or `withdrawn`.
    state: &'static str,
    first_seen: DateTime<Utc>,
    last_seen: DateTime<Utc>,
    /// Since when it says what it says.
    changed_at: DateTime<Utc>,
    /// The id of the listing that it is part of.
    #[serde(skip_serializing_if = "Option::is_none")]
    listing: Option<Uuid>,
    /// What it says.
    service: Service<'a>,
}

/// An answer that stands.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MatchDecision)]
pub(crate) struct Decision {
    /// `same`, `different` or `later`.
    answer: &'static str,
    /// Who.
    decided_by: String,
    /// Why.
    reason: String,
    /// When.
    decided_at: DateTime<Utc>,
}

/// What came of an answer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Outcome {
    /// The pairs that were answered; taking each of these answers back undoes the whole.
    matches: Vec<String>,
    /// The ids of the listings that their statements are part of now.
    listings: Vec<Uuid>,
    /// The answer that stands now, when there is one pair and an answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    decision: Option<Decision>,
    /// Earlier "same" that are not followed because a "different" is against it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    overruled: Vec<[String; 2]>,
}

/// An answer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AnswerBody {
    /// `same`, `different` or `later`.
    #[schema(pattern = "^(same|different|later)$")]
    pub(crate) answer: String,
    /// Who answers, by name.
    #[serde(default, deserialize_with = "crate::body::at_most::<100, _>")]
    #[schema(max_length = 100)]
    pub(crate) decided_by: String,
    /// Why.
    #[serde(default, deserialize_with = "crate::body::at_most::<1000, _>")]
    #[schema(required = true, max_length = 1000, pattern = r"[^\s\p{C}]")]
    pub(crate) reason: String,
}

/// Which listing is to become one with the one in the address.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MergeBody {
    /// Id or slug of the other listing.
    pub(crate) with: String,
    /// Who says so, by name.
    #[serde(default, deserialize_with = "crate::body::at_most::<100, _>")]
    #[schema(max_length = 100)]
    pub(crate) decided_by: String,
    /// Why.
    #[serde(default, deserialize_with = "crate::body::at_most::<1000, _>")]
    #[schema(required = true, max_length = 1000, pattern = r"[^\s\p{C}]")]
    pub(crate) reason: String,
}

/// Which statements are to leave the listing in the address.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SplitBody {
    /// Each as `source/external_id`.
    #[schema(value_type = Vec<StatementName>, min_items = 1)]
    pub(crate) statements: Vec<String>,
    /// Who says so, by name.
    #[serde(default, deserialize_with = "crate::body::at_most::<100, _>")]
    #[schema(max_length = 100)]
    pub(crate) decided_by: String,
    /// Why.
    #[serde(default, deserialize_with = "crate::body::at_most::<1000, _>")]
    #[schema(required = true, max_length = 1000, pattern = r"[^\s\p{C}]")]
    pub(crate) reason: String,
}

impl<'a> MatchList<'a> {
    pub(crate) fn of(page: &'a MatchPage) -> Self {
        Self {
            matches: page.matches.iter().map(Match::of).collect(),
            next_after: page.next_after.clone(),
            waiting: page.waiting,
        }
    }
}

impl<'a> Match<'a> {
    pub(crate) fn of(view: &'a MatchView) -> Self {
        let comparison = view.comparison.as_ref();
        Self {
            id: view.id.to_string(),
            score: comparison.map(|comparison| comparison.score),
            verdict: comparison.map(|comparison| word(comparison.verdict)),
            features: comparison
                .into_iter()
                .flat_map(|comparison| &comparison.features)
                .map(Contribution::of)
                .collect(),
            compared_at: view.compared_at,
            together: view.together,
            sides: view.sides.iter().map(Side::of).collect(),
            decision: view.decision.clone().map(Decision::of),
        }
    }
}

impl Contribution {
    fn of(contribution: &DomainContribution) -> Self {
        Self {
            feature: word(contribution.feature),
            weight: contribution.weight,
            words: contribution.words.clone(),
        }
    }
}

impl<'a> Side<'a> {
    fn of(side: &'a SideView) -> Self {
        Self {
            statement: side.key.to_string(),
            source: side.source.id.to_string(),
            source_name: side.source.name.clone(),
            allows_redistribution: side.source.licence.allows_redistribution,
            url: side.url.clone(),
            state: side.state.as_str(),
            first_seen: side.first_seen,
            last_seen: side.last_seen,
            changed_at: side.changed_at,
            listing: side.listing,
            service: Service::of(&side.service),
        }
    }
}

impl Decision {
    fn of(decision: StandingDecision) -> Self {
        Self {
            answer: decision.answer.as_str(),
            decided_by: decision.decided_by,
            reason: decision.reason,
            decided_at: decision.decided_at,
        }
    }
}

impl Outcome {
    pub(crate) fn of(decided: Decided) -> Self {
        Self {
            matches: decided.matches.iter().map(ToString::to_string).collect(),
            listings: decided.listings,
            decision: decided.standing.map(Decision::of),
            overruled: decided
                .overruled
                .iter()
                .map(|(a, b)| [a.to_string(), b.to_string()])
                .collect(),
        }
    }
}
