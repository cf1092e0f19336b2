//! `factmill schema`.

use std::io::Write;

use crate::error::Result;
use crate::write::schema::JSON_SCHEMA;

/// Print the JSON Schema of the output
///
/// The schema (draft 2020-12) describes one line of what `extract` writes, key by key.
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) fn run(_: &Args, out: &mut dyn Write) -> Result<u8> {
    super::print(out, JSON_SCHEMA.as_bytes())
}
