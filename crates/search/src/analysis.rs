//! How text becomes words, the same for documents and for questions.
//!
//! Lower case, without accents or apostrophes ("Women’s Café" is `womens`, `cafe`). What is joined
//! by a hyphen, a dot or an ampersand gives its parts and the whole ("drop-in" is `drop`, `in` and
//! `dropin`), so that however it was written on either side, it is found.

use std::cell::RefCell;

use tantivy::tokenizer::{
    Language, RawTokenizer, Stemmer, TextAnalyzer, Token, TokenStream, Tokenizer, TokenizerManager,
};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::wording;

/// The tokenizer whose tokens are English stems.
pub(crate) const STEMS: &str = "stems";
/// The tokenizer whose tokens are whole words.
pub(crate) const WORDS: &str = "words";
/// The tokenizer whose tokens are the beginnings of words that are not stop words.
pub(crate) const STARTS: &str = "starts";

/// The tokenizer whose tokens are the shortest beginnings of a text, of its first word that is not a
/// stop word.
pub(crate) const OPENINGS: &str = "openings";

/// The longest beginning of a word that is indexed, in characters.
pub(crate) const LONGEST_START: usize = 12;
/// The longest opening of a text that is indexed, in characters.
pub(crate) const LONGEST_OPENING: usize = 2;
/// Longer words are identifiers or mistakes, and are left out.
const LONGEST_WORD: usize = 40;
/// What is joined from more parts is an address or a list, not a word.
const MOST_PARTS: usize = 4;

/// The tokenizers that the schema names, beside those that the engine brings.
pub(crate) fn tokenizers() -> TokenizerManager {
    let tokenizers = TokenizerManager::default();
    tokenizers.register(
        STEMS,
        TextAnalyzer::builder(Splitter { cut: Cut::One })
            .filter(Stemmer::new(Language::English))
            .build(),
    );
    tokenizers.register(
        WORDS,
        TextAnalyzer::builder(Splitter { cut: Cut::Whole }).build(),
    );
    tokenizers.register(
        STARTS,
        TextAnalyzer::builder(Splitter { cut: Cut::Starts }).build(),
    );
    tokenizers.register(
        OPENINGS,
        TextAnalyzer::builder(Splitter { cut: Cut::Opening }).build(),
    );
    tokenizers
}

/// Words that the rules for endings get wrong, each with the one it is taken for: those that have another vowel when
/// there are several, with the apostrophe of "men's" gone, and those that would be one with quite another thing
/// ("running" with whatever a council runs, "housing" with each house, "memorial" with the memory, "mindfulness" with
/// the charity Mind, "banking" with food banks). In order, so that they can be searched. "People" is not here: as
/// "person" it would find all that is personal.
const IRREGULAR: [(&str, &str); 29] = [
    ("banking", "banker"),
    ("boxing", "boxer"),
    ("children", "child"),
    ("childrens", "child"),
    ("feet", "foot"),
    ("gentlemen", "gentleman"),
    ("gentlemens", "gentleman"),
    ("grandchildren", "grandchild"),
    ("hospitality", "catering"),
    ("housing", "accommodation"),
    ("memorial", "monument"),
    ("memorials", "monument"),
    ("men", "man"),
    ("mens", "man"),
    ("midwives", "midwife"),
    ("mindful", "meditation"),
    ("mindfulness", "meditation"),
    ("parking", "carpark"),
    ("relative", "kin"),
    ("relatives", "kin"),
    ("running", "runner"),
    ("schoolchildren", "schoolchild"),
    ("several", "sundry"),
    ("teeth", "tooth"),
    ("universities", "uni"),
    ("university", "uni"),
    ("wives", "wife"),
    ("women", "woman"),
    ("womens", "woman"),
];

/// One of them, where a word is irregular; else the word as it is.
fn one_of_them(word: &str) -> &str {
    let at = IRREGULAR.binary_search_by_key(&word, |(several, _)| *several);
    at.map_or(word, |at| IRREGULAR[at].1)
}

/// The irregular words for several of what a word names.
pub(crate) fn several_of(word: &str) -> impl Iterator<Item = &'static str> {
    let irregular = IRREGULAR.iter().filter(move |(_, one)| *one == word);
    irregular.map(|(several, _)| *several)
}

/// The English stem of a folded word.
pub(crate) fn stem(word: &str) -> String {
    thread_local! {
        static STEMMER: RefCell<TextAnalyzer> = RefCell::new(
            TextAnalyzer::builder(RawTokenizer::default())
                .filter(Stemmer::new(Language::English))
                .build(),
        );
    }
    STEMMER.with_borrow_mut(|stemmer| {
        let mut tokens = stemmer.token_stream(one_of_them(word));
        if tokens.advance() {
            tokens.token().text.clone()
        } else {
            String::new()
        }
    })
}

