//! Refold: a listing becomes what its statements say now, and the change log hears of it.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Europe::London;
use domain::fold::{Folded, Said, fold};
use domain::freshness::confirmable;
use domain::identity::organization_id;
use domain::listing::{Listing, ListingStatus, slug_of};
use domain::matching::name_key;
use domain::service::Service;
use domain::source::{Source, SourceId};
use domain::statement::{Statement, content_hash};
use store::{Confirmation, ListingWrite, NewOrganization, Whereabouts, WriteTx};
use uuid::Uuid;

use crate::{Directory, Error};

/// Listings held at once when the terms of a source change.
const REPUBLISHED_AT_ONCE: usize = 500;

/// Every source, as the transaction sees them.
pub(crate) struct Book {
    sources: HashMap<SourceId, Source>,
    /// Those of them that another instance reads.
    remote: HashSet<SourceId>,
}

impl Book {
    pub(crate) async fn read(tx: &WriteTx) -> Result<Self, Error> {
        let remote = tx.remote_sources().await?;
        Ok(Self {
            remote: remote.into_iter().map(|remote| remote.source).collect(),
            ..Self::of(tx.all_sources().await?)
        })
    }

    /// These sources, all read here.
    pub(crate) fn of(sources: Vec<Source>) -> Self {
        let by_id = sources
            .into_iter()
            .map(|source| (source.id.clone(), source));
        Self {
            sources: by_id.collect(),
            remote: HashSet::new(),
        }
    }

    /// One of them.
    pub(crate) fn source(&self, id: &SourceId) -> Option<&Source> {
        self.sources.get(id)
    }

    /// Whether what a source says may be passed on.
    pub(super) fn lets_pass_on(&self, source: &SourceId) -> bool {
        self.sources
            .get(source)
            .is_some_and(|source| source.licence.allows_redistribution)
    }

    /// Whether another instance reads the source, and not this one.
    pub(super) fn is_remote(&self, source: &SourceId) -> bool {
        self.remote.contains(source)
    }

    pub(super) fn uri(&self, source: &SourceId) -> &str {
        self.sources
            .get(source)
            .map_or("", |source| source.uri.as_str())
    }

    /// Whether any live statement is of a source that lets us pass on what it says.
    fn passes_on(&self, statements: &[Statement]) -> bool {
        statements
            .iter()
            .filter(|statement| statement.state.is_live())
            .any(|statement| self.lets_pass_on(&statement.key.source))
    }

    /// What all of them say together, as it is shown on a day.
    pub(crate) fn fold(&self, statements: &[Statement], today: NaiveDate) -> Option<Folded> {
        let said: Vec<Said<'_>> = statements
            .iter()
            .filter_map(|statement| {
                Some(Said {
                    statement,
                    source: self.sources.get(&statement.key.source)?,
                })
            })
            .collect();
        let mut folded = fold(&said)?;
        folded.service.reopen(today);
        Some(folded)
    }
}

impl Directory {
    /// Makes listings that are new, each from its statements. Of those that were merged into others
    /// `whereabouts` says so.
    pub(super) async fn found(
        &self,
        tx: &WriteTx,
        founded: &[(Uuid, &[Statement])],
        whereabouts: &HashMap<Uuid, Whereabouts>,
        book: &Book,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        if founded.is_empty() {
            return Ok(());
        }
        let today = local_date(now);
        let folded: Vec<(Uuid, Folded)> = founded
            .iter()
            .filter_map(|(id, statements)| Some((*id, book.fold(statements, today)?)))
            .collect();
        // New ones get their slugs while those that come back still hold theirs.
        let ids: Vec<Uuid> = folded.iter().map(|(id, _)| *id).collect();
        let wishes: Vec<(Uuid, String)> = folded
            .iter()
            .filter(|(id, _)| !whereabouts.contains_key(id))
            .map(|(id, folded)| (*id, slug_of(&folded.service.name)))
            .collect();
        let mut slugs = tx.free_slugs(&wishes).await?.into_iter();
        let mut listings: Vec<Listing> = Vec::with_capacity(folded.len());
        let confirmations = tx.confirmations(&ids).await?;
        for (id, mut folded) in folded {
            let silent = groups_word(confirmations.get(&id), &mut folded);
            let before = if whereabouts.contains_key(&id) {
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
                unanswered_since: silent,
                ..listing_of(id, folded, version, now)
            });
        }
        self.remember_categories(tx, &listings.iter().collect::<Vec<_>>())
            .await?;
        let passed_on: HashSet<Uuid> = founded
            .iter()
            .filter(|(_, statements)| book.passes_on(statements))
            .map(|(id, _)| *id)
            .collect();
        let writes = with_organizations(tx, listings, &passed_on).await?;
        tx.insert_listings(&writes).await?;
        Ok(())
    }

    /// Folds listings again; those whose public body or status changes get a new version.
    pub(crate) async fn refold(
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
        let confirmations = tx.confirmations(&ids).await?;
        let (mut changed, mut heard) = (Vec::new(), Vec::new());
        let mut passed_on = HashSet::new();
        for before in tx.listings(&ids).await? {
            let said = statements.get(&before.id).map_or(&[][..], Vec::as_slice);
            if book.passes_on(said) {
                passed_on.insert(before.id);
            }
            let word = confirmations.get(&before.id);
            match after(&before, book.fold(said, local_date(now)), word, now) {
                Some(listing) => changed.push(listing),
                None => heard.push(before.id),
            }
        }
        tx.touch_listings(&heard, now).await?;
        self.remember_categories(tx, &changed.iter().collect::<Vec<_>>())
            .await?;
        let writes = with_organizations(tx, changed, &passed_on).await?;
        tx.update_listings(&writes).await?;
        Ok(())
    }
}

