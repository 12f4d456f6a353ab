//! What customers pay for their orders, on both databases.

use crate::common::{Desk, Kind, demo};
use crate::orders::{PROGRAMME, key, order};
use crate::requests::errors;
use chrono::NaiveDate;
use compline_exchange::money::to_decimal;
use compline_office::OfficeError;
use compline_office::bank::{BankEntry, BankImport};
use compline_office::demo::COMPANY;
use compline_office::receipts::{From, Standing};
use compline_office::reversals::NewReversal;
use compline_office::who::Author;
use compline_policy::Role;
use std::fmt::Write as _;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn customers_pay_on_sqlite() {
    receipts(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn customers_pay_on_postgres() {
    receipts(Kind::Postgres).await;
}

/// An account statement with incoming entries: amount and what the payer has written.
pub fn statement(iban: &str, number: u32, opening: i64, lines: &[(i64, &str)]) -> String {
    let money = |amount: i64| format!("<Amt Ccy=\"EUR\">{}</Amt><CdtDbtInd>CRDT</CdtDbtInd>", to_decimal(amount, 2));
    let balance = |code: &str, amount| {
        format!(
            "<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>{}<Dt><Dt>2026-04-01</Dt></Dt></Bal>",
            money(amount)
        )
    };
    let mut entries = String::new();
    for (n, (amount, text)) in lines.iter().enumerate() {
        write!(
            entries,
            "<Ntry>{}<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-04-01</Dt></BookgDt><AcctSvcrRef>I{number}-{n}</AcctSvcrRef>\
             <BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd><NtryDtls><TxDtls>\
             <Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>{}<RltdPties><Dbtr><Pty><Nm>Karl Kunde</Nm></Pty></Dbtr></RltdPties>\
             <RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>",
            money(*amount),
            money(*amount),
        )
        .unwrap();
    }
    let closing = opening + lines.iter().map(|(amount, _)| amount).sum::<i64>();
    format!(
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt><GrpHdr><MsgId>I{number}</MsgId>\
         <CreDtTm>2026-04-01T20:00:00</CreDtTm></GrpHdr><Stmt><Id>I{number}</Id><ElctrncSeqNb>{number}</ElctrncSeqNb>\
         <Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>EUR</Ccy></Acct>{}{}{entries}</Stmt></BkToCstmrStmt></Document>",
        balance("OPBD", opening),
        balance("CLBD", closing),
    )
}

struct Till<'a> {
    desk: &'a Desk,
    who: Author,
    entity: String,
}

impl Till<'_> {
    async fn import(&self, file: &str) -> BankImport {
        self.desk.office.import_bank_file(&self.who, "in.xml", file.as_bytes()).await.unwrap()
    }

    async fn unmatched(&self) -> Vec<BankEntry> {
        self.desk.office.bank_entries(COMPANY, &self.entity, "unmatched", 0, 50).await.unwrap()
    }

    async fn list(&self, standing: Standing) -> Vec<(String, i64)> {
        let rows = self.desk.office.paid_orders(COMPANY, PROGRAMME, standing, 0, 50).await.unwrap();
        let mut out: Vec<(String, i64)> = rows.into_iter().map(|one| (one.key.id.clone(), one.rest())).collect();
        out.sort();
        out
    }

    async fn paid_on(&self, id: &str) -> Option<String> {
        let now = self.desk.office.event(COMPANY, PROGRAMME, "Order", "shop", id).await.unwrap().remove(0);
        now.texts().unwrap().get("paid_on").cloned()
    }
}

