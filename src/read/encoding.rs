//! Character encodings: from bytes to text, with a note on how the encoding was decided.
//!
//! The order is: byte order mark; bytes that are valid UTF-8 (pages keep their old `charset` label when an archive has
//! converted them to UTF-8, and text in another encoding is practically never valid UTF-8 by accident); the declared
//! encoding; UTF-8 with a few broken bytes; zero bytes that speak for UTF-16; a guess from the frequencies of letters.

use std::borrow::Cow;
use std::io::{self, BufRead, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{CoderResult, Decoder, Encoding, ISO_2022_JP, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE};

/// How many bytes the guess looks at; more does not change it and costs time.
const GUESS_BYTES: usize = 256 << 10;

/// A text and how its bytes were understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Decoded<'a> {
    /// The text, without a byte order mark.
    pub(super) text: Cow<'a, str>,
    /// The encoding and the reason for it, unless it is plain UTF-8.
    pub(super) encoding: Option<String>,
    /// Bytes that did not fit.
    pub(super) warning: Option<String>,
}

/// Decodes `bytes`; `declared` is the label that the content itself carries, if any. Never fails: what does not fit
/// becomes U+FFFD and is counted in the warning.
pub(super) fn decode<'a>(bytes: &'a [u8], declared: Option<&[u8]>) -> Decoded<'a> {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        let rest = &bytes[length..];
        if encoding == UTF_8 {
            return Decoded { encoding: None, ..utf8(rest) };
        }
        return with(encoding, rest, "byte order mark");
    }
    let declared = declared.and_then(Encoding::for_label).filter(|encoding| *encoding != REPLACEMENT);
    if let Ok(text) = simdutf8::basic::from_utf8(bytes) {
        // ISO-2022-JP writes Japanese in seven bits, which pass as UTF-8.
        return match declared {
            Some(encoding) if encoding == ISO_2022_JP && bytes.contains(&0x1b) => with(encoding, bytes, "declared"),
            _ if zeros_of_utf16(bytes).is_some() => guess(bytes),
            _ => Decoded { text: Cow::Borrowed(text), encoding: None, warning: None },
        };
    }
    match declared {
        Some(encoding) if encoding != UTF_8 && encoding != UTF_16LE && encoding != UTF_16BE => {
            with(encoding, bytes, "declared")
        }
        _ if mostly_utf8(bytes) => utf8(bytes),
        _ => guess(bytes),
    }
}

/// The UTF-16 encoding that a byte order mark at the start announces.
pub(super) fn utf16_mark(head: &[u8]) -> Option<&'static Encoding> {
    Encoding::for_bom(head).map(|(encoding, _)| encoding).filter(|encoding| *encoding != UTF_8)
}

/// Replaces NUL characters, which databases refuse, by U+FFFD: one character for one, so that offsets in characters stay.
pub(super) fn without_nul<'a>(text: Cow<'a, str>, warnings: &mut Vec<String>) -> Cow<'a, str> {
    match memchr::memchr_iter(0, text.as_bytes()).count() {
        0 => text,
        n => {
            warnings.push(format!("{n} NUL {} replaced by U+FFFD", if n == 1 { "character" } else { "characters" }));
            Cow::Owned(text.replace('\0', "\u{fffd}"))
        }
    }
}

fn with<'a>(encoding: &'static Encoding, bytes: &'a [u8], reason: &str) -> Decoded<'a> {
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    let name = encoding.name().to_ascii_lowercase();
    let warning = broken.then(|| format!("bytes that are not {name} were replaced by U+FFFD"));
    Decoded { text, encoding: Some(format!("{name} ({reason})")), warning }
}

fn utf8(bytes: &[u8]) -> Decoded<'_> {
    let text = String::from_utf8_lossy(bytes);
    let broken = matches!(text, Cow::Owned(_));
    let warning = broken.then(|| "bytes that are not utf-8 were replaced by U+FFFD".to_owned());
    Decoded { text, encoding: broken.then(|| "utf-8 (with broken bytes)".to_owned()), warning }
}

fn guess(bytes: &[u8]) -> Decoded<'_> {
    if let Some(encoding) = zeros_of_utf16(bytes) {
        return with(encoding, bytes, "guessed");
    }
    let head = &bytes[..bytes.len().min(GUESS_BYTES)];
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(head, head.len() == bytes.len());
    with(detector.guess(None, Utf8Detection::Deny), bytes, "guessed")
}

/// Whether characters of several bytes are well-formed much more often than not: UTF-8 with an accident, not another
/// encoding.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    let head = &bytes[..bytes.len().min(GUESS_BYTES)];
    for chunk in head.utf8_chunks() {
        good += chunk.valid().bytes().filter(|&byte| byte >= 0xc0).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good >= 4 * bad
}

/// UTF-16 without a mark shows in Western text by a zero in every other byte.
fn zeros_of_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(1024) & !1];
    memchr::memchr(0, head)?;
    let zeros = |first: usize| head.iter().skip(first).step_by(2).filter(|&&byte| byte == 0).count();
    let (even, odd, pairs) = (zeros(0), zeros(1), head.len() / 2);
    match (even * 10, odd * 10) {
        (few, many) if many > pairs * 6 && few < pairs => Some(UTF_16LE),
        (many, few) if many > pairs * 6 && few < pairs => Some(UTF_16BE),
        _ => None,
    }
}

