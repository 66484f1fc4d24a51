//! Prices in words.

use domain::service::CostOption;

/// "Free", "£3.50 per session", "concession: £2", or the source's own words.
pub(crate) fn cost(cost: &CostOption) -> Option<String> {
    let amount = cost
        .amount_pence
        .map(|pence| match (pence, pence / 100, pence % 100) {
            (0, ..) => "Free".to_owned(),
            (_, 0, pence) => format!("{pence}p"),
            (_, pounds, 0) => format!("£{pounds}"),
            (_, pounds, pence) => format!("£{pounds}.{pence:02}"),
        });
    let words = cost
        .amount_description
        .as_deref()
        .filter(|words| !words.trim().is_empty());
    let said = match (amount, words) {
        (Some(amount), Some(words)) if words.to_lowercase().contains(&amount.to_lowercase()) => {
            words.to_owned()
        }
        (Some(amount), Some(words)) => format!("{amount} ({words})"),
        (Some(amount), None) => amount,
        (None, Some(words)) => words.to_owned(),
        (None, None) => return None,
    };
    Some(match &cost.option {
        Some(option) => format!("{option}: {said}"),
        None => said,
    })
}

#[cfg(test)]
mod tests {
    use domain::service::CostOption;

    use super::cost;

    fn check(pence: Option<u32>, option: Option<&str>, words: Option<&str>, expect: Option<&str>) {
        let given = CostOption {
            option: option.map(str::to_owned),
            amount_pence: pence,
            amount_description: words.map(str::to_owned),
        };
        assert_eq!(cost(&given).as_deref(), expect);
    }

    #[test]
    fn prices_read_as_people_say_them() {
        check(Some(0), None, None, Some("Free"));
        check(Some(50), None, None, Some("50p"));
        check(
            Some(350),
            Some("Concession"),
            None,
            Some("Concession: £3.50"),
        );
        check(
            Some(300),
            None,
            Some("pay what you can"),
            Some("£3 (pay what you can)"),
        );
    }

    #[test]
    fn the_sources_own_words_are_not_said_twice() {
        check(Some(300), None, Some("£3 a week"), Some("£3 a week"));
        check(None, None, Some("Small charge"), Some("Small charge"));
        check(None, Some("Adults"), None, None);
    }
}
