//! Paragraphs, their sections, and sentences.
//!
//! News text comes in three layouts: paragraphs set apart by blank lines; one paragraph per line; and lines broken at 60-80
//! columns with paragraphs that begin indented. The layout is decided once per article, from its lines.

use super::conventions::{Conventions, Furniture, Stop};
use super::token::{Case, Gap, Token, TokenKind};
use crate::article::Article;

/// What a paragraph is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// The title.
    Headline,
    /// The author's line.
    Byline,
    /// Running text.
    Body,
    /// A row of a table.
    Table,
    /// Page furniture: navigation, share lines, copyright; nothing is extracted from it.
    Boilerplate,
}

impl Section {
    /// Name in rule files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Headline => "headline",
            Self::Byline => "byline",
            Self::Body => "body",
            Self::Table => "table",
            Self::Boilerplate => "boilerplate",
        }
    }

    /// The section of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Headline, Self::Byline, Self::Body, Self::Table, Self::Boilerplate]
            .into_iter()
            .find(|s| s.name() == name)
    }
}

/// A range of tokens between paragraph ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paragraph {
    /// First token.
    pub start: u32,
    /// One past the last token.
    pub end: u32,
    /// What it is.
    pub section: Section,
    /// One past the last token of the dateline with which it begins ("LONDON, May 2 (Agency) -"); equal to `start` without one.
    pub dateline_end: u32,
}

/// A range of tokens that is one sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sentence {
    /// First token.
    pub start: u32,
    /// One past the last token.
    pub end: u32,
    /// Index of its paragraph.
    pub paragraph: u32,
    /// Section of its paragraph.
    pub section: Section,
}

/// A line of the text: tokens and layout.
struct Line {
    /// First token.
    start: usize,
    /// One past the last token.
    end: usize,
    /// Columns of white space before the first token.
    indent: usize,
    /// Characters from first to last token.
    width: usize,
    /// Whether blank lines stand before it.
    blank_before: bool,
}

/// Lines of the text that hold tokens.
fn lines(text: &str, tokens: &[Token]) -> Vec<Line> {
    let bytes = text.as_bytes();
    let mut lines: Vec<Line> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let start = at;
        at += 1;
        while at < tokens.len() && tokens[at].gap < Gap::Line {
            at += 1;
        }
        let from = if start == 0 { 0 } else { tokens[start - 1].end as usize };
        let space = &bytes[from..tokens[start].start as usize];
        // A carriage return before a line feed belongs to the same line end.
        let ends = space.iter().filter(|&&b| b == b'\n').count().max(usize::from(space.contains(&b'\r')));
        let indent = space
            .iter()
            .rev()
            .take_while(|&&b| b != b'\n' && b != b'\r')
            .map(|&b| if b == b'\t' { 8 } else { 1 })
            .sum();
        let width = (tokens[at - 1].end - tokens[start].start) as usize;
        lines.push(Line { start, end: at, indent, width, blank_before: start > 0 && ends > 1 });
    }
    lines
}

/// Whether the text is broken at a column: most lines are short, and many end inside a sentence.
fn is_wrapped(tokens: &[Token], text: &str, lines: &[Line]) -> bool {
    if lines.len() < 4 {
        return false;
    }
    let (mut short, mut open) = (0, 0);
    for pair in lines.windows(2) {
        let (line, next) = (&pair[0], &pair[1]);
        short += usize::from(line.width <= 90);
        let last = &tokens[line.end - 1];
        let ended = matches!(last.of(text), "." | "?" | "!" | ":" | "\"" | "”" | "''") || next.blank_before;
        // A wrapped line leaves a long enough line unfinished.
        open += usize::from(!ended && line.width >= 40 && line.width <= 90);
    }
    short * 10 >= lines.len() * 8 && open * 10 >= lines.len() * 3
}

