//! History: what was said of a listing, by whom and when, field by field.
//!
//! A listing is a fold, so its history is that of its statements. **A person is never named**: a
//! steward's words are the group's. What a source keeps back stays inside, whenever it was said.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::edit::changed_fields;
use domain::fold::Discretion;
use domain::listing::Field;
use domain::service::Service;
use domain::source::Source;
use domain::statement::Statement;
use store::StatementVersion;
use uuid::Uuid;

use crate::{Directory, Error, Sought};

/// The most entries that are told.
const MOST: usize = 200;

/// What was said of a listing.
#[derive(Debug, Clone, PartialEq)]
pub struct History {
    /// Of which.
    pub listing: Uuid,
    /// The latest first.
    pub entries: Vec<Happened>,
}

/// Somebody said something else than before.
#[derive(Debug, Clone, PartialEq)]
pub struct Happened {
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub source: Arc<Source>,
    /// What is said at first hand has numbered versions, which can be restored.
    pub version: Option<u64>,
    /// Whether it is the first that they said.
    pub is_first: bool,
    /// What they said before, as far as it may be published.
    pub before: Service,
    /// What they said from then on.
    pub after: Service,
    /// The fields on which the two differ.
    pub changes: Vec<Field>,
}

impl Directory {
    /// What was said of a listing, by whom and when, the latest first.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there never was such a listing, [`Error::Gone`] when it is archived.
    pub async fn history(&self, id_or_slug: &str) -> Result<Sought<History>, Error> {
        let listing = match self.seek(id_or_slug).await? {
            Sought::Found(listing) => listing,
            Sought::Moved(slug) => return Ok(Sought::Moved(slug)),
        };
        let statements = self
            .store
            .statements_of_listings(&[listing.id])
            .await?
            .remove(&listing.id)
            .unwrap_or_default();
        let mut said: Vec<(Statement, Vec<StatementVersion>)> = Vec::new();
        for statement in statements {
            let before = self.store.statement_history(&statement.key).await?;
            said.push((statement, before));
        }
        let ever = said.iter().flat_map(|(statement, before)| {
            let before = before.iter().map(|version| &version.service);
            std::iter::once(&statement.service).chain(before)
        });
        let discretion = Discretion::about(ever);
        let sources = self
            .sources_of(said.iter().map(|(statement, _)| &statement.key.source))
            .await?;
        let mut entries: Vec<Happened> = said
            .into_iter()
            .filter_map(|(statement, before)| {
                let source = sources.get(&statement.key.source)?;
                Some(entries_of(statement, before, source, &discretion))
            })
            .flatten()
            .collect();
        entries.sort_by(|a, b| b.at.cmp(&a.at).then(b.version.cmp(&a.version)));
        entries.truncate(MOST);
        Ok(Sought::Found(History {
            listing: listing.id,
            entries,
        }))
    }
}

fn entries_of(
    statement: Statement,
    before: Vec<StatementVersion>,
    source: &Arc<Source>,
    discretion: &Discretion,
) -> Vec<Happened> {
    let numbered = statement.key.source.is_first_hand();
    let mut versions: Vec<(DateTime<Utc>, Service)> = before
        .into_iter()
        .rev()
        .map(|version| (version.said_from, version.service))
        .collect();
    versions.push((statement.changed_at, statement.service));
    // Of one that was withdrawn at another instance before it was heard here nothing is known.
    versions.retain(|(_, service)| !service.name.is_empty());
    let mut earlier: Option<Service> = None;
    let mut entries = Vec::with_capacity(versions.len());
    for (number, (at, service)) in (1_u64..).zip(versions) {
        let after = discretion.publishable(&service);
        let is_first = earlier.is_none();
        let before = earlier.replace(after.clone()).unwrap_or_default();
        entries.push(Happened {
            at,
            source: Arc::clone(source),
            version: numbered.then_some(number),
            is_first,
            changes: changed_fields(&before, &after),
            before,
            after,
        });
    }
    entries
}
