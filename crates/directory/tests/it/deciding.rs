//! What people decide about pairs, and taking it back.

use std::num::NonZeroUsize;

use chrono::{TimeDelta, Weekday};
use directory::{By, Error, MATCHED_AT_ONCE, MatchId, MatchQuery, QueueState, Shown};
use domain::authority::Actor;
use domain::listing::Listing;
use domain::matching::cluster::Answer;
use domain::source::SourceId;
use domain::statement::StatementKey;

use crate::rig::{Rig, Said as _, item, on_each};

fn by() -> By {
    By {
        actor: Actor::Operator,
        name: "A. Moderator".to_owned(),
        reason: "I went there".to_owned(),
    }
}

fn key(source: &str, id: &str) -> StatementKey {
    StatementKey {
        source: SourceId::parse(source).unwrap(),
        external_id: id.to_owned(),
    }
}

/// A lunch club and a supper club of two sources, which nothing ties together.
async fn two(rig: &Rig) -> MatchId {
    let (camden, map) = (rig.source("camden", 1).await, rig.source("map", 2).await);
    rig.crawl(
        &camden,
        &[item("1", "Lunch club", "NW5 2TJ").on(Weekday::Mon)],
    )
    .await;
    rig.clock.advance(TimeDelta::minutes(1));
    rig.crawl(
        &map,
        &[item("a", "Supper for all", "SW9 8DJ").on(Weekday::Thu)],
    )
    .await;
    MatchId::of(&key("camden", "1"), &key("map", "a"))
}

async fn listing(rig: &Rig, slug: &str) -> Listing {
    match rig.directory.show(slug).await.unwrap() {
        Shown::Listing(view) => view.listing.clone(),
        Shown::Moved(to) => panic!("{slug} moved to {to}"),
    }
}

#[tokio::test]
async fn same_and_its_undoing_are_inverses() {
    on_each(async |rig| {
        let id = two(&rig).await;
        let before = (
            listing(&rig, "lunch-club").await,
            listing(&rig, "supper-for-all").await,
        );
        rig.clock.advance(TimeDelta::hours(1));
        let decided = rig
            .directory
            .decide_match(id, Answer::Same, &by())
            .await
            .unwrap();
        assert_eq!(decided.listings, [before.0.id], "the older one stays");
        assert_eq!(rig.shown("supper-for-all").await, "moved to lunch-club");
        let old_id = before.1.id.to_string();
        assert_eq!(rig.shown(&old_id).await, "moved to lunch-club");
        let merged = listing(&rig, "lunch-club").await;
        assert_eq!(merged.service.alternate_names, ["Supper for all"]);
        assert_eq!(merged.service.service_at_locations.len(), 2);

        rig.clock.advance(TimeDelta::hours(1));
        rig.directory.undo_match(id, &by()).await.unwrap();
        let after = (
            listing(&rig, "lunch-club").await,
            listing(&rig, &old_id).await,
        );
        for (was, is) in [(&before.0, &after.0), (&before.1, &after.1)] {
            assert_eq!((is.id, &is.slug), (was.id, &was.slug));
            assert_eq!(
                (&is.service, &is.provenance),
                (&was.service, &was.provenance)
            );
            assert!(is.version > was.version, "followers hear of both steps");
        }
    })
    .await;
}

#[tokio::test]
async fn different_keeps_apart_what_a_chain_would_tie_together() {
    on_each(async |rig| {
        let (camden, map, gla) = (
            rig.source("camden", 1).await,
            rig.source("map", 2).await,
            rig.source("gla", 3).await,
        );
        for (source, id) in [(&camden, "1"), (&map, "a"), (&gla, "x")] {
            rig.crawl(source, &[item(id, "Lunch club", "NW5 2TJ")])
                .await;
        }
        assert_eq!(rig.find(&[]).await.total, 1);
        let id = MatchId::of(&key("camden", "1"), &key("gla", "x"));
        let decided = rig
            .directory
            .decide_match(id, Answer::Different, &by())
            .await
            .unwrap();
        assert_eq!(decided.listings.len(), 2);
        rig.directory.catch_up().await.unwrap();
        assert_eq!(rig.find(&[]).await.total, 2, "the map is with one of them");
        rig.directory.undo_match(id, &by()).await.unwrap();
        rig.directory.catch_up().await.unwrap();
        assert_eq!(rig.find(&[]).await.total, 1);
    })
    .await;
}

