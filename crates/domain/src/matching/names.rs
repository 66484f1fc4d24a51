//! Names: the words of one, and how two agree.

use std::collections::BTreeSet;

use super::words::{Kind, Word, word};
use crate::text;

use align::aligned;

mod align;

const LITTLE: [&str; 13] = [
    "the", "a", "an", "of", "and", "at", "in", "ltd", "limited", "cic", "cio", "plc", "llp",
];

/// Organizations' names that agree to this share are alike.
pub(super) const ALIKE_NAME: f64 = 0.45;

/// Bits of a difference that no reader would notice.
const SLIGHT: f64 = 1.6;

/// Bits that words of its own must tell, beside where and who, to name a service.
const OWN: f64 = 4.5;
/// Common words of more bits than this make another name.
const MOST_COMMON: f64 = 4.6;
/// No single common word has more bits than this.
const ONE_COMMON: f64 = 6.5;
/// Most bits that the words of a trade tell together.
const TRADE: f64 = 7.0;

/// A name as it is compared: folded to ASCII lower case, without little words and legal suffixes.
#[must_use]
pub fn name_key(name: &str) -> String {
    let folded = text::fold(name);
    let words: Vec<&str> = folded
        .split_whitespace()
        .filter(|word| !LITTLE.contains(word))
        .collect();
    if words.is_empty() {
        folded
    } else {
        words.join(" ")
    }
}

/// The words of a name, each once, in order. Letters of an initialism ("Y.M.C.A.") are one word.
pub(super) fn words_of(name: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut add = |part: &str| {
        let next = word(part);
        if !words.iter().any(|known| known.id == next.id) {
            words.push(next);
        }
    };
    let folded = text::fold(name);
    let mut initials = String::new();
    for part in folded.split(' ').chain([""]) {
        if part.len() == 1 && part.bytes().all(|b| b.is_ascii_alphabetic()) {
            initials.push_str(part);
            continue;
        }
        for part in [std::mem::take(&mut initials).as_str(), part] {
            if !part.is_empty() && !LITTLE.contains(&part) {
                add(part);
            }
        }
    }
    if words.is_empty() {
        name_key(name)
            .split_whitespace()
            .for_each(|part| words.push(word(part)));
    }
    words
}

/// A name's words in one text, sorted, without those that all sorts of names have (where others are
/// left): equal for "Wellington" and "Wellington Library".
pub(super) fn name_words_text(words: &[Word]) -> String {
    let mut told: Vec<&str> = words
        .iter()
        .filter(|w| w.kind != Kind::Common)
        .map(|w| w.text.as_str())
        .collect();
    if told.is_empty() {
        told = words.iter().map(|w| w.text.as_str()).collect();
    }
    told.sort_unstable();
    told.join(" ")
}

/// How the names of two statements agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NameLevel {
    /// The same words.
    Same,
    /// The same but for common words ("Library", "Group").
    SameButCommon,
    /// One has the words of the other and says besides where it is or who runs it.
    SameButWhere,
    /// One has the words of the other and one common word that could make another name.
    Extended,
    /// One has the words of the other and says more.
    Contained,
    /// One is only the organization's or the place's name, the other says more.
    Umbrella,
    /// Each says something that the other does not, but most agrees.
    Reworded,
    /// A part agrees.
    Some,
    /// Next to nothing agrees, or only who runs it.
    Other,
    /// They name different people, days, times or levels.
    Clash,
}

/// The comparison of two names.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct NameMatch {
    pub(super) level: NameLevel,
    /// Bits that the shared words tell of a service anywhere.
    pub(super) shared: f64,
    /// Bits that they tell among services at one place, where all names have the place's words.
    pub(super) shared_here: f64,
    /// What clashes, for [`NameLevel::Clash`].
    pub(super) clash: Option<(&'static str, &'static str)>,
}

