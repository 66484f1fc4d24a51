//! Regroup: to which listing a new or changed statement belongs.
//!
//! A statement joins a listing when it is the same as one of its statements and contradicts none;
//! when it is the same as statements of two listings, and they do not contradict each other, the
//! younger listing is merged into the older. A statement that has changed so much that it is like
//! none of its companions founds a listing of its own. What agrees with nothing founds one too.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use domain::listing::founding_id;
use domain::matching::{Verdict, Weights, compare, contradicts, keys};
use domain::statement::{Statement, StatementKey, StatementState};
use store::{StatementHead, StatementWrite, WriteTx};
use uuid::Uuid;

use super::Run;
use super::refold::Book;
use crate::{Directory, Error};

/// The listings around the statements of one page, while they are sorted out.
struct Bench {
    /// Live statements of each listing, as they will be.
    members: BTreeMap<Uuid, Vec<Statement>>,
    /// Which listings have a statement with this key.
    by_key: HashMap<String, BTreeSet<Uuid>>,
    /// Listings that do not exist in the store yet.
    founded: BTreeSet<Uuid>,
    /// Loser and survivor, in order.
    merges: Vec<(Uuid, Uuid)>,
    /// Listings whose statements changed.
    touched: BTreeSet<Uuid>,
}

/// The statements of a page with their keys.
struct Written {
    run: Uuid,
    writes: Vec<StatementWrite>,
    match_keys: Vec<(StatementKey, Vec<String>)>,
}

impl Directory {
    /// Writes statements, puts each where it belongs, and folds what they touch.
    pub(super) async fn take(
        &self,
        tx: &WriteTx,
        run: &Run,
        writes: Vec<StatementWrite>,
        heads: &HashMap<StatementKey, StatementHead>,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        if writes.is_empty() {
            return Ok(());
        }
        let statements: Vec<Statement> = writes
            .iter()
            .map(|write| statement_of(write, heads.get(&write.key), now))
            .collect();
        let match_keys: Vec<(StatementKey, Vec<String>)> = statements
            .iter()
            .map(|said| (said.key.clone(), keys(said)))
            .collect();
        let mut bench = self.lay_out(tx, &statements, &match_keys, heads).await?;

        let book = Book::read(tx).await?;
        for (said, (_, keys)) in statements.iter().zip(&match_keys) {
            let current = heads.get(&said.key).and_then(|head| head.listing);
            bench.place(said, keys, current, book.uri(&said.key.source));
        }
        let written = Written {
            run: run.id,
            writes,
            match_keys,
        };
        self.write_down(tx, written, bench, &book, now).await
    }

    /// Everything that the statements could have to do with.
    async fn lay_out(
        &self,
        tx: &WriteTx,
        statements: &[Statement],
        match_keys: &[(StatementKey, Vec<String>)],
        heads: &HashMap<StatementKey, StatementHead>,
    ) -> Result<Bench, Error> {
        let all_keys: Vec<String> = match_keys
            .iter()
            .flat_map(|(_, keys)| keys.iter().cloned())
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        let hits = tx.statements_with_match_keys(&all_keys).await?;
        let mut by_key: HashMap<String, BTreeSet<Uuid>> = HashMap::new();
        for hit in hits.into_iter().filter(|hit| hit.state.is_live()) {
            if let Some(listing) = hit.listing {
                by_key.entry(hit.match_key).or_default().insert(listing);
            }
        }
        let around: Vec<Uuid> = by_key
            .values()
            .flatten()
            .copied()
            .chain(heads.values().filter_map(|head| head.listing))
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        let mut members: BTreeMap<Uuid, Vec<Statement>> = around
            .iter()
            .map(|listing| (*listing, Vec::new()))
            .collect();
        for (listing, said) in tx.statements_of_listings(&around).await? {
            let live = said.into_iter().filter(|said| said.state.is_live());
            members.insert(listing, live.collect());
        }
        // The old words of a statement that is being replaced must not decide anything any more.
        for said in statements {
            for members in members.values_mut() {
                members.retain(|member| member.key != said.key);
            }
        }
        Ok(Bench {
            members,
            by_key,
            founded: BTreeSet::new(),
            merges: Vec::new(),
            touched: BTreeSet::new(),
        })
    }

    async fn write_down(
        &self,
        tx: &WriteTx,
        written: Written,
        bench: Bench,
        book: &Book,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let Written {
            run,
            mut writes,
            match_keys,
        } = written;
        let home: HashMap<&StatementKey, Uuid> = bench
            .members
            .iter()
            .flat_map(|(listing, members)| members.iter().map(|said| (&said.key, *listing)))
            .collect();
        let founded: Vec<_> = bench
            .members
            .iter()
            .filter(|(id, members)| bench.founded.contains(id) && !members.is_empty())
            .map(|(id, members)| (*id, members.as_slice()))
            .collect();
        self.found(tx, &founded, book, now).await?;
        for write in &mut writes {
            write.listing = home.get(&write.key).copied();
        }
        tx.put_statements(&writes, Some(run), now).await?;
        tx.set_match_keys(&match_keys).await?;
        let moved: Vec<(StatementKey, Uuid)> = bench
            .merges
            .iter()
            .flat_map(|(_, survivor)| bench.members.get(survivor).into_iter().flatten())
            .filter_map(|said| Some((said.key.clone(), *home.get(&said.key)?)))
            .collect();
        tx.move_statements(&moved).await?;
        let gone: BTreeSet<Uuid> = bench.merges.iter().map(|(loser, _)| *loser).collect();
        // A listing that was founded on this page and merged at once never existed.
        for (loser, survivor) in bench
            .merges
            .iter()
            .filter(|(l, _)| !bench.founded.contains(l))
        {
            self.hand_over_withdrawn(tx, *loser, *survivor).await?;
            tx.merge_listing(*loser, *survivor, now).await?;
        }
        let touched: Vec<Uuid> = bench
            .touched
            .iter()
            .filter(|id| !gone.contains(id) && !bench.founded.contains(id))
            .copied()
            .collect();
        self.refold(tx, touched, now).await
    }

