//! Extracts: every transaction of a partner with facts, lines and reasons, whoever left; and the account with its reserve.

use crate::common::{Desk, Kind, PLAN, demo};
use crate::orders::{PROGRAMME, key, order};
use chrono::NaiveDate;
use compline_exchange::table::{Options, Sheet, read};
use compline_office::OfficeError;
use compline_office::demo::COMPANY;
use compline_office::extract::{Book, ExtractForm, ExtractKind, Scope, Standing, Transaction, WantedExtract};
use compline_office::progress::Progress;
use compline_office::reversals::NewReversal;
use compline_office::who::Author;
use compline_policy::Role;
use compline_store::values;
use compline_words::Language;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// A tenth of what somebody sells stays for two quarters.
const RESERVE: &str = "
## A tenth is kept for cancellations.
##de Ein Zehntel bleibt für Stornos stehen.
account reserve : EUR of partner, by quarter {
  add     10% of (PV as EUR) rounded half up to 0.01
  release after 2 quarters
}
";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn extracts_on_sqlite() {
    extracts(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn extracts_on_postgres() {
    extracts(Kind::Postgres).await;
}

fn wanted(kind: ExtractKind, partner: &str, form: ExtractForm) -> WantedExtract {
    WantedExtract {
        kind,
        partner: partner.to_owned(),
        from: "2026-03-01".parse().unwrap(),
        to: "2026-03-31".parse().unwrap(),
        scope: Scope::All,
        language: Some(Language::En),
        form,
    }
}

/// Somebody with partners above and below who got something in March, and one of those directly below.
async fn chosen(desk: &Desk, run: &str) -> (String, String) {
    let office = &desk.office;
    let mut best: Option<(i64, String, String)> = None;
    for row in office.search_partners(COMPANY, "", "", 200).await.unwrap() {
        let below = office.frontline(COMPANY, "sponsor", &row.id, "2026-03-15".parse().unwrap()).await.unwrap();
        let above = office.placements_of(COMPANY, &row.id).await.unwrap().iter().any(|one| one.parent.is_some());
        let lines = office.run_partner(run, &row.id).await.unwrap().map_or(0, |one| one.lines);
        if above && !below.is_empty() && best.as_ref().is_none_or(|(most, ..)| lines > *most) {
            best = Some((lines, row.id, below[0].id.clone()));
        }
    }
    let (lines, partner, below) = best.unwrap();
    assert!(lines > 3, "{partner} has {lines} lines");
    (partner, below)
}

fn find<'b>(book: &'b Book, id: &str) -> &'b Transaction {
    let found = book.programmes.iter().flat_map(|one| &one.transactions).find(|one| one.id == id);
    found.unwrap_or_else(|| panic!("{id} is not in the extract"))
}

