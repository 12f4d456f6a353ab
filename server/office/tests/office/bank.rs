//! What the bank says ends payments once, on both databases.

use crate::common::{Desk, Kind, demo};
use compline_exchange::money::to_decimal;
use compline_office::OfficeError;
use compline_office::bank::{BankEntry, BankImport};
use compline_office::demo::COMPANY;
use compline_office::ledger::Account;
use compline_office::payments::{BatchItem, OpenItem};
use compline_office::who::Author;
use compline_policy::Role;
use std::fmt::Write as _;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_bank_ends_payments_on_sqlite() {
    bank(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_bank_ends_payments_on_postgres() {
    bank(Kind::Postgres).await;
}

/// A line of an account statement.
pub struct Line {
    amount: i64,
    end_to_end: Option<String>,
    payment: Option<String>,
    returned: Option<&'static str>,
    name: &'static str,
}

/// A payment that the bank has made.
pub fn line(amount: i64, item: &BatchItem) -> Line {
    Line { amount, end_to_end: Some(item.end_to_end.clone()), payment: None, returned: None, name: "Payee" }
}

/// A payment that came back.
pub fn back(item: &BatchItem) -> Line {
    Line { returned: Some("AC04"), ..line(item.amount, item) }
}

/// The bank of the demo company.
pub struct Teller<'a> {
    desk: &'a Desk,
    who: Author,
    entity: String,
    iban: String,
    balance: i64,
    number: u32,
}

impl<'a> Teller<'a> {
    /// The bank of an office with a demo company.
    pub async fn of(desk: &'a Desk) -> Self {
        let entity = desk.office.legal_entities(COMPANY).await.unwrap().remove(0);
        Self {
            desk,
            who: desk.somebody(Role::Accounting).await,
            entity: entity.id.clone(),
            iban: entity.iban.clone().unwrap(),
            balance: 100_000_000,
            number: 0,
        }
    }
}

impl Teller<'_> {
    /// An account statement that goes on where the last one ended.
    pub fn statement(&mut self, lines: &[Line]) -> String {
        self.number += 1;
        let opening = self.balance;
        self.balance += lines.iter().map(|line| line.amount).sum::<i64>();
        let money = |amount: i64| {
            let way = if amount < 0 { "DBIT" } else { "CRDT" };
            format!("<Amt Ccy=\"EUR\">{}</Amt><CdtDbtInd>{way}</CdtDbtInd>", to_decimal(amount.abs(), 2))
        };
        let balance = |code: &str, amount| {
            format!(
                "<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>{}<Dt><Dt>2026-04-07</Dt></Dt></Bal>",
                money(amount)
            )
        };
        let entries = self.entries(lines, money);
        format!(
            "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt><GrpHdr><MsgId>M{n}</MsgId>\
             <CreDtTm>2026-04-07T20:00:00</CreDtTm></GrpHdr><Stmt><Id>S{n}</Id><ElctrncSeqNb>{n}</ElctrncSeqNb>\
             <Acct><Id><IBAN>{}</IBAN></Id><Ccy>EUR</Ccy></Acct>{}{}{entries}</Stmt></BkToCstmrStmt></Document>",
            self.iban,
            balance("OPBD", opening),
            balance("CLBD", self.balance),
            n = self.number,
        )
    }

    /// The same entries told one by one, without balances.
    fn notification(&mut self, lines: &[Line]) -> String {
        self.number += 1;
        let money = |amount: i64| {
            let way = if amount < 0 { "DBIT" } else { "CRDT" };
            format!("<Amt Ccy=\"EUR\">{}</Amt><CdtDbtInd>{way}</CdtDbtInd>", to_decimal(amount.abs(), 2))
        };
        let entries = self.entries(lines, money);
        format!(
            "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.054.001.08\"><BkToCstmrDbtCdtNtfctn><GrpHdr>\
             <MsgId>N{n}</MsgId><CreDtTm>2026-04-07T12:00:00</CreDtTm></GrpHdr><Ntfctn><Id>N{n}</Id>\
             <Acct><Id><IBAN>{}</IBAN></Id><Ccy>EUR</Ccy></Acct>{entries}</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>",
            self.iban,
            n = self.number,
        )
    }

    fn entries(&self, lines: &[Line], money: impl Fn(i64) -> String) -> String {
        let mut entries = String::new();
        for (n, line) in lines.iter().enumerate() {
            let tag = |name: &str, id: &Option<String>| {
                id.as_ref().map(|id| format!("<{name}>{id}</{name}>")).unwrap_or_default()
            };
            let back = line.returned.map(|code| format!("<RtrInf><Rsn><Cd>{code}</Cd></Rsn></RtrInf>"));
            let details = format!(
                "<TxDtls><Refs>{}{}</Refs>{}<RltdPties><Cdtr><Pty><Nm>{}</Nm></Pty></Cdtr></RltdPties>{}</TxDtls>",
                tag("PmtInfId", &line.payment),
                tag("EndToEndId", &line.end_to_end),
                money(line.amount),
                line.name,
                back.unwrap_or_default()
            );
            write!(
                entries,
                "<Ntry>{}<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-04-07</Dt></BookgDt><AcctSvcrRef>R{}-{n}</AcctSvcrRef>\
                 <BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>ICDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>\
                 <NtryDtls>{details}</NtryDtls></Ntry>",
                money(line.amount),
                self.number
            )
            .unwrap();
        }
        entries
    }

    pub async fn take(&self, file: &str) -> BankImport {
        self.desk.office.import_bank_file(&self.who, "bank.xml", file.as_bytes()).await.unwrap()
    }

    pub async fn items(&self, batch: &str) -> Vec<BatchItem> {
        self.desk.office.batch_items(batch).await.unwrap()
    }

    async fn open_items(&self, item: &BatchItem) -> Vec<OpenItem> {
        self.desk.office.open_items(COMPANY, "all", &item.person, 0, 100).await.unwrap()
    }

    async fn unmatched(&self) -> Vec<BankEntry> {
        self.desk.office.bank_entries(COMPANY, &self.entity, "unmatched", 0, 100).await.unwrap()
    }

    /// What is owed by the open items is what the subledger owes; what is on its way is what batches have ordered.
    pub async fn nothing_is_lost(&self) {
        let office = &self.desk.office;
        let balances = office.balances(COMPANY, &self.entity).await.unwrap();
        let of =
            |account: Account| balances.iter().find(|one| one.account == account.name()).map_or(0, |one| one.amount);
        let items = office.open_items(COMPANY, "all", "", 0, 10_000).await.unwrap();
        let mut on_its_way = 0;
        for batch in office.batches(COMPANY).await.unwrap() {
            let ordered = self.items(&batch.id).await.into_iter().filter(|item| item.state == "ordered");
            on_its_way += ordered.map(|item| item.amount).sum::<i64>();
        }
        assert_eq!(-of(Account::Transit), on_its_way, "the transit account");
        let rests: i64 = items.iter().map(|item| item.rest).sum();
        assert_eq!(-of(Account::Partner), rests - on_its_way, "the open items");
        assert_eq!(balances.iter().map(|one| one.amount).sum::<i64>(), 0);
        assert_eq!(office.verify_ledger(&self.entity).await.unwrap(), Vec::<String>::new());
    }
}

