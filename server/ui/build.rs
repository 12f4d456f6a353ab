//! Makes the folder of built assets exist, so that the crate compiles where nothing has been built yet.

use std::path::Path;

fn main() -> std::io::Result<()> {
    let dist = Path::new("web/dist");
    std::fs::create_dir_all(dist)?;
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=web/dist");
    Ok(())
}
