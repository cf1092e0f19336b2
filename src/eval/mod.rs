//! Measures found facts against gold: precision, recall and F1 per kind, accuracy per field, precision per rule, and every
//! miss with its sentence.
//!
//! The way of a figure: [`gold`] and [`found`] read the two sides, [`pair`] joins the articles, [`matching`] the mentions of
//! an article, [`score`] counts, [`report`] prints and [`floor`] holds figures up to a file of least values. What counts as
//! the same span or name is said in `tolerance.toml`.
//!
//! Offsets of gold count code points in the whole text. Where the input keeps the title apart, found facts count in the
//! title or in the body; a body offset then stands at the length of the title plus two (the blank line) plus itself.
//!
//! Metric facts are compared in `facts`, anchored at their numbers.
//!
//! ```
//! use factmill::eval;
//!
//! let gold = r#"{"doc": "a", "mentions": [{"id": "m1", "kind": "money", "spans": [[6, 9]], "text": "$5m",
//!     "amount": "5000000", "currency": "USD"}]}"#.replace('\n', "");
//! let found = r#"{"schema": 1, "source": {"uri": "a.txt"}, "offsets": "char", "mentions": [{"id": "m1", "kind": "money",
//!     "start": 0, "end": 9, "text": "about $5m", "amount": "5000000", "currency": "USD"}]}"#.replace('\n', "");
//! let score = eval::score(&eval::gold::parse(&gold, "gold")?, &eval::found::parse(&found, "found")?);
//! let money = score.row("money").unwrap();
//! assert_eq!(money.core.tolerant.f1(), Some(1.0));
//! assert_eq!(money.core.strict.f1(), Some(0.0));
//! # Ok::<(), factmill::error::Error>(())
//! ```

pub mod calibration;
pub mod counts;
pub mod diff;
mod entities;
pub mod examples;
mod facts;
mod fields;
pub mod floor;
pub mod found;
pub mod gold;
mod ground;
pub mod item;
mod json;
pub mod matching;
mod misses;
pub mod pair;
pub mod report;
mod score;
mod sheet;
#[cfg(test)]
mod tests;
pub mod tolerance;

pub use entities::EntityScore;
pub use facts::{FactScore, MetricFact};
pub use found::{FoundArticle, FoundEntity, FoundMention};
pub use gold::{GoldArticle, GoldEntity, GoldMention, Layer};
pub use item::Scored;
pub use misses::{Miss, Near, Trouble, WrongValue};
pub use score::{FieldScore, Levels, Row, RuleScore, Score, score};
