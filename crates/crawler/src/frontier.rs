//! The pages of a run that are still to be read: list pages first, then details in the order in which
//! they were found. Each page is queued once, however many links lead to it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

use formats::{Link, LinkKind};

/// A page to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stop {
    pub(crate) kind: LinkKind,
    pub(crate) url: String,
    /// The category words of all the links that led to it.
    pub(crate) terms: BTreeSet<String>,
    /// How new the list says it is.
    pub(crate) version: Option<String>,
}

/// The queue.
#[derive(Debug)]
pub(crate) struct Frontier {
    lists: VecDeque<Stop>,
    details: BTreeMap<usize, Stop>,
    /// Where a detail stands in the queue, so that a second link to it only adds its words.
    places: HashMap<String, usize>,
    lists_seen: HashSet<String>,
    most: usize,
}

impl Frontier {
    /// An empty queue that takes one page more than `most`: that one tells that there were too many.
    pub(crate) fn new(most: usize) -> Self {
        Self {
            lists: VecDeque::new(),
            details: BTreeMap::new(),
            places: HashMap::new(),
            lists_seen: HashSet::new(),
            most,
        }
    }

    /// Queues the page behind a link; true when the link said something new.
    pub(crate) fn add(&mut self, link: Link) -> bool {
        let full = self.places.len() + self.lists_seen.len() > self.most;
        let stop = Stop {
            kind: link.kind,
            url: link.url,
            terms: link.terms.into_iter().collect(),
            version: link.version,
        };
        match stop.kind {
            LinkKind::List => {
                let new = !full && self.lists_seen.insert(stop.url.clone());
                if new {
                    self.lists.push_back(stop);
                }
                new
            }
            LinkKind::Detail => {
                if let Some(place) = self.places.get(&stop.url) {
                    let Some(known) = self.details.get_mut(place) else {
                        return false;
                    };
                    let before = known.terms.len();
                    known.terms.extend(stop.terms);
                    return known.terms.len() > before;
                }
                if full {
                    return false;
                }
                let place = self.places.len();
                self.places.insert(stop.url.clone(), place);
                self.details.insert(place, stop);
                true
            }
        }
    }

    /// The next page.
    pub(crate) fn next(&mut self) -> Option<Stop> {
        self.lists
            .pop_front()
            .or_else(|| self.details.pop_first().map(|(_, stop)| stop))
    }

    /// Leaves out the list pages that wait.
    pub(crate) fn drop_lists(&mut self) {
        self.lists.clear();
    }

    /// Pages that wait.
    pub(crate) fn len(&self) -> usize {
        self.lists.len() + self.details.len()
    }
}

#[cfg(test)]
mod tests {
    use formats::{Link, LinkKind};

    use super::Frontier;

    fn link(kind: LinkKind, url: &str, term: &str) -> Link {
        Link {
            url: url.to_owned(),
            kind,
            terms: vec![term.to_owned()],
            version: None,
        }
    }

    #[test]
    fn lists_come_first_and_words_are_united() {
        let mut frontier = Frontier::new(10);
        assert!(frontier.add(link(LinkKind::Detail, "/1", "arts")));
        assert!(frontier.add(link(LinkKind::List, "/?page=2", "arts")));
        assert!(!frontier.add(link(LinkKind::List, "/?page=2", "sport")));
        assert!(frontier.add(link(LinkKind::Detail, "/1", "sport")));
        assert!(!frontier.add(link(LinkKind::Detail, "/1", "sport")));
        assert_eq!(
            frontier.next().map(|stop| stop.url).as_deref(),
            Some("/?page=2")
        );
        let detail = frontier.next().expect("the detail");
        assert_eq!(
            detail.terms.into_iter().collect::<Vec<_>>(),
            ["arts", "sport"]
        );
        assert_eq!(frontier.next(), None);
    }

    #[test]
    fn a_queue_without_end_is_not_kept() {
        let mut frontier = Frontier::new(3);
        for n in 0..100 {
            frontier.add(link(LinkKind::Detail, &format!("/{n}"), "x"));
        }
        assert_eq!(frontier.len(), 4);
    }
}
