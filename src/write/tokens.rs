//! Token indices for any Hugging Face tokenizer: which tokens of a model cover a mention.
//!
//! Title and body are tokenized each on its own, without special tokens, truncation or padding, so that index 0 is the
//! first token of the field's text. The crate counts offsets in bytes here (its Python side counts characters), just as
//! spans do, so nothing is converted.

use std::fmt;
use std::path::Path;

use tokenizers::Tokenizer;

use super::place::{Fields, Place};
use crate::error::{Error, ErrorKind, Result};

/// A loaded tokenizer.
pub struct Tokens {
    tokenizer: Tokenizer,
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens").finish_non_exhaustive()
    }
}

impl Tokens {
    /// Loads a `tokenizer.json`.
    ///
    /// # Errors
    /// When the file cannot be read or does not describe a tokenizer.
    pub fn load(path: &Path) -> Result<Self> {
        let failed = |cause: Box<dyn std::error::Error + Send + Sync>| {
            Error::caused(ErrorKind::Usage, format!("loading tokenizer {}", path.display()), cause)
        };
        let bytes = std::fs::read(path).map_err(|error| failed(error.into()))?;
        let tokenizer = Tokenizer::from_bytes(bytes).map_err(failed)?;
        Self::new(tokenizer).map_err(|error| error.context(format!("loading tokenizer {}", path.display())))
    }

    /// Takes a tokenizer that is there already.
    ///
    /// # Errors
    /// When the tokenizer refuses to work without truncation.
    pub fn new(mut tokenizer: Tokenizer) -> Result<Self> {
        tokenizer
            .with_truncation(None)
            .map_err(|cause| Error::caused(ErrorKind::Usage, "switching truncation off", cause))?
            .with_padding(None);
        Ok(Self { tokenizer })
    }

    pub(super) fn of_fields(&self, fields: &Fields<'_>) -> Result<TokenSpans> {
        Ok(TokenSpans { title: self.encode(fields.title())?, body: self.encode(fields.body())? })
    }

    fn encode(&self, text: &str) -> Result<FieldTokens> {
        if text.is_empty() {
            return Ok(FieldTokens::default());
        }
        let encoding = self
            .tokenizer
            .encode(text, false)
            .map_err(|cause| Error::caused(ErrorKind::Record, "the tokenizer failed", cause))?;
        Ok(FieldTokens::new(encoding.get_offsets()))
    }
}

/// Tokens of both fields of one article.
#[derive(Debug)]
pub(super) struct TokenSpans {
    pub(super) title: FieldTokens,
    pub(super) body: FieldTokens,
}

impl TokenSpans {
    /// Half-open range of the tokens that cover a place; none when no token touches it.
    pub(super) fn cover(&self, place: &Place<'_>) -> Option<(usize, usize)> {
        let field = if place.in_title { &self.title } else { &self.body };
        field.cover(place.bytes.start, place.bytes.end)
    }
}

/// Tokens of one text.
#[derive(Debug, Default)]
pub(super) struct FieldTokens {
    /// Number of tokens.
    pub(super) count: usize,
    /// Tokens that stand for some text.
    spans: Vec<TokenSpan>,
}

#[derive(Debug, Clone, Copy)]
struct TokenSpan {
    index: usize,
    // Tokens which share one character (the bytes of an emoji) have the same span, and a normaliser may shift some out of
    // order. Bounding each end by the tokens before and each start by the tokens behind makes both rise, for searching.
    end_so_far: usize,
    start_from_here: usize,
}

impl FieldTokens {
    fn new(offsets: &[(usize, usize)]) -> Self {
        let mut spans = Vec::with_capacity(offsets.len());
        let mut end_so_far = 0;
        for (index, &(start, end)) in offsets.iter().enumerate() {
            // A token without text, such as a word-start sign put before the first word, covers nothing.
            if start < end {
                end_so_far = end_so_far.max(end);
                spans.push(TokenSpan { index, end_so_far, start_from_here: start });
            }
        }
        let mut least = usize::MAX;
        for span in spans.iter_mut().rev() {
            least = least.min(span.start_from_here);
            span.start_from_here = least;
        }
        Self { count: offsets.len(), spans }
    }

    fn cover(&self, start: usize, end: usize) -> Option<(usize, usize)> {
        let first = self.spans.partition_point(|token| token.end_so_far <= start);
        let behind = self.spans.partition_point(|token| token.start_from_here < end);
        (first < behind).then(|| (self.spans[first].index, self.spans[behind - 1].index + 1))
    }
}

