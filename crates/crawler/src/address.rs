//! Which addresses we may talk to: none that lead into the machine or the network we run in.
//!
//! A source's address, and every redirect it answers with, is data from outside. An address is
//! vetted twice: as it is written ([`vet`], which also catches hosts written as odd numbers, because
//! the URL parser has already made them plain), and as the name resolves ([`PublicOnly`], whose
//! answer is what is connected to, so that a second look-up cannot give another).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

/// What is allowed besides public hosts on the usual ports.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reach {
    /// This very machine; for demonstrations and tests.
    pub allow_loopback: bool,
    /// Ports besides 80 and 443. On loopback every port will do.
    pub allowed_ports: Vec<u16>,
}

/// Why an address is not talked to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// It is not a URL at all.
    #[error("{0:?} is not an address like https://directory.example/feed")]
    NotUrl(String),
    /// Neither http nor https.
    #[error("{0:?} is not fetched: only http and https are")]
    Scheme(String),
    /// A user name or password stands in it.
    #[error("an address with a user name or password in it is not fetched")]
    Credentials,
    /// Not an allowed port.
    #[error("port {0} is not allowed; add it to crawl.allowed_ports if the source is really there")]
    Port(u16),
    /// It leads inside.
    #[error("{0} is not a public address")]
    NotPublic(String),
}

/// An address that may be talked to, as far as its writing tells. There is no other way to one than
/// [`vet`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Vetted(Url);

impl Vetted {
    pub(crate) fn url(&self) -> &Url {
        &self.0
    }

    /// The robots.txt of the same origin.
    pub(crate) fn robots(&self) -> Self {
        let mut url = self.0.clone();
        url.set_path("/robots.txt");
        url.set_query(None);
        url.set_fragment(None);
        Self(url)
    }
}

/// Reads and vets an address as it is written.
///
/// # Errors
/// Says what is wrong with it.
pub(crate) fn vet(text: &str, reach: &Reach) -> Result<Vetted, AddressError> {
    let url = Url::parse(text).map_err(|_| AddressError::NotUrl(text.to_owned()))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(AddressError::Scheme(url.scheme().to_owned()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(AddressError::Credentials);
    }
    let inside = match url.host() {
        None => return Err(AddressError::NotUrl(text.to_owned())),
        Some(Host::Ipv4(v4)) => Some(IpAddr::V4(v4)),
        Some(Host::Ipv6(v6)) => Some(IpAddr::V6(v6)),
        Some(Host::Domain(_)) => None,
    };
    let port = url.port_or_known_default().unwrap_or(0);
    let loopback = inside.is_some_and(is_loopback) && reach.allow_loopback;
    if let Some(address) = inside
        && !loopback
        && !is_public(address)
    {
        return Err(AddressError::NotPublic(address.to_string()));
    }
    if !loopback && !matches!(port, 80 | 443) && !reach.allowed_ports.contains(&port) {
        return Err(AddressError::Port(port));
    }
    Ok(Vetted(url))
}

/// Whether an address may be talked to, as far as its writing tells.
///
/// # Errors
/// Says what is wrong with it.
pub fn check_address(text: &str, reach: &Reach) -> Result<(), AddressError> {
    vet(text, reach).map(drop)
}

/// Resolves names, and gives nothing when any of the answers leads inside.
#[derive(Debug, Clone)]
pub(crate) struct PublicOnly {
    allow_loopback: bool,
}

impl PublicOnly {
    pub(crate) fn new(reach: &Reach) -> Arc<Self> {
        Arc::new(Self {
            allow_loopback: reach.allow_loopback,
        })
    }
}

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        let allow_loopback = self.allow_loopback;
        Box::pin(async move {
            let host = name.as_str().to_owned();
            let found: Vec<SocketAddr> =
                tokio::net::lookup_host((host.as_str(), 0)).await?.collect();
            let good = |address: &SocketAddr| {
                is_public(address.ip()) || (allow_loopback && is_loopback(address.ip()))
            };
            if let Some(bad) = found.iter().find(|address| !good(address)) {
                return Err(AddressError::NotPublic(format!("{host} ({})", bad.ip())).into());
            }
            let addresses: Addrs = Box::new(found.into_iter());
            Ok(addresses)
        })
    }
}

fn is_loopback(address: IpAddr) -> bool {
    match plain(address) {
        IpAddr::V4(v4) => v4.is_loopback(),
        IpAddr::V6(v6) => v6.is_loopback(),
    }
}

