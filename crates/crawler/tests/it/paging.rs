//! Many pages: pagers, budgets, runs that break off, and records that come and go.

use chrono::TimeDelta;
use crawler::Silent;
use testkit::origin::Answer;

use crate::rig::{Rig, codes, item, list};

#[tokio::test]
async fn a_pager_is_followed_to_its_end() {
    let rig = Rig::new().await;
    rig.origin
        .on("/list", [Answer::html(list(&["1"], Some("/list?page=2")))])
        .on("/list?page=2", [Answer::html(list(&["2"], None))])
        .on("/item/1", [Answer::html(item("Lunch club"))])
        .on("/item/2", [Answer::html(item("Tea dance"))]);
    let report = rig.crawl(&rig.pages("/list")).await;
    assert!(report.complete, "{report:?}");
    assert_eq!(
        rig.origin.paths(),
        ["/list", "/list?page=2", "/item/1", "/item/2"]
    );
    assert_eq!(rig.names().await, ["Lunch club", "Tea dance"]);
}

#[tokio::test]
async fn a_pager_that_gives_the_same_page_for_ever_is_left() {
    let rig = Rig::new().await;
    rig.origin.on("/item/1", [Answer::html(item("Lunch club"))]);
    // The next page is always page 2 of wherever we are: a server that does not know the parameter.
    let page = list(&["1"], Some("?page=2"));
    rig.origin.on("/list", [Answer::html(&*page)]).on(
        "/list?page=2",
        [Answer::html(page.replace("page=2", "page=3"))],
    );
    rig.origin.on(
        "/list?page=3",
        [Answer::html(page.replace("page=2", "page=3"))],
    );
    let report = rig.crawl(&rig.pages("/list")).await;
    assert!(
        report.complete,
        "a page that leads to itself is the last: {report:?}"
    );

    let rig = Rig::new().await;
    rig.origin.on("/item/1", [Answer::html(item("Lunch club"))]);
    let same = Answer::html(list(&["1"], Some("x/")));
    rig.origin
        .on("/a/", [same.clone()])
        .on("/a/x/", [same.clone()])
        .on("/a/x/x/", [same.clone()]);
    let source = rig.pages("/a/");
    for tagged in [false, true] {
        if tagged {
            rig.origin
                .on("/a/", [same.clone().tag("same")])
                .on("/a/x/", [same.clone().tag("same")]);
        }
        let report = rig.crawl(&source).await;
        assert_eq!(codes(&report), ["page-loop"]);
        assert!(!report.complete);
        assert_eq!(rig.origin.asked_for("/a/x/x/"), 0);
        assert_eq!(rig.names().await, ["Lunch club"]);
    }
    let report = rig.crawl(&source).await;
    assert_eq!(
        codes(&report),
        ["page-loop"],
        "also when the first page is known by its tag"
    );
}

#[tokio::test]
async fn a_pager_that_only_looks_new_is_left() {
    let rig = Rig::new().await;
    rig.origin.on("/item/1", [Answer::html(item("Lunch club"))]);
    for page in 0..200 {
        let body = format!(
            "{}<!-- {page} -->",
            list(&["1"], Some(&format!("/list/{}", page + 1)))
        );
        rig.origin
            .on(&format!("/list/{page}"), [Answer::html(body)]);
    }
    let report = rig.crawl(&rig.pages("/list/0")).await;
    assert_eq!(codes(&report), ["page-loop"]);
    assert_eq!(
        rig.origin.paths().len(),
        52,
        "fifty more lists, then the details"
    );
    assert_eq!(rig.names().await, ["Lunch club"]);
}

