//! One file per command.

pub mod score;
