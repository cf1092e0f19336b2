//! Field names: which field of a structured record plays which role.
//!
//! The built-in names come from the dumps that are about: Hugging Face news sets, news-please, Common Crawl extracts,
//! web search APIs, schema.org. Everything that maps names to roles is here; how values are read is the formats' matter.

use std::fmt;

use crate::error::{Error, ErrorKind, Result};

/// What a field is to an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// The main text; the one that must be there.
    Text,
    /// The headline.
    Title,
    /// When it was published.
    Published,
    /// The address.
    Url,
    /// Who wrote it.
    Author,
    /// Who published it.
    Outlet,
    /// The identifier in the dump.
    Id,
    /// The language of the text.
    Language,
}

impl Role {
    /// All roles, in the order of their discriminants.
    pub const ALL: [Self; 8] =
        [Self::Text, Self::Title, Self::Published, Self::Url, Self::Author, Self::Outlet, Self::Id, Self::Language];

    /// The name used on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Title => "title",
            Self::Published => "published",
            Self::Url => "url",
            Self::Author => "author",
            Self::Outlet => "outlet",
            Self::Id => "id",
            Self::Language => "language",
        }
    }

    /// The field names known for the role, the most telling first: the first that is not empty is taken. Upper and lower
    /// case do not matter.
    #[must_use]
    pub fn built_in(self) -> &'static [&'static str] {
        match self {
            Self::Text => &[
                "text",
                "body",
                "content",
                "article",
                "maintext",
                "main_text",
                "plain_text",
                "plaintext",
                "full_text",
                "fulltext",
                "article_text",
                "article_body",
                "articlebody",
                "article_content",
                "body_text",
                "bodytext",
                "clean_text",
                "cleaned_text",
                "raw_text",
                "story",
                "document",
            ],
            Self::Title => &["title", "headline", "article_title", "heading", "news_title", "page_title"],
            Self::Published => &[
                "published",
                "date_publish",
                "published_date",
                "publish_date",
                "publication_date",
                "date_published",
                "datepublished",
                "published_at",
                "publishedat",
                "published_time",
                "pub_date",
                "pubdate",
                "date",
                "datetime",
                "timestamp",
                "time",
                "created_at",
            ],
            Self::Url => {
                &["url", "canonical_url", "requested_url", "article_url", "source_url", "web_url", "weburl", "link"]
            }
            Self::Author => &["author", "authors", "byline", "creator", "writer"],
            Self::Outlet => &[
                "outlet",
                "publisher",
                "publication",
                "source_name",
                "site_name",
                "sitename",
                "newspaper",
                "source",
                "source_domain",
                "domain",
                "hostname",
                "site",
            ],
            Self::Id => &["id", "_id", "article_id", "articleid", "doc_id", "docid", "document_id", "guid", "uuid"],
            Self::Language => &["language", "lang", "language_code", "inlanguage"],
        }
    }

    fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name().eq_ignore_ascii_case(name))
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Field names and their roles.
///
/// ```
/// use factmill::read::{FieldMap, Role};
/// let fields: FieldMap = "text=story,title=meta.head".parse()?;
/// assert_eq!(fields.names(Role::Text), ["story"]);
/// # Ok::<(), factmill::error::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldMap {
    names: [Vec<String>; Role::ALL.len()],
    top: Level,
}

/// The known fields of one object, by the length of their names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Level {
    by_length: Vec<Vec<Known>>,
}

/// A known field.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Known {
    /// In ASCII lower case.
    name: String,
    target: Target,
}

/// What to do with the value of a known field.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Target {
    /// The role it plays, with its rank: 0 is asked first.
    pub(super) role: Option<(Role, usize)>,
    /// Known fields inside it, for dotted names.
    pub(super) inside: Option<Box<Level>>,
}

impl Level {
    /// The known field called `name`.
    pub(super) fn get(&self, name: &str) -> Option<&Target> {
        let known = self.by_length.get(name.len())?;
        known.iter().find(|known| known.name.eq_ignore_ascii_case(name)).map(|known| &known.target)
    }

    fn entry(&mut self, name: &str) -> &mut Target {
        if self.by_length.len() <= name.len() {
            self.by_length.resize_with(name.len() + 1, Vec::new);
        }
        let known = &mut self.by_length[name.len()];
        let at = known.iter().position(|known| known.name.eq_ignore_ascii_case(name)).unwrap_or_else(|| {
            known.push(Known { name: name.to_ascii_lowercase(), target: Target::default() });
            known.len() - 1
        });
        &mut known[at].target
    }

    /// Adds a field; a dotted name is known both as it stands and as a path into objects.
    fn add(&mut self, name: &str, role: Role, rank: usize) {
        self.entry(name).role.get_or_insert((role, rank));
        if let Some((head, rest)) = name.split_once('.').filter(|(head, rest)| !head.is_empty() && !rest.is_empty()) {
            self.entry(head).inside.get_or_insert_default().add(rest, role, rank);
        }
    }
}