/// Cuts the tokens into paragraphs and names their sections; sets [`Gap::Paragraph`] on the first token of each.
pub(super) fn paragraphs(article: &Article, tokens: &mut [Token], conventions: &Conventions) -> Vec<Paragraph> {
    let text = article.text.as_str();
    let lines = lines(text, tokens);
    let wrapped = is_wrapped(tokens, text, &lines);
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    let mut widths: Vec<usize> = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        let previous = i.checked_sub(1).map(|p| &lines[p]);
        let table = is_table_row(text, &tokens[line.start..line.end]);
        let begins = match previous {
            None => true,
            Some(_) if line.blank_before || !wrapped => true,
            Some(previous) => {
                let deeper = line.indent >= previous.indent + 2;
                let after_title = i == 1 && line.indent > 0;
                let table_edge = table || is_table_row(text, &tokens[previous.start..previous.end]);
                // A short line that ends a sentence closes a paragraph only if the next is not wrapped text.
                deeper || after_title || table_edge || previous.width < 40 && ends_block(text, tokens, previous)
            }
        };
        if begins {
            tokens[line.start].gap = Gap::Paragraph;
            let section = if table { Section::Table } else { Section::Body };
            let (start, end) = (line.start as u32, line.end as u32);
            paragraphs.push(Paragraph { start, end, section, dateline_end: start });
            widths.push(line.width);
        } else if let (Some(paragraph), Some(width)) = (paragraphs.last_mut(), widths.last_mut()) {
            paragraph.end = line.end as u32;
            *width += line.width;
        }
    }
    mark_furniture(text, tokens, conventions, &mut paragraphs, &widths);
    mark_headline(article, tokens, &mut paragraphs, &widths);
    mark_byline_and_dateline(text, tokens, conventions, &mut paragraphs);
    paragraphs
}

/// Whether a short line closes what it belongs to: it ends a sentence or it is a figure line.
fn ends_block(text: &str, tokens: &[Token], line: &Line) -> bool {
    let last = &tokens[line.end - 1];
    matches!(last.of(text), "." | "?" | "!") && line.width < 30 || last.kind == TokenKind::Number
}

/// Whether a line is a row of a table: cells set apart by tabs, bars or runs of spaces, at least two of them figures, and
/// more figures than running words.
fn is_table_row(text: &str, tokens: &[Token]) -> bool {
    if tokens.len() < 3 || tokens.len() > 60 {
        return false;
    }
    let mut cells = 1;
    let (mut numbers, mut words) = (0, 0);
    for (i, token) in tokens.iter().enumerate() {
        numbers += usize::from(token.kind == TokenKind::Number);
        words += usize::from(token.kind == TokenKind::Word);
        if token.of(text) == "|" {
            cells += 1;
        } else if i > 0 {
            let space = &text[tokens[i - 1].end as usize..token.start as usize];
            cells += usize::from(space.len() >= 3 || space.contains('\t'));
        }
    }
    cells >= 3 && numbers >= 2 && numbers * 3 >= words
}

/// Marks page furniture, and the short lines that follow a block opener such as "Related stories".
fn mark_furniture(
    text: &str,
    tokens: &[Token],
    conventions: &Conventions,
    paragraphs: &mut [Paragraph],
    widths: &[usize],
) {
    let mut block = false;
    for (paragraph, &width) in paragraphs.iter_mut().zip(widths) {
        let range = paragraph.start as usize..paragraph.end as usize;
        let span = tokens[range.start].start as usize..tokens[range.end - 1].end as usize;
        let has_letters = tokens[range.clone()].iter().any(|t| t.kind == TokenKind::Word);
        let found = if width > 200 { None } else { conventions.furniture(&text[span]) };
        let long = width > 120;
        block = match found {
            Some(Furniture::Block) => true,
            Some(_) => block && !long,
            None => block && !long,
        };
        let no_content =
            !has_letters && !tokens[range].iter().any(|t| matches!(t.kind, TokenKind::Number | TokenKind::Sign));
        if found.is_some() || block || no_content {
            paragraph.section = Section::Boilerplate;
        }
    }
}

/// The headline: the kept-apart title, or the first paragraph that is no furniture, if it is short.
fn mark_headline(article: &Article, tokens: &[Token], paragraphs: &mut [Paragraph], widths: &[usize]) {
    if article.body_start > 0 {
        for p in paragraphs.iter_mut() {
            if tokens[p.start as usize].start < article.body_start {
                p.section = Section::Headline;
            }
        }
        return;
    }
    let several = paragraphs.len() > 1;
    let mut candidates = paragraphs.iter_mut().zip(widths).filter(|(p, _)| p.section != Section::Boilerplate);
    if let Some((first, &width)) = candidates.next()
        && several
        && width <= 200
        && first.section == Section::Body
    {
        first.section = Section::Headline;
    }
}

