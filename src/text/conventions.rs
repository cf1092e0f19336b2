//! Words that steer the cutting of a text, given by the rule set: abbreviations, sentence starters, page furniture.

use std::collections::HashMap;

use super::token::{fold_eq, fold_hash};

/// Whether an abbreviation with a final stop can end a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// Never: "Mr.", "vs.".
    Never,
    /// Where a likely sentence start follows: "Inc.", "U.S.".
    Maybe,
}

/// How a line of page furniture is recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Furniture {
    /// The whole line, but for case and edge punctuation.
    Line,
    /// The line begins with it.
    Prefix,
    /// The line begins with it, and short lines after it up to the next long paragraph are furniture as well.
    Block,
}

/// Words, folded, with a value each.
#[derive(Debug, Clone)]
struct Words<T>(HashMap<u64, Vec<(Box<str>, T)>>);

impl<T: Copy> Words<T> {
    fn new() -> Self {
        Self(HashMap::new())
    }

    fn add(&mut self, word: &str, value: T) {
        self.0.entry(fold_hash(word)).or_default().push((word.into(), value));
    }

    fn get(&self, word: &str, hash: u64) -> Option<T> {
        self.0.get(&hash)?.iter().find(|(w, _)| fold_eq(w, word)).map(|&(_, value)| value)
    }
}

/// The conventions of one language's newswire.
#[derive(Debug, Clone)]
pub struct Conventions {
    abbreviations: Words<Stop>,
    starters: Words<()>,
    months: Words<()>,
    bylines: Words<()>,
    cities: Words<()>,
    furniture: Vec<(String, Furniture)>,
}

impl Default for Conventions {
    fn default() -> Self {
        Self {
            abbreviations: Words::new(),
            starters: Words::new(),
            months: Words::new(),
            bylines: Words::new(),
            cities: Words::new(),
            furniture: Vec::new(),
        }
    }
}

impl Conventions {
    /// Adds an abbreviation, given with its final stop.
    pub fn add_abbreviation(&mut self, word: &str, stop: Stop) {
        self.abbreviations.add(word.strip_suffix('.').unwrap_or(word), stop);
        if word.trim_end_matches('.').contains('.') {
            self.abbreviations.add(word, stop);
        }
    }

    /// Adds a word that begins sentences: "The", "However".
    pub fn add_starter(&mut self, word: &str) {
        self.starters.add(word, ());
    }

    /// Adds a word that stands in datelines: a month.
    pub fn add_month(&mut self, word: &str) {
        self.months.add(word, ());
    }

    /// Adds a word that opens a byline: "By".
    pub fn add_byline(&mut self, word: &str) {
        self.bylines.add(word, ());
    }

    /// Adds a city, which may open a dateline.
    pub fn add_city(&mut self, name: &str) {
        self.cities.add(name, ());
    }

    /// Adds a line of page furniture.
    pub fn add_furniture(&mut self, line: &str, how: Furniture) {
        self.furniture.push((line.to_lowercase(), how));
    }

    pub(super) fn abbreviation(&self, word: &str, hash: u64) -> Option<Stop> {
        self.abbreviations.get(word, hash)
    }

    pub(super) fn is_starter(&self, word: &str, hash: u64) -> bool {
        self.starters.get(word, hash).is_some()
    }

    pub(super) fn is_month(&self, word: &str, hash: u64) -> bool {
        self.months.get(word, hash).is_some()
    }

    pub(super) fn is_city(&self, name: &str) -> bool {
        self.cities.get(name, fold_hash(name)).is_some()
    }

    pub(super) fn is_byline(&self, word: &str, hash: u64) -> bool {
        self.bylines.get(word, hash).is_some()
    }

    /// Whether a line is page furniture.
    pub(super) fn furniture(&self, line: &str) -> Option<Furniture> {
        let line = line.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '©' | '(' | '<'));
        if line.is_empty() || line.len() > 200 {
            return None;
        }
        let folded = line.to_lowercase();
        self.furniture
            .iter()
            .find(|(words, how)| match how {
                Furniture::Line => *words == folded,
                Furniture::Prefix | Furniture::Block => {
                    folded.starts_with(words.as_str())
                        && !folded[words.len()..].starts_with(|c: char| c.is_alphanumeric())
                }
            })
            .map(|&(_, how)| how)
    }
}
