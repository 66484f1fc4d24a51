//! A link works once, for ten minutes, in one browser; a code is the other way.

use chrono::TimeDelta;
use directory::{Error, RoleWanted};
use domain::authority::{Actor, Grant, Scope};

use crate::rig::on_each;

const ADA: &str = "ada@lunchclub.org.uk";

#[tokio::test]
async fn a_link_signs_in_once_in_the_browser_that_asked() {
    on_each(async |rig| {
        let directory = &rig.directory;
        let browser = directory
            .ask_to_sign_in(" Ada@LunchClub.org.uk ", Some("/claims"))
            .await
            .unwrap();
        let mails = rig.mails().await;
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].to, ADA);
        assert_eq!(mails[0].subject, "Sign in to Example Directory");
        let link = mails[0].secret("/sign-in/c/");

        let looked = directory.look_at_link(&link, None).await.unwrap();
        assert!(
            !looked.usable && !looked.same_browser,
            "a scanner's look uses nothing up"
        );
        let elsewhere = directory.sign_in_by_link(&link, Some("another"), "x").await;
        assert!(matches!(elsewhere, Err(Error::Forbidden(_))));

        assert!(
            directory
                .look_at_link(&link, Some(browser.reveal()))
                .await
                .unwrap()
                .usable
        );
        let signed_in = directory
            .sign_in_by_link(&link, Some(browser.reveal()), "Firefox")
            .await
            .unwrap();
        assert_eq!(signed_in.next, "/claims");
        let again = directory
            .sign_in_by_link(&link, Some(browser.reveal()), "Firefox")
            .await;
        assert!(matches!(again, Err(Error::Forbidden(_))));

        let actor = rig.actor(&signed_in).await;
        assert_eq!(directory.me(&actor).await.unwrap().unwrap().email, ADA);
        assert_eq!(directory.who(Some("guess")).await.unwrap(), Actor::Anybody);
    })
    .await;
}

#[tokio::test]
async fn of_many_who_press_at_once_exactly_one_is_signed_in() {
    on_each(async |rig| {
        let browser = rig.directory.ask_to_sign_in(ADA, None).await.unwrap();
        let link = rig.mails().await[0].secret("/sign-in/c/");
        let presses = (0..20).map(|_| {
            let (directory, link, browser) = (rig.directory.clone(), link.clone(), browser.clone());
            tokio::spawn(async move {
                directory
                    .sign_in_by_link(&link, Some(browser.reveal()), "x")
                    .await
                    .is_ok()
            })
        });
        let mut signed_in = 0;
        for press in presses.collect::<Vec<_>>() {
            signed_in += usize::from(press.await.unwrap());
        }
        assert_eq!(signed_in, 1);
    })
    .await;
}

#[tokio::test]
async fn a_newer_link_kills_the_older_and_both_die_of_age() {
    on_each(async |rig| {
        let directory = &rig.directory;
        let first = directory.ask_to_sign_in(ADA, None).await.unwrap();
        let old = rig.mails().await[0].secret("/sign-in/c/");
        rig.clock.advance(TimeDelta::seconds(5));
        let second = directory.ask_to_sign_in(ADA, None).await.unwrap();
        let new = rig.mails().await[0].secret("/sign-in/c/");
        assert!(
            directory
                .sign_in_by_link(&old, Some(first.reveal()), "x")
                .await
                .is_err()
        );
        rig.clock.advance(TimeDelta::minutes(10));
        assert!(
            directory
                .sign_in_by_link(&new, Some(second.reveal()), "x")
                .await
                .is_err()
        );
    })
    .await;
}

#[tokio::test]
async fn a_code_is_the_way_on_another_device_and_can_be_tried_five_times() {
    on_each(async |rig| {
        let directory = &rig.directory;
        let browser = directory.ask_to_sign_in(ADA, None).await.unwrap();
        let code = rig.mails().await[0].code();
        assert!(
            directory
                .sign_in_by_code("another", &code, "x")
                .await
                .is_err()
        );
        let sloppy = format!("{} {}", code[..4].to_lowercase(), &code[4..]);
        directory
            .sign_in_by_code(browser.reveal(), &sloppy, "x")
            .await
            .unwrap();

        rig.clock.advance(TimeDelta::seconds(5));
        let browser = directory.ask_to_sign_in(ADA, None).await.unwrap();
        let code = rig.mails().await[0].code();
        for _ in 0..5 {
            assert!(
                directory
                    .sign_in_by_code(browser.reveal(), "WRONG234", "x")
                    .await
                    .is_err()
            );
        }
        assert!(
            directory
                .sign_in_by_code(browser.reveal(), &code, "x")
                .await
                .is_err(),
            "five tries are all"
        );
    })
    .await;
}

