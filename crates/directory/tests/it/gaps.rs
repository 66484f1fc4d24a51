//! What is looked for and not found, and that nothing of anybody is kept.

use directory::{ENOUGH_SEARCHES, Told};

use crate::rig::{Rig, Said as _, item, on_each};

async fn furnished(rig: &Rig) {
    let camden = rig.source("camden", 1).await;
    rig.crawl(&camden, &[item("1", "Lunch club", "SW9 8DJ").term("Food")])
        .await;
}

async fn told(rig: &Rig) -> Vec<String> {
    rig.directory.flush_searches().await.unwrap();
    let since = "2026-11-02".parse().unwrap();
    let gaps = rig.directory.gaps(since, None).await.unwrap();
    gaps.iter()
        .map(|gap| {
            let outward = gap.outward.as_deref().unwrap_or("-");
            let term = gap.term.as_deref().unwrap_or("*");
            format!(
                "{} {outward} {term}: {} searches, {} few, {} none",
                gap.week, gap.searches, gap.few, gap.nothing
            )
        })
        .collect()
}

#[tokio::test]
async fn searches_are_counted_by_week_half_a_postcode_and_known_word() {
    on_each(async |rig| {
        furnished(&rig).await;
        for _ in 0..6 {
            rig.find(&[("q", "food for Ermintrude"), ("near", "SW9 8DJ")])
                .await;
        }
        rig.find(&[("q", "food"), ("near", "NW5")]).await;
        rig.find(&[("near", "SW9 8DJ")]).await;
        rig.find(&[("q", "food"), ("near", "SW9 8DJ"), ("page", "2")])
            .await;
        assert_eq!(
            told(&rig).await,
            [
                "2026-W47 NW5 *: fewer than 5 searches, 0 few, fewer than 5 none",
                "2026-W47 NW5 food: fewer than 5 searches, 0 few, fewer than 5 none",
                "2026-W47 SW9 *: 6 searches, 6 few, 0 none",
                "2026-W47 SW9 food: 6 searches, 6 few, 0 none",
            ]
        );
    })
    .await;
}

#[tokio::test]
async fn a_word_that_is_of_no_category_is_kept_only_when_many_searches_have_it() {
    on_each(async |rig| {
        furnished(&rig).await;
        let ask = async |times: u64| {
            for _ in 0..times {
                rig.find(&[("q", "ukulele 07700900123 x@example.org")])
                    .await;
            }
        };
        let has_word = async || told(&rig).await.iter().any(|line| line.contains("ukulele"));
        ask(ENOUGH_SEARCHES - 1).await;
        assert!(!has_word().await);
        ask(1).await;
        assert!(has_word().await, "{:?}", told(&rig).await);
        let all = told(&rig).await.join("\n");
        assert!(!all.contains("0770") && !all.contains("example"), "{all}");
    })
    .await;
}

#[tokio::test]
async fn rare_words_are_forgotten_when_their_week_is_over() {
    on_each(async |rig| {
        furnished(&rig).await;
        for _ in 0..2 {
            for _ in 0..ENOUGH_SEARCHES - 1 {
                rig.find(&[("q", "ukulele")]).await;
            }
            told(&rig).await;
            rig.days_pass(7);
            told(&rig).await;
        }
        assert!(
            told(&rig)
                .await
                .iter()
                .all(|line| !line.contains("ukulele"))
        );
        assert_eq!(Told::Exactly(0).to_string(), "0");
    })
    .await;
}
