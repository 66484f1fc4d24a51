//! Lines that come from elsewhere: who carries on what a withdrawn statement of another instance founded.
//!
//! **That is for its home alone to say**, also that nobody does: whoever chose for itself would carry
//! the listing on under another id than the others. So a statement is remembered as withdrawn even
//! where it was never heard, when its home names an heir.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use domain::federation::ToldStatement;
use domain::lifecycle::Standing;
use domain::service::Service;
use domain::statement::StatementKey;
use store::{StatementDates, StatementHead, StatementWrite, WriteTx, statement_id};
use uuid::Uuid;

use super::super::page::hash_of;
use super::super::refold::Book;
use super::super::regroup::name_founded;
use super::Taken;
use super::places::Places;
use crate::{Directory, Error};

impl Directory {
    /// Takes the heirs that withdrawn statements have at their homes, and sorts anew what that moves.
    pub(super) async fn take_lines(
        &self,
        tx: &WriteTx,
        places: &Places,
        taken: &[Taken<'_, ToldStatement>],
        book: &Book,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let named: HashMap<Uuid, Option<Uuid>> = taken
            .iter()
            .filter(|one| !one.said.state.is_live())
            .map(|one| (statement_id(&one.key), heir_of(places, one)))
            .collect();
        remember_unheard(tx, taken, &named, book, now).await?;
        let ids: Vec<Uuid> = named.keys().copied().collect();
        let mut moved: Vec<StatementHead> = tx.statement_heads_by_id(&ids).await?;
        moved.retain(|head| {
            let heir = named.get(&head.id).copied().flatten();
            !head.standing.state.is_live() && head.heir != heir
        });
        if moved.is_empty() {
            return Ok(());
        }
        let mut seeds = ends(tx, moved.iter().filter_map(|head| head.heir)).await?;
        let heirs: Vec<(Uuid, Option<Uuid>)> = moved
            .iter()
            .map(|head| (head.id, named.get(&head.id).copied().flatten()))
            .collect();
        tx.set_heirs(&heirs).await?;
        for head in &moved {
            self.open_round(tx, head, book, now).await?;
        }
        seeds.extend(ends(tx, moved.iter().map(|head| head.id)).await?);
        self.regroup(tx, seeds, &BTreeSet::new(), book, now).await?;
        Ok(())
    }

    /// Of two statements that were withdrawn at two homes at one time, each can be the other's heir.
    /// Then those of the round that are ours go to whoever is left here, and others hear of it.
    async fn open_round(
        &self,
        tx: &WriteTx,
        head: &StatementHead,
        book: &Book,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let Some(left) = head.heir else {
            return Ok(());
        };
        if tx.end_of_line(head.id).await?.is_some() {
            return Ok(());
        }
        let Some(left) = tx.end_of_line(left).await? else {
            return Ok(());
        };
        let mut ours = tx.round_of(head.id).await?;
        ours.retain(|round| !book.is_remote(&round.key.source));
        if !left.standing.state.is_live() || ours.is_empty() {
            return Ok(());
        }
        let heirs: Vec<(Uuid, Option<Uuid>)> =
            ours.iter().map(|round| (round.id, Some(left.id))).collect();
        tx.set_heirs(&heirs).await?;
        let keys: Vec<StatementKey> = ours.into_iter().map(|round| round.key).collect();
        self.tell_lines(tx, &keys, now).await
    }
}

/// Whom the home of a withdrawn statement names as its heir.
fn heir_of(places: &Places, one: &Taken<'_, ToldStatement>) -> Option<Uuid> {
    let heir = statement_id(&places.key(one.said.heir.as_ref()?)?);
    (heir != statement_id(&one.key)).then_some(heir)
}

/// Statements that were withdrawn before they were ever heard here, and whose listings go on.
async fn remember_unheard(
    tx: &WriteTx,
    taken: &[Taken<'_, ToldStatement>],
    named: &HashMap<Uuid, Option<Uuid>>,
    book: &Book,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let mut unheard: Vec<&Taken<'_, ToldStatement>> = taken
        .iter()
        .filter(|one| {
            named
                .get(&statement_id(&one.key))
                .is_some_and(Option::is_some)
        })
        .collect();
    let keys: Vec<StatementKey> = unheard.iter().map(|one| one.key.clone()).collect();
    let heads = tx.statement_heads(&keys).await?;
    unheard.retain(|one| !heads.contains_key(&one.key));
    if unheard.is_empty() {
        return Ok(());
    }
    let nothing = Service::default();
    let mut writes: Vec<StatementWrite> = unheard
        .iter()
        .map(|one| StatementWrite {
            key: one.key.clone(),
            content_hash: hash_of(&nothing, None),
            service: nothing.clone(),
            url: None,
            page_url: None,
            raw: String::new(),
            listing: None,
            founds: Uuid::nil(),
        })
        .collect();
    name_founded(tx, &mut writes, &heads, book).await?;
    tx.put_statements(&writes, None, now).await?;
    let dates: Vec<StatementDates> = unheard
        .iter()
        .map(|one| StatementDates {
            id: statement_id(&one.key),
            first_seen: one.said.first_seen,
            changed_at: one.said.changed_at,
        })
        .collect();
    tx.date_statements(&dates).await?;
    let standings: Vec<(StatementKey, Standing)> = keys
        .into_iter()
        .filter(|key| !heads.contains_key(key))
        .map(|key| (key, Standing::withdrawn(now)))
        .collect();
    tx.set_standings(&standings).await?;
    Ok(())
}

/// The statements with which the lines of these end.
async fn ends(tx: &WriteTx, from: impl Iterator<Item = Uuid>) -> Result<BTreeSet<Uuid>, Error> {
    let mut ends = BTreeSet::new();
    for id in from {
        ends.extend(tx.end_of_line(id).await?.map(|head| head.id));
    }
    Ok(ends)
}
