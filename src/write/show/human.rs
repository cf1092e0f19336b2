//! Values in the short form that people read: `CNY 39.8 bn`, `+34 % yoy`.

use super::trimmed;
use crate::fact::{
    Approximation, ArticleFacts, Bounds, Currency, Decimal, Direction, Money, Percent, PercentUnit, Quotation, Speaker,
    Value,
};
use crate::write::value::split;

/// An amount: `~USD 5.6 bn`, `EUR 5–6 m`, `> USD 1.5 bn/year`, `USD 2.15/share`.
pub(super) fn money(money: &Money) -> String {
    let currency = match &money.currency {
        Currency::Known(_) => money.currency.code().unwrap_or("").to_owned(),
        Currency::Ambiguous(candidates) => format!("{}?", split(candidates).collect::<Vec<_>>().join("|")),
    };
    let quantity = match money.amount {
        Bounds::Exactly(value) => scaled(value),
        Bounds::Between(low, high) => match (parts(low), parts(high)) {
            ((low, a), (high, b)) if a == b => format!("{low}–{high}{a}"),
            ((low, a), (high, b)) => format!("{low}{a} – {high}{b}"),
        },
        Bounds::Magnitude(value) => scaled(value),
    };
    let order = if matches!(money.amount, Bounds::Magnitude(_)) { "order of " } else { "" };
    let per = money.per.as_deref().map(|per| format!("/{per}")).unwrap_or_default();
    format!("{}{order}{currency} {quantity}{per}", hedge(money.approximation))
}

/// A percentage with its direction and what it compares with: `+34 % yoy`, `-25 bp`, `5–6 %`.
pub(super) fn percent(percent: &Percent) -> String {
    let sign = match percent.direction {
        Some(Direction::Up) => "+",
        Some(Direction::Down) => "-",
        Some(Direction::Flat) | None => "",
    };
    let unsigned = |value: Decimal| if sign == "-" { value.abs() } else { value };
    let quantity = match percent.value {
        Bounds::Exactly(value) => plain(unsigned(value)),
        Bounds::Between(low, high) => format!("{}–{}", plain(unsigned(low)), plain(unsigned(high))),
        Bounds::Magnitude(value) => format!("order of {}", plain(unsigned(value))),
    };
    let unit = match percent.unit {
        PercentUnit::Percent => "%",
        PercentUnit::Point => "pp",
        PercentUnit::BasisPoint => "bp",
    };
    let basis = percent.basis.map(|basis| format!(" {}", basis.name())).unwrap_or_default();
    format!("{}{sign}{quantity} {unit}{basis}", hedge(percent.approximation))
}

/// Who said something: `Thomas Chong, equity analyst, Jefferies`.
pub(super) fn speaker(facts: &ArticleFacts, speaker: Option<&Speaker>, text: &str) -> String {
    let Some(speaker) = speaker else { return "unknown speaker".to_owned() };
    let entity = |id: &crate::fact::EntityId| facts.entities.get(id.0 as usize).map(|e| e.name.to_string());
    let names: Vec<String> = speaker.entities.iter().filter_map(entity).collect();
    let name = match (names.is_empty(), &speaker.name, speaker.mention) {
        (false, _, _) => names.join(" and "),
        (true, Some(name), _) => name.to_string(),
        (true, None, Some(span)) => format!("“{}”", trimmed(span.of(text))),
        (true, None, None) => "unknown speaker".to_owned(),
    };
    [Some(name.as_str()), speaker.title.as_deref(), speaker.affiliation.as_deref()]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ")
}

/// The short name of a speaker, put behind the words in the text.
pub(super) fn speaker_name(facts: &ArticleFacts, quotation: &Quotation, text: &str) -> String {
    let bare = quotation.speaker.as_ref().map(|s| Speaker { title: None, affiliation: None, ..s.clone() });
    speaker(facts, bare.as_ref(), text)
}

