//! Accounts, roles, links, sessions, keys, claims, and the outbox.

use chrono::{DateTime, TimeDelta, Utc};
use domain::authority::{Grant, Scope};
use domain::claim::{ClaimState, Proof};
use domain::report::{ReportKind, ReportState};
use store::{
    Account, ApiKey, Claim, LoginToken, OutgoingMail, Report, RoleGrant, Seed, Session, StoreError,
};

use crate::stage::{Stage, day, id, on_each};

const ADA: u128 = 1;

fn account(n: u128, email: &str) -> Account {
    Account {
        id: id(n),
        email: email.to_owned(),
        created_at: day(1),
        last_sign_in: None,
        second_factor: None,
        second_factor_used: None,
        erased: false,
    }
}

async fn with_ada(stage: &Stage) {
    stage
        .write(async |tx| {
            tx.add_account(&account(ADA, "ada@example.org"))
                .await
                .unwrap();
        })
        .await;
}

fn token(n: u128, email: &str, at: DateTime<Utc>) -> LoginToken {
    LoginToken {
        id: id(n),
        email: email.to_owned(),
        link_hash: format!("link {n}"),
        code_hash: format!("code {n}"),
        browser_hash: format!("browser {n}"),
        next_path: Some("/account".to_owned()),
        created_at: at,
        expires_at: at + TimeDelta::minutes(10),
        used_at: None,
        tries: 0,
    }
}

fn claim(n: u128, version: i64, state: ClaimState) -> Claim {
    Claim {
        id: id(n),
        organization: id(70),
        account: id(ADA),
        state,
        proof: Proof::Evidence {
            words: "I am the secretary".to_owned(),
        },
        link_hash: Some(format!("proof {n}")),
        link_expires: Some(day(8)),
        reason: None,
        decided_by: None,
        created_at: day(1),
        changed_at: day(1),
        version,
    }
}

fn mail(n: u128, due_at: DateTime<Utc>) -> OutgoingMail {
    OutgoingMail {
        id: id(n),
        recipient: "ada@example.org".to_owned(),
        subject: "Hello".to_owned(),
        body: "a secret link".to_owned(),
        kind: "sign_in".to_owned(),
        created_at: day(1),
        due_at,
        attempts: 0,
    }
}

#[tokio::test]
async fn an_account_is_found_by_its_address_and_there_is_one_of_each() {
    on_each(async |stage| {
        with_ada(&stage).await;
        let known = stage.store.account_of("ada@example.org").await.unwrap();
        assert_eq!(known, Some(account(ADA, "ada@example.org")));
        assert_eq!(
            stage.store.account_of("bob@example.org").await.unwrap(),
            None
        );
        let changed = Account {
            second_factor: Some(Seed("SEED".to_owned())),
            second_factor_used: Some(7),
            last_sign_in: Some(day(2)),
            ..account(ADA, "ada@example.org")
        };
        stage
            .write(async |tx| tx.update_account(&changed).await.unwrap())
            .await;
        assert_eq!(stage.store.account(id(ADA)).await.unwrap(), Some(changed));
        let tx = stage.store.begin().await.unwrap();
        assert!(
            tx.add_account(&account(2, "ada@example.org"))
                .await
                .is_err()
        );
    })
    .await;
}