fn report(message: &str, body: &str) -> String {
    format!(
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.002.001.10\"><CstmrPmtStsRpt><GrpHdr><MsgId>R</MsgId>\
         <CreDtTm>2026-04-07T09:30:47</CreDtTm></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>{message}</OrgnlMsgId>\
         <OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>{body}</CstmrPmtStsRpt></Document>"
    )
}

fn refused(message: &str, items: &[&BatchItem]) -> String {
    let each = items.iter().map(|item| {
        format!(
            "<TxInfAndSts><OrgnlEndToEndId>{}</OrgnlEndToEndId><TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>AC01</Cd></Rsn>\
             </StsRsnInf></TxInfAndSts>",
            item.end_to_end
        )
    });
    let each: String = each.collect();
    report(
        message,
        &format!(
            "<GrpSts>PART</GrpSts></OrgnlGrpInfAndSts><OrgnlPmtInfAndSts><OrgnlPmtInfId>{message}-1</OrgnlPmtInfId>\
             <PmtInfSts>PART</PmtInfSts>{each}</OrgnlPmtInfAndSts>"
        ),
    )
}

fn names(import: &BankImport) -> Vec<&str> {
    import.differences.iter().map(|one| one.name.as_str()).collect()
}

async fn bank(kind: Kind) {
    let desk = demo(kind, 300).await;
    let worker = tokio::spawn(desk.office.clone().work_forever());
    desk.settle().await;
    let office = &desk.office;
    let mut teller = Teller::of(&desk).await;
    let first = desk.pay().await;
    refusals(&mut teller, &first).await;
    whole_batch_with_a_rejected_payment(&mut teller, &first).await;
    returned_and_paid_again(&mut teller, &first).await;
    another_amount(&mut teller).await;
    told_twice(&mut teller).await;
    teller.nothing_is_lost().await;
    assert_eq!(office.verify_audit(COMPANY).await.unwrap(), Vec::<String>::new());
    worker.abort();
}

