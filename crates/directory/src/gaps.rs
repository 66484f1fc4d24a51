//! Gaps: what people look for and do not find, counted without knowing anything of anybody.
//!
//! A search adds to counters in memory; every minute they are added to a table of the week, the
//! first half of the postcode and the term. **No address, cookie, time of day or whole question is
//! ever kept**, and a word that somebody typed is kept only when it is a word of a category, or when
//! it has come in [`ENOUGH_SEARCHES`] searches of the week on this copy: a name that one person
//! typed is forgotten with the process. Small numbers are kept and never told ([`FEWEST_TOLD`]).

mod terms;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chrono::{Datelike as _, NaiveDate};
use store::TermCount;

use crate::{Directory, Error, Found};

/// How many searches of a week must have an unknown word before it is kept.
pub const ENOUGH_SEARCHES: u64 = 10;
/// Smaller numbers are told as "fewer than" this.
pub const FEWEST_TOLD: u64 = 5;
/// Fewer results than this are few.
pub const FEW_RESULTS: usize = 5;
/// How often what was counted is put into the table.
const FLUSH_EVERY: Duration = Duration::from_secs(60);
/// The most counters in memory; what comes on top is not counted.
const MOST_COUNTERS: usize = 50_000;

/// One line of the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// ISO week: `2026-W48`.
    pub week: String,
    /// First half of a postcode; none where no place was named.
    pub outward: Option<String>,
    /// The term; none for all searches there in that week.
    pub term: Option<String>,
    /// Searches.
    pub searches: Told,
    /// Of these, with some results and fewer than [`FEW_RESULTS`].
    pub few: Told,
    /// Of these, with no results.
    pub nothing: Told,
}

/// A number that does not point at anybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// As counted: none, or [`FEWEST_TOLD`] and more.
    Exactly(u64),
    /// Between none and [`FEWEST_TOLD`].
    FewerThan(u64),
}

impl Told {
    fn of(count: i64) -> Self {
        match u64::try_from(count).unwrap_or(0) {
            1..FEWEST_TOLD => Self::FewerThan(FEWEST_TOLD),
            count => Self::Exactly(count),
        }
    }
}

impl std::fmt::Display for Told {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Exactly(count) => write!(f, "{count}"),
            Self::FewerThan(count) => write!(f, "fewer than {count}"),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Key {
    week: String,
    outward: String,
    /// Empty for all searches.
    term: String,
}

#[derive(Debug, Clone, Copy, Default)]
struct Count {
    searches: u64,
    few: u64,
    nothing: u64,
}

/// What was counted and is not in the table yet.
#[derive(Debug, Default)]
pub(crate) struct Counters(Mutex<Counted>);

#[derive(Debug, Default)]
struct Counted {
    waiting: HashMap<Key, Count>,
    /// Words of a week that have come often enough.
    common: HashSet<(String, String)>,
}

impl Directory {
    /// Counts a search that somebody made, once, by its words and what came of it.
    pub(crate) fn count_search(&self, words: &str, found: &Found) {
        if words.is_empty() || found.page > 1 {
            return;
        }
        let week = iso_week(self.local_now().date());
        let outward = found
            .place
            .as_ref()
            .and_then(|place| place.outward.clone())
            .unwrap_or_default();
        let one = Count {
            searches: 1,
            few: u64::from((1..FEW_RESULTS).contains(&found.within_asked)),
            nothing: u64::from(found.within_asked == 0),
        };
        let mut counted = self.lock_counters();
        for term in std::iter::once(String::new()).chain(terms::of(words)) {
            let key = Key {
                week: week.clone(),
                outward: outward.clone(),
                term,
            };
            if counted.waiting.len() < MOST_COUNTERS || counted.waiting.contains_key(&key) {
                counted.waiting.entry(key).or_default().add(one);
            }
        }
    }