#[tokio::test]
async fn a_role_is_held_once_and_gone_at_once() {
    on_each(async |stage| {
        with_ada(&stage).await;
        let grant = |n, grant: Grant| RoleGrant {
            id: id(n),
            account: id(ADA),
            grant,
            granted_by: "operator".to_owned(),
            granted_at: day(1),
        };
        let steward = Grant::Steward {
            organization: id(70),
        };
        let moderator = Grant::Moderator {
            area: Some("E09000022".to_owned()),
        };
        let given = stage
            .write(async |tx| {
                [
                    tx.add_grant(&grant(10, steward.clone())).await.unwrap(),
                    tx.add_grant(&grant(11, steward.clone())).await.unwrap(),
                    tx.add_grant(&grant(12, moderator.clone())).await.unwrap(),
                ]
            })
            .await;
        assert_eq!(given, [true, false, true]);
        assert_eq!(stage.store.grants_of(id(ADA)).await.unwrap().len(), 2);
        assert_eq!(stage.store.stewards_of(id(70)).await.unwrap().len(), 1);
        assert_eq!(stage.store.stewards_of(id(71)).await.unwrap(), []);
        let moderators = stage.store.holders_of("moderator").await.unwrap();
        assert_eq!(moderators, [grant(12, moderator)]);
        let taken = stage
            .write(async |tx| {
                [
                    tx.remove_grant(id(ADA), &steward).await.unwrap(),
                    tx.remove_grant(id(ADA), &steward).await.unwrap(),
                ]
            })
            .await;
        assert_eq!(taken, [true, false]);
        assert_eq!(stage.store.stewards_of(id(70)).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn of_many_who_use_a_link_at_once_one_succeeds() {
    on_each(async |stage| {
        stage
            .write(async |tx| {
                tx.add_login_token(&token(1, "ada@example.org", day(1)))
                    .await
                    .unwrap();
            })
            .await;
        let tries: Vec<_> = (0..20)
            .map(|_| {
                let store = stage.store.clone();
                tokio::spawn(async move {
                    let tx = store.begin().await.unwrap();
                    let used = tx
                        .use_login_token(id(1), day(1) + TimeDelta::minutes(1))
                        .await
                        .unwrap();
                    tx.commit().await.unwrap();
                    used
                })
            })
            .collect();
        let mut used = 0;
        for one in tries {
            used += u32::from(one.await.unwrap());
        }
        assert_eq!(used, 1);
    })
    .await;
}

#[tokio::test]
async fn a_newer_link_ends_the_older_of_its_address_and_an_old_one_is_void() {
    on_each(async |stage| {
        let later = day(1) + TimeDelta::minutes(2);
        stage
            .write(async |tx| {
                tx.add_login_token(&token(1, "ada@example.org", day(1)))
                    .await
                    .unwrap();
                tx.add_login_token(&token(2, "bob@example.org", day(1)))
                    .await
                    .unwrap();
                tx.add_login_token(&token(3, "ada@example.org", later))
                    .await
                    .unwrap();
                tx.count_try(id(3)).await.unwrap();
            })
            .await;
        let used = stage
            .write(async |tx| {
                let at = later + TimeDelta::minutes(1);
                let too_late = later + TimeDelta::minutes(10);
                [
                    tx.use_login_token(id(1), at).await.unwrap(),
                    tx.use_login_token(id(3), too_late).await.unwrap(),
                    tx.use_login_token(id(3), at).await.unwrap(),
                    tx.use_login_token(id(2), at).await.unwrap(),
                ]
            })
            .await;
        assert_eq!(used, [false, false, true, true]);
        let known = stage.store.login_token("link 3").await.unwrap().unwrap();
        assert_eq!(known.tries, 1);
        let of_browser = stage
            .store
            .login_token_of_browser("browser 2")
            .await
            .unwrap();
        assert_eq!(of_browser.unwrap().email, "bob@example.org");
        let asked = stage.store.login_tokens_since("ada@example.org", day(1));
        assert_eq!(asked.await.unwrap(), 2);
        let forgotten = stage
            .write(async |tx| tx.forget_login_tokens(later).await.unwrap())
            .await;
        assert_eq!(forgotten, 2);
    })
    .await;
}

#[tokio::test]
async fn sessions_end_one_by_one_and_all_at_once() {
    on_each(async |stage| {
        with_ada(&stage).await;
        let session = |n: u128| Session {
            id: id(n),
            secret_hash: format!("hash {n}"),
            account: id(ADA),
            label: "Firefox on Android".to_owned(),
            began_at: day(1),
            last_used: day(1),
            second_factor: false,
        };
        stage
            .write(async |tx| {
                for n in 10..13 {
                    tx.add_session(&session(n)).await.unwrap();
                }
                tx.touch_session(id(11), day(2), true).await.unwrap();
            })
            .await;
        let touched = stage.store.session("hash 11").await.unwrap().unwrap();
        assert_eq!((touched.last_used, touched.second_factor), (day(2), true));
        let ended = stage
            .write(async |tx| {
                [
                    tx.end_sessions(id(ADA), Some(id(10))).await.unwrap(),
                    tx.end_sessions(id(2), Some(id(11))).await.unwrap(),
                    tx.end_sessions(id(ADA), None).await.unwrap(),
                ]
            })
            .await;
        assert_eq!(ended, [1, 0, 2], "nobody ends another's");
        assert_eq!(stage.store.session("hash 11").await.unwrap(), None);
        assert_eq!(stage.store.sessions_of(id(ADA)).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn a_claim_takes_one_step_from_each_version() {
    on_each(async |stage| {
        with_ada(&stage).await;
        stage
            .write(async |tx| {
                tx.add_claim(&claim(20, 1, ClaimState::Proving))
                    .await
                    .unwrap();
            })
            .await;
        let known = stage.store.claim_of_link("proof 20").await.unwrap();
        assert_eq!(known, Some(claim(20, 1, ClaimState::Proving)));
        let accepted = claim(20, 2, ClaimState::Accepted);
        stage
            .write(async |tx| tx.update_claim(&accepted).await.unwrap())
            .await;
        let tx = stage.store.begin().await.unwrap();
        let late = tx.update_claim(&claim(20, 2, ClaimState::Withdrawn)).await;
        assert!(matches!(late, Err(StoreError::Conflict { .. })), "{late:?}");
        drop(tx);
        let store = &stage.store;
        assert_eq!(store.claim(id(20)).await.unwrap(), Some(accepted.clone()));
        assert_eq!(
            store.claims_of_account(id(ADA)).await.unwrap(),
            std::slice::from_ref(&accepted)
        );
        assert_eq!(
            store.claims_of_organization(id(70)).await.unwrap(),
            std::slice::from_ref(&accepted)
        );
        assert_eq!(
            store.claims_in(ClaimState::Accepted, 9).await.unwrap(),
            [accepted]
        );
        assert_eq!(store.claims_in(ClaimState::Proving, 9).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn a_key_is_ended_by_its_owner_alone_and_once() {
    on_each(async |stage| {
        with_ada(&stage).await;
        let key = ApiKey {
            id: id(30),
            account: id(ADA),
            name: "our site".to_owned(),
            secret_hash: "hash".to_owned(),
            scopes: vec![Scope::Read, Scope::ListingsWrite],
            created_at: day(1),
            last_used: None,
            ended_at: None,
        };
        stage
            .write(async |tx| tx.add_api_key(&key).await.unwrap())
            .await;
        assert_eq!(stage.store.api_key("hash").await.unwrap(), Some(key));
        let ended = stage
            .write(async |tx| {
                tx.touch_api_key(id(30), day(2)).await.unwrap();
                [
                    tx.end_api_key(id(2), id(30), day(3)).await.unwrap(),
                    tx.end_api_key(id(ADA), id(30), day(3)).await.unwrap(),
                    tx.end_api_key(id(ADA), id(30), day(4)).await.unwrap(),
                ]
            })
            .await;
        assert_eq!(ended, [false, true, false]);
        let known = stage.store.api_keys_of(id(ADA)).await.unwrap();
        assert_eq!(
            (known[0].last_used, known[0].ended_at),
            (Some(day(2)), Some(day(3)))
        );
    })
    .await;
}

#[tokio::test]
async fn a_mail_waits_until_it_has_gone_and_then_says_nothing() {
    on_each(async |stage| {
        let store = &stage.store;
        stage
            .write(async |tx| {
                tx.add_mail(&mail(40, day(3))).await.unwrap();
                tx.add_mail(&mail(41, day(2))).await.unwrap();
                tx.add_mail(&mail(42, day(1))).await.unwrap();
            })
            .await;
        let due = async |at| {
            let due = store.due_mails(at, 9).await.unwrap();
            due.into_iter().map(|mail| mail.id).collect::<Vec<_>>()
        };
        assert_eq!(due(day(2)).await, [id(42), id(41)], "the oldest first");
        stage
            .write(async |tx| {
                tx.mail_sent(id(42), day(2)).await.unwrap();
                tx.mail_failed(id(41), day(2), Some(day(4)), "busy")
                    .await
                    .unwrap();
                tx.mail_failed(id(40), day(3), None, "no such mailbox")
                    .await
                    .unwrap();
            })
            .await;
        assert!(due(day(3)).await.is_empty());
        let later = store.due_mails(day(4), 9).await.unwrap();
        assert_eq!((later[0].id, later[0].attempts), (id(41), 1));
        assert_eq!(store.waiting_mails().await.unwrap(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_report_is_answered_once_and_its_reporter_forgotten() {
    on_each(async |stage| {
        let report = |n: u128| Report {
            id: id(n),
            listing: id(70),
            kind: ReportKind::Problem,
            words: "It has closed".to_owned(),
            reporter: Some("n@example.org".to_owned()),
            created_at: day(1),
            answer_by: day(11),
            state: ReportState::Open,
            answer: None,
            answered_by: None,
            answered_at: None,
        };
        let answered = stage
            .write(async |tx| {
                tx.add_report(&report(50)).await.unwrap();
                tx.add_report(&report(51)).await.unwrap();
                let answer = async |state| {
                    tx.answer_report(id(50), state, "it has", "operator", day(2))
                        .await
                        .unwrap()
                };
                [
                    answer(ReportState::Accepted).await,
                    answer(ReportState::Refused).await,
                ]
            })
            .await;
        assert_eq!(answered, [true, false]);
        assert_eq!(stage.store.open_reports(9).await.unwrap(), [report(51)]);
        let forgotten = stage
            .write(async |tx| {
                [
                    tx.forget_reporters(day(2)).await.unwrap(),
                    tx.forget_reporters(day(3)).await.unwrap(),
                ]
            })
            .await;
        assert_eq!(
            forgotten,
            [0, 1],
            "who waits for an answer is not forgotten"
        );
        let known = stage.store.report(id(50)).await.unwrap().unwrap();
        assert_eq!((known.state, known.reporter), (ReportState::Accepted, None));
        assert_eq!(known.answer.as_deref(), Some("it has"));
    })
    .await;
}
