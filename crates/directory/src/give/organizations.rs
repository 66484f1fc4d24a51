//! Organizations as far as they may be passed on: what the listings that may be say of them.

use std::sync::Arc;

use domain::identity::organization_id;
use domain::service::Organization;
use domain::text;
use uuid::Uuid;

use super::catalogue::Body;
use crate::show::ListingView;
use crate::{Directory, Error};

/// Listings that are read to learn what is known of an organization.
const READ_FOR_ONE: usize = 5;

/// An organization and what it runs.
#[derive(Debug, Clone, PartialEq)]
pub struct OrganizationView {
    /// Its id.
    pub id: Uuid,
    /// What is known of it.
    pub organization: Organization,
    /// Its services, by id.
    pub services: Vec<Uuid>,
    /// The listings that the rest was read from.
    pub told_by: Vec<Arc<ListingView>>,
}

impl Directory {
    /// The ids of the organizations whose name has every word of `search`, by id.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn choose_organizations(&self, search: Option<&str>) -> Result<Vec<Uuid>, Error> {
        let wanted = text::fold(search.unwrap_or_default());
        let wanted: Vec<&str> = wanted.split_whitespace().collect();
        let rows = self.catalogue().await?;
        let meets = |body: &Body| {
            let name = text::fold(&body.name);
            wanted
                .iter()
                .all(|wanted| name.split_whitespace().any(|word| word.starts_with(wanted)))
        };
        Ok(rows
            .organizations
            .iter()
            .filter(|(_, body)| wanted.is_empty() || meets(body))
            .map(|(id, _)| *id)
            .collect())
    }

    /// The organizations with these ids, in their order.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn organizations_given(&self, ids: &[Uuid]) -> Result<Vec<OrganizationView>, Error> {
        let known: Vec<(Uuid, Vec<Uuid>)> = {
            let rows = self.catalogue().await?;
            ids.iter()
                .filter_map(|id| Some((*id, rows.organizations.get(id)?)))
                .map(|(id, body)| (id, body.services.iter().copied().collect()))
                .collect()
        };
        let wanted: Vec<Uuid> = known
            .iter()
            .flat_map(|(_, services)| services.iter().take(READ_FOR_ONE).copied())
            .collect();
        let listings = self.given(&wanted).await?;
        Ok(known
            .into_iter()
            .filter_map(|(id, services)| {
                let told_by: Vec<Arc<ListingView>> = services
                    .iter()
                    .take(READ_FOR_ONE)
                    .filter_map(|id| listings.iter().find(|view| view.listing.id == *id))
                    .cloned()
                    .collect();
                let organization = united(id, &told_by)?;
                Some(OrganizationView {
                    id,
                    organization,
                    services,
                    told_by,
                })
            })
            .collect())
    }
}

/// What the first says, with what it leaves out filled in from the others.
fn united(id: Uuid, told_by: &[Arc<ListingView>]) -> Option<Organization> {
    let mut said = told_by
        .iter()
        .filter_map(|view| view.listing.service.organization.as_ref())
        .filter(|organization| organization_id(organization) == Some(id));
    let mut organization = said.next()?.clone();
    for other in said {
        let fill = |to: &mut Option<String>, from: &Option<String>| {
            if to.is_none() {
                to.clone_from(from);
            }
        };
        fill(&mut organization.description, &other.description);
        fill(&mut organization.website, &other.website);
        fill(&mut organization.email, &other.email);
        for identifier in &other.identifiers {
            if !organization.identifiers.contains(identifier) {
                organization.identifiers.push(identifier.clone());
            }
        }
        organization.inferred &= other.inferred;
    }
    Some(organization)
}
