//! From definitions to a rule set: names resolved, patterns compiled, everything that does not fit reported.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use super::builder::Builder;
use super::file::{AroundDef, Consolidate, FileDef, PatternDef, PieceBody, RuleDef};
use super::group::{Around, Group, Pattern, Rule};
use super::guard::{GuardId, Guards};
use super::lexicon::{Lexicon, LexiconId};
use super::mentions::KindId;
use super::problem::{Problem, hint};
use super::program::{LabelId, Op, Program};
use super::syntax::{self, Node, Sort};
use super::vocabulary::{CaseMode, ClassId, Origin};
use crate::text::Token;

/// Names interned to small numbers, in order of first use.
#[derive(Debug, Clone, Default)]
pub(super) struct Interner {
    names: Vec<String>,
    ids: HashMap<String, u16>,
}

impl Interner {
    pub(super) fn id(&mut self, name: &str) -> u16 {
        if let Some(&id) = self.ids.get(name) {
            return id;
        }
        let id = self.names.len() as u16;
        self.names.push(name.to_owned());
        self.ids.insert(name.to_owned(), id);
        id
    }

    pub(super) fn get(&self, name: &str) -> Option<u16> {
        self.ids.get(name).copied()
    }

    pub(super) fn name(&self, id: u16) -> &str {
        self.names.get(id as usize).map_or("", |n| n)
    }
}

/// Key under which equal classes are shared.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum ClassKey {
    Lexicon(LexiconId, CaseMode, Vec<(String, Vec<String>)>),
    Words(Vec<String>, CaseMode),
}

pub(super) struct Compiler<'c> {
    pub(super) lexicons: &'c [Lexicon],
    pub(super) builder: Builder,
    pub(super) kinds: Interner,
    pub(super) labels: Interner,
    pub(super) regexes: Vec<regex::Regex>,
    pub(super) origins: Vec<Origin>,
    pub(super) guards: Guards,
    classes: HashMap<ClassKey, ClassId>,
    scratch: Vec<Token>,
    pub(super) problems: Vec<Problem>,
}

/// Most instructions of a pattern.
const MOST_STEPS: usize = 6_000;

/// A branch; its guards are set when the program is complete.
fn split(first: u32, second: u32) -> Op {
    Op::Split(first, second, [GuardId::default(); 2])
}

/// A file being compiled.
#[derive(Clone, Copy)]
struct Scope<'f> {
    file: &'f FileDef,
    text: &'f str,
}

impl<'c> Compiler<'c> {
    pub(super) fn new(lexicons: &'c [Lexicon]) -> Self {
        Self {
            lexicons,
            builder: Builder::new(),
            kinds: Interner::default(),
            labels: Interner::default(),
            regexes: Vec::new(),
            origins: Vec::new(),
            guards: Guards::new(),
            classes: HashMap::new(),
            scratch: Vec::new(),
            problems: Vec::new(),
        }
    }

    /// What each class holds, in words, by class.
    pub(super) fn class_names(&self) -> Vec<String> {
        let mut names = vec![String::new(); self.origins.len()];
        let name = |key: &ClassKey| match key {
            ClassKey::Lexicon(id, _, only) => {
                let shown = |v: &String| if v.is_empty() { "nothing".to_owned() } else { v.clone() };
                let cell = |v: &[String]| v.iter().map(shown).collect::<Vec<_>>().join("|");
                let only: Vec<String> = only.iter().map(|(c, v)| format!("{c} = {}", cell(v))).collect();
                let rows = if only.is_empty() { String::new() } else { format!(" with {}", only.join(", ")) };
                format!("an entry of {}{rows}", self.lexicons[id.0 as usize].name)
            }
            ClassKey::Words(words, _) => match words.as_slice() {
                [word] => format!("`{word}`"),
                words if words.len() <= 4 => words.iter().map(|w| format!("`{w}`")).collect::<Vec<_>>().join(" or "),
                [first, second, third, rest @ ..] => {
                    format!("`{first}`, `{second}`, `{third}` or one of {} more words", rest.len())
                }
                _ => "a word".to_owned(),
            },
        };
        // Each class is written to its own place, so the order of the table does not show.
        self.classes.iter().for_each(|(key, class)| names[class.0 as usize] = name(key));
        names
    }