#[tokio::test]
async fn nobody_can_fill_a_mailbox_or_be_sent_elsewhere() {
    on_each(async |rig| {
        for _ in 0..8 {
            rig.directory.ask_to_sign_in(ADA, None).await.unwrap();
        }
        assert_eq!(rig.mails().await.len(), 5);
        for next in [
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "/caf\u{e9}",
            "/a b",
            "account",
        ] {
            let asked = rig
                .directory
                .ask_to_sign_in("b@lunchclub.org.uk", Some(next))
                .await;
            assert!(matches!(asked, Err(Error::Invalid(_))), "{next}");
        }
        for address in [
            "",
            "ada",
            "ada@",
            "a@b.org.uk, c@d.org.uk",
            "a@b.org.uk\r\nBcc: c@d.org.uk",
        ] {
            let asked = rig.directory.ask_to_sign_in(address, None).await;
            assert!(matches!(asked, Err(Error::Invalid(_))), "{address:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn sessions_end_by_themselves_by_their_owner_and_with_all_others() {
    on_each(async |rig| {
        let directory = &rig.directory;
        let phone = rig.sign_in(ADA).await;
        let laptop = rig.sign_in(ADA).await;
        let actor = rig.actor(&phone).await;
        let sessions = directory
            .sessions(&actor, Some(phone.cookie.reveal()))
            .await
            .unwrap();
        assert_eq!(
            sessions
                .iter()
                .map(|s| s.this_one)
                .filter(|this| *this)
                .count(),
            1
        );
        assert_eq!(sessions.len(), 2);

        directory.sign_out(phone.cookie.reveal()).await.unwrap();
        assert_eq!(rig.actor(&phone).await, Actor::Anybody);
        let actor = rig.actor(&laptop).await;
        assert_eq!(
            directory
                .end_sessions(&actor, actor.account().unwrap(), None)
                .await
                .unwrap(),
            1
        );
        assert_eq!(rig.actor(&laptop).await, Actor::Anybody);

        let idle = rig.sign_in(ADA).await;
        rig.clock.advance(TimeDelta::hours(12));
        assert_eq!(rig.actor(&idle).await, Actor::Anybody);

        let mallory = rig.sign_in("mallory@lunchclub.org.uk").await;
        let mallory = rig.actor(&mallory).await;
        let ada = rig.actor(&rig.sign_in(ADA).await).await;
        let ended = directory
            .end_sessions(&mallory, ada.account().unwrap(), None)
            .await;
        assert!(matches!(ended, Err(Error::Forbidden(_))));
    })
    .await;
}

#[tokio::test]
async fn a_second_factor_is_wanted_works_once_and_cannot_be_guessed() {
    on_each(async |rig| {
        let directory = &rig.directory;
        let moderator = Grant::Moderator { area: None };
        let actor = rig
            .official("mo@council.example.gov.uk", moderator.clone())
            .await;
        assert!(matches!(&actor, Actor::Person(person) if person.second_factor));

        // The next session has to show it again, with a code that was not used yet.
        let email = "mo@council.example.gov.uk";
        rig.clock.advance(TimeDelta::minutes(1));
        let signed_in = rig.sign_in(email).await;
        let weak = rig.actor(&signed_in).await;
        let replaced = directory.begin_second_factor(&weak).await.unwrap();
        let code = rig.totp(&replaced.seed);
        let refused = directory
            .confirm_second_factor(&weak, signed_in.cookie.reveal(), &replaced.seed, &code)
            .await;
        assert!(
            matches!(refused, Err(Error::Forbidden(_))),
            "a stolen mailbox cannot set another seed"
        );
        for _ in 0..5 {
            let wrong = directory
                .show_second_factor(&weak, signed_in.cookie.reveal(), "000000")
                .await;
            assert!(matches!(wrong, Err(Error::Forbidden(_))));
        }
        let spent = directory
            .show_second_factor(&weak, signed_in.cookie.reveal(), "000000")
            .await;
        assert!(matches!(spent, Err(Error::TooMany { .. })), "{spent:?}");

        assert!(
            directory
                .take_role(&Actor::Operator, email, &moderator)
                .await
                .unwrap()
        );
        let now: Actor = rig.actor(&signed_in).await;
        assert!(
            matches!(&now, Actor::Person(person) if person.grants.is_empty()),
            "at once"
        );
    })
    .await;
}

#[tokio::test]
async fn a_key_is_seen_once_and_ends_at_once() {
    on_each(async |rig| {
        let directory = &rig.directory;
        let ada = rig.actor(&rig.sign_in(ADA).await).await;
        let key = directory.make_key(&ada, "our site", &[Scope::Read]).await.unwrap();
        let program = directory.who_by_key(key.secret.reveal()).await.unwrap();
        assert_eq!(program.account(), ada.account());
        let listed = directory.keys(&ada).await.unwrap();
        assert_eq!((listed.len(), listed[0].name.as_str()), (1, "our site"));
        directory.end_key(&ada, key.id).await.unwrap();
        assert!(matches!(directory.who_by_key(key.secret.reveal()).await, Err(Error::Unauthenticated(_))));
        assert!(matches!(directory.end_key(&ada, key.id).await, Err(Error::NotFound { .. })));
        assert!(matches!(directory.make_key(&ada, " ", &[]).await, Err(Error::Invalid(all)) if all.len() == 2));
        let anybody = directory.make_key(&Actor::Anybody, "x", &[Scope::Read]).await;
        assert!(matches!(anybody, Err(Error::Unauthenticated(_))));
    })
    .await;
}

#[tokio::test]
async fn whoever_has_the_machine_makes_a_key_for_somebody_and_nobody_else_does() {
    on_each(async |rig| {
        let directory = &rig.directory;
        let grant = Grant::Moderator { area: None };
        directory
            .give_role(&Actor::Operator, ADA, &grant)
            .await
            .unwrap();
        let make = async |actor: &Actor, email: &str| {
            directory
                .make_key_for(actor, email, "cases", &[Scope::Moderate])
                .await
        };
        let key = make(&Actor::Operator, ADA).await.unwrap();
        let program = directory.who_by_key(key.secret.reveal()).await.unwrap();
        assert!(matches!(&program, Actor::Program(one) if one.grants == [grant.clone()]));
        assert!(matches!(
            make(&program, ADA).await,
            Err(Error::Forbidden(_))
        ));
        let nobody = make(&Actor::Operator, "nobody@brixtonlunch.org.uk").await;
        assert!(matches!(nobody, Err(Error::NotFound { .. })));
    })
    .await;
}

#[tokio::test]
async fn a_key_is_no_way_around_the_second_factor() {
    on_each(async |rig| {
        let directory = &rig.directory;
        let session = rig.sign_in(ADA).await;
        let ada = rig.actor(&session).await;
        let weak = directory.make_key(&ada, "x", &[Scope::Moderate]).await;
        assert!(matches!(weak, Err(Error::Forbidden(_))));
        let early = directory
            .make_key(&ada, "x", &[Scope::ListingsWrite])
            .await
            .unwrap();
        let program = directory.who_by_key(early.secret.reveal()).await.unwrap();
        let more = directory.make_key(&program, "y", &[Scope::Read]).await;
        assert!(matches!(more, Err(Error::Forbidden(_))));
        let seed = directory.begin_second_factor(&program).await;
        assert!(matches!(seed, Err(Error::Forbidden(_))));

        let strong = rig.official(ADA, Grant::Administrator).await;
        assert!(
            matches!(
                directory.who_by_key(early.secret.reveal()).await,
                Err(Error::Unauthenticated(_))
            ),
            "a key of before does not carry the role"
        );
        let ada = rig.actor(&session).await;
        let weak = directory.make_key(&ada, "x", &[Scope::Read]).await;
        assert!(matches!(weak, Err(Error::Forbidden(_))));
        directory
            .make_key(&strong, "x", &[Scope::Moderate])
            .await
            .unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_role_is_read_with_its_area_and_organization() {
    on_each(async |rig| {
        let read = async |role: &str, area: Option<&str>, organization: Option<&str>| {
            let wanted = RoleWanted {
                role: role.to_owned(),
                area: area.map(str::to_owned),
                organization: organization.map(str::to_owned),
                scheme: None,
            };
            rig.directory.read_role(&Actor::Operator, &wanted).await
        };
        assert_eq!(
            read("moderator", Some("Lambeth"), None).await.unwrap(),
            Grant::Moderator {
                area: Some("E09000022".to_owned())
            }
        );
        for (role, area, organization, parameter) in [
            ("king", None, None, "role"),
            ("moderator", Some("Atlantis"), None, "area"),
            ("administrator", Some("Lambeth"), None, "area"),
            ("steward", None, None, "organization"),
            ("steward", None, Some("nobody"), "organization"),
            ("assessor", None, None, "scheme"),
        ] {
            let refused = read(role, area, organization).await;
            assert!(
                matches!(&refused, Err(Error::Invalid(all)) if all[0].parameter == parameter),
                "{role}: {refused:?}"
            );
        }
        let directory = &rig.directory;
        directory
            .give_role(&Actor::Operator, ADA, &Grant::Administrator)
            .await
            .unwrap();
        let holders = directory.role_holders(&Actor::Operator).await.unwrap();
        assert_eq!(
            holders
                .iter()
                .map(|holder| (holder.email.as_str(), &holder.grant))
                .collect::<Vec<_>>(),
            [(ADA, &Grant::Administrator)]
        );
        let lambeth = read("moderator", Some("Lambeth"), None).await.unwrap();
        directory
            .give_role(&Actor::Operator, "mo@council.gov.uk", &lambeth)
            .await
            .unwrap();
        let mails = rig.mails().await;
        assert!(
            mails
                .iter()
                .any(|mail| mail.body.contains("You are now a moderator in Lambeth."))
        );
        let weak = rig.actor(&rig.sign_in(ADA).await).await;
        assert!(matches!(
            directory.role_holders(&weak).await,
            Err(Error::Forbidden(_))
        ));
    })
    .await;
}
