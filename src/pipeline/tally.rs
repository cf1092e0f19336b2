//! What a run has done, in numbers.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::article::{Article, Location};
use crate::error::{Error, ErrorKind};
use crate::fact::ArticleFacts;
use crate::write::jsonl::READ_WARNING;

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum End {
    /// All input was read and written.
    #[default]
    Complete,
    /// It was asked to stop.
    Stopped,
    /// Whoever read the output closed it.
    Closed,
}

/// Counts of a run, or of one batch of it. Mentions, entities and facts are counted as found, whatever kinds are written.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tally {
    /// Articles written.
    pub articles: u64,
    /// Failed records that had no text in the fields where it was looked for.
    pub without_text: u64,
    /// Mentions by kind.
    pub mentions: BTreeMap<Box<str>, u64>,
    /// Entities.
    pub entities: u64,
    /// Linked facts.
    pub facts: u64,
    /// Records that could not be read.
    pub failed_records: u64,
    /// Inputs that could not be opened or read to their end.
    pub failed_inputs: u64,
    /// Warnings by code.
    pub warnings: BTreeMap<Box<str>, u64>,
    /// Bytes of the records, decompressed.
    pub bytes_in: u64,
    /// Bytes given to the sink.
    pub bytes_out: u64,
    /// The last record written.
    pub last: Option<Location>,
    /// How the run ended.
    pub end: End,
    /// How long it took.
    pub elapsed: Duration,
}

impl Tally {
    pub(super) fn article(&mut self, article: &Article, facts: &ArticleFacts) {
        self.articles += 1;
        self.entities += facts.entities.len() as u64;
        self.facts += facts.facts.len() as u64;
        for mention in &facts.mentions {
            count(&mut self.mentions, mention.kind.name(), 1);
        }
        for warning in &facts.warnings {
            count(&mut self.warnings, warning.code, 1);
        }
        if !article.warnings.is_empty() {
            count(&mut self.warnings, READ_WARNING, article.warnings.len() as u64);
        }
    }

    pub(super) fn error(&mut self, error: &Error) {
        match error.kind() {
            ErrorKind::Record => self.failed_records += 1,
            ErrorKind::Input | ErrorKind::Rules | ErrorKind::Output | ErrorKind::Usage => self.failed_inputs += 1,
        }
        // The readers word this failure; it is the one that a flag can mend.
        self.without_text += u64::from(error.to_string().contains("no text: "));
    }

    /// Adds what a later batch has counted.
    pub(super) fn add(&mut self, later: Self) {
        self.articles += later.articles;
        self.without_text += later.without_text;
        self.entities += later.entities;
        self.facts += later.facts;
        self.failed_records += later.failed_records;
        self.failed_inputs += later.failed_inputs;
        self.bytes_in += later.bytes_in;
        self.bytes_out += later.bytes_out;
        for (kind, more) in &later.mentions {
            count(&mut self.mentions, kind, *more);
        }
        for (code, more) in &later.warnings {
            count(&mut self.warnings, code, *more);
        }
        self.last = later.last.or(self.last.take());
    }

    /// Records and inputs that could not be read.
    #[must_use]
    pub fn errors(&self) -> u64 {
        self.failed_records + self.failed_inputs
    }

    /// Whether there were inputs and none of them gave a single record.
    #[must_use]
    pub fn nothing_readable(&self) -> bool {
        self.failed_inputs > 0 && self.articles == 0 && self.failed_records == 0
    }
}

/// `entry` would need an owned key for every mention counted.
fn count(counts: &mut BTreeMap<Box<str>, u64>, key: &str, more: u64) {
    match counts.get_mut(key) {
        Some(number) => *number += more,
        None => {
            counts.insert(key.into(), more);
        }
    }
}
