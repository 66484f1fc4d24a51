//! Applying for a kitemark, and deciding on it.

use directory::{ApplicationDraft, ApplicationView, ClaimWay, Error, StepWords};
use domain::authority::{Actor, Grant};
use domain::kitemark::Answer;
use domain::kitemark::application::{ApplicationState, ApplicationStep};
use domain::kitemark::award::{AwardState, AwardStep};
use domain::service::Organization;
use testkit::kitemark::answers;

use crate::rig::{Rig, item, on_each};

const ADA: &str = "ada@brixtonlunch.org.uk";
pub(super) const LAMBETH: &str = "E09000022";

/// A lunch club in Brixton, and its steward.
pub(super) async fn lunch_club(rig: &Rig) -> Actor {
    let source = rig.source("lambeth", 2).await;
    let mut lunch = item("1", "Brixton lunch club", "SW9 8DJ");
    lunch.service.organization = Some(Organization {
        name: "Brixton Lunch".to_owned(),
        website: Some("https://brixtonlunch.org.uk/".to_owned()),
        ..Organization::default()
    });
    let mut choir = item("2", "Camden choir", "NW1 2DB");
    choir.service.organization = Some(Organization {
        name: "Camden Choir".to_owned(),
        website: Some("https://camdenchoir.org.uk/".to_owned()),
        ..Organization::default()
    });
    rig.crawl(&source, &[lunch, choir]).await;
    steward(rig, ADA, "brixton-lunch").await
}

pub(super) async fn steward(rig: &Rig, email: &str, organization: &str) -> Actor {
    let session = rig.sign_in(email).await;
    rig.directory
        .claim(
            &rig.actor(&session).await,
            organization,
            ClaimWay::OwnDomain,
        )
        .await
        .unwrap();
    rig.mails().await;
    rig.actor(&session).await
}

pub(super) async fn assessor(rig: &Rig, email: &str, area: Option<&str>) -> Actor {
    let grant = Grant::Assessor {
        scheme: "light-touch".to_owned(),
        area: area.map(str::to_owned),
    };
    let actor = rig.official(email, grant).await;
    rig.mails().await;
    actor
}

/// An application with every answer that a tier needs, not handed in.
pub(super) async fn drafted(rig: &Rig, ada: &Actor, tier: &str, expires: &str) -> ApplicationView {
    let directory = &rig.directory;
    let begun = directory
        .begin_application(ada, "brixton-lunch", tier)
        .await
        .unwrap();
    let draft = ApplicationDraft {
        tier: tier.to_owned(),
        answers: answers(&begun.scheme, tier, expires),
        ..ApplicationDraft::default()
    };
    directory
        .write_application(ada, begun.id, begun.version, draft)
        .await
        .unwrap()
}

pub(super) async fn step(
    rig: &Rig,
    actor: &Actor,
    view: &ApplicationView,
    step: ApplicationStep,
    words: &str,
) -> Result<ApplicationView, Error> {
    let said = StepWords {
        words: Some(words.to_owned()),
        next_steps: Some("Agree a policy and apply again".to_owned()),
    };
    rig.directory
        .step_application(actor, view.id, step, said, None)
        .await
}

async fn subjects(rig: &Rig) -> Vec<String> {
    let mails = rig.mails().await;
    let mut subjects: Vec<String> = mails
        .into_iter()
        .map(|mail| format!("{}: {}", mail.to, mail.subject))
        .collect();
    subjects.sort();
    subjects
}

