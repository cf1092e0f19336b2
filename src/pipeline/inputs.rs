//! The readers as a source of the run.

use super::{Batch, Source};
use crate::article::{Article, Location};
use crate::error::Result;
use crate::read;

impl Source for read::Inputs {
    type Batch = read::Batch;

    fn next_batch(&mut self, budget: usize) -> Option<read::Batch> {
        Self::next_batch(self, budget)
    }

    fn total(&self) -> Option<u64> {
        self.total_bytes()
    }
}

impl Batch for read::Batch {
    fn records(&self) -> usize {
        self.len()
    }

    fn bytes(&self) -> usize {
        Self::bytes(self).len()
    }

    fn consumed(&self) -> u64 {
        Self::consumed(self)
    }

    fn location(&self, record: usize) -> &Location {
        &Self::records(self)[record].location
    }

    fn decode(&self, record: usize, out: &mut Vec<Result<Article>>) {
        Self::decode(self, record, out);
    }
}
