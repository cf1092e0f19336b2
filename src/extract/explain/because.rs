//! The reasons of one mention or fact: the match that made it, the matches it beat, and what else spoke for it.

use super::super::name::Look;
use super::searches::{Search, Searches};
use super::{Because, Link, Rival, RuleAt, Support, rule_at};
use crate::fact::{ArticleFacts, Fact, Kind, Mention, Provenance, Quotation, Value};
use crate::rule::{Lost, Match, Matches, Position};

/// The reasons of a mention.
pub(super) fn mention(searches: &Searches<'_, '_>, facts: &ArticleFacts, mention: &Mention) -> Because {
    let mut because = decided(searches, mention.provenance);
    match &mention.value {
        Value::Named { .. } => name(searches, facts, mention, &mut because),
        Value::Quotation(quotation) => said(searches, quotation, &mut because),
        Value::Money(_) | Value::Percent(_) | Value::Fields(_) => {
            let (start, end) = searches.tokens(mention.span);
            let kept = |m: &Match| (m.keep_start as usize, m.keep_end as usize) == (start, end);
            won(searches, mention.kind.name(), false, &mut because, kept);
            refined(searches, mention.kind.name(), (start, end), &mut because);
        }
    }
    because
}

/// The reasons of a linked fact.
pub(super) fn fact(searches: &Searches<'_, '_>, fact: &Fact) -> Because {
    let mut because = decided(searches, fact.provenance);
    let (start, end) = searches.tokens(fact.span);
    won(searches, &fact.kind, true, &mut because, |m| (m.start as usize, m.end as usize) == (start, end));
    because
}

fn decided(searches: &Searches<'_, '_>, provenance: Provenance) -> Because {
    let groups = searches.reading.rules.groups().iter();
    let rule = groups
        .flat_map(|g| g.rules.iter().map(move |r| (g, r)))
        .find(|(_, r)| r.index == provenance.rule.0)
        .map(|(g, r)| rule_at(g, r));
    let unknown = || RuleAt { id: String::new(), about: String::new(), file: String::new(), line: 0 };
    Because { rule: rule.unwrap_or_else(unknown), parts: Vec::new(), rivals: Vec::new(), support: Vec::new() }
}

/// The match that won, with what lost against it.
fn won(searches: &Searches<'_, '_>, kind: &str, links: bool, because: &mut Because, kept: impl Fn(&Match) -> bool) {
    for search in searches.of(kind).filter(|s| s.links() == links) {
        let own = |p: &&Position| {
            let (group, _, m) = search.at(**p);
            group.rules[m.rule as usize].id == because.rule.id && kept(m)
        };
        let Some(&winner) = search.settled.winners.iter().find(own) else { continue };
        let (_, matches, m) = search.at(winner);
        because.parts = searches.parts(matches, m);
        for &(loser, _) in search.settled.losers.iter().filter(|(_, by)| *by == winner) {
            let lost = Lost::why(&search.files, loser, winner);
            because.rivals.push(rival(searches, search, loser, lost));
        }
        return;
    }
}

fn rival(searches: &Searches<'_, '_>, search: &Search<'_>, loser: Position, lost: Lost) -> Rival {
    let (group, _, m) = search.at(loser);
    Rival { rule: rule_at(group, &group.rules[m.rule as usize]), span: searches.span(m.keep_start, m.keep_end), lost }
}

fn support(searches: &Searches<'_, '_>, search: &Search<'_>, at: Position, link: Link) -> Support {
    let (group, matches, m) = search.at(at);
    let rule = &group.rules[m.rule as usize];
    Support {
        link,
        rule: rule_at(group, rule),
        span: searches.span(m.start, m.end),
        parts: searches.parts(matches, m),
        set: rule.set.clone(),
    }
}

/// Whether a match names the mention at these tokens under a label.
fn names(searches: &Searches<'_, '_>, matches: &Matches, m: &Match, label: &str, at: (usize, usize)) -> bool {
    matches.captures(m).iter().any(|c| {
        (c.start as usize, c.end as usize) == at
            && c.mention.is_some()
            && searches.reading.rules.label_name(c.label) == label
    })
}

/// The refining rules that said something new of a mention: of each field the first that names it counts.
fn refined(searches: &Searches<'_, '_>, kind: &str, at: (usize, usize), because: &mut Because) {
    let mut said: Vec<String> = Vec::new();
    for search in searches.all.iter().filter(|s| s.refines() && s.kind() == kind) {
        let mut order: Vec<Position> = search.positions().collect();
        order.sort_by_key(|&p| (p.0, search.at(p).2.rule, search.at(p).2.start));
        for p in order {
            let (_, matches, m) = search.at(p);
            if !names(searches, matches, m, kind, at) {
                continue;
            }
            let support = support(searches, search, p, Link::Refines);
            if support.set.iter().any(|(field, _)| !said.contains(field)) {
                said.extend(support.set.iter().map(|(field, _)| field.clone()));
                because.support.push(support);
            }
        }
    }
}

