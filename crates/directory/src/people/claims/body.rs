//! An organization as claims see it: what its entries show, and where it is active.

use domain::authority::{Actor, Object};
use domain::service::Service;
use gazetteer::Gazetteer;
use store::OrganizationRow;
use uuid::Uuid;

use crate::people::sessions::own;
use crate::{Directory, Error, Shown};

/// Listings of an organization that are looked at for its address and its areas.
const LISTINGS_LOOKED_AT: u64 = 200;

/// An organization by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganizationName {
    /// Its id.
    pub id: Uuid,
    /// Its slug.
    pub slug: String,
    /// Its name.
    pub name: String,
}

/// An organization as far as claims need it.
pub(in crate::people) struct Body {
    pub(super) row: OrganizationRow,
    /// Addresses that its entries show.
    pub(super) emails: Vec<String>,
    /// Its web sites.
    pub(super) websites: Vec<String>,
    /// GSS codes of where it is active.
    pub(super) areas: Vec<String>,
}

impl Directory {
    /// The organization whose a listing is.
    ///
    /// # Errors
    /// [`Error::NotFound`] where there is no such listing, or it names no organization;
    /// [`Error::Gone`] when it is no longer listed.
    pub async fn organization_of_listing(&self, listing: &str) -> Result<OrganizationName, Error> {
        let id = match self.show(listing).await? {
            Shown::Listing(view) => view.listing.id,
            Shown::Moved(slug) => return Box::pin(self.organization_of_listing(&slug)).await,
        };
        let organization = match self.store.organization_of_listing(id).await? {
            Some(id) => self.store.organization(&id.to_string()).await?,
            None => None,
        };
        organization.map(name_of).ok_or_else(|| Error::NotFound {
            what: "organization of the listing",
            name: listing.to_owned(),
        })
    }

    /// The organizations that whoever asks speaks for.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] for anybody.
    pub async fn my_organizations(&self, actor: &Actor) -> Result<Vec<OrganizationName>, Error> {
        let mut mine = Vec::new();
        for id in self.stewardships(own(actor)?).await? {
            let row = self.store.organization(&id.to_string()).await?;
            mine.extend(row.map(name_of));
        }
        Ok(mine)
    }

    /// An organization by id or slug, with what its entries show.
    pub(super) async fn body(&self, organization: &str) -> Result<Body, Error> {
        let row = self
            .store
            .organization(organization)
            .await?
            .ok_or_else(|| Error::NotFound {
                what: "organization",
                name: organization.to_owned(),
            })?;
        let listings = self
            .store
            .listings_of_organization(row.id, LISTINGS_LOOKED_AT)
            .await?;
        let services = || listings.iter().map(|listing| &listing.service);
        let mut emails: Vec<String> = row
            .body
            .email
            .iter()
            .chain(services().filter_map(|s| s.email.as_ref()))
            .cloned()
            .collect();
        let mut websites: Vec<String> = row
            .body
            .website
            .iter()
            .chain(services().filter_map(|s| s.url.as_ref()))
            .cloned()
            .collect();
        let areas = areas_of(&self.gazetteer(), services());
        for list in [&mut emails, &mut websites] {
            list.sort();
            list.dedup();
        }
        Ok(Body {
            row,
            emails,
            websites,
            areas,
        })
    }
}

impl Body {
    pub(super) fn object(&self, account: Option<Uuid>) -> Object {
        Object {
            organization: Some(self.row.id),
            areas: self.areas.clone(),
            account,
            ..Object::default()
        }
    }
}

/// Codes of the areas that services lie in or serve, and of those around them.
pub(crate) fn areas_of<'a>(
    gazetteer: &Gazetteer,
    services: impl Iterator<Item = &'a Service>,
) -> Vec<String> {
    let mut areas: Vec<String> = services
        .flat_map(|service| {
            let lies = service
                .locations()
                .filter_map(|location| location.local_authority.clone());
            lies.chain(
                service
                    .service_areas
                    .iter()
                    .filter_map(|area| area.code.clone()),
            )
        })
        .collect();
    let wider: Vec<String> = areas
        .iter()
        .flat_map(|code| crate::place::areas_around(gazetteer, code))
        .collect();
    areas.extend(wider);
    areas.sort();
    areas.dedup();
    areas
}

fn name_of(row: OrganizationRow) -> OrganizationName {
    OrganizationName {
        id: row.id,
        slug: row.slug,
        name: row.body.name,
    }
}