#[tokio::test]
async fn an_assessor_asks_the_group_answers_and_it_is_awarded() {
    on_each(async |rig| {
        let ada = lunch_club(&rig).await;
        let lambeth = assessor(&rig, "l@network.org.uk", Some(LAMBETH)).await;
        let camden = assessor(&rig, "c@network.org.uk", Some("E09000007")).await;
        let directory = &rig.directory;
        let view = drafted(&rig, &ada, "evidence-seen", "2027-06-30").await;
        assert_eq!(
            (view.state, view.missing.as_slice()),
            (ApplicationState::Draft, &[][..])
        );
        let hidden = directory.mark_application(&lambeth, view.id).await;
        assert!(
            matches!(hidden, Err(Error::Forbidden(_))),
            "a draft is its group's alone"
        );
        let view = step(&rig, &ada, &view, ApplicationStep::Submit, "")
            .await
            .unwrap();
        assert_eq!(view.state, ApplicationState::Submitted);
        assert_eq!(
            subjects(&rig).await,
            [
                "ada@brixtonlunch.org.uk: Brixton Lunch: waiting for an assessor",
                "l@network.org.uk: Brixton Lunch: waits for you"
            ]
        );
        assert_eq!(directory.applications_to_assess(&camden).await.unwrap(), []);
        let elsewhere = directory.mark_application(&camden, view.id).await;
        assert!(matches!(elsewhere, Err(Error::Forbidden(_))));
        assert_eq!(
            directory
                .applications_to_assess(&lambeth)
                .await
                .unwrap()
                .len(),
            1
        );

        let mute = step(&rig, &lambeth, &view, ApplicationStep::AskMore, " ").await;
        assert!(matches!(&mute, Err(Error::Unfit(flaws)) if flaws[0].pointer == "/words"));
        let asked = step(
            &rig,
            &lambeth,
            &view,
            ApplicationStep::AskMore,
            "Whose hall is it?",
        )
        .await
        .unwrap();
        assert_eq!(asked.state, ApplicationState::MoreAsked);
        assert_eq!(subjects(&rig).await.len(), 1);
        let twice = step(&rig, &lambeth, &view, ApplicationStep::AskMore, "And?").await;
        assert!(matches!(twice, Err(Error::Conflict(_))));
        let named = step(
            &rig,
            &ada,
            &view,
            ApplicationStep::AnswerMore,
            "Ask Mrs Patel",
        )
        .await;
        assert!(matches!(named, Err(Error::Unfit(_))));
        step(
            &rig,
            &ada,
            &view,
            ApplicationStep::AnswerMore,
            "The church\u{2019}s",
        )
        .await
        .unwrap();
        rig.mails().await;
        let awarded = step(&rig, &lambeth, &view, ApplicationStep::Award, "")
            .await
            .unwrap();
        let award = awarded.award.unwrap();
        assert_eq!(award.state, AwardState::Holds);
        assert_eq!(
            award.assessed_by.as_deref(),
            Some("Example Directory, assessor for Lambeth")
        );
        assert_eq!(
            award.rungs[0].until.to_string(),
            "2027-06-30",
            "with the insurance"
        );
        assert_eq!(
            subjects(&rig).await,
            ["ada@brixtonlunch.org.uk: Brixton Lunch has the mark"]
        );
        let (_, mark) = directory.mark_of("brixton-lunch").await.unwrap();
        let mark = mark.unwrap();
        assert_eq!(mark.tier, "evidence-seen");
        assert_eq!(
            mark.at_least,
            ["details-confirmed", "declared", "evidence-seen"]
        );
    })
    .await;
}

#[tokio::test]
async fn declining_takes_two_and_an_appeal_a_third() {
    on_each(async |rig| {
        let ada = lunch_club(&rig).await;
        let first = assessor(&rig, "one@network.org.uk", None).await;
        let second = assessor(&rig, "two@network.org.uk", None).await;
        let third = assessor(&rig, "three@network.org.uk", None).await;
        let view = drafted(&rig, &ada, "evidence-seen", "2027-06-30").await;
        step(&rig, &ada, &view, ApplicationStep::Submit, "")
            .await
            .unwrap();
        rig.mails().await;
        step(
            &rig,
            &first,
            &view,
            ApplicationStep::Decline,
            "The hall is not insured",
        )
        .await
        .unwrap();
        let told = subjects(&rig).await;
        assert!(
            told.contains(
                &"two@network.org.uk: Brixton Lunch: a second reader is needed".to_owned()
            ),
            "{told:?}"
        );
        assert!(
            !told.iter().any(|line| line.starts_with("one@")),
            "{told:?}"
        );
        let alone = step(&rig, &first, &view, ApplicationStep::ConfirmDecline, "").await;
        assert!(matches!(alone, Err(Error::Forbidden(_))));
        step(&rig, &second, &view, ApplicationStep::ConfirmDecline, "")
            .await
            .unwrap();
        let mails = rig.mails().await;
        assert_eq!(mails.len(), 1);
        assert!(
            mails[0].body.contains("The hall is not insured"),
            "{}",
            mails[0].body
        );
        assert!(mails[0].body.contains("Agree a policy and apply again"));

        let appealed = step(
            &rig,
            &ada,
            &view,
            ApplicationStep::Appeal,
            "It is, we asked",
        )
        .await
        .unwrap();
        assert_eq!(appealed.state, ApplicationState::Appealed);
        let told = subjects(&rig).await;
        assert_eq!(
            told,
            [
                "ada@brixtonlunch.org.uk: Brixton Lunch: your appeal",
                "three@network.org.uk: Brixton Lunch: an appeal"
            ]
        );
        for earlier in [&first, &second] {
            let again = step(&rig, earlier, &view, ApplicationStep::Award, "").await;
            assert!(matches!(again, Err(Error::Forbidden(_))));
        }
        step(&rig, &third, &view, ApplicationStep::Award, "")
            .await
            .unwrap();
        let again = step(&rig, &ada, &view, ApplicationStep::Appeal, "more").await;
        assert!(matches!(again, Err(Error::Conflict(_))));
    })
    .await;
}

