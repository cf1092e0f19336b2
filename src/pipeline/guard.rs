//! Catching a panic and keeping it quiet: one article must neither end the run nor write into the progress line.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

thread_local! {
    /// Inside [`guard`] on this thread: where the panic happened, once there is one.
    static GUARDED: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Runs `work`; a panic in it becomes an error text that says what and where.
///
/// Whatever `work` was changing is the caller's to clean up.
pub(super) fn guard<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    install_hook();
    GUARDED.set(Some(String::new()));
    let result = catch_unwind(AssertUnwindSafe(work));
    let place = GUARDED.take().unwrap_or_default();
    result.map_err(|payload| {
        let message = payload
            .downcast_ref::<&str>()
            .map(|text| (*text).to_owned())
            .or_else(|| payload.downcast_ref::<String>().cloned())
            .unwrap_or_else(|| "no message".to_owned());
        format!("{message}{place}")
    })
}

/// Makes the panic hook silent inside [`guard`]; elsewhere the hook that was there goes on as before.
fn install_hook() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            let guarded = GUARDED.try_with(|guarded| match guarded.borrow_mut().as_mut() {
                Some(place) => {
                    *place = info.location().map(|at| format!(" ({}:{})", at.file(), at.line())).unwrap_or_default();
                    true
                }
                None => false,
            });
            if guarded != Ok(true) {
                before(info);
            }
        }));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_a_text_with_its_place() {
        let text = guard(|| -> u8 { panic!("no {}", "luck") }).unwrap_err();
        assert!(text.starts_with("no luck (src/pipeline/guard.rs:"), "{text}");
        assert_eq!(guard(|| 7), Ok(7));
    }
}
