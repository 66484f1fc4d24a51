//! Awarding: from an application to an award, which takes the place of the one before.

use chrono::{DateTime, Utc};
use domain::authority::{Actor, Grant};
use domain::kitemark::award::{AwardState, AwardStep, Check, is_drawn, ladder, next};
use store::{KitemarkAward, WriteTx};

use super::stepping::Case;
use super::view::group_of;
use crate::people::note;
use crate::{Directory, Error};

impl Directory {
    /// Makes the award; `by` is the assessor, or nobody where complete answers are enough.
    pub(super) async fn grant_award(
        &self,
        tx: &WriteTx,
        case: &Case,
        by: Option<&Actor>,
        awards: &[KitemarkAward],
        now: DateTime<Utc>,
    ) -> Result<KitemarkAward, Error> {
        let application = &case.application;
        let today = self.local_now().date();
        let group = group_of(application);
        let rungs = ladder(
            &case.scheme,
            &application.tier,
            today,
            &application.answers,
            group,
        );
        if rungs.first().is_none_or(|rung| rung.until < today) {
            return Err(Error::Conflict(
                "its evidence has run out while it waited: ask the group for what holds now"
                    .to_owned(),
            ));
        }
        if let Some(held) = awards.iter().rev().find(|award| award.state.is_open()) {
            refuse_lower(case, held)?;
            let state = next(held.state, AwardStep::Renew)
                .map_err(|illegal| Error::Conflict(illegal.to_string()))?;
            tx.update_award(&KitemarkAward {
                state,
                changed_at: now,
                version: held.version + 1,
                ..held.clone()
            })
            .await?;
        }
        let award = KitemarkAward {
            id: self.new_id()?,
            organization: application.organization,
            application: application.id,
            scheme: application.scheme.clone(),
            scheme_version: application.scheme_version,
            rungs,
            assessed_by: by.map(|by| self.body_of_assessor(by, case)),
            awarded_on: today,
            state: AwardState::Holds,
            reason: None,
            rung: 0,
            reminded: None,
            check: if by.is_none() && self.draws(case)? {
                Some(Check::Due)
            } else {
                None
            },
            changed_at: now,
            version: 1,
        };
        tx.add_award(&award).await?;
        tx.touch_marked(award.organization, now).await?;
        if let Some(by) = by {
            let object = format!("kitemark award {}", award.id);
            note(tx, by, "award", object, None, now).await?;
        }
        Ok(award)
    }

    /// Whether chance draws this one for checking.
    fn draws(&self, case: &Case) -> Result<bool, Error> {
        let tier = case.scheme.tier(&case.application.tier);
        let one_in = tier.map_or(0, |(_, tier)| tier.check_one_in);
        let mut bytes = [0; 4];
        self.people()?.chance.fill(&mut bytes);
        Ok(is_drawn(one_in, u32::from_le_bytes(bytes)))
    }

    /// Who decided, as it is published: the body that runs the scheme, with the assessor's area.
    fn body_of_assessor(&self, by: &Actor, case: &Case) -> String {
        let directory = self.people.as_ref().map(|people| people.name.clone());
        let body = case.scheme.run_by.clone().or(directory).unwrap_or_default();
        let grants = match by {
            Actor::Person(person) => person.grants.as_slice(),
            Actor::Program(program) => program.grants.as_slice(),
            Actor::Anybody | Actor::Operator => &[],
        };
        let area = grants.iter().find_map(|grant| match grant {
            Grant::Assessor {
                scheme,
                area: Some(area),
            } if *scheme == case.scheme.id && case.object.areas.contains(area) => Some(area),
            _ => None,
        });
        let area = area.map(|code| {
            crate::place::area_name(&self.gazetteer(), code).unwrap_or_else(|| code.clone())
        });
        match area {
            Some(area) => format!("{body}, assessor for {area}"),
            None => format!("{body}, assessor"),
        }
    }
}

/// An award never lowers a mark that holds.
fn refuse_lower(case: &Case, held: &KitemarkAward) -> Result<(), Error> {
    let rank = |tier: &str| case.scheme.tier(tier).map(|(rank, _)| rank);
    let holds = held.rungs.get(held.rung).and_then(|rung| rank(&rung.tier));
    if held.scheme == case.scheme.id && holds > rank(&case.application.tier) {
        return Err(Error::Conflict(
            "the organization holds a higher mark: apply for that one again, or give it back first"
                .to_owned(),
        ));
    }
    Ok(())
}