#[tokio::test]
async fn listings_are_merged_and_split_by_name() {
    on_each(async |rig| {
        let id = two(&rig).await;
        let merge = async || {
            rig.directory
                .merge_listings("supper-for-all", "lunch-club", &by())
                .await
        };
        assert_eq!(merge().await.unwrap().matches, [id]);
        assert!(
            matches!(merge().await, Err(Error::Conflict(_))),
            "once is enough"
        );

        let split = async |statements: &[StatementKey]| {
            rig.directory
                .split_listing("lunch-club", statements, &by())
                .await
        };
        for wrong in [
            &[][..],
            &[key("map", "b")],
            &[key("map", "a"), key("camden", "1")],
        ] {
            assert!(
                matches!(split(wrong).await, Err(Error::Invalid(_))),
                "{wrong:?}"
            );
        }
        let decided = split(&[key("map", "a")]).await.unwrap();
        assert_eq!(decided.standing.unwrap().answer, Answer::Different);
        assert_eq!(rig.shown("supper-for-all").await, "Supper for all");
        let Err(Error::Conflict(why)) = merge().await else {
            panic!("people said that they are different");
        };
        assert!(why.contains(&id.to_string()), "{why}");

        // Undone twice, it is as before both.
        rig.directory.undo_match(id, &by()).await.unwrap();
        assert_eq!(rig.shown("supper-for-all").await, "moved to lunch-club");
        rig.directory.undo_match(id, &by()).await.unwrap();
        assert_eq!(rig.shown("supper-for-all").await, "Supper for all");
    })
    .await;
}

#[tokio::test]
async fn a_decision_needs_a_name_a_reason_and_a_pair() {
    on_each(async |rig| {
        let id = two(&rig).await;
        let nobody = By {
            actor: Actor::Operator,
            name: "  ".to_owned(),
            reason: String::new(),
        };
        let Err(Error::Invalid(violations)) =
            rig.directory.decide_match(id, Answer::Same, &nobody).await
        else {
            panic!("nobody can decide nothing");
        };
        let named: Vec<&str> = violations.iter().map(|wrong| wrong.parameter).collect();
        assert_eq!(named, ["decided_by", "reason"]);
        let stranger = MatchId::of(&key("camden", "1"), &key("map", "nothing"));
        let refused = rig
            .directory
            .decide_match(stranger, Answer::Same, &by())
            .await;
        assert!(matches!(refused, Err(Error::NotFound { .. })));
        let unknown = rig.directory.show_match(&Actor::Operator, id).await;
        assert!(
            matches!(unknown, Err(Error::NotFound { .. })),
            "nobody spoke of it"
        );
    })
    .await;
}

#[tokio::test]
async fn an_answered_pair_is_shown_with_who_and_why() {
    on_each(async |rig| {
        let id = two(&rig).await;
        rig.directory
            .decide_match(id, Answer::Later, &by())
            .await
            .unwrap();
        let query = |state| MatchQuery {
            state,
            source: Some("map".to_owned()),
            area: None,
            after: None,
            limit: 10,
        };
        let page = rig
            .directory
            .matches(&Actor::Operator, &query(QueueState::Later))
            .await
            .unwrap();
        assert_eq!(page.matches.len(), 1);
        let view = rig
            .directory
            .show_match(&Actor::Operator, id)
            .await
            .unwrap();
        assert_eq!(page.matches[0], view);
        let decision = view.decision.unwrap();
        assert_eq!(decision.decided_by, "A. Moderator");
        assert!(!view.together);
        let none = rig
            .directory
            .matches(&Actor::Operator, &query(QueueState::Decided))
            .await
            .unwrap();
        assert!(none.matches.is_empty() && none.next_after.is_none());
    })
    .await;
}

