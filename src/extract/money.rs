//! Money: amounts with their currencies, from the matches of the money rules.
//!
//! The rules say where an amount stands and which tokens are its parts. Here it gets its value, and a sign or word of several
//! currencies is decided by the article: other amounts with a named currency, then the dateline, then the usual reading.

use rust_decimal::Decimal;

use super::quantity::{self, Quantity, compose, figure};
use super::view::{Captured, Reading};
use crate::fact::{
    Approximation, Bounds, Currency, CurrencySource, Kind, Mention, Money, MoneyForm, Provenance, RuleId, Value,
};
use crate::rule::{Group, Listed, Matches};
use crate::text::Section;

/// An amount whose currency may still be open.
pub(super) struct Draft {
    pub(super) start: usize,
    pub(super) end: usize,
    quantity: Quantity,
    /// Code if the sign or word names one currency.
    code: Option<[u8; 3]>,
    /// Candidates otherwise, in order of likelihood.
    candidates: String,
    /// Whether a sign (not a word or code) gives the currency.
    by_sign: bool,
    minor: bool,
    per: Option<Box<str>>,
    /// The rule asks that the article shows the currency elsewhere.
    needs_document: bool,
    approximation: Approximation,
    provenance: Provenance,
}

/// Amounts of a document, in order, without their currencies decided.
pub(super) fn find(reading: &Reading<'_, '_>, group: &Group, matches: &Matches, winners: &[usize]) -> Vec<Draft> {
    let mut drafts = Vec::with_capacity(winners.len());
    for &winner in winners {
        let m = &matches.list[winner];
        let rule = &group.rules[m.rule as usize];
        let (start, end) = (m.keep_start as usize, m.keep_end as usize);
        // "$1.2 and $1.3 billion": the scale stands behind another amount.
        let shared = rule.constant("scale") == Some("shared") && is_part_of_pair(reading, matches, m);
        let scale = |c: &Captured<'_>| shared && matches!(c.label, "scale" | "glued_scale");
        let inside = reading.captures(matches, m).filter(|c| c.start >= start && c.end <= end || scale(c));
        let Some(mut quantity) = compose(inside) else { continue };
        let mut currencies = reading.captures(matches, m).filter(|c| c.label == "currency" && c.row.is_some());
        // "$5 million Canadian dollars": the word after the number says more than the sign before it.
        let Some(first) = currencies.next() else { continue };
        let named = |c: &Captured<'_>| !c.field("currency").is_empty();
        let currency = if named(&first) { first } else { currencies.find(named).unwrap_or(first) };
        if reading.document.sentences[reading.document.sentence_of(start)].section == Section::Table {
            negate_bracketed(reading, start, end, &mut quantity);
        }
        let per = reading.captures(matches, m).filter(|c| c.label == "per").last();
        let code = currency.field("currency").as_bytes().try_into().ok();
        drafts.push(Draft {
            start,
            end,
            quantity,
            code,
            candidates: currency.field("candidates").to_owned(),
            by_sign: currency.row.is_some_and(|(l, _)| l.name == "currency_sign"),
            minor: currency.field("minor") == "100" || currency.field("context") == "minor",
            per: per.map(|c| c.text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ").into()),
            needs_document: rule.constant("needs") == Some("currency_in_document"),
            approximation: approximation(reading, start),
            provenance: Provenance { rule: RuleId(rule.index), sieve: None, confidence: rule.tier.confidence() },
        });
    }
    scale_tables(reading, &mut drafts);
    drafts
}

/// Multiplies the whole amounts of table rows by the scale that a short line above the table names: "(in thousands, except per share
/// data)". Running text between the line and the row ends its reach.
fn scale_tables(reading: &Reading<'_, '_>, drafts: &mut [Draft]) {
    let document = reading.document;
    let paragraph_of = |draft: &Draft| document.paragraph_of(draft.start);
    if !drafts.iter().any(|d| document.paragraphs[paragraph_of(d)].section == Section::Table) {
        return;
    }
    let Some((lexicon, _)) = reading.rules.listed(Listed::TableScale) else { return };
    let mut scale: Option<u32> = None;
    let mut next = 0;
    for (index, paragraph) in document.paragraphs.iter().enumerate() {
        let (start, end) = (paragraph.start as usize, paragraph.end as usize);
        if end - start > RUNNING_TEXT {
            scale = None;
        }
        // A row named "per share" has no part in the scale: its exponent is 0.
        let mut apart = false;
        if end - start <= SCALE_LINE {
            let named = (start..end).find_map(|t| reading.entry_at(Listed::TableScale, t));
            let exponent: Option<u32> = named.and_then(|(_, row)| lexicon.field(row, "exponent").parse().ok());
            apart = exponent == Some(0);
            scale = exponent.filter(|e| *e > 0).or(scale);
        }
        while next < drafts.len() && paragraph_of(&drafts[next]) == index {
            let draft = &mut drafts[next];
            next += 1;
            let quantity = &mut draft.quantity;
            let Some(exponent) = scale.filter(|_| paragraph.section == Section::Table) else { continue };
            // Of thousands there are no decimals: those are prices.
            let fits = quantity.low.is_integer() || exponent >= 6;
            if !fits || apart || quantity.scaled || draft.minor || draft.per.is_some() {
                continue;
            }
            if let Some(scale) = quantity::power(exponent) {
                quantity.low = quantity.low.checked_mul(scale).unwrap_or(quantity.low).normalize();
                quantity.high = quantity.high.map(|high| high.checked_mul(scale).unwrap_or(high).normalize());
            }
        }
    }
}

/// Most tokens of a line that names the scale of a table, and of a paragraph that is not yet running text.
const SCALE_LINE: usize = 25;
const RUNNING_TEXT: usize = 60;

/// Whether the first of two amounts can lack its scale: a figure below a thousand, with the sign of the second.
fn is_part_of_pair(reading: &Reading<'_, '_>, matches: &Matches, m: &crate::rule::Match) -> bool {
    let text = |label: &str, last: bool| {
        let mut found = reading.captures(matches, m).filter(|c| c.label == label).map(|c| c.text);
        if last { found.last() } else { found.next() }
    };
    let small = text("figure", false).and_then(figure).is_some_and(|value| value < Decimal::ONE_THOUSAND);
    small && text("currency", false) == text("sign", true)
}

/// In tables, brackets around an amount mean that it is negative.
fn negate_bracketed(reading: &Reading<'_, '_>, start: usize, end: usize, quantity: &mut Quantity) {
    let before = start.checked_sub(1).map_or("", |t| reading.document.word(t));
    if before == "(" && reading.document.word(end) == ")" && quantity.high.is_none() {
        quantity.low = -quantity.low;
    }
}

/// Words right before a quantity that say how exact it is.
pub(super) fn approximation(reading: &Reading<'_, '_>, start: usize) -> Approximation {
    let mut at = start;
    let mut found = Approximation::default();
    // Two in a row are possible: "up to about".
    for _ in 0..2 {
        let Some((from, lexicon, row)) = reading.entry_before(Listed::Approximator, at) else { break };
        // "were up to £4.2m": a change, not a bound.
        let before = from.checked_sub(1).map_or("", |t| reading.document.word(t));
        if lexicon.field(row, "not_behind").split(' ').any(|w| !w.is_empty() && w.eq_ignore_ascii_case(before)) {
            break;
        }
        found.approximate |= lexicon.field(row, "approximate") == "yes";
        found.bound = found.bound.or(match lexicon.field(row, "bound") {
            "<" => Some("<"),
            "<=" => Some("<="),
            ">" => Some(">"),
            ">=" => Some(">="),
            _ => None,
        });
        at = from;
    }
    found
}

/// The codes of a list of candidates.
fn codes(candidates: &str) -> Vec<[u8; 3]> {
    candidates.split(' ').filter_map(|c| c.as_bytes().try_into().ok()).collect()
}

/// What the article says about its currencies.
struct Evidence {
    /// Currencies named by a sign with a prefix (C$, US$) or of their own.
    by_sign: Vec<[u8; 3]>,
    /// Currencies named by words or codes.
    by_word: Vec<[u8; 3]>,
    /// Currency of the dateline's country.
    home: Option<[u8; 3]>,
    /// Candidates of the bare sign, if the article uses one.
    bare_sign: Option<Vec<[u8; 3]>>,
    /// Currencies of the countries the article names, the most frequent first; counted only where a sign is open.
    about: Vec<[u8; 3]>,
}

impl Evidence {
    fn new(reading: &Reading<'_, '_>, drafts: &[Draft]) -> Self {
        let bare_sign = drafts.iter().find(|d| d.code.is_none() && d.by_sign && d.candidates.len() > 3);
        let mut evidence = Self {
            by_sign: Vec::new(),
            by_word: Vec::new(),
            home: home_currency(reading),
            bare_sign: bare_sign.map(|d| codes(&d.candidates)),
            about: Vec::new(),
        };
        for draft in drafts {
            let Some(code) = draft.code else { continue };
            let list = if draft.by_sign { &mut evidence.by_sign } else { &mut evidence.by_word };
            if !list.contains(&code) {
                list.push(code);
            }
        }
        let prefixed =
            evidence.bare_sign.as_ref().and_then(|c| c.first()).is_some_and(|c| evidence.by_sign.contains(c));
        if prefixed && evidence.home.is_none() {
            evidence.about = currencies_of_places(reading);
        }
        evidence
    }

    fn names(&self, code: [u8; 3]) -> bool {
        self.by_sign.contains(&code) || self.by_word.contains(&code) || self.home == Some(code)
    }

    /// The currency of a bare sign or word among `candidates`, and how it was decided.
    ///
    /// A bare sign beside prefixed ones means the unprefixed home currency: `$` beside `C$` is the US dollar; `$` beside `US$` is the
    /// dollar of the country the article comes from or is about. A currency that a prefix or a word names is not what a bare sign
    /// means, unless it is the home one. A bare word means what the bare sign means, or the one named in full elsewhere.
    fn decide(&self, candidates: &[[u8; 3]], bare_sign: bool) -> Option<([u8; 3], CurrencySource)> {
        let usual = *candidates.first()?;
        let open = |code: &&[u8; 3]| candidates.contains(*code);
        let home = self.home.filter(|h| candidates.contains(h));
        let signs: Vec<_> = self.by_sign.iter().filter(open).copied().collect();
        let document = |code| Some((code, CurrencySource::Document));
        if bare_sign || self.bare_sign.as_ref().is_some_and(|bare| bare.first() == Some(&usual)) {
            if signs.contains(&usual) {
                let about = || self.about.iter().copied().find(|c| *c != usual && candidates.contains(c));
                return document(home.filter(|h| *h != usual).or_else(about).unwrap_or(usual));
            }
            if !signs.is_empty() {
                return document(usual);
            }
            return home.map_or(Some((usual, CurrencySource::Default)), document);
        }
        let words = self.by_word.iter().filter(open).copied();
        let named: Vec<_> = signs.iter().copied().chain(words).collect();
        match named.as_slice() {
            [] => {}
            [only] => return document(*only),
            several => return document(home.filter(|h| several.contains(h)).unwrap_or(several[0])),
        }
        home.map_or(Some((usual, CurrencySource::Default)), document)
    }
}

/// Currencies of the countries whose places an article names, the one named most first; those named once do not count.
fn currencies_of_places(reading: &Reading<'_, '_>) -> Vec<[u8; 3]> {
    let Some((places, class)) = reading.rules.listed(Listed::Place) else { return Vec::new() };
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for at in 0..reading.document.tokens.len() {
        let listed =
            reading.token_in(Listed::Place, at) || reading.tags.phrases_at(at).iter().any(|hit| hit.class == class);
        if let Some((_, row)) = listed.then(|| reading.entry_at(Listed::Place, at)).flatten() {
            let country = places.field(row, "country");
            match counts.iter_mut().find(|(c, _)| *c == country) {
                Some((_, count)) => *count += 1,
                None => counts.push((country, 1)),
            }
        }
    }
    counts.retain(|(country, count)| !country.is_empty() && *count > 1);
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts.iter().filter_map(|(country, _)| currency_of(reading, country)).collect()
}

/// Currency of the country in which the dateline's place lies.
fn home_currency(reading: &Reading<'_, '_>) -> Option<[u8; 3]> {
    let dateline = reading.document.paragraphs.iter().find(|p| p.dateline_end > p.start)?;
    let (places, class) = reading.rules.listed(Listed::Place)?;
    let mut country = "";
    let mut at = dateline.start as usize;
    while at < dateline.dateline_end as usize && country.is_empty() {
        let word = reading.document.span(at, at + 1).of(reading.document.text);
        if let Some((len, row)) = reading.entry_at(Listed::Place, at) {
            country = places.field(row, "country");
            at += len;
        } else {
            // Datelines are set in capitals: HOUSTON, HONG KONG.
            let mut name = title_case(word);
            for len in 1..=3 {
                if let Some(row) = reading.rules.vocabulary().row_of(class, &name) {
                    country = places.field(row as usize, "country");
                }
                if at + len >= dateline.dateline_end as usize {
                    break;
                }
                name = format!("{name} {}", title_case(reading.document.word(at + len)));
            }
            at += 1;
        }
    }
    currency_of(reading, country)
}

/// Currency of a country.
fn currency_of(reading: &Reading<'_, '_>, country: &str) -> Option<[u8; 3]> {
    let (currencies, class) = reading.rules.listed(Listed::CountryCurrency)?;
    let row = reading.rules.vocabulary().row_of(class, country)?;
    currencies.field(row as usize, "currency").as_bytes().try_into().ok()
}

fn title_case(word: &str) -> String {
    let mut chars = word.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(chars.flat_map(char::to_lowercase)).collect())
}

