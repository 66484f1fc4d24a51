//! Tables with the oddities that real ones have, each in a few lines.

use formats::{Document, LinkKind, Problem, Reader, Reading};

fn read(profile: &str, text: &str) -> Reading {
    let profile = format!("format = \"table\"\n{profile}");
    Reader::from_profile(&profile).unwrap().read(&Document {
        url: "https://feeds.test/table",
        content_type: Some("text/html"),
        bytes: text.as_bytes(),
        expected: LinkKind::List,
        terms: &[],
    })
}

fn names(reading: &Reading) -> Vec<&str> {
    reading
        .items
        .iter()
        .map(|item| item.service.name.as_str())
        .collect()
}

fn ids(reading: &Reading) -> Vec<&str> {
    reading
        .items
        .iter()
        .map(|item| item.external_id.as_str())
        .collect()
}

fn reasons(reading: &Reading) -> Vec<&str> {
    reading
        .set_aside
        .iter()
        .map(|aside| aside.reason.as_str())
        .collect()
}

#[test]
fn any_mark_may_part_the_cells() {
    for text in [
        "name,postcode\nTea & toast,SW9 8DJ\nHall,SW9 8DJ\n",
        "\u{feff}name;postcode\r\n\"Tea & toast\";SW9 8DJ\r\nHall;SW9 8DJ\r\n",
        "name\tpostcode\nTea & toast\tSW9 8DJ\nHall\tSW9 8DJ\n",
        "name|postcode\nTea & toast|SW9 8DJ\nHall|SW9 8DJ\n",
        "name* postcode\nTea & toast* SW9 8DJ\nHall* SW9 8DJ\n",
    ] {
        let reading = read("", text);
        assert_eq!(names(&reading), ["Tea & toast", "Hall"], "{text}");
        let postcode = reading.items[0]
            .service
            .locations()
            .next()
            .unwrap()
            .postcode
            .as_ref()
            .unwrap();
        assert_eq!(postcode.as_str(), "SW9 8DJ", "{text}");
    }
}

#[test]
fn headings_are_found_below_what_stands_above_them() {
    let reading = read(
        "",
        "Groups of Brixton,,\nUpdated weekly,,\n,,\nName,Address,Postcode\nHall,1 High St,SW9 8DJ\n",
    );
    assert_eq!(names(&reading), ["Hall"]);
    assert_eq!(reasons(&reading), ["it stands above the headings"; 3]);
}

#[test]
fn rows_that_are_no_services_are_set_aside_with_their_reason() {
    let text = "name,address,postcode,phone\n,,,\nNORTH,,,\nTotal,12,,\n,1 High St,SW9 8DJ,\n42,1 High St,SW9 8DJ,\nTEST RECORD,x,SW9 8DJ,\nHall,1 High St,SW9 8DJ,,extra\nHall,1 High St,SW9 8DJ,\nHall,1 High St,SW9 8DJ,\nN/A,1 High St,SW9 8DJ,\n";
    let reading = read(
        "[columns]\nname = \"name\"\naddress = \"address\"\npostcode = \"postcode\"",
        text,
    );
    assert_eq!(names(&reading), ["NORTH", "Hall"]);
    assert_eq!(
        reasons(&reading),
        [
            "the row is empty",
            "it is a total",
            "no name",
            "its name, \"42\", is only a number",
            "it is a test record",
            "it has 5 cells where there are 4 headings, so they may have shifted",
            "it repeats an earlier row",
            "no name",
        ]
    );
    let places: Vec<&str> = reading
        .set_aside
        .iter()
        .map(|aside| aside.place.as_str())
        .collect();
    assert_eq!(places[..2], ["line 2", "line 4"]);
    assert!(reading.set_aside[2].raw.contains("High St"));
}

#[test]
fn a_row_that_was_cut_is_no_service() {
    let text = "ref,name,organisation,description,address,postcode,phone,email,website,cost,ages,access\n1,Supper,,To be\n2,Hall,,x,1 High St,SW9 8DJ\n";
    let reading = read("", text);
    assert_eq!(names(&reading), ["Hall"]);
    assert_eq!(reasons(&reading), ["the row stops after 4 of 12 cells"]);
}

#[test]
fn ids_come_from_the_source_or_from_name_and_place() {
    let own = read("", "Ref,Name,Postcode\nA7,Hall,SW9 8DJ\nB2,Hut,SW9 8DJ\n");
    assert_eq!(ids(&own), ["A7", "B2"]);
    // Row numbers change when a row is put in.
    let counted = read("", "id,Name,Postcode\n1,Hall,SW9 8DJ\n2,Hut,SW9 8DJ\n");
    let derived = read("", "Name,Postcode\nhut,sw98dj\nHall,SW9 8DJ\n");
    assert_eq!(ids(&counted), [ids(&derived)[1], ids(&derived)[0]]);
}

