//! One line to one article: the fields are picked out in a single pass, borrowed where JSON allows.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};

use super::repair::repair;
use super::value::Flat;
use crate::article::{Article, Location};
use crate::error::{Error, ErrorKind, Result};
use crate::read::fields::{FieldMap, Level, Role, Target};
use crate::read::{Decode, dates, encoding};

/// How many field names an error lists.
const NAMES_SHOWN: usize = 20;

/// How many characters of the input an error shows.
const SEEN: usize = 24;

/// Decodes lines with one mapping of fields.
pub(super) struct Decoder {
    fields: Arc<FieldMap>,
    /// What to record as the encoding of the stream, unless it is UTF-8.
    encoding: Option<&'static str>,
}

impl Decoder {
    pub(super) fn new(fields: Arc<FieldMap>, encoding: Option<&'static str>) -> Self {
        Self { fields, encoding }
    }

    fn line(&self, location: &Location, bytes: &[u8]) -> Result<Article> {
        let mut encoding = self.encoding.map(str::to_owned);
        let mut warnings = Vec::new();
        let line = match simdutf8::basic::from_utf8(bytes) {
            Ok(line) => Cow::Borrowed(line),
            Err(_) => {
                let decoded = encoding::decode(bytes, None);
                encoding = decoded.encoding;
                warnings.extend(decoded.warning);
                decoded.text
            }
        };
        let mut article = match self.object(&line) {
            Ok(article) => article,
            Err(error) => {
                let (mended, what) = repair(&line).ok_or(error)?;
                warnings.push(what.to_owned());
                self.object(&mended)?
            }
        };
        warnings.append(&mut article.warnings);
        article.text = encoding::without_nul(Cow::Owned(article.text), &mut warnings).into_owned();
        let Article { title, native_id, author, outlet, url, language, .. } = &mut article;
        for value in [title, native_id, author, outlet, url, language].into_iter().flatten() {
            if value.contains('\0') {
                *value = encoding::without_nul(Cow::Borrowed(value), &mut warnings).into_owned();
            }
        }
        Ok(Article { location: location.clone(), encoding, warnings, ..article })
    }

    fn object(&self, line: &str) -> Result<Article> {
        let mut slots = Slots::default();
        let mut json = serde_json::Deserializer::from_str(line);
        Object { level: self.fields.top(), slots: &mut slots }
            .deserialize(&mut json)
            .and_then(|()| json.end())
            .map_err(|error| not_json(line, &error))?;
        self.article(line, slots)
    }

    fn article(&self, line: &str, mut slots: Slots<'_>) -> Result<Article> {
        let Some(text) = slots.take(Role::Text) else { return Err(self.no_text(line)) };
        let title = slots.take(Role::Title);
        let mut article = match title {
            // A text that is owned already need not be copied when nothing is put before it.
            None => Article { text: text.into_owned(), ..Article::default() },
            Some(title) => Article::from_parts(Some(&title), &text),
        };
        if let Some(stated) = slots.take(Role::Published) {
            article.published = dates::normalise(&stated);
            if article.published.is_none() {
                let shown: String = stated.chars().take(SEEN * 2).collect();
                article.warnings.push(format!("the publication time `{shown}` is not understood"));
            }
        }
        let mut take = |role: Role| slots.take(role).map(|value| value.trim().to_owned());
        article.native_id = take(Role::Id);
        article.author = take(Role::Author);
        article.outlet = take(Role::Outlet);
        article.url = take(Role::Url);
        article.language = take(Role::Language);
        Ok(article)
    }

    /// Says which field was looked for, what there is, and how to name another one.
    fn no_text(&self, line: &str) -> Error {
        let wanted = self.fields.names(Role::Text);
        let names = serde_json::from_str::<Names>(line).map(|names| names.0).unwrap_or_default();
        let known = names.iter().find(|name| wanted.iter().any(|wanted| wanted.eq_ignore_ascii_case(name)));
        if let Some(name) = known {
            return Error::new(ErrorKind::Record, format!("the text is empty (field `{name}`)"));
        }
        let mut seen: Vec<String> =
            names.iter().take(NAMES_SHOWN).map(|name| name.chars().take(40).collect()).collect();
        if names.len() > NAMES_SHOWN {
            seen.push(format!("and {} more", names.len() - NAMES_SHOWN));
        }
        let seen = if seen.is_empty() { "none".to_owned() } else { seen.join(", ") };
        Error::new(
            ErrorKind::Record,
            format!(
                "no text: looked for the fields {}; the record has {seen}; name another one with --fields text=NAME",
                wanted.join(", ")
            ),
        )
    }
}

