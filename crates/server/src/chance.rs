//! The machine's chance.

use domain::chance::Chance;

/// Gives the operating system's random bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SystemChance;

impl Chance for SystemChance {
    fn fill(&self, bytes: &mut [u8]) {
        if let Err(error) = getrandom::fill(bytes) {
            // A secret that can be guessed is worse than no answer: nothing may go on without.
            tracing::error!(%error, "the machine gives no random bytes; the program ends");
            std::process::abort();
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::chance::Chance as _;

    use super::SystemChance;

    #[test]
    fn two_secrets_are_not_the_same() {
        let (mut one, mut other) = ([0; 32], [0; 32]);
        SystemChance.fill(&mut one);
        SystemChance.fill(&mut other);
        assert_ne!(one, other);
        assert_ne!(one, [0; 32]);
    }
}
