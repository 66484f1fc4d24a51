//! A scheme: its tiers and its questions, as its TOML file has them.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// A kitemark scheme, one version of it. Versions are never altered once somebody has answered one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scheme {
    /// Short name: `fingerpost-light-touch`.
    pub id: String,
    /// Rises when a question or a tier changes.
    pub version: u32,
    /// What people read.
    pub name: String,
    /// What it is, in two sentences.
    pub description: String,
    /// What is shown beside every mark: that it is not a recommendation.
    pub disclaimer: String,
    /// Who answers for it.
    pub run_by: String,
    /// A mailbox for questions about it: `assurer_email` in Open Referral UK.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// GSS codes of the areas it is for; none is everywhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub areas: Vec<String>,
    /// Days between the end of a term and the fall to the tier below.
    #[serde(default)]
    pub grace_days: u16,
    /// Tiers, the lowest first.
    #[serde(rename = "tier")]
    pub tiers: Vec<Tier>,
    /// Questions, in the order in which they are asked.
    #[serde(rename = "question")]
    pub questions: Vec<Question>,
}

/// One step of the mark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// Short name: `declared`.
    pub code: String,
    /// What people read: "Safe practice declared".
    pub name: String,
    /// What it means, said to somebody who wonders whether to go.
    pub meaning: String,
    /// Months for which it holds.
    pub months: u16,
    /// Who says yes.
    pub decided: WhoDecides,
    /// Of those awarded without a person, one in so many is drawn for checking; 0 draws none.
    #[serde(default)]
    pub check_one_in: u16,
}

/// Who says yes to a tier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhoDecides {
    /// Complete answers are enough.
    Automatic,
    /// An assessor.
    Assessor,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Short name: `public-liability`.
    pub code: String,
    /// The question.
    pub text: String,
    /// What it means and how to answer, in plain words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guidance: Option<String>,
    /// What kind of answer it takes.
    pub kind: Kind,
    /// For a choice: what can be chosen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
    /// Tiers that cannot be had without an answer to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needed_for: Vec<String>,
    /// For a yes-or-no question: the answer that the tiers need; any will do when it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub must_be: Option<bool>,
    /// It is asked only when one of these holds; always when there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub when: Vec<When>,
    /// Left out for a small group without paid staff.
    #[serde(default)]
    pub not_for_tiny: bool,
}

/// What kind of answer a question takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Yes or no.
    YesNo,
    /// One of the options.
    Choice,
    /// A few words.
    Words,
    /// A date, such as when a policy was last agreed.
    Date,
    /// A dated fact with an end: who issued it, what it covers, until when.
    Evidence,
}

/// A condition on an earlier answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct When {
    /// The earlier question.
    pub question: String,
    /// `yes`, `no`, or one of its options.
    pub is: Vec<String>,
}

/// Why a scheme cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {fault}")]
pub struct SchemeFault {
    /// Where: `question "insurance"`.
    pub place: String,
    /// What is wrong.
    pub fault: String,
}

impl Scheme {
    /// The tier of that code, with its place from the lowest.
    #[must_use]
    pub fn tier(&self, code: &str) -> Option<(usize, &Tier)> {
        self.tiers
            .iter()
            .enumerate()
            .find(|(_, tier)| tier.code == code)
    }

    /// The question of that code.
    #[must_use]
    pub fn question(&self, code: &str) -> Option<&Question> {
        self.questions.iter().find(|question| question.code == code)
    }

    /// Whether it is for something in these areas.
    #[must_use]
    pub fn is_for(&self, areas: &[String]) -> bool {
        self.areas.is_empty() || self.areas.iter().any(|area| areas.contains(area))
    }

    /// Everything that is wrong with it; nothing when it can be used.
    #[must_use]
    pub fn faults(&self) -> Vec<SchemeFault> {
        let mut faults = Vec::new();
        let mut fault = |place: String, fault: String| faults.push(SchemeFault { place, fault });
        if self.tiers.is_empty() {
            fault("tier".to_owned(), "there is none".to_owned());
        }
        let mut codes = BTreeSet::new();
        for tier in &self.tiers {
            if !codes.insert(tier.code.as_str()) {
                fault(
                    format!("tier {:?}", tier.code),
                    "there are two of this code".to_owned(),
                );
            }
            if tier.months == 0 {
                fault(
                    format!("tier {:?}", tier.code),
                    "it must hold for one month or more".to_owned(),
                );
            }
        }
        let mut earlier: BTreeSet<&str> = BTreeSet::new();
        for question in &self.questions {
            let place = format!("question {:?}", question.code);
            for tier in &question.needed_for {
                if self.tier(tier).is_none() {
                    fault(
                        place.clone(),
                        format!("needed_for names {tier:?}, which is not a tier"),
                    );
                }
            }
            if (question.kind == Kind::Choice) == question.options.is_empty() {
                fault(
                    place.clone(),
                    "a choice has options, and nothing else has".to_owned(),
                );
            }
            if question.must_be.is_some() && question.kind != Kind::YesNo {
                fault(place.clone(), "must_be is for a yes_no question".to_owned());
            }
            for when in &question.when {
                let known = earlier
                    .contains(when.question.as_str())
                    .then(|| self.question(&when.question))
                    .flatten();
                let Some(asked) = known else {
                    fault(
                        place.clone(),
                        format!(
                            "when names {:?}, which is not an earlier question",
                            when.question
                        ),
                    );
                    continue;
                };
                for value in &when.is {
                    let possible = match asked.kind {
                        Kind::YesNo => value == "yes" || value == "no",
                        Kind::Choice => asked.options.contains(value),
                        Kind::Words | Kind::Date | Kind::Evidence => false,
                    };
                    if !possible {
                        fault(
                            place.clone(),
                            format!("{value:?} is not an answer to {:?}", when.question),
                        );
                    }
                }
            }
            if !earlier.insert(question.code.as_str()) {
                fault(place, "there are two of this code".to_owned());
            }
        }
        faults
    }
}
