//! What a Rust file looks like from outside: its length, its opening doc, its names, its imports.
//!
//! These are text rules on formatted code; they read lines and know no grammar, so each says
//! exactly which lines it means.

use std::path::Path;

use crate::Complaints;

/// A file longer than this fails, in lines.
pub const LONGEST: usize = 600;

/// A file longer than this is worth a second look, in lines.
pub const LONG: usize = 400;

/// Module names that say nothing of what is inside.
const EMPTY_NAMES: &[&str] = &["common", "helper", "helpers", "misc", "util", "utils"];

/// Whether a file is over [`LONGEST`].
#[must_use]
pub fn too_long(path: &str, text: &str) -> Complaints {
    let lines = text.lines().count();
    complain_if(lines > LONGEST, || {
        format!(
            "{path}: {lines} lines, {LONGEST} at most: split it by subject, about 150 lines each"
        )
    })
}

/// Whether a file fails to open with what it is.
#[must_use]
pub fn undocumented(path: &str, text: &str) -> Complaints {
    complain_if(!text.starts_with("//! "), || {
        format!(
            "{path}: does not open with //!: say in the first line what it is, then why, then what it is not"
        )
    })
}

/// Modules, by file, folder or `mod` line, whose names say nothing.
#[must_use]
pub fn empty_names(path: &str, text: &str) -> Complaints {
    let of_path = Path::new(path)
        .components()
        .filter_map(|part| Path::new(part.as_os_str()).file_stem()?.to_str())
        .map(str::to_owned);
    let of_lines = text.lines().filter_map(module_name).map(str::to_owned);
    of_path
        .chain(of_lines)
        .filter(|name| EMPTY_NAMES.contains(&name.as_str()))
        .map(|name| {
            format!(
                "{path}: a module called {name} says nothing of what is inside: name its subject"
            )
        })
        .collect()
}

/// Glob imports outside tests. Tests are folders `tests` and `benches`, files `tests.rs`, and modules under
/// `#[cfg(test)]`.
#[must_use]
pub fn glob_imports(path: &str, text: &str) -> Complaints {
    let is_test = path
        .split('/')
        .any(|part| matches!(part, "tests" | "benches" | "tests.rs"));
    if is_test {
        return Complaints::new();
    }
    let mut complaints = Complaints::new();
    let mut lines = text.lines().enumerate();
    let mut under_cfg_test = false;
    while let Some((number, line)) = lines.next() {
        let indent = &line[..line.len() - line.trim_start().len()];
        let code = line.trim();
        if code == "#[cfg(test)]" {
            under_cfg_test = true;
        } else if code.starts_with("#[") {
            // Another attribute of the same item.
        } else if under_cfg_test {
            under_cfg_test = false;
            if code.ends_with('{') {
                let end = format!("{indent}}}");
                let _ = lines.by_ref().find(|(_, line)| *line == end);
            }
        } else if is_use(code) {
            let mut statement = code.to_owned();
            while !statement.ends_with(';') {
                let Some((_, line)) = lines.next() else { break };
                statement.push_str(line.trim());
            }
            if statement.contains("::*") || statement.contains("{*") || statement.contains(",*") {
                complaints.push(format!(
                    "{path}:{}: glob import: name what you use",
                    number + 1
                ));
            }
        }
    }
    complaints
}

/// The name that a line such as `pub(crate) mod name;` or `mod name {` gives.
fn module_name(line: &str) -> Option<&str> {
    let line = line.trim();
    let declared = without_visibility(line).strip_prefix("mod ")?;
    let name = declared.trim_end_matches([';', '{', ' ']);
    name.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        .then_some(name)
}

fn is_use(code: &str) -> bool {
    without_visibility(code).starts_with("use ")
}

fn without_visibility(code: &str) -> &str {
    let Some(rest) = code.strip_prefix("pub") else {
        return code;
    };
    if let Some(open) = rest.strip_prefix('(') {
        return open.split_once(") ").map_or(code, |(_, rest)| rest);
    }
    rest.strip_prefix(' ').unwrap_or(code)
}

fn complain_if(broken: bool, complaint: impl FnOnce() -> String) -> Complaints {
    broken.then(complaint).into_iter().collect()
}