#[tokio::test]
async fn nobody_assesses_their_own_group_and_strangers_see_nothing() {
    on_each(async |rig| {
        let ada = lunch_club(&rig).await;
        let view = drafted(&rig, &ada, "evidence-seen", "2027-06-30").await;
        step(&rig, &ada, &view, ApplicationStep::Submit, "")
            .await
            .unwrap();
        let both = assessor(&rig, ADA, None).await;
        let own = step(&rig, &both, &view, ApplicationStep::Award, "").await;
        assert!(matches!(own, Err(Error::Forbidden(_))), "{own:?}");
        assert_eq!(
            rig.directory.applications_to_assess(&both).await.unwrap(),
            []
        );
        let stranger = steward(&rig, "cy@camdenchoir.org.uk", "camden-choir").await;
        let directory = &rig.directory;
        for actor in [&stranger, &Actor::Anybody] {
            let seen = directory.mark_application(actor, view.id).await;
            assert!(matches!(
                seen,
                Err(Error::Forbidden(_) | Error::Unauthenticated(_))
            ));
            let taken = step(&rig, actor, &view, ApplicationStep::Withdraw, "").await;
            assert!(matches!(
                taken,
                Err(Error::Forbidden(_) | Error::Unauthenticated(_))
            ));
        }
        let begun = directory
            .begin_application(&stranger, "brixton-lunch", "declared")
            .await;
        assert!(matches!(begun, Err(Error::Forbidden(_))));
        let second = directory
            .begin_application(&ada, "brixton-lunch", "declared")
            .await;
        assert!(matches!(second, Err(Error::Conflict(_))), "one at a time");
    })
    .await;
}

#[tokio::test]
async fn a_draft_is_kept_in_the_version_that_was_read_and_without_what_must_not_be_kept() {
    on_each(async |rig| {
        let ada = lunch_club(&rig).await;
        let view = drafted(&rig, &ada, "evidence-seen", "2027-06-30").await;
        let directory = &rig.directory;
        let mut draft = ApplicationDraft {
            tier: view.tier.clone(),
            answers: view.answers.clone(),
            ..ApplicationDraft::default()
        };
        let late = directory
            .write_application(&ada, view.id, view.version - 1, draft.clone())
            .await;
        assert!(matches!(late, Err(Error::Conflict(_))));
        let covers = "policy AB1234567".to_owned();
        for code in ["public-liability", "legal-form"] {
            draft.answers.insert(
                code.to_owned(),
                Answer::Evidence {
                    issuer: "Ansvar".to_owned(),
                    covers: covers.clone(),
                    expires: "2027-06-30".parse().unwrap(),
                },
            );
        }
        let refused = directory
            .write_application(&ada, view.id, view.version, draft.clone())
            .await;
        let Err(Error::Unfit(flaws)) = refused else {
            panic!("{refused:?}");
        };
        let pointers: Vec<&str> = flaws.iter().map(|flaw| flaw.pointer.as_str()).collect();
        assert_eq!(
            pointers,
            ["/answers/legal-form", "/answers/public-liability"],
            "all at once"
        );
        draft.answers = view.answers.clone();
        draft.answers.remove("insured");
        let kept = directory
            .write_application(&ada, view.id, view.version, draft)
            .await
            .unwrap();
        assert_eq!(kept.missing[0].question, "insured");
        let early = step(&rig, &ada, &kept, ApplicationStep::Submit, "").await;
        assert!(
            matches!(early, Err(Error::Unfit(flaws)) if flaws[0].pointer == "/answers/insured")
        );
    })
    .await;
}

