//! The weights of a plan in one segment, asked for many documents at once.
//!
//! List after list goes over all of the documents, and not all lists over document after document:
//! a list that is open is cheap to go on with.

use tantivy::{DocId, SegmentReader};

use super::lists::List;
use super::together::Together;
use super::{Weighted, Word};
use crate::error::Error;

/// The scorer of one segment. What it is given must rise, from one time to the next as well.
pub(crate) struct SegmentRelevance {
    clauses: Vec<Vec<SegmentAlternative>>,
    together: Together,
    room: Room,
}

/// Room to reckon in.
#[derive(Default)]
struct Room {
    word: Vec<f32>,
    list: Vec<f32>,
}

impl SegmentRelevance {
    /// `together` has as many clauses.
    pub(super) fn open(
        segment: &SegmentReader,
        clauses: &[Vec<Vec<Word>>],
        together: Together,
    ) -> Result<Self, Error> {
        let open = |words: &Vec<Word>| SegmentAlternative::open(segment, words);
        let clauses = clauses
            .iter()
            .map(|clause| clause.iter().map(open).collect());
        Ok(Self {
            clauses: clauses.collect::<Result<_, Error>>()?,
            together,
            room: Room::default(),
        })
    }

    /// No less than the score of each of the documents, and cheaper; rounded apart from it.
    pub(crate) fn most(&mut self, docs: &[DocId]) -> &[f32] {
        let room = &mut self.room;
        let clauses = self.clauses.iter_mut().map(|clause| clause.iter_mut());
        self.together
            .of(docs.len(), clauses, |alternative, scores| {
                alternative.most(docs, scores, room);
            })
    }

    /// How well the words fit some of the documents of which [`SegmentRelevance::most`] was asked last,
    /// 0 or more each. `at` are their places among those.
    pub(crate) fn scores(&mut self, docs: &[DocId], at: &[usize]) -> &[f32] {
        let room = &mut self.room;
        let clauses = self.clauses.iter_mut().map(|clause| clause.iter_mut());
        self.together
            .of(docs.len(), clauses, |alternative, scores| {
                alternative.score(docs, at, scores, room);
            })
    }
}

/// One alternative in one segment: all of its words, or nothing.
struct SegmentAlternative {
    words: Vec<SegmentWord>,
}

impl SegmentAlternative {
    fn open(segment: &SegmentReader, words: &[Word]) -> Result<Self, Error> {
        let words = words.iter().map(|word| SegmentWord::open(segment, word));
        Ok(Self {
            words: words.collect::<Result<_, _>>()?,
        })
    }

    /// No less than [`SegmentAlternative::score`], and cheaper.
    fn most(&mut self, docs: &[DocId], scores: &mut [f32], room: &mut Room) {
        for word in &mut self.words {
            for (score, most) in scores.iter_mut().zip(word.most(docs, room)) {
                *score += most;
            }
        }
    }

    fn score(&mut self, docs: &[DocId], at: &[usize], scores: &mut [f32], room: &mut Room) {
        let Some((first, others)) = self.words.split_first_mut() else {
            return;
        };
        scores.copy_from_slice(first.score(docs, at, room));
        for word in others {
            for (score, of_word) in scores.iter_mut().zip(word.score(docs, at, room)) {
                let has_all = *score > 0.0 && *of_word > 0.0;
                *score = if has_all { *score + of_word } else { 0.0 };
            }
        }
    }
}

/// The lists of one word in one segment.
struct SegmentWord {
    /// Of title, organization and the like: short.
    special: Vec<List>,
    /// Of the whole text: long.
    base: Vec<List>,
    /// What the whole text can give at most.
    most_in_base: f32,
    /// What the special fields give each of the documents that were looked at last.
    in_special: Vec<f32>,
}

impl SegmentWord {
    fn open(segment: &SegmentReader, terms: &[Weighted]) -> Result<Self, Error> {
        let mut opened = Self {
            special: Vec::new(),
            base: Vec::new(),
            most_in_base: 0.0,
            in_special: Vec::new(),
        };
        for weighted in terms {
            let Some(list) = List::open(segment, weighted)? else {
                continue;
            };
            if weighted.is_base {
                opened.most_in_base += weighted.bm25.max_score();
                opened.base.push(list);
            } else {
                opened.special.push(list);
            }
        }
        Ok(opened)
    }

    fn most(&mut self, docs: &[DocId], room: &mut Room) -> impl Iterator<Item = f32> {
        self.in_special.clear();
        self.in_special.resize(docs.len(), 0.0);
        for list in &mut self.special {
            list.add_to(docs, &mut self.in_special, &mut room.list);
        }
        let most_in_base = self.most_in_base;
        self.in_special
            .iter()
            .map(move |score| score + most_in_base)
    }

    fn score<'r>(&mut self, docs: &[DocId], at: &[usize], room: &'r mut Room) -> &'r [f32] {
        room.word.clear();
        room.word.extend(at.iter().map(|at| self.in_special[*at]));
        for list in &mut self.base {
            list.add_to(docs, &mut room.word, &mut room.list);
        }
        &room.word
    }
}
