//! Words that say little: which of them are passed over, and which need not be in a hit.
//!
//! It is not the vocabulary: no word here stands for another.

/// Passed over, unless a question has no other words.
const STOP_WORDS: &[&str] = &[
    "a",
    "about",
    "all",
    "am",
    "an",
    "and",
    "any",
    "anybody",
    "anyone",
    "anything",
    "are",
    "around",
    "as",
    "at",
    "be",
    "been",
    "but",
    "by",
    "can",
    "could",
    "did",
    "do",
    "does",
    "dont",
    "for",
    "from",
    "get",
    "give",
    "got",
    "had",
    "has",
    "have",
    "he",
    "her",
    "hers",
    "him",
    "his",
    "how",
    "i",
    "id",
    "if",
    "im",
    "in",
    "into",
    "is",
    "it",
    "its",
    "ive",
    "just",
    "like",
    "looking",
    "me",
    "my",
    "near",
    "nearby",
    "need",
    "needs",
    "nr",
    "of",
    "on",
    "or",
    "our",
    "ours",
    "please",
    "she",
    "should",
    "so",
    "some",
    "somebody",
    "someone",
    "something",
    "somewhere",
    "than",
    "that",
    "the",
    "their",
    "them",
    "then",
    "there",
    "these",
    "they",
    "this",
    "those",
    "to",
    "up",
    "us",
    "want",
    "wants",
    "was",
    "we",
    "were",
    "what",
    "when",
    "where",
    "which",
    "who",
    "whos",
    "why",
    "will",
    "with",
    "would",
    "you",
    "your",
];

/// Looked for, but a hit may do without them where the question has better words: half of all
/// listings could be called this.
const WEAK_WORDS: &[&str] = &[
    "activities",
    "activity",
    "centre",
    "centres",
    "class",
    "classes",
    "club",
    "clubs",
    "course",
    "courses",
    "find",
    "go",
    "group",
    "groups",
    "help",
    "helping",
    "lesson",
    "lessons",
    "local",
    "meet",
    "organisation",
    "people",
    "person",
    "place",
    "places",
    "service",
    "services",
    "session",
    "sessions",
    "support",
    "supporting",
    "things",
];

/// What people go to, whatever it is about: "art class", "knitting group", "lunch club".
const GATHERINGS: &[&str] = &[
    "activities",
    "activity",
    "class",
    "classes",
    "club",
    "clubs",
    "course",
    "courses",
    "group",
    "groups",
    "lesson",
    "lessons",
    "session",
    "sessions",
];

/// Tell nothing of what people go to once the word for it is gone: of "play group" playing fields would be left, of
/// "holiday club" a hotel, of "social group" what the council's social services do.
const NO_SUBJECT: &[&str] = &["holiday", "play", "social"];

/// Whether a folded word is passed over.
pub(crate) fn is_stop_word(word: &str) -> bool {
    STOP_WORDS.binary_search(&word).is_ok()
}

/// Whether a hit may do without a folded word.
pub(crate) fn is_weak_word(word: &str) -> bool {
    WEAK_WORDS.binary_search(&word).is_ok()
}

/// Whether a folded word names what people go to and not what it is about.
pub(crate) fn is_gathering(word: &str) -> bool {
    GATHERINGS.binary_search(&word).is_ok()
}

/// Whether a folded word tells what a gathering is about, without the word for the gathering.
pub(crate) fn is_subject(word: &str) -> bool {
    NO_SUBJECT.binary_search(&word).is_err()
}

#[cfg(test)]
mod tests {
    use super::{GATHERINGS, NO_SUBJECT, STOP_WORDS, WEAK_WORDS};

    #[test]
    fn the_lists_are_in_order_so_that_they_can_be_searched() {
        assert!(
            [STOP_WORDS, WEAK_WORDS, GATHERINGS, NO_SUBJECT]
                .iter()
                .all(|list| list.is_sorted())
        );
    }
}
