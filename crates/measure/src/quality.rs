//! Judged questions, asked of the real road (`Directory::find` over crawled fixtures) and of plain
//! BM25 over the same texts, and what the answers score.

mod facts;
mod fixtures;
mod judgements;
mod plain;
mod report;
mod scores;

use std::path::Path;

use anyhow::Context as _;
use directory::FindRequest;
use uuid::Uuid;

pub use fixtures::Demo;
pub use judgements::{Kind, Question};
pub use report::print;
pub use scores::{Figures, Score};

use facts::Facts;
use plain::Plain;

/// How many hits are judged.
pub const DEPTH: usize = 10;
/// Among how many of the first hits none may hurt.
pub const FIRST_SEEN: usize = 3;
/// Bars: mean nDCG@10 over all questions, success@1 of known items, clean and with one slip.
pub const LEAST_NDCG: f64 = 0.85;
/// See [`LEAST_NDCG`].
pub const LEAST_CLEAN: f64 = 0.95;
/// See [`LEAST_NDCG`].
pub const LEAST_SLIPPED: f64 = 0.9;

/// A question, what came of it, and what plain BM25 makes of it.
#[derive(Debug)]
pub struct Asked {
    /// As judged.
    pub question: Question,
    /// Of what the directory answered.
    pub ours: Score,
    /// Of what plain BM25 answered.
    pub plain: Score,
    /// Best first: the listing's name and its grade.
    pub hits: Vec<(String, u8)>,
    /// Services that the judge put on top and that are not among the hits.
    pub missing: Vec<String>,
    /// Hits among the first [`FIRST_SEEN`] that hurt whoever asked.
    pub hurtful: Vec<String>,
}

/// Reads the questions, crawls the fixtures and asks everything; `words` is a folder of words of
/// one's own.
///
/// # Errors
/// When the fixtures, judgements or words cannot be read, or name what is not there.
pub async fn run(fixtures: &Path, words: Option<&Path>) -> anyhow::Result<Vec<Asked>> {
    let facts = Facts::read(&fixtures.join("facts"))?;
    let questions = judgements::read(&fixtures.join("judgements"), &facts)?;
    let demo = Demo::crawl(fixtures).await?;
    if let Some(folder) = words {
        demo.take_words(folder)?;
    }
    ask(&demo, &facts, questions).await
}

/// The known items alone, for the tests: whether each came first.
///
/// # Errors
/// As [`run`].
pub async fn known_items(fixtures: &Path, most: usize) -> anyhow::Result<Vec<Asked>> {
    let facts = Facts::read(&fixtures.join("facts"))?;
    let mut questions = judgements::read(&fixtures.join("judgements"), &facts)?;
    questions.retain(|question| question.kind.is_known_item());
    questions.truncate(most);
    let demo = Demo::crawl(fixtures).await?;
    ask(&demo, &facts, questions).await
}

async fn ask(demo: &Demo, facts: &Facts, questions: Vec<Question>) -> anyhow::Result<Vec<Asked>> {
    let plain = Plain::of(&demo.listings)?;
    let mut all = Vec::with_capacity(questions.len());
    for mut question in questions {
        facts.keep_near(&mut question, demo)?;
        let pairs = question.pairs();
        let pairs = pairs.iter().map(|(name, value)| (*name, value.as_str()));
        let request = FindRequest::from_pairs(pairs)
            .map_err(|wrong| anyhow::anyhow!("{:?}: {wrong:?}", question.text))?;
        let found = demo
            .directory
            .find(&request)
            .await
            .with_context(|| format!("asking {:?}", question.text))?;
        let ours: Vec<Uuid> = found
            .hits
            .iter()
            .take(DEPTH)
            .map(|hit| hit.listing.listing.id)
            .collect();
        let theirs = plain.find(&question.as_plain_text(), DEPTH)?;
        let names: Vec<String> = found
            .hits
            .iter()
            .take(DEPTH)
            .map(|hit| hit.listing.listing.service.name.clone())
            .collect();
        let first = names.iter().zip(&ours).take(FIRST_SEEN);
        let hurtful = first.filter(|(_, id)| demo.hurts(&question, id));
        let grades = demo.grades(&question, &ours);
        all.push(Asked {
            ours: Score::of(&question, &grades),
            plain: Score::of(&question, &demo.grades(&question, &theirs)),
            missing: demo.missing(&question, &ours),
            hurtful: hurtful.map(|(name, _)| name.clone()).collect(),
            hits: names.into_iter().zip(grades).collect(),
            question,
        });
    }
    Ok(all)
}