async fn receipts(kind: Kind) {
    let desk = demo(kind, 60).await;
    let office = &desk.office;
    let clerk = desk.somebody(Role::Settlement).await;
    let entity = office.legal_entities(COMPANY).await.unwrap().remove(0);
    let iban = entity.iban.clone().unwrap();
    let till = Till { desk: &desk, who: desk.somebody(Role::Accounting).await, entity: entity.id.clone() };
    let seller = office.search_partners(COMPANY, "", "", 5).await.unwrap().remove(3).id;
    for id in ["R-101", "R-102", "R-103", "R-104", "R-105", "777001"] {
        let mut new = order(id, &seller, &[]);
        new.fields.remove("paid_on");
        office.enter_order(&clerk, PROGRAMME, "Order", new).await.unwrap();
    }
    let admin = desk.somebody(Role::Administrator).await;
    let denied = office.set_receipt_rule(&till.who, PROGRAMME, "Order", "paid_on").await;
    assert!(matches!(denied, Err(OfficeError::Denied { .. })));
    let wrong = errors(office.set_receipt_rule(&admin, PROGRAMME, "Order", "ordered_on").await);
    assert_eq!(wrong, [("paid".to_owned(), "error-not-in-plan")], "a day that is never empty");
    office.set_receipt_rule(&admin, PROGRAMME, "Order", "paid_on").await.unwrap();

    let lines = [
        (18_000, "Bestellung R-101 danke"),
        (10_000, "r-102"),
        (20_000, "R-103"),
        (36_000, "R-104/R-105"),
        (5_000, "Miete 777001"),
        (7_500, "ohne alles"),
    ];
    let lines = [&lines[..3], &[(36_000, "R-104, R-105")], &lines[4..]].concat();
    let file = statement(&iban, 1, 100_000, &lines);
    let done = till.import(&file).await;
    assert_eq!((done.receipts, done.receipts_sum, done.unmatched), (4, 84_000, 2), "{done:?}");
    assert_eq!(done.differences.len(), 2);
    assert!(till.import(&file).await.known);
    assert_eq!(till.list(Standing::Partial).await, [("R-102".to_owned(), 8_000)]);
    assert_eq!(till.list(Standing::Over).await, [("R-103".to_owned(), -2_000)]);
    assert_eq!(till.list(Standing::Paid).await.len(), 3);
    assert_eq!(till.paid_on("R-101").await.as_deref(), Some("2026-04-01"), "paid in full: the plan's day is filled in");
    assert_eq!(till.paid_on("R-103").await.as_deref(), Some("2026-04-01"));
    assert_eq!(till.paid_on("R-102").await, None, "not before all of it is paid");

    // What nobody has named is matched by hand, in parts as well; the rest of it stays unmatched.
    let open = till.unmatched().await;
    assert_eq!(open.len(), 2);
    let rent = open.iter().find(|one| one.amount == 5_000).unwrap();
    let other = open.iter().find(|one| one.amount == 7_500).unwrap();
    let proposed = office.propose_orders(COMPANY, PROGRAMME, rent, 5_000).await.unwrap();
    assert_eq!(
        proposed.iter().map(|one| (one.order.key.id.as_str(), one.named)).collect::<Vec<_>>(),
        [("777001", true)]
    );
    let by_amount = office.propose_orders(COMPANY, PROGRAMME, other, 18_000).await.unwrap();
    assert!(by_amount.iter().any(|one| !one.named && one.order.key.id == "777001"), "{by_amount:?}");
    let from = From::Entry(&entity.id, &other.import_key, other.n);
    let too_much = errors(office.record_receipt(&till.who, &key("R-102"), 8_000, from, "").await);
    assert_eq!(too_much, [("amount".to_owned(), "error-receipt-too-much")]);
    let unknown = errors(office.record_receipt(&till.who, &key("R-999"), 100, from, "").await);
    assert_eq!(unknown, [("order".to_owned(), "error-order-unknown")]);
    let nothing = errors(office.record_receipt(&till.who, &key("R-102"), 0, from, "").await);
    assert_eq!(nothing, [("amount".to_owned(), "error-amount-zero")]);
    office.record_receipt(&till.who, &key("R-102"), 7_000, from, "").await.unwrap();
    let (entry, rest) = office.bank_entry(COMPANY, &entity.id, (&other.import_key, other.n)).await.unwrap();
    assert_eq!((entry.state.as_str(), rest), ("unmatched", 500));
    office.record_receipt(&till.who, &key("777001"), 500, from, "").await.unwrap();
    let (entry, rest) = office.bank_entry(COMPANY, &entity.id, (&other.import_key, other.n)).await.unwrap();
    assert_eq!((entry.state.as_str(), rest), ("matched", 0));
    let gone = office.record_receipt(&till.who, &key("777001"), 1, from, "").await;
    assert!(matches!(gone, Err(OfficeError::State { .. })));
    // In cash, with a reason; the last missing euro pays it.
    let day = NaiveDate::from_ymd_opt(2026, 4, 2).unwrap();
    let silent = errors(office.record_receipt(&till.who, &key("R-102"), 1_000, From::Hand(day), " ").await);
    assert_eq!(silent, [("reason".to_owned(), "error-reason-missing")]);
    let cash = office.record_receipt(&till.who, &key("R-102"), 1_000, From::Hand(day), "cash").await.unwrap();
    assert_eq!(till.paid_on("R-102").await.as_deref(), Some("2026-04-02"));
    assert!(till.list(Standing::Partial).await.iter().all(|(id, _)| id != "R-102"));

    // Taken back: the entry is open again, and the day that was filled in is empty.
    office.undo_receipt(&till.who, &cash, "counted twice").await.unwrap();
    assert_eq!(till.paid_on("R-102").await, None);
    assert!(matches!(office.undo_receipt(&till.who, &cash, "again").await, Err(OfficeError::State { .. })));
    let of = office.receipts_from(COMPANY, &entity.id, (&other.import_key, other.n)).await.unwrap();
    let first = of.iter().find(|one| one.event == "R-102").unwrap();
    office.undo_receipt(&till.who, &first.id, "wrong order").await.unwrap();
    let (entry, rest) = office.bank_entry(COMPANY, &entity.id, (&other.import_key, other.n)).await.unwrap();
    assert_eq!((entry.state.as_str(), rest), ("unmatched", 7_000));
    let sum: i64 = office.receipts_of(COMPANY, &key("R-102")).await.unwrap().iter().map(|one| one.amount).sum();
    assert_eq!(sum, 10_000);
    // Ignored, and not.
    let rent = (rent.import_key.as_str(), rent.n);
    office.ignore_entry(&till.who, &entity.id, rent, "rent").await.unwrap();
    office.reopen_entry(&till.who, &entity.id, rent).await.unwrap();
    assert!(matches!(office.reopen_entry(&till.who, &entity.id, rent).await, Err(OfficeError::State { .. })));
    // The next file does not take away what somebody has begun.
    till.import(&statement(&iban, 2, 100_000, &[(1_000, "nichts")])).await;
    let (_, rest) = office.bank_entry(COMPANY, &entity.id, (&other.import_key, other.n)).await.unwrap();
    assert_eq!(rest, 7_000);
    // Of a cancelled order nothing is due: whatever was paid is too much.
    office.cancel_order(&clerk, &key("R-101"), "withdrawn").await.unwrap();
    assert_eq!(till.list(Standing::Over).await, [("R-101".to_owned(), -18_000), ("R-103".to_owned(), -2_000)]);
    returned(&till, &clerk, &seller).await;
    assert_eq!(office.verify_audit(COMPANY).await.unwrap(), Vec::<String>::new());
    desk.sound().await;
}

