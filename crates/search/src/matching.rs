//! From what was typed to what is looked up: clauses of alternatives, and the engine's query.
//!
//! Each word becomes a clause, each way to meet it an alternative: as it stands, as its beginning or
//! spelling allow, and by what it means besides ("lonely", also "befriending").
//! What matches is decided here and by the one field that holds all text; nothing that only ranks
//! can make a listing match.

use tantivy::query::{BooleanQuery, Occur, Query as EngineQuery};

use matcher::phrase;
pub(crate) use matcher::{Matcher, any_of, naming, term};
use ways::{as_one, as_two, as_written, opening, themselves};

use crate::analysis::{Chunk, stem};
use crate::error::Error;
use crate::parse::{Piece, parse};
use crate::query::Query;
use crate::results::Spelling;
use crate::schema::Fields;
use crate::sense::{Meaning, Scope, Target};
use crate::sentence::Sentence;
use crate::snapshot::Snapshot;
use crate::spelling::{self, Likely};
use crate::wording;

mod matcher;
mod ways;

/// What a word counts that place or wishes have answered: they settle the order, it does not.
const ANSWERED: f32 = 0.3;
/// What a word counts that a hit may do without, beside those that it must have.
const OPTIONAL: f32 = 0.5;
/// A meaning that counts less than this is a wider or a looser one: what has it may be quite another
/// thing.
const FIRM: f32 = 0.4;

/// What a hit must, or should, have.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Plan {
    pub(crate) clauses: Vec<Clause>,
    pub(crate) spellings: Vec<Spelling>,
}

/// The part of what the words say, by their rarity, that a listing must have where few have all.
const MOST: f32 = 0.4;
/// Of more words than this any subset is not weighed: then the number of words counts.
const WEIGHED: usize = 8;

/// How much of the required clauses a hit must meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// All of them, by the words themselves or by what they surely mean.
    Firmly,
    /// All of them.
    All,
    /// Half of them, or so many that they say [`MOST`] of what all of them say.
    Most,
    /// One.
    Any,
}

/// One word or phrase, met by any of its alternatives; by none where no listing has it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Clause {
    /// The words of the question, folded.
    pub(crate) typed: String,
    /// What meets it; the words themselves before what they mean besides.
    pub(crate) alternatives: Vec<Alternative>,
    pub(crate) is_required: bool,
    /// How much it says: the rarer, the more; nothing where no listing has it.
    pub(crate) says: f32,
}

/// One way to meet a clause.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Alternative {
    pub(crate) matcher: Matcher,
    /// How much it counts beside the word itself.
    pub(crate) weight: f32,
    /// What the words are taken to mean, where it is not the words themselves.
    pub(crate) meaning: Option<Target>,
    /// Whether what it finds is surely what was asked for.
    pub(crate) is_firm: bool,
}

