//! Ages in people's words ("11+", "over 55s", "6 years - 14 years"), read only when certain.

use crate::text;

/// The ages a service is for, in whole years; neither end when it is for everybody.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ages {
    /// Youngest.
    pub minimum: Option<u8>,
    /// Oldest, inclusive.
    pub maximum: Option<u8>,
}

/// Oldest age that is believed.
const OLDEST: u32 = 120;

/// Reads a text that is only about ages.
///
/// "Over 55s" counts from 55, as people mean it; "under 5s" ends at 4; months are rounded down to
/// years. A text with anything else in it gives nothing: the words are kept beside.
#[must_use]
pub fn read(words: &str) -> Option<Ages> {
    let lower = text::line(words)
        .to_lowercase()
        .replace(['–', '—', '−', '‐', '‑'], "-");
    let tokens = tokens(&lower)?;
    let whole = |minimum, maximum| {
        let ages = Ages { minimum, maximum };
        let in_order = minimum
            .zip(maximum)
            .is_none_or(|(least, most)| least <= most);
        in_order.then_some(ages)
    };
    use Token::{Age, Everybody, From, Grown, Over, To, Under, UpTo};
    match tokens.as_slice() {
        [Everybody] => whole(None, None),
        [Grown] => whole(Some(18), None),
        [Age(least), To, Age(most)] | [From, Age(least), To, Age(most)] => {
            whole(Some(least.years()), Some(most.years()))
        }
        [Age(least), Over] | [From | Over, Age(least)] | [From, Age(least), Over] => {
            whole(Some(least.years()), None)
        }
        [Grown, Age(least), Over] | [Grown, Over, Age(least)] => whole(Some(least.years()), None),
        [Under, Age(end)] if end.number > 0 => whole(None, Some(end.last_before())),
        [UpTo, Age(most)] | [Age(most), Under] => whole(None, Some(most.years())),
        [Age(only)] if only.said => whole(Some(only.years()), Some(only.years())),
        _ => None,
    }
}

/// One bound from a cell of its own ("16", "16 years"); −1 and other fillers are nothing.
#[must_use]
pub fn bound(cell: &str) -> Option<u8> {
    let lower = text::value(cell)?.to_lowercase();
    let number = lower.strip_suffix(".0").unwrap_or(&lower);
    let number = number.trim_end_matches(|c: char| c.is_alphabetic() || c == ' ' || c == '+');
    number
        .parse::<u32>()
        .ok()
        .filter(|age| *age <= OLDEST)
        .and_then(|age| u8::try_from(age).ok())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    Age(Amount),
    To,
    Over,
    Under,
    UpTo,
    From,
    Grown,
    Everybody,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Amount {
    number: u32,
    months: bool,
    /// Whether "years", "aged" or the like stood with it.
    said: bool,
}

impl Amount {
    fn years(self) -> u8 {
        u8::try_from(if self.months {
            self.number / 12
        } else {
            self.number
        })
        .unwrap_or(u8::MAX)
    }

    /// The last whole year before it: "under 5s" are at most 4, "under 18 months" at most 1.
    fn last_before(self) -> u8 {
        let years = if self.months {
            self.number.div_ceil(12)
        } else {
            self.number
        };
        u8::try_from(years.saturating_sub(1)).unwrap_or(u8::MAX)
    }
}

/// The tokens of a text, or nothing when it has a word that is not about ages.
fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut said = false;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length =
            |inside: fn(char) -> bool| rest.find(|c: char| !inside(c)).unwrap_or(rest.len());
        if c.is_ascii_digit() {
            let (digits, tail) = rest.split_at(length(|c| c.is_ascii_digit()));
            let number = digits.parse().ok().filter(|number| *number <= OLDEST)?;
            tokens.push(Token::Age(Amount {
                number,
                months: false,
                said,
            }));
            rest = tail;
        } else if c.is_alphabetic() {
            let (word, tail) = rest.split_at(length(char::is_alphabetic));
            rest = tail;
            match word {
                "to" | "until" | "through" => tokens.push(Token::To),
                // "Between 5 and 11" is a range; "55 and over" is not.
                "and" | "or" => {
                    let next = rest.trim_start();
                    if next.starts_with(|c: char| c.is_ascii_digit()) {
                        tokens.push(Token::To);
                    }
                }
                "over" | "plus" | "above" | "older" | "upwards" | "up" | "onwards" | "minimum"
                    if !(word == "up" && rest.trim_start().starts_with("to")) =>
                {
                    tokens.push(Token::Over);
                }
                "up" => {
                    rest = rest.trim_start().strip_prefix("to").unwrap_or(rest);
                    tokens.push(Token::UpTo);
                }
                "maximum" => tokens.push(Token::UpTo),
                "under" | "below" | "younger" => tokens.push(Token::Under),
                "from" | "between" => tokens.push(Token::From),
                "all" | "any" | "everyone" | "everybody" => tokens.push(Token::Everybody),
                "adult" | "adults" => tokens.push(Token::Grown),
                "months" | "month" | "mths" => {
                    // "6 - 18 months" are both months.
                    for token in &mut tokens {
                        if let Token::Age(amount) = token
                            && !amount.said
                        {
                            (amount.months, amount.said) = (true, true);
                        }
                    }
                }
                "years" | "year" | "yrs" | "yr" | "y" | "yo" | "olds" | "old" | "s" | "aged"
                | "age" | "ages" | "of" | "the" => {
                    said = true;
                    if let Some(Token::Age(amount)) = tokens.last_mut() {
                        amount.said = true;
                    }
                }
                "only" | "people" | "children" | "young" | "welcome" | "for" => {}
                _ => return None,
            }
        } else {
            match c {
                '-' if matches!(tokens.last(), Some(Token::Age(_))) => {
                    if rest[1..]
                        .trim_start()
                        .starts_with(|c: char| c.is_ascii_digit())
                    {
                        tokens.push(Token::To);
                    }
                }
                '+' => tokens.push(Token::Over),
                ' ' | '-' | '\'' | '’' | ':' | '.' | '(' | ')' => {}
                _ => return None,
            }
            rest = &rest[c.len_utf8()..];
        }
    }
    Some(tokens)
}

