//! Reads gold: JSONL with one object per article, made by readers and not by a program.
//!
//! An object has `doc` (the name by which the found article is recognised), `mentions` and `entities`; optional are
//! `title`, `text` and `chars` (length of the text). Offsets are half open, in code points of the whole text. Numbers are
//! strings. A mention with `ext` is scored apart, one with `optional` neither rewards nor punishes.
//!
//! `facts` are the records that join a metric to its subject and numbers; an article without the key is not scored by facts.

use std::collections::HashMap;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde_json::{Map, Value};

use super::facts::MetricFact;
use super::item::{CharSpan, Item, ItemValue, MoneyValue, PercentValue, Quantity, QuotationValue, Scored};
use crate::error::{Error, ErrorKind, Result};

/// How a gold mention counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// In the headline figures.
    Core,
    /// Only in the figures of core and extension together.
    Extension,
    /// Nowhere.
    Optional,
}

/// One gold mention.
#[derive(Debug, Clone, PartialEq)]
pub struct GoldMention {
    /// What and where.
    pub item: Item,
    /// How it counts.
    pub layer: Layer,
    /// Index of its entity in the article, for companies and units.
    pub entity: Option<usize>,
}

/// One gold company or unit.
#[derive(Debug, Clone, PartialEq)]
pub struct GoldEntity {
    /// Fullest name in the article.
    pub name: String,
    /// Company or unit.
    pub kind: Scored,
    /// Name of the company to which a unit belongs.
    pub parent: Option<String>,
}

/// The gold of one article.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct GoldArticle {
    /// Name by which the found article is recognised.
    pub doc: String,
    /// Title, for articles that have no better name.
    pub title: Option<String>,
    /// The whole text, if gold carries it.
    pub text: Option<String>,
    /// Length of the whole text in code points, if stated.
    pub chars: Option<usize>,
    /// Mentions in the order of the file.
    pub mentions: Vec<GoldMention>,
    /// Companies and units.
    pub entities: Vec<GoldEntity>,
    /// Metric facts; none where the article has not been annotated with facts.
    pub facts: Option<Vec<MetricFact>>,
}

/// Reads gold from the text of a JSONL file; empty lines are passed over.
///
/// # Errors
/// [`ErrorKind::Input`] naming the file, line and field of the first mistake.
pub fn parse(jsonl: &str, file: &str) -> Result<Vec<GoldArticle>> {
    let mut articles: Vec<GoldArticle> = Vec::new();
    let mut lines: HashMap<String, usize> = HashMap::new();
    for (number, line) in jsonl.lines().enumerate().map(|(i, line)| (i + 1, line)) {
        if line.trim().is_empty() {
            continue;
        }
        let place = || format!("reading gold {file}: line {number}");
        let value: Value =
            serde_json::from_str(line).map_err(|e| super::found::not_json("not JSON", &e).context(place()))?;
        let article = article(&value).map_err(|e| e.context(place()))?;
        if let Some(first) = lines.insert(article.doc.clone(), number) {
            let message = format!("doc: \"{}\" was already given in line {first}", article.doc);
            return Err(Error::new(ErrorKind::Input, message).context(place()));
        }
        articles.push(article);
    }
    Ok(articles)
}

fn article(value: &Value) -> Result<GoldArticle> {
    let node = Node::root(value)?;
    let doc = node.string("doc")?;
    let chars = node.count("chars")?;
    let mut out = GoldArticle {
        doc,
        title: node.optional_string("title")?,
        text: node.optional_string("text")?,
        chars,
        ..GoldArticle::default()
    };
    let mut index: HashMap<String, usize> = HashMap::new();
    for node in node.list("mentions")? {
        let Some(mention) = mention(&node, chars)? else { continue };
        if index.insert(mention.item.id.clone(), out.mentions.len()).is_some() {
            return Err(node.wrong("id", "is given twice"));
        }
        out.mentions.push(mention);
    }
    let entities = node.list("entities")?;
    let mut names = HashMap::new();
    for node in &entities {
        names.insert(node.string("entity")?, node.string("name")?);
    }
    for node in &entities {
        if let Some(entity) = entity(node, &names)? {
            for id in node.strings("mentions")? {
                let Some(mention) = index.get(&id).map(|&i| &mut out.mentions[i]) else {
                    return Err(node.wrong("mentions", &format!("\"{id}\" is not a mention of this article")));
                };
                mention.entity = Some(out.entities.len());
            }
            out.entities.push(entity);
        }
    }
    out.facts = facts(&node, &names)?;
    for (at, mention) in out.mentions.iter().enumerate() {
        if let ItemValue::Money(MoneyValue { conversion_of: Some(id), .. }) = &mention.item.value
            && !index.contains_key(id)
        {
            let message = format!("mentions[{at}].conversion_of: \"{id}\" is not a mention of this article");
            return Err(Error::new(ErrorKind::Input, message));
        }
    }
    Ok(out)
}

