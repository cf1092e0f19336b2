//! Looking on while an article is worked on: for explanations, which need what extraction forgets.
//!
//! Extraction itself runs unwatched; the empty watch `()` compiles to nothing.

use super::name::Name;
use crate::rule::{Group, MentionIndex};

/// Is told what happens, and changes nothing.
pub(super) trait Watch {
    /// The rules of a file are about to run over the mentions that `index` holds.
    fn runs(&mut self, _group: &Group, _index: &MentionIndex) {}

    /// The candidates for names were cut.
    fn names(&mut self, _names: &[Name]) {}
}

impl Watch for () {}
