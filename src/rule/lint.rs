//! Warnings: what loads and works, but is probably not meant so.

use std::fmt;

use super::group::{Pattern, Rule};
use super::{Listed, RuleSet};

/// Something in a pack that deserves a look.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Warning {
    /// Path of the file in its rule folder.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// The rule or entry, and what is odd about it.
    pub message: String,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "warning: {}:{}: {}", self.file, self.line, self.message)
    }
}

/// Gazetteers whose entries count as names wherever they are printed.
const CERTAIN: [Listed; 2] = [Listed::Company, Listed::Unit];

impl RuleSet {
    /// All warnings that need no text to be tried on, in order of file and line.
    ///
    /// Patterns without an anchor: no word or mention must stand in what they match, so they are tried at every token of some
    /// sort. Entries of certain gazetteers that are ordinary words as they are printed. Rows of the table of measured confidence
    /// that say nothing of today's rules.
    #[must_use]
    pub fn warnings(&self) -> Vec<Warning> {
        let mut warnings = Vec::new();
        for group in &self.groups {
            let slow = group.rules.iter().filter(|rule| !rule.off && is_unanchored(rule));
            warnings.extend(slow.map(|rule| Warning {
                file: group.path.clone(),
                line: rule.line,
                message: format!(
                    "{}: no word or mention is needed for a match, so it is tried nearly everywhere",
                    rule.id
                ),
            }));
        }
        for gazetteer in CERTAIN {
            let (Some((lexicon, _)), Some((_, common))) = (self.listed(gazetteer), self.listed(Listed::CommonWord))
            else {
                continue;
            };
            let rows = (0..lexicon.len()).filter(|&row| {
                // Names are compared as they are printed; a word in small letters is found in running text.
                let surface = lexicon.surface(row);
                surface.starts_with(char::is_lowercase) && self.vocabulary.word_in(common, surface)
            });
            warnings.extend(rows.map(|row| Warning {
                file: format!("lexicons/{}.tsv", lexicon.name),
                line: lexicon.line(row),
                message: format!("`{}` is an ordinary word", lexicon.surface(row)),
            }));
        }
        warnings.extend(self.stale().into_iter().map(|(row, why)| Warning {
            file: super::confidence::TABLE.to_owned(),
            line: row.line,
            message: format!("{}: {why}", row.rule),
        }));
        warnings.sort();
        warnings
    }
}

/// Whether a pattern may begin with tokens of a general sort and needs no word or mention anywhere.
fn is_unanchored(rule: &Rule) -> bool {
    let Pattern::Sequence(program) = &rule.pattern else { return false };
    let general = program.first.any || !program.first.sorts.is_empty();
    general && program.anchor.is_none()
}

#[cfg(test)]
mod tests {
    use super::super::{RuleSet, RuleSource};

    fn warned(files: &[(&str, &str)]) -> Vec<String> {
        let source = |&(path, text): &(&str, &str)| RuleSource::Text(path.to_owned(), text.to_owned());
        let rules = RuleSet::load(&files.iter().map(source).collect::<Vec<_>>()).unwrap();
        rules.warnings().iter().map(ToString::to_string).collect()
    }

    const HEAD: &str = "format = 1\nkind = \"thing\"\nabout = \"Things.\"\n";

    #[test]
    fn patterns_without_an_anchor() {
        let rule = |id: &str, sequence: &str, text: &str| {
            format!("[[rule]]\nid = \"{id}\"\nsequence = \"{sequence}\"\nexamples = [\"{text}\"]\n")
        };
        let file = format!(
            "{HEAD}{}{}",
            rule("any", "#lower #lower", "[[two words]]"),
            rule("held", "#lower of", "[[out of]]")
        );
        let said = warned(&[("thing.toml", &file)]);
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].starts_with("warning: thing.toml:5: any: no word or mention"), "{said:?}");
    }

    #[test]
    fn ordinary_words_in_gazetteers() {
        let said = warned(&[
            ("lexicons/common_word.tsv", "surface\napple\n"),
            ("lexicons/company.tsv", "surface\tname\nApple\tApple Inc.\napple\tApple Inc.\n"),
        ]);
        assert_eq!(said, ["warning: lexicons/company.tsv:3: `apple` is an ordinary word"]);
    }

    #[test]
    fn rows_that_say_nothing_of_the_rules() {
        let file = format!("{HEAD}[[rule]]\nid = \"it\"\nsequence = \"it\"\nexamples = [\"[[It]] is.\"]\n");
        let table = "rule\tpattern\tfired\tright\tconfidence\ngone\t0\t1\t1\t0.9\nit\t0\t1\t1\t0.9\n";
        let said = warned(&[("thing.toml", &file), ("confidence.tsv", table)]);
        assert_eq!(
            said,
            [
                "warning: confidence.tsv:2: gone: there is no such rule",
                "warning: confidence.tsv:3: it: the rule has changed since it was measured"
            ]
        );
    }
}
