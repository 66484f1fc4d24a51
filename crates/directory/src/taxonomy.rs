//! The browsable set of categories: needs, circumstances, service types, five ways to wellbeing.
//!
//! Every source has categories of its own; these are ours, and a listing's are made from its words
//! whenever it is indexed or shown. **They are stored nowhere**: a changed mapping
//! (`fixtures/taxonomy`) needs an index that is built anew and nothing else.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

use domain::service::{Service, TaxonomyTerm};
use serde::Deserialize;

use crate::Directory;
use crate::phrases::Phrases;

/// What the names of our vocabularies begin with.
const OURS: &str = "fingerpost:";

/// The first four are for browsing; the others name what filters count.
const FILES: [&str; 7] = [
    include_str!("../../../fixtures/taxonomy/needs.toml"),
    include_str!("../../../fixtures/taxonomy/circumstances.toml"),
    include_str!("../../../fixtures/taxonomy/service-types.toml"),
    include_str!("../../../fixtures/taxonomy/five-ways.toml"),
    include_str!("../../../fixtures/taxonomy/access.toml"),
    include_str!("../../../fixtures/taxonomy/languages.toml"),
    include_str!("../../../fixtures/taxonomy/joining.toml"),
];

/// How many of the files are for browsing.
const BROWSABLE: usize = 4;

static BUILT_IN: LazyLock<Categories> =
    LazyLock::new(|| Categories::read(&FILES).expect("the taxonomy that is built in was tested"));

/// One vocabulary of categories.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taxonomy {
    /// `need`, `for`, `type` or `way`: the filter of that name, and what its terms' codes begin with.
    pub code: String,
    /// What people read.
    pub name: String,
    /// What its terms tell.
    pub description: String,
    /// Parents before their children, in the order of the file.
    pub terms: Vec<Category>,
}

/// One category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// Stable, with the vocabulary: `need:food-bank`.
    pub code: String,
    /// What people read.
    pub name: String,
    /// The code of the wider category that everything in this one is in too.
    pub parent: Option<String>,
    /// Whether it is for some people only, who would say so when they ask.
    pub is_narrow: bool,
    /// Whether it is about what is hard to read unasked, so that whoever says nothing of it is not
    /// shown it first.
    pub is_sensitive: bool,
    /// Whether only those who belong to it look for it, and then by its name: a school's parents' association.
    pub is_by_name: bool,
    /// Whether people say it after the name of what is one: "Brixton" among libraries is "Brixton library".
    pub is_said_with_name: bool,
}

impl Taxonomy {
    /// The name that the vocabulary has in taxonomy terms: `fingerpost:need`.
    #[must_use]
    pub fn vocabulary(&self) -> String {
        format!("{OURS}{}", self.code)
    }
}

impl Directory {
    /// The vocabularies of categories, each with its terms.
    #[must_use]
    pub fn taxonomies(&self) -> &'static [Taxonomy] {
        &BUILT_IN.taxonomies[..BROWSABLE]
    }

    /// The category of a code such as `need:food-bank`.
    #[must_use]
    pub fn category(&self, code: &str) -> Option<&'static Category> {
        category(code)
    }
}

/// What a search filter of this name takes, without the name before it: `food-bank` for `need`. The
/// filters are `need`, `for`, `type`, `way`, `access`, `language` and `joining`.
pub fn filter_codes(filter: &str) -> impl Iterator<Item = &'static str> {
    let asked = BUILT_IN
        .taxonomies
        .iter()
        .filter(move |taxonomy| taxonomy.code == filter);
    let terms = asked.flat_map(|taxonomy| &taxonomy.terms);
    terms.filter_map(|term| term.code.split_once(':').map(|(_, code)| code))
}

/// The category of a code.
pub(crate) fn category(code: &str) -> Option<&'static Category> {
    let (vocabulary, term) = BUILT_IN.find(code)?;
    Some(&BUILT_IN.taxonomies[vocabulary].terms[term])
}

/// The categories of a service, vocabulary by vocabulary.
pub(crate) fn categories_of(service: &Service) -> Vec<&'static Category> {
    BUILT_IN.of(service).categories()
}

/// The same, with whether more tells of each than its description or a category of many things.
pub(crate) fn told_of(service: &Service) -> impl Iterator<Item = (&'static Category, bool)> {
    let told = BUILT_IN.of(service);
    let categories = told.categories().into_iter();
    categories
        .zip(told.all)
        .map(move |(category, at)| (category, told.named.contains(&at)))
}

