//! factmill turns financial news into facts.

pub mod article;
pub mod cli;
pub mod error;
pub mod fact;
pub mod pipeline;
pub mod span;
pub mod write;
