//! Many documents at once.

use crate::pdf::{UNTAGGED, texts};
use crate::sample::statement;
use compline_documents::{Batch, DocumentError, Fonts, FontsError, Statement, Typesetter, render};
use std::num::NonZeroUsize;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

fn numbered(count: usize) -> Vec<Statement> {
    let number = |at| Statement { number: Some(format!("GS-{at}-X")), ..statement(at % 5) };
    (0..count).map(number).collect()
}

#[test]
fn results_are_in_the_order_of_their_statements() {
    let mut statements = numbered(20);
    statements[7].totals.net += 1;
    let (typesetter, cancel) = (Typesetter::new(Fonts::embedded()), AtomicBool::new(false));
    let threads = NonZeroUsize::new(3).unwrap();
    let batch = Batch { typesetter: &typesetter, options: UNTAGGED, threads, cancel: &cancel };
    let told = Mutex::new(Vec::new());
    let results = batch.render(&statements, &|done| told.lock().unwrap().push(done)).unwrap();
    for (at, result) in results.iter().enumerate() {
        match result.as_ref().unwrap() {
            Ok(pdf) => {
                assert!(texts(pdf)[0].contains(&format!("GS-{at}-X")), "{at}");
                assert!(*pdf == render(&statements[at], UNTAGGED).unwrap(), "{at}");
            }
            Err(DocumentError::Violations { name, .. }) => assert_eq!((at, name.as_str()), (7, "GS-7-X")),
            Err(other) => panic!("{other}"),
        }
    }
    let mut told = told.into_inner().unwrap();
    told.sort_unstable();
    assert_eq!(told, (1..=20).collect::<Vec<_>>());
}

#[test]
fn cancelled_work_keeps_what_is_done() {
    let statements = numbered(50);
    let (typesetter, cancel) = (Typesetter::new(Fonts::embedded()), AtomicBool::new(false));
    let batch = Batch { typesetter: &typesetter, options: UNTAGGED, threads: NonZeroUsize::MIN, cancel: &cancel };
    let results = batch.render(&statements, &|done| cancel.store(done == 3, Ordering::Relaxed)).unwrap();
    assert_eq!(results.len(), 50);
    assert_eq!(results.iter().take_while(|result| result.is_some()).count(), 3);
    assert!(results.iter().skip(3).all(Option::is_none));
}

#[test]
fn folders_of_fonts_are_read_or_refused_by_name() {
    let folder = std::env::temp_dir().join(format!("compline-fonts-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let missing = Fonts::embedded().with_folder(&folder.join("none")).unwrap_err();
    assert!(matches!(&missing, FontsError::Read { .. }), "{missing}");
    let empty = Fonts::embedded().with_folder(&folder).unwrap_err();
    assert!(matches!(&empty, FontsError::None { .. }), "{empty}");
    std::fs::write(folder.join("a.ttf"), b"no font").unwrap();
    let broken = Fonts::embedded().with_folder(&folder).unwrap_err();
    assert!(matches!(&broken, FontsError::Broken { name } if name.ends_with("a.ttf")), "{broken}");
    std::fs::remove_dir_all(&folder).unwrap();
}
