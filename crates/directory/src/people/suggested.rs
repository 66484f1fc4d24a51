//! A mail to those who speak for groups: others newly say something else, take it or keep yours.
//!
//! One mail tells a person of all that waits for them, at most once a week, and only when something in
//! it is newer than the mail before: what they have been told of once they are not told of again.
//! **The mail changes nothing, and its link only leads to where it can be answered.**

use chrono::{DateTime, TimeDelta, Utc};
use domain::authority::{Actor, Grant, Person};
use domain::listing::Field;
use store::Account;
use uuid::Uuid;

use super::mails::Letter;
use crate::edits::SuggestionView;
use crate::{Directory, Error};

/// Two such mails to one person are so far apart at least.
const APART: TimeDelta = TimeDelta::days(7);
/// Mails in one pass, so that a mail server is not flooded; the next pass goes on.
const MAILS_IN_A_PASS: usize = 200;

impl Directory {
    /// Tells those who speak for groups what others newly say of their listings, where they have not
    /// been told yet; how many mails were written. As often as one likes.
    ///
    /// # Errors
    /// When the store cannot be read or written; those who were told until then were told.
    pub async fn tell_suggestions(&self) -> Result<usize, Error> {
        let mut stewards: Vec<Uuid> = self
            .store
            .holders_of("steward")
            .await?
            .into_iter()
            .map(|held| held.account)
            .collect();
        stewards.sort_unstable();
        stewards.dedup();
        let mut mails = 0;
        for account in stewards {
            if mails == MAILS_IN_A_PASS {
                break;
            }
            if self.tell_suggestions_to(account).await? {
                mails += 1;
            }
        }
        if mails > 0 {
            self.ring_mail();
        }
        Ok(mails)
    }

    async fn tell_suggestions_to(&self, account: Uuid) -> Result<bool, Error> {
        let people = self.people()?;
        let now = self.clock.now();
        let before = self.store.suggestion_mail_of(account).await?;
        if !may_write(before, now) {
            return Ok(false);
        }
        let Some(row) = self.store.account(account).await?.filter(|row| !row.erased) else {
            return Ok(false);
        };
        let waiting = self.my_suggestions(&self.steward(&row).await?).await?;
        let is_news = |waits: &SuggestionView| before.is_none_or(|before| waits.since > before);
        if !waiting.iter().any(is_news) {
            return Ok(false);
        }
        let lines: Vec<String> = waiting.iter().map(line).collect();
        let of_one = waiting
            .iter()
            .all(|other| other.listing == waiting[0].listing);
        let path = if of_one {
            format!("/listings/{}/suggestions", waiting[0].slug)
        } else {
            "/account".to_owned()
        };
        let letter = Letter::Suggested {
            lines: &lines,
            path: &path,
        };
        let tx = self.store.begin().await?;
        // Another copy may have written since.
        if !may_write(tx.suggestion_mail_of(account).await?, now) {
            return Ok(false);
        }
        tx.put_suggestion_mail(account, now).await?;
        tx.add_mail(&people.mail(self.new_id()?, &row.email, &letter, now))
            .await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Somebody as the one who speaks for their groups, and nothing else.
    async fn steward(&self, account: &Account) -> Result<Actor, Error> {
        let mut grants = self.grants(account.id).await?;
        grants.retain(|grant| matches!(grant, Grant::Steward { .. }));
        Ok(Actor::Person(Person {
            account: account.id,
            grants,
            second_factor: false,
        }))
    }
}

fn may_write(before: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    before.is_none_or(|before| before + APART <= now)
}

/// "Lunch club: Camden's directory now says 020 7946 0123".
fn line(waits: &SuggestionView) -> String {
    let theirs = &waits.theirs;
    let numbers = theirs.phones.iter().map(|phone| phone.number.clone());
    let said = match waits.field {
        Field::Name => Some(theirs.name.clone()),
        Field::Url => theirs.url.clone(),
        Field::Email => theirs.email.clone(),
        Field::Phones => Some(numbers.collect::<Vec<_>>().join(", ")),
        _ => None,
    };
    let says = said
        .filter(|said| !said.is_empty())
        .unwrap_or_else(|| format!("something else about {}", about(waits.field)));
    format!("{}: {} now says {says}", waits.name, waits.source.name)
}

fn about(field: Field) -> &'static str {
    match field {
        Field::Status => "whether it is open",
        Field::Organization => "who runs it",
        Field::ServiceAtLocations => "where it is",
        Field::Schedules | Field::HoursText => "when it is",
        Field::CostOptions => "what it costs",
        Field::Eligibility => "who can come",
        Field::Capacity => "whether it takes new people",
        _ => "it",
    }
}
