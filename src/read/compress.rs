//! Compression: told by the first bytes of the input, never by its name.
//!
//! Gzip files of many members and zstd files of many frames are read as one stream, as dumps are often written by
//! appending. A stream that breaks off delivers what comes before the break, then its error.

use std::io::{self, BufRead, BufReader, Cursor, Read};

use crate::error::{Error, ErrorKind};

/// How an input is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compression {
    /// Not at all.
    Plain,
    /// Gzip, one member or several.
    Gzip,
    /// Zstandard, one frame or several.
    Zstd,
}

/// File name endings that say compression and nothing about the format within.
const ENDINGS: &[&str] = &[".gz", ".gzip", ".zst", ".zstd"];

/// Size of the buffer over a file, in bytes.
const BUFFER: usize = 128 << 10;

/// Zstd frames written with a window up to 2^31 bytes (`zstd --long=31`, as some public dumps are) are read; the memory is
/// taken only when a frame asks for it.
const ZSTD_WINDOW_LOG: u32 = 31;

impl Compression {
    /// Recognises the first bytes of a stream. A zstd stream may begin with a skippable frame.
    #[must_use]
    pub fn of(head: &[u8]) -> Self {
        match head {
            [0x1f, 0x8b, ..] => Self::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Self::Zstd,
            _ => Self::Plain,
        }
    }

    /// The name in messages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
        }
    }

    /// Words a failure to read on, `offset` bytes into the decompressed stream.
    pub(super) fn read_error(self, error: io::Error, offset: u64) -> Error {
        let what = match (self, error.kind()) {
            (Self::Plain, _) => format!("reading on from byte {offset}"),
            (_, io::ErrorKind::UnexpectedEof) => {
                format!("truncated: the {} data breaks off at byte {offset} of the decompressed stream", self.name())
            }
            (_, _) => format!("the {} data is broken at byte {offset} of the decompressed stream", self.name()),
        };
        Error::caused(ErrorKind::Input, what, error)
    }
}

/// The name without the ending that says how the input is compressed.
pub(super) fn bare_name(name: &str) -> &str {
    ENDINGS
        .iter()
        .find_map(|ending| {
            let at = name.len().checked_sub(ending.len())?;
            name.get(at..).filter(|end| end.eq_ignore_ascii_case(ending)).map(|_| &name[..at])
        })
        .unwrap_or(name)
}

/// Puts the right decompressor over `reader`.
pub(super) fn decompress(reader: impl Read + Send + 'static) -> io::Result<(Compression, Box<dyn BufRead + Send>)> {
    let (head, bytes) = peek(BufReader::with_capacity(BUFFER, reader), 4);
    let compression = Compression::of(&head);
    Ok(match compression {
        Compression::Plain => (compression, bytes),
        Compression::Gzip => {
            (compression, Box::new(BufReader::with_capacity(BUFFER, flate2::bufread::MultiGzDecoder::new(bytes))))
        }
        Compression::Zstd => {
            let mut decoder = zstd::stream::read::Decoder::with_buffer(bytes)?;
            decoder.window_log_max(ZSTD_WINDOW_LOG)?;
            (compression, Box::new(BufReader::with_capacity(BUFFER, decoder)))
        }
    })
}

/// The first `wanted` bytes (fewer if the stream is shorter or breaks off) and the stream from its start again. An error
/// met on the way is kept and comes when the stream has been read up to it.
pub(super) fn peek<R: BufRead + Send + 'static>(mut reader: R, wanted: usize) -> (Vec<u8>, Box<dyn BufRead + Send>) {
    let mut head = Vec::new();
    let outcome = (&mut reader).take(wanted as u64).read_to_end(&mut head);
    let again = Cursor::new(head.clone());
    match outcome {
        Ok(_) => (head, Box::new(again.chain(reader))),
        Err(error) => (head, Box::new(again.chain(Broken(Some(error))))),
    }
}

/// A reader that has nothing but its error.
struct Broken(Option<io::Error>);

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

impl BufRead for Broken {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.0.take().map_or(Ok(&[]), Err)
    }

    fn consume(&mut self, _: usize) {}
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Write;

    pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    pub(crate) fn zstd(bytes: &[u8]) -> Vec<u8> {
        zstd::stream::encode_all(bytes, 3).unwrap()
    }

    fn read(bytes: Vec<u8>) -> (Compression, Vec<u8>, io::Result<usize>) {
        let (compression, mut reader) = decompress(Cursor::new(bytes)).unwrap();
        let mut out = Vec::new();
        let outcome = reader.read_to_end(&mut out);
        (compression, out, outcome)
    }

    #[test]
    fn three_gzip_members_are_one_stream() {
        let bytes = [gzip(b"one "), gzip(b"two "), gzip(b"three")].concat();
        let (compression, out, outcome) = read(bytes);
        assert_eq!((compression, out.as_slice()), (Compression::Gzip, b"one two three".as_slice()));
        assert!(outcome.is_ok());
    }

    #[test]
    fn two_zstd_frames_are_one_stream() {
        let (compression, out, outcome) = read([zstd(b"one "), zstd(b"two")].concat());
        assert_eq!((compression, out.as_slice()), (Compression::Zstd, b"one two".as_slice()));
        assert!(outcome.is_ok());
    }

    #[test]
    fn plain_and_empty_streams_pass_through() {
        assert_eq!(read(b"x".to_vec()).1, b"x");
        assert_eq!(read(Vec::new()).1, b"");
    }

    #[test]
    fn a_truncated_stream_gives_its_bytes_and_then_its_error() {
        let text: Vec<u8> = (0..40_000u32).flat_map(|i| (i.wrapping_mul(2_654_435_761)).to_le_bytes()).collect();
        for packed in [gzip(&text), zstd(&text)] {
            let (compression, out, outcome) = read(packed[..packed.len() - 100].to_vec());
            assert!(!out.is_empty() && text.starts_with(&out), "{}", compression.name());
            let message = compression.read_error(outcome.unwrap_err(), out.len() as u64).to_string();
            assert!(
                message.starts_with(&format!("truncated: the {} data breaks off at", compression.name())),
                "{message}"
            );
        }
    }

    #[test]
    fn the_ending_of_the_compression_is_not_part_of_the_name() {
        assert_eq!(bare_name("a/news.jsonl.GZ"), "a/news.jsonl");
        assert_eq!(bare_name("news.zst"), "news");
        assert_eq!(bare_name("€.g"), "€.g");
    }

    proptest! {
        #[test]
        fn any_cut_through_a_packed_stream_is_survived(cut in 0usize..400, flip in 0usize..400, what in 0u8..=255) {
            let text = "Shares rose 5%. ".repeat(20);
            for mut packed in [gzip(text.as_bytes()), zstd(text.as_bytes())] {
                if let Some(byte) = packed.get_mut(flip) { *byte ^= what; }
                packed.truncate(cut);
                let _ = read(packed);
            }
        }
    }
}
