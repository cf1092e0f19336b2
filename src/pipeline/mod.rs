//! The run: articles are read on one thread, turned into rendered facts on all cores, and written in input order.
//!
//! ```text
//! Source ──batches──▶ decode, extract, render (rayon) ──numbered results──▶ put in order ──▶ Sink
//!    ▲                                                                          │
//!    └───────────────── one permit back for each batch written ◀────────────────┘
//! ```
//!
//! The permits bound the memory: never more than [`Settings::in_flight`] batches exist between the source and the sink.
//! Everything that is counted is counted per batch and added up in input order, so a run's bytes and its [`Tally`] are
//! the same for one thread and for sixteen.

mod guard;
mod inputs;
mod progress;
mod run;
mod stop;
mod summary;
mod tally;

pub use progress::Progress;
pub use run::{Batch, Settings, Source, run};
pub use stop::Stop;
pub use summary::{Circumstances, hint, summary};
pub use tally::{End, Tally};
