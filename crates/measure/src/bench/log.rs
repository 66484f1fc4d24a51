//! Logs of questions: 2,000 of three kinds each, as people ask, with slips.

use gazetteer::Gazetteer;
use url::form_urlencoded;

use super::data::Places;
use super::dice::Dice;
use super::words::Words;

/// Of each kind in a log.
const TYPEAHEAD: usize = 800;
const KEYWORD: usize = 700;
const NEAREST: usize = 500;
/// Miles.
const RADII: [&str; 6] = ["0.5", "1", "2", "3", "5", "10"];

/// Paths and queries of the API, by kind.
pub(super) struct Questions {
    pub(super) typeahead: Vec<String>,
    pub(super) keyword: Vec<String>,
    pub(super) nearest: Vec<String>,
}

impl Questions {
    /// By kind: typeahead, keyword, nearest.
    pub(super) fn kinds(&self) -> [&[String]; 3] {
        [&self.typeahead, &self.keyword, &self.nearest]
    }

    /// All of them, in an order that mixes the kinds.
    pub(super) fn mixed(&self) -> Vec<String> {
        let mut mixed: Vec<String> = self.kinds().into_iter().flatten().cloned().collect();
        let mut dice = Dice(99);
        for at in (1..mixed.len()).rev() {
            mixed.swap(at, dice.below(at + 1));
        }
        mixed
    }
}

/// So many logs, of which `seed` is the first.
pub(super) fn questions(
    gazetteer: &Gazetteer,
    places: &Places,
    seed: u64,
    logs: usize,
) -> Questions {
    let words = Words::new();
    let place = |dice: &mut Dice| {
        let postcode = places.roll(dice);
        // A postcode of the table is known; its middle is as good as any place to stand.
        gazetteer
            .postcode(postcode)
            .map(|_| (postcode.to_string(), *dice.one_of(&RADII)))
    };
    let mut dice = Dice(seed);
    let typeahead = (0..TYPEAHEAD * logs).map(|_| {
        let title = words.title(&mut dice).to_lowercase();
        let end = (1 + dice.below(12)).min(title.len());
        let begun = Words::typed(title[..end].trim_end(), &mut dice);
        let near = dice.chance(0.7).then(|| place(&mut dice)).flatten();
        ask(&begun, near, &[("typing", "true")])
    });
    let typeahead = typeahead.collect();
    let mut dice = Dice(seed + 1);
    let keyword = (0..KEYWORD * logs).map(|_| {
        let text = several(&words, &mut dice);
        let near = dice.chance(0.72).then(|| place(&mut dice)).flatten();
        ask(&text, near, &[])
    });
    let keyword = keyword.collect();
    let mut dice = Dice(seed + 2);
    let nearest = (0..NEAREST * logs).map(|_| {
        let text = several(&words, &mut dice);
        let near = place(&mut dice);
        ask(&text, near, &[("sort", "nearest")])
    });
    Questions {
        typeahead,
        keyword,
        nearest: nearest.collect(),
    }
}

fn several(words: &Words, dice: &mut Dice) -> String {
    let count = 1 + dice.below(4);
    let drawn: Vec<String> = (0..count)
        .map(|_| {
            let word = words.of_title(dice).to_owned();
            Words::typed(&word, dice)
        })
        .collect();
    drawn.join(" ")
}

fn ask(text: &str, near: Option<(String, &str)>, more: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("q", text);
    if let Some((postcode, radius)) = near {
        query.append_pair("near", &postcode);
        query.append_pair("radius", radius);
    }
    for (name, value) in more {
        query.append_pair(name, value);
    }
    format!("/api/v1/search?{}", query.finish())
}
