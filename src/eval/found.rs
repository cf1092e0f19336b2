//! Reads found facts: the JSONL which `factmill extract` writes.
//!
//! Scoring counts in code points. Records written with byte or UTF-16 offsets are converted where they carry their text
//! and refused where they do not.

use std::collections::HashMap;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::Value;

use super::facts::MetricFact;
use super::item::{CharSpan, Item, ItemValue, MoneyValue, PercentValue, Quantity, QuotationValue, Scored};
use crate::error::{Error, ErrorKind, Result};

/// One found mention.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundMention {
    /// What and where; spans count in `title` if `in_title`, else in the body.
    pub item: Item,
    /// Whether it stands in a title that is kept apart from the body.
    pub in_title: bool,
    /// The rule that found it; empty if not stated.
    pub rule: String,
    /// What it promises, from 0 to 1.
    pub confidence: Option<f64>,
    /// The link step that completed it.
    pub sieve: Option<String>,
    /// Id of its entity, for companies and units.
    pub entity: Option<String>,
}

/// One found company or unit.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundEntity {
    /// Id, to which mentions refer.
    pub id: String,
    /// Company or unit.
    pub kind: Scored,
    /// Fullest name in the article.
    pub name: String,
    /// Registered name.
    pub canonical: Option<String>,
    /// Name of the company to which a unit belongs.
    pub parent: Option<String>,
}

/// The found facts of one article.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FoundArticle {
    /// Where the article was read.
    pub uri: String,
    /// Number of the record in its input, from 1.
    pub record: u64,
    /// Identifier which the input gives the article.
    pub native_id: Option<String>,
    /// Title, kept apart or the first line of the text.
    pub title: Option<String>,
    /// The body, if the facts were written with it.
    pub text: Option<String>,
    /// Mentions of the scored kinds.
    pub mentions: Vec<FoundMention>,
    /// Companies and units.
    pub entities: Vec<FoundEntity>,
    /// Facts of kind `metric`.
    pub facts: Vec<MetricFact>,
}

#[derive(Deserialize)]
#[serde(expecting = "an article: an object")]
struct RawArticle {
    #[serde(default)]
    schema: Option<u32>,
    #[serde(default)]
    source: RawSource,
    title: Option<String>,
    text: Option<String>,
    offsets: String,
    mentions: Vec<RawMention>,
    #[serde(default)]
    entities: Vec<RawEntity>,
    #[serde(default)]
    facts: Vec<RawFact>,
}

#[derive(Deserialize, Default)]
#[serde(default, expecting = "a fact: an object")]
struct RawFact {
    kind: String,
    rule: String,
    sieve: Option<String>,
    arguments: HashMap<String, Value>,
    fields: HashMap<String, String>,
}

#[derive(Deserialize, Default)]
#[serde(default, expecting = "a source: an object")]
struct RawSource {
    uri: String,
    record: u64,
    native_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(expecting = "a piece of text: an object with start, end and text")]
struct RawSpan {
    start: usize,
    end: usize,
    #[serde(default)]
    text: String,
}

#[derive(Deserialize, Default)]
#[serde(default, expecting = "a speaker: an object")]
struct RawSpeaker {
    mention: Option<RawSpan>,
    name: Option<String>,
    title: Option<String>,
    affiliation: Option<String>,
    anonymous: bool,
}

#[derive(Deserialize)]
#[serde(expecting = "a mention: an object")]
struct RawMention {
    id: String,
    kind: String,
    field: Option<String>,
    start: usize,
    end: usize,
    #[serde(default)]
    text: String,
    #[serde(default)]
    rule: String,
    confidence: Option<f64>,
    sieve: Option<String>,
    amount: Option<String>,
    value: Option<String>,
    low: Option<String>,
    high: Option<String>,
    magnitude: Option<String>,
    currency: Option<String>,
    conversion_of: Option<String>,
    per: Option<String>,
    unit: Option<String>,
    direction: Option<String>,
    basis: Option<String>,
    #[serde(default)]
    approximate: bool,
    bound: Option<String>,
    role: Option<String>,
    entity: Option<String>,
    form: Option<String>,
    content: Option<Vec<RawSpan>>,
    cue: Option<RawSpan>,
    speaker: Option<RawSpeaker>,
}

