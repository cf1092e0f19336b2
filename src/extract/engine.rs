//! The order of extraction, in one place.

use std::sync::Arc;

use super::custom::{Linked, List};
use super::refine::{Placed, refine};
use super::resolve::Resolved;
use super::view::Reading;
use super::watch::Watch;
use super::{custom, money, name, percent, quotation, resolve, speaker};
use crate::article::Article;
use crate::fact::{ArticleFacts, Mention, MentionId, Value};
use crate::rule::{Indexed, KindId, MentionIndex, RuleSet, settle};
use crate::span::Span;
use crate::text::Document;

/// Extracts facts from articles by one rule set. Cheap to share: one per process is enough.
#[derive(Debug, Clone)]
pub struct Engine {
    rules: Arc<RuleSet>,
}

impl Engine {
    /// An engine over a loaded rule set.
    #[must_use]
    pub fn new(rules: Arc<RuleSet>) -> Self {
        Self { rules }
    }

    /// The rule set.
    #[must_use]
    pub fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// The rule set, to be shared.
    #[must_use]
    pub(crate) fn shared_rules(&self) -> &Arc<RuleSet> {
        &self.rules
    }

    /// The facts of an article.
    #[must_use]
    pub fn extract(&self, article: &Article) -> ArticleFacts {
        self.extract_then(article, |_, _| ())
    }

    /// The facts of an article, completed by `then`, which sees the document they were found in.
    pub(crate) fn extract_then(
        &self,
        article: &Article,
        then: impl FnOnce(&Document<'_>, &mut ArticleFacts),
    ) -> ArticleFacts {
        let document = Document::new(article, self.rules.conventions());
        let tags = self.rules.tag(&document);
        let mut facts = self.work(Reading { rules: &self.rules, document: &document, tags: &tags }, &mut ());
        then(&document, &mut facts);
        facts
    }

    /// The facts of a document. `watch` is told what happens on the way, and changes nothing.
    pub(super) fn work(&self, reading: Reading<'_, '_>, watch: &mut impl Watch) -> ArticleFacts {
        let Reading { document, tags, .. } = reading;
        let mut index = MentionIndex::default();
        let money = self.numbers(&reading, "money", &mut index, watch);
        let percent = self.numbers(&reading, "percent", &mut index, watch);
        let mut protected = vec![false; document.tokens.len()];
        for (start, end, _) in money.iter().chain(&percent) {
            protected[*start..*end].fill(true);
        }
        let names = name::find(&reading, &protected);
        watch.names(&names);
        if let Some(id) = self.rules.kind("name") {
            let list = names.iter().enumerate().filter(|(_, n)| !n.loud && !n.weak);
            index.set(
                id,
                list.map(|(i, n)| Indexed { start: n.start as u32, end: n.end as u32, id: i as u32 }).collect(),
            );
        }
        let mut find = |kind: &'static str| -> Vec<_> {
            let groups = self.rules.groups_of(kind).inspect(|group| watch.runs(group, &index));
            groups.map(|g| (g, g.find(&self.rules.view(document, tags, &index)))).collect()
        };
        let (company, unit, person) = (find("company"), find("unit"), find("person"));
        let mut resolved = resolve::resolve(reading, &names, &company, &unit, &person);
        let quotations = self.quotations(reading, &mut index, &mut resolved, watch);
        if let Some(id) = self.rules.kind("quotation") {
            set_index(&mut index, id, &quotations);
        }
        let found = [
            ("money", money),
            ("percent", percent),
            ("company", resolved.companies),
            ("unit", resolved.units),
            ("person", resolved.persons),
            ("quotation", quotations),
        ];
        let mut lists: Vec<List> =
            found.into_iter().map(|(kind, mentions)| List { kind: self.rules.kind(kind), mentions }).collect();
        let linked = custom::find(&reading, &mut index, &mut lists, watch);
        let mut facts = ArticleFacts { rules: self.rules.names().clone(), ..ArticleFacts::default() };
        facts.entities = resolved.entities;
        gather(&mut facts, lists.into_iter().map(|l| l.mentions).collect(), linked);
        let found = facts.mentions.iter_mut().map(|m| &mut m.provenance);
        for provenance in found.chain(facts.facts.iter_mut().map(|f| &mut f.provenance)) {
            // Until a rule is measured, its tier's promise stands.
            provenance.confidence = self.rules.measured(provenance.rule).unwrap_or(provenance.confidence);
        }
        facts
    }