/// The words of a text, in order, in lower case and without accents or apostrophes; what is joined
/// by a hyphen gives its parts.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    chunks(text)
        .into_iter()
        .flat_map(|chunk| chunk.parts)
        .collect()
}

/// What a title is sorted by: its folded words.
pub(crate) fn sort_text(title: &str) -> String {
    chunks(title)
        .into_iter()
        .flat_map(|chunk| chunk.parts)
        .collect::<Vec<_>>()
        .join(" ")
}

/// One word, or several that are joined by a hyphen, a dot or an ampersand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Chunk {
    /// Folded, at least one.
    pub(crate) parts: Vec<String>,
    /// The byte after the last one in the text.
    pub(crate) end: usize,
}

impl Chunk {
    /// The parts written as one word, where there are several.
    pub(crate) fn joined(&self) -> Option<String> {
        let joined = self.parts.concat();
        let is_word = (2..=MOST_PARTS).contains(&self.parts.len()) && is_indexed(&joined);
        is_word.then_some(joined)
    }
}

/// Whether a word is short enough to be kept.
fn is_indexed(word: &str) -> bool {
    word.chars().count() <= LONGEST_WORD
}

/// Takes a text apart.
pub(crate) fn chunks(text: &str) -> Vec<Chunk> {
    let mut chunks = Vec::new();
    let mut parts = Vec::new();
    let mut word = String::new();
    let mut characters = text.char_indices().peekable();
    let mut end = 0;
    while let Some((at, character)) = characters.next() {
        if is_wordly(character) {
            word.push(character);
            end = at + character.len_utf8();
            continue;
        }
        let is_inside =
            !word.is_empty() && characters.peek().is_some_and(|(_, next)| is_wordly(*next));
        if is_inside && is_apostrophe(character) {
            continue;
        }
        parts.extend(take_folded(&mut word));
        let goes_on = is_inside && is_joiner(character);
        if !goes_on && !parts.is_empty() {
            chunks.push(Chunk {
                parts: std::mem::take(&mut parts),
                end,
            });
        }
    }
    parts.extend(take_folded(&mut word));
    if !parts.is_empty() {
        chunks.push(Chunk { parts, end });
    }
    chunks
}

fn is_wordly(character: char) -> bool {
    character.is_alphanumeric() || is_combining_mark(character)
}

fn is_apostrophe(character: char) -> bool {
    matches!(character, '\'' | '’' | '‘' | 'ʼ' | '`' | '´' | '′' | '＇')
}

fn is_joiner(character: char) -> bool {
    matches!(character, '-' | '\u{2010}' | '\u{2011}' | '&' | '＆' | '.')
}

fn take_folded(word: &mut String) -> Option<String> {
    let mut taken = std::mem::take(word);
    if taken.is_ascii() {
        taken.make_ascii_lowercase();
    } else {
        taken = fold(&taken);
    }
    (!taken.is_empty()).then_some(taken)
}

/// Lower case, without the accents of the Latin, Greek and Cyrillic alphabets.
fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    for character in word
        .nfkd()
        .filter(|character| !matches!(character, '\u{300}'..='\u{36f}'))
    {
        match character {
            'ß' | 'ẞ' => folded.push_str("ss"),
            'æ' | 'Æ' => folded.push_str("ae"),
            'œ' | 'Œ' => folded.push_str("oe"),
            'þ' | 'Þ' => folded.push_str("th"),
            'ø' | 'Ø' => folded.push('o'),
            'ł' | 'Ł' => folded.push('l'),
            'đ' | 'Đ' | 'ð' | 'Ð' => folded.push('d'),
            'ı' => folded.push('i'),
            _ => folded.extend(character.to_lowercase()),
        }
    }
    folded
}

/// Feeds [`chunks`] to the engine.
#[derive(Clone)]
struct Splitter {
    cut: Cut,
}

/// What of each word is a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cut {
    Whole,
    /// Whole, and one where the word says that there are several in a way that no stemmer knows.
    One,
    Starts,
    Opening,
}

impl Tokenizer for Splitter {
    type TokenStream<'a> = Tokens;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Tokens {
        let mut words: Vec<(usize, String)> = Vec::new();
        let mut position = 0;
        for chunk in chunks(text) {
            let mut joined = chunk.joined();
            for part in chunk.parts {
                words.push((position, part));
                words.extend(joined.take().map(|whole| (position, whole)));
                position += 1;
            }
        }
        words.retain(|(_, word)| is_indexed(word));
        if self.cut == Cut::One {
            for (_, word) in &mut words {
                if let one = one_of_them(word)
                    && one != word
                {
                    *word = one.to_owned();
                }
            }
        }
        if self.cut == Cut::Opening {
            let first = words
                .iter()
                .position(|(_, word)| !wording::is_stop_word(word));
            words = first.map(|at| words.swap_remove(at)).into_iter().collect();
        }
        let longest = match self.cut {
            Cut::Whole | Cut::One => None,
            Cut::Starts => Some(LONGEST_START),
            Cut::Opening => Some(LONGEST_OPENING),
        };
        if let Some(longest) = longest {
            words = words
                .iter()
                .flat_map(|(position, word)| starts_of(*position, word, longest))
                .collect();
        }
        Tokens {
            words: words.into_iter(),
            current: Token::default(),
        }
    }
}

