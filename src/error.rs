//! The one error type: opaque, with a kind that decides the exit code and a chain of causes.
//!
//! Messages are lower case without a full stop and say what was done to what, and why it failed:
//! `reading dump.jsonl: record 4121 (byte 88213002): not JSON: expected ',' at column 17`.

use std::error::Error as StdError;
use std::fmt;

/// What went wrong, in the few classes that callers tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// An input could not be opened or read further.
    Input,
    /// One record of an input is broken; the run goes on.
    Record,
    /// A rule file is wrong.
    Rules,
    /// An output could not be created or written.
    Output,
    /// The command line or a setting is wrong.
    Usage,
}

/// Any failure of factmill.
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    message: String,
    cause: Option<Box<dyn StdError + Send + Sync>>,
}

/// Result with [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// An error without a cause.
    #[must_use]
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), cause: None }
    }

    /// An error with the failure that led to it.
    #[must_use]
    pub fn caused(
        kind: ErrorKind,
        message: impl Into<String>,
        cause: impl Into<Box<dyn StdError + Send + Sync>>,
    ) -> Self {
        Self { kind, message: message.into(), cause: Some(cause.into()) }
    }

    /// The class of the failure.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// Puts what was being done in front: `context: message`.
    #[must_use]
    pub fn context(mut self, context: impl fmt::Display) -> Self {
        self.message = format!("{context}: {}", self.message);
        self
    }
}

/// Prints the whole chain on one line.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        let mut next: Option<&(dyn StdError + 'static)> = self.cause.as_deref().map(|c| c as _);
        while let Some(cause) = next {
            write!(f, ": {cause}")?;
            next = cause.source();
        }
        Ok(())
    }
}

/// The chain is already in the display form, so `source` stays empty: a caller that prints chains would print it twice.
impl StdError for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chain_reads_as_one_line() {
        let io = std::io::Error::other("disk on fire");
        let error = Error::caused(ErrorKind::Output, "writing facts.jsonl", io).context("run 7");
        assert_eq!(error.to_string(), "run 7: writing facts.jsonl: disk on fire");
        assert_eq!(error.kind(), ErrorKind::Output);
    }
}
