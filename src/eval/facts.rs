//! Scores metric facts, anchored at their numbers: a gold fact is answered by the found fact that has its value, or where it has none
//! its change.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use super::counts::{Counts, FieldCounts};
use super::gold::Layer;
use super::item::Scored;
use super::matching::Level;
use super::score::RuleScore;
use super::sheet::Sheet;
use super::tolerance;

/// One metric fact, of gold or found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MetricFact {
    /// Name of its entity, or the words of the article.
    pub subject: Option<String>,
    /// The mention that names the subject, where it is a name.
    pub subject_mention: Option<String>,
    /// Canonical metric, or `other:` and words.
    pub metric: String,
    /// Mentions: its value, its value before, and its change.
    pub value: Option<String>,
    /// The value before.
    pub prior: Option<String>,
    /// The change.
    pub change: Option<String>,
    /// `up`, `down`, `flat`.
    pub direction: Option<String>,
    /// The period as printed.
    pub period: Option<String>,
    /// `actual`, `guidance`, `consensus`, `target`, `hypothetical`.
    pub modality: String,
    /// Rule or link step that made it.
    pub rule: String,
}

/// Figures of metric facts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct FactScore {
    /// Facts at the right number.
    pub anchored: Counts,
    /// Facts whose subject, metric, value and change are right.
    pub full: Counts,
    /// The same with direction and period.
    pub record: Counts,
    /// Slots of the facts at the right number: metric, subject, value, change, prior, direction, period, modality.
    pub slots: BTreeMap<&'static str, FieldCounts>,
    /// How often the facts of each rule or link step are full.
    pub rules: BTreeMap<String, RuleScore>,
    /// What is wrong, for a reader.
    pub misses: Vec<String>,
}

/// The slots in the order of the report.
pub(super) const SLOTS: [&str; 8] =
    ["metric", "subject", "value", "change", "prior", "direction", "period", "modality"];

pub(super) fn add(score: &mut FactScore, sheet: &Sheet<'_>) {
    let Some(gold) = sheet.gold.facts.as_deref() else { return };
    let found = sheet.found.map_or(&[][..], |f| &f.facts);
    // Found mention -> gold mention, of the numbers.
    let mut answer: HashMap<&str, usize> = HashMap::new();
    for pair in sheet.pairs.iter().filter(|p| p.level <= Level::Overlap) {
        let number = matches!(sheet.gold.mentions[pair.gold].item.kind, Scored::Money | Scored::Percent);
        if number || pair.level <= Level::Tolerant {
            answer.insert(sheet.found_mentions()[pair.found].item.id.as_str(), pair.gold);
        }
    }
    let gold_id = |id: &Option<String>| -> Option<String> {
        let id = id.as_deref()?;
        Some(answer.get(id).map_or_else(|| format!("{id}?"), |&g| sheet.gold.mentions[g].item.id.clone()))
    };
    let subject_of = |fact: &MetricFact| -> Option<String> {
        let mention = fact.subject_mention.as_deref().and_then(|id| answer.get(id));
        let entity = mention.and_then(|&g| sheet.gold.mentions[g].entity).map(|e| sheet.gold.entities[e].name.clone());
        entity.or_else(|| fact.subject.clone())
    };
    let found: Vec<MetricFact> = found
        .iter()
        .map(|f| MetricFact {
            subject: subject_of(f),
            value: gold_id(&f.value),
            prior: gold_id(&f.prior),
            change: gold_id(&f.change),
            ..f.clone()
        })
        .collect();
    let mut used = vec![false; found.len()];
    for gold in gold {
        let Some(anchor) = gold.value.as_ref().or(gold.change.as_ref()) else { continue };
        let at = found
            .iter()
            .enumerate()
            .position(|(i, f)| !used[i] && (f.value.as_ref() == Some(anchor) || f.change.as_ref() == Some(anchor)));
        let Some(at) = at else {
            score.anchored.r#fn += 1;
            score.full.r#fn += 1;
            score.record.r#fn += 1;
            score.misses.push(format!("{} missed {anchor}: {}", sheet.gold.doc, shown(gold)));
            continue;
        };
        used[at] = true;
        score.anchored.tp += 1;
        let (full, record, wrong) = compare(score, gold, &found[at]);
        tally(&mut score.full, full);
        tally(&mut score.record, record);
        let rule = score.rules.entry(found[at].rule.clone()).or_default();
        rule.fired += 1;
        rule.right += usize::from(full);
        rule.wrong += usize::from(!full);
        if !wrong.is_empty() {
            let (gold, name, found) = (shown(gold), &found[at].rule, shown(&found[at]));
            score.misses.push(format!(
                "{} wrong {} at {anchor}: gold {gold} | found {found} by {name}",
                sheet.gold.doc,
                wrong.join(", ")
            ));
        }
    }
    let optional = |id: &Option<String>| {
        let place = |m: &&super::GoldMention| Some(&m.item.id) == id.as_ref();
        sheet.gold.mentions.iter().find(place).is_some_and(|m| m.layer == Layer::Optional)
    };
    for (fact, _) in found.iter().zip(&used).filter(|(_, used)| !**used) {
        if optional(&fact.value) || optional(&fact.change) {
            continue;
        }
        score.anchored.fp += 1;
        score.full.fp += 1;
        score.record.fp += 1;
        let rule = score.rules.entry(fact.rule.clone()).or_default();
        rule.fired += 1;
        rule.wrong += 1;
        score.misses.push(format!("{} false alarm: {} by {}", sheet.gold.doc, shown(fact), fact.rule));
    }
}

