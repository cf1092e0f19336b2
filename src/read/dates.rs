//! Publication times: the forms found in dumps, brought to ISO 8601.
//!
//! Nothing is made up: a date stays a date, a time without a zone stays without, an offset stays as stated, and what can be
//! read in two ways (`01/02/2019`) is not read at all.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::temporal::Pieces;
use jiff::tz::{Offset, TimeZone};

/// `2019-01-02`, `2019-01-02T03:04:05`, `2019-01-02T03:04:05Z` or `2019-01-02T03:04:05+01:00`; `None` when the form is
/// not understood or ambiguous.
pub(super) fn normalise(text: &str) -> Option<String> {
    let text = text.trim();
    // No form is longer; this keeps a whole article in a date field from being taken apart.
    if text.is_empty() || text.len() > 100 || !text.is_ascii() {
        return None;
    }
    if let Some(moment) = number(text) {
        return moment;
    }
    iso(text).or_else(|| worded(text)).and_then(Moment::print)
}

/// What a form states, and no more.
#[derive(Debug, Default, Clone, Copy)]
struct Moment {
    date: Option<Date>,
    time: Option<Time>,
    offset: Option<Offset>,
}

impl Moment {
    fn print(self) -> Option<String> {
        let date = self.date.filter(|date| (1000..=9999).contains(&date.year()))?;
        Some(match (self.time, self.offset) {
            (None, _) => date.to_string(),
            (Some(time), None) => DateTime::from_parts(date, time).to_string(),
            (Some(time), Some(offset)) if offset == Offset::UTC => format!("{}Z", DateTime::from_parts(date, time)),
            (Some(time), Some(offset)) => {
                let minutes = offset.seconds() / 60;
                let sign = if minutes < 0 { '-' } else { '+' };
                let (hours, minutes) = (minutes.abs() / 60, minutes.abs() % 60);
                format!("{}{sign}{hours:02}:{minutes:02}", DateTime::from_parts(date, time))
            }
        })
    }
}

/// Digits alone: `YYYYMMDD`, `YYYYMMDDhhmmss`, or the time since 1970 in seconds, milli-, micro- or nanoseconds.
fn number(text: &str) -> Option<Option<String>> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(fraction) {
        return None;
    }
    let value: i64 = whole.parse().ok()?;
    let since_1970 = |seconds: i64, nanoseconds: i64| {
        let moment = Timestamp::new(seconds, i32::try_from(nanoseconds).ok()?).ok()?;
        let utc = moment.to_zoned(TimeZone::UTC).datetime();
        Moment { date: Some(utc.date()), time: Some(utc.time()), offset: Some(Offset::UTC) }.print()
    };
    Some(match whole.len() {
        8 => compact_date(whole).and_then(|date| Moment { date: Some(date), ..Moment::default() }.print()),
        9 | 10 => since_1970(value, 0),
        12 | 13 => since_1970(value / 1000, value % 1000 * 1_000_000),
        14 => {
            let part = |from: usize| whole.get(from..from + 2)?.parse::<i8>().ok();
            compact_date(&whole[..8]).and_then(|date| {
                let time = Time::new(part(8)?, part(10)?, part(12)?, 0).ok()?;
                Moment { date: Some(date), time: Some(time), offset: None }.print()
            })
        }
        16 => since_1970(value / 1_000_000, value % 1_000_000 * 1000),
        19 => since_1970(value / 1_000_000_000, value % 1_000_000_000),
        _ => None,
    })
}

fn compact_date(digits: &str) -> Option<Date> {
    Date::new(digits.get(..4)?.parse().ok()?, digits.get(4..6)?.parse().ok()?, digits.get(6..8)?.parse().ok()?).ok()
}

/// ISO 8601 and its everyday variants: a space for the `T`, slashes in the date, a space or a name before the offset.
fn iso(text: &str) -> Option<Moment> {
    let direct = Pieces::parse(text).ok();
    let pieces = match &direct {
        Some(pieces) => pieces.clone(),
        None => {
            let bytes = text.as_bytes();
            if !(bytes.len() >= 10 && bytes[..4].iter().all(u8::is_ascii_digit) && matches!(bytes[4], b'-' | b'/')) {
                return None;
            }
            let mut plain = text.replace('/', "-");
            for zone in ["UTC", "GMT", "Z"] {
                if let Some(front) = plain.strip_suffix(zone) {
                    plain = format!("{}Z", front.trim_end());
                    break;
                }
            }
            plain = plain.replace(" +", "+").replace(" -", "-");
            Pieces::parse(&plain).ok()?.into_owned()
        }
    };
    Some(Moment { date: Some(pieces.date()), time: pieces.time(), offset: pieces.to_numeric_offset() })
}

