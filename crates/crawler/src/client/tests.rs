//! What the client promises that no origin on loopback can show.

use std::time::Duration;

use chrono::DateTime;
use testkit::origin::{Answer, Origin};

use super::{Bounds, Client, Reply, Validators, asks_not_to_be_indexed, next, vet, wait_of};
use crate::address::Reach;

#[test]
fn a_wait_is_seconds_or_a_date() {
    let now = DateTime::parse_from_rfc3339("2026-11-22T10:00:00Z")
        .unwrap()
        .to_utc();
    let check = |value, seconds: Option<u64>| {
        assert_eq!(
            wait_of(value, now),
            seconds.map(Duration::from_secs),
            "{value}"
        );
    };
    check("120", Some(120));
    check("Sun, 22 Nov 2026 10:01:30 GMT", Some(90));
    check("Sun, 22 Nov 2026 09:00:00 GMT", Some(0));
    check("soon", None);
}

#[test]
fn a_redirect_never_leads_from_https_to_http() {
    let from = "https://directory.example/a/b".parse().unwrap();
    let check = |location, expected: Result<&str, &str>| {
        let led = next(&from, location);
        let led = led
            .as_ref()
            .map(url::Url::as_str)
            .map_err(super::FetchError::code);
        assert_eq!(led, expected, "{location}");
    };
    check("c?d", Ok("https://directory.example/a/c?d"));
    check("//other.example/", Ok("https://other.example/"));
    check("http://directory.example/a/b", Err("downgrade"));
    check("http://[", Err("address"));
}

#[test]
fn a_header_can_ask_not_to_be_indexed() {
    for value in [
        "noindex",
        "NoIndex, nofollow",
        "nofollow,noindex",
        "none",
        "Fingerpost: noindex",
    ] {
        assert!(asks_not_to_be_indexed(value), "{value}");
    }
    for value in ["all", "nofollow", "otherbot: noindex", ""] {
        assert!(!asks_not_to_be_indexed(value), "{value}");
    }
}

/// A client that may not talk to loopback is redirected there by a server that it was let to.
#[tokio::test]
async fn no_redirect_reaches_this_machine() {
    let (origin, canary) = (Origin::start().await, Origin::start().await);
    let port = canary.address().port();
    let open = Reach {
        allow_loopback: true,
        ..Reach::default()
    };
    let closed = Reach {
        allow_loopback: false,
        allowed_ports: vec![port],
    };
    let client = Client::new("test", closed, Bounds::default()).unwrap();
    let first = vet(&origin.url("/"), &open).unwrap();
    for host in [
        "127.0.0.1",
        "127.1",
        "0x7f.1",
        "2130706433",
        "017700000001",
        "127.0.0.1.",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::]",
        "0.0.0.0",
        "0",
        "①②⑦.⓪.⓪.①",
        "127%2e0%2e0%2e1",
        "user@127.0.0.1",
        "localhost",
        "localhost.",
        "LOCALHOST",
    ] {
        let to = format!("http://{host}:{port}/");
        origin.on("/", [Answer::redirect(&to)]);
        let now = DateTime::UNIX_EPOCH;
        let reply = client.ask(&first, &Validators::default(), now).await;
        // A name is let through as it is written, and stopped when it is looked up.
        let reply = match reply {
            Ok(Reply::Redirect(next)) => client.ask(&next, &Validators::default(), now).await,
            reply => reply,
        };
        assert!(reply.is_err(), "{to}: {reply:?}");
    }
    assert_eq!(canary.connections(), 0);
}
