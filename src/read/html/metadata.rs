//! What a page says about itself: JSON-LD of news articles, `<meta>`, `<link rel=canonical>`, `<html lang>`, `<title>`.
//!
//! JSON-LD is read here and not by the library that finds the main text, as it passes over blocks without `@context`.

use serde_json::Value;

use super::linear::entities;
use super::outline::Outline;
use super::scan::{Piece, attribute, is_in};
use crate::read::dates;

/// What was found, each by the best source that has it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Metadata {
    pub(super) title: Option<String>,
    pub(super) published: Option<String>,
    pub(super) author: Option<String>,
    pub(super) outlet: Option<String>,
    pub(super) url: Option<String>,
    pub(super) language: Option<String>,
    /// `articleBody` of the JSON-LD.
    pub(super) body: Option<String>,
    pub(super) warnings: Vec<String>,
}

/// `<meta>` names (of `property`, `name` and `itemprop`) by what they hold, the most reliable first.
const TITLE: &[&str] = &["og:title", "twitter:title", "dc.title", "parsely-title", "sailthru.title"];
const PUBLISHED: &[&str] = &[
    "article:published_time",
    "article:published",
    "og:published_time",
    "datepublished",
    "parsely-pub-date",
    "publish-date",
    "publishdate",
    "publication_date",
    "pubdate",
    "sailthru.date",
    "dc.date.issued",
    "dc.date",
    "dcterms.date",
    "date",
];
const AUTHOR: &[&str] = &["author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "byl"];
const OUTLET: &[&str] = &["og:site_name", "application-name", "publisher", "dc.publisher", "article:publisher"];
const URL: &[&str] = &["og:url", "parsely-link", "twitter:url"];
const LANGUAGE: &[&str] = &["og:locale", "content-language", "dc.language", "inlanguage"];

/// Reads the metadata of a page.
pub(super) fn read(outline: &Outline<'_>) -> Metadata {
    let mut found = Metadata::default();
    let mut metas: Vec<(&str, &str)> = Vec::new();
    let (mut title, mut heading, mut canonical, mut language, mut time) = (None, None, None, None, None);
    for (index, node) in outline.nodes.iter().enumerate() {
        match node.piece {
            Piece::Raw { name, attributes, content } if name.eq_ignore_ascii_case("script") => {
                let kind = attribute(attributes, "type").unwrap_or("");
                let linked = kind.trim().to_ascii_lowercase().starts_with("application/ld+json");
                if let Some(json) = linked.then(|| parse(content)).flatten() {
                    linked_data(&json, &json, &mut found, 0);
                }
            }
            Piece::Raw { name, content, .. } if name.eq_ignore_ascii_case("title") => {
                title = title.or_else(|| clean(content));
            }
            Piece::Open { name, attributes } if name.eq_ignore_ascii_case("meta") => {
                let key =
                    ["property", "name", "itemprop", "http-equiv"].iter().find_map(|key| attribute(attributes, key));
                if let (Some(key), Some(content)) = (key, attribute(attributes, "content")) {
                    metas.push((key.trim(), content));
                }
            }
            Piece::Open { name, attributes } if name.eq_ignore_ascii_case("link") => {
                let is_canonical =
                    attribute(attributes, "rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical"));
                let address = attribute(attributes, "href").filter(|_| is_canonical);
                canonical = canonical.or_else(|| address.and_then(clean));
            }
            Piece::Open { name, attributes } if name.eq_ignore_ascii_case("html") => {
                let stated = attribute(attributes, "lang").or_else(|| attribute(attributes, "xml:lang"));
                language = language.or_else(|| stated.and_then(clean));
            }
            Piece::Open { name, attributes } if name.eq_ignore_ascii_case("time") => {
                time = time.or_else(|| attribute(attributes, "datetime").and_then(clean));
            }
            Piece::Open { name, .. } if name.eq_ignore_ascii_case("h1") && heading.is_none() && node.close > index => {
                let texts = outline.nodes[index..node.close].iter().filter_map(|node| match node.piece {
                    Piece::Text(text) => Some(text),
                    _ => None,
                });
                heading = clean(&texts.collect::<String>());
            }
            _ => {}
        }
    }
    let meta = |names: &[&str]| {
        names.iter().find_map(|wanted| {
            let mut same = metas.iter().filter(|(key, _)| key.eq_ignore_ascii_case(wanted));
            same.find_map(|(_, content)| clean(content))
        })
    };
    found.title = found.title.or_else(|| meta(TITLE));
    // A page title is often `headline | outlet`; where the heading is a part of it, the heading is the headline.
    found.title = match (found.title.or(title), heading) {
        (Some(title), Some(heading)) if title.contains(&heading) && heading.len() > 15 => Some(heading),
        (title, heading) => title.or(heading),
    };
    let stated = found.published.take().or_else(|| meta(PUBLISHED)).or(time);
    found.published = stated.as_deref().and_then(dates::normalise);
    if let (Some(stated), None) = (stated, &found.published) {
        let shown: String = stated.chars().take(48).collect();
        found.warnings.push(format!("the publication time `{shown}` is not understood"));
    }
    let is_name = |name: &String| !name.starts_with("http://") && !name.starts_with("https://");
    found.author = found.author.or_else(|| meta(AUTHOR)).filter(is_name);
    found.outlet = found.outlet.or_else(|| meta(OUTLET)).filter(is_name);
    let absolute = |url: &String| url.starts_with("http://") || url.starts_with("https://");
    found.url = canonical.filter(absolute).or_else(|| meta(URL)).or(found.url).filter(absolute);
    found.language = language.or(found.language).or_else(|| meta(LANGUAGE)).map(|tag| tag.replace('_', "-"));
    found
}

