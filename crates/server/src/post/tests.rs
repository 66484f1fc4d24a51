//! Every kind of mail, over real SMTP on loopback: what somebody gets is what was written, and no kind
//! is left out.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::TimeDelta;
use directory::{
    ClaimWay, Directory, FetchedPage, MailKind, Outbound, People, RoleWanted, RunEnd, SignedIn,
};
use domain::authority::Actor;
use domain::postcode::Postcode;
use domain::report::ReportKind;
use domain::service::{Location, Organization, Phone, Service, ServiceAtLocation};
use domain::source::{Licence, Source, SourceId};
use domain::statement::Item;
use gazetteer::Gazetteer;
use search::Index;
use store::{Store, StoreOptions};
use testkit::authenticator;
use testkit::chance::SeededChance;
use testkit::clock::HandClock;
use testkit::database::sqlite_in_memory;
use testkit::mailbox::{Mailbox, Message};

use super::Post;
use crate::config::{Encryption, MailConfig};

mod editing;
mod kitemark;

struct Rig {
    directory: Directory,
    clock: HandClock,
    mailbox: Mailbox,
    post: Post,
    /// Kinds of mail that have arrived.
    arrived: RefCell<BTreeSet<MailKind>>,
}

impl Rig {
    async fn new() -> Self {
        let store = Store::connect(&StoreOptions::new(sqlite_in_memory().url()))
            .await
            .unwrap();
        store.migrate().await.unwrap();
        let clock = HandClock::at("2026-11-22T10:00:00Z");
        let directory = Directory::new(
            store,
            Index::in_memory().unwrap(),
            Arc::new(Gazetteer::compiled_default().unwrap()),
            Arc::new(clock.clone()),
        )
        .with_people(People {
            chance: Arc::new(SeededChance::from_seed(3)),
            public_url: "https://directory.example".to_owned(),
            name: "Café Directory".to_owned(),
            contact: Some("help@directory.example".to_owned()),
        })
        .with_outbound(Outbound::vetted_by(|_| Ok(())));
        let mailbox = Mailbox::start().await;
        let post = Post::of(&config(&mailbox)).unwrap().unwrap();
        Self {
            directory,
            clock,
            mailbox,
            post,
            arrived: RefCell::default(),
        }
    }

    /// Lists an organization with an address.
    async fn list(&self) {
        self.crawl("Lunch club", None).await;
    }

    /// Lists another organization.
    async fn list_hub(&self) {
        self.crawl_of("hubs", "Brixton Hub", "Hub cafe", None).await;
    }

    /// Crawls a source that lists the group by this name and number.
    async fn crawl(&self, name: &str, number: Option<&str>) {
        self.crawl_of("lambeth", "Brixton Lunch", name, number)
            .await;
    }

    async fn crawl_of(&self, feed: &str, group: &str, name: &str, number: Option<&str>) {
        let id = SourceId::parse(feed).unwrap();
        let source = Source {
            id: id.clone(),
            name: "Lambeth's directory".to_owned(),
            homepage: None,
            uri: format!("https://{feed}.example/"),
            licence: Licence {
                id: "OGL-UK-3.0".to_owned(),
                url: None,
                attribution: "From Lambeth".to_owned(),
                allows_redistribution: true,
            },
            area: None,
            rank: 1,
        };
        self.directory.register_source(&source).await.unwrap();
        let location = Location {
            postcode: Postcode::parse("SW9 8DJ").ok(),
            ..Location::default()
        };
        let service = Service {
            name: name.to_owned(),
            phones: number.into_iter().map(phone).collect(),
            organization: Some(Organization {
                name: group.to_owned(),
                email: Some(format!(
                    "info@{}.org.uk",
                    group.to_lowercase().replace(' ', "")
                )),
                ..Organization::default()
            }),
            service_at_locations: vec![ServiceAtLocation {
                location,
                ..ServiceAtLocation::default()
            }],
            ..Service::default()
        };
        let item = Item {
            external_id: "1".to_owned(),
            service,
            url: None,
            raw: String::new(),
        };
        let run = self.directory.begin_run(&id).await.unwrap();
        let page = FetchedPage::of(format!("https://{feed}.example/1"), vec![item]);
        self.directory.ingest_page(&run, page).await.unwrap();
        let end = RunEnd {
            complete: true,
            ..RunEnd::default()
        };
        self.directory.finish_run(run, end).await.unwrap();
    }