    fn problem(&mut self, scope: Scope<'_>, range: Range<usize>, message: impl Into<String>) {
        self.problems.push(Problem::at(&scope.file.path, scope.text, range, message));
    }

    /// The class of a lexicon's rows, or of those whose cells are as asked.
    pub(super) fn lexicon_class(&mut self, id: LexiconId, case: CaseMode, only: &[(String, Vec<String>)]) -> ClassId {
        let key = ClassKey::Lexicon(id, case, only.to_vec());
        if let Some(&class) = self.classes.get(&key) {
            return class;
        }
        let class = self.builder.class();
        self.origins.push(Origin::Lexicon(id));
        self.classes.insert(key, class);
        let lexicon = &self.lexicons[id.0 as usize];
        let conditions: Vec<_> = only.iter().map(|(column, values)| (lexicon.column(column), values)).collect();
        for row in 0..lexicon.len() {
            let wanted = conditions
                .iter()
                .all(|(column, values)| column.is_some_and(|c| values.iter().any(|v| v == lexicon.cell(row, c))));
            if wanted {
                self.builder.add(class, lexicon.surface(row), row as u32, case, &mut self.scratch);
            }
        }
        class
    }

    fn words_class(&mut self, words: &[String], case: CaseMode) -> ClassId {
        let key = ClassKey::Words(words.to_vec(), case);
        if let Some(&class) = self.classes.get(&key) {
            return class;
        }
        let class = self.builder.class();
        self.origins.push(Origin::List);
        self.classes.insert(key, class);
        for (row, word) in words.iter().enumerate() {
            self.builder.add(class, word, row as u32, case, &mut self.scratch);
        }
        class
    }

    /// The lexicon of a name; a problem if there is none.
    fn lexicon(&mut self, scope: Scope<'_>, name: &str, range: Range<usize>) -> Option<LexiconId> {
        let found = self.lexicons.iter().position(|l| l.name == name).map(|i| LexiconId(i as u16));
        if found.is_none() {
            let names: Vec<&str> = self.lexicons.iter().map(|l| l.name.as_str()).collect();
            let message = format!(
                "unknown lexicon `{name}`; there are: {}{}",
                names.join(", "),
                hint(name, names.iter().copied())
            );
            self.problem(scope, range, message);
        }
        found
    }

    /// Compiles all rules of a file into a group.
    pub(super) fn file(&mut self, file: &FileDef, text: &str, first_rule: u16) -> Group {
        let scope = Scope { file, text };
        let kind = KindId(self.kinds.id(&file.kind));
        for role in &file.roles {
            self.kinds.id(&role.kind);
        }
        self.check_pieces(scope);
        let mut rules = Vec::new();
        for def in &file.rules {
            let index = first_rule + rules.len() as u16;
            let pattern = self.pattern(scope, def);
            rules.push(self.rule(scope, def, pattern, index));
        }
        let roles = file.roles.iter().map(|r| (r.name.clone(), KindId(self.kinds.id(&r.kind)), r.optional)).collect();
        Group {
            kind,
            kind_name: file.kind.clone(),
            path: file.path.clone(),
            about: file.about.clone(),
            // A kind of a file's own has no extractor that tries its rules in order: the first rule wins.
            consolidate: if file.sieve && is_own(&file.kind) { Consolidate::First } else { file.consolidate },
            sieve: file.sieve,
            refine: file.refine,
            roles,
            rules,
            triggers: super::group::Triggers::default(),
        }
    }

