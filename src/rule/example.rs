//! Examples: sentences in a rule file with what must be found in them.
//!
//! `[[…]]` marks a mention of the file's kind, `[[role:…]]` the filler of a role. Fields beside `text` are values that must come
//! out: one string, or a list with one per marked mention.

use std::ops::Range;

/// One example or counterexample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The text without its marks.
    pub text: String,
    /// What is marked, in order of its start.
    pub marks: Vec<Mark>,
    /// Expected values: field name, and one value for all marks or one for each.
    pub values: Vec<(String, Vec<String>)>,
    /// Line in the rule file.
    pub line: usize,
}

/// One marked place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Bytes of the example's text.
    pub range: Range<usize>,
    /// Role name, if the mark names one.
    pub role: Option<String>,
}

/// Reads the marks out of an example.
///
/// # Errors
/// The byte in `marked` where a mark is not closed or closes nothing, with what is wrong.
pub fn parse_marks(marked: &str) -> Result<(String, Vec<Mark>), (usize, String)> {
    let mut text = String::with_capacity(marked.len());
    let mut open: Vec<(usize, usize, Option<String>)> = Vec::new();
    let mut marks = Vec::new();
    let mut at = 0;
    while at < marked.len() {
        let rest = &marked[at..];
        if rest.starts_with("[[") {
            let inner = &rest[2..];
            let name = inner
                .find(|c: char| !(c.is_ascii_lowercase() || c == '_'))
                .filter(|&n| n > 0 && inner[n..].starts_with(':'));
            let role = name.map(|n| inner[..n].to_owned());
            open.push((at, text.len(), role));
            at += 2 + name.map_or(0, |n| n + 1);
        } else if rest.starts_with("]]") {
            let Some((_, start, role)) = open.pop() else {
                return Err((at, "`]]` closes nothing".into()));
            };
            marks.push(Mark { range: start..text.len(), role });
            at += 2;
        } else {
            let len = rest.chars().next().map_or(1, char::len_utf8);
            text.push_str(&rest[..len]);
            at += len;
        }
    }
    if let Some((at, ..)) = open.pop() {
        return Err((at, "this `[[` is not closed".into()));
    }
    marks.sort_by_key(|m| (m.range.start, std::cmp::Reverse(m.range.end)));
    Ok((text, marks))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_roles() {
        let (text, marks) = parse_marks("[[buyer:Acme]] paid [[$3 billion]] for it.").unwrap_or_default();
        assert_eq!(text, "Acme paid $3 billion for it.");
        let found: Vec<_> = marks.iter().map(|m| (&text[m.range.clone()], m.role.as_deref())).collect();
        assert_eq!(found, [("Acme", Some("buyer")), ("$3 billion", None)]);
        assert_eq!(parse_marks("a [[b"), Err((2, "this `[[` is not closed".into())));
        assert_eq!(parse_marks("a ]]"), Err((2, "`]]` closes nothing".into())));
    }
}
