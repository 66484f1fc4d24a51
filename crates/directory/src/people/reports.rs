//! Reports: anybody tells what is wrong with a listing, and whoever looks after it answers.
//!
//! A report in words changes nothing when it is accepted: whoever agrees puts the listing right. One
//! that names a field and its value is said at first hand when it is accepted (`edits::corrections`).

use chrono::{DateTime, Utc};
use domain::authority::{Actor, Grant, Object, Verb};
use domain::listing::Listing;
use domain::report::{
    ANSWER_WITHIN, FORGET_REPORTER_AFTER, LONGEST_REPORT, ReportKind, ReportState,
};
use store::{Correction, Lookup, Report, RoleGrant};
use uuid::Uuid;

use super::claims::areas_of;
use super::mails::Letter;
use super::{address, allow, note};
use crate::{Directory, Error, Violation};

/// Reports that are looked through for those that wait for somebody.
const QUEUE_PAGE: u64 = 500;

/// A report that was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reported {
    /// Its id.
    pub id: Uuid,
    /// By when it will be answered.
    pub answer_by: DateTime<Utc>,
}

/// A report, for whoever answers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportView {
    /// Its id.
    pub id: Uuid,
    /// The listing's name; none when it is not listed any more.
    pub listing_name: Option<String>,
    /// The listing's slug.
    pub listing_slug: Option<String>,
    /// What it is about.
    pub kind: ReportKind,
    /// What was written.
    pub words: String,
    /// How the reporter can be reached, for those who may see it.
    pub reporter: Option<String>,
    /// When it came.
    pub created_at: DateTime<Utc>,
    /// By when it is to be answered.
    pub answer_by: DateTime<Utc>,
    /// How it stands.
    pub state: ReportState,
    /// What was answered.
    pub answer: Option<String>,
}

impl Directory {
    /// Tells that something about a listing is wrong, or what it should say. Whoever looks after it
    /// is told by mail: its stewards, or else the moderators of its area.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Invalid`] without words, or for what is not an address.
    pub async fn report(
        &self,
        actor: &Actor,
        listing: &str,
        kind: ReportKind,
        text: &str,
        reporter: Option<&str>,
    ) -> Result<Reported, Error> {
        self.take_report(actor, listing, kind, (text, None), reporter)
            .await
    }

    /// Takes a report, with what it says that a field should be.
    pub(crate) async fn take_report(
        &self,
        actor: &Actor,
        listing: &str,
        kind: ReportKind,
        (text, correction): (&str, Option<Correction>),
        reporter: Option<&str>,
    ) -> Result<Reported, Error> {
        let unknown = || Error::NotFound {
            what: "listing",
            name: listing.to_owned(),
        };
        let found = self.listing_now(listing).await?.ok_or_else(unknown)?;
        let object = self.object_of(Some(&found)).await?;
        let verb = match kind {
            ReportKind::Problem => Verb::ReportProblem,
            ReportKind::Correction => Verb::SuggestCorrection,
        };
        allow(actor, verb, &object)?;
        let text = words("words", text)?;
        let reporter = reporter
            .map(str::trim)
            .filter(|email| !email.is_empty())
            .map(|email| address("email", email))
            .transpose()?;
        let people = self.people()?;
        let now = self.clock.now();
        let report = Report {
            id: self.new_id()?,
            listing: found.id,
            kind,
            words: text,
            reporter,
            created_at: now,
            answer_by: now + ANSWER_WITHIN,
            state: ReportState::Open,
            answer: None,
            answered_by: None,
            answered_at: None,
        };
        let tell = self.who_answers(&object).await?;
        let path = format!("/reports/{}", report.id);
        let letter = Letter::Report {
            listing: &found.service.name,
            path: &path,
            answer_by: report.answer_by,
        };
        let tx = self.store.begin().await?;
        tx.add_report(&report).await?;
        if let Some(correction) = &correction {
            tx.add_correction(report.id, correction).await?;
        }
        for email in tell {
            tx.add_mail(&people.mail(self.new_id()?, &email, &letter, now))
                .await?;
        }
        note(
            &tx,
            actor,
            "report",
            format!("listing {}", found.id),
            None,
            now,
        )
        .await?;
        tx.commit().await?;
        self.ring_mail();
        Ok(Reported {
            id: report.id,
            answer_by: report.answer_by,
        })
    }