impl Plan {
    /// The plan for a question, against the words that the listings have.
    pub(crate) fn new(snapshot: &Snapshot, query: &Query) -> Result<Self, Error> {
        let pieces = parse(&query.text, query.as_you_type, &query.senses);
        let strength = |piece: &Piece| strength(piece, query);
        let strongest = pieces.iter().map(strength).max();
        // Where place and wishes answer everything that says anything, no word is needed: "clubs on
        // Tuesday" asks for whatever is on then.
        let is_answered = pieces
            .iter()
            .any(|piece| strength(piece) == Strength::Answered)
            && strongest <= Some(Strength::Weak);
        let is_alone = pieces.len() == 1;
        let is_telling = |piece: &&Piece| strength(piece) == Strength::Strong;
        let telling: Vec<&Piece> = pieces.iter().filter(is_telling).collect();
        let length = pieces.iter().map(|piece| words_of(piece).len()).sum();
        let sentence = Sentence::new(query, &telling, length);
        // Between each piece and the next.
        let joined = pieces.windows(2).map(|pair| match plain_words(pair) {
            Some(words) => as_one(snapshot, &words),
            None => Ok(None),
        });
        let joined: Vec<Option<Alternative>> = joined.collect::<Result<_, Error>>()?;
        let mut plan = Self::default();
        for (at, piece) in pieces.iter().enumerate() {
            let is_required = Some(strength(piece)) == strongest && !is_answered;
            if !is_required && strength(piece) == Strength::Stop && !is_growing(piece) {
                continue;
            }
            let beside = [at.checked_sub(1), Some(at)].into_iter().flatten();
            let joined = beside.filter_map(|at| joined.get(at)?.clone()).collect();
            let mut alternatives = plan.alternatives(snapshot, piece, joined, query, is_alone)?;
            let mut says = says(snapshot, &alternatives)?;
            let counts = match strength(piece) {
                Strength::Answered => ANSWERED,
                _ if !is_required => OPTIONAL,
                _ => sentence.counts(piece),
            };
            says *= counts;
            for alternative in &mut alternatives {
                alternative.weight *= counts;
            }
            plan.clauses.push(Clause {
                typed: words_of(piece).join(" "),
                says,
                alternatives,
                is_required,
            });
        }
        Ok(plan)
    }

    /// How many clauses a hit must meet.
    pub(crate) fn asked(&self) -> usize {
        self.required().count()
    }

    /// Whether words are asked for, and each of them stands for something besides itself.
    pub(crate) fn is_need(&self) -> bool {
        self.asked() > 0 && self.required().all(Clause::has_meanings)
    }

    /// What a hit must have.
    pub(crate) fn query(&self, fields: &Fields, need: Need) -> Box<dyn EngineQuery> {
        let clauses: Vec<&Clause> = self.required().collect();
        if let Need::Most = need
            && clauses.len() <= WEIGHED
        {
            let ways = enough_together(&clauses).into_iter().map(|way| {
                let mut all: Vec<_> = way
                    .iter()
                    .map(|at| clauses[*at].query(fields, need))
                    .collect();
                match all.len() {
                    1 => all.remove(0),
                    _ => Box::new(BooleanQuery::intersection(all)) as Box<dyn EngineQuery>,
                }
            });
            return any_of(ways.collect());
        }
        let least = self.least(need);
        let query = |clause: &&Clause| clause.query(fields, need);
        let mut queries: Vec<_> = clauses.iter().map(query).collect();
        if queries.len() == 1 {
            return queries.remove(0);
        }
        let queries = queries.into_iter().map(|query| (Occur::Should, query));
        Box::new(BooleanQuery::with_minimum_required_clauses(
            queries.collect(),
            least,
        ))
    }

    /// How many of the required clauses each hit meets, at least.
    pub(crate) fn least(&self, need: Need) -> usize {
        let clauses: Vec<&Clause> = self.required().collect();
        match need {
            Need::Firmly | Need::All => clauses.len(),
            Need::Most if clauses.len() <= WEIGHED => {
                let ways = enough_together(&clauses);
                ways.iter().map(Vec::len).min().unwrap_or(0)
            }
            Need::Most => clauses.len().div_ceil(2),
            Need::Any => 1,
        }
    }

    /// How many documents the rarest of the required clauses has, at most.
    pub(crate) fn rarest(&self, snapshot: &Snapshot) -> Result<u64, Error> {
        let mut rarest = u64::MAX;
        for clause in self.required() {
            rarest = rarest.min(clause.frequency(snapshot)?);
        }
        Ok(rarest)
    }

    pub(crate) fn required(&self) -> impl Iterator<Item = &Clause> {
        self.clauses.iter().filter(|clause| clause.is_required)
    }