fn starts_of(position: usize, word: &str, longest: usize) -> impl Iterator<Item = (usize, String)> {
    let ends = word
        .char_indices()
        .map(|(at, character)| at + character.len_utf8());
    let longest = if wording::is_stop_word(word) {
        0
    } else {
        longest
    };
    ends.take(longest)
        .map(move |end| (position, word[..end].to_owned()))
}

/// The words of one text, handed out one by one.
struct Tokens {
    words: std::vec::IntoIter<(usize, String)>,
    current: Token,
}

impl TokenStream for Tokens {
    fn advance(&mut self) -> bool {
        let Some((position, text)) = self.words.next() else {
            return false;
        };
        self.current.position = position;
        self.current.text = text;
        true
    }

    fn token(&self) -> &Token {
        &self.current
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.current
    }
}

#[cfg(test)]
mod tests {
    use super::{IRREGULAR, OPENINGS, STARTS, STEMS, WORDS, stem, tokenizers};

    fn tokens(tokenizer: &str, text: &str) -> String {
        let mut analyzer = tokenizers().get(tokenizer).unwrap();
        let mut tokens = Vec::new();
        analyzer
            .token_stream(text)
            .process(&mut |token| tokens.push(format!("{}@{}", token.text, token.position)));
        tokens.join(" ")
    }

    #[test]
    fn irregular_words_are_stemmed_to_one_of_them() {
        assert!(IRREGULAR.is_sorted());
        assert_eq!(
            tokens(STEMS, "Men's sheds, women, children"),
            "man@0 shed@1 woman@2 child@3"
        );
        assert_eq!((stem("mens"), stem("man")), ("man".into(), "man".into()));
        assert_eq!(tokens(WORDS, "Women"), "women@0");
        assert_eq!(
            tokens(STEMS, "Runners, running, a library run by universities"),
            "runner@0 runner@1 a@2 librari@3 run@4 by@5 uni@6"
        );
        for (word, other) in [
            ("housing", "house"),
            ("memorial", "memory"),
            ("mindfulness", "mind"),
            ("banking", "banks"),
            ("hospitality", "hospitals"),
            ("relatives", "related"),
            ("several", "severe"),
            ("parking", "parks"),
        ] {
            assert_ne!(stem(word), stem(other));
        }
    }

    #[test]
    fn accents_and_apostrophes_are_folded() {
        assert_eq!(
            tokens(WORDS, "Women’s Café — O'Brien's"),
            "womens@0 cafe@1 obriens@2"
        );
        assert_eq!(
            tokens(WORDS, "cafe\u{301} Straße Łódź ŒUVRE"),
            "cafe@0 strasse@1 lodz@2 oeuvre@3"
        );
    }

    #[test]
    fn quotes_around_words_are_not_part_of_them() {
        assert_eq!(tokens(WORDS, "the 'Hub' (x)"), "the@0 hub@1 x@2");
    }

    #[test]
    fn joined_words_give_their_parts_and_the_whole() {
        assert_eq!(
            tokens(WORDS, "drop-in centre"),
            "drop@0 dropin@0 in@1 centre@2"
        );
        assert_eq!(
            tokens(WORDS, "Y.M.C.A. and A&E."),
            "y@0 ymca@0 m@1 c@2 a@3 and@4 a@5 ae@5 e@6"
        );
        assert_eq!(tokens(WORDS, "a - b -c d-"), "a@0 b@1 c@2 d@3");
    }

    #[test]
    fn english_endings_are_cut_off() {
        assert_eq!(
            tokens(STEMS, "swimming swims children's"),
            "swim@0 swim@1 child@2"
        );
    }

    #[test]
    fn starts_are_of_words_that_mean_something() {
        assert_eq!(tokens(STARTS, "the club"), "c@1 cl@1 clu@1 club@1");
    }

    #[test]
    fn an_opening_is_of_the_first_word_that_means_something() {
        assert_eq!(tokens(OPENINGS, "The Clay Club"), "c@1 cl@1");
        assert_eq!(tokens(OPENINGS, "To be"), "");
    }

    #[test]
    fn the_marks_of_other_scripts_stay_in_the_word() {
        assert_eq!(tokens(WORDS, "সিলেটি ভাষা"), "সিলেটি@0 ভাষা@1");
    }
}