/// Marks the author's line and the dateline in the first paragraphs after the headline.
fn mark_byline_and_dateline(text: &str, tokens: &[Token], conventions: &Conventions, paragraphs: &mut [Paragraph]) {
    let mut seen = 0;
    for paragraph in paragraphs.iter_mut() {
        if matches!(paragraph.section, Section::Boilerplate | Section::Table) {
            continue;
        }
        let range = paragraph.start as usize..paragraph.end as usize;
        let first = &tokens[range.start];
        if paragraph.section != Section::Headline {
            seen += 1;
            if range.len() <= 24
                && conventions.is_byline(first.of(text), first.hash)
                && tokens.get(range.start + 1).is_some_and(Token::is_capital)
            {
                paragraph.section = Section::Byline;
                continue;
            }
            paragraph.dateline_end = dateline(text, tokens, conventions, range.clone()) as u32;
        }
        if paragraph.dateline_end > paragraph.start || seen >= 5 {
            break;
        }
    }
}

/// One past the last token of a dateline, or the start of the range if it does not begin with one.
///
/// A dateline is a place in capitals (or a place, month and day), perhaps an agency in brackets, and a dash with space around; an
/// agency in brackets and a dash; a city in capitals and a colon; or a day of a month, perhaps behind a city in capitals, right
/// before a name.
fn dateline(text: &str, tokens: &[Token], conventions: &Conventions, range: std::ops::Range<usize>) -> usize {
    let end = with_dash(text, tokens, conventions, range.clone());
    if end > range.start { end } else { without_dash(text, tokens, conventions, range) }
}

/// One past the dash of a dateline.
fn with_dash(text: &str, tokens: &[Token], conventions: &Conventions, range: std::ops::Range<usize>) -> usize {
    let none = range.start;
    let window = range.start..range.end.min(range.start + 24);
    let Some(dash) = window.clone().find(|&t| {
        matches!(tokens[t].of(text), "-" | "--" | "–" | "—" | "_")
            && t > range.start
            && (tokens[t].gap > Gap::None || tokens.get(t + 1).is_none_or(|n| n.gap > Gap::None))
            // Not the sign of "-12.99" in a row of figures.
            && tokens.get(t + 1).is_none_or(|n| n.gap > Gap::None || n.kind != TokenKind::Number)
    }) else {
        return none;
    };
    let before = &tokens[range.start..dash];
    let upper = before[0].case == Case::Upper;
    let bracket = before.iter().any(|t| t.of(text) == ")");
    let agency = before[0].of(text) == "(" && before.len() <= 6 && before[before.len() - 1].of(text) == ")";
    let month = before.iter().any(|t| t.kind == TokenKind::Word && conventions.is_month(t.of(text), t.hash));
    let mut depth = 0;
    let plain = before.iter().all(|t| {
        let word = t.of(text);
        depth += i32::from(word == "(") - i32::from(word == ")");
        match t.kind {
            TokenKind::Word => depth > 0 && !agency || t.is_capital(),
            TokenKind::Number => word.matches('.').count() != 1, // a date, no price
            TokenKind::Punct => matches!(word, "," | "." | "/" | "(" | ")" | "-" | ";" | "&"),
            TokenKind::Mark | TokenKind::Sign | TokenKind::Possessive => depth > 0,
        }
    });
    if plain && (agency || before[0].is_capital() && (upper || bracket || month)) { dash + 1 } else { none }
}