    /// `joined` are the ways to meet it as a part of a longer word.
    fn alternatives(
        &mut self,
        snapshot: &Snapshot,
        piece: &Piece,
        joined: Vec<Alternative>,
        query: &Query,
        is_alone: bool,
    ) -> Result<Vec<Alternative>, Error> {
        if is_alone && let Some(opening) = opening(snapshot, piece)? {
            return Ok(vec![Alternative::certain(opening)]);
        }
        match piece {
            Piece::Phrase(words) => Ok(vec![Alternative::certain(phrase(words))]),
            Piece::Word { chunk, is_growing } => {
                // A place or a day that no listing mentions is not misspelt.
                let is_answered = strength(piece, query) == Strength::Answered;
                self.word(snapshot, chunk, *is_growing, joined, !is_answered)
            }
            Piece::Known {
                words,
                sense,
                is_growing,
            } => {
                let mut alternatives = themselves(snapshot, words, *is_growing)?;
                for meaning in &query.senses[*sense].meanings {
                    let meant = Alternative::meant(meaning);
                    if meant.matcher.frequency(snapshot)? > 0 {
                        alternatives.push(meant);
                    }
                }
                match words.as_slice() {
                    [word] if alternatives.is_empty() => self.likely(snapshot, word, *is_growing),
                    _ => Ok(alternatives),
                }
            }
        }
    }

    fn word(
        &mut self,
        snapshot: &Snapshot,
        chunk: &Chunk,
        is_growing: bool,
        joined: Vec<Alternative>,
        may_be_misspelt: bool,
    ) -> Result<Vec<Alternative>, Error> {
        let whole = chunk
            .joined()
            .or_else(|| chunk.parts.first().cloned())
            .unwrap_or_default();
        let mut alternatives = as_written(snapshot, &whole, is_growing)?;
        if chunk.parts.len() > 1 {
            alternatives.push(Alternative::certain(phrase(&chunk.parts)));
        } else if !is_growing {
            alternatives.extend(as_two(snapshot, &whole)?);
        }
        alternatives.extend(joined);
        if alternatives.is_empty() && may_be_misspelt {
            alternatives = self.likely(snapshot, &whole, is_growing)?;
        }
        Ok(alternatives)
    }

    /// The words that a word which no listing has was likely meant to be.
    fn likely(
        &mut self,
        snapshot: &Snapshot,
        typed: &str,
        is_growing: bool,
    ) -> Result<Vec<Alternative>, Error> {
        let likely = spelling::likely(snapshot, typed, is_growing)?;
        let alternatives = likely.iter().map(|Likely { word, weight }| Alternative {
            weight: *weight,
            ..Alternative::certain(Matcher::Stem(stem(word)))
        });
        let alternatives = alternatives.collect();
        // To complete a word is not to correct it.
        if likely.iter().any(|likely| likely.weight < 1.0) {
            self.spellings.push(Spelling {
                typed: typed.to_owned(),
                used: likely.into_iter().map(|likely| likely.word).collect(),
            });
        }
        Ok(alternatives)
    }
}

/// How much a word says that can be met in these ways: its rarity, as BM25 has it. What it may mean
/// more loosely does not make it say less.
fn says(snapshot: &Snapshot, alternatives: &[Alternative]) -> Result<f32, Error> {
    let (mut met_by, mut met_loosely_by) = (0, 0);
    for alternative in alternatives {
        let frequency = alternative.matcher.frequency(snapshot)?;
        if alternative.is_firm {
            met_by += frequency;
        } else {
            met_loosely_by += frequency;
        }
    }
    let met_by = if met_by > 0 { met_by } else { met_loosely_by };
    if met_by == 0 {
        return Ok(0.0);
    }
    Ok(snapshot.rarity(met_by))
}

