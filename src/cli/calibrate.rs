//! `factmill rules calibrate`: measures how often each rule is right and writes the table that the pack keeps.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::engine::rule_engine;
use super::settings::Rules;
use crate::error::{Error, ErrorKind, Result};
use crate::eval::calibration::{Figures, calibrate};
use crate::eval::{self, FoundArticle};
use crate::extract::Engine;
use crate::read::{self, ReadOptions};
use crate::rule::confidence::{self, Measured, TABLE};
use crate::write::jsonl::Jsonl;
use crate::write::{Render, WriteOptions};

/// Most bytes of articles that are worked on at a time.
const BATCH: usize = 1 << 20;

/// Measure how often each rule is right on gold, and write the confidence of its mentions.
///
/// Extracts the facts of the articles, compares them with gold as `score` does, and writes a table of all rules that found
/// something: how often, how often rightly, and the smoothed share that its mentions will say as their confidence.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Gold: JSONL, one article per line
    #[arg(required = true)]
    gold: Vec<PathBuf>,

    /// The articles of the gold: files, folders or patterns, as for `extract`
    #[arg(long, required = true, num_args = 1.., value_name = "INPUT")]
    texts: Vec<String>,

    /// Rule folder: DIR replaces the built-in pack, +DIR adds to it
    #[arg(long, value_name = "[+]DIR")]
    rules: Vec<String>,

    /// File to write; otherwise confidence.tsv in the first rule folder
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Measures, writes the table and says how well it fits.
pub(super) fn run(args: &Args, out: &mut dyn Write) -> Result<u8> {
    let folders = Rules::new(&args.rules);
    let table = match (&args.output, folders.folders.first()) {
        (Some(file), _) => file.clone(),
        (None, Some(folder)) => folder.join(TABLE),
        (None, None) => {
            let why = "where should the table go? Name the folder of the rules with --rules, or a file with -o";
            return Err(Error::new(ErrorKind::Usage, why));
        }
    };
    let engine = rule_engine(&folders.sources())?;
    let mut gold = Vec::new();
    for path in &args.gold {
        let text = std::fs::read_to_string(path)
            .map_err(|e| Error::caused(ErrorKind::Input, format!("reading {}", path.display()), e))?;
        gold.extend(eval::gold::parse(&text, &path.display().to_string())?);
    }
    let found = extract(&engine, &args.texts)?;
    let rules: Vec<_> = engine.rules().groups().iter().flat_map(|g| &g.rules).collect();
    let rule = |name: &str| rules.iter().find(|rule| rule.id == name);
    let fit = calibrate(&gold, &found, |name, right, fired| {
        rule(name).map(|rule| confidence::smoothed(right, fired, rule.tier))
    });
    if fit.articles == 0 {
        return Err(Error::new(ErrorKind::Input, "none of the articles belongs to the gold: nothing to measure"));
    }
    let rows: Vec<Measured> = fit
        .rules
        .iter()
        .filter_map(|(name, kept)| {
            let (rule, fired) = (rule(name)?, kept.right + kept.wrong);
            let confidence = confidence::smoothed(kept.right, fired, rule.tier);
            let pattern = confidence::fingerprint(rule);
            (fired > 0).then(|| Measured { rule: name.clone(), pattern, fired, right: kept.right, confidence, line: 0 })
        })
        .collect();
    write(&table, &confidence::print(&rows))?;
    let say = |what: &str, figures: Option<Figures>| {
        figures.map_or_else(String::new, |f| {
            format!("{what:<34} calibration error {:.3}, Brier score {:.3}\n", f.error, f.brier)
        })
    };
    let mentions = fit.held_out.figures().map_or(0, |f| f.mentions);
    let report = format!(
        "{} of {} rules measured on {mentions} mentions in {} articles: {}\n{}{}",
        rows.len(),
        rules.len(),
        fit.articles,
        table.display(),
        say("promised by the tiers:", fit.promised.figures()),
        say("measured, by the other articles:", fit.held_out.figures()),
    );
    out.write_all(report.as_bytes()).map_err(|e| Error::caused(ErrorKind::Output, "writing to standard output", e))?;
    Ok(0)
}

/// The facts of all articles, as `score` reads them.
fn extract(engine: &Engine, inputs: &[String]) -> Result<Vec<FoundArticle>> {
    let mut inputs = read::open(inputs, &ReadOptions::default())?;
    let (mut articles, mut facts) = (Vec::new(), Vec::new());
    let jsonl = Jsonl::new(WriteOptions { with_text: true, ..WriteOptions::default() });
    while let Some(batch) = inputs.next_batch(BATCH) {
        for record in 0..batch.len() {
            batch.decode(record, &mut articles);
            for article in articles.drain(..) {
                let article = article?;
                jsonl.render(&article, &engine.extract(&article), &mut facts);
            }
        }
    }
    eval::found::parse(&String::from_utf8_lossy(&facts), "the extracted facts")
}

fn write(path: &Path, text: &str) -> Result<()> {
    std::fs::write(path, text).map_err(|e| Error::caused(ErrorKind::Output, format!("writing {}", path.display()), e))
}