    /// Sends what is due; the messages that came since the last time.
    async fn deliver(&self) -> Vec<Message> {
        let before = self.mailbox.messages().len();
        let written = self.directory.due_letters().await.unwrap();
        self.post.deliver_due(&self.directory).await.unwrap();
        let messages = self.mailbox.messages().split_off(before);
        for letter in written {
            let is_it = |message: &Message| {
                message.to == letter.recipient
                    && message.header("Subject") == Some(letter.subject.as_str())
            };
            if messages.iter().any(is_it) {
                self.arrived.borrow_mut().extend(letter.kind);
            }
        }
        messages
    }

    /// From the first mail to the last click.
    async fn sign_in(&self, email: &str) -> (SignedIn, Actor) {
        let browser = self.directory.ask_to_sign_in(email, None).await.unwrap();
        let mails = self.deliver().await;
        let link = secret(&mails[0], "/sign-in/c/");
        let signed_in = self
            .directory
            .sign_in_by_link(&link, Some(browser.reveal()), "a test")
            .await
            .unwrap();
        let who = self.directory.who(Some(signed_in.cookie.reveal())).await;
        (signed_in, who.unwrap())
    }
}

fn phone(number: &str) -> Phone {
    Phone {
        number: number.to_owned(),
        description: None,
    }
}

fn config(mailbox: &Mailbox) -> MailConfig {
    MailConfig {
        host: mailbox.address().ip().to_string(),
        port: mailbox.address().port(),
        encryption: Encryption::None,
        user: String::new(),
        password: String::new(),
        from: "Café Directory <post@directory.example>".to_owned(),
    }
}

/// The secret of the link in a mail.
fn secret(mail: &Message, path: &str) -> String {
    let (_, after) = mail.text.split_once(path).unwrap();
    after.split_whitespace().next().unwrap().to_owned()
}

fn subjects(mails: &[Message]) -> Vec<(&str, &str)> {
    // Those of one moment come in any order.
    let mut subjects: Vec<_> = mails
        .iter()
        .map(|mail| (mail.to.as_str(), mail.header("Subject").unwrap()))
        .collect();
    subjects.sort_unstable();
    subjects
}

#[tokio::test]
async fn there_is_no_kind_of_mail_that_does_not_arrive() {
    let all = [
        signing_in_and_claiming().await,
        asked_whether_all_is_right().await,
        editing::held_edits().await,
        editing::news_of_others().await,
        editing::another_address_and_the_end().await,
        editing::a_webhook_that_is_stopped().await,
        kitemark::each_step().await,
        kitemark::what_happens_to_a_mark().await,
        kitemark::taken_away_and_given_back().await,
        kitemark::with_a_buddy().await,
        kitemark::drawn_and_checked().await,
    ];
    let arrived: BTreeSet<MailKind> = all.into_iter().flatten().collect();
    let missing: Vec<&MailKind> = MailKind::ALL
        .iter()
        .filter(|kind| !arrived.contains(kind))
        .collect();
    assert!(missing.is_empty(), "no test receives {missing:?}");
}

#[tokio::test]
async fn every_kind_of_mail_arrives_as_it_was_written() {
    signing_in_and_claiming().await;
}

