//! The one integration binary: what the floors of factmill and its command promise together.

mod command;
mod output;
mod rules;
