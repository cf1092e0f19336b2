//! A web page: its main text, and what it says about itself.
//!
//! The page is scanned once without a tree (`scan.rs`, `outline.rs`): that gives the metadata (`metadata.rs`), the parts
//! that are not the article, and the nesting. Then the main text is found in one of three ways, which
//! [`Article::text_source`] names:
//!
//! - `readability`: the library dom_smoothie, on the page without those parts;
//! - `json-ld`: the `articleBody` that the page gives, where the first finds much less than that;
//! - `linear`: all paragraphs of `<article>`, `<main>` or the page (`linear.rs`), where the first two find nothing, and
//!   for pages that would cost a tree-building parser the square of their size.
//!
//! Paragraphs are separated by a blank line. A line is never dropped for its words.

mod linear;
mod metadata;
mod outline;
mod scan;

use std::panic::{AssertUnwindSafe, catch_unwind};

use dom_smoothie::{Config, Readability, TextMode};

use crate::article::Article;
use crate::error::{Error, ErrorKind, Result};
use outline::Outline;

/// A page that nests deeper is not given to the parser, whose time grows with the square of the depth; the deepest pages
/// of newspapers stay below 100.
const MAX_DEPTH: usize = 512;

/// The same for the number of attributes on one tag.
const MAX_ATTRIBUTES: usize = 1024;

/// The same for the number of elements.
const MAX_ELEMENTS: usize = 200_000;

/// First tags of pages, and of pieces of pages, that lack both a document type and `<html>`.
const FIRST_TAGS: &[&str] = &[
    "head",
    "body",
    "meta",
    "title",
    "link",
    "script",
    "style",
    "p",
    "div",
    "article",
    "section",
    "main",
    "header",
    "h1",
    "h2",
    "span",
    "table",
    "ul",
    "ol",
    "blockquote",
    "strong",
    "b",
    "em",
    "i",
    "a",
    "br",
    "img",
    "figure",
];

/// Whether the beginning of a decoded file is that of a page.
pub(super) fn looks_like(head: &str) -> bool {
    let head = head.trim_start();
    let mut first = head.chars();
    if first.next() != Some('<') || !first.next().is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '!' | '?')) {
        return false;
    }
    let lower = head.to_ascii_lowercase();
    lower.contains("<!doctype html") || lower.contains("<html") || {
        let name = lower[1..].split(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/')).next();
        name.is_some_and(|name| FIRST_TAGS.contains(&name) && lower.contains('>'))
    }
}

/// Whether the beginning of a file is markup of another kind: XML without a declaration, SGML.
pub(super) fn is_other_markup(head: &str) -> bool {
    let head = head.trim_start();
    let mut first = head.chars();
    first.next() == Some('<')
        && first.next().is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '!' | '?'))
        && head.contains("</")
        && !looks_like(head)
}

/// The label that `<meta charset>` or an XML declaration in the first bytes gives the encoding.
pub(super) fn declared_encoding(bytes: &[u8]) -> Option<&[u8]> {
    let head = &bytes[..bytes.len().min(4096)];
    let value = |mut rest: &'_ [u8]| -> Option<(usize, usize)> {
        let whole = rest.len();
        rest = rest.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
        rest = rest.strip_prefix(b"\"").or(rest.strip_prefix(b"'")).unwrap_or(rest);
        let end =
            rest.iter().position(|b| b.is_ascii_whitespace() || matches!(b, b'"' | b'\'' | b';' | b'>' | b'/'))?;
        (end > 0).then_some((whole - rest.len(), end))
    };
    memchr::memchr2_iter(b'c', b'C', head).find_map(|at| {
        let (tag, word) = match &head[at..] {
            word if word.get(..7)?.eq_ignore_ascii_case(b"charset") => (b"<meta".as_slice(), 7),
            word if word.get(..6)?.eq_ignore_ascii_case(b"coding") => (b"<?xml".as_slice(), 6),
            _ => return None,
        };
        let open = memchr::memrchr(b'<', &head[..at])?;
        head[open..].get(..5).filter(|start| start.eq_ignore_ascii_case(tag))?;
        let (start, length) = value(&head[at + word..])?;
        head.get(at + word + start..at + word + start + length)
    })
}

