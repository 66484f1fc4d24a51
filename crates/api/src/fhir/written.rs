//! Resources of each kind, by their ids.

use std::sync::Arc;

use directory::{ChosenPlace, Directory, Error, ListingView};
use formats::write::{Credit, fhir};
use serde_json::Value;
use uuid::Uuid;

use crate::give::records::{Records, credits_of};

pub(crate) async fn services(
    directory: &Directory,
    url: &str,
    ids: &[Uuid],
) -> Result<Vec<Value>, Error> {
    let views = directory.given(ids).await?;
    Ok(Records::of(directory, url, &views).each(fhir::healthcare_service))
}

pub(crate) async fn locations(
    directory: &Directory,
    url: &str,
    places: &[ChosenPlace],
) -> Result<Vec<Value>, Error> {
    let mut ids: Vec<Uuid> = places.iter().map(|place| place.service).collect();
    ids.dedup();
    let views = directory.given(&ids).await?;
    let written = Records::of(directory, url, &views).each(|record| {
        let at: Vec<usize> = places
            .iter()
            .filter(|place| place.service == record.listing.id)
            .map(|place| place.at)
            .collect();
        fhir::locations(record, &at)
    });
    Ok(written.into_iter().flatten().collect())
}

pub(crate) async fn organizations(
    directory: &Directory,
    url: &str,
    ids: &[Uuid],
) -> Result<Vec<Value>, Error> {
    let views = directory.organizations_given(ids).await?;
    Ok(views
        .iter()
        .map(|view| {
            let credits = distinct(&view.told_by);
            fhir::organization(view.id, &view.organization, url, &credits)
        })
        .collect())
}

fn distinct(told_by: &[Arc<ListingView>]) -> Vec<Credit<'_>> {
    let mut credits: Vec<Credit<'_>> = Vec::new();
    for credit in told_by.iter().flat_map(|view| credits_of(view)) {
        if !credits.iter().any(|known| known.source == credit.source) {
            credits.push(credit);
        }
    }
    credits
}
