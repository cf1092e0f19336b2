//! Tokens: words, numbers, currency signs, quotation marks and punctuation, cut by one pass over the bytes.
//!
//! The cut is made for rules on financial news, not for general language work: `13-cent` is three tokens, `US$5.6` three,
//! `5.9bn` two, `U.S.` one, `AT&T` one, `Moody's` two, `BBY.N` one. The pass also folds each word to lower case into a hash,
//! with which the rule set finds the word in its vocabulary without touching the text again.

use crate::span::Span;

/// What a token is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum TokenKind {
    /// Letters, possibly with digits, inner apostrophes, dots of abbreviations, `&`.
    Word,
    /// A figure: `1,250.50`, `.5`, `½`.
    Number,
    /// A currency sign: `$`, `£`.
    Sign,
    /// `'s` or `’s` after a word.
    Possessive,
    /// A quotation mark that may open or close.
    Mark,
    /// Anything else that is visible; runs of one character are one token.
    Punct,
}

/// How the letters of a word are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Case {
    /// No cased letters.
    None,
    /// `word`.
    Lower,
    /// `Word`, `McDonald`.
    Title,
    /// `WORD`, at least two letters.
    Upper,
    /// `A`: one capital letter, or an initial such as `J.`.
    Single,
    /// `eBay`, `iPhone`: begins with a small letter and holds a capital.
    Mixed,
}

/// White space before a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Gap {
    /// None: the token touches the one before.
    None,
    /// Spaces.
    Space,
    /// A line end inside a paragraph.
    Line,
    /// A paragraph end.
    Paragraph,
}

/// One token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// First byte in the article's text.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// Hash of the token folded to lower case; see [`fold_hash`].
    pub hash: u64,
    /// What it is made of.
    pub kind: TokenKind,
    /// How its letters are written.
    pub case: Case,
    /// White space before it.
    pub gap: Gap,
    /// Number of its capital letters, at most 255.
    pub capitals: u8,
}

impl Token {
    /// Its span.
    #[must_use]
    pub fn span(&self) -> Span {
        Span { start: self.start, end: self.end }
    }

    /// Its text.
    #[must_use]
    pub fn of<'t>(&self, text: &'t str) -> &'t str {
        &text[self.start as usize..self.end as usize]
    }

    /// Whether it is a word that begins like a name: `Word`, `WORD`, `J.`, `eBay`.
    #[must_use]
    pub fn is_capital(&self) -> bool {
        matches!(self.case, Case::Title | Case::Upper | Case::Single | Case::Mixed)
    }
}

const SEED: u64 = 0xCBF2_9CE4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01B3;

/// One step of the fold hash (FNV-1a over code units of the folded text).
#[inline]
fn step(hash: u64, unit: u32) -> u64 {
    (hash ^ u64::from(unit)).wrapping_mul(PRIME)
}

/// The character that stands for `c` in comparisons: lower case, and one form for the apostrophes.
#[must_use]
pub fn fold_char(c: char) -> char {
    match c {
        '’' | '‘' | 'ʼ' => '\'',
        c if c.is_ascii() => c.to_ascii_lowercase(),
        c => c.to_lowercase().next().unwrap_or(c),
    }
}

/// The hash under which a word is found whatever its case: FNV-1a (64 bits) over its folded characters.
#[must_use]
pub fn fold_hash(word: &str) -> u64 {
    word.chars().fold(SEED, |hash, c| step(hash, fold_char(c) as u32))
}

/// Whether two words are equal but for case.
#[must_use]
pub fn fold_eq(a: &str, b: &str) -> bool {
    if a.len() == b.len() && a.eq_ignore_ascii_case(b) {
        return true;
    }
    !(a.is_ascii() && b.is_ascii()) && a.chars().map(fold_char).eq(b.chars().map(fold_char))
}

/// Whether two words are printed the same, whatever apostrophes their printers use.
#[must_use]
pub fn same_print(a: &str, b: &str) -> bool {
    let straight = |c: char| if fold_char(c) == '\'' { '\'' } else { c };
    a == b || !(a.is_ascii() && b.is_ascii()) && a.chars().map(straight).eq(b.chars().map(straight))
}

/// Class of a byte in the scanner's table.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Byte {
    Lower,
    Upper,
    Digit,
    Space,
    Line,
    Other,
    High,
}