#[test]
fn an_id_that_comes_twice_is_told_apart_or_united() {
    let text = "site,name,type,postcode\nS1,Hall,Badminton,SW9 8DJ\nS1,Hall,Bowls,SW2 1JQ\nS2,Hut,Bowls,SW9 8DJ\n";
    let columns =
        "[columns]\nid = \"site\"\nname = \"name\"\ncategory = \"type\"\npostcode = \"postcode\"";
    assert_eq!(
        ids(&read(columns, text)),
        ["S1~badminton", "S1~bowls", "S2"]
    );
    let united = read(&format!("repeats = \"unite\"\n{columns}"), text);
    assert_eq!(ids(&united), ["S1", "S2"]);
    let service = &united.items[0].service;
    assert_eq!(
        (
            service.taxonomy_terms.len(),
            service.service_at_locations.len()
        ),
        (2, 2)
    );
}

#[test]
fn columns_are_joined_filled_in_split_and_translated() {
    let text = "what,where 1,where 2,council,kind,toilets,ramp,name,name\nTea,Hall,High St,Lambeth,a;B,Yes,no,one,two\n";
    let profile = r#"
[columns]
name = ["missing", "what"]
address = { join = ["where 1", "where 2"] }
organization = { template = "{council} libraries" }
category = { from = "kind", split = ";", values = { a = "Arts" } }
accessibility = { when_yes = { toilets = "Accessible toilet", ramp = "Ramp" } }
attendance = { constant = "in person and online" }
description = "name#2"
email = "no such heading"
"#;
    let reading = read(profile, text);
    let service = &reading.items[0].service;
    let location = service.locations().next().unwrap();
    assert_eq!(location.address, ["Hall", "High St"]);
    assert_eq!(
        service.organization.as_ref().unwrap().name,
        "Lambeth libraries"
    );
    let terms: Vec<&str> = service
        .taxonomy_terms
        .iter()
        .map(|term| term.name.as_str())
        .collect();
    assert_eq!(terms, ["Arts", "B"]);
    assert_eq!(service.accessibility, ["Accessible toilet"]);
    assert_eq!(service.attendance.len(), 2);
    assert_eq!(service.description.as_deref(), Some("two"));
    assert_eq!(
        reasons(&reading),
        ["there is no column \"no such heading\" for email"]
    );
}

#[test]
fn rows_are_left_out_when_a_column_says_so() {
    let text = "name,status,closed\nHall,Open,\nHut,CLOSED,\nShed,Open,2017\n";
    let profile = "[[skip_when]]\ncolumn = \"status\"\nis = [\"closed\"]\nreason = \"it is closed\"\n\n[[skip_when]]\ncolumn = \"closed\"\nfilled = true\nreason = \"it has closed\"";
    let reading = read(profile, text);
    assert_eq!(names(&reading), ["Hall"]);
    assert_eq!(
        reasons(&reading),
        [
            "it is closed (status = CLOSED)",
            "it has closed (closed = 2017)"
        ]
    );
}

#[test]
fn what_is_private_is_marked_so() {
    let text = "name,email,contact name,contact email,phone\nTea,jo.bloggs@gmail.com,Jo Bloggs,jo@hall.org.uk,2079460018\nHall,info@hall.org.uk,Hall office,,\n";
    let profile = "[columns]\nname = \"name\"\nemail = \"email\"\nphone = \"phone\"\ncontact_name = \"contact name\"\ncontact_email = \"contact email\"";
    let reading = read(profile, text);
    let tea = &reading.items[0].service;
    assert_eq!(
        (tea.email.as_deref(), tea.phones[0].number.as_str()),
        (None, "020 7946 0018")
    );
    assert!(tea.contacts.len() == 2 && tea.contacts.iter().all(|contact| contact.personal));
    let hall = &reading.items[1].service;
    assert_eq!(hall.email.as_deref(), Some("info@hall.org.uk"));
    assert!(hall.contacts.iter().all(|contact| !contact.personal));
}

#[test]
fn a_day_in_american_order_is_read_where_the_profile_says_so() {
    let read = |dates: &str| {
        let profile = format!("{dates}\n[columns]\nname = \"name\"\nassured_date = \"checked\"");
        self::read(&profile, "name,checked\nHall,03/04/2025\n").items[0]
            .service
            .assured_date
            .unwrap()
            .to_string()
    };
    assert_eq!(
        (
            read("dates = \"day-first\"").as_str(),
            read("dates = \"month-first\"").as_str()
        ),
        ("2025-04-03", "2025-03-04")
    );
}

