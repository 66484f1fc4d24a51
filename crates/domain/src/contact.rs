//! Telephone numbers, mailboxes and web addresses as sources write them.
//!
//! Each reader here takes a whole cell ("020 7946 0018 or 07700 900123 (evenings)") and gives what
//! is certain, printed one way. Nothing is looked up: whether a number rings is not known here.

mod email;
mod phone;
mod web;

pub use email::{emails, is_personal_email, is_webmail_host};
pub use phone::{phone_key, phones};
pub use web::{is_shared_host, own_domain, web_address, web_addresses};

#[cfg(test)]
mod tests {
    use super::{
        emails, is_personal_email, own_domain, phone_key, phones, web_address, web_addresses,
    };
    use proptest::prelude::{ProptestConfig, prop_assert, prop_assert_eq, proptest};

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn any_cell_is_read_without_failing_and_what_is_read_reads_the_same(
            cell in "([0-9]{1,6}|020 7946 0018|\\+44|O|\\(0\\)| |/|or|–|ext|a@b\\.org|mailto:|www\\.|https?:|hub\\.org\\.uk|\\PC){0,10}",
        ) {
            for phone in phones(&cell) {
                prop_assert!(phone_key(&phone.number).is_some(), "{}", phone.number);
                prop_assert_eq!(&phones(&phone.number)[0].number, &phone.number);
            }
            for email in emails(&cell) {
                prop_assert_eq!(emails(&email), [email.clone()]);
                let _ = is_personal_email(&email);
            }
            for address in web_addresses(&cell).into_iter().chain(web_address(&cell)) {
                prop_assert_eq!(web_address(&address), Some(address.clone()));
                let _ = own_domain(&address);
            }
        }
    }
}
