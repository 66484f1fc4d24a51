//! Prices in people's words ("Free", "£3", "£5/£3 conc"), read only when certain.

use crate::service::CostOption;
use crate::text;

/// The cost options that a text about prices states; the source's words are kept in each.
///
/// "Free for members", "from £3" and other words that bind a price to something unsaid give one
/// option with the words alone: nobody is told "free" who would have to pay.
#[must_use]
pub fn read(words: &str) -> Vec<CostOption> {
    let Some(words) = text::value(words) else {
        return Vec::new();
    };
    let lower = words.to_lowercase();
    if is_free(&lower) {
        return vec![CostOption {
            option: None,
            amount_pence: Some(0),
            amount_description: Some(words),
        }];
    }
    let options = options(&lower).unwrap_or_default();
    if options.is_empty() {
        return vec![CostOption {
            amount_description: Some(words),
            ..CostOption::default()
        }];
    }
    options
        .into_iter()
        .map(|(pence, option)| CostOption {
            option,
            amount_pence: Some(pence),
            amount_description: Some(words.clone()),
        })
        .collect()
}

/// Whether the whole text says that it costs nothing, to everybody.
fn is_free(lower: &str) -> bool {
    let plain = text::fold(lower);
    let plain = plain.strip_prefix("this is ").unwrap_or(&plain);
    matches!(
        plain,
        "free"
            | "free of charge"
            | "free to attend"
            | "free to use"
            | "free service"
            | "free entry"
            | "free admission"
            | "free session"
            | "free sessions"
            | "free to all"
            | "free for all"
            | "free for everyone"
            | "no charge"
            | "no cost"
            | "no fee"
            | "none free"
            | "free no charge"
            | "free drop in"
            | "free but donations welcome"
            | "free donations welcome"
            | "free donation welcome"
            | "free yes"
            | "yes free"
    ) || matches!(lower, "£0" | "£0.00" | "£0.00p")
        || is_free_with_a_note(lower)
}

/// "Free, tea and toast included", but not "Free, £3 for lunch" and not "Free for members".
fn is_free_with_a_note(lower: &str) -> bool {
    const BINDING: &[&str] = &[
        "but",
        "charge",
        "charges",
        "cost",
        "costs",
        "except",
        "fee",
        "fees",
        "first",
        "for",
        "if",
        "member",
        "members",
        "membership",
        "otherwise",
        "parking",
        "pay",
        "paid",
        "some",
        "taster",
        "then",
        "to",
        "trial",
        "under",
        "unless",
        "when",
        "with",
    ];
    let starts = ["free of charge", "free entry", "free", "no charge"];
    let Some(note) = starts.iter().find_map(|start| lower.strip_prefix(start)) else {
        return false;
    };
    let parted = note
        .trim_start()
        .starts_with([',', ';', '.', '(', ':', '-', '–']);
    let priced = note.contains(|c: char| c == '£' || c.is_ascii_digit());
    let bound = text::fold(note)
        .split(' ')
        .any(|word| BINDING.contains(&word));
    parted && !priced && !bound
}

/// Prices with what each is for, or nothing when a word binds them to something unsaid.
fn options(lower: &str) -> Option<Vec<(u32, Option<String>)>> {
    let mut options = Vec::new();
    let parts = lower.split(['/', ',', ';', '|', '(', ')']).map(str::trim);
    let mut pending: Option<String> = None;
    for part in parts
        .flat_map(|part| part.split(" or "))
        .flat_map(|part| part.split(" and "))
    {
        let part = part.trim_matches(|c: char| c.is_whitespace() || ".:-–".contains(c));
        if part.is_empty() {
            continue;
        }
        let Some((pence, around)) = price(part)? else {
            // "£5 (£3 concessions)" but also "£5, concessions available".
            let word = option_of(part)?;
            match options.last_mut() {
                Some((_, option @ None)) => *option = word,
                _ => pending = word,
            }
            continue;
        };
        options.push((pence, option_of(&around)?.or(pending.take())));
    }
    (options.len() <= 6).then_some(options)
}

