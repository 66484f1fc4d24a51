//! Refold: a listing becomes what its statements say now, and the change log hears of it.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::fold::{Folded, Said, fold};
use domain::listing::{Listing, ListingStatus, slug_of};
use domain::matching::name_key;
use domain::source::{Source, SourceId};
use domain::statement::Statement;
use store::{ListingWrite, NewOrganization, WriteTx};
use uuid::Uuid;

use crate::{Directory, Error};

/// Every source, as the transaction sees them.
pub(crate) struct Book(HashMap<SourceId, Source>);

impl Book {
    pub(crate) async fn read(tx: &WriteTx) -> Result<Self, Error> {
        let sources = tx.all_sources().await?;
        Ok(Self(
            sources
                .into_iter()
                .map(|source| (source.id.clone(), source))
                .collect(),
        ))
    }

    pub(super) fn uri(&self, source: &SourceId) -> &str {
        self.0.get(source).map_or("", |source| source.uri.as_str())
    }

    fn fold(&self, statements: &[Statement]) -> Option<Folded> {
        let said: Vec<Said<'_>> = statements
            .iter()
            .filter_map(|statement| {
                Some(Said {
                    statement,
                    source: self.0.get(&statement.key.source)?,
                })
            })
            .collect();
        fold(&said)
    }
}

impl Directory {
    /// Makes listings that are new, each from its statements.
    pub(super) async fn found(
        &self,
        tx: &WriteTx,
        founded: &[(Uuid, &[Statement])],
        book: &Book,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        if founded.is_empty() {
            return Ok(());
        }
        let folded: Vec<(Uuid, Folded)> = founded
            .iter()
            .filter_map(|(id, statements)| Some((*id, book.fold(statements)?)))
            .collect();
        // New ones get their slugs while those that come back still hold theirs.
        let ids: Vec<Uuid> = folded.iter().map(|(id, _)| *id).collect();
        let known = tx.whereabouts(&ids).await?;
        let wishes: Vec<(Uuid, String)> = folded
            .iter()
            .filter(|(id, _)| !known.contains_key(id))
            .map(|(id, folded)| (*id, slug_of(&folded.service.name)))
            .collect();
        let mut slugs = tx.free_slugs(&wishes).await?.into_iter();
        let mut listings: Vec<Listing> = Vec::with_capacity(folded.len());
        for (id, folded) in folded {
            let before = if known.contains_key(&id) {
                tx.unmerge_listing(id).await?
            } else {
                None
            };
            let (slug, version) = match before {
                Some(alias) => (alias.slug, alias.version + 1),
                None => (slugs.next().unwrap_or_default(), 1),
            };
            listings.push(Listing {
                slug,
                ..listing_of(id, folded, version, now)
            });
        }
        self.remember_categories(tx, &listings.iter().collect::<Vec<_>>())
            .await?;
        let writes = with_organizations(tx, listings).await?;
        tx.insert_listings(&writes).await?;
        Ok(())
    }

    /// Folds listings again; those whose public body or status changes get a new version.
    pub(super) async fn refold(
        &self,
        tx: &WriteTx,
        mut ids: Vec<Uuid>,
        book: &Book,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        if ids.is_empty() {
            return Ok(());
        }
        ids.sort_unstable();
        ids.dedup();
        let statements = tx.statements_of_listings(&ids).await?;
        let (mut changed, mut heard) = (Vec::new(), Vec::new());
        for before in tx.listings(&ids).await? {
            let said = statements.get(&before.id).map_or(&[][..], Vec::as_slice);
            match after(&before, book.fold(said), now) {
                Some(listing) => changed.push(listing),
                None => heard.push(before.id),
            }
        }
        tx.touch_listings(&heard, now).await?;
        self.remember_categories(tx, &changed.iter().collect::<Vec<_>>())
            .await?;
        let writes = with_organizations(tx, changed).await?;
        tx.update_listings(&writes).await?;
        Ok(())
    }
}

/// The listing as it is now, or `None` when nothing that people see has changed.
fn after(before: &Listing, folded: Option<Folded>, now: DateTime<Utc>) -> Option<Listing> {
    let after = match folded {
        Some(folded) => Listing {
            slug: before.slug.clone(),
            ..listing_of(before.id, folded, before.version + 1, now)
        },
        // The last words are kept: they come back if a source does.
        None => Listing {
            status: ListingStatus::Archived,
            version: before.version + 1,
            changed_at: now,
            ..before.clone()
        },
    };
    let same = after.status == before.status
        && after.service == before.service
        && after.provenance == before.provenance;
    (!same).then_some(after)
}

fn listing_of(id: Uuid, folded: Folded, version: i64, now: DateTime<Utc>) -> Listing {
    Listing {
        id,
        slug: String::new(),
        service: folded.service,
        provenance: folded.provenance,
        status: folded.status,
        last_confirmed: folded.last_confirmed,
        last_seen: folded.last_seen,
        changed_at: now,
        version,
    }
}

/// Finds or makes the organization that each listing names.
async fn with_organizations(
    tx: &WriteTx,
    listings: Vec<Listing>,
) -> Result<Vec<ListingWrite>, Error> {
    let mut named = Vec::new();
    for (at, listing) in listings.iter().enumerate() {
        let Some(body) = listing
            .service
            .organization
            .as_ref()
            .filter(|o| !o.inferred)
        else {
            continue;
        };
        let normalised = name_key(&body.name);
        if !normalised.is_empty() {
            let id = Uuid::new_v5(
                &Uuid::NAMESPACE_OID,
                format!("organization/{normalised}").as_bytes(),
            );
            named.push((
                at,
                NewOrganization {
                    id,
                    normalised_name: normalised,
                    body: body.clone(),
                },
            ));
        }
    }
    let (places, organizations): (Vec<usize>, Vec<NewOrganization>) = named.into_iter().unzip();
    let ids = tx.put_organizations(&organizations).await?;
    let of: HashMap<usize, Uuid> = places.into_iter().zip(ids).collect();
    Ok(listings
        .into_iter()
        .enumerate()
        .map(|(at, listing)| ListingWrite {
            listing,
            organization: of.get(&at).copied(),
        })
        .collect())
}
