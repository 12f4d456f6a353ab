//! The office: everything that its parts share.

use crate::clock::Clock;
use crate::compute::Computed;
use crate::directory::Directory;
use crate::error::OfficeError;
use crate::plans::CompiledPlan;
use compline_policy::Policies;
use compline_store::{Archive, Db};
use std::any::Any;
use std::collections::{BTreeMap, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, RwLock, Semaphore};

/// How many computed runs are kept in memory.
const RUNS_KEPT: usize = 4;
/// What lies in the scratch folder for so long was left by a server that died.
const LEFT_AFTER: Duration = Duration::from_secs(24 * 60 * 60);
/// How many compiled plans are kept in memory.
const PLANS_KEPT: usize = 16;

/// How many findings are kept in memory: each of a question and a commit.
const FINDINGS_KEPT: usize = 256;

/// How many analyses of plans are kept in memory: each of a question and a text.
const ANALYSES_KEPT: usize = 64;
/// How many networks are searched for at a time: that takes a processor for seconds, and other visitors want some too.
const SEARCHES_AT_ONCE: usize = 1;

/// Something that was looked up, or is being looked up: whoever asks meanwhile waits for the same answer.
type Finding = tokio::sync::OnceCell<Arc<dyn Any + Send + Sync>>;

/// The office of one installation. Clones share everything.
#[derive(Clone)]
pub struct Office(Arc<Shared>);

struct Shared {
    db: Db,
    archive: Archive,
    policies: Policies,
    clock: Clock,
    scratch: PathBuf,
    plans: Kept<CompiledPlan>,
    runs: Kept<Computed>,
    findings: Kept<Finding>,
    analyses: Kept<Finding>,
    searches: Semaphore,
    directories: Mutex<BTreeMap<String, Arc<RwLock<Directory>>>>,
    work: Notify,
}

impl Office {
    /// Opens an installation: a database, and a folder for the archive and for what is computed.
    ///
    /// # Errors
    /// Where one of the two cannot be used, or the policies are wrong.
    pub async fn open(database: &str, folder: &Path, clock: Clock) -> Result<Self, OfficeError> {
        let db = Db::open(database).await?;
        let archive = Archive::open(&folder.join("archive"))?;
        let scratch = folder.join("scratch");
        std::fs::create_dir_all(&scratch)
            .map_err(|error| OfficeError::File(format!("cannot make the folder {}: {error}", scratch.display())))?;
        tidy(&scratch);
        let policies = Policies::built_in().map_err(|error| OfficeError::File(error.to_string()))?;
        let (plans, runs, findings) = (Kept::new(PLANS_KEPT), Kept::new(RUNS_KEPT), Kept::new(FINDINGS_KEPT));
        Ok(Self(Arc::new(Shared {
            db,
            archive,
            policies,
            clock,
            scratch,
            plans,
            runs,
            findings,
            analyses: Kept::new(ANALYSES_KEPT),
            searches: Semaphore::new(SEARCHES_AT_ONCE),
            directories: Mutex::default(),
            work: Notify::new(),
        })))
    }

    /// The database.
    pub fn db(&self) -> &Db {
        &self.0.db
    }

    /// The archive.
    pub fn archive(&self) -> &Archive {
        &self.0.archive
    }

    /// The policies.
    pub fn policies(&self) -> &Policies {
        &self.0.policies
    }

    /// The clock.
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// A folder for files that live as long as a piece of work.
    pub(crate) fn scratch(&self) -> &Path {
        &self.0.scratch
    }

    pub(crate) fn plans_kept(&self) -> &Kept<CompiledPlan> {
        &self.0.plans
    }

    pub(crate) fn runs_kept(&self) -> &Kept<Computed> {
        &self.0.runs
    }

    /// The directory of a company; empty at first.
    pub(crate) fn directory(&self, company: &str) -> Arc<RwLock<Directory>> {
        let mut directories = self.0.directories.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(directories.entry(company.to_owned()).or_default())
    }

