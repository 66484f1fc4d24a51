//! The example of docs/using-the-data.md that checks a webhook's signature does what it says.

use std::io::Write as _;
use std::process::{Command, Stdio};

use domain::clock::Clock as _;
use domain::webhook::sign;

use crate::instance::RealClock;

const DOCUMENT: &str = include_str!("../../../../docs/using-the-data.md");
/// Reads secret, signature and body, a line each.
const ASK: &str = "\nimport sys\nsecret, signature, body = sys.stdin.buffer.read().split(b'\\n', 2)\n\
                   print(is_genuine(secret.decode(), signature.decode(), body))\n";

#[test]
fn the_documented_check_believes_what_was_signed_and_nothing_else() {
    let Some(code) = python() else {
        eprintln!("python3 is not here: the example is not run");
        return;
    };
    let (body, now) = (b"{\"event\":\n\"listings\"}".as_slice(), RealClock.now());
    let signature = sign("secret", now, body);
    let old = sign("secret", now - chrono::TimeDelta::minutes(6), body);
    for (secret, signature, body, expected) in [
        ("secret", signature.as_str(), body, "True"),
        ("other", &signature, body, "False"),
        ("secret", &signature, b"{}".as_slice(), "False"),
        ("secret", &old, body, "False"),
        ("secret", "nonsense", body, "False"),
    ] {
        assert_eq!(
            ask(&code, secret, signature, body),
            expected,
            "{secret} {signature}"
        );
    }
}

/// The document's example, if there is something to run it.
fn python() -> Option<String> {
    let there = Command::new("python3").arg("--version").output().is_ok();
    let block = DOCUMENT.split("```python\n").nth(1).unwrap();
    there.then(|| format!("{}{ASK}", block.split("```").next().unwrap()))
}

fn ask(code: &str, secret: &str, signature: &str, body: &[u8]) -> String {
    let mut child = Command::new("python3")
        .args(["-c", code])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    input
        .write_all(format!("{secret}\n{signature}\n").as_bytes())
        .unwrap();
    input.write_all(body).unwrap();
    drop(input);
    let output = child.wait_with_output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}
