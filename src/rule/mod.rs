//! The rule floor: loads rule files and lexicons, reports everything wrong with them, and finds matches.
//!
//! A [`RuleSet`] is loaded once and shared by all threads. [`RuleSet::tag`] looks the words of a document up once;
//! [`Group::find`] then runs the rules of one file where they can begin. What a match *means* is for the extractors to say.

mod anchor;
mod builder;
mod builtin;
mod check;
mod compile;
pub mod confidence;
mod example;
mod file;
mod group;
mod guard;
mod lexicon;
mod lint;
mod live;
mod mentions;
mod problem;
mod program;
mod settle;
mod source;
mod syntax;
mod trace;
mod trie;
mod vocabulary;
mod words;

use std::borrow::Cow;

pub use example::{Example, Mark, parse_marks};
pub use file::{Consolidate, Tier, Within};
pub use group::{Group, Match, Matches, Rule, View};
pub use lexicon::{Lexicon, LexiconId};
pub use lint::Warning;
pub use mentions::{Indexed, KindId, MentionIndex};
pub use problem::{Problem, guess, hint};
pub use program::{Capture, LabelId};
pub use settle::{Lost, Position, Settled, settle};
pub use source::RuleSource;
pub use trace::{Missed, NearMiss};
pub use vocabulary::{CaseMode, ClassId, Hit, Tags, Vocabulary};

use crate::fact::{RuleId, RuleNames};
use crate::text::{Conventions, Document, Furniture, Stop};
use compile::{Compiler, Interner};
use guard::{Guard, SHAPES};
use vocabulary::{Interest, Origin};

/// A loaded and compiled rule pack.
#[derive(Debug, Clone)]
pub struct RuleSet {
    groups: Vec<Group>,
    lexicons: Vec<Lexicon>,
    classes: Vec<Origin>,
    /// What each class holds, in words.
    class_names: Vec<String>,
    /// Lexicon and class of each [`Listed`] one.
    listed: Vec<Option<(LexiconId, ClassId)>>,
    /// Class sets that hold a class by which names are cut.
    gazetteer_sets: Vec<bool>,
    vocabulary: Vocabulary,
    regexes: Vec<regex::Regex>,
    guards: Vec<Guard>,
    /// Which tokens concern which files.
    interest: Interest,
    kinds: Interner,
    labels: Interner,
    names: RuleNames,
    conventions: Conventions,
    /// What was measured, and the confidence of each rule by its index.
    table: Vec<confidence::Measured>,
    measured: Vec<Option<f32>>,
}

/// Kinds and captures which the extractors refer to whether or not a rule names them.
pub(crate) const KINDS: [&str; 10] =
    ["money", "percent", "company", "unit", "person", "quotation", "name", "quoted", "speaker", "organisation"];

macro_rules! listed {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $case:ident;)*) => {
        /// Lexicons which the extractors read themselves; a rule set may lack any of them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Listed { $($(#[$doc])* $variant,)* }
        impl Listed {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];
            /// Name of the lexicon.
            #[must_use]
            pub fn name(self) -> &'static str { match self { $(Self::$variant => $name,)* } }
            /// How its entries compare case.
            #[must_use]
            pub fn case(self) -> CaseMode { match self { $(Self::$variant => CaseMode::$case,)* } }
        }
    };
}