#[test]
fn grid_references_are_believed_before_the_degrees_beside_them() {
    let text =
        "name,easting,northing,longitude,latitude\nClub,535006.0,184765.0,-0.0528306,51.5451306\n";
    let position = read("", text).items[0]
        .service
        .locations()
        .next()
        .unwrap()
        .position
        .unwrap();
    assert!(
        (position.latitude - 51.5456).abs() < 1e-3 && (position.longitude + 0.0544).abs() < 1e-3,
        "{position:?}"
    );
}

#[test]
fn names_are_taken_out_of_json_in_cells() {
    let text = "name,organisation,categories\nPlot,\"{'id': '1', 'name': \"\"Finn's Place\"\"}\",\"[{'name': 'Food', 'slug': 'food'}, {'name': 'Walks'}]\"\n";
    let reading = read("", text);
    let service = &reading.items[0].service;
    assert_eq!(service.organization.as_ref().unwrap().name, "Finn's Place");
    assert_eq!(service.taxonomy_terms.len(), 2);
}

#[test]
fn features_are_rows() {
    let text = r#"[
        {"type":"Feature","id":"f1","properties":{"Name":"Park","Area code":"E09000022"},"geometry":{"type":"Polygon","coordinates":[[[-0.1,51.4],[-0.1,51.5],[-0.2,51.5],[-0.2,51.4],[-0.1,51.4]]]}},
        {"type":"Feature","properties":{"Name":"Unknown"},"geometry":{"type":"Point","coordinates":[-0.1,51.4]}},
        {"attributes":{"Name":"Grid","Closed":false},"geometry":{"x":535006.0,"y":184765.0}},
        {"type":"Feature","properties":{"Name":"Nowhere","Tags":["a","b"],"Deep":{"x":1}},"geometry":null}
    ]"#;
    let reading = read("", text);
    assert_eq!(names(&reading), ["Park", "Grid", "Nowhere"]);
    assert_eq!(reasons(&reading), ["no name"]);
    let park = reading.items[0].service.locations().next().unwrap();
    assert!((park.position.unwrap().longitude + 0.15).abs() < 1e-9);
    assert_eq!(park.local_authority.as_deref(), Some("E09000022"));
    assert!(
        reading.items[1]
            .service
            .locations()
            .next()
            .unwrap()
            .position
            .is_some()
    );
    assert_eq!(reading.items[2].service.taxonomy_terms.len(), 2);
}

#[test]
fn an_area_served_may_be_drawn() {
    let outline =
        r#"{"type":"Polygon","coordinates":[[[-0.1,51.4],[-0.1,51.5],[-0.2,51.5],[-0.1,51.4]]]}"#;
    let quoted = outline.replace('"', "\"\"");
    let table = format!("Name,Service area\nVisits,\"{quoted}\"\nMeals,\"Lambeth, Southwark\"\n");
    let features = format!(
        r#"[{{"type":"Feature","properties":{{"Name":"Visits","Service area":{outline}}},"geometry":null}}]"#
    );
    for text in [&table, &features] {
        let reading = read("", text);
        let areas = &reading.items[0].service.service_areas;
        let extent: serde_json::Value =
            serde_json::from_str(areas[0].extent.as_ref().unwrap()).unwrap();
        assert_eq!(extent["coordinates"][0][1][1], 51.5);
        assert_eq!((areas.len(), areas[0].code.as_ref()), (1, None));
    }
    let named = &read("", &table).items[1].service.service_areas;
    let names: Vec<&str> = named.iter().map(|area| area.name.as_str()).collect();
    assert_eq!(names, ["Lambeth", "Southwark"]);
}

#[test]
fn a_table_without_names_says_which_headings_it_has() {
    let problem = read("", "a,b\n1,2\n").problem;
    assert!(
        matches!(&problem, Some(Problem::Unreadable(why)) if why.contains("a, b")),
        "{problem:?}"
    );
    assert!(matches!(read("", "").problem, Some(Problem::Unreadable(_))));
    assert!(matches!(
        read("", "{\"error\": 1}").problem,
        Some(Problem::Unreadable(_))
    ));
}

#[test]
fn a_row_is_kept_as_it_came() {
    let reading = read("", "Name,Name,,Postcode\nHall,The Hall,x,SW9 8DJ\n");
    assert_eq!(
        reading.items[0].raw,
        r#"{"Name":"Hall","Name (2)":"The Hall","Postcode":"SW9 8DJ","column 3":"x"}"#
    );
}
