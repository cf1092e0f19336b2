//! An article as it comes out of a reader: plain values, no behaviour beyond its identity.

use std::sync::Arc;

use xxhash_rust::xxh3::Xxh3;

/// Where a record was found: enough to find it again and to name it in a message.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Location {
    /// Path or URL of the input as given; `-` is standard input. Shared by all records of the input.
    pub uri: Arc<str>,
    /// Number of the record inside the input, counted from 1.
    pub record: u64,
    /// Byte offset of the record in the (decompressed) input.
    pub offset: u64,
}

impl std::fmt::Display for Location {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: record {} (byte {})", self.uri, self.record, self.offset)
    }
}

/// One news article.
///
/// `text` is what extraction reads and what spans count in. Where the input keeps the title apart from the body (JSONL,
/// HTML), `text` is the title, a blank line, and the body, and `body_start` says where the body begins; the writer then
/// reports each mention in its own field with offsets into that field. Where the title is the first line of the text
/// itself, `body_start` is 0.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Article {
    /// Where it was read.
    pub location: Location,
    /// The identifier which the input gives it, if any.
    pub native_id: Option<String>,
    /// The title as given, or the first line of a plain text.
    pub title: Option<String>,
    /// What is extracted from; see above.
    pub text: String,
    /// Byte in `text` where the body starts when the title was put before it, else 0.
    pub body_start: u32,
    /// Publication time as ISO 8601 (date or date and time), where the input states it in a form that is understood.
    pub published: Option<String>,
    /// Author as printed.
    pub author: Option<String>,
    /// Name or host of the outlet.
    pub outlet: Option<String>,
    /// Canonical address.
    pub url: Option<String>,
    /// Language tag if the input states it.
    pub language: Option<String>,
    /// Character encoding of the input, and how it was decided, where it is not plain UTF-8: `windows-1252 (declared)`,
    /// `shift_jis (guessed)`, `utf-16le (byte order mark)`.
    pub encoding: Option<String>,
    /// How the main text was found where the input does not mark it: for HTML `readability`, `json-ld` or `linear`.
    pub text_source: Option<&'static str>,
    /// Trouble met while reading, to be reported with the article's facts.
    pub warnings: Vec<String>,
}

impl Article {
    /// An article from a title and a body that are kept apart.
    #[must_use]
    pub fn from_parts(title: Option<&str>, body: &str) -> Self {
        match title.map(str::trim).filter(|t| !t.is_empty()) {
            Some(title) => {
                let mut text = String::with_capacity(title.len() + 2 + body.len());
                text.push_str(title);
                text.push_str("\n\n");
                let body_start = text.len() as u32;
                text.push_str(body);
                Self { title: Some(title.to_owned()), text, body_start, ..Self::default() }
            }
            None => Self { text: body.to_owned(), ..Self::default() },
        }
    }

    /// An article from one plain text whose first line with letters is its title.
    #[must_use]
    pub fn from_text(text: impl Into<String>) -> Self {
        let text = text.into();
        let title = text.lines().map(str::trim).find(|line| line.chars().any(char::is_alphabetic)).map(str::to_owned);
        Self { title, text, ..Self::default() }
    }

    /// The body, without the title if that is kept apart.
    #[must_use]
    pub fn body(&self) -> &str {
        self.text.get(self.body_start as usize..).unwrap_or("")
    }

    /// The identifier: 32 hexadecimal digits, the 128-bit XXH3 of native id (or URL) and text, each closed by a zero byte.
    ///
    /// It is a promise of the format: the same article gets the same identifier in every run, whatever file it is read from.
    #[must_use]
    pub fn id(&self) -> String {
        let mut hash = Xxh3::new();
        hash.update(self.native_id.as_deref().or(self.url.as_deref()).unwrap_or("").as_bytes());
        hash.update(&[0]);
        hash.update(self.text.as_bytes());
        hash.update(&[0]);
        format!("{:032x}", hash.digest128())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_apart_title_stands_before_the_body() {
        let article = Article::from_parts(Some(" Profit up "), "It rose.");
        assert_eq!(article.text, "Profit up\n\nIt rose.");
        assert_eq!(article.body(), "It rose.");
    }

    #[test]
    fn the_identifier_is_stable() {
        let article = Article::from_parts(None, "It rose.");
        assert_eq!(article.id(), article.clone().id());
        assert_eq!(article.id().len(), 32);
        let named = Article { native_id: Some("7".into()), ..article.clone() };
        assert_ne!(article.id(), named.id());
    }

    #[test]
    fn the_title_of_a_text_is_its_first_line_with_letters() {
        let article = Article::from_text("\n---\n  Shares fall\n\nBody.");
        assert_eq!(article.title.as_deref(), Some("Shares fall"));
        assert_eq!(article.body_start, 0);
    }
}