impl Decode for Decoder {
    fn decode(&self, location: &Location, bytes: &[u8], out: &mut Vec<Result<Article>>) {
        out.push(self.line(location, bytes));
    }
}

/// Words a parser's complaint with what stands at the place.
fn not_json(line: &str, error: &serde_json::Error) -> Error {
    let first = line.trim_ascii_start().bytes().next();
    if error.is_data() {
        let what = match first {
            Some(b'[') => "an array",
            Some(b'"') => "a string",
            _ => "a single value",
        };
        return Error::new(ErrorKind::Record, format!("is {what}, but an object with fields is expected"));
    }
    let complaint = error.to_string();
    let complaint = complaint.split(" at line ").next().unwrap_or_default();
    let column = error.column();
    if error.is_eof() {
        let message = format!("not JSON: the line ends at column {column} before the record does: {complaint}");
        return Error::new(ErrorKind::Record, message);
    }
    let mut at = column.saturating_sub(1).min(line.len());
    while !line.is_char_boundary(at) {
        at -= 1;
    }
    let seen = line[at..].trim_end().chars().take(SEEN).map(|c| if c.is_control() { '\u{fffd}' } else { c });
    let seen: String = seen.collect();
    Error::new(ErrorKind::Record, format!("not JSON: {complaint} at column {column}, where `{seen}` stands"))
}

/// The best value so far for each role, with its rank.
#[derive(Default)]
struct Slots<'a> {
    best: [Option<(usize, Cow<'a, str>)>; Role::ALL.len()],
}

impl<'a> Slots<'a> {
    fn wants(&self, role: Role, rank: usize) -> bool {
        self.best[role as usize].as_ref().is_none_or(|(other, _)| rank < *other)
    }

    fn take(&mut self, role: Role) -> Option<Cow<'a, str>> {
        self.best[role as usize].take().map(|(_, value)| value)
    }
}

/// Reads an object into the slots; what has no role is skipped without being looked at.
struct Object<'m, 's, 'a> {
    level: &'m Level,
    slots: &'s mut Slots<'a>,
}

impl<'a> DeserializeSeed<'a> for Object<'_, '_, 'a> {
    type Value = ();

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'a> Visitor<'a> for Object<'_, '_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with fields")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut object: A) -> Result<(), A::Error> {
        while let Some(target) = object.next_key_seed(Key(self.level))? {
            match target {
                // A dotted name was chosen by the caller; it comes before a built-in role of the same field.
                Some(Target { inside: Some(level), .. }) => {
                    object.next_value_seed(Inside(Object { level, slots: self.slots }))?;
                }
                Some(Target { role: Some((role, rank)), .. }) if self.slots.wants(*role, *rank) => {
                    let separator = if *role == Role::Text { "\n\n" } else { ", " };
                    let value = object.next_value_seed(Flat { separator })?;
                    if !value.trim_ascii().is_empty() {
                        self.slots.best[*role as usize] = Some((*rank, value));
                    }
                }
                _ => {
                    object.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// An object that a dotted name leads into; any other value there is passed over.
struct Inside<'m, 's, 'a>(Object<'m, 's, 'a>);

impl<'a> DeserializeSeed<'a> for Inside<'_, '_, 'a> {
    type Value = ();

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for Inside<'_, '_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_map<A: MapAccess<'a>>(self, object: A) -> Result<(), A::Error> {
        self.0.visit_map(object)
    }

    fn visit_seq<A: serde::de::SeqAccess<'a>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

/// Looks a field name up without copying it.
struct Key<'m>(&'m Level);

impl<'de, 'm> DeserializeSeed<'de> for Key<'m> {
    type Value = Option<&'m Target>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'m> Visitor<'_> for Key<'m> {
    type Value = Option<&'m Target>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field name")
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok(self.0.get(name))
    }
}

/// The field names of an object, for messages.
struct Names(Vec<String>);

impl<'de> serde::Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct All;
        impl<'de> Visitor<'de> for All {
            type Value = Names;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Names, A::Error> {
                let mut names = Vec::new();
                while let Some((name, IgnoredAny)) = object.next_entry()? {
                    names.push(name);
                }
                Ok(Names(names))
            }
        }
        deserializer.deserialize_map(All)
    }
}
