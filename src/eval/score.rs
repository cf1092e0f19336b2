//! Scoring: from paired articles to all figures.

use std::collections::BTreeMap;

use serde::Serialize;

use super::calibration::Quality;
use super::counts::{Counts, FieldCounts, wilson};
use super::entities::{self, EntityScore};
use super::facts::{self, FactScore};
use super::fields::{self, Compared};
use super::gold::{GoldArticle, Layer};
use super::item::{ItemValue, Scored};
use super::matching::{Level, Pair};
use super::misses::{self, Miss};
use super::sheet::Sheet;
use super::{FoundArticle, pair, tolerance};

/// Counts at the three levels of matching.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Levels {
    /// The same spans.
    pub strict: Counts,
    /// The same spans but for tolerated edges: the headline.
    pub tolerant: Counts,
    /// A shared part.
    pub overlap: Counts,
}

impl Levels {
    /// The counts of one level.
    #[must_use]
    pub fn at(&self, level: Level) -> Counts {
        match level {
            Level::Strict => self.strict,
            Level::Tolerant => self.tolerant,
            Level::Overlap => self.overlap,
        }
    }

    fn at_mut(&mut self, level: Level) -> &mut Counts {
        match level {
            Level::Strict => &mut self.strict,
            Level::Tolerant => &mut self.tolerant,
            Level::Overlap => &mut self.overlap,
        }
    }
}

/// Figures of one kind, or of one form of quotations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// `money`, `quotation`, `quotation.direct`, …
    pub name: &'static str,
    /// The kind.
    pub kind: Scored,
    /// Core gold only; a found mention that matches extension gold is no false alarm.
    pub core: Levels,
    /// Core and extension gold together.
    pub all: Levels,
    /// Core mentions complete with their values (money: value, currency, bound and unit of the price; quotations: the
    /// speaker); none for the other kinds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tuple: Option<Counts>,
}

/// Figures of one field over mentions that match tolerantly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldScore {
    /// The kind.
    pub kind: Scored,
    /// The field.
    pub field: &'static str,
    /// Over core mentions.
    pub core: FieldCounts,
    /// Over core and extension mentions.
    pub all: FieldCounts,
}

/// How often mentions of one rule are right.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct RuleScore {
    /// Mentions it gave.
    pub fired: usize,
    /// Of these, tolerantly in gold, core or extension.
    pub right: usize,
    /// Of these, not in gold. What remains matches optional gold.
    pub wrong: usize,
}

impl RuleScore {
    /// Share of the right among right and wrong; none when the rule gave neither.
    #[must_use]
    pub fn precision(&self) -> Option<f64> {
        super::counts::ratio(self.right, self.right + self.wrong)
    }

    /// The 95 % interval of the precision: (low, high).
    #[must_use]
    pub fn interval(&self) -> (f64, f64) {
        wilson(self.right, self.right + self.wrong)
    }
}

/// All figures of one comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// Gold articles.
    pub articles: usize,
    /// Gold articles without found facts, by name: all their gold is missed.
    pub missing: Vec<String>,
    /// Found articles without gold, by uri and record: not scored.
    pub unscored: Vec<String>,
    /// Trouble with the pairing or the texts, for a reader.
    pub warnings: Vec<String>,
    /// Spans per kind and form.
    pub rows: Vec<Row>,
    /// Fields of matched mentions.
    pub fields: Vec<FieldScore>,
    /// Companies as entities.
    pub entities: EntityScore,
    /// Metric facts.
    pub facts: FactScore,
    /// Mentions per kind and rule.
    pub rules: BTreeMap<(Scored, String), RuleScore>,
    /// Per kind and link step: mentions, and for quotations speakers of tolerantly matched ones.
    pub sieves: BTreeMap<(Scored, String), RuleScore>,
    /// How well the confidence of the mentions fits.
    pub calibration: Quality,
    /// (gold, found) -> places which gold and found call different kinds or forms.
    pub confusion: BTreeMap<(String, String), usize>,
    /// Every miss, false alarm and wrong value.
    pub misses: Vec<Miss>,
}

/// The rows: name, kind, and the forms of quotations they take.
const ROWS: [(&str, Scored, &[&str]); 9] = [
    ("money", Scored::Money, &[]),
    ("percent", Scored::Percent, &[]),
    ("company", Scored::Company, &[]),
    ("unit", Scored::Unit, &[]),
    ("quotation", Scored::Quotation, &["direct", "mixed", "indirect"]),
    ("quotation.marked", Scored::Quotation, &["direct", "mixed"]),
    ("quotation.direct", Scored::Quotation, &["direct"]),
    ("quotation.mixed", Scored::Quotation, &["mixed"]),
    ("quotation.indirect", Scored::Quotation, &["indirect"]),
];

