//! What is kept of the register of charities.

use chrono::NaiveDate;
use domain::charity::{Charity, CharityNumber, CharityStatus};
use domain::report::{ReportKind, ReportState};
use store::{CharityRegister, Report};

use crate::stage::{day, id, on_each};

fn number(n: u32) -> CharityNumber {
    CharityNumber::new(9_900_000 + n).unwrap()
}

fn charity(n: u32, name: &str) -> Charity {
    Charity {
        number: number(n),
        name: name.to_owned(),
        status: CharityStatus::Registered,
        removed_on: None,
        website: Some("https://larder.example/".to_owned()),
        company_number: None,
        other_names: Vec::new(),
    }
}

#[tokio::test]
async fn charities_are_kept_replaced_and_forgotten() {
    on_each(async |stage| {
        let many: Vec<Charity> = (1..=1_203).map(|n| charity(n, "Larder")).collect();
        let mut removed = charity(2, "Larder\0s");
        removed.status = CharityStatus::Removed;
        removed.removed_on = NaiveDate::from_ymd_opt(2026, 6, 30);
        removed.website = None;
        removed.company_number = Some("09900002".to_owned());
        removed.other_names = vec!["The Larder".to_owned(), "Larder & Co".to_owned()];
        stage
            .write(async |tx| {
                tx.put_charities(&many).await.unwrap();
                tx.put_charities(std::slice::from_ref(&removed))
                    .await
                    .unwrap();
                tx.forget_charities(&[number(3), number(9_999)])
                    .await
                    .unwrap();
            })
            .await;
        let numbers: Vec<CharityNumber> = [1, 2, 3, 7_000].map(number).to_vec();
        let mut found = stage.store.charities(&numbers).await.unwrap();
        found.sort_by_key(|charity| charity.number);
        removed.name = "Larder\u{fffd}s".to_owned();
        assert_eq!(found, [charity(1, "Larder"), removed]);
    })
    .await;
}

#[tokio::test]
async fn numbers_are_walked_through_in_order() {
    on_each(async |stage| {
        let some: Vec<Charity> = [5, 1, 3].map(|n| charity(n, "Larder")).to_vec();
        stage
            .write(async |tx| tx.put_charities(&some).await.unwrap())
            .await;
        let first = stage.store.charity_numbers(None, 2).await.unwrap();
        assert_eq!(first, [number(1), number(3)]);
        let next = stage.store.charity_numbers(Some(number(3)), 2).await;
        assert_eq!(next.unwrap(), [number(5)]);
    })
    .await;
}

#[tokio::test]
async fn how_far_an_import_came_is_known() {
    on_each(async |stage| {
        assert_eq!(stage.store.charity_register().await.unwrap(), None);
        for (extracted_on, unfinished) in
            [(None, true), (NaiveDate::from_ymd_opt(2026, 11, 20), false)]
        {
            let state = CharityRegister {
                extracted_on,
                imported_at: extracted_on.map(|_| day(1)),
                charities: 12,
                registered: 10,
                unfinished,
            };
            stage
                .write(async |tx| tx.put_charity_register(&state).await.unwrap())
                .await;
            assert_eq!(stage.store.charity_register().await.unwrap(), Some(state));
        }
    })
    .await;
}

#[tokio::test]
async fn a_report_is_known_also_when_it_was_answered() {
    on_each(async |stage| {
        let report = Report {
            id: id(1),
            listing: id(50),
            kind: ReportKind::Problem,
            words: "Removed from the register".to_owned(),
            reporter: None,
            created_at: day(1),
            answer_by: day(11),
            state: ReportState::Open,
            answer: None,
            answered_by: None,
            answered_at: None,
        };
        let known = stage
            .write(async |tx| {
                tx.add_report(&report).await.unwrap();
                tx.answer_report(id(1), ReportState::Refused, "It goes on", "ada", day(2))
                    .await
                    .unwrap();
                tx.known_reports(&[id(1), id(2)]).await.unwrap()
            })
            .await;
        assert_eq!(known.into_iter().collect::<Vec<_>>(), [id(1)]);
    })
    .await;
}
