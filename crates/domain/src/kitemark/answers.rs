//! What a group answers: which questions it is asked, what is still missing, and what is refused.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::scheme::{Kind, Question, Scheme};
use crate::text;

/// The longest answer in words, in characters.
pub const LONGEST_WORDS: usize = 1_000;
/// The longest part of a piece of evidence, in characters.
pub const LONGEST_FACT: usize = 120;

/// Answers by the code of their question.
pub type Answers = BTreeMap<String, Answer>;

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Answer {
    /// Yes or no.
    YesNo {
        /// Which.
        yes: bool,
    },
    /// One of the options.
    Choice {
        /// Which.
        option: String,
    },
    /// A few words.
    Words {
        /// The words.
        words: String,
    },
    /// A date.
    Date {
        /// Which.
        date: NaiveDate,
    },
    /// A dated fact.
    Evidence {
        /// Who issued it: the insurer.
        issuer: String,
        /// What it covers: "public liability, £5 million".
        covers: String,
        /// The last day on which it holds.
        expires: NaiveDate,
    },
}

/// Something wrong with an answer, or missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objection {
    /// The question's code.
    pub question: String,
    /// What is wrong and what would do, for people.
    pub message: String,
}

/// The questions that this group is asked, given what it has answered so far.
#[must_use]
pub fn asked<'a>(scheme: &'a Scheme, answers: &Answers, tiny: bool) -> Vec<&'a Question> {
    let mut asked: Vec<&Question> = Vec::new();
    for question in &scheme.questions {
        let applies = question.when.is_empty()
            || question.when.iter().any(|when| {
                // What is not asked any more counts for nothing, whatever was once answered.
                asked.iter().any(|earlier| earlier.code == when.question)
                    && answers
                        .get(&when.question)
                        .is_some_and(|answer| answer.is_one_of(&when.is))
            });
        if applies && !(tiny && question.not_for_tiny) {
            asked.push(question);
        }
    }
    asked
}

/// What is wrong with the answers as they stand; what has not been answered is not wrong.
#[must_use]
pub fn objections(scheme: &Scheme, answers: &Answers, today: NaiveDate) -> Vec<Objection> {
    answers
        .iter()
        .filter_map(|(code, answer)| {
            let fault = match scheme.question(code) {
                None => Some("this scheme has no such question".to_owned()),
                Some(question) => fault_of(question, answer, today),
            };
            fault.map(|message| Objection {
                question: code.clone(),
                message,
            })
        })
        .collect()
}

/// What is missing before a tier can be had: everything that it and the tiers below it need.
#[must_use]
pub fn missing(scheme: &Scheme, tier: &str, answers: &Answers, tiny: bool) -> Vec<Objection> {
    let Some((rank, _)) = scheme.tier(tier) else {
        return vec![Objection {
            question: String::new(),
            message: format!("this scheme has no tier {tier:?}"),
        }];
    };
    let wanted: Vec<&str> = scheme.tiers[..=rank]
        .iter()
        .map(|tier| tier.code.as_str())
        .collect();
    asked(scheme, answers, tiny)
        .into_iter()
        .filter(|question| {
            question
                .needed_for
                .iter()
                .any(|tier| wanted.contains(&tier.as_str()))
        })
        .filter_map(|question| {
            let message = match (answers.get(&question.code), question.must_be) {
                (None, _) => "this is still to be answered".to_owned(),
                (Some(Answer::YesNo { yes }), Some(must)) if *yes != must => {
                    format!(
                        "the answer would have to be {}",
                        if must { "yes" } else { "no" }
                    )
                }
                _ => return None,
            };
            Some(Objection {
                question: question.code.clone(),
                message,
            })
        })
        .collect()
}

/// The earliest end of the evidence that was given for questions that are asked.
#[must_use]
pub fn earliest_expiry(scheme: &Scheme, answers: &Answers, tiny: bool) -> Option<NaiveDate> {
    asked(scheme, answers, tiny)
        .into_iter()
        .filter_map(|question| match answers.get(&question.code) {
            Some(Answer::Evidence { expires, .. }) => Some(*expires),
            _ => None,
        })
        .min()
}

fn fault_of(question: &Question, answer: &Answer, today: NaiveDate) -> Option<String> {
    let fits = matches!(
        (question.kind, answer),
        (Kind::YesNo, Answer::YesNo { .. })
            | (Kind::Choice, Answer::Choice { .. })
            | (Kind::Words, Answer::Words { .. })
            | (Kind::Date, Answer::Date { .. })
            | (Kind::Evidence, Answer::Evidence { .. })
    );
    if !fits {
        return Some("this is not the kind of answer that the question takes".to_owned());
    }
    match answer {
        Answer::YesNo { .. } => None,
        Answer::Choice { option } if question.options.contains(option) => None,
        Answer::Choice { .. } => Some(format!("choose one of {}", question.options.join(", "))),
        Answer::Words { words } => fault_of_words(words, LONGEST_WORDS),
        Answer::Date { date } if *date > today => Some("this date is still to come".to_owned()),
        Answer::Date { .. } => None,
        Answer::Evidence { expires, .. } if *expires < today => {
            Some("this has already run out: give the one that holds now".to_owned())
        }
        Answer::Evidence { issuer, covers, .. } => {
            fault_of_words(issuer, LONGEST_FACT).or_else(|| fault_of_words(covers, LONGEST_FACT))
        }
    }
}

fn fault_of_words(words: &str, longest: usize) -> Option<String> {
    let trimmed = words.trim();
    if trimmed.is_empty() {
        return Some("write a few words".to_owned());
    }
    if trimmed.chars().count() > longest {
        return Some(format!("use {longest} characters or fewer"));
    }
    if has_certificate_number(trimmed) {
        return Some("leave certificate and policy numbers out: we must not keep them".to_owned());
    }
    if names_a_person(trimmed) {
        return Some("leave people's names out: a role such as \"our chair\" is enough".to_owned());
    }
    None
}

/// A run of nine or more digits, or a word of six or more characters with both digits and letters
/// that is not a date, a postcode or a sum of money: what DBS certificates and policies look like.
fn has_certificate_number(words: &str) -> bool {
    let digits = |word: &str| word.chars().filter(char::is_ascii_digit).count();
    let joined: String = words
        .chars()
        .filter(|c| !matches!(c, ' ' | '-' | '/'))
        .collect();
    let mut run = 0_usize;
    for c in joined.chars() {
        run = if c.is_ascii_digit() { run + 1 } else { 0 };
        if run >= 9 {
            return true;
        }
    }
    words.split_whitespace().any(|word| {
        let word = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
        let letters = word.chars().any(|c| c.is_ascii_alphabetic());
        word.len() >= 6 && letters && digits(word) >= 4
    })
}

/// A title before a capital: "Mrs Patel". A name alone cannot be told from a place's.
fn names_a_person(words: &str) -> bool {
    const TITLES: [&str; 9] = ["mr", "mrs", "ms", "miss", "mx", "dr", "prof", "rev", "revd"];
    let all: Vec<&str> = words.split_whitespace().collect();
    all.windows(2).any(|pair| {
        let title = text::fold(pair[0]);
        TITLES.contains(&title.as_str()) && pair[1].chars().next().is_some_and(char::is_uppercase)
    })
}

impl Answer {
    fn is_one_of(&self, values: &[String]) -> bool {
        let value = match self {
            Self::YesNo { yes: true } => "yes",
            Self::YesNo { yes: false } => "no",
            Self::Choice { option } => option,
            _ => return false,
        };
        values.iter().any(|one| one == value)
    }
}
