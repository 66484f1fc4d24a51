//! The kitemark on the wire: applications and awards. Schemes and marks are beside it.

mod mark;
mod scheme;

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use directory::{ApplicationDraft, ApplicationView, AwardView, OrganizationName};
use domain::kitemark::application::{ApplicationStep, Happened, Party};
use domain::kitemark::award::AwardStep;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

pub(crate) use mark::{Holder, Mark};
pub(crate) use scheme::Scheme;

/// An application that is to be begun.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Begun {
    /// The code of the tier that is wanted.
    #[schema(example = "declared")]
    pub(crate) tier: String,
}

/// What a group says so far.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = KitemarkDraft)]
pub(crate) struct Draft {
    /// The code of the tier that is wanted.
    #[schema(example = "declared")]
    tier: String,
    /// Whether the group is small and pays nobody, as the scheme says it: it is then asked less.
    #[serde(default)]
    tiny: bool,
    /// The organization that hosts it, by id or slug, if one does.
    buddy: Option<String>,
    /// Answers, by the code of their question.
    answers: BTreeMap<String, Answer>,
}

/// An answer.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[schema(as = KitemarkAnswer)]
pub(crate) enum Answer {
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
        /// Without names of people and numbers of certificates.
        #[schema(max_length = 1000)]
        #[serde(deserialize_with = "crate::body::at_most::<1000, _>")]
        words: String,
    },
    /// A date.
    Date {
        /// Which.
        date: NaiveDate,
    },
    /// A dated fact.
    Evidence {
        /// Who issued it.
        #[schema(max_length = 120)]
        #[serde(deserialize_with = "crate::body::at_most::<120, _>")]
        issuer: String,
        /// What it covers, without its number.
        #[schema(max_length = 120)]
        #[serde(deserialize_with = "crate::body::at_most::<120, _>")]
        covers: String,
        /// The last day on which it holds.
        expires: NaiveDate,
    },
}

/// A step of an application.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Step {
    /// `submit`, `ask_more`, `answer_more`, `vouch`, `refuse_to_vouch`, `award`, `decline`,
    /// `confirm_decline`, `send_back`, `appeal` or `withdraw`.
    #[schema(
        pattern = "^(submit|ask_more|answer_more|vouch|refuse_to_vouch|award|decline|confirm_decline|send_back|appeal|withdraw)$",
        example = "submit"
    )]
    pub(crate) step: String,
    /// Why, or what is asked or answered. The other side reads it.
    #[schema(max_length = 2000)]
    #[serde(default, deserialize_with = "crate::body::at_most_if_any::<2000, _>")]
    pub(crate) words: Option<String>,
    /// For `decline`: what the group can do next.
    #[schema(max_length = 2000)]
    #[serde(default, deserialize_with = "crate::body::at_most_if_any::<2000, _>")]
    pub(crate) next_steps: Option<String>,
}

/// A step of an award.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AwardStepWanted {
    /// `suspend`, `lift`, `take_away`, `give_up`, `check_passed` or `check_failed`.
    #[schema(
        pattern = "^(suspend|lift|take_away|give_up|check_passed|check_failed)$",
        example = "suspend"
    )]
    pub(crate) step: String,
    /// Why. The group reads it.
    #[schema(max_length = 2000)]
    #[serde(default, deserialize_with = "crate::body::at_most_if_any::<2000, _>")]
    pub(crate) reason: Option<String>,
}

/// Applications.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ApplicationList {
    applications: Vec<Application>,
}

/// An application for a kitemark.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Application {
    id: Uuid,
    organization: Named,
    /// The scheme's id.
    scheme: String,
    scheme_version: u32,
    /// The code of the tier that is wanted.
    tier: String,
    /// `draft`, `submitted`, `more_asked`, `second_reading`, `awarded`, `declined`, `appealed` or
    /// `withdrawn`.
    state: &'static str,
    tiny: bool,
    /// The organization that hosts it.
    #[serde(skip_serializing_if = "Option::is_none")]
    buddy: Option<Named>,
    /// Whether that one has agreed.
    buddy_agreed: bool,
    answers: BTreeMap<String, Answer>,
    /// Codes of the questions that are asked, given the answers so far, in order.
    asked: Vec<String>,
    /// What is missing before the tier can be had.
    missing: Vec<Missing>,
    /// What happened, the oldest first.
    history: Vec<Event>,
    #[serde(skip_serializing_if = "Option::is_none")]
    award: Option<Award>,
    /// Steps that you could take now.
    may: Vec<&'static str>,
    created_at: DateTime<Utc>,
    changed_at: DateTime<Utc>,
    /// Rises with each change; also the `ETag`.
    version: i64,
}

/// An organization by its name.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Named {
    id: Uuid,
    slug: String,
    name: String,
}

/// A question that still has to be answered, or answered otherwise.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Missing {
    /// The question's code.
    question: String,
    /// What is missing.
    message: String,
}

