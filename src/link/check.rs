//! Arithmetic as evidence: whether value, prior and change of a fact fit each other within what rounding explains.

use rust_decimal::Decimal;

use super::draft::Draft;
use crate::fact::{ArticleFacts, Bounds, Currency, MentionId, PercentUnit, Value};

/// Share of the printed figures' last digit by which a sum may be off: each of them was rounded to half a digit.
const HALF: Decimal = Decimal::from_parts(5, 0, 0, false, 1);

/// Says of each fact whether its numbers agree, and which way they point where the words did not say it.
pub(super) fn arithmetic(facts: &ArticleFacts, drafts: &mut [Draft]) {
    for draft in drafts {
        let (Some(value), Some(prior)) = (draft.value, draft.prior) else { continue };
        let (Some(new), Some(old)) = (exact(facts, value), exact(facts, prior)) else { continue };
        if !comparable(facts, value, prior) {
            continue;
        }
        if draft.direction.is_empty() {
            draft.direction = match new.0.cmp(&old.0) {
                std::cmp::Ordering::Greater => "up",
                std::cmp::Ordering::Less => "down",
                std::cmp::Ordering::Equal => "flat",
            }
            .into();
        }
        let change = draft.change.filter(|&c| is_percent(facts, c)).and_then(|c| exact(facts, c));
        let Some(change) = change else { continue };
        draft.agrees = agrees(new, old, change);
    }
}

/// Whether the change from old to new is as printed, up to the rounding of all three; none where it cannot be computed.
fn agrees(new: (Decimal, Decimal), old: (Decimal, Decimal), change: (Decimal, Decimal)) -> Option<bool> {
    let ratio = |new: Decimal, old: Decimal| {
        let quotient = new.checked_div(old)?;
        (quotient - Decimal::ONE).checked_mul(Decimal::ONE_HUNDRED).map(|c| c.abs())
    };
    let corners = [
        ratio(new.0 + new.1, old.0 - old.1)?,
        ratio(new.0 + new.1, old.0 + old.1)?,
        ratio(new.0 - new.1, old.0 - old.1)?,
        ratio(new.0 - new.1, old.0 + old.1)?,
    ];
    let low = corners.iter().min()?;
    let high = corners.iter().max()?;
    let printed = change.0.abs();
    Some(printed + change.1 >= *low && printed - change.1 <= *high)
}

/// The exact value of a number and half its last printed digit.
fn exact(facts: &ArticleFacts, id: MentionId) -> Option<(Decimal, Decimal)> {
    let value = match &facts.mentions.get(id.0 as usize)?.value {
        Value::Money(money) => money.amount,
        Value::Percent(percent) => percent.value,
        _ => return None,
    };
    let Bounds::Exactly(value) = value else { return None };
    Some((value, last_digit(value) * HALF))
}

/// The worth of the last digit that is not zero: 39,800,000,000 was printed to a hundred millions.
fn last_digit(value: Decimal) -> Decimal {
    let value = value.normalize();
    let mut digit = Decimal::new(1, value.scale());
    if value.scale() == 0 && !value.is_zero() {
        let mut rest = value.abs();
        while (rest % Decimal::TEN).is_zero() {
            rest /= Decimal::TEN;
            digit *= Decimal::TEN;
        }
    }
    digit
}

fn is_percent(facts: &ArticleFacts, id: MentionId) -> bool {
    matches!(&facts.mentions[id.0 as usize].value, Value::Percent(p) if p.unit == PercentUnit::Percent)
}

fn comparable(facts: &ArticleFacts, a: MentionId, b: MentionId) -> bool {
    match (&facts.mentions[a.0 as usize].value, &facts.mentions[b.0 as usize].value) {
        (Value::Money(a), Value::Money(b)) => match (&a.currency, &b.currency) {
            (Currency::Known(a), Currency::Known(b)) => a == b,
            _ => true,
        },
        (Value::Percent(a), Value::Percent(b)) => a.unit == b.unit,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> (Decimal, Decimal) {
        let value: Decimal = text.parse().unwrap();
        (value, last_digit(value) * HALF)
    }

    #[test]
    fn rounding_explains_small_differences_only() {
        // 1.4 may be 1.35 to 1.45, and 1 anything from 0.5 to 1.5.
        assert_eq!(agrees(number("1400000000"), number("1000000000"), number("38")), Some(true));
        assert_eq!(agrees(number("29.3"), number("38.2"), number("23.2")), Some(true));
        assert_eq!(agrees(number("29.3"), number("38.2"), number("32.2")), Some(false));
        assert_eq!(agrees(number("5"), (Decimal::ZERO, Decimal::ZERO), number("3")), None);
    }

    #[test]
    fn the_last_digit_that_was_printed() {
        assert_eq!(last_digit("39800000000".parse().unwrap()), Decimal::from(100_000_000));
        assert_eq!(last_digit("2.150".parse().unwrap()), "0.01".parse().unwrap());
        assert_eq!(last_digit(Decimal::ZERO), Decimal::ONE);
    }
}