async fn extracts(kind: Kind) {
    let desk = demo(kind, 120).await;
    let office = &desk.office;
    let text = PLAN.replace("version 4", "version 5").replace("for sales from 2026-01-01", "for sales from 2026-03-01");
    let designer = desk.somebody(Role::PlanDesigner).await;
    let plan = office.draft_plan(&designer, PROGRAMME, &(text + RESERVE)).await.unwrap();
    office.release_plan(&desk.somebody(Role::Approver).await, &plan).await.unwrap();
    let worker = tokio::spawn(office.clone().work_forever());
    let clerk = desk.somebody(Role::Settlement).await;
    let care = desk.somebody(Role::PartnerCare).await;
    // The reserve begins empty with March; late orders of March are paid at what it was then.
    let first = office.search_partners(COMPANY, "", "", 1).await.unwrap().remove(0).id;
    let mut learning = office.learn(&clerk, "opening balances").await.unwrap();
    let row = |lot: u32| {
        let (state, day) = (format!("reserve's lot {lot}"), "2026-02-28".parse::<NaiveDate>().unwrap());
        values![COMPANY, PROGRAMME, "import", &first, state, "0.00", day, learning.seq]
    };
    let rows = (0..3).map(row).collect();
    let columns = ["company", "programme", "run", "partner", "state", "value", "as_of", "seq"];
    learning.tx.insert("states", &columns, rows).await.unwrap();
    learning.commit().await.unwrap();
    // Numbers of shops may be anything, also what a spreadsheet would compute.
    let seller = office.search_partners(COMPANY, "", "", 200).await.unwrap().remove(20).id;
    let enter = async |new| office.enter_order(&clerk, PROGRAMME, "Order", new).await.unwrap();
    enter(order("=1+1", &seller, &[])).await;
    let march = desk.settle_period("2026-03").await;
    let (partner, below) = chosen(&desk, &march).await;

    // What becomes known afterwards: an order that comes late, one that is not paid yet, a cancellation, a reversal.
    enter(order("LATE-1", &below, &[("bv", "5000.00"), ("net", "4500.00")])).await;
    enter(order("OPEN-1", &partner, &[("paid_on", "")])).await;
    enter(order("NEXT-1", &partner, &[("paid_on", "2026-05-02")])).await;
    let before = book(&desk, &clerk, &wanted(ExtractKind::Book, &partner, ExtractForm::Csv)).await;
    assert_eq!(find(&before, "LATE-1").standing, [Standing::NextRun("2026-03".to_owned())]);
    let paid: Vec<&Transaction> = before.programmes[0]
        .transactions
        .iter()
        .filter(|one| one.lines.len() > 1 && !one.id.starts_with('='))
        .collect();
    let (cancelled, returned) = (paid[0].clone(), paid[1].clone());
    let of = |one: &Transaction| compline_office::orders::EventKey {
        programme: PROGRAMME.to_owned(),
        kind: one.kind.clone(),
        source: one.source.clone(),
        id: one.id.clone(),
    };
    office.cancel_order(&clerk, &of(&cancelled), "the customer never paid").await.unwrap();
    let reversal = NewReversal {
        id: String::new(),
        day: "2026-04-02".parse().unwrap(),
        reason: "returned".to_owned(),
        amounts: BTreeMap::new(),
        note: "parcel refused".to_owned(),
        unnotified: String::new(),
    };
    office.reverse_order(&clerk, &of(&returned), reversal).await.unwrap();
    let fields = order("OPEN-1", &partner, &[("paid_on", ""), ("net", "170.00")]).fields;
    office.correct_order(&clerk, &key("OPEN-1"), fields, None, "a typing error").await.unwrap();
    office.set_status(&care, &partner, "terminated", "2026-04-01".parse().unwrap(), "end of contract").await.unwrap();
    let april = desk.settle_period("2026-04").await;

    let found = book(&desk, &clerk, &wanted(ExtractKind::Book, &partner, ExtractForm::Csv)).await;
    sums(&desk, &found, &partner).await;
    told(&found, &cancelled, &returned, (&march, &april));
    scopes(&desk, &clerk, &partner, &found).await;
    files(&desk, &clerk, &partner, &found, &cancelled).await;
    account(&desk, &clerk, &partner).await;
    asked(&desk, &clerk, &partner).await;
    worker.abort();
    desk.replayed().await;
}

async fn book(desk: &Desk, author: &Author, wanted: &WantedExtract) -> Book {
    desk.office.book_extract(author, wanted, &Progress::default()).await.unwrap()
}

/// The lines of each run are those of the statements, and what caps left of them is what was paid.
async fn sums(desk: &Desk, found: &Book, partner: &str) {
    let office = &desk.office;
    let of = &found.programmes[0];
    assert_eq!(of.runs.len(), 2, "March and April");
    for (at, run) in of.runs.iter().enumerate() {
        let lines = of.transactions.iter().flat_map(|one| &one.lines).filter(|line| line.run == at);
        let beside = of.beside.iter().filter(|line| line.run == at);
        assert_eq!(lines.clone().map(|line| line.line.amount).sum::<i64>(), run.told);
        assert_eq!(beside.clone().map(|line| line.line.amount).sum::<i64>(), run.beside);
        assert_eq!(run.told + run.beside + run.other, run.total);
        let total = office.run_partner(&run.id, partner).await.unwrap().map_or(0, |one| one.amount);
        assert_eq!(run.total, total);
        // Each person of the demo has one position.
        let statements = office.statements_of(COMPANY, &found.head.person).await.unwrap();
        let mut net = 0;
        for row in statements.iter().filter(|row| row.run == run.id) {
            net += office.statement_model(COMPANY, row).await.unwrap().totals.lines;
        }
        assert_eq!(run.total, net, "{} as its statements say", run.period);
        if run.in_span {
            let kept = lines.chain(beside).filter_map(|line| line.kept).sum::<i64>();
            assert_eq!(kept, run.total - run.other, "what caps left of lines is what was paid");
        }
    }
}