#[derive(Deserialize)]
#[serde(expecting = "an entity: an object")]
struct RawEntity {
    id: String,
    kind: String,
    name: String,
    canonical: Option<String>,
    parent: Option<String>,
    parent_name: Option<String>,
}

/// Reads found facts from the text of a JSONL file; empty lines are passed over.
///
/// # Errors
/// [`ErrorKind::Input`] naming the file, line and mention of the first mistake: broken JSON, another schema, a number that
/// is none, or offsets which cannot be converted.
pub fn parse(jsonl: &str, file: &str) -> Result<Vec<FoundArticle>> {
    let lines = jsonl.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(i, line)| article(line).map_err(|e| e.context(format!("reading facts {file}: line {}", i + 1))))
        .collect()
}

fn article(line: &str) -> Result<FoundArticle> {
    let raw: RawArticle =
        serde_json::from_str(line).map_err(|e| not_json("not a record of factmill's JSONL output", &e))?;
    if let Some(schema) = raw.schema.filter(|&schema| schema != 1) {
        return Err(Error::new(
            ErrorKind::Input,
            format!("schema: {schema} is not known; this program reads schema 1"),
        ));
    }
    let unit = Unit::parse(&raw.offsets)?;
    let body =
        Converter::new(unit, raw.text.as_deref(), "text (write the facts with --with-text or with --offsets char)")?;
    let title = match raw.mentions.iter().any(|mention| mention.field.as_deref() == Some("title")) {
        true => Converter::new(unit, raw.title.as_deref(), "title")?,
        false => Converter::Same,
    };
    let mut out = FoundArticle {
        uri: raw.source.uri,
        record: raw.source.record,
        native_id: raw.source.native_id,
        title: raw.title,
        text: raw.text,
        ..FoundArticle::default()
    };
    for mention in raw.mentions {
        let in_title = mention.field.as_deref() == Some("title");
        let id = mention.id.clone();
        let read = found_mention(mention, if in_title { &title } else { &body });
        if let Some(mention) = read.map_err(|e| e.context(format!("mention {id}")))? {
            out.mentions.push(mention);
        }
    }
    let facts = raw.facts.into_iter().filter(|f| f.kind == "metric");
    out.facts = facts.map(|f| found_fact(f, &raw.entities)).collect();
    for entity in &raw.entities {
        let parent = match &entity.parent {
            Some(id) => raw.entities.iter().find(|e| e.id == *id).map(|e| e.name.clone()),
            None => None,
        };
        if let Some(kind) = Scored::parse(&entity.kind) {
            out.entities.push(FoundEntity {
                id: entity.id.clone(),
                kind,
                name: entity.name.clone(),
                canonical: entity.canonical.clone(),
                parent: parent.or_else(|| entity.parent_name.clone()),
            });
        }
    }
    Ok(out)
}

fn found_fact(mut raw: RawFact, entities: &[RawEntity]) -> MetricFact {
    let argument = |name: &str| raw.arguments.get(name).and_then(Value::as_str).map(str::to_owned);
    let period = raw.fields.get("period_of").or(raw.fields.get("period")).cloned();
    let mut fact = MetricFact {
        subject_mention: argument("subject"),
        value: argument("value"),
        prior: argument("prior"),
        change: argument("change"),
        period,
        rule: match &raw.sieve {
            Some(sieve) => format!("{} + {sieve}", raw.rule),
            None => raw.rule.clone(),
        },
        ..MetricFact::default()
    };
    let subject = raw.fields.remove("subject");
    let name = |id: &String| entities.iter().find(|e| e.id == *id).map(|e| e.name.clone());
    fact.subject = subject.map(|s| name(&s).unwrap_or(s));
    fact.metric = raw.fields.remove("metric").unwrap_or_default();
    fact.direction = raw.fields.remove("direction");
    fact.modality = raw.fields.remove("modality").unwrap_or_else(|| "actual".to_owned());
    fact
}

/// The error of one line of JSONL: by column alone, because the parser saw one line and would call it line 1.
pub(super) fn not_json(what: &str, error: &serde_json::Error) -> Error {
    let (line, column) = (error.line(), error.column());
    let message = error.to_string().replace(&format!(" at line {line} column {column}"), "");
    Error::new(ErrorKind::Input, format!("{what}: {message} at column {column}"))
}

