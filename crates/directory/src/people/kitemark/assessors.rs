//! Assessors: what waits for whom, and whom to tell.

use chrono::{DateTime, Utc};
use domain::authority::{Actor, Grant, Verb};
use domain::kitemark::application::ApplicationState;
use store::{KitemarkApplication, OutgoingMail, WriteTx};
use uuid::Uuid;

use super::letters::Words;
use super::stepping::Case;
use super::view::ApplicationView;
use crate::people::allow;
use crate::people::mails::Letter;
use crate::{Directory, Error};

/// Applications that are looked through for those that wait for somebody.
const QUEUE_PAGE: u64 = 500;

impl Directory {
    /// The applications that whoever asks could decide on now, and the awards that were drawn for
    /// checking, the oldest first.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] for anybody.
    pub async fn applications_to_assess(
        &self,
        actor: &Actor,
    ) -> Result<Vec<ApplicationView>, Error> {
        if *actor == Actor::Anybody {
            return Err(Error::Unauthenticated("sign in first".to_owned()));
        }
        let waiting = [
            ApplicationState::Submitted,
            ApplicationState::SecondReading,
            ApplicationState::Appealed,
        ];
        let mut found = self.store.applications_in(&waiting, QUEUE_PAGE).await?;
        for award in self.store.awards_to_check(QUEUE_PAGE).await? {
            found.extend(self.store.application(award.application).await?);
        }
        found.sort_by_key(|one: &KitemarkApplication| (one.changed_at, one.id));
        let mut views = Vec::new();
        for application in found {
            let case = self.case_of(application).await?;
            let verb = if case.application.state == ApplicationState::SecondReading {
                Verb::SecondReading
            } else {
                Verb::AssessApplication
            };
            if allow(actor, verb, &case.object).is_ok() && !case.waits_for_buddy() {
                views.push(self.application_view(actor, case).await?);
            }
        }
        Ok(views)
    }

    /// Addresses of the stewards of an organization.
    pub(super) async fn group_of(
        &self,
        tx: &WriteTx,
        organization: Uuid,
    ) -> Result<Vec<String>, Error> {
        let stewards = tx.stewards_of(organization).await?;
        let accounts = stewards.into_iter().map(|held| held.account).collect();
        self.addresses(tx, accounts).await
    }

    /// Addresses of the assessors who may decide on a case as it now stands.
    pub(super) async fn assessors_of(
        &self,
        tx: &WriteTx,
        case: &Case,
    ) -> Result<Vec<String>, Error> {
        let readers = domain::kitemark::application::barred(
            case.application.state,
            &case.application.history,
        );
        let stewards = tx.stewards_of(case.application.organization).await?;
        let mut accounts = Vec::new();
        for held in tx.role_holders("assessor").await? {
            let is_for = match &held.grant {
                Grant::Assessor { scheme, area } => {
                    *scheme == case.scheme.id
                        && area
                            .as_ref()
                            .is_none_or(|area| case.object.areas.contains(area))
                }
                _ => false,
            };
            let has_a_part = stewards.iter().any(|one| one.account == held.account);
            if is_for && !has_a_part && !readers.contains(&held.account) {
                accounts.push(held.account);
            }
        }
        self.addresses(tx, accounts).await
    }

    async fn addresses(&self, tx: &WriteTx, accounts: Vec<Uuid>) -> Result<Vec<String>, Error> {
        let mut addresses = Vec::new();
        for account in accounts {
            let account = tx.account(account).await?;
            addresses.extend(account.filter(|row| !row.erased).map(|row| row.email));
        }
        addresses.sort();
        addresses.dedup();
        Ok(addresses)
    }

    /// Writes a letter to each.
    pub(super) async fn post(
        &self,
        tx: &WriteTx,
        to: &[String],
        words: &Words,
        path: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let people = self.people()?;
        for address in to {
            let text = format!(
                "{}\n\nYou see it at {}{path}",
                words.text, people.public_url
            );
            let letter = Letter::Kitemark {
                kind: words.kind,
                subject: &words.subject,
                text: &text,
            };
            let mail: OutgoingMail = people.mail(self.new_id()?, address, &letter, now);
            tx.add_mail(&mail).await?;
        }
        Ok(())
    }
}
