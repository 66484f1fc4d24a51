//! Blocking keys: which statements are worth comparing.
//!
//! A key joins two things that agree, so that few statements have it: a community centre's postcode
//! alone is that of sixty sessions, a council's switchboard that of a thousand services.

use std::collections::{BTreeSet, HashMap};

use super::names::name_words_text;
use super::sketch::Sketch;
use super::words::{Kind, Word};
use crate::statement::Statement;

/// A key that more statements than this have tells nothing: they are not compared for it.
pub const BLOCK_LIMIT: usize = 100;

/// No statement has more keys.
const MOST_KEYS: usize = 18;
/// Of a service with many places, so many give keys.
const MOST_PLACES: usize = 3;
/// A name that tells fewer bits than this is no key by itself.
const TELLING_BITS: f64 = 14.0;

/// The blocking keys of a statement, each `kind:value`: statements that share none are never
/// compared.
#[must_use]
pub fn keys(statement: &Statement) -> Vec<String> {
    Sketch::of(statement).keys()
}

impl Sketch {
    /// As [`keys`], for a statement that has been sketched.
    #[must_use]
    pub fn keys(&self) -> Vec<String> {
        let mut keys = Keys::default();
        let name = self.names.first().map_or(&[][..], Vec::as_slice);
        let told = most_telling(name);
        let run_by = most_telling(&self.organization);
        let words: Vec<&str> = {
            let mut words: Vec<&str> = told.iter().take(3).map(|w| w.text.as_str()).collect();
            for word in run_by.iter().take(1).filter(|w| w.kind != Kind::Place) {
                if !words.contains(&word.text.as_str()) {
                    words.push(&word.text);
                }
            }
            words
        };
        let postcodes: BTreeSet<&str> = self
            .places
            .iter()
            .filter_map(|place| place.postcode.as_deref())
            .take(MOST_PLACES)
            .collect();
        let outwards: BTreeSet<&str> = self
            .places
            .iter()
            .filter_map(|place| place.outward.as_deref())
            .take(MOST_PLACES)
            .collect();

        keys.extend(self.upstream_id().map(|id| format!("id:{id}")));
        keys.extend(self.page.as_ref().map(|page| format!("page:{page}")));
        let whole = name_words_text(name);
        for outward in &outwards {
            keys.extend((!whole.is_empty()).then(|| format!("name-district:{whole}|{outward}")));
        }
        let bits: f64 = name.iter().map(|w| w.bits).sum();
        keys.extend((bits >= TELLING_BITS).then(|| format!("name:{whole}")));
        for (contact, with_words) in self.reach() {
            for word in words.iter().take(with_words) {
                keys.push(format!("{contact}|{word}"));
            }
            keys.push(contact);
        }
        for postcode in &postcodes {
            for word in &words {
                keys.push(format!("{PLACED}{word}|{postcode}"));
            }
        }
        if let [one, two, ..] = told.as_slice()
            && two.kind != Kind::Common
        {
            let (one, two) = (
                one.text.as_str().min(&two.text),
                one.text.as_str().max(&two.text),
            );
            for outward in &outwards {
                keys.push(format!("words-district:{one}+{two}|{outward}"));
            }
        }
        if let (true, Some(word), Some(group)) =
            (postcodes.is_empty(), told.first(), run_by.first())
        {
            keys.push(format!("word-organization:{}|{}", word.text, group.text));
        }
        keys.found
    }

    /// What a statement can be reached or known by, each with how many words of the name it is joined
    /// to besides: a key by itself, and a smaller one for where very many share it.
    fn reach(&self) -> Vec<(String, usize)> {
        let contacts = &self.contacts;
        let phones = contacts.phones.iter().take(2);
        let emails: Vec<&String> = contacts.emails.iter().take(1).collect();
        // A site says the same as a mailbox of its own.
        let sites = contacts.sites.iter().filter(|site| {
            !emails
                .iter()
                .any(|email| email.ends_with(&format!("@{site}")))
        });
        let numbers = self.numbers.iter().take(1);
        phones
            .map(|phone| (format!("phone:{phone}"), 2))
            .chain(emails.iter().map(|email| (format!("email:{email}"), 1)))
            .chain(numbers.map(|(scheme, number)| (format!("number:{scheme}-{number}"), 1)))
            .chain(
                contacts
                    .pages
                    .iter()
                    .take(1)
                    .map(|page| (format!("web:{page}"), 0)),
            )
            .chain(sites.take(1).map(|site| (format!("site:{site}"), 1)))
            .collect()
    }
}

/// The words of a name, those that tell most first; of equals the earlier one.
fn most_telling(name: &[Word]) -> Vec<&Word> {
    let mut words: Vec<&Word> = name.iter().collect();
    words.sort_by(|a, b| b.bits.total_cmp(&a.bits));
    words
}

/// Keys in order, each once, and not too many.
#[derive(Default)]
struct Keys {
    found: Vec<String>,
}

impl Keys {
    fn push(&mut self, key: String) {
        if self.found.len() < MOST_KEYS && !self.found.contains(&key) {
            self.found.push(key);
        }
    }

    fn extend(&mut self, keys: impl IntoIterator<Item = String>) {
        for key in keys {
            self.push(key);
        }
    }
}

/// Keys of this kind name a postcode: see [`postcode_in`].
pub const PLACED: &str = "word-postcode:";

/// The postcode in a key of the kind [`PLACED`].
#[must_use]
pub fn postcode_in(key: &str) -> Option<&str> {
    let (_, postcode) = key.strip_prefix(PLACED)?.rsplit_once('|')?;
    Some(postcode)
}

/// The pairs of statements that share a key, by their place in the list, each once, in order.
///
/// Keys that more than `limit` statements have are left out.
#[must_use]
pub fn candidates(keys: &[Vec<String>], limit: usize) -> Vec<(usize, usize)> {
    let mut blocks: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, keys) in keys.iter().enumerate() {
        for key in keys {
            blocks.entry(key).or_default().push(at);
        }
    }
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for block in blocks.into_values().filter(|block| block.len() <= limit) {
        for (at, one) in block.iter().enumerate() {
            pairs.extend(block[at + 1..].iter().map(|other| (*one, *other)));
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}
