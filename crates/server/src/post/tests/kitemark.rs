//! Every mail about a kitemark, over real SMTP on loopback.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use directory::{ApplicationDraft, ApplicationView, MailKind, StepWords};
use domain::authority::{Actor, Grant};
use domain::kitemark::application::ApplicationStep;
use domain::kitemark::award::AwardStep;
use testkit::authenticator;
use testkit::kitemark::answers;
use testkit::mailbox::Message;

use super::{Rig, subjects};

pub(super) const ADA: &str = "ada@brixtonlunch.org.uk";

impl Rig {
    /// A steward of the lunch club.
    pub(super) async fn steward(&self) -> Actor {
        let organization = self.directory.organization_of_listing("lunch-club").await;
        let organization = organization.unwrap().id;
        let grant = Grant::Steward { organization };
        self.directory
            .give_role(&Actor::Operator, ADA, &grant)
            .await
            .unwrap();
        self.deliver().await;
        self.sign_in(ADA).await.1
    }

    async fn assessor(&self, email: &str) -> Actor {
        let grant = Grant::Assessor {
            scheme: "light-touch".to_owned(),
            area: None,
        };
        self.directory
            .give_role(&Actor::Operator, email, &grant)
            .await
            .unwrap();
        self.deliver().await;
        let (signed_in, weak) = self.sign_in(email).await;
        let cookie = signed_in.cookie.reveal();
        let seed = self
            .directory
            .begin_second_factor(&weak)
            .await
            .unwrap()
            .seed;
        let code = authenticator::code(&seed, &self.clock);
        self.directory
            .confirm_second_factor(&weak, cookie, &seed, &code)
            .await
            .unwrap();
        self.deliver().await;
        self.directory.who(Some(cookie)).await.unwrap()
    }

    async fn drafted(&self, ada: &Actor, tier: &str) -> ApplicationView {
        let begun = self
            .directory
            .begin_application(ada, "brixton-lunch", tier)
            .await
            .unwrap();
        let draft = ApplicationDraft {
            tier: tier.to_owned(),
            answers: answers(&begun.scheme, tier, "2027-06-30"),
            ..ApplicationDraft::default()
        };
        let directory = &self.directory;
        directory
            .write_application(ada, begun.id, begun.version, draft)
            .await
            .unwrap()
    }

    /// Takes a step, and gives the mails that come of it.
    async fn step(
        &self,
        actor: &Actor,
        view: &ApplicationView,
        step: ApplicationStep,
        words: &str,
    ) -> Vec<Message> {
        let said = StepWords {
            words: Some(words.to_owned()),
            next_steps: Some("Ask the hall and apply again".to_owned()),
        };
        self.directory
            .step_application(actor, view.id, step, said, None)
            .await
            .unwrap();
        self.deliver().await
    }
}

fn one(mails: &[Message], subject: &str, words: &[&str]) {
    assert_eq!(subjects(mails), [(ADA, subject)]);
    let text = &mails[0].text;
    for words in words {
        assert!(text.contains(words), "no {words:?} in {text}");
    }
    assert!(text.lines().count() < 30, "it is one screen");
    assert!(text.contains("https://directory.example/"), "it leads on");
}

#[tokio::test]
async fn each_step_of_an_application_is_written_to_those_whom_it_concerns() {
    each_step().await;
}

