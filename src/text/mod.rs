//! The text floor: one [`Document`] per article, the only view of it that rules and extractors get.
//!
//! A document holds tokens, sentences, paragraphs with their sections (headline, dateline, byline, body, table, boilerplate)
//! and the pairs of quotation marks. Words that steer the cut (abbreviations, page furniture) come in as [`Conventions`],
//! which the rule set reads from its lexicons: this floor knows no language.

mod conventions;
mod marks;
mod structure;
mod token;

pub use conventions::{Conventions, Furniture, Stop};
pub use marks::Quoted;
pub use structure::{Paragraph, Section, Sentence};
pub use token::{Case, Gap, Token, TokenKind, fold_char, fold_eq, fold_hash, same_print, tokenize};

use crate::article::Article;
use crate::span::Span;

/// One article, cut up.
#[derive(Debug)]
pub struct Document<'a> {
    /// The article.
    pub article: &'a Article,
    /// Its text, in which all spans count.
    pub text: &'a str,
    /// Tokens in order.
    pub tokens: Vec<Token>,
    /// Sentences in order; none crosses a paragraph.
    pub sentences: Vec<Sentence>,
    /// Paragraphs in order.
    pub paragraphs: Vec<Paragraph>,
    /// Pairs of quotation marks in order of their opening mark.
    pub quoted: Vec<Quoted>,
}

impl<'a> Document<'a> {
    /// Cuts an article up. Never fails; takes time linear in the length of the text.
    #[must_use]
    pub fn new(article: &'a Article, conventions: &Conventions) -> Self {
        let text = article.text.as_str();
        let mut tokens = Vec::new();
        tokenize(text, &mut tokens);
        let paragraphs = structure::paragraphs(article, &mut tokens, conventions);
        let sentences = structure::sentences(text, &tokens, &paragraphs, conventions);
        let quoted = marks::pair(text, &tokens, &paragraphs);
        Self { article, text, tokens, sentences, paragraphs, quoted }
    }

    /// Text of a token; empty beyond the end.
    #[must_use]
    pub fn word(&self, token: usize) -> &'a str {
        self.tokens.get(token).map_or("", |t| t.of(self.text))
    }

    /// Byte span of a range of tokens; the range must not be empty.
    #[must_use]
    pub fn span(&self, start: usize, end: usize) -> Span {
        Span { start: self.tokens[start].start, end: self.tokens[end.max(start + 1) - 1].end }
    }

    /// Index of the sentence that holds a token.
    #[must_use]
    pub fn sentence_of(&self, token: usize) -> usize {
        self.sentences.partition_point(|s| s.end as usize <= token).min(self.sentences.len().saturating_sub(1))
    }

    /// Index of the paragraph that holds a token.
    #[must_use]
    pub fn paragraph_of(&self, token: usize) -> usize {
        self.paragraphs.partition_point(|p| p.end as usize <= token).min(self.paragraphs.len().saturating_sub(1))
    }

    /// Index of the first token that starts at or after a byte.
    #[must_use]
    pub fn token_at(&self, byte: u32) -> usize {
        self.tokens.partition_point(|t| t.start < byte)
    }

    /// The headline's span, if the article has one.
    #[must_use]
    pub fn headline(&self) -> Option<Span> {
        let p = self.paragraphs.iter().find(|p| p.section == Section::Headline)?;
        Some(self.span(p.start as usize, p.end as usize))
    }
}
