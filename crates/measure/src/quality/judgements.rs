//! The judged questions under `fixtures/judgements/`, read and checked against the facts.
//!
//! A judgement names services by their ids in the facts, which never change, and gives the reason
//! with each grade. What is written once for several ways of asking becomes a question each.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context as _, bail};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::facts::Facts;

/// What sort of question it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A need in plain words.
    #[default]
    Need,
    /// A known item by its name.
    Name,
    /// The same with one slip.
    Slip,
    /// The same, half typed.
    Begun,
    /// A need at a place.
    Place,
    /// A need with filters ticked, or said in words.
    Filter,
    /// Any of these, held out: nothing is tuned by it, and no bar counts it.
    HeldOut,
}

impl Kind {
    /// Every kind, in the order of the report.
    pub const ALL: [Self; 7] = [
        Self::Need,
        Self::Name,
        Self::Slip,
        Self::Begun,
        Self::Place,
        Self::Filter,
        Self::HeldOut,
    ];

    /// For people.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Need => "needs in plain words",
            Self::Name => "names",
            Self::Slip => "names with one slip",
            Self::Begun => "names half typed",
            Self::Place => "places",
            Self::Filter => "filters",
            Self::HeldOut => "held out",
        }
    }

    /// Whether it counts for the bars, and may be looked at when something is tuned.
    #[must_use]
    pub fn is_open(self) -> bool {
        self != Self::HeldOut
    }

    /// Whether one thing is meant, and should come first.
    #[must_use]
    pub fn is_known_item(self) -> bool {
        matches!(self, Self::Name | Self::Slip)
    }
}

/// One question and what answers it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Question {
    /// What sort.
    pub kind: Kind,
    /// As typed.
    pub text: String,
    /// The place that is asked for.
    pub near: Option<String>,
    /// Miles.
    pub radius: Option<f64>,
    /// A day of the week, in lower case.
    pub day: Option<String>,
    /// Only what is free.
    pub free: bool,
    /// For whom, in years.
    pub age: Option<u8>,
    /// Only what can be had online.
    pub online: bool,
    /// Grades from 1 to 3 by service; whatever is not here is 0.
    pub grades: BTreeMap<String, u8>,
    /// Services that must not be among the first: whoever asks this would be hurt to read them there.
    pub hurtful: BTreeSet<String>,
}