#[tokio::test]
async fn a_source_with_too_many_pages_is_read_up_to_its_budget() {
    let rig = Rig::new().await;
    rig.origin.on(
        "/list",
        [Answer::html(list(&["1", "2", "3", "4", "5"], None))],
    );
    for id in 1..=5 {
        rig.origin.on(
            &format!("/item/{id}"),
            [Answer::html(item(&format!("Club {id}")))],
        );
    }
    let few = "politeness = { delay_ms = 0, max_pages = 3 }";
    let report = rig
        .crawl(&rig.source("pages", "/list", "pages.toml", few))
        .await;
    assert_eq!(codes(&report), ["page-budget"]);
    assert!(!report.complete);
    assert_eq!(rig.names().await, ["Club 1", "Club 2"]);
    let exact = "politeness = { delay_ms = 0, max_pages = 6 }";
    assert!(
        rig.crawl(&rig.source("pages", "/list", "pages.toml", exact))
            .await
            .complete
    );
}

#[tokio::test]
async fn a_link_that_is_dead_is_set_aside() {
    let rig = Rig::new().await;
    rig.origin
        .on("/list", [Answer::html(list(&["1", "2", "3"], None))])
        .on("/item/1", [Answer::html(item("Lunch club"))])
        .on("/item/2", [Answer::status(404)])
        .on("/item/3", [Answer::html(item("Record not found"))]);
    let report = rig.crawl(&rig.pages("/list")).await;
    assert!(report.complete, "{report:?}");
    assert_eq!(rig.names().await, ["Lunch club"]);
    assert_eq!(
        rig.set_aside("pages").await,
        [
            "the page that the list links to is gone",
            "the source says that it no longer has this record"
        ]
    );
}

#[tokio::test]
async fn a_record_whose_page_is_gone_is_withdrawn_at_once_and_comes_back_as_itself() {
    let rig = Rig::new().await;
    let source = rig.pages("/list");
    rig.origin
        .on("/list", [Answer::html(list(&["1", "2"], None))])
        .on("/item/1", [Answer::html(item("Lunch club"))])
        .on("/item/2", [Answer::html(item("Tea dance"))]);
    rig.crawl(&source).await;
    let before = rig.listings().await.remove(1);
    rig.origin.on("/item/2", [Answer::status(410)]);
    let report = rig.crawl(&source).await;
    assert_eq!(report.withdrawn, 1);
    assert_eq!(rig.names().await, ["Lunch club"]);
    let gone = rig.directory.show(&before.listing.slug).await;
    assert!(
        matches!(gone, Err(directory::Error::Gone { .. })),
        "{gone:?}"
    );

    rig.origin.on("/item/2", [Answer::html(item("Tea dance"))]);
    rig.crawl(&source).await;
    let after = rig.listings().await.remove(1);
    assert_eq!(
        (after.listing.id, &after.listing.slug),
        (before.listing.id, &before.listing.slug)
    );
}

#[tokio::test]
async fn a_changed_id_is_one_gone_and_one_new() {
    let rig = Rig::new().await;
    let source = rig.pages("/list");
    rig.origin
        .on("/list", [Answer::html(list(&["1", "2"], None))])
        .on("/item/1", [Answer::html(item("Lunch club"))])
        .on("/item/2", [Answer::html(item("Tea dance"))])
        .on("/item/9", [Answer::html(item("Tea dance"))]);
    rig.crawl(&source).await;
    let before = rig.listings().await.remove(1);
    rig.origin
        .on("/list", [Answer::html(list(&["1", "9"], None))]);
    let report = rig.crawl(&source).await;
    assert_eq!(
        (
            report.new,
            report.unchanged,
            report.missing,
            report.withdrawn
        ),
        (1, 1, 1, 0)
    );
    // It is the same service for all that: who knows its address still finds it there.
    assert_eq!(
        rig.standings().await,
        ["Lunch club: active", "Tea dance: missing, active"]
    );
    assert_eq!(rig.listings().await[1].listing.id, before.listing.id);
}

