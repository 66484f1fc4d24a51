//! Maps with the oddities that real ones have, each in a few lines.

use formats::{Document, LinkKind, Reader, Reading};

fn read(profile: &str, text: &str) -> Reading {
    read_bytes(profile, text.as_bytes(), &[])
}

fn read_bytes(profile: &str, bytes: &[u8], terms: &[String]) -> Reading {
    let profile = format!("format = \"kml\"\n{profile}");
    Reader::from_profile(&profile).unwrap().read(&Document {
        url: "https://maps.test/maps/d/kml?mid=1",
        content_type: None,
        bytes,
        expected: LinkKind::List,
        terms,
    })
}

fn map(inside: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document><name>The map</name>{inside}</Document></kml>"
    )
}

fn placemark(name: &str, rest: &str) -> String {
    format!("<Placemark><name>{name}</name>{rest}</Placemark>")
}

const BRIXTON: &str = "<Point><coordinates>\n  -0.1147,51.4611,0\n</coordinates></Point>";

fn terms(reading: &Reading) -> Vec<Vec<&str>> {
    reading
        .items
        .iter()
        .map(|item| {
            item.service
                .taxonomy_terms
                .iter()
                .map(|term| term.name.as_str())
                .collect()
        })
        .collect()
}

#[test]
fn a_folder_is_a_category_or_a_borough() {
    let nested = map(&format!(
        "<Folder><name>Lambeth</name>{}<Folder><name>Food &amp; drink</name>{}</Folder></Folder>",
        placemark("Hall", BRIXTON),
        placemark("Café", "")
    ));
    assert_eq!(
        terms(&read("", &nested)),
        [vec!["Lambeth"], vec!["Food & drink"]]
    );
    let by_borough = read("folder = \"borough\"", &nested);
    assert_eq!(terms(&by_borough), [vec![], vec!["Food & drink"]]);
    assert!(
        by_borough
            .items
            .iter()
            .all(|item| item.service.service_areas[0].name == "Lambeth")
    );
    assert_eq!(
        terms(&read("folder = \"ignore\"", &nested)),
        [Vec::<&str>::new(), vec![]]
    );
}

#[test]
fn a_placemark_in_no_folder_may_take_the_documents_name_and_what_its_style_says() {
    let flat = map(&placemark(
        "Hall",
        "<styleUrl>#icon-1899-0288D1-nodesc</styleUrl>",
    ));
    assert_eq!(terms(&read("", &flat)), [Vec::<&str>::new()]);
    assert_eq!(
        terms(&read("document = \"category\"", &flat)),
        [["The map"]]
    );
    let styles = "[styles]\nicon-1899 = \"Anything\"\nicon-1899-0288D1 = \"Libraries\"\nicon-1899-02 = \"No\"";
    assert_eq!(terms(&read(styles, &flat)), [["Libraries"]]);
}

#[test]
fn the_terms_of_the_link_that_led_here_count() {
    let reading = read_bytes(
        "",
        map(&placemark("Hall", "")).as_bytes(),
        &["Get active".to_owned()],
    );
    assert_eq!(terms(&reading), [["Get active"]]);
}

#[test]
fn a_venue_in_two_layers_is_one_service_with_both_terms() {
    let twice = map(&format!(
        "<Folder><name>Food</name>{0}</Folder><Folder><name>Warm spaces</name>{0}{0}</Folder>",
        placemark("The  Hall ", BRIXTON)
    ));
    let reading = read("", &twice);
    assert_eq!(terms(&reading), [["Food", "Warm spaces"]]);
    assert_eq!(reading.set_aside[0].reason, "it repeats an earlier row");
}

