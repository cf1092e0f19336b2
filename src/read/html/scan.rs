//! A linear scan over the tags of a page: no tree, no corrections, one pass whatever the page looks like.
//!
//! It serves what must be cheap and must not fail: measuring nesting before a parser is let loose, reading `<meta>` and
//! JSON-LD, leaving out parts by their tags, and the text of pages that are too wild for a parser.

/// What stands between two tags, or a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'h> {
    /// `<name attributes>`
    Open {
        /// As written.
        name: &'h str,
        /// Everything between the name and the `>`.
        attributes: &'h str,
    },
    /// `</name>`
    Close {
        /// As written.
        name: &'h str,
    },
    /// Characters with their entities still in place.
    Text(&'h str),
    /// The content of an element in which tags do not count: script, style, title and the like.
    Raw {
        /// The element.
        name: &'h str,
        /// Its attributes.
        attributes: &'h str,
        /// What stands in it.
        content: &'h str,
    },
}

/// Elements whose content is not markup.
const RAW: &[&str] = &["script", "style", "title", "textarea", "xmp", "noembed", "noframes", "iframe"];

/// The pieces of a page, each with the byte range it covers. Comments and declarations are left out.
pub(super) struct Scan<'h> {
    html: &'h str,
    at: usize,
}

impl<'h> Scan<'h> {
    pub(super) fn new(html: &'h str) -> Self {
        Self { html, at: 0 }
    }

    /// The position after the `>` that ends the tag begun at `from`, minding quotation marks. What is never closed runs to
    /// the end, as in browsers; this also keeps the scan linear.
    fn tag_end(&self, from: usize) -> usize {
        let bytes = self.html.as_bytes();
        let mut at = from;
        while let Some(found) = memchr::memchr3(b'>', b'"', b'\'', &bytes[at..]) {
            at += found;
            match bytes[at] {
                b'>' => return at + 1,
                // A quotation mark counts only where a value begins, not in `<p it's>`.
                quote if bytes[..at].trim_ascii_end().last() == Some(&b'=') => {
                    match memchr::memchr(quote, &bytes[at + 1..]) {
                        Some(close) => at += close + 2,
                        None => return bytes.len(),
                    }
                }
                _ => at += 1,
            }
        }
        bytes.len()
    }

    /// The start of `</name` at or after `from`, or the end.
    fn raw_end(&self, name: &str, from: usize) -> usize {
        let bytes = self.html.as_bytes();
        memchr::memmem::find_iter(&bytes[from..], b"</")
            .map(|found| from + found)
            .find(|at| {
                bytes.get(at + 2..at + 2 + name.len()).is_some_and(|end| end.eq_ignore_ascii_case(name.as_bytes()))
            })
            .unwrap_or(bytes.len())
    }
}

impl<'h> Iterator for Scan<'h> {
    type Item = (Piece<'h>, std::ops::Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        let bytes = self.html.as_bytes();
        while self.at < bytes.len() {
            let start = self.at;
            match (bytes[start], bytes.get(start + 1)) {
                (b'<', Some(b'!' | b'?')) => {
                    self.at = if bytes[start..].starts_with(b"<!--") {
                        let close = memchr::memmem::find(&bytes[start + 4..], b"-->");
                        close.map_or(bytes.len(), |at| start + 4 + at + 3)
                    } else {
                        memchr::memchr(b'>', &bytes[start..]).map_or(bytes.len(), |at| start + at + 1)
                    };
                }
                (b'<', Some(b'/')) => {
                    let end = memchr::memchr(b'>', &bytes[start..]).map_or(bytes.len(), |at| start + at + 1);
                    self.at = end;
                    let name = name_at(self.html, start + 2);
                    return Some((Piece::Close { name }, start..end));
                }
                (b'<', Some(letter)) if letter.is_ascii_alphabetic() => {
                    let name = name_at(self.html, start + 1);
                    let from = start + 1 + name.len();
                    let end = self.tag_end(from);
                    let attributes = self.html[from..end].strip_suffix('>').unwrap_or(&self.html[from..end]);
                    if is_in(name, RAW) {
                        let close = self.raw_end(name, end);
                        let content = &self.html[end..close];
                        self.at = memchr::memchr(b'>', &bytes[close..]).map_or(bytes.len(), |at| close + at + 1);
                        return Some((Piece::Raw { name, attributes, content }, start..self.at));
                    }
                    self.at = end;
                    return Some((Piece::Open { name, attributes }, start..end));
                }
                _ => {
                    // A `<` that begins no tag is text.
                    let mut end = start + 1;
                    while let Some(found) = memchr::memchr(b'<', &bytes[end..]) {
                        end += found;
                        if bytes
                            .get(end + 1)
                            .is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'/' | b'!' | b'?'))
                        {
                            break;
                        }
                        end += 1;
                    }
                    if memchr::memchr(b'<', &bytes[end.min(bytes.len())..]).is_none() {
                        end = bytes.len();
                    }
                    self.at = end;
                    return Some((Piece::Text(&self.html[start..end]), start..end));
                }
            }
        }
        None
    }
}

