//! Which heading holds what, by the names that such columns commonly have.
//!
//! For a first look at a table, and for columns that nobody mapped. Headings are compared folded:
//! "E-mail" is "e mail", "Day_and_time" is "day and time".

use std::collections::BTreeSet;

use super::Field;

/// For each field that has a likely column: the columns, the likeliest first.
pub(super) fn guess(keys: &[String], used: &BTreeSet<usize>) -> Vec<(Field, Vec<usize>)> {
    let mut taken = used.clone();
    let mut found: Vec<(Field, Vec<usize>)> = Vec::new();
    // Whole headings first, for every field, so that "contact email" is not taken for "email".
    for (field, names, _) in KNOWN {
        let columns: Vec<usize> = names
            .split('|')
            .flat_map(|name| {
                keys.iter()
                    .enumerate()
                    .filter(move |(_, key)| key.as_str() == name)
                    .map(|(at, _)| at)
            })
            .filter(|at| !taken.contains(at))
            .collect();
        if !columns.is_empty() {
            taken.extend(columns.iter().copied());
            found.push((*field, columns));
        }
    }
    for (field, _, endings) in KNOWN {
        if found.iter().any(|(known, _)| known == field) {
            continue;
        }
        let column = endings
            .split('|')
            .filter(|ending| !ending.is_empty())
            .find_map(|ending| {
                keys.iter().enumerate().position(|(at, key)| {
                    !taken.contains(&at)
                        && key
                            .strip_suffix(ending)
                            .is_some_and(|head| head.ends_with(' '))
                        && !is_of_something_else(key, *field)
                })
            });
        if let Some(at) = column {
            taken.insert(at);
            found.push((*field, vec![at]));
        }
    }
    // A table of organisations: their names are what there is.
    if !found.iter().any(|(field, _)| *field == Field::Name)
        && let Some(organization) = found
            .iter()
            .find(|(field, _)| *field == Field::Organization)
    {
        let columns = organization.1.clone();
        found.push((Field::Name, columns));
    }
    // A register's own number is its records' id.
    if !found.iter().any(|(field, _)| *field == Field::Id)
        && let Some(charity) = found
            .iter()
            .find(|(field, _)| *field == Field::CharityNumber)
    {
        let columns = charity.1.clone();
        found.push((Field::Id, columns));
    }
    found
}

/// Words before an ending that make it another thing's: "ward name", "contact address".
fn is_of_something_else(key: &str, field: Field) -> bool {
    const NOT_NAMES: &str = "\
    area authority board borough company contact council county district file first group la \
    last layer local manager msoa lsoa parish person region road street surname town user ward \
    feature icon marker";
    let says = |words: &str| {
        words
            .split(' ')
            .any(|word| key.split(' ').any(|part| part == word))
    };
    match field {
        Field::Name => says(NOT_NAMES),
        // Where a charity's letters go is often somebody's home.
        Field::Address | Field::Postcode => {
            says("contact correspondence billing home registered email web")
        }
        _ => false,
    }
}

/// A field, its whole headings, and the endings that tell it.
type Known = (Field, &'static str, &'static str);

