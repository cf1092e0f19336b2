//! The joint between the command line and what it drives: the extraction with its rules, and the inputs.
//!
//! Until both are joined here, every input file is read as one plain text and nothing is found in it.

use super::settings::{Rules, Settings};
use crate::article::{Article, Location};
use crate::error::{Error, ErrorKind, Result};
use crate::fact::ArticleFacts;
use crate::pipeline::{Batch, Source};

/// A loaded rule set, ready to work.
pub(super) struct Engine {
    pub(super) extract: Box<dyn Fn(&Article) -> ArticleFacts + Sync>,
    /// Kinds of mentions and facts that the rule files define.
    pub(super) kinds: Vec<String>,
}

pub(super) fn load(_: &Rules) -> Result<Engine> {
    Ok(Engine { extract: Box::new(|_| ArticleFacts::default()), kinds: Vec::new() })
}

pub(super) fn open(settings: &Settings) -> Result<Files> {
    let _ = (&settings.fields, settings.max_record_bytes);
    Ok(Files(settings.inputs.clone().into_iter()))
}

pub(super) struct Files(std::vec::IntoIter<String>);

pub(super) struct OneFile(Location, Result<Vec<u8>, String>);

impl Source for Files {
    type Batch = OneFile;

    fn next_batch(&mut self, _: usize) -> Option<OneFile> {
        let name = self.0.next()?;
        let read = std::fs::read(if name == "-" { "/dev/stdin" } else { &name }).map_err(|e| e.to_string());
        Some(OneFile(Location { uri: name.as_str().into(), record: 1, offset: 0 }, read))
    }

    fn total(&self) -> Option<u64> {
        None
    }
}

impl Batch for OneFile {
    fn records(&self) -> usize {
        1
    }

    fn bytes(&self) -> usize {
        self.1.as_ref().map_or(0, Vec::len)
    }

    fn consumed(&self) -> u64 {
        self.bytes() as u64
    }

    fn location(&self, _: usize) -> &Location {
        &self.0
    }

    fn decode(&self, _: usize, out: &mut Vec<Result<Article>>) {
        let broken = |kind, why: &str| Error::new(kind, format!("reading {}: {why}", self.0.uri));
        out.push(match &self.1 {
            Err(why) => Err(broken(ErrorKind::Input, why)),
            Ok(bytes) => match std::str::from_utf8(bytes) {
                Err(why) => Err(broken(ErrorKind::Record, &why.to_string())),
                Ok(text) => Ok(Article { location: self.0.clone(), ..Article::from_text(text) }),
            },
        });
    }
}
