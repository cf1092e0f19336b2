//! Any bytes through the reader: whatever they are taken for, no panic, and every article keeps its promises.
//!
//! `cargo +nightly fuzz run read_bytes`

#![no_main]

use libfuzzer_sys::fuzz_target;

use factmill::read::{self, ReadOptions};

fuzz_target!(|bytes: &[u8]| {
    let options = ReadOptions { max_record_bytes: 4096, ..ReadOptions::default() };
    let reader = std::io::Cursor::new(bytes.to_vec());
    let mut inputs =
        read::open(&["-".to_owned()], &options).expect("standard input can always be named").with_stdin(reader);
    let mut results = Vec::new();
    while let Some(batch) = inputs.next_batch(0) {
        for index in 0..batch.len() {
            batch.decode(index, &mut results);
        }
    }
    for article in results.into_iter().flatten() {
        assert!(!article.text.contains('\0'));
        assert!(article.text.is_char_boundary(article.body_start as usize));
    }
});
