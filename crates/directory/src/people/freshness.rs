//! "Are your details still right?": asked by mail, answered with one button.
//!
//! One mail to a person tells of all their listings. Its link opens a page with a button; the link
//! itself changes nothing, and stands for the person in this one thing only: whoever has stopped
//! speaking for the group confirms nothing with it. What is due and how far mails are apart is for
//! `domain::freshness`.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use domain::authority::{Actor, Grant, Object, Person, Verb};
use domain::freshness::{self, Asked, BUNDLED_WITHIN, GroupsWord, LINK_LIFETIME};
use domain::listing::Listing;
use domain::sign_in::{Secret, hash};
use store::{Confirmation, Reminder, WriteTx};
use uuid::Uuid;

use super::mails::Letter;
use super::sessions::own;
use super::{allow, note};
use crate::ingest::{Book, fingerprint};
use crate::{Directory, Error};

/// Listings of one organization that are asked about.
const LISTINGS_LOOKED_AT: u64 = 200;
/// Mails in one pass, so that a mail server is not flooded; the next pass goes on.
const MAILS_IN_A_PASS: usize = 200;

/// What a pass did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reminded {
    /// Mails that were written.
    pub mails: usize,
    /// Listings of which readers are told from now on that nobody has confirmed them.
    pub unanswered: usize,
}

/// A listing, for whoever is asked about it.
#[derive(Debug, Clone, PartialEq)]
pub struct AskedAbout {
    /// What it says now.
    pub listing: Listing,
    /// The organization's name.
    pub organization: String,
}

/// What came of a confirmation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Confirmed {
    /// How many listings are confirmed.
    pub confirmed: usize,
    /// Names of those that said something else by then, and are not.
    pub changed: Vec<String>,
}

/// A steward, with the organizations that they speak for and since when.
type Stewards = BTreeMap<Uuid, Vec<(Uuid, DateTime<Utc>)>>;

impl Directory {
    /// Asks those who speak for organizations whether their listings are still right, where that is
    /// due, and tells readers where there was no answer. As often as one likes: what has been asked
    /// is not asked again before its time.
    ///
    /// # Errors
    /// When the store cannot be read or written; those who were asked until then were asked.
    pub async fn remind(&self) -> Result<Reminded, Error> {
        let mut stewards = Stewards::new();
        for held in self.store.holders_of("steward").await? {
            if let Grant::Steward { organization } = held.grant {
                let theirs = stewards.entry(held.account).or_default();
                theirs.push((organization, held.granted_at));
            }
        }
        let mut mails = 0;
        for (account, organizations) in stewards {
            if mails == MAILS_IN_A_PASS {
                break;
            }
            if self.remind_one(account, &organizations).await? {
                mails += 1;
            }
        }
        if mails > 0 {
            self.ring_mail();
        }
        Ok(Reminded {
            mails,
            unanswered: self.tell_of_silence().await?,
        })
    }

