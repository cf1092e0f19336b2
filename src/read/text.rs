//! A plain text file: one article, kept exactly as decoded, because offsets are promised in the text as delivered.
//!
//! Nothing is trimmed and no line end is changed; only a byte order mark has gone before. Datelines, bylines and tables
//! are left to the text floor.

use std::borrow::Cow;

use crate::article::Article;
use crate::error::{Error, ErrorKind, Result};

/// The article in the content of a file.
///
/// # Errors
///
/// When there is nothing but white space.
pub(super) fn article(content: Cow<'_, str>) -> Result<Article> {
    if content.trim().is_empty() {
        return Err(Error::new(ErrorKind::Record, "the text is empty: nothing but white space"));
    }
    Ok(Article::from_text(content.into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_stays_as_it_is() {
        let text = "\r\n  Shares fall \r\n\r\nBody.\r\n\r\n";
        let article = article(Cow::Borrowed(text)).unwrap();
        assert_eq!(article.text, text);
        assert_eq!(article.title.as_deref(), Some("Shares fall"));
        assert_eq!(article.body_start, 0);
    }

    #[test]
    fn white_space_is_no_text() {
        assert_eq!(
            super::article(Cow::Borrowed(" \n")).unwrap_err().to_string(),
            "the text is empty: nothing but white space"
        );
    }
}
