//! Where Markdown files lead: links to files and headings, and the source files that they name.
//!
//! Only links within the tree are followed: a test that needs somebody else's server would fail
//! for reasons that are not ours.

use crate::Complaints;

/// Links in one Markdown file at `path` that point at nothing. `exists` answers for a path
/// relative to the root, file or folder.
#[must_use]
pub fn dead_links(path: &str, text: &str, exists: impl Fn(&str) -> bool) -> Complaints {
    links(text)
        .into_iter()
        .filter_map(|(number, target)| {
            let resolved = resolve(path, target)?;
            let broken = !exists(&resolved);
            broken.then(|| {
                format!("{path}:{number}: links to {target}, and {resolved} does not exist")
            })
        })
        .collect()
}

/// Links in one Markdown file at `path` to headings that are not there. `has_heading` answers for a
/// path relative to the root and the heading's name in an address.
#[must_use]
pub fn lost_headings(
    path: &str,
    text: &str,
    has_heading: impl Fn(&str, &str) -> bool,
) -> Complaints {
    links(text)
        .into_iter()
        .filter_map(|(number, target)| {
            let (file, heading) = target.split_once('#')?;
            let resolved = match file {
                "" => path.to_owned(),
                file => resolve(path, file).filter(|file| file.ends_with(".md"))?,
            };
            let lost = !has_heading(&resolved, heading);
            lost.then(|| {
                format!("{path}:{number}: links to {target}, and {resolved} has no such heading")
            })
        })
        .collect()
}

/// The names by which the headings of a Markdown file are linked to: lower case, a dash for each
/// space, without marks.
#[must_use]
pub fn headings(text: &str) -> Vec<String> {
    prose(text)
        .filter(|(_, line)| line.starts_with('#'))
        .map(|(_, line)| {
            let words = line.trim_start_matches('#').trim().to_lowercase();
            words
                .chars()
                .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
                .map(|c| if c == ' ' { '-' } else { c })
                .collect()
        })
        .collect()
}

/// Rust files that one Markdown file at `path` names by their crate, and that `exists` does not know:
/// `crates/domain/src/fold.rs`, or without the first part.
#[must_use]
pub fn lost_files(path: &str, text: &str, exists: impl Fn(&str) -> bool) -> Complaints {
    let mut found = Vec::new();
    for (number, line) in prose(text) {
        for code in line.split('`').skip(1).step_by(2) {
            let names_a_file = code.ends_with(".rs")
                && !code.contains([' ', '{', '*'])
                && (code.contains("/src/") || code.contains("/tests/"));
            let of_crates = format!("crates/{}", code.trim_start_matches("crates/"));
            if names_a_file && !exists(&of_crates) {
                found.push(format!(
                    "{path}:{number}: names {code}, and there is no such file"
                ));
            }
        }
    }
    found
}

/// The targets of inline links, images and reference definitions outside code, each with its line number.
fn links(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    for (number, line) in prose(text) {
        let definition = line
            .strip_prefix('[')
            .and_then(|rest| rest.split_once("]: "));
        if let Some((_, target)) = definition {
            found.push((number, first_word(target)));
        }
        // Between backticks is code: every second piece.
        for words in line.split('`').step_by(2) {
            for rest in words.split("](").skip(1) {
                if let Some((target, _)) = rest.split_once(')') {
                    found.push((number, first_word(target)));
                }
            }
        }
    }
    found
}

/// The lines outside fences, each with its number.
fn prose(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut in_fence = false;
    text.lines().enumerate().filter_map(move |(index, line)| {
        let is_fence = line.trim_start().starts_with("```");
        in_fence ^= is_fence;
        (!in_fence && !is_fence).then_some((index + 1, line))
    })
}

/// A target without the title that may follow it.
fn first_word(target: &str) -> &str {
    target.split_whitespace().next().unwrap_or_default()
}

/// The path from the root that a link means, or `None` when it leaves the tree or stays in its file.
fn resolve(from: &str, target: &str) -> Option<String> {
    let file = target
        .split(['#', '?'])
        .next()
        .filter(|file| !file.is_empty())?;
    if file.contains(':') || file.starts_with("//") {
        return None;
    }
    let mut parts: Vec<&str> = match file.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => from
            .rsplit_once('/')
            .map(|(folder, _)| folder.split('/').collect())
            .unwrap_or_default(),
    };
    for part in file.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            other => parts.push(other),
        }
    }
    Some(parts.join("/"))
}
