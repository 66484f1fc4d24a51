//! Ages in words.

use domain::service::Eligibility;

/// "16 to 25", "60 and over", "up to 5".
pub(crate) fn ages(eligibility: &Eligibility) -> Option<String> {
    match (eligibility.minimum_age, eligibility.maximum_age) {
        (None | Some(0), None) => None,
        (Some(from), None) => Some(format!("{from} and over")),
        (None | Some(0), Some(to)) => Some(format!("up to {to}")),
        (Some(from), Some(to)) if from == to => Some(from.to_string()),
        (Some(from), Some(to)) => Some(format!("{from} to {to}")),
    }
}

#[cfg(test)]
mod tests {
    use domain::service::Eligibility;

    use super::ages;

    #[test]
    fn ages_read_as_people_say_them() {
        let check = |minimum_age, maximum_age, expect: Option<&str>| {
            let eligibility = Eligibility {
                minimum_age,
                maximum_age,
                ..Eligibility::default()
            };
            assert_eq!(ages(&eligibility).as_deref(), expect);
        };
        check(None, None, None);
        check(Some(60), None, Some("60 and over"));
        check(Some(0), Some(5), Some("up to 5"));
        check(Some(16), Some(25), Some("16 to 25"));
        check(Some(18), Some(18), Some("18"));
    }
}
