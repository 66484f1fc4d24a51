//! Mailboxes: found in a cell, and whether one belongs to a private person.

/// Every mailbox in a cell, in lower case, in order, without repeats.
///
/// `mailto:` links, angle brackets and words around are taken; addresses at reserved domains
/// (`test@example.com`) are placeholders and left out.
#[must_use]
pub fn emails(cell: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let cell = cell.replace("%40", "@");
    for word in cell.split(|c: char| c.is_whitespace() || ",;<>()[]{}\"|/\\".contains(c)) {
        let word = word.rsplit("mailto:").next().unwrap_or(word);
        let word = word.split('?').next().unwrap_or(word);
        let word = word.rsplit(':').next().unwrap_or(word);
        let email = word
            .trim_matches(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .to_ascii_lowercase();
        if is_mailbox(&email) && !is_placeholder(&email) && !found.contains(&email) {
            found.push(email);
        }
    }
    found
}

/// Whether a mailbox looks like a private person's: at a webmail provider, with a local part that
/// is not a role ("info", "centre") or has no word for one.
///
/// A person's name at an organisation's own domain is that organisation's to publish and is not
/// caught here.
#[must_use]
pub fn is_personal_email(email: &str) -> bool {
    let Some((local, host)) = email.trim().rsplit_once('@') else {
        return false;
    };
    let host = host.to_ascii_lowercase();
    if !is_webmail_host(&host) {
        return false;
    }
    let local = local.to_ascii_lowercase();
    !ROLES.split(' ').any(|role| {
        if role.len() >= 4 {
            local.contains(role)
        } else {
            local
                .split(|c: char| !c.is_ascii_alphabetic())
                .any(|word| word == role)
        }
    })
}

/// Whether a mail host, in lower case, gives addresses to everybody.
#[must_use]
pub fn is_webmail_host(host: &str) -> bool {
    let name = host.split('.').next().unwrap_or_default();
    lists(WEBMAIL, name) || lists(WEBMAIL_HOSTS, host)
}

/// Whether a list of words, parted by spaces, has this one.
fn lists(words: &str, word: &str) -> bool {
    words.split(' ').any(|one| one == word)
}

fn is_mailbox(text: &str) -> bool {
    let Some((local, host)) = text.split_once('@') else {
        return false;
    };
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    (1..=64).contains(&local.len())
        && host.len() <= 253
        && !local.contains("..")
        && !local.ends_with('.')
        && local
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"._%+-&'".contains(&b))
        && host.contains('.')
        && host.split('.').all(label)
        && host
            .rsplit('.')
            .next()
            .is_some_and(|top| top.len() >= 2 && top.bytes().all(|b| b.is_ascii_alphabetic()))
}

/// Reserved domains (RFC 2606, RFC 6761), and what forms suggest.
fn is_placeholder(email: &str) -> bool {
    let host = email.rsplit('@').next().unwrap_or_default();
    super::web::is_reserved_host(host)
        || ["domain.com", "email.com", "yourdomain.com", "test.com"].contains(&host)
}

/// Providers by the first label of the host, whatever the country ending.
const WEBMAIL: &str = "\
    aol btinternet btopenworld gmail gmx googlemail hotmail icloud live mac mail me msn \
    ntlworld outlook proton protonmail rocketmail sky talktalk tiscali virgin virginmedia \
    yahoo ymail";

/// Providers whose first label alone would say too little.
const WEBMAIL_HOSTS: &str = "\
    blueyonder.co.uk o2.co.uk tesco.net fsmail.net btconnect.com";

/// Words that tell a desk, a group or a place from a person. The short ones count as whole words.
const ROLES: &str = "\
    academy admin advice allotment arts association befriend bookings booking brownies cafe \
    care centre center chair charity choir church class club community contact coordinator \
    council dance drop enquiries enquiry events family fitness food forum foundation friends \
    garden group guides hall hello help house hub info kitchen library london lunch mail \
    manager media meet membership ministry mosque museum music network nursery office pantry \
    parish partnership play pre project reception referral residents school scouts secretary \
    service society sport support team temple theatre toddler treasurer trust volunteer \
    welcome women yoga youth";

#[cfg(test)]
mod tests {
    use super::{emails, is_personal_email};

    #[test]
    fn mailboxes_are_found_among_words() {
        for cell in [
            "info@thehub.org.uk",
            "Info@TheHub.org.uk.",
            "mailto:info@thehub.org.uk?subject=Hi",
            "E-mail: <info@thehub.org.uk>, or ring",
            "email:info@thehub.org.uk",
            "info@thehub.org.uk; info@thehub.org.uk",
        ] {
            assert_eq!(emails(cell), ["info@thehub.org.uk"], "{cell}");
        }
        assert_eq!(emails("a@b.org / c@d.org"), ["a@b.org", "c@d.org"]);
    }

    #[test]
    fn placeholders_and_broken_mailboxes_are_left_out() {
        for cell in [
            "test@example.com",
            "tim...tim@hall.org@",
            "@handle",
            "a@b",
            "NA",
            "x@y..org",
        ] {
            assert!(emails(cell).is_empty(), "{cell}");
        }
    }

    #[test]
    fn a_persons_webmail_is_told_from_a_desks() {
        for personal in [
            "jo.bloggs@gmail.com",
            "jbloggs77@hotmail.co.uk",
            "jo@btinternet.com",
        ] {
            assert!(is_personal_email(personal), "{personal}");
        }
        for desk in [
            "brixtonchoir@gmail.com",
            "info.hub@yahoo.co.uk",
            "jo@hub.org.uk",
            "nonsense",
        ] {
            assert!(!is_personal_email(desk), "{desk}");
        }
    }
}
