//! The JSON form of a score: all figures, counts and misses.

use std::collections::BTreeMap;

use serde::Serialize;

use super::calibration::Figures;
use super::floor::{Below, figures};
use super::item::Scored;
use super::misses::Miss;
use super::score::{FieldScore, Row, RuleScore, Score};
use super::{EntityScore, FactScore, report::Wanted};

#[derive(Serialize)]
struct Report<'a> {
    articles: usize,
    missing: &'a [String],
    unscored: &'a [String],
    warnings: &'a [String],
    spans: Vec<&'a Row>,
    fields: Vec<&'a FieldScore>,
    #[serde(skip_serializing_if = "Option::is_none")]
    entities: Option<EntityScore>,
    #[serde(skip_serializing_if = "Option::is_none")]
    facts: Option<&'a FactScore>,
    rules: Vec<Rule<'a>>,
    sieves: Vec<Rule<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    calibration: Option<Figures>,
    confusion: Vec<Confusion<'a>>,
    misses: Vec<&'a Miss>,
    figures: BTreeMap<String, Option<f64>>,
    below_floor: &'a [Below],
}

#[derive(Serialize)]
struct Rule<'a> {
    kind: Scored,
    rule: &'a str,
    #[serde(flatten)]
    score: &'a RuleScore,
    precision: Option<f64>,
    interval: (f64, f64),
}

#[derive(Serialize)]
struct Confusion<'a> {
    gold: &'a str,
    found: &'a str,
    count: usize,
}

/// The whole report as one JSON value.
pub(super) fn json(score: &Score, wanted: &Wanted, below: &[Below]) -> serde_json::Result<String> {
    serde_json::to_string_pretty(&Report {
        articles: score.articles,
        missing: &score.missing,
        unscored: &score.unscored,
        warnings: &score.warnings,
        spans: score.rows.iter().filter(|row| wanted.kind(row.kind)).collect(),
        fields: score.fields.iter().filter(|field| wanted.kind(field.kind)).collect(),
        entities: wanted.kind(Scored::Company).then_some(score.entities),
        facts: wanted.only.is_none().then_some(&score.facts),
        rules: rules_of(&score.rules, wanted),
        sieves: rules_of(&score.sieves, wanted),
        calibration: score.calibration.figures(),
        confusion: confusion_of(score, wanted),
        misses: score.misses.iter().filter(|miss| wanted.kind(miss.kind)).collect(),
        figures: figures(score),
        below_floor: below,
    })
}

fn rules_of<'a>(rules: &'a BTreeMap<(Scored, String), RuleScore>, wanted: &Wanted) -> Vec<Rule<'a>> {
    rules
        .iter()
        .filter(|((kind, _), _)| wanted.kind(*kind))
        .map(|((kind, rule), score)| Rule {
            kind: *kind,
            rule,
            score,
            precision: score.precision(),
            interval: score.interval(),
        })
        .collect()
}

fn confusion_of<'a>(score: &'a Score, wanted: &Wanted) -> Vec<Confusion<'a>> {
    let shown = score.confusion.iter().filter(|((gold, found), _)| wanted.confusion(gold, found));
    shown.map(|((gold, found), &count)| Confusion { gold, found, count }).collect()
}
