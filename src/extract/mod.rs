//! The extraction floor: from a document to its mentions and entities.
//!
//! [`Engine::extract`] cannot fail, does no I/O and reads no clock. Extractors know how values are computed; every word they
//! react to stands in the rule set.

mod custom;
mod engine;
mod explain;
mod money;
mod name;
mod percent;
mod quantity;
mod quotation;
mod refine;
mod resolve;
mod speaker;
mod view;
mod watch;

pub use engine::Engine;
pub use explain::{Because, Entry, Explanation, Link, Near, Part, Reason, Rival, RuleAt, Support};
