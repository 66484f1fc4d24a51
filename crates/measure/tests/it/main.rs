//! What must not get worse without anybody noticing: a sample of the judged questions, in the
//! ordinary run of the tests.

use std::path::Path;

use measure::quality::{Kind, known_items};

/// How many known items are asked for; each is two questions.
const ITEMS: usize = 60;

#[tokio::test]
async fn known_items_come_first_clean_and_with_a_slip() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures");
    let asked = known_items(&fixtures, ITEMS)
        .await
        .expect("the fixtures can be asked");
    assert_eq!(asked.len(), ITEMS);
    for (kind, least) in [(Kind::Name, 0.95), (Kind::Slip, 0.9)] {
        let of_kind: Vec<_> = asked
            .iter()
            .filter(|one| one.question.kind == kind)
            .collect();
        let missed: Vec<_> = of_kind
            .iter()
            .filter(|one| !one.ours.first)
            .map(|one| (&one.question.text, one.hits.first()))
            .collect();
        let share = 1.0 - missed.len() as f64 / of_kind.len() as f64;
        assert!(
            share >= least,
            "{}: {share:.3}, missed {missed:?}",
            kind.name()
        );
    }
}
