//! The sequence language: from the text of a pattern to a tree.
//!
//! | written | means |
//! |---|---|
//! | `word` `Word` | that word; in any case if written in small letters, else as printed |
//! | `,` `.` `;` `%` `-` `/` | that punctuation |
//! | `'('` | anything with a meaning of its own, in quotes |
//! | `[,:]` | one of these characters |
//! | `@piece` | a piece of the file |
//! | `<role>` | a mention of the role's kind |
//! | `#number` `#word` `#lower` `#capital` `#upper` `#sign` `#possessive` `#any` | a token of that sort |
//! | `..4` | up to four tokens, as few as fit |
//! | `name:x` | the capture `name` |
//! | `( … )`, `x \| y`, `x?`, `x{1,3}` | groups, choice, repetition (bounded) |
//! | `~x` | x without white space before it |
//! | `!x` | not x here |
//! | `^` `$` | start and end of the sentence |

use std::ops::Range;

/// A token sort which the language names itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Sort {
    /// A figure.
    Number,
    /// Any word.
    Word,
    /// A word in small letters.
    Lower,
    /// A word that begins with a capital, or `eBay`.
    Capital,
    /// A word in capitals.
    Upper,
    /// A currency sign.
    Sign,
    /// `'s`
    Possessive,
    /// Any token.
    Any,
}

impl Sort {
    /// Names with their sorts, for the parser and its messages.
    pub(super) const NAMES: [(&'static str, Self); 8] = [
        ("number", Self::Number),
        ("word", Self::Word),
        ("lower", Self::Lower),
        ("capital", Self::Capital),
        ("upper", Self::Upper),
        ("sign", Self::Sign),
        ("possessive", Self::Possessive),
        ("any", Self::Any),
    ];
}

/// A parsed pattern.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    /// A word or punctuation token.
    Literal(String),
    /// One character of a set.
    Chars(Vec<char>),
    /// `@piece`, with its place in the pattern.
    Piece(String, Range<usize>),
    /// `<role>`, with its place in the pattern.
    Role(String, Range<usize>),
    /// `#sort`
    Sort(Sort),
    /// `..n`
    Gap(usize),
    /// `name:x`
    Capture(String, Box<Node>),
    /// One after the other.
    Sequence(Vec<Node>),
    /// The first that fits.
    Choice(Vec<Node>),
    /// `x{min,max}`, as often as possible.
    Repeat(Box<Node>, usize, usize),
    /// `~x`
    Glued(Box<Node>),
    /// `!x`
    Not(Box<Node>),
    /// `^`
    Start,
    /// `$`
    End,
}

/// A mistake in a pattern, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mistake {
    /// Bytes of the pattern.
    pub range: Range<usize>,
    /// What is wrong.
    pub message: String,
}

/// Largest count in `..n` and `{m,n}`: patterns stay cheap and matching linear.
const MOST: usize = 40;

/// Parses a pattern.
pub(super) fn parse(pattern: &str) -> Result<Node, Mistake> {
    let mut parser = Parser { pattern, at: 0, depth: 0 };
    let node = parser.choice()?;
    match parser.peek() {
        None => Ok(node),
        Some(c) => Err(parser.mistake(1, format!("unexpected `{c}`"))),
    }
}

struct Parser<'p> {
    pattern: &'p str,
    at: usize,
    depth: usize,
}

