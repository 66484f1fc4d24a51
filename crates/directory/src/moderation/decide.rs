//! Decide: a person says that two statements are the same, are different, or can wait; or takes that
//! back.
//!
//! Merging two listings and splitting one are such answers too, on the pairs that it takes. An answer
//! that is undone leaves everything as it was before it: ids, slugs and bodies.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::authority::Verb;
use domain::matching::cluster::Answer;
use domain::statement::StatementKey;
use serde_json::json;
use store::{AuditEntry, Lookup, MatchDecision, NewTold, StatementHead, Subject, WriteTx};
use uuid::Uuid;

use super::By;
use super::queue::{MatchId, StandingDecision, no_such_match};
use crate::ingest::Book;
use crate::people::areas_of;
use crate::{Directory, Error, Violation};

/// What came of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The pairs that were answered: undoing each of them undoes the whole.
    pub matches: Vec<MatchId>,
    /// The listings that their statements are part of now.
    pub listings: Vec<Uuid>,
    /// The answer that stands on the pair now, when there is one pair.
    pub standing: Option<StandingDecision>,
    /// Earlier "same" that are not followed because a "different" is against it.
    pub overruled: Vec<(StatementKey, StatementKey)>,
}

impl Directory {
    /// Answers a pair, in place of an earlier answer.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a statement that there never was, [`Error::Forbidden`],
    /// [`Error::Invalid`] without a name or a reason.
    pub async fn decide_match(
        &self,
        id: MatchId,
        answer: Answer,
        by: &By,
    ) -> Result<Decided, Error> {
        by.check()?;
        let areas = self.areas_of_match(id).await?;
        by.allow(Verb::DecideMatch, areas.ok_or_else(|| no_such_match(id))?)?;
        let now = self.clock.now();
        let tx = self.store.begin().await?;
        put(&tx, id, answer, by, now).await?;
        let overruled = self.sort_anew(&tx, &[id], now).await?;
        let object = format!("match {id}");
        self.close(tx, by, (answer.as_str(), object), vec![id], overruled)
            .await
    }

    /// Takes the answer on a pair back; an earlier one that it replaced stands again.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no answer, [`Error::Invalid`] without a name or a reason.
    pub async fn undo_match(&self, id: MatchId, by: &By) -> Result<Decided, Error> {
        by.check()?;
        let areas = self.areas_of_match(id).await?;
        by.allow(Verb::DecideMatch, areas.unwrap_or_default())?;
        let now = self.clock.now();
        let tx = self.store.begin().await?;
        if tx.undo_match_decision(id.a, id.b).await?.is_none() {
            return Err(Error::NotFound {
                what: "answer on the match",
                name: id.to_string(),
            });
        }
        let overruled = self.sort_anew(&tx, &[id], now).await?;
        let object = format!("match {id}");
        self.close(tx, by, ("undo", object), vec![id], overruled)
            .await
    }

    /// Makes two listings one, by saying that their statements are the same.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Gone`]; [`Error::Conflict`] when they are one already or people
    /// have said that statements of theirs are different; [`Error::Invalid`].
    pub async fn merge_listings(&self, one: &str, other: &str, by: &By) -> Result<Decided, Error> {
        by.check()?;
        let (one, other) = (
            self.listing_named(one).await?,
            self.listing_named(other).await?,
        );
        by.allow(
            Verb::DecideMatch,
            self.areas_of_listings(&[one, other]).await?,
        )?;
        if one == other {
            return Err(Error::Conflict("they are one listing already".to_owned()));
        }
        let now = self.clock.now();
        let tx = self.store.begin().await?;
        let (ours, theirs) = (members(&tx, one).await?, members(&tx, other).await?);
        let (Some(first), Some(second)) = (oldest(&ours), oldest(&theirs)) else {
            return Err(Error::Conflict(
                "one of them has no live statement any more".to_owned(),
            ));
        };
        refuse_against_people(&tx, &ours, &theirs).await?;
        let mut asked = vec![MatchId::between(first.id, second.id)];
        put(&tx, asked[0], Answer::Same, by, now).await?;
        let mut overruled = self.sort_anew(&tx, &asked, now).await?;
        // What contradicts would stay outside: a person's word counts for all of them.
        let home = home_of(&tx, first.id).await?;
        for member in ours.iter().chain(&theirs) {
            if home_of(&tx, member.id).await? != home {
                let id = MatchId::between(first.id, member.id);
                put(&tx, id, Answer::Same, by, now).await?;
                asked.push(id);
            }
        }
        if asked.len() > 1 {
            overruled = self.sort_anew(&tx, &asked, now).await?;
        }
        let object = format!("listing {one} and listing {other}");
        self.close(tx, by, ("merge", object), asked, overruled)
            .await
    }

    /// Takes statements out of a listing, by saying that they are different from those that stay.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Gone`]; [`Error::Invalid`] when a statement is not part of the
    /// listing, or none would stay, or without a name or a reason.
    pub async fn split_listing(
        &self,
        listing: &str,
        leaving: &[StatementKey],
        by: &By,
    ) -> Result<Decided, Error> {
        by.check()?;
        let listing = self.listing_named(listing).await?;
        by.allow(Verb::DecideMatch, self.areas_of_listings(&[listing]).await?)?;
        let now = self.clock.now();
        let tx = self.store.begin().await?;
        let (going, staying): (Vec<StatementHead>, Vec<StatementHead>) = members(&tx, listing)
            .await?
            .into_iter()
            .partition(|head| leaving.contains(&head.key));
        let strangers: Vec<String> = leaving
            .iter()
            .filter(|key| !going.iter().any(|head| head.key == **key))
            .map(ToString::to_string)
            .collect();
        let wrong = |message: String| {
            Error::Invalid(vec![Violation {
                parameter: "statements",
                message,
                example: "camden/1234",
            }])
        };
        if !strangers.is_empty() {
            let names = strangers.join(", ");
            return Err(wrong(format!("are not all part of this listing: {names}")));
        }
        if going.is_empty() || staying.is_empty() {
            return Err(wrong(
                "must name some of its statements and not all".to_owned(),
            ));
        }
        let mut asked = Vec::new();
        for one in &going {
            for other in &staying {
                let id = MatchId::between(one.id, other.id);
                put(&tx, id, Answer::Different, by, now).await?;
                asked.push(id);
            }
        }
        let overruled = self.sort_anew(&tx, &asked, now).await?;
        let object = format!("listing {listing}");
        self.close(tx, by, ("split", object), asked, overruled)
            .await
    }