const TABLE: [Byte; 256] = {
    let mut table = [Byte::Other; 256];
    let mut i = 0;
    while i < 256 {
        table[i] = match i as u8 {
            b'a'..=b'z' => Byte::Lower,
            b'A'..=b'Z' => Byte::Upper,
            b'0'..=b'9' => Byte::Digit,
            b'\n' | b'\r' | 0x0B | 0x0C => Byte::Line,
            b' ' | b'\t' | 0..=0x1F | 0x7F => Byte::Space,
            0x80..=0xFF => Byte::High,
            _ => Byte::Other,
        };
        i += 1;
    }
    table
};

/// What a character outside ASCII is to the scanner.
fn class_of(c: char) -> Byte {
    match c {
        '\u{A0}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{202A}'..='\u{202F}' => Byte::Space,
        '\u{85}' | '\u{2028}' | '\u{2029}' => Byte::Line,
        c if c.is_whitespace() => Byte::Space,
        c if c.is_uppercase() => Byte::Upper,
        c if c.is_alphabetic() => Byte::Lower,
        '\u{300}'..='\u{36F}' => Byte::Lower, // combining accents belong to the letter before
        _ => Byte::Other,
    }
}

/// Whether a character is a currency sign (Unicode category Sc and its full-width forms).
#[must_use]
pub(super) fn is_currency_sign(c: char) -> bool {
    matches!(c, '$' | '¢'..='¥' | '฿' | '₠'..='⃀' | '﷼' | '＄' | '￠' | '￡' | '￥' | '￦' | '៛' | '৳')
}

/// Whether a character is a quotation mark of some style.
#[must_use]
pub(super) fn is_mark(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '`'
            | '“'
            | '”'
            | '„'
            | '‟'
            | '‘'
            | '’'
            | '‚'
            | '‛'
            | '«'
            | '»'
            | '‹'
            | '›'
            | '「'
            | '」'
            | '＂'
    )
}

struct Scanner<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
}