fn mention(node: &Node<'_>, chars: Option<usize>) -> Result<Option<GoldMention>> {
    let kind = match node.string("kind")?.as_str() {
        "person" | "org_other" => return Ok(None),
        name => Scored::parse(name)
            .ok_or_else(|| node.wrong("kind", "expected money, percent, company, unit or quotation"))?,
    };
    let spans = spans(node, chars)?;
    let text = node.optional_string("text")?.unwrap_or_default();
    let length = text.chars().count();
    // Of a quotation with several segments `text` may be the first segment or all of them joined.
    let fits = text.is_empty() || length == spans[0].len();
    if !fits && spans.len() == 1 {
        let message = format!("has {length} characters but the span covers {}", spans[0].len());
        return Err(node.wrong("text", &message));
    }
    if spans.len() > 1 && kind != Scored::Quotation {
        return Err(node.wrong("spans", "only quotations have several"));
    }
    let texts = if fits { vec![text] } else { Vec::new() };
    let value = match kind {
        Scored::Money => ItemValue::Money(money(node)?),
        Scored::Percent => ItemValue::Percent(percent(node)?),
        Scored::Company | Scored::Unit => ItemValue::Named(node.optional_string("role")?),
        Scored::Quotation => ItemValue::Quotation(quotation(node)?),
    };
    let layer = match (node.flag("optional")?, node.flag("ext")?) {
        (true, _) => Layer::Optional,
        (false, true) => Layer::Extension,
        (false, false) => Layer::Core,
    };
    let item = Item { id: node.string("id")?, kind, spans, texts, value };
    Ok(Some(GoldMention { item, layer, entity: None }))
}

/// The metric facts of an article. Subjects are entities, or `other:` and words.
fn facts(node: &Node<'_>, names: &HashMap<String, String>) -> Result<Option<Vec<MetricFact>>> {
    if node.get("facts").is_none() {
        return Ok(None);
    }
    let fact = |node: &Node<'_>| -> Result<MetricFact> {
        let subject = node.optional_string("subject")?;
        Ok(MetricFact {
            subject: subject.map(|s| names.get(&s).cloned().unwrap_or(s)),
            metric: node.string("metric")?,
            value: node.optional_string("value")?,
            prior: node.optional_string("prior")?,
            change: node.optional_string("change")?,
            direction: node.optional_string("direction")?,
            period: node.optional_string("period")?,
            modality: node.optional_string("modality")?.unwrap_or_else(|| "actual".to_owned()),
            ..MetricFact::default()
        })
    };
    node.list("facts")?.iter().map(fact).collect::<Result<Vec<_>>>().map(Some)
}

fn spans(node: &Node<'_>, chars: Option<usize>) -> Result<Vec<CharSpan>> {
    let wrong = |problem: &str| node.wrong("spans", problem);
    let list =
        node.map.get("spans").and_then(Value::as_array).ok_or_else(|| wrong("expected a list of [start, end]"))?;
    let mut spans: Vec<CharSpan> = Vec::with_capacity(list.len());
    for pair in list {
        let ends = pair.as_array().map(Vec::as_slice);
        let Some([Some(start), Some(end)]) =
            ends.and_then(|e| <&[Value; 2]>::try_from(e).ok()).map(|e| [e[0].as_u64(), e[1].as_u64()])
        else {
            return Err(wrong("expected pairs [start, end] of whole numbers"));
        };
        let span = CharSpan { start: start as usize, end: end as usize };
        if span.is_empty() {
            return Err(wrong(&format!("[{start}, {end}] is empty")));
        }
        if chars.is_some_and(|chars| span.end > chars) {
            return Err(wrong(&format!("[{start}, {end}] goes past the end of the text")));
        }
        if spans.last().is_some_and(|last| last.end > span.start) {
            return Err(wrong("segments overlap or are out of order"));
        }
        spans.push(span);
    }
    if spans.is_empty() { Err(wrong("is empty")) } else { Ok(spans) }
}

fn quantity(node: &Node<'_>, name: &str) -> Result<Option<Quantity>> {
    let (one, low, high) = (node.decimal(name)?, node.decimal("lo")?, node.decimal("hi")?);
    Ok(match (one, low, high, node.decimal("magnitude")?) {
        (Some(value), None, None, None) => Some(Quantity::One(value)),
        (None, Some(low), Some(high), None) => Some(Quantity::Range(low, high)),
        (None, None, None, Some(value)) => Some(Quantity::Magnitude(value)),
        (None, None, None, None) => None,
        _ => return Err(node.wrong(name, "expected this, or lo and hi, or magnitude, and not several of them")),
    })
}