    /// Pieces that no rule uses are compiled too, so that a mistake in them does not wait for its first use.
    fn check_pieces(&mut self, scope: Scope<'_>) {
        for piece in &scope.file.pieces {
            match &piece.body {
                PieceBody::Sequence(pattern) => {
                    if let Err(mistake) = syntax::parse(pattern) {
                        let at = locate(scope.text, &piece.range, pattern);
                        self.problem(scope, at + mistake.range.start..at + mistake.range.end, mistake.message);
                    }
                }
                PieceBody::Regex(_) => {
                    self.regex_text(scope, &format!("@{}", piece.name), piece.range.clone());
                }
                PieceBody::Lexicon { name, only, .. } => {
                    if let Some(id) = self.lexicon(scope, name, piece.range.clone()) {
                        for (column, _) in only {
                            let lexicon = &self.lexicons[id.0 as usize];
                            if lexicon.column(column).is_none() {
                                let message = format!(
                                    "lexicon `{name}` has no column `{column}`; it has: {}",
                                    lexicon.columns().join(", ")
                                );
                                self.problem(scope, piece.range.clone(), message);
                            }
                        }
                    }
                }
                PieceBody::Words { words, .. } if words.is_empty() => {
                    self.problem(scope, piece.range.clone(), "the list of words is empty");
                }
                PieceBody::Words { .. } => {}
            }
        }
    }

    fn pattern(&mut self, scope: Scope<'_>, def: &RuleDef) -> Pattern {
        match &def.pattern {
            PatternDef::BuiltIn => Pattern::Nothing,
            PatternDef::Sequence(pattern, range) => {
                let ops = self.sequence(scope, pattern, range.clone());
                Pattern::Sequence(Program::new(ops, &mut self.guards, self.builder.shapes()))
            }
            PatternDef::Lexicon(name, range) => {
                let label = LabelId(self.labels.id("entry"));
                match self.lexicon(scope, name, range.clone()) {
                    Some(id) => {
                        let class = self.lexicon_class(id, CaseMode::Exact, &[]);
                        Pattern::Sequence(Program::new(
                            vec![Op::Class(class, Some(label))],
                            &mut self.guards,
                            self.builder.shapes(),
                        ))
                    }
                    None => Pattern::Nothing,
                }
            }
            PatternDef::Regex(pattern, range) => match self.regex(scope, pattern, range.clone()) {
                Some(regex) => {
                    let labels = regex.capture_names().map(|n| n.map(|n| LabelId(self.labels.id(n)))).collect();
                    Pattern::Regex(regex, labels)
                }
                None => Pattern::Nothing,
            },
        }
    }

    fn rule(&mut self, scope: Scope<'_>, def: &RuleDef, pattern: Pattern, index: u16) -> Rule {
        let is_regex = matches!(def.pattern, PatternDef::Regex(..));
        let around = |this: &mut Self, field: &Option<AroundDef>, before: bool| {
            field.as_ref().and_then(|a| {
                if is_regex {
                    let anchored = if before { format!("(?:{})$", a.pattern) } else { format!("^(?:{})", a.pattern) };
                    this.regex(scope, &anchored, a.range.clone()).map(Around::Regex)
                } else {
                    let ops = this.sequence(scope, &a.pattern, a.range.clone());
                    Some(Around::Sequence(Program::new(ops, &mut this.guards, this.builder.shapes())))
                }
            })
        };
        let before = around(self, &def.before, true);
        let after = around(self, &def.after, false);
        let unless_before = around(self, &def.unless_before, true);
        let unless_after = around(self, &def.unless_after, false);
        let mut pattern = pattern;
        if let (Pattern::Sequence(program), Some(Around::Sequence(after))) = (&mut pattern, &after) {
            program.anchor_with(after, self.builder.shapes());
        }
        let captured = super::check::captured(&pattern);
        let keep = def.keep.as_ref().and_then(|(name, range)| {
            let label = self.labels.get(name).map(LabelId).filter(|label| captured.contains(label));
            // A pattern with a problem of its own has no captures.
            if label.is_none() && !matches!(pattern, Pattern::Nothing) {
                let names: Vec<&str> = captured.iter().map(|l| self.labels.name(l.0)).collect();
                let list = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
                let message = format!(
                    "`keep` names the capture `{name}`, which the pattern does not have; it has: {list}{}",
                    hint(name, names.iter().copied())
                );
                self.problem(scope, range.clone(), message);
            }
            label
        });
        for (name, _) in &def.set {
            self.labels.id(name);
        }
        Rule {
            id: def.id.clone(),
            about: def.about.clone(),
            index,
            pattern,
            before,
            after,
            unless_before,
            unless_after,
            within: def.within,
            sections: def.sections.clone(),
            keep,
            set: def.set.clone(),
            tier: def.tier,
            status: def.status.clone(),
            off: def.off,
            examples: def.examples.clone(),
            counterexamples: def.counterexamples.clone(),
            line: scope.text[..def.range.start.min(scope.text.len())].matches('\n').count() + 1,
            written: written(def),
        }
    }

