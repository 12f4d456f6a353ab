//! Samples of banks: read without loss, and refused with a reason once something in them is not true.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test stops where something is not as it should be"
)]

use super::*;
use crate::bank::MessageError;
use crate::xml::{Element, XmlLimits, parse};
use std::fs;
use std::path::PathBuf;

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/samples/camt"))
}

fn sample(name: &str) -> String {
    fs::read_to_string(folder().join(name)).unwrap()
}

fn samples() -> Vec<(String, String)> {
    let mut names: Vec<String> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".xml"))
        .collect();
    names.sort();
    assert_eq!(names.len(), 10);
    names.into_iter().map(|name| (sample(&name), name)).map(|(text, name)| (name, text)).collect()
}

fn read_text(text: &str) -> Result<Message, MessageError> {
    read(text.as_bytes(), &XmlLimits::default())
}

fn told(text: &str) -> String {
    read_text(text).unwrap_err().to_string()
}

fn faults(text: &str) -> Vec<String> {
    read_text(text).unwrap().faults().iter().map(ToString::to_string).collect()
}

#[test]
fn samples_are_read() {
    for (name, text) in samples() {
        let message = read_text(&text).unwrap();
        insta::assert_debug_snapshot!(name.trim_end_matches(".xml"), (message.faults(), &message));
    }
}

/// Where texts stand that nobody settles accounts by; everything else must be found in what was read.
const NOT_TAKEN: &[&str] = &[
    "GrpHdr/MsgRcpt",
    "GrpHdr/MsgPgntn",
    "GrpHdr/OrgnlBizQry",
    "Acct/Svcr/FinInstnId/PstlAdr",
    "TxsSummry",
    "RltdPties/CdtrAcct/Ccy",
    "RltdAgts/CdtrAgt/FinInstnId/ClrSysMmbId",
];

fn leaves<'a>(element: &'a Element, path: &str, found: &mut Vec<(String, &'a str)>) {
    let path = format!("{path}/{}", element.name);
    if element.all().is_empty() && !element.text().is_empty() {
        found.push((path.clone(), element.text()));
    }
    element.all().iter().for_each(|child| leaves(child, &path, found));
}

#[test]
fn samples_are_read_without_loss() {
    let mut taken = 0;
    for (name, text) in samples() {
        let (root, _) = parse(text.as_bytes(), &XmlLimits::default()).unwrap();
        let read = format!("{:?}", read_text(&text).unwrap());
        let mut found = Vec::new();
        leaves(&root, "", &mut found);
        for (path, text) in found {
            if NOT_TAKEN.iter().any(|left_out| path.contains(&format!("/{left_out}"))) {
                continue;
            }
            let last = path.rsplit('/').next().unwrap();
            let expected = match (last, text) {
                ("CdtDbtInd", "CRDT") => "Credit".to_owned(),
                ("CdtDbtInd", "DBIT") => "Debit".to_owned(),
                ("Sts", "BOOK") | ("Cd", "BOOK") => "Booked".to_owned(),
                ("DtTm", moment) => moment[..10].to_owned(),
                ("RvslInd", truth) => format!("reversal: {truth}"),
                ("PgNb", number) => format!("number: {number}"),
                ("LastPgInd", truth) => format!("last: {truth}"),
                ("Amt" | "TtlAmt", amount) => {
                    // Sample amounts have at most two digits that count, but for the yen.
                    let cents: rust_decimal::Decimal = amount.parse().unwrap();
                    let cents = if amount == "2700" { cents } else { cents * rust_decimal::Decimal::ONE_HUNDRED };
                    format!("amount: {}", cents.normalize())
                }
                (_, text) => text.to_owned(),
            };
            assert!(read.contains(&expected), "{name}: {path}: {text}");
            taken += 1;
        }
    }
    assert!(taken > 400, "{taken}");
}

#[test]
fn another_implementation_reads_the_same() {
    let ours = read_text(&sample("camt053.v8.xml")).unwrap();
    let theirs = sepa::parse_camt053(&sample("camt053.v8.xml")).unwrap();
    let (ours, theirs) = (&ours.statements[0], &theirs.statements[0]);
    assert_eq!(ours.id, theirs.stmt_id);
    assert_eq!(ours.sequence, theirs.sequence_number);
    assert_eq!(ours.opening().map(|balance| balance.money.signed()), theirs.opening_balance().unwrap().signed_ct());
    for (ours, theirs) in ours.entries.iter().zip(&theirs.entries) {
        assert_eq!(Some(ours.money.signed()), theirs.signed_ct());
        assert_eq!(ours.bank_reference, theirs.account_servicer_ref);
        assert_eq!(ours.transactions[0].references.end_to_end_id.as_deref(), theirs.end_to_end_id());
        assert_eq!(ours.booking_date.unwrap().to_string(), "2014-12-31");
    }
}

