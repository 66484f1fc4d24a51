//! What has been typed, held against a name: each word must begin one of the name's words.

/// From this many letters on one slip is forgiven.
const SHORTEST_WITH_SLIP: usize = 3;

/// The words that have been typed, in lower case.
#[derive(Debug)]
pub(super) struct Typed(Vec<Vec<char>>);

impl Typed {
    pub(super) fn new(text: &str) -> Self {
        Self(words(text).map(|word| word.chars().collect()).collect())
    }

    /// How many of the words have a slip, when all of them begin words of the name.
    pub(super) fn found_in(&self, name: &str) -> Option<u8> {
        self.among(&Name::new(name).words)
    }

    /// The same of a phrase that is typed from its beginning.
    pub(super) fn begins(&self, phrase: &Name) -> Option<u8> {
        let (first, typed) = (phrase.words.first()?, self.0.first()?);
        let begins = first.starts_with(typed) || begins_closely(first, typed);
        begins.then(|| self.among(&phrase.words))?
    }

    /// Whether as many words have been typed as the phrase has.
    pub(super) fn reaches_the_end_of(&self, phrase: &Name) -> bool {
        self.0.len() >= phrase.words.len()
    }

    fn among(&self, name: &[Vec<char>]) -> Option<u8> {
        if self.0.is_empty() {
            return None;
        }
        self.0.iter().try_fold(0_u8, |slips, typed| {
            if name.iter().any(|word| word.starts_with(typed)) {
                return Some(slips);
            }
            let close = name.iter().any(|word| begins_closely(word, typed));
            close.then(|| slips.saturating_add(1))
        })
    }
}

/// Words that may be what is being typed, cut once and compared with every letter.
#[derive(Debug, Clone)]
pub(crate) struct Name {
    text: String,
    words: Vec<Vec<char>>,
}

impl Name {
    pub(crate) fn new(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            words: words(text).map(|word| word.chars().collect()).collect(),
        }
    }

    /// As it is written.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }
}

/// Whether two names differ in nothing but case and marks.
pub(super) fn are_alike(one: &str, other: &str) -> bool {
    words(one).eq(words(other))
}

fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’'))
        .map(|word| word.replace(['\'', '’'], "").to_lowercase())
        .filter(|word| !word.is_empty())
}

/// Whether a word begins with what was typed but for one slip, the first letter being right.
fn begins_closely(word: &[char], typed: &[char]) -> bool {
    if typed.len() < SHORTEST_WITH_SLIP || word.first() != typed.first() {
        return false;
    }
    let typed: String = typed.iter().collect();
    let length = typed.chars().count();
    (length - 1..=length + 1)
        .filter(|length| *length <= word.len())
        .any(|length| {
            let start: String = word[..length].iter().collect();
            strsim::osa_distance(&typed, &start) <= 1
        })
}

#[cfg(test)]
mod tests {
    use super::Typed;

    fn check(typed: &str, name: &str, slips: Option<u8>) {
        assert_eq!(Typed::new(typed).found_in(name), slips, "{typed} in {name}");
    }

    #[test]
    fn every_word_has_to_begin_a_word_of_the_name() {
        check("deb", "Money and debt", Some(0));
        check("debt mon", "Money and debt", Some(0));
        check("debt food", "Money and debt", None);
        check("women's", "Womens aid", Some(0));
        check("", "Anything", None);
    }

    #[test]
    fn one_slip_is_forgiven_from_the_third_letter_but_not_in_the_first() {
        check("lnu", "Lunch club", Some(1));
        check("befreind", "Befriending", Some(1));
        check("lonly", "Lonely hearts", Some(1));
        check("ln", "Lunch club", None);
        check("unch", "Lunch club", None);
    }
}