/// What a service and those who run it are called; an organization that was only inferred is not.
pub(crate) fn names_of(service: &Service) -> impl Iterator<Item = &String> {
    let organization = service.organization.as_ref().filter(|body| !body.inferred);
    std::iter::once(&service.name)
        .chain(&service.alternate_names)
        .chain(organization.map(|body| &body.name))
}

/// Where in folded words a need or a kind of service is named.
pub(crate) fn kinds_in(words: &[String]) -> Vec<Range<usize>> {
    let found = BUILT_IN.in_names.longest_in(words).into_iter();
    found
        .filter(|found| found.meaning.iter().any(|at| BUILT_IN.tells_what(at)))
        .map(|found| found.at)
        .collect()
}

/// Whether folded words name something that is hard to read unasked.
pub(crate) fn is_sensitive(words: &[String]) -> bool {
    BUILT_IN.name(words, |category| category.is_sensitive)
}

/// Whether folded words name something that is looked for by its name alone.
pub(crate) fn is_by_name(words: &[String]) -> bool {
    BUILT_IN.name(words, |category| category.is_by_name)
}

/// Whether there are needs among the categories and each of them is hard to read unasked; a need that is
/// there only because a narrower one is says nothing.
pub(crate) fn needs_are_sensitive(categories: &[&Category]) -> bool {
    let needs = || {
        categories
            .iter()
            .filter(|category| category.code.starts_with("need:"))
    };
    let is_parent =
        |need: &Category| needs().any(|other| other.parent.as_ref() == Some(&need.code));
    let mut own = needs().filter(|need| !is_parent(need)).peekable();
    own.peek().is_some() && own.all(|need| need.is_sensitive)
}

/// The same as taxonomy terms, for whoever shows a listing.
pub(crate) fn terms_of(service: &Service) -> Vec<TaxonomyTerm> {
    let term = |category: &Category| {
        let vocabulary = category.code.split(':').next().unwrap_or_default();
        TaxonomyTerm {
            vocabulary: format!("{OURS}{vocabulary}"),
            code: category.code.clone(),
            name: category.name.clone(),
        }
    };
    categories_of(service).into_iter().map(term).collect()
}

/// Whether a vocabulary is one of ours.
pub(crate) fn is_ours(vocabulary: &str) -> bool {
    vocabulary.starts_with(OURS)
}

/// What people are known to have said of a service, as codes: `access:step-free`.
pub(crate) struct Traits {
    pub(crate) access: Vec<String>,
    pub(crate) languages: Vec<String>,
    pub(crate) joining: Vec<String>,
}

/// What a service's own words about access, languages and joining come to.
pub(crate) fn traits_of(service: &Service) -> Traits {
    Traits {
        access: BUILT_IN.said("access", &service.accessibility),
        languages: BUILT_IN.said("language", &service.languages),
        joining: BUILT_IN.said("joining", service.application_process.as_slice()),
    }
}

/// The codes of one vocabulary that a text speaks of, each with the words that do.
pub(crate) fn spoken_of(vocabulary: &str, words: &[String]) -> Vec<(Range<usize>, &'static str)> {
    let all = &*BUILT_IN;
    let Some(number) = all.number_of(vocabulary) else {
        return Vec::new();
    };
    let found = all.traits[number].longest_in(words).into_iter();
    found
        .map(|found| {
            (
                found.at,
                all.taxonomies[number].terms[*found.meaning].code.as_str(),
            )
        })
        .collect()
}

/// The vocabularies and how words lead to their terms.
#[derive(Debug)]
struct Categories {
    taxonomies: Vec<Taxonomy>,
    /// In names, organizations and narrow categories of sources.
    in_names: Phrases<Leads>,
    /// The same, where other words stand between two phrases.
    around: Vec<Around>,
    /// In names that tell of no need and no other kind of service.
    alone: Phrases<Leads>,
    /// In names that tell of one.
    beside: Phrases<Leads>,
    /// Everywhere.
    anywhere: Phrases<Leads>,
    /// For each vocabulary that is not for browsing, its own words.
    traits: Vec<Phrases<usize>>,
}

/// Which categories a service is in.
struct Told {
    all: BTreeSet<(usize, usize)>,
    /// Those of them that its names or its sources' own categories tell.
    named: BTreeSet<(usize, usize)>,
}

impl Told {
    fn categories(&self) -> Vec<&'static Category> {
        let all = self.all.iter();
        all.map(|(vocabulary, term)| &BUILT_IN.taxonomies[*vocabulary].terms[*term])
            .collect()
    }
}

/// Words with anything between them: "friends of … school".
#[derive(Debug)]
struct Around {
    start: Vec<String>,
    end: Vec<String>,
    leads: Leads,
}

