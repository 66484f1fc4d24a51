//! Pairs of statements that the comparison holds for the same, or is unsure of: kept, so that a
//! cluster can be sorted anew as a whole when one of its statements changes.
//!
//! Statements are named by their row ids ([`crate::statement_id`]); the lesser id is always `a`.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, Utc};
use domain::matching::{Comparison, Verdict};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, Condition, EntityTrait as _, IntoActiveModel as _, QueryFilter as _,
    QuerySelect as _,
};
use uuid::Uuid;

use crate::connect::Store;
use crate::entity::match_pair::{Column, Entity, Model};
use crate::error::StoreError;
use crate::transaction::WriteTx;
use crate::{bulk, column};

/// Two statements, and what the comparison says of them.
#[derive(Debug, Clone, PartialEq)]
pub struct MatchPair {
    /// The one with the lesser id.
    pub a: Uuid,
    /// The other.
    pub b: Uuid,
    /// Score, verdict, and what each feature added.
    pub comparison: Comparison,
    /// What is left of the verdict beside other pairs of the two; `None` when it stands.
    pub settled: Option<Verdict>,
    /// GSS code of a local authority that one of them is in.
    pub area: Option<String>,
    /// When they were compared.
    pub at: DateTime<Utc>,
}

/// Two statements that are held for the same, and how strongly in bits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SameLink {
    /// One of them.
    pub a: Uuid,
    /// The other.
    pub b: Uuid,
    /// The score.
    pub score: f64,
    /// What is left of that beside other pairs of the two; `None` when it stands.
    pub settled: Option<Verdict>,
}

impl WriteTx {
    /// Keeps pairs; none of them may be there already.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] for a pair that is there, [`StoreError::Refused`] for an unknown
    /// statement, [`StoreError::Unavailable`].
    pub async fn insert_match_pairs(&self, pairs: &[MatchPair]) -> Result<(), StoreError> {
        let rows = pairs
            .iter()
            .map(|pair| Ok(row_of(pair)?.into_active_model()))
            .collect::<Result<_, StoreError>>()?;
        bulk::insert(&self.tx, rows, None).await
    }

    /// Forgets every pair that one of the statements is in, but those with the `spared` ones.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn remove_match_pairs_of(
        &self,
        statements: &[Uuid],
        spared: &HashSet<Uuid>,
    ) -> Result<(), StoreError> {
        for ids in statements.chunks(bulk::PIECE) {
            if spared.is_empty() {
                Entity::delete_many()
                    .filter(with_any(ids))
                    .exec(&self.tx)
                    .await?;
                continue;
            }
            let pairs: Vec<(Uuid, Uuid)> = Entity::find()
                .select_only()
                .columns([Column::A, Column::B])
                .filter(with_any(ids))
                .into_tuple()
                .all(&self.tx)
                .await?;
            let gone = pairs
                .into_iter()
                .filter(|(a, b)| !spared.contains(a) && !spared.contains(b));
            self.remove_match_pairs(gone.collect()).await?;
        }
        Ok(())
    }

    async fn remove_match_pairs(&self, pairs: Vec<(Uuid, Uuid)>) -> Result<(), StoreError> {
        for pairs in pairs.chunks(bulk::PIECE) {
            Entity::delete_many()
                .filter(one_of(pairs))
                .exec(&self.tx)
                .await?;
        }
        Ok(())
    }

    /// Every pair of one of the statements that is held for the same, in the order of the ids.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn same_links_of(&self, statements: &[Uuid]) -> Result<Vec<SameLink>, StoreError> {
        let mut links = BTreeMap::new();
        for ids in statements.chunks(bulk::PIECE) {
            let found: Vec<(Uuid, Uuid, f64, Option<String>)> = Entity::find()
                .select_only()
                .columns([Column::A, Column::B, Column::Score, Column::Settled])
                .filter(with_any(ids))
                .filter(Column::Verdict.eq(verdict_word(Verdict::Same)))
                .into_tuple()
                .all(&self.tx)
                .await?;
            for (a, b, score, settled) in found {
                let settled = settled_of(a, settled)?;
                let link = SameLink {
                    a,
                    b,
                    score,
                    settled,
                };
                links.insert((a, b), link);
            }
        }
        Ok(links.into_values().collect())
    }

    /// Says what is left of the verdicts on pairs, beside other pairs of theirs.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn settle_match_pairs(
        &self,
        settled: &[(Uuid, Uuid, Option<Verdict>)],
    ) -> Result<(), StoreError> {
        for left in [
            None,
            Some(Verdict::Same),
            Some(Verdict::Unsure),
            Some(Verdict::Different),
        ] {
            let pairs = settled.iter().filter(|(.., verdict)| *verdict == left);
            let pairs: Vec<(Uuid, Uuid)> = pairs.map(|(a, b, _)| (*a, *b)).collect();
            for pairs in pairs.chunks(bulk::PIECE) {
                Entity::update_many()
                    .filter(one_of(pairs))
                    .col_expr(Column::Settled, Expr::value(left.map(verdict_word)))
                    .exec(&self.tx)
                    .await?;
            }
        }
        Ok(())
    }
}

impl Store {
    /// One pair, whichever way round it is named.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn match_pair(&self, a: Uuid, b: Uuid) -> Result<Option<MatchPair>, StoreError> {
        let row = Entity::find_by_id((a.min(b), a.max(b)))
            .one(&self.reader)
            .await?;
        row.map(pair_of).transpose()
    }
}

fn with_any(ids: &[Uuid]) -> Condition {
    Condition::any()
        .add(Column::A.is_in(bulk::rounded(ids)))
        .add(Column::B.is_in(bulk::rounded(ids)))
}

fn one_of(pairs: &[(Uuid, Uuid)]) -> Expr {
    // At the top of the file it would be another `min` and `max`.
    use sea_orm::sea_query::ExprTrait as _;
    Expr::tuple([Expr::column(Column::A), Expr::column(Column::B)]).in_tuples(bulk::rounded(pairs))
}

pub(crate) fn verdict_word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Same => "same",
        Verdict::Unsure => "unsure",
        Verdict::Different => "different",
    }
}

fn settled_of(a: Uuid, word: Option<String>) -> Result<Option<Verdict>, StoreError> {
    let Some(word) = word else { return Ok(None) };
    [Verdict::Same, Verdict::Unsure, Verdict::Different]
        .into_iter()
        .find(|verdict| verdict_word(*verdict) == word)
        .map(Some)
        .ok_or_else(|| StoreError::corrupt("match_pair", a, format!("{word:?} is not a verdict")))
}

fn row_of(pair: &MatchPair) -> Result<Model, StoreError> {
    Ok(Model {
        a: pair.a.min(pair.b),
        b: pair.a.max(pair.b),
        score: pair.comparison.score,
        verdict: verdict_word(pair.comparison.verdict).to_owned(),
        settled: pair.settled.map(|verdict| verdict_word(verdict).to_owned()),
        area: column::optional_text(pair.area.as_ref()),
        at: column::instant(pair.at),
        explanation: column::json("match_pair", &pair.comparison)?,
    })
}

pub(crate) fn pair_of(row: Model) -> Result<MatchPair, StoreError> {
    Ok(MatchPair {
        comparison: column::from_json(
            "match_pair",
            format!("{}, {}", row.a, row.b),
            &row.explanation,
        )?,
        settled: settled_of(row.a, row.settled)?,
        a: row.a,
        b: row.b,
        area: row.area,
        at: row.at,
    })
}
