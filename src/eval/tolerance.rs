//! What the tolerant score ignores at the edges of spans and in names; the words stand in `tolerance.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

use super::item::Scored;

/// The file of words and signs, read once.
static TOLERANCE: LazyLock<Tolerance> = LazyLock::new(|| Tolerance::parse(include_str!("tolerance.toml")));

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lists {
    articles: Vec<String>,
    approximators: Vec<String>,
    trailing_approximators: Vec<String>,
    quotation_leads: Vec<String>,
    punctuation: String,
    quotes: String,
    dashes: String,
    joiners: String,
    designators: Vec<String>,
    honorifics: Vec<String>,
    pronouns: Vec<String>,
}

struct Tolerance {
    articles: Vec<Vec<char>>,
    approximators: Vec<Vec<char>>,
    trailing_approximators: Vec<Vec<char>>,
    quotation_leads: Vec<Vec<char>>,
    edge: Vec<char>,
    dashes: Vec<char>,
    joiners: Vec<char>,
    designators: Vec<String>,
    longest_designator: usize,
    honorifics: Vec<String>,
    pronouns: Vec<String>,
}

impl Tolerance {
    fn parse(toml: &str) -> Self {
        // The file is compiled in and a test reads it, so a mistake in it cannot reach a user.
        let lists: Lists = toml::from_str(toml).expect("src/eval/tolerance.toml is well formed");
        let phrases = |mut words: Vec<String>| {
            // The longest first: "just over" before "just".
            words.sort_by_key(|word| std::cmp::Reverse(word.len()));
            words.into_iter().map(|word| word.chars().collect()).collect()
        };
        let longest_designator = lists.designators.iter().map(|d| d.split(' ').count()).max().unwrap_or(1);
        Self {
            articles: phrases(lists.articles),
            approximators: phrases(lists.approximators),
            trailing_approximators: phrases(lists.trailing_approximators),
            quotation_leads: phrases(lists.quotation_leads),
            edge: lists.punctuation.chars().chain(lists.quotes.chars()).collect(),
            dashes: lists.dashes.chars().collect(),
            joiners: lists.joiners.chars().collect(),
            designators: lists.designators,
            longest_designator,
            honorifics: lists.honorifics,
            pronouns: lists.pronouns,
        }
    }
}

/// The part of `chars[start..end]` that the tolerant score compares, as a sub-range; never empty unless the input is.
///
/// `'\0'` stands for a character that is not known; it is never ignored.
#[must_use]
pub fn strip(chars: &[char], start: usize, end: usize, kind: Scored) -> (usize, usize) {
    let end = end.min(chars.len());
    let start = start.min(end);
    let tolerance = &*TOLERANCE;
    let (mut s, mut e) = (start, end);
    loop {
        let before = (s, e);
        let ignored = |c: char| {
            c.is_whitespace()
                || tolerance.edge.contains(&c)
                || kind == Scored::Quotation && tolerance.dashes.contains(&c)
        };
        while s < e && ignored(chars[s]) {
            s += 1;
        }
        while e > s && ignored(chars[e - 1]) {
            e -= 1;
        }
        s += leading(&chars[s..e], &tolerance.articles);
        match kind {
            Scored::Money | Scored::Percent => {
                s += leading(&chars[s..e], &tolerance.approximators);
                e -= trailing(&chars[s..e], &tolerance.trailing_approximators);
            }
            Scored::Company | Scored::Unit => e -= designator(&chars[s..e]),
            Scored::Quotation => s += leading(&chars[s..e], &tolerance.quotation_leads),
        }
        if (s, e) == before {
            break;
        }
    }
    if s < e { (s, e) } else { (start, end) }
}

/// Length of the phrase at the start of `chars` with the white space after it, or 0. Something must be left after it.
fn leading(chars: &[char], phrases: &[Vec<char>]) -> usize {
    for phrase in phrases {
        if let Some(length) = starts_with(chars, phrase) {
            let blank = chars[length..].iter().take_while(|c| c.is_whitespace()).count();
            if blank > 0 && length + blank < chars.len() {
                return length + blank;
            }
        }
    }
    0
}

/// Length of the phrase at the end of `chars`, or 0. Something must be left before it.
fn trailing(chars: &[char], phrases: &[Vec<char>]) -> usize {
    for phrase in phrases {
        for at in (1..chars.len()).rev().take(phrase.len() * 2) {
            if chars[at - 1].is_whitespace() && starts_with(&chars[at..], phrase) == Some(chars.len() - at) {
                return chars.len() - at;
            }
        }
    }
    0
}

/// Length of the text at the start of `chars` which is `phrase`, whatever its case and the white space between its words.
fn starts_with(chars: &[char], phrase: &[char]) -> Option<usize> {
    let mut at = 0;
    for &wanted in phrase {
        if wanted == ' ' {
            let blank = chars[at..].iter().take_while(|c| c.is_whitespace()).count();
            if blank == 0 {
                return None;
            }
            at += blank;
        } else if chars.get(at)?.to_lowercase().eq(wanted.to_lowercase()) {
            at += 1;
        } else {
            return None;
        }
    }
    Some(at)
}

