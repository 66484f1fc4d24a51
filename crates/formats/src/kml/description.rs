//! The description of a placemark: what of it is not a repeat of its data.

use domain::contact::web_addresses;
use domain::text;

use crate::html;

/// The words of a description without the lines that repeat the data ("Cost: Free").
pub(super) fn without_pairs(description: &str, data: &[(String, String)]) -> String {
    let words = text::paragraphs(&html::words(description));
    if data.is_empty() {
        return words;
    }
    let folded = |text: &str| -> Vec<String> {
        text.lines()
            .map(text::fold)
            .filter(|line| !line.is_empty())
            .collect()
    };
    let repeats: Vec<Vec<String>> = data
        .iter()
        .map(|(name, value)| folded(&text::paragraphs(&html::words(&format!("{name}: {value}")))))
        .filter(|lines| !lines.is_empty())
        .collect();
    let lines: Vec<(&str, String)> = words.lines().map(|line| (line, text::fold(line))).collect();
    let mut kept: Vec<&str> = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        match repeats
            .iter()
            .filter_map(|repeat| repeated(&lines[at..], repeat))
            .max()
        {
            Some(length) => at += length,
            None => {
                kept.push(lines[at].0);
                at += 1;
            }
        }
    }
    text::paragraphs(&kept.join("\n"))
}

/// How many lines from here on a repeat covers, empty ones between included.
fn repeated(lines: &[(&str, String)], repeat: &[String]) -> Option<usize> {
    let mut wanted = repeat.iter();
    let mut next = wanted.next()?;
    for (index, (line, folded)) in lines.iter().enumerate() {
        if line.is_empty() && index > 0 {
            continue;
        }
        if folded != next {
            return None;
        }
        match wanted.next() {
            Some(more) => next = more,
            None => return Some(index + 1),
        }
    }
    None
}

/// Links of a description: those of its HTML, then addresses in its words; never pictures.
pub(super) fn links(description: &str) -> Vec<String> {
    let mut links = html::links(description);
    links.extend(web_addresses(&html::words(description)));
    links.retain(|link| !PICTURE_HOSTS.iter().any(|host| link.contains(host)));
    links
}

/// Where maps keep pictures (signed addresses that expire) and where they only show themselves.
const PICTURE_HOSTS: [&str; 5] = [
    "googleusercontent.com",
    "usercontent.google.com",
    "maps.google.",
    "google.com/maps",
    "goo.gl/maps",
];

#[cfg(test)]
mod tests {
    use super::{links, without_pairs};

    #[test]
    fn what_repeats_the_data_is_taken_out() {
        let data = vec![
            ("Cost".to_owned(), "Free".to_owned()),
            ("Postcode ".to_owned(), String::new()),
            ("About".to_owned(), "One\n\nTwo".to_owned()),
        ];
        let description = "<img src=\"https://mymaps.usercontent.google.com/x\"/><br>Come along.<br>Cost: Free<br>Postcode : <br>About: One<br><br>Two<br>Cost: £3 on Fridays";
        assert_eq!(
            without_pairs(description, &data),
            "Come along.\nCost: £3 on Fridays"
        );
    }

    #[test]
    fn pictures_are_no_links() {
        assert_eq!(
            links("<a href='https://mymaps.usercontent.google.com/x'>p</a> see www.hub.org.uk"),
            ["http://www.hub.org.uk/"]
        );
    }
}