pub(super) async fn each_step() -> BTreeSet<MailKind> {
    let rig = Rig::new().await;
    rig.list().await;
    let ada = rig.steward().await;
    let jo = rig.assessor("jo@network.org.uk").await;
    let kit = rig.assessor("kit@network.org.uk").await;
    let lou = rig.assessor("lou@network.org.uk").await;
    let view = rig.drafted(&ada, "evidence-seen").await;
    let waits = "Brixton Lunch: waits for you";
    assert_eq!(
        subjects(&rig.step(&ada, &view, ApplicationStep::Submit, "").await),
        [
            (ADA, "Brixton Lunch: waiting for an assessor"),
            ("jo@network.org.uk", waits),
            ("kit@network.org.uk", waits),
            ("lou@network.org.uk", waits)
        ]
    );
    let asked = rig
        .step(&jo, &view, ApplicationStep::AskMore, "Whose hall is it?")
        .await;
    one(
        &asked,
        "A question about Brixton Lunch",
        &["Whose hall is it?"],
    );
    let answered = rig
        .step(
            &ada,
            &view,
            ApplicationStep::AnswerMore,
            "The church\u{2019}s",
        )
        .await;
    assert_eq!(answered.len(), 4);
    let declined = rig
        .step(&jo, &view, ApplicationStep::Decline, "It is not insured")
        .await;
    let second = "Brixton Lunch: a second reader is needed";
    assert_eq!(
        subjects(&declined),
        [
            (ADA, "Brixton Lunch: waiting for a second reader"),
            ("kit@network.org.uk", second),
            ("lou@network.org.uk", second)
        ]
    );
    let confirmed = rig
        .step(&kit, &view, ApplicationStep::ConfirmDecline, "")
        .await;
    one(
        &confirmed,
        "Brixton Lunch: not awarded this time",
        &[
            "It is not insured",
            "Ask the hall and apply again",
            "appeal once",
        ],
    );
    let appealed = rig
        .step(&ada, &view, ApplicationStep::Appeal, "It is, since May")
        .await;
    assert_eq!(
        subjects(&appealed),
        [
            (ADA, "Brixton Lunch: your appeal"),
            ("lou@network.org.uk", "Brixton Lunch: an appeal")
        ]
    );
    let awarded = rig.step(&lou, &view, ApplicationStep::Award, "").await;
    one(
        &awarded,
        "Brixton Lunch has the mark",
        &["\"Evidence seen\" until 30 June 2027"],
    );
    let next = rig.drafted(&ada, "evidence-seen").await;
    let withdrawn = rig.step(&ada, &next, ApplicationStep::Withdraw, "").await;
    one(&withdrawn, "Brixton Lunch: application withdrawn", &[]);
    rig.arrived.into_inner()
}

#[tokio::test]
async fn what_happens_to_a_mark_is_written_to_its_group() {
    what_happens_to_a_mark().await;
}

pub(super) async fn what_happens_to_a_mark() -> BTreeSet<MailKind> {
    let rig = Rig::new().await;
    rig.list().await;
    let ada = rig.steward().await;
    let jo = rig.assessor("jo@network.org.uk").await;
    let view = rig.drafted(&ada, "evidence-seen").await;
    rig.step(&ada, &view, ApplicationStep::Submit, "").await;
    rig.step(&jo, &view, ApplicationStep::Award, "").await;
    let award = rig
        .directory
        .mark_application(&jo, view.id)
        .await
        .unwrap()
        .award
        .unwrap()
        .id;
    let go = async |actor: &Actor, step: AwardStep| {
        let why = Some("The hall was rung".to_owned());
        rig.directory
            .step_award(actor, award, step, why)
            .await
            .unwrap();
        rig.deliver().await
    };
    let why = ["The hall was rung"];
    one(
        &go(&jo, AwardStep::Suspend).await,
        "Brixton Lunch: the mark is suspended",
        &why,
    );
    one(
        &go(&jo, AwardStep::Lift).await,
        "Brixton Lunch: the mark holds again",
        &why,
    );
    for (days, subject) in [
        (160, "Brixton Lunch: the mark ends in 60 days"),
        (30, "Brixton Lunch: the mark ends in 30 days"),
        (23, "Brixton Lunch: the mark ends in 7 days"),
        (8, "Brixton Lunch: the mark has changed"),
    ] {
        rig.clock.advance(TimeDelta::days(days));
        rig.directory.keep_marks().await.unwrap();
        one(&rig.deliver().await, subject, &[]);
    }
    rig.clock.advance(TimeDelta::days(365));
    rig.directory.keep_marks().await.unwrap();
    one(
        &rig.deliver().await,
        "Brixton Lunch: the mark has ended",
        &["Its entry stays"],
    );
    rig.arrived.into_inner()
}

#[tokio::test]
async fn a_mark_that_is_taken_away_or_given_back_is_told_too() {
    taken_away_and_given_back().await;
}