/// A stream in another encoding read as UTF-8, without its byte order mark.
pub(super) struct Utf8Stream<R> {
    inner: R,
    decoder: Decoder,
    out: Vec<u8>,
    at: usize,
    done: bool,
}

impl<R: BufRead> Utf8Stream<R> {
    /// Reads `inner` as `encoding`.
    pub(super) fn new(inner: R, encoding: &'static Encoding) -> Self {
        Self { inner, decoder: encoding.new_decoder_with_bom_removal(), out: Vec::new(), at: 0, done: false }
    }

    fn refill(&mut self) -> io::Result<()> {
        while self.at == self.out.len() && !self.done {
            let input = self.inner.fill_buf()?;
            let last = input.is_empty();
            // Three bytes for each unit of two always suffice; the bound is asked for all the same.
            let room = self.decoder.max_utf8_buffer_length(input.len()).unwrap_or(input.len() * 3 + 16);
            self.out.resize(room, 0);
            let (result, read, written, _) = self.decoder.decode_to_utf8(input, &mut self.out, last);
            self.out.truncate(written);
            self.at = 0;
            self.inner.consume(read);
            self.done = last && result == CoderResult::InputEmpty;
        }
        Ok(())
    }
}

impl<R: BufRead> Read for Utf8Stream<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.refill()?;
        let rest = &self.out[self.at..];
        let n = rest.len().min(buffer.len());
        buffer[..n].copy_from_slice(&rest[..n]);
        self.at += n;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{SHIFT_JIS, WINDOWS_1252};
    use proptest::prelude::*;

    const JAPANESE: &str = "トヨタ自動車の純利益は前年同期比で二割増えた。売上高は過去最高となり、株価は上昇した。";

    fn utf16le(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    #[test]
    fn plain_utf8_is_borrowed_and_not_mentioned() {
        let decoded = decode("£5bn".as_bytes(), Some(b"iso-8859-1"));
        assert!(matches!(decoded.text, Cow::Borrowed("£5bn")));
        assert_eq!(decoded.encoding, None);
        assert_eq!(decode(b"\xef\xbb\xbfa", None).text, "a");
    }

    #[test]
    fn utf16_is_known_by_its_mark_or_its_zeros() {
        let marked = [vec![0xff, 0xfe], utf16le("£5bn – up")].concat();
        assert_eq!(decode(&marked, None).text, "£5bn – up");
        assert_eq!(decode(&marked, None).encoding.as_deref(), Some("utf-16le (byte order mark)"));
        let big: Vec<u8> = "Shares rose".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decode(&big, None).text, "Shares rose");
        assert_eq!(decode(&big, None).encoding.as_deref(), Some("utf-16be (guessed)"));
    }

    #[test]
    fn the_declared_encoding_comes_before_the_guess() {
        let (bytes, _, _) = WINDOWS_1252.encode("“£5bn”, said Café’s owner");
        let decoded = decode(&bytes, Some(b"latin1"));
        assert_eq!(
            (&*decoded.text, decoded.encoding.as_deref()),
            ("“£5bn”, said Café’s owner", Some("windows-1252 (declared)"))
        );
        let decoded = decode(&bytes, None);
        assert_eq!(
            (&*decoded.text, decoded.encoding.as_deref()),
            ("“£5bn”, said Café’s owner", Some("windows-1252 (guessed)"))
        );
    }

    #[test]
    fn shift_jis_is_guessed() {
        let (bytes, _, _) = SHIFT_JIS.encode(JAPANESE);
        let decoded = decode(&bytes, None);
        assert_eq!((&*decoded.text, decoded.encoding.as_deref()), (JAPANESE, Some("shift_jis (guessed)")));
    }

    #[test]
    fn one_broken_byte_does_not_turn_utf8_into_something_else() {
        let mut bytes = "“Up” – “down” – “up”".as_bytes().to_vec();
        bytes.push(0xe2);
        let decoded = decode(&bytes, None);
        assert_eq!(decoded.text, "“Up” – “down” – “up”\u{fffd}");
        assert_eq!(decoded.encoding.as_deref(), Some("utf-8 (with broken bytes)"));
        assert!(decoded.warning.is_some());
    }

    #[test]
    fn nul_is_replaced_one_for_one() {
        let mut warnings = Vec::new();
        assert_eq!(without_nul("a\0b".into(), &mut warnings), "a\u{fffd}b");
        assert_eq!(warnings, ["1 NUL character replaced by U+FFFD"]);
    }

    #[test]
    fn a_utf16_stream_is_read_as_utf8() {
        let text = "{\"text\": \"£5bn 😀\"}\n".repeat(500);
        let bytes = [vec![0xff, 0xfe], utf16le(&text)].concat();
        for size in [3, 64, 100_000] {
            let mut out = String::new();
            Utf8Stream::new(io::BufReader::with_capacity(size, bytes.as_slice()), UTF_16LE)
                .read_to_string(&mut out)
                .unwrap();
            assert_eq!(out, text);
        }
    }

    proptest! {
        #[test]
        fn any_bytes_give_a_text(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            decode(&bytes, None);
            decode(&bytes, Some(b"shift_jis"));
            let mut out = Vec::new();
            Utf8Stream::new(bytes.as_slice(), UTF_16LE).read_to_end(&mut out).unwrap();
            prop_assert!(String::from_utf8(out).is_ok());
        }
    }
}
