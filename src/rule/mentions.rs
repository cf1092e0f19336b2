//! The mentions which a sequence can name in `<role>`: found earlier, indexed by their first token.

use super::anchor::MENTION;

/// Index of a kind in the rule set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KindId(pub u16);

/// A mention as the rules see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Indexed {
    /// First token.
    pub start: u32,
    /// One past the last token.
    pub end: u32,
    /// Its number among the mentions of its kind, as the extractor counts them.
    pub id: u32,
}

/// Mentions of every kind, by first token.
#[derive(Debug, Clone, Default)]
pub struct MentionIndex {
    kinds: Vec<Vec<Indexed>>,
    /// Kinds of which a mention begins at a token, see [`kind_bit`].
    begins: Vec<u32>,
    /// Kinds that have a mention of more tokens than anchors reckon with.
    long: u32,
}

/// The bit of a kind in a mask; the last bit is shared by all kinds from 31 on.
pub(super) fn kind_bit(kind: KindId) -> u32 {
    1 << kind.0.min(31)
}

/// Whether a kind shares its bit with no other.
pub(super) fn has_own_bit(kind: KindId) -> bool {
    kind.0 < 31
}

impl MentionIndex {
    /// Replaces the mentions of a kind. Where several begin at one token, the longest is tried first.
    pub fn set(&mut self, kind: KindId, mut mentions: Vec<Indexed>) {
        mentions.sort_unstable_by_key(|m| (m.start, std::cmp::Reverse(m.end), m.id));
        let index = kind.0 as usize;
        if self.kinds.len() <= index {
            self.kinds.resize_with(index + 1, Vec::new);
        }
        if let Some(last) = mentions.last() {
            let count = self.begins.len().max(last.start as usize + 1);
            self.begins.resize(count, 0);
        }
        for mention in &mentions {
            self.begins[mention.start as usize] |= kind_bit(kind);
        }
        if mentions.iter().any(|m| m.end - m.start > MENTION) {
            self.long |= kind_bit(kind);
        }
        self.kinds[index] = mentions;
    }

    /// All mentions of a kind in order.
    #[must_use]
    pub fn all(&self, kind: KindId) -> &[Indexed] {
        self.kinds.get(kind.0 as usize).map_or(&[], Vec::as_slice)
    }

    /// Adds the tokens at which mentions of a kind begin to the bits of a document's tokens.
    pub(super) fn mark(&self, kind: KindId, bits: &mut [u64]) {
        for mention in self.all(kind) {
            if let Some(block) = bits.get_mut(mention.start as usize / 64) {
                *block |= 1 << (mention.start % 64);
            }
        }
    }

    /// Kinds of which a mention may begin at a token.
    #[inline]
    pub(super) fn begins(&self, token: usize) -> u32 {
        self.begins.get(token).copied().unwrap_or(0)
    }

    /// Whether any of the kinds of a mask has mentions of more tokens than anchors reckon with.
    pub(super) fn has_long(&self, kinds: u32) -> bool {
        self.long & kinds != 0
    }

    /// Mentions of a kind that begin at a token.
    #[must_use]
    pub fn at(&self, kind: KindId, token: usize) -> &[Indexed] {
        if self.begins(token) & kind_bit(kind) == 0 {
            return &[];
        }
        let all = self.all(kind);
        let from = all.partition_point(|m| (m.start as usize) < token);
        let to = from + all[from..].iter().take_while(|m| m.start as usize == token).count();
        &all[from..to]
    }
}
