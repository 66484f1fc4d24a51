//! What clauses and their alternatives come to, for many documents at once.

use crate::matching::Plan;

/// What each further way in which a word is met adds: two signs are better than one.
const FURTHER: f32 = 0.25;
/// What every document has where no word is needed, so that words which happen to be there settle
/// little: as much as a word of middling rarity counts in a title.
const NONE_NEEDED: f32 = 10.0;

/// What clauses say, and room to reckon in.
#[derive(Clone, Default)]
pub(super) struct Together {
    /// By clause, how much of what is asked for it says; nothing where a hit may do without it.
    says: Vec<f32>,
    /// What a document has that meets no clause.
    least: f32,
    scores: Vec<f32>,
    met: Vec<f32>,
    best: Vec<f32>,
    all: Vec<f32>,
    one: Vec<f32>,
}

impl Together {
    pub(super) fn new(plan: &Plan) -> Self {
        let says = plan.clauses.iter();
        let says = says.map(|clause| if clause.is_required { clause.says } else { 0.0 });
        Self {
            says: says.collect(),
            least: if plan.asked() == 0 { NONE_NEEDED } else { 0.0 },
            ..Self::default()
        }
    }

    /// The sum of what each clause gives, times the part of what all of them say that is met: what
    /// has all of the words comes before what has one of them often, and a rare word weighs more
    /// than a common one. A clause gives as much as its best alternative, and a little for others.
    ///
    /// `scores_of` adds what an alternative gives to noughts, one for
    /// each of `count` documents.
    pub(super) fn of<'c, A: 'c>(
        &mut self,
        count: usize,
        clauses: impl Iterator<Item = impl Iterator<Item = A>>,
        mut scores_of: impl FnMut(A, &mut [f32]),
    ) -> &[f32] {
        for (first, scores) in [(self.least, &mut self.scores), (0.0, &mut self.met)] {
            scores.clear();
            scores.resize(count, first);
        }
        for (alternatives, says) in clauses.zip(&self.says) {
            for noughts in [&mut self.best, &mut self.all] {
                noughts.clear();
                noughts.resize(count, 0.0);
            }
            for alternative in alternatives {
                self.one.clear();
                self.one.resize(count, 0.0);
                scores_of(alternative, &mut self.one);
                let both = self.best.iter_mut().zip(&mut self.all);
                for ((best, all), one) in both.zip(&self.one) {
                    *best = best.max(*one);
                    *all += one;
                }
            }
            let both = self.scores.iter_mut().zip(&mut self.met);
            for ((score, met), (best, all)) in both.zip(self.best.iter().zip(&self.all)) {
                *score += best + FURTHER * (all - best);
                *met += if *best > 0.0 { *says } else { 0.0 };
            }
        }
        let asked: f32 = self.says.iter().sum();
        if asked > 0.0 {
            for (score, met) in self.scores.iter_mut().zip(&self.met) {
                *score = *score * met / asked;
            }
        }
        &self.scores
    }
}
