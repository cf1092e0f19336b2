//! Sinks for bytes: a file that appears whole or not at all, and a stream that may be closed by its reader.
//!
//! A file is written as `NAME.partial` beside its final name, under a lock, and renamed when the run is complete; what
//! stood under that name before stays untouched until then. When the run is stopped or fails, `NAME.partial` stays: all
//! its lines are whole, except perhaps the last one after a crash.

use std::ffi::OsString;
use std::fs::{File, TryLockError};
use std::io::{self, BufWriter, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::Sink;
use crate::error::{Error, ErrorKind, Result};

/// Large enough that the writing thread makes few system calls, small enough to be nothing.
const BUFFER: usize = 256 * 1024;

/// Opens the sink for `-o`: standard output for `-`, a file otherwise.
///
/// `colored` says that the bytes contain colours, which some consoles must be told.
/// Anything that exists and is no plain file (`/dev/null`, a named pipe) is written to directly.
///
/// # Errors
/// When the output cannot be created, is a folder, or is being written by another run.
pub fn open(path: &Path, colored: bool) -> Result<Box<dyn Sink>> {
    if path == Path::new("-") {
        let stdout = io::stdout().lock();
        return Ok(match colored {
            true => Box::new(StreamSink::new(anstream::AutoStream::always(stdout))),
            false => Box::new(StreamSink::new(stdout)),
        });
    }
    match path.metadata() {
        Ok(meta) if meta.is_dir() => {
            Err(Error::new(ErrorKind::Output, format!("creating {}: it is a folder", path.display())))
        }
        Ok(meta) if !meta.is_file() => {
            let file = File::options().write(true).open(path).map_err(|e| failed("opening", path, e))?;
            Ok(Box::new(StreamSink::new(file)))
        }
        _ => Ok(Box::new(FileSink::create(path)?)),
    }
}

fn failed(doing: &str, path: &Path, cause: io::Error) -> Error {
    Error::caused(ErrorKind::Output, format!("{doing} {}", path.display()), cause)
}

/// A file that appears under its name only when it is complete.
#[derive(Debug)]
pub struct FileSink {
    file: BufWriter<File>,
    partial: PathBuf,
    path: PathBuf,
    empty: bool,
}

impl FileSink {
    /// Creates `PATH.partial`, so that a wrong path is known before any work is done.
    ///
    /// # Errors
    /// When it cannot be created, or another run writes it.
    pub fn create(path: &Path) -> Result<Self> {
        // Renaming onto a symbolic link would replace the link, not the file which it stands for.
        let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let mut partial = OsString::from(&path);
        partial.push(".partial");
        let partial = PathBuf::from(partial);
        // Truncated only under the lock: the content may belong to a run that is still going on.
        let file = File::options()
            .write(true)
            .create(true)
            .truncate(false)
            .open(&partial)
            .map_err(|e| failed("creating", &partial, e))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let message = format!("creating {}: another run is writing it", partial.display());
                return Err(Error::new(ErrorKind::Output, message));
            }
            // Some network file systems know no locks; two runs at once are then the user's care.
            Err(TryLockError::Error(_)) => {}
        }
        file.set_len(0).map_err(|e| failed("creating", &partial, e))?;
        Ok(Self { file: BufWriter::with_capacity(BUFFER, file), partial, path, empty: true })
    }
}

impl Sink for FileSink {
    fn article(&mut self, bytes: &[u8]) -> Result<ControlFlow<()>> {
        self.file.write_all(bytes).map_err(|e| failed("writing", &self.partial, e))?;
        self.empty = false;
        Ok(ControlFlow::Continue(()))
    }

    /// A run that is killed loses little, and its lines are whole.
    fn flush(&mut self) -> Result<ControlFlow<()>> {
        self.file.flush().map_err(|e| failed("writing", &self.partial, e))?;
        Ok(ControlFlow::Continue(()))
    }

    fn finish(&mut self, complete: bool) -> Result<()> {
        self.file.flush().map_err(|e| failed("writing", &self.partial, e))?;
        if complete {
            // Without this a power cut could leave the final name with an empty file.
            self.file.get_ref().sync_all().map_err(|e| failed("writing", &self.partial, e))?;
            std::fs::rename(&self.partial, &self.path).map_err(|e| failed("renaming", &self.partial, e))?;
            self.empty = false;
        }
        Ok(())
    }
}

/// A run that ends before its first article (a wrong rule file, say) leaves nothing behind.
impl Drop for FileSink {
    fn drop(&mut self) {
        if self.empty {
            // Nothing depends on it, and there is nobody left to tell.
            let _ = std::fs::remove_file(&self.partial);
        }
    }
}

/// Standard output, a pipe, or any other stream.
#[derive(Debug)]
pub struct StreamSink<W: Write> {
    stream: BufWriter<W>,
    closed: bool,
}

impl<W: Write> StreamSink<W> {
    /// A sink that writes to `stream`.
    pub fn new(stream: W) -> Self {
        Self { stream: BufWriter::with_capacity(BUFFER, stream), closed: false }
    }

    fn sort(&mut self, written: io::Result<()>) -> Result<ControlFlow<()>> {
        match written {
            Ok(()) => Ok(ControlFlow::Continue(())),
            Err(e) if e.kind() == io::ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(ControlFlow::Break(()))
            }
            Err(e) => Err(Error::caused(ErrorKind::Output, "writing the output", e)),
        }
    }
}

impl<W: Write> Sink for StreamSink<W> {
    fn article(&mut self, bytes: &[u8]) -> Result<ControlFlow<()>> {
        let written = self.stream.write_all(bytes);
        self.sort(written)
    }

    fn flush(&mut self) -> Result<ControlFlow<()>> {
        let written = self.stream.flush();
        self.sort(written)
    }

    fn finish(&mut self, _complete: bool) -> Result<()> {
        if self.closed { Ok(()) } else { self.flush().map(|_| ()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_appears_with_the_last_line() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("facts.jsonl");
        std::fs::write(&path, "old\n").unwrap();
        let mut sink = FileSink::create(&path).unwrap();
        assert!(sink.article(b"{}\n").unwrap().is_continue());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "old\n", "untouched until the end");
        sink.finish(true).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "{}\n");
        assert!(!dir.path().join("facts.jsonl.partial").exists());
    }

    #[test]
    fn a_stopped_run_leaves_what_it_has_under_another_name() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("facts.jsonl");
        let mut sink = FileSink::create(&path).unwrap();
        assert!(sink.article(b"{}\n").unwrap().is_continue());
        sink.finish(false).unwrap();
        assert!(!path.exists());
        assert_eq!(std::fs::read_to_string(dir.path().join("facts.jsonl.partial")).unwrap(), "{}\n");
    }

    #[test]
    fn a_run_without_articles_leaves_no_partial_file() {
        let dir = tempfile::tempdir().unwrap();
        drop(FileSink::create(&dir.path().join("facts.jsonl")).unwrap());
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
    }

    #[test]
    fn two_runs_do_not_share_one_output() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("facts.jsonl");
        let _first = FileSink::create(&path).unwrap();
        let error = FileSink::create(&path).unwrap_err().to_string();
        assert!(error.ends_with("another run is writing it"), "{error}");
    }

    #[test]
    fn a_closed_pipe_is_no_failure() {
        struct Closed;
        impl Write for Closed {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let mut sink = StreamSink::new(Closed);
        assert!(sink.article(b"{}\n").unwrap().is_continue(), "still in the buffer");
        assert!(sink.flush().unwrap().is_break());
        sink.finish(false).unwrap();
    }
}
