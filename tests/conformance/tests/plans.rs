//! Every sample plan compiles without a finding.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

use compline_conformance::{check_samples, plans_folder};

#[test]
fn every_sample_plan_is_sound() {
    let (wrong, count) = check_samples(&plans_folder()).unwrap();
    assert!(count > 0);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
