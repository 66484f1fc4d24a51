//! What keeps two statements apart whatever else agrees.

use super::places::{far_apart, nearest};
use super::sketch::Sketch;
use super::times::{AgeLevel, age_words, compare_ages, day_words, times_apart};
use crate::statement::Statement;

/// Why two statements cannot be of one service, whatever else agrees; nothing when they can.
///
/// A statement joins a listing only when it contradicts none of the listing's statements, so a vague
/// one never ties together two that are known to differ.
#[must_use]
pub fn contradicts(a: &Statement, b: &Statement) -> Option<String> {
    Sketch::of(a).contradicts(&Sketch::of(b))
}

impl Sketch {
    /// As [`contradicts`], for statements that have been sketched.
    #[must_use]
    pub fn contradicts(&self, other: &Self) -> Option<String> {
        if self.key.source == other.key.source && !self.repeats(other) {
            return Some("one source lists them as two".into());
        }
        if times_apart(self, other) {
            let (one, two) = in_order(day_words(&self.slots), day_words(&other.slots));
            return Some(if one == two {
                format!("they meet on {one} in different weeks of the month")
            } else {
                format!("they meet on different days: {one}; {two}")
            });
        }
        if compare_ages(self.ages, other.ages) == Some(AgeLevel::Apart) {
            let (one, two) = (self.ages.min(other.ages), self.ages.max(other.ages));
            let (one, two) = (age_words(one), age_words(two));
            return Some(format!("they are for different ages: {one}; {two}"));
        }
        let nearness = nearest(&self.places, &other.places)?;
        far_apart(&nearness).then(|| "they are at different places".into())
    }
}

/// Two texts so that it does not matter which came first.
pub(super) fn in_order(a: String, b: String) -> (String, String) {
    if a <= b { (a, b) } else { (b, a) }
}
