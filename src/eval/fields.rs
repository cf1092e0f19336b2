//! Compares the values of a gold and a found mention that stand at the same place, field by field.

use rust_decimal::Decimal;

use super::item::{Item, ItemValue, MoneyValue, PercentValue, Quantity, QuotationValue, Scored};
use super::tolerance;

/// One compared field.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Compared {
    /// Name of the field, as in [`names`].
    pub(super) field: &'static str,
    /// The gold value as text.
    pub(super) gold: Option<String>,
    /// The found value as text.
    pub(super) found: Option<String>,
    /// Whether they agree under the conventions of that field.
    pub(super) agrees: bool,
}

/// The fields of a kind in the order of the report.
pub(super) fn names(kind: Scored) -> &'static [&'static str] {
    match kind {
        Scored::Money => &["value", "currency", "bound", "approximate", "per", "conversion"],
        Scored::Percent => &["value", "unit", "role", "direction", "basis", "bound", "approximate"],
        Scored::Company => &["role"],
        Scored::Unit => &["parent"],
        Scored::Quotation => &[
            "form",
            "cue",
            "speaker",
            "speaker_pronoun",
            "speaker_overlap",
            "speaker_mention",
            "title",
            "affiliation",
            "anonymous",
        ],
    }
}

/// Compares two mentions of one kind. `found_conversion` is the gold id to which the found conversion link leads.
///
/// The parent of a unit is a matter of entities and is compared by the caller.
pub(super) fn compare(gold: &Item, found: &Item, found_conversion: Option<String>) -> Vec<Compared> {
    match (&gold.value, &found.value) {
        (ItemValue::Money(gold), ItemValue::Money(found)) => money(gold, found, found_conversion),
        (ItemValue::Percent(gold), ItemValue::Percent(found)) => percent(gold, found),
        (ItemValue::Named(role), ItemValue::Named(found)) if gold.kind == Scored::Company => {
            vec![equal("role", role.clone(), found.clone())]
        }
        (ItemValue::Quotation(gold), ItemValue::Quotation(found)) => quotation(gold, found),
        _ => Vec::new(),
    }
}

/// Whether the speaker of a found quotation is the one of gold.
pub(super) fn same_speaker(gold: &Item, found: &Item) -> bool {
    match (&gold.value, &found.value) {
        (ItemValue::Quotation(gold), ItemValue::Quotation(found)) => speaker("speaker", gold, found).agrees,
        _ => false,
    }
}

/// Whether all fields that make an amount complete agree: value, currency, bound, unit of the price.
pub(super) fn same_money(gold: &Item, found: &Item) -> bool {
    compare(gold, found, None)
        .iter()
        .filter(|field| matches!(field.field, "value" | "currency" | "bound" | "per"))
        .all(|field| field.agrees)
}

/// The comparison of the resolved speaker, under the name of the wanted subset.
pub(super) fn speaker(field: &'static str, gold: &QuotationValue, found: &QuotationValue) -> Compared {
    by(field, gold.speaker.clone(), found.speaker.clone(), tolerance::names)
}

/// Fields that must be the same word for word.
fn equal(field: &'static str, gold: Option<String>, found: Option<String>) -> Compared {
    by(field, gold, found, str::to_owned)
}

/// Fields that are the same when `normal` makes them so.
pub(super) fn by<T: PartialEq>(
    field: &'static str,
    gold: Option<String>,
    found: Option<String>,
    normal: impl Fn(&str) -> T,
) -> Compared {
    let agrees = gold.as_deref().map(&normal) == found.as_deref().map(&normal);
    Compared { field, gold, found, agrees }
}

fn flag(field: &'static str, gold: bool, found: bool) -> Compared {
    let word = |flag: bool| flag.then(|| "yes".to_owned());
    equal(field, word(gold), word(found))
}

fn value(gold: Option<Quantity>, found: Option<Quantity>, same: impl Fn(Decimal, Decimal) -> bool) -> Compared {
    let agrees = match (gold, found) {
        (None, None) => true,
        (Some(Quantity::One(a)), Some(Quantity::One(b)))
        | (Some(Quantity::Magnitude(a)), Some(Quantity::Magnitude(b))) => same(a, b),
        (Some(Quantity::Range(low, high)), Some(Quantity::Range(l, h))) => same(low, l) && same(high, h),
        _ => false,
    };
    let text = |quantity: Option<Quantity>| quantity.map(|quantity| quantity.to_string());
    Compared { field: "value", gold: text(gold), found: text(found), agrees }
}

fn money(gold: &MoneyValue, found: &MoneyValue, found_conversion: Option<String>) -> Vec<Compared> {
    let mut currency = equal("currency", gold.currency.clone(), found.currency.clone());
    // Gold leaves the currency open where the article does: every reading is right then.
    currency.agrees |= gold.currency.is_none();
    vec![
        value(gold.quantity, found.quantity, |a, b| a == b),
        currency,
        equal("bound", gold.bound.clone(), found.bound.clone()),
        flag("approximate", gold.approximate, found.approximate),
        by("per", gold.per.clone(), found.per.clone(), tolerance::phrase),
        equal("conversion", gold.conversion_of.clone(), found_conversion),
    ]
}