/// The one price in a part, in pence, with the words around it. The outer option is nothing where
/// the part is not safe to read, the inner where it has no price.
fn price(part: &str) -> Option<Option<(u32, String)>> {
    if let Some(at) = part.find('£') {
        let after = &part[at + '£'.len_utf8()..];
        let length = after
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(after.len());
        let number = after[..length].trim_end_matches('.');
        let tail = &after[number.len()..];
        if tail.contains('£') || tail.trim_start().starts_with(['-', '–', '+']) {
            return None;
        }
        let pence = pence(number)?;
        let tail = tail
            .strip_prefix('p')
            .filter(|t| t.is_empty() || t.starts_with(' '))
            .unwrap_or(tail);
        return Some(Some((pence, format!("{} {tail}", &part[..at]))));
    }
    // "50p"
    if let Some(number) = part.split(' ').find_map(|word| word.strip_suffix('p'))
        && let Ok(amount @ 1..=99) = number.parse::<u32>()
    {
        return Some(Some((amount, part.replacen(&format!("{number}p"), "", 1))));
    }
    if part.chars().any(|c| c.is_ascii_digit()) {
        None
    } else {
        Some(None)
    }
}

fn pence(number: &str) -> Option<u32> {
    let (pounds, rest) = number.split_once('.').unwrap_or((number, ""));
    let rest = match rest.len() {
        0 => 0,
        2 => rest.parse().ok()?,
        1 => rest.parse::<u32>().ok()? * 10,
        _ => return None,
    };
    pounds
        .parse::<u32>()
        .ok()?
        .checked_mul(100)?
        .checked_add(rest)
}

/// What a price is for, by the words around it; nothing when they could bind it to anything.
fn option_of(words: &str) -> Option<Option<String>> {
    let plain = text::fold(words);
    let known = match plain.as_str() {
        "" | "full" | "full price" | "cost" | "price" | "fee" | "charge" | "entry" | "adult"
        | "adults" | "standard" | "per adult" => "",
        "conc" | "concs" | "concession" | "concessions" | "concessionary" | "conces"
        | "unwaged" | "for concessions" => "concession",
        "child" | "children" | "per child" | "kids" | "for children" => "child",
        "member" | "members" | "for members" => "members",
        "non member" | "non members" | "for non members" | "nonmembers" => "non-members",
        "per session" | "a session" | "session" | "each session" | "per visit" | "each"
        | "per class" | "per person" => "per session",
        "per week" | "a week" | "weekly" => "per week",
        "per month" | "a month" | "monthly" => "per month",
        "per year" | "a year" | "annual" | "annually" | "per annum" => "per year",
        "per term" | "a term" => "per term",
        "suggested donation"
        | "donation"
        | "suggested"
        | "recommended donation"
        | "voluntary donation"
        | "suggested contribution"
        | "donation suggested" => "suggested donation",
        _ => return None,
    };
    let option = match plain.as_str() {
        "adult" | "adults" | "per adult" => "adult",
        "per person" => "per person",
        _ => known,
    };
    Some((!option.is_empty()).then(|| option.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::read;
    use proptest::prelude::{prop_assert, proptest};

    fn check(text: &str, expected: &[(Option<u32>, &str)]) {
        let options = read(text);
        let found: Vec<(Option<u32>, &str)> = options
            .iter()
            .map(|cost| (cost.amount_pence, cost.option.as_deref().unwrap_or("")))
            .collect();
        assert_eq!(found, expected, "{text}");
        assert!(
            options
                .iter()
                .all(|cost| cost.amount_description.as_deref() == Some(text))
        );
    }

    #[test]
    fn prices_are_read() {
        check("Free", &[(Some(0), "")]);
        check("No charge.", &[(Some(0), "")]);
        check("Free, tea and toast included", &[(Some(0), "")]);
        check("Free (donations welcome)", &[(Some(0), "")]);
        check("£0", &[(Some(0), "")]);
        check("£3", &[(Some(300), "")]);
        check(
            "£2.50 suggested donation",
            &[(Some(250), "suggested donation")],
        );
        check("£5/£3 conc", &[(Some(500), ""), (Some(300), "concession")]);
        check(
            "£5 (£3 concessions)",
            &[(Some(500), ""), (Some(300), "concession")],
        );
        check("£4.50 per session", &[(Some(450), "per session")]);
        check("50p", &[(Some(50), "")]);
        check(
            "Adults £4, children £2.00",
            &[(Some(400), "adult"), (Some(200), "child")],
        );
    }

    #[test]
    fn a_price_that_depends_is_kept_in_words() {
        for text in [
            "Free for members",
            "First session free",
            "Free, first session only",
            "from £3",
            "£2-£5",
            "£2 – £5",
            "£12 worth of groceries for £2.50",
            "Free, £3 for lunch",
            "Pay what you can",
            "3.5",
            "Not free",
        ] {
            check(text, &[(None, "")]);
        }
        assert!(read("N/A").is_empty());
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_failing(text in "(£|[0-9]{1,3}|\\.|p|free|conc|/|-| |\\PC){0,12}") {
            prop_assert!(read(&text).len() <= 6);
        }
    }
}