/// What is no file of this company's bank changes nothing.
async fn refusals(teller: &mut Teller<'_>, batch: &str) {
    let office = &teller.desk.office;
    let auditor = teller.desk.somebody(Role::Auditor).await;
    let file = teller.statement(&[]);
    let denied = office.import_bank_file(&auditor, "x", file.as_bytes()).await;
    assert!(matches!(denied, Err(OfficeError::Denied { .. })));
    let items = teller.items(batch).await;
    let good = teller.statement(&[line(-items[0].amount, &items[0])]);
    teller.balance += items[0].amount;
    let wrong = [
        (good.replace(&teller.iban, "DE75512108001245126199"), "error-bank-account-unknown"),
        (good.replacen("OPBD", "XXXX", 1), "error-bank-file"),
        (good.chars().take(600).collect(), "error-bank-file"),
        (good.replace("camt.053", "camt.099"), "error-bank-file"),
        ("no xml".to_owned(), "error-bank-file"),
        (report("NOBODY", "<GrpSts>RJCT</GrpSts></OrgnlGrpInfAndSts>"), "error-bank-report-unknown"),
    ];
    for (file, key) in wrong {
        match office.import_bank_file(&teller.who, "x", file.as_bytes()).await {
            Err(OfficeError::Input(fields)) => assert_eq!(fields[0].key, key),
            other => panic!("{key}: {other:?}"),
        }
    }
    assert!(teller.items(batch).await.iter().all(|item| item.state == "ordered"));
}

async fn whole_batch_with_a_rejected_payment(teller: &mut Teller<'_>, first: &str) {
    let office = &teller.desk.office;
    let batch = office.batch(COMPANY, first).await.unwrap();
    let items = teller.items(first).await;
    assert!(items.len() > 6, "{}", items.len());
    // The debit comes before the report: its sum fits nothing yet.
    let booked = batch.sum - items[0].amount;
    let whole = Line {
        amount: -booked,
        end_to_end: None,
        payment: Some(format!("{}-1", batch.message_id)),
        returned: None,
        name: "Batch",
    };
    let file = teller.statement(&[whole]);
    let import = teller.take(&file).await;
    assert_eq!((import.paid, import.unmatched, names(&import)), (0, 1, vec!["batch-sum-differs"]));
    teller.nothing_is_lost().await;
    let again = teller.take(&file).await;
    assert_eq!(again, BankImport { known: true, ..import });

    let file = refused(&batch.message_id, &[&items[0]]);
    let import = teller.take(&file).await;
    assert_eq!((import.rejected, import.rejected_sum), (1, items[0].amount));
    assert_eq!((import.paid, import.paid_sum), (batch.items - 1, booked), "{import:?}");
    assert_eq!(import.ended_batches, [first]);
    assert_eq!(office.batch(COMPANY, first).await.unwrap().state, "settled");
    assert!(teller.unmatched().await.is_empty());
    assert!(teller.take(&file).await.known);
    // Another report of the same, under another id.
    let import = teller.take(&file.replace("<MsgId>R<", "<MsgId>R2<")).await;
    assert_eq!((import.known, import.rejected, import.paid), (false, 0, 0));
    assert!(teller.open_items(&items[0]).await.iter().all(|item| item.state == "open" && item.rest == item.amount));
    assert!(teller.open_items(&items[1]).await.iter().all(|item| item.state == "settled" && item.rest == 0));
    teller.nothing_is_lost().await;
}

