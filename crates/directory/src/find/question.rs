//! What a person's sentence asks for: the need, and beside it a place, days, ages, cost, access.
//!
//! "Baby group tuesday nr brixton" is a baby group, best on a Tuesday, near Brixton. The place
//! becomes the place of the search where none was given apart; everything else is a wish, which moves
//! hits up and loses none. **No word is silently turned into a filter**, whatever is heard is told,
//! and what stands in quotes is taken as it stands.

use std::ops::{Range, RangeInclusive};

use chrono::NaiveDate;
use domain::ages;
use domain::position::Position;
use domain::service::Attendance;
use domain::when::{self, When};
use gazetteer::Gazetteer;
use search::{Sense, Wishes};

use super::request::{GREATEST_RADIUS_MILES, LEAST_RADIUS_MILES};
use crate::vocabulary::Vocabulary;

mod places;
mod reach;
#[cfg(test)]
mod tests;
mod ways;

/// The ages of children who go somewhere to do something, in years.
const CHILDREN: RangeInclusive<u8> = 4..=11;

/// What people say for whatever there is. Alone it is for company and pastimes; beside a time it is everything
/// that is on then.
const ANYTHING: &[&[&str]] = &[
    &["things", "to", "do"],
    &["something", "to", "do"],
    &["anything", "to", "do"],
    &["stuff", "to", "do"],
    &["whats", "on"],
    &["what", "is", "on"],
    &["anything", "on"],
    &["whats", "happening"],
];

/// What was heard in the words besides the need.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Heard {
    /// The place, when it was taken from the words.
    pub place: Option<HeardPlace>,
    /// The postcode in the words that is nowhere we know of: they are looked for everywhere.
    pub lost: Option<LostPlace>,
    /// How far to look, when it was taken from the words.
    pub reach: Option<HeardReach>,
    /// What hits had better be, in the order of the words.
    pub wishes: Vec<Wish>,
}

/// A place that was said in the words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeardPlace {
    /// The words: "nr brixton".
    pub said: String,
    /// What the gazetteer calls it: "Brixton, Lambeth".
    pub label: String,
}

/// A postcode that was said in the words, and is nowhere we know of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LostPlace {
    /// As printed: "SW99 9ZZ".
    pub postcode: String,
    /// What to tell about it, in a sentence or two.
    pub note: String,
    /// Postcodes that may have been meant, as the gazetteer calls them.
    pub alternatives: Vec<String>,
}

/// How far to look, as it was said in the words.
#[derive(Debug, Clone, PartialEq)]
pub struct HeardReach {
    /// The words: "within 15 minutes".
    pub said: String,
    /// What that is in miles, to a tenth.
    pub miles: f64,
}

/// Something that hits had better be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// At no cost.
    Free,
    /// Taking new people now.
    Open,
    /// For people of these ages, in years.
    Ages(RangeInclusive<u8>),
    /// At such a time.
    When {
        /// The words: "tuesday evening".
        said: String,
        /// What they mean.
        when: When,
    },
    /// In this way.
    Attendance(Attendance),
    /// In a language: the category's code and name.
    Language(String, String),
    /// With a feature of access: the category's code and name.
    Access(String, String),
}

/// A question taken apart.
#[derive(Debug, Default)]
pub(super) struct Question {
    /// The words, spelling put right where the vocabulary knows better.
    pub(super) text: String,
    /// Words that were put right, each with what they were taken for.
    pub(super) spellings: Vec<(String, String)>,
    pub(super) senses: Vec<Sense>,
    pub(super) asides: Vec<String>,
    pub(super) answered: Vec<String>,
    /// The place as the gazetteer understands it.
    pub(super) near: Option<String>,
    /// Whether the words of that place may be a part of a name after all.
    pub(super) may_be_name: bool,
    pub(super) heard: Heard,
}

impl Question {
    /// A text in which nothing is heard.
    pub(super) fn as_typed(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            ..Self::default()
        }
    }
}

/// A circle.
#[derive(Debug, Clone, Copy)]
pub(super) struct Around {
    pub(super) centre: Position,
    pub(super) radius_m: f64,
}

/// What a question is understood with.
pub(super) struct Listener<'a> {
    pub(super) vocabulary: &'a Vocabulary,
    pub(super) gazetteer: &'a Gazetteer,
    /// From which "tomorrow" is reckoned.
    pub(super) today: NaiveDate,
    /// The place that was given beside the words: then none is taken from them.
    pub(super) given: Option<Around>,
    /// Whether a place is heard in words that may be a part of a name.
    pub(super) hears_names: bool,
    /// Whether there are listings at a place: where there are none, its name is a word like others, unless
    /// another word leads to it.
    pub(super) has_listings: &'a dyn Fn(&str) -> bool,
}