fn bound(node: &Node<'_>) -> Result<Option<String>> {
    Ok(match node.optional_string("bound")?.as_deref() {
        None | Some("=") => None,
        Some(sign @ ("<" | "<=" | ">" | ">=")) => Some(sign.to_owned()),
        Some(_) => return Err(node.wrong("bound", "expected <, <=, > or >=")),
    })
}

fn money(node: &Node<'_>) -> Result<MoneyValue> {
    Ok(MoneyValue {
        quantity: quantity(node, "amount")?,
        currency: node.optional_string("currency")?.filter(|code| code != "?"),
        approximate: node.flag("approx")?,
        bound: bound(node)?,
        per: node.optional_string("per")?,
        conversion_of: node.optional_string("conversion_of")?,
    })
}

fn percent(node: &Node<'_>) -> Result<PercentValue> {
    let unit = match node.optional_string("unit")?.as_deref() {
        None | Some("percent") => "percent",
        Some("pp" | "percentage_point") => "percentage_point",
        Some("bp" | "basis_point") => "basis_point",
        Some(_) => return Err(node.wrong("unit", "expected percent, pp or bp")),
    };
    let stated = |value: Option<String>| value.filter(|word| word != "none");
    Ok(PercentValue {
        quantity: quantity(node, "value")?,
        unit: unit.to_owned(),
        role: stated(node.optional_string("role")?),
        direction: stated(node.optional_string("direction")?),
        basis: stated(node.optional_string("basis")?),
        approximate: node.flag("approx")?,
        bound: bound(node)?,
    })
}

fn quotation(node: &Node<'_>) -> Result<QuotationValue> {
    let form = node.string("form")?;
    if !matches!(form.as_str(), "direct" | "mixed" | "indirect") {
        return Err(node.wrong("form", "expected direct, mixed or indirect"));
    }
    Ok(QuotationValue {
        form,
        cue: node.optional_string("cue")?,
        mention: node.optional_string("mention")?,
        speaker: node.optional_string("speaker")?,
        title: node.optional_string("title")?,
        affiliation: node.optional_string("affiliation")?,
        anonymous: node.flag("anonymous")?,
    })
}

fn entity(node: &Node<'_>, names: &HashMap<String, String>) -> Result<Option<GoldEntity>> {
    let kind = match node.string("kind")?.as_str() {
        "company" => Scored::Company,
        "unit" => Scored::Unit,
        "person" | "org_other" => return Ok(None),
        _ => return Err(node.wrong("kind", "expected company or unit")),
    };
    // A parent is the id of another entity, or a name where the article does not mention it as a company.
    let parent = node.optional_string("parent")?.map(|parent| names.get(&parent).cloned().unwrap_or(parent));
    Ok(Some(GoldEntity { name: node.string("name")?, kind, parent }))
}

/// An object of the line and the way to it, so that every mistake is named by its field.
struct Node<'a> {
    path: String,
    map: &'a Map<String, Value>,
}

impl<'a> Node<'a> {
    fn root(value: &'a Value) -> Result<Self> {
        let map = value.as_object().ok_or_else(|| Error::new(ErrorKind::Input, "expected an object"))?;
        Ok(Self { path: String::new(), map })
    }

    fn wrong(&self, field: &str, problem: &str) -> Error {
        Error::new(ErrorKind::Input, format!("{}{field}: {problem}", self.path))
    }

