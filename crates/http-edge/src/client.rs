//! Who asks: the address of the client, behind proxies that the operator named and no others.

use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;

use actix_web::HttpMessage as _;
use actix_web::dev::ServiceRequest;

/// Proxies whose word on `X-Forwarded-For` is taken.
#[derive(Debug, Clone, Default)]
pub struct TrustedProxies(Vec<Network>);

/// An address block in CIDR notation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Network {
    address: IpAddr,
    prefix: u8,
}

/// Why a text is not an address block.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not an address block like 10.0.0.0/8 or ::1")]
pub struct NetworkError(String);

impl TrustedProxies {
    /// Reads a list of blocks.
    ///
    /// # Errors
    /// Names the first text that is not an address block.
    pub fn parse(blocks: &[String]) -> Result<Self, NetworkError> {
        blocks
            .iter()
            .map(|text| text.parse())
            .collect::<Result<_, _>>()
            .map(Self)
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(address))
    }

    /// The client's address: the last hop that no trusted proxy vouches for.
    #[must_use]
    pub fn client_of(&self, request: &ServiceRequest) -> Option<IpAddr> {
        let mut client = request.peer_addr()?.ip();
        let forwarded = request
            .headers()
            .get_all("x-forwarded-for")
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .map(str::trim)
            .collect::<Vec<_>>();
        for hop in forwarded.iter().rev() {
            if !self.trusts(client) {
                break;
            }
            let Ok(address) = hop.parse() else { break };
            client = address;
        }
        Some(client)
    }
}

impl Network {
    fn contains(self, address: IpAddr) -> bool {
        match (self.address, address) {
            (IpAddr::V4(a), IpAddr::V4(b)) => {
                let shift = 32 - u32::from(self.prefix.min(32));
                (u64::from(a.to_bits()) >> shift) == (u64::from(b.to_bits()) >> shift)
            }
            (IpAddr::V6(a), IpAddr::V6(b)) => {
                let shift = 128 - u32::from(self.prefix.min(128));
                a.to_bits().checked_shr(shift).unwrap_or(0)
                    == b.to_bits().checked_shr(shift).unwrap_or(0)
            }
            _ => false,
        }
    }
}

impl FromStr for Network {
    type Err = NetworkError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fault = || NetworkError(text.to_owned());
        let (address, prefix) = text
            .split_once('/')
            .map_or((text, None), |(a, p)| (a, Some(p)));
        let address: IpAddr = address.parse().map_err(|_| fault())?;
        let longest = if address.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.map_or(Ok(longest), |p| p.parse().map_err(|_| fault()))?;
        if prefix > longest {
            return Err(fault());
        }
        Ok(Self { address, prefix })
    }
}

/// The part of an address that stands for one client: an IPv6 household has a whole /64.
#[must_use]
pub fn bucket(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => IpAddr::V4(v4),
            None => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64)),
        },
    }
}

/// Finds the client's address and keeps it with the request, for limits and handlers.
pub fn remember(request: &ServiceRequest, proxies: &TrustedProxies) {
    if let Some(client) = proxies.client_of(request) {
        request.extensions_mut().insert(ClientAddress(client));
    }
}

/// The address that [`remember`] found.
#[must_use]
pub fn remembered(request: &actix_web::HttpRequest) -> Option<IpAddr> {
    request
        .extensions()
        .get::<ClientAddress>()
        .map(|client| client.0)
}

/// The client's address, kept with the request.
#[derive(Debug, Clone, Copy)]
struct ClientAddress(IpAddr);

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use actix_web::test::TestRequest;

    use super::{TrustedProxies, bucket};

    fn check(trusted: &[&str], peer: &str, forwarded: &str, expected: &str) {
        let blocks: Vec<String> = trusted.iter().map(ToString::to_string).collect();
        let request = TestRequest::default()
            .peer_addr(format!("{peer}:4000").parse().unwrap())
            .insert_header(("x-forwarded-for", forwarded))
            .to_srv_request();
        let client = TrustedProxies::parse(&blocks)
            .unwrap()
            .client_of(&request)
            .unwrap();
        assert_eq!(client, expected.parse::<IpAddr>().unwrap());
    }

    mod addresses {
        use super::{IpAddr, TrustedProxies, bucket, check};

        #[test]
        fn a_strangers_forwarded_header_is_not_believed() {
            check(&[], "203.0.113.9", "198.51.100.1", "203.0.113.9");
            check(
                &["10.0.0.0/8"],
                "203.0.113.9",
                "198.51.100.1",
                "203.0.113.9",
            );
        }

        #[test]
        fn a_trusted_proxys_is_and_only_its_own_hop() {
            check(&["10.0.0.0/8"], "10.1.2.3", "198.51.100.1", "198.51.100.1");
            check(
                &["10.0.0.0/8"],
                "10.1.2.3",
                "1.1.1.1, 198.51.100.1",
                "198.51.100.1",
            );
            check(
                &["10.0.0.0/8"],
                "10.1.2.3",
                "198.51.100.1, 10.9.9.9",
                "198.51.100.1",
            );
        }

        #[test]
        fn a_household_is_one_client() {
            let a: IpAddr = "2001:db8:1:2:3:4:5:6".parse().unwrap();
            let b: IpAddr = "2001:db8:1:2:ffff::1".parse().unwrap();
            assert_eq!(bucket(a), bucket(b));
        }

        #[test]
        fn a_bad_block_is_named() {
            let error = TrustedProxies::parse(&["10.0.0.0/40".into()]).unwrap_err();
            assert!(error.to_string().contains("10.0.0.0/40"));
        }
    }
}