/// A day of ours: the batch leaves, a payment comes back.
const DAY: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-11-25T06:00:00+01:00</CreDtTm></GrpHdr>
<Stmt><Id>S1</Id><ElctrncSeqNb>228</ElctrncSeqNb><CreDtTm>2026-11-25T06:00:00</CreDtTm>
<Acct><Id><IBAN>DE89370400440532013000</IBAN></Id><Ccy>EUR</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">1000.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-24</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">149.99</Amt><CdtDbtInd>DBIT</CdtDbtInd><Dt><Dt>2026-11-24</Dt></Dt></Bal>
<Ntry><Amt Ccy="EUR">1250</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-11-24</Dt></BookgDt><ValDt><Dt>2026-11-24</Dt></ValDt><AcctSvcrRef>B-1</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>ICDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd><NtryDtls><Btch><PmtInfId>RUN-7</PmtInfId><NbOfTxs>2</NbOfTxs></Btch></NtryDtls></Ntry>
<Ntry><Amt Ccy="EUR">100.01</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-11-24</Dt></BookgDt><AcctSvcrRef>B-2</AcctSvcrRef><BkTxCd/><NtryDtls><TxDtls><Refs><EndToEndId>P-1</EndToEndId></Refs><Amt Ccy="EUR">100.01</Amt><CdtDbtInd>CRDT</CdtDbtInd><RltdPties><Dbtr><Pty><Nm>Beispiel GmbH</Nm></Pty></Dbtr><DbtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></DbtrAcct><Cdtr><Pty><Nm>Erika Mustermann</Nm></Pty></Cdtr><CdtrAcct><Id><IBAN>DE75512108001245126199</IBAN></Id></CdtrAcct></RltdPties><RtrInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>KONTO ERLOSCHEN</AddtlInf></RtrInf></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="EUR">77.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>PDNG</Cd></Sts><BkTxCd/></Ntry>
</Stmt></BkToCstmrStmt></Document>"#;

#[test]
fn a_batch_and_a_return_are_understood() {
    let message = read_text(DAY).unwrap();
    assert_eq!(message.faults(), vec![]);
    let statement = &message.statements[0];
    assert_eq!(statement.entries[0].batches[0].payment_information_id.as_deref(), Some("RUN-7"));
    let returned = &statement.entries[1];
    let transaction = &returned.transactions[0];
    assert_eq!(transaction.returned.as_ref().unwrap().code.as_deref(), Some("AC04"));
    let other = transaction.counterparty(returned, &statement.account).unwrap();
    assert_eq!(other.name.as_deref(), Some("Erika Mustermann"));
    assert_eq!(statement.booked().count(), 2);
}

#[test]
fn statements_that_cannot_be_true_are_refused() {
    let mut messages = String::new();
    for (from, to) in [
        (">149.99<", ">149.98<"),
        ("<Cd>PDNG</Cd>", "<Cd>BOOK</Cd>"),
        ("<Amt Ccy=\"EUR\">1250</Amt>", "<Amt Ccy=\"USD\">1250</Amt>"),
        ("<Amt Ccy=\"EUR\">149.99</Amt>", "<Amt Ccy=\"CHF\">149.99</Amt>"),
        ("<Cd>OPBD</Cd>", "<Cd>INFO</Cd>"),
        ("<Cd>CLBD</Cd>", "<Cd>INFO</Cd>"),
        ("<Id><IBAN>DE89370400440532013000</IBAN></Id><Ccy>", "<Id></Id><Ccy>"),
    ] {
        assert!(DAY.contains(from), "{from}");
        let found = faults(&DAY.replacen(from, to, 1));
        assert!(!found.is_empty(), "{to}");
        messages.push_str(&format!("{to}\n    {}\n", found.join("\n    ")));
    }
    // The same entry again, the same statement again.
    let begin = DAY.find("<Ntry>").unwrap();
    let end = DAY.find("</Ntry>").unwrap() + 7;
    let doubled =
        DAY.replacen(">149.99<", ">1399.99<", 1).replacen("</Ntry>", &format!("</Ntry>{}", &DAY[begin..end]), 1);
    messages.push_str(&format!("entry twice\n    {}\n", faults(&doubled).join("\n    ")));
    let (begin, end) = (DAY.find("<Stmt>").unwrap(), DAY.find("</Stmt>").unwrap() + 7);
    let twice = DAY.replacen("</Stmt>", &format!("</Stmt>{}", &DAY[begin..end]), 1);
    messages.push_str(&format!("statement twice\n    {}\n", faults(&twice).join("\n    ")));
    let next = DAY[begin..end].replacen("<ElctrncSeqNb>228<", "<ElctrncSeqNb>230<", 1);
    let gap = DAY.replacen("</Stmt>", &format!("</Stmt>{next}"), 1);
    messages.push_str(&format!("statement missing\n    {}\n", faults(&gap).join("\n    ")));
    insta::assert_snapshot!(messages);
}