    /// The value of a field; null counts as absent.
    fn get(&self, field: &str) -> Option<&'a Value> {
        self.map.get(field).filter(|value| !value.is_null())
    }

    fn optional_string(&self, field: &str) -> Result<Option<String>> {
        match self.get(field) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(self.wrong(field, "expected a string")),
        }
    }

    fn string(&self, field: &str) -> Result<String> {
        self.optional_string(field)?.ok_or_else(|| self.wrong(field, "is missing"))
    }

    fn flag(&self, field: &str) -> Result<bool> {
        match self.get(field) {
            None => Ok(false),
            Some(Value::Bool(flag)) => Ok(*flag),
            Some(_) => Err(self.wrong(field, "expected true or false")),
        }
    }

    fn count(&self, field: &str) -> Result<Option<usize>> {
        let number = |value: &Value| value.as_u64().ok_or_else(|| self.wrong(field, "expected a whole number"));
        self.get(field).map(number).transpose().map(|n| n.map(|n| n as usize))
    }

    fn decimal(&self, field: &str) -> Result<Option<Decimal>> {
        let text = self.optional_string(field)?;
        let parsed =
            text.map(|text| Decimal::from_str(&text).map_err(|_| self.wrong(field, "expected a decimal number")));
        parsed.transpose()
    }

    fn list(&self, field: &str) -> Result<Vec<Self>> {
        let Some(value) = self.get(field) else { return Ok(Vec::new()) };
        let list = value.as_array().ok_or_else(|| self.wrong(field, "expected a list"))?;
        let node = |(at, value): (usize, &'a Value)| {
            let path = format!("{}{field}[{at}]", self.path);
            let map =
                value.as_object().ok_or_else(|| Error::new(ErrorKind::Input, format!("{path}: expected an object")))?;
            Ok(Self { path: path + ".", map })
        };
        list.iter().enumerate().map(node).collect()
    }

    fn strings(&self, field: &str) -> Result<Vec<String>> {
        let Some(value) = self.get(field) else { return Ok(Vec::new()) };
        let strings = value.as_array().and_then(|l| l.iter().map(|v| v.as_str().map(str::to_owned)).collect());
        strings.ok_or_else(|| self.wrong(field, "expected a list of strings"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(line: &str) -> String {
        parse(line, "gold.jsonl").unwrap_err().to_string()
    }

    #[test]
    fn a_record_is_read() {
        let line = r#"{"doc": "7", "chars": 40, "mentions": [
            {"id": "m1", "kind": "money", "spans": [[0, 4]], "text": "$2bn", "amount": "2000000000", "currency": "?", "bound": ">"},
            {"id": "p1", "kind": "percent", "spans": [[6, 11]], "text": "3-4pp", "lo": "3", "hi": "4", "unit": "pp", "ext": true},
            {"id": "u1", "kind": "unit", "spans": [[12, 16]], "text": "Yell", "optional": true},
            {"id": "q1", "kind": "quotation", "spans": [[20, 25], [30, 35]], "text": "No wa", "form": "direct", "speaker": null}],
            "entities": [{"entity": "E1", "name": "Yell", "kind": "unit", "parent": "E2", "mentions": ["u1"]},
            {"entity": "E2", "name": "BT", "kind": "company", "mentions": []}]}"#
            .replace('\n', " ");
        let gold = parse(&format!("\n{line}\n"), "gold.jsonl").unwrap();
        let [money, percent, unit, quotation] = &gold[0].mentions[..] else { panic!("four mentions") };
        let ItemValue::Money(value) = &money.item.value else { panic!("money") };
        assert_eq!((value.quantity, &value.currency), (Some(Quantity::One(Decimal::from(2_000_000_000))), &None));
        assert_eq!(value.bound.as_deref(), Some(">"));
        let ItemValue::Percent(value) = &percent.item.value else { panic!("percent") };
        assert_eq!((value.unit.as_str(), percent.layer), ("percentage_point", Layer::Extension));
        assert_eq!((unit.layer, unit.entity), (Layer::Optional, Some(0)));
        assert_eq!(gold[0].entities[0].parent.as_deref(), Some("BT"));
        assert_eq!(quotation.item.spans.len(), 2);
    }

    #[test]
    fn mistakes_are_named_by_file_line_and_field() {
        assert_eq!(error(r#"{"mentions": []}"#), "reading gold gold.jsonl: line 1: doc: is missing");
        assert!(error("\n{").starts_with("reading gold gold.jsonl: line 2: not JSON: "));
        let mention = |body: &str| format!(r#"{{"doc": "1", "mentions": [{{"id": "m1", {body}}}]}}"#);
        for (body, end) in [
            (
                r#""kind": "cat", "spans": [[0, 1]]"#,
                "mentions[0].kind: expected money, percent, company, unit or quotation",
            ),
            (r#""kind": "money", "spans": [[3, 1]]"#, "mentions[0].spans: [3, 1] is empty"),
            (r#""kind": "money", "spans": [3]"#, "mentions[0].spans: expected pairs [start, end] of whole numbers"),
            (r#""kind": "money", "spans": [[0, 1]], "amount": "x""#, "mentions[0].amount: expected a decimal number"),
            (
                r#""kind": "unit", "spans": [[0, 1]], "text": "ab""#,
                "mentions[0].text: has 2 characters but the span covers 1",
            ),
            (r#""kind": "quotation", "spans": [[0, 1]]"#, "mentions[0].form: is missing"),
            (
                r#""kind": "money", "spans": [[0, 1]], "conversion_of": "m9""#,
                "mentions[0].conversion_of: \"m9\" is not a mention of this article",
            ),
        ] {
            let error = error(&mention(body));
            assert_eq!(error, format!("reading gold gold.jsonl: line 1: {end}"));
        }
        let twice = "{\"doc\": \"1\"}\n{\"doc\": \"1\"}";
        assert!(error(twice).ends_with("line 2: doc: \"1\" was already given in line 1"));
    }
}