impl Scanner<'_> {
    fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(b' ')
    }

    /// Class and length of the character at `at`; white space at the end of the text.
    #[inline]
    fn class(&self, at: usize) -> (Byte, usize) {
        let Some(&b) = self.bytes.get(at) else { return (Byte::Space, 1) };
        match TABLE[b as usize] {
            Byte::High => self.text[at..].chars().next().map_or((Byte::Other, 1), |c| (class_of(c), c.len_utf8())),
            class => (class, 1),
        }
    }

    fn is_letter(&self, at: usize) -> bool {
        matches!(self.class(at).0, Byte::Lower | Byte::Upper)
    }

    fn is_alphanumeric(&self, at: usize) -> bool {
        matches!(self.class(at).0, Byte::Lower | Byte::Upper | Byte::Digit)
    }

    /// Length of an apostrophe at `at`, straight or typographic.
    fn apostrophe(&self, at: usize) -> usize {
        match self.byte(at) {
            b'\'' => 1,
            0xE2 if self.bytes[at..].starts_with("’".as_bytes()) => 3,
            _ => 0,
        }
    }

    /// Consumes a number; the scanner stands on a digit, or on a dot before a digit.
    fn number(&mut self) {
        let digits = |s: &Self, from: usize| s.bytes[from..].iter().take_while(|b| b.is_ascii_digit()).count();
        let mut at = self.at;
        at += digits(self, at);
        let lead = at - self.at;
        let mut grouped = false;
        while lead > 0 && lead <= 3 && self.byte(at) == b',' {
            let group = digits(self, at + 1);
            // Groups of three, or the Indian two before another group.
            if group == 3 || (group == 2 && self.byte(at + 3) == b',' && digits(self, at + 4) >= 2) {
                at += 1 + group;
                grouped = true;
            } else {
                break;
            }
        }
        if self.byte(at) == b'.' && self.byte(at + 1).is_ascii_digit() {
            let fraction = digits(self, at + 1);
            // A second dot means a date, an address or a version: leave the tail to the next token.
            let end = at + 1 + fraction;
            if !(self.byte(end) == b'.' && self.byte(end + 1).is_ascii_digit()) || grouped {
                at = end;
            }
        }
        self.at = at;
    }

    /// Consumes a word and returns its folded hash and case; the scanner stands on a letter.
    fn word(&mut self) -> (u64, Case, u8) {
        let start = self.at;
        let mut hash = SEED;
        let mut letters = 0u32;
        let mut capitals = 0u32;
        let first_is_capital = self.class(start).0 == Byte::Upper;
        let mut at = start;
        let mut dotted = false;
        loop {
            let b = self.byte(at);
            match TABLE[b as usize] {
                Byte::Lower => {
                    letters += 1;
                    hash = step(hash, u32::from(b));
                    at += 1;
                }
                Byte::Upper => {
                    letters += 1;
                    capitals += 1;
                    hash = step(hash, u32::from(b | 0x20));
                    at += 1;
                }
                Byte::Digit if letters >= 2 || self.is_decimal(at) => break, // EUR5, FY2025, R5.2; but Q3, A380
                Byte::Digit => {
                    hash = step(hash, u32::from(b));
                    at += 1;
                }
                Byte::High => {
                    let Some(c) = self.text[at..].chars().next() else { break };
                    let class = class_of(c);
                    if matches!(class, Byte::Lower | Byte::Upper) {
                        letters += 1;
                        capitals += u32::from(class == Byte::Upper);
                        hash = step(hash, fold_char(c) as u32);
                        at += c.len_utf8();
                        continue;
                    }
                    let apostrophe = self.apostrophe(at);
                    if apostrophe == 0 || !self.joins_apostrophe(at + apostrophe) {
                        break;
                    }
                    hash = step(hash, u32::from(b'\''));
                    at += apostrophe;
                }
                Byte::Other if b == b'\'' && self.joins_apostrophe(at + 1) => {
                    hash = step(hash, u32::from(b'\''));
                    at += 1;
                }
                Byte::Other if b == b'.' => {
                    let joined = self.joins_dot(start, at, dotted);
                    if joined == 0 {
                        break;
                    }
                    dotted = true;
                    for _ in 0..joined {
                        let b = self.byte(at);
                        hash = step(hash, u32::from(b.to_ascii_lowercase()));
                        letters += u32::from(b.is_ascii_alphabetic());
                        capitals += u32::from(b.is_ascii_uppercase());
                        at += 1;
                    }
                }
                Byte::Other
                    if b == b'&'
                        && at > start
                        && at - start <= 4
                        && self.class(at + 1).0 == Byte::Upper
                        && self.bytes[at - 1].is_ascii_uppercase() =>
                {
                    hash = step(hash, u32::from(b));
                    at += 1;
                }
                _ => break,
            }
        }
        self.at = at;
        let case = match (first_is_capital, letters, capitals) {
            (_, _, 0) => Case::Lower,
            (true, 1, _) => Case::Single,
            (true, l, c) if l == c => Case::Upper,
            (true, _, _) => Case::Title,
            (false, _, _) => Case::Mixed,
        };
        (hash, case, capitals.min(255) as u8)
    }

    /// Bytes of the web address that begins here, or 0. It ends at white space, a bracket or a quotation mark, before its last stops.
    fn address(&self) -> usize {
        let rest = &self.bytes[self.at..];
        if !matches!(rest[0], b'h' | b'w' | b'H' | b'W')
            || self.at > 0 && self.bytes[self.at - 1].is_ascii_alphanumeric()
        {
            return 0;
        }
        let starts = |with: &str| rest.len() > with.len() && rest[..with.len()].eq_ignore_ascii_case(with.as_bytes());
        if !(starts("http://") || starts("https://") || starts("www.")) {
            return 0;
        }
        let ends =
            |b: &u8| b.is_ascii_whitespace() || matches!(b, b'"' | b'<' | b'>' | b'(' | b')' | b'[' | b']' | 0x80..);
        let len = rest.iter().position(ends).unwrap_or(rest.len());
        let stops = rest[..len]
            .iter()
            .rev()
            .take_while(|b| matches!(b, b'.' | b',' | b';' | b':' | b'!' | b'?' | b'\''))
            .count();
        len - stops
    }

    /// Whether the digits at `at` go on behind a dot or comma.
    fn is_decimal(&self, at: usize) -> bool {
        let end = at + self.bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count();
        matches!(self.byte(end), b'.' | b',') && self.byte(end + 1).is_ascii_digit()
    }

    /// Whether an apostrophe before `next` joins two parts of a word: letters follow, and not just the `s` of a possessive.
    fn joins_apostrophe(&self, next: usize) -> bool {
        if !self.is_letter(next) {
            return false;
        }
        !matches!(self.byte(next), b's' | b'S') || self.is_alphanumeric(next + 1)
    }

    /// How many bytes from the dot at `dot` belong to the word that began at `start`.
    ///
    /// `U.S.` and `a.m.` (single letters), `J.` before another capital (an initial), `Amazon.com`, `C3.ai`, and exchange codes such
    /// as `BBY.N` and `TUIGn.DE`.
    fn joins_dot(&self, start: usize, dot: usize, dotted: bool) -> usize {
        let stem = &self.bytes[start..dot];
        let after = dot + 1;
        let last_part = stem.iter().rposition(|&b| b == b'.').map_or(stem, |p| &stem[p + 1..]);
        let single = last_part.len() == 1 && last_part[0].is_ascii_alphabetic();
        let run = self.bytes[after.min(self.bytes.len())..].iter().take_while(|b| b.is_ascii_alphabetic()).count();
        if single {
            if run == 1 {
                return 2; // U.S, and the final dot comes round again
            }
            if dotted {
                // The last dot of U.S. or J.P. belongs to it whatever follows.
                return 1;
            }
            if stem.len() == 1 && stem[0].is_ascii_uppercase() && run == 0 {
                // An initial: a capital follows after one space.
                let space = self.byte(after) == b' ' || self.byte(after) == b'\n';
                return usize::from(space && self.class(after + 1).0 == Byte::Upper);
            }
        }
        if dotted || stem.len() < 2 || run == 0 || self.is_alphanumeric(after + run) {
            return 0;
        }
        let tail = &self.bytes[after..after + run];
        let domain = (2..=4).contains(&run)
            && tail.iter().all(u8::is_ascii_lowercase)
            && stem[0].is_ascii_uppercase()
            && self.byte(after + run) != b'.';
        let code = run <= 2
            && tail.iter().all(u8::is_ascii_uppercase)
            && stem[0].is_ascii_uppercase()
            && stem.iter().filter(|b| b.is_ascii_lowercase()).count() <= 2;
        if domain || code { 1 + run } else { 0 }
    }
}

