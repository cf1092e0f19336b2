//! What a run says at its end: counts, rates, and one hint chosen from what happened.

use std::fmt::Write as _;
use std::time::Duration;

use super::{End, Tally};

/// What the hint must know besides the tally.
#[derive(Debug, Clone, Copy, Default)]
pub struct Circumstances {
    /// JSON lines went to a terminal.
    pub json_on_terminal: bool,
}

/// The closing lines, without the hint.
///
/// ```text
/// factmill: 12,345 articles (86.3 MB) in 12.3 s: 1,003 articles/s, 7.0 MB/s
/// factmill: found 23,456 money, 12,001 percent; 5,210 entities, 318 facts
/// factmill: 12 records failed; 40 warnings (unclosed-quotation 38, extraction-panic 2)
/// ```
#[must_use]
pub fn summary(tally: &Tally) -> String {
    let mut text = String::new();
    let elapsed = tally.elapsed.as_secs_f64().max(0.001);
    let rate = |count: u64| (count as f64 / elapsed) as u64;
    let _ = writeln!(
        text,
        "factmill: {} ({}) in {}: {} articles/s, {}/s",
        plural(tally.articles, "article"),
        size(tally.bytes_in),
        seconds(tally.elapsed),
        number(rate(tally.articles)),
        size(rate(tally.bytes_in)),
    );
    if tally.articles > 0 {
        // The most frequent first; equal counts in the order of their names.
        let mut kinds: Vec<(&str, u64)> = tally.mentions.iter().map(|(kind, count)| (&**kind, *count)).collect();
        kinds.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let kinds: Vec<String> = kinds.iter().map(|(kind, count)| format!("{} {kind}", number(*count))).collect();
        let kinds = if kinds.is_empty() { "no mentions".to_owned() } else { kinds.join(", ") };
        let entities = match tally.entities {
            1 => "1 entity".to_owned(),
            count => format!("{} entities", number(count)),
        };
        let _ = writeln!(text, "factmill: found {kinds}; {entities}, {}", plural(tally.facts, "fact"));
    }
    let mut trouble = Vec::new();
    if tally.failed_inputs > 0 {
        trouble.push(format!("{} failed", plural(tally.failed_inputs, "input")));
    }
    if tally.failed_records > 0 {
        trouble.push(format!("{} failed", plural(tally.failed_records, "record")));
    }
    if !tally.warnings.is_empty() {
        let codes: Vec<String> = tally.warnings.iter().map(|(code, n)| format!("{code} {}", number(*n))).collect();
        trouble.push(format!("{} ({})", plural(tally.warnings.values().sum(), "warning"), codes.join(", ")));
    }
    if !trouble.is_empty() {
        let _ = writeln!(text, "factmill: {}", trouble.join("; "));
    }
    if tally.end == End::Stopped {
        let place = tally.last.as_ref().map(|last| format!(" after {last}")).unwrap_or_default();
        let _ = writeln!(text, "factmill: stopped{place}");
    }
    text
}

/// One thing worth trying, if there is any: the first that applies, the most harmful trouble first.
#[must_use]
pub fn hint(tally: &Tally, circumstances: Circumstances) -> Option<String> {
    let seen = tally.articles + tally.failed_records;
    let mentions: u64 = tally.mentions.values().sum();
    let warnings: u64 = tally.warnings.values().sum();
    let hint = if tally.end == End::Closed {
        return None;
    } else if tally.without_text > 0 && tally.without_text * 10 >= seen {
        "many records have no text where it is looked for; --fields text=NAME says in which field it stands".to_owned()
    } else if tally.warnings.contains_key("extraction-panic") {
        "an article with the warning 'extraction-panic' has met a fault of factmill; please report it with its text"
            .to_owned()
    } else if tally.failed_records > 0 && tally.failed_records * 2 >= seen {
        "most records could not be read; is the input what its name says? 'factmill extract --help' lists the formats"
            .to_owned()
    } else if tally.articles > 0 && mentions == 0 {
        "nothing was found; the rules are made for English financial news, --rules DIR brings others".to_owned()
    } else if warnings > tally.articles {
        let worst = tally.warnings.iter().max_by_key(|(_, count)| **count).map_or("", |(code, _)| code);
        format!("more warnings than articles, most of them '{worst}'; --show prints each beside its text")
    } else if circumstances.json_on_terminal {
        "--show prints facts for reading, -o FILE writes them to a file".to_owned()
    } else {
        return None;
    };
    Some(hint)
}

