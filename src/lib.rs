//! factmill turns financial news into facts.

pub mod article;
pub mod error;
pub mod fact;
pub mod read;
pub mod span;