pub(super) async fn taken_away_and_given_back() -> BTreeSet<MailKind> {
    let rig = Rig::new().await;
    rig.list().await;
    let ada = rig.steward().await;
    let jo = rig.assessor("jo@network.org.uk").await;
    let awarded = async || {
        let view = rig.drafted(&ada, "evidence-seen").await;
        rig.step(&ada, &view, ApplicationStep::Submit, "").await;
        rig.step(&jo, &view, ApplicationStep::Award, "").await;
        let view = rig.directory.mark_application(&jo, view.id).await.unwrap();
        view.award.unwrap().id
    };
    let why = Some("It has moved".to_owned());
    let first = awarded().await;
    rig.directory
        .step_award(&jo, first, AwardStep::TakeAway, why)
        .await
        .unwrap();
    one(
        &rig.deliver().await,
        "Brixton Lunch: the mark was taken away",
        &["It has moved"],
    );
    let second = awarded().await;
    rig.directory
        .step_award(&ada, second, AwardStep::GiveUp, None)
        .await
        .unwrap();
    one(
        &rig.deliver().await,
        "Brixton Lunch: the mark was given back",
        &[],
    );
    rig.arrived.into_inner()
}

#[tokio::test]
async fn a_buddy_is_asked_and_the_group_hears_when_it_will_not() {
    with_a_buddy().await;
}

pub(super) async fn with_a_buddy() -> BTreeSet<MailKind> {
    let rig = Rig::new().await;
    rig.list().await;
    let ada = rig.steward().await;
    rig.list_hub().await;
    let hub = rig.directory.organization_of_listing("hub-cafe").await;
    let grant = Grant::Steward {
        organization: hub.unwrap().id,
    };
    let email = "bea@brixtonhub.org.uk";
    rig.directory
        .give_role(&Actor::Operator, email, &grant)
        .await
        .unwrap();
    rig.deliver().await;
    let bea = rig.sign_in(email).await.1;
    let begun = rig
        .directory
        .begin_application(&ada, "brixton-lunch", "declared")
        .await
        .unwrap();
    let draft = ApplicationDraft {
        tier: "declared".to_owned(),
        tiny: true,
        buddy: Some("brixton-hub".to_owned()),
        answers: answers(&begun.scheme, "declared", "2027-06-30"),
    };
    let view = rig
        .directory
        .write_application(&ada, begun.id, begun.version, draft)
        .await
        .unwrap();
    let asked = rig.step(&ada, &view, ApplicationStep::Submit, "").await;
    let to_bea: Vec<&Message> = asked.iter().filter(|mail| mail.to == email).collect();
    assert_eq!(
        to_bea[0].header("Subject"),
        Some("Will you answer for Brixton Lunch?")
    );
    assert!(
        to_bea[0]
            .text
            .contains("https://directory.example/kitemark/applications/")
    );
    let why = "We do not know them";
    let refused = rig
        .step(&bea, &view, ApplicationStep::RefuseToVouch, why)
        .await;
    one(
        &refused,
        "Brixton Lunch needs another buddy",
        &[why, "Name another one"],
    );
    rig.arrived.into_inner()
}

#[tokio::test]
async fn a_mark_that_is_drawn_goes_to_an_assessor_and_what_came_of_it_to_the_group() {
    drawn_and_checked().await;
}

pub(super) async fn drawn_and_checked() -> BTreeSet<MailKind> {
    let mut arrived = BTreeSet::new();
    for (is_right, subject, words) in [
        (
            true,
            "Brixton Lunch: checked",
            "everything is as you declared",
        ),
        (
            false,
            "Brixton Lunch: the mark is suspended",
            "Nobody was there",
        ),
    ] {
        let mut rig = Rig::new().await;
        let mut scheme = (*rig.directory.kitemark_scheme()).clone();
        for tier in &mut scheme.tiers {
            tier.check_one_in = 1;
        }
        rig.directory = rig.directory.with_kitemark(scheme);
        rig.list().await;
        let ada = rig.steward().await;
        let jo = rig.assessor("jo@network.org.uk").await;
        let view = rig.drafted(&ada, "declared").await;
        let drawn = rig.step(&ada, &view, ApplicationStep::Submit, "").await;
        assert_eq!(
            subjects(&drawn),
            [
                (ADA, "Brixton Lunch has the mark"),
                ("jo@network.org.uk", "Brixton Lunch: drawn for checking")
            ]
        );
        let award = rig.directory.mark_application(&jo, view.id).await.unwrap();
        let award = award.award.unwrap().id;
        let reason = (!is_right).then(|| "Nobody was there".to_owned());
        rig.directory
            .check_award(&jo, award, is_right, reason)
            .await
            .unwrap();
        one(&rig.deliver().await, subject, &[words]);
        arrived.extend(rig.arrived.into_inner());
    }
    arrived
}
