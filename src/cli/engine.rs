//! The joint between the command line and what it drives: the extraction with its rules, and the inputs.

use std::fmt::Write as _;
use std::sync::Arc;

use super::settings::{Rules, Settings};
use crate::article::Article;
use crate::error::{Error, ErrorKind, Result};
use crate::extract;
use crate::fact::{ArticleFacts, Kind};
use crate::link::{Extractor, is_lexical};
use crate::read::{self, FieldMap, ReadOptions};
use crate::rule::{Problem, RuleSet, RuleSource};

/// A loaded rule set, ready to work.
pub(super) struct Engine {
    pub(super) extract: Box<dyn Fn(&Article) -> ArticleFacts + Sync>,
    /// Kinds of mentions and facts that the rule files define.
    pub(super) kinds: Vec<String>,
}

/// Loads the rules, or says everything that is wrong with them.
pub(super) fn load(rules: &Rules) -> Result<Engine> {
    let engine = rule_engine(&rules.sources())?;
    let kinds = user_kinds(engine.rules());
    let extractor = Extractor::new(engine);
    Ok(Engine { extract: Box::new(move |article| extractor.extract(article)), kinds })
}

/// Kinds of mentions and facts that the rule files define.
pub(super) fn user_kinds(rules: &RuleSet) -> Vec<String> {
    let built_in = |kind: &str| Kind::BUILT_IN.iter().any(|k| k.name() == kind);
    let mut kinds: Vec<String> = rules
        .groups()
        .iter()
        .map(|g| g.kind_name.clone())
        .filter(|k| !built_in(k) && k != "speaker" && !is_lexical(k))
        .collect();
    kinds.sort();
    kinds.dedup();
    kinds
}

/// The extraction over a rule set.
pub(super) fn rule_engine(sources: &[RuleSource]) -> Result<extract::Engine> {
    match RuleSet::load(sources) {
        Ok(rules) => Ok(extract::Engine::new(Arc::new(rules))),
        Err(problems) => Err(Error::new(ErrorKind::Rules, listed(&problems))),
    }
}

/// All problems, one after the other.
pub(super) fn listed(problems: &[Problem]) -> String {
    let count = problems.len();
    let mut text = format!("the rules have {count} problem{}", if count == 1 { "" } else { "s" });
    for problem in problems {
        // A string takes every line.
        let _ = write!(text, "\n\n{problem}");
    }
    text
}

/// Opens the inputs; nothing is read yet.
pub(super) fn open(settings: &Settings) -> Result<read::Inputs> {
    let mut options = ReadOptions::default();
    if let Some(fields) = &settings.fields {
        options.fields = fields.parse::<FieldMap>().map_err(|e| e.context("--fields"))?;
    }
    if let Some(most) = settings.max_record_bytes {
        options.max_record_bytes = most;
    }
    read::open(&settings.inputs, &options)
}
