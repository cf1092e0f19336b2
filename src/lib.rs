//! factmill turns financial news into facts.

pub mod article;
pub mod cli;
pub mod error;
pub mod eval;
pub mod extract;
pub mod fact;
pub mod link;
pub mod pipeline;
pub mod read;
pub mod rule;
pub mod span;
pub mod text;
pub mod write;