    /// Finds quotations with their speakers; titles and affiliations go to the entities.
    fn quotations(
        &self,
        reading: Reading<'_, '_>,
        index: &mut MentionIndex,
        resolved: &mut Resolved,
        watch: &mut impl Watch,
    ) -> Vec<Placed> {
        let lists = [("company", &resolved.companies), ("unit", &resolved.units), ("person", &resolved.persons)];
        for (kind, list) in lists {
            if let Some(id) = self.rules.kind(kind) {
                set_index(index, id, list);
            }
        }
        if let Some(id) = self.rules.kind("organisation") {
            let list = resolved.organisations.iter().enumerate();
            index.set(id, list.map(|(i, &(s, e))| Indexed { start: s as u32, end: e as u32, id: i as u32 }).collect());
        }
        self.rules.groups_of("speaker").for_each(|group| watch.runs(group, index));
        let phrases = speaker::find(&reading, index, resolved);
        if let Some(id) = self.rules.kind("speaker") {
            index.set(id, speaker::index(&phrases));
        }
        if let Some(id) = self.rules.kind("quoted") {
            index.set(id, quotation::index(&reading));
        }
        let mut entities = std::mem::take(&mut resolved.entities);
        let mut memory = speaker::Memory::new(reading, &mut entities, resolved);
        memory.learn(&phrases);
        self.rules.groups_of("quotation").for_each(|group| watch.runs(group, index));
        let quotations = quotation::find(reading, index, &phrases, memory);
        resolved.entities = entities;
        quotations
    }

    /// Finds and refines the mentions of a numeric kind and puts them into the index.
    fn numbers(
        &self,
        reading: &Reading<'_, '_>,
        kind: &'static str,
        index: &mut MentionIndex,
        watch: &mut impl Watch,
    ) -> Vec<Placed> {
        self.rules.groups_of(kind).for_each(|group| watch.runs(group, index));
        let view = self.rules.view(reading.document, reading.tags, index);
        let found: Vec<_> = self.rules.groups_of(kind).map(|g| (g, g.find(&view))).collect();
        let settled = settle(&found);
        let files = found.iter().enumerate().map(|(at, (group, matches))| (*group, matches, settled.of(at)));
        let mut mentions = if kind == "money" {
            let mut drafts: Vec<_> = files.flat_map(|(g, m, winners)| money::find(reading, g, m, &winners)).collect();
            // The article decides currencies by what it says first, from whatever file.
            drafts.sort_by_key(|d| d.start);
            money::finish(reading, drafts)
        } else {
            files.flat_map(|(g, m, winners)| percent::find(reading, g, m, &winners)).collect()
        };
        mentions.sort_by_key(|m| m.0);
        if let Some(id) = self.rules.kind(kind) {
            set_index(index, id, &mentions);
        }
        for group in self.rules.refinements_of(kind) {
            watch.runs(group, index);
            refine(reading, group, index, &mut mentions);
        }
        mentions
    }
}

/// Puts mentions into the index under their positions.
fn set_index(index: &mut MentionIndex, kind: KindId, mentions: &[Placed]) {
    let list = mentions.iter().enumerate().map(|(i, (start, end, _))| Indexed {
        start: *start as u32,
        end: *end as u32,
        id: i as u32,
    });
    index.set(kind, list.collect());
}

