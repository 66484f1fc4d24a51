//! A set of charity numbers: a bit for each that there can be, so that the largest register takes little
//! more than a megabyte.

use domain::charity::CharityNumber;

/// The set.
#[derive(Debug, Clone)]
pub(super) struct Numbers(Vec<u64>);

impl Default for Numbers {
    fn default() -> Self {
        Self(vec![0; CharityNumber::GREATEST as usize / 64 + 1])
    }
}

impl Numbers {
    /// Puts one in; whether it was not there.
    pub(super) fn insert(&mut self, number: CharityNumber) -> bool {
        let (at, bit) = place(number);
        let Some(bits) = self.0.get_mut(at) else {
            return false;
        };
        let is_new = *bits & bit == 0;
        *bits |= bit;
        is_new
    }

    /// Whether one is there.
    pub(super) fn has(&self, number: CharityNumber) -> bool {
        let (at, bit) = place(number);
        self.0.get(at).is_some_and(|bits| bits & bit != 0)
    }
}

fn place(number: CharityNumber) -> (usize, u64) {
    (number.get() as usize / 64, 1 << (number.get() % 64))
}

#[cfg(test)]
mod tests {
    use super::Numbers;
    use domain::charity::CharityNumber;

    #[test]
    fn each_number_has_a_place_of_its_own() {
        let mut numbers = Numbers::default();
        let some = [100_000, 100_001, 1_234_567, CharityNumber::GREATEST]
            .map(|n| CharityNumber::new(n).unwrap());
        for number in some {
            assert!(!numbers.has(number));
            assert!(numbers.insert(number));
            assert!(numbers.has(number));
            assert!(!numbers.insert(number));
        }
        assert!(!numbers.has(CharityNumber::new(1_234_568).unwrap()));
    }
}