    fn sequence(&mut self, scope: Scope<'_>, pattern: &str, range: Range<usize>) -> Vec<Op> {
        match syntax::parse(pattern) {
            Ok(node) => {
                let mut ops = Vec::new();
                self.node(scope, &node, &range, &mut Vec::new(), &mut ops);
                if ops.len() > MOST_STEPS {
                    self.problem(scope, range, "the pattern is too large: its repetitions multiply");
                    return vec![Op::Not(2), Op::Match]; // matches nothing
                }
                ops
            }
            Err(mistake) => {
                let at = locate(scope.text, &range, pattern);
                self.problem(scope, at + mistake.range.start..at + mistake.range.end, mistake.message);
                vec![Op::Not(2), Op::Match] // matches nothing
            }
        }
    }

    fn node<'f>(
        &mut self,
        scope: Scope<'f>,
        node: &Node,
        range: &Range<usize>,
        inside: &mut Vec<&'f str>,
        ops: &mut Vec<Op>,
    ) {
        if ops.len() > MOST_STEPS {
            return; // said by whoever compiles the whole pattern
        }
        match node {
            Node::Literal(literal) => {
                let class = self.words_class(std::slice::from_ref(literal), case_of(literal));
                ops.push(Op::Class(class, None));
            }
            Node::Chars(chars) => {
                let words: Vec<String> = chars.iter().map(char::to_string).collect();
                let class = self.words_class(&words, CaseMode::Exact);
                ops.push(Op::Class(class, None));
            }
            Node::Sort(sort) => ops.push(Op::Sort(*sort)),
            Node::Start => ops.push(Op::Start),
            Node::End => ops.push(Op::End),
            Node::Glued(inner) => {
                ops.push(Op::Glued);
                self.node(scope, inner, range, inside, ops);
            }
            Node::Not(inner) => {
                let at = ops.len();
                ops.push(Op::Not(0));
                self.node(scope, inner, range, inside, ops);
                ops.push(Op::Match);
                ops[at] = Op::Not(ops.len() as u32);
            }
            Node::Gap(most) => {
                // As few as fit: each step first tries to leave the gap.
                let mut splits = Vec::new();
                for _ in 0..*most {
                    splits.push(ops.len());
                    ops.push(split(0, ops.len() as u32 + 1));
                    ops.push(Op::Sort(Sort::Any));
                }
                let end = ops.len() as u32;
                for at in splits {
                    ops[at] = split(end, at as u32 + 1);
                }
            }
            Node::Sequence(items) => items.iter().for_each(|item| self.node(scope, item, range, inside, ops)),
            Node::Choice(options) => {
                let options = joined(options);
                let mut jumps = Vec::new();
                for (i, option) in options.iter().enumerate() {
                    let last = i + 1 == options.len();
                    if last {
                        self.option(scope, option, range, inside, ops);
                    } else {
                        let from = ops.len();
                        ops.push(split(from as u32 + 1, 0));
                        self.option(scope, option, range, inside, ops);
                        jumps.push(ops.len());
                        ops.push(Op::Jump(0));
                        ops[from] = split(from as u32 + 1, ops.len() as u32);
                    }
                }
                for jump in jumps {
                    ops[jump] = Op::Jump(ops.len() as u32);
                }
            }
            Node::Repeat(inner, min, max) => {
                for _ in 0..*min {
                    self.node(scope, inner, range, inside, ops);
                }
                let mut splits = Vec::new();
                for _ in *min..*max {
                    splits.push(ops.len());
                    ops.push(split(0, 0));
                    self.node(scope, inner, range, inside, ops);
                }
                let end = ops.len() as u32;
                for at in splits {
                    ops[at] = split(at as u32 + 1, end);
                }
            }
            Node::Capture(name, inner) => {
                let label = LabelId(self.labels.id(name));
                let start = ops.len();
                self.node(scope, inner, range, inside, ops);
                // A captured piece of words keeps its row: the capture takes the piece's place.
                if let [Op::Class(class, _)] = ops[start..] {
                    ops[start] = Op::Class(class, Some(label));
                } else {
                    ops.insert(start, Op::Open(label));
                    shift(&mut ops[start + 1..], start as u32);
                    ops.push(Op::Close(label));
                }
            }
            Node::Piece(name, at) => {
                let before = ops.len();
                self.piece(scope, name, at, range, inside, ops);
                if ops.len() == before {
                    ops.push(Op::Sort(Sort::Any)); // a piece with a problem: it counts, so that repeating it ends
                }
            }
            Node::Role(name, at) => {
                let Some(role) = scope.file.roles.iter().find(|r| r.name == *name) else {
                    let names: Vec<&str> = scope.file.roles.iter().map(|r| r.name.as_str()).collect();
                    let list = if names.is_empty() { "none (add [roles])".to_owned() } else { names.join(", ") };
                    let message = format!(
                        "unknown role <{name}>; roles of this file are: {list}{}",
                        hint(name, names.iter().copied())
                    );
                    self.problem(scope, range.start + at.start..range.start + at.end, message);
                    ops.push(Op::Sort(Sort::Any));
                    return;
                };
                let kind = KindId(self.kinds.id(&role.kind));
                let label = LabelId(self.labels.id(name));
                ops.push(Op::Mention(kind, label));
            }
        }
    }

    fn option<'f>(
        &mut self,
        scope: Scope<'f>,
        option: &Alternative<'_>,
        range: &Range<usize>,
        inside: &mut Vec<&'f str>,
        ops: &mut Vec<Op>,
    ) {
        match option {
            Alternative::Words(words, case) => {
                let class = self.words_class(words, *case);
                ops.push(Op::Class(class, None));
            }
            Alternative::Node(node) => self.node(scope, node, range, inside, ops),
        }
    }

    fn piece<'f>(
        &mut self,
        scope: Scope<'f>,
        name: &str,
        at: &Range<usize>,
        range: &Range<usize>,
        inside: &mut Vec<&'f str>,
        ops: &mut Vec<Op>,
    ) {
        let place = range.start + at.start..range.start + at.end;
        let Some(piece) = scope.file.pieces.iter().find(|p| p.name == name) else {
            let names: Vec<&str> = scope.file.pieces.iter().map(|p| p.name.as_str()).collect();
            let message = format!(
                "unknown piece @{name}; pieces of this file are: {}{}",
                names.join(", "),
                hint(name, names.iter().copied())
            );
            self.problem(scope, place, message);
            return;
        };
        if inside.contains(&piece.name.as_str()) {
            self.problem(scope, place, format!("piece @{name} contains itself"));
            return;
        }
        let label = LabelId(self.labels.id(name));
        match &piece.body {
            PieceBody::Lexicon { name, case, only } => {
                let found = self.lexicons.iter().position(|l| l.name == *name);
                if let Some(id) = found {
                    let class = self.lexicon_class(LexiconId(id as u16), *case, only);
                    ops.push(Op::Class(class, Some(label)));
                }
            }
            PieceBody::Words { words, case } => {
                let class = self.words_class(words, *case);
                ops.push(Op::Class(class, Some(label)));
            }
            PieceBody::Regex(_) => {
                if let Some(regex) = self.regex(scope, &format!("^(?:@{})$", piece.name), piece.range.clone()) {
                    let index = self.regexes.len() as u16;
                    self.regexes.push(regex);
                    ops.extend([Op::Open(label), Op::Regex(index), Op::Close(label)]);
                }
            }
            PieceBody::Sequence(pattern) => {
                // Mistakes were reported by check_pieces.
                if let Ok(node) = syntax::parse(pattern) {
                    inside.push(&piece.name);
                    let inner = locate(scope.text, &piece.range, pattern);
                    self.node(scope, &node, &(inner..inner + pattern.len()), inside, ops);
                    inside.pop();
                }
            }
        }
    }

    /// A regex with its pieces put in.
    fn regex(&mut self, scope: Scope<'_>, pattern: &str, range: Range<usize>) -> Option<regex::Regex> {
        let full = self.regex_text(scope, pattern, range.clone())?;
        match regex::RegexBuilder::new(&full).size_limit(16 << 20).build() {
            Ok(regex) => Some(regex),
            Err(error) => {
                let said = error.to_string();
                let last = said.lines().last().unwrap_or("").trim_start_matches("error: ");
                let why = if last.contains("look-around") {
                    "look-around is not supported, so that matching stays linear; use before, after, unless_before, unless_after".to_owned()
                } else if last.contains("backreferences") {
                    "back-references are not supported, so that matching stays linear".to_owned()
                } else {
                    last.to_owned()
                };
                self.problem(scope, range, format!("not a regular expression: {why}"));
                None
            }
        }
    }

    fn regex_text(&mut self, scope: Scope<'_>, pattern: &str, range: Range<usize>) -> Option<String> {
        let mut full = pattern.to_owned();
        let mut from = 0;
        // Pieces may hold pieces; a piece that holds itself would grow without end, and pieces of pieces multiply.
        for _ in 0..MOST_PIECES {
            let Some((at, name)) = next_piece(&full[from..]).map(|(at, name)| (from + at, name)) else {
                return Some(full);
            };
            from = at;
            let Some(piece) = scope.file.pieces.iter().find(|p| p.name == name) else {
                let names: Vec<&str> = scope.file.pieces.iter().map(|p| p.name.as_str()).collect();
                let message = format!(
                    "unknown piece @{name}; pieces of this file are: {}{}",
                    names.join(", "),
                    hint(&name, names.iter().copied())
                );
                self.problem(scope, range, message);
                return None;
            };
            let text: Cow<'_, str> = match &piece.body {
                PieceBody::Regex(text) => text.into(),
                PieceBody::Words { words, case } => alternation(words.iter().map(String::as_str), *case).into(),
                PieceBody::Lexicon { name, case, .. } => {
                    let id = self.lexicon(scope, name, piece.range.clone())?;
                    alternation(self.lexicons[id.0 as usize].surfaces(), *case).into()
                }
                PieceBody::Sequence(_) => {
                    self.problem(
                        scope,
                        range,
                        format!("@{name} is a sequence; a regex can hold regexes, words and lexicons"),
                    );
                    return None;
                }
            };
            if full.len() + text.len() > MOST_REGEX {
                break;
            }
            full.replace_range(at..at + 1 + name.len(), &format!("(?:{text})"));
        }
        self.problem(scope, range, "pieces are nested too deeply or grow too large, or one contains itself");
        None
    }
}

