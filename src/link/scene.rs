//! What sieves see of an article: its numbers, names, metrics, periods and breaks, each with its place in the text.

use crate::fact::{ArticleFacts, CompanyRole, EntityId, EntityKind, Kind, Mention, MentionId, Value};
use crate::span::Span;
use crate::text::Document;

/// A mention and its sentence.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot {
    pub(super) id: MentionId,
    pub(super) span: Span,
    pub(super) sentence: usize,
}

/// The mentions of an article by what they are to links, each list in the order of the text.
pub(super) struct Scene {
    /// Money and percentages, without conversions.
    pub(super) numbers: Vec<Spot>,
    /// Companies and units, without the media that are only named as sources.
    pub(super) names: Vec<(Spot, EntityId)>,
    pub(super) measures: Vec<Spot>,
    pub(super) periods: Vec<Spot>,
    pub(super) breaks: Vec<Span>,
    pub(super) moods: Vec<Spot>,
    pub(super) places: Vec<Spot>,
    /// Words that stand for the company the article is about.
    pub(super) selves: Vec<Spot>,
    /// Words behind which the value before stands.
    pub(super) comparisons: Vec<Spot>,
    /// Words that say two lists belong together.
    pub(super) parallels: Vec<Spot>,
    /// Company and metric which a rule joins: the metric's start with the name.
    pub(super) owners: Vec<(u32, MentionId)>,
    /// The company the article is about, if one is named more often than any other.
    pub(super) focus: Option<(MentionId, EntityId)>,
    /// Paragraph of each sentence.
    pub(super) paragraphs: Vec<usize>,
}

impl Scene {
    pub(super) fn new(document: &Document<'_>, facts: &ArticleFacts) -> Self {
        let mut scene = Self {
            numbers: Vec::new(),
            names: Vec::new(),
            measures: Vec::new(),
            periods: Vec::new(),
            breaks: Vec::new(),
            moods: Vec::new(),
            places: Vec::new(),
            selves: Vec::new(),
            comparisons: Vec::new(),
            parallels: Vec::new(),
            owners: Vec::new(),
            focus: None,
            paragraphs: document.sentences.iter().map(|s| document.paragraph_of(s.start as usize)).collect(),
        };
        // Mentions come in order, so the sentence only moves on.
        let mut sentence = 0;
        let speakers = speakers(facts);
        let end = |s: usize| {
            document.sentences.get(s).map_or(u32::MAX, |s| document.span(s.start as usize, s.end as usize).end)
        };
        for (at, mention) in facts.mentions.iter().enumerate() {
            while sentence + 1 < document.sentences.len() && end(sentence) <= mention.span.start {
                sentence += 1;
            }
            let spot = Spot { id: MentionId(at as u32), span: mention.span, sentence };
            match (&mention.kind, &mention.value) {
                (Kind::Money, Value::Money(money)) if money.conversion_of.is_none() => scene.numbers.push(spot),
                (Kind::Percent, _) => scene.numbers.push(spot),
                // Who speaks for a company speaks of others.
                (Kind::Company | Kind::Unit, Value::Named { entity, role })
                    if *role != Some(CompanyRole::MediaSource) && !spoken(&speakers, spot.span) =>
                {
                    scene.names.push((spot, *entity));
                }
                (Kind::User(kind), _) => match &**kind {
                    "measure" => scene.measures.push(spot),
                    "timespan" => scene.periods.push(spot),
                    "link_break" => scene.breaks.push(spot.span),
                    "link_mood" => scene.moods.push(spot),
                    "link_versus" => scene.comparisons.push(spot),
                    "link_self" => scene.selves.push(spot),
                    "link_parallel" => scene.parallels.push(spot),
                    "link_place" => scene.places.push(spot),
                    _ => {}
                },
                _ => {}
            }
        }
        scene.drop_doubtful();
        for fact in facts.facts.iter().filter(|f| &*f.kind == "link_owner") {
            let owner = fact.argument("company").or_else(|| fact.argument("unit"));
            if let (Some(owner), Some(measure)) = (owner, fact.argument("measure")) {
                scene.owners.push((facts.mentions[measure.0 as usize].span.start, owner));
            }
        }
        scene.owners.sort_unstable();
        scene.focus = focus(facts, &scene.names);
        scene
    }

