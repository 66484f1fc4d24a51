//! Pairs that wait for a person, and those that a person has answered, page by page.

use domain::matching::cluster::Answer;
use domain::source::SourceId;
use sea_orm::{ConnectionTrait as _, Statement, Value};
use uuid::Uuid;

use crate::column;
use crate::connect::Store;
use crate::error::StoreError;

/// Nobody has answered, here or at another instance, they are not in one listing, and no other pair has settled it.
const WAITING: &str = "d.a IS NULL AND one.listing_id <> other.listing_id \
                       AND (p.settled IS NULL OR p.settled <> 'different') \
                       AND NOT EXISTS (SELECT 1 FROM remote_decision AS r \
                       WHERE r.a = p.a AND r.b = p.b AND r.answer IS NOT NULL)";

/// Which pairs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueueState {
    /// The comparison sees a likeness, they are not in one listing, and nobody has answered yet.
    Waiting,
    /// Somebody has put them off.
    Later,
    /// Somebody has said same or different.
    Decided,
}

/// Which pairs, and where to go on.
#[derive(Debug, Clone, PartialEq)]
pub struct QueueFilter {
    /// Which.
    pub state: QueueState,
    /// Only with a statement of this source.
    pub source: Option<SourceId>,
    /// Only in this local authority, by GSS code.
    pub area: Option<String>,
    /// After this one, which came last on the page before.
    pub after: Option<QueuePlace>,
}

/// Where a pair stands in the queue: pairs with more bits first, then by id.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct QueuePlace {
    /// The score; nought for a pair that was never compared.
    pub score: f64,
    /// The lesser statement id.
    pub a: Uuid,
    /// The other.
    pub b: Uuid,
}

impl Store {
    /// A page of the queue, in order.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn match_queue(
        &self,
        filter: &QueueFilter,
        limit: u64,
    ) -> Result<Vec<QueuePlace>, StoreError> {
        let mut values: Vec<Value> = Vec::new();
        let mut holder = |value: Value| {
            values.push(value);
            format!("${}", values.len())
        };
        // Decided pairs need not have been compared: people may say what no rule would.
        let (from, score) = match filter.state {
            QueueState::Waiting => (
                "match_pair AS p LEFT JOIN match_decision AS d ON d.a = p.a AND d.b = p.b",
                "p.score",
            ),
            QueueState::Later | QueueState::Decided => (
                "match_decision AS p LEFT JOIN match_pair AS m ON m.a = p.a AND m.b = p.b",
                "COALESCE(m.score, 0.0)",
            ),
        };
        let mut conditions = vec![match filter.state {
            QueueState::Waiting => WAITING.to_owned(),
            QueueState::Later => format!("p.answer = '{}'", Answer::Later.as_str()),
            QueueState::Decided => format!("p.answer <> '{}'", Answer::Later.as_str()),
        }];
        if let Some(source) = &filter.source {
            let source = holder(source.as_str().into());
            conditions.push(format!(
                "(one.source = {source} OR other.source = {source})"
            ));
        }
        if let Some(area) = &filter.area {
            let area = holder(column::text(area).into());
            let table = if filter.state == QueueState::Waiting {
                "p"
            } else {
                "m"
            };
            conditions.push(format!("{table}.area = {area}"));
        }
        if let Some(QueuePlace { score: at, a, b }) = filter.after {
            let (at, a, b) = (holder(at.into()), holder(a.into()), holder(b.into()));
            conditions.push(format!(
                "({score} < {at} OR ({score} = {at} AND (p.a > {a} OR (p.a = {a} AND p.b > {b}))))"
            ));
        }
        let sql = format!(
            "SELECT p.a AS a, p.b AS b, {score} AS score FROM {from} \
             JOIN statement AS one ON one.id = p.a JOIN statement AS other ON other.id = p.b \
             WHERE {} ORDER BY {score} DESC, p.a, p.b LIMIT {limit}",
            conditions.join(" AND ")
        );
        let backend = self.reader.get_database_backend();
        let statement = Statement::from_sql_and_values(backend, sql, values);
        self.reader
            .query_all_raw(statement)
            .await?
            .iter()
            .map(|row| {
                Ok(QueuePlace {
                    score: row.try_get("", "score")?,
                    a: row.try_get("", "a")?,
                    b: row.try_get("", "b")?,
                })
            })
            .collect()
    }

    /// How many pairs wait for a person.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn waiting_matches(&self) -> Result<u64, StoreError> {
        let sql = format!(
            "SELECT COUNT(*) AS count FROM match_pair AS p \
             LEFT JOIN match_decision AS d ON d.a = p.a AND d.b = p.b \
             JOIN statement AS one ON one.id = p.a JOIN statement AS other ON other.id = p.b \
             WHERE {WAITING}"
        );
        let statement = Statement::from_string(self.reader.get_database_backend(), sql);
        let row = self.reader.query_one_raw(statement).await?;
        let count: i64 = row.map_or(Ok(0), |row| row.try_get("", "count"))?;
        Ok(column::counted(count))
    }
}
