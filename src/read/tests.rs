//! The reader as a whole: from names to articles, through every kind of trouble.

use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use proptest::prelude::*;

use super::compress::tests::{gzip, zstd};
use super::*;
use crate::article::Article;
use crate::error::{Error, ErrorKind};

type Read_ = Vec<Result<Article>>;

fn drain(mut inputs: Inputs, budget: usize) -> Read_ {
    let mut out = Vec::new();
    while let Some(batch) = inputs.next_batch(budget) {
        (0..batch.len()).for_each(|index| batch.decode(index, &mut out));
        inputs.recycle(batch);
    }
    out
}

/// Reads bytes as standard input.
fn stdin(bytes: &[u8]) -> Read_ {
    stdin_with(bytes, &ReadOptions::default())
}

fn stdin_with(bytes: &[u8], options: &ReadOptions) -> Read_ {
    drain(open(&["-".to_owned()], options).unwrap().with_stdin(std::io::Cursor::new(bytes.to_vec())), 1 << 20)
}

/// Writes files into a folder and reads the folder; errors name the files without it.
fn folder(files: &[(&str, &[u8])]) -> Vec<Result<Article, String>> {
    let root = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        std::fs::write(root.path().join(name), bytes).unwrap();
    }
    let read = drain(open(&[name_of(root.path())], &ReadOptions::default()).unwrap(), 1 << 20);
    let prefix = format!("{}/", root.path().display());
    read.into_iter().map(|result| result.map_err(|error| error.to_string().replace(&prefix, ""))).collect()
}

fn name_of(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

fn texts(read: &Read_) -> Vec<String> {
    read.iter().filter_map(|result| result.as_ref().ok().map(|article| article.text.clone())).collect()
}

fn errors(read: &Read_) -> Vec<String> {
    read.iter().filter_map(|result| result.as_ref().err().map(Error::to_string)).collect()
}

fn lines(count: usize) -> String {
    (0..count).map(|i| format!("{{\"id\": {i}, \"text\": \"article {i}\"}}\n")).collect()
}

#[test]
fn a_record_with_all_roles() {
    let line = r#"{"unknown": [{"deep": 1}], "maintext": "It rose.", "title": "Profit up", "date_publish": "2019-01-02 03:04:05",
        "authors": ["A. Writer", "B. Writer"], "source": {"id": null, "name": "The Paper"}, "requested_url": "https://p.example/1",
        "id": 77, "lang": "en", "description": null}"#;
    let read = stdin(line.replace('\n', " ").as_bytes());
    let article = read[0].as_ref().unwrap();
    assert_eq!(
        *article,
        Article {
            location: crate::article::Location { uri: "-".into(), record: 1, offset: 0 },
            native_id: Some("77".into()),
            title: Some("Profit up".into()),
            text: "Profit up\n\nIt rose.".into(),
            body_start: 11,
            published: Some("2019-01-02T03:04:05".into()),
            author: Some("A. Writer, B. Writer".into()),
            outlet: Some("The Paper".into()),
            url: Some("https://p.example/1".into()),
            language: Some("en".into()),
            ..Article::default()
        }
    );
}

#[test]
fn the_first_field_that_is_not_empty_is_taken() {
    let read = stdin(b"{\"content\": \"c\", \"body\": \" \", \"text\": null, \"article\": \"a\"}\n{\"content\": \"c\", \"TEXT\": [\"p\", \"q\"]}");
    assert_eq!(texts(&read), ["c", "p\n\nq"]);
}

#[test]
fn chosen_fields_reach_into_objects() {
    let fields = "text=_source.story,id=_source.meta.key".parse().unwrap();
    let read = stdin_with(
        b"{\"_source\": {\"story\": \"It rose.\", \"meta\": {\"key\": \"k\"}}, \"text\": \"no\"}\n{\"_source\": [1], \"text\": \"no\"}",
        &ReadOptions { fields, ..ReadOptions::default() },
    );
    let article = read[0].as_ref().unwrap();
    assert_eq!((article.text.as_str(), article.native_id.as_deref()), ("It rose.", Some("k")));
    assert_eq!(
        errors(&read),
        ["-: record 2 (byte 71): no text: looked for the fields _source.story; the record has _source, text; \
          name another one with --fields text=NAME"]
    );
}