/// What stands at which transaction.
fn told(found: &Book, cancelled: &Transaction, returned: &Transaction, (march, april): (&str, &str)) {
    let of = &found.programmes[0];
    let run_of = |at: usize| of.runs[at].id.as_str();
    assert_eq!(found.head.left_on, Some("2026-04-01".parse().unwrap()));

    let gone = find(found, &cancelled.id);
    assert!(
        matches!(gone.standing.as_slice(), [Standing::Cancelled(_, Some(reason))] if reason == "the customer never paid"),
        "{:?}",
        gone.standing
    );
    assert_eq!(gone.lines.iter().map(|line| line.line.amount).sum::<i64>(), 0, "all of it came back");
    let back: Vec<_> = gone.lines.iter().filter(|line| line.line.taken_back.is_some()).collect();
    assert!(!back.is_empty() && back.iter().all(|line| run_of(line.run) == april && line.line.amount < 0));
    assert_eq!(gone.versions.len(), cancelled.versions.len() + 1);

    let reversed = find(found, &returned.id);
    let [reversal] = reversed.reversals.as_slice() else { panic!("{:?}", reversed.reversals) };
    assert_eq!((reversal.reason.as_str(), reversal.note.as_str()), ("returned", "parcel refused"));
    assert_eq!(reversed.lines.iter().map(|line| line.line.amount).sum::<i64>(), 0);

    // Whoever is terminated in April is still paid at the conditions of March.
    let late = find(found, "LATE-1");
    assert!(!late.lines.is_empty() && late.standing.is_empty(), "{late:?}");
    assert!(late.lines.iter().all(|line| run_of(line.run) == april && line.line.context == "2026-04/2026-03"));
    assert!(late.lines.iter().all(|line| !line.derivation.is_empty()), "each line says how it came about");

    let open = find(found, "OPEN-1");
    assert_eq!(open.standing, [Standing::NotDue("paid_on".to_owned())]);
    assert_eq!(open.versions.len(), 2);
    assert_eq!(open.versions[1].reason.as_deref(), Some("a typing error"));
    assert_eq!(find(found, "NEXT-1").standing, [Standing::NotSettled("2026-05".to_owned())]);

    // What paid him nothing has a reason, for each bonus that could have.
    let unpaid: Vec<&Transaction> =
        of.transactions.iter().filter(|one| one.lines.is_empty() && !one.nothing.is_empty()).collect();
    assert!(!unpaid.is_empty(), "some transactions paid nothing");
    for one in &unpaid {
        assert!(one.nothing.iter().all(|nothing| !nothing.why.is_empty()), "{one:?}");
        assert!(one.nothing.iter().all(|nothing| [march, april].contains(&run_of(nothing.run))));
    }
    // Nothing that has neither a line nor a reason.
    for one in &of.transactions {
        assert!(!one.lines.is_empty() || !one.nothing.is_empty() || !one.standing.is_empty(), "{one:?}");
    }
}

/// A wider scope has what the narrower one has, and more.
async fn scopes(desk: &Desk, clerk: &Author, partner: &str, all: &Book) {
    let ids = |book: &Book| -> BTreeSet<String> {
        book.programmes.iter().flat_map(|one| &one.transactions).map(|one| one.id.clone()).collect()
    };
    let of = async |scope| {
        let wanted = WantedExtract { scope, ..wanted(ExtractKind::Book, partner, ExtractForm::Csv) };
        book(desk, clerk, &wanted).await
    };
    let (own, paid) = (of(Scope::Own).await, of(Scope::Paid).await);
    assert!(ids(&own).is_subset(&ids(&paid)) && ids(&paid).is_subset(&ids(all)));
    assert!(ids(&own).len() < ids(&paid).len() && ids(&paid).len() < ids(all).len());
    assert!(own.programmes[0].transactions.iter().all(|one| one.own));
    for one in own.programmes[0].runs.iter().zip(&all.programmes[0].runs) {
        assert_eq!(one.0.total, one.1.total, "no scope changes what a run paid");
    }
    let never =
        WantedExtract { to: "2026-02-28".parse().unwrap(), ..wanted(ExtractKind::Book, partner, ExtractForm::Csv) };
    let refused = desk.office.book_extract(clerk, &never, &Progress::default()).await;
    assert!(matches!(&refused, Err(OfficeError::Input(wrong)) if wrong[0].field == "to"), "{refused:?}");
}

async fn file(desk: &Desk, author: &Author, wanted: &WantedExtract) -> Vec<u8> {
    let office = desk.again().await;
    let made = office.make_extract(author, wanted, &Progress::default()).await.unwrap();
    assert!(made.name.contains(&wanted.partner) && made.name.ends_with(wanted.form.name()), "{}", made.name);
    made.bytes
}

fn cells<'s>(sheet: &'s Sheet, name: &str) -> Vec<&'s str> {
    let at = sheet.columns.iter().position(|column| column == name).unwrap_or_else(|| panic!("no column {name}"));
    sheet.rows.iter().map(|row| row.cells[at].as_str()).collect()
}

