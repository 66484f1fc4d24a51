//! What is made of words, distance and freshness together. `docs/ranking.md` says it for people.
//!
//! Score = fit of the words × closeness × trust × tact × wishes. None but the first can make a listing
//! match, or bring it to the top on its own: they are bounded.

use std::sync::LazyLock;

use crate::circle::Separation;
use crate::columns::{Lies, Stretch};
use crate::document::Sensitivity;
use crate::marks::Marks;
use crate::query::{Facet, Query};
use crate::results::Reach;
use crate::schema::day;
use crate::sense::Target;

/// What closeness falls to, far away: a listing that fits is never lost for being far.
const FAR: f32 = 0.3;
/// Within this many metres of the centre, halving is not made steeper: about five minutes' walk.
const SHORTEST_HALF_M: f64 = 400.0;
/// What is left where a circle was widened and this lies outside the one that was asked for.
const BEYOND: f32 = 0.5;
/// How much a confirmation of today adds.
const FRESH: f32 = 0.1;
/// After how many days a confirmation adds half of that.
const FRESH_HALF_DAYS: f32 = 365.0;
/// How much each tier of a kitemark adds, up to three: with all of them less than a confirmation of
/// today does.
const TIER: f32 = 0.02;
/// The most that closeness, trust, tact and wishes can make of a score together.
pub(crate) const MOST_FACTOR: f32 = 1.0 + FRESH + 3.0 * TIER;
/// What is left of a listing for some people only, where the question says nothing of who is asking.
const FOR_SOME: f32 = 0.85;
/// What is left of a listing about what is hard to read unasked, or looked for by its name alone, where the
/// question does not speak of it.
const UNASKED: f32 = 0.4;
/// The same where no need is named at all, as in "free on Tuesday evening": what is on then is what was meant.
const UNASKED_ALONE: f32 = 0.1;
/// What is left of a listing that no source mentions any more.
const STALE: f32 = 0.6;
/// What is left of a listing that those who run it have not confirmed for long, though asked.
const UNANSWERED: f32 = 0.85;

/// What a confirmation adds by its age in days, reckoned once: a search asks it of every candidate. After
/// twenty years it adds nothing that a number could show.
static AGED: LazyLock<Vec<f32>> = LazyLock::new(|| {
    let days = 0..20 * 365_u16;
    days.map(|days| FRESH * (-f32::from(days) / FRESH_HALF_DAYS).exp2())
        .collect()
});

/// The scales of one question.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Blend {
    half_m: f32,
    radius_m: f32,
    today: i32,
    /// What a listing for some people only keeps.
    for_some: f32,
    /// What a listing keeps whose name is hard to read unasked.
    sensitive_in_name: f32,
    /// What one keeps that only its needs show to be.
    sensitive_in_needs: f32,
    /// What a listing keeps that is looked for by its name.
    by_name: f32,
}

impl Blend {
    /// For a circle of this radius in metres, or 0 where there is none. `has_need` where words are looked for.
    pub(crate) fn new(query: &Query, has_need: bool, radius_m: f64) -> Self {
        let half_m = (radius_m / 2.0).max(SHORTEST_HALF_M) as f32;
        // Where a need is named, its words settle what is meant and the needs of a listing nothing more.
        let (in_name, in_needs) = if has_need {
            (UNASKED, 1.0)
        } else {
            (UNASKED_ALONE, UNASKED_ALONE)
        };
        let kept = |is_asked: bool, otherwise: f32| if is_asked { 1.0 } else { otherwise };
        Self {
            half_m,
            // What lies on the edge is inside.
            radius_m: radius_m as f32 + 1.0,
            today: day(query.today),
            for_some: kept(says_who(query), FOR_SOME),
            sensitive_in_name: kept(query.is_sensitive, in_name),
            sensitive_in_needs: kept(query.is_sensitive, in_needs),
            by_name: kept(query.is_by_name, UNASKED),
        }
    }

    /// 1 at the centre, half way down to [`FAR`] at half the radius, and less beyond it. What serves the place without
    /// being in it counts as though it were half the radius away, because it comes here or is on the line, and as
    /// though it were on the edge where one has to go to it. What is for some people only is no nearer than half the
    /// radius for others: being next door makes it no better for them.
    pub(crate) fn closeness(
        &self,
        marks: Marks,
        reach: Reach,
        separation: Option<Separation>,
    ) -> f32 {
        let away_m = match (reach, separation) {
            (Reach::Within, Some(separation)) => separation.metres(),
            (Reach::Serves, Some(_)) if marks.is_gone_to() => self.radius_m.max(self.half_m),
            _ => self.half_m,
        };
        let is_for_others = marks.is_for_some() && self.for_some < 1.0;
        let away_m = if is_for_others {
            away_m.max(self.half_m)
        } else {
            away_m
        };
        let closeness = FAR + (1.0 - FAR) * (-away_m / self.half_m).exp2();
        if away_m > self.radius_m.max(self.half_m) {
            closeness * BEYOND
        } else {
            closeness
        }
    }

    /// No less than the closeness of any document of a stretch.
    pub(crate) fn most_closeness(&self, stretch: &Stretch) -> f32 {
        let at = |away_m: f32| FAR + (1.0 - FAR) * (-away_m / self.half_m).exp2();
        let within = at(stretch.least_m as f32);
        match stretch.lies {
            Lies::Inside => within,
            Lies::Serving => at(self.half_m),
            Lies::Perhaps => within.max(at(self.half_m)),
        }
    }

    /// A little more for what a person confirmed lately and for a kitemark, less for what is stale or unanswered.
    pub(crate) fn trust(&self, marks: Marks, confirmed: Option<i32>) -> f32 {
        let fresh = confirmed.map_or(0.0, |day| {
            let age_days = self.today.saturating_sub(day).max(0) as usize;
            AGED.get(age_days).copied().unwrap_or(0.0)
        });
        let stale = if marks.is_stale() { STALE } else { 1.0 };
        let silent = if marks.is_unanswered() {
            UNANSWERED
        } else {
            1.0
        };
        let marked = TIER * f32::from(marks.kitemark());
        (1.0 + fresh + marked) * stale * silent
    }

    /// Less for what is for some people only, hard to read unasked or looked for by its name, where the question says
    /// nothing of it.
    pub(crate) fn tact(&self, marks: Marks) -> f32 {
        let for_some = if marks.is_for_some() {
            self.for_some
        } else {
            1.0
        };
        let sensitive = match marks.sensitivity() {
            Sensitivity::None => 1.0,
            Sensitivity::InNeeds => self.sensitive_in_needs,
            Sensitivity::InName => self.sensitive_in_name,
        };
        let by_name = if marks.is_by_name() {
            self.by_name
        } else {
            1.0
        };
        for_some * sensitive * by_name
    }
}

/// Whether the question tells for whom it is: by its words, a filter or a wish.
fn says_who(query: &Query) -> bool {
    let (filters, wishes) = (&query.filters, &query.wishes);
    query.senses.iter().any(|sense| {
        let mut targets = sense.meanings.iter().map(|meaning| &meaning.target);
        targets.any(|target| matches!(target, Target::Code(Facet::Circumstance, _)))
    }) || !filters.circumstances.is_empty()
        || !filters.languages.is_empty()
        || !wishes.languages.is_empty()
}