#[test]
fn seven_of_ten_records_are_read_and_three_named() {
    let mut dump = String::new();
    let mut starts = Vec::new();
    for i in 0..10 {
        starts.push(dump.len());
        dump += &match i {
            2 => "{\"text\": \"cut off\n".to_owned(),
            5 => "{\"titel\": \"x\", \"txt\": \"y\"}\n".to_owned(),
            8 => "{\"text\": \"a\" \"b\": 1}\r\n".to_owned(),
            _ => format!("{{\"text\": \"article {i}\"}}\n\n"),
        };
    }
    let read = stdin(dump.as_bytes());
    assert_eq!(texts(&read), [0, 1, 3, 4, 6, 7, 9].map(|i| format!("article {i}")));
    let errors = errors(&read);
    assert_eq!(
        errors[0],
        format!(
            "-: record 3 (byte {}): not JSON: the line ends at column 17 before the record does: EOF while parsing a string",
            starts[2]
        )
    );
    assert!(
        errors[1].starts_with(&format!("-: record 6 (byte {}): no text: looked for the fields text, body,", starts[5]))
    );
    assert!(
        errors[1].ends_with("; the record has titel, txt; name another one with --fields text=NAME"),
        "{}",
        errors[1]
    );
    assert_eq!(
        errors[2],
        format!(
            "-: record 9 (byte {}): not JSON: expected `,` or `}}` at column 14, where `\"b\": 1}}` stands",
            starts[8]
        )
    );
    assert!(read.iter().filter_map(|r| r.as_ref().err()).all(|error| error.kind() == ErrorKind::Record));
}

#[test]
fn what_is_no_object_or_has_no_text_is_said() {
    let read = stdin(b"{\"text\": \"a\"}\n[1]\n\"x\"\n7\n{\"text\": null}\n{}");
    let errors = errors(&read);
    assert_eq!(errors[0], "-: record 2 (byte 14): is an array, but an object with fields is expected");
    assert_eq!(errors[1], "-: record 3 (byte 18): is a string, but an object with fields is expected");
    assert_eq!(errors[2], "-: record 4 (byte 22): is a single value, but an object with fields is expected");
    assert_eq!(errors[3], "-: record 5 (byte 24): the text is empty (field `text`)");
    assert!(errors[4].contains("the record has none;"));
}

#[test]
fn a_date_that_is_not_understood_is_a_warning() {
    let read = stdin(b"{\"text\": \"a\", \"date\": \"01/02/2019\"}");
    let article = read[0].as_ref().unwrap();
    assert_eq!(article.published, None);
    assert_eq!(article.warnings, ["the publication time `01/02/2019` is not understood"]);
}

#[test]
fn slips_of_json_are_mended_with_a_warning() {
    let read = stdin(b"{\"text\": \"a\\ud83d b\", \"title\": null}\n{\"text\": \"a\\u0000b\"}\n{\"text\": \"a\0b\"}\n{\"text\": \"caf\xe9 \x93x\x94\"}");
    assert_eq!(texts(&read), ["a\u{fffd} b", "a\u{fffd}b", "a\u{fffd}b", "café “x”"]);
    let warnings: Vec<_> = read.iter().map(|result| result.as_ref().unwrap().warnings.concat()).collect();
    assert_eq!(warnings[0], "halves of surrogate pairs in the JSON were replaced by U+FFFD");
    assert_eq!(warnings[1], "1 NUL character replaced by U+FFFD");
    assert_eq!(warnings[2], "raw NUL bytes in the JSON were replaced by U+FFFD");
    assert_eq!(read[3].as_ref().unwrap().encoding.as_deref(), Some("windows-1252 (guessed)"));
}

#[test]
fn a_mark_and_utf16_are_read() {
    let read = stdin(b"\xef\xbb\xbf{\"text\": \"a\"}\n");
    assert_eq!(read[0].as_ref().unwrap().location.offset, 3);
    let wide: Vec<u8> =
        "\u{feff}{\"text\": \"£5bn\"}\n{\"text\": \"b\"}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let read = stdin(&wide);
    assert_eq!(texts(&read), ["£5bn", "b"]);
    assert_eq!(read[0].as_ref().unwrap().encoding.as_deref(), Some("utf-16le (byte order mark)"));
}

