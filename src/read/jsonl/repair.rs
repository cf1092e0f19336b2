//! Lines that are JSON but for one well-known slip of the program that wrote them.
//!
//! Two slips lose nothing when mended: half a surrogate pair written as an escape (a text cut in the middle of an emoji),
//! and raw NUL bytes inside a string. Both become U+FFFD. Everything else that is not JSON stays an error.

/// The mended line and what was done, or `None` where none of the slips is in it.
pub(super) fn repair(line: &str) -> Option<(String, &'static str)> {
    if line.contains('\0') {
        return Some((line.replace('\0', "\u{fffd}"), "raw NUL bytes in the JSON were replaced by U+FFFD"));
    }
    let mut out = String::new();
    let mut copied = 0;
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'\\', &line.as_bytes()[at..]) {
        let here = at + found;
        at = here + 2;
        match escape(line, here) {
            Some(0xd800..=0xdbff) if matches!(escape(line, here + 6), Some(0xdc00..=0xdfff)) => at = here + 12,
            Some(0xd800..=0xdfff) => {
                out.push_str(&line[copied..here]);
                out.push_str("\\ufffd");
                copied = here + 6;
                at = copied;
            }
            _ => {}
        }
        if at >= line.len() {
            break;
        }
    }
    (copied > 0).then(|| {
        out.push_str(&line[copied..]);
        (out, "halves of surrogate pairs in the JSON were replaced by U+FFFD")
    })
}

/// The value of an escape `\uXXXX` at `at`.
fn escape(line: &str, at: usize) -> Option<u16> {
    let digits = line.get(at..at + 6)?.strip_prefix("\\u")?;
    digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u16::from_str_radix(digits, 16).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn half_pairs_are_replaced_and_whole_ones_kept() {
        let (mended, _) = repair(r#"{"a": "x\ud83d y\ud83d\ude00 \\ud83d \ude00"}"#).unwrap();
        assert_eq!(mended, r#"{"a": "x\ufffd y\ud83d\ude00 \\ud83d \ufffd"}"#);
        assert_eq!(repair(r#"{"a": "\ud83d\ude00 \n"}"#), None);
        assert_eq!(repair("\\"), None);
    }

    proptest! {
        #[test]
        fn any_line_is_survived(line in "(\\\\|u|d8|00|dc|€|\"){0,30}") {
            repair(&line);
        }
    }
}
