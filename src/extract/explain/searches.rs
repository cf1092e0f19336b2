//! The matches of all rules in one document, kind by kind, as extraction saw them.

use super::super::name::{Look, Name};
use super::super::view::Reading;
use super::super::watch::Watch;
use super::{Entry, Part};
use crate::rule::{Capture, Group, Lexicon, Listed, Match, Matches, MentionIndex, Position, RuleSet, Settled, settle};
use crate::span::Span;

/// What was seen while the article was worked on: which files ran, with which mentions found before.
pub(super) struct Watched<'r> {
    rules: &'r RuleSet,
    runs: Vec<(&'r Group, MentionIndex)>,
    names: Vec<Name>,
}

impl<'r> Watched<'r> {
    pub(super) fn new(rules: &'r RuleSet) -> Self {
        Self { rules, runs: Vec::new(), names: Vec::new() }
    }

    /// Runs all files again; this time what they find is kept.
    pub(super) fn search<'a>(self, reading: Reading<'r, 'a>) -> Searches<'r, 'a> {
        let mut all: Vec<Search<'r>> = Vec::new();
        for (group, index) in self.runs {
            let matches = group.find(&reading.rules.view(reading.document, reading.tags, &index));
            let same = |s: &&mut Search<'_>| {
                let first = s.files[0].0;
                first.kind == group.kind
                    && first.refine == group.refine
                    && first.roles.is_empty() == group.roles.is_empty()
            };
            match all.iter_mut().find(same) {
                Some(search) => {
                    search.files.push((group, matches));
                    search.indexes.push(index);
                }
                None => all.push(Search {
                    files: vec![(group, matches)],
                    indexes: vec![index],
                    settled: Settled::default(),
                }),
            }
        }
        for search in &mut all {
            search.settled = settle(&search.files);
        }
        Searches { reading, all, names: self.names }
    }
}

impl Watch for Watched<'_> {
    fn runs(&mut self, group: &Group, index: &MentionIndex) {
        // The group that is lent for a moment is one of the rule set, which stays.
        if let Some(own) = self.rules.groups().iter().find(|own| own.path == group.path) {
            self.runs.push((own, index.clone()));
        }
    }

    fn names(&mut self, names: &[Name]) {
        self.names = names.to_vec();
    }
}

/// The files of one kind with their matches.
pub(super) struct Search<'r> {
    pub(super) files: Vec<(&'r Group, Matches)>,
    /// The mentions that each file's rules could name.
    pub(super) indexes: Vec<MentionIndex>,
    pub(super) settled: Settled,
}

impl<'r> Search<'r> {
    /// The kind that the files find or refine.
    pub(super) fn kind(&self) -> &'r str {
        &self.files[0].0.kind_name
    }

    pub(super) fn refines(&self) -> bool {
        self.files[0].0.refine
    }

    /// Whether the files link mentions to facts of a kind of their own.
    pub(super) fn links(&self) -> bool {
        !self.files[0].0.roles.is_empty() && !crate::rule::KINDS.contains(&self.kind())
    }

    pub(super) fn at(&self, (file, m): Position) -> (&'r Group, &Matches, &Match) {
        let (group, matches) = &self.files[file];
        (group, matches, &matches.list[m])
    }

    /// All matches, in order of the files.
    pub(super) fn positions(&self) -> impl Iterator<Item = Position> + '_ {
        self.files.iter().enumerate().flat_map(|(f, (_, matches))| (0..matches.list.len()).map(move |m| (f, m)))
    }
}

/// All searches of a document.
pub(super) struct Searches<'r, 'a> {
    pub(super) reading: Reading<'r, 'a>,
    pub(super) all: Vec<Search<'r>>,
    pub(super) names: Vec<Name>,
}

impl<'r> Searches<'r, '_> {
    /// The files that find a kind.
    pub(super) fn of<'s>(&'s self, kind: &'s str) -> impl Iterator<Item = &'s Search<'r>> {
        self.all.iter().filter(move |s| s.kind() == kind && !s.refines())
    }

    /// First token of a span, and one past its last.
    pub(super) fn tokens(&self, span: Span) -> (usize, usize) {
        (self.reading.document.token_at(span.start), self.reading.document.token_at(span.end))
    }

    /// Bytes of tokens; none if there are no tokens.
    pub(super) fn span(&self, start: u32, end: u32) -> Span {
        let (start, end) = (start as usize, end as usize);
        if end > start && end <= self.reading.document.tokens.len() {
            self.reading.document.span(start, end)
        } else {
            Span::default()
        }
    }

    /// What the captures of a match took, without the one that is the mention itself.
    pub(super) fn parts(&self, matches: &Matches, m: &Match) -> Vec<Part> {
        let whole = |c: &&Capture| (c.start, c.end) != (m.keep_start, m.keep_end) || c.class.is_some();
        let captures = matches.captures(m).iter().filter(|c| c.end > c.start).filter(whole);
        captures
            .map(|capture| Part {
                name: self.reading.rules.label_name(capture.label).to_owned(),
                span: self.span(capture.start, capture.end),
                entry: self
                    .reading
                    .rules
                    .row(self.reading.document, self.reading.tags, capture)
                    .map(|(l, row)| entry(l, row)),
            })
            .collect()
    }

    /// What a name shows by itself: its legal form, or its entry of a gazetteer.
    pub(super) fn look(&self, name: &Name) -> Vec<Part> {
        let whole = self.span(name.start as u32, name.end as u32);
        let listed = |listed: Listed, row: usize| {
            let lexicon = self.reading.rules.listed(listed).map(|(lexicon, _)| lexicon);
            vec![Part { name: "name".to_owned(), span: whole, entry: lexicon.map(|l| entry(l, row)) }]
        };
        match name.look {
            Look::LegalForm => {
                let span = self.span(name.stem_end as u32, name.end as u32);
                vec![Part { name: "legal form".to_owned(), span, entry: None }]
            }
            Look::Company(row) | Look::Common(row) | Look::UnitOf(row) => listed(Listed::Company, row),
            Look::Ambiguous(row) => listed(Listed::CompanyAmbiguous, row),
            Look::Unit(row) => listed(Listed::Unit, row),
            _ => Vec::new(),
        }
    }
}

fn entry(lexicon: &Lexicon, row: usize) -> Entry {
    // The first column is the surface, which is the text.
    let cells = lexicon.columns().iter().enumerate().skip(1).map(|(c, name)| (name.clone(), lexicon.cell(row, c)));
    Entry {
        lexicon: lexicon.name.clone(),
        line: lexicon.line(row),
        cells: cells.filter(|(_, value)| !value.is_empty()).map(|(name, value)| (name, value.to_owned())).collect(),
    }
}
