//! factmill turns financial news into facts.

pub mod article;
pub mod cli;
pub mod error;
pub mod eval;
pub mod fact;
pub mod span;