/// Names of months as interchange formats (RFC 2822, HTTP, feeds) write them, by their first three letters.
const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The zones which RFC 2822 gives a fixed meaning, in hours.
const ZONES: [(&str, i8); 11] = [
    ("Z", 0),
    ("UT", 0),
    ("UTC", 0),
    ("GMT", 0),
    ("EST", -5),
    ("EDT", -4),
    ("CST", -6),
    ("CDT", -5),
    ("MST", -7),
    ("PST", -8),
    ("PDT", -7),
];

/// Forms with the month in letters, in any order of their parts (`Wed, 02 Jan 2019 03:04:05 +0000`, `Jan 2, 2019 3:04 PM`,
/// `2nd January 2019`), and day, month and year in figures where they can be told apart.
fn worded(text: &str) -> Option<Moment> {
    let mut parts = Parts::default();
    for word in text.split(|c: char| c.is_ascii_whitespace() || matches!(c, ',' | '(' | ')')) {
        parts.take(word.trim_end_matches('.'))?;
    }
    let date = match (parts.date, parts.year, parts.month, parts.day) {
        (Some(date), None, None, None) => date,
        (None, Some(year), Some(month), Some(day)) => Date::new(year, month, day).ok()?,
        _ => return None,
    };
    let time = match (parts.time, parts.afternoon) {
        (Some(time), Some(_)) if time.hour() > 12 || time.hour() == 0 => Some(time),
        (Some(time), Some(afternoon)) => {
            Some(time.with().hour(time.hour() % 12 + if afternoon { 12 } else { 0 }).build().ok()?)
        }
        (time, _) => time,
    };
    Some(Moment { date: Some(date), time, offset: parts.offset })
}

#[derive(Default)]
struct Parts {
    date: Option<Date>,
    year: Option<i16>,
    month: Option<i8>,
    day: Option<i8>,
    time: Option<Time>,
    afternoon: Option<bool>,
    offset: Option<Offset>,
}

/// Sets a part that may be stated once only.
fn once<T>(part: &mut Option<T>, value: T) -> Option<()> {
    part.replace(value).is_none().then_some(())
}

impl Parts {
    /// Takes one word in; `None` when it contradicts what was there. Words without meaning here (days of the week, `at`,
    /// unknown zones) are passed over.
    fn take(&mut self, word: &str) -> Option<()> {
        let lower = word.to_ascii_lowercase();
        let digits = lower.bytes().take_while(u8::is_ascii_digit).count();
        let (figures, rest) = lower.split_at(digits);
        match (digits, rest) {
            (0, "") => Some(()),
            (0, "am" | "a.m") => once(&mut self.afternoon, false),
            (0, "pm" | "p.m") => once(&mut self.afternoon, true),
            (0, _) if matches!(lower.as_bytes()[0], b'+' | b'-') => once(&mut self.offset, offset(&lower)?),
            (0, _) => {
                if let Some((_, hours)) = ZONES.iter().find(|(name, _)| *name == word) {
                    return once(&mut self.offset, Offset::constant(*hours));
                }
                match lower.get(..3).and_then(|start| MONTHS.iter().position(|month| *month == start)) {
                    Some(month) if is_month(&lower, month) => once(&mut self.month, month as i8 + 1),
                    _ => Some(()),
                }
            }
            (1 | 2, "" | "st" | "nd" | "rd" | "th") => once(&mut self.day, figures.parse().ok()?),
            (1 | 2, "am" | "pm") => {
                once(&mut self.afternoon, rest == "pm")?;
                once(&mut self.time, Time::new(figures.parse().ok()?, 0, 0, 0).ok()?)
            }
            (4, "") => once(&mut self.year, figures.parse().ok()?),
            (1 | 2, _) if rest.starts_with(':') => self.clock(&lower),
            (1..=4, _) if rest.starts_with(['/', '.', '-']) => self.dashed(&lower),
            _ => None,
        }
    }

    /// `3:04`, `03:04:05`, `3:04pm`, `03:04:05.123z`, `15:04+0100`.
    fn clock(&mut self, word: &str) -> Option<()> {
        let end = word.find(|c: char| !c.is_ascii_digit() && c != ':' && c != '.').unwrap_or(word.len());
        let (clock, rest) = word.split_at(end);
        match rest {
            "" => {}
            "am" | "pm" => once(&mut self.afternoon, rest == "pm")?,
            "z" => once(&mut self.offset, Offset::UTC)?,
            _ => once(&mut self.offset, offset(rest)?)?,
        }
        let mut parts = clock.split('.').next()?.split(':').map(|part| part.parse::<i8>().ok());
        let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next().unwrap_or(Some(0))?);
        parts.next().is_none().then_some(())?;
        once(&mut self.time, Time::new(hour, minute, second, 0).ok()?)
    }

    /// `02-Jan-2019`, and figures: with dots the day stands first, with slashes only where one part is above 12.
    fn dashed(&mut self, word: &str) -> Option<()> {
        let parts: Vec<&str> = word.split(['/', '.', '-']).collect();
        let [a, b, c] = parts[..] else { return None };
        if let Some(month) = MONTHS.iter().position(|month| b.get(..3) == Some(*month)) {
            let (day, year) = if a.len() == 4 { (c, a) } else { (a, c) };
            return once(&mut self.date, Date::new(four(year)?, month as i8 + 1, day.parse().ok()?).ok()?);
        }
        let (first, second): (i8, i8) = (a.parse().ok()?, b.parse().ok()?);
        let (day, month) = match (first, second) {
            _ if word.contains('.') => (first, second),
            (13.., _) => (first, second),
            (_, 13..) => (second, first),
            _ if first == second => (first, second),
            _ => return None,
        };
        once(&mut self.date, Date::new(four(c)?, month, day).ok()?)
    }
}