    /// Looks something up once for each commit of a company: whatever changes facts, runs, statements or money takes a
    /// commit, and until the next one the answer is the same. `key` names the question with all that it depends on.
    ///
    /// # Errors
    /// Those of `find`; then it is looked up again the next time.
    pub(crate) async fn since_commit<T: Send + Sync + 'static>(
        &self,
        company: &str,
        key: &str,
        find: impl Future<Output = Result<T, OfficeError>>,
    ) -> Result<Arc<T>, OfficeError> {
        let key = format!("{company} {} {key}", self.last_commit(company).await?);
        let finding = self.0.findings.get_or(&key, Finding::new);
        let find = async || Ok::<_, OfficeError>(Arc::new(find.await?) as Arc<dyn Any + Send + Sync>);
        let found = finding.get_or_try_init(find).await?;
        let found = Arc::clone(found).downcast::<T>();
        found.map_err(|_| OfficeError::damaged("what is kept", format!("`{key}` is something else")))
    }

    /// Who may search for networks now.
    pub(crate) fn searches(&self) -> &Semaphore {
        &self.0.searches
    }

    /// Finds something out about a text, once: it never changes, whatever is committed. `key` names the question, `hash` is the
    /// text's. The work goes on when nobody waits for it any more, so whoever asks later finds the answer.
    ///
    /// # Errors
    /// Those of `find`; then it is found out again the next time.
    pub(crate) async fn of_text<T: Send + Sync + 'static>(
        &self,
        key: &str,
        hash: &str,
        find: impl Future<Output = Result<T, OfficeError>> + Send + 'static,
    ) -> Result<Arc<T>, OfficeError> {
        let key = format!("{key} {hash}");
        let finding = self.0.analyses.get_or(&key, Finding::new);
        let found = match finding.get() {
            Some(found) => Arc::clone(found),
            None => {
                let find = async || Ok::<_, OfficeError>(Arc::new(find.await?) as Arc<dyn Any + Send + Sync>);
                let work = tokio::spawn(async move { finding.get_or_try_init(find).await.map(Arc::clone) });
                work.await??
            }
        };
        found.downcast::<T>().map_err(|_| OfficeError::damaged("what is kept", format!("`{key}` is something else")))
    }

    /// Wakes who waits for work.
    pub(crate) fn work(&self) -> &Notify {
        &self.0.work
    }
}

/// Removes what servers that died left in the scratch folder. What cannot be removed only takes room.
fn tidy(scratch: &Path) {
    let Ok(entries) = std::fs::read_dir(scratch) else { return };
    for entry in entries.flatten() {
        let age = entry.metadata().and_then(|data| data.modified()).ok().and_then(|at| at.elapsed().ok());
        if age.is_some_and(|age| age > LEFT_AFTER) {
            let removed = std::fs::remove_dir_all(entry.path());
            tracing::info!(path = %entry.path().display(), ok = removed.is_ok(), "what a server left was removed");
        }
    }
}

impl std::fmt::Debug for Office {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Office").field("archive", &self.0.archive.root()).finish_non_exhaustive()
    }
}

/// The last things that were made, by key.
pub(crate) struct Kept<T> {
    most: usize,
    things: Mutex<VecDeque<(String, Arc<T>)>>,
}

impl<T> Kept<T> {
    fn new(most: usize) -> Self {
        Self { most, things: Mutex::new(VecDeque::new()) }
    }

    /// What is kept under a key; it counts as used now.
    pub(crate) fn get(&self, key: &str) -> Option<Arc<T>> {
        let mut things = self.things.lock().unwrap_or_else(PoisonError::into_inner);
        let at = things.iter().position(|(of, _)| of == key)?;
        let thing = things.remove(at)?;
        let found = Arc::clone(&thing.1);
        things.push_front(thing);
        Some(found)
    }

    /// What is kept under a key, else what is made now.
    pub(crate) fn get_or(&self, key: &str, make: impl FnOnce() -> T) -> Arc<T> {
        let mut things = self.things.lock().unwrap_or_else(PoisonError::into_inner);
        let at = things.iter().position(|(of, _)| of == key);
        let thing = at.and_then(|at| things.remove(at)).unwrap_or_else(|| (key.to_owned(), Arc::new(make())));
        let found = Arc::clone(&thing.1);
        things.push_front(thing);
        things.truncate(self.most);
        found
    }

    /// Keeps a thing; the one that was not used for longest goes.
    pub(crate) fn put(&self, key: &str, thing: Arc<T>) {
        let mut things = self.things.lock().unwrap_or_else(PoisonError::into_inner);
        things.retain(|(of, _)| of != key);
        things.push_front((key.to_owned(), thing));
        things.truncate(self.most);
    }
}