listed! {
    /// "about", "more than".
    Approximator = "approximator", Ignore;
    /// Words of ordinary text.
    CommonWord = "common_word", Ignore;
    /// Companies by names that are nothing else.
    Company = "company", Exact;
    /// Companies by names that are also something else.
    CompanyAmbiguous = "company_ambiguous", Exact;
    /// Heads and generic words of company names.
    CompanyNameWord = "company_name_word", Exact;
    /// "But", "However".
    Connective = "connective", Exact;
    /// Currency of a country.
    CountryCurrency = "country_currency", Exact;
    /// "German", "Asian".
    Demonym = "demonym", Exact;
    /// Verbs that make a clause of words.
    FiniteVerb = "finite_verb", Ignore;
    /// Given names with gender.
    GivenName = "given_name", Exact;
    /// "Inc.", "plc".
    LegalForm = "legal_form", Exact;
    /// Indices and rates.
    MarketIndex = "market_index", Exact;
    /// Months and weekdays.
    MonthDay = "month_day", Exact;
    /// Words with a part in names: titles, honorifics, connectors.
    NameWord = "name_word", Exact;
    /// Capitalised words that name nothing.
    NotName = "not_name", Exact;
    /// Agencies, central banks and the like.
    Organisation = "organisation", Exact;
    /// Heads of organisations that are no companies.
    OrganisationWord = "organisation_word", Exact;
    /// Places.
    Place = "place", Exact;
    /// "to", "of".
    Preposition = "preposition", Ignore;
    /// Words that begin sentences.
    SentenceStarter = "sentence_starter", Exact;
    /// Surnames.
    Surname = "surname", Exact;
    /// "in thousands": what the figures of a table are multiplied by.
    TableScale = "table_scale", Ignore;
    /// Units and products with their companies.
    Unit = "unit", Exact;
}

impl RuleSet {
    /// The rule pack that is compiled into the program.
    ///
    /// # Errors
    /// The problems of the pack; a test holds that there are none.
    pub fn built_in() -> Result<Self, Vec<Problem>> {
        Self::load(&[RuleSource::BuiltIn])
    }

    /// Loads rule files and lexicons; a file of a later source replaces the file of the same path.
    ///
    /// # Errors
    /// All problems of all files.
    pub fn load(sources: &[RuleSource]) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let files = source::collect(sources, &mut problems);
        let mut lexicons: Vec<Lexicon> = Vec::new();
        let mut texts: Vec<(String, Cow<'static, str>)> = Vec::new();
        let mut table = Vec::new();
        for (path, text) in files {
            if path == confidence::TABLE {
                table = confidence::read(&path, &text, &mut problems);
                continue;
            }
            if let Some(name) = path.strip_suffix(".tsv") {
                let name = name.rsplit('/').next().unwrap_or(name);
                if lexicons.len() < usize::from(u16::MAX) {
                    lexicons.push(Lexicon::read(name, &path, text, &mut problems));
                }
            } else {
                texts.push((path, text));
            }
        }
        let mut defs = Vec::new();
        for (path, text) in &texts {
            if let Some(def) = file::read(path, text, &mut problems) {
                defs.push((def, text.as_ref()));
            }
        }
        let mut compiler = Compiler::new(&lexicons);
        for kind in KINDS {
            compiler.kinds.id(kind);
        }
        let mut listed = Vec::with_capacity(Listed::ALL.len());
        for wanted in Listed::ALL {
            let index = lexicons.iter().position(|l| l.name == wanted.name());
            listed.push(index.map(|index| {
                let id = LexiconId(index as u16);
                (id, compiler.lexicon_class(id, wanted.case(), &[]))
            }));
        }
        let mut groups: Vec<Group> = Vec::new();
        let mut names: Vec<Box<str>> = Vec::new();
        for (def, text) in &defs {
            let group = compiler.file(def, text, names.len() as u16);
            names.extend(group.rules.iter().map(|r| r.id.as_str().into()));
            groups.push(group);
        }
        for (path, id, range) in compile::duplicates(defs.iter().map(|(d, _)| d)) {
            let text = texts.iter().find(|(p, _)| p == path).map_or("", |(_, t)| t.as_ref());
            problems.push(Problem::at(path, text, range, format!("a rule named `{id}` exists already")));
        }
        check::kinds(&defs, &mut problems);
        for ((def, text), group) in defs.iter().zip(&groups) {
            let Compiler { labels, origins, .. } = &compiler;
            check::examples(def, text, group, labels, &lexicons, origins, &mut problems);
        }
        let class_names = compiler.class_names();
        let Compiler { builder, kinds, labels, regexes, origins, guards, problems: more, .. } = compiler;
        problems.extend(more);
        if !problems.is_empty() {
            problems.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
            problems.dedup();
            return Err(problems);
        }
        let vocabulary = builder.build(&guards);
        let mut interest = Interest {
            sets: vec![0; vocabulary.set_count()],
            shapes: vec![0; SHAPES],
            classes: vec![0; origins.len()],
            files: groups.len().min(live::FILES),
        };
        for (index, group) in groups.iter_mut().enumerate() {
            group.prepare(&vocabulary, origins.len(), index, &mut interest);
        }
        let conventions = conventions(&lexicons);
        let place = |name: &str| table.binary_search_by(|row| row.rule.as_str().cmp(name)).ok();
        let measured = names.iter().map(|name| place(name).map(|at| table[at].confidence)).collect();
        let gazetteers = [
            Listed::Company,
            Listed::CompanyAmbiguous,
            Listed::Unit,
            Listed::Organisation,
            Listed::MarketIndex,
            Listed::Place,
        ];
        let cutting: Vec<ClassId> =
            gazetteers.iter().filter_map(|&g| listed[g as usize]).map(|(_, class)| class).collect();
        let gazetteer_sets = (0..vocabulary.set_count())
            .map(|set| cutting.iter().any(|&class| vocabulary.holds(set as u16, class)))
            .collect();
        Ok(Self {
            groups,
            lexicons,
            classes: origins,
            class_names,
            listed,
            gazetteer_sets,
            vocabulary,
            regexes,
            guards: guards.guards(),
            interest,
            kinds,
            labels,
            names: RuleNames::new(names),
            conventions,
            table,
            measured,
        })
    }