/// What stands between the two phrases of one.
const ANYTHING: &str = " … ";

/// A term, and all that comes with it, as (vocabulary, term).
type Leads = Vec<(usize, usize)>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    code: String,
    name: String,
    description: String,
    #[serde(rename = "term")]
    terms: Vec<TermRow>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TermRow {
    code: String,
    name: String,
    parent: Option<String>,
    #[serde(default)]
    words: Vec<String>,
    #[serde(default)]
    said: Vec<String>,
    #[serde(default)]
    alone: Vec<String>,
    #[serde(default)]
    beside: Vec<String>,
    #[serde(default)]
    brings: Vec<String>,
    #[serde(default)]
    narrow: bool,
    #[serde(default)]
    sensitive: bool,
    #[serde(default)]
    by_name: bool,
    #[serde(default)]
    said_with_name: bool,
}

impl Categories {
    fn read(files: &[&str]) -> Result<Self, String> {
        let files: Vec<File> = files
            .iter()
            .map(|text| toml::from_str(text).map_err(|error| error.to_string()))
            .collect::<Result<_, _>>()?;
        let taxonomies: Vec<Taxonomy> = files.iter().map(taxonomy).collect();
        let mut categories = Self {
            taxonomies,
            in_names: Phrases::default(),
            around: Vec::new(),
            alone: Phrases::default(),
            beside: Phrases::default(),
            anywhere: Phrases::default(),
            traits: Vec::new(),
        };
        for (number, file) in files.iter().enumerate() {
            let mut own = Phrases::default();
            for (at, row) in file.terms.iter().enumerate() {
                if number >= BROWSABLE {
                    for word in &row.words {
                        own.add(word, at);
                    }
                    continue;
                }
                let leads =
                    categories.leads(&format!("{}:{}", file.code, row.code), &row.brings)?;
                for word in row.words.iter().chain(&row.said) {
                    if let Some((start, end)) = word.split_once(ANYTHING) {
                        categories.around.push(Around {
                            start: search::words(start),
                            end: search::words(end),
                            leads: leads.clone(),
                        });
                    } else {
                        categories.in_names.add(word, leads.clone());
                    }
                }
                for (words, phrases) in [
                    (&row.said, &mut categories.anywhere),
                    (&row.alone, &mut categories.alone),
                    (&row.beside, &mut categories.beside),
                ] {
                    for word in words {
                        phrases.add(word, leads.clone());
                    }
                }
            }
            categories.traits.push(own);
        }
        Ok(categories)
    }

    /// The term of a code, what it is part of, and what it brings.
    fn leads(&self, code: &str, brings: &[String]) -> Result<Leads, String> {
        let mut leads = Leads::new();
        for code in std::iter::once(code).chain(brings.iter().map(String::as_str)) {
            let mut next = Some(code.to_owned());
            while let Some(code) = next.take() {
                let at = self
                    .find(&code)
                    .ok_or_else(|| format!("there is no term {code}"))?;
                if leads.contains(&at) {
                    break;
                }
                leads.push(at);
                next = self.taxonomies[at.0].terms[at.1].parent.clone();
            }
        }
        Ok(leads)
    }

    fn number_of(&self, vocabulary: &str) -> Option<usize> {
        self.taxonomies
            .iter()
            .position(|taxonomy| taxonomy.code == vocabulary)
    }

    fn said(&self, vocabulary: &str, texts: &[String]) -> Vec<String> {
        let mut codes: Vec<String> = texts
            .iter()
            .flat_map(|text| spoken_of(vocabulary, &search::words(text)))
            .map(|(_, code)| code.to_owned())
            .collect();
        codes.sort_unstable();
        codes.dedup();
        codes
    }

    fn find(&self, code: &str) -> Option<(usize, usize)> {
        let (vocabulary, _) = code.split_once(':')?;
        let first = self
            .taxonomies
            .iter()
            .position(|taxonomy| taxonomy.code == vocabulary)?;
        let second = self.taxonomies[first]
            .terms
            .iter()
            .position(|term| term.code == code)?;
        Some((first, second))
    }

