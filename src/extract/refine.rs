//! Refining rules: files that add fields to mentions instead of finding them.
//!
//! Such a file is a sieve: its rules are tried in order, and the first that says something of a mention decides it.

use super::view::{Captured, Reading};
use rust_decimal::Decimal;

use crate::fact::{Basis, Bounds, Direction, Mention, MentionId, Money, PercentRole, Value};
use crate::rule::{Group, MentionIndex, Rule};

/// A mention with its tokens.
pub(super) type Placed = (usize, usize, Mention);

/// Runs the refining rules of a kind over its mentions. `index` holds them under their positions in `mentions`.
pub(super) fn refine(reading: &Reading<'_, '_>, group: &Group, index: &MentionIndex, mentions: &mut [Placed]) {
    let view = reading.rules.view(reading.document, reading.tags, index);
    let matches = group.find(&view);
    let mut order: Vec<usize> = (0..matches.list.len()).collect();
    order.sort_by_key(|&i| (matches.list[i].rule, matches.list[i].start));
    for i in order {
        let m = &matches.list[i];
        let rule = &group.rules[m.rule as usize];
        let captures: Vec<Captured<'_>> = reading.captures(&matches, m).collect();
        let role = |name: &str| captures.iter().find(|c| c.label == name).and_then(|c| c.mention);
        let Some(target) = role(&group.kind_name) else { continue };
        if rule.constant("conversion").is_some() {
            if let Some(of) = role("of") {
                convert(mentions, of, target);
            }
        } else if matches!(mentions[target as usize].2.value, Value::Money(_)) {
            let unit = captures.iter().find(|c| c.label == "per").map(|c| c.text.to_lowercase());
            let per = rule.constant("per").or(unit.as_deref());
            price(mentions, per, role(rule.constant("like").unwrap_or("")), target);
        } else {
            describe(mentions, rule, role(rule.constant("like").unwrap_or("")), target);
        }
    }
}

/// Marks one amount as the conversion of another, if their currencies differ.
fn convert(mentions: &mut [Placed], of: u32, target: u32) {
    let currency = |i: u32| match &mentions[i as usize].2.value {
        Value::Money(money) => Some(money.currency.clone()),
        _ => None,
    };
    if of == target || currency(of) == currency(target) {
        return;
    }
    let approximate = matches!(&mentions[of as usize].2.value, Value::Money(m) if m.approximation.approximate);
    if let Value::Money(money) = &mut mentions[target as usize].2.value
        && money.conversion_of.is_none()
    {
        money.conversion_of = Some(MentionId(of));
        // What restates a rough amount is no more exact than that.
        money.approximation.approximate |= approximate;
    }
}

/// Sets the unit an amount is paid for, where the amount does not say it itself: given by the rule, or that of an amount like it.
///
/// Amounts in thousands and more are totals, and an amount is like another if it has its currency.
fn price(mentions: &mut [Placed], per: Option<&str>, like: Option<u32>, target: u32) {
    let small = |m: &Money| match &m.amount {
        Bounds::Exactly(v) | Bounds::Between(_, v) | Bounds::Magnitude(v) => v.abs() < Decimal::ONE_THOUSAND,
    };
    let per = match (like, per) {
        (Some(i), _) => match (&mentions[i as usize].2.value, &mentions[target as usize].2.value) {
            (Value::Money(model), Value::Money(money)) if model.currency == money.currency => model.per.clone(),
            _ => None,
        },
        (None, per) => per.map(Into::into),
    };
    if let Value::Money(money) = &mut mentions[target as usize].2.value
        && money.per.is_none()
        && small(money)
    {
        money.per = per;
    }
}

/// Sets what a rule says of a percentage where nothing was said before.
fn describe(mentions: &mut [Placed], rule: &Rule, like: Option<u32>, target: u32) {
    let model = like.and_then(|i| match &mentions[i as usize].2.value {
        Value::Percent(percent) => Some((percent.role, percent.direction)),
        _ => None,
    });
    let Value::Percent(percent) = &mut mentions[target as usize].2.value else { return };
    if percent.role.is_none() {
        if let Some(role) = rule.constant("role").and_then(PercentRole::parse) {
            percent.role = Some(role);
            percent.direction = percent.direction.or(rule.constant("direction").and_then(Direction::parse));
        } else if let Some((role, direction)) = model {
            percent.role = role;
            percent.direction = percent.direction.or(direction);
        }
    }
    if percent.basis.is_none() {
        percent.basis = rule.constant("basis").and_then(|b| Basis::ALL.iter().copied().find(|v| v.name() == b));
    }
}
