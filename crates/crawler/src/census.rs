//! How many records lists say that they have, against how many they gave: a list that gives fewer was
//! not read whole, however well its pages were.

use std::collections::{HashMap, HashSet};

use formats::{LinkKind, Reading};
use url::Url;

/// The lists of a run.
#[derive(Debug, Default)]
pub(crate) struct Census {
    lists: HashMap<String, Count>,
}

#[derive(Debug, Default)]
struct Count {
    says: Option<u64>,
    ids: HashSet<String>,
    nameless: u64,
    /// A page was as it was, so that what it gave is not known.
    unknown: bool,
}

impl Census {
    /// Counts what a page of a list gave.
    pub(crate) fn take(&mut self, kind: LinkKind, url: &str, reading: &Reading) {
        if kind != LinkKind::List
            || (reading.total.is_none() && !self.lists.contains_key(&key(url)))
        {
            return;
        }
        let count = self.lists.entry(key(url)).or_default();
        count.says = reading.total.or(count.says);
        let records = reading
            .links
            .iter()
            .filter(|link| link.kind == LinkKind::Detail);
        count.ids.extend(records.map(|link| link.url.clone()));
        count
            .ids
            .extend(reading.items.iter().map(|item| item.external_id.clone()));
        count
            .ids
            .extend(reading.pieces.iter().map(|piece| piece.id.clone()));
        for aside in &reading.set_aside {
            match &aside.external_id {
                Some(id) => {
                    count.ids.insert(id.clone());
                }
                None => count.nameless += 1,
            }
        }
    }

    /// A page of a list was as it was last time.
    pub(crate) fn unknown(&mut self, url: &str) {
        self.lists.entry(key(url)).or_default().unknown = true;
    }

    /// Lists that gave fewer than they say, as problems.
    pub(crate) fn short(&self) -> Vec<(&'static str, String)> {
        let mut short: Vec<(&'static str, String)> = self
            .lists
            .iter()
            .filter(|(_, count)| !count.unknown)
            .filter_map(|(list, count)| {
                let gave = count.ids.len() as u64 + count.nameless;
                let says = count.says.filter(|says| gave < *says)?;
                Some((
                    "short-count",
                    format!("{list} counts {says} records and gave {gave}: its order changes, or some are there twice"),
                ))
            })
            .collect();
        short.sort();
        short
    }
}

/// A list, whatever its page.
fn key(url: &str) -> String {
    match Url::parse(url) {
        Ok(mut url) => {
            url.set_query(None);
            url.set_fragment(None);
            url.into()
        }
        Err(_) => url.to_owned(),
    }
}
