//! What the flags of `extract` mean: from words typed to settings that can be acted on. Nothing is opened here.

use std::io::{IsTerminal, stdout};
use std::path::{Path, PathBuf};

use super::extract::{Args, Color, Unit};
use crate::error::{Error, ErrorKind, Result};
use crate::rule::RuleSource;
use crate::span::OffsetUnit;
use crate::write::{Kinds, WriteOptions};

/// Columns of `--show` where there is no terminal to ask.
const WIDTH: usize = 100;

/// Everything a run of `extract` needs to know.
#[derive(Debug)]
pub(super) struct Settings {
    pub(super) inputs: Vec<String>,
    pub(super) fields: Option<String>,
    pub(super) max_record_bytes: Option<usize>,
    pub(super) rules: Rules,
    /// `-` is standard output.
    pub(super) output: PathBuf,
    pub(super) to_file: bool,
    pub(super) form: Output,
    pub(super) color: bool,
    pub(super) write: WriteOptions,
    pub(super) tokenizer: Option<PathBuf>,
    pub(super) jobs: usize,
    pub(super) quiet: bool,
    pub(super) progress: bool,
    pub(super) json_on_terminal: bool,
}

/// Form of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Output {
    Json,
    Show { width: usize },
}

/// Where the rules come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rules {
    /// Whether the built-in pack is used.
    pub(super) built_in: bool,
    /// Folders, in the order given.
    pub(super) folders: Vec<PathBuf>,
}

impl Rules {
    /// `DIR` replaces the built-in pack, `+DIR` adds to it.
    pub(super) fn new(words: &[String]) -> Self {
        let built_in = words.iter().all(|word| word.starts_with('+'));
        Self { built_in, folders: words.iter().map(|word| word.strip_prefix('+').unwrap_or(word).into()).collect() }
    }
}

impl Rules {
    /// Where the rule floor reads them.
    pub(super) fn sources(&self) -> Vec<RuleSource> {
        let built_in = self.built_in.then_some(RuleSource::BuiltIn);
        built_in.into_iter().chain(self.folders.iter().cloned().map(RuleSource::Path)).collect()
    }
}

impl Settings {
    pub(super) fn new(args: &Args) -> Result<Self> {
        let output = PathBuf::from(args.output.as_deref().unwrap_or("-"));
        let to_stdout = output == Path::new("-");
        if let Some(input) = args.inputs.iter().find(|input| !to_stdout && same_file(Path::new(input), &output)) {
            return Err(Error::new(ErrorKind::Usage, format!("{input} is both input and output")));
        }
        let on_terminal = to_stdout && stdout().is_terminal();
        let color = args.show
            && match args.color {
                Color::Always => true,
                Color::Never => false,
                Color::Auto => to_stdout && anstream::AutoStream::choice(&stdout()) != anstream::ColorChoice::Never,
            };
        let kinds = args.kinds.as_deref().map(Kinds::parse).transpose().map_err(|e| e.context("--kinds"))?;
        let offsets = match args.offsets {
            Unit::Char => OffsetUnit::Char,
            Unit::Byte => OffsetUnit::Byte,
            Unit::Utf16 => OffsetUnit::Utf16,
        };
        Ok(Self {
            inputs: args.inputs.clone(),
            fields: args.fields.clone(),
            max_record_bytes: args.max_record_bytes,
            rules: Rules::new(&args.rules),
            to_file: !to_stdout,
            form: if args.show { Output::Show { width: width(on_terminal) } } else { Output::Json },
            color,
            write: WriteOptions {
                offsets,
                with_text: args.with_text,
                kinds: kinds.unwrap_or_default(),
                pretty: args.pretty,
                tokens: None,
            },
            tokenizer: args.tokenizer.clone(),
            jobs: usize::from(args.jobs),
            quiet: args.quiet,
            // A bar among the lines of the output would garble both.
            progress: !args.quiet && !on_terminal,
            json_on_terminal: on_terminal && !args.show,
            output,
        })
    }
}

fn width(on_terminal: bool) -> usize {
    let terminal = terminal_size::terminal_size().filter(|_| on_terminal);
    terminal.map_or(WIDTH, |(terminal_size::Width(columns), _)| usize::from(columns))
}

fn same_file(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other && one.is_file(),
        _ => false,
    }
}

/// Reads `65536`, `64k`, `64M`, `1G`.
pub(super) fn bytes(word: &str) -> std::result::Result<usize, String> {
    let (digits, factor) = match word.char_indices().next_back() {
        Some((at, 'k' | 'K')) => (&word[..at], 1 << 10),
        Some((at, 'm' | 'M')) => (&word[..at], 1 << 20),
        Some((at, 'g' | 'G')) => (&word[..at], 1 << 30),
        _ => (word, 1),
    };
    let number = digits.parse::<usize>().ok().and_then(|number| number.checked_mul(factor));
    number
        .filter(|number| *number > 0)
        .ok_or_else(|| "expected a number of bytes such as 500000, 64k, 16M or 1G".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        assert_eq!(bytes("64k"), Ok(65_536));
        assert_eq!(bytes("2G"), Ok(2 << 30));
        assert_eq!(bytes("7"), Ok(7));
        assert!(bytes("0").is_err() && bytes("M").is_err() && bytes("1.5M").is_err() && bytes("").is_err());
    }

    #[test]
    fn rules_replace_or_add() {
        let rules = |words: &[&str]| Rules::new(&words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>());
        assert_eq!(rules(&[]), Rules { built_in: true, folders: vec![] });
        assert_eq!(rules(&["+a"]), Rules { built_in: true, folders: vec!["a".into()] });
        assert_eq!(rules(&["a", "+b"]), Rules { built_in: false, folders: vec!["a".into(), "b".into()] });
    }
}