/// Joins the mentions of all kinds in the order of the text and renumbers what refers to them.
fn gather(facts: &mut ArticleFacts, kinds: Vec<Vec<Placed>>, linked: Vec<Linked>) {
    // Where each mention of each kind goes.
    let mut order: Vec<(usize, usize)> =
        kinds.iter().enumerate().flat_map(|(k, list)| (0..list.len()).map(move |i| (k, i))).collect();
    order.sort_by_key(|&(k, i)| {
        let span = kinds[k][i].2.span;
        (span.start, std::cmp::Reverse(span.end), k, i)
    });
    let mut new_ids: Vec<Vec<MentionId>> = kinds.iter().map(|list| vec![MentionId(0); list.len()]).collect();
    for (position, &(k, i)) in order.iter().enumerate() {
        new_ids[k][i] = MentionId(position as u32);
    }
    let mut kinds: Vec<Vec<Option<Placed>>> =
        kinds.into_iter().map(|list| list.into_iter().map(Some).collect()).collect();
    for (k, i) in order {
        let Some((_, _, mut mention)) = kinds[k][i].take() else { continue };
        if let Value::Money(money) = &mut mention.value
            && let Some(of) = &mut money.conversion_of
        {
            *of = new_ids[k][of.0 as usize];
        }
        facts.mentions.push(mention);
    }
    for Linked { mut fact, lists } in linked {
        for (argument, list) in fact.arguments.iter_mut().zip(lists) {
            argument.mention = new_ids[list][argument.mention.0 as usize];
        }
        facts.facts.push(fact);
    }
    facts.facts.sort_by_key(|f| (f.span.start, std::cmp::Reverse(f.span.end)));
    place_in_quotations(facts);
}

/// Says of each mention and fact in which quotation it stands.
fn place_in_quotations(facts: &mut ArticleFacts) {
    let mut quotations: Vec<(Span, Span, MentionId)> = Vec::new();
    for (i, mention) in facts.mentions.iter().enumerate() {
        if let Value::Quotation(quotation) = &mention.value {
            quotations.extend(quotation.content.iter().map(|&segment| (segment, mention.span, MentionId(i as u32))));
        }
    }
    if quotations.is_empty() {
        return;
    }
    quotations.sort_by_key(|(segment, _, id)| (segment.start, std::cmp::Reverse(segment.end), *id));
    // Spans come in order, so only the segments that reach as far are kept.
    let mut open: Vec<(Span, Span, MentionId)> = Vec::new();
    let mut next = 0;
    let mut innermost = |span: Span, not: Option<&Mention>| {
        while let Some(quotation) = quotations.get(next).filter(|(segment, ..)| segment.start <= span.start) {
            open.push(*quotation);
            next += 1;
        }
        open.retain(|(segment, ..)| segment.end > span.start);
        let holds = |&&(segment, whole, _): &&(Span, Span, MentionId)| {
            // Of two quotations of the same words neither is inside the other.
            segment.contains(span) && not.is_none_or(|q| !matches!(q.value, Value::Quotation(_)) || whole != q.span)
        };
        open.iter().filter(holds).min_by_key(|(segment, _, id)| (segment.len(), *id)).map(|&(.., id)| id)
    };
    // Mentions and facts stand in the order of the text, each for itself.
    let mut spans: Vec<(Span, usize)> =
        facts.mentions.iter().map(|m| m.span).chain(facts.facts.iter().map(|f| f.span)).zip(0..).collect();
    spans.sort_by_key(|(span, i)| (span.start, *i));
    let mut places = vec![None; spans.len()];
    for (span, i) in spans {
        places[i] = innermost(span, facts.mentions.get(i));
    }
    let mut places = places.into_iter();
    for (mention, place) in facts.mentions.iter_mut().zip(&mut places) {
        mention.in_quote = place;
    }
    for (fact, place) in facts.facts.iter_mut().zip(&mut places) {
        fact.in_quote = place;
    }
}
