//! Restore: an earlier version of what is said at first hand is said again.
//!
//! Version 0 is that nothing is said at first hand: the words of others show again.

use chrono::{DateTime, Utc};
use domain::authority::{Actor, Verb};
use domain::lifecycle::Standing;
use domain::matching::name_key;
use domain::service::Service;
use domain::statement::StatementState;
use store::WriteTx;

use super::own::{Own, Subject, own_in};
use super::save::{Change, Saved, as_expected, published};
use crate::ingest::Book;
use crate::people::note;
use crate::{Directory, Error};

impl Directory {
    /// Says again what version `number` said; `versions` names the one that whoever asks has read.
    ///
    /// # Errors
    /// As [`Self::save_statement`]; [`Error::NotFound`] when there is no such version,
    /// [`Error::Conflict`] when nobody else speaks of the listing and it would be gone.
    pub async fn restore_statement(
        &self,
        actor: &Actor,
        listing: &str,
        number: u64,
        versions: &[String],
    ) -> Result<Saved, Error> {
        let subject = self.subject(actor, listing, Verb::RestoreVersion).await?;
        let now = self.clock.now();
        let tx = self.store.begin().await?;
        let Some((subject, own)) = as_expected(&tx, subject, versions).await? else {
            drop(tx);
            let subject = self.subject(actor, listing, Verb::RestoreVersion).await?;
            let now = self.own_words_of(&subject).await?;
            return Ok(Saved::Overtaken(Box::new(now)));
        };
        let saved = if number == 0 {
            self.take_word_back(&tx, actor, &subject, own, now).await?
        } else {
            let mut service = version_of(&tx, &own, number).await?;
            // Who runs it is not said by an old version against what is known now.
            keep_organization(&subject, &mut service);
            let change = Change {
                service,
                // It was published once.
                is_trusted: true,
                action: "restore",
                tell: Vec::new(),
            };
            self.settle_change(&tx, actor, &subject, own, change, now)
                .await?
        };
        tx.commit().await?;
        self.ring();
        Ok(saved)
    }

    async fn take_word_back(
        &self,
        tx: &WriteTx,
        actor: &Actor,
        subject: &Subject,
        own: Own,
        now: DateTime<Utc>,
    ) -> Result<Saved, Error> {
        let listing = &subject.listing;
        let said = tx.statements_of_listings(&[listing.id]).await?;
        let others = said
            .into_values()
            .flatten()
            .filter(|said| said.state.is_live() && said.key != own.key);
        if own.live().is_none() || others.count() == 0 {
            return Err(Error::Conflict(
                "nobody else speaks of this entry: it would be gone".to_owned(),
            ));
        }
        let withdrawn = Standing {
            state: StatementState::Withdrawn,
            ..Standing::present()
        };
        let heads = tx.statement_heads(std::slice::from_ref(&own.key)).await?;
        let dead: Vec<_> = heads.into_values().collect();
        let standings = [(own.key, withdrawn)];
        tx.set_standings(&standings).await?;
        let book = Book::read(tx).await?;
        self.bury(tx, &dead, &book, now).await?;
        self.tell_standings(tx, &standings, now).await?;
        let about = format!("listing {}", listing.id);
        note(tx, actor, "restore", about, Some("version 0"), now).await?;
        let after = tx.listing(listing.id).await?;
        let after = after
            .ok_or_else(|| Error::internal("taking words back", "the listing is not there"))?;
        let own = own_in(tx, listing.id, &subject.speaker).await?;
        let published = published(&listing.service, after, own.version);
        Ok(Saved::Published(Box::new(published)))
    }
}

async fn version_of(tx: &WriteTx, own: &Own, number: u64) -> Result<Service, Error> {
    let unknown = || Error::NotFound {
        what: "version",
        name: number.to_string(),
    };
    let said = own.said.as_ref().ok_or_else(unknown)?;
    let mut versions: Vec<Service> = tx
        .statement_history(&own.key)
        .await?
        .into_iter()
        .rev()
        .map(|version| version.service)
        .collect();
    versions.push(said.service.clone());
    let at = usize::try_from(number - 1).map_err(|_| unknown())?;
    versions.into_iter().nth(at).ok_or_else(unknown)
}

fn keep_organization(subject: &Subject, service: &mut Service) {
    let shown = subject.listing.service.organization.as_ref();
    if let Some(shown) = shown.filter(|shown| !shown.inferred) {
        let same = service
            .organization
            .as_ref()
            .is_some_and(|said| name_key(&said.name) == name_key(&shown.name));
        if !same {
            service.organization = Some(shown.clone());
        }
    }
}
