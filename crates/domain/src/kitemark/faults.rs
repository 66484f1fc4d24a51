//! What can be wrong with a scheme, told so that its author can mend it.

use std::collections::BTreeSet;

use super::scheme::{Kind, Question, Scheme};

/// Why a scheme cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{section} {code:?}, {key}: {fault}")]
pub struct SchemeFault {
    /// The kind of section: `tier`, `evidence` or `question`.
    pub section: &'static str,
    /// The code of the one at fault; empty where there is none at all.
    pub code: String,
    /// The key.
    pub key: &'static str,
    /// What is wrong.
    pub fault: String,
}

impl Scheme {
    /// Everything that is wrong with it; nothing when it can be used.
    #[must_use]
    pub fn faults(&self) -> Vec<SchemeFault> {
        let mut faults = Faults(Vec::new());
        self.tier_faults(&mut faults);
        let mut kinds = BTreeSet::new();
        for kind in &self.evidence_kinds {
            if !kinds.insert(kind.code.as_str()) {
                faults.add("evidence", &kind.code, "code", "there are two of this code");
            }
            if kind.longest_months == 0 {
                faults.add(
                    "evidence",
                    &kind.code,
                    "longest_months",
                    "must be 1 or more",
                );
            }
        }
        let mut earlier: BTreeSet<&str> = BTreeSet::new();
        for question in &self.questions {
            self.question_faults(question, &earlier, &mut faults);
            if !earlier.insert(question.code.as_str()) {
                faults.add(
                    "question",
                    &question.code,
                    "code",
                    "there are two of this code",
                );
            }
        }
        faults.0
    }

    fn tier_faults(&self, faults: &mut Faults) {
        if self.tiers.is_empty() {
            faults.add("tier", "", "code", "there is no tier");
        }
        let mut below: BTreeSet<&str> = BTreeSet::new();
        for tier in &self.tiers {
            if tier.months == 0 {
                faults.add("tier", &tier.code, "months", "must be 1 or more");
            }
            for other in &tier.stands_for {
                if !below.contains(other.as_str()) {
                    let fault = format!("{other:?} is not a tier below");
                    faults.add("tier", &tier.code, "stands_for", &fault);
                }
            }
            if !below.insert(tier.code.as_str()) {
                faults.add("tier", &tier.code, "code", "there are two of this code");
            }
        }
    }

    fn question_faults(&self, question: &Question, earlier: &BTreeSet<&str>, faults: &mut Faults) {
        let mut fault = |key, fault: String| faults.add("question", &question.code, key, &fault);
        for tier in &question.needed_for {
            if self.tier(tier).is_none() {
                fault("needed_for", format!("{tier:?} is not a tier"));
            }
        }
        if (question.kind == Kind::Choice) == question.options.is_empty() {
            fault(
                "options",
                "a choice has options, and nothing else has".to_owned(),
            );
        }
        if question.must_be.is_some() && question.kind != Kind::YesNo {
            fault("must_be", "is for a yes_no question".to_owned());
        }
        let has_kind = self.evidence_of(question).is_some();
        if has_kind != (question.kind == Kind::Evidence) || has_kind != question.evidence.is_some()
        {
            fault(
                "evidence",
                "a question for evidence names a kind of evidence, and nothing else does"
                    .to_owned(),
            );
        }
        for when in &question.when {
            let known = earlier
                .contains(when.question.as_str())
                .then(|| self.question(&when.question))
                .flatten();
            let Some(asked) = known else {
                fault(
                    "when",
                    format!("{:?} is not an earlier question", when.question),
                );
                continue;
            };
            for value in when.is.iter().filter(|value| !asked.could_be(value)) {
                fault(
                    "when",
                    format!("{value:?} is not an answer to {:?}", when.question),
                );
            }
        }
    }
}

impl Question {
    /// Whether a condition can name this as its answer.
    fn could_be(&self, value: &String) -> bool {
        match self.kind {
            Kind::YesNo => value == "yes" || value == "no",
            Kind::Choice => self.options.contains(value),
            Kind::Words | Kind::Date | Kind::Evidence => false,
        }
    }
}

struct Faults(Vec<SchemeFault>);

impl Faults {
    fn add(&mut self, section: &'static str, code: &str, key: &'static str, fault: &str) {
        self.0.push(SchemeFault {
            section,
            code: code.to_owned(),
            key,
            fault: fault.to_owned(),
        });
    }
}