/// One past a dateline that ends in a colon or in a day.
fn without_dash(text: &str, tokens: &[Token], conventions: &Conventions, range: std::ops::Range<usize>) -> usize {
    let none = range.start;
    let tokens = &tokens[..range.end];
    // A city of up to three words.
    let words = tokens[range.clone()].iter().take(4).take_while(|t| t.case == Case::Upper).count();
    let city = match (words, tokens.get(range.start + words)) {
        (1..=3, Some(next)) => {
            let last = &tokens[range.start + words - 1];
            let known = conventions.is_city(&text[tokens[range.start].start as usize..last.end as usize]);
            if known && next.of(text) == ":" {
                return range.start + words + 1;
            }
            if known { words } else { 0 }
        }
        _ => 0,
    };
    let mut at = range.start + city;
    at += usize::from(city > 0 && tokens.get(at).is_some_and(|t| t.of(text) == ","));
    if !tokens.get(at).is_some_and(|t| t.kind == TokenKind::Word && conventions.is_month(t.of(text), t.hash)) {
        return none;
    }
    at += 1;
    at += usize::from(tokens.get(at).is_some_and(|t| t.of(text) == "."));
    let day = tokens.get(at).is_some_and(|t| t.kind == TokenKind::Number && t.end - t.start <= 2);
    let name = tokens.get(at + 1).is_some_and(|t| t.kind == TokenKind::Word && t.is_capital() && t.gap == Gap::Space);
    if day && name { at + 1 } else { none }
}

/// Most tokens of a sentence. What is longer is a list or a table without stops; rules see no more than a sentence, and what is
/// said lies in one, so that this bounds what either costs.
const LONGEST: usize = 500;

/// Cuts paragraphs into sentences.
pub(super) fn sentences(
    text: &str,
    tokens: &[Token],
    paragraphs: &[Paragraph],
    conventions: &Conventions,
) -> Vec<Sentence> {
    let mut sentences = Vec::with_capacity(tokens.len() / 20 + 4);
    for (index, paragraph) in paragraphs.iter().enumerate() {
        let (mut start, end) = (paragraph.start as usize, paragraph.end as usize);
        let push = |sentences: &mut Vec<Sentence>, start: usize, end: usize| {
            sentences.push(Sentence {
                start: start as u32,
                end: end as u32,
                paragraph: index as u32,
                section: paragraph.section,
            });
        };
        let mut at = start;
        if paragraph.section == Section::Body {
            at = heading_end(text, tokens, start, end);
            if at > start {
                push(&mut sentences, start, at);
                start = at;
            }
        }
        while at < end {
            if at - start >= LONGEST {
                push(&mut sentences, start, at);
                start = at;
            }
            let token = &tokens[at];
            at += 1;
            if !may_close(token, text) {
                continue;
            }
            // Closing marks and brackets that touch the stop belong to the sentence.
            let mut after = at;
            while after < end && tokens[after].gap == Gap::None && is_closer(&tokens[after], text) {
                after += 1;
            }
            if after < end && ends_sentence(text, tokens, at - 1, after, conventions) {
                push(&mut sentences, start, after);
                start = after;
                at = after;
                if paragraph.section == Section::Body {
                    at = heading_end(text, tokens, start, end);
                    if at > start {
                        push(&mut sentences, start, at);
                        start = at;
                    }
                }
            }
        }
        if start < end {
            push(&mut sentences, start, end);
        }
    }
    sentences
}

/// One past a heading in capitals that runs into the text ("COST SAVINGS Long said …"); the start if there is none.
///
/// At least two words of four letters, all in capitals, and then a word that is not: "IBM CEO Roe" is no heading.
fn heading_end(text: &str, tokens: &[Token], start: usize, end: usize) -> usize {
    let (mut at, mut long) = (start, 0);
    while at < end {
        let token = &tokens[at];
        let upper = token.case == Case::Upper || token.case == Case::Single && token.end - token.start == 1;
        match token.kind {
            TokenKind::Word if upper => long += usize::from(token.end - token.start >= 4),
            TokenKind::Word | TokenKind::Number | TokenKind::Sign => break,
            TokenKind::Mark | TokenKind::Possessive => {}
            TokenKind::Punct if matches!(token.of(text), "," | "-" | "?" | "!" | ":" | "&" | ";") => {}
            TokenKind::Punct => break,
        }
        at += 1;
    }
    // What follows is running text: a word that begins with a capital, after white space.
    let follows = tokens.get(at).is_some_and(|t| at < end && t.gap > Gap::None && matches!(t.case, Case::Title));
    let closed = at > start && !matches!(tokens[at - 1].of(text), "," | "-" | "&" | ";");
    if follows && closed && long >= 2 { at } else { start }
}