/// What the name shows, and the evidence for it: here, and wherever the article names the same entity.
fn name(searches: &Searches<'_, '_>, facts: &ArticleFacts, mention: &Mention, because: &mut Because) {
    let at = searches.tokens(mention.span);
    if let Some(name) = searches.names.iter().find(|n| (n.start, n.end) == at) {
        because.parts = searches.look(name);
    }
    let own = if mention.kind == Kind::Person { "person" } else { "company" };
    for (kind, search) in ["company", "person"].into_iter().flat_map(|k| searches.of(k).map(move |s| (k, s))) {
        let mut all: Vec<Position> = search.positions().filter(|&p| speaks_for(searches, search, p, at)).collect();
        // A rule counts once; of its matches the widest says most.
        all.sort_by_key(|&p| (p.0, search.at(p).2.rule, std::cmp::Reverse(search.at(p).2.end - search.at(p).2.start)));
        all.dedup_by_key(|p| (p.0, search.at(*p).2.rule));
        for p in all {
            let link = if kind == own { Link::Evidence } else { Link::Against };
            let found = support(searches, search, p, link);
            if found.rule.id == because.rule.id {
                because.parts.extend(found.parts);
            } else {
                because.support.push(found);
            }
        }
    }
    let Value::Named { entity, .. } = mention.value else { return };
    let same = |other: &&Mention| matches!(other.value, Value::Named { entity: e, .. } if e == entity);
    for other in facts.mentions.iter().filter(same).filter(|other| other.span != mention.span) {
        let mut add = |found: Support| {
            let known = because.rule.id == found.rule.id || because.support.iter().any(|s| s.rule.id == found.rule.id);
            if !known {
                because.support.push(found);
            }
        };
        // A name that stands by itself carries the short forms of it.
        if other.provenance.sieve.is_none() {
            let rule = decided(searches, other.provenance).rule;
            add(Support { link: Link::Elsewhere, rule, span: other.span, parts: Vec::new(), set: Vec::new() });
        }
        let at = searches.tokens(other.span);
        for search in searches.of(own) {
            for p in search.positions().filter(|&p| speaks_for(searches, search, p, at)) {
                add(support(searches, search, p, Link::Elsewhere));
            }
        }
    }
}

/// Whether a match is evidence for the name at these tokens. A rule that likens it to another name counts only if that one shows by
/// itself that it is a company.
fn speaks_for(searches: &Searches<'_, '_>, search: &Search<'_>, p: Position, at: (usize, usize)) -> bool {
    let (group, matches, m) = search.at(p);
    if !names(searches, matches, m, "name", at) {
        return false;
    }
    let like = group.rules[m.rule as usize].constant("like").is_some();
    let known = |start: usize| {
        let mut all = searches.names.iter().filter(|n| n.start == start);
        all.any(|n| matches!(n.look, Look::Company(_) | Look::LegalForm))
    };
    let other = searches.reading.captures(matches, m).find(|c| c.label == "other");
    !like || other.is_some_and(|o| known(o.start))
}

/// The attribution of a quotation, the attributions that lost the same word of saying, and how the words for the speaker were found.
fn said(searches: &Searches<'_, '_>, quotation: &Quotation, because: &mut Because) {
    let speaker = quotation.speaker.as_ref().and_then(|s| s.mention).map(|span| searches.tokens(span));
    if let Some(cue) = quotation.cue.map(|span| searches.tokens(span)) {
        for search in searches.of("quotation") {
            let on_cue = |p: &Position| {
                let (_, matches, m) = search.at(*p);
                let mut captures = searches.reading.captures(matches, m);
                captures.any(|c| c.label == "cue" && c.start < cue.1 && cue.0 < c.end)
            };
            let named = |p: Position| {
                let (_, matches, m) = search.at(p);
                speaker.is_some_and(|at| names(searches, matches, m, "speaker", at))
            };
            let rule = |p: Position| &search.at(p).0.rules[search.at(p).2.rule as usize];
            let mut all: Vec<Position> = search.positions().filter(on_cue).collect();
            all.sort_by_key(|&p| (p.0, search.at(p).2.rule, !named(p)));
            let Some(place) = all.iter().position(|&p| rule(p).id == because.rule.id) else { continue };
            let (_, matches, m) = search.at(all[place]);
            because.parts = searches.parts(matches, m);
            let mut losers: Vec<Position> = all[place..].to_vec();
            losers.dedup_by_key(|p| rule(*p).index);
            because.rivals.extend(losers.iter().skip(1).map(|&p| rival(searches, search, p, Lost::Below)));
        }
    }
    let Some(at) = speaker else { return };
    for search in searches.of("speaker") {
        let winner = search.settled.winners.iter().find(|&&p| {
            let (_, _, m) = search.at(p);
            (m.keep_start as usize, m.keep_end as usize) == at
        });
        because.support.extend(winner.map(|&p| support(searches, search, p, Link::Speaker)));
    }
}
