//! Just enough of PostgreSQL's protocol (version 3) to ask one question without a client library:
//! may this user, without a password, make databases?
//!
//! It knows the start-up message, one simple query and the replies to them, nothing else.

use std::io::{Read, Write};

use anyhow::{Context, bail};

const PROTOCOL: i32 = 3 << 16;

const QUESTION: &str = "select rolsuper or rolcreatedb from pg_roles where rolname = current_user";

/// Whether `user` is let in without a password and may make databases.
///
/// # Errors
/// When not; the error says which.
pub(super) fn check(mut stream: impl Read + Write, user: &str) -> anyhow::Result<()> {
    let mut hello = PROTOCOL.to_be_bytes().to_vec();
    for text in ["user", user, "database", "postgres", ""] {
        hello.extend(text.as_bytes());
        hello.push(0);
    }
    send(&mut stream, None, &hello)?;
    loop {
        match receive(&mut stream)? {
            (b'R', body) if body != [0; 4] => bail!("it asks for a password"),
            (b'E', body) => bail!("it refuses: {}", message(&body)),
            (b'Z', _) => break,
            _ => {}
        }
    }

    let mut question = QUESTION.as_bytes().to_vec();
    question.push(0);
    send(&mut stream, Some(b'Q'), &question)?;
    let mut may = false;
    loop {
        match receive(&mut stream)? {
            // One row of one column, whose text is t or f.
            (b'D', body) => may = body.last() == Some(&b't'),
            (b'E', body) => bail!("it refuses: {}", message(&body)),
            (b'Z', _) => break,
            _ => {}
        }
    }
    send(&mut stream, Some(b'X'), &[])?;
    if !may {
        bail!("{user} may not make databases there");
    }
    Ok(())
}

/// Writes a message: its kind, but for the first, its length with itself, its body.
fn send(stream: &mut impl Write, kind: Option<u8>, body: &[u8]) -> anyhow::Result<()> {
    let length = i32::try_from(body.len() + 4)?;
    let mut bytes: Vec<u8> = kind.into_iter().collect();
    bytes.extend(length.to_be_bytes());
    bytes.extend(body);
    stream.write_all(&bytes).context("it hung up")
}

/// Reads a message: its kind and its body.
fn receive(stream: &mut impl Read) -> anyhow::Result<(u8, Vec<u8>)> {
    let mut head = [0; 5];
    stream
        .read_exact(&mut head)
        .context("it does not answer as PostgreSQL does")?;
    let [kind, length @ ..] = head;
    let length = usize::try_from(i32::from_be_bytes(length))?;
    if !(4..=65_536).contains(&length) {
        bail!("it does not answer as PostgreSQL does");
    }
    let mut body = vec![0; length - 4];
    stream.read_exact(&mut body).context("it hung up")?;
    Ok((kind, body))
}

/// The text of an error, which is a list of fields, each a letter and a text up to a zero.
fn message(body: &[u8]) -> String {
    let fields = body.split(|byte| *byte == 0);
    let text = fields
        .filter_map(|field| field.strip_prefix(b"M"))
        .next()
        .unwrap_or(b"no reason given");
    String::from_utf8_lossy(text).into_owned()
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read, Result, Write};

    use super::{check, message};

    #[test]
    fn a_user_who_may_make_databases_is_welcome() {
        check(Server::answers(&[OK, READY, &row(b't'), READY]), "me").unwrap();
    }

    #[test]
    fn a_user_who_may_not_is_refused() {
        assert_refused(
            &[OK, READY, &row(b'f'), READY],
            "me may not make databases there",
        );
    }

    #[test]
    fn a_password_is_too_much_to_ask() {
        assert_refused(&[b"R\0\0\0\x08\0\0\0\x05"], "it asks for a password");
    }

    #[test]
    fn the_servers_own_reason_is_passed_on() {
        assert_refused(
            &[b"E\0\0\0\x1aSFATAL\0Mno such role\0\0"],
            "it refuses: no such role",
        );
        assert_eq!(message(b"SFATAL\0\0"), "no reason given");
    }

    #[test]
    fn another_kind_of_server_is_not_taken_for_postgresql() {
        assert_refused(
            &[b"HTTP/1.1 400 Bad Request\r\n"],
            "it does not answer as PostgreSQL does",
        );
        assert_refused(&[b""], "it does not answer as PostgreSQL does");
    }

    const OK: &[u8] = b"R\0\0\0\x08\0\0\0\0";
    const READY: &[u8] = b"Z\0\0\0\x05I";

    fn row(value: u8) -> Vec<u8> {
        let mut row = b"D\0\0\0\x0b\0\x01\0\0\0\x01".to_vec();
        row.push(value);
        row
    }

    #[track_caller]
    fn assert_refused(answers: &[&[u8]], reason: &str) {
        let error = check(Server::answers(answers), "me").unwrap_err();
        assert_eq!(error.to_string(), reason);
    }

    /// Answers from a script, whatever it is asked.
    struct Server(Cursor<Vec<u8>>);

    impl Server {
        fn answers(answers: &[&[u8]]) -> Server {
            Server(Cursor::new(answers.concat()))
        }
    }

    impl Read for Server {
        fn read(&mut self, into: &mut [u8]) -> Result<usize> {
            self.0.read(into)
        }
    }

    impl Write for Server {
        fn write(&mut self, from: &[u8]) -> Result<usize> {
            Ok(from.len())
        }

        fn flush(&mut self) -> Result<()> {
            Ok(())
        }
    }
}
