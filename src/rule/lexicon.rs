//! Lexicons: TSV files whose first line names the columns and whose first column is the surface.
//!
//! A row is found by its surface; its other cells become fields of the capture (`$` → `USD`, `billion` → `9`). The text is kept
//! as it was read and cells are cut on demand, so that a gazetteer of thousands of rows loads in a millisecond.

use std::borrow::Cow;

use super::problem::Problem;

/// Index of a lexicon in its rule set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LexiconId(pub u16);

/// One lexicon.
#[derive(Debug, Clone)]
pub struct Lexicon {
    /// Name in rules: the file name without `.tsv`.
    pub name: String,
    text: Cow<'static, str>,
    columns: Vec<String>,
    /// Byte ranges of the rows in `text`.
    rows: Vec<(u32, u32)>,
}

impl Lexicon {
    /// Reads a TSV. All problems are added to `problems`; rows with a problem are left out.
    pub(super) fn read(name: &str, file: &str, text: Cow<'static, str>, problems: &mut Vec<Problem>) -> Self {
        let mut columns: Vec<String> = Vec::new();
        let mut rows = Vec::new();
        let mut at = 0usize;
        if text.is_empty() {
            problems.push(Problem::at(file, "", 0..0, "the file is empty; its first line must name the columns"));
        }
        for (number, line) in text.split_inclusive('\n').enumerate() {
            let start = at;
            at += line.len();
            let row = line.trim_end_matches(['\n', '\r']);
            let range = start..start + row.len();
            if number == 0 {
                // Some editors put a byte order mark before the first column.
                columns = row.trim_start_matches('\u{feff}').split('\t').map(str::to_owned).collect();
                if columns.first().is_none_or(|c| c != "surface") {
                    problems.push(Problem::at(
                        file,
                        &text,
                        range,
                        format!("the first line must name the columns, the first of them `surface`; seen: {row}"),
                    ));
                }
                continue;
            }
            let cells = row.split('\t').count();
            let surface = row.split('\t').next().unwrap_or("");
            if surface.trim().is_empty() || surface.trim() != surface {
                problems.push(Problem::at(file, &text, range, "the surface is empty or has spaces at its ends"));
            } else if cells != columns.len() {
                let message = format!("{cells} cells, but the header names {}: {}", columns.len(), columns.join(", "));
                problems.push(Problem::at(file, &text, range, message));
            } else {
                rows.push((range.start as u32, range.end as u32));
            }
        }
        Self { name: name.to_owned(), text, columns, rows }
    }

    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it has no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Names of the columns.
    #[must_use]
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// Index of a column.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|c| c == name)
    }

    /// A cell; empty where the column or the value is missing.
    #[must_use]
    pub fn cell(&self, row: usize, column: usize) -> &str {
        self.rows
            .get(row)
            .map_or("", |&(start, end)| self.text[start as usize..end as usize].split('\t').nth(column).unwrap_or(""))
    }

    /// A cell by column name; empty where the column or the value is missing.
    #[must_use]
    pub fn field(&self, row: usize, column: &str) -> &str {
        self.column(column).map_or("", |c| self.cell(row, c))
    }

    /// The surface of a row.
    #[must_use]
    pub fn surface(&self, row: usize) -> &str {
        self.cell(row, 0)
    }

    /// Line of a row in the file, from 1: the first names the columns, and each further one is a row.
    #[must_use]
    pub fn line(&self, row: usize) -> usize {
        row + 2
    }

    /// The surfaces of all rows, in file order.
    pub fn surfaces(&self) -> impl Iterator<Item = &str> {
        (0..self.rows.len()).map(|row| self.surface(row))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_file_is_a_problem_and_a_byte_order_mark_is_none() {
        let mut problems = Vec::new();
        let lexicon = Lexicon::read("a", "a.tsv", "\u{feff}surface\tclass\r\nyen\tx\r\n".into(), &mut problems);
        assert_eq!((lexicon.field(0, "class"), problems.len()), ("x", 0));
        Lexicon::read("b", "b.tsv", "".into(), &mut problems);
        assert_eq!(problems.len(), 1);
    }

    #[test]
    fn rows_and_problems() {
        let mut problems = Vec::new();
        let text = "surface\tcurrency\n$\tUSD\n\tEUR\nyen\n¥\t\n";
        let lexicon = Lexicon::read("sign", "lexicons/sign.tsv", text.into(), &mut problems);
        assert_eq!(lexicon.surfaces().collect::<Vec<_>>(), ["$", "¥"]);
        assert_eq!(lexicon.field(0, "currency"), "USD");
        assert_eq!(lexicon.field(1, "currency"), "");
        let said: Vec<_> = problems.iter().map(|p| (p.line, p.message.as_str())).collect();
        assert_eq!(
            said,
            [
                (3, "the surface is empty or has spaces at its ends"),
                (4, "1 cells, but the header names 2: surface, currency"),
            ]
        );
    }
}