#[test]
fn other_json_is_refused_once() {
    assert_eq!(
        errors(&stdin(b"[\n {\"text\": \"a\"},\n {\"text\": \"b\"}\n]")),
        [
            "reading -: is a JSON array, but JSON lines are expected, one object per line; `jq -c '.[]'` writes it as one object per line"
        ]
    );
    assert_eq!(
        errors(&stdin(b"{\n  \"text\": \"a\"\n}")),
        [
            "reading -: is JSON spread over several lines, but JSON lines are expected, one object per line; `jq -c '.'` writes it as one object per line"
        ]
    );
}

#[test]
fn batches_depend_on_nothing_but_the_input() {
    let dump = lines(40_000);
    let whole = stdin(dump.as_bytes());
    assert_eq!(whole.len(), 40_000);
    let inputs = open(&["-".to_owned()], &ReadOptions::default()).unwrap();
    let small = drain(inputs.with_stdin(std::io::Cursor::new(dump.clone().into_bytes())), 0);
    assert!(whole.iter().zip(&small).all(|(a, b)| a.as_ref().unwrap() == b.as_ref().unwrap()));
    let last = whole.last().unwrap().as_ref().unwrap();
    assert_eq!(last.location.record, 40_000);
    assert!(dump[last.location.offset as usize..].starts_with("{\"id\": 39999,"));
}

#[test]
fn a_batch_keeps_to_its_budget() {
    let dump = lines(40_000);
    let mut inputs =
        open(&["-".to_owned()], &ReadOptions::default()).unwrap().with_stdin(std::io::Cursor::new(dump.into_bytes()));
    let mut batches = 0;
    while let Some(batch) = inputs.next_batch(256 << 10) {
        assert!(batch.bytes().len() <= 512 << 10, "{}", batch.bytes().len());
        batches += 1;
    }
    assert!(batches > 4);
}

#[test]
fn an_over_long_line_is_skipped_and_the_rest_read() {
    let options = ReadOptions { max_record_bytes: 1000, ..ReadOptions::default() };
    for length in [1001, 70_000, 3_000_000] {
        for end in ["\n", ""] {
            let long = "x".repeat(length);
            let dump = format!("{{\"text\": \"a\"}}\n{long}\n{{\"text\": \"b\"}}\n{long}{end}");
            let read = stdin_with(dump.as_bytes(), &options);
            assert_eq!(texts(&read), ["a", "b"]);
            let message = |record: usize, byte: usize| {
                format!(
                    "-: record {record} (byte {byte}): the line has {length} bytes, more than the 1000 allowed for a record; skipped"
                )
            };
            assert_eq!(errors(&read), [message(2, 14), message(4, 29 + length)]);
        }
    }
}

#[test]
fn an_over_long_line_is_not_held_in_memory() {
    // A line of 200 MB without end, from a reader that has it nowhere in memory either.
    let long = std::io::repeat(b'x').take(200 << 20);
    let reader = std::io::Cursor::new(b"{\"text\": \"a\"}\n".to_vec())
        .chain(long)
        .chain(std::io::Cursor::new(b"\n{\"text\": \"b\"}\n".to_vec()));
    let options = ReadOptions { max_record_bytes: 1 << 20, ..ReadOptions::default() };
    let mut inputs = open(&["-".to_owned()], &options).unwrap().with_stdin(reader);
    let (mut largest, mut out) = (0, Vec::new());
    while let Some(mut batch) = inputs.next_batch(1 << 20) {
        (0..batch.len()).for_each(|index| batch.decode(index, &mut out));
        largest = largest.max(batch.buffer().capacity());
    }
    assert_eq!(texts(&out), ["a", "b"]);
    assert_eq!(errors(&out).len(), 1);
    assert!(largest < 8 << 20, "{largest}");
}

#[test]
fn compression_is_told_by_content() {
    let (a, b, c) = (lines(3), lines(2), lines(1));
    let members = [gzip(a.as_bytes()), gzip(b.as_bytes()), gzip(c.as_bytes())].concat();
    assert_eq!(stdin(&members).len(), 6);
    let frames = [zstd(a.as_bytes()), zstd(b.as_bytes())].concat();
    assert_eq!(stdin(&frames).len(), 5);
    assert_eq!(
        errors(&stdin(&gzip(&gzip(b"x"))))[0].split(';').next(),
        Some("reading -: is gzip data inside compressed data (compressed twice)")
    );
}

