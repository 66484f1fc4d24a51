//! Numbers to ring: at once when the words speak of danger, or when little was found.

use directory::{Danger, Found, HelpLine, Helpline};

/// A danger and its numbers.
#[derive(Debug)]
pub(super) struct DangerView {
    pub(super) heading: String,
    pub(super) lines: Vec<LineView>,
}

/// One number.
#[derive(Debug)]
pub(super) struct LineView {
    pub(super) name: String,
    pub(super) call: Option<Call>,
    pub(super) text: Option<String>,
    pub(super) about: String,
}

/// A number to call, with its link.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) number: String,
    pub(super) href: String,
}

/// The dangers that the words speak of.
pub(super) fn dangers(found: &Found) -> Vec<DangerView> {
    let of = |danger: &Danger| DangerView {
        heading: danger.heading.clone(),
        lines: danger.lines.iter().map(urgent).collect(),
    };
    found.dangers.iter().map(of).collect()
}

/// Whom to ring when little was found.
pub(super) fn helplines(found: &Found) -> Vec<LineView> {
    let of = |line: &Helpline| LineView {
        name: line.name.clone(),
        call: Some(call(&line.call)),
        text: None,
        about: line.about.clone(),
    };
    found.helplines.iter().map(of).collect()
}

fn urgent(line: &HelpLine) -> LineView {
    LineView {
        name: line.name.clone(),
        call: line.call.as_deref().map(call),
        text: line.text.clone(),
        about: line.about.clone(),
    }
}

fn call(number: &str) -> Call {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    Call {
        href: format!("tel:{digits}"),
        number: number.to_owned(),
    }
}
