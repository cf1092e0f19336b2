//! `--show`: one article for reading in a terminal. The text comes first, its mentions coloured and followed by their
//! values; below it stand tables of all that was found. Without colour, marks are brackets:
//! `[39.8 billion yuan]{CNY 39.8 bn}`.
//!
//! - `mark` cuts the text where marks begin and end, however they overlap
//! - `wrap` breaks styled text into lines
//! - `tables` lists values, names, quotations, facts and warnings
//! - `human` words the values

mod human;
mod mark;
pub(crate) mod palette;
mod tables;
mod wrap;

use self::wrap::{Run, wrap};
use super::filter::Kept;
use super::{Kinds, Render};
use crate::article::Article;
use crate::fact::ArticleFacts;
use crate::span::Span;

/// Longer lines are hard to read, however wide the terminal is.
const WIDEST: usize = 110;

/// Renders articles for reading.
#[derive(Debug, Clone)]
pub struct Show {
    width: usize,
    color: bool,
    kinds: Kinds,
}

impl Show {
    /// A view of at most `width` columns.
    #[must_use]
    pub fn new(width: usize, color: bool, kinds: Kinds) -> Self {
        Self { width: width.clamp(40, WIDEST), color, kinds }
    }
}

impl Render for Show {
    fn render(&self, article: &Article, facts: &ArticleFacts, out: &mut Vec<u8>) {
        let (width, color) = (self.width, self.color);
        let kept = Kept::new(facts, &self.kinds);
        self.rule(out);
        // A title that is kept apart is part of the text, and marked like it; any other is the text's first line.
        if article.body_start > 0 {
            let title = article.text.get(..article.body_start as usize).unwrap_or("").trim_end();
            let mut runs = mark::runs(article, facts, &kept, Span::new(0, title.len()), color);
            for run in runs.iter_mut().filter(|run| !run.solid) {
                run.style = run.style.bold();
            }
            wrap(&runs, width, 0, 0, color, out);
        }
        wrap(&[Run::new(source(article), palette::FAINT)], width, 0, 0, color, out);
        out.push(b'\n');
        let body = article.body();
        let start = article.text.len() - body.len() + (body.len() - body.trim_start_matches(['\n', '\r']).len());
        let end = start.max(article.text.trim_end().len());
        let runs = mark::runs(article, facts, &kept, Span::new(start, end), color);
        wrap(&runs, width, 0, 0, color, out);
        tables::Tables { article, facts, kept: &kept, width, color }.write(out);
        out.push(b'\n');
    }
}

impl Show {
    fn rule(&self, out: &mut Vec<u8>) {
        wrap(&[Run::new("─".repeat(self.width), palette::FAINT)], self.width, 0, 0, self.color, out);
    }
}

/// `2025-11-26 · Example Wire · dump.jsonl: record 12`
fn source(article: &Article) -> String {
    let place = match article.location.record {
        0 => article.location.uri.to_string(),
        record => format!("{}: record {record}", article.location.uri),
    };
    let parts =
        [article.published.as_deref(), article.outlet.as_deref(), article.author.as_deref(), article.url.as_deref()];
    parts.into_iter().flatten().chain([place.as_str()]).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// Words in one line with single spaces, as a table cell needs them.
fn trimmed(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::sample;

    fn shown(width: usize, color: bool, kinds: &str) -> String {
        let article = sample::article();
        let kinds = if kinds.is_empty() { Kinds::default() } else { Kinds::parse(kinds).unwrap() };
        let mut out = Vec::new();
        Show::new(width, color, kinds).render(&article, &sample::facts(&article), &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn without_colour_marks_are_brackets_with_their_values() {
        let view = shown(100, false, "money,company,unit");
        let lines: Vec<&str> = view.lines().skip(1).collect();
        assert_eq!(lines[0], "Café Noir’s sales jump 34%");
        assert_eq!(
            lines[1],
            "2025-11-26 · Daily Paper · A. Writer · https://example.com/a · dump \"1\".jsonl: record 12"
        );
        assert_eq!(
            lines[3],
            "😀 [Café Noir SA] (Paris: CAFE) paid [about €39.8 billion]{≥ ~EUR 39.8 bn}, or [[$5]{CHF 0.05}-6"
        );
        assert!(view.contains("[hundreds of millions of dollars]{order of USD 100 m}"), "{view}");
        assert!(!view.contains("Quotations"), "{view}");
    }

    #[test]
    fn the_tables_say_what_was_found() {
        let view = shown(100, false, "");
        for lines in [
            "\nAmounts\n  ≥ ~EUR 39.8 bn        about €39.8 billion\n",
            "\nPercentages\n  +34 % yoy            34%  change\n",
            "\nCompanies\n  Café Noir SA   XPAR:CAFE · CAFE NOIR · also Café Noir, the Café\n    └ Brew Unit\n",
            "\nPersons\n  Ann Example  chief executive · Café Noir  ×3\n",
            "      “We grew by 25 basis points, … and doubled it.”\n",
            "\n  growth       change 25–26 bp\n",
            "\nWarnings\n  read                date '32/13' is not understood\n",
        ] {
            assert!(view.contains(lines), "{lines}\n---\n{view}");
        }
    }

    #[test]
    fn no_line_is_wider_than_the_terminal_and_no_style_outlives_its_line() {
        for width in [40, 57, 80, 110] {
            for line in shown(width, false, "").lines() {
                assert!(wrap::columns(line) <= width, "{width}: {line}");
            }
            for line in shown(width, true, "").lines().filter(|line| line.contains('\u{1b}')) {
                let last = line.rsplit('\u{1b}').next().unwrap_or("");
                assert!(last.starts_with("[0m"), "{line:?}");
            }
        }
    }
}
