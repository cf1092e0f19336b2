//! Percentages, points and basis points, from the matches of the percent rules.

use rust_decimal::{Decimal, RoundingStrategy};

use super::money::approximation;
use super::quantity::compose;
use super::view::Reading;
use crate::fact::{
    Approximation, Bounds, Direction, Kind, Mention, Percent, PercentForm, PercentRole, PercentUnit, Provenance,
    RuleId, Value,
};
use crate::rule::{Group, Matches};

/// Percentages of a document, in order; what they measure is for the refining rules to say.
pub(super) fn find(
    reading: &Reading<'_, '_>,
    group: &Group,
    matches: &Matches,
    winners: &[usize],
) -> Vec<(usize, usize, Mention)> {
    let mut mentions = Vec::with_capacity(winners.len());
    for &winner in winners {
        let m = &matches.list[winner];
        let rule = &group.rules[m.rule as usize];
        let (start, end) = (m.keep_start as usize, m.keep_end as usize);
        let form = rule.constant("form");
        let mut percent = Percent {
            value: Bounds::Exactly(Decimal::ZERO),
            unit: match rule.constant("unit") {
                Some("percentage_point") => PercentUnit::Point,
                Some("basis_point") => PercentUnit::BasisPoint,
                _ => PercentUnit::Percent,
            },
            form: PercentForm::Figure,
            approximation: approximation(reading, start),
            role: rule.constant("role").and_then(PercentRole::parse),
            direction: None,
            basis: None,
        };
        let found = match form {
            Some("multiple") => multiple(reading, matches, m, &mut percent),
            Some("vague") => vague(reading, matches, m, &mut percent),
            _ => number(reading, matches, m, form == Some("fraction"), &mut percent),
        };
        if found.is_none() {
            continue;
        }
        mentions.push((
            start,
            end,
            Mention {
                kind: Kind::Percent,
                span: reading.document.span(start, end),
                value: Value::Percent(percent),
                provenance: Provenance { rule: RuleId(rule.index), sieve: None, confidence: rule.tier.confidence() },
                in_quote: None,
            },
        ));
    }
    mentions
}

type Found = crate::rule::Match;

fn number(
    reading: &Reading<'_, '_>,
    matches: &Matches,
    m: &Found,
    fraction: bool,
    percent: &mut Percent,
) -> Option<()> {
    let inside =
        reading.captures(matches, m).filter(|c| c.start >= m.keep_start as usize && c.end <= m.keep_end as usize);
    let quantity = compose(inside)?;
    let value = |v: Decimal| {
        // A third is printed as 33.33, as the guideline has it.
        let v = if fraction { v * Decimal::ONE_HUNDRED } else { v };
        let places = if fraction { 2 } else { 6 };
        v.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero).normalize()
    };
    percent.value = match quantity.high {
        Some(high) => Bounds::Between(value(quantity.low), value(high)),
        None => Bounds::Exactly(value(quantity.low)),
    };
    percent.form = match (fraction, quantity.words) {
        (true, _) => PercentForm::Fraction,
        (_, true) => PercentForm::Words,
        _ => PercentForm::Figure,
    };
    Some(())
}

/// "doubled": the value and direction stand in the lexicon.
fn multiple(reading: &Reading<'_, '_>, matches: &Matches, m: &Found, percent: &mut Percent) -> Option<()> {
    let word = reading.captures(matches, m).find(|c| c.row.is_some())?;
    percent.value = Bounds::Exactly(word.field("value").parse().ok()?);
    percent.direction = Direction::parse(word.field("direction"));
    percent.form = PercentForm::Multiple;
    Some(())
}

/// "double-digit": the interval stands in the lexicon.
fn vague(reading: &Reading<'_, '_>, matches: &Matches, m: &Found, percent: &mut Percent) -> Option<()> {
    let word = reading.captures(matches, m).find(|c| c.row.is_some())?;
    percent.value = Bounds::Between(word.field("low").parse().ok()?, word.field("high").parse().ok()?);
    percent.form = PercentForm::Vague;
    percent.approximation = Approximation::default();
    Some(())
}
