//! What an answer is worth: nDCG@10 with gains 2^grade − 1, and whether the first hit is it.

use super::{Asked, DEPTH, Kind, Question};

/// The score of one answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// From 0 to 1.
    pub ndcg: f64,
    /// Whether the first hit is what was meant.
    pub first: bool,
    /// Whether there was no hit at all.
    pub empty: bool,
}

impl Score {
    /// Of the grades of the hits, best hit first.
    #[must_use]
    pub fn of(question: &Question, grades: &[u8]) -> Self {
        let mut ideal: Vec<u8> = question.grades.values().copied().collect();
        ideal.sort_unstable_by(|a, b| b.cmp(a));
        let best = gain(&ideal);
        Self {
            ndcg: if best > 0.0 { gain(grades) / best } else { 0.0 },
            first: grades.first() == Some(&3),
            empty: grades.is_empty(),
        }
    }
}

fn gain(grades: &[u8]) -> f64 {
    let hits = grades.iter().take(DEPTH).enumerate();
    hits.map(|(at, grade)| (f64::from(*grade).exp2() - 1.0) / (at as f64 + 2.0).log2())
        .sum()
}

/// Means over some questions.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Figures {
    /// Questions.
    pub questions: usize,
    /// Mean nDCG@10.
    pub ndcg: f64,
    /// The part whose first hit is what was meant.
    pub first: f64,
    /// The part without any hit.
    pub empty: f64,
}

impl Figures {
    /// The means of those questions that `is_counted`, of the answers that `which` takes.
    pub fn of(
        asked: &[Asked],
        is_counted: impl Fn(Kind) -> bool,
        which: impl Fn(&Asked) -> Score,
    ) -> Self {
        let mut sums = Self::default();
        for one in asked.iter().filter(|one| is_counted(one.question.kind)) {
            let score = which(one);
            sums.questions += 1;
            sums.ndcg += score.ndcg;
            sums.first += f64::from(u8::from(score.first));
            sums.empty += f64::from(u8::from(score.empty));
        }
        let count = sums.questions.max(1) as f64;
        Self {
            questions: sums.questions,
            ndcg: sums.ndcg / count,
            first: sums.first / count,
            empty: sums.empty / count,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Question, Score};
    use crate::quality::Kind;

    fn question(grades: &[u8]) -> Question {
        let named = grades.iter().enumerate();
        Question {
            kind: Kind::Need,
            text: "tea".to_owned(),
            grades: named
                .map(|(at, grade)| (at.to_string(), *grade))
                .collect::<BTreeMap<_, _>>(),
            ..Question::default()
        }
    }

    #[test]
    fn the_best_order_scores_one_and_none_scores_nought() {
        let asked = question(&[1, 3, 2]);
        assert!((Score::of(&asked, &[3, 2, 1]).ndcg - 1.0).abs() < 1e-9);
        let nothing = Score::of(&asked, &[]);
        assert!(nothing.ndcg == 0.0 && nothing.empty && !nothing.first);
    }

    #[test]
    fn a_good_hit_is_worth_more_the_higher_it_stands() {
        let asked = question(&[3]);
        let (high, low) = (Score::of(&asked, &[0, 3]), Score::of(&asked, &[0, 0, 3]));
        assert!(high.ndcg > low.ndcg && low.ndcg > 0.0);
    }

    #[test]
    fn what_stands_below_the_tenth_place_counts_for_nothing() {
        let asked = question(&[3]);
        let late: Vec<u8> = std::iter::repeat_n(0, 10).chain([3]).collect();
        assert!(Score::of(&asked, &late).ndcg == 0.0);
    }
}
