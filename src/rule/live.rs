//! Which tokens of a document a rule file has to look at: a bit per token and file.

/// Number of rule files that are told apart; those beyond share the last bit.
pub(super) const FILES: usize = 64;

/// Bits of the tokens, 64 to a block, by file.
#[derive(Debug, Clone, Default)]
pub(super) struct Live {
    blocks: usize,
    bits: Vec<u64>,
}

impl Live {
    /// From the files that each token concerns, a bit each.
    pub(super) fn new(mut tokens: Vec<u64>, files: usize) -> Self {
        let blocks = tokens.len().div_ceil(64);
        tokens.resize(blocks * 64, 0);
        let mut bits = vec![0; blocks * files];
        for (block, chunk) in tokens.as_chunks_mut::<64>().0.iter_mut().enumerate() {
            transpose(chunk);
            for (file, &row) in chunk.iter().take(files).enumerate() {
                bits[file * blocks + block] = row;
            }
        }
        Self { blocks, bits }
    }

    /// The tokens of a file.
    pub(super) fn of(&self, file: usize) -> &[u64] {
        &self.bits[file * self.blocks..][..self.blocks]
    }
}

/// Turns a square of 64 by 64 bits over: bit `i` of row `j` becomes bit `j` of row `i` (Hacker's Delight, 7-3).
fn transpose(rows: &mut [u64; 64]) {
    let mut width = 32;
    let mut mask = 0x0000_0000_FFFF_FFFFu64;
    while width != 0 {
        let mut row = 0;
        while row < 64 {
            let swap = ((rows[row] >> width) ^ rows[row + width]) & mask;
            rows[row] ^= swap << width;
            rows[row + width] ^= swap;
            row = (row + width + 1) & !width;
        }
        width >>= 1;
        mask ^= mask << width;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_by_file() {
        // Token i concerns the files whose number divides i.
        let tokens: Vec<u64> = (0..150u64).map(|i| (1..7).filter(|f| i % f == 0).fold(0, |m, f| m | 1 << f)).collect();
        let live = Live::new(tokens, 7);
        for file in 0..7 {
            for token in 0..150 {
                let bit = live.of(file)[token / 64] >> (token % 64) & 1 == 1;
                assert_eq!(bit, file > 0 && token % file == 0, "token {token}, file {file}");
            }
        }
    }
}
