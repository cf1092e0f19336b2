//! What nearly matched, the most useful first.

use super::searches::{Search, Searches};
use super::{Near, Reason, rule_at};
use crate::fact::{ArticleFacts, Value};
use crate::rule::{Missed, Position};
use crate::span::Span;

/// What is useful comes first: where nothing was found, then what came nearest, then what stands first.
type Rank = (bool, (u32, u32), u32);

/// All that nearly was there.
pub(super) fn misses(searches: &Searches<'_, '_>, facts: &ArticleFacts) -> Vec<Near> {
    let mut found: Vec<(Rank, Near)> = Vec::new();
    let mut add = |rank: (u32, u32), near: Near| found.push(((near.covered, rank, near.span.start), near));
    for search in &searches.all {
        for ((group, _), index) in search.files.iter().zip(&search.indexes) {
            let rules = searches.reading.rules;
            let view = rules.view(searches.reading.document, searches.reading.tags, index);
            for miss in group.near_misses(rules, &view) {
                let rule = &group.rules[miss.rule as usize];
                let rank = miss.rank();
                let reason = match miss.reason {
                    Missed::Refused { field } => {
                        let written = rule.written.iter().find(|(name, _)| *name == field);
                        Reason::Refused { field, pattern: written.map_or_else(String::new, |(_, p)| p.clone()) }
                    }
                    Missed::Unfinished { matched, missing, expected, at } => {
                        let instead = at.map(|at| searches.span(at, at + 1));
                        Reason::Unfinished { matched, missing, expected, instead }
                    }
                };
                let span = searches.span(miss.start, miss.end);
                let covered = covered(searches, search, facts, span);
                add(rank, Near { kind: group.kind_name.clone(), rule: rule_at(group, rule), span, reason, covered });
            }
        }
        for &p in &search.settled.winners {
            let (group, _, m) = search.at(p);
            let rule = &group.rules[m.rule as usize];
            if is_used(searches, search, facts, p) {
                continue;
            }
            let (kind, rule, span) =
                (group.kind_name.clone(), rule_at(group, rule), searches.span(m.keep_start, m.keep_end));
            let covered = covered(searches, search, facts, span);
            add((0, 0), Near { kind, rule, span, reason: Reason::Valueless, covered });
        }
    }
    found.sort_by_key(|(key, _)| *key);
    found.into_iter().map(|(_, near)| near).collect()
}

/// Whether a match that stayed made a mention or fact. Evidence, phrases and attributions make none by themselves.
fn is_used(searches: &Searches<'_, '_>, search: &Search<'_>, facts: &ArticleFacts, p: Position) -> bool {
    let (group, _, m) = search.at(p);
    let rule = group.rules[m.rule as usize].index;
    if search.links() {
        let whole = searches.span(m.start, m.end);
        return facts.facts.iter().any(|f| f.provenance.rule.0 == rule && f.span == whole);
    }
    if group.refine || ["company", "person", "unit", "speaker", "quotation"].contains(&search.kind()) {
        return true;
    }
    let kept = searches.span(m.keep_start, m.keep_end);
    facts.mentions.iter().any(|f| f.provenance.rule.0 == rule && f.span == kept)
}

/// Whether something of the kind stands at a place anyway.
fn covered(searches: &Searches<'_, '_>, search: &Search<'_>, facts: &ArticleFacts, span: Span) -> bool {
    let kind = search.kind();
    let mut mentions = facts.mentions.iter();
    if search.links() {
        return facts.facts.iter().any(|f| *f.kind == *kind && f.span.overlaps(span));
    }
    if search.refines() {
        // Only a percentage of which nothing is known is worth a word.
        let open = |value: &Value| matches!(value, Value::Percent(p) if p.role.is_none());
        return !mentions.any(|m| m.kind.name() == kind && m.span.overlaps(span) && open(&m.value));
    }
    match kind {
        "company" | "person" | "unit" => {
            mentions.any(|m| matches!(m.value, Value::Named { .. }) && m.span.overlaps(span))
        }
        "speaker" => search.settled.winners.iter().any(|&p| {
            let (_, _, m) = search.at(p);
            searches.span(m.start, m.end).overlaps(span)
        }),
        "quotation" => mentions.any(|m| match &m.value {
            Value::Quotation(q) => {
                let speaker = q.speaker.as_ref().and_then(|s| s.mention);
                [Some(m.span), q.cue, speaker].into_iter().flatten().any(|s| s.overlaps(span))
            }
            _ => false,
        }),
        // A number that is a percentage is no amount that was missed, and the other way round.
        "money" | "percent" => mentions.any(|m| matches!(m.kind.name(), "money" | "percent") && m.span.overlaps(span)),
        _ => mentions.any(|m| m.kind.name() == kind && m.span.overlaps(span)),
    }
}