/// A year of four figures.
fn four(year: &str) -> Option<i16> {
    (year.len() == 4).then(|| year.parse().ok()).flatten()
}

/// Whether a word that begins like a month is one: its abbreviation or whole name.
fn is_month(word: &str, month: usize) -> bool {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    word.len() == 3 || word == "sept" || word == NAMES[month]
}

/// `+0100`, `-05:00`, `+01`.
fn offset(word: &str) -> Option<Offset> {
    let sign = match word.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let figures: String = word[1..].chars().filter(|c| *c != ':').collect();
    if !matches!(figures.len(), 2 | 4) || !figures.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let hours: i32 = figures[..2].parse().ok()?;
    let minutes: i32 = figures.get(2..4).map_or(Some(0), |m| m.parse().ok())?;
    (hours < 24 && minutes < 60).then(|| Offset::from_seconds(sign * (hours * 60 + minutes) * 60).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_usual_forms() {
        for (given, expected) in [
            ("2019-01-02", "2019-01-02"),
            ("2019-01-02T03:04:05Z", "2019-01-02T03:04:05Z"),
            ("2019-01-02 03:04:05", "2019-01-02T03:04:05"),
            ("2019-01-02 03:04:05+00:00", "2019-01-02T03:04:05Z"),
            ("2019-01-02T03:04:05+0530", "2019-01-02T03:04:05+05:30"),
            ("2019-01-02T03:04:05.000-05:00", "2019-01-02T03:04:05-05:00"),
            ("2019-01-02 03:04:05 UTC", "2019-01-02T03:04:05Z"),
            ("2019-01-02 03:04:05 +0000", "2019-01-02T03:04:05Z"),
            ("2019-01-02 03:04", "2019-01-02T03:04:00"),
            ("2019/01/02", "2019-01-02"),
            ("2019/01/02 03:04:05", "2019-01-02T03:04:05"),
            ("20190102", "2019-01-02"),
            ("20190102030405", "2019-01-02T03:04:05"),
            ("1546398245", "2019-01-02T03:04:05Z"),
            ("1546398245.0", "2019-01-02T03:04:05Z"),
            ("1546398245000", "2019-01-02T03:04:05Z"),
            ("Wed, 02 Jan 2019 03:04:05 GMT", "2019-01-02T03:04:05Z"),
            ("Wed, 2 Jan 2019 03:04:05 -0500", "2019-01-02T03:04:05-05:00"),
            ("Wed Jan 02 03:04:05 +0000 2019", "2019-01-02T03:04:05Z"),
            ("Jan 2, 2019", "2019-01-02"),
            ("Sept. 2, 2019", "2019-09-02"),
            ("January 2nd, 2019 3:04 PM EST", "2019-01-02T15:04:00-05:00"),
            ("2 January 2019 at 12:04am", "2019-01-02T00:04:00"),
            ("02-Jan-2019", "2019-01-02"),
            ("13/02/2019", "2019-02-13"),
            ("2/13/2019", "2019-02-13"),
            ("02.01.2019", "2019-01-02"),
        ] {
            assert_eq!(normalise(given).as_deref(), Some(expected), "{given}");
        }
    }

    #[test]
    fn what_is_ambiguous_or_no_date_is_left_out() {
        for given in [
            "",
            "01/02/2019",
            "yesterday",
            "2019-13-40",
            "12",
            "99999999",
            "Jan 2",
            "Jan 2, 2019 | Jan 3, 2019",
            "March on 2 2019 1",
            "0000-00-00",
            "٢٠١٩",
            "02.13.2019",
            "1/2/3/4",
            "25:61",
        ] {
            assert_eq!(normalise(given), None, "{given}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in "[0-9A-Za-z:/., +-]{0,40}") {
            if let Some(iso) = normalise(&text) {
                prop_assert_eq!(normalise(&iso), Some(iso));
            }
        }
    }
}
