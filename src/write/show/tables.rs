//! What was found in an article, below its text: amounts, percentages, names, quotations, facts, warnings.

use anstyle::Style;

use super::wrap::{Run, columns, wrap};
use super::{human, palette, trimmed};
use crate::article::Article;
use crate::fact::{ArticleFacts, Entity, EntityId, EntityKind, Kind, Mention, MentionId, Quotation, Value};
use crate::write::filter::Kept;

/// Columns a left cell may take before its row continues on the next line.
const LEFT: usize = 34;

/// Writes the tables of one article.
pub(super) struct Tables<'a> {
    pub(super) article: &'a Article,
    pub(super) facts: &'a ArticleFacts,
    pub(super) kept: &'a Kept,
    pub(super) width: usize,
    pub(super) color: bool,
}

/// A row: a value, and runs that say more about it.
struct Row<'a> {
    left: String,
    right: Vec<Run<'a>>,
}

impl<'a> Tables<'a> {
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        let amounts = self.quantities(&Kind::Money);
        self.table("Amounts", palette::of(&Kind::Money), amounts, out);
        let percentages = self.quantities(&Kind::Percent);
        self.table("Percentages", palette::of(&Kind::Percent), percentages, out);
        self.table("Companies", palette::of(&Kind::Company), self.companies(), out);
        self.table("Persons", palette::of(&Kind::Person), self.persons(), out);
        self.quotations(out);
        self.table("Other mentions", palette::FACT, self.others(), out);
        self.table("Facts", palette::FACT, self.linked(), out);
        self.table("Warnings", palette::WARNING, self.warnings(), out);
    }

    fn mentions(&self) -> impl Iterator<Item = &'a Mention> {
        let (facts, kept) = (self.facts, self.kept);
        facts.mentions.iter().enumerate().filter(|(at, _)| kept.mention(MentionId(*at as u32))).map(|(_, m)| m)
    }

    /// Entities that are shown, with their index.
    fn entities(&self) -> impl Iterator<Item = (EntityId, &'a Entity)> {
        let (facts, kept) = (self.facts, self.kept);
        let all = facts.entities.iter().enumerate().map(|(at, entity)| (EntityId(at as u32), entity));
        all.filter(|(id, _)| kept.entity(*id))
    }

    fn words(&self, mention: &Mention) -> String {
        trimmed(mention.span.of(&self.article.text))
    }

    /// Amounts or percentages: each value once with its words, however often it is repeated.
    fn quantities(&self, kind: &Kind) -> Vec<Row<'a>> {
        let mut found: Vec<(String, String, String, u32)> = Vec::new();
        for mention in self.mentions().filter(|m| m.kind == *kind) {
            let (value, detail) = match &mention.value {
                Value::Money(money) => {
                    let original = money.conversion_of.and_then(|id| self.facts.mentions.get(id.0 as usize));
                    let original = original.map(|m| format!("conversion of {}", self.words(m)));
                    (human::money(money), original.unwrap_or_default())
                }
                Value::Percent(percent) => {
                    (human::percent(percent), percent.role.map(|r| r.name().to_owned()).unwrap_or_default())
                }
                _ => continue,
            };
            let words = self.words(mention);
            match found.iter_mut().find(|(v, w, d, _)| (v, w, d) == (&value, &words, &detail)) {
                Some((.., count)) => *count += 1,
                None => found.push((value, words, detail, 1)),
            }
        }
        let row = |(left, words, detail, count): (String, String, String, u32)| {
            let mut right = vec![Run::new(words, Style::new())];
            if count > 1 {
                right.push(Run::new(format!("  ×{count}"), palette::FAINT));
            }
            if !detail.is_empty() {
                right.push(Run::new(format!("  {detail}"), palette::FAINT));
            }
            Row { left, right }
        };
        found.into_iter().map(row).collect()
    }

    /// Companies, each followed by its units.
    fn companies(&self) -> Vec<Row<'a>> {
        let shown = |id| self.kept.entity(id) && self.facts.entities.get(id.0 as usize).is_some_and(is_company);
        let mut rows = Vec::new();
        for (id, entity) in self.entities().filter(|(_, e)| e.kind != EntityKind::Person) {
            let follows_parent = entity.kind == EntityKind::Unit && entity.parent.is_some_and(|p| p != id && shown(p));
            if follows_parent {
                continue;
            }
            rows.push(self.entity(entity, ""));
            let units = self.entities().filter(|(u, e)| *u != id && e.kind == EntityKind::Unit && e.parent == Some(id));
            rows.extend(units.map(|(_, unit)| self.entity(unit, "  └ ")));
        }
        rows
    }

    fn persons(&self) -> Vec<Row<'a>> {
        self.entities().filter(|(_, e)| e.kind == EntityKind::Person).map(|(_, e)| self.entity(e, "")).collect()
    }

    fn entity(&self, entity: &'a Entity, lead: &str) -> Row<'a> {
        let mut about: Vec<String> = Vec::new();
        about.extend(entity.title.as_deref().map(str::to_owned));
        about.extend(entity.affiliation.as_deref().map(str::to_owned));
        match (&entity.exchange, &entity.ticker) {
            (Some(exchange), Some(ticker)) => about.push(format!("{exchange}:{ticker}")),
            (None, Some(code)) | (Some(code), None) => about.push(code.to_string()),
            (None, None) => {}
        }
        about.extend(entity.canonical.as_deref().filter(|c| **c != *entity.name).map(str::to_owned));
        if entity.parent.is_none() {
            about.extend(entity.parent_name.as_deref().map(|parent| format!("of {parent}")));
        }
        if !entity.aliases.is_empty() {
            about.push(format!("also {}", entity.aliases.join(", ")));
        }
        let mut right = vec![Run::new(about.join(" · "), Style::new())];
        if entity.mentions > 1 {
            let gap = if about.is_empty() { "" } else { "  " };
            right.push(Run::new(format!("{gap}×{}", entity.mentions), palette::FAINT));
        }
        Row { left: format!("{lead}{}", trimmed(&entity.name)), right }
    }

    fn quotations(&self, out: &mut Vec<u8>) {
        let style = palette::of(&Kind::Quotation);
        for (index, mention) in self.mentions().filter(|m| m.kind == Kind::Quotation).enumerate() {
            let Value::Quotation(quotation) = &mention.value else { continue };
            if index == 0 {
                self.heading("Quotations", style, out);
            }
            let mut who = vec![Run::new(
                human::speaker(self.facts, quotation.speaker.as_ref(), &self.article.text),
                palette::TITLE,
            )];
            who.extend(self.attribution(quotation));
            wrap(&who, self.width, 0, 2, self.color, out);
            let words: Vec<String> = quotation.content.iter().map(|s| trimmed(s.of(&self.article.text))).collect();
            let words = Run::new(format!("“{}”", words.join(" … ")), style);
            wrap(&[words], self.width, 0, 6, self.color, out);
        }
    }

    /// How the words are attributed: the form when it is not direct, the cue, and by which step.
    fn attribution(&self, quotation: &Quotation) -> Option<Run<'a>> {
        let speaker = quotation.speaker.as_ref();
        let mut parts: Vec<String> = Vec::new();
        parts.extend(quotation.cue.map(|cue| trimmed(cue.of(&self.article.text))));
        if quotation.form != crate::fact::QuotationForm::Direct {
            parts.push(quotation.form.name().to_owned());
        }
        if speaker.is_some_and(|s| s.anonymous) {
            parts.push("anonymous".to_owned());
        }
        parts.extend(speaker.and_then(|s| s.via).map(|via| format!("via {via}")));
        parts.extend(speaker.and_then(|s| s.unresolved).map(|why| format!("unresolved: {why}")));
        (!parts.is_empty()).then(|| Run::new(format!("  {}", parts.join(" · ")), palette::FAINT))
    }

    fn others(&self) -> Vec<Row<'a>> {
        let user = |m: &&Mention| matches!(m.kind, Kind::User(_));
        let row = |m: &Mention| {
            let fields = human::note(self.facts, &m.value, "", &self.article.text).unwrap_or_default();
            let right = vec![Run::new(self.words(m), Style::new()), Run::new(format!("  {fields}"), palette::FAINT)];
            Row { left: m.kind.name().to_owned(), right }
        };
        self.mentions().filter(user).map(row).collect()
    }

    fn linked(&self) -> Vec<Row<'a>> {
        let mut rows = Vec::new();
        for fact in self.facts.facts.iter().enumerate().filter(|(at, _)| self.kept.fact(*at)).map(|(_, fact)| fact) {
            let mut right = Vec::new();
            for argument in fact.arguments.iter().filter(|a| self.kept.mention(a.mention)) {
                let Some(mention) = self.facts.mentions.get(argument.mention.0 as usize) else { continue };
                let words = self.words(mention);
                let value = human::note(self.facts, &mention.value, "", &self.article.text).unwrap_or(words);
                let gap = if right.is_empty() { "" } else { " · " };
                right.push(Run::new(format!("{gap}{} ", argument.role), palette::FAINT));
                right.push(Run::new(value, Style::new()));
            }
            rows.push(Row { left: fact.kind.to_string(), right });
        }
        rows
    }

    fn warnings(&self) -> Vec<Row<'a>> {
        let read = self.article.warnings.iter().map(|message| (crate::write::jsonl::READ_WARNING, message));
        let found = self.facts.warnings.iter().map(|warning| (warning.code, &warning.message));
        let row = |(code, message): (&str, &'a String)| Row {
            left: code.to_owned(),
            right: vec![Run::new(message.as_str(), Style::new())],
        };
        read.chain(found).map(row).collect()
    }

    fn heading(&self, name: &str, style: Style, out: &mut Vec<u8>) {
        out.push(b'\n');
        wrap(&[Run::new(name.to_owned(), style)], self.width, 0, 0, self.color, out);
    }

    fn table(&self, name: &str, style: Style, rows: Vec<Row<'a>>, out: &mut Vec<u8>) {
        if rows.is_empty() {
            return;
        }
        self.heading(name, style, out);
        let left = rows.iter().map(|row| columns(&row.left)).max().unwrap_or(0).min(LEFT).min(self.width / 2);
        for row in rows {
            let indent = 2 + left + 2;
            let mut cell = Vec::new();
            wrap(&[Run::new(row.left.as_str(), Style::new())], self.width.max(indent), 2, 4, self.color, &mut cell);
            cell.pop();
            out.extend_from_slice(b"  ");
            out.extend_from_slice(&cell);
            let wide = columns(&row.left);
            if row.right.iter().all(|run| run.text.is_empty()) {
                out.push(b'\n');
            } else if wide > left {
                out.push(b'\n');
                wrap(&row.right, self.width, 0, indent, self.color, out);
            } else {
                out.resize(out.len() + left - wide + 2, b' ');
                wrap(&row.right, self.width, indent, indent, self.color, out);
            }
        }
    }
}

fn is_company(entity: &Entity) -> bool {
    entity.kind == EntityKind::Company
}
