//! Intervals of periods: from the fields that rules give them to the first and last day.
//!
//! A period has `start` and `months` (its first month and how many), or ends on a day; the year must be said, else it has no interval.

use super::scene::field;
use crate::fact::Mention;

/// First and last day of a period, as ISO 8601 dates; none where the text does not say them.
pub(super) fn interval(mention: &Mention) -> Option<(String, String)> {
    let number = |name: &str| field(mention, name).parse::<u32>().ok();
    let year = number("year").filter(|y| (1000..3000).contains(y))?;
    // What a fiscal year is depends on the company.
    if !field(mention, "fiscal").is_empty() {
        return None;
    }
    let length = number("months").or_else(|| number("count.months")).filter(|m| (1..=12).contains(m))?;
    if let Some(month) = number("month.number").filter(|m| (1..=12).contains(m)) {
        let Some(day) = number("day").filter(|d| *d <= 31) else {
            return (length == 1).then(|| span(year, month, 1));
        };
        // Ends on a day, and began that many months before.
        let last = (year * 12 + month - 1) as i64;
        let first = last + 1 - i64::from(length);
        let start = format!("{:04}-{:02}-01", first / 12, first % 12 + 1);
        return (day == days(year, month)).then(|| (start, format!("{year:04}-{month:02}-{day:02}")));
    }
    let part = number("part").or_else(|| number("nth.part")).unwrap_or(1);
    let first = part.checked_sub(1)?.checked_mul(length)? + 1;
    (first + length <= 13).then(|| span(year, first, length))
}

fn span(year: u32, first: u32, length: u32) -> (String, String) {
    let last = first + length - 1;
    (format!("{year:04}-{first:02}-01"), format!("{year:04}-{last:02}-{:02}", days(year, last)))
}

/// Days of a month.
fn days(year: u32, month: u32) -> u32 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_end_on_their_last_day() {
        assert_eq!(span(2024, 1, 3), ("2024-01-01".into(), "2024-03-31".into()));
        assert_eq!(span(2024, 2, 1).1, "2024-02-29");
        assert_eq!(span(2100, 2, 1).1, "2100-02-28");
    }
}
