//! The part of a mention's JSON object that its value decides.

use super::json::Json;
use super::jsonl::Page;
use crate::fact::{Approximation, Bounds, Currency, Mention, Money, MoneyForm, Percent, Quotation, Speaker, Value};
use crate::span::Span;

pub(super) fn write(json: &mut Json<'_>, page: &Page<'_>, mention: &Mention) {
    match &mention.value {
        Value::Money(money) => write_money(json, page, money),
        Value::Percent(percent) => write_percent(json, percent),
        Value::Named { entity, role } => {
            json.id("entity", b'e', entity.0);
            json.opt_str("name", page.facts.entities.get(entity.0 as usize).map(|e| &*e.name));
            json.opt_str("role", role.map(|role| role.name()));
        }
        Value::Quotation(quotation) => write_quotation(json, page, mention.span, quotation),
        Value::Fields(fields) => json.object_unless_empty("fields", |json| {
            for field in fields {
                json.str_any_key(&field.name, &field.value);
            }
        }),
    }
}

fn write_money(json: &mut Json<'_>, page: &Page<'_>, money: &Money) {
    bounds(json, "amount", money.amount);
    match &money.currency {
        Currency::Known(_) => json.opt_str("currency", money.currency.code()),
        Currency::Ambiguous(candidates) => {
            json.array("currency_candidates", |json| split(candidates).for_each(|code| json.str_element(code)));
        }
    }
    json.str("currency_source", money.currency_source.name());
    approximation(json, money.approximation);
    json.opt_str("per", money.per.as_deref());
    let form = match money.form {
        MoneyForm::Figure => "figure",
        MoneyForm::Words => "words",
        MoneyForm::Indefinite => "indefinite",
    };
    json.str("form", form);
    if let Some(original) = money.conversion_of.filter(|id| page.kept.mention(*id)) {
        json.id("conversion_of", b'm', original.0);
    }
    json.flag("elliptical", money.elliptical);
}

fn write_percent(json: &mut Json<'_>, percent: &Percent) {
    bounds(json, "value", percent.value);
    json.str("unit", percent.unit.name());
    json.str("form", percent.form.name());
    json.opt_str("role", percent.role.map(|role| role.name()));
    json.opt_str("direction", percent.direction.map(|direction| direction.name()));
    json.opt_str("basis", percent.basis.map(|basis| basis.name()));
    approximation(json, percent.approximation);
}

fn write_quotation(json: &mut Json<'_>, page: &Page<'_>, whole: Span, quotation: &Quotation) {
    json.str("form", quotation.form.name());
    // Parts have no field of their own: one that stands in another field than the quotation cannot be told apart, so it
    // is left out. It takes a cue in the body for a quotation in the title to get there.
    let in_title = page.fields.place(whole).in_title;
    let part = |json: &mut Json<'_>, span: Span| {
        let place = page.fields.place(span);
        json.uint("start", place.start as u64);
        json.uint("end", place.end as u64);
        json.str("text", place.text);
    };
    let same_field = |span: &Span| page.fields.place(*span).in_title == in_title;
    json.array("content", |json| {
        for segment in quotation.content.iter().copied().filter(same_field) {
            json.element(|json| part(json, segment));
        }
    });
    if let Some(cue) = quotation.cue.filter(same_field) {
        json.object("cue", |json| part(json, cue));
    }
    if let Some(speaker) = &quotation.speaker {
        json.object_unless_empty("speaker", |json| {
            if let Some(mention) = speaker.mention.filter(same_field) {
                json.object("mention", |json| part(json, mention));
            }
            write_speaker(json, page, speaker);
        });
    }
}

fn write_speaker(json: &mut Json<'_>, page: &Page<'_>, speaker: &Speaker) {
    let mut names = speaker.entities.iter().filter_map(|id| page.facts.entities.get(id.0 as usize)).map(|e| &*e.name);
    match (names.next(), names.next()) {
        (None, _) => json.opt_str("name", speaker.name.as_deref()),
        (Some(only), None) => json.str("name", only),
        (Some(first), Some(second)) => {
            json.str("name", &[first, second].into_iter().chain(names).collect::<Vec<_>>().join("; "));
        }
    }
    if !speaker.entities.is_empty() {
        json.array("entities", |json| speaker.entities.iter().for_each(|id| json.id_element(b'e', id.0)));
    }
    json.opt_str("title", speaker.title.as_deref());
    json.opt_str("affiliation", speaker.affiliation.as_deref());
    if let Some(affiliation) = speaker.affiliation_entity {
        json.id("affiliation_entity", b'e', affiliation.0);
    }
    json.flag("anonymous", speaker.anonymous);
    json.opt_str("via", speaker.via);
    json.opt_str("unresolved", speaker.unresolved);
}

fn bounds(json: &mut Json<'_>, exact: &'static str, bounds: Bounds) {
    match bounds {
        Bounds::Exactly(value) => json.decimal(exact, value),
        Bounds::Between(low, high) => {
            json.decimal("low", low);
            json.decimal("high", high);
        }
        Bounds::Magnitude(value) => json.decimal("magnitude", value),
    }
}

fn approximation(json: &mut Json<'_>, approximation: Approximation) {
    json.flag("approximate", approximation.approximate);
    json.opt_str("bound", approximation.bound);
}

/// Codes of an ambiguous currency, whatever stands between them.
pub(super) fn split(candidates: &str) -> impl Iterator<Item = &str> {
    candidates.split(|c: char| !c.is_ascii_alphanumeric()).filter(|code| !code.is_empty())
}
