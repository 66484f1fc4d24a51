//! An authenticator app: what it shows for a seed at a moment.

use domain::clock::Clock;
use totp_rs::{Builder, Secret};

/// The code that an app with this seed (base 32) shows now.
///
/// # Panics
/// When the seed is not one.
#[must_use]
pub fn code(seed: &str, clock: &impl Clock) -> String {
    let secret = Secret::try_from_base32(seed).expect("a seed in base 32");
    let totp = Builder::new()
        .with_secret(secret)
        .with_account_name("test")
        .build()
        .expect("a seed that is long enough");
    let now = u64::try_from(clock.now().timestamp()).expect("a time after 1970");
    totp.generate(now).to_string()
}