/// Whether an address is on the public internet (IANA special-purpose registries, RFC 6890 and on).
fn is_public(address: IpAddr) -> bool {
    match plain(address) {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

/// An IPv4 address in IPv6 clothes is judged as what it is.
fn plain(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(v6) => v6.to_ipv4_mapped().map_or(address, IpAddr::V4),
        IpAddr::V4(_) => address,
    }
}

fn is_public_v4(v4: Ipv4Addr) -> bool {
    let [a, b, c, _] = v4.octets();
    let special = v4.is_private()
        || v4.is_loopback()
        || v4.is_link_local()
        || v4.is_broadcast()
        || v4.is_documentation()
        || v4.is_multicast()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (18..20).contains(&b));
    !special
}

/// Global unicast (2000::/3) without the parts that are set aside or carry an IPv4 address.
fn is_public_v6(v6: Ipv6Addr) -> bool {
    let [a, b, ..] = v6.segments();
    let global = (0x2000..0x4000).contains(&a);
    let special =
        (a == 0x2001 && (b < 0x0200 || b == 0x0db8)) || a == 0x2002 || (a == 0x3fff && b < 0x1000);
    global && !special
}

#[cfg(test)]
mod tests {
    use super::{Reach, vet};

    /// Forms in which an address that leads inside, or that we do not speak, can be written.
    const HOSTILE: &[&str] = &[
        "http://127.0.0.1/",
        "http://127.1/",
        "http://127.0.1/",
        "http://0x7f.1/",
        "http://0x7f000001/",
        "http://2130706433/",
        "http://017700000001/",
        "http://0177.0.0.1/",
        "http://127.0.0.1.:80/",
        "http://①②⑦.⓪.⓪.①/",
        "http://127。0。0。1/",
        "http://0/",
        "http://0.0.0.0/",
        "http://0.1.2.3/",
        "http://10.0.0.1/",
        "http://10.255.255.255/",
        "http://012.0.0.1/",
        "http://100.64.0.1/",
        "http://100.127.255.254/",
        "http://169.254.169.254/latest/meta-data/",
        "http://0xa9fea9fe/",
        "http://2852039166/",
        "http://172.16.0.1/",
        "http://172.31.255.255/",
        "http://192.168.0.1/",
        "http://192.168.1/",
        "http://192.0.0.8/",
        "http://192.0.2.1/",
        "http://192.88.99.1/",
        "http://198.18.0.1/",
        "http://198.19.255.255/",
        "http://198.51.100.7/",
        "http://203.0.113.7/",
        "http://224.0.0.1/",
        "http://239.255.255.250/",
        "http://240.0.0.1/",
        "http://255.255.255.255/",
        "http://[::1]/",
        "http://[::]/",
        "http://[0:0:0:0:0:0:0:1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://[::ffff:169.254.169.254]/",
        "http://[::127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[64:ff9b::a00:1]/",
        "http://[fc00::1]/",
        "http://[fd12:3456:789a::1]/",
        "http://[fe80::1]/",
        "http://[febf::1]/",
        "http://[fec0::1]/",
        "http://[ff02::1]/",
        "http://[2001::1]/",
        "http://[2001:db8::1]/",
        "http://[2002:7f00:1::]/",
        "http://[2002:c0a8:1::1]/",
        "http://[3fff::1]/",
        "http://[100::1]/",
        "https://user@directory.example/",
        "https://user:secret@directory.example/",
        "https://:secret@directory.example/",
        "https://directory.example:22/",
        "http://directory.example:8080/",
        "https://directory.example:0/",
        "ftp://directory.example/",
        "file:///etc/passwd",
        "gopher://directory.example/",
        "data:text/html,hello",
        "javascript:alert(1)",
        "//directory.example/",
        "directory.example",
        "http://",
        "",
    ];

    #[test]
    fn what_leads_inside_is_refused_however_it_is_written() {
        for text in HOSTILE {
            assert!(
                vet(text, &Reach::default()).is_err(),
                "{text} was let through"
            );
        }
    }

    #[test]
    fn a_public_address_is_let_through() {
        for text in [
            "https://directory.example/feed?page=2",
            "http://directory.example:80/",
            "https://93.184.216.34/",
            "https://[2a00:1450:4009::1]/",
        ] {
            assert!(vet(text, &Reach::default()).is_ok(), "{text} was refused");
        }
    }

    #[test]
    fn loopback_is_opened_by_its_flag_and_nothing_else_is() {
        let reach = Reach {
            allow_loopback: true,
            ..Reach::default()
        };
        assert!(vet("http://127.0.0.1:4321/", &reach).is_ok());
        assert!(vet("http://[::1]:4321/", &reach).is_ok());
        assert!(vet("http://10.0.0.1/", &reach).is_err());
        assert!(vet("http://directory.example:4321/", &reach).is_err());
    }

    #[test]
    fn a_port_has_to_be_named() {
        let reach = Reach {
            allowed_ports: vec![8443],
            ..Reach::default()
        };
        assert!(vet("https://directory.example:8443/", &reach).is_ok());
        assert!(vet("https://directory.example:8444/", &reach).is_err());
    }
}
