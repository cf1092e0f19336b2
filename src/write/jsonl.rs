//! The JSON object of one article, one per line; [`super::schema`] describes it key by key.
//!
//! Keys are left out when they have nothing to say. Identifiers (`m1`, `e1`, `f1`) count from 1 within the article.

use super::filter::Kept;
use super::json::Json;
use super::place::Fields;
use super::tokens::TokenSpans;
use super::{Render, WriteOptions, value};
use crate::article::Article;
use crate::fact::{ArticleFacts, Entity, EntityId, Fact, Mention, MentionId, RuleNames, Value};

/// Version of the format, printed as `schema` in every object.
pub const SCHEMA_VERSION: u64 = 1;

/// Code of the warnings which a reader left in [`Article::warnings`].
pub const READ_WARNING: &str = "read";

/// Renders articles as JSON lines.
///
/// ```
/// use factmill::article::Article;
/// use factmill::fact::ArticleFacts;
/// use factmill::write::{Render, WriteOptions, jsonl::Jsonl};
///
/// let mut line = Vec::new();
/// Jsonl::new(WriteOptions::default()).render(&Article::from_parts(None, "It rose."), &ArticleFacts::default(), &mut line);
/// let line = String::from_utf8(line).unwrap();
/// assert!(line.starts_with(r#"{"schema":1,"id":""#) && line.ends_with("}\n"));
/// ```
#[derive(Debug, Clone, Default)]
pub struct Jsonl {
    options: WriteOptions,
}

impl Jsonl {
    /// A renderer with these options.
    #[must_use]
    pub fn new(options: WriteOptions) -> Self {
        Self { options }
    }
}

impl Render for Jsonl {
    fn render(&self, article: &Article, facts: &ArticleFacts, out: &mut Vec<u8>) {
        let options = &self.options;
        let fields = Fields::new(article, options.offsets);
        let (tokens, failure) = match options.tokens.as_deref().map(|t| t.of_fields(&fields)).transpose() {
            Ok(tokens) => (tokens, None),
            Err(error) => (None, Some(error.to_string())),
        };
        let page = Page { article, facts, fields, tokens, kept: Kept::new(facts, &options.kinds) };
        Json::new(out, options.pretty).root(|json| {
            page.head(json, options);
            json.array("mentions", |json| page.mentions(json));
            json.array("entities", |json| page.entities(json));
            json.array("facts", |json| page.facts(json));
            json.array("warnings", |json| {
                for message in &article.warnings {
                    warning(json, READ_WARNING, message);
                }
                for found in &facts.warnings {
                    warning(json, found.code, &found.message);
                }
                if let Some(message) = &failure {
                    warning(json, "tokenizer", message);
                }
            });
        });
        out.push(b'\n');
    }
}

/// One article with everything that printing it needs.
pub(super) struct Page<'a> {
    pub(super) article: &'a Article,
    pub(super) facts: &'a ArticleFacts,
    pub(super) fields: Fields<'a>,
    pub(super) tokens: Option<TokenSpans>,
    pub(super) kept: Kept,
}

