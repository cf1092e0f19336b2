//! What extractors see of one article while it is worked on: the document, its tags, and resolved captures.

use crate::rule::{Capture, Lexicon, Listed, Match, Matches, RuleSet, Tags};
use crate::text::Document;

/// The document with its tags and the rule set.
#[derive(Clone, Copy)]
pub(super) struct Reading<'r, 'a> {
    pub(super) rules: &'r RuleSet,
    pub(super) document: &'r Document<'a>,
    pub(super) tags: &'r Tags,
}

/// A capture with its name, text and lexicon row looked up.
#[derive(Debug, Clone, Copy)]
pub(super) struct Captured<'c> {
    pub(super) label: &'c str,
    pub(super) text: &'c str,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) row: Option<(&'c Lexicon, usize)>,
    pub(super) mention: Option<u32>,
}

impl<'c> Captured<'c> {
    /// A cell of the lexicon row; empty if there is none.
    pub(super) fn field(&self, column: &str) -> &'c str {
        self.row.map_or("", |(lexicon, row)| lexicon.field(row, column))
    }
}

impl<'r, 'a> Reading<'r, 'a> {
    pub(super) fn captured(&self, capture: &Capture) -> Captured<'r> {
        let (start, end) = (capture.start as usize, capture.end as usize);
        Captured {
            label: self.rules.label_name(capture.label),
            text: if end > start { self.document.span(start, end).of(self.document.text) } else { "" },
            start,
            end,
            row: self.rules.row(self.document, self.tags, capture),
            mention: capture.mention,
        }
    }

    /// The captures of a match in the order of the text.
    pub(super) fn captures<'m>(&'m self, matches: &'m Matches, m: &Match) -> impl Iterator<Item = Captured<'r>> + 'm {
        matches.captures(m).iter().map(|c| self.captured(c))
    }

    /// Longest entry of a lexicon that ends right before a token: its first token, the lexicon and its row.
    pub(super) fn entry_before(&self, listed: Listed, token: usize) -> Option<(usize, &'r Lexicon, usize)> {
        let (lexicon, class) = self.rules.listed(listed)?;
        let low = self.document.sentences.get(self.document.sentence_of(token)).map_or(0, |s| s.start as usize);
        for start in low.max(token.saturating_sub(6))..token {
            let phrase =
                self.tags.phrases_at(start).iter().find(|h| h.class == class && start + h.len as usize == token);
            if let Some(hit) = phrase {
                return Some((start, lexicon, hit.row as usize));
            }
            if start + 1 == token && self.rules.vocabulary().holds(self.tags.set(start), class) {
                let row = self.rules.vocabulary().row_at(class, self.tags, start, self.document)?;
                return Some((start, lexicon, row as usize));
            }
        }
        None
    }

    /// Longest entry of a lexicon that begins at a token: its length in tokens and its row.
    pub(super) fn entry_at(&self, listed: Listed, token: usize) -> Option<(usize, usize)> {
        let (_, class) = self.rules.listed(listed)?;
        if let Some(hit) = self.tags.phrases_at(token).iter().find(|h| h.class == class) {
            return Some((hit.len as usize, hit.row as usize));
        }
        if self.rules.vocabulary().holds(self.tags.set(token), class) {
            return Some((1, self.rules.vocabulary().row_at(class, self.tags, token, self.document)? as usize));
        }
        None
    }

    /// A cell of the entry of a lexicon that begins at a token; empty if there is none.
    pub(super) fn field_at(&self, listed: Listed, token: usize, column: &str) -> &'r str {
        match (self.entry_at(listed, token), self.rules.listed(listed)) {
            (Some((_, row)), Some((lexicon, _))) => lexicon.field(row, column),
            _ => "",
        }
    }

    /// Whether a single token is in a lexicon.
    pub(super) fn token_in(&self, listed: Listed, token: usize) -> bool {
        self.rules.listed(listed).is_some_and(|(_, class)| self.rules.vocabulary().holds(self.tags.set(token), class))
    }
}
