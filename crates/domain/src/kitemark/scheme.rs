//! A scheme: its tiers and its questions, as its TOML file has them.

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
    /// Who answers for it, as it is published; the directory itself when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run_by: Option<String>,
    /// A mailbox for questions about it: `assurer_email` in Open Referral UK.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// GSS codes of the areas it is for; none is everywhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub areas: Vec<String>,
    /// What a tiny group is, said to one that wonders whether it is: such a group is asked less.
    pub tiny: String,
    /// Days between the end of a term and the fall to the tier below.
    #[serde(default)]
    pub grace_days: u16,
    /// Tiers, the lowest first.
    #[serde(rename = "tier")]
    pub tiers: Vec<Tier>,
    /// Kinds of evidence.
    #[serde(rename = "evidence", default, skip_serializing_if = "Vec::is_empty")]
    pub evidence_kinds: Vec<EvidenceKind>,
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
    /// Tiers below whose questions need no answer for this one: an external mark has looked at them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stands_for: Vec<String>,
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

/// A kind of evidence: a dated fact, never a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidenceKind {
    /// Short name: `insurance`.
    pub code: String,
    /// What the group is asked for first: "Who is the insurer?".
    pub issuer: String,
    /// What it is asked for next: "What does it cover, and up to how much?".
    pub covers: String,
    /// The furthest day of expiry that can be given, in months from today.
    pub longest_months: u16,
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
    /// For evidence: which kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
    /// Tiers that cannot be had without an answer to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needed_for: Vec<String>,
    /// For a yes-or-no question: the answer that the tiers need; any will do when it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub must_be: Option<bool>,
    /// It is asked only when one of these holds; always when there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub when: Vec<When>,
    /// Left out for a tiny group.
    #[serde(default)]
    pub not_for_tiny: bool,
    /// Left out for a group that a buddy organization hosts, which answers for it.
    #[serde(default)]
    pub buddy_answers: bool,
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

    /// The kind of evidence that a question asks for.
    #[must_use]
    pub fn evidence_of(&self, question: &Question) -> Option<&EvidenceKind> {
        let code = question.evidence.as_ref()?;
        self.evidence_kinds.iter().find(|kind| kind.code == *code)
    }

    /// Whether it is for something in these areas.
    #[must_use]
    pub fn is_for(&self, areas: &[String]) -> bool {
        self.areas.is_empty() || self.areas.iter().any(|area| areas.contains(area))
    }

    /// Whether a buddy organization can answer some of it for a group.
    #[must_use]
    pub fn has_buddies(&self) -> bool {
        self.questions.iter().any(|question| question.buddy_answers)
    }

    /// Codes of the tiers whose questions must be answered for this one: it, and those below that it
    /// does not stand for. None for a tier that there is not.
    #[must_use]
    pub fn needed_tiers(&self, code: &str) -> Vec<&str> {
        let Some((rank, tier)) = self.tier(code) else {
            return Vec::new();
        };
        let below = self.tiers[..=rank].iter().map(|tier| tier.code.as_str());
        below
            .filter(|code| !tier.stands_for.iter().any(|other| other == code))
            .collect()
    }
}
