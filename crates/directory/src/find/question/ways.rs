//! What is said beside a need in a word or two: taking people, cost, attendance, access, languages.

use domain::service::Attendance;

use super::{Heard, Question, Taken, Wish};
use crate::taxonomy;

/// "Taking people now", "no waiting list".
pub(super) fn hear_open(taken: &mut Taken<'_>, heard: &mut Heard) {
    const SAID: [&[&str]; 8] = [
        &["taking", "new", "people"],
        &["taking", "new", "members"],
        &["taking", "people", "now"],
        &["open", "to", "new", "members"],
        &["no", "waiting", "list"],
        &["without", "waiting", "list"],
        &["spaces", "available"],
        &["with", "spaces"],
    ];
    let said = (0..taken.words.len()).find_map(|from| {
        let rest = &taken.words[from..];
        let begins =
            |said: &&&[&str]| rest.iter().zip(**said).filter(|(a, b)| a == b).count() == said.len();
        let said = SAID.iter().find(begins)?;
        Some(from..from + said.len())
    });
    if let Some(at) = said {
        taken.answer(at);
        heard.wishes.push(Wish::Open);
    }
}

/// Cost, attendance and access.
pub(super) fn hear_ways(taken: &mut Taken<'_>, heard: &mut Heard) {
    const FREE_OF: [&str; 8] = [
        "drug", "smoke", "alcohol", "step", "barrier", "sugar", "gluten", "pain",
    ];
    let words = taken.words;
    let is = |at: usize, word: &str| words.get(at).is_some_and(|there| there == word);
    for (at, word) in words.iter().enumerate() {
        let follows = |others: &[&str]| at > 0 && others.contains(&words[at - 1].as_str());
        let free = is(at, "free") && !follows(&FREE_OF) && !is(at + 1, "from") && !is(at + 1, "of");
        if free && !heard.wishes.contains(&Wish::Free) {
            heard.wishes.push(Wish::Free);
            taken.answer(at..at + 1);
        }
        if taken.is_meant(at) {
            continue;
        }
        let way = match word.as_str() {
            "online" | "virtual" | "zoom" => Some(Attendance::Online),
            "phone" | "telephone" if follows(&["by", "the", "over"]) => Some(Attendance::Phone),
            "home" if follows(&["at"]) => Some(Attendance::Home),
            _ => None,
        };
        if let Some(way) = way {
            heard.wishes.push(Wish::Attendance(way));
            taken.answer(at..at + 1);
        }
    }
    for (at, code) in taxonomy::spoken_of("access", words) {
        // One word alone is seldom about access: "lift to hospital", "wheelchair basketball".
        if at.len() > 1 && !taken.is_meant(at.start) {
            let wish = named(code, Wish::Access);
            heard
                .wishes
                .extend(wish.filter(|wish| !heard.wishes.contains(wish)));
            taken.answer(at);
        }
    }
}

/// "In Spanish", "Arabic-speaking", "Polish speakers".
pub(super) fn hear_languages(words: &[String], question: &mut Question) {
    for (at, code) in taxonomy::spoken_of("language", words) {
        let is_in =
            at.start > 0 && ["in", "speak", "speaks"].contains(&words[at.start - 1].as_str());
        let next = words.get(at.end).map(String::as_str);
        let is_spoken = matches!(next, Some("speaking" | "speaker" | "speakers"));
        // Who wants to learn English is seldom helped by a class in English.
        if (is_in || is_spoken) && code != "language:english" {
            question.heard.wishes.extend(named(code, Wish::Language));
            question.asides.extend(words[at.clone()].iter().cloned());
            question
                .asides
                .extend(next.filter(|_| is_spoken).map(str::to_owned));
        }
    }
}

fn named(code: &str, wish: fn(String, String) -> Wish) -> Option<Wish> {
    let category = taxonomy::category(code)?;
    Some(wish(code.to_owned(), category.name.clone()))
}
