//! A text about times, cut into clauses, and each clause into what its words can mean.

use chrono::Weekday;

use super::clock_time::{ClockTime, Half};
use crate::schedule;

/// What a word, a number or a phrase can mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// "Tuesdays", "weekends".
    Days(Vec<Weekday>),
    /// "10am", "12 noon", "2.30".
    Time(ClockTime),
    /// "first", "2nd", "last" (−1).
    Ordinal(i8),
    /// "of the month", "monthly".
    Monthly,
    /// "every other", "fortnightly".
    Fortnightly,
    /// "term time only", "not in school holidays".
    TermTime,
    /// A dash: a range, or only a separator.
    To,
    /// "to", "until": a range and nothing else.
    Until,
    /// "and", "&", ",": the next of a list.
    Next,
    /// "closed".
    Closed,
    /// Words that go with the session: "Baby Bounce", "by appointment".
    Words(String),
    /// A word that makes this clause unsafe to read: "July", "most", "or".
    Unsafe,
    /// A word that changes what other clauses say: "except".
    Changes,
}

/// The clauses of a text: its lines, cut further at full stops and semicolons.
pub(super) fn clauses(text: &str) -> Vec<Vec<Token>> {
    let mut text = text.to_lowercase();
    for (written, meant) in REWRITTEN {
        if text.contains(written) {
            text = with_words_replaced(&text, written, meant);
        }
    }
    let chars: Vec<char> = text.chars().collect();
    let mut clauses = vec![Vec::new()];
    let mut at = 0;
    while at < chars.len() {
        let c = chars[at];
        let ends_clause = matches!(c, '\n' | ';' | '•' | '|')
            || (matches!(c, '.' | '!')
                && chars.get(at + 1).is_none_or(|next| next.is_whitespace()));
        if ends_clause {
            clauses.push(Vec::new());
            at += 1;
            continue;
        }
        let (taken, token) = next_token(&chars[at..]);
        at += taken.max(1);
        if let (Some(token), Some(clause)) = (token, clauses.last_mut()) {
            push(clause, token);
        }
    }
    clauses.retain(|clause| !clause.is_empty());
    clauses
}