impl Around {
    fn holds(&self, position: Position) -> bool {
        self.centre.distance_m(position) <= self.radius_m
    }
}

impl Listener<'_> {
    /// Takes a text apart.
    pub(super) fn hear(&self, typed: &str) -> Question {
        let (text, spellings) = self.spelt_right(typed);
        let mut question = Question {
            text,
            spellings,
            ..Question::default()
        };
        let open = unquoted(&question.text);
        let words = search::words(&open);
        question.senses = self.vocabulary.senses(&words, &open);
        let mut taken = Taken::new(&words, &question.senses);
        let reach = hear_reach(&words, &mut taken, &mut question.heard);
        if self.given.is_none() {
            self.hear_place(&words, reach, &mut taken, &mut question);
        } else if let Some((at, _)) = places::whole_postcode(self.gazetteer, &words) {
            // No listing is found by a postcode in its text while another place is searched.
            taken.answer_beside_others(at);
        }
        self.hear_ages(&open, &mut taken, &mut question.heard);
        self.hear_time(&open, &mut taken, &mut question.heard);
        ways::hear_open(&mut taken, &mut question.heard);
        ways::hear_ways(&mut taken, &mut question.heard);
        self.hear_place_beside(&mut taken, &mut question);
        question.asides = self.asides(&words);
        ways::hear_languages(&words, &mut question);
        question.answered = taken.answered_words();
        // A run of words that a place or a wish has answered means nothing else.
        question.senses.retain(|sense| {
            !sense
                .words
                .iter()
                .all(|word| question.answered.contains(word))
        });
        question
    }

    /// After all else has been heard: "lunch club croydon tuesday".
    fn hear_place_beside(&self, taken: &mut Taken<'_>, question: &mut Question) {
        if !self.hears_names || question.near.is_some() || question.heard.lost.is_some() {
            return;
        }
        let found = places::beside(self.gazetteer, self.vocabulary, taken, &question.senses);
        match (found, self.given) {
            // What is here need not say so; a place that is elsewhere may be a part of a name.
            (Some(found), Some(given)) if given.holds(found.position) => {
                taken.answer_beside_others(found.at);
            }
            (Some(found), None) if (self.has_listings)(&found.text) => {
                hear_found(found, taken, question);
            }
            _ => {}
        }
    }

    /// `reach` is where the words of a distance end, if there are any.
    fn hear_place(
        &self,
        words: &[String],
        reach: Option<usize>,
        taken: &mut Taken<'_>,
        question: &mut Question,
    ) {
        let is_sure = !self.hears_names;
        match places::find(self.gazetteer, self.vocabulary, words, reach, is_sure) {
            Some(Ok(found)) => hear_found(found, taken, question),
            Some(Err(lost)) => {
                question.heard.lost = Some(LostPlace {
                    postcode: lost.postcode,
                    note: lost.note,
                    alternatives: lost.alternatives,
                });
                taken.answer_beside_others(lost.at);
            }
            None => {}
        }
    }

    /// The text with the misspelt words put right that stand outside quotes.
    fn spelt_right(&self, typed: &str) -> (String, Vec<(String, String)>) {
        let mut right = String::with_capacity(typed.len());
        let mut spellings = Vec::new();
        let mut is_quoted = false;
        for token in
            typed.split_inclusive(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '’'))
        {
            let ends = token.trim_end_matches(|c: char| !c.is_alphanumeric()).len();
            let (word, rest) = token.split_at(ends);
            let folded = search::words(word).join(" ");
            match self.vocabulary.spelling(&folded).filter(|_| !is_quoted) {
                Some(meant) => {
                    right.push_str(meant);
                    spellings.push((folded, meant.to_owned()));
                }
                None => right.push_str(word),
            }
            right.push_str(rest);
            is_quoted ^= rest.contains(is_quote);
        }
        (right, spellings)
    }

    fn asides(&self, words: &[String]) -> Vec<String> {
        let is_before =
            |word: &str| ["for", "my", "our", "his", "her", "their", "with", "a"].contains(&word);
        let is_after = |word: &str| {
            ["with", "who", "whos", "is", "has", "had", "keeps", "needs"].contains(&word)
        };
        let is_person = |at: usize| {
            self.vocabulary.is_person(&words[at])
                && (at > 0 && is_before(&words[at - 1])
                    || words.get(at + 1).is_some_and(|next| is_after(next)))
        };
        let aside = |at: &usize| self.vocabulary.is_aside(&words[*at]) || is_person(*at);
        (0..words.len())
            .filter(aside)
            .map(|at| words[at].clone())
            .collect()
    }

    /// "Over 60s", "60+", "16-25", "aged 70"; and the ages that some words have about them.
    fn hear_ages(&self, text: &str, taken: &mut Taken<'_>, heard: &mut Heard) {
        const LONGEST: usize = 4;
        let tokens: Vec<&str> = text.split_whitespace().collect();
        for from in 0..tokens.len() {
            for length in (1..=LONGEST.min(tokens.len() - from)).rev() {
                let window = tokens[from..from + length]
                    .join(" ")
                    .replace("-year-", " year ");
                let spaced = window
                    .replacen("over-", "over ", 1)
                    .replacen("under-", "under ", 1);
                let Some(read) = Some(spaced.as_str())
                    .filter(|window| window.contains(|c: char| c.is_ascii_digit()))
                    .and_then(ages::read)
                else {
                    continue;
                };
                let before = search::words(&tokens[..from].join(" ")).len();
                let own = search::words(&tokens[from..from + length].join(" ")).len();
                taken.answer(before..before + own);
                let ages = read.minimum.unwrap_or(0)..=read.maximum.unwrap_or(u8::MAX);
                heard.wishes.push(Wish::Ages(ages));
                return;
            }
        }
        const WORDS: [(&[&str], RangeInclusive<u8>); 3] = [
            (&["baby", "babies", "newborn"], 0..=1),
            (&["toddler", "toddlers"], 1..=4),
            (
                &["teenager", "teenagers", "teenage", "teen", "teens"],
                13..=19,
            ),
        ];
        let said = WORDS.iter().find(|(names, _)| {
            taken
                .words
                .iter()
                .any(|word| names.contains(&word.as_str()))
        });
        let ages = said.map(|(_, ages)| ages.clone());
        let ages = ages.or_else(|| is_for_children(taken.words).then_some(CHILDREN));
        heard.wishes.extend(ages.map(Wish::Ages));
    }

    /// "Tuesday evening", "this weekend", "tomorrow", where the words are not part of something else.
    fn hear_time(&self, text: &str, taken: &mut Taken<'_>, heard: &mut Heard) {
        let Some(found) = when::find(text, self.today) else {
            return;
        };
        let said = search::words(&found.words);
        let mut runs = 0..(taken.words.len() + 1).saturating_sub(said.len());
        let at = runs.find(|at| taken.words[*at..].starts_with(&said));
        let at = at.map(|at| {
            // "What's on this weekend": what leads to the time may belong to what stands before it.
            let leads =
                taken.is_meant(at) && matches!(taken.words[at].as_str(), "on" | "in" | "at");
            at + usize::from(leads)..at + said.len()
        });
        if let Some(at) = at
            && !at.clone().any(|word| taken.is_meant(word))
        {
            taken.answer(at);
            taken.answer_runs(ANYTHING);
            heard.wishes.push(Wish::When {
                said: found.words,
                when: found.when,
            });
        }
    }
}