fn found_mention(raw: RawMention, offsets: &Converter) -> Result<Option<FoundMention>> {
    let Some(kind) = Scored::parse(&raw.kind) else { return Ok(None) };
    let wrong = |field: &str, problem: &str| Error::new(ErrorKind::Input, format!("{field}: {problem}"));
    let decimal = |field: &str, text: &Option<String>| {
        let parse = |text: &String| Decimal::from_str(text).map_err(|_| wrong(field, "expected a decimal number"));
        text.as_ref().map(parse).transpose()
    };
    let one = match kind {
        Scored::Money => decimal("amount", &raw.amount)?,
        _ => decimal("value", &raw.value)?,
    };
    let quantity = match (one, decimal("low", &raw.low)?, decimal("high", &raw.high)?) {
        (Some(value), _, _) => Some(Quantity::One(value)),
        (None, Some(low), Some(high)) => Some(Quantity::Range(low, high)),
        _ => decimal("magnitude", &raw.magnitude)?.map(Quantity::Magnitude),
    };
    let whole = RawSpan { start: raw.start, end: raw.end, text: raw.text };
    let pieces = match raw.content {
        Some(content) if kind == Scored::Quotation && !content.is_empty() => content,
        _ => vec![whole],
    };
    let mut spans = Vec::with_capacity(pieces.len());
    let mut texts = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let span = CharSpan { start: offsets.convert(piece.start)?, end: offsets.convert(piece.end)? };
        if span.is_empty() {
            return Err(wrong("start", &format!("the span {}..{} is empty", piece.start, piece.end)));
        }
        let length = piece.text.chars().count();
        if length != 0 && length != span.len() {
            let message = format!("has {length} characters but the span covers {}", span.len());
            return Err(wrong("text", &message));
        }
        spans.push(span);
        texts.push(piece.text);
    }
    let value = match kind {
        Scored::Money => ItemValue::Money(MoneyValue {
            quantity,
            currency: raw.currency,
            approximate: raw.approximate,
            bound: raw.bound,
            per: raw.per,
            conversion_of: raw.conversion_of,
        }),
        Scored::Percent => ItemValue::Percent(PercentValue {
            quantity,
            unit: raw.unit.unwrap_or_else(|| "percent".to_owned()),
            role: raw.role,
            direction: raw.direction,
            basis: raw.basis,
            approximate: raw.approximate,
            bound: raw.bound,
        }),
        Scored::Company | Scored::Unit => ItemValue::Named(raw.role),
        Scored::Quotation => {
            let speaker = raw.speaker.unwrap_or_default();
            ItemValue::Quotation(QuotationValue {
                form: raw.form.ok_or_else(|| wrong("form", "is missing"))?,
                cue: raw.cue.map(|cue| cue.text),
                mention: speaker.mention.map(|mention| mention.text),
                speaker: speaker.name,
                title: speaker.title,
                affiliation: speaker.affiliation,
                anonymous: speaker.anonymous,
            })
        }
    };
    Ok(Some(FoundMention {
        item: Item { id: raw.id, kind, spans, texts, value },
        in_title: raw.field.as_deref() == Some("title"),
        rule: raw.rule,
        confidence: raw.confidence.filter(|c| (0.0..=1.0).contains(c)),
        sieve: raw.sieve,
        entity: raw.entity,
    }))
}

#[derive(Clone, Copy)]
enum Unit {
    Char,
    Byte,
    Utf16,
}

impl Unit {
    fn parse(name: &str) -> Result<Self> {
        match name {
            "char" => Ok(Self::Char),
            "byte" => Ok(Self::Byte),
            "utf16" => Ok(Self::Utf16),
            _ => Err(Error::new(
                ErrorKind::Input,
                format!("offsets: \"{name}\" is not known; expected char, byte or utf16"),
            )),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Char => "char",
            Self::Byte => "byte",
            Self::Utf16 => "utf16",
        }
    }
}

/// From the unit of the record to code points of one field.
enum Converter {
    /// Code points already.
    Same,
    /// Position in the unit -> code point, `usize::MAX` inside a character.
    Map(Vec<usize>),
}

impl Converter {
    fn new(unit: Unit, text: Option<&str>, need: &str) -> Result<Self> {
        if matches!(unit, Unit::Char) {
            return Ok(Self::Same);
        }
        let Some(text) = text else {
            let message = format!("offsets: cannot turn {} offsets into code points without the {need}", unit.name());
            return Err(Error::new(ErrorKind::Input, message));
        };
        let mut map = Vec::with_capacity(text.len() + 1);
        let mut count = 0;
        for c in text.chars() {
            let width = if matches!(unit, Unit::Byte) { c.len_utf8() } else { c.len_utf16() };
            map.push(count);
            map.resize(map.len() + width - 1, usize::MAX);
            count += 1;
        }
        map.push(count);
        Ok(Self::Map(map))
    }

