//! One page of a run, taken whole.

use std::collections::HashSet;

use domain::service::{Service, TaxonomyTerm};
use domain::statement::{Item, SetAside, StatementKey, StatementState, content_hash};
use store::{Page, RunCounts, StatementHead, StatementWrite, WriteTx};
use uuid::Uuid;

use super::refold::Book;
use super::{FetchedPage, PageOutcome, Run};
use crate::{Directory, Error, kind};

/// A part of what makes an item's hash: raise it when locating or cleaning changes what is stored.
const READING: &str = "1";

impl Directory {
    /// Takes what a page says: statements, matching, folding and the checkpoint commit together.
    ///
    /// # Errors
    /// When the store cannot be written; then nothing of the page is taken.
    pub async fn ingest_page(&self, run: &Run, page: FetchedPage) -> Result<PageOutcome, Error> {
        let now = self.clock.now();
        let (items, repeats) = without_repeats(page.items);
        let set_aside: Vec<SetAside> = page.set_aside.into_iter().chain(repeats).collect();
        let source = self.store.source(&run.source).await?;
        let kind = source.and_then(|source| kind::of_list(&source, &self.gazetteer()));
        let writes: Vec<StatementWrite> = items
            .into_iter()
            .map(|item| self.write_of(run, &page.url, kind.as_ref(), item))
            .collect();
        let keys: Vec<StatementKey> = writes.iter().map(|write| write.key.clone()).collect();

        let tx = self.store.begin().await?;
        let heads = tx.statement_heads(&keys).await?;
        let mut outcome = PageOutcome {
            set_aside: set_aside.len(),
            ..PageOutcome::default()
        };
        let (mut heard_again, mut to_write) = (Vec::new(), Vec::new());
        for write in writes {
            match heads.get(&write.key) {
                None => outcome.new += 1,
                Some(head) if head.content_hash != write.content_hash => outcome.changed += 1,
                Some(head) => {
                    outcome.unchanged += 1;
                    if head.standing.state == StatementState::Active {
                        heard_again.push(write.key);
                        continue;
                    }
                    // It is back: what it says is old, but its listing must be folded again.
                }
            }
            to_write.push(write);
        }
        tx.touch(&heard_again, Some(run.id), now).await?;
        let news = !to_write.is_empty();
        self.take(&tx, Some(run.id), to_write, &heads, now).await?;
        let listings: Vec<_> = heard_again
            .iter()
            .filter_map(|key| heads.get(key)?.listing)
            .collect();
        tx.touch_listings(&listings, now).await?;
        tx.put_set_aside(run.id, &run.source, &page.url, &set_aside, now)
            .await?;
        tx.put_page(&Page {
            source: run.source.clone(),
            url: page.url,
            etag: page.etag,
            last_modified: page.last_modified,
            body_hash: Some(page.body_hash),
            links: page.links,
            items: keys.into_iter().map(|key| key.external_id).collect(),
            run: run.id,
            fetched_at: now,
        })
        .await?;
        count(&tx, run, outcome).await?;
        tx.commit().await?;
        if news {
            self.ring();
        }
        Ok(outcome)
    }