#[test]
fn a_truncated_dump_gives_its_whole_records_and_then_says_so() {
    let dump: String =
        (0..60_000u32).map(|i| format!("{{\"text\": \"{}\"}}\n", i.wrapping_mul(2_654_435_761))).collect();
    for (packed, name) in [(gzip(dump.as_bytes()), "gzip"), (zstd(dump.as_bytes()), "zstd")] {
        let read = stdin(&packed[..packed.len() * 9 / 10]);
        let (articles, errors) = (texts(&read), errors(&read));
        let whole: String = articles.iter().map(|text| format!("{{\"text\": \"{text}\"}}\n")).collect();
        assert!(dump.starts_with(&whole));
        assert_eq!(errors.len(), 1, "{name}");
        let start = format!(
            "reading -: after {} whole records: truncated: the {name} data breaks off at byte ",
            articles.len()
        );
        assert!(errors[0].starts_with(&start), "{}", errors[0]);
        assert!(read.last().unwrap().as_ref().is_err_and(|error| error.kind() == ErrorKind::Input));
    }
    assert!(texts(&stdin(&gzip(dump.as_bytes())[..9000])).len() > 10, "gzip delivers what comes before the break");
}

#[test]
fn a_folder_is_read_in_order_and_its_bad_files_are_named() {
    let shift_jis =
        encoding_rs::SHIFT_JIS.encode("トヨタ自動車の純利益は前年同期比で二割増えた。売上高は過去最高となった。").0;
    let read = folder(&[
        ("a.txt", b"Shares fall\r\n\r\nThey fell."),
        ("b.txt.gz", &gzip(b"\xff\xfeP\0r\0o\0f\0i\0t\0")),
        (
            "c.html",
            b"<!doctype html><title>Profit up at the firm</title><p>It rose by 5% in the year, the company said.",
        ),
        ("d.jsonl", b"{\"text\": \"one\"}\n{\"text\": \"two\"}"),
        ("e.txt", b""),
        ("f.txt", b" \n"),
        ("g.pdf", b"%PDF-1.7"),
        ("h.bin", &[0, 1, 2, 3, 250, 0, 0, 7, 0, 0, 0, 0]),
        ("i.txt", &shift_jis),
        ("j.txt", b"a\0b is a text with one NUL"),
        ("k.jsonl", b"\n\n"),
    ]);
    let shown: Vec<String> =
        read.iter().map(|result| result.as_ref().map_or_else(Clone::clone, |article| article.text.clone())).collect();
    assert_eq!(shown[0], "Shares fall\r\n\r\nThey fell.");
    assert_eq!(shown[1], "Profit");
    assert_eq!(shown[2], "Profit up at the firm\n\nIt rose by 5% in the year, the company said.");
    assert_eq!(shown[3..5], ["one", "two"]);
    assert_eq!(shown[5], "reading e.txt: the file is empty");
    assert_eq!(shown[6], "f.txt: record 1 (byte 0): the text is empty: nothing but white space");
    assert_eq!(
        shown[7],
        "reading g.pdf: is a PDF document; what is read here: JSON lines, text and HTML files, plain or gzip or zstd"
    );
    assert_eq!(
        shown[8],
        "reading h.bin: is binary data; what is read here: JSON lines, text and HTML files, plain or gzip or zstd"
    );
    assert!(shown[9].starts_with("トヨタ"));
    assert_eq!(read[9].as_ref().unwrap().encoding.as_deref(), Some("shift_jis (guessed)"));
    assert_eq!(shown[10], "a\u{fffd}b is a text with one NUL");
    assert_eq!(shown[11], "reading k.jsonl: holds no record: nothing but blank lines or nothing");
    assert_eq!(shown.len(), 12);
}

#[test]
fn what_is_missing_is_named_and_the_rest_read() {
    let root = tempfile::tempdir().unwrap();
    let file = root.path().join("a.txt");
    std::fs::write(&file, "Shares fall").unwrap();
    let missing = name_of(&root.path().join("none.txt"));
    let inputs = open(&[missing.clone(), name_of(&file)], &ReadOptions::default()).unwrap();
    assert_eq!(inputs.total_bytes(), Some(11));
    let consumed = inputs.consumed();
    let read = drain(inputs, 0);
    assert_eq!(errors(&read), [format!("reading {missing}: no such file or folder")]);
    assert_eq!(texts(&read), ["Shares fall"]);
    assert_eq!(consumed.load(std::sync::atomic::Ordering::Relaxed), 11);
    let fatal = open(std::slice::from_ref(&missing), &ReadOptions::default()).unwrap_err();
    assert_eq!(
        (fatal.kind(), fatal.to_string()),
        (ErrorKind::Input, format!("reading {missing}: no such file or folder"))
    );
    assert_eq!(open(&[], &ReadOptions::default()).unwrap_err().kind(), ErrorKind::Usage);
}

