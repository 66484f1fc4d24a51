//! Keeping marks true while time passes: reminders, falling back, lapsing.
//!
//! It looks at every open award and at what day it is, not at what it did last: after a pause it
//! sends the one reminder that counts now, and lets fall what has ended meanwhile.

use domain::authority::Actor;
use domain::kitemark::award::{AwardState, reminder_due, standing};
use store::{KitemarkAward, WriteTx};

use super::letters::{self, Words};
use crate::people::note;
use crate::{Directory, Error};

/// Awards looked at in one read.
const BATCH: u64 = 500;

/// What one look came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MarksKept {
    /// Reminders that were written.
    pub reminded: usize,
    /// Awards that fell to a lower tier.
    pub fallen: usize,
    /// Awards whose last tier ended.
    pub lapsed: usize,
}

enum Due {
    Reminder(u16),
    Fall(usize),
    Lapse,
}

impl Directory {
    /// Does what the day asks for, once, however often and on however many copies it is called.
    ///
    /// # Errors
    /// When the store cannot be read or written; what was done stays done.
    pub async fn keep_marks(&self) -> Result<MarksKept, Error> {
        let mut kept = MarksKept::default();
        let mut after = None;
        loop {
            let awards = self.store.open_awards(after, BATCH).await?;
            let Some(last) = awards.last() else {
                return Ok(kept);
            };
            after = Some(last.id);
            for award in awards {
                let Some(due) = self.due(&award).await? else {
                    continue;
                };
                match self.do_due(award, &due).await {
                    Ok(()) => match due {
                        Due::Reminder(_) => kept.reminded += 1,
                        Due::Fall(_) => kept.fallen += 1,
                        Due::Lapse => kept.lapsed += 1,
                    },
                    // Another copy, or a person, was quicker: the next look decides again.
                    Err(Error::Conflict(_)) => {}
                    Err(error) => return Err(error),
                }
            }
        }
    }

    async fn due(&self, award: &KitemarkAward) -> Result<Option<Due>, Error> {
        let scheme = self
            .kitemark_scheme_of(&award.scheme, award.scheme_version)
            .await?;
        let today = self.local_now().date();
        Ok(match standing(&award.rungs, scheme.grace_days, today) {
            None => Some(Due::Lapse),
            Some(now) if now.at > award.rung => Some(Due::Fall(now.at)),
            Some(now) if award.state == AwardState::Holds => {
                reminder_due(now.rung.until, today, award.reminded).map(Due::Reminder)
            }
            Some(_) => None,
        })
    }

    async fn do_due(&self, award: KitemarkAward, due: &Due) -> Result<(), Error> {
        let now = self.clock.now();
        let scheme = self
            .kitemark_scheme_of(&award.scheme, award.scheme_version)
            .await?;
        let name = self.organization_name(award.organization).await?;
        let was_public = award.state == AwardState::Holds;
        let at = match due {
            Due::Fall(at) => *at,
            _ => award.rung,
        };
        let rung = award.rungs.get(at).cloned();
        let tier = rung.as_ref().map_or("", |rung| {
            scheme
                .tier(&rung.tier)
                .map_or(rung.tier.as_str(), |(_, tier)| tier.name.as_str())
        });
        let until = rung.as_ref().map(|rung| rung.until).unwrap_or_default();
        let left = (until - self.local_now().date()).num_days();
        let (letter, action) = match due {
            Due::Reminder(_) => (letters::reminder(&name, tier, until, left), "remind"),
            Due::Fall(_) => (letters::fallen(&name, tier, until), "fall"),
            Due::Lapse => (letters::lapsed(&name), "lapse"),
        };
        let award = KitemarkAward {
            state: match due {
                Due::Lapse => AwardState::Lapsed,
                _ => award.state,
            },
            rung: at,
            reminded: match due {
                Due::Reminder(days) => Some(*days),
                _ => None,
            },
            changed_at: now,
            version: award.version + 1,
            ..award
        };
        let tx = self.store.begin().await?;
        tx.update_award(&award).await?;
        let changes_public = was_public && !matches!(due, Due::Reminder(_));
        if changes_public {
            tx.touch_marked(award.organization, now).await?;
        }
        let object = format!("kitemark award {}", award.id);
        note(&tx, &Actor::Operator, action, object, None, now).await?;
        if was_public || matches!(due, Due::Lapse) {
            self.write_to_group(&tx, &award, &letter).await?;
        }
        tx.commit().await?;
        self.ring_mail();
        if changes_public {
            self.ring();
        }
        Ok(())
    }

    async fn write_to_group(
        &self,
        tx: &WriteTx,
        award: &KitemarkAward,
        letter: &Words,
    ) -> Result<(), Error> {
        let group = self.group_of(tx, award.organization).await?;
        self.post(tx, &group, letter, "/account", award.changed_at)
            .await
    }
}