/// Headings and endings, parted by bars, the likeliest first.
const KNOWN: &[Known] = &[
    (
        Field::Id,
        "id|uuid|guid|ref|reference|record id|service id|site id|place id|external id|unique id|unique reference number|urn|osm id|cqc id|ods code|organisation data service code",
        "",
    ),
    (
        Field::Name,
        "name|title|service name|name of service|activity|activity name|name of activity|group name|name of group|project name|service|distname|venue name",
        "name|title",
    ),
    (
        Field::Organization,
        "organisation|organization|organisation name|organization name|provider|provider name|service provider|run by|delivered by|charity name",
        "organisation|organization|provider",
    ),
    (
        Field::Description,
        "description|summary|about|details|activities|what happens|what is it|what we do|information|service description|long description|body|charity activities",
        "description|summary|activities",
    ),
    (
        Field::Url,
        "website|web site|url|web|web address|website url|website address|link|homepage",
        "website|url|web",
    ),
    (
        Field::Email,
        "email|e mail|email address|e mail address|mail",
        "email|e mail|email address",
    ),
    (
        Field::Phone,
        "phone|telephone|tel|phone number|telephone number|phones|mobile|tel no|contact number|telephone no",
        "phone|telephone|tel|phone number|telephone number",
    ),
    (Field::Contact, "contact|contact details|contacts", ""),
    (
        Field::ContactName,
        "contact name|contact person|named contact|name of contact",
        "",
    ),
    (
        Field::Venue,
        "venue|location name|place|building|where|location",
        "",
    ),
    (
        Field::Address,
        "address|full address|formatted address|venue address|address 1|address1|address line 1|street address|street|address 2|address2|address line 2|address 3|address3|address line 3|town|locality|city|town city",
        "address",
    ),
    (
        Field::Postcode,
        "postcode|post code|postal code|venue postcode|postcode full",
        "postcode",
    ),
    (Field::Latitude, "latitude|lat", "latitude|lat"),
    (
        Field::Longitude,
        "longitude|lon|lng|long",
        "longitude|lon|lng",
    ),
    (
        Field::LatLon,
        "lat lng|lat lon|latlng|latlon|coordinates|geo|latitude longitude",
        "",
    ),
    (Field::Easting, "easting|eastings|x easting", "easting"),
    (Field::Northing, "northing|northings|y northing", "northing"),
    (Field::Uprn, "uprn", "uprn"),
    (
        Field::LocalAuthority,
        "local authority code|la code|lad code|borough code|area code|authority code|lad23cd|lad22cd|lad21cd",
        "",
    ),
    (
        Field::Hours,
        "opening times|opening hours|hours|times|day and time|days and times|when|time|schedule|session times|open|when in words|times notes",
        "opening times|opening hours",
    ),
    (Field::Monday, "monday|mon", "monday"),
    (Field::Tuesday, "tuesday|tue|tues", "tuesday"),
    (Field::Wednesday, "wednesday|wed|weds", "wednesday"),
    (Field::Thursday, "thursday|thu|thurs", "thursday"),
    (Field::Friday, "friday|fri", "friday"),
    (Field::Saturday, "saturday|sat", "saturday"),
    (Field::Sunday, "sunday|sun", "sunday"),
    (
        Field::Cost,
        "cost|costs|price|prices|fee|fees|charge|charges|how much",
        "",
    ),
    (
        Field::Ages,
        "age|ages|age range|age group|age groups",
        "age range",
    ),
    (
        Field::MinimumAge,
        "minimum age|min age|age from|from age",
        "",
    ),
    (Field::MaximumAge, "maximum age|max age|age to|to age", ""),
    (
        Field::Eligibility,
        "eligibility|who is it for|who for|audience|target group|suitable for|who can use it",
        "eligibility",
    ),
    (Field::Languages, "language|languages|languages spoken", ""),
    (
        Field::Accessibility,
        "accessibility|access|access notes|wheelchair access|disabled access|accessibility notes",
        "",
    ),
    (
        Field::Category,
        "category|categories|type|types|theme|themes|facility type|service type|classification|classifica|activity type|tags",
        "category",
    ),
    (
        Field::Area,
        "area served|areas served|service area|area covered|areas covered|coverage|borough|boroughs",
        "",
    ),
    (
        Field::ApplicationProcess,
        "how to join|how to book|how to access|referral method|referral|referrals|booking|how to refer|referral process|joining",
        "",
    ),
    (
        Field::CharityNumber,
        "charity number|charity no|registered charity number|charity registration number",
        "",
    ),
    (
        Field::CompanyNumber,
        "company number|company no|company registration number|charity company registration number",
        "",
    ),
    (
        Field::AssuredDate,
        "last reviewed|assured date|last checked|last verified|date checked",
        "",
    ),
    (
        Field::LastModified,
        "last updated|last modified|updated|modified|date updated|last update",
        "last updated|last updated date|last modified",
    ),
];