/// Cuts `text` into tokens, appended to `tokens` (which is cleared first).
///
/// Gaps are [`Gap::Line`] at line ends; which of them end a paragraph is for the structure of the text to say.
pub fn tokenize(text: &str, tokens: &mut Vec<Token>) {
    tokens.clear();
    tokens.reserve(text.len() / 5 + 16);
    let mut scan = Scanner { text, bytes: text.as_bytes(), at: 0 };
    let mut gap = Gap::Line;
    while scan.at < scan.bytes.len() {
        let start = scan.at;
        let (class, len) = scan.class(start);
        let mut capitals = 0;
        let (kind, case, hash) = match class {
            Byte::Space => {
                scan.at += len;
                gap = gap.max(Gap::Space);
                continue;
            }
            Byte::Line => {
                scan.at += len;
                gap = Gap::Line;
                continue;
            }
            Byte::Lower | Byte::Upper if scan.address() > 0 => {
                scan.at += scan.address();
                (TokenKind::Punct, Case::None, fold_hash(&text[start..scan.at]))
            }
            Byte::Lower | Byte::Upper => {
                let (hash, case, letters) = scan.word();
                capitals = letters;
                (TokenKind::Word, case, hash)
            }
            Byte::Digit => {
                scan.number();
                (TokenKind::Number, Case::None, fold_hash(&text[start..scan.at]))
            }
            Byte::Other | Byte::High => other(&mut scan, len, gap, tokens.last()),
        };
        tokens.push(Token { start: start as u32, end: scan.at as u32, hash, kind, case, gap, capitals });
        gap = Gap::None;
    }
}