    /// Withdrawn statements go where their listing goes, or it could not be closed.
    async fn hand_over_withdrawn(
        &self,
        tx: &WriteTx,
        loser: Uuid,
        survivor: Uuid,
    ) -> Result<(), Error> {
        let left = tx.statements_of_listings(&[loser]).await?;
        let left: Vec<_> = left
            .into_values()
            .flatten()
            .map(|said| (said.key, survivor))
            .collect();
        tx.move_statements(&left).await?;
        Ok(())
    }
}

impl Bench {
    /// Finds the listing of one statement and puts it there.
    fn place(
        &mut self,
        said: &Statement,
        keys: &[String],
        current: Option<Uuid>,
        source_uri: &str,
    ) {
        let near: BTreeSet<Uuid> = keys
            .iter()
            .filter_map(|key| self.by_key.get(key))
            .flatten()
            .copied()
            .collect();
        let mut fitting: Vec<Uuid> = near.into_iter().filter(|id| self.fits(*id, said)).collect();
        // Alone in its listing, it stays there: the listing is this service, whatever it is called.
        let alone = current.filter(|id| self.members.get(id).is_none_or(Vec::is_empty));
        if let Some(current) = alone
            && !fitting.contains(&current)
        {
            fitting.push(current);
        }
        fitting.sort_by_key(|id| self.age(*id, said));
        let home = match fitting.first().copied() {
            Some(oldest) => {
                self.members.entry(oldest).or_default().push(said.clone());
                for other in fitting.into_iter().skip(1) {
                    self.merge(other, oldest);
                }
                oldest
            }
            None => self.found_for(said, source_uri),
        };
        for key in keys {
            self.by_key.entry(key.clone()).or_default().insert(home);
        }
        self.touched.insert(home);
        self.touched.extend(current);
    }

    /// Whether a statement is the same as one member and contradicts none.
    fn fits(&self, listing: Uuid, said: &Statement) -> bool {
        let members = self.members.get(&listing).map_or(&[][..], Vec::as_slice);
        let weights = Weights::default();
        members
            .iter()
            .any(|member| compare(member, said, &weights).verdict == Verdict::Same)
            && members
                .iter()
                .all(|member| contradicts(member, said).is_none())
    }

    /// Older listings survive: first heard first, and of equals the smaller id.
    fn age(&self, listing: Uuid, said: &Statement) -> (DateTime<Utc>, Uuid) {
        let first = self
            .members
            .get(&listing)
            .into_iter()
            .flatten()
            .map(|m| m.first_seen)
            .min();
        (first.unwrap_or(said.first_seen), listing)
    }

    fn merge(&mut self, loser: Uuid, survivor: Uuid) {
        let Some(moving) = self.members.get(&loser).cloned() else {
            return;
        };
        let staying = self.members.get(&survivor).map_or(&[][..], Vec::as_slice);
        let at_odds = moving
            .iter()
            .any(|a| staying.iter().any(|b| contradicts(a, b).is_some()));
        if at_odds {
            return;
        }
        self.members.remove(&loser);
        self.members.entry(survivor).or_default().extend(moving);
        for listings in self.by_key.values_mut() {
            if listings.remove(&loser) {
                listings.insert(survivor);
            }
        }
        self.merges.push((loser, survivor));
    }

    fn found_for(&mut self, said: &Statement, source_uri: &str) -> Uuid {
        let mut id = founding_id(source_uri, &said.key.external_id);
        // Its own listing may have gone on without it, with other statements: then it needs another.
        let mut turn = 1;
        while self.members.contains_key(&id) || self.merges.iter().any(|(loser, _)| *loser == id) {
            turn += 1;
            id = founding_id(source_uri, &format!("{}#{turn}", said.key.external_id));
        }
        self.founded.insert(id);
        self.members.insert(id, vec![said.clone()]);
        id
    }
}

/// The statement as it will stand in the store.
fn statement_of(
    write: &StatementWrite,
    head: Option<&StatementHead>,
    now: DateTime<Utc>,
) -> Statement {
    Statement {
        key: write.key.clone(),
        service: write.service.clone(),
        url: write.url.clone(),
        first_seen: head.map_or(now, |head| head.first_seen),
        last_seen: now,
        changed_at: now,
        state: StatementState::Active,
        absences: 0,
        absent_since: None,
    }
}
