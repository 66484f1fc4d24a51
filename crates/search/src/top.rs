//! The best so many of a stream of documents, without keeping the rest.

use std::collections::BinaryHeap;

use tantivy::DocId;

/// A document and its rank: lower keys first, ties by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Ranked {
    pub(crate) key: u64,
    pub(crate) id: u128,
    pub(crate) doc: DocId,
}

/// The lowest-ranked `size` documents so far.
pub(crate) struct Top {
    size: usize,
    // The worst of them on top.
    heap: BinaryHeap<Ranked>,
}

impl Top {
    pub(crate) fn new(size: usize) -> Self {
        Self {
            size,
            heap: BinaryHeap::new(),
        }
    }

    /// Takes the document if it belongs; its id is looked up only when it may.
    pub(crate) fn push(&mut self, key: u64, doc: DocId, id: impl FnOnce() -> u128) {
        if self.heap.len() < self.size {
            self.heap.push(Ranked { key, id: id(), doc });
        } else if let Some(mut worst) = self.heap.peek_mut()
            && key <= worst.key
        {
            let ranked = Ranked { key, id: id(), doc };
            if ranked < *worst {
                *worst = ranked;
            }
        }
    }

    /// The highest key that may still belong; none when all may.
    pub(crate) fn worst_key(&self) -> Option<u64> {
        let worst = self.heap.peek().map_or(0, |ranked| ranked.key);
        (self.heap.len() >= self.size).then_some(worst)
    }

    pub(crate) fn into_ranked(self) -> Vec<Ranked> {
        self.heap.into_vec()
    }
}