impl Page<'_> {
    fn head(&self, json: &mut Json<'_>, options: &WriteOptions) {
        let article = self.article;
        json.uint("schema", SCHEMA_VERSION);
        json.str("id", &article.id());
        json.object("source", |json| {
            json.str("uri", &article.location.uri);
            json.uint("record", article.location.record);
            json.uint("offset", article.location.offset);
            json.opt_str("native_id", article.native_id.as_deref());
        });
        json.opt_str("title", article.title.as_deref());
        json.opt_str("published", article.published.as_deref());
        json.opt_str("author", article.author.as_deref());
        json.opt_str("outlet", article.outlet.as_deref());
        json.opt_str("url", article.url.as_deref());
        json.opt_str("language", article.language.as_deref());
        json.opt_str("encoding", article.encoding.as_deref());
        json.str("offsets", options.offsets.name());
        if let Some(tokens) = &self.tokens {
            json.uint("tokens", tokens.body.count as u64);
            if !self.fields.title().is_empty() {
                json.uint("title_tokens", tokens.title.count as u64);
            }
        }
        if options.with_text {
            json.str("text", self.fields.body());
        }
    }

    fn mentions(&self, json: &mut Json<'_>) {
        for (index, mention) in self.facts.mentions.iter().enumerate() {
            let id = MentionId(index as u32);
            if self.kept.mention(id) {
                json.element(|json| self.mention(json, id, mention));
            }
        }
    }

    fn mention(&self, json: &mut Json<'_>, id: MentionId, mention: &Mention) {
        let place = self.fields.place(mention.span);
        json.id("id", b'm', id.0);
        json.str("kind", mention.kind.name());
        if place.in_title {
            json.str("field", "title");
        }
        json.uint("start", place.start as u64);
        json.uint("end", place.end as u64);
        json.str("text", place.text);
        if let Some((start, end)) = self.tokens.as_ref().and_then(|tokens| tokens.cover(&place)) {
            json.uint("token_start", start as u64);
            json.uint("token_end", end as u64);
        }
        value::write(json, self, mention);
        provenance(json, &mention.provenance, &self.facts.rules);
        self.in_quote(json, mention.in_quote);
    }

    fn in_quote(&self, json: &mut Json<'_>, quote: Option<MentionId>) {
        if let Some(quote) = quote.filter(|id| self.kept.mention(*id)) {
            json.id("in_quote", b'm', quote.0);
        }
    }

    fn entities(&self, json: &mut Json<'_>) {
        if self.facts.entities.is_empty() {
            return;
        }
        // (entity, mention) pairs, sorted by entity; within one entity they stay in the order of the text.
        let mut named: Vec<(EntityId, MentionId)> = Vec::with_capacity(self.facts.mentions.len());
        for (index, mention) in self.facts.mentions.iter().enumerate() {
            if let Value::Named { entity, .. } = mention.value
                && self.kept.mention(MentionId(index as u32))
            {
                named.push((entity, MentionId(index as u32)));
            }
        }
        named.sort_unstable();
        for (index, entity) in self.facts.entities.iter().enumerate() {
            let id = EntityId(index as u32);
            if self.kept.entity(id) {
                let from = named.partition_point(|(e, _)| *e < id);
                let count = named[from..].partition_point(|(e, _)| *e == id);
                json.element(|json| write_entity(json, id, entity, &named[from..from + count]));
            }
        }
    }

    fn facts(&self, json: &mut Json<'_>) {
        for (index, fact) in self.facts.facts.iter().enumerate() {
            if self.kept.fact(index) {
                json.element(|json| self.fact(json, index, fact));
            }
        }
    }

    fn fact(&self, json: &mut Json<'_>, index: usize, fact: &Fact) {
        let place = self.fields.place(fact.span);
        json.id("id", b'f', index as u32);
        json.str("kind", &fact.kind);
        if place.in_title {
            json.str("field", "title");
        }
        json.uint("start", place.start as u64);
        json.uint("end", place.end as u64);
        json.str("text", place.text);
        json.object("arguments", |json| {
            for (at, argument) in fact.arguments.iter().enumerate() {
                let role = &argument.role;
                if fact.arguments[..at].iter().any(|earlier| earlier.role == *role) {
                    continue;
                }
                let fillers: Vec<u32> = fact.arguments[at..]
                    .iter()
                    .filter(|a| a.role == *role && self.kept.mention(a.mention))
                    .map(|a| a.mention.0)
                    .collect();
                if !fillers.is_empty() {
                    json.ids_any_key(role, b'm', fillers.into_iter());
                }
            }
        });
        if !fact.fields.is_empty() {
            json.object("fields", |json| {
                fact.fields.iter().for_each(|field| json.str_any_key(&field.name, &field.value));
            });
        }
        provenance(json, &fact.provenance, &self.facts.rules);
        self.in_quote(json, fact.in_quote);
    }
}

fn provenance(json: &mut Json<'_>, provenance: &crate::fact::Provenance, rules: &RuleNames) {
    json.opt_str("rule", Some(rules.get(provenance.rule)));
    json.opt_str("sieve", provenance.sieve);
    json.share("confidence", provenance.confidence);
}

fn write_entity(json: &mut Json<'_>, id: EntityId, entity: &Entity, mentions: &[(EntityId, MentionId)]) {
    json.id("id", b'e', id.0);
    json.str("kind", entity.kind.name());
    json.str("name", &entity.name);
    json.opt_str("canonical", entity.canonical.as_deref());
    if !entity.aliases.is_empty() {
        json.array("aliases", |json| entity.aliases.iter().for_each(|alias| json.str_element(alias)));
    }
    json.opt_str("ticker", entity.ticker.as_deref());
    json.opt_str("exchange", entity.exchange.as_deref());
    json.flag("ticker_printed", entity.ticker_printed);
    json.opt_str("country", entity.country.as_deref());
    if let Some(parent) = entity.parent {
        json.id("parent", b'e', parent.0);
    }
    json.opt_str("parent_name", entity.parent_name.as_deref());
    json.opt_str("title", entity.title.as_deref());
    json.opt_str("affiliation", entity.affiliation.as_deref());
    if let Some(affiliation) = entity.affiliation_entity {
        json.id("affiliation_entity", b'e', affiliation.0);
    }
    json.array("mentions", |json| mentions.iter().for_each(|(_, mention)| json.id_element(b'm', mention.0)));
}

