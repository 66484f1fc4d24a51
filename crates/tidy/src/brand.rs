//! Style sheets and fonts that are not ours to ship.
//!
//! govuk-frontend is free to use without the brand of the government it was made for: not its
//! typeface, not its crest or crown, not its name. The prebuilt style sheet carries all of them,
//! so one careless upgrade would bring them in.

use crate::Complaints;

/// What a shipped style sheet must not mention, whatever the case.
const BRAND: &[&str] = &["GDS Transport", "@font-face", "crest", "crown", "GOV.UK"];

/// Fonts are always somebody's; we use those of the reader's machine.
const FONTS: &[&str] = &[".eot", ".otf", ".ttf", ".woff", ".woff2"];

/// Mentions of the brand in one style sheet.
#[must_use]
pub fn branded_style(path: &str, css: &str) -> Complaints {
    let css = css.to_lowercase();
    BRAND
        .iter()
        .filter(|word| css.contains(&word.to_lowercase()))
        .map(|word| format!("{path}: mentions {word}: build the style sheet without the brand (crates/pages/frontend)"))
        .collect()
}

/// Font files among those that are shipped.
#[must_use]
pub fn fonts<'a>(paths: impl IntoIterator<Item = &'a str>) -> Complaints {
    paths
        .into_iter()
        .filter(|path| FONTS.iter().any(|ending| path.ends_with(ending)))
        .map(|path| {
            format!("{path}: a font is not ours to ship: use the fonts of the reader's machine")
        })
        .collect()
}
