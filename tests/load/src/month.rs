//! A month, settled by three people over HTTP.

use crate::LoadError;
use crate::client::Client;
use crate::site::Served;
use std::time::{Duration, Instant};

/// The three, signed in.
pub struct Staff {
    /// Computes.
    pub clerk: Client,
    /// Approves.
    pub approver: Client,
    /// Pays.
    pub accounting: Client,
}

/// A step: what it is, how long it took, the server's processor time, and the most memory that the server had held by its
/// end, in MiB.
pub struct Step {
    /// Its name.
    pub name: &'static str,
    /// How long it took.
    pub took: Duration,
    /// Seconds of processors.
    pub busy: Option<f64>,
    /// Peak memory so far.
    pub peak: Option<u64>,
}

/// What came of the month.
pub struct Settled {
    /// The address of the run.
    pub run: String,
    /// The steps.
    pub steps: Vec<Step>,
    /// Documents that were numbered and filed.
    pub documents: u64,
}

/// Settles March 2026.
///
/// # Errors
/// Where a step is refused or does not end as it should.
pub async fn settle(site: &Served, staff: &mut Staff) -> Result<Settled, LoadError> {
    let mut steps = Vec::new();
    let mut used = site.busy();
    let mut step = |name: &'static str, begun: Instant| {
        let now = site.busy();
        let busy = now.zip(used).map(|(now, before)| now - before);
        used = now;
        steps.push(Step { name, took: begun.elapsed(), busy, peak: site.peak() });
    };
    let clerk = &mut staff.clerk;
    let run = clerk.post("/runs", "programme=partner&period=2026-03").await?.location;
    for (name, action) in [("levels", "levels"), ("distribution", "distribute"), ("documents (drafts)", "documents")] {
        let begun = Instant::now();
        clerk.post(&format!("{run}/{action}"), "").await?;
        until_done(clerk, &run).await?;
        step(name, begun);
    }
    let begun = Instant::now();
    clerk.post(&format!("{run}/submit"), "").await?;
    let review = staff.approver.get(&format!("{run}/review")).await?.text;
    let seen: Vec<String> = checkboxes(&review).iter().map(|(name, value)| format!("{name}={value}")).collect();
    staff.approver.post(&format!("{run}/approve"), &seen.join("&")).await?;
    step("review and approval", begun);

    let page = clerk.get(&format!("{run}/finalise")).await?.text;
    let heading = between(&page, "<h1", "</h1>").unwrap_or_default();
    let heading = heading.split_once('>').map_or("", |(_, text)| text);
    let documents: String = heading.chars().filter(char::is_ascii_digit).collect();
    let begun = Instant::now();
    clerk.post(&format!("{run}/finalise"), &format!("documents={documents}")).await?;
    until_done(clerk, &run).await?;
    step("finalising (numbers, PDF, postings)", begun);

    let begun = Instant::now();
    let form = staff.accounting.get("/payments").await?.text;
    let fields: Vec<String> = inputs(&form).iter().map(|(name, value)| format!("{name}={value}")).collect();
    let batch = staff.accounting.post("/payments", &fields.join("&")).await?.location;
    staff.approver.post(&format!("{batch}/release"), "").await?;
    let file = staff.accounting.get(&format!("{batch}/file")).await?.text;
    if !file.contains("pain.001.001.09") {
        return Err(LoadError::Refused("the payment file is none".to_owned()));
    }
    step("payment file", begun);
    Ok(Settled { run, steps, documents: documents.parse().unwrap_or(0) })
}

/// The address of the newest run.
///
/// # Errors
/// Where there is none.
pub async fn newest(clerk: &mut Client) -> Result<String, LoadError> {
    let page = clerk.get("/runs").await?.text;
    let found = page.split("href=\"/runs/").skip(1).filter_map(|rest| rest.split('"').next());
    let mut ids = found.filter(|id| id.len() > 20 && !id.contains(['/', '?', '#']));
    let id = ids.next().ok_or_else(|| LoadError::Refused("no run stands in the folder".to_owned()))?;
    Ok(format!("/runs/{id}"))
}

/// Follows the job of a run until it has ended.
async fn until_done(clerk: &mut Client, run: &str) -> Result<(), LoadError> {
    loop {
        let page = clerk.get(run).await?.text;
        let Some(job) = between(&page, "/jobs/", "/stream") else {
            if page.contains("banner tone-bad") {
                return Err(LoadError::Refused(format!("a step of {run} has failed")));
            }
            return Ok(());
        };
        clerk.get(&format!("/jobs/{job}/stream")).await?;
    }
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(before)?;
    rest.split_once(after).map(|(found, _)| found)
}

/// Name and value of the boxes on a page.
fn checkboxes(page: &str) -> Vec<(&str, &str)> {
    tags(page).filter(|tag| tag.contains("checkbox")).filter_map(named).collect()
}

/// Name and value of the fields of a page that have both.
fn inputs(page: &str) -> Vec<(&str, &str)> {
    tags(page).filter_map(named).filter(|(_, value)| !value.is_empty()).collect()
}

fn tags(page: &str) -> impl Iterator<Item = &str> {
    page.split("<input").skip(1).filter_map(|rest| rest.split_once('>').map(|(tag, _)| tag))
}

fn named(tag: &str) -> Option<(&str, &str)> {
    Some((between(tag, "name=\"", "\"")?, between(tag, "value=\"", "\"").unwrap_or_default()))
}
