//! What a result was made from: written beside it, so that it can be explained later.

use crate::failure::Failure;
use compline_runtime::hash::ContentHash;
use compline_runtime::snapshot::Knowledge;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

/// The name of the file.
const FILE: &str = "inputs.json";

/// What a run was made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inputs {
    /// The plan: a copy of it, in the same folder.
    pub plan: PathBuf,
    /// The company folder, seen from this one.
    pub data: PathBuf,
    /// The period that was settled.
    pub period: String,
    /// Until when what became known counts; absent where everything does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_at: Option<String>,
    /// Hash of the result. (That of the data may change: later months come in.)
    pub result_hash: String,
    /// Hash of the plan's copy. Results of older versions have none.
    #[serde(default)]
    pub plan_hash: Option<String>,
    /// The plan's parameters, with the values that they had. They are part of the plan's copy too.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parameters: BTreeMap<String, String>,
    /// The plan's file as it was named: it stands in the tables. Results of older versions have none.
    #[serde(default)]
    pub file: Option<String>,
    /// The edition of the language that the plan is written in. Results of older versions have none.
    #[serde(default)]
    pub edition: Option<String>,
    /// Hashes of the tables that were written, by file name.
    #[serde(default)]
    pub files: BTreeMap<String, String>,
}

impl Inputs {
    /// Writes the file and the copy of the plan into a result folder.
    pub fn write(&self, folder: &Path, plan_text: &str) -> Result<(), Failure> {
        let plan = folder.join(&self.plan);
        std::fs::write(&plan, plan_text).map_err(Failure::write(&plan))?;
        let path = folder.join(FILE);
        let mut text = serde_json::to_string_pretty(self)?;
        text.push('\n');
        std::fs::write(&path, text).map_err(Failure::write(&path))
    }

    /// Hashes of the tables in a result folder.
    pub fn hashes(folder: &Path) -> Result<BTreeMap<String, String>, Failure> {
        let mut hashes = BTreeMap::new();
        for entry in std::fs::read_dir(folder).map_err(Failure::read(folder))? {
            let path = entry.map_err(Failure::read(folder))?.path();
            if path.extension().is_some_and(|extension| extension == "csv" || extension == "parquet")
                && let Some(name) = path.file_name()
            {
                hashes.insert(name.to_string_lossy().into_owned(), hash_of(&path)?);
            }
        }
        Ok(hashes)
    }

    /// Whether plan and tables are still those that the run wrote.
    pub fn check(&self, folder: &Path) -> Result<(), Failure> {
        let plan = folder.join(&self.plan);
        if self.plan_hash.is_some() && self.plan_hash != Some(hash_of(&plan)?) {
            return Err(Failure::PlanChanged(plan));
        }
        for (name, hash) in &self.files {
            let path = folder.join(name);
            if hash_of(&path)? != *hash {
                return Err(Failure::ResultChanged(path));
            }
        }
        Ok(())
    }

    /// What was known.
    pub fn knowledge(&self, folder: &Path) -> Result<Knowledge, Failure> {
        match &self.known_at {
            None => Ok(Knowledge::Everything),
            Some(moment) => Knowledge::at(moment).ok_or_else(|| Failure::NoResult(folder.to_owned())),
        }
    }

    /// Reads the file of a result folder.
    pub fn read(folder: &Path) -> Result<Self, Failure> {
        if folder.is_file() {
            return Err(Failure::NotAFolder(folder.to_owned()));
        }
        if !folder.is_dir() {
            return Err(Failure::NoFolder(folder.to_owned()));
        }
        let path = folder.join(FILE);
        let text = std::fs::read_to_string(&path).map_err(|_| Failure::NoResult(folder.to_owned()))?;
        serde_json::from_str(&text).map_err(|_| Failure::NoResult(folder.to_owned()))
    }
}

/// The hash of a file's bytes.
pub fn hash_of(path: &Path) -> Result<String, Failure> {
    let file = std::fs::File::open(path).map_err(Failure::read(path))?;
    Ok(ContentHash::of_reader(file).map_err(Failure::read(path))?.to_string())
}

/// The way from one folder to another; both must be there.
pub fn way(from: &Path, to: &Path) -> Result<PathBuf, Failure> {
    let from = from.canonicalize().map_err(Failure::read(from))?;
    let to = to.canonicalize().map_err(Failure::read(to))?;
    let mut ours = from.components().peekable();
    let mut theirs = to.components().peekable();
    while ours.peek().is_some() && ours.peek() == theirs.peek() {
        ours.next();
        theirs.next();
    }
    // On another drive there is no way but the whole path.
    if ours.clone().any(|part| matches!(part, Component::Prefix(_))) {
        return Ok(to);
    }
    Ok(ours.map(|_| Component::ParentDir).chain(theirs).collect())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

    use super::*;

    #[test]
    fn ways_lead_from_folder_to_folder() {
        let root = tempfile::tempdir().unwrap();
        for folder in ["a/b", "a/c/d"] {
            std::fs::create_dir_all(root.path().join(folder)).unwrap();
        }
        let at = |name: &str| root.path().join(name);
        assert_eq!(way(&at("a/b"), &at("a/c/d")).unwrap(), Path::new("../c/d"));
        assert_eq!(way(&at("a"), &at("a/b")).unwrap(), Path::new("b"));
        assert_eq!(way(&at("a/b"), &at("a")).unwrap(), Path::new(".."));
        assert!(way(&at("a"), &at("nowhere")).is_err());
    }
}