#[test]
fn a_file_that_has_gone_is_an_error_of_its_own() {
    let root = tempfile::tempdir().unwrap();
    for name in ["a.txt", "b.txt"] {
        std::fs::write(root.path().join(name), name).unwrap();
    }
    let inputs = open(&[name_of(root.path())], &ReadOptions::default()).unwrap();
    std::fs::remove_file(root.path().join("a.txt")).unwrap();
    let read = drain(inputs, 0);
    assert!(errors(&read)[0].contains("a.txt: opening: No such file"), "{}", errors(&read)[0]);
    assert_eq!(texts(&read), ["b.txt"]);
}

#[test]
fn a_text_file_above_the_limit_is_refused() {
    let options = ReadOptions { max_record_bytes: 1000, ..ReadOptions::default() };
    let read = stdin_with("x ".repeat(501).as_bytes(), &options);
    assert_eq!(errors(&read), ["reading -: has more than the 1000 bytes allowed for a record"]);
    assert_eq!(stdin_with("x ".repeat(500).as_bytes(), &options).len(), 1);
}

/// A format of a caller: articles between lines of `%%`, several to a file.
struct Percents;

struct Parts(Stream);

impl Format for Percents {
    fn name(&self) -> &'static str {
        "percent files"
    }

    fn fit(&self, probe: &Probe<'_>) -> Fit {
        if probe.head.starts_with(b"%%\n") { Fit::Content } else { Fit::No }
    }

    fn open(&self, stream: Stream) -> Result<(Box<dyn Source>, Arc<dyn Decode>)> {
        Ok((Box::new(Parts(stream)), Arc::new(Percents)))
    }
}

impl Source for Parts {
    fn fill(&mut self, batch: &mut Batch) -> Result<Filled> {
        let mut all = String::new();
        self.0.bytes.read_to_string(&mut all).map_err(|error| Error::caused(ErrorKind::Input, "reading", error))?;
        for (record, part) in (1..).zip(all.split("%%\n").skip(1)) {
            let location = crate::article::Location { uri: Arc::clone(&self.0.uri), record, offset: 0 };
            batch.push(location, part.as_bytes());
        }
        Ok(Filled::End)
    }
}

impl Decode for Percents {
    fn decode(&self, _: &crate::article::Location, bytes: &[u8], out: &mut Vec<Result<Article>>) {
        out.push(match bytes {
            b"" => Err(Error::new(ErrorKind::Record, "nothing between the marks")),
            _ => Ok(Article::from_text(String::from_utf8_lossy(bytes))),
        });
    }
}

#[test]
fn a_format_can_be_added_from_outside() {
    let options = ReadOptions { formats: vec![Arc::new(Percents)], ..ReadOptions::default() };
    let read = stdin_with(b"%%\none\n%%\n%%\ntwo\n", &options);
    assert_eq!(texts(&read), ["one\n", "two\n"]);
    assert_eq!(errors(&read), ["-: record 2 (byte 0): nothing between the marks"]);
    assert!(format!("{options:?}").contains("percent files"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        stdin(&bytes);
    }

    #[test]
    fn anything_like_json_is_survived(text in "(\\{|\\}|\"|:|,|text|title|date|\\\\|u00|n|1|\\[|\\]|é| |\n){0,40}") {
        stdin(format!("{{\"text\": \"a\"}}\n{text}").as_bytes());
        stdin(text.as_bytes());
    }

    #[test]
    fn anything_like_html_is_survived(text in "(<p|<div|<!--|-->|</p|>|</div|<script|<title|<article|<meta |<a |content=|'|\"|x|é|&amp;| |\n){0,60}") {
        stdin(format!("<!doctype html>{text}").as_bytes());
    }

    #[test]
    fn a_cut_anywhere_leaves_the_records_before(cut in 0usize..200) {
        let dump = lines(20);
        for packed in [gzip(dump.as_bytes()), zstd(dump.as_bytes())] {
            for text in texts(&stdin(&packed[..cut.min(packed.len())])) {
                prop_assert!(text.starts_with("article ") || cut < 4, "{text}");
            }
        }
    }
}
