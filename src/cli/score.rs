//! `factmill score`: measures found facts against gold.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::error::{Error, ErrorKind, Result};
use crate::eval::floor::Floor;
use crate::eval::report::{self, Wanted};
use crate::eval::{self, Scored};

/// Measure found facts against gold.
///
/// Prints precision, recall and F1 per kind (strict; tolerant of edge words, punctuation and designators; overlapping),
/// accuracy per field and precision per rule. Articles are paired by file name, native id or title. Exits with 1 when a
/// figure is below its floor.
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// Gold: JSONL, one article per line
    gold: PathBuf,

    /// Found facts: JSONL as written by `extract`; - is standard input
    found: PathBuf,

    /// How to print the score
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,

    /// Print every miss, false alarm and wrong value; with its sentence where the facts were written --with-text
    ///
    /// The JSON form has them always.
    #[arg(long)]
    misses: bool,

    /// Show one kind only
    #[arg(long, value_enum)]
    kind: Option<Kind>,

    /// Print instead what changed since the run whose facts are in OLD: figures, what is mended, what is broken
    #[arg(long, value_name = "OLD")]
    diff: Option<PathBuf>,

    /// TOML file of least values, such as money.f1 = 0.93; exit with 1 when a figure is below its own
    #[arg(long, value_name = "FILE")]
    floor: Option<PathBuf>,
}

/// Form of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For readers
    Table,
    /// For programs: one object with all figures, counts and misses
    Json,
}

/// Kinds that are scored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    Money,
    Percent,
    Company,
    Unit,
    Quotation,
    /// Metric facts
    Fact,
}

impl Kind {
    fn scored(self) -> Option<Scored> {
        Some(match self {
            Self::Fact => return None,
            Self::Money => Scored::Money,
            Self::Percent => Scored::Percent,
            Self::Company => Scored::Company,
            Self::Unit => Scored::Unit,
            Self::Quotation => Scored::Quotation,
        })
    }
}

/// Scores and prints; returns the exit code: 0, or 1 when a figure is below its floor.
///
/// # Errors
/// When a file cannot be read or is not what it should be, when no found article belongs to any gold article, or when
/// `out` does not take the report.
pub fn run(args: &Args, out: &mut dyn Write) -> Result<u8> {
    let floor = match &args.floor {
        Some(path) => Floor::parse(&read(path)?, &path.display().to_string())?,
        None => Floor::default(),
    };
    let gold = eval::gold::parse(&read(&args.gold)?, &args.gold.display().to_string())?;
    let found = eval::found::parse(&read(&args.found)?, &args.found.display().to_string())?;
    let score = eval::score(&gold, &found);
    if score.missing.len() == gold.len() {
        // A table of zeros would look like a bad extraction where only the names do not fit.
        let example = |name: Option<String>| name.unwrap_or_else(|| "nothing".to_owned());
        return Err(Error::new(
            ErrorKind::Input,
            format!(
                "pairing {} with {}: no found article belongs to a gold article: gold has for example {}, found {}",
                args.gold.display(),
                args.found.display(),
                example(gold.first().map(|article| format!("doc \"{}\"", article.doc))),
                example(found.first().map(|article| format!("file \"{}\"", article.uri))),
            ),
        ));
    }
    let below = floor.below(&score);
    let wanted =
        Wanted { only: args.kind.and_then(Kind::scored), facts: args.kind == Some(Kind::Fact), misses: args.misses };
    if let Some(old) = &args.diff {
        let before = eval::score(&gold, &eval::found::parse(&read(old)?, &old.display().to_string())?);
        let diff = eval::diff::diff(&before, &score, &wanted);
        match args.format {
            Format::Table => report::diff_table(&diff, out)?,
            Format::Json => report::diff_json(&diff, out)?,
        }
        return Ok(u8::from(!below.is_empty()));
    }
    match args.format {
        Format::Table => report::table(&score, &wanted, &below, out)?,
        Format::Json => report::json(&score, &wanted, &below, out)?,
    }
    Ok(u8::from(!below.is_empty()))
}

fn read(path: &Path) -> Result<String> {
    let mut text = String::new();
    let read = match path.as_os_str() == "-" {
        true => std::io::stdin().lock().read_to_string(&mut text).map(|_| ()),
        false => std::fs::read_to_string(path).map(|read| text = read),
    };
    read.map_err(|e| Error::caused(ErrorKind::Input, format!("reading {}", path.display()), e))?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Command {
        #[command(flatten)]
        args: Args,
    }

    const GOLD: &str =
        r#"{"doc":"a","mentions":[{"id":"m1","kind":"money","spans":[[0,3]],"text":"$5m","amount":"5000000"}]}"#;
    const FOUND: &str = r#"{"schema":1,"source":{"uri":"a.txt"},"offsets":"char","mentions":[{"id":"m1","kind":"money","start":0,"end":3,"text":"$5m","amount":"5000000"}]}"#;

    fn score(gold: &str, found: &str, floor: &str, more: &[&str]) -> (Result<u8>, String) {
        let dir = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &str| {
            let path = dir.path().join(name);
            std::fs::write(&path, text).unwrap();
            path.into_os_string().into_string().unwrap()
        };
        let files =
            [file("gold.jsonl", gold), file("found.jsonl", found), "--floor".to_owned(), file("floor.toml", floor)];
        let words = std::iter::once("score").chain(files.iter().map(String::as_str)).chain(more.iter().copied());
        let mut out = Vec::new();
        let code = run(&Command::parse_from(words).args, &mut out);
        (code, String::from_utf8(out).unwrap())
    }

    #[test]
    fn the_exit_code_says_whether_the_floors_hold() {
        assert_eq!(score(GOLD, FOUND, "money.f1 = 1.0", &[]).0.unwrap(), 0);
        // --kind narrows what is shown, not what is measured.
        let (code, shown) = score(GOLD, FOUND, "money.f1 = 1.0\nunit.f1 = 0.5", &["--kind", "percent"]);
        assert_eq!(code.unwrap(), 1);
        assert!(shown.contains("BELOW FLOOR: unit.f1 is - and should be at least 0.5"), "{shown}");
    }

    #[test]
    fn the_json_form_is_one_object() {
        let (code, shown) = score(GOLD, FOUND, "", &["--format", "json"]);
        assert_eq!(code.unwrap(), 0);
        let json: serde_json::Value = serde_json::from_str(&shown).unwrap();
        assert_eq!(json["figures"]["money.strict.f1"], 1.0);
    }

    #[test]
    fn two_runs_are_compared() {
        let old = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(old.path(), FOUND.replace("5000000", "6000000")).unwrap();
        let (code, shown) = score(GOLD, FOUND, "", &["--diff", old.path().to_str().unwrap()]);
        assert_eq!(code.unwrap(), 0);
        assert!(shown.contains("money.value.accuracy                        0.000  1.000   +1.000"), "{shown}");
        assert!(shown.contains("mended (1)\n  money wrong value"), "{shown}");
    }

    #[test]
    fn names_that_do_not_fit_are_an_error_and_not_a_score() {
        let error = score(GOLD, &FOUND.replace("a.txt", "b.txt"), "", &[]).0.unwrap_err().to_string();
        assert!(error.ends_with("gold has for example doc \"a\", found file \"b.txt\""), "{error}");
    }
}
