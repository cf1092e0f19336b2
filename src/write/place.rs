//! From byte spans of `Article.text` to places of the output: which field, which offsets, which words.
//!
//! The writer asks for positions in any order (a quotation reaches over the mentions inside it, its speaker may stand
//! before it), so each field keeps a count at every 256th byte: any position is then one short count away, and a long
//! article is still walked only once.

use std::ops::Range;

use crate::article::Article;
use crate::span::{OffsetUnit, Span};

const STEP: usize = 256;

/// The title (if it is kept apart) and the body of one article, ready to be asked for offsets.
pub(crate) struct Fields<'a> {
    title: Column<'a>,
    body: Column<'a>,
    body_start: usize,
}

/// A place as it is printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place<'a> {
    /// Whether it stands in a title that is kept apart; else in the body.
    pub(crate) in_title: bool,
    /// Start in the wanted unit.
    pub(crate) start: usize,
    /// End in the wanted unit.
    pub(crate) end: usize,
    /// The words.
    pub(crate) text: &'a str,
    /// Bytes of the field, for the tokenizer.
    pub(crate) bytes: Range<usize>,
}

impl<'a> Fields<'a> {
    pub(crate) fn new(article: &'a Article, unit: OffsetUnit) -> Self {
        let body_start = article.body_start as usize;
        let title = article.text.get(..body_start).unwrap_or("").trim_end();
        Self { title: Column::new(title, unit), body: Column::new(article.body(), unit), body_start }
    }

    /// The title as it stands in the text, empty when it is not kept apart.
    pub(crate) fn title(&self) -> &'a str {
        self.title.text
    }

    pub(crate) fn body(&self) -> &'a str {
        self.body.text
    }

    /// Where a span stands. One that runs from the title into the body ends with the title: no field holds the rest.
    pub(crate) fn place(&self, span: Span) -> Place<'a> {
        let Range { start, end } = span.range();
        let in_title = start < self.body_start;
        let (column, base) = if in_title { (&self.title, 0) } else { (&self.body, self.body_start) };
        let bytes = (start - base).min(column.text.len())..(end - base).min(column.text.len());
        let text = column.text.get(bytes.clone()).unwrap_or("");
        Place { in_title, start: column.at(bytes.start), end: column.at(bytes.end), text, bytes }
    }
}

struct Column<'a> {
    text: &'a str,
    unit: OffsetUnit,
    /// Units before byte `STEP * k`; empty when every byte is one unit.
    marks: Vec<u32>,
}

impl<'a> Column<'a> {
    fn new(text: &'a str, unit: OffsetUnit) -> Self {
        let mut marks = Vec::new();
        if unit != OffsetUnit::Byte && !text.is_ascii() {
            let mut count = 0;
            marks.extend(text.as_bytes().chunks(STEP).map(|chunk| {
                let before = count;
                count += unit.count(chunk) as u32;
                before
            }));
        }
        Self { text, unit, marks }
    }

    fn at(&self, byte: usize) -> usize {
        // The end of the text may lie just behind the last mark's chunk.
        let Some(last) = self.marks.len().checked_sub(1) else { return byte };
        let mark = (byte / STEP).min(last);
        self.marks[mark] as usize + self.unit.count(&self.text.as_bytes()[mark * STEP..byte])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::Offsets;

    #[test]
    fn a_kept_apart_title_counts_for_itself() {
        let article = Article::from_parts(Some("Umsatz €5"), "Für €7");
        let fields = Fields::new(&article, OffsetUnit::Char);
        let span = |words: &str| {
            let start = article.text.find(words).unwrap();
            Span::new(start, start + words.len())
        };
        let title = fields.place(span("€5"));
        assert_eq!((title.in_title, title.start, title.end, title.text), (true, 7, 9, "€5"));
        let body = fields.place(span("€7"));
        assert_eq!((body.in_title, body.start, body.end, body.text), (false, 4, 6, "€7"));
        assert_eq!(body.bytes, 5..9);
        let both = fields.place(Span::new(0, article.text.len()));
        assert_eq!((both.in_title, both.text), (true, "Umsatz €5"));
    }

    proptest::proptest! {
        #[test]
        fn any_position_in_any_order(text in "[a-zé€😀 ]{0,600}", picks in proptest::collection::vec(0usize..3000, 8)) {
            let bounds: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            for unit in [OffsetUnit::Char, OffsetUnit::Byte, OffsetUnit::Utf16] {
                let column = Column::new(&text, unit);
                for pick in &picks {
                    let byte = bounds[pick % bounds.len()];
                    proptest::prop_assert_eq!(column.at(byte), Offsets::new(&text, unit).at(byte));
                }
            }
        }
    }
}
