//! `factmill rules`: checks, tests, lists and explains rules.

use std::io::Write;

use clap::{Args as ClapArgs, Subcommand};

use super::calibrate;
use super::engine::rule_engine;
use super::explain;
use super::settings::Rules;
use crate::error::{Error, ErrorKind, Result};
use crate::eval::examples;
use crate::rule::Warning;

/// Check, test, list and explain rules.
#[derive(Debug, ClapArgs)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Load the rules and report everything that is wrong with them, and warn of what is probably not meant so
    ///
    /// Warns of rules that win none of their own examples, of patterns that need no word or mention and are tried nearly
    /// everywhere, of ordinary words in gazetteers, and of measured confidence that is out of date.
    Check {
        #[command(flatten)]
        folders: Folders,
        /// Exit with 1 when there are warnings
        #[arg(long)]
        strict: bool,
    },
    /// Run the examples and counterexamples of all rules, or of those whose name or file begins with WHICH
    Test {
        #[command(flatten)]
        folders: Folders,
        /// Beginnings of rule names or file names
        which: Vec<String>,
    },
    /// List the rules with their files
    List(Folders),
    Explain(explain::Args),
    Calibrate(calibrate::Args),
}

#[derive(Debug, ClapArgs)]
struct Folders {
    /// Rule folder: DIR replaces the built-in pack, +DIR adds to it
    #[arg(long, value_name = "[+]DIR")]
    rules: Vec<String>,
}

/// Runs the command; 1 when examples fail.
///
/// # Errors
/// Rules that do not load, and output that cannot be written.
pub fn run(args: &Args, out: &mut dyn Write) -> Result<u8> {
    let (folders, which) = match &args.action {
        Action::Explain(args) => return explain::run(args, out),
        Action::Calibrate(args) => return calibrate::run(args, out),
        Action::Check { folders, .. } | Action::List(folders) => (folders, &[][..]),
        Action::Test { folders, which } => (folders, which.as_slice()),
    };
    let engine = rule_engine(&Rules::new(&folders.rules).sources())?;
    let rules = engine.rules();
    let print = |out: &mut dyn Write, line: String| {
        writeln!(out, "{line}").map_err(|e| Error::caused(ErrorKind::Output, "writing to standard output", e))
    };
    match &args.action {
        // Done already.
        Action::Explain(_) | Action::Calibrate(_) => Ok(0),
        Action::Check { strict, .. } => {
            let count: usize = rules.groups().iter().map(|g| g.rules.len()).sum();
            let entries: usize = rules.lexicons().iter().map(crate::rule::Lexicon::len).sum();
            let files = rules.groups().len();
            print(
                out,
                format!(
                    "{count} rules in {files} files, {entries} entries in {} lexicons: no problems",
                    rules.lexicons().len()
                ),
            )?;
            let mut warnings = rules.warnings();
            let report = examples::run(&engine, |_, _| true);
            for group in rules.groups() {
                let dead = group.rules.iter().filter(|rule| report.dead.contains(&rule.id));
                warnings.extend(dead.map(|rule| Warning {
                    file: group.path.clone(),
                    line: rule.line,
                    message: format!("{}: other rules win all of its own examples", rule.id),
                }));
            }
            warnings.sort();
            for warning in &warnings {
                print(out, warning.to_string())?;
            }
            Ok(u8::from(*strict && !warnings.is_empty()))
        }
        Action::List(_) => {
            for group in rules.groups() {
                print(out, format!("{}: {}", group.path, group.about))?;
                for rule in &group.rules {
                    let off = if rule.off { " (off)" } else { "" };
                    print(out, format!("  {:<32} {:<7} {}{off}", rule.id, rule.tier.name(), rule.about))?;
                }
            }
            Ok(0)
        }
        Action::Test { .. } => {
            let wanted =
                |words: &[String], name: &str| words.is_empty() || words.iter().any(|w| name.starts_with(w.as_str()));
            let report = examples::run(&engine, |group, rule| wanted(which, &rule.id) || wanted(which, &group.path));
            for failure in &report.failures {
                print(out, format!("{failure}\n"))?;
            }
            for rule in &report.dead {
                print(out, format!("{rule}: wins none of its own examples"))?;
            }
            print(
                out,
                format!("{} rules, {} examples, {} failures", report.rules, report.examples, report.failures.len()),
            )?;
            Ok(u8::from(!report.failures.is_empty()))
        }
    }
}