#[cfg(test)]
mod tests {
    use tokenizers::models::wordlevel::WordLevel;
    use tokenizers::normalizers::{BertNormalizer, NormalizerWrapper};
    use tokenizers::pre_tokenizers::PreTokenizerWrapper;
    use tokenizers::pre_tokenizers::bert::BertPreTokenizer;
    use tokenizers::pre_tokenizers::byte_level::ByteLevel;
    use tokenizers::pre_tokenizers::metaspace::{Metaspace, PrependScheme};
    use tokenizers::pre_tokenizers::whitespace::Whitespace;

    use super::*;

    const TEXT: &str = "Ümsatz 😀 stieg um 5,6 Mrd. € (US$5.6bn) – 34 %";

    fn words(pre_tokenizer: impl Into<PreTokenizerWrapper>) -> Tokenizer {
        let model = WordLevel::builder()
            .vocab([("[UNK]".to_owned(), 0)].into_iter().collect())
            .unk_token("[UNK]".into())
            .build()
            .unwrap();
        let mut tokenizer = Tokenizer::new(model);
        tokenizer.with_pre_tokenizer(Some(pre_tokenizer.into()));
        tokenizer
    }

    /// A BPE without merges: one token per character of the alphabet.
    fn letters(alphabet: impl IntoIterator<Item = char>, pre_tokenizer: impl Into<PreTokenizerWrapper>) -> Tokenizer {
        let mut letters: Vec<char> = alphabet.into_iter().collect();
        letters.sort_unstable();
        letters.dedup();
        let vocab: serde_json::Map<String, serde_json::Value> =
            letters.into_iter().enumerate().map(|(id, c)| (c.to_string(), id.into())).collect();
        let file = serde_json::json!({"version": "1.0", "model": {"type": "BPE", "vocab": vocab, "merges": []}});
        let mut tokenizer = Tokenizer::from_bytes(file.to_string()).unwrap();
        tokenizer.with_pre_tokenizer(Some(pre_tokenizer.into()));
        tokenizer
    }

    /// The text of the tokens that cover `mention`, cut out of the text by the tokenizer's own offsets.
    fn covered(tokenizer: Tokenizer, mention: &str) -> Vec<String> {
        let tokens = Tokens::new(tokenizer).unwrap();
        let start = TEXT.find(mention).unwrap();
        let encoding = tokens.tokenizer.encode(TEXT, false).unwrap();
        let field = tokens.encode(TEXT).unwrap();
        assert_eq!(field.count, encoding.len());
        let (from, to) = field.cover(start, start + mention.len()).expect("some token covers the mention");
        encoding.get_offsets()[from..to].iter().map(|&(start, end)| TEXT[start..end].to_owned()).collect()
    }

    #[test]
    fn words_and_signs() {
        assert_eq!(covered(words(Whitespace {}), "Mrd. €"), ["Mrd", ".", "€"]);
        assert_eq!(covered(words(BertPreTokenizer), "US$5.6bn"), ["US", "$", "5", ".", "6bn"]);
        assert_eq!(covered(words(BertPreTokenizer), "34 %"), ["34", "%"]);
    }

    #[test]
    fn a_normaliser_that_drops_accents_keeps_the_alignment() {
        let mut tokenizer = words(BertPreTokenizer);
        let normalizer = BertNormalizer::new(true, true, Some(true), true);
        tokenizer.with_normalizer(Some(NormalizerWrapper::from(normalizer))).unwrap();
        assert_eq!(covered(tokenizer, "Ümsatz"), ["Ümsatz"]);
    }

    #[test]
    fn word_starts_of_metaspace_belong_to_no_mention_but_their_word() {
        let metaspace = Metaspace::new('▁', PrependScheme::Always, true);
        let alphabet = TEXT.chars().chain(['▁']);
        assert_eq!(covered(letters(alphabet, metaspace), "5,6 Mrd"), ["5", ",", "6", " ", "M", "r", "d"]);
    }

    #[test]
    fn an_emoji_of_several_byte_tokens_is_covered_by_all_of_them() {
        let byte_level = ByteLevel::new(false, true, true);
        let tokenizer = letters(ByteLevel::alphabet(), byte_level);
        assert_eq!(covered(tokenizer, "😀").len(), 4);
    }

    #[test]
    fn a_mention_without_tokens_has_no_token_indices() {
        let tokens = FieldTokens::new(&[(0, 0), (0, 3), (7, 9)]);
        assert_eq!(tokens.cover(0, 2), Some((1, 2)));
        assert_eq!(tokens.cover(4, 6), None);
        assert_eq!(tokens.cover(2, 8), Some((1, 3)));
    }

    #[test]
    fn a_broken_file_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("tokenizer.json");
        std::fs::write(&path, "{\"model\": 7}").unwrap();
        let message = Tokens::load(&path).unwrap_err().to_string();
        assert!(message.starts_with(&format!("loading tokenizer {}: ", path.display())), "{message}");
    }
}
