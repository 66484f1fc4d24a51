//! Counts of what is looked for.

use store::TermCount;

use crate::stage::on_each;

fn count(week: &str, outward: &str, term: &str, searches: i64) -> TermCount {
    TermCount {
        week: week.to_owned(),
        outward: outward.to_owned(),
        term: term.to_owned(),
        searches,
        few: 1,
        nothing: 0,
    }
}

#[tokio::test]
async fn counts_add_up_whoever_counted() {
    on_each(async |stage| {
        for more in [2, 3] {
            let counts = [
                count("2026-W48", "SW9", "debt", more),
                count("2026-W47", "SW9", "debt", more),
                count("2026-W48", "", "", more),
            ];
            stage
                .write(async |tx| tx.add_search_terms(&counts).await.unwrap())
                .await;
        }
        let both = |counted: TermCount| TermCount { few: 2, ..counted };
        let found = stage.store.search_terms("2026-W48", None).await.unwrap();
        assert_eq!(
            found,
            [
                both(count("2026-W48", "", "", 5)),
                both(count("2026-W48", "SW9", "debt", 5))
            ]
        );
        let found = stage
            .store
            .search_terms("2026-W01", Some("SW9"))
            .await
            .unwrap();
        assert_eq!(found.len(), 2);
    })
    .await;
}