    fn of(&self, service: &Service) -> Told {
        let terms = || service.taxonomy_terms.iter().map(|term| &term.name);
        let mut found = BTreeSet::new();
        for name in names_of(service) {
            self.read_name(name, &mut found);
        }
        let more = if found.iter().any(|at| self.tells_what(at)) {
            &self.beside
        } else {
            &self.alone
        };
        for name in names_of(service) {
            self.collect(more, &search::words(name), &mut found);
        }
        for name in terms().filter(|name| !is_mixed(name)) {
            self.read_name(name, &mut found);
        }
        let named = found.clone();
        for text in service
            .description
            .iter()
            .chain(&service.eligibility.description)
        {
            self.collect(&self.anywhere, &search::words(text), &mut found);
        }
        // "Conditions and disabilities" says little of any one listing in it: only where nothing else does.
        let told: BTreeSet<usize> = found.iter().map(|(vocabulary, _)| *vocabulary).collect();
        for name in terms().filter(|name| is_mixed(name)) {
            let mut more = BTreeSet::new();
            self.collect(&self.in_names, &search::words(name), &mut more);
            found.extend(
                more.into_iter()
                    .filter(|(vocabulary, _)| !told.contains(vocabulary)),
            );
        }
        Told { all: found, named }
    }

    /// Adds what the words of a name lead to.
    fn read_name(&self, name: &str, found: &mut BTreeSet<(usize, usize)>) {
        let words = search::words(name);
        self.collect(&self.in_names, &words, found);
        found.extend(self.around(&words).flatten());
    }

    /// Whether a term is a need or a kind of service.
    fn tells_what(&self, (vocabulary, _): &(usize, usize)) -> bool {
        ["need", "type"].contains(&self.taxonomies[*vocabulary].code.as_str())
    }

    /// Adds what the words lead to. Within what is sensitive, or looked for by its name, no other phrase is read:
    /// "baby loss" is not about babies. Nor is one that would only tell of the same kind of thing: "martial arts" are no
    /// arts.
    fn collect(
        &self,
        phrases: &Phrases<Leads>,
        words: &[String],
        found: &mut BTreeSet<(usize, usize)>,
    ) {
        let read: Vec<_> = phrases.all_in(words).collect();
        for phrase in &read {
            let (from, to) = (phrase.at.start, phrase.at.end);
            let is_within = read.iter().any(|other| {
                other.at.len() > phrase.at.len()
                    && other.at.start <= from
                    && to <= other.at.end
                    && (self.leads_to(other.meaning, |term| term.is_sensitive || term.is_by_name)
                        || is_of_one_kind(phrase.meaning, other.meaning))
            });
            if !is_within {
                found.extend(phrase.meaning);
            }
        }
    }

    /// Whether words in a name lead to such a category.
    fn name(&self, words: &[String], is_such: impl Fn(&Category) -> bool) -> bool {
        let mut found = self.in_names.all_in(words);
        found.any(|phrase| self.leads_to(phrase.meaning, &is_such))
            || self
                .around(words)
                .any(|leads| self.leads_to(leads, &is_such))
    }

    /// What words lead to that have others between them.
    fn around<'a>(&'a self, words: &[String]) -> impl Iterator<Item = &'a Leads> {
        let end_of = |phrase: &[String], words: &[String]| {
            let mut starts = words.windows(phrase.len().max(1));
            Some(starts.position(|some| some == phrase)? + phrase.len())
        };
        self.around.iter().filter_map(move |around| {
            let from = end_of(&around.start, words)?;
            end_of(&around.end, &words[from..]).map(|_| &around.leads)
        })
    }

    fn leads_to(&self, leads: &Leads, is_such: impl Fn(&Category) -> bool) -> bool {
        let mut terms = leads.iter();
        terms.any(|(vocabulary, term)| is_such(&self.taxonomies[*vocabulary].terms[*term]))
    }
}

/// Whether the second tells of every vocabulary of which the first does.
fn is_of_one_kind(phrase: &Leads, longer: &Leads) -> bool {
    let mut told = phrase.iter().map(|(vocabulary, _)| vocabulary);
    told.all(|vocabulary| longer.iter().any(|(other, _)| other == vocabulary))
}

fn taxonomy(file: &File) -> Taxonomy {
    let code = |code: &String| format!("{}:{code}", file.code);
    let terms = file.terms.iter().map(|row| Category {
        code: code(&row.code),
        name: row.name.clone(),
        parent: row.parent.as_ref().map(code),
        is_narrow: row.narrow,
        is_sensitive: row.sensitive,
        is_by_name: row.by_name,
        is_said_with_name: row.said_with_name,
    });
    Taxonomy {
        code: file.code.clone(),
        name: file.name.clone(),
        description: file.description.clone(),
        terms: terms.collect(),
    }
}

/// Whether a source's category names several things.
fn is_mixed(name: &str) -> bool {
    name.contains(['&', ',', '/']) || name.split_whitespace().any(|word| word == "and")
}

#[cfg(test)]
mod tests;