/// The pages of a PDF as text, words joined by single spaces.
fn text(pdf: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("extract.pdf");
    std::fs::write(&path, pdf).unwrap();
    let made = Command::new("pdftotext").args(["-raw", path.to_str().unwrap(), "-"]).output().unwrap();
    assert!(made.status.success());
    String::from_utf8(made.stdout).unwrap()
}

/// Whether words stand on pages, wherever lines break and words are divided.
fn says(pages: &str, words: &str) -> bool {
    let closed =
        |text: &str| text.chars().filter(|c| !c.is_whitespace() && !"-\u{ad}".contains(*c)).collect::<String>();
    closed(pages).contains(&closed(words))
}

/// Table and pages say what the values say, in both languages, and the same bytes each time.
async fn files(desk: &Desk, clerk: &Author, partner: &str, found: &Book, cancelled: &Transaction) {
    let csv = wanted(ExtractKind::Book, partner, ExtractForm::Csv);
    let bytes = file(desk, clerk, &csv).await;
    let sheet = read(&bytes, &Options::default()).unwrap();
    let (rows, amounts) = (cells(&sheet, "row type"), cells(&sheet, "amount"));
    let sum = |kind: &str| -> Decimal {
        let of = rows.iter().zip(&amounts).filter(|(row, _)| **row == kind);
        of.map(|(_, amount)| amount.parse::<Decimal>().unwrap()).sum()
    };
    let runs = &found.programmes[0].runs;
    assert_eq!(sum("line"), Decimal::new(runs.iter().map(|run| run.told).sum(), 2));
    assert_eq!(sum("beside"), Decimal::new(runs.iter().map(|run| run.beside).sum(), 2));
    let numbers = cells(&sheet, "number");
    let ids: BTreeSet<&str> = numbers.iter().copied().filter(|id| !id.is_empty()).collect();
    let all: BTreeSet<&str> = found.programmes[0].transactions.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(ids, all, "every transaction has a row");
    let sellers = cells(&sheet, "Order.seller");
    assert!(numbers.iter().zip(&sellers).all(|(id, seller)| id.is_empty() || !seller.is_empty()), "facts are columns");
    if all.contains("=1+1") {
        assert!(String::from_utf8(bytes.clone()).unwrap().contains(",'=1+1,"), "nothing is a formula");
    }
    let german = WantedExtract { language: Some(Language::De), ..csv };
    let sheet = read(&file(desk, clerk, &german).await, &Options::default()).unwrap();
    assert_eq!(cells(&sheet, "Zeilenart").len(), rows.len());

    for (language, words) in [
        (
            Language::De,
            ["Buchauszug", "§ 87c Abs. 2 HGB", "Storniert", "Noch nicht fällig", "Abstimmung mit den Abrechnungen"],
        ),
        (
            Language::En,
            ["Book extract", "§ 87c (2) HGB", "Cancelled", "Not due yet", "Reconciliation with the statements"],
        ),
    ] {
        let pdf = WantedExtract { language: Some(language), ..wanted(ExtractKind::Book, partner, ExtractForm::Pdf) };
        let bytes = file(desk, clerk, &pdf).await;
        assert_eq!(bytes, file(desk, clerk, &pdf).await, "the same bytes");
        let pages = text(&bytes);
        for word in words {
            assert!(says(&pages, word), "{language:?}: `{word}` is not on the pages");
        }
        for word in
            [cancelled.id.as_str(), "the customer never paid", "parcel refused", "LATE-1", "a typing error", partner]
        {
            assert!(says(&pages, word), "{language:?}: `{word}` is not on the pages");
        }
        assert!(!pages.contains('⟦'), "{language:?} says a text that the catalogue has not");
    }
}