    /// The listings that a mail asked about, for the page that its link opens; `None` for a link that
    /// is too old or none of ours. Mail scanners open it too: nothing changes.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn look_at_reminder(&self, link: &str) -> Result<Option<Vec<AskedAbout>>, Error> {
        match self.asked_person(link).await? {
            Some(actor) => Ok(Some(self.listings_to_confirm(&actor).await?)),
            None => Ok(None),
        }
    }

    /// The listings that whoever asks may confirm, by name.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] for anybody.
    pub async fn listings_to_confirm(&self, actor: &Actor) -> Result<Vec<AskedAbout>, Error> {
        own(actor)?;
        let grants = match actor {
            Actor::Person(person) => &person.grants,
            Actor::Program(program) => &program.grants,
            Actor::Anybody | Actor::Operator => return Ok(Vec::new()),
        };
        let mut found = Vec::new();
        for grant in grants {
            let Grant::Steward { organization } = grant else {
                continue;
            };
            let name = self.organization_name(*organization).await?;
            let listings = self
                .store
                .listings_of_organization(*organization, LISTINGS_LOOKED_AT)
                .await?;
            found.extend(listings.into_iter().map(|listing| AskedAbout {
                listing,
                organization: name.clone(),
            }));
        }
        found.sort_by(|a, b| {
            let key = |asked: &AskedAbout| (asked.listing.service.name.clone(), asked.listing.id);
            key(a).cmp(&key(b))
        });
        Ok(found)
    }

    /// Says that listings are right as their versions say, by the link of a mail.
    ///
    /// # Errors
    /// [`Error::Forbidden`] when the link is too old or none of ours, or they are not theirs.
    pub async fn confirm_by_link(
        &self,
        link: &str,
        shown: &[(Uuid, i64)],
    ) -> Result<Confirmed, Error> {
        let actor = self.asked_person(link).await?.ok_or_else(|| {
            Error::Forbidden(format!(
                "this link works for {} days and while you speak for the group; sign in instead",
                LINK_LIFETIME.num_days()
            ))
        })?;
        self.confirm_listings(&actor, shown).await
    }

    /// Says that listings are right as these versions of them say. A listing that says something else
    /// by now is left alone.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] for anybody; [`Error::NotFound`]; [`Error::Forbidden`] for whoever
    /// does not speak for the organization: then none is confirmed.
    pub async fn confirm_listings(
        &self,
        actor: &Actor,
        shown: &[(Uuid, i64)],
    ) -> Result<Confirmed, Error> {
        own(actor)?;
        for (id, _) in shown {
            let organization = self.store.organization_of_listing(*id).await?;
            let object = Object {
                organization,
                ..Object::default()
            };
            allow(actor, Verb::ConfirmListing, &object)?;
        }
        let now = self.clock.now();
        let tx = self.store.begin().await?;
        let ids: Vec<Uuid> = shown.iter().map(|(id, _)| *id).collect();
        let listings: HashMap<Uuid, Listing> = tx
            .listings(&ids)
            .await?
            .into_iter()
            .map(|listing| (listing.id, listing))
            .collect();
        let mut outcome = Confirmed::default();
        let mut rows = Vec::new();
        for (id, version) in shown {
            let listing = listings.get(id).ok_or_else(|| Error::NotFound {
                what: "listing",
                name: id.to_string(),
            })?;
            if listing.version == *version && listing.status.is_visible() {
                rows.push(confirmation(actor, listing, self.local_now().date()));
            } else {
                outcome.changed.push(listing.service.name.clone());
            }
        }
        outcome.confirmed = rows.len();
        self.keep_confirmations(&tx, actor, &rows, now).await?;
        tx.commit().await?;
        self.ring();
        Ok(outcome)
    }

    async fn keep_confirmations(
        &self,
        tx: &WriteTx,
        actor: &Actor,
        rows: &[Confirmation],
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        tx.put_confirmations(rows).await?;
        if let Some(account) = actor.account().filter(|_| !rows.is_empty()) {
            tx.answer_reminders(account, now).await?;
        }
        let ids: Vec<Uuid> = rows.iter().map(|row| row.listing).collect();
        for id in &ids {
            note(
                tx,
                actor,
                "confirm_listing",
                format!("listing {id}"),
                None,
                now,
            )
            .await?;
        }
        let book = Book::read(tx).await?;
        self.refold(tx, ids, &book, now).await
    }

    /// The person whom a mail asked, as they are now: with the roles that they have now, and too weak
    /// for any that needs a second factor.
    async fn asked_person(&self, link: &str) -> Result<Option<Actor>, Error> {
        let now = self.clock.now();
        let reminder = self.store.reminder(&hash(link)).await?;
        let Some(reminder) = reminder.filter(|reminder| now < reminder.expires_at) else {
            return Ok(None);
        };
        let account = self.store.account(reminder.account).await?;
        let Some(account) = account.filter(|account| !account.erased) else {
            return Ok(None);
        };
        Ok(Some(Actor::Person(Person {
            account: account.id,
            grants: self.grants(account.id).await?,
            second_factor: false,
        })))
    }

    /// Writes to one person, if something of theirs is due; `false` when not.
    async fn remind_one(
        &self,
        account: Uuid,
        organizations: &[(Uuid, DateTime<Utc>)],
    ) -> Result<bool, Error> {
        let people = self.people()?;
        let now = self.clock.now();
        if !may_write(&self.store.reminders_of(account).await?, now) {
            return Ok(false);
        }
        let Some(row) = self.store.account(account).await?.filter(|row| !row.erased) else {
            return Ok(false);
        };
        let mut due = Vec::new();
        for (organization, since) in organizations {
            let listings = self
                .store
                .listings_of_organization(*organization, LISTINGS_LOOKED_AT)
                .await?;
            due.extend(
                listings
                    .into_iter()
                    .map(|listing| (freshness::due_at(&listing, *since), listing)),
            );
        }
        if !due.iter().any(|(at, _)| *at <= now) {
            return Ok(false);
        }
        let mut asked: Vec<Listing> = due
            .into_iter()
            .filter(|(at, _)| *at <= now + BUNDLED_WITHIN)
            .map(|(_, listing)| listing)
            .collect();
        asked.sort_by(|a, b| (&a.service.name, a.id).cmp(&(&b.service.name, b.id)));
        let link = Secret::new(people.chance.as_ref());
        let path = format!("/still-right/{}", link.reveal());
        let lines: Vec<(&str, Option<NaiveDate>)> = asked
            .iter()
            .map(|listing| (listing.service.name.as_str(), listing.last_confirmed))
            .collect();
        let letter = Letter::StillRight {
            listings: &lines,
            path: &path,
        };
        let tx = self.store.begin().await?;
        // Another copy may have written since.
        if !may_write(&tx.reminders_of(account).await?, now) {
            return Ok(false);
        }
        tx.add_reminder(&Reminder {
            id: self.new_id()?,
            account,
            link_hash: link.hash(),
            asked_at: now,
            expires_at: now + LINK_LIFETIME,
            answered_at: None,
        })
        .await?;
        count_question(&tx, &asked, now).await?;
        tx.add_mail(&people.mail(self.new_id()?, &row.email, &letter, now))
            .await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Tells readers of listings about which questions have stayed unanswered; how many.
    async fn tell_of_silence(&self) -> Result<usize, Error> {
        let now = self.clock.now();
        let silent = self.store.unanswered(now).await?;
        if silent.is_empty() {
            return Ok(0);
        }
        let ids: Vec<Uuid> = silent.iter().map(|row| row.listing).collect();
        let tx = self.store.begin().await?;
        let listings: HashMap<Uuid, Listing> = tx
            .listings(&ids)
            .await?
            .into_iter()
            .map(|listing| (listing.id, listing))
            .collect();
        let rows: Vec<Confirmation> = silent
            .into_iter()
            .map(|row| silenced(row, &listings))
            .collect();
        tx.put_confirmations(&rows).await?;
        let book = Book::read(&tx).await?;
        let told = rows
            .iter()
            .filter(|row| row.word.unanswered_since.is_some());
        let told: Vec<Uuid> = told.map(|row| row.listing).collect();
        let count = told.len();
        self.refold(&tx, told, &book, now).await?;
        tx.commit().await?;
        self.ring();
        Ok(count)
    }
}