/// The article in a decoded page.
///
/// # Errors
///
/// When no text is found.
pub(super) fn article(html: &str) -> Result<Article> {
    let outline = Outline::new(html);
    let mut meta = metadata::read(&outline);
    let wild = outline.depth > MAX_DEPTH || outline.attributes > MAX_ATTRIBUTES || outline.nodes.len() > MAX_ELEMENTS;
    if outline.cut {
        meta.warnings.push("the page has too many tags; only its beginning was read".to_owned());
    }
    let found = if wild { None } else { readable(&cleaned(html, &outline), &mut meta.warnings) };
    let given = meta.body.take().map(|body| blocks(&body));
    let size = |paragraphs: &[String]| paragraphs.iter().map(String::len).sum::<usize>();
    let (paragraphs, source) = match (found, given) {
        // The text on the page has its paragraphs and its tables; the one in the data counts where the page shows less.
        (Some(found), Some(given)) if size(&found) * 10 < size(&given) * 7 => (given, "json-ld"),
        (Some(found), _) if !found.is_empty() => (found, "readability"),
        (_, Some(given)) if size(&given) > 500 => (given, "json-ld"),
        _ => (linear::paragraphs(&outline), "linear"),
    };
    let body = joined(&paragraphs);
    if body.is_empty() {
        return Err(Error::new(ErrorKind::Record, "no text was found in the page"));
    }
    Ok(Article {
        published: meta.published,
        author: meta.author,
        outlet: meta.outlet,
        url: meta.url,
        language: meta.language,
        text_source: Some(source),
        warnings: meta.warnings,
        ..Article::from_parts(meta.title.as_deref(), &body)
    })
}

/// The page without the parts that are not the article.
fn cleaned(html: &str, outline: &Outline<'_>) -> String {
    let mut out = String::with_capacity(html.len() / 2);
    for (node, kept) in outline.nodes.iter().zip(outline.kept()) {
        if kept {
            out.push_str(&html[node.range.clone()]);
        }
    }
    out
}

/// The paragraphs which the library takes for the main text.
fn readable(html: &str, warnings: &mut Vec<String>) -> Option<Vec<String>> {
    let config = Config {
        text_mode: TextMode::Formatted,
        disable_json_ld: true,
        max_elements_to_parse: MAX_ELEMENTS,
        ..Config::default()
    };
    // The library has panicked on odd pages; one page must not end the run, and there is another way to its text.
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let text = Readability::new(html, None, Some(config)).ok()?.parse().ok()?.text_content;
        Some(blocks(&text))
    }));
    match outcome {
        Ok(found) => found,
        Err(_) => {
            warnings.push("the parser gave up on the page; its paragraphs were taken as they stand".to_owned());
            None
        }
    }
}

/// The paragraphs of a text: what line ends separate, white space made single.
fn blocks(text: &str) -> Vec<String> {
    text.lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|line| !line.is_empty())
        .collect()
}