/// What comes back is no longer due: with a part of it the rest may be paid in full.
async fn returned(till: &Till<'_>, clerk: &Author, seller: &str) {
    let office = &till.desk.office;
    let taken_back = |day: &str, net: Option<&str>| NewReversal {
        id: String::new(),
        day: day.parse().unwrap(),
        reason: "returned".to_owned(),
        amounts: net
            .into_iter()
            .flat_map(|net| [("bv", "10"), ("net", net)].map(|(a, b)| (a.to_owned(), b.to_owned())))
            .collect(),
        note: String::new(),
        unnotified: String::new(),
    };
    let part = office.reverse_order(clerk, &key("R-102"), taken_back("2026-04-03", Some("80.00"))).await.unwrap();
    let half = office.paid_order(COMPANY, &key("R-102")).await.unwrap();
    assert_eq!((half.due, half.paid, half.standing()), (10_000, 10_000, Standing::Paid));
    assert_eq!(till.paid_on("R-102").await.as_deref(), Some("2026-04-03"), "paid in full since the return");
    office.void_reversal(clerk, &key("R-102"), &part, "of another order").await.unwrap();
    assert_eq!(till.paid_on("R-102").await, None, "something is due again");
    assert_eq!(till.list(Standing::Partial).await, [("777001".to_owned(), 17_500), ("R-102".to_owned(), 8_000)]);
    office.reverse_order(clerk, &key("R-102"), taken_back("2026-04-04", None)).await.unwrap();
    assert_eq!(till.paid_on("R-102").await, None, "of what was returned nothing is paid in full");
    // A day that was filled in before stays, and what was paid too much is seen.
    office.reverse_order(clerk, &key("R-104"), taken_back("2026-04-03", Some("50"))).await.unwrap();
    assert_eq!(till.paid_on("R-104").await.as_deref(), Some("2026-04-01"));
    let over = [("R-101", -18_000), ("R-102", -10_000), ("R-103", -2_000), ("R-104", -5_000)];
    assert_eq!(till.list(Standing::Over).await, over.map(|(id, rest)| (id.to_owned(), rest)));
    // An order is proposed by what is due of it.
    let mut new = order("R-106", seller, &[]);
    new.fields.remove("paid_on");
    office.enter_order(clerk, PROGRAMME, "Order", new).await.unwrap();
    office.reverse_order(clerk, &key("R-106"), taken_back("2026-04-03", Some("80"))).await.unwrap();
    let proposed = |amount: i64| async move {
        let found = office.propose_orders(COMPANY, PROGRAMME, &till.unmatched().await.remove(0), amount).await.unwrap();
        found.into_iter().map(|one| one.order.key.id).collect::<Vec<_>>()
    };
    assert!(proposed(10_000).await.contains(&"R-106".to_owned()));
    assert!(!proposed(18_000).await.contains(&"R-106".to_owned()));
}
