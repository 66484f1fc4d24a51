//! Links between Markdown files.
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

/// The targets of inline links, images and reference definitions outside code, each with its line number.
fn links(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut in_fence = false;
    for (index, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            in_fence = !in_fence;
            continue;
        }
        if in_fence {
            continue;
        }
        let definition = line
            .strip_prefix('[')
            .and_then(|rest| rest.split_once("]: "));
        if let Some((_, target)) = definition {
            found.push((index + 1, first_word(target)));
        }
        // Between backticks is code: every second piece.
        for prose in line.split('`').step_by(2) {
            for rest in prose.split("](").skip(1) {
                if let Some((target, _)) = rest.split_once(')') {
                    found.push((index + 1, first_word(target)));
                }
            }
        }
    }
    found
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
