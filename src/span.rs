//! Spans: half-open byte ranges of an article's text, and the way from bytes to the offsets that consumers want.
//!
//! Everything inside factmill counts bytes. Only the writer converts, with one [`Offsets`] cursor per article, because an
//! emoji before an amount puts its start at three different numbers: byte, code point and UTF-16 unit.

use std::ops::Range;

/// A half-open byte range `start..end` of one article's text; both ends lie on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span from byte positions. Texts are limited to 4 GiB, which the readers enforce.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end && u32::try_from(end).is_ok());
        Self { start: start as u32, end: end as u32 }
    }

    /// The byte range, for slicing.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The text under the span; empty when the span does not fit the text.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        text.get(self.range()).unwrap_or("")
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether the span covers nothing.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `other` lies wholly inside.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share at least one byte.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span covering both.
    #[must_use]
    pub fn cover(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

/// The unit in which written offsets count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OffsetUnit {
    /// Unicode code points (Python, spaCy, brat); the default.
    #[default]
    Char,
    /// UTF-8 bytes (Rust, Go, C).
    Byte,
    /// UTF-16 code units (JavaScript, Java).
    Utf16,
}

impl OffsetUnit {
    /// The name used on the command line and in the output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Char => "char",
            Self::Byte => "byte",
            Self::Utf16 => "utf16",
        }
    }

    /// Number of units in a piece of UTF-8; a character counts where its first byte stands.
    #[must_use]
    pub fn count(self, utf8: &[u8]) -> usize {
        // A code point starts at every byte that is not 10xxxxxx; one of four bytes (11110xxx) takes two UTF-16 units.
        let starts = || utf8.iter().filter(|&&b| (b & 0xC0) != 0x80).count();
        match self {
            Self::Byte => utf8.len(),
            Self::Char => starts(),
            Self::Utf16 => starts() + utf8.iter().filter(|&&b| b >= 0xF0).count(),
        }
    }
}

/// Converts byte positions of one text into another unit.
///
/// Positions usually come in rising order; the cursor then walks the text once. A position before the cursor restarts it.
///
/// ```
/// use factmill::span::{OffsetUnit, Offsets};
/// let mut chars = Offsets::new("pay 😀 $1.5bn", OffsetUnit::Char);
/// assert_eq!(chars.at(9), 6);
/// let mut units = Offsets::new("pay 😀 $1.5bn", OffsetUnit::Utf16);
/// assert_eq!(units.at(9), 7);
/// ```
#[derive(Debug)]
pub struct Offsets<'t> {
    text: &'t str,
    unit: OffsetUnit,
    ascii: bool,
    byte: usize,
    count: usize,
}

impl<'t> Offsets<'t> {
    /// A cursor at the start of `text`.
    #[must_use]
    pub fn new(text: &'t str, unit: OffsetUnit) -> Self {
        Self { text, unit, ascii: unit == OffsetUnit::Byte || text.is_ascii(), byte: 0, count: 0 }
    }

    /// The offset of byte `position`, which must be a character boundary (a position inside a character counts as after it).
    pub fn at(&mut self, position: usize) -> usize {
        if self.ascii {
            return position;
        }
        if position < self.byte {
            self.byte = 0;
            self.count = 0;
        }
        let bytes = &self.text.as_bytes()[self.byte..position.min(self.text.len())];
        self.byte = position;
        self.count += self.unit.count(bytes);
        self.count
    }

    /// The byte position of `offset` in this cursor's unit; `None` beyond the end or inside a surrogate pair.
    #[must_use]
    pub fn byte_of(text: &str, unit: OffsetUnit, offset: usize) -> Option<usize> {
        if unit == OffsetUnit::Byte {
            return text.is_char_boundary(offset).then_some(offset);
        }
        let mut count = 0;
        for (byte, c) in text.char_indices() {
            if count == offset {
                return Some(byte);
            }
            count += if unit == OffsetUnit::Utf16 { c.len_utf16() } else { 1 };
        }
        (count == offset).then_some(text.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_units_for_one_position() {
        let text = "pay 😀 $1.5bn";
        for (unit, expected) in [(OffsetUnit::Char, 6), (OffsetUnit::Utf16, 7), (OffsetUnit::Byte, 9)] {
            assert_eq!(Offsets::new(text, unit).at(9), expected, "{}", unit.name());
            assert_eq!(Offsets::byte_of(text, unit, expected), Some(9), "{}", unit.name());
        }
        assert_eq!(Offsets::byte_of(text, OffsetUnit::Utf16, 5), None, "inside the surrogate pair");
    }

    #[test]
    fn a_position_before_the_cursor_restarts_it() {
        let mut offsets = Offsets::new("é–é–é", OffsetUnit::Char);
        assert_eq!(offsets.at(7), 3);
        assert_eq!(offsets.at(2), 1);
        assert_eq!(offsets.at(12), 5);
    }

    #[test]
    fn containment_and_overlap() {
        let a = Span::new(2, 6);
        assert!(a.contains(Span::new(2, 6)) && a.contains(Span::new(3, 5)) && !a.contains(Span::new(5, 7)));
        assert!(a.overlaps(Span::new(5, 9)) && !a.overlaps(Span::new(6, 9)));
        assert_eq!(a.cover(Span::new(8, 9)), Span::new(2, 9));
    }
}