#[test]
fn an_id_stays_when_the_words_change_and_differs_without_a_place() {
    let id = |inside: &str| read("", &map(inside)).items[0].external_id.clone();
    let before = id(&placemark(
        "Hall",
        &format!("<description>Old</description>{BRIXTON}"),
    ));
    let after = id(&placemark(
        "hall",
        &format!(
            "<description>New</description>{}",
            BRIXTON.replace("51.4611", "51.46111")
        ),
    ));
    assert_eq!(before, after);
    let layered = |layer: &str| {
        id(&format!(
            "<Folder><name>{layer}</name>{}</Folder>",
            placemark("Lunch club", "")
        ))
    };
    assert_ne!(layered("Lambeth"), layered("Lewisham"));
}

#[test]
fn positions_are_mended_or_left_out() {
    for (coordinates, expected) in [
        ("-0.1147,51.4611,0", Some((51.4611, -0.1147))),
        ("51.4611,-0.1147", Some((51.4611, -0.1147))),
        ("0,0,0", None),
        ("-58.51,-34.57,0", None),
        ("nonsense", None),
    ] {
        let point = format!("<Point><coordinates>{coordinates}</coordinates></Point>");
        let reading = read("", &map(&placemark("Hall", &point)));
        let position = reading.items[0]
            .service
            .locations()
            .find_map(|location| location.position);
        assert_eq!(
            position.map(|at| (at.latitude, at.longitude)),
            expected,
            "{coordinates}"
        );
    }
}

#[test]
fn a_place_may_be_told_by_an_address_or_in_the_description() {
    let address = read(
        "",
        &map(&placemark(
            "Hall",
            "<address>1 High Street, Brixton, SW9 8DJ</address>",
        )),
    );
    let location = address.items[0].service.locations().next().unwrap();
    assert_eq!(location.address, ["1 High Street", "Brixton"]);
    assert_eq!(location.postcode.as_ref().unwrap().as_str(), "SW9 8DJ");
    let described = read(
        "",
        &map(&placemark(
            "Hall",
            "<description><![CDATA[<img src=\"https://mymaps.usercontent.google.com/x\"/>Come to SW9 8DJ. Ring 020 7946 0018 or write to info@hall.org.uk, see <a href=\"https://facebook.com/hall\">us</a> and www.hall.org.uk]]></description>",
        )),
    );
    let service = &described.items[0].service;
    assert_eq!(
        service
            .locations()
            .next()
            .unwrap()
            .postcode
            .as_ref()
            .unwrap()
            .as_str(),
        "SW9 8DJ"
    );
    assert_eq!(service.phones[0].number, "020 7946 0018");
    assert_eq!(service.email.as_deref(), Some("info@hall.org.uk"));
    assert_eq!(service.url.as_deref(), Some("http://www.hall.org.uk/"));
    assert!(
        !service
            .description
            .as_ref()
            .unwrap()
            .contains("usercontent")
    );
}

#[test]
fn lines_and_areas_are_set_aside_or_stand_for_a_point() {
    let shapes = map(&format!(
        "{}{}",
        placemark(
            "Walk",
            "<LineString><coordinates>-0.11,51.45 -0.12,51.46 -0.13,51.47</coordinates></LineString>"
        ),
        placemark(
            "Park",
            "<MultiGeometry><Polygon><outerBoundaryIs><LinearRing><coordinates>-0.1,51.4 -0.1,51.5 -0.2,51.5 -0.2,51.4 -0.1,51.4</coordinates></LinearRing></outerBoundaryIs></Polygon></MultiGeometry>"
        )
    ));
    let reasons: Vec<String> = read("", &shapes)
        .set_aside
        .into_iter()
        .map(|aside| aside.reason)
        .collect();
    assert_eq!(
        reasons,
        [
            "it is a line on the map, not a place",
            "it is an area on the map, not a place"
        ]
    );
    let points = read("shapes = \"point\"", &shapes);
    let position = |at: usize| {
        points.items[at]
            .service
            .locations()
            .next()
            .unwrap()
            .position
            .unwrap()
    };
    assert_eq!(
        (position(0).latitude, position(0).longitude),
        (51.46, -0.12)
    );
    assert!(
        (position(1).latitude - 51.45).abs() < 1e-9 && (position(1).longitude + 0.15).abs() < 1e-9
    );
}