/// Parses a block, forgiving what is often wrong with it: comment and CDATA marks around it, raw line ends in strings.
fn parse(content: &str) -> Option<Value> {
    let inner =
        content.trim().trim_start_matches("<!--").trim_start_matches("//<![CDATA[").trim_start_matches("<![CDATA[");
    let inner =
        inner.trim_end_matches("-->").trim_end_matches("//]]>").trim_end_matches("]]>").trim().trim_end_matches(';');
    serde_json::from_str(inner).ok().or_else(|| {
        let spaced: String = inner.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        serde_json::from_str(&spaced).ok()
    })
}

/// Looks for articles in lists, graphs and pages. The parser limits the nesting of JSON, and with it the recursion.
fn linked_data(json: &Value, page: &Value, found: &mut Metadata, depth: usize) {
    match json {
        Value::Array(items) => items.iter().for_each(|item| linked_data(item, page, found, depth + 1)),
        Value::Object(fields) => {
            if is_article(&fields.get("@type").cloned().unwrap_or_default()) {
                article(fields, page, found);
            }
            for key in ["@graph", "mainEntity", "mainEntityOfPage", "itemListElement"] {
                if let Some(inner @ (Value::Array(_) | Value::Object(_))) = fields.get(key).filter(|_| depth < 8) {
                    linked_data(inner, page, found, depth + 1);
                }
            }
        }
        _ => {}
    }
}

fn is_article(kind: &Value) -> bool {
    match kind {
        Value::String(kind) => {
            let kind = kind.rsplit(['/', ':']).next().unwrap_or_default();
            kind.ends_with("Article")
                || is_in(kind, &["blogposting", "liveblogposting", "report", "socialmediaposting"])
        }
        Value::Array(kinds) => kinds.iter().any(is_article),
        _ => false,
    }
}

