//! Styled text, broken into lines that fit a terminal.

use anstyle::{Reset, Style};
use unicode_width::UnicodeWidthChar;

/// A run of characters in one style.
#[derive(Debug, Clone)]
pub(super) struct Run<'t> {
    pub(super) text: std::borrow::Cow<'t, str>,
    pub(super) style: Style,
    /// Kept on one line, and glued to the word before it.
    pub(super) solid: bool,
}

impl<'t> Run<'t> {
    pub(super) fn new(text: impl Into<std::borrow::Cow<'t, str>>, style: Style) -> Self {
        Self { text: text.into(), style, solid: false }
    }

    pub(super) fn solid(text: impl Into<std::borrow::Cow<'t, str>>, style: Style) -> Self {
        Self { text: text.into(), style, solid: true }
    }
}

/// Writes runs as lines of at most `width` columns. Lines behind the first are indented by `indent` columns; the first
/// starts at column `at`. Line breaks of the text are kept; the last line is ended.
pub(super) fn wrap(runs: &[Run<'_>], width: usize, at: usize, indent: usize, color: bool, out: &mut Vec<u8>) {
    let mut lines =
        Lines { out, color, width: width.max(indent + 10), indent, column: at, current: Style::new(), gap: None };
    let mut word = Word::default();
    for run in runs {
        for c in run.text.chars() {
            match c {
                '\n' => {
                    lines.word(&mut word);
                    lines.end();
                }
                // A carriage return belongs to a line break.
                '\r' => {}
                ' ' | '\t' if !run.solid => {
                    lines.word(&mut word);
                    let before = lines.gap.map_or(0, |(count, _)| count);
                    lines.gap = Some((before + 1, run.style));
                }
                c => word.push(run.style, visible(c)),
            }
        }
    }
    lines.word(&mut word);
    lines.end();
}

/// Articles are foreign text: a control character in one must not reach the terminal, which could take it as a command.
/// The same goes for the signs which turn the direction of writing around.
pub(super) fn visible(c: char) -> char {
    match c {
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        c if c.is_control() => '\u{fffd}',
        c => c,
    }
}

/// Columns a text takes.
pub(super) fn columns(text: &str) -> usize {
    text.chars().map(|c| visible(c).width().unwrap_or(0)).sum()
}

#[derive(Default)]
struct Word {
    pieces: Vec<(Style, String)>,
    width: usize,
}

impl Word {
    fn push(&mut self, style: Style, c: char) {
        self.width += c.width().unwrap_or(0);
        match self.pieces.last_mut() {
            Some((last, text)) if *last == style => text.push(c),
            _ => self.pieces.push((style, c.to_string())),
        }
    }
}

struct Lines<'o> {
    out: &'o mut Vec<u8>,
    color: bool,
    width: usize,
    indent: usize,
    column: usize,
    current: Style,
    /// Spaces not written yet: they are dropped where a line is broken.
    gap: Option<(usize, Style)>,
}

impl Lines<'_> {
    fn word(&mut self, word: &mut Word) {
        if word.pieces.is_empty() {
            return;
        }
        let (mut spaces, style) = self.gap.take().unwrap_or_default();
        if self.column > self.indent && self.column + spaces + word.width > self.width {
            // The line break stands for the spaces; those at the start of one of the text's own lines stay.
            self.end();
            spaces = 0;
        }
        if self.column == 0 {
            self.indent();
        }
        if spaces > 0 {
            self.style(style);
            let spaces = spaces.min(self.width / 2);
            self.out.resize(self.out.len() + spaces, b' ');
            self.column += spaces;
        }
        for (style, text) in word.pieces.drain(..) {
            self.style(style);
            for c in text.chars() {
                let columns = c.width().unwrap_or(0);
                // A word longer than a line (an address) is cut.
                if self.column + columns > self.width {
                    self.end();
                    self.indent();
                    self.style(style);
                }
                self.out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                self.column += columns;
            }
        }
        word.width = 0;
    }

    fn indent(&mut self) {
        self.out.resize(self.out.len() + self.indent, b' ');
        self.column = self.indent;
    }

    fn end(&mut self) {
        self.style(Style::new());
        self.out.push(b'\n');
        self.column = 0;
        self.gap = None;
    }

    fn style(&mut self, style: Style) {
        if !self.color || style == self.current {
            return;
        }
        if self.current != Style::new() {
            self.out.extend_from_slice(format!("{Reset}").as_bytes());
        }
        self.out.extend_from_slice(format!("{style}").as_bytes());
        self.current = style;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrapped(runs: &[Run<'_>], width: usize, indent: usize, color: bool) -> String {
        let mut out = Vec::new();
        wrap(runs, width, 0, indent, color, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn lines_fit_and_keep_the_texts_own_breaks() {
        let text = "one two three four five six\n   indented and so on\n\nend";
        let lines = wrapped(&[Run::new(text, Style::new())], 16, 0, false);
        assert_eq!(lines, "one two three\nfour five six\n   indented and\nso on\n\nend\n");
    }

    #[test]
    fn wide_letters_count_double_and_long_words_are_cut() {
        let lines = wrapped(&[Run::new("阿里巴巴集团 abcdefghijklmn", Style::new())], 12, 2, false);
        assert_eq!(lines, "  阿里巴巴集\n  团\n  abcdefghij\n  klmn\n");
    }

    #[test]
    fn styles_end_with_the_line_and_notes_are_not_broken() {
        let bold = Style::new().bold();
        let lines = wrapped(
            &[Run::new("a bb ", Style::new()), Run::new("cc dd", bold), Run::solid("{x y}", Style::new())],
            12,
            0,
            true,
        );
        assert_eq!(lines, "a bb \x1b[1mcc\x1b[0m\n\x1b[1mdd\x1b[0m{x y}\n");
    }

    #[test]
    fn a_text_cannot_talk_to_the_terminal() {
        assert_eq!(wrapped(&[Run::new("a\x1b[2Jb\u{202e}c", Style::new())], 40, 0, false), "a\u{fffd}[2Jb\u{fffd}c\n");
    }
}
