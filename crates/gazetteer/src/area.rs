//! Areas by their government code: wards, councils, counties, regions, countries.

use std::fmt;
use std::str::FromStr;

use domain::position::Position;
use serde::{Deserialize, Serialize};

/// A nine-character code of the Government Statistical Service, as "E09000022" for Lambeth.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AreaCode(u32);

/// Why a text is not an [`AreaCode`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not an area code, like E09000022")]
pub struct AreaCodeError(String);

impl AreaCode {
    const PER_LETTER: u32 = 100_000_000;

    /// Reads a letter and eight digits, in any case, with or without spaces around.
    ///
    /// # Errors
    /// When the text is anything else.
    pub fn parse(text: &str) -> Result<Self, AreaCodeError> {
        let refuse = || AreaCodeError(text.to_owned());
        let (letter, digits) = text.trim().split_at_checked(1).ok_or_else(refuse)?;
        let letter = letter.bytes().next().map(|b| b.to_ascii_uppercase());
        let letter = letter.filter(u8::is_ascii_uppercase).ok_or_else(refuse)?;
        let all_digits = digits.len() == 8 && digits.bytes().all(|b| b.is_ascii_digit());
        let number: u32 = digits.parse().map_err(|_| refuse())?;
        if all_digits {
            Ok(Self(u32::from(letter - b'A') * Self::PER_LETTER + number))
        } else {
            Err(refuse())
        }
    }

    /// What kind of area the code's first three characters stand for.
    #[must_use]
    pub fn kind(self) -> AreaKind {
        match self.prefix() {
            (b'E' | b'W', 5) | (b'S', 13) | (b'N', 8) => AreaKind::Ward,
            (b'E', 6..=9) | (b'W', 6) | (b'S', 12) | (b'N', 9) => AreaKind::LocalAuthority,
            (b'E', 10) => AreaKind::County,
            (b'E', 12) => AreaKind::Region,
            (b'E' | b'W' | b'S' | b'N', 92) | (b'K', 2) => AreaKind::Country,
            (b'E' | b'W' | b'S', 1) | (b'N', 0 | 20 | 21) => AreaKind::SmallArea,
            (b'E', 54 | 38) | (b'W', 11) | (b'S', 8) => AreaKind::HealthArea,
            _ => AreaKind::Other,
        }
    }

    /// Whether it is a borough of Greater London, or the City.
    #[must_use]
    pub fn is_london_borough(self) -> bool {
        self.prefix() == (b'E', 9)
    }

    /// The letter, and the number in the two characters after it.
    fn prefix(self) -> (u8, u32) {
        let letter = u8::try_from(self.0 / Self::PER_LETTER).unwrap_or_default();
        (
            b'A'.saturating_add(letter),
            self.0 % Self::PER_LETTER / 1_000_000,
        )
    }

    /// The country that the code's letter stands for: E, W, S or N; `None` for those of several countries.
    #[must_use]
    pub fn country(self) -> Option<Self> {
        let letter = self.0 / Self::PER_LETTER;
        let number = match self.prefix().0 {
            b'E' => 92_000_001,
            b'N' => 92_000_002,
            b'S' => 92_000_003,
            b'W' => 92_000_004,
            _ => return None,
        };
        Some(Self(letter * Self::PER_LETTER + number))
    }

    pub(crate) fn packed(self) -> u32 {
        self.0
    }

    pub(crate) fn from_packed(packed: u32) -> Self {
        Self(packed)
    }
}

impl fmt::Display for AreaCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letter =
            u8::try_from(self.0 / Self::PER_LETTER).map_or('?', |at| char::from(b'A' + at % 26));
        write!(f, "{letter}{:08}", self.0 % Self::PER_LETTER)
    }
}

impl fmt::Debug for AreaCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for AreaCode {
    type Err = AreaCodeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for AreaCode {
    type Error = AreaCodeError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<AreaCode> for String {
    fn from(code: AreaCode) -> Self {
        code.to_string()
    }
}

/// What kind of area a code names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AreaKind {
    /// An electoral ward or division.
    Ward,
    /// The lowest tier of council: a borough, district or unitary authority.
    LocalAuthority,
    /// A county with a council of its own above the districts.
    County,
    /// A region of England, Greater London among them.
    Region,
    /// England, Scotland, Wales, Northern Ireland, or the United Kingdom.
    Country,
    /// A lower layer super output area, or a data zone.
    SmallArea,
    /// An integrated care board or a health board.
    HealthArea,
    /// A code that this version does not know.
    Other,
}

/// An area as the gazetteer holds it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area<'a> {
    /// Its government code.
    pub code: AreaCode,
    /// What people call it: "Lambeth".
    pub name: &'a str,
    /// Middle of its postcodes; `None` when the gazetteer holds none of them.
    pub centre: Option<Position>,
    /// Metres from the middle within which nine in ten of its postcodes lie.
    pub reach_m: f64,
    pub(crate) parent: u16,
}

impl Area<'_> {
    /// What kind of area it is.
    #[must_use]
    pub fn kind(&self) -> AreaKind {
        self.code.kind()
    }

    /// Whether it is a borough of Greater London, or the City.
    #[must_use]
    pub fn is_london_borough(&self) -> bool {
        self.code.is_london_borough()
    }
}

#[cfg(test)]
mod tests {
    use super::{AreaCode, AreaKind};

    #[test]
    fn a_code_prints_as_it_was_read() {
        for text in [
            "E09000022",
            "W06000015",
            "S12000033",
            "N09000003",
            "K02000001",
        ] {
            assert_eq!(AreaCode::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(
            AreaCode::parse(" e09000022 ").unwrap().to_string(),
            "E09000022"
        );
    }

    #[test]
    fn other_texts_are_not_codes() {
        for text in [
            "",
            "Lambeth",
            "E0900002",
            "E090000222",
            "é09000022",
            "E+9000022",
            "909000022",
        ] {
            assert!(AreaCode::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn codes_sort_as_their_texts_do() {
        let mut texts = vec!["W06000015", "E09000022", "S12000033", "E05014095"];
        let mut codes: Vec<AreaCode> = texts.iter().map(|t| t.parse().unwrap()).collect();
        texts.sort_unstable();
        codes.sort_unstable();
        let printed: Vec<String> = codes.iter().map(ToString::to_string).collect();
        assert_eq!(printed, texts);
    }

    #[test]
    fn the_first_characters_tell_the_kind() {
        let kind = |text: &str| AreaCode::parse(text).unwrap().kind();
        assert_eq!(kind("E05014095"), AreaKind::Ward);
        assert_eq!(kind("E09000022"), AreaKind::LocalAuthority);
        assert_eq!(kind("E12000007"), AreaKind::Region);
        assert_eq!(
            AreaCode::parse("W06000015")
                .unwrap()
                .country()
                .unwrap()
                .to_string(),
            "W92000004"
        );
    }
}
