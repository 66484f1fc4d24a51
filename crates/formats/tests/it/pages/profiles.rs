//! Profiles of pages: what is wrong with one is told with its line and its key, before any page is read.

use formats::{LinkKind, Reader, built_in_profiles};

use super::{SITE, fixtures, read};

/// The error of the test site's profile with one text replaced.
fn error(from: &str, to: &str) -> String {
    assert!(SITE.contains(from), "{from}");
    match Reader::from_profile(&SITE.replacen(from, to, 1)) {
        Ok(_) => "no error".to_owned(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn an_error_names_the_line_and_the_key() {
    insta::assert_snapshot!(error("next = \"a.next\"", "next = \"a..next\""), @r#"line 26, key "next": "a..next" is not a CSS selector"#);
    insta::assert_snapshot!(error("next = \"a.next\"", "nxt = \"a.next\""), @"line 26: unknown field `nxt`, expected one of `marks`, `empty`, `items`, `link`, `term`, `next`, `step`, `holds`, `ignore`, `drop`, `fields`, `labels`, `pairs`, `json`");
    insta::assert_snapshot!(error("next = \"a.next\"", "next = 3"), @r#"line 26, key "next": invalid type: integer `3`, expected a string"#);
    insta::assert_snapshot!(error("\"/event/{id}\"", "\"/event/\""), @r#"line 14, key "address": "/event/" does not say where the {id} stands"#);
    insta::assert_snapshot!(error("\"/event/{id}\"", "\"event/{id}\""), @r#"line 14, key "address": "event/{id}" is not an address like "/Services/Details/{id}": it must begin with a slash"#);
    insta::assert_snapshot!(error("keep = \"never\"", "keep = \"sometimes\""), @r#"line 15, key "keep": unknown variant `sometimes`, expected one of `always`, `with_address`, `never`"#);
    insta::assert_snapshot!(error("\"Postcode\" = \"postcode\"", "\"Postcode\" = \"post_code\""), @r#"line 66, key "\"Postcode\"": unknown variant `post_code`, expected one of `name`, `alternate_name`, `description`, `organization`, `venue`, `address`, `postcode`, `latitude`, `longitude`, `lat_lon`, `phone`, `email`, `url`, `hours`, `cost`, `eligibility`, `ages`, `languages`, `accessibility`, `area`, `category`, `attendance`, `application_process`, `contact_name`, `contact_title`, `contact_phone`, `contact_email`, `charity_number`, `assured_date`, `last_modified`"#);
    insta::assert_snapshot!(error("\"Postcode\" = \"postcode\"", "\"e-mail:\" = \"email\""), @r#"line 62: "e-mail:" differs from another label only in case, spaces or punctuation"#);
}

#[test]
fn keys_that_do_not_go_together_are_refused() {
    insta::assert_snapshot!(error("next = \"a.next\"", "next = \"a.next\"\nstep = { parameter = \"page\", by = 1 }"), @r#"line 26, key "list.next": a list goes on by "next" or by "step", not by both"#);
    insta::assert_snapshot!(error("next = \"a.next\"", "step = { parameter = \"page\" }"), @r#"line 26, key "list.step": "by" or "numbers" must say what the next page is"#);
    insta::assert_snapshot!(error("next = \"a.next\"", "step = { parameter = \"page\", by = 0 }"), @r#"line 26, key "step": invalid value: integer `0`, expected a nonzero u32"#);
    insta::assert_snapshot!(error("marks = \"ul.results\"", "marks = []"), @r#"line 22, key "list.marks": without a mark a changed page would read as an empty list"#);
    insta::assert_snapshot!(error("marks = [\".record\", \".article\"]", "marks = []"), @r#"line 39, key "detail.marks": without a mark a changed page would read as an empty record"#);
    insta::assert_snapshot!(error("name = \"h1\"", "alternate_name = \"h1\""), @r#"line 48, key "detail.fields": nothing says where the name is"#);
    insta::assert_snapshot!(error("link = \"a\"", "link = \"a\"\nholds = \"records\""), @r#"line 39, key "detail": never read, since list.holds is "records""#);
    insta::assert_snapshot!(error("items = \"ul.results > li\"\nlink = \"a\"", "link = \"a\""), @r#"line 21, key "list.items": needed to tell the entries apart whose fields are read"#);
}

#[test]
fn every_profile_of_the_fixtures_is_good() {
    let mut seen = 0;
    for entry in std::fs::read_dir(fixtures().join("profiles")).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        Reader::from_profile(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        seen += 1;
    }
    assert!(seen >= 4);
}

#[test]
fn the_sites_with_pages_have_built_in_profiles() {
    let names: Vec<&str> = built_in_profiles().iter().map(|(name, _)| *name).collect();
    for name in [
        "careplace",
        "kb5-camden",
        "kb5-islington",
        "localgov-drupal",
    ] {
        assert!(names.contains(&name), "{name} of {names:?}");
    }
}

/// The examples of one language in the guide.
fn examples(language: &str) -> Vec<String> {
    let guide = std::fs::read_to_string(fixtures().join("../docs/adding-a-source.md")).unwrap();
    let opening = format!("```{language}\n");
    let blocks = guide
        .split(opening.as_str())
        .skip(1)
        .filter_map(|rest| rest.split_once("```"));
    blocks.map(|(example, _)| example.to_owned()).collect()
}

#[test]
fn every_profile_in_the_guide_is_good() {
    let profiles: Vec<String> = examples("toml")
        .into_iter()
        .filter(|text| text.starts_with("format ="))
        .collect();
    assert_eq!(profiles.len(), 2);
    for profile in profiles {
        Reader::from_profile(&profile).unwrap_or_else(|error| panic!("{error}\n{profile}"));
    }
}

#[test]
fn the_worked_example_of_the_guide_reads_its_pages() {
    let profile = examples("toml")
        .into_iter()
        .find(|text| text.starts_with("format = \"pages\""))
        .unwrap();
    let reader = Reader::from_profile(&profile).unwrap_or_else(|error| panic!("{error}"));
    let pages = examples("html");
    let list = read(&reader, "/groups", LinkKind::List, &[], &pages[0]);
    let urls: Vec<&str> = list.links.iter().map(|link| link.url.as_str()).collect();
    assert_eq!(
        urls,
        [
            "https://d.org.uk/groups/t-81/tuesday-tea",
            "https://d.org.uk/groups?page=2"
        ]
    );
    let record = read(
        &reader,
        "/groups/t-81/tuesday-tea",
        LinkKind::Detail,
        &["Friendship"],
        &pages[1],
    );
    let item = &record.items[0];
    assert_eq!((item.external_id.as_str(), record.problem), ("t-81", None));
    let service = &item.service;
    assert_eq!(
        service.locations().next().unwrap().address,
        ["The Hub", "2 Mill Lane"]
    );
    assert_eq!(service.schedules.len(), 1);
    assert!(service.is_free());
    assert_eq!(service.phones[0].number, "020 7946 0018");
    assert_eq!(service.taxonomy_terms[0].code, "friendship");
}