#[cfg(test)]
mod tests {
    use super::{Ages, bound, read};
    use proptest::prelude::{prop_assert, proptest};

    fn check(text: &str, minimum: Option<u8>, maximum: Option<u8>) {
        assert_eq!(read(text), Some(Ages { minimum, maximum }), "{text}");
    }

    #[test]
    fn ages_are_read() {
        check("13-25", Some(13), Some(25));
        check("13 to 25 year olds", Some(13), Some(25));
        check("11+", Some(11), None);
        check("over 55s", Some(55), None);
        check("Aged 50 and over", Some(50), None);
        check("6 years - 14 years", Some(6), Some(14));
        check("From 5 years upwards", Some(5), None);
        check("Under 5s", None, Some(4));
        check("18 and under", None, Some(18));
        check("Up to 18", None, Some(18));
        check("0–5 yrs", Some(0), Some(5));
        check("6 months - 4 years", Some(0), Some(4));
        check("Between 8 and 12", Some(8), Some(12));
        check("All ages", None, None);
        check("Adults", Some(18), None);
        check("Minimum age 16", Some(16), None);
    }

    #[test]
    fn what_is_not_only_about_ages_is_left_as_text() {
        for text in [
            "",
            "13-19 (25 with SEND)",
            "older people",
            "3",
            "over 900",
            "25-13",
            "5-11, 14-16",
            "school years 5-6",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_bound_in_its_own_cell_is_read() {
        assert_eq!(bound("16.0"), Some(16));
        assert_eq!(bound("16 years"), Some(16));
        assert_eq!(bound("0 years"), Some(0));
        for nothing in ["-1", "", "N/A", "999"] {
            assert_eq!(bound(nothing), None, "{nothing}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_failing(text in "([0-9]{1,3}|over|under|to|and|up|\\+|-| |months|\\PC){0,12}") {
            if let Some(Ages { minimum: Some(least), maximum: Some(most) }) = read(&text) {
                prop_assert!(least <= most);
            }
        }
    }
}
