//! Hash chains: each entry's hash covers the hash before it, so no entry can be changed, removed or put in between.

use sha2::{Digest, Sha256};

/// What the first entry of a chain follows.
pub const START: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The hash of an entry that follows another one. Every part is hashed with its length before it, so that no two
/// different entries are the same bytes.
pub fn link(before: &str, parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in std::iter::once(&before).chain(parts) {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    hex::encode(hasher.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_borders_of_parts_count() {
        assert_ne!(link(START, &["ab", "c"]), link(START, &["a", "bc"]));
        assert_ne!(link(START, &["ab"]), link(&link(START, &[]), &["ab"]));
    }
}
