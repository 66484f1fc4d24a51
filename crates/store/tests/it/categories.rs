//! The names of categories.

use crate::stage::on_each;

#[tokio::test]
async fn the_first_name_of_a_code_stays() {
    on_each(async |stage| {
        let named = |code: &str, name: &str| (code.to_owned(), name.to_owned());
        let first = [named("food", "Food"), named("arts", "Arts")];
        let second = [
            named("food", "FOOD"),
            named("sport", "Sport"),
            named("sport", "sports"),
        ];
        for names in [&first[..], &second, &first, &[]] {
            stage
                .write(async |tx| tx.put_categories(names).await.unwrap())
                .await;
        }
        let all = stage.store.categories().await.unwrap();
        assert_eq!(
            all,
            [
                named("arts", "Arts"),
                named("food", "Food"),
                named("sport", "Sport")
            ]
        );
    })
    .await;
}
