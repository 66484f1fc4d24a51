//! The search in a frame on another site's page: a box, the first hits, and the way to all of them.

use std::sync::Arc;

use askama::Template;
use directory::{Danger, Found, FoundHit, Violation};
use url::form_urlencoded;

use crate::brand::Brand;
use crate::search_query::SearchQuery;
use crate::wording::{self, counted, full_sentence, opening};

/// Hits that are shown.
const HITS: usize = 10;
/// Characters of a description that are shown.
const ABOUT_LENGTH: usize = 160;
/// Contrast that text needs at least (WCAG 2.2, 1.4.3).
const LEAST_CONTRAST: f64 = 4.5;

/// The page in the frame.
#[derive(Debug, Template)]
#[template(path = "embed.html")]
pub(crate) struct EmbedPage {
    name: String,
    style: String,
    theme: Vec<(&'static str, String)>,
    q: String,
    near: String,
    errors: Vec<String>,
    dangers: Vec<Urgent>,
    count: Option<String>,
    hits: Vec<Hit>,
    more: Option<String>,
    credits: Vec<String>,
}

/// Whom to ring at once.
#[derive(Debug)]
struct Urgent {
    heading: String,
    lines: Vec<String>,
}

/// One hit.
#[derive(Debug)]
struct Hit {
    name: String,
    href: String,
    organisation: Option<String>,
    about: String,
    place: String,
}

/// Colours and type, as the page around asks for. What cannot be read or seen is left at ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Theme {
    accent: Colour,
    background: Colour,
    text: Colour,
    serif: bool,
}

/// A colour of the screen: red, green, blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Colour([u8; 3]);

impl EmbedPage {
    /// The box, with what was found if something was asked for.
    pub(crate) fn new(
        brand: &Arc<Brand>,
        query: &SearchQuery,
        theme: &Theme,
        found: Option<&Found>,
    ) -> Self {
        let all = brand.address_of(&query.href());
        Self {
            dangers: found
                .into_iter()
                .flat_map(|found| found.dangers.iter().map(urgent))
                .collect(),
            count: found.map(|found| counted(found.total as u64, "result", "results")),
            hits: found
                .into_iter()
                .flat_map(|found| found.hits.iter().take(HITS))
                .map(|hit| one(brand, query, hit))
                .collect(),
            more: found.is_some_and(|found| found.total > 0).then_some(all),
            credits: found.map(credits).unwrap_or_default(),
            ..Self::faulty(brand, query, theme, &[])
        }
    }

    /// The box, with what is wrong.
    pub(crate) fn faulty(
        brand: &Arc<Brand>,
        query: &SearchQuery,
        theme: &Theme,
        violations: &[Violation],
    ) -> Self {
        let theme = theme.pairs();
        let pairs = theme.iter().map(|(name, value)| (*name, value.as_str()));
        let style = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .finish();
        Self {
            name: brand.name.clone(),
            style: format!("/embed.css?{style}"),
            theme,
            q: query.q.clone(),
            near: query.near.clone(),
            errors: violations
                .iter()
                .map(|violation| full_sentence(&violation.message))
                .collect(),
            dangers: Vec::new(),
            count: None,
            hits: Vec::new(),
            more: None,
            credits: Vec::new(),
        }
    }
}

fn urgent(danger: &Danger) -> Urgent {
    let lines = danger.lines.iter().map(|line| {
        let ways = [
            line.call.as_ref().map(|number| format!("ring {number}")),
            line.text.as_ref().map(|words| format!("text {words}")),
        ];
        let ways: Vec<String> = ways.into_iter().flatten().collect();
        format!("{}: {}. {}", line.name, ways.join(", or "), line.about)
    });
    Urgent {
        heading: danger.heading.clone(),
        lines: lines.collect(),
    }
}

fn one(brand: &Arc<Brand>, query: &SearchQuery, hit: &FoundHit) -> Hit {
    let listing = &hit.listing.listing;
    let service = &listing.service;
    let places = &service.service_at_locations;
    let at = hit.nearest.and_then(|at| places.get(at)).or(places.first());
    Hit {
        href: brand.address_of(&query.listing_href(&listing.slug)),
        name: service.name.clone(),
        organisation: service
            .organization
            .as_ref()
            .filter(|body| !body.inferred && body.name != service.name)
            .map(|body| body.name.clone()),
        about: opening(
            service.description.as_deref().unwrap_or_default(),
            ABOUT_LENGTH,
        ),
        place: at
            .map(|at| wording::place_line(&at.location))
            .unwrap_or_default(),
    }
}