    /// The compiled rules, one group per file, in order of the file names.
    #[must_use]
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// The groups that find mentions of a kind (not those that refine them).
    pub fn groups_of<'s>(&'s self, kind: &'s str) -> impl Iterator<Item = &'s Group> {
        self.groups.iter().filter(move |g| g.kind_name == kind && !g.refine)
    }

    /// The groups that add fields to mentions of a kind.
    pub fn refinements_of<'s>(&'s self, kind: &'s str) -> impl Iterator<Item = &'s Group> {
        self.groups.iter().filter(move |g| g.kind_name == kind && g.refine)
    }

    /// The rule of an id.
    #[must_use]
    pub fn rule(&self, id: RuleId) -> Option<&Rule> {
        self.groups.iter().flat_map(|g| &g.rules).find(|r| r.index == id.0)
    }

    /// Measured confidence of a rule; none if it was not measured.
    #[must_use]
    pub fn measured(&self, rule: RuleId) -> Option<f32> {
        self.measured.get(usize::from(rule.0)).copied().flatten()
    }

    /// The rows of the table of measured confidence that say nothing of today's rules, each with why.
    #[must_use]
    pub fn stale(&self) -> Vec<(&confidence::Measured, &'static str)> {
        let why = |row: &confidence::Measured| {
            let rule = self.groups.iter().flat_map(|g| &g.rules).find(|rule| rule.id == row.rule);
            match rule {
                None => Some("there is no such rule"),
                Some(rule) if confidence::fingerprint(rule) != row.pattern => {
                    Some("the rule has changed since it was measured")
                }
                Some(_) => None,
            }
        };
        self.table.iter().filter_map(|row| Some((row, why(row)?))).collect()
    }

    /// Names of all rules.
    #[must_use]
    pub fn names(&self) -> &RuleNames {
        &self.names
    }

    /// How the text floor cuts articles of this rule pack's language.
    #[must_use]
    pub fn conventions(&self) -> &Conventions {
        &self.conventions
    }

    /// Number of a kind which a file finds or a role names.
    #[must_use]
    pub fn kind(&self, name: &str) -> Option<KindId> {
        self.kinds.get(name).map(KindId)
    }

    /// Name of a kind.
    #[must_use]
    pub fn kind_name(&self, kind: KindId) -> &str {
        self.kinds.name(kind.0)
    }