    /// The server says that a page is as it was: all that was read from it counts as heard.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn page_unchanged(&self, run: &Run, url: &str) -> Result<PageOutcome, Error> {
        let now = self.clock.now();
        let tx = self.store.begin().await?;
        let touched = tx.touch_page(&run.source, url, run.id, now).await?;
        let listings: Vec<_> = touched
            .statements
            .iter()
            .filter_map(|head| head.listing)
            .collect();
        let back = touched
            .statements
            .iter()
            .any(|head| head.standing.state != StatementState::Active);
        if back {
            let book = Book::read(&tx).await?;
            let withdrawn: Vec<StatementHead> = touched
                .statements
                .iter()
                .filter(|head| head.standing.state == StatementState::Withdrawn)
                .cloned()
                .collect();
            self.take_back(&tx, &withdrawn, &book, now).await?;
            let listings = touched
                .statements
                .iter()
                .filter(|head| head.standing.state.is_live())
                .filter_map(|head| head.listing)
                .collect();
            self.refold(&tx, listings, &book, now).await?;
            let back: Vec<&StatementHead> = touched
                .statements
                .iter()
                .filter(|head| head.standing.state != StatementState::Active)
                .collect();
            self.tell_heads(&tx, &back, &book, now).await?;
        } else {
            tx.touch_listings(&listings, now).await?;
        }
        let outcome = PageOutcome {
            unchanged: touched.statements.len(),
            set_aside: usize::try_from(touched.set_aside).unwrap_or(usize::MAX),
            ..PageOutcome::default()
        };
        count(&tx, run, outcome).await?;
        tx.commit().await?;
        if back {
            self.ring();
        }
        Ok(outcome)
    }

    /// The server says that a page is gone, in the words of `why`. What was read from it is withdrawn
    /// when the run ends, unless too much would go at once.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn page_gone(&self, run: &Run, url: &str, why: &str) -> Result<PageOutcome, Error> {
        let tx = self.store.begin().await?;
        tx.remove_page(&run.source, url).await?;
        let gone = SetAside {
            place: "page".to_owned(),
            external_id: None,
            reason: why.to_owned(),
            raw: String::new(),
        };
        tx.put_set_aside(run.id, &run.source, url, &[gone], self.clock.now())
            .await?;
        let outcome = PageOutcome {
            set_aside: 1,
            ..PageOutcome::default()
        };
        count(&tx, run, outcome).await?;
        tx.commit().await?;
        Ok(outcome)
    }

    /// `kind` is the term that everything in the source's list is under.
    fn write_of(
        &self,
        run: &Run,
        page_url: &str,
        kind: Option<&TaxonomyTerm>,
        mut item: Item,
    ) -> StatementWrite {
        self.locate(&mut item.service);
        if let Some(kind) = kind {
            kind::put_under(&mut item.service, kind);
        }
        let hash = hash_of(&item.service, item.url.as_deref());
        StatementWrite {
            key: StatementKey {
                source: run.source.clone(),
                external_id: item.external_id,
            },
            service: item.service,
            url: item.url,
            page_url: Some(page_url.to_owned()),
            raw: item.raw,
            content_hash: hash,
            listing: None,
            founds: Uuid::nil(),
        }
    }
}

/// Tells whether what a statement says has changed.
pub(super) fn hash_of(service: &Service, url: Option<&str>) -> String {
    let said = serde_json::to_string(service).unwrap_or_default();
    let hashed = format!("{READING}\n{}\n{said}", url.unwrap_or_default());
    content_hash(hashed.as_bytes())
}

/// The first item of each id; the others, unless they say the very same, are set aside.
fn without_repeats(items: Vec<Item>) -> (Vec<Item>, Vec<SetAside>) {
    let mut seen = HashSet::new();
    let mut kept: Vec<Item> = Vec::with_capacity(items.len());
    let mut repeats = Vec::new();
    for item in items {
        if seen.insert(item.external_id.clone()) {
            kept.push(item);
        } else if !kept
            .iter()
            .any(|other| other.external_id == item.external_id && other.service == item.service)
        {
            repeats.push(SetAside {
                place: "page".to_owned(),
                reason: "another item on this page has the same id and says something else"
                    .to_owned(),
                external_id: Some(item.external_id),
                raw: item.raw.chars().take(4_000).collect(),
            });
        }
    }
    (kept, repeats)
}

async fn count(tx: &WriteTx, run: &Run, outcome: PageOutcome) -> Result<(), Error> {
    let counts = RunCounts {
        new: outcome.new as u64,
        changed: outcome.changed as u64,
        unchanged: outcome.unchanged as u64,
        set_aside: outcome.set_aside as u64,
        ..RunCounts::default()
    };
    tx.add_run_counts(run.id, &counts).await?;
    Ok(())
}