#[tokio::test]
async fn a_listing_goes_on_when_the_one_that_founded_it_is_withdrawn() {
    on_each(async |rig| {
        let (camden, map) = (rig.source("camden", 1).await, rig.source("map", 2).await);
        rig.crawl(&camden, &[item("1", "Lunch club", "NW5 2TJ")])
            .await;
        let id = listing(&rig, "lunch-club").await.id;
        rig.clock.advance(TimeDelta::minutes(1));
        rig.crawl(&map, &[item("a", "Lunch club", "NW5 2TJ")]).await;
        let gone = async |source: &SourceId, page: &str| {
            rig.clock.advance(TimeDelta::minutes(1));
            let run = rig.directory.begin_run(source).await.unwrap();
            rig.directory
                .page_gone(&run, page, "it is gone")
                .await
                .unwrap();
            rig.directory
                .finish_run(run, directory::RunEnd::default())
                .await
                .unwrap();
        };
        gone(&camden, "1").await;
        assert_eq!(listing(&rig, "lunch-club").await.id, id);
        gone(&map, "a").await;
        assert!(rig.shown("lunch-club").await.contains("withdrawn"));
        // Who comes back first takes it up again, though it did not found it.
        rig.crawl(&map, &[item("a", "Lunch club", "NW5 2TJ")]).await;
        assert_eq!(listing(&rig, "lunch-club").await.id, id);
        // And when its founder comes back as something else, each has its own.
        rig.crawl(&camden, &[item("1", "Choir", "SW9 8DJ")]).await;
        assert_eq!(listing(&rig, &id.to_string()).await.service.name, "Choir");
        assert_eq!(rig.find(&[]).await.total, 2);
    })
    .await;
}

#[tokio::test]
async fn two_sources_that_use_one_uuid_for_two_services_have_two_listings() {
    on_each(async |rig| {
        let (camden, map) = (rig.source("camden", 1).await, rig.source("map", 2).await);
        let uuid = "6f1c0d0e-3b1a-4a53-9d7e-0c5d1f2a3b4c";
        rig.crawl(&camden, &[item(uuid, "Lunch club", "NW5 2TJ")])
            .await;
        rig.crawl(&map, &[item(uuid, "Choir", "SW9 8DJ")]).await;
        assert_eq!(listing(&rig, uuid).await.service.name, "Lunch club");
        assert_ne!(listing(&rig, "choir").await.id.to_string(), uuid);
    })
    .await;
}

#[tokio::test]
async fn a_rematch_finds_everything_in_its_place() {
    on_each(async |rig| {
        let (camden, map) = (rig.source("camden", 1).await, rig.source("map", 2).await);
        for source in [&camden, &map] {
            let items: Vec<_> = (0..12)
                .map(|n| item(&n.to_string(), &format!("Club {n}"), "NW5 2TJ"))
                .collect();
            rig.crawl(source, &items).await;
        }
        assert_eq!(rig.find(&[]).await.total, 12);
        let state = rig.directory.matching_state().await.unwrap();
        assert!(!state.is_due(), "{state:?}");
        let none = rig.directory.rematch(false, MATCHED_AT_ONCE, |_, _| {});
        assert_eq!(none.await.unwrap(), 0);
        // In batches of three, most pairs are of two batches.
        for at_once in [1, 3, 1_000] {
            let mut steps = Vec::new();
            let at_once = NonZeroUsize::new(at_once).unwrap();
            let matched = rig
                .directory
                .rematch(true, at_once, |done, all| steps.push((done, all)))
                .await
                .unwrap();
            assert_eq!((matched, steps.last()), (24, Some(&(48, 48))));
            assert_eq!(
                rig.directory.matching_state().await.unwrap(),
                state,
                "as many pairs wait as before, and none is due"
            );
            assert_eq!(
                rig.directory.catch_up().await.unwrap(),
                0,
                "no listing changed"
            );
        }
    })
    .await;
}
