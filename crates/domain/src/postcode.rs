//! Postcodes: their shape, one way to print them, finding them in text, and reading halves and slips.
//!
//! Shape only; whether a postcode exists, and which reading of a slip was meant, is the gazetteer's to say.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

mod slips;

/// A full postcode of the right shape, held as "SW9 8DJ".
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Postcode(String);

/// Why a text is not a full postcode.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PostcodeError {
    /// The letters and digits do not make one.
    #[error("{0:?} is not a full UK postcode, like SW9 8DJ")]
    Shape(String),
}

impl Postcode {
    /// Reads a postcode in any case, with or without spaces, dots or dashes, also in full-width letters.
    ///
    /// # Errors
    /// When what is left is not of a postcode's shape.
    pub fn parse(text: &str) -> Result<Self, PostcodeError> {
        Self::from_compact(&compact(text)).ok_or_else(|| PostcodeError::Shape(text.to_owned()))
    }

    /// The first part, as "SW9".
    #[must_use]
    pub fn outward(&self) -> &str {
        self.0
            .split_once(' ')
            .map_or(self.0.as_str(), |(outward, _)| outward)
    }

    /// The outward code and the first inward digit, as "SW9 8".
    #[must_use]
    pub fn sector(&self) -> &str {
        &self.0[..self.0.len() - 2]
    }

    /// The last part, as "8DJ".
    #[must_use]
    pub fn inward(&self) -> &str {
        &self.0[self.0.len() - 3..]
    }

    /// As printed, with one space: "SW9 8DJ".
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Every full postcode in a text, in order, without repeats.
    #[must_use]
    pub fn find_all(text: &str) -> Vec<Self> {
        let words: Vec<&str> = text
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|word| !word.is_empty())
            .collect();
        let mut found = Vec::new();
        for (at, word) in words.iter().enumerate() {
            let alone = Self::parse(word).ok();
            let with_next = words
                .get(at + 1)
                .filter(|next| next.len() == 3)
                .and_then(|next| Self::parse(&format!("{word}{next}")).ok());
            if let Some(postcode) = alone.or(with_next)
                && !found.contains(&postcode)
            {
                found.push(postcode);
            }
        }
        found
    }

    /// Other postcodes that a text may mean when letters and digits that look alike were mixed up.
    ///
    /// A character is changed only where a postcode's shape wants the other sort ("SW9 BDJ" is "SW9 8DJ"), so a
    /// text of the right shape has no slips. The likeliest comes first; that it exists is for the caller to check.
    #[must_use]
    pub fn slips(text: &str) -> Vec<Self> {
        let typed = compact(text);
        if !(5..=7).contains(&typed.len())
            || !typed.is_ascii()
            || Self::from_compact(&typed).is_some()
        {
            return Vec::new();
        }
        let shapes = ["A9", "A99", "AA9", "AA99", "A9A", "AA9A"];
        let mut found = Vec::new();
        for shape in shapes.iter().filter(|shape| shape.len() + 3 == typed.len()) {
            found.extend(slips::swapped(&typed, &format!("{shape}9ZZ")));
        }
        found.sort_by_key(|&(changes, _)| changes);
        let mut postcodes: Vec<Self> = Vec::new();
        for (_, candidate) in found {
            if let Some(postcode) = Self::from_compact(&candidate)
                && !postcodes.contains(&postcode)
            {
                postcodes.push(postcode);
            }
        }
        postcodes
    }

    fn from_compact(compact: &str) -> Option<Self> {
        if !(5..=7).contains(&compact.len()) || !compact.is_ascii() {
            return None;
        }
        let (outward, inward) = compact.split_at(compact.len() - 3);
        (is_outward(outward) && is_inward(inward)).then(|| Self(format!("{outward} {inward}")))
    }
}

