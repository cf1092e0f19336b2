//! Kinds that rule files define: mentions with free fields, and facts that link mentions.
//!
//! They run last, over everything found before: first all files of mentions, then all files of facts, each in the order of the
//! file names, so that a fact can link mentions of any kind wherever its file stands.

use std::sync::Arc;

use super::refine::Placed;
use super::view::{Captured, Reading};
use crate::fact::{Argument, EntityId, Fact, Field, Kind, Mention, MentionId, Provenance, RuleId, Value};
use crate::rule::{Group, Indexed, KINDS, KindId, MentionIndex, Rule};

/// The mentions of one kind. Others refer to them by the list and the position in it.
pub(super) struct List {
    pub(super) kind: Option<KindId>,
    pub(super) mentions: Vec<Placed>,
}

/// A fact whose arguments still count within the list of their kind.
pub(super) struct Linked {
    pub(super) fact: Fact,
    /// The list of each argument.
    pub(super) lists: Vec<usize>,
}

/// Finds what user-defined kinds ask for; their mentions are added to `lists` and to the index.
pub(super) fn find(reading: &Reading<'_, '_>, index: &mut MentionIndex, lists: &mut Vec<List>) -> Vec<Linked> {
    let own = |g: &&Group| !g.refine && !KINDS.contains(&g.kind_name.as_str());
    for group in reading.rules.groups().iter().filter(own).filter(|g| g.roles.is_empty()) {
        let found = mentions(reading, group, index);
        let list = match lists.iter().position(|l| l.kind == Some(group.kind)) {
            Some(at) => at,
            None => {
                lists.push(List { kind: Some(group.kind), mentions: Vec::new() });
                lists.len() - 1
            }
        };
        lists[list].mentions.extend(found);
        let all = lists[list].mentions.iter().enumerate();
        index.set(
            group.kind,
            all.map(|(i, &(s, e, _))| Indexed { start: s as u32, end: e as u32, id: i as u32 }).collect(),
        );
    }
    let groups = reading.rules.groups().iter().filter(own).filter(|g| !g.roles.is_empty());
    groups.flat_map(|group| facts(reading, group, index, lists)).collect()
}

fn provenance(rule: &Rule) -> Provenance {
    Provenance { rule: RuleId(rule.index), sieve: None, confidence: rule.tier.confidence() }
}

fn mentions(reading: &Reading<'_, '_>, group: &Group, index: &MentionIndex) -> Vec<Placed> {
    let matches = group.find(&reading.rules.view(reading.document, reading.tags, index));
    let (winners, _) = group.consolidate(&matches);
    let kind: Arc<str> = group.kind_name.as_str().into();
    let mention = |winner: usize| {
        let m = &matches.list[winner];
        let rule = &group.rules[m.rule as usize];
        let (start, end) = (m.keep_start as usize, m.keep_end as usize);
        (
            start,
            end,
            Mention {
                kind: Kind::User(kind.clone()),
                span: reading.document.span(start, end),
                value: Value::Fields(fields(rule, reading.captures(&matches, m))),
                provenance: provenance(rule),
                in_quote: None,
            },
        )
    };
    winners.into_iter().map(mention).collect()
}

/// The text of each capture, the cells of its row, and the constants of the rule; the first of a name counts.
fn fields<'c>(rule: &Rule, captures: impl Iterator<Item = Captured<'c>>) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    let mut add = |name: String, value: &str| {
        if !value.is_empty() && fields.iter().all(|f| *f.name != *name) {
            fields.push(Field { name: name.into(), value: value.into() });
        }
    };
    for capture in captures {
        add(capture.label.to_owned(), capture.text);
        if let Some((lexicon, row)) = capture.row {
            // The first column is the surface, which is the text.
            for (column, name) in lexicon.columns().iter().enumerate().skip(1) {
                add(format!("{}.{name}", capture.label), lexicon.cell(row, column));
            }
        }
    }
    for (name, value) in &rule.set {
        add(name.clone(), value);
    }
    fields
}

fn facts(reading: &Reading<'_, '_>, group: &Group, index: &MentionIndex, lists: &[List]) -> Vec<Linked> {
    let matches = group.find(&reading.rules.view(reading.document, reading.tags, index));
    let (winners, _) = group.consolidate(&matches);
    let kind: Arc<str> = group.kind_name.as_str().into();
    let mut found = Vec::new();
    for winner in winners {
        let m = &matches.list[winner];
        let mut linked = Linked {
            fact: Fact {
                kind: kind.clone(),
                span: reading.document.span(m.start as usize, m.end as usize),
                arguments: Vec::new(),
                in_quote: None,
                provenance: provenance(&group.rules[m.rule as usize]),
            },
            lists: Vec::new(),
        };
        for capture in reading.captures(&matches, m) {
            let role = group.roles.iter().find(|(name, ..)| name == capture.label);
            let (Some((role, kind, _)), Some(position)) = (role, capture.mention) else { continue };
            // Names and phrases of speakers are no mentions: they can be asked for, but not linked.
            let Some(list) = lists.iter().position(|l| l.kind == Some(*kind)) else { continue };
            let mention = &lists[list].mentions[position as usize].2;
            linked.lists.push(list);
            linked.fact.arguments.push(Argument {
                role: role.as_str().into(),
                mention: MentionId(position),
                entity: entity(mention),
            });
        }
        if complete(group, lists, &linked.fact) {
            found.push(linked);
        }
    }
    found
}

fn entity(mention: &Mention) -> Option<EntityId> {
    match mention.value {
        Value::Named { entity, .. } => Some(entity),
        _ => None,
    }
}

/// Whether each role that must be filled is, and nobody is linked to himself.
fn complete(group: &Group, lists: &[List], fact: &Fact) -> bool {
    let filled = |name: &str| fact.arguments.iter().any(|a| *a.role == *name);
    let linkable = |kind: KindId| lists.iter().any(|l| l.kind == Some(kind));
    let required = group.roles.iter().all(|(name, kind, optional)| *optional || !linkable(*kind) || filled(name));
    let twice = fact.arguments.iter().enumerate().any(|(i, a)| {
        a.entity.is_some() && fact.arguments[..i].iter().any(|b| a.entity == b.entity && a.role != b.role)
    });
    required && !twice && !fact.arguments.is_empty()
}