fn percent(gold: &PercentValue, found: &PercentValue) -> Vec<Compared> {
    // Fractions: gold prints a third as 33.33 and the found value may have more places.
    let same = |a: Decimal, b: Decimal| a == b || a.scale() >= 2 && b.scale() > a.scale() && b.round_dp(a.scale()) == a;
    let mut out = vec![
        value(gold.quantity, found.quantity, same),
        equal("unit", Some(gold.unit.clone()), Some(found.unit.clone())),
        equal("role", gold.role.clone(), found.role.clone()),
    ];
    if gold.role.as_deref() == Some("change") {
        out.push(equal("direction", gold.direction.clone(), found.direction.clone()));
    }
    out.push(equal("basis", gold.basis.clone(), found.basis.clone()));
    out.push(equal("bound", gold.bound.clone(), found.bound.clone()));
    out.push(flag("approximate", gold.approximate, found.approximate));
    out
}

fn quotation(gold: &QuotationValue, found: &QuotationValue) -> Vec<Compared> {
    let mut out = vec![
        equal("form", Some(gold.form.clone()), Some(found.form.clone())),
        by("cue", gold.cue.clone(), found.cue.clone(), tolerance::phrase),
        speaker("speaker", gold, found),
    ];
    if gold.mention.as_deref().is_some_and(tolerance::is_pronoun) {
        out.push(speaker("speaker_pronoun", gold, found));
    }
    out.push(by("speaker_mention", gold.mention.clone(), found.mention.clone(), tolerance::phrase));
    out.push(by("title", gold.title.clone(), found.title.clone(), tolerance::phrase));
    out.push(by("affiliation", gold.affiliation.clone(), found.affiliation.clone(), tolerance::name));
    out.push(flag("anonymous", gold.anonymous, found.anonymous));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(value: ItemValue) -> Item {
        Item { id: "x".into(), kind: Scored::Company, spans: Vec::new(), texts: Vec::new(), value }
    }

    fn right(compared: &[Compared]) -> Vec<&str> {
        compared.iter().filter(|field| field.agrees).map(|field| field.field).collect()
    }

    #[test]
    fn amounts_are_compared_as_numbers() {
        let number = |text: &str| text.parse::<Decimal>().unwrap();
        let gold = MoneyValue {
            quantity: Some(Quantity::One(number("1.50"))),
            currency: None,
            bound: Some(">".into()),
            per: Some("share".into()),
            conversion_of: Some("m1".into()),
            ..Default::default()
        };
        let found = MoneyValue {
            quantity: Some(Quantity::One(number("1.5"))),
            currency: Some("USD".into()),
            per: Some("a share".into()),
            ..Default::default()
        };
        let compared =
            compare(&item(ItemValue::Money(gold.clone())), &item(ItemValue::Money(found)), Some("m1".into()));
        assert_eq!(right(&compared), ["value", "currency", "approximate", "per", "conversion"]);
        let range = MoneyValue { quantity: Some(Quantity::Range(number("1.5"), number("2"))), ..Default::default() };
        assert!(!same_money(&item(ItemValue::Money(gold.clone())), &item(ItemValue::Money(range.clone()))));
        assert!(same_money(&item(ItemValue::Money(range.clone())), &item(ItemValue::Money(range))));
    }

    #[test]
    fn the_direction_counts_for_changes_only() {
        let percent = |role: &str, direction: Option<&str>, value: &str| {
            item(ItemValue::Percent(PercentValue {
                quantity: Some(Quantity::One(value.parse().unwrap())),
                unit: "percent".into(),
                role: Some(role.into()),
                direction: direction.map(Into::into),
                ..Default::default()
            }))
        };
        let compared = compare(&percent("share", None, "33.33"), &percent("share", Some("up"), "33.333"), None);
        assert!(compared.iter().all(|field| field.agrees && field.field != "direction"));
        let compared = compare(&percent("change", Some("up"), "3"), &percent("change", Some("down"), "3.4"), None);
        assert_eq!(right(&compared), ["unit", "role", "basis", "bound", "approximate"]);
    }

    #[test]
    fn speakers_are_compared_by_name_in_any_order() {
        let quotation = |speaker: Option<&str>, mention: &str| QuotationValue {
            form: "direct".into(),
            speaker: speaker.map(Into::into),
            mention: Some(mention.into()),
            ..Default::default()
        };
        let same =
            |a: Option<&str>, b: Option<&str>| speaker("speaker", &quotation(a, "he"), &quotation(b, "he")).agrees;
        assert!(same(Some("TUI AG; First Choice"), Some("First Choice; TUI")));
        assert!(same(Some("Mr. Paul Oreffice"), Some("PAUL OREFFICE")));
        assert!(same(None, None));
        assert!(!same(Some("Paul Oreffice"), Some("Oreffice")));
        assert!(!same(None, Some("Lee")));
        let (he, name) = (quotation(Some("Lee"), "he"), quotation(Some("Lee"), "the analyst Lee,"));
        let fields = |a: &QuotationValue, b: &QuotationValue| -> Vec<_> {
            self::quotation(a, b).into_iter().map(|c| (c.field, c.agrees)).collect()
        };
        assert!(fields(&he, &he).contains(&("speaker_pronoun", true)));
        assert!(!fields(&name, &he).iter().any(|(field, _)| *field == "speaker_pronoun"));
        assert!(fields(&name, &quotation(None, "analyst Lee")).contains(&("speaker_mention", true)));
    }

    #[test]
    fn every_compared_field_has_a_line_in_the_report() {
        let both = QuotationValue { form: "direct".into(), mention: Some("he".into()), ..Default::default() };
        for compared in quotation(&both, &both) {
            assert!(names(Scored::Quotation).contains(&compared.field), "{}", compared.field);
        }
    }
}
