//! Quantities: from the captures of a number rule to exact decimals.
//!
//! A rule says which tokens are figures, number words, scales and range marks; this module knows how they add up. "two hundred
//! and five thousand", "5 1/2", "half a million", "$2-3 billion" with the scale shared by both ends.

use rust_decimal::Decimal;

use super::view::Captured;

/// One number with its scale.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Part {
    value: Option<Decimal>,
    /// Power of ten of the scale words behind it.
    exponent: u32,
    has_scale: bool,
    /// The value came from an article ("a million"), which a following number word replaces.
    article: bool,
    /// A number word came last, so a fraction word multiplies: "two-thirds".
    counted: bool,
    /// "several", "hundreds of": only the order of magnitude is known.
    indefinite: bool,
    words: bool,
}

/// A number, or the two ends of a range.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Quantity {
    /// Value, or low end.
    pub(super) low: Decimal,
    /// High end of a range.
    pub(super) high: Option<Decimal>,
    /// Only the order of magnitude is known.
    pub(super) indefinite: bool,
    /// Written in words.
    pub(super) words: bool,
    /// Whether a scale word stands with it.
    pub(super) scaled: bool,
}

/// Ten to a power; none where it does not fit.
pub(super) fn power(exponent: u32) -> Option<Decimal> {
    (exponent <= 28).then(|| Decimal::from_i128_with_scale(10i128.pow(exponent), 0))
}

/// The value of a figure as printed: `1,250.50`, `.5`, `5½`, `5 1/2`, `311-1/4`, `3/8`.
pub(super) fn figure(text: &str) -> Option<Decimal> {
    let mut total = Decimal::ZERO;
    let mut pending: Option<Decimal> = None; // a whole number that may turn out to be a numerator
    let mut numerator: Option<Decimal> = None;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let len = rest.find(|c: char| !(c.is_ascii_digit() || c == ',' || c == '.')).unwrap_or(rest.len());
        if len > 0 {
            let number = grouped(&rest[..len])?;
            match numerator.take() {
                Some(n) => total += n.checked_div(number)?,
                None => {
                    total += pending.take().unwrap_or_default();
                    pending = Some(number);
                }
            }
            rest = &rest[len..];
            continue;
        }
        match c {
            '/' => numerator = Some(pending.take()?),
            '½' => total += Decimal::new(5, 1),
            '¼' => total += Decimal::new(25, 2),
            '¾' => total += Decimal::new(75, 2),
            '⅓' => total += Decimal::ONE / Decimal::from(3),
            '⅔' => total += Decimal::from(2) / Decimal::from(3),
            '⅛' => total += Decimal::new(125, 3),
            '⅜' => total += Decimal::new(375, 3),
            '⅝' => total += Decimal::new(625, 3),
            '⅞' => total += Decimal::new(875, 3),
            '-' | ' ' | '\n' | '\r' | '\t' | '\u{a0}' => {}
            _ => return None,
        }
        rest = &rest[c.len_utf8()..];
    }
    if numerator.is_some() {
        return None;
    }
    Some(total + pending.unwrap_or_default())
}

/// The value of digits with commas: groups of three, or the Indian groups of two before the last three; one comma before one or two
/// digits at the end is a decimal comma. Anything else has no value.
fn grouped(text: &str) -> Option<Decimal> {
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(w, f)| (w, Some(f)));
    let mut groups = whole.rsplit(',');
    let last = groups.next()?;
    let mut groups: Vec<&str> = groups.collect();
    let Some(first) = groups.pop() else { return text.parse().ok() };
    if fraction.is_none() && groups.is_empty() && (1..=2).contains(&last.len()) {
        return format!("{first}.{last}").parse().ok();
    }
    let middle = |len: usize| groups.iter().all(|g| g.len() == len);
    let fits = last.len() == 3 && (1..=3).contains(&first.len()) && (middle(3) || first.len() < 3 && middle(2));
    if fits { text.replace(',', "").parse().ok() } else { None }
}

/// The value of a number word's cell: a decimal or `a/b`.
fn cell(value: &str) -> Option<Decimal> {
    match value.split_once('/') {
        Some((a, b)) => a.parse::<Decimal>().ok()?.checked_div(b.parse().ok()?),
        None => value.parse().ok(),
    }
}

impl Part {
    fn word(&mut self, role: &str, value: Decimal) {
        self.words = true;
        match role {
            "article" => {
                if self.value.is_none() {
                    self.value = Some(Decimal::ONE);
                    self.article = true;
                }
                self.counted = false;
            }
            "half" | "fraction" => {
                self.value = Some(match self.value {
                    Some(v) if self.counted => v * value,
                    Some(_) if self.article => value,
                    Some(v) => v + value,
                    None => value,
                });
                self.article = false;
                self.counted = false;
            }
            "indefinite" | "dozen" => {
                self.indefinite = true;
                self.value = Some(value);
            }
            _ => {
                self.value = Some(if self.article { value } else { self.value.unwrap_or_default() + value });
                self.article = false;
                self.counted = true;
            }
        }
    }

