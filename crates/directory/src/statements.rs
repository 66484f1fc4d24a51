//! Statements: what each source says of a listing now and said before, and where they differ.
//!
//! What a source keeps back stays inside, whoever else says it and whenever it was said
//! ([`Discretion`]). Whether its licence lets its words be passed on is told beside them; a face that
//! passes things on leaves the words of the others out.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::fold::{Disagreement, Discretion, Said, disagreements};
use domain::listing::{Field, Listing};
use domain::service::Service;
use domain::source::{Source, SourceId};
use domain::statement::{Statement, StatementKey, StatementState};
use store::{Lookup, StatementVersion};
use uuid::Uuid;

use crate::{Directory, Error};

/// What came of looking something of a listing up.
#[derive(Debug, Clone, PartialEq)]
pub enum Sought<T> {
    /// Here it is.
    Found(T),
    /// The listing is now part of the one with this slug.
    Moved(String),
}

/// What all sources say of one listing.
#[derive(Debug, Clone, PartialEq)]
pub struct ListingStatements {
    /// Which.
    pub listing: Uuid,
    /// Live ones first, then by source and id.
    pub statements: Vec<SaidView>,
}

/// What one source says, and said.
#[derive(Debug, Clone, PartialEq)]
pub struct SaidView {
    /// Which.
    pub key: StatementKey,
    /// Who says it, under which licence.
    pub source: Arc<Source>,
    /// The item's own page at the source.
    pub url: Option<String>,
    /// How it stands.
    pub state: StatementState,
    /// When it was first heard.
    pub first_seen: DateTime<Utc>,
    /// When it was last heard.
    pub last_seen: DateTime<Utc>,
    /// Since when it says what it says.
    pub changed_at: DateTime<Utc>,
    /// What it says, as far as it may be published.
    pub service: Service,
    /// What it said before, the latest first.
    pub before: Vec<SaidBefore>,
}

/// What a source said for a while.
#[derive(Debug, Clone, PartialEq)]
pub struct SaidBefore {
    /// What, as far as it may be published.
    pub service: Service,
    /// From when.
    pub from: DateTime<Utc>,
    /// Until when.
    pub until: DateTime<Utc>,
}

/// The fields of one listing on which its sources differ.
#[derive(Debug, Clone, PartialEq)]
pub struct ListingDisagreements {
    /// Which.
    pub listing: Uuid,
    /// In the order of the fields.
    pub fields: Vec<DisagreementView>,
}

/// A field on which they differ.
#[derive(Debug, Clone, PartialEq)]
pub struct DisagreementView {
    /// Which.
    pub field: Field,
    /// Each value with those who say it; the one that the listing shows first.
    pub sides: Vec<DisagreementSide>,
}

/// One value and who says it.
#[derive(Debug, Clone, PartialEq)]
pub struct DisagreementSide {
    /// Whether it is what the listing shows.
    pub shown: bool,
    /// Who says it, without what they said before.
    pub statements: Vec<SaidView>,
}

impl Directory {
    /// What each source says of a listing now, and said before.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there never was such a listing, [`Error::Gone`] when it is archived.
    pub async fn statements(&self, id_or_slug: &str) -> Result<Sought<ListingStatements>, Error> {
        let listing = match self.seek(id_or_slug).await? {
            Sought::Found(listing) => listing,
            Sought::Moved(slug) => return Ok(Sought::Moved(slug)),
        };
        let statements = self.said_of(&listing, true).await?;
        Ok(Sought::Found(ListingStatements {
            listing: listing.id,
            statements,
        }))
    }

    /// The fields on which the live statements of a listing differ.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there never was such a listing, [`Error::Gone`] when it is archived.
    pub async fn disagreements(
        &self,
        id_or_slug: &str,
    ) -> Result<Sought<ListingDisagreements>, Error> {
        let listing = match self.seek(id_or_slug).await? {
            Sought::Found(listing) => listing,
            Sought::Moved(slug) => return Ok(Sought::Moved(slug)),
        };
        let views = self.said_of(&listing, false).await?;
        let statements: Vec<Statement> = views.iter().map(published).collect();
        let said: Vec<Said<'_>> = views
            .iter()
            .zip(&statements)
            .map(|(view, statement)| Said {
                statement,
                source: &view.source,
            })
            .collect();
        let fields = disagreements(&said)
            .into_iter()
            .map(|found| view_of(found, &listing, &views))
            .collect();
        Ok(Sought::Found(ListingDisagreements {
            listing: listing.id,
            fields,
        }))
    }

