//! One colour per kind, the same in the text and in the headings of the tables, so that the headings are the legend.

use anstyle::{AnsiColor, Style};

use crate::fact::Kind;

pub(crate) const FAINT: Style = Style::new().dimmed();
pub(crate) const TITLE: Style = Style::new().bold();
pub(crate) const WARNING: Style = AnsiColor::Red.on_default();
pub(crate) const FACT: Style = AnsiColor::BrightRed.on_default();

pub(crate) fn of(kind: &Kind) -> Style {
    match kind {
        Kind::Money => AnsiColor::Green.on_default().bold(),
        Kind::Percent => AnsiColor::Cyan.on_default().bold(),
        Kind::Company => AnsiColor::Yellow.on_default().bold(),
        Kind::Unit => AnsiColor::Yellow.on_default().underline(),
        Kind::Person => AnsiColor::Magenta.on_default().bold(),
        Kind::Quotation => AnsiColor::Blue.on_default().italic(),
        Kind::User(_) => AnsiColor::BrightRed.on_default().underline(),
    }
}