    fn convert(&self, position: usize) -> Result<usize> {
        match self {
            Self::Same => Ok(position),
            Self::Map(map) => map.get(position).copied().filter(|&at| at != usize::MAX).ok_or_else(|| {
                Error::new(
                    ErrorKind::Input,
                    format!("offsets: {position} is not the start or end of a character of the text"),
                )
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(offsets: &str, extra: &str, mention: &str) -> String {
        format!(
            r#"{{"schema":1,"id":"x","source":{{"uri":"a/7_x.txt","record":1,"offset":0}},{extra}"offsets":"{offsets}","mentions":[{mention}],"entities":[],"facts":[],"warnings":[]}}"#
        )
    }

    #[test]
    fn bytes_and_utf16_become_code_points_where_the_text_is_there() {
        let text = r#""text":"é😀 €5m","#;
        for (offsets, start, end) in [("byte", 7, 12), ("utf16", 4, 7), ("char", 3, 6)] {
            let mention =
                format!(r#"{{"id":"m1","kind":"money","start":{start},"end":{end},"text":"€5m","amount":"5000000"}}"#);
            let found = parse(&record(offsets, text, &mention), "f").unwrap();
            assert_eq!(found[0].mentions[0].item.spans, [CharSpan { start: 3, end: 6 }], "{offsets}");
        }
        let error = parse(&record("byte", "", ""), "f.jsonl").unwrap_err().to_string();
        assert_eq!(
            error,
            "reading facts f.jsonl: line 1: offsets: cannot turn byte offsets into code points without the text (write the facts with --with-text or with --offsets char)"
        );
        let inside = r#"{"id":"m1","kind":"money","start":1,"end":12,"text":""}"#;
        let error = parse(&record("byte", text, inside), "f").unwrap_err().to_string();
        assert!(error.contains("mention m1: offsets: 1 is not the start"), "{error}");
    }

    #[test]
    fn persons_and_user_kinds_are_passed_over() {
        let mention = r#"{"id":"m1","kind":"person","start":0,"end":1},{"id":"m2","kind":"cve","start":0,"end":1}"#;
        assert!(parse(&record("char", "", mention), "f").unwrap()[0].mentions.is_empty());
    }

    #[test]
    fn mistakes_are_named() {
        let error = parse("\n{}", "f.jsonl").unwrap_err().to_string();
        assert!(
            error.starts_with("reading facts f.jsonl: line 2: not a record of factmill's JSONL output: missing field")
        );
        let cue = r#"{"id":"m1","kind":"quotation","start":0,"end":1,"cue":"said"}"#;
        let error = parse(&record("char", "", cue), "f").unwrap_err().to_string();
        assert!(error.contains("expected a piece of text: an object with start, end and text at column "), "{error}");
        let error = parse(&record("words", "", ""), "f").unwrap_err().to_string();
        assert!(error.ends_with("offsets: \"words\" is not known; expected char, byte or utf16"));
        let other = record("char", "", "").replace("\"schema\":1", "\"schema\":2");
        assert!(parse(&other, "f").unwrap_err().to_string().contains("schema: 2 is not known"));
    }

    #[test]
    fn the_parts_of_a_quotation_are_read() {
        let mention = r#"{"id":"m1","kind":"quotation","start":0,"end":20,"text":"","form":"direct",
            "content":[{"start":1,"end":3,"text":"ab"},{"start":9,"end":11,"text":"cd"}],"cue":{"start":4,"end":8,"text":"said"},
            "speaker":{"mention":{"start":12,"end":14,"text":"he"},"name":"Lee","entities":["e3"]}}"#
            .replace('\n', " ");
        let found = parse(&record("char", "", &mention), "f").unwrap();
        let item = &found[0].mentions[0].item;
        assert_eq!((item.spans.len(), item.surface()), (2, "ab […] cd".to_owned()));
        let ItemValue::Quotation(value) = &item.value else { panic!("quotation") };
        assert_eq!((value.speaker.as_deref(), value.cue.as_deref()), (Some("Lee"), Some("said")));
    }
}
