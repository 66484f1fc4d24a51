//! Organizations.

use std::sync::Arc;

use directory::{Directory, Error, ListingView, OrganizationView};
use formats::write::{Credit, hsds};
use serde_json::{Value, json};

use crate::give::records::{Records, credits_of};

pub(crate) mod list;
pub(crate) mod show;

/// How much of its services stands with an organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum With {
    Nothing,
    /// Ids and names.
    Names,
    /// All of them, whole.
    Services,
}

/// Organizations in the words of HSDS.
pub(super) async fn written(
    directory: &Directory,
    public_url: &str,
    views: &[OrganizationView],
    with: With,
) -> Result<Vec<Value>, Error> {
    let mut written = Vec::with_capacity(views.len());
    for view in views {
        let services = match with {
            With::Nothing => Vec::new(),
            With::Names | With::Services => {
                let listings = directory.given(&view.services).await?;
                let records = Records::of(directory, public_url, &listings);
                let whole = with == With::Services;
                records.each(|record| {
                    if whole {
                        return hsds::service(record);
                    }
                    let listing = record.listing;
                    json!({
                        "id": listing.id,
                        "name": listing.service.name,
                        "status": hsds::status(listing.service.status),
                    })
                })
            }
        };
        let credits = credits(&view.told_by);
        written.push(hsds::organization(
            view.id,
            &view.organization,
            &credits,
            services,
        ));
    }
    Ok(written)
}

/// Everybody who tells of the organization, each source once, without the pages of single items.
fn credits(told_by: &[Arc<ListingView>]) -> Vec<Credit<'_>> {
    let mut credits: Vec<Credit<'_>> = Vec::new();
    for credit in told_by.iter().flat_map(|view| credits_of(view)) {
        if !credits.iter().any(|known| known.source == credit.source) {
            credits.push(Credit {
                url: None,
                ..credit
            });
        }
    }
    credits
}
