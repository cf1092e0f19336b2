//! One rule file, from TOML to definitions, with every problem of the file reported.
//!
//! The TOML is walked by hand so that one wrong key does not hide the next, and each problem keeps its place.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::example::{Example, parse_marks};
use super::problem::{Problem, hint};
use super::vocabulary::CaseMode;
use crate::text::Section;

/// How overlaps between mentions of one kind are settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Consolidate {
    /// The longer wins, then the earlier, then the rule that stands first.
    #[default]
    Longest,
    /// The rule that stands first wins.
    First,
    /// All stay.
    All,
}

/// How far a match may reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Within {
    /// One sentence.
    #[default]
    Sentence,
    /// One paragraph.
    Paragraph,
    /// The whole article.
    Article,
}

/// How much a rule is trusted before it has been measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Tier {
    /// Right about half the time; counts only beside other evidence.
    Weak,
    /// Usually right.
    Medium,
    /// Nearly always right.
    #[default]
    Strong,
    /// Right but for freaks.
    Sure,
}

impl Tier {
    const NAMES: [(&'static str, Self); 4] =
        [("sure", Self::Sure), ("strong", Self::Strong), ("medium", Self::Medium), ("weak", Self::Weak)];

    /// Confidence of an unmeasured rule.
    #[must_use]
    pub fn confidence(self) -> f32 {
        match self {
            Self::Sure => 0.97,
            Self::Strong => 0.90,
            Self::Medium => 0.75,
            Self::Weak => 0.55,
        }
    }

    /// Name in rule files.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, t)| *t == self).map_or("", |(n, _)| n)
    }
}

/// What fills a role.
#[derive(Debug, Clone)]
pub(super) struct RoleDef {
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) optional: bool,
    pub(super) range: Range<usize>,
}

/// What a piece is.
#[derive(Debug, Clone)]
pub(super) enum PieceBody {
    /// A regular expression: part of regex rules; in sequences, the whole text of one token.
    Regex(String),
    /// Rows of a lexicon.
    Lexicon { name: String, case: CaseMode, only: Vec<(String, Vec<String>)> },
    /// A list.
    Words { words: Vec<String>, case: CaseMode },
    /// A sequence.
    Sequence(String),
}

#[derive(Debug, Clone)]
pub(super) struct PieceDef {
    pub(super) name: String,
    pub(super) body: PieceBody,
    pub(super) range: Range<usize>,
}

/// The pattern of a rule.
#[derive(Debug, Clone)]
pub(super) enum PatternDef {
    Regex(String, Range<usize>),
    Lexicon(String, Range<usize>),
    Sequence(String, Range<usize>),
    /// None: the extractor finds what the rule stands for; the rule gives name, tier and examples.
    BuiltIn,
}

/// A look-around field.
#[derive(Debug, Clone, Default)]
pub(super) struct AroundDef {
    pub(super) pattern: String,
    pub(super) range: Range<usize>,
}

/// One rule as written.
#[derive(Debug, Clone)]
pub(super) struct RuleDef {
    pub(super) id: String,
    pub(super) about: String,
    pub(super) pattern: PatternDef,
    pub(super) before: Option<AroundDef>,
    pub(super) after: Option<AroundDef>,
    pub(super) unless_before: Option<AroundDef>,
    pub(super) unless_after: Option<AroundDef>,
    pub(super) within: Within,
    pub(super) sections: Vec<Section>,
    pub(super) keep: Option<(String, Range<usize>)>,
    pub(super) set: Vec<(String, String)>,
    pub(super) tier: Tier,
    pub(super) examples: Vec<Example>,
    pub(super) counterexamples: Vec<Example>,
    pub(super) status: String,
    pub(super) off: bool,
    pub(super) builtin: bool,
    pub(super) range: Range<usize>,
}

/// One rule file as written.
#[derive(Debug, Clone)]
pub(super) struct FileDef {
    pub(super) path: String,
    pub(super) kind: String,
    pub(super) about: String,
    pub(super) consolidate: Consolidate,
    pub(super) sieve: bool,
    pub(super) refine: bool,
    pub(super) roles: Vec<RoleDef>,
    pub(super) pieces: Vec<PieceDef>,
    pub(super) rules: Vec<RuleDef>,
}

