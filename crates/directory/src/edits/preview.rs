//! Preview: the listing as it would be, with nothing written.

use std::sync::Arc;

use domain::authority::{Actor, Verb};
use domain::edit::{Suspicion, Useful, changed_fields, next_useful, suspicions};
use domain::listing::{Field, Listing};
use domain::service::Service;
use domain::statement::{Statement, StatementState};
use serde_json::Value;

use super::first_hand;
use super::own::{Own, Subject};
use crate::ingest::Book;
use crate::people::allow;
use crate::show::StatementView;
use crate::{Directory, Error, ListingView, taxonomy};

/// A listing as it would be.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    /// As it would be shown.
    pub view: ListingView,
    /// The listing now.
    pub before: Service,
    /// The fields that would change.
    pub changes: Vec<Field>,
    /// Why it would wait for a moderator, if it would.
    pub suspicions: Vec<Suspicion>,
    /// What would still help people most to know.
    pub next: Option<Useful>,
}

impl Directory {
    /// The listing as it would be if this were said of it at first hand.
    ///
    /// # Errors
    /// As [`Self::save_statement`].
    pub async fn preview_statement(
        &self,
        actor: &Actor,
        listing: &str,
        body: &Value,
    ) -> Result<Preview, Error> {
        let subject = self.subject(actor, listing, Verb::EditListing).await?;
        let service = self.read_statement(actor, &subject, body)?;
        let now = self.clock.now();
        let shown = &subject.listing;
        let waits = allow(actor, Verb::DecideHeldEdit, &subject.object).is_err();
        let found = suspicions(&shown.service, &service);
        let mut sources = self.store.all_sources().await?;
        sources.retain(|source| source.id != subject.speaker);
        sources.push(first_hand(&subject.speaker, self.people()?));
        let book = Book::of(sources);
        let mut statements = self
            .store
            .statements_of_listings(&[shown.id])
            .await?
            .remove(&shown.id)
            .unwrap_or_default();
        let own = Own::among(&mut statements, shown.id, &subject.speaker);
        let said = Statement {
            service: self.worded(&book, &subject, &own, service),
            key: own.key,
            url: None,
            first_seen: now,
            last_seen: now,
            changed_at: now,
            state: StatementState::Active,
            absences: 0,
            absent_since: None,
        };
        statements.push(said);
        let found = if waits { found } else { Vec::new() };
        let mut previewed = self.previewed(&subject, &book, &statements, found)?;
        previewed.view.mark = self.marks(&[shown.id]).await?.remove(&shown.id);
        Ok(previewed)
    }

    fn previewed(
        &self,
        subject: &Subject,
        book: &Book,
        statements: &[Statement],
        found: Vec<Suspicion>,
    ) -> Result<Preview, Error> {
        let before = &subject.listing;
        let folded = book
            .fold(statements, self.local_now().date())
            .ok_or_else(|| Error::internal("previewing an edit", "nothing is said"))?;
        let listing = Listing {
            service: folded.service,
            provenance: folded.provenance,
            status: folded.status,
            last_confirmed: folded.last_confirmed,
            last_seen: folded.last_seen,
            changed_at: self.clock.now(),
            version: before.version + 1,
            ..before.clone()
        };
        let statements = statements
            .iter()
            .filter(|said| said.state.is_live())
            .filter_map(|said| {
                Some(StatementView {
                    key: said.key.clone(),
                    source: Arc::new(book.source(&said.key.source)?.clone()),
                    url: said.url.clone(),
                    first_seen: said.first_seen,
                    last_seen: said.last_seen,
                    state: said.state,
                })
            })
            .collect();
        Ok(Preview {
            before: before.service.clone(),
            changes: changed_fields(&before.service, &listing.service),
            suspicions: found,
            next: next_useful(&listing.service),
            view: ListingView {
                categories: taxonomy::terms_of(&listing.service),
                listing,
                statements,
                mark: None,
                charity: None,
            },
        })
    }
}