async fn signing_in_and_claiming() -> BTreeSet<MailKind> {
    let rig = Rig::new().await;
    rig.list().await;

    rig.directory
        .ask_to_sign_in("ada@lunchclub.org.uk", None)
        .await
        .unwrap();
    let mails = rig.deliver().await;
    let mail = &mails[0];
    assert_eq!(mail.to, "ada@lunchclub.org.uk");
    assert!(
        mail.header("From")
            .unwrap()
            .contains("<post@directory.example>")
    );
    assert!(
        mail.header("Message-ID")
            .unwrap()
            .ends_with("@directory.example>")
    );
    assert_eq!(mail.header("Auto-Submitted"), Some("auto-generated"));
    assert_eq!(
        mail.header("Content-Type"),
        Some("text/plain; charset=utf-8")
    );
    assert!(mail.text.contains("https://directory.example/sign-in/c/"));
    assert!(mail.text.contains("Café Directory"), "{}", mail.text);
    assert!(mail.text.lines().count() < 25, "it is one screen");

    // A moderator, with an authenticator.
    let moderator = rig
        .directory
        .read_role(
            &Actor::Operator,
            &RoleWanted {
                role: "moderator".to_owned(),
                ..RoleWanted::default()
            },
        )
        .await
        .unwrap();
    rig.directory
        .give_role(&Actor::Operator, "mo@lunchclub.org.uk", &moderator)
        .await
        .unwrap();
    let mails = rig.deliver().await;
    assert_eq!(mails[0].to, "mo@lunchclub.org.uk");
    assert!(
        mails[0]
            .text
            .contains("You are now a moderator everywhere.")
    );
    let (signed_in, weak) = rig.sign_in("mo@lunchclub.org.uk").await;
    let enrolment = rig.directory.begin_second_factor(&weak).await.unwrap();
    rig.directory
        .confirm_second_factor(
            &weak,
            signed_in.cookie.reveal(),
            &enrolment.seed,
            &authenticator::code(&enrolment.seed, &rig.clock),
        )
        .await
        .unwrap();
    let mails = rig.deliver().await;
    assert!(mails[0].text.contains("an authenticator was added"));

    // A report, which goes to the moderator, and its answer.
    let reported = rig
        .directory
        .report(
            &Actor::Anybody,
            "lunch-club",
            ReportKind::Problem,
            "It has closed",
            Some("neighbour@lunchclub.org.uk"),
        )
        .await
        .unwrap();
    let mails = rig.deliver().await;
    assert_eq!(
        subjects(&mails),
        [(
            "mo@lunchclub.org.uk",
            "Somebody reports something about Lunch club"
        )]
    );
    rig.directory
        .answer_report(&Actor::Operator, reported.id, true, "It has: thank you.")
        .await
        .unwrap();
    let mails = rig.deliver().await;
    assert_eq!(
        subjects(&mails),
        [("neighbour@lunchclub.org.uk", "About Lunch club")]
    );
    assert!(mails[0].text.contains("It has: thank you."));

    // Two claims: the first by the published address, the second beside the first.
    for (email, expected) in [
        (
            "bea@lunchclub.org.uk",
            vec![("bea@lunchclub.org.uk", "Brixton Lunch: accepted")],
        ),
        (
            "cy@lunchclub.org.uk",
            vec![
                (
                    "bea@lunchclub.org.uk",
                    "Somebody else wants to look after Brixton Lunch",
                ),
                (
                    "cy@lunchclub.org.uk",
                    "Brixton Lunch: waiting for a steward to agree",
                ),
            ],
        ),
    ] {
        let (_, person) = rig.sign_in(email).await;
        rig.directory
            .claim(&person, "brixton-lunch", ClaimWay::PublishedEmail)
            .await
            .unwrap();
        let mails = rig.deliver().await;
        assert_eq!(
            subjects(&mails),
            [(
                "info@brixtonlunch.org.uk",
                "Does somebody speak for Brixton Lunch?"
            )]
        );
        let link = secret(&mails[0], "/claims/prove/");
        rig.directory.prove_claim(&link).await.unwrap();
        assert_eq!(subjects(&rig.deliver().await), expected);
    }
    rig.arrived.into_inner()
}

#[tokio::test]
async fn people_are_asked_in_one_mail_whether_all_is_right_and_not_again_before_its_time() {
    asked_whether_all_is_right().await;
}

