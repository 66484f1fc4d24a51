//! What is known of a page from the runs before, and whether it still holds.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use directory::{PageMemory, Run};
use domain::statement::content_hash;
use formats::Link;
use serde::{Deserialize, Serialize};

use crate::client::{Answer, Validators};
use crate::frontier::Stop;

/// A record that its list says is as it was is none the less read again after this long.
const READ_AGAIN_AFTER: TimeDelta = TimeDelta::days(30);

/// What is kept with a page for the next time.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Kept {
    /// Where it led.
    pub(super) links: Vec<Link>,
    /// The category words that led to it.
    pub(super) terms: BTreeSet<String>,
    /// How it was read: another profile, or another version of this program, reads it anew.
    #[serde(default)]
    pub(super) reading: String,
    /// It was cut off, so that it has to be read again.
    #[serde(default)]
    pub(super) partial: bool,
    /// How new its list said that it was.
    #[serde(default)]
    pub(super) version: Option<String>,
    /// When it was read.
    #[serde(default)]
    pub(super) read_at: Option<DateTime<Utc>>,
    /// It had changed under an entity tag that had not: its tags are not believed.
    #[serde(default)]
    pub(super) tags_lie: bool,
}

/// What is known of a page.
#[derive(Default)]
pub(super) struct Known {
    /// What was kept with it, where that still holds.
    pub(super) kept: Kept,
    /// The memory itself, where that still holds.
    memory: Option<PageMemory>,
    /// It was read to its end before, whatever has become of that.
    pub(super) whole: bool,
}

impl Known {
    /// What of a memory holds: what was read with other words, in another way, or not to its end
    /// does not.
    pub(super) fn of(memory: Option<PageMemory>, stop: &Stop, reading: &str) -> Self {
        let Some(memory) = memory else {
            return Self::default();
        };
        let kept: Kept = serde_json::from_value(memory.links.clone()).unwrap_or_default();
        let whole = !kept.partial;
        if whole && kept.terms == stop.terms && kept.reading == reading {
            Self {
                kept,
                memory: Some(memory),
                whole,
            }
        } else {
            Self {
                whole,
                ..Self::default()
            }
        }
    }

    /// The same for a source whose pieces are not remembered with their pages: nothing holds.
    pub(super) fn without_memory(self) -> Self {
        Self {
            whole: self.whole,
            ..Self::default()
        }
    }

    /// Whether its list says that it is as it was, and it was read not too long ago.
    pub(super) fn is_as_listed(&self, stop: &Stop, run: &Run) -> bool {
        let (Some(listed), Some(known), Some(read_at)) =
            (&stop.version, &self.kept.version, self.kept.read_at)
        else {
            return false;
        };
        listed == known && run.started_at - read_at < READ_AGAIN_AFTER && !self.done_in_run()
    }

    /// Whether this run has read it already, before it broke off.
    pub(super) fn done_in_run(&self) -> bool {
        self.memory
            .as_ref()
            .is_some_and(|memory| memory.done_in_run)
    }

    /// The hash of its body; empty when there is none.
    pub(super) fn body_hash(&self) -> String {
        self.memory
            .as_ref()
            .and_then(|memory| memory.body_hash.clone())
            .unwrap_or_default()
    }

    /// What to ask the server with: nothing where its tags are not believed.
    pub(super) fn validators(&self) -> Validators {
        self.memory
            .as_ref()
            .filter(|_| !self.kept.tags_lie)
            .map_or_else(Validators::default, |memory| Validators {
                etag: memory.etag.clone(),
                last_modified: memory.last_modified.clone(),
            })
    }

    /// Whether its tags are not to be believed: an answer came with the same tag for another body, now
    /// or ever before.
    pub(super) fn tags_lie(&self, answer: &Answer) -> bool {
        let told = self.validators().etag;
        let same_tag = told.is_some() && told == answer.validators.etag;
        self.kept.tags_lie || (same_tag && self.body_hash() != content_hash(&answer.body))
    }
}
