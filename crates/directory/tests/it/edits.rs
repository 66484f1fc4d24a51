//! What is said at first hand, on both databases.

mod closing;
mod creating;
mod deciding;
mod staying;
mod suggesting;

use std::sync::Arc;

use directory::{ClaimWay, Error, ListingView, Published, Saved, Shown, SignedIn};
use domain::authority::{Actor, Grant};
use domain::service::{Organization, Service};
use domain::source::SourceId;
use domain::statement::Item;
use serde_json::{Value, json};

use crate::rig::{Rig, Said as _, item, on_each};

pub(super) const ADA: &str = "ada@brixtonlunch.org.uk";
pub(super) const LUNCH: &str = "brixton-lunch-club";

pub(super) fn lunch() -> Item {
    let mut lunch = item("1", "Brixton lunch club", "SW9 8DJ").phone("020 7946 0018");
    lunch.service.organization = Some(Organization {
        name: "Brixton Lunch".to_owned(),
        website: Some("https://brixtonlunch.org.uk/".to_owned()),
        ..Organization::default()
    });
    lunch
}

/// A listing of Lambeth's, and its steward.
pub(super) async fn claimed(rig: &Rig) -> (SourceId, SignedIn) {
    let source = rig.source("lambeth", 2).await;
    rig.crawl(&source, &[lunch()]).await;
    let session = rig.sign_in(ADA).await;
    let actor = rig.actor(&session).await;
    rig.directory
        .claim(&actor, "brixton-lunch", ClaimWay::OwnDomain)
        .await
        .unwrap();
    rig.mails().await;
    (source, session)
}

pub(super) async fn moderator(rig: &Rig) -> Actor {
    let grant = Grant::Moderator {
        area: Some("E09000022".to_owned()),
    };
    rig.official("mo@council.gov.uk", grant).await
}

impl Rig {
    /// Changes what is said of a listing at first hand, beginning with what there is.
    pub(super) async fn edit(
        &self,
        actor: &Actor,
        listing: &str,
        change: impl Fn(&mut Value),
    ) -> Saved {
        self.clock.advance(chrono::TimeDelta::seconds(1));
        let own = self.directory.own_words(actor, listing).await.unwrap();
        let mut body = own.body;
        change(&mut body);
        let saved = self
            .directory
            .save_statement(actor, listing, &body, &[own.version])
            .await
            .unwrap();
        self.directory.catch_up().await.unwrap();
        saved
    }

    pub(super) async fn view(&self, listing: &str) -> Arc<ListingView> {
        match self.directory.show(listing).await.unwrap() {
            Shown::Listing(view) => view,
            Shown::Moved(slug) => panic!("moved to {slug}"),
        }
    }

    pub(super) async fn service(&self, listing: &str) -> Service {
        self.view(listing).await.listing.service.clone()
    }

    /// The telephone numbers that a listing shows.
    pub(super) async fn rings(&self, listing: &str) -> Vec<String> {
        let phones = self.service(listing).await.phones;
        phones.into_iter().map(|phone| phone.number).collect()
    }
}

pub(super) fn published(saved: Saved) -> Published {
    match saved {
        Saved::Published(published) => *published,
        other => panic!("not published: {other:?}"),
    }
}

pub(super) fn ring(number: &'static str) -> impl Fn(&mut Value) {
    move |body| body["phones"] = json!([{ "number": number }])
}

#[tokio::test]
async fn a_stewards_word_is_shown_and_found_and_no_crawl_changes_it() {
    on_each(async |rig| {
        let (source, session) = claimed(&rig).await;
        let ada = rig.actor(&session).await;
        let saved = rig
            .edit(&ada, LUNCH, |body| {
                body["description"] = json!("Hot meals and dominoes.");
                body["phones"] = json!([{ "number": "020 7946 0999" }]);
            })
            .await;
        let saved = published(saved);
        assert_eq!(saved.slug, LUNCH);
        assert_eq!(saved.version, "t1");
        assert_eq!(rig.rings(LUNCH).await, ["020 7946 0999"]);
        assert_eq!(
            rig.names(&[("q", "dominoes")]).await,
            ["Brixton lunch club"]
        );
        let view = rig.view(LUNCH).await;
        let said: Vec<String> = view
            .statements
            .iter()
            .map(|s| s.source.name.clone())
            .collect();
        assert_eq!(said, ["lambeth's directory", "the group itself"]);

        let mut changed = lunch().phone("020 7946 0123");
        changed.service.description = Some("Lambeth knows better.".to_owned());
        rig.crawl(&source, &[changed]).await;
        assert_eq!(rig.rings(LUNCH).await, ["020 7946 0999"]);
        let service = rig.service(LUNCH).await;
        assert_eq!(
            service.description.as_deref(),
            Some("Hot meals and dominoes.")
        );
    })
    .await;
}