/// A step that was taken.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Event {
    at: DateTime<Utc>,
    step: &'static str,
    /// `group`, `buddy`, `assessor` or `rules`.
    by: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_steps: Option<String>,
}

/// An award.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Award {
    id: Uuid,
    /// `holds`, `suspended`, `taken_away`, `given_up`, `lapsed` or `renewed`.
    state: &'static str,
    /// What was awarded, and what it falls back to.
    rungs: Vec<Rung>,
    /// Which of them holds, from 0.
    rung: usize,
    /// Who decided, as it is published; left out where complete answers were enough.
    #[serde(skip_serializing_if = "Option::is_none")]
    assessed_by: Option<String>,
    awarded_on: NaiveDate,
    /// Why it is suspended or was taken away.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// `due`, `passed` or `failed`, where it was drawn for checking.
    #[serde(skip_serializing_if = "Option::is_none")]
    check: Option<&'static str>,
    /// Steps that you could take now.
    may: Vec<&'static str>,
    version: i64,
}

/// A tier, and the last day on which it holds.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Rung {
    tier: String,
    until: NaiveDate,
}

impl Draft {
    pub(crate) fn into_draft(self) -> ApplicationDraft {
        let answers = self.answers.into_iter();
        ApplicationDraft {
            tier: self.tier,
            tiny: self.tiny,
            buddy: self.buddy,
            answers: answers
                .map(|(code, one)| (code, one.into_answer()))
                .collect(),
        }
    }
}

impl Answer {
    fn into_answer(self) -> domain::kitemark::Answer {
        use domain::kitemark::Answer as Theirs;
        match self {
            Self::YesNo { yes } => Theirs::YesNo { yes },
            Self::Choice { option } => Theirs::Choice { option },
            Self::Words { words } => Theirs::Words { words },
            Self::Date { date } => Theirs::Date { date },
            Self::Evidence {
                issuer,
                covers,
                expires,
            } => Theirs::Evidence {
                issuer,
                covers,
                expires,
            },
        }
    }

    fn of(answer: domain::kitemark::Answer) -> Self {
        use domain::kitemark::Answer as Theirs;
        match answer {
            Theirs::YesNo { yes } => Self::YesNo { yes },
            Theirs::Choice { option } => Self::Choice { option },
            Theirs::Words { words } => Self::Words { words },
            Theirs::Date { date } => Self::Date { date },
            Theirs::Evidence {
                issuer,
                covers,
                expires,
            } => Self::Evidence {
                issuer,
                covers,
                expires,
            },
        }
    }
}

impl Named {
    fn of(name: OrganizationName) -> Self {
        Self {
            id: name.id,
            slug: name.slug,
            name: name.name,
        }
    }
}

impl Event {
    fn of(happened: Happened) -> Self {
        Self {
            at: happened.at,
            step: happened.step.as_str(),
            by: match happened.by {
                Party::Group => "group",
                Party::Buddy => "buddy",
                Party::Assessor => "assessor",
                Party::Rules => "rules",
            },
            words: happened.words,
            next_steps: happened.next_steps,
        }
    }
}

impl Award {
    fn of(view: AwardView) -> Self {
        let rungs = view.rungs.into_iter().map(|rung| Rung {
            tier: rung.tier,
            until: rung.until,
        });
        let checks: &[&str] = if view.may_check {
            &["check_passed", "check_failed"]
        } else {
            &[]
        };
        let steps = view.may.iter().map(|step: &AwardStep| step.as_str());
        Self {
            may: steps.chain(checks.iter().copied()).collect(),
            id: view.id,
            state: view.state.as_str(),
            rungs: rungs.collect(),
            rung: view.rung,
            assessed_by: view.assessed_by,
            awarded_on: view.awarded_on,
            reason: view.reason,
            check: view.check.map(domain::kitemark::award::Check::as_str),
            version: view.version,
        }
    }
}

impl Application {
    pub(crate) fn of(view: ApplicationView) -> Self {
        let missing = view.missing.into_iter().map(|objection| Missing {
            question: objection.question,
            message: objection.message,
        });
        let answers = view.answers.into_iter();
        Self {
            id: view.id,
            organization: Named::of(view.organization),
            scheme: view.scheme.id.clone(),
            scheme_version: view.scheme.version,
            tier: view.tier,
            state: view.state.as_str(),
            tiny: view.tiny,
            buddy: view.buddy.map(Named::of),
            buddy_agreed: view.buddy_agreed,
            answers: answers.map(|(code, one)| (code, Answer::of(one))).collect(),
            asked: view.asked,
            missing: missing.collect(),
            history: view.history.into_iter().map(Event::of).collect(),
            award: view.award.map(Award::of),
            may: view
                .may
                .iter()
                .map(|step: &ApplicationStep| step.as_str())
                .collect(),
            created_at: view.created_at,
            changed_at: view.changed_at,
            version: view.version,
        }
    }
}

impl ApplicationList {
    pub(crate) fn of(views: Vec<ApplicationView>) -> Self {
        Self {
            applications: views.into_iter().map(Application::of).collect(),
        }
    }
}