/// Whether a token can be the last of a sentence but for closing marks.
fn may_close(token: &Token, text: &str) -> bool {
    match token.kind {
        TokenKind::Punct => {
            matches!(text.as_bytes()[token.start as usize], b'.' | b'!' | b'?') || token.of(text) == "…"
        }
        TokenKind::Word => text.as_bytes()[token.end as usize - 1] == b'.',
        _ => false,
    }
}

fn is_closer(token: &Token, text: &str) -> bool {
    token.kind == TokenKind::Mark && !matches!(token.of(text), "“" | "„" | "«" | "``" | "‘")
        || token.kind == TokenKind::Punct && matches!(token.of(text), ")" | "]")
}

/// Whether the stop at `stop` ends its sentence, when the next one would begin at `next`.
fn ends_sentence(text: &str, tokens: &[Token], stop: usize, next: usize, conventions: &Conventions) -> bool {
    let following = &tokens[next];
    if following.gap == Gap::None {
        return false;
    }
    // What the next sentence begins with, behind opening marks and brackets.
    let mut head = next;
    while head + 1 < tokens.len() && matches!(tokens[head].kind, TokenKind::Mark) || tokens[head].of(text) == "(" {
        head += 1;
        if head >= tokens.len() || tokens[head].gap > Gap::Space {
            break;
        }
    }
    let Some(first) = tokens.get(head) else { return true };
    let lower = first.case == Case::Lower;
    let stop_token = &tokens[stop];
    let mark_follows = head > next || next > stop + 1;
    if stop_token.kind == TokenKind::Punct && stop_token.of(text) != "." {
        // "?" and "!" end unless the sentence goes on in small letters after a quotation.
        return !lower;
    }
    let word = if stop_token.kind == TokenKind::Word {
        Some(stop_token)
    } else {
        stop.checked_sub(1).map(|w| &tokens[w]).filter(|w| w.kind == TokenKind::Word && stop_token.gap == Gap::None)
    };
    if let Some(word) = word {
        let surface = word.of(text);
        match conventions.abbreviation(surface, word.hash) {
            // "No." as an answer ends behind its closing mark.
            Some(Stop::Never) => return mark_follows && !lower,
            Some(Stop::Maybe) => {
                return !lower && (mark_follows || conventions.is_starter(first.of(text), first.hash));
            }
            None => {}
        }
        if word.case == Case::Single && surface.ends_with('.') {
            return false; // an initial
        }
        if surface.ends_with('.') {
            // U.S. and the like, not listed: only a plain sentence start ends there.
            return !lower && conventions.is_starter(first.of(text), first.hash);
        }
    }
    !lower
}

#[cfg(test)]
mod tests {
    use super::super::Document;
    use super::*;

    fn conventions() -> Conventions {
        let mut c = Conventions::default();
        for (word, stop) in [
            ("Mr.", Stop::Never),
            ("No.", Stop::Never),
            ("Inc.", Stop::Maybe),
            ("U.S.", Stop::Maybe),
            ("a.m.", Stop::Maybe),
        ] {
            c.add_abbreviation(word, stop);
        }
        for word in ["The", "It", "He", "But"] {
            c.add_starter(word);
        }
        c.add_month("Nov");
        c.add_month("Jan");
        c.add_city("Hong Kong");
        c.add_city("Tokyo");
        c.add_byline("By");
        c.add_furniture("top of page", Furniture::Line);
        c.add_furniture("related stories", Furniture::Block);
        c
    }

    fn sentences_of(text: &str) -> Vec<String> {
        let article = Article { text: text.into(), ..Article::default() };
        let document = Document::new(&article, &conventions());
        document.sentences.iter().map(|s| document.span(s.start as usize, s.end as usize).of(text).to_owned()).collect()
    }

    #[test]
    fn abbreviations_do_not_end_sentences() {
        assert_eq!(
            sentences_of("Mr. Smith of Acme Inc. met him. He left the U.S. Treasury at 9 a.m. It rained."),
            ["Mr. Smith of Acme Inc. met him.", "He left the U.S. Treasury at 9 a.m.", "It rained."]
        );
        assert_eq!(sentences_of("It bought Acme Inc. The price rose."), ["It bought Acme Inc.", "The price rose."]);
        assert_eq!(
            sentences_of("The No. 3 rose 3.5 pct. But Ronald L. Roe fell."),
            ["The No. 3 rose 3.5 pct.", "But Ronald L. Roe fell."]
        );
    }