/// Paragraphs with a blank line between. A long one that has been there before, as pages repeat their teasers, is left out.
fn joined(paragraphs: &[String]) -> String {
    const LONG: usize = 60;
    let mut seen = std::collections::HashSet::new();
    let mut out = String::with_capacity(paragraphs.iter().map(|paragraph| paragraph.len() + 2).sum());
    for paragraph in paragraphs {
        if paragraph.len() >= LONG && !seen.insert(paragraph.as_str()) {
            continue;
        }
        if !out.is_empty() {
            out.push_str("\n\n");
        }
        out.push_str(paragraph);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: &str =
        "Profit at the company rose by 5% to $12m in the year to March, it said on Tuesday in a statement.";
    const SECOND: &str =
        "“It makes sense,” said the chief executive, who expects costs to fall to £3m by the end of next year.";

    fn page(body: &str) -> String {
        format!("<!doctype html><html lang=en><head><title>Profit up</title></head><body>{body}</body></html>")
    }

    #[test]
    fn a_page_is_known_by_its_beginning() {
        for head in [
            "<!DOCTYPE HTML>",
            " \n<html>",
            "<!-- saved --><html lang=en>",
            "<?xml version='1.0'?><html>",
            "<head><meta ",
        ] {
            assert!(looks_like(head), "{head}");
        }
        for head in
            ["", "The tag <html> is", "<nitf><head>", "<?xml version='1.0'?><nitf><head>", "< 5% of <html> pages"]
        {
            assert!(!looks_like(head), "{head}");
        }
    }

    #[test]
    fn the_declared_encoding_is_found() {
        assert_eq!(declared_encoding(b"<meta charset=\"Windows-1252\">"), Some(b"Windows-1252".as_slice()));
        let equiv = b"<META http-equiv=Content-Type content=\"text/html; charset = shift_jis\">";
        assert_eq!(declared_encoding(equiv), Some(b"shift_jis".as_slice()));
        assert_eq!(declared_encoding(b"<?xml version='1.0' encoding='iso-8859-1'?>"), Some(b"iso-8859-1".as_slice()));
        assert_eq!(declared_encoding(b"<p>charset=utf-16</p><meta name=x>"), None);
        assert_eq!(declared_encoding(b"<meta charset="), None);
    }

    #[test]
    fn paragraphs_are_separated_and_clutter_is_dropped() {
        let html = page(&format!(
            "<nav>Home Markets</nav><article><h1>Profit up</h1><div class=share>Share: 5%</div><p>{FIRST}</p><p>{SECOND}</p>\
             <p>{FIRST}</p></article><footer>Contact</footer>"
        ));
        let article = article(&html).unwrap();
        assert_eq!(article.title.as_deref(), Some("Profit up"));
        assert_eq!(article.text, format!("Profit up\n\n{FIRST}\n\n{SECOND}"), "the repeated paragraph stands once");
        assert_eq!(article.body(), format!("{FIRST}\n\n{SECOND}"));
        assert_eq!((article.language.as_deref(), article.text_source), (Some("en"), Some("readability")));
    }

    #[test]
    fn the_body_in_the_data_counts_where_the_page_shows_less() {
        let body = format!("{FIRST}\\n\\n{SECOND}\\n\\n").repeat(1)
            + &"One more sentence of the article, longer than the teaser. ".repeat(10);
        let html = page(&format!(
            "<script type=application/ld+json>{{\"@type\": \"NewsArticle\", \"articleBody\": \"{body}\"}}</script><p>{FIRST}</p>"
        ));
        let article = article(&html).unwrap();
        assert_eq!(article.text_source, Some("json-ld"));
        assert!(article.body().starts_with(&format!("{FIRST}\n\n{SECOND}\n\nOne more")));
    }

    #[test]
    fn wild_pages_take_the_linear_way_quickly() {
        let started = std::time::Instant::now();
        for wild in [
            format!("{}<p>{FIRST}</p>", "<div>".repeat(50_000)),
            format!("<p {}>{FIRST}</p>", (0..20_000).map(|i| format!("a{i}=1 ")).collect::<String>()),
            format!("{}<p>{FIRST}</p>", "<i></p>".repeat(50_000)),
            format!("<p>{FIRST}</p>{}", "<nav>".repeat(100_000)),
        ] {
            let article = article(&page(&wild)).unwrap();
            assert_eq!((article.body(), article.text_source), (FIRST, Some("linear")));
        }
        assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
    }

    #[test]
    fn a_page_without_text_is_an_error() {
        assert_eq!(article(&page("<img src=x>")).unwrap_err().to_string(), "no text was found in the page");
    }
}