impl Directory {
    /// Gives listings a new version although they say what they said: the terms under which they may
    /// be passed on have changed, and everybody who has a copy must hear of it.
    pub(crate) async fn republish(
        &self,
        tx: &WriteTx,
        ids: &[Uuid],
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let book = Book::read(tx).await?;
        for ids in ids.chunks(REPUBLISHED_AT_ONCE) {
            let statements = tx.statements_of_listings(ids).await?;
            let listings: Vec<Listing> = tx
                .listings(ids)
                .await?
                .into_iter()
                .filter(|listing| listing.status.is_visible())
                .map(|before| Listing {
                    version: before.version + 1,
                    changed_at: now,
                    ..before
                })
                .collect();
            let passed_on = listings
                .iter()
                .map(|listing| listing.id)
                .filter(|id| statements.get(id).is_some_and(|said| book.passes_on(said)))
                .collect();
            let writes = with_organizations(tx, listings, &passed_on).await?;
            tx.update_listings(&writes).await?;
        }
        Ok(())
    }
}

fn local_date(now: DateTime<Utc>) -> NaiveDate {
    now.with_timezone(&London).date_naive()
}

/// The listing as it is now, or `None` when nothing that people see has changed.
fn after(
    before: &Listing,
    folded: Option<Folded>,
    confirmation: Option<&Confirmation>,
    now: DateTime<Utc>,
) -> Option<Listing> {
    let after = match folded {
        Some(mut folded) => Listing {
            slug: before.slug.clone(),
            unanswered_since: groups_word(confirmation, &mut folded),
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
        && after.provenance == before.provenance
        && after.unanswered_since == before.unanswered_since;
    (!same).then_some(after)
}

/// Lets what the group said of its listing count; gives since when it has been silent, if so.
fn groups_word(confirmation: Option<&Confirmation>, folded: &mut Folded) -> Option<NaiveDate> {
    let word = &confirmation?.word;
    let shown = fingerprint(&folded.service);
    word.apply(folded, &shown)
}

/// Names what a service says, so that it is known whether that has changed since it was confirmed.
pub(crate) fn fingerprint(service: &Service) -> String {
    // Every service can be written as JSON: its maps have texts as keys.
    content_hash(&serde_json::to_vec(&confirmable(service)).unwrap_or_default())
}

fn listing_of(id: Uuid, folded: Folded, version: i64, now: DateTime<Utc>) -> Listing {
    Listing {
        id,
        slug: String::new(),
        service: folded.service,
        provenance: folded.provenance,
        status: folded.status,
        last_confirmed: folded.last_confirmed,
        unanswered_since: None,
        last_seen: folded.last_seen,
        changed_at: now,
        version,
    }
}

/// Finds or makes the organization that each listing names.
async fn with_organizations(
    tx: &WriteTx,
    listings: Vec<Listing>,
    passed_on: &HashSet<Uuid>,
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
        if let Some(id) = organization_id(body) {
            named.push((
                at,
                NewOrganization {
                    id,
                    normalised_name: name_key(&body.name),
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
            passed_on: passed_on.contains(&listing.id),
            listing,
            organization: of.get(&at).copied(),
        })
        .collect())
}