/// What a mention means, if its words do not say so already.
pub(super) fn note(facts: &ArticleFacts, value: &Value, words: &str, text: &str) -> Option<String> {
    let note = match value {
        Value::Money(value) => money(value),
        Value::Percent(value) => percent(value),
        Value::Named { entity, .. } => facts.entities.get(entity.0 as usize)?.name.to_string(),
        Value::Quotation(quotation) => speaker_name(facts, quotation, text),
        Value::Fields(fields) => {
            fields.iter().map(|f| format!("{} = {}", f.name, f.value)).collect::<Vec<_>>().join(", ")
        }
    };
    let note = trimmed(&note);
    (!note.is_empty() && note != words).then_some(note)
}

fn hedge(approximation: Approximation) -> String {
    let about = if approximation.approximate { "~" } else { "" };
    match approximation.bound {
        Some(">=") => format!("≥ {about}"),
        Some("<=") => format!("≤ {about}"),
        Some(bound) => format!("{bound} {about}"),
        None => about.to_owned(),
    }
}

/// `39.8 bn`, `12,500`, `2.15`.
fn scaled(value: Decimal) -> String {
    let (number, unit) = parts(value);
    format!("{number}{unit}")
}

/// A number and its unit. A number that would need more than three decimals in its unit is printed in full: nothing is
/// rounded here, because this is where people check values.
fn parts(value: Decimal) -> (String, &'static str) {
    const UNITS: [(i64, &str); 3] = [(1_000_000_000_000, " trn"), (1_000_000_000, " bn"), (1_000_000, " m")];
    let size = value.abs();
    let unit = UNITS.into_iter().find(|(factor, _)| size >= Decimal::from(*factor));
    if let Some((factor, name)) = unit
        && let Some(short) = value.checked_div(Decimal::from(factor)).map(|v| v.normalize())
        && short.scale() <= 3
    {
        return (plain(short), name);
    }
    (plain(value), "")
}

/// A number with its thousands set apart.
fn plain(value: Decimal) -> String {
    let digits = value.normalize().to_string();
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits.as_str()), |rest| ("-", rest));
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(w, f)| (w, Some(f)));
    let mut out = String::from(sign);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::{Basis, CurrencySource, MoneyForm, PercentForm};

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn amount(bounds: Bounds) -> Money {
        Money {
            amount: bounds,
            currency: Currency::Known(*b"USD"),
            currency_source: CurrencySource::Explicit,
            approximation: Approximation::default(),
            per: None,
            form: MoneyForm::Figure,
            conversion_of: None,
            elliptical: false,
        }
    }

    #[test]
    fn amounts() {
        let exactly = |text| amount(Bounds::Exactly(decimal(text)));
        assert_eq!(money(&exactly("39800000000.0")), "USD 39.8 bn");
        assert_eq!(money(&exactly("1234567891")), "USD 1,234,567,891", "never rounded");
        assert_eq!(money(&exactly("12500")), "USD 12,500");
        assert_eq!(money(&exactly("-2500000")), "USD -2.5 m");
        assert_eq!(money(&Money { per: Some("share".into()), ..exactly("2.15") }), "USD 2.15/share");
        assert_eq!(money(&amount(Bounds::Between(decimal("5e6"), decimal("6e6")))), "USD 5–6 m");
        assert_eq!(money(&amount(Bounds::Between(decimal("9e8"), decimal("1.1e9")))), "USD 900 m – 1.1 bn");
        let unsure = Money {
            currency: Currency::Ambiguous("USD,CAD".into()),
            approximation: Approximation { approximate: true, bound: Some(">") },
            ..amount(Bounds::Magnitude(decimal("100000000")))
        };
        assert_eq!(money(&unsure), "> ~order of USD|CAD? 100 m");
    }

    #[test]
    fn percentages() {
        let value = Percent {
            value: Bounds::Exactly(decimal("34.0")),
            unit: PercentUnit::Percent,
            form: PercentForm::Figure,
            approximation: Approximation::default(),
            role: None,
            direction: Some(Direction::Up),
            basis: Some(Basis::YearOnYear),
        };
        assert_eq!(percent(&value), "+34 % yoy");
        let cut = Percent {
            value: Bounds::Between(decimal("-50"), decimal("-25")),
            unit: PercentUnit::BasisPoint,
            direction: Some(Direction::Down),
            basis: None,
            ..value
        };
        assert_eq!(percent(&cut), "-50–25 bp");
    }
}
