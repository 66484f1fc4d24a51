//! What is closed for a while opens again by itself, everywhere, when that while is over.

use chrono::NaiveDate;
use directory::{GivenOne, Shown};
use domain::service::ServiceStatus;
use serde_json::json;

use super::{LUNCH, claimed, lunch, ring};
use crate::rig::{Said as _, on_each};

#[tokio::test]
async fn a_closure_ends_everywhere_when_its_last_day_is_over() {
    on_each(async |rig| {
        let (source, session) = claimed(&rig).await;
        let ada = rig.actor(&session).await;
        let last = rig.directory.now().date_naive() + chrono::Days::new(3);
        rig.edit(&ada, LUNCH, |body| {
            body["status"] = json!("temporarily_closed");
            body["closed_until"] = json!(last);
        })
        .await;
        let id = rig.view(LUNCH).await.listing.id;
        let given = async || match rig.directory.give(id).await.unwrap() {
            GivenOne::Here(view) => view.listing.service.clone(),
            GivenOne::Moved(to) => panic!("moved to {to}"),
        };
        let closed = (ServiceStatus::TemporarilyClosed, Some(last));
        let state = |service: &domain::service::Service| (service.status, service.closed_until);
        assert_eq!(rig.directory.reopen().await.unwrap(), 0, "it is not over");
        assert_eq!(state(&rig.service(LUNCH).await), closed);
        let version = rig.view(LUNCH).await.listing.version;

        rig.days_pass(3);
        assert_eq!(
            rig.directory.reopen().await.unwrap(),
            0,
            "the last day is closed too"
        );
        assert_eq!(state(&given().await), closed);

        rig.days_pass(1);
        let open = (ServiceStatus::Active, None::<NaiveDate>);
        let before = rig.directory.own_words(&ada, LUNCH).await.unwrap();
        assert_eq!(before.body.get("closed_until"), None, "nor does the form");
        assert_eq!(rig.directory.reopen().await.unwrap(), 1);
        assert_eq!(rig.directory.reopen().await.unwrap(), 0, "once");
        rig.directory.catch_up().await.unwrap();
        assert_eq!(state(&rig.service(LUNCH).await), open);
        assert_eq!(state(&given().await), open);
        let found = rig.find(&[("q", "lunch club")]).await;
        assert_eq!(state(&found.hits[0].listing.listing.service), open);
        assert_eq!(
            rig.view(LUNCH).await.listing.version,
            version + 1,
            "those who follow hear of it"
        );
        // Whatever folds it again knows, too.
        rig.crawl(&source, &[lunch().phone("020 7946 0777")]).await;
        assert_eq!(state(&rig.service(LUNCH).await), open);
        rig.edit(&ada, LUNCH, ring("020 7946 0999")).await;
        assert_eq!(state(&rig.service(LUNCH).await), open);
    })
    .await;
}

#[tokio::test]
async fn what_was_confirmed_stays_so_when_it_opens_again() {
    on_each(async |rig| {
        let (_, session) = claimed(&rig).await;
        let ada = rig.actor(&session).await;
        let last = rig.directory.now().date_naive();
        rig.edit(&ada, LUNCH, |body| {
            body["status"] = json!("temporarily_closed");
            body["closed_until"] = json!(last);
        })
        .await;
        let listing = match rig.directory.show(LUNCH).await.unwrap() {
            Shown::Listing(view) => view.listing.clone(),
            Shown::Moved(to) => panic!("moved to {to}"),
        };
        let shown = [(listing.id, listing.version)];
        rig.directory.confirm_listings(&ada, &shown).await.unwrap();
        let confirmed = rig.view(LUNCH).await.listing.last_confirmed;
        rig.days_pass(2);
        assert_eq!(rig.directory.reopen().await.unwrap(), 1);
        assert!(confirmed.is_some());
        assert_eq!(rig.view(LUNCH).await.listing.last_confirmed, confirmed);
    })
    .await;
}
