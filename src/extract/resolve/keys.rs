//! Keys: what names are compared by, as small numbers.
//!
//! A key stands for the words of a name without legal form, leading article, small words and hyphens. Names of four letters or
//! more are compared without case; heads that are abbreviated ("Pharma") count as what they stand for.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::super::name::Name;
use super::super::view::Reading;
use crate::rule::Listed;
use crate::text::{Gap, TokenKind, fold_hash};

/// Number of a key.
pub(super) type Key = u32;

/// Passes on a number that is a hash already.
#[derive(Default)]
pub(super) struct Pass(u64);

impl Hasher for Pass {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = mix(self.0, u64::from(byte));
        }
    }
    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

/// The keys of an article.
#[derive(Debug, Default)]
pub(super) struct Keys {
    numbers: HashMap<u64, Key, BuildHasherDefault<Pass>>,
    /// Key of each name.
    pub(super) of: Vec<Key>,
    /// How often each key stands as a name, and how often inside sentences.
    pub(super) times: Vec<(u32, u32)>,
}

impl Keys {
    pub(super) fn new(reading: &Reading<'_, '_>, names: &[Name]) -> Self {
        let mut keys = Self::default();
        keys.numbers.reserve(names.len());
        keys.of.reserve(names.len());
        for name in names {
            let key = keys.number(hash(reading, name.start, name.stem_end));
            keys.of.push(key);
            let times = &mut keys.times[key as usize];
            times.0 += 1;
            times.1 += u32::from(!name.initial && !name.loud);
        }
        keys
    }

    /// The number of a hash, new if need be.
    pub(super) fn number(&mut self, hash: u64) -> Key {
        let next = self.numbers.len() as Key;
        let key = *self.numbers.entry(hash).or_insert(next);
        if key == next {
            self.times.push((0, 0));
        }
        key
    }

    /// The number of a hash, if it has one.
    pub(super) fn find(&self, hash: u64) -> Option<Key> {
        self.numbers.get(&hash).copied()
    }

    pub(super) fn len(&self) -> usize {
        self.numbers.len()
    }
}

fn mix(hash: u64, value: u64) -> u64 {
    let mixed = (hash ^ value).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    mixed ^ mixed >> 29
}

/// Hash of the words of a range: what names are compared by.
pub(super) fn hash(reading: &Reading<'_, '_>, start: usize, end: usize) -> u64 {
    let tokens = &reading.document.tokens;
    let end = end.max(start + 1);
    let mut from = start;
    // "The New York Times" and "New York Times"
    if end > start + 1 && is_article(reading, start) {
        from += 1;
    }
    let (mut out, mut letters, mut count) = (0, 0, 0);
    for (t, token) in (from..end).zip(&tokens[from..end]) {
        let part = token.is_capital() || matches!(token.kind, TokenKind::Possessive | TokenKind::Number);
        if part || end == from + 1 {
            out = mix(out, full_form(reading, t));
            letters += token.end - token.start;
            count += 1;
        }
    }
    if count == 1 && letters <= 3 { exact(out, reading.document.word(from)) } else { out }
}

/// Whether a token is an article: "The".
pub(super) fn is_article(reading: &Reading<'_, '_>, at: usize) -> bool {
    reading.token_in(Listed::NameWord, at) && reading.field_at(Listed::NameWord, at, "role") == "article"
}

/// Hash of a word that stands nowhere in the text.
pub(super) fn hash_word(word: &str) -> u64 {
    let out = mix(0, fold_hash(word));
    if word.len() <= 3 { exact(out, word) } else { out }
}

/// Short words are compared with their case.
fn exact(hash: u64, word: &str) -> u64 {
    word.bytes().fold(hash, |hash, byte| mix(hash, u64::from(byte)))
}

/// Hash of the word, or of what it abbreviates: "Pharma" is "Pharmaceuticals".
fn full_form(reading: &Reading<'_, '_>, at: usize) -> u64 {
    let token = reading.document.tokens[at];
    if reading.token_in(Listed::CompanyNameWord, at) {
        let full = reading.field_at(Listed::CompanyNameWord, at, "full");
        if !full.is_empty() {
            return fold_hash(full);
        }
    }
    token.hash
}

/// One past the word at a token with what hyphens join to it.
pub(super) fn word_end(reading: &Reading<'_, '_>, at: usize, end: usize) -> usize {
    let tokens = &reading.document.tokens;
    let mut here = at + 1;
    while here + 1 < end
        && tokens[here].kind == TokenKind::Punct
        && tokens[here].gap == Gap::None
        && tokens[here + 1].gap == Gap::None
        && tokens[here + 1].kind == TokenKind::Word
    {
        here += 2;
    }
    here
}
