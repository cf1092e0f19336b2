//! `factmill extract`: its flags, and the run.

use clap::ValueEnum;

use super::settings::{Output, Settings};
use super::{DONE, FAILED, STOPPED, engine, say};
use crate::error::{Error, ErrorKind, Result};
use crate::pipeline::{self, Circumstances, End, Progress, Stop, Tally};
use crate::write::jsonl::Jsonl;
use crate::write::output;
use crate::write::show::Show;
use crate::write::{Render, Tokens};

/// Find the facts of articles
///
/// Reads articles and writes one JSON object per article and line: mentions of money, percentages, companies and persons,
/// quotations with their speakers, and the facts that link them. `factmill schema` describes the object.
///
/// A record that cannot be read is reported and skipped; the exit code is then 1.
#[derive(Debug, Clone, clap::Args)]
#[command(after_help = "Examples:\n  \
    factmill extract article.txt --show                  read the facts in the terminal\n  \
    factmill extract news.jsonl.gz -o facts.jsonl        a dump into a file of facts\n  \
    factmill extract dump/ --kinds money,percent         numbers only\n  \
    zcat old.gz | factmill extract - --fields text=body  from a pipe, the text being in 'body'\n  \
    factmill extract a.jsonl --rules +my-rules           with rules of your own\n\n\
    Ctrl-C ends a run early: what has been read is still written, with -o to FILE.partial.\n\
    A second Ctrl-C ends it at once. Exit codes: 0 done, 1 done but records failed,\n\
    2 could not run, 130 stopped by Ctrl-C.")]
pub struct Args {
    /// Files or folders; - is standard input
    ///
    /// Formats (JSON lines, HTML, plain text) and compression are told apart by content.
    #[arg(required = true, value_name = "INPUT")]
    pub(super) inputs: Vec<String>,

    /// Write to FILE, which appears when the run is complete; - is standard output
    ///
    /// Until then the output grows in FILE.partial, which stays if the run is stopped or fails.
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub(super) output: Option<String>,

    /// Print articles and their facts for reading instead of JSON
    #[arg(long, help_heading = "Output", conflicts_with_all = ["pretty", "with_text", "offsets", "tokenizer"])]
    pub(super) show: bool,

    /// When to use colours with --show
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = Color::Auto, help_heading = "Output")]
    pub(super) color: Color,

    /// Write only these kinds, separated by commas: money, percent, company, unit, person, quotation, or your own
    #[arg(long, value_name = "KIND,...", help_heading = "Output")]
    pub(super) kinds: Option<String>,

    /// Unit of every start and end
    #[arg(long, value_enum, value_name = "UNIT", default_value_t = Unit::Char, help_heading = "Output")]
    pub(super) offsets: Unit,

    /// Write the text of each article with its facts
    #[arg(long, help_heading = "Output")]
    pub(super) with_text: bool,

    /// Indent the JSON
    #[arg(long, help_heading = "Output")]
    pub(super) pretty: bool,

    /// Add token indices of a Hugging Face tokenizer (tokenizer.json) to each mention
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub(super) tokenizer: Option<std::path::PathBuf>,

    /// Use the rules in DIR instead of the built-in ones, or beside them with +DIR; may be repeated
    #[arg(long, value_name = "[+]DIR", help_heading = "Rules")]
    pub(super) rules: Vec<String>,

    /// Which field of a JSON record plays which role, such as text=body,title=headline
    #[arg(long, value_name = "ROLE=NAME,...", help_heading = "Input")]
    pub(super) fields: Option<String>,

    /// Skip records longer than N bytes; k, M and G stand for 2^10, 2^20 and 2^30
    #[arg(long, value_name = "N", value_parser = super::settings::bytes, help_heading = "Input")]
    pub(super) max_record_bytes: Option<usize>,

    /// Number of worker threads; 0 is one per core
    #[arg(short, long, value_name = "N", default_value_t = 0, help_heading = "Run")]
    pub(super) jobs: u16,

    /// No progress, no summary; failed records are still reported
    #[arg(short, long, help_heading = "Run")]
    pub(super) quiet: bool,
}

/// When colours are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Unit of offsets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Unit {
    /// Unicode code points, as in Python
    Char,
    /// UTF-8 bytes, as in Rust, Go and C
    Byte,
    /// UTF-16 code units, as in JavaScript and Java
    Utf16,
}

/// Extracts; returns the exit code.
///
/// # Errors
/// When the run cannot begin, or its output cannot be written.
pub fn run(args: &Args) -> Result<u8> {
    let mut settings = Settings::new(args)?;
    // First of all, so that a wrong path costs no time.
    let mut sink = output::open(&settings.output, settings.color)?;
    let engine = engine::load(&settings.rules)?;
    settings.write.kinds.check(engine.kinds.iter().map(String::as_str))?;
    if let Some(path) = &settings.tokenizer {
        settings.write.tokens = Some(std::sync::Arc::new(Tokens::load(path)?));
    }
    let source = engine::open(&settings)?;

    let render: Box<dyn Render> = match settings.form {
        Output::Json => Box::new(Jsonl::new(settings.write)),
        Output::Show { width } => Box::new(Show::new(width, settings.color, settings.write.kinds)),
    };
    let stop = stop_on_ctrl_c();
    let mut progress = if settings.progress { Progress::on_stderr() } else { Progress::failures() };
    let run = pipeline::Settings { jobs: settings.jobs, stop, ..pipeline::Settings::new(&*engine.extract, &*render) };
    let tally = pipeline::run(source, &run, &mut *sink, &mut progress);
    progress.finish();
    let tally = tally?;

    if !settings.quiet {
        report(&tally, settings.json_on_terminal);
    }
    if tally.end == End::Stopped && settings.to_file {
        say(&format!("factmill: what was written stays in {}.partial", settings.output.display()));
    }
    code(&tally)
}

fn report(tally: &Tally, json_on_terminal: bool) {
    say(pipeline::summary(tally).trim_end());
    if let Some(hint) = pipeline::hint(tally, Circumstances { json_on_terminal }) {
        say(&format!("factmill: hint: {hint}"));
    }
}

fn code(tally: &Tally) -> Result<u8> {
    match tally.end {
        End::Stopped => Ok(STOPPED),
        // Whoever reads the output has seen enough.
        End::Closed => Ok(DONE),
        End::Complete if tally.nothing_readable() => Err(Error::new(ErrorKind::Input, "no input could be read")),
        End::Complete => Ok(if tally.errors() > 0 { FAILED } else { DONE }),
    }
}

/// The first Ctrl-C asks the run to stop, the second ends the process.
fn stop_on_ctrl_c() -> Stop {
    let stop = Stop::default();
    let asked = stop.clone();
    let set = ctrlc::set_handler(move || {
        if asked.ask() {
            std::process::exit(i32::from(STOPPED));
        }
        say("factmill: stopping: what has been read is still written (Ctrl-C again ends at once)");
    });
    if let Err(error) = set {
        say(&format!("factmill: warning: Ctrl-C will end the run at once: {error}"));
    }
    stop
}
