//! Our components against the fixtures that govuk-frontend ships: options in, HTML out.
//!
//! Each fixture whose options we support is rendered and compared, after both sides are read as
//! HTML and printed in one way. A fixture with an option that we have not is passed over; the
//! number compared is pinned, so that an upgrade which renames an option fails here.

use std::fs;
use std::path::Path;

use askama::Template;
use pages::govuk::{
    Checkboxes, Choice, ErrorLine, ErrorSummary, Input, PageItem, Pagination, Radios, Textarea,
};
use scraper::{ElementRef, Html};
use serde_json::Value;

/// Renders every fixture of a component that `build` takes, and compares.
fn check<T: Template>(component: &str, expected: usize, build: impl Fn(&Value) -> Option<T>) {
    let mut compared = 0;
    for fixture in fixtures(component) {
        let options = &fixture["options"];
        let Some(ours) = build(options) else { continue };
        let name = &fixture["name"];
        let theirs = fixture["html"].as_str().unwrap_or_default();
        assert_eq!(
            printed(&ours.render().expect("a component renders")),
            printed(theirs),
            "{component}: {name}: {options}"
        );
        compared += 1;
    }
    assert_eq!(
        compared, expected,
        "fixtures of {component} that were compared"
    );
}

fn fixtures(component: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("frontend/node_modules/govuk-frontend/dist/govuk/components")
        .join(component)
        .join("fixtures.json");
    let text = fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}: run npm ci in frontend/", path.display()));
    let mut file: Value = serde_json::from_str(&text).expect("fixtures are JSON");
    match file["fixtures"].take() {
        Value::Array(fixtures) => fixtures,
        other => panic!("no list of fixtures: {other}"),
    }
}

/// HTML in one way of printing: attributes sorted, white space between words single.
fn printed(html: &str) -> String {
    let mut out = String::new();
    print_children(Html::parse_fragment(html).root_element(), &mut out);
    out
}

fn print_children(parent: ElementRef<'_>, out: &mut String) {
    for node in parent.children() {
        if let Some(text) = node.value().as_text() {
            let words: Vec<&str> = text.split_whitespace().collect();
            if !words.is_empty() {
                out.push_str(&words.join(" "));
                out.push('\n');
            }
        } else if let Some(element) = ElementRef::wrap(node) {
            let name = element.value().name();
            out.push_str(&format!("<{name}{}>\n", attributes(element)));
            print_children(element, out);
            out.push_str(&format!("</{name}>\n"));
        }
    }
}

fn attributes(element: ElementRef<'_>) -> String {
    let name = element.value().name();
    let all = element.value().attrs();
    // The shape of an arrow is ours.
    let compared = all.filter(|(attribute, _)| (name, *attribute) != ("path", "d"));
    let mut attributes: Vec<String> = compared
        .map(|(attribute, value)| format!(" {attribute}={value:?}"))
        .collect();
    attributes.sort();
    attributes.concat()
}

/// Whether an object has no other keys than these; nothing at all will do too.
fn only(value: &Value, keys: &[&str]) -> bool {
    value
        .as_object()
        .is_none_or(|object| object.keys().all(|key| keys.contains(&key.as_str())))
}

/// The text of `{"text": …}` and nothing more.
fn plain(value: &Value) -> Option<String> {
    only(value, &["text"]).then(|| value["text"].as_str().map(str::to_owned))?
}

/// A text that stays, for fields that hold the words of a page.
fn fixed(text: String) -> &'static str {
    text.leak()
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

#[test]
fn an_error_summary_is_the_official_one() {
    check("error-summary", 2, |options| {
        if !only(options, &["titleText", "errorList"])
            || options["titleText"] != "There is a problem"
        {
            return None;
        }
        let lines = options["errorList"].as_array()?.iter().map(|line| {
            let whole = only(line, &["text", "href"]);
            whole.then_some(ErrorLine {
                text: text(&line["text"])?,
                href: text(&line["href"])?,
            })
        });
        Some(ErrorSummary {
            errors: lines.collect::<Option<_>>()?,
        })
    });
}

