//! Post: the outbox as the worker of the binary sees it.
//!
//! A mail that could not be sent is tried again, later each time, for about a day; then it is kept
//! with its fault. What has been sent is forgotten but for its kind.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use store::OutgoingMail;
use uuid::Uuid;

use crate::{Directory, Error, MailKind};

/// Mails that are sent before the outbox is looked at again.
const BATCH: u64 = 50;
/// The first pause after a failure; each is twice the one before.
const FIRST_PAUSE: TimeDelta = TimeDelta::minutes(1);
/// Tries before a mail is given up: the last about 17 hours after the first.
const TRIES: i32 = 11;
/// Links to sign in are forgotten after this.
const FORGET_LINKS_AFTER: TimeDelta = TimeDelta::hours(24);

/// A letter that is to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Its id, for its `Message-ID`.
    pub id: Uuid,
    /// To whom.
    pub recipient: String,
    /// One line.
    pub subject: String,
    /// Plain text.
    pub body: String,
    /// What it is about; nothing where an earlier version wrote it.
    pub kind: Option<MailKind>,
    /// How often sending it has failed.
    attempts: i32,
}

impl Directory {
    /// Letters that are due, the oldest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn due_letters(&self) -> Result<Vec<Letter>, Error> {
        let due = self.store.due_mails(self.clock.now(), BATCH).await?;
        Ok(due.into_iter().map(letter_of).collect())
    }

    /// How many letters wait, due or not.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn letters_waiting(&self) -> Result<u64, Error> {
        Ok(self.store.waiting_mails().await?)
    }

    /// A letter has gone: what it said is forgotten.
    ///
    /// # Errors
    /// When the store cannot be written; it will then be sent again, under the same id.
    pub async fn letter_sent(&self, letter: &Letter) -> Result<(), Error> {
        let now = self.clock.now();
        let tx = self.store.begin().await?;
        tx.mail_sent(letter.id, now).await?;
        tx.forget_login_tokens(now - FORGET_LINKS_AFTER).await?;
        tx.commit().await?;
        Ok(())
    }

    /// A letter could not be sent. It is tried again, unless that is hopeless.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn letter_failed(
        &self,
        letter: &Letter,
        fault: &str,
        hopeless: bool,
    ) -> Result<(), Error> {
        let now = self.clock.now();
        let again =
            (!hopeless && letter.attempts + 1 < TRIES).then(|| next_try(letter.attempts, now));
        let tx = self.store.begin().await?;
        tx.mail_failed(letter.id, now, again, fault).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Waits until a letter was written, or `at_most` has passed.
    pub async fn letter_written(&self, at_most: Duration) {
        // Either is fine: another copy may have written one.
        let _ = tokio::time::timeout(at_most, self.mail.notified()).await;
    }

    pub(crate) fn ring_mail(&self) {
        self.mail.notify_one();
    }
}

fn next_try(attempts: i32, now: DateTime<Utc>) -> DateTime<Utc> {
    let doublings = u32::try_from(attempts.clamp(0, TRIES)).unwrap_or(0);
    now + FIRST_PAUSE * 2_i32.saturating_pow(doublings)
}

fn letter_of(mail: OutgoingMail) -> Letter {
    Letter {
        id: mail.id,
        recipient: mail.recipient,
        subject: mail.subject,
        body: mail.body,
        kind: MailKind::from_name(&mail.kind),
        attempts: mail.attempts,
    }
}
