//! A whole structure in one go: several files, each judged as if those before it were taken, and one commit for all.
//!
//! Either everything is taken or nothing: with one bad row in one file there is no commit.

use super::*;

/// A file of an import of several, with what became or would become of its rows.
#[derive(Clone, Debug)]
pub struct Part {
    /// The file's name.
    pub name: String,
    /// What it is for.
    pub import: Import,
    /// What became of its rows.
    pub report: Report,
    /// What is wrong with the file as a whole or with its columns.
    pub wrong: Vec<FieldError>,
}

impl Part {
    /// Whether nothing of it is refused.
    pub fn is_good(&self) -> bool {
        self.wrong.is_empty() && self.report.refused == 0
    }
}

impl Office {
    /// Checks files as one import, and takes them in one commit where nothing is wrong with any of them and it is no dry
    /// run. They may come in any order: each is judged behind those that it builds on. What is wrong stands in the answer;
    /// then nothing was taken.
    ///
    /// # Errors
    /// Where somebody may not import; of the database.
    pub async fn import_whole(
        &self,
        author: &Author,
        files: Vec<(String, Import)>,
        dry_run: bool,
        progress: &Progress,
    ) -> Result<Vec<Part>, OfficeError> {
        if !author.is_system() {
            self.allow(author, Action::ImportData, ObjectKind::Company, &author.company, &[])?;
        }
        let mut sorted: Vec<(usize, String, Import)> = Vec::with_capacity(files.len());
        for (name, import) in files {
            let order = self.import_targets(&author.company, &import.programme).await?;
            let at = order.iter().position(|target| *target == import.target).unwrap_or(usize::MAX);
            sorted.push((at, name, import));
        }
        sorted.sort_by_key(|(at, ..)| *at);
        let files: Vec<(String, Import)> = sorted.into_iter().map(|(_, name, import)| (name, import)).collect();
        let seen = self.last_commit(&author.company).await?;
        let (mut parts, mut goods) = self.judge_whole(author, &files, progress).await?;
        if dry_run || !parts.iter().all(Part::is_good) {
            return Ok(parts);
        }
        let mut learning = self.learn(author, "import").await?;
        if learning.seq != seen.saturating_add(1) {
            // Something came between: judged once more while nobody else learns anything.
            (parts, goods) = self.judge_whole(author, &files, progress).await?;
            if !parts.iter().all(Part::is_good) {
                return Ok(parts);
            }
        }
        without_doubled_places(&mut goods);
        let company = author.company.clone();
        for ((_, import), (part, good)) in files.iter().zip(parts.iter().zip(goods)) {
            let Some(good) = good else { continue };
            let plan = self.import_plan(&author.company, &import.programme).await?;
            self.take(&mut learning, &plan, import, good, progress).await?;
            learning.note_import(import, &part.report, &company).await?;
        }
        progress.check()?;
        learning.commit().await?;
        Ok(parts)
    }

    /// Judges files one behind the other.
    async fn judge_whole(
        &self,
        author: &Author,
        files: &[(String, Import)],
        progress: &Progress,
    ) -> Result<(Vec<Part>, Vec<Option<Good>>), OfficeError> {
        let mut coming = Coming::default();
        let (mut parts, mut goods) = (Vec::with_capacity(files.len()), Vec::with_capacity(files.len()));
        for (done, (name, import)) in (0..).zip(files) {
            progress.tell("checking", done, files.len() as u64);
            progress.check()?;
            let (report, good, wrong) = match self.judge(author, import, &coming).await {
                Ok((report, good)) => (report, Some(good), Vec::new()),
                Err(OfficeError::Input(wrong)) => (Report::default(), None, wrong),
                Err(error) => return Err(error),
            };
            match &good {
                Some(Good::Partners(good)) => {
                    coming.partners.extend(good.partners.iter().cloned());
                    coming.places.extend(good.places.iter().cloned());
                }
                Some(Good::Events(events)) => {
                    coming.events.entry(import.target.clone()).or_default().extend(events.iter().cloned());
                }
                Some(Good::Notices(notices)) => coming.notices.extend(notices.iter().cloned()),
                _ => {}
            }
            parts.push(Part { name: name.clone(), import: import.clone(), report, wrong });
            goods.push(good);
        }
        Ok((parts, goods))
    }
}

/// Where a file of places tells the history of a partner in a tree, what the file of partners says of it is left out.
fn without_doubled_places(goods: &mut [Option<Good>]) {
    let mut told: BTreeSet<(String, String)> = BTreeSet::new();
    for good in goods.iter().flatten() {
        if let Good::Placements(places) = good {
            told.extend(places.iter().map(|one| (one.tree.clone(), one.partner.clone())));
        }
    }
    for good in goods.iter_mut().flatten() {
        if let Good::Partners(partners) = good {
            partners.places.retain(|one| !told.contains(&(one.tree.clone(), one.partner.clone())));
        }
    }
}
