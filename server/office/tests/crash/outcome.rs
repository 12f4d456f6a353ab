//! What a settlement came to, without ids and times: those differ from run to run, everything else must not.

use crate::now;
use compline_office::Office;
use compline_office::clock::Clock;
use compline_office::demo::COMPANY;
use compline_office::finalise::FinalDone;
use compline_office::levels::{DistributionDone, LevelsDone, RunFilter};
use compline_office::progress::Progress;
use compline_office::runs::RunState;
use compline_office::statements::DocumentsDone;
use std::path::Path;

/// Everything that counts, as lines under headings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome(Vec<(&'static str, Vec<String>)>);

impl Outcome {
    /// Says where another outcome differs.
    pub fn compare(&self, found: &Self) -> Result<(), String> {
        for ((name, expected), (_, found)) in self.0.iter().zip(&found.0) {
            if expected.len() != found.len() {
                return Err(format!("{name}: {} instead of {}", found.len(), expected.len()));
            }
            if let Some((expected, found)) = expected.iter().zip(found).find(|(expected, found)| expected != found) {
                return Err(format!("{name}: `{found}` instead of `{expected}`"));
            }
        }
        Ok(())
    }
}

/// Reads the outcome of a place, and sees that it agrees with itself.
pub async fn of(database: &str, folder: &Path) -> Result<Outcome, String> {
    let office = Office::open(database, folder, Clock::at(now())).await.map_err(|error| error.to_string())?;
    let outcome = read(&office).await;
    office.db().close().await;
    outcome
}

async fn read(office: &Office) -> Result<Outcome, String> {
    let verified = office.verify(&Progress::default()).await.unwrap();
    if let Some(wrong) = verified.wrong.first() {
        return Err(format!("{} findings, the first: {wrong}", verified.wrong.len()));
    }
    let runs = office.runs(COMPANY).await.unwrap();
    let march: Vec<_> = runs.into_iter().filter(|run| run.period == "2026-03").collect();
    let [run] = march.as_slice() else { return Err(format!("{} runs of March", march.len())) };
    if run.state != RunState::Final {
        return Err(format!("the run is {}", run.state.name()));
    }
    let jobs = office.live_jobs(COMPANY).await.unwrap();
    if jobs != 0 {
        return Err(format!("{jobs} jobs wait or run"));
    }
    let levels: LevelsDone = office.last_step(&run.id, "levels").await.unwrap();
    let distribution: DistributionDone = office.last_step(&run.id, "distribution").await.unwrap();
    let documents: DocumentsDone = office.last_step(&run.id, "documents").await.unwrap();
    let done: FinalDone = office.last_step(&run.id, "final").await.unwrap();
    let steps = office.steps(&run.id).await.unwrap();
    for once in ["levels", "distribution", "documents", "submit", "approve", "number", "final", "number-late", "issued"]
    {
        let many = steps.iter().filter(|step| step.step == once).count();
        if many != 1 {
            return Err(format!("the step `{once}` stands {many} times"));
        }
    }
    let totals = vec![
        format!("{} {} {:?}", levels.result, levels.partners, levels.ranks),
        format!("{} {} {:?}", distribution.result, distribution.paid, distribution.sums),
        format!("{} {}", distribution.turnover, distribution.lines),
        format!("{documents:?}"),
        // What is sealed holds ids and times of its own.
        format!("{:?}", FinalDone { seal: None, ..done }),
    ];
    let partners = office.run_partners(&run.id, &RunFilter::default(), 0, 100_000).await.unwrap();
    let mut statements = office.statements(&run.id, "all", "", 0, 100_000).await.unwrap();
    statements.sort_by(|a, b| (&a.number, &a.partner).cmp(&(&b.number, &b.partner)));
    for (n, number) in (1..).zip(statements.iter().filter_map(|row| row.number.as_ref())) {
        if *number != format!("GS-2026-{n:06}") {
            return Err(format!("the number {number} stands at place {n}"));
        }
    }
    let statements = statements.into_iter().map(|mut row| {
        row.id = String::new();
        row.run = String::new();
        // Asking once more after a kill takes another commit.
        row.known_seq = 0;
        format!("{row:?}")
    });
    let entity = office.legal_entities(COMPANY).await.unwrap().remove(0);
    let mut batches = office.batches(COMPANY).await.unwrap();
    let [batch] = batches.as_slice() else { return Err(format!("{} batches", batches.len())) };
    let payments =
        office.batch_items(&batch.id).await.unwrap().into_iter().map(|item| {
            format!("{} {} {} {} {} {}", item.n, item.person, item.amount, item.holder, item.iban, item.state)
        });
    let payments: Vec<String> = payments.collect();
    let batches = batches.drain(..).map(|one| {
        format!("{} {} {} {} {} {}", one.number, one.execute_on, one.currency, one.sum, one.items, one.state)
    });
    let mut postings = office.postings(&entity.id, "", i64::MAX, 100_000).await.unwrap();
    postings.reverse();
    let postings = postings.into_iter().map(|(posting, lines)| {
        format!("{} {} {} {} {} {lines:?}", posting.seq, posting.day, posting.kind, posting.reference, posting.text)
    });
    let mut items = office.open_items(COMPANY, "all", "", 0, 100_000).await.unwrap();
    items.sort_by(|a, b| a.reference.cmp(&b.reference));
    let items =
        items.iter().map(|one| format!("{} {} {} {} {}", one.reference, one.person, one.amount, one.rest, one.state));
    let balances = office.balances(COMPANY, &entity.id).await.unwrap();
    Ok(Outcome(vec![
        ("totals", totals),
        ("partners", partners.iter().map(|one| format!("{one:?}")).collect()),
        ("statements", statements.collect()),
        ("postings", postings.collect()),
        ("open items", items.collect()),
        ("balances", balances.iter().map(|one| format!("{} {}", one.account, one.amount)).collect()),
        ("batches", batches.collect()),
        ("payments", payments),
    ]))
}