/// What names are compared against: words that tell little between these two statements, as sorted
/// hashes, of one statement and of the other.
#[derive(Clone, Copy, Default)]
pub(super) struct Around<'a> {
    /// Words of the addresses and venues.
    pub(super) places: [&'a [u32]; 2],
    /// Words of the organizations' names.
    pub(super) organizations: [&'a [u32]; 2],
}

fn has(either: [&[u32]; 2], word: &Word) -> bool {
    either.iter().any(|ids| ids.binary_search(&word.id).is_ok())
}

/// Compares two names. Which is first makes no difference.
pub(super) fn compare_names(a: &[Word], b: &[Word], around: &Around<'_>) -> NameMatch {
    let (shared, only_a, only_b) = aligned(a, b);
    let is_place = |w: &Word| w.kind == Kind::Place || has(around.places, w);
    let is_org = |w: &Word| has(around.organizations, w);
    let told = information(&shared, |w| if is_place(w) { 0.6 } else { 1.0 });
    let told_here = information(&shared, |w| if is_place(w) { 0.25 } else { 1.0 });
    // What agrees tells of the service only when it is more than the place or who runs it.
    let own: f64 = shared
        .iter()
        .filter(|w| !is_place(w) && !is_org(w))
        .map(|w| w.bits)
        .sum();
    // Who runs it is a detail beside what is done; of a body that is named alone it is the name.
    let is_detail = |w: &Word| is_place(w) || (own >= OWN && is_org(w));
    let (rest_a, rest_b) = (Rest::of(&only_a, is_detail), Rest::of(&only_b, is_detail));
    // What one says besides is detail; what each says otherwise is a difference.
    let two_sided = rest_a.detail > SLIGHT && rest_b.detail > SLIGHT;
    let share = if two_sided { 0.7 } else { 0.25 };
    let lost_a = rest_a.main + share * rest_a.detail;
    let lost_b = rest_b.main + share * rest_b.detail;

    let found = |level| NameMatch {
        level,
        shared: told,
        shared_here: told_here,
        clash: None,
    };
    if let Some(clash) = clash(a, b) {
        return NameMatch {
            clash: Some(clash),
            ..found(NameLevel::Clash)
        };
    }
    if shared.is_empty() {
        return found(NameLevel::Other);
    }
    if only_a.is_empty() && only_b.is_empty() {
        return found(NameLevel::Same);
    }
    if rest_a.main + rest_b.main <= 0.0 && !two_sided {
        let common = only_a
            .iter()
            .chain(&only_b)
            .all(|w| w.kind == Kind::Common && !is_detail(w));
        return found(if common {
            NameLevel::SameButCommon
        } else {
            NameLevel::SameButWhere
        });
    }
    let covered = |rest: &Rest, lost: f64| rest.main <= 0.0 && lost <= SLIGHT;
    if covered(&rest_a, lost_a) || covered(&rest_b, lost_b) {
        return found(if own < OWN {
            NameLevel::Umbrella
        } else if f64::max(rest_a.main, rest_b.main) <= ONE_COMMON
            && only_a
                .iter()
                .chain(&only_b)
                .all(|w| w.kind == Kind::Common || is_detail(w))
        {
            NameLevel::Extended
        } else {
            NameLevel::Contained
        });
    }
    let ratio = own / (own + lost_a.max(lost_b));
    found(if ratio >= 0.5 {
        NameLevel::Reworded
    } else if ratio >= 0.25 {
        NameLevel::Some
    } else {
        NameLevel::Other
    })
}

/// What only one of two names has.
struct Rest {
    /// Bits of the words that make another name.
    main: f64,
    /// Bits of the words that are details.
    detail: f64,
}

impl Rest {
    fn of(words: &[&Word], is_detail: impl Fn(&Word) -> bool) -> Self {
        let (mut main, mut detail, mut common) = (0.0, 0.0, 0.0);
        for word in words {
            if is_detail(word) {
                detail += word.bits;
            } else if word.kind == Kind::Common {
                common += word.bits;
            } else {
                main += word.bits;
            }
        }
        // "Library" more or less is nothing, "Parents' Association" is another body.
        if common > MOST_COMMON {
            main += common;
        } else {
            detail += common;
        }
        Self { main, detail }
    }
}

/// Bits that shared words tell. Words of a trade go together ("debt advice drop-in"), so beside the
/// rare ones they tell only so much.
fn information(shared: &[&Word], share: impl Fn(&Word) -> f64) -> f64 {
    let (mut rare, mut trade) = (0.0, 0.0);
    for word in shared {
        let bits = word.bits * share(word);
        match word.kind {
            Kind::Rare | Kind::Place => rare += bits,
            Kind::Common | Kind::Topic(_) | Kind::Facet(..) => trade += bits,
        }
    }
    rare + f64::min(trade, TRADE)
}

/// How much of the rarer words of two names agrees, 0 to 1: for names of organizations.
pub(super) fn overlap(a: &[Word], b: &[Word]) -> f64 {
    let (shared, only_a, only_b) = aligned(a, b);
    let sum = |words: &[&Word]| words.iter().map(|w| w.bits).sum::<f64>();
    let shared = sum(&shared);
    if shared <= 0.0 {
        return 0.0;
    }
    // The shorter name may be the other's short form: half of what only the longer has is forgiven.
    let (least, most) = {
        let (a, b) = (sum(&only_a), sum(&only_b));
        (a.min(b), a.max(b))
    };
    shared / (shared + least + most / 2.0)
}

/// Whether two names of organizations are alike enough to be of one body, if something else says so too:
/// they share most of their telling words, or one is the other's initials.
#[must_use]
pub fn are_alike(a: &str, b: &str) -> bool {
    let (a, b) = (words_of(a), words_of(b));
    is_initials(&a, &b) || overlap(&a, &b) >= ALIKE_NAME
}

/// Whether one name is a single word made of the first letters of the other ("FAD").
pub(super) fn is_initials(a: &[Word], b: &[Word]) -> bool {
    let of = |short: &[Word], long: &[Word]| {
        let [only] = short else {
            return false;
        };
        let initials: String = long.iter().filter_map(|w| w.text.chars().next()).collect();
        long.len() >= 2 && only.text == initials
    };
    of(a, b) || of(b, a)
}

/// Two words of one facet that differ: "women" and "men", "Tuesday" and "Friday".
fn clash(a: &[Word], b: &[Word]) -> Option<(&'static str, &'static str)> {
    let facets = |words: &[Word]| -> BTreeSet<(&'static str, &'static str)> {
        words
            .iter()
            .filter_map(|w| match w.kind {
                Kind::Facet(facet, value) => Some((facet, value)),
                _ => None,
            })
            .collect()
    };
    let (of_a, of_b) = (facets(a), facets(b));
    of_a.iter().find_map(|(facet, value)| {
        let others = || of_b.iter().filter(|(other, _)| other == facet);
        let (_, other) = others().next()?;
        let of_facet = |set: &BTreeSet<(&'static str, &'static str)>| {
            set.iter()
                .filter(|(one, _)| one == facet)
                .map(|(_, value)| *value)
                .collect::<BTreeSet<_>>()
        };
        of_facet(&of_a)
            .is_disjoint(&of_facet(&of_b))
            .then(|| (*value.min(other), *value.max(other)))
    })
}

#[cfg(test)]
mod tests;
