//! A kitemark scheme.

use domain::kitemark::{Kind, WhoDecides};
use serde::Serialize;
use utoipa::ToSchema;

/// A kitemark scheme, one version of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Scheme {
    id: String,
    version: u32,
    name: String,
    description: String,
    /// To be shown with every mark.
    disclaimer: String,
    /// Who answers for it; this directory when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    run_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    /// What a tiny group is, which is asked less.
    tiny: String,
    /// GSS codes of the areas that it is for; everywhere when left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    areas: Vec<String>,
    /// Days between the end of a tier and the fall to the one below.
    grace_days: u16,
    /// The lowest first.
    tiers: Vec<Tier>,
    evidence: Vec<Evidence>,
    /// In the order in which they are asked.
    questions: Vec<Question>,
}

/// A tier.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Tier {
    code: String,
    name: String,
    meaning: String,
    /// Months for which it holds, if no evidence runs out before.
    months: u16,
    /// Tiers below whose questions need no answer for this one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    stands_for: Vec<String>,
    /// `automatic` when complete answers are enough, else `assessor`.
    decided: &'static str,
    /// Of those awarded automatically, one in so many is drawn for checking; 0 is none.
    check_one_in: u16,
}

/// A kind of evidence.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Evidence {
    code: String,
    /// What is asked first.
    issuer: String,
    /// What is asked next.
    covers: String,
    /// The furthest expiry that is taken, in months.
    longest_months: u16,
}

/// A question.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Question {
    code: String,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    guidance: Option<String>,
    /// `yes_no`, `choice`, `words`, `date` or `evidence`.
    kind: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    options: Vec<String>,
    /// The kind of evidence.
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<String>,
    /// Tiers that cannot be had without an answer.
    needed_for: Vec<String>,
    /// The answer that those tiers need.
    #[serde(skip_serializing_if = "Option::is_none")]
    must_be: Option<bool>,
    /// It is asked when one of these holds, and always when there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    when: Vec<When>,
    /// Left out for a tiny group.
    not_for_tiny: bool,
    /// Left out for a group that a buddy organization hosts.
    buddy_answers: bool,
}

/// A condition on an earlier answer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct When {
    question: String,
    is: Vec<String>,
}

impl Scheme {
    pub(crate) fn of(scheme: &domain::kitemark::Scheme) -> Self {
        let evidence = scheme.evidence_kinds.iter().map(|kind| Evidence {
            code: kind.code.clone(),
            issuer: kind.issuer.clone(),
            covers: kind.covers.clone(),
            longest_months: kind.longest_months,
        });
        Self {
            id: scheme.id.clone(),
            version: scheme.version,
            name: scheme.name.clone(),
            description: scheme.description.clone(),
            disclaimer: scheme.disclaimer.clone(),
            run_by: scheme.run_by.clone(),
            email: scheme.email.clone(),
            tiny: scheme.tiny.clone(),
            areas: scheme.areas.clone(),
            grace_days: scheme.grace_days,
            tiers: scheme.tiers.iter().map(Tier::of).collect(),
            evidence: evidence.collect(),
            questions: scheme.questions.iter().map(Question::of).collect(),
        }
    }
}

impl Tier {
    fn of(tier: &domain::kitemark::Tier) -> Self {
        Self {
            code: tier.code.clone(),
            name: tier.name.clone(),
            meaning: tier.meaning.clone(),
            months: tier.months,
            stands_for: tier.stands_for.clone(),
            decided: match tier.decided {
                WhoDecides::Automatic => "automatic",
                WhoDecides::Assessor => "assessor",
            },
            check_one_in: tier.check_one_in,
        }
    }
}

impl Question {
    fn of(question: &domain::kitemark::Question) -> Self {
        let when = question.when.iter().map(|when| When {
            question: when.question.clone(),
            is: when.is.clone(),
        });
        Self {
            code: question.code.clone(),
            text: question.text.clone(),
            guidance: question.guidance.clone(),
            kind: match question.kind {
                Kind::YesNo => "yes_no",
                Kind::Choice => "choice",
                Kind::Words => "words",
                Kind::Date => "date",
                Kind::Evidence => "evidence",
            },
            options: question.options.clone(),
            evidence: question.evidence.clone(),
            needed_for: question.needed_for.clone(),
            must_be: question.must_be,
            when: when.collect(),
            not_for_tiny: question.not_for_tiny,
            buddy_answers: question.buddy_answers,
        }
    }
}
