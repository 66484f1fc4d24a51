//! Organizations: one row for each name.

use domain::service::Organization;
use store::NewOrganization;

use crate::stage::{Stage, id, listing, on_each};

fn named(number: u128, name: &str, website: Option<&str>) -> NewOrganization {
    NewOrganization {
        id: id(number),
        normalised_name: name.to_lowercase(),
        body: Organization {
            name: name.to_owned(),
            website: website.map(ToOwned::to_owned),
            ..Organization::default()
        },
    }
}

async fn put(stage: &Stage, all: &[NewOrganization]) -> Vec<uuid::Uuid> {
    stage
        .write(async |tx| tx.put_organizations(all).await.unwrap())
        .await
}

#[tokio::test]
async fn one_name_is_one_organization_with_what_was_said_last() {
    on_each(async |stage| {
        let first = [
            named(1, "Mosaic", None),
            named(2, "Age UK", None),
            named(3, "MOSAIC", None),
        ];
        assert_eq!(put(&stage, &first).await, [id(3), id(2), id(3)]);
        let later = [named(9, "Mosaic", Some("https://mosaic.example"))];
        assert_eq!(put(&stage, &later).await, [id(3)]);
        let found = stage.store.organization("mosaic").await.unwrap().unwrap();
        assert_eq!((found.id, found.body), (id(3), later[0].body.clone()));
        let by_id = stage
            .store
            .organization(&id(2).to_string())
            .await
            .unwrap()
            .unwrap();
        assert_eq!(by_id.slug, "age-uk");
        assert_eq!(stage.store.organization("nobody").await.unwrap(), None);
        assert!(put(&stage, &[]).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn names_that_look_alike_in_an_address_are_told_apart() {
    on_each(async |stage| {
        put(&stage, &[named(0xaa << 96, "St. Mary’s", None)]).await;
        put(&stage, &[named(0xbb << 96, "St Marys", None)]).await;
        let found = stage
            .store
            .organization("st-marys-000000bb")
            .await
            .unwrap()
            .unwrap();
        assert_eq!(found.body.name, "St Marys");
    })
    .await;
}

#[tokio::test]
async fn a_listing_may_name_its_organization() {
    on_each(async |stage| {
        let ids = put(&stage, &[named(1, "Mosaic", None)]).await;
        let mut write = listing(1, "Choir");
        write.organization = Some(ids[0]);
        stage
            .write(async |tx| tx.insert_listings(&[write]).await.unwrap())
            .await;
        let mut stranger = listing(2, "Band");
        stranger.organization = Some(id(99));
        let tx = stage.store.begin().await.unwrap();
        assert!(tx.insert_listings(&[stranger]).await.is_err());
    })
    .await;
}
