//! Tell: what was said here goes into the log that other instances read, in the transaction in which
//! it was said.
//!
//! What another instance said is told by [`super::remote`], with where it came from.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::lifecycle::Standing;
use domain::service::Service;
use domain::source::SourceId;
use domain::statement::StatementKey;
use store::{NewTold, StatementHead, StatementWrite, Subject, WriteTx, statement_id};
use uuid::Uuid;

use super::refold::Book;
use crate::{Directory, Error};

impl Directory {
    /// Statements were heard that are new or say something else.
    pub(super) async fn tell_written(
        &self,
        tx: &WriteTx,
        writes: &[StatementWrite],
        book: &Book,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let told = writes
            .iter()
            .map(|write| entry(&write.key, book.lets_pass_on(&write.key.source)))
            .collect();
        tx.tell(told, now).await?;
        self.tell_companions(tx, writes, book, now).await
    }

    /// What is to be kept back of one statement must be kept back of all that speak of the same
    /// service: those are told again.
    async fn tell_companions(
        &self,
        tx: &WriteTx,
        writes: &[StatementWrite],
        book: &Book,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let discreet: Vec<Uuid> = writes
            .iter()
            .filter(|write| keeps_something_back(&write.service))
            .map(|write| statement_id(&write.key))
            .collect();
        if discreet.is_empty() {
            return Ok(());
        }
        let heads = tx.statement_heads_by_id(&discreet).await?;
        let listings: BTreeSet<Uuid> = heads.iter().filter_map(|head| head.listing).collect();
        let listings: Vec<Uuid> = listings.into_iter().collect();
        let written: BTreeSet<Uuid> = writes
            .iter()
            .map(|write| statement_id(&write.key))
            .collect();
        let mut others = tx.live_members_of(&listings).await?;
        others.retain(|id| !written.contains(id));
        let others = tx.statement_heads_by_id(&others).await?;
        let others: Vec<&StatementHead> = others.iter().collect();
        self.tell_heads(tx, &others, book, now).await
    }

    /// Live statements are to be told again.
    pub(super) async fn tell_heads(
        &self,
        tx: &WriteTx,
        heads: &[&StatementHead],
        book: &Book,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let told = heads
            .iter()
            .filter(|head| !book.is_remote(&head.key.source))
            .map(|head| entry(&head.key, book.lets_pass_on(&head.key.source)))
            .collect();
        tx.tell(told, now).await?;
        Ok(())
    }

    /// Statements stand otherwise than they did.
    pub(crate) async fn tell_standings(
        &self,
        tx: &WriteTx,
        standings: &[(StatementKey, Standing)],
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        if standings.is_empty() {
            return Ok(());
        }
        let book = Book::read(tx).await?;
        let told = standings
            .iter()
            .map(|(key, standing)| {
                let live = standing.state.is_live();
                entry(key, live && book.lets_pass_on(&key.source))
            })
            .collect();
        tx.tell(told, now).await?;
        Ok(())
    }

    /// What withdrawn statements founded is carried on by others than before.
    pub(super) async fn tell_lines(
        &self,
        tx: &WriteTx,
        withdrawn: &[StatementKey],
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let told = withdrawn.iter().map(|key| entry(key, false)).collect();
        tx.tell(told, now).await?;
        Ok(())
    }

    /// A source has other terms, another name or another rank: all that it says is told again.
    pub(super) async fn tell_source(
        &self,
        tx: &WriteTx,
        source: &SourceId,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let book = Book::read(tx).await?;
        // No run has the nil id: these are all its live statements.
        let heads = tx.unseen_in_run(source, Uuid::nil()).await?;
        let heads: Vec<&StatementHead> = heads.iter().collect();
        self.tell_heads(tx, &heads, &book, now).await
    }
}

fn entry(key: &StatementKey, passed_on: bool) -> NewTold {
    NewTold {
        subject: Subject::Statement(statement_id(key)),
        origin: None,
        passed_on,
    }
}

fn keeps_something_back(service: &Service) -> bool {
    service.locations().any(|location| location.area_only)
        || service.contacts.iter().any(|contact| contact.personal)
}