/// A token that is no word and does not begin with a digit.
fn other(scan: &mut Scanner<'_>, len: usize, gap: Gap, before: Option<&Token>) -> (TokenKind, Case, u64) {
    let start = scan.at;
    let after_word =
        gap == Gap::None && before.is_some_and(|t| t.kind == TokenKind::Word || t.kind == TokenKind::Number);
    if scan.byte(start) == b'.' && scan.byte(start + 1).is_ascii_digit() && !after_word {
        scan.number();
        return (TokenKind::Number, Case::None, fold_hash(&scan.text[start..scan.at]));
    }
    let apostrophe = scan.apostrophe(start);
    if apostrophe > 0 && after_word {
        let next = start + apostrophe;
        if matches!(scan.byte(next), b's' | b'S') && !scan.is_alphanumeric(next + 1) {
            scan.at = next + 1;
            return (TokenKind::Possessive, Case::None, fold_hash("'s"));
        }
    }
    let c = scan.text[start..].chars().next().unwrap_or(' ');
    scan.at += len;
    let kind = match c {
        '½' | '¼' | '¾' | '⅓' | '⅔' | '⅛' | '⅜' | '⅝' | '⅞' => TokenKind::Number,
        c if is_currency_sign(c) => TokenKind::Sign,
        c if is_mark(c) => TokenKind::Mark,
        _ => TokenKind::Punct,
    };
    match (kind, c) {
        // `` and '' are one mark each; `"` never doubles, so that an empty quotation stays two marks.
        (TokenKind::Mark, '`' | '\'') if scan.byte(scan.at) == c as u8 => scan.at += 1,
        (TokenKind::Punct, '-' | '.' | '_' | '=' | '*' | '…' | '·' | '•') => {
            while scan.text[scan.at..].starts_with(c) {
                scan.at += len;
            }
        }
        _ => {}
    }
    (kind, Case::None, fold_hash(&scan.text[start..scan.at]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        let mut tokens = Vec::new();
        tokenize(text, &mut tokens);
        for token in &tokens {
            assert_eq!(token.hash, fold_hash(token.of(text)), "{}", token.of(text));
        }
        tokens.iter().map(|t| t.of(text)).collect()
    }

    #[test]
    fn amounts() {
        assert_eq!(
            cut("US$5.6 billion, £5.9bn; a 13-cent rise"),
            ["US", "$", "5.6", "billion", ",", "£", "5.9", "bn", ";", "a", "13", "-", "cent", "rise"]
        );
        assert_eq!(
            cut("1,20,000 and 2,407,000 vs .5 in 2001."),
            ["1,20,000", "and", "2,407,000", "vs", ".5", "in", "2001", "."]
        );
        assert_eq!(cut("on 8.1.2012, 3,4"), ["on", "8", ".", "1.2012", ",", "3", ",", "4"]);
        assert_eq!(cut("Rs.500 150p ($5m)"), ["Rs", ".", "500", "150", "p", "(", "$", "5", "m", ")"]);
    }

    #[test]
    fn abbreviations_and_names() {
        assert_eq!(cut("The U.S. said J.P. Morgan"), ["The", "U.S.", "said", "J.P.", "Morgan"]);
        assert_eq!(cut("Ronald L. Zarrella, Inc. said"), ["Ronald", "L.", "Zarrella", ",", "Inc", ".", "said"]);
        assert_eq!(
            cut("AT&T, P&G and Amazon.com (BBY.N)"),
            ["AT&T", ",", "P&G", "and", "Amazon.com", "(", "BBY.N", ")"]
        );
        assert_eq!(cut("He met Bob. The rest"), ["He", "met", "Bob", ".", "The", "rest"]);
        assert_eq!(cut("EUR5.2bn R5.2 FY2025 Q3 A380"), ["EUR", "5.2", "bn", "R", "5.2", "FY", "2025", "Q3", "A380"]);
        assert_eq!(cut("C3.ai TUIGn.DE end.The"), ["C3.ai", "TUIGn.DE", "end", ".", "The"]);
    }

    #[test]
    fn addresses_are_one_token() {
        assert_eq!(
            cut("See https://www.example.com/a?b=30%25%20, (www.example.org). HTTP works"),
            ["See", "https://www.example.com/a?b=30%25%20", ",", "(", "www.example.org", ")", ".", "HTTP", "works"]
        );
    }

    #[test]
    fn apostrophes_and_marks() {
        assert_eq!(
            cut("Moody’s isn't O'Neill's Yukos' plan"),
            ["Moody", "’s", "isn't", "O'Neill", "'s", "Yukos", "'", "plan"]
        );
        assert_eq!(cut("``It is,'' he"), ["``", "It", "is", ",", "''", "he"]);
        assert_eq!(cut("“We’ve won,”"), ["“", "We’ve", "won", ",", "”"]);
    }

    #[test]
    fn case_of_words() {
        let mut tokens = Vec::new();
        tokenize("word Word WORD A J. Roe eBay 3M É ÉCOLE", &mut tokens);
        let cases: Vec<_> = tokens.iter().map(|t| t.case).collect();
        use Case::*;
        assert_eq!(cases, [Lower, Title, Upper, Single, Single, Title, Mixed, None, Single, Single, Upper]);
    }

    #[test]
    fn folding() {
        assert!(fold_eq("Électricité", "électricité") && fold_eq("PCT", "pct") && !fold_eq("a", "b"));
        assert_eq!(fold_hash("D’Or"), fold_hash("d'or"));
    }

    proptest::proptest! {
        #[test]
        fn tokens_cover_the_visible_text(text in "\\PC{0,80}|[\\s\\S]{0,60}") {
            let mut tokens = Vec::new();
            tokenize(&text, &mut tokens);
            let mut at = 0usize;
            for token in &tokens {
                proptest::prop_assert!(token.start as usize >= at && token.end > token.start);
                let skipped = &text[at..token.start as usize];
                proptest::prop_assert!(skipped.chars().all(|c| c.is_whitespace() || c.is_control() || class_of(c) == Byte::Space));
                proptest::prop_assert_eq!(token.hash, fold_hash(token.of(&text)));
                at = token.end as usize;
            }
        }
    }
}