fn name_at(html: &str, from: usize) -> &str {
    let rest = &html[from..];
    let end = rest.find(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/')).unwrap_or(rest.len());
    &rest[..end]
}

/// Whether `name` is in a list of lower-case names.
pub(super) fn is_in(name: &str, list: &[&str]) -> bool {
    list.iter().any(|other| other.eq_ignore_ascii_case(name))
}

/// The value of one attribute, with entities in place; empty for one without a value.
pub(super) fn attribute<'h>(attributes: &'h str, wanted: &str) -> Option<&'h str> {
    let mut rest = attributes;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if rest.is_empty() {
            return None;
        }
        let end = rest.find(|c: char| c.is_ascii_whitespace() || matches!(c, '=' | '/')).unwrap_or(rest.len());
        // A stray `=` is passed over as a name of its own.
        let (name, after) = rest.split_at(end.max(1).min(rest.len()));
        let after_name = after.trim_ascii_start();
        let mut value = "";
        rest = after;
        if let Some(given) = after_name.strip_prefix('=') {
            let given = given.trim_ascii_start();
            (value, rest) = match given.as_bytes().first() {
                Some(&quote @ (b'"' | b'\'')) => {
                    let inner = &given[1..];
                    let close = memchr::memchr(quote, inner.as_bytes()).unwrap_or(inner.len());
                    (&inner[..close], inner.get(close + 1..).unwrap_or(""))
                }
                _ => given.split_at(given.find(|c: char| c.is_ascii_whitespace()).unwrap_or(given.len())),
            };
        }
        if name.eq_ignore_ascii_case(wanted) {
            return Some(value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pieces(html: &str) -> Vec<Piece<'_>> {
        Scan::new(html).map(|(piece, _)| piece).collect()
    }

    #[test]
    fn tags_text_and_raw_elements() {
        assert_eq!(
            pieces("<!-- <b> --><P class=\"a>b\">5 < 6 &amp; <b>up</B><script a=1>if (a<b) {}</SCRIPT >"),
            [
                Piece::Open { name: "P", attributes: " class=\"a>b\"" },
                Piece::Text("5 < 6 &amp; "),
                Piece::Open { name: "b", attributes: "" },
                Piece::Text("up"),
                Piece::Close { name: "B" },
                Piece::Raw { name: "script", attributes: " a=1", content: "if (a<b) {}" },
            ]
        );
        assert_eq!(pieces("a < b <"), [Piece::Text("a < b <")]);
    }

    #[test]
    fn what_is_not_closed_runs_to_the_end() {
        assert_eq!(pieces("<a b=\"").len(), 1);
        assert_eq!(pieces("<!-- x"), []);
        assert_eq!(pieces("<title>x"), [Piece::Raw { name: "title", attributes: "", content: "x" }]);
        assert_eq!(pieces("<p it's><b>").len(), 2);
    }

    #[test]
    fn attributes_in_every_spelling() {
        let attributes = " a=1 B = 'two words' c data-x=\"3\"/";
        assert_eq!(attribute(attributes, "a"), Some("1"));
        assert_eq!(attribute(attributes, "b"), Some("two words"));
        assert_eq!(attribute(attributes, "c"), Some(""));
        assert_eq!(attribute(attributes, "data-x"), Some("3"));
        assert_eq!(attribute(attributes, "x"), None);
        assert_eq!(attribute("===", "x"), None);
    }

    proptest! {
        #[test]
        fn any_page_is_survived(html in "(<|>|/|!|-|=|\"|'| |a|p|script|title|€|&){0,60}") {
            let mut end = 0;
            for (piece, range) in Scan::new(&html) {
                prop_assert!(range.start >= end && range.end > range.start);
                end = range.end;
                if let Piece::Open { attributes, .. } = piece {
                    attribute(attributes, "x");
                }
            }
        }
    }
}
