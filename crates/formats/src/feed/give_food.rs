//! A food bank of Give Food: one record for each place of an organization.

use domain::service::{Attendance, ServiceAtLocation};
use domain::statement::Item;
use serde_json::Value;

use super::Rules;
use super::body;
use super::draft::Draft;
use super::node::Node;
use super::whereabouts::PlaceWords;

/// Members of parliament are people, and neither these nor needs of the week describe the place.
const LEFT_OUT: [&str; 4] = ["mp", "mp_parl_id", "mp_party", "politics"];

/// The record as a service.
///
/// # Errors
/// Why it is none.
pub(super) fn item(mut record: Value, rules: &Rules, terms: &[String]) -> Result<Item, String> {
    if let Value::Object(object) = &mut record {
        for key in LEFT_OUT {
            object.remove(key);
        }
    }
    let node = Node::of(&record);
    let text = |keys: &[&str]| node.any(keys).text();
    let organization = text(&["organisation_name", "name"]).ok_or("it has no name")?;
    let place = text(&["location_name"]).filter(|place| *place != organization);
    let id = text(&["id"])
        .or_else(|| {
            let slug = text(&["organisation_slug", "slug"])?;
            Some(match text(&["location_slug"]) {
                Some(place) => format!("{slug}/{place}"),
                None => slug,
            })
        })
        .ok_or("it has no id")?;
    if node.get("is_closed").flag() == Some(true) {
        return Err("it is closed".to_owned());
    }
    let name = match &place {
        Some(place) => format!("{organization} food bank: {place}"),
        None if organization.to_lowercase().contains("food") => organization.clone(),
        None => format!("{organization} food bank"),
    };
    let mut draft = Draft::named(Some(&name))?;
    let urls = node.get("urls");
    let home = text(&["url"])
        .filter(|url| !url.contains("givefood.org.uk"))
        .or_else(|| urls.get("homepage").text());
    if let Some(raw) = &home {
        draft.web(raw);
    }
    for key in [
        "phone_number",
        "phone",
        "secondary_phone_number",
        "secondary_phone",
    ] {
        if let Some(raw) = text(&[key]) {
            draft.ring(&raw, None);
        }
    }
    if let Some(raw) = text(&["email"]) {
        draft.mailbox(&raw);
    }
    let number =
        text(&["charity_number"]).or_else(|| node.get("charity").get("registration_id").text());
    let numbers: Vec<(&str, String)> = number
        .map(|number| ("charity", number))
        .into_iter()
        .collect();
    if let Some(who) =
        body::organization(Some(&organization), None, home.as_deref(), None, &numbers)
    {
        draft.run_by(who);
    }
    let pair = text(&["lat_lng", "lat_lon"]).and_then(|raw| {
        let (north, east) = raw.split_once(',')?;
        Some((north.trim().parse().ok()?, east.trim().parse().ok()?))
    });
    let words = PlaceWords {
        name: place,
        lines: text(&["address"]).into_iter().collect(),
        postcode: text(&["postcode"]),
        position: pair,
        ..PlaceWords::default()
    };
    let district = text(&["district"]);
    // An area is where it delivers to, and no place to go to.
    if node.get("is_area").flag() == Some(true) || node.get("is_mobile").flag() == Some(true) {
        draft.attend_as(Attendance::Home);
    } else if let Some(location) = words.location() {
        draft.at(ServiceAtLocation {
            location,
            schedules: Vec::new(),
        });
    }
    if let Some(district) = district {
        draft.serves(&district, None, None);
    }
    draft.term(&rules.vocabulary, Some("food-bank"), "Food bank");
    if let Some(network) = text(&["network"]).filter(|network| network != "Independent") {
        draft.term(&rules.vocabulary, None, &network);
    }
    for key in ["modified", "edited", "created"] {
        if let Some(raw) = text(&[key]) {
            draft.modified(&raw);
        }
    }
    let page = urls
        .get("html")
        .text()
        .and_then(|raw| domain::contact::web_address(&raw));
    Ok(Item {
        external_id: id,
        url: page.or_else(|| rules.page_of(node)),
        service: draft.finish(terms, &rules.vocabulary),
        raw: record.to_string(),
    })
}