impl Question {
    /// As parameters of a search.
    #[must_use]
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = vec![("q", self.text.clone())];
        if self.kind == Kind::Begun {
            pairs.push(("typing", "true".to_owned()));
        }
        pairs.extend(self.near.clone().map(|near| ("near", near)));
        pairs.extend(self.radius.map(|miles| ("radius", miles.to_string())));
        pairs.extend(self.day.clone().map(|day| ("day", day)));
        pairs.extend(self.free.then(|| ("free", "true".to_owned())));
        pairs.extend(self.age.map(|age| ("age", age.to_string())));
        pairs.extend(self.online.then(|| ("how", "online".to_owned())));
        pairs
    }

    /// As words alone, for an engine that knows neither places nor filters.
    pub(super) fn as_plain_text(&self) -> String {
        let mut words = vec![self.text.as_str()];
        words.extend(self.near.as_deref());
        words.extend(self.day.as_deref());
        words.extend(self.free.then_some("free"));
        words.extend(self.online.then_some("online"));
        words.join(" ")
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Needs {
    need: Vec<Judged>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Places {
    place: Vec<Judged>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Filters {
    filter: Vec<Judged>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HeldOut {
    #[serde(rename = "held-out")]
    held_out: Vec<Judged>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KnownItems {
    known: Vec<Known>,
}

/// Several ways to ask for the same.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Judged {
    ask: Vec<String>,
    near: Option<String>,
    radius: Option<f64>,
    day: Option<String>,
    #[serde(default)]
    free: bool,
    age: Option<u8>,
    #[serde(default)]
    online: bool,
    grade3: Grade,
    grade2: Option<Grade>,
    grade1: Option<Grade>,
    hurtful: Option<Grade>,
}

/// What has a grade, or hurts, and why.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Grade {
    why: String,
    #[serde(default)]
    services: Vec<String>,
    #[serde(default)]
    themes: Vec<String>,
}

/// One thing and what people type for it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    q: String,
    slip: String,
    begun: String,
    services: Vec<String>,
    why: String,
}

/// Every question of every file.
pub(super) fn read(folder: &Path, facts: &Facts) -> anyhow::Result<Vec<Question>> {
    let mut questions = Vec::new();
    for known in parse::<KnownItems>(folder, "known.toml")?.known {
        questions.extend(of_known(known, facts)?);
    }
    let judged = [
        (Kind::Need, parse::<Needs>(folder, "needs.toml")?.need),
        (Kind::Place, parse::<Places>(folder, "places.toml")?.place),
        (
            Kind::Filter,
            parse::<Filters>(folder, "filters.toml")?.filter,
        ),
        (
            Kind::HeldOut,
            parse::<HeldOut>(folder, "held-out.toml")?.held_out,
        ),
    ];
    for (kind, judged) in judged {
        for one in judged {
            questions.extend(of_judged(kind, &one, facts)?);
        }
    }
    Ok(questions)
}

fn parse<T: DeserializeOwned>(folder: &Path, name: &str) -> anyhow::Result<T> {
    let path = folder.join(name);
    let text = std::fs::read_to_string(&path)
        .with_context(|| format!("could not read {}", path.display()))?;
    toml::from_str(&text).with_context(|| format!("could not understand {}", path.display()))
}

fn of_known(known: Known, facts: &Facts) -> anyhow::Result<Vec<Question>> {
    check(&known.q, &known.why, &known.services, facts)?;
    let grades: BTreeMap<String, u8> = known.services.into_iter().map(|id| (id, 3)).collect();
    let ways = [
        (Kind::Name, known.q),
        (Kind::Slip, known.slip),
        (Kind::Begun, known.begun),
    ];
    let question = |(kind, text)| Question {
        kind,
        text,
        grades: grades.clone(),
        ..Question::default()
    };
    Ok(ways.into_iter().map(question).collect())
}

fn of_judged(kind: Kind, judged: &Judged, facts: &Facts) -> anyhow::Result<Vec<Question>> {
    let Some(first) = judged.ask.first() else {
        bail!("a judgement asks nothing");
    };
    let by_grade = [
        (3, Some(&judged.grade3)),
        (2, judged.grade2.as_ref()),
        (1, judged.grade1.as_ref()),
    ];
    let mut grades = BTreeMap::new();
    // What is named by itself comes before what is named by its theme.
    for (value, grade) in by_grade {
        let Some(grade) = grade else { continue };
        check(first, &grade.why, &grade.services, facts)?;
        for id in &grade.services {
            if grades.insert(id.clone(), value).is_some() {
                bail!("{first:?} grades {id} twice");
            }
        }
    }
    for (value, grade) in by_grade {
        for theme in grade.into_iter().flat_map(|grade| &grade.themes) {
            for id in facts.of_theme(theme)? {
                grades.entry(id.to_owned()).or_insert(value);
            }
        }
    }
    let mut hurtful = BTreeSet::new();
    if let Some(named) = &judged.hurtful {
        check(first, &named.why, &named.services, facts)?;
        hurtful.extend(named.services.iter().cloned());
        for theme in &named.themes {
            hurtful.extend(facts.of_theme(theme)?.into_iter().map(str::to_owned));
        }
    }
    let question = |text: &String| Question {
        kind,
        text: text.clone(),
        near: judged.near.clone(),
        radius: judged.radius,
        day: judged.day.clone(),
        free: judged.free,
        age: judged.age,
        online: judged.online,
        grades: grades.clone(),
        hurtful: hurtful.clone(),
    };
    Ok(judged.ask.iter().map(question).collect())
}

fn check(text: &str, why: &str, services: &[String], facts: &Facts) -> anyhow::Result<()> {
    if why.trim().is_empty() {
        bail!("{text:?} has a grade without a reason");
    }
    match services.iter().find(|id| !facts.has(id)) {
        Some(unknown) => bail!("{text:?} names {unknown}, which is not in the facts"),
        None => Ok(()),
    }
}
