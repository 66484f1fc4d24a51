//! Records' own pages: every way of setting a label, an address, a contact, and every way of being no record.

use domain::service::Service;
use formats::{LinkKind, Problem, RECORD_GONE, Reading};

use super::{read, site};

fn page(path: &str, terms: &[&str], body: &str) -> Reading {
    let html = format!("<html><title>t</title><body><main>{body}</main></body></html>");
    read(&site(), path, LinkKind::Detail, terms, &html)
}

/// The service on a page with this in its record.
fn service(inside: &str) -> Service {
    let reading = page(
        "/record/1",
        &[],
        &format!("<div class=record><h1>Tea club</h1>{inside}</div>"),
    );
    assert_eq!(reading.problem, None);
    reading
        .items
        .into_iter()
        .next()
        .unwrap_or_else(|| panic!("{:?}", reading.set_aside))
        .service
}

/// The reason why a page gives no item.
fn reason(path: &str, body: &str) -> String {
    let reading = page(path, &[], body);
    assert!(
        reading.items.is_empty() && reading.problem.is_none(),
        "{:?}",
        reading.problem
    );
    reading.set_aside[0].reason.clone()
}

#[test]
fn a_whole_page_becomes_a_service() {
    let body = r#"<div class="record"><h1>
          Tea &amp;amp; talk</h1>
        <div class="text"><p>Come and   talk.</p><p>(Taken from the group’s website)</p><div class="share">Share this</div></div>
        <section class="venue"><h2>Venue</h2><dl><dt>Name of venue</dt><dd>The Hub</dd>
          <dt>ADDRESS :</dt><dd><span>218 ,Eversholt Street</span> <span>London</span></dd><dt>Postcode</dt><dd>nw11bd</dd></dl></section>
        <dl><dt>Provided by</dt><dd>Talk Trust</dd><dt>Charity number</dt><dd>1234567</dd>
          <dt>Session Information</dt><dd>Tea &amp; talk:<br>Tuesdays 2pm to 4pm</dd>
          <dt>Cost(s)</dt><dd>Free</dd><dt>Who for</dt><dd>60 and over</dd><dt>Languages</dt><dd>English, Somali</dd>
          <dt>Reviewed</dt><dd>3 March 2026</dd></dl>
        <a href="tel:02079460018"><i class="icon-phone"></i> Call</a>
        <a href="mailto:info@talk.org.uk?subject=Hi"><i class="icon-envelope"></i></a>
        <a href="https://d.org.uk/out"><i class="icon-link"></i></a><a href="www.talk.org.uk"><i class="icon-link"></i></a>
        <input class="map" type="hidden" value="51.52942, -0.13198"></div>"#;
    let reading = page("/record/Qa-1/tea?x=1", &["Friendship", "geo:51,0"], body);
    let item = &reading.items[0];
    assert_eq!(item.external_id, "Qa-1");
    assert_eq!(item.url.as_deref(), Some("https://d.org.uk/record/Qa-1"));
    insta::assert_json_snapshot!(item.service, @r#"
    {
      "name": "Tea & talk",
      "description": "Come and talk.",
      "url": "http://www.talk.org.uk/",
      "email": "info@talk.org.uk",
      "status": "active",
      "organization": {
        "name": "Talk Trust",
        "identifiers": [
          {
            "scheme": "GB-CHC",
            "identifier": "1234567"
          }
        ],
        "inferred": false
      },
      "phones": [
        {
          "number": "020 7946 0018"
        }
      ],
      "service_at_locations": [
        {
          "location": {
            "name": "The Hub",
            "address": [
              "218 Eversholt Street",
              "London"
            ],
            "postcode": "NW1 1BD",
            "position": {
              "latitude": 51.52942,
              "longitude": -0.13198
            },
            "precision": "given",
            "area_only": false
          }
        }
      ],
      "schedules": [
        {
          "frequency": "weekly",
          "weekdays": [
            "TU"
          ],
          "opens_at": "14:00:00",
          "closes_at": "16:00:00",
          "term_time_only": false
        }
      ],
      "hours_text": "Tuesdays 2pm to 4pm",
      "cost_options": [
        {
          "amount_pence": 0,
          "amount_description": "Free"
        }
      ],
      "eligibility": {
        "description": "60 and over",
        "minimum_age": 60
      },
      "languages": [
        "English",
        "Somali"
      ],
      "taxonomy_terms": [
        {
          "vocabulary": "test:category",
          "code": "friendship",
          "name": "Friendship"
        }
      ],
      "assured_date": "2026-03-03"
    }
    "#);
}

#[test]
fn a_label_is_found_however_it_is_set() {
    for inside in [
        "<dl><dt>Cost(s):</dt><dd>£3</dd></dl>",
        "<table><tr><th>cost s</th><td>£3</td></tr></table>",
        "<table><tr><td>COST(S)</td><td>£3</td></tr></table>",
        "<p><strong>Cost(s):</strong> £3</p>",
        "<p><b>Cost(s)</b></p><p>£3</p>",
        "<h3>Cost(s)</h3><p>£3</p>",
        "<ul><li>Cost(s): £3</li></ul>",
        "<div class=row><div class=what>Cost(s)</div><div class=that>£3</div></div>",
    ] {
        let costs = service(inside).cost_options;
        assert_eq!(
            costs
                .iter()
                .map(|cost| cost.amount_pence)
                .collect::<Vec<_>>(),
            [Some(300)],
            "{inside}"
        );
    }
}

#[test]
fn two_labels_of_one_field_both_count() {
    let service = service(
        "<div class=text>Tea.</div><dl><dt>Further information</dt><dd>Cake too.</dd><dt>Opening times</dt><dd>Mondays 10am to noon</dd>\
         <dt>Session information</dt><dd>Fridays 2pm to 4pm</dd></dl>",
    );
    assert_eq!(service.description.as_deref(), Some("Tea.\n\nCake too."));
    assert_eq!(
        service.hours_text.as_deref(),
        Some("Mondays 10am to noon\nFridays 2pm to 4pm")
    );
    assert_eq!(service.schedules.len(), 2);
}

#[test]
fn a_named_person_is_kept_apart_and_marked() {
    let named = service(
        "<dl><dt>Contact name</dt><dd>Ada Lovelace</dd><dt>Contact position</dt><dd>Chair</dd>\
         <dt>Contact e-mail</dt><dd>ada.l@talk.org.uk</dd><dt>E-mail</dt><dd>info@talk.org.uk</dd></dl>",
    );
    assert_eq!(named.email.as_deref(), Some("info@talk.org.uk"));
    assert_eq!(named.contacts.len(), 1);
    assert!(named.contacts[0].personal);
    assert_eq!(
        named.contacts[0].email.as_deref(),
        Some("ada.l@talk.org.uk")
    );

    let desk = service("<dl><dt>Contact name</dt><dd>Enquiries desk</dd></dl>");
    assert!(!desk.contacts[0].personal);

    let private = service("<dl><dt>E-mail</dt><dd>ada.lovelace1815@gmail.com</dd></dl>");
    assert_eq!(private.email, None);
    assert!(private.contacts[0].personal);

    let nobody = service("<dl><dt>Contact e-mail</dt><dd>info@talk.org.uk</dd></dl>");
    assert_eq!(
        (nobody.email.as_deref(), nobody.contacts.len()),
        (Some("info@talk.org.uk"), 0)
    );
}

#[test]
fn placeholders_are_nothing() {
    let service = service(
        "<dl><dt>Telephone</dt><dd>00000000000</dd><dt>E-mail</dt><dd>test@example.com</dd><dt>Web site</dt><dd><a href='http://example.com'>Visit</a></dd>\
         <dt>Provided by</dt><dd>N/A</dd><dt>Languages</dt><dd>-</dd><dt>Cost(s)</dt><dd>None</dd></dl><input class=map value='0,0'>",
    );
    assert_eq!(
        (service.phones.len(), service.email, service.url),
        (0, None, None)
    );
    assert_eq!(
        (
            service.languages.len(),
            service.cost_options.len(),
            service.service_at_locations.len()
        ),
        (0, 0, 0)
    );
    let organization = service.organization.unwrap();
    assert!(organization.inferred && organization.name == "Tea club");
}

#[test]
fn several_places_are_several_locations_with_their_own_times() {
    let venue = |name: &str, code: &str, when: &str| {
        format!(
            "<section class=venue><dl><dt>Name of venue</dt><dd>{name}</dd><dt>Postcode</dt><dd>{code}</dd><dt>Opening times</dt><dd>{when}</dd></dl></section>"
        )
    };
    let both = venue("Hub", "NW1 1BD", "Mondays 2pm to 4pm")
        + &venue("Hall", "N1 2SL", "Fridays 2pm to 4pm");
    let service = service(&both);
    let places: Vec<(Option<&str>, usize)> = service
        .service_at_locations
        .iter()
        .map(|at| (at.location.name.as_deref(), at.schedules.len()))
        .collect();
    assert_eq!(places, [(Some("Hub"), 1), (Some("Hall"), 1)]);
    assert_eq!(
        service.hours_text.as_deref(),
        Some("Mondays 2pm to 4pm\nFridays 2pm to 4pm")
    );
    assert!(service.schedules.is_empty());
}

#[test]
fn a_position_that_the_list_showed_fills_only_a_gap() {
    let position = |inside: &str| {
        let body = format!("<div class=record><h1>Tea</h1>{inside}</div>");
        let reading = page("/record/1", &["geo:51.5,-0.1"], &body);
        let service = &reading.items[0].service;
        assert!(
            service.taxonomy_terms.is_empty(),
            "a position is no category"
        );
        service
            .locations()
            .filter_map(|at| at.position)
            .map(|at| at.latitude)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        position("<dl><dt>Postcode</dt><dd>NW1 1BD</dd></dl>"),
        [51.5]
    );
    assert_eq!(position(""), [51.5]);
    assert_eq!(position("<input class=map value='51.6,-0.2'>"), [51.6]);
}

#[test]
fn an_address_keeps_its_lines_in_any_markup() {
    let lines = |inside: &str| {
        service(inside)
            .locations()
            .next()
            .map(|at| at.address.clone())
            .unwrap()
    };
    let expect = ["10A Keats Grove", "London"];
    assert_eq!(
        lines("<div class=address_lines>10A ,Keats Grove<br>London<br>NW3 2RR</div>"),
        expect
    );
    assert_eq!(
        lines(
            "<div class=address_lines><span>10A Keats Grove</span>, <span>London</span>, <span>NW3 2RR</span></div>"
        ),
        expect
    );
    assert_eq!(
        lines("<div class=address_lines><p>10A Keats Grove</p><p>London NW3 2RR</p></div>"),
        expect
    );
    assert_eq!(
        lines("<ul><li>Address: 10A Keats Grove, London, NW3 2RR, United Kingdom</li></ul>"),
        expect
    );
}

#[test]
fn a_record_that_is_gone_is_told_apart_from_a_page_that_changed() {
    assert_eq!(
        reason("/record/1", "<h1>Record NOT found</h1>"),
        RECORD_GONE
    );
    assert_eq!(reason("/home", "<h1>Welcome</h1>"), RECORD_GONE);
    for body in [
        "<h1>Tea club</h1><div class=new-theme>Tea</div>",
        "<form><input type=password></form>",
    ] {
        let reading = page("/record/1", &[], body);
        assert!(
            matches!(reading.problem, Some(Problem::WrongKind { .. })),
            "{body}"
        );
    }
    let led_away = page(
        "/login?to=/record/1",
        &[],
        "<form><input type='password'></form>",
    );
    let problem = led_away.problem.map(|problem| problem.to_string());
    assert_eq!(
        problem.as_deref(),
        Some("expected the page of a record, got an HTML sign-in page")
    );
}

#[test]
fn pages_that_are_no_records_are_set_aside_with_their_reasons() {
    assert_eq!(
        reason(
            "/record/1",
            "<div class=promo>Join</div><div class=record><h1>Join</h1></div>"
        ),
        "a promo page"
    );
    assert_eq!(
        reason("/record/1", "<div class=record><h1> </h1></div>"),
        "it has no name"
    );
    assert_eq!(
        reason("/record/1", "<meta name=robots content='noindex'>"),
        "the page asks not to be indexed"
    );
    assert_eq!(
        reason("/event/1", "<div class=record><h1>Fair</h1></div>"),
        "a kind of page that is not kept"
    );
    let article = "<div class=article><h1>Where to start</h1>";
    assert_eq!(
        reason("/article/1", &format!("{article}</div>")),
        "an article: it has no address"
    );
    let placed = format!("{article}<dl><dt>Postcode</dt><dd>NW1 1BD</dd></dl></div>");
    assert_eq!(page("/article/1", &[], &placed).items.len(), 1);
}

#[test]
fn a_page_that_is_cut_off_gives_what_arrived_and_is_a_problem() {
    let cut = "<html><body><main><div class=record><h1>Tea club</h1><dl><dt>Cost(s)</dt><dd>£3</dd><dt>Tele";
    let reading = read(&site(), "/record/1", LinkKind::Detail, &[], cut);
    assert_eq!(reading.items[0].service.cost_options.len(), 1);
    assert!(matches!(reading.problem, Some(Problem::CutOff(_))));
}

#[test]
fn the_charset_of_the_page_is_believed() {
    let mut bytes =
        b"<html><head><meta charset=windows-1252></head><body><main><div class=record><h1>Caf"
            .to_vec();
    bytes.push(0xe9);
    bytes.extend(b" Zo\xeb</h1></div></main></body></html>");
    let reading = site().read(&formats::Document {
        url: "https://d.org.uk/record/1",
        content_type: None,
        bytes: &bytes,
        expected: LinkKind::Detail,
        terms: &[],
    });
    assert_eq!(reading.items[0].service.name, "Café Zoë");
}
