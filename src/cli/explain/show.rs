//! An explanation for reading: one block per mention, then what nearly matched.

use anstyle::Style;

use super::Shown;
use crate::article::Article;
use crate::extract::{Because, Entry, Explanation, Link, Near, Part, Reason, RuleAt};
use crate::fact::{ArticleFacts, Fact, Quotation, Value, fields};
use crate::link::is_lexical;
use crate::rule::Lost;
use crate::span::Span;
use crate::write::show::palette;

/// Longest words of the article that are shown on a line.
const WORDS: usize = 72;
/// Columns of the labels.
const LABEL: usize = 12;

pub(super) fn page(
    shown: &Shown<'_>,
    article: &Article,
    explanation: &Explanation,
    near: &(Vec<&Near>, usize),
) -> String {
    let mut page = Page { text: &article.text, color: shown.color, out: String::new() };
    if !article.location.uri.is_empty() {
        page.paint(palette::FAINT, &article.location.to_string());
        page.out.push('\n');
    }
    let facts = &explanation.facts;
    let mut found = false;
    for (mention, because) in facts.mentions.iter().zip(&explanation.mentions) {
        if !shown.kinds.contains(mention.kind.name()) || is_lexical(mention.kind.name()) {
            continue;
        }
        found = true;
        page.head(palette::of(&mention.kind), mention.span, mention.kind.name());
        page.values(fields(facts, mention));
        if let Value::Quotation(quotation) = &mention.value {
            page.line("sieve", &sieve(quotation));
        }
        if let Some(pass) = mention.provenance.sieve {
            page.line("pass", pass);
        }
        page.because(because);
    }
    for (fact, because) in facts.facts.iter().zip(&explanation.linked) {
        if !shown.kinds.contains(&fact.kind) || is_lexical(&fact.kind) {
            continue;
        }
        found = true;
        page.head(palette::FACT, fact.span, &fact.kind);
        page.roles(facts, fact);
        page.because(because);
    }
    if !found {
        page.out.push_str("Nothing was found.\n\n");
    }
    page.near(near);
    page.out
}

/// By which step the speaker of a quotation was found.
fn sieve(quotation: &Quotation) -> String {
    match quotation.speaker.as_ref().map(|s| (s.via, s.unresolved)) {
        None => "nobody was said to speak".to_owned(),
        Some((Some(via), None)) => via.to_owned(),
        Some((None, None)) => "the speaker is named at the word of saying".to_owned(),
        Some((_, Some(why))) => format!("no name: {why}"),
    }
}

struct Page<'a> {
    text: &'a str,
    color: bool,
    out: String,
}