type Value<'i> = Spanned<DeValue<'i>>;

const FILE_KEYS: [&str; 10] =
    ["format", "kind", "about", "consolidate", "order", "refine", "roles", "pieces", "rule", "since"];
const RULE_KEYS: [&str; 20] = [
    "id",
    "about",
    "regex",
    "lexicon",
    "sequence",
    "before",
    "after",
    "unless_before",
    "unless_after",
    "within",
    "section",
    "keep",
    "set",
    "tier",
    "examples",
    "counterexamples",
    "status",
    "since",
    "off",
    "builtin",
];

struct Reader<'r> {
    path: &'r str,
    text: &'r str,
    problems: &'r mut Vec<Problem>,
}

/// Reads a rule file. Returns what could be read; every problem is added to `problems`.
pub(super) fn read(path: &str, text: &str, problems: &mut Vec<Problem>) -> Option<FileDef> {
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let range = error.span().unwrap_or(0..0);
        problems.push(Problem::at(path, text, range, format!("not TOML: {}", error.message().replace('\n', "; "))));
    }
    if !errors.is_empty() {
        return None;
    }
    let mut reader = Reader { path, text, problems };
    reader.file(table.get_ref())
}

impl Reader<'_> {
    fn problem(&mut self, range: Range<usize>, message: impl Into<String>) {
        self.problems.push(Problem::at(self.path, self.text, range, message));
    }

    fn unknown_key(&mut self, key: &str, range: Range<usize>, allowed: &[&str], place: &str) {
        let message = format!(
            "unknown key `{key}` {place}; allowed are: {}{}",
            allowed.join(", "),
            hint(key, allowed.iter().copied())
        );
        self.problem(range, message);
    }

    fn string(&mut self, value: &Value<'_>, key: &str) -> Option<String> {
        let found = value.get_ref().as_str().map(str::to_owned);
        if found.is_none() {
            self.problem(value.span(), format!("`{key}` must be a string, not {}", value.get_ref().type_str()));
        }
        found
    }

    fn boolean(&mut self, value: &Value<'_>, key: &str) -> bool {
        value.get_ref().as_bool().unwrap_or_else(|| {
            self.problem(value.span(), format!("`{key}` must be true or false, not {}", value.get_ref().type_str()));
            false
        })
    }

    fn strings(&mut self, value: &Value<'_>, key: &str) -> Vec<String> {
        let Some(items) = value.get_ref().as_array() else {
            return self.string(value, key).into_iter().collect();
        };
        items.iter().filter_map(|item| self.string(item, key)).collect()
    }

    fn choice<T: Copy>(&mut self, value: &Value<'_>, key: &str, allowed: &[(&str, T)]) -> Option<T> {
        let seen = self.string(value, key)?;
        let found = allowed.iter().find(|(name, _)| *name == seen).map(|&(_, v)| v);
        if found.is_none() {
            let names: Vec<_> = allowed.iter().map(|(n, _)| *n).collect();
            let message =
                format!("`{key}` is `{seen}`; allowed are: {}{}", names.join(", "), hint(&seen, names.iter().copied()));
            self.problem(value.span(), message);
        }
        found
    }

    fn file(&mut self, table: &DeTable<'_>) -> Option<FileDef> {
        let mut file = FileDef {
            path: self.path.to_owned(),
            kind: String::new(),
            about: String::new(),
            consolidate: Consolidate::default(),
            sieve: false,
            refine: false,
            roles: Vec::new(),
            pieces: Vec::new(),
            rules: Vec::new(),
        };
        let mut format = None;
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "format" => {
                    format = value.get_ref().as_integer().map(|i| i.as_str().to_owned());
                    if format.as_deref() != Some("1") {
                        self.problem(value.span(), "`format` must be 1: this factmill reads format 1 only");
                    }
                }
                "kind" => file.kind = self.string(value, "kind").unwrap_or_default(),
                "about" => file.about = self.string(value, "about").unwrap_or_default(),
                "consolidate" => {
                    let all =
                        [("longest", Consolidate::Longest), ("first", Consolidate::First), ("all", Consolidate::All)];
                    file.consolidate = self.choice(value, "consolidate", &all).unwrap_or_default();
                }
                "order" => file.sieve = self.choice(value, "order", &[("sieve", true)]).unwrap_or(false),
                "refine" => file.refine = self.boolean(value, "refine"),
                "roles" => file.roles = self.roles(value),
                "pieces" => file.pieces = self.pieces(value),
                "rule" => file.rules = self.rules(value),
                "since" => {}
                other => self.unknown_key(other, key.span(), &FILE_KEYS, "in a rule file"),
            }
        }
        if format.is_none() && !table.contains_key("format") {
            self.problem(0..0, "`format = 1` is missing");
        }
        for (key, empty) in [("kind", file.kind.is_empty()), ("about", file.about.is_empty())] {
            if empty {
                self.problem(0..0, format!("`{key}` is missing"));
            }
        }
        Some(file)
    }

    fn roles(&mut self, value: &Value<'_>) -> Vec<RoleDef> {
        let Some(table) = value.get_ref().as_table() else {
            self.problem(value.span(), "`roles` must be a table");
            return Vec::new();
        };
        let mut roles = Vec::new();
        for (name, value) in table {
            let mut role =
                RoleDef { name: name.get_ref().to_string(), kind: String::new(), optional: false, range: name.span() };
            if let Some(table) = value.get_ref().as_table() {
                for (key, value) in table {
                    match key.get_ref().as_ref() {
                        "kind" => role.kind = self.string(value, "kind").unwrap_or_default(),
                        "optional" => role.optional = self.boolean(value, "optional"),
                        "many" => {
                            self.boolean(value, "many");
                        }
                        other => self.unknown_key(other, key.span(), &["kind", "optional", "many"], "in a role"),
                    }
                }
            }
            if role.kind.is_empty() {
                self.problem(value.span(), format!("role `{}` needs a kind: {{ kind = \"company\" }}", role.name));
            } else {
                roles.push(role);
            }
        }
        roles
    }

    fn pieces(&mut self, value: &Value<'_>) -> Vec<PieceDef> {
        let Some(table) = value.get_ref().as_table() else {
            self.problem(value.span(), "`pieces` must be a table");
            return Vec::new();
        };
        let mut pieces = Vec::new();
        for (name, value) in table {
            let body = match value.get_ref() {
                DeValue::String(pattern) => Some(PieceBody::Regex(pattern.to_string())),
                DeValue::Table(table) => self.piece(table, value.span()),
                _ => {
                    self.problem(
                        value.span(),
                        "a piece is a regex string or a table with lexicon, words, regex or sequence",
                    );
                    None
                }
            };
            if let Some(body) = body {
                let inner = inner_range(self.text, value.span());
                pieces.push(PieceDef { name: name.get_ref().to_string(), body, range: inner });
            }
        }
        pieces
    }

    fn piece(&mut self, table: &DeTable<'_>, range: Range<usize>) -> Option<PieceBody> {
        let (mut lexicon, mut words, mut sequence, mut regex) = (None, None, None, None);
        let mut only = Vec::new();
        let mut case = None;
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "lexicon" => lexicon = self.string(value, "lexicon"),
                "words" => words = Some(self.strings(value, "words")),
                "sequence" => sequence = self.string(value, "sequence"),
                "regex" => regex = self.string(value, "regex"),
                "case" => {
                    case = self.choice(value, "case", &[("ignore", CaseMode::Ignore), ("exact", CaseMode::Exact)])
                }
                "where" => {
                    if let Some(conditions) = value.get_ref().as_table() {
                        for (column, value) in conditions {
                            only.push((column.get_ref().to_string(), self.strings(value, "where")));
                        }
                    } else {
                        self.problem(value.span(), "`where` is a table: { column = \"value\" }");
                    }
                }
                other => {
                    let allowed = ["lexicon", "words", "sequence", "regex", "case", "where"];
                    self.unknown_key(other, key.span(), &allowed, "in a piece");
                }
            }
        }
        match (lexicon, words, sequence, regex) {
            (Some(name), None, None, None) => {
                Some(PieceBody::Lexicon { name, case: case.unwrap_or(CaseMode::Exact), only })
            }
            (None, Some(words), None, None) => {
                // Like literals: words in small letters match in any case unless the piece says otherwise.
                let small = words.iter().all(|w| !w.chars().any(char::is_uppercase));
                let case = case.unwrap_or(if small { CaseMode::Ignore } else { CaseMode::Exact });
                Some(PieceBody::Words { words, case })
            }
            (None, None, Some(sequence), None) => Some(PieceBody::Sequence(sequence)),
            (None, None, None, Some(regex)) => Some(PieceBody::Regex(regex)),
            _ => {
                self.problem(range, "a piece needs exactly one of: lexicon, words, sequence, regex");
                None
            }
        }
    }

    fn rules(&mut self, value: &Value<'_>) -> Vec<RuleDef> {
        let Some(items) = value.get_ref().as_array() else {
            self.problem(value.span(), "rules are written [[rule]]");
            return Vec::new();
        };
        items
            .iter()
            .filter_map(|item| {
                let Some(table) = item.get_ref().as_table() else {
                    self.problem(item.span(), "rules are written [[rule]]");
                    return None;
                };
                self.rule(table, item.span())
            })
            .collect()
    }

    fn around(&mut self, value: &Value<'_>, key: &str) -> Option<AroundDef> {
        let pattern = self.string(value, key)?;
        Some(AroundDef { pattern, range: inner_range(self.text, value.span()) })
    }

    #[expect(clippy::too_many_lines, reason = "one arm per key of a rule")]
    fn rule(&mut self, table: &DeTable<'_>, range: Range<usize>) -> Option<RuleDef> {
        let mut patterns = Vec::new();
        let mut rule = RuleDef {
            id: String::new(),
            about: String::new(),
            pattern: PatternDef::BuiltIn,
            before: None,
            after: None,
            unless_before: None,
            unless_after: None,
            within: Within::default(),
            sections: Vec::new(),
            keep: None,
            set: Vec::new(),
            tier: Tier::default(),
            examples: Vec::new(),
            counterexamples: Vec::new(),
            status: "stable".into(),
            off: false,
            builtin: false,
            range: range.clone(),
        };
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            match name {
                "id" => {
                    rule.id = self.string(value, name).unwrap_or_default();
                    rule.range = value.span();
                }
                "about" => rule.about = self.string(value, name).unwrap_or_default(),
                "regex" | "lexicon" | "sequence" => {
                    let inner = inner_range(self.text, value.span());
                    if let Some(pattern) = self.string(value, name) {
                        patterns.push(match name {
                            "regex" => PatternDef::Regex(pattern, inner),
                            "lexicon" => PatternDef::Lexicon(pattern, inner),
                            _ => PatternDef::Sequence(pattern, inner),
                        });
                    }
                }
                "before" => rule.before = self.around(value, name),
                "after" => rule.after = self.around(value, name),
                "unless_before" => rule.unless_before = self.around(value, name),
                "unless_after" => rule.unless_after = self.around(value, name),
                "within" => {
                    let all = [
                        ("sentence", Within::Sentence),
                        ("paragraph", Within::Paragraph),
                        ("article", Within::Article),
                    ];
                    rule.within = self.choice(value, name, &all).unwrap_or_default();
                }
                "section" => {
                    for section in self.strings(value, name) {
                        match Section::parse(&section) {
                            Some(section) => rule.sections.push(section),
                            None => {
                                let allowed = ["headline", "byline", "body", "table", "boilerplate"];
                                let message =
                                    format!("unknown section `{section}`; allowed are: {}", allowed.join(", "));
                                self.problem(value.span(), message + &hint(&section, allowed));
                            }
                        }
                    }
                }
                "keep" => rule.keep = self.string(value, name).map(|keep| (keep, value.span())),
                "set" => match value.get_ref().as_table() {
                    Some(table) => {
                        for (key, value) in table {
                            if let Some(text) = self.string(value, key.get_ref()) {
                                rule.set.push((key.get_ref().to_string(), text));
                            }
                        }
                    }
                    None => self.problem(value.span(), "`set` is a table: { currency = \"USD\" }"),
                },
                "tier" => rule.tier = self.choice(value, name, &Tier::NAMES).unwrap_or_default(),
                "examples" => rule.examples = self.examples(value, true),
                "counterexamples" => rule.counterexamples = self.examples(value, false),
                "status" => {
                    let all = [("stable", "stable"), ("preview", "preview"), ("deprecated", "deprecated")];
                    rule.status = self.choice(value, name, &all).unwrap_or("stable").to_owned();
                }
                "since" => {}
                "off" => rule.off = self.boolean(value, name),
                "builtin" => rule.builtin = self.boolean(value, name),
                other => self.unknown_key(other, key.span(), &RULE_KEYS, "in a rule"),
            }
        }
        if rule.id.is_empty() {
            self.problem(range.clone(), "a rule needs an `id`");
        }
        if rule.examples.is_empty() {
            let id = if rule.id.is_empty() { "this rule" } else { &rule.id };
            self.problem(rule.range.clone(), format!("{id} has no examples; a rule without an example does not load"));
        }
        if rule.builtin && patterns.is_empty() {
            return Some(rule);
        }
        if patterns.len() != 1 {
            self.problem(rule.range.clone(), "a rule needs exactly one of: regex, lexicon, sequence");
            return None;
        }
        rule.pattern = patterns.remove(0);
        Some(rule)
    }

    fn examples(&mut self, value: &Value<'_>, positive: bool) -> Vec<Example> {
        let Some(items) = value.get_ref().as_array() else {
            self.problem(value.span(), "examples are a list");
            return Vec::new();
        };
        let mut examples = Vec::new();
        for item in items.iter() {
            let mut values = Vec::new();
            let mut text = None;
            match item.get_ref() {
                DeValue::String(plain) => text = Some((plain.to_string(), item.span())),
                DeValue::Table(table) => {
                    for (key, value) in table {
                        if key.get_ref() == "text" {
                            text = self.string(value, "text").map(|t| (t, value.span()));
                        } else {
                            values.push((key.get_ref().to_string(), self.strings(value, key.get_ref())));
                        }
                    }
                }
                _ => {}
            }
            let Some((marked, range)) = text else {
                self.problem(item.span(), "an example is a string or { text = \"…\", field = \"value\" }");
                continue;
            };
            let line = self.text[..range.start].matches('\n').count() + 1;
            match parse_marks(&marked) {
                Ok((_, marks)) if positive && marks.is_empty() => {
                    self.problem(range, "an example marks what must be found: [[…]]; one that marks nothing belongs into `counterexamples`");
                }
                Ok((text, marks)) => examples.push(Example { text, marks, values, line }),
                Err((at, message)) => {
                    let start = inner_range(self.text, range).start + at;
                    self.problem(start..start + 2, message);
                }
            }
        }
        examples
    }
}