    #[test]
    fn no_sentence_is_longer_than_the_longest() {
        let text = "word ".repeat(2 * LONGEST + 1);
        let counts: Vec<usize> = sentences_of(&text).iter().map(|s| s.split_whitespace().count()).collect();
        assert_eq!(counts, [LONGEST, LONGEST, 1]);
        let text = "word ".repeat(LONGEST - 2) + "end.";
        assert_eq!(sentences_of(&text).len(), 1);
    }

    #[test]
    fn marks_stay_with_their_sentence() {
        assert_eq!(
            sentences_of("“It grew.” He left. \"Why?\" asked Roe. \"No.\" The end."),
            ["“It grew.”", "He left.", "\"Why?\" asked Roe.", "\"No.\"", "The end."].map(str::to_owned).to_vec()
        );
    }

    fn sections(text: &str) -> Vec<(Section, String)> {
        let article = Article { text: text.into(), ..Article::default() };
        let d = Document::new(&article, &conventions());
        d.paragraphs.iter().map(|p| (p.section, d.span(p.start as usize, p.end as usize).of(text).to_owned())).collect()
    }

    #[test]
    fn wrapped_lines_join_and_indents_part() {
        let text = "ACME PROFIT RISES\n\n    HOUSTON, Nov 8 - Cheap oil feedstocks and a weakened\ndollar will propel the streamlined industry to record levels of\nprofits this year.\n    The second paragraph begins here and it goes on for a while\nuntil it is done.\n";
        let found = sections(text);
        assert_eq!(found.len(), 3);
        assert_eq!(found[0].0, Section::Headline);
        assert!(found[1].1.ends_with("this year.") && found[2].1.starts_with("The second"));
    }

    #[test]
    fn furniture_headline_byline_dateline() {
        let text = "top of page\n\nShares fall\n\nBy Jane Roe\n\nLONDON (Agency) - Shares fell.\n\nRelated stories\nAnother title\n";
        let found: Vec<_> = sections(text).into_iter().map(|(s, _)| s).collect();
        use Section::*;
        assert_eq!(found, [Boilerplate, Headline, Byline, Body, Boilerplate, Boilerplate]);
        let article = Article { text: text.into(), ..Article::default() };
        let d = Document::new(&article, &conventions());
        let body = d.paragraphs[3];
        assert_eq!(d.span(body.start as usize, body.dateline_end as usize).of(text), "LONDON (Agency) -");
    }

    #[test]
    fn datelines() {
        let of = |line: &str| {
            let text = format!("A title\n\n{line}\n");
            let article = Article { text: text.clone(), ..Article::default() };
            let d = Document::new(&article, &conventions());
            let p = d.paragraphs[1];
            if p.dateline_end > p.start {
                d.span(p.start as usize, p.dateline_end as usize).of(&text).to_owned()
            } else {
                String::new()
            }
        };
        assert_eq!(of("HOUSTON, Nov 8 - Oil rose again."), "HOUSTON, Nov 8 -");
        assert_eq!(of("(Agency News) -- Oil rose again."), "(Agency News) --");
        assert_eq!(of("TOKYO: Quorvane rose again."), "TOKYO:");
        assert_eq!(of("HONG KONG Jan 15 Quorvane rose again."), "HONG KONG Jan 15");
        assert_eq!(of("Jan. 11 Quorvane rose again."), "Jan. 11");
        for plain in [
            "NOTE: Oil rose again.",
            "Jan 11 was a day.",
            "(It rose) - and fell again.",
            "Nov 2025 Results rose.",
            "QRV QUORVANE INC. 12.10 -0.25 -2.1%",
        ] {
            assert_eq!(of(plain), "", "{plain}");
        }
    }

    #[test]
    fn table_rows() {
        let found = sections(
            "Results\n\nRevenue   1,200   1,100\nNet income   120   95\n\nRevenue rose 5 percent to 1,200 in 2001.\n",
        );
        let kinds: Vec<_> = found.iter().map(|(s, _)| *s).collect();
        assert_eq!(kinds, [Section::Headline, Section::Table, Section::Table, Section::Body]);
    }
}