impl Page<'_> {
    fn paint(&mut self, style: Style, words: &str) {
        if self.color {
            self.out.push_str(&format!("{style}{words}{style:#}"));
        } else {
            self.out.push_str(words);
        }
    }

    fn head(&mut self, style: Style, span: Span, kind: &str) {
        let words = short(span.of(self.text));
        self.paint(style, &words);
        self.out.push_str("  ");
        self.paint(palette::FAINT, kind);
        self.out.push('\n');
    }

    fn line(&mut self, label: &str, words: &str) {
        self.out.push_str("  ");
        let padded = format!("{label:<LABEL$} ");
        self.paint(palette::FAINT, &padded);
        self.out.push_str(words);
        self.out.push('\n');
    }

    fn values(&mut self, fields: Vec<(String, String)>) {
        if !fields.is_empty() {
            self.line("value", &pairs(&fields));
        }
    }

    fn roles(&mut self, facts: &ArticleFacts, fact: &Fact) {
        for argument in &fact.arguments {
            let mention = facts.mentions.get(argument.mention.0 as usize);
            let words = mention.map_or("", |m| m.span.of(self.text));
            self.line(&argument.role, &quote(words));
        }
    }

    fn because(&mut self, because: &Because) {
        let about = if because.rule.about.is_empty() { String::new() } else { format!(": {}", because.rule.about) };
        self.line("by", &format!("{}{about}", at(&because.rule)));
        for part in &because.parts {
            self.line(&part.name, &self.part(part));
        }
        for support in &because.support {
            let label = match support.link {
                Link::Evidence => "evidence",
                Link::Against => "against",
                Link::Elsewhere => "elsewhere",
                Link::Refines => "refined by",
                Link::Speaker => "speaker by",
            };
            let words = quote(support.span.of(self.text));
            let set = match support.link {
                Link::Refines => format!(": {}", pairs(&support.set)),
                _ => String::new(),
            };
            self.line(label, &format!("{} {words}{set}", at(&support.rule)));
        }
        for rival in &because.rivals {
            let why = match rival.lost {
                Lost::Shorter => "it is shorter",
                Lost::Narrower => "less text around it speaks for it",
                Lost::Later => "it starts later",
                Lost::Below => "its rule stands further down",
            };
            let words = quote(rival.span.of(self.text));
            self.line("beat", &format!("{} {words}: {why}", at(&rival.rule)));
        }
        self.out.push('\n');
    }

    fn part(&self, part: &Part) -> String {
        let words = quote(part.span.of(self.text));
        match &part.entry {
            Some(entry) => format!("{words} in {}", listed(entry)),
            None => words,
        }
    }

    fn near(&mut self, (near, more): &(Vec<&Near>, usize)) {
        if !near.is_empty() {
            self.paint(palette::TITLE, "Nearly matched");
            self.out.push('\n');
        }
        for miss in near {
            let words = quote(miss.span.of(self.text));
            self.out.push_str(&format!("  {} {words}\n", at(&miss.rule)));
            let why = match &miss.reason {
                Reason::Refused { field, pattern } => format!("matched, but refused by {field} = {pattern}"),
                Reason::Valueless => "matched, but gave no value".to_owned(),
                Reason::Unfinished { matched, missing, expected, instead } => {
                    let place = match instead.map(|span| short(span.of(self.text))) {
                        Some(word) => format!("at {}", quote(&word)),
                        None => "at the end of the sentence".to_owned(),
                    };
                    let all = matched + missing;
                    format!("{matched} of {all} elements; {place} it needs {}", expected.join(", or "))
                }
            };
            self.out.push_str("    ");
            self.paint(palette::FAINT, &why);
            self.out.push('\n');
        }
        if *more > 0 {
            let misses = if *more == 1 { "near miss" } else { "near misses" };
            let further = if near.is_empty() { "" } else { "further " };
            self.paint(palette::FAINT, &format!("{more} {further}{misses}: --all"));
            self.out.push('\n');
        }
    }
}

/// `money.sign-figure (money.toml:51)`
fn at(rule: &RuleAt) -> String {
    format!("{} ({}:{})", rule.id, rule.file, rule.line)
}

/// `currency_sign.tsv:12 (currency = USD)`
fn listed(entry: &Entry) -> String {
    let cells = if entry.cells.is_empty() { String::new() } else { format!(" ({})", pairs(&entry.cells)) };
    format!("{}.tsv:{}{cells}", entry.lexicon, entry.line)
}

fn pairs(pairs: &[(String, String)]) -> String {
    pairs.iter().map(|(name, value)| format!("{name} = {value}")).collect::<Vec<_>>().join(", ")
}

fn quote(words: &str) -> String {
    format!("“{}”", short(words))
}

/// Words on one line; of many the beginning and the end.
fn short(words: &str) -> String {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let chars: Vec<char> = words.chars().collect();
    if chars.len() <= WORDS {
        return words;
    }
    let (head, tail) = (&chars[..WORDS * 2 / 3], &chars[chars.len() - WORDS / 3..]);
    format!("{} … {}", head.iter().collect::<String>().trim_end(), tail.iter().collect::<String>().trim_start())
}
