//! What a run says on standard error while it goes on: a bar on a terminal, a line every few seconds elsewhere, and
//! records that could not be read.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Tally;
use super::summary::{number, seconds, size};

/// Between two lines where there is no terminal; a shorter run prints none.
const LINE_EVERY: Duration = Duration::from_secs(5);

/// Failed records told one by one; the rest is only counted.
const TOLD: u64 = 20;

/// Reports progress and failed records.
#[derive(Debug)]
pub struct Progress {
    how: How,
    total: Option<u64>,
    consumed: u64,
    started: Instant,
    failed: u64,
}

#[derive(Debug)]
enum How {
    Silent,
    Failures,
    Bar(ProgressBar),
    Lines { last: Instant },
}

impl Progress {
    /// A bar if standard error is a terminal, else lines.
    #[must_use]
    pub fn on_stderr() -> Self {
        let how = if std::io::stderr().is_terminal() {
            How::Bar(ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(8)))
        } else {
            How::Lines { last: Instant::now() }
        };
        Self::with(how)
    }

    /// No progress, only failed records.
    #[must_use]
    pub fn failures() -> Self {
        Self::with(How::Failures)
    }

    /// Nothing at all; the [`Tally`] still counts failures.
    #[must_use]
    pub fn silent() -> Self {
        Self::with(How::Silent)
    }

    fn with(how: How) -> Self {
        Self { how, total: None, consumed: 0, started: Instant::now(), failed: 0 }
    }

    pub(super) fn begin(&mut self, total: Option<u64>) {
        self.total = total.filter(|total| *total > 0);
        self.started = Instant::now();
        if let How::Bar(bar) = &self.how {
            let template = match self.total {
                Some(total) => {
                    bar.set_length(total);
                    "{bar:24.green/dim} {percent:>3} %  {msg}  ETA {eta}"
                }
                None => "{spinner:.green} {msg}",
            };
            let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
            bar.set_style(style.progress_chars("━━─"));
            bar.enable_steady_tick(Duration::from_millis(250));
        }
    }

    pub(super) fn update(&mut self, tally: &Tally, consumed: u64) {
        self.consumed = consumed;
        if let How::Bar(bar) = &self.how {
            bar.set_position(consumed);
            bar.set_message(self.rates(tally));
        }
        self.tick(tally);
    }

    /// Called now and then, also when nothing has happened.
    pub(super) fn tick(&mut self, tally: &Tally) {
        if let How::Lines { last } = &self.how
            && last.elapsed() >= LINE_EVERY
        {
            let part = self.total.map(|total| {
                let percent = (self.consumed.min(total) * 100) / total;
                format!("{percent} % of {}, ", size(total))
            });
            let left = self.left().map(|left| format!(", {} left", seconds(left))).unwrap_or_default();
            self.say(&format!("factmill: {}{}{left}", part.unwrap_or_default(), self.rates(tally)));
            self.how = How::Lines { last: Instant::now() };
        }
    }

    /// Reports a record or input that could not be read.
    pub(super) fn warn(&mut self, error: &dyn std::fmt::Display) {
        self.failed += 1;
        if self.failed <= TOLD {
            self.say(&format!("factmill: warning: {error}"));
        } else if self.failed == TOLD + 1 {
            self.say("factmill: warning: more records failed; from here on they are only counted");
        }
    }

    /// Takes the bar away, so that what is printed next stands alone.
    pub fn finish(&self) {
        if let How::Bar(bar) = &self.how {
            bar.finish_and_clear();
        }
    }

    fn rates(&self, tally: &Tally) -> String {
        let elapsed = self.started.elapsed().as_secs_f64().max(0.001);
        let per_second = |count: u64| (count as f64 / elapsed) as u64;
        let failed = match tally.errors() {
            0 => String::new(),
            failed => format!(", {} failed", number(failed)),
        };
        format!(
            "{} articles ({}), {} articles/s, {}/s{failed}",
            number(tally.articles),
            size(tally.bytes_in),
            number(per_second(tally.articles)),
            size(per_second(tally.bytes_in)),
        )
    }

    fn left(&self) -> Option<Duration> {
        let total = self.total.filter(|_| self.consumed > 0)?;
        let left = total.saturating_sub(self.consumed) as f64 / self.consumed as f64;
        Some(self.started.elapsed().mul_f64(left))
    }

    fn say(&self, line: &str) {
        // Nobody can be told that standard error is gone.
        let print = || drop(writeln!(std::io::stderr().lock(), "{line}"));
        match &self.how {
            How::Bar(bar) => bar.suspend(print),
            How::Failures | How::Lines { .. } => print(),
            How::Silent => {}
        }
    }
}
