//! What must hold between the parts of the files: kinds, roles, and what examples ask for.
//!
//! A mistake in an example would otherwise go unseen: a value of a field that the kind does not have is never wrong.

use std::collections::BTreeSet;

use super::KINDS;
use super::compile::Interner;
use super::example::Example;
use super::file::FileDef;
use super::group::{Group, Pattern, Rule};
use super::lexicon::Lexicon;
use super::problem::{Problem, hint};
use super::program::{LabelId, Op};
use super::vocabulary::Origin;
use crate::fact::field_names;

/// The labels that a pattern captures, each once, in its order.
pub(super) fn captured(pattern: &Pattern) -> Vec<LabelId> {
    let mut labels: Vec<LabelId> = match pattern {
        Pattern::Sequence(program) => program.ops.iter().filter_map(label).collect(),
        Pattern::Regex(_, labels) => labels.iter().flatten().copied().collect(),
        Pattern::Nothing => Vec::new(),
    };
    let mut seen = BTreeSet::new();
    labels.retain(|label| seen.insert(*label));
    labels
}

fn label(op: &Op) -> Option<LabelId> {
    match op {
        Op::Class(_, label) => *label,
        Op::Mention(_, label) | Op::Open(label) => Some(*label),
        _ => None,
    }
}

/// Kinds which a file may refine: those whose mentions have fields that rules can set.
const REFINED: [&str; 2] = ["money", "percent"];

/// Kinds which no file can find, because the text itself or the resolver of names gives them.
const INTERNAL: [&str; 3] = ["name", "quoted", "organisation"];

/// Reports roles of kinds that nothing finds, and files of kinds that cannot be found.
pub(super) fn kinds(defs: &[(FileDef, &str)], problems: &mut Vec<Problem>) {
    let mut known: Vec<&str> = KINDS.to_vec();
    // Facts are no mentions: a role cannot be filled by one.
    let own = defs.iter().filter(|(d, _)| d.roles.is_empty() && !d.refine && !d.kind.is_empty());
    known.extend(own.map(|(d, _)| d.kind.as_str()).filter(|k| !KINDS.contains(k)));
    known.dedup();
    for (def, text) in defs {
        let at = |word: &str| {
            let start = place(text, 0, "kind", word);
            start..start + word.len()
        };
        let kind = def.kind.as_str();
        if INTERNAL.contains(&kind) {
            let message = format!("the kind `{kind}` can be asked for in a role, but no file can find it");
            problems.push(Problem::at(&def.path, text, at(kind), message));
        } else if def.refine && !REFINED.contains(&kind) {
            let message =
                format!("only these kinds can be refined: {}; not `{kind}`{}", REFINED.join(", "), hint(kind, REFINED));
            problems.push(Problem::at(&def.path, text, at(kind), message));
        } else if !kind.is_empty() && !KINDS.contains(&kind) {
            let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
            if !kind.chars().all(allowed) {
                let message = format!("the kind `{kind}` may hold small letters, digits and `_` only");
                problems.push(Problem::at(&def.path, text, at(kind), message));
            } else if let Some(meant) = super::guess(kind, KINDS) {
                let message = format!(
                    "unknown kind `{kind}`; did you mean {meant}? A kind of your own needs a name that is less like it"
                );
                problems.push(Problem::at(&def.path, text, at(kind), message));
            }
        }
        for role in &def.roles {
            if known.contains(&role.kind.as_str()) {
                continue;
            }
            let fact = defs.iter().any(|(d, _)| d.kind == role.kind);
            let why = if fact { "facts cannot fill a role" } else { "nothing finds it" };
            let message = format!(
                "role `{}` has the unknown kind `{}`: {why}; there are: {}{}",
                role.name,
                role.kind,
                known.join(", "),
                hint(&role.kind, known.iter().copied())
            );
            problems.push(Problem::at(&def.path, text, role.range.clone(), message));
        }
    }
}

/// What the examples of a file can ask for.
struct Allowed<'f> {
    /// Fields; none if examples of the kind have no values.
    fields: Option<Vec<String>>,
    /// Roles which marks may name.
    roles: Vec<&'f str>,
    /// Whether every mark must name one.
    must: bool,
}

