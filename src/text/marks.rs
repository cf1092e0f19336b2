//! Pairs of quotation marks, by a state machine that starts afresh in every paragraph.
//!
//! Curly, straight, single, angle and ``…'' marks; nested; unclosed; continued in the next paragraph by a fresh opening mark.
//! Apostrophes are no marks. A mark that fits nothing is left out, so that one bad mark never inverts the rest.

use super::structure::{Paragraph, Section};
use super::token::{Case, Gap, Token, TokenKind};

/// Text between two quotation marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quoted {
    /// Token of the opening mark.
    pub open: u32,
    /// Token of the closing mark; where it is missing, one past the last token of the content.
    pub close: u32,
    /// Whether the closing mark is printed.
    pub closed: bool,
    /// How many pairs it stands in: 0 for an outer pair.
    pub depth: u8,
    /// Whether the quotation goes on from the pair before it, which a paragraph end left open.
    pub continues: bool,
}

impl Quoted {
    /// Tokens between the marks.
    #[must_use]
    pub fn content(&self) -> std::ops::Range<usize> {
        self.open as usize + 1..self.close as usize
    }

    /// One past the last token, with the closing mark.
    #[must_use]
    pub fn end(&self) -> usize {
        self.close as usize + usize::from(self.closed)
    }
}

/// Families of marks: an opener is closed only by a mark of its own family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Double,
    Single,
    Angle,
}

/// What a mark can do where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Open,
    Close,
    /// A straight mark that could do both.
    Either,
    /// An apostrophe or an inch sign.
    Neither,
}

struct Open {
    family: Family,
    token: usize,
    index: usize,
}

/// Pairs the marks of all paragraphs.
pub(super) fn pair(text: &str, tokens: &[Token], paragraphs: &[Paragraph]) -> Vec<Quoted> {
    let mut pairs: Vec<Quoted> = Vec::new();
    // The family of a quotation which the paragraph before left open.
    let mut carried: Option<Family> = None;
    for paragraph in paragraphs {
        if paragraph.section == Section::Boilerplate {
            continue;
        }
        let range = paragraph.start as usize..paragraph.end as usize;
        let mut open: Vec<Open> = Vec::new();
        for at in range.clone() {
            if tokens[at].kind != TokenKind::Mark {
                continue;
            }
            let (family, role) = classify(text, tokens, &range, at, &open);
            let innermost = open.iter().rposition(|o| o.family == family);
            let closes = match role {
                Role::Neither => continue,
                Role::Open => false,
                Role::Close => true,
                Role::Either => innermost.is_some(),
            };
            match (closes, innermost) {
                (true, Some(level)) => {
                    // Whatever was opened inside and not closed ends here.
                    for inner in open.drain(level + 1..) {
                        pairs[inner.index].close = at as u32;
                    }
                    if let Some(mate) = open.pop() {
                        pairs[mate.index].close = at as u32;
                        pairs[mate.index].closed = true;
                    }
                }
                (true, None) => {} // a stray closer
                (false, same) => {
                    if let Some(level) = same {
                        // A second opener of the same family: the first one's closer is missing.
                        let ends = sentence_end_before(text, tokens, open[level].token, at);
                        for inner in open.drain(level..) {
                            pairs[inner.index].close = ends as u32;
                        }
                    }
                    let continues = at == range.start && carried == Some(family) && open.is_empty();
                    open.push(Open { family, token: at, index: pairs.len() });
                    let depth = (open.len() - 1).min(u8::MAX as usize) as u8;
                    pairs.push(Quoted { open: at as u32, close: range.end as u32, closed: false, depth, continues });
                }
            }
        }
        carried = open.first().map(|o| o.family);
        for left in open {
            pairs[left.index].close = range.end as u32;
        }
    }
    pairs.retain(|q| q.close > q.open + 1);
    pairs
}

/// Where an unclosed quotation ends when another opens at `next`: after the last full stop between them, else before `next`.
fn sentence_end_before(text: &str, tokens: &[Token], open: usize, next: usize) -> usize {
    (open + 1..next).rev().find(|&t| matches!(tokens[t].of(text), "." | "?" | "!")).map_or(next, |t| t + 1)
}

/// Family of a mark and what it can do at its place.
fn classify(
    text: &str,
    tokens: &[Token],
    paragraph: &std::ops::Range<usize>,
    at: usize,
    open: &[Open],
) -> (Family, Role) {
    let token = &tokens[at];
    let before = (at > paragraph.start).then(|| &tokens[at - 1]);
    let after = (at + 1 < paragraph.end).then(|| &tokens[at + 1]);
    let space_before = token.gap > Gap::None || before.is_none();
    let space_after = after.is_none_or(|t| t.gap > Gap::None);
    let opener_before = before.is_some_and(|t| {
        matches!(t.of(text), "(" | "[" | "-" | "–" | "—" | "--" | "/" | "_")
            || t.kind == TokenKind::Mark && t.gap > Gap::None
    });
    let neutral = |text_like: bool| match (space_before || opener_before, space_after) {
        (true, false) => Role::Open,
        (false, true) => Role::Close,
        (false, false) if after.is_some_and(|t| matches!(t.kind, TokenKind::Punct | TokenKind::Mark)) => Role::Close,
        (true, true) | (false, false) if text_like => Role::Either,
        _ => Role::Neither,
    };
    match token.of(text) {
        "“" | "„" | "``" | "「" | "‟" => (Family::Double, Role::Open),
        "”" | "」" => {
            // Some texts close and open with the same curly mark, and some open with ” by mistake.
            let role = if neutral(true) == Role::Open && !open.iter().any(|o| o.family == Family::Double) {
                Role::Open
            } else {
                Role::Close
            };
            (Family::Double, role)
        }
        "«" | "‹" => (Family::Angle, if neutral(true) == Role::Close { Role::Close } else { Role::Open }),
        "»" | "›" => (Family::Angle, if neutral(true) == Role::Open { Role::Open } else { Role::Close }),
        "\"" | "＂" | "''" => {
            let double_open = open.iter().any(|o| o.family == Family::Double);
            let inch = !double_open && !space_before && before.is_some_and(|t| t.kind == TokenKind::Number);
            (Family::Double, if inch { Role::Neither } else { neutral(true) })
        }
        _ => (Family::Single, single(text, tokens, paragraph, at, open, space_before || opener_before, space_after)),
    }
}

