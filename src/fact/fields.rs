//! The values of mentions as named texts: what examples compare and explanations print.

use super::{Approximation, ArticleFacts, Bounds, Currency, Mention, MoneyForm, Quotation, Value};

/// Names of the fields of a built-in kind, as examples in rule files may ask for them; none for other kinds.
#[must_use]
pub fn field_names(kind: &str) -> Option<&'static [&'static str]> {
    Some(match kind {
        "money" => &[
            "amount",
            "low",
            "high",
            "magnitude",
            "currency",
            "currency_candidates",
            "currency_source",
            "approximate",
            "bound",
            "per",
            "form",
            "conversion",
        ],
        "percent" => {
            &["value", "low", "high", "magnitude", "unit", "form", "role", "direction", "basis", "approximate", "bound"]
        }
        "company" => &["name", "canonical", "ticker", "exchange", "country", "role"],
        "unit" => &["name", "parent"],
        "person" => &["name", "title", "affiliation"],
        "quotation" => &["form", "speaker", "title", "affiliation", "anonymous", "via", "unresolved"],
        _ => return None,
    })
}

/// One field of a mention as text; empty where it has no value or no such field.
#[must_use]
pub fn field(facts: &ArticleFacts, mention: &Mention, name: &str) -> String {
    let bounds = |b: Bounds| match (b, name) {
        (Bounds::Exactly(v), "amount" | "value")
        | (Bounds::Magnitude(v), "magnitude")
        | (Bounds::Between(v, _), "low")
        | (Bounds::Between(_, v), "high") => v.normalize().to_string(),
        _ => String::new(),
    };
    let hedged = |a: Approximation| match name {
        "bound" => a.bound.unwrap_or("").to_owned(),
        _ => a.approximate.to_string(),
    };
    match &mention.value {
        Value::Money(m) => match name {
            "currency" => m.currency.code().unwrap_or("").to_owned(),
            "currency_candidates" => match &m.currency {
                Currency::Known(_) => m.currency.code().unwrap_or("").to_owned(),
                Currency::Ambiguous(candidates) => candidates.to_string(),
            },
            "currency_source" => m.currency_source.name().to_owned(),
            "per" => m.per.as_deref().unwrap_or("").to_owned(),
            "bound" | "approximate" => hedged(m.approximation),
            "conversion" => m.conversion_of.map_or_else(String::new, |_| "1".into()),
            "form" => match m.form {
                MoneyForm::Figure => "figure".into(),
                MoneyForm::Words => "words".into(),
                MoneyForm::Indefinite => "indefinite".into(),
            },
            _ => bounds(m.amount),
        },
        Value::Percent(p) => match name {
            "unit" => p.unit.name().to_owned(),
            "form" => p.form.name().to_owned(),
            "role" => p.role.map_or("", |r| r.name()).to_owned(),
            "direction" => p.direction.map_or("", |d| d.name()).to_owned(),
            "basis" => p.basis.map_or("", |b| b.name()).to_owned(),
            "bound" | "approximate" => hedged(p.approximation),
            _ => bounds(p.value),
        },
        Value::Named { entity, role } => {
            let Some(entity) = facts.entities.get(entity.0 as usize) else { return String::new() };
            let text = match name {
                "name" => Some(&*entity.name),
                "canonical" => entity.canonical.as_deref(),
                "ticker" => entity.ticker.as_deref(),
                "exchange" => entity.exchange.as_deref(),
                "country" => entity.country.as_deref(),
                "title" => entity.title.as_deref(),
                "affiliation" => entity.affiliation.as_deref(),
                "parent" => entity.parent_name.as_deref(),
                "role" => role.map(|r| r.name()),
                _ => None,
            };
            text.unwrap_or("").to_owned()
        }
        Value::Quotation(q) => quotation(facts, q, name),
        Value::Fields(fields) => {
            fields.iter().find(|f| &*f.name == name).map_or_else(String::new, |f| f.value.to_string())
        }
    }
}

fn quotation(facts: &ArticleFacts, quotation: &Quotation, name: &str) -> String {
    let Some(speaker) = &quotation.speaker else {
        return match name {
            "form" => quotation.form.name().to_owned(),
            "anonymous" => "false".to_owned(),
            _ => String::new(),
        };
    };
    let text = match name {
        "form" => Some(quotation.form.name()),
        "title" => speaker.title.as_deref(),
        "affiliation" => speaker.affiliation.as_deref(),
        "anonymous" => Some(if speaker.anonymous { "true" } else { "false" }),
        "via" => speaker.via,
        "unresolved" => speaker.unresolved,
        "speaker" => {
            let entities = speaker.entities.iter().filter_map(|e| facts.entities.get(e.0 as usize));
            let names: Vec<&str> = entities.map(|e| &*e.name).collect();
            return if names.is_empty() { speaker.name.as_deref().unwrap_or("").to_owned() } else { names.join("; ") };
        }
        _ => None,
    };
    text.unwrap_or("").to_owned()
}

/// All fields of a mention that have a value, in the order of [`field_names`].
#[must_use]
pub fn fields(facts: &ArticleFacts, mention: &Mention) -> Vec<(String, String)> {
    if let Value::Fields(fields) = &mention.value {
        return fields.iter().map(|f| (f.name.to_string(), f.value.to_string())).collect();
    }
    let known = matches!(&mention.value, Value::Money(m) if m.currency.code().is_some());
    let names = field_names(mention.kind.name()).unwrap_or_default().iter();
    let says = |(name, value): &(String, String)| {
        // What is not so, and what another field says already.
        !value.is_empty() && value != "false" && !(known && name == "currency_candidates") && name != "conversion"
    };
    names.map(|name| ((*name).to_owned(), field(facts, mention, name))).filter(says).collect()
}