/// One of the alternatives of a choice; words that stand side by side are one.
enum Alternative<'n> {
    Words(Vec<String>, CaseMode),
    Node(&'n Node),
}

/// The alternatives of a choice in their order.
fn joined(options: &[Node]) -> Vec<Alternative<'_>> {
    let mut list: Vec<Alternative<'_>> = Vec::new();
    for option in options {
        let (words, case) = match option {
            Node::Literal(literal) => (vec![literal.clone()], case_of(literal)),
            Node::Chars(chars) => (chars.iter().map(char::to_string).collect(), CaseMode::Exact),
            other => {
                list.push(Alternative::Node(other));
                continue;
            }
        };
        match list.last_mut() {
            Some(Alternative::Words(before, same)) if *same == case => before.extend(words),
            _ => list.push(Alternative::Words(words, case)),
        }
    }
    list
}

/// A word of a pattern in small letters is found in any case.
fn case_of(literal: &str) -> CaseMode {
    if literal.chars().any(char::is_uppercase) { CaseMode::Exact } else { CaseMode::Ignore }
}

/// Whether only rule files know a kind.
fn is_own(kind: &str) -> bool {
    !super::KINDS.contains(&kind)
}

/// Pattern and look-around of a rule as written.
fn written(def: &RuleDef) -> Vec<(&'static str, String)> {
    let pattern = match &def.pattern {
        PatternDef::Regex(text, _) => Some(("regex", text)),
        PatternDef::Lexicon(text, _) => Some(("lexicon", text)),
        PatternDef::Sequence(text, _) => Some(("sequence", text)),
        PatternDef::BuiltIn => None,
    };
    let around = [
        ("before", &def.before),
        ("after", &def.after),
        ("unless_before", &def.unless_before),
        ("unless_after", &def.unless_after),
    ];
    let around = around.into_iter().filter_map(|(name, field)| field.as_ref().map(|f| (name, &f.pattern)));
    pattern.into_iter().chain(around).map(|(name, text)| (name, text.clone())).collect()
}

