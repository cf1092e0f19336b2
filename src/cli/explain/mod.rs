//! `factmill rules explain`: why each mention of a text is there, what lost against it, and what nearly matched.
//!
//! Here the text is found and the answer printed; what there is to say comes from [`Engine::explain`].

mod json;
mod show;

use std::io::{Write, stdout};
use std::path::Path;

use super::engine::{rule_engine, user_kinds};
use super::extract::Color;
use super::settings::Rules;
use super::{DONE, FAILED, say};
use crate::article::Article;
use crate::error::{Error, ErrorKind, Result};
use crate::extract::{Engine, Explanation, Near};
use crate::read::{self, ReadOptions};
use crate::write::Kinds;

/// Near misses that are shown without `--all`.
const FEW: usize = 5;

/// Say why each mention of a text is there, which rules lost against it, and which nearly matched
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    factmill rules explain 'Apple paid $3 billion for Beats.'\n  \
    factmill rules explain article.txt --kind quotation --all\n  \
    factmill rules explain --rules +my-rules --json -")]
pub(super) struct Args {
    /// The text, or a file with articles; - is standard input
    #[arg(value_name = "TEXT|FILE|-")]
    what: String,

    /// Use the rules in DIR instead of the built-in ones, or beside them with +DIR; may be repeated
    #[arg(long, value_name = "[+]DIR")]
    rules: Vec<String>,

    /// Explain only these kinds, separated by commas: money, percent, company, unit, person, quotation, speaker, or your own
    #[arg(long, value_name = "KIND,...")]
    kind: Option<String>,

    /// Show all near misses, also where something of the kind was found
    #[arg(long)]
    all: bool,

    /// Print one JSON object per article and line
    #[arg(long)]
    json: bool,

    /// When to use colours
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = Color::Auto, conflicts_with = "json")]
    color: Color,
}

/// Explains; 1 when a record could not be read.
pub(super) fn run(args: &Args, out: &mut dyn Write) -> Result<u8> {
    let kinds = args.kind.as_deref().map(Kinds::parse).transpose().map_err(|e| e.context("--kind"))?;
    let kinds = kinds.unwrap_or_default();
    let engine = rule_engine(&Rules::new(&args.rules).sources())?;
    let own = user_kinds(engine.rules());
    kinds.check(own.iter().map(String::as_str).chain(["speaker"])).map_err(|e| e.context("--kind"))?;
    let color = match args.color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => anstream::AutoStream::choice(&stdout()) != anstream::ColorChoice::Never,
    };
    let shown = Shown { kinds: &kinds, all: args.all, json: args.json, color };
    let mut failed = false;
    articles(&args.what, &mut |article| match article {
        Ok(article) => shown.print(&engine, &article, out),
        Err(error) => {
            failed = true;
            say(&format!("factmill: warning: {error}"));
            Ok(())
        }
    })?;
    Ok(if failed { FAILED } else { DONE })
}

/// Gives the articles that are meant: those of a file, or the text itself.
fn articles(what: &str, each: &mut dyn FnMut(Result<Article>) -> Result<()>) -> Result<()> {
    if what != "-" && !Path::new(what).exists() {
        if is_path(what) {
            let message = format!("{what}: there is no such file, and a text would hold more than one word");
            return Err(Error::new(ErrorKind::Input, message));
        }
        // A bare text has no title: a single sentence is no headline.
        return each(Ok(Article { text: what.to_owned(), ..Article::default() }));
    }
    let mut inputs = read::open(&[what.to_owned()], &ReadOptions::default())?;
    let mut results = Vec::new();
    while let Some(batch) = inputs.next_batch(0) {
        for record in 0..batch.len() {
            batch.decode(record, &mut results);
            results.drain(..).try_for_each(&mut *each)?;
        }
        inputs.recycle(batch);
    }
    Ok(())
}

/// Whether one word looks like the name of a file.
fn is_path(word: &str) -> bool {
    let ending = Path::new(word).extension().and_then(|e| e.to_str()).unwrap_or("");
    let known = ["txt", "text", "md", "html", "htm", "json", "jsonl", "ndjson", "gz", "zst"].contains(&ending);
    !word.contains(char::is_whitespace) && (known || word.contains('/'))
}

/// What is shown, and how.
struct Shown<'s> {
    kinds: &'s Kinds,
    all: bool,
    json: bool,
    color: bool,
}

impl Shown<'_> {
    fn print(&self, engine: &Engine, article: &Article, out: &mut dyn Write) -> Result<()> {
        let explanation = engine.explain(article);
        let near = self.near(&explanation);
        let text = if self.json {
            json::line(self, article, &explanation, &near)
        } else {
            show::page(self, article, &explanation, &near)
        };
        out.write_all(text.as_bytes()).map_err(|e| Error::caused(ErrorKind::Output, "writing to standard output", e))
    }

    /// The near misses that are shown, and how many are not.
    fn near<'e>(&self, explanation: &'e Explanation) -> (Vec<&'e Near>, usize) {
        let near: Vec<&Near> = explanation.near.iter().filter(|n| self.kinds.contains(&n.kind)).collect();
        if self.all {
            return (near, 0);
        }
        let mut useful: Vec<&Near> = Vec::new();
        for miss in near.iter().copied().filter(|n| !n.covered) {
            // Of the rules that nearly found the same, the nearest is enough.
            let known = useful.iter().any(|u| u.kind == miss.kind && u.span.overlaps(miss.span));
            if !known && useful.len() < FEW {
                useful.push(miss);
            }
        }
        let rest = near.len() - useful.len();
        (useful, rest)
    }
}