impl Parser<'_> {
    fn rest(&self) -> &str {
        &self.pattern[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn skip_space(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    fn eat(&mut self, c: char) -> bool {
        let found = self.rest().starts_with(c);
        if found {
            self.at += c.len_utf8();
        }
        found
    }

    fn mistake(&self, width: usize, message: impl Into<String>) -> Mistake {
        Mistake { range: self.at..self.at + width, message: message.into() }
    }

    fn name(&mut self) -> Option<String> {
        let len = self.rest().find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(self.rest().len());
        (len > 0).then(|| {
            self.at += len;
            self.pattern[self.at - len..self.at].to_owned()
        })
    }

    fn count(&mut self) -> Result<usize, Mistake> {
        let len = self.rest().find(|c: char| !c.is_ascii_digit()).unwrap_or(self.rest().len());
        match self.rest()[..len].parse::<usize>() {
            Ok(n) if n <= MOST => {
                self.at += len;
                Ok(n)
            }
            Ok(_) => Err(self.mistake(len, format!("counts go up to {MOST}"))),
            Err(_) => Err(self.mistake(1, "a count is missing")),
        }
    }

    fn choice(&mut self) -> Result<Node, Mistake> {
        let mut options = vec![self.sequence()?];
        while self.eat('|') {
            options.push(self.sequence()?);
        }
        Ok(if options.len() == 1 { options.remove(0) } else { Node::Choice(options) })
    }

    fn sequence(&mut self) -> Result<Node, Mistake> {
        let mut items = Vec::new();
        loop {
            self.skip_space();
            match self.peek() {
                None | Some('|' | ')') => break,
                Some(_) => items.push(self.item()?),
            }
        }
        match items.len() {
            0 => Err(self.mistake(1, "nothing stands here; write an element")),
            1 => Ok(items.remove(0)),
            _ => Ok(Node::Sequence(items)),
        }
    }

    fn item(&mut self) -> Result<Node, Mistake> {
        self.depth += 1;
        if self.depth > 100 {
            return Err(self.mistake(1, "elements are nested too deeply"));
        }
        let node = self.prefixed()?;
        self.depth -= 1;
        Ok(node)
    }

    fn prefixed(&mut self) -> Result<Node, Mistake> {
        let start = self.at;
        if self.eat('!') {
            return Ok(Node::Not(Box::new(self.item()?)));
        }
        // A capture name: letters and a colon, directly followed by an element.
        if let Some(name) = self.name() {
            if self.rest().starts_with(':') && self.rest()[1..].chars().next().is_some_and(|c| !c.is_whitespace()) {
                self.at += 1;
                return Ok(Node::Capture(name, Box::new(self.item()?)));
            }
            self.at = start;
        }
        if self.eat('~') {
            return Ok(Node::Glued(Box::new(self.item()?)));
        }
        let atom = self.atom()?;
        if self.eat('?') {
            return Ok(Node::Repeat(Box::new(atom), 0, 1));
        }
        if self.eat('{') {
            let min = self.count()?;
            let max = if self.eat(',') { self.count()? } else { min };
            if !self.eat('}') {
                return Err(self.mistake(1, "`{m,n}` is not closed"));
            }
            if max < min || max == 0 {
                return Err(Mistake { range: start..self.at, message: format!("{{{min},{max}}} repeats nothing") });
            }
            return Ok(Node::Repeat(Box::new(atom), min, max));
        }
        Ok(atom)
    }

    fn atom(&mut self) -> Result<Node, Mistake> {
        let start = self.at;
        let Some(c) = self.peek() else { return Err(self.mistake(1, "the pattern ends too early")) };
        match c {
            '(' => {
                self.at += 1;
                let node = self.choice()?;
                if self.eat(')') {
                    Ok(node)
                } else {
                    Err(Mistake { range: start..start + 1, message: "this `(` is not closed".into() })
                }
            }
            '@' => {
                self.at += 1;
                match self.name() {
                    Some(name) => Ok(Node::Piece(name, start..self.at)),
                    None => Err(self.mistake(1, "a piece name must follow `@`")),
                }
            }
            '<' => {
                self.at += 1;
                let name = self.name();
                match (name, self.eat('>')) {
                    (Some(name), true) => Ok(Node::Role(name, start..self.at)),
                    _ => Err(Mistake {
                        range: start..self.at,
                        message: "a role is written <name>; a bare sign `'<'`".into(),
                    }),
                }
            }
            '#' => {
                self.at += 1;
                let name = self.name().unwrap_or_default();
                Sort::NAMES.iter().find(|(n, _)| *n == name).map(|&(_, sort)| Node::Sort(sort)).ok_or_else(|| Mistake {
                    range: start..self.at,
                    message: format!(
                        "unknown token sort `#{name}`; allowed are: {}",
                        Sort::NAMES.map(|(n, _)| n).join(", ")
                    ),
                })
            }
            '[' => {
                let Some(len) = self.rest().find(']') else {
                    return Err(self.mistake(1, "this `[` is not closed"));
                };
                let chars: Vec<char> = self.rest()[1..len].chars().filter(|c| !c.is_whitespace()).collect();
                self.at += len + 1;
                if chars.is_empty() {
                    return Err(Mistake { range: start..self.at, message: "an empty set of characters".into() });
                }
                Ok(Node::Chars(chars))
            }
            '\'' => {
                let Some(len) = self.rest()[1..].find('\'') else {
                    return Err(self.mistake(1, "this quote is not closed"));
                };
                let literal = self.rest()[1..1 + len].to_owned();
                self.at += len + 2;
                if literal.trim().is_empty() {
                    return Err(Mistake { range: start..self.at, message: "an empty literal".into() });
                }
                Ok(Node::Literal(literal))
            }
            '^' => {
                self.at += 1;
                Ok(Node::Start)
            }
            '$' => {
                self.at += 1;
                Ok(Node::End)
            }
            '.' if self.rest().starts_with("..") => {
                self.at += 2;
                Ok(Node::Gap(self.count()?))
            }
            c if c.is_alphanumeric() => {
                let len = self
                    .rest()
                    .find(|c: char| !(c.is_alphanumeric() || matches!(c, '’' | '&')))
                    .unwrap_or(self.rest().len());
                self.at += len;
                Ok(Node::Literal(self.pattern[start..self.at].to_owned()))
            }
            ',' | '.' | ';' | ':' | '%' | '-' | '/' | '&' | '+' | '=' | '–' | '—' | '_' | '£' | '€' | '¥' | '"'
            | '“' | '”' => {
                self.at += c.len_utf8();
                Ok(Node::Literal(c.to_string()))
            }
            c => {
                Err(self
                    .mistake(c.len_utf8(), format!("unexpected `{c}`; to match the character itself write `'{c}'`")))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_pattern() {
        let node = parse("<buyer> ..4 @buy ..3 <target> (for ..2 <price>)?").unwrap_or(Node::Start);
        let Node::Sequence(items) = node else { panic!("a sequence") };
        assert_eq!(items.len(), 6);
        assert_eq!(items[1], Node::Gap(4));
        assert!(matches!(&items[5], Node::Repeat(group, 0, 1) if matches!(**group, Node::Sequence(_))));
    }

    #[test]
    fn captures_and_prefixes() {
        assert_eq!(
            parse("amount:(@sign ~#number)"),
            Ok(Node::Capture(
                "amount".into(),
                Box::new(Node::Sequence(vec![
                    Node::Piece("sign".into(), 8..13),
                    Node::Glued(Box::new(Node::Sort(Sort::Number)))
                ]))
            ))
        );
        assert_eq!(
            parse("[,:] '(' per cent"),
            Ok(Node::Sequence(vec![
                Node::Chars(vec![',', ':']),
                Node::Literal("(".into()),
                Node::Literal("per".into()),
                Node::Literal("cent".into())
            ]))
        );
    }

    #[test]
    fn mistakes_name_their_place() {
        let said = |pattern: &str| parse(pattern).map_err(|m| (m.range, m.message)).err();
        assert_eq!(said("a (b"), Some((2..3, "this `(` is not closed".into())));
        assert_eq!(said("a ..99"), Some((4..6, "counts go up to 40".into())));
        assert_eq!(said("a *"), Some((2..3, "unexpected `*`; to match the character itself write `'*'`".into())));
        assert!(said("#nmber").is_some_and(|(range, m)| range == (0..6) && m.contains("allowed are: number")));
        assert!(said("a |").is_some() && said("").is_some() && said("x{3,1}").is_some());
    }

    proptest::proptest! {
        #[test]
        fn any_text_parses_or_is_refused(pattern in "\\PC{0,40}") {
            if let Err(mistake) = parse(&pattern) {
                proptest::prop_assert!(!mistake.message.is_empty());
            }
        }
    }
}