/// The smallest sets of clauses that say enough together.
fn enough_together(clauses: &[&Clause]) -> Vec<Vec<usize>> {
    let all: f32 = clauses.iter().map(|clause| clause.says).sum();
    let is_enough = |set: usize| {
        let inside = clauses
            .iter()
            .enumerate()
            .filter(|(at, _)| set >> at & 1 == 1);
        let together: f32 = inside.map(|(_, clause)| clause.says).sum();
        let is_half = set.count_ones() as usize * 2 >= clauses.len();
        is_half || (all > 0.0 && together >= all * MOST)
    };
    let members = |set: usize| (0..clauses.len()).filter(move |at| set >> at & 1 == 1);
    let sets = 1..1_usize << clauses.len();
    sets.filter(|set| is_enough(*set))
        .filter(|set| members(*set).all(|at| !is_enough(set & !(1 << at))))
        .map(|set| members(set).collect())
        .collect()
}

/// How much a piece says: only the strongest are required.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Strength {
    /// Place or wishes answer it.
    Answered,
    Stop,
    Weak,
    Strong,
}

fn strength(piece: &Piece, query: &Query) -> Strength {
    let words = words_of(piece);
    let all_in = |list: &[String]| words.iter().all(|word| list.contains(word));
    if matches!(piece, Piece::Phrase(_)) {
        return Strength::Strong;
    }
    match words {
        // What leads to a place says nothing: "near" in "near Brixton".
        [word] if wording::is_stop_word(word) && !matches!(piece, Piece::Known { .. }) => {
            Strength::Stop
        }
        _ if all_in(&query.answered) => Strength::Answered,
        _ if matches!(piece, Piece::Known { .. }) => Strength::Strong,
        [word] if wording::is_weak_word(word) => Strength::Weak,
        _ if all_in(&query.asides) => Strength::Weak,
        _ => Strength::Strong,
    }
}

fn words_of(piece: &Piece) -> &[String] {
    match piece {
        Piece::Word { chunk, .. } => &chunk.parts,
        Piece::Known { words, .. } | Piece::Phrase(words) => words,
    }
}

/// The words of pieces that are one word each, as they stand.
fn plain_words(pieces: &[Piece]) -> Option<Vec<String>> {
    let word = |piece: &Piece| match piece {
        Piece::Word {
            chunk,
            is_growing: false,
        } if chunk.parts.len() == 1 => chunk.parts.first().cloned(),
        _ => None,
    };
    pieces.iter().map(word).collect()
}

fn is_growing(piece: &Piece) -> bool {
    match piece {
        Piece::Word { is_growing, .. } | Piece::Known { is_growing, .. } => *is_growing,
        Piece::Phrase(_) => false,
    }
}

impl Alternative {
    fn certain(matcher: Matcher) -> Self {
        Self {
            matcher,
            weight: 1.0,
            meaning: None,
            is_firm: true,
        }
    }

    fn meant(meaning: &Meaning) -> Self {
        let matcher = match &meaning.target {
            Target::Code(facet, code) => Matcher::Code(*facet, code.clone()),
            Target::Words(text, scope) => {
                let folded = crate::analysis::words(text);
                match scope {
                    Scope::Any => phrase(&folded),
                    narrow => {
                        Matcher::Named(folded.iter().map(|word| stem(word)).collect(), *narrow)
                    }
                }
            }
        };
        Self {
            matcher,
            weight: meaning.weight,
            meaning: Some(meaning.target.clone()),
            is_firm: meaning.weight >= FIRM,
        }
    }
}

impl Clause {
    /// Whether anything but the words themselves meets it.
    pub(crate) fn has_meanings(&self) -> bool {
        self.alternatives
            .iter()
            .any(|alternative| alternative.meaning.is_some())
    }

    /// How many documents meet it, at most.
    pub(crate) fn frequency(&self, snapshot: &Snapshot) -> Result<u64, Error> {
        let mut together = 0;
        for alternative in &self.alternatives {
            together += alternative.matcher.frequency(snapshot)?;
        }
        Ok(together)
    }

    fn query(&self, fields: &Fields, need: Need) -> Box<dyn EngineQuery> {
        let counted = self
            .alternatives
            .iter()
            .filter(|alternative| alternative.is_firm || need != Need::Firmly);
        any_of(counted.map(|other| other.matcher.query(fields)).collect())
    }
}
