//! A fact while it is being completed, and the first of them: what frames and deals say.

use super::METRIC;
use super::scene::{Scene, said};
use crate::fact::{ArticleFacts, Fact, MentionId, Percent, PercentRole, Provenance, Value};
use crate::span::Span;

/// Whose metric it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Subject {
    /// A name.
    Named(MentionId),
    /// Words of the article that are no name of a company: a country, an index, a commodity.
    Words(MentionId),
}

/// A fact that is being completed.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) span: Span,
    pub(super) sentence: usize,
    pub(super) metric: Box<str>,
    /// Where the metric is named.
    pub(super) measure: Option<MentionId>,
    pub(super) subject: Option<Subject>,
    pub(super) value: Option<MentionId>,
    pub(super) prior: Option<MentionId>,
    pub(super) change: Option<MentionId>,
    /// An absolute change: "by $2 million".
    pub(super) moved: Option<MentionId>,
    pub(super) acquirer: Option<MentionId>,
    pub(super) period: Option<MentionId>,
    /// The period which an anaphor stands for.
    pub(super) antecedent: Option<MentionId>,
    pub(super) direction: Box<str>,
    pub(super) modality: Box<str>,
    /// Metrics between which the article leaves open.
    pub(super) candidates: Vec<Box<str>>,
    /// Whether the numbers fit each other, where that can be computed.
    pub(super) agrees: Option<bool>,
    pub(super) provenance: Provenance,
    pub(super) in_quote: Option<MentionId>,
}

impl Draft {
    /// A draft of one number.
    pub(super) fn new(span: Span, sentence: usize, metric: &str, provenance: Provenance) -> Self {
        Self {
            span,
            sentence,
            metric: metric.into(),
            measure: None,
            subject: None,
            value: None,
            prior: None,
            change: None,
            moved: None,
            acquirer: None,
            period: None,
            antecedent: None,
            direction: "".into(),
            modality: "".into(),
            candidates: Vec::new(),
            agrees: None,
            provenance,
            in_quote: None,
        }
    }

    /// All its numbers.
    pub(super) fn numbers(&self) -> impl Iterator<Item = MentionId> {
        [self.value, self.change, self.moved, self.prior].into_iter().flatten()
    }

    /// Where it is anchored: the first of its numbers that counts.
    pub(super) fn anchor(&self) -> Option<MentionId> {
        self.numbers().next()
    }
}

/// The percentage of a mention.
pub(super) fn percent(facts: &ArticleFacts, id: MentionId) -> Option<&Percent> {
    match &facts.mentions.get(id.0 as usize)?.value {
        Value::Percent(percent) => Some(percent),
        _ => None,
    }
}

/// Whether a percentage says by how much something changed.
pub(super) fn is_change(facts: &ArticleFacts, id: MentionId) -> bool {
    percent(facts, id).is_some_and(|p| p.role == Some(PercentRole::Change))
}

/// The canonical metric of a measure; the words of the article where it has none.
pub(super) fn metric_of(facts: &ArticleFacts, measure: MentionId) -> Box<str> {
    let Some(mention) = facts.mentions.get(measure.0 as usize) else { return "".into() };
    match said(mention, "metric") {
        "other" => format!("other:{}", said(mention, "name").to_lowercase()).into(),
        metric => metric.into(),
    }
}

/// What the frames of the rules say, and deals with their prices and stakes; no number is taken twice.
pub(super) fn from_frames(scene: &Scene, facts: &ArticleFacts) -> Vec<Draft> {
    let mut taken = vec![false; facts.mentions.len()];
    let mut drafts: Vec<Draft> = Vec::new();
    for fact in facts.facts.iter().filter(|f| &*f.kind == "acquisition") {
        for (role, metric) in [("price", "deal_value"), ("stake", "stake")] {
            let Some(number) = fact.argument(role) else { continue };
            let mut draft = Draft::new(fact.span, sentence(scene, fact.span), metric, fact.provenance);
            draft.value = Some(number);
            draft.subject = fact.argument("target").map(Subject::Named);
            draft.acquirer = fact.argument("buyer");
            draft.in_quote = fact.in_quote;
            draft.provenance.sieve = Some("deal");
            keep(draft, &mut taken, &mut drafts);
        }
    }
    let real = |f: &&Fact| f.argument("measure").is_none_or(|m| scene.measures(m));
    for fact in facts.facts.iter().filter(|f| &*f.kind == METRIC).filter(real) {
        let draft = frame(scene, facts, fact);
        if fits(facts, &draft) {
            keep(draft, &mut taken, &mut drafts);
        }
    }
    drafts
}

/// Whether the value is what the lexicon says of the metric: an amount or a percentage. An index is neither.
fn fits(facts: &ArticleFacts, draft: &Draft) -> bool {
    let unit = draft.measure.map_or("", |m| said(&facts.mentions[m.0 as usize], "unit"));
    match draft.value.map(|v| percent(facts, v).is_some()) {
        Some(true) => unit != "money",
        Some(false) => unit != "percent" && &*draft.metric != "index_level",
        None => true,
    }
}

/// Keeps a draft that has a number, if all its numbers are free.
fn keep(draft: Draft, taken: &mut [bool], drafts: &mut Vec<Draft>) {
    let free = draft.numbers().all(|n| taken.get(n.0 as usize).is_some_and(|t| !t));
    if free && draft.anchor().is_some() {
        draft.numbers().for_each(|n| taken[n.0 as usize] = true);
        drafts.push(draft);
    }
}

/// The sentence of a span.
fn sentence(scene: &Scene, span: Span) -> usize {
    // The number inside it knows.
    let at = scene.numbers.partition_point(|n| n.span.end <= span.start);
    scene.numbers.get(at).map_or(0, |n| n.sentence)
}

fn frame(scene: &Scene, facts: &ArticleFacts, fact: &Fact) -> Draft {
    let mut draft = Draft::new(fact.span, sentence(scene, fact.span), fact.field("metric"), fact.provenance);
    draft.in_quote = fact.in_quote;
    draft.measure = fact.argument("measure");
    if let Some(measure) = draft.measure
        && draft.metric.is_empty()
    {
        draft.metric = metric_of(facts, measure);
    }
    draft.value = fact.argument("value").or_else(|| fact.argument("rate"));
    draft.prior = fact.argument("prior").or_else(|| fact.argument("was"));
    draft.change = fact.argument("change");
    draft.moved = fact.argument("moved");
    draft.period = fact.argument("period");
    draft.subject = fact.argument("company").or_else(|| fact.argument("unit")).map(Subject::Named);
    draft.acquirer = fact.argument("acquirer");
    draft.modality = fact.field("modality").into();
    let way = fact.fields.iter().find(|f| &*f.name == "direction" || f.name.ends_with(".direction"));
    draft.direction = way.map_or("", |f| &f.value).into();
    draft
}