    /// Number of a capture name; none if no rule captures it.
    #[must_use]
    pub fn label(&self, name: &str) -> Option<LabelId> {
        self.labels.get(name).map(LabelId)
    }

    /// Name of a capture.
    #[must_use]
    pub fn label_name(&self, label: LabelId) -> &str {
        self.labels.name(label.0)
    }

    /// A lexicon by name.
    #[must_use]
    pub fn lexicon(&self, name: &str) -> Option<&Lexicon> {
        self.lexicons.iter().find(|l| l.name == name)
    }

    /// All lexicons in order of their file names.
    #[must_use]
    pub fn lexicons(&self) -> &[Lexicon] {
        &self.lexicons
    }

    /// A lexicon which the extractors read themselves, with its class.
    #[inline]
    #[must_use]
    pub fn listed(&self, listed: Listed) -> Option<(&Lexicon, ClassId)> {
        let (id, class) = self.listed[listed as usize]?;
        Some((&self.lexicons[id.0 as usize], class))
    }

    /// Whether a token of that class set may be, or begin, an entry of a gazetteer by which names are cut.
    #[inline]
    #[must_use]
    pub fn in_gazetteer(&self, set: u16) -> bool {
        self.gazetteer_sets[set as usize]
    }

    /// The words of the rule set.
    #[must_use]
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// Looks the words of a document up.
    #[must_use]
    pub fn tag(&self, document: &Document<'_>) -> Tags {
        self.vocabulary.tag(document, &self.interest)
    }

    /// What rules see of a document.
    #[must_use]
    pub fn view<'v, 'a>(
        &'v self,
        document: &'v Document<'a>,
        tags: &'v Tags,
        mentions: &'v MentionIndex,
    ) -> View<'v, 'a> {
        View { document, tags, mentions, vocabulary: &self.vocabulary, regexes: &self.regexes, guards: &self.guards }
    }

    /// The lexicon row behind a capture: the lexicon and the row, if the capture matched an entry of one.
    #[must_use]
    pub fn row(&self, document: &Document<'_>, tags: &Tags, capture: &Capture) -> Option<(&Lexicon, usize)> {
        let class = capture.class?;
        let row = match capture.row {
            Some(row) => row,
            None => self.vocabulary.row_at(class, tags, capture.start as usize, document)?,
        };
        match self.classes.get(class.0 as usize)? {
            Origin::Lexicon(id) => Some((&self.lexicons[id.0 as usize], row as usize)),
            Origin::List => None,
        }
    }
}

/// Reads the conventions of the text floor out of their lexicons; those that are missing leave it without.
fn conventions(lexicons: &[Lexicon]) -> Conventions {
    let mut conventions = Conventions::default();
    let named = |name: &'static str| {
        lexicons.iter().filter(move |l| l.name == name).flat_map(|l| (0..l.len()).map(move |row| (l, row)))
    };
    for (lexicon, row) in named("abbreviation") {
        let stop = if lexicon.field(row, "type") == "always" { Stop::Never } else { Stop::Maybe };
        conventions.add_abbreviation(lexicon.surface(row), stop);
    }
    for (lexicon, row) in named("sentence_starter") {
        conventions.add_starter(lexicon.surface(row));
    }
    for (lexicon, row) in named("month_day") {
        conventions.add_month(lexicon.surface(row));
    }
    for (lexicon, row) in named("place").filter(|(lexicon, row)| lexicon.field(*row, "type") == "city") {
        conventions.add_city(lexicon.surface(row));
    }
    for (lexicon, row) in named("furniture") {
        let surface = lexicon.surface(row);
        match lexicon.field(row, "type") {
            "byline" => conventions.add_byline(surface),
            "block" => conventions.add_furniture(surface, Furniture::Block),
            "prefix" => conventions.add_furniture(surface, Furniture::Prefix),
            _ => conventions.add_furniture(surface, Furniture::Line),
        }
    }
    conventions
}
