//! Web addresses: made absolute, checked, and what of one tells whose site it is.

use url::{Host, Url};

use crate::text;

/// The first usable web address in a cell: absolute, http or https, with a public host name.
///
/// A missing or broken scheme ("www.hub.org.uk", "http:www.hub.org.uk", "http//hub.org.uk") is
/// put right. Placeholders (`http://example.com`), other schemes, addresses with a password, bare
/// numbers and single words are nothing.
#[must_use]
pub fn web_address(cell: &str) -> Option<String> {
    cell.split(|c: char| c.is_whitespace() || "<>\"|".contains(c))
        .find_map(one)
}

/// Every usable web address in running text, in order, without repeats.
///
/// Stricter than [`web_address`]: a word must begin with a scheme or `www.` to be taken.
#[must_use]
pub fn web_addresses(prose: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for word in prose.split(|c: char| c.is_whitespace() || "<>\"|()".contains(c)) {
        let lower = word.to_ascii_lowercase();
        let marked = lower.starts_with("http") || lower.starts_with("www.");
        if let Some(address) = one(word).filter(|_| marked)
            && !found.contains(&address)
        {
            found.push(address);
        }
    }
    found
}

/// The host that a web address belongs to, for comparing whose site two addresses are on.
///
/// Without `www.`; nothing for a host that many organisations share ("facebook.com").
#[must_use]
pub fn own_domain(address: &str) -> Option<String> {
    let address = web_address(address)?;
    let url = Url::parse(&address).ok()?;
    let host = url.host_str()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    (!is_shared_host(host)).then(|| host.to_owned())
}

/// Whether many organisations have their pages on this host, so that it tells nothing of whose
/// a page is.
#[must_use]
pub fn is_shared_host(host: &str) -> bool {
    let host = host.strip_prefix("www.").unwrap_or(host);
    SHARED_HOSTS.split(' ').any(|shared| {
        host == shared
            || host
                .strip_suffix(shared)
                .is_some_and(|head| head.ends_with('.'))
    })
}

fn one(word: &str) -> Option<String> {
    let word = text::line(word);
    let word = word.trim_matches(|c: char| "<>[]{}(),;.'\"*".contains(c));
    if word.is_empty() || word.len() > 2_000 || word.contains('\\') {
        return None;
    }
    let lower = word.to_ascii_lowercase();
    let rest = ["https", "http"].iter().find_map(|scheme| {
        let rest = lower.strip_prefix(scheme)?;
        let bare = rest.trim_start_matches([':', '/', ';']);
        (bare.len() < rest.len()).then(|| (*scheme, &word[word.len() - bare.len()..]))
    });
    let (scheme, rest) = match rest {
        // "http://https://hub.org.uk"
        Some((_, rest)) if rest.to_ascii_lowercase().starts_with("http") => return one(rest),
        Some(found) => found,
        None if word.contains('@') || lower.contains("://") => return None,
        None => ("http", word),
    };
    let mut url = Url::parse(&format!("{scheme}://{rest}")).ok()?;
    if !url.username().is_empty() || url.password().is_some() {
        return None;
    }
    let Some(Host::Domain(host)) = url.host() else {
        return None;
    };
    let host = host.trim_end_matches('.').to_owned();
    let top = host.rsplit('.').next()?;
    let good = host.contains('.')
        && !host.contains("..")
        && top.len() >= 2
        && !top.bytes().any(|b| b.is_ascii_digit())
        && host.split('.').all(|label| !label.is_empty())
        && !is_reserved_host(&host);
    if !good {
        return None;
    }
    if host.len() != url.host_str().map_or(0, str::len) {
        url.set_host(Some(&host)).ok()?;
    }
    Some(url.into())
}

/// Domains that are nobody's: for examples, tests and machines at home (RFC 2606, RFC 6761).
pub(super) fn is_reserved_host(host: &str) -> bool {
    let top = host.rsplit('.').next().unwrap_or_default();
    let example = |name: &str| host == name || host.ends_with(&format!(".{name}"));
    matches!(
        top,
        "test" | "invalid" | "localhost" | "local" | "internal" | "lan"
    ) || ["example.com", "example.org", "example.net", "example.co.uk"]
        .into_iter()
        .any(example)
        || (top == "example" && host == "example")
}

const SHARED_HOSTS: &str = "\
    allaboutcookies.org bit.ly blogspot.co.uk blogspot.com charitycommission.gov.uk \
    eventbrite.co.uk eventbrite.com everyoneactive.com facebook.com fb.com fb.me forms.gle \
    givefood.org.uk goo.gl google.co.uk google.com gov.uk.com instagram.com justgiving.com \
    linkedin.com linktr.ee meetup.com nextdoor.co.uk nhs.uk sites.google.com spotify.com t.co \
    tiktok.com tinyurl.com twitter.com vimeo.com whatsapp.com wikipedia.org wixsite.com \
    wordpress.com x.com youtu.be youtube.com weebly.com webs.com ning.com mailchi.mp \
    pinterest.com";

#[cfg(test)]
mod tests {
    use super::{own_domain, web_address, web_addresses};

    #[test]
    fn a_broken_scheme_is_put_right() {
        for written in [
            "www.hub.org.uk/tea",
            "http://www.hub.org.uk/tea",
            "http:www.hub.org.uk/tea",
            "http//www.hub.org.uk/tea",
            "http:///www.hub.org.uk/tea",
            "http://http://www.hub.org.uk/tea",
            "  www.hub.org.uk/tea. ",
            "HTTP://www.HUB.org.uk/tea",
        ] {
            assert_eq!(
                web_address(written).as_deref(),
                Some("http://www.hub.org.uk/tea"),
                "{written}"
            );
        }
        assert_eq!(
            web_address("https://hub.org.uk").as_deref(),
            Some("https://hub.org.uk/")
        );
    }

    #[test]
    fn what_is_not_a_public_web_address_is_nothing() {
        for written in [
            "http://example.com",
            "http://www.example.com/x",
            "javascript:alert(1)",
            "ftp://hub.org.uk",
            "data:text/html,x",
            "info@hub.org.uk",
            "http://127.0.0.1/",
            "http://user:secret@hub.org.uk",
            "http://localhost:8080",
            "hub",
            "N/A",
            "10.30",
            "",
        ] {
            assert_eq!(web_address(written), None, "{written}");
        }
    }

    #[test]
    fn addresses_are_found_in_prose() {
        assert_eq!(
            web_addresses("See www.hub.org.uk (or https://tea.org.uk/x), e.g.Tea"),
            ["http://www.hub.org.uk/", "https://tea.org.uk/x"]
        );
    }

    #[test]
    fn a_shared_host_tells_nothing_of_whose_a_page_is() {
        assert_eq!(
            own_domain("https://www.hub.org.uk/a").as_deref(),
            Some("hub.org.uk")
        );
        assert_eq!(own_domain("https://m.facebook.com/hub"), None);
        assert_eq!(own_domain("thehub.wordpress.com"), None);
    }
}