/// The range of a string value without its quotes.
fn inner_range(text: &str, range: Range<usize>) -> Range<usize> {
    let source = text.get(range.clone()).unwrap_or("");
    let quotes = if source.starts_with("'''") || source.starts_with("\"\"\"") {
        3
    } else {
        usize::from(source.starts_with(['\'', '"']))
    };
    (range.start + quotes)..(range.end.saturating_sub(quotes)).max(range.start + quotes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_problems_of_a_file_at_once() {
        let text = r#"
format = 2
kind = "money"
abuot = "Amounts."
[pieces]
sign = { lexicon = "s", words = ["a"] }
[[rule]]
id = "money.a"
seqence = "a"
tier = "shure"
examples = [{ text = "no mark" }, { text = "[[open" }]
[[rule]]
sequence = "b"
"#;
        let mut problems = Vec::new();
        read("money.toml", text, &mut problems);
        let shown: Vec<_> = problems.iter().map(|p| format!("{}: {}", p.line, p.message)).collect();
        let has = |start: &str| assert!(shown.iter().any(|s| s.starts_with(start)), "{start}\n{shown:#?}");
        has("2: `format` must be 1");
        has("4: unknown key `abuot` in a rule file");
        has("1: `about` is missing");
        has("6: a piece needs exactly one of");
        has("9: unknown key `seqence` in a rule; allowed are");
        has("10: `tier` is `shure`; allowed are: sure, strong, medium, weak; did you mean sure?");
        has("11: an example marks what must be found");
        has("11: this `[[` is not closed");
        has("8: a rule needs exactly one of: regex, lexicon, sequence");
        has("12: a rule needs an `id`");
        has("12: this rule has no examples");
        assert!(shown.iter().any(|s| s.contains("did you mean sequence?")));
    }
}