#[test]
fn the_table_of_a_mapping_server_gives_the_columns() {
    let table = "<![CDATA[<html><body><table><tr><td>Hall</td></tr><tr><td><table>\
                 <tr><td>Telephone</td><td>020 7946 0018</td></tr><tr><td>Opening_Times</td><td>Tuesdays 2-4pm</td></tr>\
                 <tr><td>Email</td><td>&lt;Null&gt;</td></tr></table></td></tr></table></body></html>]]>";
    let text = map(&placemark(
        "Hall",
        &format!("<snippet></snippet><description>{table}</description>{BRIXTON}"),
    ))
    .replace("<Document>", "<Document xsi:schemaLocation=\"x\">");
    let reading = read("", &text);
    let service = &reading.items[0].service;
    assert_eq!(service.phones[0].number, "020 7946 0018");
    assert_eq!(service.hours_text.as_deref(), Some("Tuesdays 2-4pm"));
    assert_eq!(service.schedules.len(), 1);
    assert_eq!(
        (service.email.as_deref(), service.description.as_deref()),
        (None, None)
    );
}

#[test]
fn network_links_are_reported_and_never_more_than_ten() {
    let link = |href: &str| {
        format!(
            "<NetworkLink><Link><href>{href}</href><refreshInterval>1</refreshInterval></Link></NetworkLink>"
        )
    };
    let few = map(&[
        "layer.kmz",
        "layer.kmz",
        "https://other.test/x.kml",
        "file:///etc/passwd",
        "",
    ]
    .map(link)
    .concat());
    let reading = read("", &few);
    let urls: Vec<&str> = reading.links.iter().map(|link| link.url.as_str()).collect();
    assert_eq!(
        urls,
        [
            "https://maps.test/maps/d/layer.kmz",
            "https://other.test/x.kml"
        ]
    );
    assert_eq!(reading.set_aside.len(), 1);
    let many: String = (0..50).map(|n| link(&format!("{n}.kml"))).collect();
    assert_eq!(read("", &map(&many)).links.len(), 10);
}

#[test]
fn columns_are_found_however_their_names_are_written() {
    let data = "<ExtendedData><Data name=\"Day_and\u{a0}time \"><value>Mondays 2-4pm</value></Data>\
                <Data name=\"WHO IS IT FOR?\"><value>Over 55s</value></Data><Data name=\"gx_media_links\"><value>https://x.test/p.jpg</value></Data></ExtendedData>";
    let profile =
        "guess = false\n[columns]\nhours = \"Day and time\"\neligibility = \"Who is it for\"";
    let reading = read(profile, &map(&placemark("Hall", data)));
    let service = &reading.items[0].service;
    assert_eq!(
        (service.schedules.len(), service.eligibility.minimum_age),
        (1, Some(55))
    );
    assert_eq!(service.url, None);
}

#[test]
fn rows_are_left_out_as_the_profile_says() {
    let data = "<ExtendedData><Data name=\"Open?\"><value>No</value></Data></ExtendedData>";
    let profile = "[[skip_when]]\ncolumn = \"Open\"\nis = [\"no\"]\nreason = \"it is not open\"";
    let reading = read(profile, &map(&placemark("Hall", data)));
    assert_eq!(reading.set_aside[0].reason, "it is not open (Open = No)");
}

#[test]
fn an_old_encoding_is_read() {
    let text = map(&placemark("Café £3", "")).replace("UTF-8", "windows-1252");
    let bytes: Vec<u8> = text
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    assert_eq!(read_bytes("", &bytes, &[]).items[0].service.name, "Café £3");
}

#[test]
fn a_map_without_placemarks_is_empty_and_one_without_names_unreadable() {
    let empty = read("", &map(""));
    assert_eq!((empty.items.len(), empty.problem), (0, None));
    let nameless = read("", &map("<Placemark><Point/></Placemark>"));
    assert!(nameless.problem.is_some());
}