    /// The reports that wait for whoever asks, the oldest first.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] for anybody.
    pub async fn reports_to_answer(&self, actor: &Actor) -> Result<Vec<ReportView>, Error> {
        if *actor == Actor::Anybody {
            return Err(Error::Unauthenticated("sign in first".to_owned()));
        }
        let mut waiting = Vec::new();
        for report in self.store.open_reports(QUEUE_PAGE).await? {
            let listing = self.listing_now(&report.listing.to_string()).await?;
            let object = self.object_of(listing.as_ref()).await?;
            if allow(actor, answering(report.kind), &object).is_ok() {
                waiting.push(view(actor, report, listing.as_ref(), &object));
            }
        }
        Ok(waiting)
    }

    /// One report, for whoever may answer it.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Unauthenticated`], [`Error::Forbidden`].
    pub async fn report_to_answer(&self, actor: &Actor, id: Uuid) -> Result<ReportView, Error> {
        let (report, listing, object) = self.report_with_object(id).await?;
        allow(actor, answering(report.kind), &object)?;
        Ok(view(actor, report, listing.as_ref(), &object))
    }

    /// Answers a report. The reporter reads it, if they gave an address. What an accepted one says
    /// that a field should be is said at first hand from then on.
    ///
    /// # Errors
    /// As [`Self::report_to_answer`]; [`Error::Conflict`] when it has been answered;
    /// [`Error::Invalid`] without words; [`Error::Unfit`] when the field cannot be what it says.
    pub async fn answer_report(
        &self,
        actor: &Actor,
        id: Uuid,
        accept: bool,
        text: &str,
    ) -> Result<ReportView, Error> {
        let (report, listing, object) = self.report_with_object(id).await?;
        allow(actor, answering(report.kind), &object)?;
        let text = words("answer", text)?;
        let state = if accept {
            ReportState::Accepted
        } else {
            ReportState::Refused
        };
        let people = self.people()?;
        let now = self.clock.now();
        let correcting = match accept {
            true => {
                self.correcting(actor, id, listing.as_ref(), &object)
                    .await?
            }
            false => None,
        };
        let tx = self.store.begin().await?;
        if !tx
            .answer_report(id, state, &text, &actor.label(), now)
            .await?
        {
            return Err(Error::Conflict("this has been answered already".to_owned()));
        }
        let changed = correcting.is_some();
        if let Some(correcting) = correcting {
            self.correct(&tx, actor, correcting, now).await?;
        }
        if let Some(reporter) = &report.reporter {
            let letter = Letter::ReportAnswered {
                listing: listing
                    .as_ref()
                    .map_or("an entry", |listing| listing.service.name.as_str()),
                accepted: accept,
                answer: &text,
            };
            tx.add_mail(&people.mail(self.new_id()?, reporter, &letter, now))
                .await?;
        }
        note(
            &tx,
            actor,
            "answer_report",
            format!("report {id}"),
            Some(state.as_str()),
            now,
        )
        .await?;
        tx.commit().await?;
        if changed {
            self.ring();
        }
        self.ring_mail();
        let answered = Report {
            state,
            answer: Some(text),
            ..report
        };
        Ok(view(actor, answered, listing.as_ref(), &object))
    }