/// Most bytes of a regular expression with its pieces written out, and most uses of pieces in one.
const MOST_REGEX: usize = 8 << 20;
const MOST_PIECES: usize = 2_000;

/// The next `@name` of a regex.
fn next_piece(pattern: &str) -> Option<(usize, String)> {
    let mut at = 0;
    while let Some(found) = pattern[at..].find('@') {
        let start = at + found;
        let rest = &pattern[start + 1..];
        let len = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
        if len > 0 && !pattern[..start].ends_with('\\') {
            return Some((start, rest[..len].to_owned()));
        }
        at = start + 1;
    }
    None
}

/// Words as alternatives, the longest first, so that leftmost-first matching finds the longest.
fn alternation<'w>(words: impl Iterator<Item = &'w str>, case: CaseMode) -> String {
    let mut escaped: Vec<String> = words.map(regex::escape).collect();
    escaped.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    let joined = escaped.join("|");
    if case == CaseMode::Ignore { format!("(?i:{joined})") } else { joined }
}

/// Moves jump targets after an instruction was put in before them.
fn shift(ops: &mut [Op], from: u32) {
    for op in ops {
        match op {
            Op::Split(a, b, _) => {
                *a += u32::from(*a >= from);
                *b += u32::from(*b >= from);
            }
            Op::Jump(to) | Op::Not(to) | Op::Unless(to, _) => *to += u32::from(*to >= from),
            _ => {}
        }
    }
}

/// Where a pattern's text begins in its file: in its range, which for a piece is the whole inline table.
fn locate(text: &str, range: &Range<usize>, pattern: &str) -> usize {
    text.get(range.clone()).and_then(|source| source.find(pattern)).map_or(range.start, |at| range.start + at)
}

/// Names that occur twice, with the places of the later ones, in order of the files.
pub(super) fn duplicates<'d>(files: impl Iterator<Item = &'d FileDef>) -> Vec<(&'d str, &'d str, Range<usize>)> {
    let mut seen: BTreeMap<&str, ()> = BTreeMap::new();
    let mut again = Vec::new();
    for file in files {
        for rule in &file.rules {
            if !rule.id.is_empty() && seen.insert(&rule.id, ()).is_some() {
                again.push((file.path.as_str(), rule.id.as_str(), rule.range.clone()));
            }
        }
    }
    again
}
