//! An explanation for programs: one JSON object per article, with offsets in code points.

use serde::Serialize;

use super::Shown;
use crate::article::Article;
use crate::extract::{Because, Explanation, Near, Part, Reason, RuleAt};
use crate::fact::fields;
use crate::link::is_lexical;
use crate::span::{OffsetUnit, Offsets, Span};

#[derive(Serialize)]
struct Page<'e> {
    offsets: &'static str,
    text: &'e str,
    mentions: Vec<Found<'e>>,
    facts: Vec<Found<'e>>,
    near: Vec<Miss<'e>>,
}

#[derive(Serialize)]
struct Found<'e> {
    kind: &'e str,
    #[serde(flatten)]
    place: Place<'e>,
    value: serde_json::Map<String, serde_json::Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pass: Option<&'static str>,
    rule: At<'e>,
    parts: Vec<Piece<'e>>,
    support: Vec<Support<'e>>,
    rivals: Vec<Rival<'e>>,
}

#[derive(Serialize)]
struct Place<'e> {
    start: usize,
    end: usize,
    text: &'e str,
}

#[derive(Serialize)]
struct At<'e> {
    id: &'e str,
    file: &'e str,
    line: usize,
    #[serde(skip_serializing_if = "str::is_empty")]
    about: &'e str,
}

#[derive(Serialize)]
struct Piece<'e> {
    name: &'e str,
    #[serde(flatten)]
    place: Place<'e>,
    #[serde(skip_serializing_if = "Option::is_none")]
    entry: Option<Entry<'e>>,
}

#[derive(Serialize)]
struct Entry<'e> {
    lexicon: &'e str,
    line: usize,
    cells: serde_json::Map<String, serde_json::Value>,
}

#[derive(Serialize)]
struct Support<'e> {
    link: &'static str,
    rule: At<'e>,
    #[serde(flatten)]
    place: Place<'e>,
    parts: Vec<Piece<'e>>,
    #[serde(skip_serializing_if = "serde_json::Map::is_empty")]
    set: serde_json::Map<String, serde_json::Value>,
}

#[derive(Serialize)]
struct Rival<'e> {
    rule: At<'e>,
    #[serde(flatten)]
    place: Place<'e>,
    lost: &'static str,
}

#[derive(Serialize)]
struct Miss<'e> {
    kind: &'e str,
    rule: At<'e>,
    #[serde(flatten)]
    place: Place<'e>,
    covered: bool,
    #[serde(flatten)]
    why: Why<'e>,
}

#[derive(Serialize)]
#[serde(tag = "why", rename_all = "lowercase")]
enum Why<'e> {
    Refused {
        field: &'static str,
        pattern: &'e str,
    },
    Unfinished {
        matched: u32,
        missing: u32,
        expected: &'e [String],
        #[serde(skip_serializing_if = "Option::is_none")]
        instead: Option<Place<'e>>,
    },
    Valueless,
}

pub(super) fn line(
    shown: &Shown<'_>,
    article: &Article,
    explanation: &Explanation,
    near: &(Vec<&Near>, usize),
) -> String {
    let mut view = View { text: &article.text, chars: Offsets::new(&article.text, OffsetUnit::Char) };
    let facts = &explanation.facts;
    let mentions = facts
        .mentions
        .iter()
        .zip(&explanation.mentions)
        .filter(|(m, _)| shown.kinds.contains(m.kind.name()) && !is_lexical(m.kind.name()));
    let mentions = mentions
        .map(|(m, because)| view.found(m.kind.name(), m.span, object(fields(facts, m)), m.provenance.sieve, because))
        .collect();
    let linked = facts
        .facts
        .iter()
        .zip(&explanation.linked)
        .filter(|(f, _)| shown.kinds.contains(&f.kind) && !is_lexical(&f.kind));
    let linked = linked
        .map(|(f, because)| {
            let words =
                |id: crate::fact::MentionId| facts.mentions.get(id.0 as usize).map_or("", |m| m.span.of(&article.text));
            let roles = f.arguments.iter().map(|a| (a.role.to_string(), words(a.mention).to_owned()));
            view.found(&f.kind, f.span, object(roles), f.provenance.sieve, because)
        })
        .collect();
    let near = near.0.iter().map(|miss| view.miss(miss)).collect();
    let page = Page { offsets: "char", text: &article.text, mentions, facts: linked, near };
    // Strings, numbers and maps of strings: nothing that JSON could refuse.
    serde_json::to_string(&page).unwrap_or_default() + "\n"
}

fn object(pairs: impl IntoIterator<Item = (String, String)>) -> serde_json::Map<String, serde_json::Value> {
    pairs.into_iter().map(|(name, value)| (name, value.into())).collect()
}

fn at(rule: &RuleAt) -> At<'_> {
    At { id: &rule.id, file: &rule.file, line: rule.line, about: &rule.about }
}

struct View<'e> {
    text: &'e str,
    chars: Offsets<'e>,
}

impl<'e> View<'e> {
    fn place(&mut self, span: Span) -> Place<'e> {
        let (start, end) = (self.chars.at(span.start as usize), self.chars.at(span.end as usize));
        Place { start, end, text: span.of(self.text) }
    }

    fn parts(&mut self, parts: &'e [Part]) -> Vec<Piece<'e>> {
        let entry = |part: &'e Part| {
            let entry = part.entry.as_ref()?;
            Some(Entry { lexicon: &entry.lexicon, line: entry.line, cells: object(entry.cells.iter().cloned()) })
        };
        parts.iter().map(|part| Piece { name: &part.name, place: self.place(part.span), entry: entry(part) }).collect()
    }

    fn found(
        &mut self,
        kind: &'e str,
        span: Span,
        value: serde_json::Map<String, serde_json::Value>,
        pass: Option<&'static str>,
        because: &'e Because,
    ) -> Found<'e> {
        let support = because.support.iter().map(|s| Support {
            link: s.link.name(),
            rule: at(&s.rule),
            place: self.place(s.span),
            parts: self.parts(&s.parts),
            set: object(s.set.iter().cloned()),
        });
        let support = support.collect();
        let rivals = because.rivals.iter();
        let rivals =
            rivals.map(|r| Rival { rule: at(&r.rule), place: self.place(r.span), lost: r.lost.name() }).collect();
        let parts = self.parts(&because.parts);
        Found { kind, place: self.place(span), value, pass, rule: at(&because.rule), parts, support, rivals }
    }

    fn miss(&mut self, miss: &'e Near) -> Miss<'e> {
        let why = match &miss.reason {
            Reason::Refused { field, pattern } => Why::Refused { field, pattern },
            Reason::Unfinished { matched, missing, expected, instead } => Why::Unfinished {
                matched: *matched,
                missing: *missing,
                expected,
                instead: instead.map(|span| self.place(span)),
            },
            Reason::Valueless => Why::Valueless,
        };
        Miss { kind: &miss.kind, rule: at(&miss.rule), place: self.place(miss.span), covered: miss.covered, why }
    }
}