fn tally(counts: &mut Counts, right: bool) {
    counts.tp += usize::from(right);
    counts.fp += usize::from(!right);
    counts.r#fn += usize::from(!right);
}

/// Compares the slots; whether the fact is full, a complete record, and which slots are wrong.
fn compare(score: &mut FactScore, gold: &MetricFact, found: &MetricFact) -> (bool, bool, Vec<&'static str>) {
    let words = |g: &Option<String>, f: &Option<String>| match (g, f) {
        (Some(g), Some(f)) => alike(g, f),
        (None, None) => true,
        _ => false,
    };
    let slots = [
        (
            "metric",
            gold.metric == found.metric || alike(&gold.metric, &found.metric) && gold.metric.starts_with("other:"),
            true,
            true,
        ),
        ("subject", words(&gold.subject, &found.subject), gold.subject.is_some(), found.subject.is_some()),
        ("value", gold.value == found.value, gold.value.is_some(), found.value.is_some()),
        ("change", gold.change == found.change, gold.change.is_some(), found.change.is_some()),
        ("prior", gold.prior == found.prior, gold.prior.is_some(), found.prior.is_some()),
        ("direction", gold.direction == found.direction, gold.direction.is_some(), found.direction.is_some()),
        ("period", words(&gold.period, &found.period), gold.period.is_some(), found.period.is_some()),
        ("modality", gold.modality == found.modality, true, true),
    ];
    let mut wrong = Vec::new();
    for (name, agrees, in_gold, in_found) in slots {
        // A direction that gold leaves open is not asked for.
        if name == "direction" && !in_gold {
            continue;
        }
        score.slots.entry(name).or_default().add(agrees, in_gold, in_found);
        if !agrees {
            wrong.push(name);
        }
    }
    let right = |names: &[&str]| names.iter().all(|n| !wrong.contains(n));
    let full = right(&["metric", "subject", "value", "change"]);
    (full, full && right(&["direction", "period"]), wrong)
}

/// Whether two names or phrases say the same: one holds at least half of the words of the longer, or all of the shorter.
fn alike(a: &str, b: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let text = text.strip_prefix("other:").unwrap_or(text);
        let text = tolerance::name(text).to_lowercase();
        text.split(|c: char| !c.is_alphanumeric()).filter(|w| w.len() > 1 && *w != "the").map(str::to_owned).collect()
    };
    let (a, b) = (words(a), words(b));
    if a.is_empty() || b.is_empty() {
        return a == b;
    }
    let common = a.iter().filter(|w| b.contains(w)).count();
    common * 2 >= a.len().max(b.len()) || common == a.len().min(b.len())
}

fn shown(fact: &MetricFact) -> String {
    let part = |name: &str, value: &Option<String>| value.as_ref().map(|v| format!(" {name}={v}")).unwrap_or_default();
    format!(
        "{} · {}{}{}{} {} [{}] {}",
        fact.subject.as_deref().unwrap_or("-"),
        fact.metric,
        part("value", &fact.value),
        part("change", &fact.change),
        part("prior", &fact.prior),
        fact.direction.as_deref().unwrap_or("-"),
        fact.period.as_deref().unwrap_or(""),
        fact.modality
    )
}
