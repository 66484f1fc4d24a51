//! The report: figures by kind beside those of plain BM25, the bars, and the worst questions.

use super::{Asked, FIRST_SEEN, Figures, Kind, LEAST_CLEAN, LEAST_NDCG, LEAST_SLIPPED};

/// Hits shown of a bad answer.
const SHOWN: usize = 4;

/// Prints the report with the `worst` questions; says whether every bar is met.
pub fn print(asked: &[Asked], worst: usize) -> bool {
    println!(
        "{:22} {:>4}   {:>7} {:>7} {:>6}   {:>7} {:>7} {:>6}",
        "", "", "ours", "", "", "plain", "BM25", ""
    );
    println!(
        "{:22} {:>4}   {:>7} {:>7} {:>6}   {:>7} {:>7} {:>6}",
        "kind", "n", "nDCG@10", "first", "none", "nDCG@10", "first", "none"
    );
    for kind in Kind::ALL {
        line(kind.name(), asked, |other| other == kind);
    }
    line("all but held out", asked, Kind::is_open);
    println!();
    let of = |kind| Figures::of(asked, |other| other == kind, |one| one.ours);
    let all = Figures::of(asked, Kind::is_open, |one| one.ours);
    let met = [
        bar("nDCG@10", all.ndcg, LEAST_NDCG),
        bar("known item first", of(Kind::Name).first, LEAST_CLEAN),
        bar("with one slip", of(Kind::Slip).first, LEAST_SLIPPED),
        none_hurts(asked),
    ];
    show_worst(asked, worst);
    met.into_iter().all(|met| met)
}

fn line(name: &str, asked: &[Asked], is_counted: impl Fn(Kind) -> bool) {
    let ours = Figures::of(asked, &is_counted, |one| one.ours);
    let plain = Figures::of(asked, &is_counted, |one| one.plain);
    println!(
        "{name:22} {:>4}   {:>7.3} {:>6.1}% {:>5.1}%   {:>7.3} {:>6.1}% {:>5.1}%",
        ours.questions,
        ours.ndcg,
        ours.first * 100.0,
        ours.empty * 100.0,
        plain.ndcg,
        plain.first * 100.0,
        plain.empty * 100.0
    );
}

fn bar(name: &str, figure: f64, least: f64) -> bool {
    let met = figure >= least;
    let word = if met { "met" } else { "NOT MET" };
    println!("{name:18} {figure:.3}, at least {least:.2}: {word}");
    met
}

fn none_hurts(asked: &[Asked]) -> bool {
    let hurt: Vec<&Asked> = asked.iter().filter(|one| !one.hurtful.is_empty()).collect();
    let met = hurt.is_empty();
    let word = if met { "met" } else { "NOT MET" };
    println!("{:18} {:5}, none: {word}", "hurtful on top", hurt.len());
    for one in hurt {
        let (text, hits) = (&one.question.text, one.hurtful.join(", "));
        println!("      {text:?} has among its first {FIRST_SEEN}: {hits}");
    }
    met
}

fn show_worst(asked: &[Asked], count: usize) {
    let is_shown = |one: &&Asked| one.ours.ndcg < 1.0 && one.question.kind.is_open();
    let mut worst: Vec<&Asked> = asked.iter().filter(is_shown).collect();
    worst.sort_by(|a, b| a.ours.ndcg.total_cmp(&b.ours.ndcg));
    for one in worst.into_iter().take(count) {
        let question = &one.question;
        let pairs = question.pairs();
        let rest: Vec<String> = pairs
            .iter()
            .skip(1)
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        println!(
            "\n{:.3} (plain {:.3}) {}: {:?} {}",
            one.ours.ndcg,
            one.plain.ndcg,
            question.kind.name(),
            question.text,
            rest.join(" ")
        );
        for (name, grade) in one.hits.iter().take(SHOWN) {
            println!("      {grade} {name}");
        }
        if !one.missing.is_empty() {
            let missing: Vec<&str> = one.missing.iter().take(SHOWN).map(String::as_str).collect();
            println!("      missing: {}", missing.join(", "));
        }
    }
}