/// Length of a corporate designator at the end of `chars` with the comma, blank and joining sign before it, or 0.
fn designator(chars: &[char]) -> usize {
    let tolerance = &*TOLERANCE;
    let separates = |c: char| c.is_whitespace() || c == ',';
    // Starts of the last words, the last one first.
    let starts: Vec<usize> = (1..chars.len())
        .rev()
        .filter(|&at| separates(chars[at - 1]) && !separates(chars[at]))
        .take(tolerance.longest_designator)
        .collect();
    for &at in starts.iter().rev() {
        if tolerance.designators.contains(&bare(&chars[at..])) {
            let kept = chars[..at]
                .iter()
                .rposition(|&c| !separates(c) && !tolerance.joiners.contains(&c))
                .map_or(0, |last| last + 1);
            if kept > 0 {
                return chars.len() - kept;
            }
        }
    }
    0
}

/// Words in lower case without dots and commas, one blank between them.
fn bare(chars: &[char]) -> String {
    let text: String = chars.iter().filter(|c| !matches!(c, '.' | ',')).flat_map(|c| c.to_lowercase()).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A phrase for comparison: lower case, single blanks, edges stripped as for a company or unit.
#[must_use]
pub fn phrase(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let (start, end) = strip(&chars, 0, chars.len(), Scored::Unit);
    let text: String = chars[start..end].iter().flat_map(|c| c.to_lowercase()).collect();
    text.replace(['’', '‘', '`'], "'").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A name of a person or company for comparison: as [`phrase`], without dots, commas, honorifics and designators, with
/// "and" for "&".
#[must_use]
pub fn name(text: &str) -> String {
    let phrase = phrase(text).replace(['.', ','], "").replace(" & ", " and ");
    let mut words: Vec<&str> = phrase.split_whitespace().collect();
    while words.len() > 1 && TOLERANCE.honorifics.iter().any(|h| h == words[0]) {
        words.remove(0);
    }
    words.join(" ")
}

/// The names of one or several speakers ("A; B") for comparison: each as [`name`], sorted, without repeats.
#[must_use]
pub fn names(text: &str) -> Vec<String> {
    let mut names: Vec<String> = text.split(';').map(name).filter(|name| !name.is_empty()).collect();
    names.sort();
    names.dedup();
    names
}

/// Whether a mention of a speaker is a pronoun.
#[must_use]
pub fn is_pronoun(text: &str) -> bool {
    let text = text.trim();
    TOLERANCE.pronouns.iter().any(|pronoun| pronoun.eq_ignore_ascii_case(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stripped(text: &str, kind: Scored) -> String {
        let chars: Vec<char> = text.chars().collect();
        let (start, end) = strip(&chars, 0, chars.len(), kind);
        chars[start..end].iter().collect()
    }

    #[test]
    fn the_file_of_words_is_well_formed() {
        assert!(TOLERANCE.longest_designator >= 3);
    }

    #[test]
    fn amounts_lose_articles_and_approximators_but_not_signs() {
        for (text, kept) in [
            ("about $5 million", "$5 million"),
            ("More  than\n$5 million", "$5 million"),
            ("an estimated $5m", "$5m"),
            ("a dollar", "dollar"),
            ("as much as just over 3%", "3%"),
            ("($5m)", "$5m"),
            ("-$5m,", "-$5m"),
            ("$5m or so.", "$5m"),
            ("overtime", "overtime"),
            ("a", "a"),
            ("...", "..."),
        ] {
            assert_eq!(stripped(text, Scored::Money), kept, "{text}");
        }
    }

    #[test]
    fn companies_lose_articles_and_designators() {
        for (text, kept) in [
            ("GAF\nCorp", "GAF"),
            ("The Home Depot, Inc.", "Home Depot"),
            ("Best Buy Co. Inc.", "Best Buy"),
            ("Telefonica S.A.", "Telefonica"),
            ("Grupo Bimbo, S.A.B. de C.V.", "Grupo Bimbo"),
            ("Brown & Co", "Brown"),
            ("The Limited", "Limited"),
            ("Procter & Gamble", "Procter & Gamble"),
            ("Yahoo!", "Yahoo"),
            ("about Schmidt", "about Schmidt"),
            ("Société Générale SA", "Société Générale"),
        ] {
            assert_eq!(stripped(text, Scored::Company), kept, "{text}");
        }
    }

    #[test]
    fn quotations_lose_that_marks_and_dashes() {
        for (text, kept) in [
            ("that sales rose", "sales rose"),
            ("“We grew,”", "We grew"),
            ("``We grew,''", "We grew"),
            ("We grew --", "We grew"),
            ("that's it.", "that's it"),
        ] {
            assert_eq!(stripped(text, Scored::Quotation), kept, "{text}");
        }
    }

    #[test]
    fn unknown_characters_stay() {
        let chars = ['\0', ' ', 'x', '.', '\0'];
        assert_eq!(strip(&chars, 0, 5, Scored::Quotation), (0, 5));
        assert_eq!(strip(&chars, 1, 4, Scored::Quotation), (2, 3));
        assert_eq!(strip(&chars, 7, 9, Scored::Quotation), (5, 5));
    }

    #[test]
    fn names_are_compared_without_their_dress() {
        assert_eq!(name("Mr. John  Dosher"), "john dosher");
        assert_eq!(name("OHIO MATTRESS CO"), name("Ohio Mattress Co."));
        assert_eq!(name("Kidder Peabody & Co"), "kidder peabody");
        assert_eq!(name("Johnson & Johnson"), name("Johnson and Johnson"));
        assert_eq!(names("TUI AG; First Choice"), names("First Choice Plc; TUI"));
        assert!(is_pronoun("He") && !is_pronoun("Heinz"));
    }
}
