//! Calendars: of one listing, of a shortlist, around a postcode.

use super::rig::Rig;

#[actix_web::test]
async fn a_session_is_an_event_that_repeats() {
    let rig = Rig::furnished().await;
    let id = rig.id_of("Lunch club").await;
    let reply = rig
        .get(&format!("/api/v1/listings/{id}/calendar.ics"))
        .await;
    assert_eq!(reply.header("content-type"), "text/calendar; charset=utf-8");
    let text = reply.text();
    assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.ends_with("END:VCALENDAR\r\n"));
    assert!(
        text.lines().all(|line| line.len() <= 75),
        "lines are folded"
    );
    let unfolded = text.replace("\r\n ", "");
    // The first Tuesday from the day on which it is asked.
    assert!(unfolded.contains("DTSTART;TZID=Europe/London:20261124T100000\r\n"));
    assert!(unfolded.contains("RRULE:FREQ=WEEKLY;BYDAY=TU\r\n"));
    assert!(unfolded.contains("SUMMARY:Lunch club\r\n"));
    assert!(unfolded.contains("LOCATION:The Hall\\, 1 Torriano Avenue\\, London\\, NW5 2TJ\r\n"));
    assert!(unfolded.contains("From the open directory"));
}

#[actix_web::test]
async fn a_shortlist_and_a_postcode_choose_what_is_in_it() {
    let rig = Rig::furnished().await;
    let lunch = rig.id_of("Lunch club").await;
    let homework = rig.id_of("Homework club").await;
    let both = rig
        .get(&format!("/api/v1/calendar.ics?ids={lunch},{homework}"))
        .await;
    assert_eq!(both.text().matches("BEGIN:VEVENT").count(), 2);
    let near = rig.get("/api/v1/calendar.ics?postcode=NW5+2TJ").await;
    assert_eq!(near.text().matches("BEGIN:VEVENT").count(), 1);
    let neither = rig
        .get(&format!(
            "/api/v1/calendar.ics?postcode=NW5+2TJ&ids={homework}"
        ))
        .await;
    assert_eq!(neither.text().matches("BEGIN:VEVENT").count(), 0);
    assert_eq!(rig.get("/api/v1/calendar.ics").await.status, 400);
    assert_eq!(rig.get("/api/v1/calendar.ics?ids=x").await.status, 400);
}