fn article(fields: &serde_json::Map<String, Value>, page: &Value, found: &mut Metadata) {
    let text = |key: &str| fields.get(key).and_then(|value| names(value, page));
    let set = |slot: &mut Option<String>, value: Option<String>| {
        if slot.is_none() {
            *slot = value;
        }
    };
    set(&mut found.title, text("headline").or_else(|| text("name")));
    set(&mut found.published, text("datePublished").or_else(|| text("dateCreated")));
    set(&mut found.author, text("author").or_else(|| text("creator")));
    set(&mut found.outlet, text("publisher").or_else(|| text("sourceOrganization")));
    set(&mut found.url, text("url").or_else(|| text("mainEntityOfPage")));
    set(&mut found.language, text("inLanguage"));
    if let Some(Value::String(body)) = fields.get("articleBody") {
        set(&mut found.body, Some(body.replace('\0', "\u{fffd}")));
    }
}

/// A string, the name (or address) of an object, or the names in a list. An object that only refers to another one of the
/// same block (`{"@id": …}`) has the name of that one.
fn names(value: &Value, page: &Value) -> Option<String> {
    match value {
        Value::String(text) => clean(text),
        Value::Object(fields) => {
            let text = |key: &str| fields.get(key).and_then(Value::as_str);
            let id = text("@id");
            let named = text("name").or_else(|| text("@value")).or_else(|| named(page, id?));
            named.or(id).or_else(|| text("alternateName")).and_then(clean)
        }
        Value::Array(items) => {
            let all: Vec<String> =
                items.iter().filter(|item| !item.is_array()).filter_map(|item| names(item, page)).collect();
            (!all.is_empty()).then(|| all.join(", "))
        }
        _ => None,
    }
}

/// The name of the object with an identifier, among those that a block lists.
fn named<'p>(page: &'p Value, id: &str) -> Option<&'p str> {
    let listed = |list: &'p Value| {
        let same = list
            .as_array()?
            .iter()
            .take(1000)
            .find(|item| item["@id"].as_str() == Some(id) && item["name"].is_string());
        same.and_then(|item| item["name"].as_str())
    };
    listed(page).or_else(|| listed(page.get("@graph")?))
}

/// One line without entities, or nothing.
fn clean(text: &str) -> Option<String> {
    let text = entities(text).replace('\0', "\u{fffd}").split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn linked_data_in_a_graph_comes_first() {
        let html = r#"<html lang="en-GB"><head><title>Profit up at Acme &amp; Co | The Paper</title>
            <meta property="og:title" content="Profit up!"><meta name=author content="Someone else">
            <link rel="canonical" href="https://paper.example/profit">
            <script type="application/ld+json">{"@graph": [{"@type": "WebPage", "name": "x"},
              {"@type": ["NewsArticle"], "headline": "Profit up at Acme &amp; Co", "datePublished": "2019-01-02T03:04:05Z",
               "author": [{"@id": "a1"}, {"name": "B. Writer"}], "publisher": {"name": "The Paper"}},
              {"@type": "Person", "@id": "a1", "name": "A. Writer"}]}</script>"#;
        assert_eq!(
            read(&Outline::new(html)),
            Metadata {
                title: Some("Profit up at Acme & Co".into()),
                published: Some("2019-01-02T03:04:05Z".into()),
                author: Some("A. Writer, B. Writer".into()),
                outlet: Some("The Paper".into()),
                url: Some("https://paper.example/profit".into()),
                language: Some("en-GB".into()),
                ..Metadata::default()
            }
        );
    }

    #[test]
    fn meta_tags_and_the_title_do_without_linked_data() {
        let html = r#"<title>Oil prices fall sharply | The Paper</title><meta itemprop=datePublished content="soon">
            <meta property="og:locale" content="en_US"><h1>Oil prices <em>fall</em> sharply</h1>
            <script type="application/ld+json">{"@type": "NewsArticle", broken</script>"#;
        let found = read(&Outline::new(html));
        assert_eq!(found.title.as_deref(), Some("Oil prices fall sharply"));
        assert_eq!(found.language.as_deref(), Some("en-US"));
        assert_eq!(found.warnings, ["the publication time `soon` is not understood"]);
    }
}