#[test]
fn an_input_is_the_official_one() {
    let known = [
        "label",
        "hint",
        "errorMessage",
        "id",
        "name",
        "value",
        "autocomplete",
        "spellcheck",
    ];
    check("input", 4, |options| {
        let id = text(&options["id"]).or_else(|| text(&options["name"]))?;
        // Our boxes have one name for both.
        if !only(options, &known) || options["name"] != id.as_str() {
            return None;
        }
        let optional = |key: &str| match &options[key] {
            Value::Null => Some(None),
            value => plain(value).map(Some),
        };
        Some(Input {
            id: fixed(id),
            label: fixed(plain(&options["label"])?),
            hint: optional("hint")?.map(fixed),
            error: optional("errorMessage")?,
            value: match &options["value"] {
                Value::Null => String::new(),
                Value::Number(number) => number.to_string(),
                value => text(value)?,
            },
            autocomplete: text(&options["autocomplete"]).map(fixed),
            spellcheck: options["spellcheck"] != Value::Bool(false),
        })
    });
}

#[test]
fn a_textarea_is_the_official_one() {
    check("textarea", 4, |options| {
        let known = ["label", "hint", "errorMessage", "id", "name", "value"];
        let id = text(&options["id"]).or_else(|| text(&options["name"]))?;
        if !only(options, &known) || options["name"] != id.as_str() {
            return None;
        }
        let optional = |key: &str| match &options[key] {
            Value::Null => Some(None),
            value => plain(value).map(Some),
        };
        Some(Textarea {
            id: fixed(id),
            label: fixed(plain(&options["label"])?),
            hint: optional("hint")?.map(fixed),
            error: optional("errorMessage")?,
            value: text(&options["value"]).unwrap_or_default(),
        })
    });
}

/// The parts that checkboxes and radios share: name, legend, small, items.
fn group(options: &Value, kind: &str) -> Option<(&'static str, &'static str, bool, Vec<Choice>)> {
    let known = [
        "name",
        "idPrefix",
        "fieldset",
        "classes",
        "errorMessage",
        "items",
        "values",
        "value",
    ];
    let name = text(&options["name"])?;
    let small = match options["classes"].as_str() {
        None => false,
        Some(classes) if classes == format!("govuk-{kind}--small") => true,
        Some(_) => return None,
    };
    let same_prefix = options["idPrefix"]
        .as_str()
        .is_none_or(|prefix| prefix == name);
    let legend =
        only(&options["fieldset"], &["legend"]).then_some(&options["fieldset"]["legend"])?;
    if !only(options, &known) || !same_prefix {
        return None;
    }
    let items = options["items"].as_array()?.iter().map(|item| {
        let value = text(&item["value"])?;
        let among = options["values"]
            .as_array()
            .is_some_and(|all| all.contains(&item["value"]));
        let whole = only(item, &["value", "text", "checked"]);
        whole.then_some(Choice {
            checked: item["checked"] == true || among || options["value"] == item["value"],
            text: text(&item["text"])?,
            value,
        })
    });
    Some((
        fixed(name),
        fixed(plain(legend)?),
        small,
        items.collect::<Option<_>>()?,
    ))
}

#[test]
fn checkboxes_are_the_official_ones() {
    check("checkboxes", 4, |options| {
        let (name, legend, small, items) = group(options, "checkboxes")?;
        let error = match &options["errorMessage"] {
            Value::Null => None,
            message => Some(plain(message)?),
        };
        Some(Checkboxes {
            name,
            legend,
            small,
            form: None,
            error,
            items,
        })
    });
}

#[test]
fn radios_are_the_official_ones() {
    check("radios", 3, |options| {
        let (name, legend, small, items) = group(options, "radios")?;
        let error = match &options["errorMessage"] {
            Value::Null => None,
            message => Some(plain(message)?),
        };
        Some(Radios {
            name,
            legend,
            small,
            form: None,
            error,
            items,
        })
    });
}

#[test]
fn a_pagination_is_the_official_one() {
    check("pagination", 4, |options| {
        if !only(options, &["previous", "next", "items"]) {
            return None;
        }
        let link = |key: &str| match &options[key] {
            Value::Null => Some(None),
            link => only(link, &["href"]).then(|| text(&link["href"])),
        };
        let items = options["items"].as_array()?.iter().map(|item| {
            if item["ellipsis"] == true {
                return Some(PageItem::Gap);
            }
            let whole = only(item, &["number", "href", "current"]);
            whole.then_some(PageItem::Page {
                number: item["number"].as_u64()?,
                href: text(&item["href"])?,
                current: item["current"] == true,
            })
        });
        Some(Pagination {
            previous: link("previous")?,
            next: link("next")?,
            items: items.collect::<Option<_>>()?,
        })
    });
}