#[tokio::test]
async fn a_buddy_agrees_before_anybody_decides() {
    on_each(async |rig| {
        let ada = lunch_club(&rig).await;
        let directory = &rig.directory;
        let begun = directory
            .begin_application(&ada, "brixton-lunch", "declared")
            .await
            .unwrap();
        let draft = |buddy: &str| ApplicationDraft {
            tier: "declared".to_owned(),
            tiny: true,
            buddy: Some(buddy.to_owned()),
            answers: answers(&begun.scheme, "declared", "2027-06-30"),
        };
        for nobody in ["brixton-lunch", "camden-choir", "nowhere"] {
            let refused = directory
                .write_application(&ada, begun.id, 1, draft(nobody))
                .await;
            assert!(
                matches!(&refused, Err(Error::Unfit(flaws)) if flaws[0].pointer == "/buddy"),
                "{refused:?}"
            );
        }
        let cy = steward(&rig, "cy@camdenchoir.org.uk", "camden-choir").await;
        let view = directory
            .write_application(&ada, begun.id, 1, draft("camden-choir"))
            .await
            .unwrap();
        assert!(!view.asked.contains(&"people-in-charge".to_owned()));
        let waiting = step(&rig, &ada, &view, ApplicationStep::Submit, "")
            .await
            .unwrap();
        assert_eq!(
            waiting.state,
            ApplicationState::Submitted,
            "although the tier is automatic"
        );
        assert_eq!(
            subjects(&rig).await,
            [
                "ada@brixtonlunch.org.uk: Brixton Lunch: waiting for an assessor",
                "cy@camdenchoir.org.uk: Will you answer for Brixton Lunch?"
            ]
        );
        assert_eq!(directory.my_applications(&cy).await.unwrap()[0].id, view.id);
        let own = step(&rig, &ada, &view, ApplicationStep::Vouch, "").await;
        assert!(matches!(own, Err(Error::Forbidden(_))));
        let awarded = step(&rig, &cy, &view, ApplicationStep::Vouch, "")
            .await
            .unwrap();
        assert_eq!(awarded.state, ApplicationState::Awarded);
    })
    .await;
}

#[tokio::test]
async fn a_mark_is_suspended_put_in_force_and_taken_away() {
    on_each(async |rig| {
        let ada = lunch_club(&rig).await;
        let lambeth = assessor(&rig, "l@network.org.uk", Some(LAMBETH)).await;
        let directory = &rig.directory;
        let view = drafted(&rig, &ada, "declared", "2027-06-30").await;
        let view = step(&rig, &ada, &view, ApplicationStep::Submit, "")
            .await
            .unwrap();
        let award = view.award.unwrap();
        assert_eq!(
            (award.assessed_by, view.state),
            (None, ApplicationState::Awarded)
        );
        rig.mails().await;
        let go = async |actor: &Actor, step, reason: &str| {
            directory
                .step_award(actor, award.id, step, Some(reason.to_owned()))
                .await
        };
        assert!(matches!(
            go(&ada, AwardStep::Suspend, "x").await,
            Err(Error::Forbidden(_))
        ));
        assert!(matches!(
            go(&lambeth, AwardStep::Suspend, " ").await,
            Err(Error::Unfit(_))
        ));
        go(&lambeth, AwardStep::Suspend, "Something was reported")
            .await
            .unwrap();
        assert_eq!(directory.mark_of("brixton-lunch").await.unwrap().1, None);
        let mails = rig.mails().await;
        assert!(mails[0].body.contains("Something was reported"));
        let around = drafted(&rig, &ada, "declared", "2027-06-30").await;
        let around_it = step(&rig, &ada, &around, ApplicationStep::Submit, "").await;
        assert!(
            matches!(around_it, Err(Error::Conflict(_))),
            "no way round a suspension"
        );
        go(&lambeth, AwardStep::Lift, "All is well").await.unwrap();
        assert!(
            directory
                .mark_of("brixton-lunch")
                .await
                .unwrap()
                .1
                .is_some()
        );
        go(&lambeth, AwardStep::TakeAway, "It was not as declared")
            .await
            .unwrap();
        let gone = go(&lambeth, AwardStep::Lift, "again").await;
        assert!(matches!(gone, Err(Error::Conflict(_))));
        let again = step(&rig, &ada, &around, ApplicationStep::Submit, "")
            .await
            .unwrap();
        assert_eq!(
            again.state,
            ApplicationState::Submitted,
            "an assessor looks first"
        );
    })
    .await;
}
