//! A thousand and a half texts, always the same.

use compline_fuzz::corpus::{Corpus, tokens};
use compline_fuzz::mutate::text;
use compline_fuzz::target::{Reached, run};

#[test]
fn mutated_texts_do_no_harm() {
    let corpus = Corpus::read();
    let mut compiled = 0;
    for seed in 0..1_500 {
        compiled += u32::from(run(&text(&corpus, seed)) == Reached::Compiled);
    }
    // Else nothing behind the parser is tried.
    assert!(compiled > 50, "{compiled} compile");
}

#[test]
fn tokens_are_the_text() {
    let corpus = Corpus::read();
    assert!(corpus.texts.len() > 100 && corpus.tokens.len() > 500);
    for text in &corpus.texts {
        assert_eq!(tokens(text).concat(), *text);
    }
}