/// The attributions of what is shown, each once.
fn credits(found: &Found) -> Vec<String> {
    let mut credits: Vec<String> = found
        .hits
        .iter()
        .take(HITS)
        .flat_map(|hit| hit.listing.attributed())
        .map(|said| full_sentence(&said.source.licence.attribution))
        .collect();
    credits.sort();
    credits.dedup();
    credits
}

impl Default for Theme {
    fn default() -> Self {
        Self {
            accent: Colour([0x12, 0x3f, 0x2d]),
            background: Colour([0xff; 3]),
            text: Colour([0x14, 0x1a, 0x17]),
            serif: false,
        }
    }
}

impl Theme {
    /// The theme that a query string asks for: `accent`, `background` and `text` as six hexadecimal
    /// digits, `font=serif`. Colours that cannot be told apart are not taken.
    pub(crate) fn of(query: &str) -> Self {
        let mut theme = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match (name.as_ref(), Colour::read(&value)) {
                ("accent", Some(colour)) => theme.accent = colour,
                ("background", Some(colour)) => theme.background = colour,
                ("text", Some(colour)) => theme.text = colour,
                ("font", _) => theme.serif = value == "serif",
                _ => {}
            }
        }
        let usable = |colour: Colour| colour.contrast(theme.background) >= LEAST_CONTRAST;
        if usable(theme.text) && usable(theme.accent) {
            theme
        } else {
            Self {
                serif: theme.serif,
                ..Self::default()
            }
        }
    }

    /// As a style sheet says it.
    pub(crate) fn rules(&self) -> String {
        let font = if self.serif {
            "Georgia,serif"
        } else {
            "system-ui,sans-serif"
        };
        format!(
            ":root{{--accent:#{};--background:#{};--text:#{};--font:{font}}}\n",
            self.accent.written(),
            self.background.written(),
            self.text.written()
        )
    }

    /// As a query says it.
    fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = vec![
            ("accent", self.accent.written()),
            ("background", self.background.written()),
            ("text", self.text.written()),
        ];
        if self.serif {
            pairs.push(("font", "serif".to_owned()));
        }
        pairs
    }
}

impl Colour {
    fn read(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').unwrap_or(text);
        let well_formed = digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit());
        let value = u32::from_str_radix(digits, 16)
            .ok()
            .filter(|_| well_formed)?;
        let [_, red, green, blue] = value.to_be_bytes();
        Some(Self([red, green, blue]))
    }

    fn written(self) -> String {
        let [red, green, blue] = self.0;
        format!("{red:02x}{green:02x}{blue:02x}")
    }

    /// Relative luminance, 0 to 1 (WCAG 2.2).
    fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }
}

#[cfg(test)]
mod tests {
    use super::{Colour, Theme};

    #[test]
    fn colours_that_can_be_read_are_taken_and_others_are_not() {
        let blue = Theme::of("accent=1d70b8&font=serif");
        assert_eq!(blue.accent, Colour([0x1d, 0x70, 0xb8]));
        assert!(blue.rules().contains("--accent:#1d70b8") && blue.rules().contains("Georgia"));
        let faint = Theme::of("text=eeeeee&background=ffffff");
        assert_eq!(faint, Theme::default());
        let dark = Theme::of("text=ffffff&background=000000&accent=ffdd00");
        assert_eq!(dark.background, Colour([0; 3]));
        for hostile in [
            "accent=red;}",
            "accent=%23fff",
            "accent=+12345",
            "text=</style>",
        ] {
            assert_eq!(Theme::of(hostile), Theme::default(), "{hostile}");
        }
    }

    #[test]
    fn black_on_white_is_as_clear_as_can_be() {
        let contrast = Colour([0; 3]).contrast(Colour([255; 3]));
        assert!((contrast - 21.0).abs() < 0.01, "{contrast}");
    }
}