    /// Forgets how reporters can be reached whose reports were answered 90 days ago; how many.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn forget_reporters(&self) -> Result<u64, Error> {
        let before = self.clock.now() - FORGET_REPORTER_AFTER;
        let tx = self.store.begin().await?;
        let forgotten = tx.forget_reporters(before).await?;
        tx.commit().await?;
        Ok(forgotten)
    }

    async fn report_with_object(
        &self,
        id: Uuid,
    ) -> Result<(Report, Option<Listing>, Object), Error> {
        let report = self.store.report(id).await?;
        let report = report.ok_or_else(|| Error::NotFound {
            what: "report",
            name: id.to_string(),
        })?;
        let listing = self.listing_now(&report.listing.to_string()).await?;
        let object = self.object_of(listing.as_ref()).await?;
        Ok((report, listing, object))
    }

    /// A listing by id or slug, or the one that it is now part of.
    pub(crate) async fn listing_now(&self, text: &str) -> Result<Option<Listing>, Error> {
        match self.store.listing_by_id_or_slug(text).await? {
            Lookup::Found(listing) => Ok(Some(*listing)),
            Lookup::Moved(survivor) => Ok(self.store.listings(&[survivor]).await?.pop()),
            Lookup::Unknown => Ok(None),
        }
    }

    /// A listing for authorisation. What is not listed any more is for moderators of everywhere.
    pub(crate) async fn object_of(&self, listing: Option<&Listing>) -> Result<Object, Error> {
        let Some(listing) = listing else {
            return Ok(Object::default());
        };
        Ok(Object {
            organization: self.store.organization_of_listing(listing.id).await?,
            areas: areas_of(&self.gazetteer(), std::iter::once(&listing.service)),
            ..Object::default()
        })
    }

    /// Addresses of the stewards, or of the moderators of the area, or of the administrators.
    async fn who_answers(&self, object: &Object) -> Result<Vec<String>, Error> {
        let stewards = match object.organization {
            Some(organization) => self.store.stewards_of(organization).await?,
            None => Vec::new(),
        };
        if stewards.is_empty() {
            return self.moderators_of(object).await;
        }
        self.addresses_of(stewards).await
    }

    /// Addresses of the moderators of the area, or of the administrators.
    pub(crate) async fn moderators_of(&self, object: &Object) -> Result<Vec<String>, Error> {
        let mut holders = self.store.holders_of("moderator").await?;
        holders.retain(|held| match &held.grant {
            Grant::Moderator { area } => {
                area.as_ref().is_none_or(|area| object.areas.contains(area))
            }
            _ => false,
        });
        if holders.is_empty() {
            holders = self.store.holders_of("administrator").await?;
        }
        self.addresses_of(holders).await
    }

    async fn addresses_of(&self, holders: Vec<RoleGrant>) -> Result<Vec<String>, Error> {
        let mut emails = Vec::new();
        for held in holders {
            let account = self.store.account(held.account).await?;
            emails.extend(account.filter(|row| !row.erased).map(|row| row.email));
        }
        emails.sort();
        emails.dedup();
        Ok(emails)
    }
}

fn answering(kind: ReportKind) -> Verb {
    match kind {
        ReportKind::Problem => Verb::AnswerReport,
        ReportKind::Correction => Verb::AnswerSuggestion,
    }
}

fn view(actor: &Actor, report: Report, listing: Option<&Listing>, object: &Object) -> ReportView {
    let may_see = allow(actor, Verb::SeeReporter, object).is_ok();
    ReportView {
        id: report.id,
        listing_name: listing.map(|listing| listing.service.name.clone()),
        listing_slug: listing.map(|listing| listing.slug.clone()),
        kind: report.kind,
        words: report.words,
        reporter: report.reporter.filter(|_| may_see),
        created_at: report.created_at,
        answer_by: report.answer_by,
        state: report.state,
        answer: report.answer,
    }
}

fn words(parameter: &'static str, text: &str) -> Result<String, Error> {
    let text = domain::text::paragraphs(text);
    let message = if text.is_empty() {
        "must say what it is, in a sentence or two".to_owned()
    } else if text.chars().count() > LONGEST_REPORT {
        format!("must be {LONGEST_REPORT} characters or fewer")
    } else {
        return Ok(text);
    };
    Err(Error::Invalid(vec![Violation {
        parameter,
        message,
        example: "It has moved to the library on Tuesdays",
    }]))
}
