//! The badge: a small picture for the group's own page.
//!
//! It loads nothing, runs nothing, and says in its title what it shows. Text is drawn by the reader's
//! fonts; what is too long for its place is squeezed and not cut.

use directory::MarkView;
use domain::kitemark::award::words as date;

use super::proof::{escaped, title};

/// Characters that fit into a line without being squeezed.
const FITS: usize = 26;

/// The badge of a mark, or of none.
pub(crate) fn badge(organization: &str, mark: Option<&MarkView>) -> String {
    let (title, lines, colour) = match mark {
        Some(mark) => (
            title(mark, organization),
            [
                mark.scheme_name.clone(),
                mark.tier_name.clone(),
                format!("until {}", date(mark.until)),
            ],
            "#00703c",
        ),
        None => (
            format!("{organization}: no kitemark today"),
            [
                "Kitemark".to_owned(),
                "none today".to_owned(),
                String::new(),
            ],
            "#505a5f",
        ),
    };
    let title = escaped(&title);
    let line = |at: usize, y: u32, weight: &str| {
        let text = &lines[at];
        let squeezed = if text.chars().count() > FITS {
            " textLength=\"170\" lengthAdjust=\"spacingAndGlyphs\""
        } else {
            ""
        };
        format!(
            "<text x=\"62\" y=\"{y}\" font-weight=\"{weight}\"{squeezed}>{}</text>",
            escaped(text)
        )
    };
    let tick = if mark.is_some() {
        "<path d=\"M18 41l9 9 17-21\" fill=\"none\" stroke=\"#fff\" stroke-width=\"5\"/>"
    } else {
        "<path d=\"M19 40h24\" fill=\"none\" stroke=\"#fff\" stroke-width=\"5\"/>"
    };
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"240\" height=\"80\" viewBox=\"0 0 240 80\" role=\"img\" aria-labelledby=\"t\">\
         <title id=\"t\">{title}</title>\
         <rect width=\"240\" height=\"80\" rx=\"6\" fill=\"{colour}\"/>\
         <circle cx=\"31\" cy=\"40\" r=\"21\" fill=\"none\" stroke=\"#fff\" stroke-width=\"3\"/>{tick}\
         <g fill=\"#fff\" font-family=\"Helvetica, Arial, sans-serif\" font-size=\"13\">{}{}{}</g></svg>",
        line(0, 26, "normal"),
        line(1, 46, "bold"),
        line(2, 65, "normal")
    )
}

#[cfg(test)]
mod tests {
    use super::badge;

    #[test]
    fn a_badge_says_whose_it_is_and_takes_no_markup() {
        let svg = badge("<script>alert(1)</script> & \"friends\"", None);
        assert!(svg.contains("<title id=\"t\">&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;friends&quot;: no kitemark today</title>"), "{svg}");
        assert!(!svg.contains("<script"), "{svg}");
        assert!(
            !svg.contains("style="),
            "the policy of the pages forbids it"
        );
    }
}