/// Replaces where whole words match: "of month", but not the start of "of monthly".
fn with_words_replaced(text: &str, written: &str, meant: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(written) {
        let (before, found) = rest.split_at(at);
        let after = &found[written.len()..];
        // A digit may stand right before ("10a.m."), and anything after a full stop.
        let whole = !before.ends_with(char::is_alphabetic)
            && (written.ends_with('.') || !after.starts_with(char::is_alphanumeric));
        out.push_str(before);
        out.push_str(if whole { meant } else { written });
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Spellings made one before words are cut.
const REWRITTEN: &[(&str, &str)] = &[
    ("a.m.", "am"),
    ("p.m.", "pm"),
    ("a.m", "am"),
    ("p.m", "pm"),
    ("term-time", "termtime"),
    ("term time", "termtime"),
    ("term only", "termtime"),
    ("school terms", "termtime"),
    ("school term", "termtime"),
    ("every other", "fortnightly"),
    ("every two weeks", "fortnightly"),
    ("every 2 weeks", "fortnightly"),
    ("once a fortnight", "fortnightly"),
    ("every second", "sometimes"),
    ("every third", "sometimes"),
    ("every fourth", "sometimes"),
    // A break in a day that is told without times takes nothing from it.
    ("shut at midday", ""),
    ("closed at midday", ""),
    ("all day", ""),
    ("7 days a week", "daily"),
    ("seven days a week", "daily"),
    ("every day", "daily"),
    ("all week", "daily"),
    ("bank holiday weekends", "bankholidayweekends"),
    ("bank holiday weekend", "bankholidayweekends"),
    ("bank holidays", "bankholidays"),
    ("bank holiday", "bankholidays"),
    ("public holidays", "bankholidays"),
    ("except during school holidays", "termtime"),
    ("except in school holidays", "termtime"),
    ("except school holidays", "termtime"),
    ("excluding school holidays", "termtime"),
    ("not during school holidays", "termtime"),
    ("not in school holidays", "termtime"),
    ("not school holidays", "termtime"),
    ("school holidays", "schoolholidays"),
    ("except on bankholidays", NOT_ON_BANK_HOLIDAYS),
    ("except bankholidays", NOT_ON_BANK_HOLIDAYS),
    ("excluding bankholidays", NOT_ON_BANK_HOLIDAYS),
    ("excl bankholidays", NOT_ON_BANK_HOLIDAYS),
    ("not open on bankholidays", NOT_ON_BANK_HOLIDAYS),
    ("not on bankholidays", NOT_ON_BANK_HOLIDAYS),
    ("closed on bankholidays", NOT_ON_BANK_HOLIDAYS),
    ("closed bankholidays", NOT_ON_BANK_HOLIDAYS),
    ("not bankholidays", NOT_ON_BANK_HOLIDAYS),
    (
        "except on bankholidayweekends",
        NOT_ON_BANK_HOLIDAY_WEEKENDS,
    ),
    ("except bankholidayweekends", NOT_ON_BANK_HOLIDAY_WEEKENDS),
    (
        "excluding bankholidayweekends",
        NOT_ON_BANK_HOLIDAY_WEEKENDS,
    ),
    ("not on bankholidayweekends", NOT_ON_BANK_HOLIDAY_WEEKENDS),
    ("not bankholidayweekends", NOT_ON_BANK_HOLIDAY_WEEKENDS),
    (
        "closed on bankholidayweekends",
        NOT_ON_BANK_HOLIDAY_WEEKENDS,
    ),
    ("closed bankholidayweekends", NOT_ON_BANK_HOLIDAY_WEEKENDS),
    ("each month", "monthly"),
    ("every month", "monthly"),
    ("of the month", "monthly"),
    ("of month", "monthly"),
    ("in the month", "monthly"),
    ("per month", "sometimes"),
    ("a month", "sometimes"),
    ("per week", "sometimes"),
    ("a week", "sometimes"),
    ("midday", "noon"),
    ("mid-day", "noon"),
    ("on going", "ongoing"),
];

/// One word, so that its parts are not read one by one.
const NOT_ON_BANK_HOLIDAYS: &str = "notonbankholidays";
/// The same of the Saturday, the Sunday and the holiday beside them.
const NOT_ON_BANK_HOLIDAY_WEEKENDS: &str = "notonbankholidayweekends";

/// Joins words that stand together, and drops repeats of what separates.
fn push(clause: &mut Vec<Token>, token: Token) {
    match (clause.last_mut(), token) {
        (Some(Token::Words(before)), Token::Words(word)) => {
            before.push(' ');
            before.push_str(&word);
        }
        (Some(Token::Next | Token::To), Token::Next) => {}
        (Some(last @ Token::Next), token @ (Token::To | Token::Until)) => *last = token,
        (Some(Token::TermTime), Token::TermTime) => {}
        (_, token) => clause.push(token),
    }
}

/// The token at the start of some text (if it says anything) and how many characters it takes.
fn next_token(chars: &[char]) -> (usize, Option<Token>) {
    match chars[0] {
        c if c.is_ascii_digit() => number(chars),
        '£' | '#' => {
            let taken = chars.iter().take_while(|c| !c.is_whitespace()).count();
            (taken, Some(Token::Words(chars[..taken].iter().collect())))
        }
        '-' | '–' | '—' | '‐' | '‑' | '−' => (1, Some(Token::To)),
        ',' | '&' | '+' | '/' => (1, Some(Token::Next)),
        c if c.is_alphabetic() => word(chars),
        '=' | '~' | '<' | '>' | '?' | '%' => (1, Some(Token::Unsafe)),
        _ => (1, None),
    }
}

/// A number: a time, an ordinal, or something that is not about times.
fn number(chars: &[char]) -> (usize, Option<Token>) {
    let digits = |from: usize| {
        chars[from..]
            .iter()
            .take_while(|c| c.is_ascii_digit())
            .count()
    };
    let value = |from: usize, length: usize| {
        chars[from..from + length]
            .iter()
            .collect::<String>()
            .parse::<u32>()
            .unwrap_or(u32::MAX)
    };
    let first = digits(0);
    let mut at = first;
    let (mut hour, mut minute, mut with_minutes) = (value(0, first), 0, false);
    if matches!(chars.get(at), Some(':' | '.')) && digits(at + 1) > 0 {
        let length = digits(at + 1);
        if length != 2 {
            return (at + 1 + length, Some(Token::Unsafe));
        }
        minute = value(at + 1, length);
        with_minutes = true;
        at += 1 + length;
        // Seconds, as spreadsheets print them.
        if matches!(chars.get(at), Some(':')) && digits(at + 1) == 2 && value(at + 1, 2) == 0 {
            at += 3;
        }
    } else if first >= 3 {
        (hour, minute, with_minutes) = (hour / 100, hour % 100, true);
    }
    let spaces = chars[at..].iter().take_while(|c| **c == ' ').count();
    let letters: String = chars[at + spaces..]
        .iter()
        .take_while(|c| c.is_alphabetic())
        .collect();
    let suffix_end = at + spaces + letters.chars().count();
    let ordinal = spaces == 0 && matches!(letters.as_str(), "st" | "nd" | "rd" | "th");
    if ordinal && !with_minutes {
        return match i8::try_from(hour) {
            Ok(count @ 1..=4) => (suffix_end, Some(Token::Ordinal(count))),
            _ => (suffix_end, Some(Token::Unsafe)),
        };
    }
    let leading_nought = chars[0] == '0' && (with_minutes || first == 2);
    let (half, end) = match letters.as_str() {
        "am" => (Half::Am, suffix_end),
        "pm" | "noon" => (Half::Pm, suffix_end),
        "hrs" | "hours" | "h" if with_minutes => (Half::TwentyFour, suffix_end),
        // A unit, or a word glued on: "3x", "24 hours", "2 weeks", "10 sessions".
        _ if spaces == 0 && !letters.is_empty() && letters != "to" && letters != "til" => {
            return (suffix_end, Some(Token::Unsafe));
        }
        "hours" | "hrs" | "weeks" | "days" | "minutes" | "years" | "people" | "sessions" => {
            return (suffix_end, Some(Token::Unsafe));
        }
        _ if hour >= 13 || leading_nought => (Half::TwentyFour, at),
        _ => (Half::Unsaid, at),
    };
    // "1030am", "0900", "2030hrs" are times; 2026 is a year.
    let digits_alone_are_a_time = match half {
        Half::Am | Half::Pm => true,
        Half::TwentyFour => first == 4 && !(19..=20).contains(&hour) || letters.starts_with('h'),
        Half::Unsaid => false,
    };
    let noon_at_twelve = letters != "noon" || (hour == 12 && minute == 0);
    let good = minute < 60
        && hour < 24
        && first <= 4
        && noon_at_twelve
        && (first < 3 || digits_alone_are_a_time);
    let token = if good {
        Token::Time(ClockTime {
            hour,
            minute,
            half,
            with_minutes,
        })
    } else {
        Token::Unsafe
    };
    (end, Some(token))
}

/// A word, or words joined by hyphens.
fn word(chars: &[char]) -> (usize, Option<Token>) {
    let inside = |c: &char| c.is_alphabetic() || matches!(c, '\'' | '’' | '-' | '‑' | '‐');
    let length = chars.iter().take_while(|c| inside(c)).count();
    let joined: String = chars[..length].iter().collect();
    let joined = joined.replace(['‑', '‐'], "-").replace('’', "'");
    // "mon-fri" is two words; "drop-in" is one.
    if let Some((head, _)) = joined.split_once('-')
        && (days(head).is_some() || head == "noon")
    {
        return (head.chars().count(), meaning(head));
    }
    let bare = joined.trim_matches(['-', '\'']);
    let taken = joined.trim_end_matches('-').chars().count().max(1);
    (taken, meaning(bare))
}

fn meaning(word: &str) -> Option<Token> {
    if let Some(days) = days(word) {
        return Some(Token::Days(days));
    }
    Some(match word {
        "to" | "til" | "till" | "until" | "through" => Token::Until,
        "and" | "then" => Token::Next,
        "first" => Token::Ordinal(1),
        "second" => Token::Ordinal(2),
        "third" => Token::Ordinal(3),
        "fourth" => Token::Ordinal(4),
        "last" => Token::Ordinal(-1),
        "monthly" => Token::Monthly,
        "fortnightly" | "alternate" | "alternating" => Token::Fortnightly,
        "termtime" => Token::TermTime,
        "noon" => Token::Time(ClockTime {
            hour: 12,
            minute: 0,
            half: Half::Pm,
            with_minutes: true,
        }),
        "closed" | "shut" => Token::Closed,
        NOT_ON_BANK_HOLIDAYS => Token::Words(schedule::NOT_ON_BANK_HOLIDAYS.to_owned()),
        NOT_ON_BANK_HOLIDAY_WEEKENDS => {
            Token::Words(schedule::NOT_ON_BANK_HOLIDAY_WEEKENDS.to_owned())
        }
        _ if lists(CHANGES, word) => Token::Changes,
        _ if lists(UNSAFE, word) => Token::Unsafe,
        _ if lists(SILENT, word) => return None,
        _ => Token::Words(word.to_owned()),
    })
}

fn days(word: &str) -> Option<Vec<Weekday>> {
    use Weekday::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};
    let word = word
        .strip_suffix("'s")
        .unwrap_or(word)
        .trim_end_matches('\'');
    Some(match word {
        "mon" | "mons" | "monday" | "mondays" => vec![Mon],
        "tue" | "tues" | "tuesday" | "tuesdays" => vec![Tue],
        "wed" | "weds" | "wednesday" | "wednesdays" => vec![Wed],
        "thu" | "thur" | "thurs" | "thursday" | "thursdays" => vec![Thu],
        "fri" | "fris" | "friday" | "fridays" => vec![Fri],
        "sat" | "sats" | "saturday" | "saturdays" => vec![Sat],
        "sun" | "suns" | "sunday" | "sundays" => vec![Sun],
        "weekday" | "weekdays" => vec![Mon, Tue, Wed, Thu, Fri],
        "weekend" | "weekends" => vec![Sat, Sun],
        "daily" | "everyday" => vec![Mon, Tue, Wed, Thu, Fri, Sat, Sun],
        _ => return None,
    })
}

/// Whether a list of words, parted by spaces, has this one.
fn lists(words: &str, word: &str) -> bool {
    words.split(' ').any(|one| one == word)
}

/// Words that change what another clause says.
const CHANGES: &str = "\
    apart but except excepting exc excl excluding excludes however no not unless without";

/// Words that make their own clause unsafe to read.
const UNSAFE: &str = "\
    after afterwards apr april aug august autumn bankholidays before biweekly bi-weekly call \
    cancelled check christmas contact currently date dates dawn dec december depending dusk \
    easter eight either email ends feb february fifth five four half half-term holiday \
    holidays jan january jul july jun june late mar march many may midnight month months most \
    nine nov november occasional occasionally oct october once one or paused phone ramadan \
    ring schoolholidays season seasonal selected sep sept september seven six some sometimes \
    soon spring summer suspended tel telephone temporarily three twice two usually various \
    varies vary week weeks when winter year";

/// Words that add nothing about times.
const SILENT: &str = "\
    a afternoon afternoons am are at available between during each evening evenings every from \
    held hours hrs in is it local meet meeting meetings meets morning mornings of on only open \
    opening opens our place run runs school session sessions start starting starts takes the \
    time times we weekly";
