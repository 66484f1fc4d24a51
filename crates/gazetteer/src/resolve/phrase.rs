//! The words around a name: "near Brixton tube", "London Borough of Lambeth", "Leeds city centre".

use crate::names::fold;

/// A folded phrase without the words around the name, and what those words ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Phrase {
    pub(super) name: String,
    pub(super) wanted: Wanted,
}

/// The sort of thing that the words around a name ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Wanted {
    pub(super) station: bool,
    pub(super) council: bool,
    pub(super) ward: bool,
}

/// Longest first, so that "tube station" goes before "station".
const STATION_ENDINGS: [&str; 13] = [
    "underground station",
    "overground station",
    "railway station",
    "train station",
    "tube station",
    "dlr station",
    "tram stop",
    "tube stop",
    "underground",
    "overground",
    "station",
    "tube",
    "stn",
];
const COUNCIL_ENDINGS: [&str; 9] = [
    "london borough council",
    "metropolitan borough council",
    "borough council",
    "district council",
    "county council",
    "city council",
    "london borough",
    "council",
    "borough",
];
const COUNCIL_OPENINGS: [&str; 7] = [
    "london borough of",
    "royal borough of",
    "metropolitan borough of",
    "borough of",
    "lb of",
    "lb",
    "district of",
];
const OPENINGS: [&str; 28] = [
    "i am in",
    "im in",
    "i live in",
    "we are in",
    "living in",
    "based in",
    "just outside",
    "not far from",
    "close to",
    "next to",
    "opposite",
    "outside",
    "around",
    "round",
    "within",
    "central",
    "inner",
    "greater area of",
    "near to",
    "near",
    "nr",
    "in",
    "at",
    "by",
    "from",
    "off",
    "the area of",
    "somewhere in",
];
const ENDINGS: [&str; 14] = [
    "city centre",
    "town centre",
    "town center",
    "city center",
    "high street",
    "area",
    "centre",
    "village",
    "and surrounding area",
    "and nearby",
    "england",
    "uk",
    "united kingdom",
    "please",
];

/// Takes the words around a name off, from the outside in.
pub(super) fn read(text: &str) -> Phrase {
    let mut phrase = Phrase {
        name: fold(text),
        wanted: Wanted::default(),
    };
    for _ in 0..4 {
        let before = phrase.name.clone();
        phrase.wanted.council |= cut_start(&mut phrase.name, &COUNCIL_OPENINGS);
        cut_start(&mut phrase.name, &OPENINGS);
        cut_end(&mut phrase.name, &ENDINGS);
        phrase.wanted.station |= cut_end(&mut phrase.name, &STATION_ENDINGS);
        phrase.wanted.council |= cut_end(&mut phrase.name, &COUNCIL_ENDINGS);
        phrase.wanted.ward |= cut_end(&mut phrase.name, &["ward"]);
        if phrase.name == before {
            break;
        }
    }
    // Any side of London is London to begin with.
    if let Some(side) = phrase.name.strip_suffix(" london")
        && side
            .split(' ')
            .all(|word| ["north", "south", "east", "west"].contains(&word))
    {
        phrase.name = "london".to_owned();
    }
    phrase
}

fn cut_start(name: &mut String, openings: &[&str]) -> bool {
    let rest = openings
        .iter()
        .find_map(|opening| name.strip_prefix(opening)?.strip_prefix(' '))
        .map(str::to_owned);
    let found = rest.is_some();
    *name = rest.unwrap_or_else(|| std::mem::take(name));
    found
}

fn cut_end(name: &mut String, endings: &[&str]) -> bool {
    let rest = endings
        .iter()
        .find_map(|ending| name.strip_suffix(ending)?.strip_suffix(' '))
        .map(str::to_owned);
    let found = rest.is_some();
    *name = rest.unwrap_or_else(|| std::mem::take(name));
    found
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn the_words_around_a_name_are_taken_off() {
        let name = |text: &str| read(text).name;
        assert_eq!(name("near Brixton tube"), "brixton");
        assert_eq!(name("nr. Brixton Tube Station"), "brixton");
        assert_eq!(name("London Borough of Lambeth"), "lambeth");
        assert_eq!(name("I live in Peckham"), "peckham");
        assert_eq!(name("Leeds city centre, UK"), "leeds");
        assert_eq!(name("Station"), "station");
        assert!(read("brixton station").wanted.station);
        assert!(read("Lambeth Council").wanted.council);
    }
}