/// `1 article`, `12,345 articles`.
fn plural(count: u64, noun: &str) -> String {
    format!("{} {noun}{}", number(count), if count == 1 { "" } else { "s" })
}

/// `12,345`.
pub(super) fn number(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `512 B`, `86.3 MB`.
pub(super) fn size(bytes: u64) -> String {
    const UNITS: [(u64, &str); 4] =
        [(1_000_000_000_000, "TB"), (1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")];
    match UNITS.into_iter().find(|(factor, _)| bytes >= *factor) {
        Some((factor, unit)) => format!("{:.1} {unit}", bytes as f64 / factor as f64),
        None => format!("{bytes} B"),
    }
}

/// `0.12 s`, `45.0 s`, `3 min 5 s`, `2 h 14 min`.
pub(super) fn seconds(time: Duration) -> String {
    match time.as_secs() {
        0..1 => format!("{:.2} s", time.as_secs_f64()),
        1..60 => format!("{:.1} s", time.as_secs_f64()),
        whole @ 60..3600 => format!("{} min {} s", whole / 60, whole % 60),
        whole => format!("{} h {} min", number(whole / 3600), whole % 3600 / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Location;

    fn tally() -> Tally {
        Tally {
            articles: 12_345,
            mentions: [("money".into(), 23_456), ("percent".into(), 12_001)].into(),
            entities: 1,
            facts: 318,
            bytes_in: 86_300_000,
            elapsed: Duration::from_millis(12_300),
            ..Tally::default()
        }
    }

    #[test]
    fn the_summary_reads_well() {
        let mut tally = tally();
        assert_eq!(
            summary(&tally),
            "factmill: 12,345 articles (86.3 MB) in 12.3 s: 1,003 articles/s, 7.0 MB/s\n\
             factmill: found 23,456 money, 12,001 percent; 1 entity, 318 facts\n"
        );
        tally.failed_records = 1;
        tally.warnings = [("extraction-panic".into(), 2), ("unclosed-quotation".into(), 38)].into();
        tally.end = End::Stopped;
        tally.last = Some(Location { uri: "a.jsonl".into(), record: 7, offset: 99 });
        let text = summary(&tally);
        let end: Vec<&str> = text.lines().skip(2).collect();
        assert_eq!(
            end,
            [
                "factmill: 1 record failed; 40 warnings (extraction-panic 2, unclosed-quotation 38)",
                "factmill: stopped after a.jsonl: record 7 (byte 99)"
            ]
        );
    }

    #[test]
    fn one_hint_for_what_happened() {
        let said = |tally: &Tally| hint(tally, Circumstances::default()).unwrap_or_default();
        assert_eq!(said(&tally()), "");
        assert!(said(&Tally { without_text: 9_000, ..tally() }).contains("--fields"));
        assert!(said(&Tally { mentions: [].into(), ..tally() }).contains("--rules"));
        assert!(said(&Tally { failed_records: 90_000, ..tally() }).contains("most records"));
        assert!(said(&Tally { warnings: [("extraction-panic".into(), 1)].into(), ..tally() }).contains("report"));
        assert!(said(&Tally { warnings: [("x".into(), 20_000)].into(), ..tally() }).contains("'x'"));
        assert!(hint(&tally(), Circumstances { json_on_terminal: true }).unwrap().contains("--show"));
    }

    #[test]
    fn times() {
        let said = |s: f64| seconds(Duration::from_secs_f64(s));
        assert_eq!(
            [said(0.123), said(45.0), said(185.0), said(8040.0)],
            ["0.12 s", "45.0 s", "3 min 5 s", "2 h 14 min"]
        );
    }
}