/// The account of somebody who left, with the reserve that is still there.
async fn account(desk: &Desk, clerk: &Author, partner: &str) {
    let office = &desk.office;
    desk.pay().await;
    let whole = WantedExtract {
        to: "2026-12-31".parse().unwrap(),
        from: "2026-01-01".parse().unwrap(),
        ..wanted(ExtractKind::Account, partner, ExtractForm::Pdf)
    };
    let found = office.account_extract(clerk, &whole, &Progress::default()).await.unwrap();
    let person = &found.head.person;
    let mut owed = 0;
    for row in office.statements_of(COMPANY, person).await.unwrap().iter().filter(|row| row.state == "final") {
        owed += row.gross;
    }
    match found.accounts.as_slice() {
        [one] => {
            assert_eq!(one.opening, 0);
            assert_eq!(one.rows.iter().map(|row| row.amount).sum::<i64>(), one.closing);
            let statements = one.rows.iter().filter(|row| row.kind == "statement");
            assert_eq!(statements.clone().map(|row| row.amount).sum::<i64>(), owed);
            for row in statements {
                assert!(!row.parts.is_empty() && row.period.is_some(), "{row:?}");
                assert_eq!(row.parts.iter().map(|part| part.amount).sum::<i64>(), row.amount);
            }
            // A shorter span begins with what the days before it left.
            let last = one.rows.last().unwrap();
            let later = WantedExtract { from: last.day.succ_opt().unwrap(), ..whole.clone() };
            let rest = office.account_extract(clerk, &later, &Progress::default()).await.unwrap();
            assert_eq!((rest.accounts[0].opening, rest.accounts[0].rows.len()), (one.closing, 0));
        }
        [] => assert!(owed == 0 && !found.held.is_empty(), "nothing was posted, so all is held"),
        more => panic!("{more:?}"),
    }
    assert_eq!(found.head.left_on, Some("2026-04-01".parse().unwrap()));
    let reserve: Vec<_> = found.reserves.iter().filter(|row| row.kept.name == "reserve").collect();
    let periods: Vec<&str> = reserve.iter().map(|row| row.period.as_str()).collect();
    assert_eq!(periods, ["2026-03", "2026-04"], "also in the month behind the end of the contract");
    let lots: Vec<_> = found.lots.iter().filter(|lot| lot.account == "reserve").collect();
    let figure = |shown: &compline_runtime::booked::Shown| match shown {
        compline_runtime::booked::Shown::Number { value, .. } => *value,
        other => panic!("{other:?}"),
    };
    let left: Decimal = lots.iter().map(|lot| figure(&lot.amount)).sum();
    assert!(left > Decimal::ZERO, "{lots:?}");
    assert_eq!(left, figure(reserve.last().unwrap().kept.closing.as_ref().unwrap()));
    let first = lots.iter().find(|lot| lot.from.as_deref() == Some("2026-Q1")).unwrap();
    assert_eq!(first.leaves.unwrap().0, "2026-10-01".parse().unwrap(), "two quarters after its own");
    let shown = office.reserves_of(COMPANY, partner).await.unwrap();
    assert_eq!(shown.len(), 1);
    assert_eq!((shown[0].account.as_str(), shown[0].amount, shown[0].unit.as_str()), ("reserve", left, "EUR"));

    let pages = text(&file(desk, clerk, &whole).await);
    for word in ["Account statement", "The contract ended on 1 Apr 2026", "1 Oct 2026 released", "A tenth is kept"] {
        assert!(says(&pages, word), "`{word}` is not on the pages: {pages}");
    }
    let csv = WantedExtract { form: ExtractForm::Csv, ..whole };
    let sheet = read(&file(desk, clerk, &csv).await, &Options::default()).unwrap();
    let free = cells(&sheet, "row type").iter().filter(|row| **row == "free").count();
    assert_eq!(free, found.lots.len());
}

/// Asked for, made as a job, handed out; each noted, and only to those who may.
async fn asked(desk: &Desk, clerk: &Author, partner: &str) {
    let office = &desk.office;
    let wanted = wanted(ExtractKind::Book, partner, ExtractForm::Pdf);
    let designer = desk.somebody(Role::PlanDesigner).await;
    assert!(matches!(office.ask_extract(&designer, &wanted).await, Err(OfficeError::Denied { .. })));
    let id = office.ask_extract(clerk, &wanted).await.unwrap();
    let job = office.job_of(COMPANY, &id).await.unwrap().unwrap();
    desk.wait(&job.id).await;
    let [made] = &office.extracts(clerk, partner, 0, 10).await.unwrap()[..] else { panic!("one was asked for") };
    assert_eq!((made.id.as_str(), made.asked_by.as_str()), (id.as_str(), clerk.user.as_str()));
    assert!(made.result.is_some() && made.known_seq.is_some());
    assert!(matches!(office.extract_file(&designer, &id).await, Err(OfficeError::Denied { .. })));
    let file = office.extract_file(clerk, &id).await.unwrap();
    assert!(file.bytes.starts_with(b"%PDF-") && file.content_type == "application/pdf");
    let noted = office.audit_entries(COMPANY, Some(partner), None, 20).await.unwrap();
    let deeds: Vec<(&str, &str)> = noted.iter().map(|one| (one.action.as_str(), one.object.as_str())).collect();
    assert!(deeds.contains(&("ask-extract", partner)) && deeds.contains(&("download-extract", partner)), "{deeds:?}");
}
