//! What a group answers: which questions it is asked, what is still missing, and what is refused.

use std::collections::BTreeMap;

use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};

use super::refused;
use super::scheme::{Kind, Question, Scheme};

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

/// What decides how much a group is asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Group {
    /// It is small and pays nobody.
    pub tiny: bool,
    /// A buddy organization hosts it, and answers for some of it.
    pub hosted: bool,
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
pub fn asked<'a>(scheme: &'a Scheme, answers: &Answers, group: Group) -> Vec<&'a Question> {
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
        let spared =
            (group.tiny && question.not_for_tiny) || (group.hosted && question.buddy_answers);
        if applies && !spared {
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
                Some(question) => fault_of(scheme, question, answer, today),
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
pub fn missing(scheme: &Scheme, tier: &str, answers: &Answers, group: Group) -> Vec<Objection> {
    if scheme.tier(tier).is_none() {
        return vec![Objection {
            question: String::new(),
            message: format!("this scheme has no tier {tier:?}"),
        }];
    }
    needed(scheme, tier, answers, group)
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

/// The earliest end of the evidence that was given for what a tier needs.
#[must_use]
pub fn earliest_expiry(
    scheme: &Scheme,
    tier: &str,
    answers: &Answers,
    group: Group,
) -> Option<NaiveDate> {
    needed(scheme, tier, answers, group)
        .filter_map(|question| match answers.get(&question.code) {
            Some(Answer::Evidence { expires, .. }) => Some(*expires),
            _ => None,
        })
        .min()
}

/// The questions that this group is asked and that a tier needs.
fn needed<'a>(
    scheme: &'a Scheme,
    tier: &str,
    answers: &Answers,
    group: Group,
) -> impl Iterator<Item = &'a Question> {
    let tiers = scheme.needed_tiers(tier);
    let tiers: Vec<String> = tiers.into_iter().map(str::to_owned).collect();
    asked(scheme, answers, group)
        .into_iter()
        .filter(move |question| question.needed_for.iter().any(|tier| tiers.contains(tier)))
}

fn fault_of(
    scheme: &Scheme,
    question: &Question,
    answer: &Answer,
    today: NaiveDate,
) -> Option<String> {
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
        Answer::Words { words } => refused::fault_of_words(words, LONGEST_WORDS),
        Answer::Date { date } if *date > today => Some("this date is still to come".to_owned()),
        Answer::Date { .. } => None,
        Answer::Evidence { expires, .. } if *expires < today => {
            Some("this has already run out: give the one that holds now".to_owned())
        }
        Answer::Evidence {
            issuer,
            covers,
            expires,
        } => too_far(scheme, question, *expires, today)
            .or_else(|| refused::fault_of_words(issuer, LONGEST_FACT))
            .or_else(|| refused::fault_of_words(covers, LONGEST_FACT)),
    }
}

fn too_far(
    scheme: &Scheme,
    question: &Question,
    expires: NaiveDate,
    today: NaiveDate,
) -> Option<String> {
    let months = scheme.evidence_of(question)?.longest_months;
    let furthest = today.checked_add_months(Months::new(u32::from(months)))?;
    (expires > furthest)
        .then(|| format!("this is more than {months} months away: check the year of the date"))
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