fn warning(json: &mut Json<'_>, code: &str, message: &str) {
    json.element(|json| {
        json.str("code", code);
        json.str("message", message);
    });
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value as Json;

    use super::*;
    use crate::span::{OffsetUnit, Offsets};
    use crate::write::{Kinds, sample};

    fn rendered(options: WriteOptions) -> Json {
        let article = sample::article();
        let mut out = Vec::new();
        Jsonl::new(options).render(&article, &sample::facts(&article), &mut out);
        assert_eq!(out.pop(), Some(b'\n'));
        serde_json::from_slice(&out).unwrap()
    }

    /// Every object with `start` and `end` anywhere in the value, with the field it counts in.
    fn places(value: &Json, title: bool, found: &mut Vec<(bool, usize, usize, String)>) {
        match value {
            Json::Object(object) => {
                let title = title || object.get("field").is_some();
                if let (Some(start), Some(end)) = (object.get("start"), object.get("end")) {
                    let number = |v: &Json| v.as_u64().unwrap() as usize;
                    found.push((title, number(start), number(end), object["text"].as_str().unwrap().to_owned()));
                }
                object.values().for_each(|v| places(v, title, found));
            }
            Json::Array(list) => list.iter().for_each(|v| places(v, title, found)),
            _ => {}
        }
    }

    #[test]
    fn every_place_reads_as_its_text_in_every_unit() {
        for unit in [OffsetUnit::Char, OffsetUnit::Byte, OffsetUnit::Utf16] {
            let value = rendered(WriteOptions { offsets: unit, with_text: true, ..WriteOptions::default() });
            assert_eq!(value["offsets"], unit.name());
            assert_eq!((value["title"].as_str(), value["text"].as_str()), (Some(sample::TITLE), Some(sample::BODY)));
            let mut found = Vec::new();
            places(&value, false, &mut found);
            assert!(found.len() > 30 && found.iter().any(|place| place.0));
            for (title, start, end, text) in found {
                let field = if title { sample::TITLE } else { sample::BODY };
                let byte = |offset| Offsets::byte_of(field, unit, offset).unwrap();
                assert_eq!(&field[byte(start)..byte(end)], text);
            }
        }
    }

    #[test]
    fn the_keys_of_one_mention_of_each_kind() {
        let value = rendered(WriteOptions::default());
        let keys = |index: usize| value["mentions"][index].to_string();
        assert_eq!(
            keys(1),
            r#"{"amount":"39800000000","approximate":true,"bound":">=","confidence":0.985,"currency":"EUR","currency_source":"explicit","end":53,"form":"figure","id":"m2","kind":"money","rule":"money.sign","start":34,"text":"about €39.8 billion"}"#
        );
        assert_eq!(
            keys(0),
            r#"{"basis":"yoy","confidence":0.985,"direction":"up","end":26,"field":"title","form":"figure","id":"m1","kind":"percent","role":"change","rule":"money.sign","start":23,"text":"34%","unit":"percent","value":"34"}"#
        );
        assert!(
            keys(11)
                .contains(r#""entity":"e4","id":"m12","kind":"company","name":"Daily Paper","role":"media_source""#)
        );
        assert_eq!(value["mentions"][7]["speaker"]["name"], "Ann Example; Café Noir SA");
        assert_eq!(value["facts"][0]["arguments"].to_string(), r#"{"buyer":"m5","price":["m2","m3"],"target":"m6"}"#);
    }

    #[test]
    fn a_list_of_kinds_leaves_no_reference_open() {
        for (list, entities, facts) in [
            ("money", vec![], vec!["acquisition"]),
            ("unit", vec!["e1", "e2"], vec!["acquisition"]),
            ("quotation", vec!["e1", "e3"], vec![]),
            ("percent", vec![], vec!["growth"]),
            ("acquisition", vec!["e1", "e2"], vec!["acquisition"]),
            ("rating", vec![], vec![]),
        ] {
            let value = rendered(WriteOptions { kinds: Kinds::parse(list).unwrap(), ..WriteOptions::default() });
            let of = |key: &str, what: &str| -> Vec<String> {
                value[key].as_array().unwrap().iter().map(|v| v[what].as_str().unwrap().to_owned()).collect()
            };
            assert_eq!(of("entities", "id"), entities, "{list}");
            assert_eq!(of("facts", "kind"), facts, "{list}");
            let known: BTreeSet<String> = of("mentions", "id").into_iter().chain(of("entities", "id")).collect();
            let mut text = value.to_string();
            // The identifiers of the objects themselves count as known; whatever else looks like one must be among them.
            for id in &known {
                text = text.replace(&format!("\"{id}\""), "");
            }
            let open = text.split('"').find(|word| {
                let digits = word.strip_prefix(['m', 'e']);
                digits.is_some_and(|d| !d.is_empty() && d.bytes().all(|b| b.is_ascii_digit()))
            });
            assert_eq!(open, None, "{list}: {text}");
        }
    }

    #[test]
    fn pretty_is_the_same_value() {
        let pretty = WriteOptions { pretty: true, ..WriteOptions::default() };
        assert_eq!(rendered(WriteOptions::default()), rendered(pretty));
    }
}