/// Role of a single mark, which is an apostrophe more often than not.
fn single(
    text: &str,
    tokens: &[Token],
    paragraph: &std::ops::Range<usize>,
    at: usize,
    open: &[Open],
    space_before: bool,
    space_after: bool,
) -> Role {
    let mark = tokens[at].of(text);
    let next = (at + 1 < paragraph.end).then(|| &tokens[at + 1]);
    let pending = open.iter().any(|o| o.family == Family::Single);
    if space_before && !space_after {
        // ’90s, 'em, '07
        let Some(next) = next else { return Role::Neither };
        if next.kind == TokenKind::Number || mark == "’" || mark == "`" && next.case == Case::Lower {
            return Role::Neither;
        }
        // An opener needs its closer further on in the paragraph; a mark between a word in s and a small word is a possessive.
        let closer = (at + 1..paragraph.end).any(|t| {
            let follows = tokens.get(t + 1).filter(|_| t + 1 < paragraph.end);
            is_single_closer(text, tokens, t)
                && !(tokens[t - 1].of(text).ends_with('s') && follows.is_some_and(|n| n.case == Case::Lower))
        });
        return if closer { Role::Open } else { Role::Neither };
    }
    if !space_before && pending && mark != "‘" {
        let touches = next.is_none_or(|n| n.gap > Gap::None || matches!(n.kind, TokenKind::Punct | TokenKind::Mark));
        if !touches {
            return Role::Neither;
        }
        // After a word in s the mark may be a possessive: it closes only if no later mark can.
        let after_s = at > paragraph.start && tokens[at - 1].of(text).ends_with('s');
        let later = (at + 1..paragraph.end)
            .any(|t| is_single_closer(text, tokens, t) && !tokens[t - 1].of(text).ends_with('s'));
        let word_follows = next.is_some_and(|n| n.kind == TokenKind::Word && n.case == Case::Lower);
        return if after_s && later && word_follows { Role::Neither } else { Role::Close };
    }
    Role::Neither
}

/// Whether a single mark stands where a closing one does: behind a character, before white space or punctuation.
fn is_single_closer(text: &str, tokens: &[Token], at: usize) -> bool {
    let token = &tokens[at];
    token.kind == TokenKind::Mark
        && matches!(token.of(text), "'" | "’")
        && token.gap == Gap::None
        && tokens.get(at + 1).is_none_or(|n| n.gap > Gap::None || matches!(n.kind, TokenKind::Punct | TokenKind::Mark))
}

#[cfg(test)]
mod tests {
    use super::super::{Conventions, Document};
    use crate::article::Article;

    /// Contents of the pairs with depth, `…` for unclosed and `+` for continued ones.
    fn pairs(text: &str) -> Vec<String> {
        let article = Article { text: text.into(), ..Article::default() };
        let d = Document::new(&article, &Conventions::default());
        d.quoted
            .iter()
            .map(|q| {
                let content = d.span(q.content().start, q.content().end).of(text);
                format!(
                    "{}{}{}{}",
                    if q.continues { "+" } else { "" },
                    ">".repeat(q.depth as usize),
                    content,
                    if q.closed { "" } else { "…" }
                )
            })
            .collect()
    }

    #[test]
    fn styles() {
        assert_eq!(pairs("He said, “We grew,” and left."), ["We grew,"]);
        assert_eq!(pairs("\"We grew,\" he said. \"It is fine.\""), ["We grew,", "It is fine."]);
        assert_eq!(pairs("``We grew,'' he said."), ["We grew,"]);
        assert_eq!(pairs("«We grew», he said."), ["We grew"]);
        assert_eq!(pairs("He said: 'We grew.' Then he left."), ["We grew."]);
    }

    #[test]
    fn nesting() {
        assert_eq!(pairs("“He said ‘no’ to me,” she said."), ["He said ‘no’ to me,", ">no"]);
        assert_eq!(pairs("\"He said 'no way' to me,\" she said."), ["He said 'no way' to me,", ">no way"]);
    }

    #[test]
    fn apostrophes_are_no_marks() {
        assert!(pairs("The investors' money isn't the banks' money in the '90s.").is_empty());
        assert!(pairs("They're giving 'em Yukos' shares.").is_empty());
        assert!(pairs("A 17\" screen and a 5' pole.").is_empty());
    }

    #[test]
    fn one_bad_mark_does_not_invert_the_rest() {
        assert_eq!(
            pairs("“We grew. The rest is plain.\n\n“It is fine,” he said."),
            ["We grew. The rest is plain.…", "+It is fine,"]
        );
        assert_eq!(pairs("We grew,\" he said.\n\n\"It is fine,\" he said."), ["It is fine,"]);
        assert_eq!(pairs("\"We grew. \"It is fine,\" he said."), ["We grew.…", "It is fine,"]);
    }

    #[test]
    fn a_fresh_opener_continues_the_quotation() {
        assert_eq!(pairs("“First part.\n\n“Second part,” he said."), ["First part.…", "+Second part,"]);
    }
}
