//! Which listing each statement founds, who carries on what a withdrawn one founded, and by which
//! rules each was last matched.

use std::collections::{BTreeSet, HashSet};

use domain::statement::StatementState;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, Condition, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;

use crate::connect::Store;
use crate::entity::statement::{Column, Entity};
use crate::error::StoreError;
use crate::statements::{StatementHead, head_of};
use crate::transaction::WriteTx;
use crate::{bulk, column};

impl WriteTx {
    /// Those of the ids under which some statement founds a listing already.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn founded_already(&self, ids: &[Uuid]) -> Result<HashSet<Uuid>, StoreError> {
        let mut taken = HashSet::new();
        for ids in ids.chunks(bulk::PIECE) {
            let found: Vec<Option<Uuid>> = Entity::find()
                .select_only()
                .column(Column::Founds)
                .filter(Column::Founds.is_in(bulk::rounded(ids)))
                .into_tuple()
                .all(&self.tx)
                .await?;
            taken.extend(found.into_iter().flatten());
        }
        Ok(taken)
    }

    /// Says of each withdrawn statement which one carries on what it founded.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn set_heirs(&self, heirs: &[(Uuid, Option<Uuid>)]) -> Result<(), StoreError> {
        for (id, heir) in heirs {
            Entity::update_many()
                .filter(Column::Id.eq(*id))
                .col_expr(Column::Heir, Expr::value(*heir))
                .exec(&self.tx)
                .await?;
        }
        Ok(())
    }

    /// Every withdrawn statement whose founding one of these carries on, be it through others.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn predecessors_of(&self, ids: &[Uuid]) -> Result<Vec<StatementHead>, StoreError> {
        let mut all: Vec<StatementHead> = Vec::new();
        let mut seen: BTreeSet<Uuid> = ids.iter().copied().collect();
        let mut asking: Vec<Uuid> = ids.to_vec();
        while !asking.is_empty() {
            let mut found = Vec::new();
            for ids in asking.chunks(bulk::PIECE) {
                found.extend(
                    Entity::find()
                        .filter(Column::Heir.is_in(bulk::rounded(ids)))
                        .all(&self.tx)
                        .await?,
                );
            }
            found.retain(|row| seen.insert(row.id));
            asking = found.iter().map(|row| row.id).collect();
            for row in found {
                all.push(head_of(row)?);
            }
        }
        Ok(all)
    }

    /// The statement at the end of the line from a withdrawn one through its heirs: one that is live,
    /// or the last to have gone. `None` when the line leads back to itself: of two that are withdrawn
    /// at two instances at one time, each can be the other's heir.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn end_of_line(&self, from: Uuid) -> Result<Option<StatementHead>, StoreError> {
        let (mut at, mut passed) = (from, BTreeSet::new());
        while passed.insert(at) {
            let Some(row) = Entity::find_by_id(at).one(&self.tx).await? else {
                return Ok(None);
            };
            match row.heir {
                Some(heir) if row.state == StatementState::Withdrawn.as_str() => at = heir,
                _ => return head_of(row).map(Some),
            }
        }
        Ok(None)
    }

    /// The withdrawn statements that are heirs of one another in a round, the line from one of them
    /// leading back to it; none when it does not.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn round_of(&self, from: Uuid) -> Result<Vec<StatementHead>, StoreError> {
        let (mut at, mut round, mut passed) = (from, Vec::new(), BTreeSet::new());
        while passed.insert(at) {
            let row = Entity::find_by_id(at).one(&self.tx).await?;
            let Some(row) = row.filter(|row| row.state == StatementState::Withdrawn.as_str())
            else {
                return Ok(Vec::new());
            };
            let Some(heir) = row.heir else {
                return Ok(Vec::new());
            };
            at = heir;
            round.push(head_of(row)?);
        }
        Ok(if at == from { round } else { Vec::new() })
    }

    /// Live statements of these listings, by row id.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn live_members_of(&self, listings: &[Uuid]) -> Result<Vec<Uuid>, StoreError> {
        let mut members = Vec::new();
        for ids in listings.chunks(bulk::PIECE) {
            let found: Vec<Uuid> = Entity::find()
                .select_only()
                .column(Column::Id)
                .filter(Column::ListingId.is_in(bulk::rounded(ids)))
                .filter(Column::State.ne(StatementState::Withdrawn.as_str()))
                .into_tuple()
                .all(&self.tx)
                .await?;
            members.extend(found);
        }
        members.sort_unstable();
        Ok(members)
    }

    /// Says that the keys of statements are of these rules.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn mark_keyed(&self, ids: &[Uuid], rules: &str) -> Result<(), StoreError> {
        self.mark(ids, rules, &[Column::KeyedBy]).await
    }

    /// Says that statements have their keys by these rules and were compared by them.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn mark_matched(&self, ids: &[Uuid], rules: &str) -> Result<(), StoreError> {
        self.mark(ids, rules, &[Column::KeyedBy, Column::MatchedBy])
            .await
    }

    async fn mark(&self, ids: &[Uuid], rules: &str, columns: &[Column]) -> Result<(), StoreError> {
        for ids in ids.chunks(bulk::PIECE) {
            let mut update = Entity::update_many().filter(Column::Id.is_in(bulk::rounded(ids)));
            for column in columns {
                update = update.col_expr(*column, Expr::value(column::text(rules)));
            }
            update.exec(&self.tx).await?;
        }
        Ok(())
    }

    /// Forgets by which rules statements were matched, so that all are due again.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn forget_matching(&self) -> Result<(), StoreError> {
        let none = || Expr::value(Option::<String>::None);
        Entity::update_many()
            .col_expr(Column::KeyedBy, none())
            .col_expr(Column::MatchedBy, none())
            .exec(&self.tx)
            .await?;
        Ok(())
    }

    /// Live statements whose keys are of other rules, some of them.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn not_keyed_by(&self, rules: &str, limit: u64) -> Result<Vec<Uuid>, StoreError> {
        Ok(Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(live_by_other_rules(Column::KeyedBy, rules))
            .order_by_asc(Column::Id)
            .limit(limit)
            .into_tuple()
            .all(&self.tx)
            .await?)
    }
}

impl Store {
    /// Live statements that were compared by other rules, each with the listing that it is part of.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn to_match_by(&self, rules: &str) -> Result<Vec<(Uuid, Option<Uuid>)>, StoreError> {
        Ok(Entity::find()
            .select_only()
            .columns([Column::Id, Column::ListingId])
            .filter(live_by_other_rules(Column::MatchedBy, rules))
            .into_tuple()
            .all(&self.reader)
            .await?)
    }

    /// How many live statements have keys of other rules, and how many were compared by others.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn not_matched_by(&self, rules: &str) -> Result<(u64, u64), StoreError> {
        let count = |column| {
            Entity::find()
                .filter(live_by_other_rules(column, rules))
                .count(&self.reader)
        };
        Ok((
            count(Column::KeyedBy).await?,
            count(Column::MatchedBy).await?,
        ))
    }
}

fn live_by_other_rules(column: Column, rules: &str) -> Condition {
    Condition::all()
        .add(Column::State.ne(StatementState::Withdrawn.as_str()))
        .add(Condition::any().add(column.is_null()).add(column.ne(rules)))
}