    pub(crate) async fn seek(&self, id_or_slug: &str) -> Result<Sought<Listing>, Error> {
        let unknown = || Error::NotFound {
            what: "listing",
            name: id_or_slug.to_owned(),
        };
        match self.store.listing_by_id_or_slug(id_or_slug).await? {
            Lookup::Found(listing) if listing.status.is_visible() => Ok(Sought::Found(*listing)),
            Lookup::Found(listing) => Err(Error::Gone {
                what: "listing",
                name: listing.service.name,
            }),
            Lookup::Moved(survivor) => {
                let survivor = self.store.listings(&[survivor]).await?.pop();
                Ok(Sought::Moved(survivor.ok_or_else(unknown)?.slug))
            }
            Lookup::Unknown => Err(unknown()),
        }
    }

    async fn said_of(&self, listing: &Listing, with_history: bool) -> Result<Vec<SaidView>, Error> {
        let mut statements = self
            .store
            .statements_of_listings(&[listing.id])
            .await?
            .remove(&listing.id)
            .unwrap_or_default();
        // Of one that was withdrawn at another instance before it was heard here nothing is known.
        statements.retain(|said| said.state.is_live() || !said.service.name.is_empty());
        statements.sort_by_key(|said| (!said.state.is_live(), said.key.clone()));
        let mut histories = Vec::with_capacity(statements.len());
        for said in &statements {
            histories.push(self.store.statement_history(&said.key).await?);
        }
        let ever = statements
            .iter()
            .map(|said| &said.service)
            .chain(histories.iter().flatten().map(|version| &version.service));
        let discretion = Discretion::about(ever);
        let sources = self
            .sources_of(statements.iter().map(|said| &said.key.source))
            .await?;
        Ok(statements
            .into_iter()
            .zip(histories)
            .filter_map(|(said, history)| {
                let history = if with_history { history } else { Vec::new() };
                said_view(said, history, &sources, &discretion)
            })
            .collect())
    }
}

fn said_view(
    said: Statement,
    history: Vec<StatementVersion>,
    sources: &HashMap<SourceId, Arc<Source>>,
    discretion: &Discretion,
) -> Option<SaidView> {
    Some(SaidView {
        source: Arc::clone(sources.get(&said.key.source)?),
        service: discretion.publishable(&said.service),
        key: said.key,
        url: said.url,
        state: said.state,
        first_seen: said.first_seen,
        last_seen: said.last_seen,
        changed_at: said.changed_at,
        before: history
            .into_iter()
            .filter(|version| !version.service.name.is_empty())
            .map(|version| SaidBefore {
                service: discretion.publishable(&version.service),
                from: version.said_from,
                until: version.said_until,
            })
            .collect(),
    })
}

/// A statement that says no more than may be published, so that not even a difference tells more.
fn published(view: &SaidView) -> Statement {
    Statement {
        key: view.key.clone(),
        service: view.service.clone(),
        url: view.url.clone(),
        first_seen: view.first_seen,
        last_seen: view.last_seen,
        changed_at: view.changed_at,
        state: view.state,
        absences: 0,
        absent_since: None,
    }
}

fn view_of(found: Disagreement, listing: &Listing, views: &[SaidView]) -> DisagreementView {
    let shown: Vec<&StatementKey> = listing
        .provenance
        .0
        .get(&found.field)
        .into_iter()
        .flatten()
        .filter_map(|voices| voices.first())
        .collect();
    let mut sides: Vec<DisagreementSide> = found
        .sides
        .iter()
        .map(|keys| DisagreementSide {
            shown: keys.iter().any(|key| shown.contains(&key)),
            statements: views
                .iter()
                .filter(|view| keys.contains(&view.key))
                .cloned()
                .collect(),
        })
        .collect();
    sides.sort_by_key(|side| !side.shown);
    DisagreementView {
        field: found.field,
        sides,
    }
}