/// Scores found facts against gold.
///
/// Gold articles without found facts count as missed; found articles without gold are not scored; both are named in the
/// warnings. The result does not depend on the order of the articles but for the order of the lists in it.
#[must_use]
pub fn score(gold: &[GoldArticle], found: &[FoundArticle]) -> Score {
    let pairing = pair::pair(gold, found);
    let mut score = Score::empty(gold.len());
    for (article, at) in gold.iter().zip(&pairing.found) {
        let sheet = Sheet::new(article, at.map(|at| &found[at]));
        if at.is_none() {
            score.missing.push(article.doc.clone());
        }
        score.add(&sheet);
    }
    score.unscored = pairing.unscored.iter().map(|&f| format!("{} record {}", found[f].uri, found[f].record)).collect();
    score.warn();
    score
}

impl Score {
    fn empty(articles: usize) -> Self {
        let row = |(name, kind, _)| Row {
            name,
            kind,
            core: Levels::default(),
            all: Levels::default(),
            tuple: matches!(kind, Scored::Money | Scored::Quotation).then(Counts::default),
        };
        let field = |kind: Scored| {
            let score =
                move |&field| FieldScore { kind, field, core: FieldCounts::default(), all: FieldCounts::default() };
            fields::names(kind).iter().map(score)
        };
        Self {
            articles,
            missing: Vec::new(),
            unscored: Vec::new(),
            warnings: Vec::new(),
            rows: ROWS.into_iter().map(row).collect(),
            fields: Scored::ALL.into_iter().flat_map(field).collect(),
            entities: EntityScore::default(),
            facts: FactScore::default(),
            rules: BTreeMap::new(),
            sieves: BTreeMap::new(),
            calibration: Quality::default(),
            confusion: BTreeMap::new(),
            misses: Vec::new(),
        }
    }

    /// The row of that name.
    #[must_use]
    pub fn row(&self, name: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.name == name)
    }

    /// The field of that kind and name.
    #[must_use]
    pub fn field(&self, kind: Scored, name: &str) -> Option<&FieldScore> {
        self.fields.iter().find(|field| field.kind == kind && field.field == name)
    }

    fn warn(&mut self) {
        let list = |names: &[String]| {
            let more = names.len().saturating_sub(5);
            let shown = names[..names.len() - more].join(", ");
            if more > 0 { format!("{shown} and {more} more") } else { shown }
        };
        let mut warnings = Vec::new();
        if !self.missing.is_empty() {
            let (n, all) = (self.missing.len(), self.articles);
            warnings.push(format!(
                "{n} of {all} gold articles have no found facts, all their gold counts as missed: {}",
                list(&self.missing)
            ));
        }
        if !self.unscored.is_empty() {
            let n = self.unscored.len();
            warnings.push(format!("{n} found articles have no gold and are not scored: {}", list(&self.unscored)));
        }
        self.warnings.splice(0..0, warnings);
    }

    fn add(&mut self, sheet: &Sheet<'_>) {
        if sheet.ground.conflicts > 0 {
            self.warnings.push(format!(
                "article {}: gold and found disagree about {} characters of the text; are they made from the same version?",
                sheet.gold.doc, sheet.ground.conflicts
            ));
        }
        for (row, (_, kind, forms)) in self.rows.iter_mut().zip(ROWS) {
            let wanted = |form: &str| forms.contains(&form);
            let pairs = sheet.assign(kind, wanted);
            tally(row, sheet, &pairs, &sheet.gold_of(kind, wanted), sheet.found_of(kind, wanted).len());
        }
        self.add_fields(sheet);
        entities::add(&mut self.entities, sheet);
        facts::add(&mut self.facts, sheet);
        self.add_rules(sheet);
        misses::confuse(&mut self.confusion, sheet);
        misses::collect(&mut self.misses, sheet);
    }

    fn add_fields(&mut self, sheet: &Sheet<'_>) {
        for &pair in &sheet.pairs {
            let mention = &sheet.gold.mentions[pair.gold];
            let kind = mention.item.kind;
            if mention.layer == Layer::Optional {
                continue;
            }
            for compared in compare(sheet, pair) {
                let field = self.fields.iter_mut().find(|f| f.kind == kind && f.field == compared.field);
                let Some(field) = field else { continue };
                let (gold, found) = (compared.gold.is_some(), compared.found.is_some());
                field.all.add(compared.agrees, gold, found);
                if mention.layer == Layer::Core {
                    field.core.add(compared.agrees, gold, found);
                }
                // The subsets of the speaker would repeat what the speaker itself says.
                if !compared.agrees && !matches!(compared.field, "speaker_pronoun" | "speaker_overlap") {
                    self.misses.push(misses::wrong_value(sheet, pair, compared));
                }
            }
        }
    }

    fn add_rules(&mut self, sheet: &Sheet<'_>) {
        let mut answer: Vec<Option<usize>> = vec![None; sheet.found_mentions().len()];
        for pair in sheet.pairs.iter().filter(|pair| pair.level <= Level::Tolerant) {
            answer[pair.found] = Some(pair.gold);
        }
        for (mention, answer) in sheet.found_mentions().iter().zip(answer) {
            let gold = answer.map(|g| &sheet.gold.mentions[g]);
            let optional = gold.is_some_and(|gold| gold.layer == Layer::Optional);
            let count = |rule: &mut RuleScore, right: bool| {
                rule.fired += 1;
                rule.right += usize::from(right && !optional);
                rule.wrong += usize::from(!right && !optional);
            };
            let kind = mention.item.kind;
            count(self.rules.entry((kind, mention.rule.clone())).or_default(), gold.is_some());
            if let Some(confidence) = mention.confidence.filter(|_| !optional) {
                self.calibration.add(confidence, usize::from(gold.is_some()), usize::from(gold.is_none()));
            }
            let Some(sieve) = &mention.sieve else { continue };
            let sieve = || (kind, sieve.clone());
            match (kind, gold) {
                (Scored::Quotation, None) => {}
                (Scored::Quotation, Some(gold)) => {
                    let right = fields::same_speaker(&gold.item, &mention.item);
                    count(self.sieves.entry(sieve()).or_default(), right);
                }
                _ => count(self.sieves.entry(sieve()).or_default(), gold.is_some()),
            }
        }
    }
}