#[tokio::test]
async fn what_is_left_out_is_denied() {
    on_each(async |rig| {
        let (_, session) = claimed(&rig).await;
        let ada = rig.actor(&session).await;
        rig.edit(&ada, LUNCH, |body| {
            body.as_object_mut().unwrap().remove("phones");
        })
        .await;
        assert_eq!(rig.rings(LUNCH).await, [""; 0]);
        // And it stays so when something else is changed.
        rig.edit(&ada, LUNCH, |body| body["capacity"] = json!("open"))
            .await;
        assert_eq!(rig.rings(LUNCH).await, [""; 0]);
        rig.edit(&ada, LUNCH, ring("020 7946 0999")).await;
        assert_eq!(rig.rings(LUNCH).await, ["020 7946 0999"]);
    })
    .await;
}

#[tokio::test]
async fn what_others_say_of_new_things_is_shown_until_the_group_speaks_of_them() {
    on_each(async |rig| {
        let (source, session) = claimed(&rig).await;
        let ada = rig.actor(&session).await;
        rig.edit(&ada, LUNCH, |_| {}).await;
        let mut more = lunch();
        more.service.languages = vec!["Portuguese".to_owned()];
        rig.crawl(&source, &[more]).await;
        assert_eq!(rig.service(LUNCH).await.languages, ["Portuguese"]);
        let own = rig.directory.own_words(&ada, LUNCH).await.unwrap();
        assert_eq!(own.body["languages"], json!(["Portuguese"]));
    })
    .await;
}

#[tokio::test]
async fn who_has_read_an_old_version_is_shown_the_new_one() {
    on_each(async |rig| {
        let (_, session) = claimed(&rig).await;
        let ada = rig.actor(&session).await;
        let read = rig.directory.own_words(&ada, LUNCH).await.unwrap();
        assert!(!read.is_said);
        rig.edit(&ada, LUNCH, ring("020 7946 0999")).await;
        let mut late = read.body;
        late["description"] = json!("Too late.");
        let saved = rig
            .directory
            .save_statement(&ada, LUNCH, &late, &[read.version])
            .await
            .unwrap();
        let Saved::Overtaken(now) = saved else {
            panic!("{saved:?}");
        };
        assert_eq!(now.body["phones"], json!([{ "number": "020 7946 0999" }]));
        assert_eq!(rig.service(LUNCH).await.description, None);
    })
    .await;
}

#[tokio::test]
async fn nobody_else_speaks_for_a_group_and_a_group_for_no_other() {
    on_each(async |rig| {
        let (_, session) = claimed(&rig).await;
        let ada = rig.actor(&session).await;
        let eve = rig.sign_in("eve@elsewhere.org.uk").await;
        let eve = rig.actor(&eve).await;
        let directory = &rig.directory;
        let refused = directory.own_words(&eve, LUNCH).await;
        assert!(matches!(refused, Err(Error::Forbidden(_))));
        let refused = directory
            .save_statement(&Actor::Anybody, LUNCH, &json!({}), &["*".to_owned()])
            .await;
        assert!(matches!(refused, Err(Error::Unauthenticated(_))));
        let own = directory.own_words(&ada, LUNCH).await.unwrap();
        let mut body = own.body;
        body["organization"] = json!({ "name": "Age Concern Lambeth" });
        let refused = directory
            .save_statement(&ada, LUNCH, &body, &[own.version])
            .await;
        let Err(Error::Unfit(flaws)) = refused else {
            panic!("{refused:?}");
        };
        assert_eq!(flaws[0].pointer, "/organization/name");
    })
    .await;
}

