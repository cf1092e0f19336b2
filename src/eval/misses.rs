//! Every miss, false alarm and wrong value, with its sentence and what came nearest.

use std::collections::BTreeMap;

use serde::Serialize;

use super::fields::Compared;
use super::gold::Layer;
use super::item::{CharSpan, Scored};
use super::matching::{Level, Pair};
use super::sheet::Sheet;

/// What went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// Gold has it, nothing found matches it.
    Missed,
    /// Found, nothing in gold matches it.
    FalseAlarm,
    /// Found at the right place with a wrong value.
    WrongValue,
}

/// One thing that went wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Miss {
    /// Article.
    pub doc: String,
    /// What went wrong.
    pub trouble: Trouble,
    /// The kind.
    pub kind: Scored,
    /// Form of a quotation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form: Option<String>,
    /// Whether it concerns gold of the extension layer.
    pub extension: bool,
    /// Id of the gold mention if missed, else of the found one.
    pub id: String,
    /// Where, in code points of the whole text.
    pub spans: Vec<CharSpan>,
    /// The mention on one line.
    pub text: String,
    /// Its sentence with the mention between ⟦ and ⟧, where the text is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
    /// The rule that fired; empty for a miss.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub rule: String,
    /// The nearest mention of the other side that shares a part of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub near: Option<Near>,
    /// The field and its two values, for a wrong value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<WrongValue>,
}

/// A mention of the other side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Near {
    /// Its id.
    pub id: String,
    /// Its kind.
    pub kind: Scored,
    /// The mention on one line.
    pub text: String,
    /// The rule that found it; empty for gold.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub rule: String,
}

/// A field with two values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WrongValue {
    /// Name of the field.
    pub field: &'static str,
    /// Value in gold.
    pub gold: Option<String>,
    /// Value found.
    pub found: Option<String>,
}

/// Collects the misses and false alarms of an article at the tolerant level, in the order of the text.
pub(super) fn collect(out: &mut Vec<Miss>, sheet: &Sheet<'_>) {
    let found = sheet.found_mentions();
    let (matched_gold, matched_found) = matched(sheet);
    let mut misses = Vec::new();
    for (g, mention) in sheet.gold.mentions.iter().enumerate() {
        if matched_gold[g] || mention.layer == Layer::Optional {
            continue;
        }
        let item = &mention.item;
        let candidates = found.iter().enumerate().map(|(f, m)| (m.item.kind, &sheet.found_places[f], f));
        let near = nearest(item.kind, &sheet.gold_places[g], candidates).map(|f| Near {
            id: found[f].item.id.clone(),
            kind: found[f].item.kind,
            text: found[f].item.surface(),
            rule: found[f].rule.clone(),
        });
        let spans = &sheet.gold_places[g].raw;
        misses.push(Miss {
            doc: sheet.gold.doc.clone(),
            trouble: Trouble::Missed,
            kind: item.kind,
            form: item.form().map(Into::into),
            extension: mention.layer == Layer::Extension,
            id: item.id.clone(),
            spans: spans.clone(),
            text: item.surface(),
            context: sheet.ground.context(spans),
            rule: String::new(),
            near,
            value: None,
        });
    }
    for (f, mention) in found.iter().enumerate().filter(|(f, _)| !matched_found[*f]) {
        let item = &mention.item;
        let candidates = sheet.gold.mentions.iter().enumerate().map(|(g, m)| (m.item.kind, &sheet.gold_places[g], g));
        let near = nearest(item.kind, &sheet.found_places[f], candidates).map(|g| {
            let gold = &sheet.gold.mentions[g].item;
            Near { id: gold.id.clone(), kind: gold.kind, text: gold.surface(), rule: String::new() }
        });
        misses.push(found_miss(sheet, f, Trouble::FalseAlarm, near, None));
    }
    misses.sort_by_key(|miss| (miss.spans.first().copied(), miss.trouble));
    out.append(&mut misses);
}

/// A found mention at the right place whose value is wrong.
pub(super) fn wrong_value(sheet: &Sheet<'_>, pair: Pair, compared: Compared) -> Miss {
    let value = WrongValue { field: compared.field, gold: compared.gold, found: compared.found };
    let mut miss = found_miss(sheet, pair.found, Trouble::WrongValue, None, Some(value));
    miss.extension = sheet.gold.mentions[pair.gold].layer == Layer::Extension;
    miss
}

/// Counts places which the two sides call different kinds, and quotations which they call different forms.
pub(super) fn confuse(confusion: &mut BTreeMap<(String, String), usize>, sheet: &Sheet<'_>) {
    let mut count = |gold: String, found: String| *confusion.entry((gold, found)).or_default() += 1;
    let (_, matched_found) = matched(sheet);
    for (f, mention) in sheet.found_mentions().iter().enumerate().filter(|(f, _)| !matched_found[*f]) {
        let other = |g: &usize| sheet.gold.mentions[*g].item.kind != mention.item.kind;
        let likeness = |g: usize| sheet.gold_places[g].likeness(&sheet.found_places[f]);
        let best = (0..sheet.gold.mentions.len()).filter(other).max_by_key(|&g| (likeness(g), std::cmp::Reverse(g)));
        // Below a half the two are neighbours, or one contains the other, and not two names for one thing.
        if let Some(g) = best.filter(|&g| likeness(g) >= 500_000) {
            count(sheet.gold.mentions[g].item.kind.name().into(), mention.item.kind.name().into());
        }
    }
    for pair in &sheet.pairs {
        let (gold, found) = (&sheet.gold.mentions[pair.gold], &sheet.found_mentions()[pair.found].item);
        if let (Some(a), Some(b)) = (gold.item.form(), found.form())
            && a != b
            && gold.layer != Layer::Optional
        {
            count(format!("quotation.{a}"), format!("quotation.{b}"));
        }
    }
}

/// Which gold and which found mentions match tolerantly.
fn matched(sheet: &Sheet<'_>) -> (Vec<bool>, Vec<bool>) {
    let mut matched = (vec![false; sheet.gold.mentions.len()], vec![false; sheet.found_mentions().len()]);
    for pair in sheet.pairs.iter().filter(|pair| pair.level <= Level::Tolerant) {
        matched.0[pair.gold] = true;
        matched.1[pair.found] = true;
    }
    matched
}

fn found_miss(sheet: &Sheet<'_>, f: usize, trouble: Trouble, near: Option<Near>, value: Option<WrongValue>) -> Miss {
    let mention = &sheet.found_mentions()[f];
    let spans = &sheet.found_places[f].raw;
    Miss {
        doc: sheet.gold.doc.clone(),
        trouble,
        kind: mention.item.kind,
        form: mention.item.form().map(Into::into),
        extension: false,
        id: mention.item.id.clone(),
        spans: spans.clone(),
        text: mention.item.surface(),
        context: sheet.ground.context(spans),
        rule: mention.rule.clone(),
        near,
        value,
    }
}

/// The candidate that shares most with a place: of the same kind if there is one. Quotations contain much and explain
/// nothing but other quotations.
fn nearest<'p>(
    kind: Scored,
    place: &super::matching::Place,
    candidates: impl Iterator<Item = (Scored, &'p super::matching::Place, usize)>,
) -> Option<usize> {
    candidates
        .filter(|(other, _, _)| (*other == Scored::Quotation) == (kind == Scored::Quotation))
        .map(|(other, at, index)| (other == kind, at.likeness(place), std::cmp::Reverse(index)))
        .filter(|(_, likeness, _)| *likeness > 0)
        .max()
        .map(|(_, _, std::cmp::Reverse(index))| index)
}