/// Whether somebody to whom these mails went, the newest first, may be written to.
fn may_write(reminders: &[Reminder], now: DateTime<Utc>) -> bool {
    reminders.first().is_none_or(|last| {
        let unanswered = reminders
            .iter()
            .take_while(|reminder| reminder.answered_at.is_none())
            .count();
        let unanswered = u32::try_from(unanswered).unwrap_or(u32::MAX);
        freshness::next_mail(last.asked_at, unanswered) <= now
    })
}

/// Remembers that there was a question about each of these.
async fn count_question(
    tx: &WriteTx,
    listings: &[Listing],
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let ids: Vec<Uuid> = listings.iter().map(|listing| listing.id).collect();
    let mut known = tx.confirmations(&ids).await?;
    let rows: Vec<Confirmation> = listings
        .iter()
        .map(|listing| {
            let known = known.remove(&listing.id).unwrap_or(Confirmation {
                listing: listing.id,
                word: GroupsWord::default(),
                confirmed_by: None,
                asked: None,
            });
            let open = known.asked.filter(|asked| is_open(asked, listing));
            Confirmation {
                asked: Some(Asked {
                    first: open.map_or(now, |asked| asked.first),
                    last: now,
                    times: open.map_or(1, |asked| asked.times + 1),
                }),
                ..known
            }
        })
        .collect();
    tx.put_confirmations(&rows).await?;
    Ok(())
}

fn confirmation(actor: &Actor, listing: &Listing, today: NaiveDate) -> Confirmation {
    Confirmation {
        listing: listing.id,
        word: GroupsWord {
            confirmed: Some((today, fingerprint(&listing.service))),
            unanswered_since: None,
        },
        confirmed_by: actor.account(),
        asked: None,
    }
}

/// Whether a question is open: it may have been answered in another way, by an edit or at a source.
fn is_open(asked: &Asked, listing: &Listing) -> bool {
    listing
        .last_confirmed
        .is_none_or(|day| day < asked.first.date_naive())
}

/// Nobody has confirmed it since it last was, or since the first question; or the question is closed.
fn silenced(row: Confirmation, listings: &HashMap<Uuid, Listing>) -> Confirmation {
    let listing = listings.get(&row.listing);
    let open = row
        .asked
        .filter(|asked| listing.is_some_and(|listing| is_open(asked, listing)));
    if open.is_none() {
        return Confirmation { asked: None, ..row };
    }
    let confirmed = listing.and_then(|listing| listing.last_confirmed);
    let asked = open.map(|asked| asked.first.date_naive());
    Confirmation {
        word: GroupsWord {
            unanswered_since: confirmed.or(asked),
            ..row.word
        },
        ..row
    }
}
