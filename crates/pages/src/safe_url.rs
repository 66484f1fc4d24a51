//! Web addresses that may stand in a link: http and https only.
//!
//! Templates escape text, but an escaped `javascript:` address is still one. Whatever a source
//! gives goes through here before it reaches an `href`.

use std::fmt;

use askama::filters::HtmlSafe;
use url::Url;

/// An absolute http or https address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SafeUrl(Url);

impl SafeUrl {
    /// The address, if it is absolute, of the web, and names a host.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let url = Url::parse(text.trim()).ok()?;
        let of_the_web = matches!(url.scheme(), "http" | "https");
        let plain = url.username().is_empty() && url.password().is_none();
        (of_the_web && plain && url.has_host()).then_some(Self(url))
    }

    /// What people read: the host without `www.`, and the path when it is short.
    pub(crate) fn short(&self) -> String {
        let host = self.0.host_str().unwrap_or_default();
        let host = host.strip_prefix("www.").unwrap_or(host);
        match self.0.path() {
            path if path.len() > 1 && path.len() <= 30 && self.0.query().is_none() => {
                format!("{host}{path}")
            }
            _ => host.to_owned(),
        }
    }
}

impl fmt::Display for SafeUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The parser percent-encodes quotes and angle brackets; ampersands are escaped here.
        f.write_str(&self.0.as_str().replace('&', "&amp;").replace('\'', "%27"))
    }
}

impl HtmlSafe for SafeUrl {}

#[cfg(test)]
mod tests {
    use super::SafeUrl;

    #[test]
    fn only_addresses_of_the_web_become_links() {
        for bad in [
            "javascript:alert(1)",
            " JaVaScRiPt:alert(1)",
            "data:text/html,x",
            "//example.org",
            "example.org",
            "https://user:secret@example.org/",
            "",
        ] {
            assert_eq!(SafeUrl::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn an_address_cannot_leave_its_attribute() {
        let url = SafeUrl::parse("https://example.org/a'b\"c<d>?x=1&y='\"#\"<").unwrap();
        let printed = url.to_string();
        assert!(!printed.contains(['"', '\'', '<', '>']), "{printed}");
        assert!(printed.contains("&amp;y"), "{printed}");
    }

    #[test]
    fn people_read_a_short_form() {
        let short = |text| SafeUrl::parse(text).unwrap().short();
        assert_eq!(short("https://www.lambeth.gov.uk/"), "lambeth.gov.uk");
        assert_eq!(short("https://example.org/groups"), "example.org/groups");
        assert_eq!(short("https://example.org/groups?id=4"), "example.org");
    }
}