/// Reports examples that ask for roles and fields which there are not.
pub(super) fn examples(
    def: &FileDef,
    text: &str,
    group: &Group,
    labels: &Interner,
    lexicons: &[Lexicon],
    classes: &[Origin],
    problems: &mut Vec<Problem>,
) {
    let own = !KINDS.contains(&def.kind.as_str());
    let links = own && !def.roles.is_empty();
    let roles: Vec<&str> = match def.kind.as_str() {
        "speaker" => vec!["speaker"],
        _ if links => def.roles.iter().map(|r| r.name.as_str()).collect(),
        _ => Vec::new(),
    };
    for rule in &group.rules {
        let fields = match field_names(&def.kind) {
            Some(names) => Some(names.iter().map(|n| (*n).to_owned()).collect()),
            None if own && !links => Some(own_fields(group, labels, lexicons, classes)),
            None => None,
        };
        let allowed = Allowed { fields, roles: roles.clone(), must: links };
        for example in rule.examples.iter().chain(&rule.counterexamples) {
            self::example(def, text, rule, example, &allowed, problems);
        }
    }
}

/// The fields which the rules of a kind of the file's own give.
fn own_fields(group: &Group, labels: &Interner, lexicons: &[Lexicon], classes: &[Origin]) -> Vec<String> {
    let mut fields = BTreeSet::new();
    for rule in &group.rules {
        fields.extend(rule.set.iter().map(|(name, _)| name.clone()));
        fields.extend(captured(&rule.pattern).iter().map(|l| labels.name(l.0).to_owned()));
        if let Pattern::Sequence(program) = &rule.pattern {
            for op in &program.ops {
                if let Op::Class(class, Some(label)) = op
                    && let Some(Origin::Lexicon(id)) = classes.get(class.0 as usize)
                {
                    let columns = lexicons[id.0 as usize].columns().iter().skip(1);
                    fields.extend(columns.map(|column| format!("{}.{column}", labels.name(label.0))));
                }
            }
        }
    }
    fields.into_iter().collect()
}

fn example(
    def: &FileDef,
    text: &str,
    rule: &Rule,
    example: &Example,
    allowed: &Allowed<'_>,
    problems: &mut Vec<Problem>,
) {
    let from = line_start(text, example.line);
    let mut say = |at: usize, width: usize, message: String| {
        problems.push(Problem::at(&def.path, text, at..at + width, message));
    };
    for mark in &example.marks {
        match &mark.role {
            Some(role) if !allowed.roles.contains(&role.as_str()) => {
                let list = if allowed.roles.is_empty() {
                    format!("a mention of kind {} is marked without a role: [[…]]", def.kind)
                } else {
                    format!("roles are: {}{}", allowed.roles.join(", "), hint(role, allowed.roles.iter().copied()))
                };
                let at = text[from..].find(&format!("[[{role}:")).map_or(from, |at| from + at + 2);
                say(at, role.len(), format!("unknown role `{role}` in an example of {}; {list}", rule.id));
            }
            None if allowed.must => {
                let inside = &example.text[mark.range.clone()];
                let at = text[from..].find(&format!("[[{inside}")).map_or(from, |at| from + at);
                let list = allowed.roles.join(", ");
                say(
                    at,
                    inside.len() + 4,
                    format!("a mark must say its role: [[{}:…]]; roles are: {list}", allowed.roles[0]),
                );
            }
            _ => {}
        }
    }
    for (name, values) in &example.values {
        let at = place(text, from, name, "");
        match &allowed.fields {
            None => {
                let kind = &def.kind;
                say(at, name.len(), format!("examples of {kind} have no values; `{name}` would never be looked at"));
            }
            Some(fields) if !fields.contains(name) => {
                let list = if fields.is_empty() { "none".to_owned() } else { fields.join(", ") };
                let guess = hint(name, fields.iter().map(String::as_str));
                say(at, name.len(), format!("{} has no field `{name}`; its fields are: {list}{guess}", def.kind));
            }
            Some(_) if values.len() > 1 && values.len() != example.marks.len() => {
                let (given, marks) = (values.len(), example.marks.len());
                say(
                    at,
                    name.len(),
                    format!("`{name}` has {given} values for {marks} marks; give one for all, or one for each"),
                );
            }
            Some(_) => {}
        }
    }
}

/// First byte of a line.
fn line_start(text: &str, line: usize) -> usize {
    text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum()
}

/// Where `key = …value` stands at or after a byte; that byte if it is written in an unusual way.
fn place(text: &str, from: usize, key: &str, value: &str) -> usize {
    let mut at = from;
    while let Some(found) = text[at..].find(key) {
        let start = at + found;
        let end = start + key.len();
        let whole = !text[..start].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '.');
        let is_key = text[end..].trim_start_matches(['"', '\'']).trim_start().starts_with('=');
        if whole && is_key {
            return if value.is_empty() { start } else { text[end..].find(value).map_or(start, |v| end + v) };
        }
        at = end;
    }
    from
}
