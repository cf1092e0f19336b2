//! Names: runs of capitalised words cut into candidates, each with what it shows by itself.
//!
//! A candidate is what company, unit and person rules call `<name>`. Known phrases of the gazetteers stand as blocks, so that
//! connectors inside them ("Bank of America") do not cut; titles, honorifics, months and weekdays cut. Whether a candidate is a
//! company, a unit, a person or nothing is decided later, for the whole article at once.

mod block;
mod cut;
mod look;

use super::view::Reading;
use cut::Cutter;

/// What a candidate shows by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// Closed by a legal form: "Acme Widget Corp".
    LegalForm,
    /// A gazetteer company, perhaps with more heads or places behind it; the row of the lexicon.
    Company(usize),
    /// A gazetteer company whose name is also a word, person or place.
    Ambiguous(usize),
    /// A gazetteer company whose one-word name is an ordinary word as well; the row of the lexicon.
    Common(usize),
    /// A gazetteer company and further capitalised words: probably a unit of it.
    UnitOf(usize),
    /// A gazetteer unit or product.
    Unit(usize),
    /// Words closed by a head of company names: "Foo Airlines".
    Head,
    /// A person: given name and more, or behind an honorific.
    Person,
    /// Two or three words, the last a common surname.
    MaybePerson,
    /// An organisation that is no company, an index, a place, a nationality.
    Other(Other),
    /// Nothing known.
    Unknown,
}

/// Names that are not companies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Other {
    /// By the gazetteer.
    Organisation,
    /// By a word in it: "River", "Board".
    Word,
    Index,
    Place,
}

/// A candidate.
#[derive(Debug, Clone, Copy)]
pub(super) struct Name {
    /// First token.
    pub(super) start: usize,
    /// Where it would begin with an ordinary word before it that only its place may have capitalised.
    pub(super) lead: usize,
    /// One past the last token.
    pub(super) end: usize,
    /// One past the last token before the legal form.
    pub(super) stem_end: usize,
    /// One past the gazetteer company with which it begins; its start if it begins with none.
    pub(super) base_end: usize,
    pub(super) look: Look,
    /// Stands first in its sentence or behind an opening mark, where any word is capitalised.
    pub(super) initial: bool,
    /// Stands in a line that capitalises most words.
    pub(super) loud: bool,
    /// An honorific stands before it.
    pub(super) honorific: bool,
    /// An ordinary word where any word is capitalised: a name only if the article names it elsewhere.
    pub(super) weak: bool,
}

impl Name {
    /// Whether a legal form closes it.
    pub(super) fn formed(&self) -> bool {
        self.stem_end < self.end
    }
}

/// Cuts the candidates of a document, in the order of the text. `protected` marks tokens of amounts and percentages.
pub(super) fn find(reading: &Reading<'_, '_>, protected: &[bool]) -> Vec<Name> {
    let mut cutter = Cutter::new(reading, protected);
    let document = reading.document;
    for sentence in &document.sentences {
        if matches!(sentence.section, crate::text::Section::Boilerplate) {
            continue;
        }
        let paragraph = &document.paragraphs[sentence.paragraph as usize];
        let start = (sentence.start as usize).max(paragraph.dateline_end as usize);
        if sentence.start < paragraph.dateline_end {
            cutter.dateline(sentence.start as usize, paragraph.dateline_end as usize);
        }
        if start < sentence.end as usize {
            cutter.sentence(start, sentence.end as usize, sentence.section);
        }
    }
    cutter.names
}
