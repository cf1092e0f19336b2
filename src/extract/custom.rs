//! Kinds that rule files define: mentions with free fields, and facts that link mentions.
//!
//! They run last, over everything found before: first all files of mentions, then all files of facts, each in the order of the
//! file names, so that a fact can link mentions of any kind wherever its file stands.

use std::sync::Arc;

use super::refine::Placed;
use super::view::{Captured, Reading};
use super::watch::Watch;
use crate::fact::{Argument, EntityId, Fact, Field, Kind, Mention, MentionId, Provenance, RuleId, Value};
use crate::rule::{Group, Indexed, KINDS, KindId, Matches, MentionIndex, Position, Rule, settle};

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
pub(super) fn find(
    reading: &Reading<'_, '_>,
    index: &mut MentionIndex,
    lists: &mut Vec<List>,
    watch: &mut impl Watch,
) -> Vec<Linked> {
    let own = |g: &&Group| !g.refine && !KINDS.contains(&g.kind_name.as_str());
    let mut kinds: Vec<(KindId, Vec<Found<'_>>)> = Vec::new();
    for group in reading.rules.groups().iter().filter(own).filter(|g| g.roles.is_empty()) {
        watch.runs(group, index);
        let files = files_of(&mut kinds, group.kind);
        files.push((group, group.find(&reading.rules.view(reading.document, reading.tags, index))));
        // A file that comes later may beat what an earlier one found; facts, which refer to mentions, come after all of them.
        let found = mentions(reading, files);
        index.set(
            group.kind,
            found
                .iter()
                .enumerate()
                .map(|(i, &(s, e, _))| Indexed { start: s as u32, end: e as u32, id: i as u32 })
                .collect(),
        );
        match lists.iter_mut().find(|l| l.kind == Some(group.kind)) {
            Some(list) => list.mentions = found,
            None => lists.push(List { kind: Some(group.kind), mentions: found }),
        }
    }
    kinds.clear();
    let view = reading.rules.view(reading.document, reading.tags, index);
    for group in reading.rules.groups().iter().filter(own).filter(|g| !g.roles.is_empty()) {
        watch.runs(group, index);
        files_of(&mut kinds, group.kind).push((group, group.find(&view)));
    }
    kinds.iter().flat_map(|(_, files)| facts(reading, files, lists)).collect()
}

/// A file with its matches.
type Found<'g> = (&'g Group, Matches);

/// The files of a kind that were run so far.
fn files_of<'k, 'g>(kinds: &'k mut Vec<(KindId, Vec<Found<'g>>)>, kind: KindId) -> &'k mut Vec<Found<'g>> {
    let at = kinds.iter().position(|(k, _)| *k == kind).unwrap_or_else(|| {
        kinds.push((kind, Vec::new()));
        kinds.len() - 1
    });
    &mut kinds[at].1
}

fn provenance(rule: &Rule) -> Provenance {
    Provenance { rule: RuleId(rule.index), sieve: None, confidence: rule.tier.confidence() }
}

fn mentions(reading: &Reading<'_, '_>, files: &[Found<'_>]) -> Vec<Placed> {
    let kind: Arc<str> = files.first().map_or("", |(group, _)| &group.kind_name).into();
    let mention = |(file, winner): Position| {
        let (group, matches) = &files[file];
        let m = &matches.list[winner];
        let rule = &group.rules[m.rule as usize];
        let (start, end) = (m.keep_start as usize, m.keep_end as usize);
        (
            start,
            end,
            Mention {
                kind: Kind::User(kind.clone()),
                span: reading.document.span(start, end),
                value: Value::Fields(fields(rule, reading.captures(matches, m))),
                provenance: provenance(rule),
                in_quote: None,
            },
        )
    };
    settle(files).winners.into_iter().map(mention).collect()
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

fn facts(reading: &Reading<'_, '_>, files: &[Found<'_>], lists: &[List]) -> Vec<Linked> {
    let kind: Arc<str> = files.first().map_or("", |(group, _)| &group.kind_name).into();
    let mut found = Vec::new();
    for (file, winner) in settle(files).winners {
        let (group, matches) = &files[file];
        let m = &matches.list[winner];
        let mut linked = Linked {
            fact: Fact {
                kind: kind.clone(),
                span: reading.document.span(m.start as usize, m.end as usize),
                arguments: Vec::new(),
                fields: fields(
                    &group.rules[m.rule as usize],
                    reading.captures(matches, m).filter(|c| c.mention.is_none()),
                ),
                in_quote: None,
                provenance: provenance(&group.rules[m.rule as usize]),
            },
            lists: Vec::new(),
        };
        for capture in reading.captures(matches, m) {
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
