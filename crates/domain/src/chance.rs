//! Chance as an argument: everything that needs a random value asks a [`Chance`] that it was given.

/// Gives random bytes. The binary gives the machine's; tests give ones that they know.
pub trait Chance: Send + Sync + std::fmt::Debug {
    /// Fills the bytes with values that nobody can foretell.
    fn fill(&self, bytes: &mut [u8]);
}