#[tokio::test]
async fn a_preview_shows_what_would_be_and_writes_nothing() {
    on_each(async |rig| {
        let (_, session) = claimed(&rig).await;
        let ada = rig.actor(&session).await;
        let own = rig.directory.own_words(&ada, LUNCH).await.unwrap();
        let mut body = own.body;
        body["phones"] = json!([{ "number": "020 7946 0999" }]);
        body["website"] = json!("https://cheap-loans.co.uk/");
        let preview = rig
            .directory
            .preview_statement(&ada, LUNCH, &body)
            .await
            .unwrap();
        let fields: Vec<String> = preview.changes.iter().map(|f| format!("{f:?}")).collect();
        assert_eq!(fields, ["Url", "Phones"]);
        assert_eq!(preview.suspicions.len(), 1);
        assert_eq!(
            preview.view.listing.service.phones[0].number,
            "020 7946 0999"
        );
        assert_eq!(rig.rings(LUNCH).await, ["020 7946 0018"]);
        let after = rig.directory.own_words(&ada, LUNCH).await.unwrap();
        assert!(!after.is_said);
        // And what is then saved is what was shown.
        let saved = rig
            .directory
            .save_statement(&moderator(&rig).await, LUNCH, &body, &[after.version])
            .await
            .unwrap();
        assert_eq!(published(saved).after, preview.view.listing.service);
    })
    .await;
}

#[tokio::test]
async fn an_address_that_is_hidden_is_hidden_whatever_others_print() {
    on_each(async |rig| {
        let (_, session) = claimed(&rig).await;
        let ada = rig.actor(&session).await;
        rig.edit(&ada, LUNCH, |body| {
            body["locations"][0]["area_only"] = json!(true);
        })
        .await;
        let service = rig.service(LUNCH).await;
        let place = &service.service_at_locations[0].location;
        assert!(place.area_only && place.postcode.is_none() && place.position.is_none());
        let statements = match rig.directory.statements(LUNCH).await.unwrap() {
            directory::Sought::Found(found) => found.statements,
            directory::Sought::Moved(slug) => panic!("{slug}"),
        };
        for said in statements {
            let mut places = said.service.locations();
            assert!(places.all(|place| place.postcode.is_none()), "{}", said.key);
        }
        let history = match rig.directory.history(LUNCH).await.unwrap() {
            directory::Sought::Found(found) => found.entries,
            directory::Sought::Moved(slug) => panic!("{slug}"),
        };
        assert!(history.iter().all(|entry| {
            let mut places = entry.after.locations();
            places.all(|place| place.postcode.is_none())
        }));
        // Its steward still sees it.
        let own = rig.directory.own_words(&ada, LUNCH).await.unwrap();
        assert_eq!(own.body["locations"][0]["postcode"], json!("SW9 8DJ"));
    })
    .await;
}

#[tokio::test]
async fn a_draft_is_its_writers_and_ends_with_the_edit() {
    on_each(async |rig| {
        let (_, session) = claimed(&rig).await;
        let ada = rig.actor(&session).await;
        let directory = &rig.directory;
        let id = rig.view(LUNCH).await.listing.id;
        let half = json!({ "name": "Brixton lu" });
        directory.save_draft(&ada, id, &half).await.unwrap();
        let mo = moderator(&rig).await;
        assert_eq!(directory.draft(&mo, id).await.unwrap(), None);
        let kept = directory.draft(&ada, id).await.unwrap().unwrap();
        assert_eq!(kept.body, half);
        let eve = rig.sign_in("eve@elsewhere.org.uk").await;
        let eve = rig.actor(&eve).await;
        let refused = directory.save_draft(&eve, id, &half).await;
        assert!(matches!(refused, Err(Error::Forbidden(_))));
        rig.edit(&ada, LUNCH, ring("020 7946 0999")).await;
        assert_eq!(directory.drafts(&ada).await.unwrap(), []);

        let new = directory.new_draft(&eve).unwrap();
        directory.save_draft(&eve, new, &half).await.unwrap();
        rig.days_pass(91);
        assert_eq!(directory.forget_drafts().await.unwrap(), 1);
    })
    .await;
}
