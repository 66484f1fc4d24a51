//! Many rows in few statements.
//!
//! A page of a feed is hundreds of rows: one round trip for each would make a crawl of PostgreSQL
//! slow, and one statement for all would pass the databases' limits on parameters (32,766 on
//! SQLite, 65,535 on PostgreSQL). Everything here goes in pieces of at most [`PIECE`] rows.

use sea_orm::sea_query::{OnConflict, SelectStatement};
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, Statement,
    TryGetable, Value,
};

use crate::error::StoreError;

/// Rows, or keys, in one statement. The widest table has 18 columns.
pub(crate) const PIECE: usize = 500;

/// Fewer rows than these go into one statement as they are.
const FEW: usize = 16;

/// A longer list of values is rounded up to a multiple of this.
const ROUND: usize = 64;

/// The values to look for any of them, the last one repeated up to a round number: so there are few
/// different statements of SQL, and a database has prepared most of those that are asked.
pub(crate) fn rounded<T: Clone>(values: &[T]) -> impl Iterator<Item = T> + '_ {
    let round = values
        .len()
        .next_power_of_two()
        .min(values.len().next_multiple_of(ROUND));
    let last = values.last().into_iter().cycle();
    values
        .iter()
        .chain(last.take(round - values.len()))
        .cloned()
}

/// Inserts all rows, or does what `on_conflict` says with those that are there.
pub(crate) async fn insert<A>(
    tx: &DatabaseTransaction,
    rows: Vec<A>,
    on_conflict: Option<OnConflict>,
) -> Result<(), StoreError>
where
    A: ActiveModelTrait + Send,
{
    let mut rows = rows.into_iter();
    while rows.len() > 0 {
        let count = piece_of(rows.len());
        let piece: Vec<A> = rows.by_ref().take(count).collect();
        let mut insert = <A::Entity as EntityTrait>::insert_many(piece);
        if let Some(on_conflict) = &on_conflict {
            insert = insert.on_conflict(on_conflict.clone());
        }
        insert.exec_without_returning(tx).await?;
    }
    Ok(())
}

/// How many of so many rows go into the next statement: many rows go in pieces of 256, 128, 64 … rows,
/// because the database keeps what it has prepared, and for hundreds of rows that is much.
fn piece_of(rows: usize) -> usize {
    if rows < FEW {
        return rows;
    }
    1 << rows.min(PIECE).ilog2()
}

/// Sets `columns` of the row whose `key` is the first value of each of `rows` to the others.
///
/// Both databases name the columns of a bare `VALUES` list `column1`, `column2` …
pub(crate) async fn update<const N: usize>(
    tx: &DatabaseTransaction,
    table: &str,
    key: &str,
    columns: [&str; N],
    rows: Vec<(Value, [Value; N])>,
) -> Result<(), StoreError> {
    let set: Vec<String> = columns
        .iter()
        .enumerate()
        .map(|(i, column)| format!("\"{column}\" = new.column{}", i + 2))
        .collect();
    let backend = tx.get_database_backend();
    // To SQLite a numbered parameter has a name, and it looks through the names of all for each.
    let holder = |n: usize| match backend {
        DbBackend::Sqlite => "?".to_owned(),
        _ => format!("${n}"),
    };
    let mut rest = rows.as_slice();
    while !rest.is_empty() {
        let (piece, others) = rest.split_at(piece_of(rest.len()));
        rest = others;
        let tuples: Vec<String> = (0..piece.len())
            .map(|row| {
                let holders: Vec<String> = (1..=N + 1).map(|i| holder(row * (N + 1) + i)).collect();
                format!("({})", holders.join(", "))
            })
            .collect();
        let sql = format!(
            "UPDATE \"{table}\" SET {} FROM (VALUES {}) AS new WHERE \"{table}\".\"{key}\" = new.column1",
            set.join(", "),
            tuples.join(", ")
        );
        let values = piece
            .iter()
            .flat_map(|(key, others)| std::iter::once(key.clone()).chain(others.iter().cloned()));
        let statement = Statement::from_sql_and_values(backend, sql, values);
        tx.execute_raw(statement).await?;
    }
    Ok(())
}

/// The first two columns of what a query finds. Built by hand, because two tables may answer it.
pub(crate) async fn pairs<A: TryGetable, B: TryGetable>(
    tx: &DatabaseTransaction,
    query: &SelectStatement,
) -> Result<Vec<(A, B)>, StoreError> {
    let statement = tx.get_database_backend().build(query);
    let rows = tx.query_all_raw(statement).await?;
    rows.iter()
        .map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?)))
        .collect()
}
