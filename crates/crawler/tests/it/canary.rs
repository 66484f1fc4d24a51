//! However an address is written, nothing inside is reached: a listener on loopback that nobody may
//! ever talk to.

use crawler::Reach;
use testkit::origin::{Answer, Origin};

use crate::rig::{Rig, source_at};

/// Ways to write this machine, to which a port is added.
const HOSTS: &[&str] = &[
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "0x7f.1",
    "0x7f000001",
    "0x7F.0x0.0x0.0x1",
    "2130706433",
    "017700000001",
    "0177.0.0.1",
    "0177.1",
    "127.0.0.1.",
    "127.0.0.01",
    "127.000.000.001",
    "①②⑦.⓪.⓪.①",
    "127。0。0。1",
    "１２７.0.0.1",
    "127%2e0%2e0%2e1",
    "%31%32%37.0.0.1",
    "127.127.127.127",
    "127.255.255.254",
    "0",
    "0.0.0.0",
    "0x0",
    "00",
    "0.0",
    "localhost",
    "LOCALHOST",
    "localhost.",
    "LocalHost",
    "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ",
    "localhost%2e",
    "[::1]",
    "[::]",
    "[0:0:0:0:0:0:0:1]",
    "[0000:0000:0000:0000:0000:0000:0000:0001]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::FFFF:127.0.0.1]",
    "[0:0:0:0:0:ffff:7f00:1]",
    "[::127.0.0.1]",
    "[::7f00:1]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b::127.0.0.1]",
    "[2002:7f00:1::]",
    "[2001::7f00:1]",
    "[fe80::1]",
    "[fc00::1]",
    "user@127.0.0.1",
    "user:secret@127.0.0.1",
    "directory.example@127.0.0.1",
    ":@127.0.0.1",
    "127.0.0.1#@directory.example",
    "localhost:80@127.0.0.1",
    "directory.example:80@localhost",
];

/// Whole addresses; `PORT` is the canary's.
const ADDRESSES: &[&str] = &[
    "http:127.0.0.1:PORT/",
    "http:/127.0.0.1:PORT/",
    "http:///127.0.0.1:PORT/",
    "http://///127.0.0.1:PORT/",
    "http:\\\\127.0.0.1:PORT/",
    "http://127.0.0.1:PORT\\@directory.example/",
    " http://127.0.0.1:PORT/ ",
    "ht\ntp://127.0.0.1:PORT/",
    "HTTP://127.0.0.1:PORT/",
    "https://127.0.0.1:PORT/",
    "ftp://127.0.0.1:PORT/",
    "ws://127.0.0.1:PORT/",
    "gopher://127.0.0.1:PORT/",
    "view-source:http://127.0.0.1:PORT/",
    "//127.0.0.1:PORT/",
    "127.0.0.1:PORT",
];

fn forms(port: u16) -> Vec<String> {
    let hosts = HOSTS
        .iter()
        .map(|host| format!("http://{host}:{port}/map.kml"));
    let whole = ADDRESSES
        .iter()
        .map(|address| address.replace("PORT", &port.to_string()));
    hosts.chain(whole).collect()
}

#[tokio::test]
async fn no_form_of_an_address_reaches_this_machine() {
    let canary = Origin::start().await;
    let port = canary.address().port();
    let closed = Reach {
        allow_loopback: false,
        allowed_ports: vec![port],
    };
    let rig = Rig::with(|options| options.reach = closed).await;
    let forms = forms(port);
    assert!(forms.len() >= 60, "{} forms", forms.len());
    for form in &forms {
        let checked = rig.crawler.check(form).await;
        assert!(checked.is_err(), "{form:?} was let through: {checked:?}");
    }
    assert_eq!(canary.connections(), 0);
}

#[tokio::test]
async fn no_redirect_reaches_what_is_closed() {
    // Loopback is open here, or nobody could redirect us; what is inside otherwise is not.
    let canary = Origin::start().await;
    let port = canary.address().port();
    let rig = Rig::new().await;
    let inside = [
        "10.0.0.1",
        "0x0a000001",
        "192.168.0.1",
        "172.16.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "[fd00::1]",
        "[fe80::1]",
        "[::ffff:10.0.0.1]",
        "[64:ff9b::a00:1]",
        "0.0.0.0",
        "[::]",
        "user:secret@127.0.0.1",
    ];
    for host in inside {
        let path = "/map.kml";
        rig.origin
            .on(path, [Answer::redirect(&format!("http://{host}:{port}/"))]);
        let report = rig
            .crawl(&source_at("map", &rig.origin.url(path), "mymaps", ""))
            .await;
        assert_eq!(report.problems[0].code, "address", "{host}: {report:?}");
    }
    assert_eq!(canary.connections(), 0);
}
