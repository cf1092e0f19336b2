//! What is wrong with a rule file, said in full: place, what was seen, what is allowed, and a guess at what was meant.

use std::fmt;

/// One problem of a rule file or lexicon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Path of the file, relative to the rule folder.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong, and what would be right.
    pub message: String,
    /// The line as it stands in the file.
    pub source: String,
    /// How many characters are wrong.
    pub width: usize,
}

impl Problem {
    /// A problem at a byte range of a file's text.
    #[must_use]
    pub fn at(file: &str, text: &str, range: std::ops::Range<usize>, message: impl Into<String>) -> Self {
        let start = floor(text, range.start.min(text.len()));
        let line_start = text[..start].rfind('\n').map_or(0, |p| p + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |p| start + p);
        let end = floor(text, range.end.clamp(start, line_end));
        Self {
            file: file.to_owned(),
            line: text[..start].matches('\n').count() + 1,
            column: text[line_start..start].chars().count() + 1,
            message: message.into(),
            source: text[line_start..line_end].trim_end().to_owned(),
            width: text[start..end].chars().count().max(1),
        }
    }
}

/// The last character boundary at or before a byte.
fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.message)?;
        let number = self.line.to_string();
        let margin = " ".repeat(number.len());
        writeln!(f, "{margin} |")?;
        writeln!(f, "{number} | {}", self.source)?;
        write!(f, "{margin} | {}{}", " ".repeat(self.column - 1), "^".repeat(self.width))
    }
}

/// Of the allowed words the one that was probably meant: at most a third of it differs.
#[must_use]
pub fn guess<'a>(seen: &str, allowed: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    allowed
        .into_iter()
        .map(|word| (distance(seen, word), word))
        .filter(|(d, word)| *d <= (word.chars().count().max(seen.chars().count()) / 3).max(1))
        .min()
        .map(|(_, word)| word)
}

/// "…; did you mean x?", or nothing.
#[must_use]
pub fn hint<'a>(seen: &str, allowed: impl IntoIterator<Item = &'a str>) -> String {
    guess(seen, allowed).map_or_else(String::new, |word| format!("; did you mean {word}?"))
}

/// Edit distance with neighbouring letters swapped counting as one (optimal string alignment).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    for (j, cell) in rows[0].iter_mut().enumerate() {
        *cell = j;
    }
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let change = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (rows[i - 1][j] + 1).min(rows[i][j - 1] + 1).min(rows[i - 1][j - 1] + change);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = best;
        }
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn place_and_caret() {
        let text = "kind = \"a\"\nsequence = \"<acquirer> @buy\"\n";
        let start = text.find("<acq").unwrap_or(0);
        let problem = Problem::at("facts/a.toml", text, start..start + 10, "unknown role <acquirer>");
        assert_eq!((problem.line, problem.column, problem.width), (2, 13, 10));
        let shown = problem.to_string();
        assert!(shown.starts_with("facts/a.toml:2:13: unknown role <acquirer>\n"), "{shown}");
        assert!(shown.ends_with("  |             ^^^^^^^^^^"), "{shown}");
    }

    #[test]
    fn guesses() {
        assert_eq!(guess("seqence", ["sequence", "regex"]), Some("sequence"));
        assert_eq!(guess("byuer", ["buyer", "target"]), Some("buyer"));
        assert_eq!(guess("xyz", ["buyer", "target"]), None);
    }
}
