//! Calibration: how often each rule is right, and how far what mentions promise is from what they keep.
//!
//! Two figures say how good a promise is. The expected calibration error (Naeini et al. 2015) puts mentions into ten bins by their
//! confidence and averages the distance between the mean confidence of a bin and its share of right mentions, weighted by the
//! mentions in it. The Brier score is the mean square of confidence less 1 for right mentions, and less 0 for wrong ones: it is
//! also low only where right mentions promise more than wrong ones.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{FoundArticle, GoldArticle};

const BINS: usize = 10;

/// How well confidence fits.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Quality {
    bins: [Bin; BINS],
    squares: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Bin {
    mentions: usize,
    right: usize,
    promised: f64,
}

/// The figures of a [`Quality`].
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Figures {
    /// Mentions that are right or wrong; optional ones are neither.
    pub mentions: usize,
    /// Expected calibration error.
    pub error: f64,
    /// Brier score.
    pub brier: f64,
}

impl Quality {
    /// Counts mentions of one confidence in.
    pub fn add(&mut self, confidence: f64, right: usize, wrong: usize) {
        let bin = &mut self.bins[((confidence * BINS as f64) as usize).min(BINS - 1)];
        bin.mentions += right + wrong;
        bin.right += right;
        bin.promised += confidence * (right + wrong) as f64;
        self.squares += (1.0 - confidence).powi(2) * right as f64 + confidence.powi(2) * wrong as f64;
    }

    /// The figures; none without mentions.
    #[must_use]
    pub fn figures(&self) -> Option<Figures> {
        let mentions: usize = self.bins.iter().map(|b| b.mentions).sum();
        if mentions == 0 {
            return None;
        }
        let distance: f64 = self.bins.iter().map(|b| (b.promised - b.right as f64).abs()).sum();
        Some(Figures { mentions, error: distance / mentions as f64, brier: self.squares / mentions as f64 })
    }
}

/// Mentions of a rule that are right or wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Kept {
    /// In gold, core or extension.
    pub right: u32,
    /// Not in gold.
    pub wrong: u32,
}

/// What was counted on gold.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Calibration {
    /// By rule.
    pub rules: BTreeMap<String, Kept>,
    /// Gold articles that were found.
    pub articles: usize,
    /// How well the promises of the tiers fit.
    pub promised: Quality,
    /// How well the measured confidence fits: each article by what the other articles say.
    pub held_out: Quality,
}

/// Counts how often each rule is right. `confidence` is that of a rule, given its right mentions and all of them; none for rules
/// that are not known.
#[must_use]
pub fn calibrate(
    gold: &[GoldArticle],
    found: &[FoundArticle],
    confidence: impl Fn(&str, u32, u32) -> Option<f32>,
) -> Calibration {
    let mut out = Calibration::default();
    let mut by_article: Vec<BTreeMap<String, Kept>> = Vec::new();
    for article in gold {
        let score = super::score(std::slice::from_ref(article), found);
        if !score.missing.is_empty() {
            continue;
        }
        let mut kept: BTreeMap<String, Kept> = BTreeMap::new();
        for ((_, rule), score) in score.rules {
            for counts in [out.rules.entry(rule.clone()).or_default(), kept.entry(rule).or_default()] {
                counts.right += score.right as u32;
                counts.wrong += score.wrong as u32;
            }
        }
        by_article.push(kept);
    }
    out.articles = by_article.len();
    for kept in &by_article {
        for (rule, here) in kept {
            let all = out.rules[rule];
            let (right, wrong) = (all.right - here.right, all.wrong - here.wrong);
            let (Some(promised), Some(measured)) = (confidence(rule, 0, 0), confidence(rule, right, right + wrong))
            else {
                continue;
            };
            out.promised.add(f64::from(promised), here.right as usize, here.wrong as usize);
            out.held_out.add(f64::from(measured), here.right as usize, here.wrong as usize);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_of_promises() {
        assert_eq!(Quality::default().figures(), None);
        let mut quality = Quality::default();
        quality.add(0.9, 9, 1);
        let kept = quality.figures().unwrap();
        assert!(kept.error.abs() < 1e-9 && (kept.brier - 0.09).abs() < 1e-9, "{kept:?}");
        // Half of the mentions promise all and keep nothing.
        quality.add(1.0, 0, 10);
        let broken = quality.figures().unwrap();
        assert_eq!(broken.mentions, 20);
        assert!((broken.error - 0.5).abs() < 1e-9, "{broken:?}"); // 0.9 and 1.0 share a bin
    }
}