    /// Sorts everything that answers on these pairs have a bearing on.
    async fn sort_anew(
        &self,
        tx: &WriteTx,
        pairs: &[MatchId],
        now: DateTime<Utc>,
    ) -> Result<Vec<(StatementKey, StatementKey)>, Error> {
        let seeds: BTreeSet<Uuid> = pairs.iter().flat_map(|id| [id.a, id.b]).collect();
        let book = Book::read(tx).await?;
        self.regroup(tx, seeds, &BTreeSet::new(), &book, now).await
    }

    /// Writes down who did what, commits, and says what came of it.
    async fn close(
        &self,
        tx: WriteTx,
        by: &By,
        (action, object): (&str, String),
        matches: Vec<MatchId>,
        overruled: Vec<(StatementKey, StatementKey)>,
    ) -> Result<Decided, Error> {
        let ids: Vec<Uuid> = matches.iter().flat_map(|id| [id.a, id.b]).collect();
        let heads = tx.statement_heads_by_id(&ids).await?;
        let listings: BTreeSet<Uuid> = heads.iter().filter_map(|head| head.listing).collect();
        let names: Vec<String> = matches.iter().map(ToString::to_string).collect();
        let told = matches.iter().map(|id| NewTold {
            subject: Subject::Decision(id.a, id.b),
            origin: None,
            passed_on: true,
        });
        tx.tell(told.collect(), self.clock.now()).await?;
        tx.audit(&AuditEntry {
            at: self.clock.now(),
            actor: by.audited(),
            action: format!("match-{action}"),
            object,
            detail: json!({ "matches": names, "reason": by.reason, "listings": listings }),
        })
        .await?;
        tx.commit().await?;
        self.ring();
        let standing = match matches.as_slice() {
            [only] => self.store.match_decision(only.a, only.b).await?,
            _ => None,
        };
        Ok(Decided {
            matches,
            listings: listings.into_iter().collect(),
            standing: standing.map(StandingDecision::from),
            overruled,
        })
    }

    async fn areas_of_listings(&self, ids: &[Uuid]) -> Result<Vec<String>, Error> {
        let listings = self.store.listings(ids).await?;
        let services = listings.iter().map(|listing| &listing.service);
        Ok(areas_of(&self.gazetteer(), services))
    }

    async fn listing_named(&self, id_or_slug: &str) -> Result<Uuid, Error> {
        match self.store.listing_by_id_or_slug(id_or_slug).await? {
            Lookup::Found(listing) if listing.status.is_visible() => Ok(listing.id),
            Lookup::Found(listing) => Err(Error::Gone {
                what: "listing",
                name: listing.service.name,
            }),
            Lookup::Moved(survivor) => Ok(survivor),
            Lookup::Unknown => Err(Error::NotFound {
                what: "listing",
                name: id_or_slug.to_owned(),
            }),
        }
    }
}

async fn put(
    tx: &WriteTx,
    id: MatchId,
    answer: Answer,
    by: &By,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    tx.put_match_decision(&MatchDecision {
        a: id.a,
        b: id.b,
        answer,
        decided_by: by.shown_name(),
        reason: by.reason.trim().to_owned(),
        decided_at: now,
    })
    .await?;
    Ok(())
}

/// The live statements of a listing.
async fn members(tx: &WriteTx, listing: Uuid) -> Result<Vec<StatementHead>, Error> {
    let ids = tx.live_members_of(&[listing]).await?;
    Ok(tx.statement_heads_by_id(&ids).await?)
}

fn oldest(heads: &[StatementHead]) -> Option<&StatementHead> {
    heads.iter().min_by_key(|head| (head.first_seen, &head.key))
}

async fn home_of(tx: &WriteTx, statement: Uuid) -> Result<Option<Uuid>, Error> {
    let heads = tx.statement_heads_by_id(&[statement]).await?;
    Ok(heads.first().and_then(|head| head.listing))
}

/// What people have said stands until somebody takes it back: a merge does not walk over it.
async fn refuse_against_people(
    tx: &WriteTx,
    ours: &[StatementHead],
    theirs: &[StatementHead],
) -> Result<(), Error> {
    let ids: Vec<Uuid> = ours.iter().map(|head| head.id).collect();
    let names = |id: Uuid| theirs.iter().any(|head| head.id == id);
    let against: Vec<String> = tx
        .match_decisions(&ids)
        .await?
        .iter()
        .filter(|said| said.answer == Answer::Different && (names(said.a) || names(said.b)))
        .map(|said| {
            MatchId {
                a: said.a,
                b: said.b,
            }
            .to_string()
        })
        .collect();
    if against.is_empty() {
        return Ok(());
    }
    Err(Error::Conflict(format!(
        "people have said that statements of the two are different; take that back first: {}",
        against.join(", ")
    )))
}
