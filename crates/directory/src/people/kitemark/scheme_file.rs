//! A scheme's file: read as a whole, and what is wrong named by file, line and key.

use domain::kitemark::{Scheme, SchemeFault};

/// Something in a scheme's file that will not do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}, line {line}, {key}: {fault}")]
pub struct SchemeError {
    /// The file.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// The key.
    pub key: String,
    /// What is wrong.
    pub fault: String,
}

/// Reads a scheme's file.
///
/// # Errors
/// Everything that is wrong with it; where it is not TOML, or a key is not as it should be, the first
/// of that.
pub fn read_scheme(file: &str, text: &str) -> Result<Scheme, Vec<SchemeError>> {
    let scheme: Scheme = toml::from_str(text).map_err(|error| {
        let line = error
            .span()
            .map_or(1, |span| 1 + text[..span.start].matches('\n').count());
        let fault = error.message().replace('\n', " ");
        vec![SchemeError {
            file: file.to_owned(),
            line,
            key: key_of(text, line, &fault),
            fault,
        }]
    })?;
    let faults = scheme.faults();
    if faults.is_empty() {
        return Ok(scheme);
    }
    let error = |fault: SchemeFault| SchemeError {
        file: file.to_owned(),
        line: line_of(text, &fault),
        key: format!("{} {:?}, {}", fault.section, fault.code, fault.key),
        fault: fault.fault,
    };
    Err(faults.into_iter().map(error).collect())
}

/// The key that a message of the parser names, or that its line has.
fn key_of(text: &str, line: usize, message: &str) -> String {
    let named = message
        .starts_with("missing field")
        .then(|| message.split('`').nth(1))
        .flatten();
    let written = text.lines().nth(line - 1).unwrap_or_default();
    let before = written.split('=').next().unwrap_or_default().trim();
    named.unwrap_or(before).to_owned()
}

/// The line of a fault: in the section of that code, the key's line or else the section's first.
fn line_of(text: &str, fault: &SchemeFault) -> usize {
    let head = format!("[[{}]]", fault.section);
    let is = |line: &str, key: &str| {
        line.split_once('=')
            .is_some_and(|(name, _)| name.trim() == key)
    };
    let lines: Vec<&str> = text.lines().collect();
    let mut sections: Vec<(usize, usize)> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        if line.trim_start().starts_with("[[") {
            if let Some(last) = sections.last_mut() {
                last.1 = at;
            }
            sections.push((at, lines.len()));
        }
    }
    let ours = |(from, to): &&(usize, usize)| {
        lines[*from].trim() == head
            && lines[*from..*to]
                .iter()
                .any(|line| is(line, "code") && line.contains(&format!("{:?}", fault.code)))
    };
    // Of two with one code the later is at fault.
    let found = if fault.key == "code" {
        sections.iter().rev().find(ours)
    } else {
        sections.iter().find(ours)
    };
    found.map_or(1, |(from, to)| {
        let key = lines[*from..*to]
            .iter()
            .position(|line| is(line, fault.key));
        from + key.unwrap_or(0) + 1
    })
}

#[cfg(test)]
mod tests {
    use super::super::schemes::LIGHT_TOUCH;
    use super::read_scheme;

    fn errors(from: &str, to: &str) -> Vec<String> {
        assert!(LIGHT_TOUCH.contains(from), "{from}");
        let text = LIGHT_TOUCH.replacen(from, to, 1);
        let errors = read_scheme("mark.toml", &text).unwrap_err();
        errors.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_is_wrong_names_file_line_and_key() {
        let line = |text: &str| {
            1 + LIGHT_TOUCH
                .lines()
                .position(|line| line == text)
                .unwrap_or_else(|| panic!("no line {text}"))
        };
        let at = line("code = \"declared\"") + 3;
        assert_eq!(
            errors(
                "months = 12\ndecided = \"automatic\"\ncheck",
                "months = 0\ndecided = \"automatic\"\ncheck"
            ),
            [format!(
                "mark.toml, line {at}, tier \"declared\", months: must be 1 or more"
            )]
        );
        let at = line("evidence = \"motor\"");
        assert_eq!(
            errors("evidence = \"motor\"", "evidence = \"engine\""),
            [format!(
                "mark.toml, line {at}, question \"motor-insurance\", evidence: a question for evidence names a kind of evidence, and nothing else does"
            )]
        );
        let at = line("grace_days = 0");
        let found = errors("grace_days = 0", "grace_days = \"none\"");
        assert!(
            found[0].starts_with(&format!("mark.toml, line {at}, grace_days: invalid type")),
            "{found:?}"
        );
        let found = errors("version = 1", "verison = 1");
        assert!(
            found[0].contains("line 5, verison: unknown field"),
            "{found:?}"
        );
    }

    #[test]
    fn a_condition_on_what_is_not_asked_before_is_refused() {
        let found = errors(
            "question = \"keeps-records\", is = [\"yes\"]",
            "question = \"food\", is = [\"yes\"]",
        );
        assert!(
            found[0].contains("\"food\" is not an earlier question"),
            "{found:?}"
        );
        let found = errors(
            "question = \"food\", is = [\"yes\"]",
            "question = \"food\", is = [\"often\"]",
        );
        assert!(found[0].contains("\"often\" is not an answer"), "{found:?}");
    }
}
