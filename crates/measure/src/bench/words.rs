//! Invented words with the statistics of a language: some are in every text, most in few.

use super::dice::{Dice, Zipf};

/// Different words of descriptions.
const WORDS: usize = 30_500;
/// How steeply their frequency falls.
const STEEPNESS: f64 = 1.07;
/// Words so common that no title and no question uses them.
const COMMON: usize = 50;
/// Different words of titles, organizations and questions.
const OF_TITLES: usize = 6_000;
/// The part of typed words that has a slip.
const SLIPS: f64 = 0.14;

#[derive(Debug)]
pub(crate) struct Words {
    all: Vec<String>,
    in_text: Zipf,
}

impl Words {
    pub(crate) fn new() -> Self {
        Self {
            all: (0..WORDS).map(word).collect(),
            in_text: Zipf::new(WORDS, STEEPNESS),
        }
    }

    /// A text of so many words.
    pub(crate) fn text(&self, dice: &mut Dice, words: usize) -> String {
        let drawn = (0..words).map(|_| self.all[self.in_text.roll(dice)].as_str());
        drawn.collect::<Vec<_>>().join(" ")
    }

    /// A word that a title may have, the commoner the likelier.
    pub(super) fn of_title(&self, dice: &mut Dice) -> &str {
        let rank = (OF_TITLES as f64).powf(dice.part()) as usize;
        &self.all[COMMON + rank]
    }

    pub(crate) fn title(&self, dice: &mut Dice) -> String {
        let words = 2 + dice.below(4);
        let drawn: Vec<&str> = (0..words).map(|_| self.of_title(dice)).collect();
        let mut title = drawn.join(" ");
        if let Some(first) = title.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        title
    }

    /// The word, sometimes with a slip.
    pub(super) fn typed(word: &str, dice: &mut Dice) -> String {
        let mut letters: Vec<char> = word.chars().collect();
        if letters.len() > 3 && dice.chance(SLIPS) {
            let at = 1 + dice.below(letters.len() - 2);
            match dice.below(3) {
                0 => letters.swap(at, at + 1),
                1 => letters[at] = 'q',
                _ => drop(letters.remove(at)),
            }
        }
        letters.into_iter().collect()
    }
}

/// The word of a rank: two to four syllables, the same for ever.
fn word(rank: usize) -> String {
    const CONSONANTS: &[u8] = b"bcdfghjklmnprstvwz";
    const VOWELS: &[u8] = b"aeiou";
    let mut dice = Dice(rank as u64 ^ 0x5151);
    let mut word = String::new();
    for _ in 0..2 + dice.below(3) {
        word.push(char::from(*dice.one_of(CONSONANTS)));
        word.push(char::from(*dice.one_of(VOWELS)));
        if dice.chance(0.4) {
            word.push(char::from(*dice.one_of(CONSONANTS)));
        }
    }
    word
}