async fn returned_and_paid_again(teller: &mut Teller<'_>, first: &str) {
    let office = &teller.desk.office;
    let items = teller.items(first).await;
    let (rejected, returned) = (&items[0], &items[1]);
    let file = teller.statement(&[back(returned)]);
    let import = teller.take(&file).await;
    assert_eq!((import.returned, import.returned_sum), (1, returned.amount));
    assert!(teller.open_items(returned).await.iter().all(|item| item.state == "open" && item.rest == item.amount));

    // Both are paid again, under new ids.
    let second = teller.desk.pay().await;
    let again = teller.items(&second).await;
    let mut persons: Vec<&str> = again.iter().map(|item| item.person.as_str()).collect();
    let mut expected = [rejected.person.as_str(), returned.person.as_str()];
    persons.sort_unstable();
    expected.sort_unstable();
    assert_eq!(persons, expected);
    assert!(again.iter().all(|item| items.iter().all(|old| old.end_to_end != item.end_to_end)));

    // The bank sends the return of the first payment once more, and books the one that it has rejected.
    let file = teller.statement(&[back(returned), line(-rejected.amount, rejected)]);
    let import = teller.take(&file).await;
    assert_eq!((import.paid, import.returned), (0, 0));
    assert_eq!(names(&import), ["paid-after-rejection", "already-returned"]);
    assert!(teller.open_items(rejected).await.iter().all(|item| item.state == "ordered"));
    teller.nothing_is_lost().await;

    // Matched by hand, the money that left is a claim once the second payment is made too.
    let unmatched = teller.unmatched().await;
    let debit = unmatched.iter().find(|entry| entry.amount < 0).unwrap();
    let target = teller.open_items(rejected).await.remove(0);
    let key = (debit.import_key.as_str(), debit.n);
    office.match_entry(&teller.who, &teller.entity, key, &target.id).await.unwrap();
    assert!(office.match_entry(&teller.who, &teller.entity, key, &target.id).await.is_err(), "once");

    // What was matched by hand is taken back as often as somebody errs; the books keep all of it.
    for _ in 0..2 {
        assert!(office.unmatch_entry(&teller.who, &teller.entity, key, " ").await.is_err(), "a reason");
        office.unmatch_entry(&teller.who, &teller.entity, key, "another partner").await.unwrap();
        let again = teller.open_items(rejected).await.into_iter().find(|item| item.id == target.id).unwrap();
        assert_eq!((again.rest, &again.state), (target.rest, &target.state));
        assert!(teller.unmatched().await.iter().any(|entry| entry.import_key == key.0));
        let refused = office.unmatch_entry(&teller.who, &teller.entity, key, "again").await;
        assert!(matches!(refused, Err(OfficeError::State { .. })));
        teller.nothing_is_lost().await;
        office.match_entry(&teller.who, &teller.entity, key, &target.id).await.unwrap();
        teller.nothing_is_lost().await;
    }
    let credit = unmatched.iter().find(|entry| entry.amount > 0).unwrap();
    let key = (credit.import_key.as_str(), credit.n);
    assert!(office.ignore_entry(&teller.who, &teller.entity, key, " ").await.is_err());
    office.ignore_entry(&teller.who, &teller.entity, key, "the bank sent it twice").await.unwrap();
    teller.balance -= credit.amount;
    let lines: Vec<Line> = again.iter().map(|item| line(-item.amount, item)).collect();
    let file = teller.statement(&lines);
    let import = teller.take(&file).await;
    assert_eq!((import.paid, import.unmatched), (2, 0), "{import:?}");
    let owed: i64 = teller.open_items(rejected).await.iter().map(|item| item.rest).sum();
    assert_eq!(owed, -rejected.amount, "paid twice by the bank: a claim");
    let proposal = office.propose_payment(COMPANY, &teller.entity, None).await.unwrap();
    assert!(proposal.waiting.contains(&(rejected.person.clone(), -rejected.amount)));
    assert!(teller.open_items(returned).await.iter().all(|item| item.state == "settled"));
    teller.nothing_is_lost().await;
    teller.desk.sound().await;
}

