//! Writing: the facts of one article become bytes in a worker, and a sink appends these bytes in input order.
//!
//! The two halves are kept apart on purpose. [`Render`] is pure and runs in parallel; [`Sink`] touches the outside world,
//! runs on one thread, and does as little as possible there, so that writing never holds the workers up.
//!
//! - [`jsonl`] renders the JSON object of an article, the format that [`schema`] describes
//! - [`show`] renders an article for reading in a terminal
//! - [`output`] holds the sinks: a file that appears whole or not at all, and standard output

mod filter;
mod json;
pub mod jsonl;
pub mod output;
mod place;
#[cfg(test)]
mod sample;
pub mod schema;
pub mod show;
mod tokens;
mod value;

use std::ops::ControlFlow;
use std::sync::Arc;

use crate::article::Article;
use crate::error::Result;
use crate::fact::ArticleFacts;
use crate::span::OffsetUnit;

pub use filter::Kinds;
pub use tokens::Tokens;

/// Turns the facts of one article into the bytes of one output format.
pub trait Render: Sync {
    /// Appends the article to `out`; what is there already stays.
    fn render(&self, article: &Article, facts: &ArticleFacts, out: &mut Vec<u8>);
}

/// Takes rendered articles in input order.
///
/// `ControlFlow::Break` says that nobody reads any more (a closed pipe): no failure, but a reason to stop.
pub trait Sink {
    /// Takes the bytes of one article.
    ///
    /// # Errors
    /// When the output cannot be written.
    fn article(&mut self, bytes: &[u8]) -> Result<ControlFlow<()>>;

    /// Hands everything taken so far on to whoever reads the output; called after each batch.
    ///
    /// # Errors
    /// When the output cannot be written.
    fn flush(&mut self) -> Result<ControlFlow<()>> {
        Ok(ControlFlow::Continue(()))
    }

    /// Ends the output. `complete` is false when the run was stopped before the end of its input.
    ///
    /// # Errors
    /// When the output cannot be completed.
    fn finish(&mut self, complete: bool) -> Result<()>;
}

/// What is written, and how; the default is everything, offsets in code points, one line per article, without the text.
#[derive(Debug, Clone, Default)]
pub struct WriteOptions {
    /// Unit of every `start` and `end`.
    pub offsets: OffsetUnit,
    /// Whether the body is printed with its facts.
    pub with_text: bool,
    /// Which kinds are written.
    pub kinds: Kinds,
    /// One value per line, indented, instead of one article per line.
    pub pretty: bool,
    /// Tokenizer whose token indices are added to each mention.
    pub tokens: Option<Arc<Tokens>>,
}
