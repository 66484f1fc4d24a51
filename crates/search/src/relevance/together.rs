//! What clauses and their alternatives come to, for many documents at once.

/// What each further way in which a word is met adds: two signs are better than one.
const FURTHER: f32 = 0.25;

/// The scores of some documents, and room to reckon them in.
#[derive(Default)]
pub(super) struct Together {
    scores: Vec<f32>,
    met: Vec<f32>,
    best: Vec<f32>,
    all: Vec<f32>,
    one: Vec<f32>,
}

impl Together {
    /// The sum of what each clause gives, times the part of what all of them say that is met: what
    /// has all of the words comes before what has one of them often, and a rare word weighs more
    /// than a common one. A clause gives as much as its best alternative, and a little for others.
    ///
    /// `says` has one for each clause; `scores_of` adds what an alternative gives to noughts, one for
    /// each of `count` documents.
    pub(super) fn of<'c, A: 'c>(
        &mut self,
        count: usize,
        clauses: impl Iterator<Item = impl Iterator<Item = A>>,
        says: &[f32],
        mut scores_of: impl FnMut(A, &mut [f32]),
    ) -> &[f32] {
        for noughts in [&mut self.scores, &mut self.met] {
            noughts.clear();
            noughts.resize(count, 0.0);
        }
        for (alternatives, says) in clauses.zip(says) {
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
        let asked: f32 = says.iter().sum();
        if asked > 0.0 {
            for (score, met) in self.scores.iter_mut().zip(&self.met) {
                *score = *score * met / asked;
            }
        }
        &self.scores
    }
}