/// Part of a postcode, as people give it: "SW9", "SW9 8" or "SW9 8D".
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PartialPostcode {
    /// The outward code: "SW9".
    pub outward: String,
    /// The sector's digit, when there is one.
    pub sector: Option<char>,
    /// The first unit letter, when there is one.
    pub unit: Option<char>,
}

impl PartialPostcode {
    /// What a text may mean as part of a postcode, the likeliest first; empty when it is none.
    ///
    /// "E11" is the outward code E11 or the sector E1 1. A typed space decides it; without one the outward code
    /// comes first.
    #[must_use]
    pub fn readings(text: &str) -> Vec<Self> {
        let words: Vec<String> = text
            .split_whitespace()
            .map(compact)
            .filter(|word| !word.is_empty())
            .collect();
        let mut readings = Vec::new();
        if let [outward, rest] = words.as_slice() {
            readings.extend(Self::from_parts(outward, rest));
        }
        let whole = words.concat();
        for at in (2..=whole.len().min(4)).rev() {
            let reading = whole
                .split_at_checked(at)
                .and_then(|(outward, rest)| Self::from_parts(outward, rest));
            readings.extend(reading.filter(|reading| !readings.contains(reading)));
        }
        readings
    }

    fn from_parts(outward: &str, rest: &str) -> Option<Self> {
        let mut letters = rest.chars();
        let (sector, unit) = (letters.next(), letters.next());
        let fits = is_outward(outward)
            && letters.next().is_none()
            && sector.is_none_or(|c| c.is_ascii_digit())
            && unit.is_none_or(is_unit_letter);
        fits.then(|| Self {
            outward: outward.to_owned(),
            sector,
            unit,
        })
    }
}

impl fmt::Display for PartialPostcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.outward)?;
        if let Some(sector) = self.sector {
            write!(f, " {sector}")?;
        }
        self.unit.map_or(Ok(()), |unit| write!(f, "{unit}"))
    }
}

/// Whether a text is an outward code: A9, A99, AA9, AA99, A9A or AA9A with the letters that Royal Mail has ever
/// used there, or one of the special codes (GIR, the old NPT, the overseas territories).
#[must_use]
pub fn is_outward(text: &str) -> bool {
    const SPECIAL: [&str; 11] = [
        "GIR", "NPT", "ASCN", "BBND", "BIQQ", "FIQQ", "PCRN", "SIQQ", "STHL", "TDCU", "TKCA",
    ];
    let first = |c: &u8| c.is_ascii_uppercase() && !b"QVX".contains(c);
    let second = |c: &u8| c.is_ascii_uppercase() && !b"IJZ".contains(c);
    // Retired codes of the West End (W1M, W1N, W1R, W1V, W1X, W1Y) go beyond the letters that are given out today.
    let third = |c: &u8| c.is_ascii_uppercase() && !b"ILOQZ".contains(c);
    let fourth = |c: &u8| b"ABEHMNPRVWXY".contains(c);
    let digit = u8::is_ascii_digit;
    match text.as_bytes() {
        [a, d] => first(a) && digit(d),
        [a, d, e] if digit(d) => first(a) && (digit(e) || third(e)),
        [a, b, d] if digit(d) => first(a) && second(b),
        [a, b, d, e] if digit(d) => first(a) && second(b) && (digit(e) || fourth(e)),
        _ => SPECIAL.contains(&text),
    }
}

/// The twenty letters of a unit: all but C, I, K, M, O and V.
#[must_use]
pub fn is_unit_letter(c: char) -> bool {
    c.is_ascii_uppercase() && !"CIKMOV".contains(c)
}

fn is_inward(text: &str) -> bool {
    let mut letters = text.chars();
    letters.next().is_some_and(|c| c.is_ascii_digit()) && letters.all(is_unit_letter)
}

/// Upper-case ASCII letters and digits only; the full-width forms of an East Asian keyboard are folded.
fn compact(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => {
                char::from_u32(u32::from(c) - 0xff01 + u32::from('!')).unwrap_or(c)
            }
            _ => c,
        })
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

