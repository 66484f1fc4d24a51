//! A set of documents of a segment, a bit each.

use std::ops::Range;

use tantivy::{BitSet, DocId};

/// Bits that are looked at together.
const TOGETHER: DocId = 64;

/// Some documents of a segment.
pub(crate) struct Docs(BitSet);

impl Docs {
    /// None of so many.
    pub(crate) fn none_of(documents: DocId) -> Self {
        Self(BitSet::with_max_value(documents))
    }

    pub(crate) fn insert(&mut self, doc: DocId) {
        self.0.insert(doc);
    }

    /// Those of both, which are of one segment.
    pub(crate) fn and(&self, others: &Self) -> Self {
        let documents = self.0.max_value();
        let mut both = Self::none_of(documents);
        for doc in self.within(0..documents) {
            if others.0.contains(doc) {
                both.insert(doc);
            }
        }
        both
    }

    pub(crate) fn len(&self) -> u64 {
        self.0.len() as u64
    }

    /// Those that lie in a range, in rising order.
    pub(crate) fn within(&self, range: Range<DocId>) -> impl Iterator<Item = DocId> + Clone {
        let last = range.end.div_ceil(TOGETHER);
        (range.start / TOGETHER..last).flat_map(move |bucket| {
            let mut bits = self.0.tinyset(bucket);
            let range = range.clone();
            std::iter::from_fn(move || bits.pop_lowest())
                .map(move |bit| bucket * TOGETHER + bit)
                .filter(move |doc| range.contains(doc))
        })
    }

    /// How many lie in a range.
    pub(crate) fn count_within(&self, range: Range<DocId>) -> u64 {
        let first_whole = range.start.div_ceil(TOGETHER) * TOGETHER;
        let last_whole = range.end / TOGETHER * TOGETHER;
        if first_whole >= last_whole {
            return self.within(range).count() as u64;
        }
        let whole = (first_whole / TOGETHER..last_whole / TOGETHER)
            .map(|bucket| u64::from(self.0.tinyset(bucket).len()))
            .sum::<u64>();
        let before = self.within(range.start..first_whole).count();
        let after = self.within(last_whole..range.end).count();
        whole + (before + after) as u64
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert_eq, proptest};

    use super::Docs;

    proptest! {
        #[test]
        fn a_range_of_a_set_is_what_is_in_both(
            mut docs in proptest::collection::vec(0..1_000_u32, 0..200), start in 0..1_000_u32, length in 0..500_u32,
        ) {
            docs.sort_unstable();
            docs.dedup();
            let mut set = Docs::none_of(1_000);
            docs.iter().for_each(|doc| set.insert(*doc));
            let range = start..(start + length).min(1_000);
            let both: Vec<u32> = docs.iter().copied().filter(|doc| range.contains(doc)).collect();
            prop_assert_eq!(set.within(range.clone()).collect::<Vec<_>>(), both.clone());
            prop_assert_eq!(set.count_within(range), both.len() as u64);
            prop_assert_eq!(set.len(), docs.len() as u64);
        }
    }
}