async fn another_amount(teller: &mut Teller<'_>) {
    let office = &teller.desk.office;
    // Three that were paid come back, so that there is something to pay again.
    let batches = office.batches(COMPANY).await.unwrap();
    let first = batches.into_iter().find(|batch| batch.number == 1).unwrap();
    let paid: Vec<BatchItem> =
        teller.items(&first.id).await.into_iter().filter(|item| item.state == "paid").take(4).collect();
    let lines: Vec<Line> = paid.iter().map(back).collect();
    let file = teller.statement(&lines);
    assert_eq!(teller.take(&file).await.returned, 4);
    let third = teller.desk.pay().await;
    let items = teller.items(&third).await;
    let (less, more, unpaid, fee) = (&items[0], &items[1], &items[2], &items[3]);
    let file = teller.statement(&[
        line(-(less.amount - 500), less),
        line(-(more.amount + 300), more),
        line(-fee.amount, fee),
        Line { amount: fee.amount - 250, ..back(fee) },
        Line { amount: -4_200, end_to_end: None, payment: None, returned: None, name: "Landlord" },
        Line { amount: 9_900, end_to_end: None, payment: None, returned: None, name: "Customer" },
    ]);
    let import = teller.take(&file).await;
    assert_eq!((import.paid, import.returned, import.unmatched), (1, 0, 5));
    let mut found = names(&import);
    found.sort_unstable();
    assert_eq!(found, ["amount-differs", "amount-differs", "amount-differs", "incoming", "unknown"]);
    assert!(teller.open_items(less).await.iter().all(|item| item.state == "ordered"), "not paid again");
    teller.nothing_is_lost().await;
    for (item, rest) in [(less, 500), (more, -300), (fee, fee.amount)] {
        let open = teller.open_items(item).await;
        let entries = teller.unmatched().await;
        let entry = entries.iter().find(|entry| entry.end_to_end.as_deref() == Some(&item.end_to_end)).unwrap();
        let key = (entry.import_key.as_str(), entry.n);
        office.match_entry(&teller.who, &teller.entity, key, &open[0].id).await.unwrap();
        let owed: i64 = teller.open_items(item).await.iter().map(|item| item.rest).sum();
        assert_eq!(owed, rest);
        let refused = office.unmatch_entry(&teller.who, &teller.entity, key, "wrong").await;
        assert!(matches!(refused, Err(OfficeError::State { .. })), "a payment has ended with it");
        teller.nothing_is_lost().await;
    }
    assert_eq!(office.batch(COMPANY, &third).await.unwrap().state, "released", "one is still with the bank");
    office.reject_payment(&teller.who, &teller.entity, &unpaid.end_to_end, "by telephone").await.unwrap();
    assert!(office.reject_payment(&teller.who, &teller.entity, &unpaid.end_to_end, "again").await.is_err());
    assert_eq!(office.batch(COMPANY, &third).await.unwrap().state, "settled");
    teller.nothing_is_lost().await;
    teller.desk.sound().await;
}

/// A payment that both formats tell of is booked once; a second debit is not taken for the first.
async fn told_twice(teller: &mut Teller<'_>) {
    let office = &teller.desk.office;
    let fourth = teller.desk.pay().await;
    let items = teller.items(&fourth).await;
    let item = &items[0];
    let file = teller.notification(&[line(-item.amount, item)]);
    assert_eq!(teller.take(&file).await.paid, 1);
    let file = teller.statement(&[line(-item.amount, item), line(-item.amount, item)]);
    let import = teller.take(&file).await;
    assert_eq!((import.paid, import.entries, names(&import)), (0, 2, vec!["already-paid"]));
    let ignored = office.bank_entries(COMPANY, &teller.entity, "ignored", 0, 100).await.unwrap();
    assert!(ignored.iter().any(|entry| entry.reason.as_deref() == Some("seen-before")));
    // The whole file is refused: everything else is open again.
    let message = office.batch(COMPANY, &fourth).await.unwrap().message_id;
    let import = teller.take(&report(&message, "<GrpSts>RJCT</GrpSts></OrgnlGrpInfAndSts>")).await;
    assert_eq!(import.rejected, items.len() as i64 - 1);
    assert_eq!(names(&import), ["refused-after-paid"]);
    teller.desk.sound().await;
}
