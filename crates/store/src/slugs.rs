//! Slugs that nobody has yet: the readable part of a page's address must lead to one listing for
//! ever, also after that listing has become part of another.

use std::collections::HashSet;

use sea_orm::sea_query::UnionType;
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, QueryFilter as _, QuerySelect as _, QueryTrait as _,
};
use uuid::Uuid;

use crate::bulk;
use crate::entity::{alias, listing};
use crate::error::StoreError;
use crate::transaction::WriteTx;

impl WriteTx {
    /// A slug for each new listing, in the same order: the one that is wished for
    /// ([`domain::listing::slug_of`]) or, when it is taken, with the first eight digits of the id,
    /// or with all of it.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn free_slugs(&self, wishes: &[(Uuid, String)]) -> Result<Vec<String>, StoreError> {
        let candidates: Vec<[String; 3]> = wishes
            .iter()
            .map(|(id, wish)| candidates(*id, wish))
            .collect();
        let asked: Vec<&str> = candidates.iter().flatten().map(String::as_str).collect();
        let mut taken = self.taken_slugs(&asked).await?;
        Ok(candidates
            .into_iter()
            .map(|three| first_free(three, &mut taken))
            .collect())
    }

    async fn taken_slugs(&self, asked: &[&str]) -> Result<HashSet<String>, StoreError> {
        let mut taken = HashSet::new();
        for slugs in asked.chunks(bulk::PIECE) {
            let mut asked = listing::Entity::find()
                .select_only()
                .columns([listing::Column::Slug, listing::Column::Id])
                .filter(listing::Column::Slug.is_in(bulk::rounded(slugs)))
                .into_query();
            let of_merged = alias::Entity::find()
                .select_only()
                .columns([alias::Column::Slug, alias::Column::Id])
                .filter(alias::Column::Slug.is_in(bulk::rounded(slugs)))
                .into_query();
            asked.union(UnionType::All, of_merged);
            let found = bulk::pairs::<String, Uuid>(&self.tx, &asked).await?;
            taken.extend(found.into_iter().map(|(slug, _)| slug));
        }
        Ok(taken)
    }
}

/// What is tried, in this order; the last cannot be taken.
pub(crate) fn candidates(id: Uuid, wish: &str) -> [String; 3] {
    let id = id.simple().to_string();
    [
        wish.to_owned(),
        format!("{wish}-{}", &id[..8]),
        format!("{wish}-{id}"),
    ]
}

/// The first that is not taken; from now on it is.
pub(crate) fn first_free(candidates: [String; 3], taken: &mut HashSet<String>) -> String {
    let [plain, short, long] = candidates;
    let slug = [plain, short]
        .into_iter()
        .find(|slug| !taken.contains(slug))
        .unwrap_or(long);
    taken.insert(slug.clone());
    slug
}
