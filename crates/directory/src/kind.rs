//! What a list's own name says of everything in it: "Food banks in Greater Manchester".
//!
//! Open data comes as lists of one kind, whose rows do not say again what they are: "Chelwood" in a list of food banks
//! is found by nobody who looks for one. **Only a name that says nothing else is believed**: "Adult social care
//! directory" is a list of many kinds.

use std::ops::Range;

use domain::service::{Service, TaxonomyTerm};
use domain::source::Source;
use gazetteer::Gazetteer;

use crate::{document, phrases, taxonomy};

/// What the name of a list says besides, and of places that they are some. In order, so that it can be searched.
const OF_LISTS: [&str; 37] = [
    "a",
    "across",
    "all",
    "and",
    "around",
    "at",
    "borough",
    "by",
    "city",
    "council",
    "county",
    "csv",
    "data",
    "dataset",
    "file",
    "for",
    "from",
    "geojson",
    "greater",
    "in",
    "json",
    "kml",
    "kmz",
    "list",
    "near",
    "ods",
    "of",
    "open",
    "operating",
    "raw",
    "service",
    "services",
    "the",
    "tsv",
    "txt",
    "xls",
    "xlsx",
];
/// What may follow a kind and belongs to it: "music venues". In order, so that it can be searched.
const OF_KINDS: [&str; 12] = [
    "activities",
    "centres",
    "clubs",
    "facilities",
    "groups",
    "organisations",
    "places",
    "providers",
    "schemes",
    "sites",
    "spaces",
    "venues",
];
/// Shorter words are initials, and say nothing of what is in it: "GM food banks".
const SHORTEST: usize = 3;

/// The term that everything in a source's list is under, if its name says just that and where.
pub(crate) fn of_list(source: &Source, gazetteer: &Gazetteer) -> Option<TaxonomyTerm> {
    let words = search::words(&source.name.replace(['_', '.'], " "));
    let name = the_kind(&words)?;
    let besides = besides(&words);
    let is_place = || gazetteer.service_area(&besides).not_understood.is_empty();
    (besides.is_empty() || is_place()).then(|| TaxonomyTerm {
        vocabulary: format!("{}:list", source.id),
        code: document::category_code(&name),
        name,
    })
}

/// The one kind that is named, as it is named; nothing where two are.
fn the_kind(words: &[String]) -> Option<String> {
    let phrases = kinds_in(words);
    let side_by_side = phrases.chunk_by(|one, next| one.end == next.start);
    let mut named = side_by_side.filter_map(|some| {
        let (first, last) = (some.first()?, some.last()?);
        Some(words[first.start..last.end].join(" "))
    });
    let kind = named.next()?;
    let is_the_same = |other: String| phrases::key(&other) == phrases::key(&kind);
    named.all(is_the_same).then_some(kind)
}

/// Where kinds are named, with what follows them.
fn kinds_in(words: &[String]) -> Vec<Range<usize>> {
    let is_of_kind = |at: usize| {
        let word = words.get(at).map(String::as_str);
        word.is_some_and(|word| OF_KINDS.binary_search(&word).is_ok())
    };
    let mut kinds = taxonomy::kinds_in(words);
    for kind in &mut kinds {
        kind.end += usize::from(is_of_kind(kind.end));
    }
    kinds
}

/// What is said but the kind, and that it is a list.
fn besides(words: &[String]) -> String {
    let phrases = kinds_in(words);
    let telling = words.iter().enumerate().filter(|(at, word)| {
        let is_number = word.chars().all(|letter| letter.is_ascii_digit());
        let is_initials = word.chars().count() < SHORTEST;
        let is_kind = phrases.iter().any(|phrase| phrase.contains(at));
        !is_kind && !is_number && !is_initials && OF_LISTS.binary_search(&word.as_str()).is_err()
    });
    let telling: Vec<&str> = telling.map(|(_, word)| word.as_str()).collect();
    telling.join(" ")
}

/// Puts a service under what everything in its list is, unless it says as much itself.
pub(crate) fn put_under(service: &mut Service, kind: &TaxonomyTerm) {
    let said = taxonomy::categories_of(service).len();
    service.taxonomy_terms.push(kind.clone());
    if taxonomy::categories_of(service).len() == said {
        service.taxonomy_terms.pop();
    }
}

#[cfg(test)]
mod tests {
    use domain::service::Service;
    use domain::source::{Licence, Source, SourceId};
    use gazetteer::Gazetteer;

    use super::{OF_KINDS, OF_LISTS, of_list, put_under};

    fn named(name: &str) -> Source {
        Source {
            id: SourceId::parse("a-list").expect("an id"),
            name: name.to_owned(),
            homepage: None,
            uri: "https://data.example/list.csv".to_owned(),
            licence: Licence {
                id: "OGL-UK-3.0".to_owned(),
                url: None,
                attribution: "Somebody".to_owned(),
                allows_redistribution: true,
            },
            area: None,
            rank: 10,
        }
    }

    fn check(name: &str, expected: Option<&str>) {
        let gazetteer = Gazetteer::compiled_default().expect("the gazetteer that is built in");
        let kind = of_list(&named(name), &gazetteer);
        assert_eq!(kind.map(|kind| kind.name).as_deref(), expected, "{name}");
    }

    #[test]
    fn a_list_of_one_kind_says_so_in_its_name() {
        check("Food banks in Greater Manchester", Some("food banks"));
        check("Trafford pharmacies 2026", Some("pharmacies"));
        check("The file food_banks__gm_food_banks.csv", Some("food banks"));
        check("Mental health services in Trafford", Some("mental health"));
        check("Music venues in London", Some("music venues"));
        for other in [
            "Camden community directory",
            "Adult social care directory",
            "Family information service, Camden",
            "Food banks and libraries in Leeds",
            "Charities operating in Trafford",
            "Lambeth social prescribing map",
        ] {
            check(other, None);
        }
    }

    #[test]
    fn what_says_so_itself_is_not_told_again() {
        let gazetteer = Gazetteer::compiled_default().expect("the gazetteer that is built in");
        let kind = of_list(&named("Food banks in Leeds"), &gazetteer).expect("a kind");
        for (name, expected) in [("Chelwood", 1), ("Chelwood Foodbank", 0)] {
            let mut service = Service {
                name: name.to_owned(),
                ..Service::default()
            };
            put_under(&mut service, &kind);
            assert_eq!(service.taxonomy_terms.len(), expected, "{name}");
        }
    }

    #[test]
    fn what_lists_are_called_can_be_searched() {
        assert!(OF_LISTS.is_sorted() && OF_KINDS.is_sorted());
    }
}