    /// Puts into the table what may be kept, and forgets what belongs to an earlier week; says how
    /// many rows it added to.
    ///
    /// # Errors
    /// When the store cannot be written: then the counts wait for the next time.
    pub async fn flush_searches(&self) -> Result<usize, Error> {
        let known = self.known_terms().await?;
        let week = iso_week(self.local_now().date());
        let taken = self.take_counted(&known, &week);
        if taken.is_empty() {
            return Ok(0);
        }
        let rows: Vec<TermCount> = taken.iter().map(|(key, count)| row(key, *count)).collect();
        let written = async {
            let tx = self.store.begin().await?;
            tx.add_search_terms(&rows).await?;
            tx.commit().await
        };
        if let Err(error) = written.await {
            let mut counted = self.lock_counters();
            for (key, count) in taken {
                counted.waiting.entry(key).or_default().add(count);
            }
            return Err(error.into());
        }
        Ok(rows.len())
    }

    /// Puts what was counted into the table every now and then, until the task is dropped.
    pub async fn keep_counting(self: std::sync::Arc<Self>) {
        loop {
            tokio::time::sleep(FLUSH_EVERY).await;
            if let Err(error) = self.flush_searches().await {
                tracing::warn!(%error, "the counts of searches wait: the store cannot be written");
            }
            if let Err(error) = self.flush_key_use().await {
                tracing::warn!(%error, "the counts of keys wait: the store cannot be written");
            }
        }
    }

    /// What was looked for from the week of a date on, the fewest results first within each week;
    /// what cannot be told without pointing at somebody is left vague.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn gaps(&self, since: NaiveDate, outward: Option<&str>) -> Result<Vec<Gap>, Error> {
        let outward = outward.map(str::to_uppercase);
        let mut counts = self
            .store
            .search_terms(&iso_week(since), outward.as_deref())
            .await?;
        counts.sort_by(|a, b| {
            let rank = |count: &TermCount| (-count.nothing, -count.few, -count.searches);
            (&a.week, rank(a)).cmp(&(&b.week, rank(b)))
        });
        let told = counts.into_iter().map(|count| Gap {
            week: count.week,
            outward: (!count.outward.is_empty()).then_some(count.outward),
            term: (!count.term.is_empty()).then_some(count.term),
            searches: Told::of(count.searches),
            few: Told::of(count.few),
            nothing: Told::of(count.nothing),
        });
        Ok(told.collect())
    }

    /// The words of the names of all categories.
    async fn known_terms(&self) -> Result<HashSet<String>, Error> {
        let names = self.store.categories().await?;
        Ok(names.iter().flat_map(|(_, name)| terms::of(name)).collect())
    }

    /// Takes out what may be kept; the rest of this week waits, that of other weeks is forgotten.
    fn take_counted(&self, known: &HashSet<String>, week: &str) -> BTreeMap<Key, Count> {
        let mut counted = self.lock_counters();
        let Counted { waiting, common } = &mut *counted;
        common.retain(|(of, _)| of == week);
        let mut in_week: HashMap<(&str, &str), u64> = HashMap::new();
        for (key, count) in waiting.iter() {
            *in_week.entry((&key.week, &key.term)).or_default() += count.searches;
        }
        let fresh = in_week
            .into_iter()
            .filter(|(_, searches)| *searches >= ENOUGH_SEARCHES)
            .map(|((week, term), _)| (week.to_owned(), term.to_owned()))
            .collect::<Vec<_>>();
        common.extend(fresh);
        let mut taken = BTreeMap::new();
        for (key, count) in std::mem::take(waiting) {
            let may_be_kept = key.term.is_empty()
                || known.contains(&key.term)
                || common.contains(&(key.week.clone(), key.term.clone()));
            if may_be_kept {
                taken.insert(key, count);
            } else if key.week == week {
                waiting.insert(key, count);
            }
        }
        taken
    }

    fn lock_counters(&self) -> std::sync::MutexGuard<'_, Counted> {
        self.counters
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Count {
    fn add(&mut self, other: Self) {
        self.searches += other.searches;
        self.few += other.few;
        self.nothing += other.nothing;
    }
}

fn row(key: &Key, count: Count) -> TermCount {
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    TermCount {
        week: key.week.clone(),
        outward: key.outward.clone(),
        term: key.term.clone(),
        searches: number(count.searches),
        few: number(count.few),
        nothing: number(count.nothing),
    }
}

fn iso_week(date: NaiveDate) -> String {
    let week = date.iso_week();
    format!("{}-W{:02}", week.year(), week.week())
}