/// Decides currencies and makes mentions.
pub(super) fn finish(reading: &Reading<'_, '_>, drafts: Vec<Draft>) -> Vec<(usize, usize, Mention)> {
    if drafts.is_empty() {
        return Vec::new();
    }
    let evidence = Evidence::new(reading, &drafts);
    let mut mentions = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let candidates = codes(&draft.candidates);
        let decided = match draft.code {
            Some(code) => Some((code, CurrencySource::Explicit)),
            None => evidence.decide(&candidates, draft.by_sign),
        };
        let (currency, source) = match decided {
            Some((code, source)) => (Currency::Known(code), source),
            None => (Currency::Ambiguous(draft.candidates.into()), CurrencySource::Default),
        };
        if draft.needs_document && !matches!(currency, Currency::Known(code) if evidence.names(code)) {
            continue;
        }
        let major = |v: Decimal| if draft.minor { (v / Decimal::ONE_HUNDRED).normalize() } else { v };
        let Quantity { low, high, indefinite, words, .. } = draft.quantity;
        let amount = match high {
            Some(high) => Bounds::Between(major(low), major(high)),
            None if indefinite => Bounds::Magnitude(major(low)),
            None => Bounds::Exactly(major(low)),
        };
        let form = match (indefinite, words) {
            (true, _) => MoneyForm::Indefinite,
            (_, true) => MoneyForm::Words,
            _ => MoneyForm::Figure,
        };
        let value = Value::Money(Money {
            amount,
            currency,
            currency_source: source,
            approximation: draft.approximation,
            per: draft.per,
            form,
            conversion_of: None,
            elliptical: false,
        });
        let span = reading.document.span(draft.start, draft.end);
        let mention = Mention { kind: Kind::Money, span, value, provenance: draft.provenance, in_quote: None };
        mentions.push((draft.start, draft.end, mention));
    }
    mentions
}
