//! Whom to ring when little or nothing is found.

use serde::Deserialize;

use super::parsed;
use crate::vocabulary::VocabularyError;

pub(super) const BUILT_IN: &str = include_str!("../../../../fixtures/vocabulary/helplines.toml");

const EXAMPLE: &str =
    "[[helpline]] with name, call and about, and area = \"E09000022\" where it is local";

/// A line to ring.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Helpline {
    /// Who answers.
    pub name: String,
    /// The number, as people dial it.
    pub call: String,
    /// For whom and when, in a sentence.
    pub about: String,
    /// GSS code of the area it is for; none for everywhere.
    #[serde(default)]
    pub area: Option<String>,
}

/// All lines.
#[derive(Debug, Default)]
pub(crate) struct Helplines(Vec<Helpline>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default, rename = "helpline")]
    helplines: Vec<Helpline>,
}

impl Helplines {
    pub(super) fn read(file: &str, text: &str) -> Result<Self, VocabularyError> {
        parsed::<File>(file, text, EXAMPLE).map(|file| Self(file.helplines))
    }

    pub(super) fn count(&self) -> usize {
        self.0.len()
    }

    /// The lines for somebody who is in these areas, smallest first: the most local, then those for
    /// everywhere.
    pub(crate) fn of(&self, areas: &[String]) -> Vec<Helpline> {
        let of_area = |area: &String| {
            let local: Vec<&Helpline> = self
                .0
                .iter()
                .filter(|line| line.area.as_ref() == Some(area))
                .collect();
            (!local.is_empty()).then_some(local)
        };
        let local = areas.iter().find_map(of_area).unwrap_or_default();
        let everywhere = self.0.iter().filter(|line| line.area.is_none());
        local.into_iter().chain(everywhere).cloned().collect()
    }
}
