//! Anybody reports; whoever looks after the listing answers, within a stated time.

use directory::{ClaimWay, Error};
use domain::authority::{Actor, Grant};
use domain::report::{ReportKind, ReportState};
use domain::service::Organization;

use crate::rig::{Rig, item, on_each};

const ADA: &str = "ada@brixtonlunch.org.uk";

async fn listed(rig: &Rig) -> &'static str {
    let source = rig.source("lambeth", 2).await;
    let mut lunch = item("1", "Brixton lunch club", "SW9 8DJ");
    lunch.service.organization = Some(Organization {
        name: "Brixton Lunch".to_owned(),
        website: Some("https://brixtonlunch.org.uk/".to_owned()),
        ..Organization::default()
    });
    rig.crawl(&source, &[lunch]).await;
    "brixton-lunch-club"
}

async fn moderator(rig: &Rig, email: &str, area: &str) -> Actor {
    let area = Some(area.to_owned());
    rig.official(email, Grant::Moderator { area }).await
}

#[tokio::test]
async fn a_report_goes_to_the_areas_moderators_and_is_answered_once() {
    on_each(async |rig| {
        let listing = listed(&rig).await;
        let lambeth = moderator(&rig, "l@council.gov.uk", "E09000022").await;
        let camden = moderator(&rig, "c@council.gov.uk", "E09000007").await;
        let directory = &rig.directory;
        let reported = directory
            .report(
                &Actor::Anybody,
                listing,
                ReportKind::Problem,
                "It has closed",
                Some("neighbour@lunchclub.org.uk"),
            )
            .await
            .unwrap();
        let mails = rig.mails().await;
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].to, "l@council.gov.uk");
        assert!(
            mails[0].body.contains("2 December 2026"),
            "{}",
            mails[0].body
        );
        assert!(!mails[0].body.contains("neighbour@"));

        assert_eq!(directory.reports_to_answer(&camden).await.unwrap(), []);
        let refused = directory
            .answer_report(&camden, reported.id, true, "x")
            .await;
        assert!(matches!(refused, Err(Error::Forbidden(_))));
        let nobody = directory.reports_to_answer(&Actor::Anybody).await;
        assert!(matches!(nobody, Err(Error::Unauthenticated(_))));
        let waiting = directory.reports_to_answer(&lambeth).await.unwrap();
        assert_eq!(
            waiting[0].reporter.as_deref(),
            Some("neighbour@lunchclub.org.uk")
        );
        let mute = directory
            .answer_report(&lambeth, reported.id, true, " ")
            .await;
        assert!(matches!(mute, Err(Error::Invalid(_))));
        let answered = directory
            .answer_report(&lambeth, reported.id, true, "We rang: it has.")
            .await
            .unwrap();
        assert_eq!(answered.state, ReportState::Accepted);
        let mails = rig.mails().await;
        assert_eq!(mails[0].to, "neighbour@lunchclub.org.uk");
        assert!(mails[0].body.contains("We rang: it has."));
        let twice = directory
            .answer_report(&lambeth, reported.id, false, "no")
            .await;
        assert!(matches!(twice, Err(Error::Conflict(_))));
        assert_eq!(directory.reports_to_answer(&lambeth).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn a_steward_answers_without_seeing_who_wrote() {
    on_each(async |rig| {
        let listing = listed(&rig).await;
        let session = rig.sign_in(ADA).await;
        let directory = &rig.directory;
        directory
            .claim(
                &rig.actor(&session).await,
                "brixton-lunch",
                ClaimWay::OwnDomain,
            )
            .await
            .unwrap();
        rig.mails().await;
        let ada = rig.actor(&session).await;
        directory
            .report(
                &Actor::Anybody,
                listing,
                ReportKind::Correction,
                "It is on Wednesdays",
                Some("neighbour@lunchclub.org.uk"),
            )
            .await
            .unwrap();
        assert_eq!(rig.mails().await[0].to, ADA);
        let waiting = directory.reports_to_answer(&ada).await.unwrap();
        assert_eq!(waiting[0].words, "It is on Wednesdays");
        assert_eq!(waiting[0].reporter, None);
        let id = waiting[0].id;
        directory
            .answer_report(&ada, id, false, "It is on Tuesdays.")
            .await
            .unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_reporter_is_forgotten_ninety_days_after_the_answer() {
    on_each(async |rig| {
        let listing = listed(&rig).await;
        let mo = rig
            .official("mo@council.gov.uk", Grant::Moderator { area: None })
            .await;
        let directory = &rig.directory;
        let report = async |email| {
            directory
                .report(
                    &Actor::Anybody,
                    listing,
                    ReportKind::Problem,
                    "It has closed",
                    email,
                )
                .await
        };
        assert!(matches!(
            report(Some("no address")).await,
            Err(Error::Invalid(_))
        ));
        let answered = report(Some("a@lunchclub.org.uk")).await.unwrap().id;
        let open = report(Some("b@lunchclub.org.uk")).await.unwrap().id;
        directory
            .answer_report(&mo, answered, true, "Thank you")
            .await
            .unwrap();
        rig.days_pass(90);
        assert_eq!(directory.forget_reporters().await.unwrap(), 0);
        rig.days_pass(1);
        assert_eq!(directory.forget_reporters().await.unwrap(), 1);
        let view = directory
            .report_to_answer(&Actor::Operator, open)
            .await
            .unwrap();
        assert_eq!(view.reporter.as_deref(), Some("b@lunchclub.org.uk"));
        let view = directory
            .report_to_answer(&Actor::Operator, answered)
            .await
            .unwrap();
        assert_eq!(view.reporter, None);
        let nothing = directory
            .report(
                &Actor::Anybody,
                "nothing-here",
                ReportKind::Problem,
                "x",
                None,
            )
            .await;
        assert!(matches!(nothing, Err(Error::NotFound { .. })));
    })
    .await;
}
