//! What is public of an award: the tier that holds today, who assessed, since when, until when, and
//! that it is not a recommendation.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;
use domain::kitemark::Scheme;
use domain::kitemark::award::{AwardState, standing};
use store::KitemarkAward;
use uuid::Uuid;

use super::super::claims::OrganizationName;
use crate::{Directory, Error};

/// A kitemark as everybody may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkView {
    /// Whose.
    pub organization: Uuid,
    /// The scheme's short name.
    pub scheme: String,
    /// The scheme's version.
    pub scheme_version: u32,
    /// What people read.
    pub scheme_name: String,
    /// The tier's code.
    pub tier: String,
    /// What people read.
    pub tier_name: String,
    /// What the tier means.
    pub meaning: String,
    /// Codes of the tier and of all below it.
    pub at_least: Vec<String>,
    /// Who assessed it: a body, never a person. None where the group's own word was enough.
    pub assessed_by: Option<String>,
    /// A mailbox for questions about the scheme.
    pub email: Option<String>,
    /// The first day.
    pub awarded_on: NaiveDate,
    /// The last day.
    pub until: NaiveDate,
    /// Whether a higher tier has run out.
    pub fallen_back: bool,
    /// That it is not a recommendation.
    pub disclaimer: String,
}

impl Directory {
    /// An organization, and the mark that it holds today.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such organization.
    pub async fn mark_of(
        &self,
        organization: &str,
    ) -> Result<(OrganizationName, Option<MarkView>), Error> {
        let row = self.store.organization(organization).await?;
        let row = row.ok_or_else(|| Error::NotFound {
            what: "organization",
            name: organization.to_owned(),
        })?;
        let mark = match self.store.open_award(row.id).await? {
            Some(award) => self.mark_view(&award).await?,
            None => None,
        };
        let name = OrganizationName {
            id: row.id,
            slug: row.slug,
            name: row.body.name,
        };
        Ok((name, mark))
    }

    /// The marks that listings show today, by listing.
    pub(crate) async fn marks(
        &self,
        listings: &[Uuid],
    ) -> Result<HashMap<Uuid, Arc<MarkView>>, Error> {
        let mut marks = HashMap::new();
        let mut seen: HashMap<Uuid, Option<Arc<MarkView>>> = HashMap::new();
        for (listing, award) in self.store.awards_of_listings(listings).await? {
            let mark = match seen.get(&award.id) {
                Some(mark) => mark.clone(),
                None => {
                    let mark = self.mark_view(&award).await?.map(Arc::new);
                    seen.insert(award.id, mark.clone());
                    mark
                }
            };
            marks.extend(mark.map(|mark| (listing, mark)));
        }
        Ok(marks)
    }

    /// What is public of an award today.
    pub(super) async fn mark_view(&self, award: &KitemarkAward) -> Result<Option<MarkView>, Error> {
        let scheme = self
            .kitemark_scheme_of(&award.scheme, award.scheme_version)
            .await?;
        let fallback = self
            .people
            .as_ref()
            .and_then(|people| people.contact.clone());
        let today = self.local_now().date();
        Ok(mark_on(award, &scheme, today).map(|mark| MarkView {
            email: mark.email.or(fallback),
            ..mark
        }))
    }
}

fn mark_on(award: &KitemarkAward, scheme: &Scheme, today: NaiveDate) -> Option<MarkView> {
    if award.state != AwardState::Holds {
        return None;
    }
    let standing = standing(&award.rungs, scheme.grace_days, today)?;
    let (rank, tier) = scheme.tier(&standing.rung.tier)?;
    let below = scheme.tiers[..=rank].iter().map(|tier| tier.code.clone());
    // Whoever decided has decided on the tier that was awarded; the ones below need nobody.
    let assessed = standing.at == 0 || tier.decided == domain::kitemark::WhoDecides::Assessor;
    Some(MarkView {
        organization: award.organization,
        scheme: scheme.id.clone(),
        scheme_version: scheme.version,
        scheme_name: scheme.name.clone(),
        tier: tier.code.clone(),
        tier_name: tier.name.clone(),
        meaning: tier.meaning.clone(),
        at_least: below.collect(),
        assessed_by: award.assessed_by.clone().filter(|_| assessed),
        email: scheme.email.clone(),
        awarded_on: award.awarded_on,
        until: standing.rung.until,
        fallen_back: standing.at > 0,
        disclaimer: scheme.disclaimer.clone(),
    })
}