async fn asked_whether_all_is_right() -> BTreeSet<MailKind> {
    let rig = Rig::new().await;
    rig.list().await;
    let steward = rig
        .directory
        .read_role(
            &Actor::Operator,
            &RoleWanted {
                role: "steward".to_owned(),
                organization: Some("brixton-lunch".to_owned()),
                ..RoleWanted::default()
            },
        )
        .await
        .unwrap();
    rig.directory
        .give_role(&Actor::Operator, "ada@lunchclub.org.uk", &steward)
        .await
        .unwrap();
    rig.deliver().await;
    rig.directory.remind().await.unwrap();
    assert!(rig.deliver().await.is_empty(), "not in the first two weeks");
    // Nothing ran for a year: one mail, and no other right after it.
    rig.clock.advance(TimeDelta::days(365));
    rig.directory.remind().await.unwrap();
    rig.directory.remind().await.unwrap();
    let mails = rig.deliver().await;
    assert_eq!(
        subjects(&mails),
        [("ada@lunchclub.org.uk", "Are your details still right?")]
    );
    let text = &mails[0].text;
    assert!(text.contains("- Lunch club, not confirmed yet"), "{text}");
    assert!(text.lines().count() < 25, "it is one screen");
    let link = secret(&mails[0], "/still-right/");
    let asked = rig
        .directory
        .look_at_reminder(&link)
        .await
        .unwrap()
        .unwrap();
    let shown = [(asked[0].listing.id, asked[0].listing.version)];
    let confirmed = rig.directory.confirm_by_link(&link, &shown).await.unwrap();
    assert_eq!(confirmed.confirmed, 1);
    rig.clock.advance(TimeDelta::days(364));
    rig.directory.remind().await.unwrap();
    assert!(
        rig.deliver().await.is_empty(),
        "who and where is good for a year"
    );
    rig.clock.advance(TimeDelta::days(1));
    rig.directory.remind().await.unwrap();
    let mails = rig.deliver().await;
    assert!(mails[0].text.contains("- Lunch club, last confirmed on "));
    rig.arrived.into_inner()
}

#[tokio::test]
async fn a_mail_server_that_is_busy_is_tried_again_under_the_same_id() {
    let rig = Rig::new().await;
    rig.mailbox.refuse(&["451 4.3.0 later"]);
    rig.directory
        .ask_to_sign_in("ada@lunchclub.org.uk", None)
        .await
        .unwrap();
    let letter = rig.directory.due_letters().await.unwrap()[0].id;
    assert!(rig.deliver().await.is_empty());
    assert!(rig.deliver().await.is_empty(), "not before its time");
    rig.clock.advance(TimeDelta::minutes(2));
    let mails = rig.deliver().await;
    assert!(
        mails[0]
            .header("Message-ID")
            .unwrap()
            .contains(&letter.to_string())
    );
    rig.clock.advance(TimeDelta::hours(1));
    assert!(rig.deliver().await.is_empty(), "it has gone");
}

#[tokio::test]
async fn an_address_that_is_not_there_is_not_tried_again() {
    let rig = Rig::new().await;
    rig.mailbox.refuse(&["550 5.1.1 no such user"]);
    rig.directory
        .ask_to_sign_in("nobody@lunchclub.org.uk", None)
        .await
        .unwrap();
    rig.directory
        .ask_to_sign_in("ada@lunchclub.org.uk", None)
        .await
        .unwrap();
    let mails = rig.deliver().await;
    assert_eq!(mails.len(), 1, "one that fails does not hold up the next");
    rig.clock.advance(TimeDelta::hours(30));
    assert!(rig.deliver().await.is_empty());
}

#[tokio::test]
async fn the_postman_goes_as_soon_as_a_letter_is_written() {
    let Rig {
        directory,
        mailbox,
        post,
        ..
    } = Rig::new().await;
    let directory = Arc::new(directory);
    let postman = tokio::spawn({
        let directory = Arc::clone(&directory);
        async move { post.deliver(&directory).await }
    });
    directory
        .ask_to_sign_in("ada@lunchclub.org.uk", None)
        .await
        .unwrap();
    assert_eq!(mailbox.received(1).await[0].to, "ada@lunchclub.org.uk");
    postman.abort();
}