#[test]
fn files_that_cannot_be_read_are_refused() {
    let mut messages = String::new();
    for (from, to) in [
        ("camt.053.001.08", "camt.053.001.13"),
        ("camt.053.001.08", "pain.001.001.09"),
        (" xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"", ""),
        (">1250<", ">8.85001<"),
        (">1250<", ">-1250<"),
        (">1250<", ">1.250,00<"),
        (">1250<", ">92233720368547758.08<"),
        ("Ccy=\"EUR\">1250", "Ccy=\"XYZ\">1250"),
        ("<Amt Ccy=\"EUR\">1250", "<Amt>1250"),
        ("<CdtDbtInd>DBIT</CdtDbtInd><Sts>", "<CdtDbtInd>BOTH</CdtDbtInd><Sts>"),
        ("<BookgDt><Dt>2026-11-24</Dt>", "<BookgDt><Dt>2026-11-31</Dt>"),
        ("<CreDtTm>2026-11-25T06:00:00+01:00</CreDtTm>", "<CreDtTm>gestern</CreDtTm>"),
        ("<ElctrncSeqNb>228<", "<ElctrncSeqNb>-1<"),
        ("<Id>S1</Id>", ""),
        ("<MsgId>M1</MsgId>", ""),
        ("<Stmt>", "<Ntfctn>"),
        ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "<!DOCTYPE a [<!ENTITY a 'a'>]>"),
        (">RUN-7<", ">&run;<"),
    ] {
        assert!(DAY.contains(from), "{from}");
        let changed = DAY.replacen(from, to, 1).replace(
            "</Stmt></BkToCstmrStmt>",
            if to == "<Ntfctn>" { "</Ntfctn></BkToCstmrStmt>" } else { "</Stmt></BkToCstmrStmt>" },
        );
        messages.push_str(&format!("{to}\n    {}\n", told(&changed)));
    }
    messages.push_str(&format!("latin 1\n    {}\n", read(b"<a>M\xfcller</a>", &XmlLimits::default()).unwrap_err()));
    insta::assert_snapshot!(messages);
}

/// Cut anywhere, nothing is read.
#[test]
fn truncated_files_are_refused() {
    for (name, text) in samples() {
        let text = text.trim_end();
        for at in (0..text.len()).step_by(97).chain([text.len() - 1]) {
            assert!(read(&text.as_bytes()[..at], &XmlLimits::default()).is_err(), "{name}: {at}");
        }
    }
}

#[test]
fn names_of_entries_are_stable_and_different() {
    let keys = |text: &str| read_text(text).unwrap().statements[0].import_keys();
    assert_eq!(keys(DAY), keys(DAY));
    assert_eq!(
        keys(DAY),
        [
            "DE89370400440532013000|2026-228|B-1",
            "DE89370400440532013000|2026-228|B-2",
            // The same with every version of this program: names are stored.
            "DE89370400440532013000|2026-228|#832d49727253cb992e5e5982459adfb8",
        ]
    );
    let pending =
        "<Ntry><Amt Ccy=\"EUR\">77.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>PDNG</Cd></Sts><BkTxCd/></Ntry>";
    let twice = keys(&DAY.replacen(pending, &pending.repeat(2), 1));
    assert_eq!(twice[3], format!("{}#2", twice[2]));
    assert_eq!(twice[..3], keys(DAY));
    // One reference for different entries: both are told apart by what they say.
    let shared = keys(&DAY.replacen(">B-2<", ">B-1<", 1));
    assert!(shared[0].contains("|B-1#") && shared[1].contains("|B-1#") && shared[0] != shared[1], "{shared:?}");
    let none = keys(&DAY.replacen(">B-2<", ">NONREF<", 1));
    assert!(none[1].contains("|#"), "{none:?}");
    let without_number = keys(&DAY.replacen("<ElctrncSeqNb>228</ElctrncSeqNb>", "", 1));
    assert_eq!(without_number[0], "DE89370400440532013000|S1|B-1");
}
