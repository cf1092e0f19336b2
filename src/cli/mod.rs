//! The command line: one file per command, each with its flags (`Args`) and its `run`.
//!
//! Exit codes: 0 done; 1 done, but records failed; 2 could not run; 130 stopped by Ctrl-C.

mod calibrate;
mod completions;
mod engine;
mod explain;
pub mod extract;
pub mod rules;
mod schema;
pub mod score;
mod settings;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::error::{Error, ErrorKind, Result};

/// Done, everything was read.
const DONE: u8 = 0;
/// Done, but some records or inputs failed.
const FAILED: u8 = 1;
/// Nothing was done.
const COULD_NOT_RUN: u8 = 2;
/// What shells report for a command that Ctrl-C ended.
const STOPPED: u8 = 130;

#[derive(Debug, Parser)]
#[command(
    name = "factmill",
    version,
    about = "Turns financial news into facts: amounts, percentages, companies, quotations",
    after_help = "Examples:\n  \
        factmill extract article.txt --show            read the facts in the terminal\n  \
        factmill extract news.jsonl.gz -o facts.jsonl  a dump into a file of facts\n  \
        factmill schema                                what the output looks like\n\n\
        Exit codes: 0 done, 1 done but records failed, 2 could not run, 130 stopped by Ctrl-C.",
    disable_help_subcommand = true,
    max_term_width = 110
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Extract(extract::Args),
    Rules(rules::Args),
    Score(score::Args),
    Schema(schema::Args),
    Completions(completions::Args),
}

/// Runs the command that the arguments of the process name.
#[must_use]
pub fn main() -> ExitCode {
    let command = Cli::parse().command;
    // Each command writes through this, so that `| head` is no failure for any of them.
    let mut out = Pipe { out: io::stdout(), closed: false };
    let done = match &command {
        Command::Extract(args) => extract::run(args),
        Command::Rules(args) => rules::run(args, &mut out),
        Command::Score(args) => score::run(args, &mut out),
        Command::Schema(args) => schema::run(args, &mut out),
        Command::Completions(args) => completions::run(args, &mut out),
    };
    let done = done.and_then(|code| {
        out.flush().map_err(|e| Error::caused(ErrorKind::Output, "writing to standard output", e))?;
        Ok(code)
    });
    ExitCode::from(done.unwrap_or_else(|error| {
        say(&format!("factmill: error: {error}"));
        COULD_NOT_RUN
    }))
}

/// Prints a line for people.
fn say(line: &str) {
    // Nobody can be told that standard error is gone.
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// Prints a whole document.
fn print(out: &mut dyn Write, document: &[u8]) -> Result<u8> {
    out.write_all(document).map_err(|e| Error::caused(ErrorKind::Output, "writing to standard output", e))?;
    Ok(DONE)
}

/// A stream whose reader may go away: what is written then is dropped.
struct Pipe<W> {
    out: W,
    closed: bool,
}

impl<W> Pipe<W> {
    fn tolerate<T>(&mut self, done: io::Result<T>, instead: T) -> io::Result<T> {
        match done {
            Err(e) if e.kind() == io::ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(instead)
            }
            other => other,
        }
    }
}

impl<W: Write> Write for Pipe<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.closed {
            return Ok(bytes.len());
        }
        let written = self.out.write(bytes);
        self.tolerate(written, bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.closed {
            return Ok(());
        }
        let flushed = self.out.flush();
        self.tolerate(flushed, ())
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_flags_are_consistent() {
        super::Cli::command().debug_assert();
    }
}