    /// Drops metrics that are part of a name or of an amount: the Dow of Dow Chemical, the yen of 5 yen.
    fn drop_doubtful(&mut self) {
        let (numbers, names) = (&self.numbers, &self.names);
        let covered = |span: Span| {
            let number = numbers.partition_point(|n| n.span.end <= span.start);
            let name = names.partition_point(|(n, _)| n.span.end <= span.start);
            numbers.get(number).is_some_and(|n| n.span.start < span.end)
                || names.get(name).is_some_and(|(n, _)| n.span.start < span.end)
        };
        self.measures.retain(|m| !covered(m.span));
    }

    /// Whether a mention is a metric that stays.
    pub(super) fn measures(&self, id: MentionId) -> bool {
        self.measures.binary_search_by_key(&id, |m| m.id).is_ok()
    }

    /// Whether a clause ends between two places.
    pub(super) fn broken(&self, from: u32, to: u32) -> bool {
        let (low, high) = (from.min(to), from.max(to));
        let first = self.breaks.partition_point(|b| b.start < low);
        self.breaks.get(first).is_some_and(|b| b.end <= high)
    }

    /// Whether a number stands between two places.
    pub(super) fn number_between(&self, from: u32, to: u32) -> bool {
        let first = self.numbers.partition_point(|n| n.span.start < from);
        self.numbers.get(first).is_some_and(|n| n.span.end <= to)
    }
}

/// Where speakers stand with their names, titles and affiliations, in order.
fn speakers(facts: &ArticleFacts) -> Vec<Span> {
    let speaker = |m: &Mention| match &m.value {
        Value::Quotation(q) => q.speaker.as_ref().filter(|s| s.name.is_some() && s.affiliation.is_some())?.mention,
        _ => None,
    };
    let mut spans: Vec<Span> = facts.mentions.iter().filter_map(speaker).collect();
    spans.sort_unstable_by_key(|s| s.start);
    spans
}

/// Whether a span lies in one of some spans that are in order.
fn spoken(speakers: &[Span], span: Span) -> bool {
    let before = speakers.partition_point(|s| s.start <= span.start);
    before.checked_sub(1).is_some_and(|at| speakers[at].contains(span))
}

/// The spots of one sentence.
pub(super) fn within(spots: &[Spot], sentence: usize) -> &[Spot] {
    let from = spots.partition_point(|s| s.sentence < sentence);
    let count = spots[from..].partition_point(|s| s.sentence == sentence);
    &spots[from..from + count]
}

/// The company named most often by far, with its first mention; none if others are named nearly as often.
fn focus(facts: &ArticleFacts, names: &[(Spot, EntityId)]) -> Option<(MentionId, EntityId)> {
    let mut counts = vec![0u32; facts.entities.len()];
    for (_, entity) in names {
        if facts.entities.get(entity.0 as usize).is_some_and(|e| e.kind == EntityKind::Company) {
            counts[entity.0 as usize] += 1;
        }
    }
    let most = *counts.iter().max()?;
    let mut best = counts.iter().enumerate().filter(|(_, count)| **count * 4 > most * 3 && most > 0);
    let (entity, _) = best.next()?;
    let entity = EntityId(entity as u32);
    let first = names.iter().find(|(_, e)| *e == entity)?;
    best.next().is_none().then_some((first.0.id, entity))
}

/// The entity of a name.
pub(super) fn entity(mention: &Mention) -> Option<EntityId> {
    match mention.value {
        Value::Named { entity, .. } => Some(entity),
        _ => None,
    }
}

/// What a measure says: the cell of its entry, else the constant of its rule.
pub(super) fn said<'m>(measure: &'m Mention, name: &str) -> &'m str {
    let Value::Fields(fields) = &measure.value else { return "" };
    if name == "name" {
        return field(measure, name);
    }
    let cell = |f: &&crate::fact::Field| f.name.strip_prefix("name.") == Some(name) || &*f.name == name;
    fields.iter().find(cell).map_or("", |f| &f.value)
}

/// A field of a mention of a user's kind; empty if it has none.
pub(super) fn field<'m>(mention: &'m Mention, name: &str) -> &'m str {
    match &mention.value {
        Value::Fields(fields) => fields.iter().find(|f| &*f.name == name).map_or("", |f| &f.value),
        _ => "",
    }
}