fn tally(row: &mut Row, sheet: &Sheet<'_>, pairs: &[Pair], gold: &[usize], found: usize) {
    let layer = |g: usize| sheet.gold.mentions[g].layer;
    let of = |wanted: Layer| gold.iter().filter(|&&g| layer(g) == wanted).count();
    let (core, extension) = (of(Layer::Core), of(Layer::Extension));
    for level in Level::ALL {
        let right = |wanted: Layer| pairs.iter().filter(|p| p.level <= level && layer(p.gold) == wanted).count();
        // What is not counted is not punished either: here a tolerant match excuses a found mention even at the strict level.
        let excused = |wanted: Layer| {
            pairs.iter().filter(|p| p.level <= level.max(Level::Tolerant) && layer(p.gold) == wanted).count()
        };
        let (core_right, extension_right) = (right(Layer::Core), right(Layer::Extension));
        let open = found - excused(Layer::Optional) - core_right;
        *row.core.at_mut(level) += Counts::new(core_right, open - excused(Layer::Extension), core - core_right);
        let right = core_right + extension_right;
        *row.all.at_mut(level) += Counts::new(right, open - extension_right, core + extension - right);
    }
    if let Some(tuple) = &mut row.tuple {
        let reached: Vec<_> = pairs.iter().filter(|pair| pair.level <= Level::Tolerant).collect();
        let in_core = reached.iter().filter(|pair| layer(pair.gold) == Layer::Core);
        let (matched, complete) = in_core.fold((0, 0), |(matched, complete), pair| {
            let (gold, found) = (&sheet.gold.mentions[pair.gold].item, &sheet.found_mentions()[pair.found].item);
            let same = match row.kind {
                Scored::Money => fields::same_money(gold, found),
                _ => fields::same_speaker(gold, found),
            };
            (matched + 1, complete + usize::from(same))
        });
        *tuple += Counts::new(complete, found - reached.len() + matched - complete, core - complete);
    }
}

/// Fields of a matched pair, with those that need the rest of the article.
fn compare(sheet: &Sheet<'_>, pair: Pair) -> Vec<Compared> {
    let gold = &sheet.gold.mentions[pair.gold];
    let found = &sheet.found_mentions()[pair.found];
    let mut out = Vec::new();
    if pair.level <= Level::Tolerant {
        let conversion = match &found.item.value {
            ItemValue::Money(money) => money.conversion_of.as_deref().map(|id| sheet.gold_id(id)),
            _ => None,
        };
        out = fields::compare(&gold.item, &found.item, conversion);
        if gold.item.kind == Scored::Unit {
            let gold_parent = gold.entity.and_then(|e| sheet.gold.entities[e].parent.clone());
            let entities = sheet.found.map_or(&[][..], |found| &found.entities);
            let entity = entities.iter().find(|entity| Some(&entity.id) == found.entity.as_ref());
            let parent = entity.and_then(|entity| entity.parent.clone());
            out.push(fields::by("parent", gold_parent, parent, tolerance::name));
        }
    }
    if let (ItemValue::Quotation(gold), ItemValue::Quotation(found)) = (&gold.item.value, &found.item.value) {
        out.push(fields::speaker("speaker_overlap", gold, found));
    }
    out
}
