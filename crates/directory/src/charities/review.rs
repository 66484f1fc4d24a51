//! Review: what the register says of each listing that names a charity number.
//!
//! Where it contradicts a listing, somebody is asked to look: a report, once for each listing and what is
//! wrong, however often the register is imported and whatever was answered. **Nothing is unpublished.**

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::charity::{Charity, CharityNumber, Finding};
use domain::identity::part_id;
use domain::kitemark::award::words as day;
use domain::listing::Listing;
use domain::report::{ANSWER_WITHIN, ReportKind, ReportState};
use domain::text::shortened;
use store::Report;
use uuid::Uuid;

use super::numbers::Numbers;
use super::numbers_of;
use crate::{Directory, Error};

/// Listings looked at together.
const BATCH: u64 = 500;
/// Characters of a name in a report.
const NAME: usize = 150;

/// What the register says of the numbers in listings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reviewed {
    /// It has the number under a name that is alike.
    pub confirmed: u64,
    /// The same, and the charity was removed.
    pub removed: u64,
    /// It has the number under another name.
    pub other_name: u64,
    /// It has no such number.
    pub unknown: u64,
    /// Reports that were made of it now.
    pub reports: u64,
    /// Listings that show something else than before.
    pub changed: u64,
}

impl Directory {
    /// Looks at every listing that names a charity number. Those with a number in `changed`, or all, get
    /// a new version.
    pub(super) async fn review_charities(
        &self,
        as_of: NaiveDate,
        changed: Option<&Numbers>,
    ) -> Result<Reviewed, Error> {
        let mut reviewed = Reviewed::default();
        let mut after = None;
        loop {
            let listings = self.store.visible_listings(after, BATCH).await?;
            let Some(last) = listings.last() else {
                return Ok(reviewed);
            };
            after = Some(last.id);
            let named: Vec<(&Listing, Vec<CharityNumber>)> = listings
                .iter()
                .map(|listing| (listing, distinct_numbers(listing)))
                .filter(|(_, numbers)| !numbers.is_empty())
                .collect();
            if !named.is_empty() {
                self.review_batch(&named, as_of, changed, &mut reviewed)
                    .await?;
            }
        }
    }

    async fn review_batch(
        &self,
        named: &[(&Listing, Vec<CharityNumber>)],
        as_of: NaiveDate,
        changed: Option<&Numbers>,
        reviewed: &mut Reviewed,
    ) -> Result<(), Error> {
        let numbers: Vec<CharityNumber> = named.iter().flat_map(|(_, n)| n.clone()).collect();
        let entries: HashMap<CharityNumber, Charity> = self
            .store
            .charities(&numbers)
            .await?
            .into_iter()
            .map(|entry| (entry.number, entry))
            .collect();
        let now = self.clock.now();
        let mut reports = Vec::new();
        let mut newer: Vec<Uuid> = Vec::new();
        for (listing, numbers) in named {
            for number in numbers {
                let found = Found::of(listing, *number, entries.get(number));
                reviewed.count(found.finding);
                reports.extend(found.report(as_of, now));
                if changed.is_none_or(|changed| changed.has(*number)) {
                    newer.push(listing.id);
                }
            }
        }
        newer.dedup();
        let tx = self.store.begin().await?;
        let ids: Vec<Uuid> = reports.iter().map(|report| report.id).collect();
        let known = tx.known_reports(&ids).await?;
        for report in reports.iter().filter(|report| !known.contains(&report.id)) {
            tx.add_report(report).await?;
            reviewed.reports += 1;
        }
        self.republish(&tx, &newer, now).await?;
        tx.commit().await?;
        reviewed.changed += newer.len() as u64;
        Ok(())
    }
}

/// The numbers that a listing gives, each once.
fn distinct_numbers(listing: &Listing) -> Vec<CharityNumber> {
    let mut numbers: Vec<CharityNumber> = numbers_of(&listing.service).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

impl Reviewed {
    fn count(&mut self, finding: Finding) {
        *match finding {
            Finding::Confirmed => &mut self.confirmed,
            Finding::Removed => &mut self.removed,
            Finding::OtherName => &mut self.other_name,
            Finding::Unknown => &mut self.unknown,
        } += 1;
    }
}

/// One number of a listing, and what the register says of it.
struct Found<'a> {
    listing: &'a Listing,
    run_by: String,
    number: CharityNumber,
    entry: Option<&'a Charity>,
    finding: Finding,
}

impl<'a> Found<'a> {
    fn of(listing: &'a Listing, number: CharityNumber, entry: Option<&'a Charity>) -> Self {
        let organization = listing.service.organization.as_ref();
        let name = organization.map_or("", |organization| organization.name.as_str());
        Self {
            listing,
            run_by: shortened(name, NAME),
            number,
            entry,
            finding: Finding::of(name, entry),
        }
    }

    /// What somebody should look at. Its id is made of what it is about, so that it is made once.
    fn report(&self, as_of: NaiveDate, now: DateTime<Utc>) -> Option<Report> {
        let Self { run_by, number, .. } = self;
        let register = format!("the Charity Commission’s register of {}", day(as_of));
        let name = self.entry.map(|entry| shortened(&entry.name, NAME));
        let name = name.unwrap_or_default();
        let (about, words) = match self.finding {
            Finding::Confirmed => return None,
            Finding::Removed => {
                let on = self.entry.and_then(|entry| entry.removed_on);
                let when = on.map(|on| format!(" on {}", day(on))).unwrap_or_default();
                (
                    format!("removed/{}", on.unwrap_or_default()),
                    format!(
                        "By {register}, charity {number} ({name}) was removed{when}. This entry names it as who runs the service. Nothing has been changed for it: please look whether the service still runs, and who runs it now."
                    ),
                )
            }
            Finding::OtherName => (
                "another-name".to_owned(),
                format!(
                    "This entry gives charity number {number} for {run_by}. By {register} that is the number of {name}. The number is not shown and not passed on while the names are not alike: please put right whichever is wrong."
                ),
            ),
            Finding::Unknown => (
                "unknown".to_owned(),
                format!(
                    "This entry gives charity number {number} for {run_by}. No charity has that number by {register}. The number is not shown and not passed on: please look for the right one."
                ),
            ),
        };
        Some(Report {
            id: part_id(
                self.listing.id,
                "charity-review",
                &format!("{number}/{about}"),
            ),
            listing: self.listing.id,
            kind: ReportKind::Problem,
            words,
            reporter: None,
            created_at: now,
            answer_by: now + ANSWER_WITHIN,
            state: ReportState::Open,
            answer: None,
            answered_by: None,
            answered_at: None,
        })
    }
}