impl FieldMap {
    /// The names looked for in a role, the first asked first.
    #[must_use]
    pub fn names(&self, role: Role) -> &[String] {
        &self.names[role as usize]
    }

    /// The known fields of the record itself.
    pub(super) fn top(&self) -> &Level {
        &self.top
    }

    fn new(names: [Vec<String>; Role::ALL.len()]) -> Self {
        let mut top = Level::default();
        // Names of the caller are fewer and must win over built-in ones for another role; roles with other than the
        // built-in names come first therefore.
        let chosen = |role: &Role| names[*role as usize] != role.built_in();
        let ordered = Role::ALL.into_iter().filter(chosen).chain(Role::ALL.into_iter().filter(|role| !chosen(role)));
        for role in ordered {
            for (rank, name) in names[role as usize].iter().enumerate() {
                top.add(name, role, rank);
            }
        }
        Self { names, top }
    }
}

impl Default for FieldMap {
    fn default() -> Self {
        Self::new(Role::ALL.map(|role| role.built_in().iter().map(|&name| name.to_owned()).collect()))
    }
}

/// Reads `ROLE=FIELD[,ROLE=FIELD…]`. The fields named for a role replace the built-in ones of that role; naming a role
/// several times gives it several fields, the first asked first. A dot leads into objects: `text=article.body`.
impl std::str::FromStr for FieldMap {
    type Err = Error;

    fn from_str(setting: &str) -> Result<Self> {
        let usage = |message: String| Error::new(ErrorKind::Usage, message);
        let mut chosen: [Vec<String>; Role::ALL.len()] = Default::default();
        for part in setting.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let Some((role, field)) = part.split_once('=').map(|(role, field)| (role.trim(), field.trim())) else {
                return Err(usage(format!("--fields: `{part}` is not of the form ROLE=FIELD, such as text=story")));
            };
            let Some(role) = Role::of(role) else {
                let roles = Role::ALL.map(Role::name).join(", ");
                return Err(usage(format!("--fields: there is no role `{role}`; the roles are {roles}")));
            };
            if field.is_empty() {
                return Err(usage(format!("--fields: `{part}` names no field")));
            }
            chosen[role as usize].push(field.to_owned());
        }
        let mut names = Self::default().names;
        for (names, chosen) in names.iter_mut().zip(chosen).filter(|(_, chosen)| !chosen.is_empty()) {
            *names = chosen;
        }
        Ok(Self::new(names))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn role(map: &FieldMap, name: &str) -> Option<(Role, usize)> {
        map.top().get(name).and_then(|target| target.role)
    }

    #[test]
    fn known_names_in_any_case() {
        let map = FieldMap::default();
        assert_eq!(role(&map, "MainText"), Some((Role::Text, 4)));
        assert_eq!(role(&map, "requested_url"), Some((Role::Url, 2)));
        assert_eq!(role(&map, "image"), None);
        assert_eq!(role(&map, ""), None);
    }

    #[test]
    fn no_name_has_two_roles() {
        let mut all: Vec<&str> = Role::ALL.iter().flat_map(|role| role.built_in()).copied().collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    #[test]
    fn chosen_names_replace_those_of_their_role_and_win_over_others() {
        let map: FieldMap = "text=Story, text=title,id = source".parse().unwrap();
        assert_eq!(map.names(Role::Text), ["Story", "title"]);
        assert_eq!(role(&map, "title"), Some((Role::Text, 1)));
        assert_eq!(role(&map, "source"), Some((Role::Id, 0)));
        assert_eq!(role(&map, "body"), None);
        assert_eq!(role(&map, "headline"), Some((Role::Title, 1)));
    }

    #[test]
    fn dots_lead_into_objects() {
        let map: FieldMap = "text=_source.text,id=_source.meta.key".parse().unwrap();
        let inside = map.top().get("_source").unwrap().inside.as_ref().unwrap();
        assert_eq!(inside.get("text").unwrap().role, Some((Role::Text, 0)));
        assert_eq!(inside.get("meta").unwrap().inside.as_ref().unwrap().get("key").unwrap().role, Some((Role::Id, 0)));
    }

    #[test]
    fn mistakes_are_named() {
        let message = |setting: &str| setting.parse::<FieldMap>().unwrap_err().to_string();
        assert_eq!(message("story"), "--fields: `story` is not of the form ROLE=FIELD, such as text=story");
        assert_eq!(
            message("txt=story"),
            "--fields: there is no role `txt`; the roles are text, title, published, url, author, outlet, id, language"
        );
        assert_eq!(message("text="), "--fields: `text=` names no field");
    }
}