    fn scale(&mut self, exponent: u32) {
        self.exponent += exponent;
        self.has_scale = true;
        self.counted = false;
    }
}

/// Adds the captures of one number up; none if they make no number or one that does not fit 28 digits.
pub(super) fn compose<'c>(captures: impl Iterator<Item = Captured<'c>>) -> Option<Quantity> {
    let mut part = Part::default();
    let mut low: Option<Part> = None;
    let mut major: Option<Part> = None;
    let mut negative = false;
    for capture in captures {
        match capture.label {
            "figure" => part.value = Some(figure(capture.text)?),
            "one" if capture.row.is_none() => part.counted = false, // "of 1 percent"
            "one" | "ten" | "half" | "article" | "part" | "three" => {
                let value = cell(capture.field("value"))?;
                part.word(capture.field("role"), value);
            }
            "several" => {
                let value = cell(capture.field("value"))?;
                // "several" and "a few" leave the magnitude to the scale word; "hundreds of" adds its own.
                let plain = value < Decimal::TEN;
                part.word(capture.field("role"), if plain { Decimal::ONE } else { value });
            }
            "multi" => {
                part.indefinite = true;
                part.value = cell(capture.field("value"));
            }
            "hundred" => {
                let times = power(capture.field("exponent").parse().ok()?)?;
                part.value = Some(part.value?.checked_mul(times)?);
                part.counted = false;
            }
            "scale" | "glued_scale" => part.scale(capture.field("exponent").parse().ok()?),
            "minus" | "sign" => negative |= matches!(capture.text, "-" | "–" | "−" | "(") || capture.text.len() > 3,
            "currency" => {
                // "MSEK 120" has its scale in the code.
                if let Ok(exponent) = capture.field("exponent").parse() {
                    part.scale(exponent);
                } else if part.value.is_some() {
                    // What follows a currency word are hundredths: "thirteen dollars and forty-five cents".
                    major = Some(std::mem::take(&mut part));
                }
            }
            "range" if low.is_none() => {
                low = Some(std::mem::take(if part.value.is_none() {
                    major.as_mut().unwrap_or(&mut part)
                } else {
                    &mut part
                }));
                major = None;
            }
            _ => {}
        }
    }
    match major {
        Some(major) if part == Part::default() => part = major,
        // "75 USD million": the scale alone follows.
        Some(mut major) if part.value.is_none() => {
            major.scale(part.exponent);
            part = major;
        }
        Some(major) => {
            let whole = major.value?.checked_mul(power(major.exponent)?)?;
            let hundredths = part.value?.checked_div(Decimal::ONE_HUNDRED)?;
            if part.has_scale || hundredths >= Decimal::ONE {
                return None;
            }
            part = Part {
                value: Some(whole.checked_add(hundredths)?),
                words: part.words || major.words,
                ..Part::default()
            };
        }
        None => {}
    }
    // "million-dollar" has a scale and no figure.
    if part.value.is_none() && part.has_scale {
        part.value = Some(Decimal::ONE);
    }
    let sign = |v: Decimal| if negative { -v } else { v };
    let high_exponent = part.exponent;
    let value = part.value?.checked_mul(power(part.exponent)?)?;
    let (indefinite, words, scaled) = (part.indefinite, part.words, part.has_scale);
    let Some(low) = low else {
        return Some(Quantity { low: sign(value).normalize(), high: None, indefinite, words, scaled });
    };
    // A low end without a scale takes the high end's, or the next smaller one with which it stays below the high end.
    let low_value = low.value?;
    let low_value = if low.has_scale || !part.has_scale {
        low_value.checked_mul(power(low.exponent)?)?
    } else {
        let mut exponent = high_exponent;
        loop {
            let candidate = low_value.checked_mul(power(exponent)?)?;
            if candidate <= value || exponent < 3 {
                break candidate;
            }
            exponent -= 3;
        }
    };
    let (a, b) = (sign(low_value).normalize(), value.normalize());
    // A range is given low end first; a text that runs down ("$59.50 to $42.80") means the same interval.
    Some(Quantity { low: a.min(b), high: Some(a.max(b)), indefinite, words: words || low.words, scaled })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures() {
        for (text, expected) in [
            ("1,250.50", "1250.50"),
            (".5", "0.5"),
            ("5½", "5.5"),
            ("5 1/2", "5.5"),
            ("311-1/4", "311.25"),
            ("3/8", "0.375"),
            ("1,20,000", "120000"),
            ("2,407,000.5", "2407000.5"),
            ("13,6", "13.6"),
            ("5,25", "5.25"),
        ] {
            assert_eq!(figure(text), expected.parse().ok(), "{text}");
        }
        assert_eq!(figure("1/"), None);
        assert_eq!(figure("1/0"), None);
        assert_eq!(figure("1,2500"), None);
        assert_eq!(figure("10,5,20"), None);
    }
}
