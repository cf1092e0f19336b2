//! factmill turns financial news into facts.

pub mod article;
pub mod error;
pub mod extract;
pub mod fact;
pub mod rule;
pub mod span;
pub mod text;