fn hear_found(found: places::Found, taken: &mut Taken<'_>, question: &mut Question) {
    question.heard.place = Some(HeardPlace {
        said: taken.words[found.at.clone()].join(" "),
        label: found.label,
    });
    question.near = Some(found.text);
    question.may_be_name = found.may_be_name;
    taken.answer(found.at);
}

/// Whether children are those who take part, and not somebody's: "children's activities", "for the kids", but
/// not "parents of children with autism".
fn is_for_children(words: &[String]) -> bool {
    const THEY: [&str; 3] = ["children", "childrens", "kids"];
    const WHAT: [&str; 8] = [
        "activity",
        "activities",
        "club",
        "clubs",
        "class",
        "classes",
        "group",
        "groups",
    ];
    let is_any = |at: Option<usize>, known: &[&str]| {
        let word = at.and_then(|at| words.get(at));
        word.is_some_and(|word| known.contains(&word.as_str()))
    };
    (0..words.len()).any(|at| {
        let mut before = at.checked_sub(1);
        if is_any(before, &["the", "my", "our"]) {
            before = before.and_then(|at| at.checked_sub(1));
        }
        is_any(Some(at), &THEY)
            && (is_any(Some(at + 1), &WHAT) || is_any(before, &["for"]))
            && !is_any(Some(at + 1), &["with", "who"])
    })
}