#[tokio::test]
async fn a_run_that_broke_off_goes_on_without_fetching_its_pages_again() {
    let rig = Rig::new().await;
    let source = rig.pages("/list");
    rig.origin
        .on("/list", [Answer::html(list(&["1", "2", "3"], None))])
        .on("/item/1", [Answer::html(item("Lunch club"))])
        .on("/item/2", [Answer::silence()])
        .on("/item/3", [Answer::html(item("Tea dance"))]);
    tokio::select! {
        report = rig.crawler.crawl(&source, &Silent) => panic!("the run should hang: {report:?}"),
        () = rig.origin.heard("/item/2") => {}
    }
    rig.origin.on("/item/2", [Answer::html(item("Choir"))]);
    rig.origin.forget();
    let report = rig.crawl(&source).await;
    assert_eq!(rig.origin.paths(), ["/item/2", "/item/3"]);
    assert!(report.complete, "{report:?}");
    assert_eq!(
        (report.new, report.kept),
        (3, 3),
        "the run counts what it did before it broke off"
    );
    assert_eq!(rig.names().await, ["Choir", "Lunch club", "Tea dance"]);

    // A day later there is nothing to resume.
    rig.clock.advance(TimeDelta::days(1));
    rig.origin.forget();
    rig.crawl(&source).await;
    assert_eq!(rig.origin.paths().len(), 4);
}

#[tokio::test]
async fn half_a_page_is_read_again_by_the_run_that_goes_on() {
    let rig = Rig::new().await;
    let source = {
        let both = format!(
            "{}\", \"{}",
            rig.origin.url("/half.kml"),
            rig.origin.url("/slow.kml")
        );
        crate::rig::source_at("maps", &both, "mymaps", "")
    };
    rig.origin
        .on(
            "/half.kml",
            [Answer::until_closed(
                "text/xml",
                crate::rig::kml_open(&["Choir"]),
            )],
        )
        .on("/slow.kml", [Answer::silence()]);
    tokio::select! {
        report = rig.crawler.crawl(&source, &Silent) => panic!("the run should hang: {report:?}"),
        () = rig.origin.heard("/slow.kml") => {}
    }
    rig.origin
        .on("/slow.kml", [Answer::kml(crate::rig::kml(&["Tea dance"]))]);
    rig.origin.forget();
    let report = rig.crawl(&source).await;
    assert_eq!(rig.origin.paths(), ["/half.kml", "/slow.kml"]);
    assert_eq!(codes(&report), ["cut-off"]);
    assert!(
        !report.complete,
        "a run that has only half a page is not complete"
    );
}

#[tokio::test]
async fn a_page_that_asks_not_to_be_indexed_is_set_aside() {
    let rig = Rig::new().await;
    rig.origin
        .on("/list", [Answer::html(list(&["1", "2"], None))])
        .on("/item/1", [Answer::html(item("Lunch club"))])
        .on(
            "/item/2",
            [Answer::html(item("Canary")).header("x-robots-tag", "NoIndex")],
        );
    let report = rig.crawl(&rig.pages("/list")).await;
    assert!(report.complete, "{report:?}");
    assert_eq!(rig.names().await, ["Lunch club"]);
    assert_eq!(
        rig.set_aside("pages").await,
        ["the page asks not to be indexed"]
    );
}

#[tokio::test]
async fn half_of_a_record_s_page_is_better_than_none_and_worse_than_the_whole() {
    let rig = Rig::new().await;
    let source = rig.pages("/list");
    let half = item("Lunch club").replace("</body></html>", "<p class=\"oth");
    rig.origin
        .on("/list", [Answer::html(list(&["1"], None))])
        .on("/item/1", [Answer::until_closed("text/html", &*half)]);
    let report = rig.crawl(&source).await;
    assert_eq!(
        (codes(&report), report.complete, report.new),
        (vec!["cut-off"], true, 1)
    );

    rig.origin
        .on("/item/1", [Answer::html(item("Lunch club, every day"))]);
    rig.crawl(&source).await;
    rig.origin
        .on("/item/1", [Answer::until_closed("text/html", half)]);
    let report = rig.crawl(&source).await;
    assert_eq!(
        (codes(&report), report.complete, report.changed),
        (vec!["cut-off"], true, 0),
        "one record in a hundred does not make a run incomplete, and is not absent"
    );
    assert_eq!(rig.standings().await, ["Lunch club, every day: active"]);
}
