//! What a field with a role may hold, flattened to text: a string, a number, a list of those, or an object that names
//! its text in one of a few usual ways.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// The keys under which an object holds what stands for it: `source: {name}`, `title: {rendered}` (WordPress),
/// `_id: {$oid}`, `date: {$date}` (MongoDB), `body: {text}`.
const INNER: &[&str] =
    &["name", "text", "value", "title", "rendered", "content", "$oid", "$date", "$numberLong", "#text"];

/// Reads one value; lists are joined by `separator`.
#[derive(Clone, Copy)]
pub(super) struct Flat {
    pub(super) separator: &'static str,
}

impl<'de> DeserializeSeed<'de> for Flat {
    /// Empty where there is no text: null, true, false, an object with none of the known keys.
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Flat {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Cow::Owned(number.to_string()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Cow::Owned(number.to_string()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Cow::Owned(number.to_string()))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(""))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(""))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut all = Cow::Borrowed("");
        while let Some(item) = list.next_element_seed(self)? {
            if all.is_empty() {
                all = item;
            } else if !item.is_empty() {
                let all = all.to_mut();
                all.push_str(self.separator);
                all.push_str(&item);
            }
        }
        Ok(all)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Value, A::Error> {
        let mut best: Option<(usize, Cow<'de, str>)> = None;
        while let Some(rank) = object.next_key_seed(Inner)? {
            match rank {
                Some(rank) if best.as_ref().is_none_or(|(other, _)| rank < *other) => {
                    let text = object.next_value_seed(self)?;
                    if !text.is_empty() {
                        best = Some((rank, text));
                    }
                }
                _ => {
                    object.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(best.map_or(Cow::Borrowed(""), |(_, text)| text))
    }
}

/// Recognises a key of [`INNER`] without copying it.
struct Inner;

impl<'de> DeserializeSeed<'de> for Inner {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Inner {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field name")
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        Ok(INNER.iter().position(|inner| *inner == key))
    }
}