impl fmt::Display for Postcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Postcode {
    type Err = PostcodeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Postcode {
    type Error = PostcodeError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Postcode> for String {
    fn from(postcode: Postcode) -> Self {
        postcode.0
    }
}

#[cfg(test)]
mod tests {
    use super::{PartialPostcode, Postcode, is_outward};

    fn slips(text: &str) -> Vec<String> {
        Postcode::slips(text)
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    fn halves(text: &str) -> Vec<String> {
        let readings = PartialPostcode::readings(text);
        readings.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_postcode_without_a_space_is_accepted() {
        let sloppy = [
            "SW98DJ",
            "sw9 8dj",
            " S.W.9 8-DJ",
            "sw9  8DJ",
            "SW9\u{a0}8DJ",
            "ＳＷ９　８ＤＪ",
        ];
        for text in sloppy {
            assert_eq!(Postcode::parse(text).unwrap().as_str(), "SW9 8DJ");
        }
    }

    #[test]
    fn half_a_postcode_is_refused() {
        for bad in [
            "SW9", "SW9 8", "Brixton", "", "SW9 8CI", "QW9 8DJ", "SI9 8DJ", "W1Z 1AA", "é1 1AA",
        ] {
            assert!(Postcode::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn every_shape_of_outward_code_is_known() {
        let codes = "M1 B33 CR2 DN55 W1A EC1A W1M GIR NPT ASCN BF1 BX1";
        assert!(codes.split(' ').all(is_outward));
        assert!(
            !["", "M", "1M", "XX1", "SW1O", "LONDON", "m1"]
                .into_iter()
                .any(is_outward)
        );
    }

    #[test]
    fn postcodes_are_found_in_an_address() {
        let found = Postcode::find_all("Tate Library, Brixton Oval, London SW2 1JQ; or se8 3ba.");
        let printed: Vec<&str> = found.iter().map(Postcode::as_str).collect();
        assert_eq!(printed, ["SW2 1JQ", "SE8 3BA"]);
    }

    #[test]
    fn the_parts_are_told_apart() {
        let postcode = Postcode::parse("EC1A 1BB").unwrap();
        let parts = (postcode.outward(), postcode.sector(), postcode.inward());
        assert_eq!(parts, ("EC1A", "EC1A 1", "1BB"));
    }

    #[test]
    fn a_letter_in_a_digits_place_is_read_as_the_digit_it_looks_like() {
        assert_eq!(slips("SW9 BDJ"), ["SW9 8DJ"]);
        assert_eq!(slips("5W9 8DJ"), ["SW9 8DJ"]);
        assert_eq!(slips("SE1O 9NN"), ["SE10 9NN"]);
        assert_eq!(slips("N1 OAA"), ["N1 0AA"]);
        assert_eq!(slips("SW9 8DJ"), Vec::<String>::new());
    }

    #[test]
    fn a_nought_at_the_end_is_never_the_letter_o() {
        assert_eq!(slips("SW2 1A0"), ["SW2 1AD", "SW2 1AQ"]);
        assert_eq!(slips("SW2 1AO"), ["SW2 1AD", "SW2 1AQ"]);
    }

    #[test]
    fn half_a_postcode_has_its_likeliest_reading_first() {
        assert_eq!(halves("sw9"), ["SW9"]);
        assert_eq!(halves("S W 9"), ["SW9"]);
        // SW98 has the shape of an outward code; that there is none is not known here.
        assert_eq!(halves("SW9 8"), ["SW9 8", "SW98"]);
        assert_eq!(halves("SW9 8d"), ["SW9 8D"]);
        assert_eq!(halves("E11"), ["E11", "E1 1"]);
        assert_eq!(halves("E1 1"), ["E1 1", "E11"]);
        assert_eq!(halves("EC1"), ["EC1"]);
        assert_eq!(halves("Brixton"), Vec::<String>::new());
    }
}
