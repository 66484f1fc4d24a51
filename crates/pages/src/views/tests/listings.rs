//! A listing's page: everything that is known is told, and what must not be is not.

use domain::charity::{CharityNumber, Registration, licence};
use domain::listing::ListingStatus;
use domain::service::ServiceStatus;

use super::{attribute, listing, results, text};
use crate::views::sample;

#[test]
fn a_listing_is_told_whole() {
    let page = listing("q=sewing&near=SW9+8DJ", &sample::saying(""));
    insta::assert_snapshot!(text(&page, "h1, .fp-by, .fp-listing > div > p, .fp-tags li, .fp-listing h2, address, .govuk-summary-list__row, .fp-contact dt, .fp-contact dd, .fp-provenance p"), @r"
    Stockwell Stitchers
    Stockwell Community Trust
    Sew, knit or mend in company.
    We have four machines.
    From Lambeth community map, seen 2 days ago.
    Categories
    Arts and crafts
    Where
    Tate Library Brixton Oval London SW2 1JQ 0.1 miles away, about 4 minutes’ walk
    Also online.
    Serves Lambeth.
    From City map, seen 2 days ago.
    When
    Every Tuesday and Thursday, 10am to 12:30pm
    In the source’s own words:
    Tues and Thurs 10-12.30
    Next: Tue 24 Nov 10am, Thu 26 Nov 10am, Tue 1 Dec 10am
    Details
    Cost Free
    Who it is for Ages 16 and over Anyone in Lambeth
    How to join Just turn up
    Accessibility Step-free access
    Languages Portuguese
    Also known as The Stitchers
    Get in touch
    Phone
    020 7946 0018 mornings
    Email
    hello@stitchers.example
    Website
    stitchers.example
    Ask for
    The front desk
    Details last confirmed by a person on 3 March 2026.
    Lambeth community map – see the original page at Lambeth community map
    Tells us: name, description and contact details.
    Last seen there 2 days ago, on 20 November 2026.
    © Lambeth community map. Licence: Open Government Licence v3.0.
    City map – see the original page at City map
    Tells us: places.
    Last seen there 2 days ago, on 20 November 2026.
    © City map. Licence: Open Government Licence v3.0.
    Put it on a shortlist to print or to send on.
    Is this your group? Then you can keep this entry up to date.
    Is something wrong here? Tell us, or ask the source to put it right: when it changes there, it changes here.
    Change this entry or see what was said before.
    This page is at /listings/stockwell-stitchers
    ");
    assert_eq!(
        attribute(&page, ".govuk-back-link", "href"),
        ["/search?q=sewing&near=SW9+8DJ"]
    );
    assert_eq!(
        attribute(&page, "link[rel=canonical]", "href"),
        ["/listings/stockwell-stitchers"]
    );
}

#[test]
fn a_listing_that_may_not_run_says_so() {
    let mut view = sample::saying("");
    view.listing.status = ListingStatus::Stale;
    view.listing.service.status = ServiceStatus::TemporarilyClosed;
    let warnings = text(&listing("", &view), ".govuk-warning-text__text");
    insta::assert_snapshot!(warnings, @r"
    Warning This is closed for now.
    Warning The places where we found this have stopped mentioning it. Check that it still runs before you go.
    ");
    let hit = results("", &sample::found(view));
    assert!(text(&hit, ".fp-hit").contains("Check first Closed for now."));
}

#[test]
fn a_refuge_is_shown_by_its_area_only() {
    let mut view = sample::saying("");
    view.listing.service.service_at_locations[0]
        .location
        .area_only = true;
    for page in [
        listing("near=SW9+8DJ", &view),
        results("near=SW9+8DJ", &sample::found(view.clone())),
    ] {
        let html = page.html();
        for secret in [
            "Brixton Oval",
            "Tate Library",
            "SW2 1JQ",
            "51.46",
            "0.4 miles",
            "0.1 miles",
        ] {
            assert!(!html.contains(secret), "{secret}");
        }
        assert!(html.contains("In the SW2 area"));
    }
}

fn confirmed(gives_website: bool) -> directory::ListingView {
    let mut view = sample::saying("");
    if let Some(organization) = &mut view.listing.service.organization {
        organization.website = Some("https://trust.example/".to_owned());
    }
    view.charity = Some(std::sync::Arc::new(Registration {
        number: CharityNumber::new(9_900_001).unwrap(),
        name: "Stockwell Community Trust".to_owned(),
        as_of: chrono::NaiveDate::from_ymd_opt(2026, 11, 20).unwrap(),
        gives_website,
        page: "https://register.example/9900001".to_owned(),
        licence: licence(),
    }));
    view
}

#[test]
fn a_confirmed_charity_is_said_and_credited() {
    let page = listing("", &confirmed(true));
    insta::assert_snapshot!(text(&page, "#charity, .fp-source:last-of-type p, .fp-contact dd"), @r"
    020 7946 0018 mornings
    hello@stitchers.example
    stitchers.example
    trust.example From the Charity Commission’s register
    The front desk
    Registered charity 9900001, by the Charity Commission’s register of 20 November 2026.
    The Charity Commission’s register of charities – see the original page at The Charity Commission’s register of charities
    Tells us: the charity number and the organisation’s website.
    As it was on 20 November 2026.
    Contains information from the Charity Commission’s register of charities, licensed under the Open Government Licence v3.0. Licence: Open Government Licence v3.0.
    ");
    let own = listing("", &confirmed(false));
    assert!(!text(&own, ".fp-contact dd").contains("From the Charity"));
    assert!(text(&own, ".fp-provenance").contains("Tells us: the charity number."));
}

#[test]
fn a_single_source_does_not_tell_what_the_register_tells() {
    let mut view = confirmed(true);
    view.statements.truncate(1);
    let page = text(&listing("", &view), ".fp-source p");
    assert!(page.contains("Tells us everything on this page but the organisation’s website."));
    view.charity = None;
    assert!(
        text(&listing("", &view), ".fp-source p").contains("Tells us everything on this page.")
    );
}

#[test]
fn without_the_registers_word_there_is_no_line() {
    let page = listing("", &sample::saying(""));
    assert_eq!(text(&page, "#charity"), "");
    assert!(!text(&page, "body").contains("Charity Commission"));
}