/// "Within 15 minutes", "2 miles from": how far. Where its words end.
fn hear_reach(words: &[String], taken: &mut Taken<'_>, heard: &mut Heard) -> Option<usize> {
    let found = reach::find(words)?;
    let end = found.at.end;
    let miles = (found.miles * 10.0).round() / 10.0;
    heard.reach = Some(HeardReach {
        said: words[found.at.clone()].join(" "),
        miles: miles.clamp(LEAST_RADIUS_MILES, GREATEST_RADIUS_MILES),
    });
    // "Within 15 minutes of me."
    let me = words[end..].iter().take(2).map(String::as_str);
    let is_me = matches!(
        me.collect::<Vec<_>>()[..],
        ["of" | "from", "me" | "here" | "home"]
    );
    taken.answer(found.at.start..if is_me { end + 2 } else { end });
    Some(end)
}

impl Heard {
    /// The wishes as the index takes them.
    pub(super) fn wishes(&self) -> Wishes {
        let mut wishes = Wishes::default();
        for wish in &self.wishes {
            match wish {
                Wish::Free => wishes.free = true,
                Wish::Open => wishes.open = true,
                Wish::Ages(ages) => {
                    wishes.aged = circumstances_of(ages);
                    wishes.ages = Some(ages.clone());
                }
                Wish::When { when, .. } => wishes.when = when.clone(),
                Wish::Attendance(way) => wishes.attendance.push(*way),
                Wish::Language(code, _) => wishes.languages.push(code.clone()),
                Wish::Access(code, _) => wishes.accessibility.push(code.clone()),
            }
        }
        wishes
    }
}

/// By code, for whom a listing is said to be that is for these ages, in years.
fn circumstances_of(ages: &RangeInclusive<u8>) -> Vec<String> {
    const AGED: [(&str, RangeInclusive<u8>); 3] = [
        ("for:children", 0..=11),
        ("for:young-people", 11..=25),
        ("for:older-people", 50..=u8::MAX),
    ];
    let holds =
        |wide: &RangeInclusive<u8>| wide.contains(ages.start()) && wide.contains(ages.end());
    let aged = AGED.iter().filter(|(_, wide)| holds(wide));
    aged.map(|(code, _)| (*code).to_owned()).collect()
}

/// The words of a text, and which of them are spoken for.
struct Taken<'a> {
    words: &'a [String],
    /// By the vocabulary.
    meant: Vec<bool>,
    /// By a place or a wish.
    answered: Vec<bool>,
}

impl<'a> Taken<'a> {
    fn new(words: &'a [String], senses: &[Sense]) -> Self {
        let mut meant = vec![false; words.len()];
        // A single word that means something may still be an age or a day; a phrase is one thing.
        for sense in senses.iter().filter(|sense| sense.words.len() > 1) {
            for from in 0..words.len() {
                if words[from..].starts_with(&sense.words) {
                    meant[from..from + sense.words.len()].fill(true);
                }
            }
        }
        Self {
            answered: vec![false; words.len()],
            words,
            meant,
        }
    }

    fn is_meant(&self, at: usize) -> bool {
        self.meant[at] || self.answered[at]
    }

    fn is_answered(&self, at: usize) -> bool {
        self.answered[at]
    }

    fn answer(&mut self, at: Range<usize>) {
        let end = at.end.min(self.words.len());
        self.answered[at.start.min(end)..end].fill(true);
    }

    fn answer_runs(&mut self, runs: &[&[&str]]) {
        for from in 0..self.words.len() {
            let begins = |run: &&&[&str]| {
                let words = self.words[from..].iter();
                words.zip(**run).filter(|(word, said)| word == said).count() == run.len()
            };
            if let Some(run) = runs.iter().find(begins) {
                self.answer(from..from + run.len());
            }
        }
    }

    /// Unless nothing else was said: everything there is would be no answer.
    fn answer_beside_others(&mut self, at: Range<usize>) {
        if at.len() < self.words.len() {
            self.answer(at);
        }
    }

    fn answered_words(&self) -> Vec<String> {
        let each = self.words.iter().zip(&self.answered);
        each.filter(|(_, answered)| **answered)
            .map(|(word, _)| word.clone())
            .collect()
    }
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»')
}

/// The text without what stands in quotes.
fn unquoted(text: &str) -> String {
    let sections: Vec<&str> = text.split(is_quote).collect();
    let last = sections.len() - 1;
    let open = sections.into_iter().enumerate();
    open.filter(|(at, _)| at % 2 == 0 || *at == last)
        .map(|(_, section)| section)
        .collect::<Vec<_>>()
        .join(" | ")
}
