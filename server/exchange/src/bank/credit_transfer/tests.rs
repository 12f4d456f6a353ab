//! Files against the schema of the German banks, against another implementation, and every rule broken once.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test stops where something is not as it should be"
)]

use super::*;
use chrono::TimeZone as _;
use proptest::prelude::*;
use sepa::{CreditTransferEntry, CreditTransferGroup, Pain001Builder, PostalAddress, Purpose};
use std::io::Write as _;
use std::path::PathBuf;
use std::process::Command;

const DEBTOR: &str = "DE89370400440532013000";
const PAYEE: &str = "DE75512108001245126199";

fn transfer(id: &str, amount: i64) -> Transfer {
    Transfer {
        end_to_end_id: id.to_owned(),
        amount,
        currency: "EUR".to_owned(),
        creditor_name: "Erika Mustermann".to_owned(),
        iban: PAYEE.parse().unwrap(),
        bic: None,
        address: None,
        remittance: "Provision 2026-10 Gutschrift GU-2026-000123".to_owned(),
        purpose: None,
    }
}

fn file(transfers: Vec<Transfer>) -> CreditTransfer {
    let mut file = CreditTransfer {
        message_id: "COMPL-2026-11-0001".to_owned(),
        payment_information_id: "COMPL-2026-11-0001-1".to_owned(),
        created_at: Utc.with_ymd_and_hms(2026, 11, 22, 9, 30, 5).unwrap(),
        initiating_party: "Beispiel GmbH".to_owned(),
        debtor: Debtor {
            name: "Beispiel GmbH".to_owned(),
            iban: DEBTOR.parse().unwrap(),
            bic: Some("COBADEFFXXX".parse().unwrap()),
        },
        execution_date: NaiveDate::from_ymd_opt(2026, 11, 24).unwrap(),
        batch_booking: true,
        expected: Expected { count: transfers.len(), total: 0 },
        transfers,
    };
    file.expected.total = file.total().unwrap_or_default();
    file
}

/// A file in which everything that can be given is given.
fn full() -> CreditTransfer {
    let mut abroad = transfer("P-000002", 99_999_999_999);
    abroad.iban = "CH9300762011623852957".parse().unwrap();
    abroad.bic = Some("UBSWCHZH80A".parse().unwrap());
    abroad.creditor_name = "Jürg Schäfer & Söhne".to_owned();
    abroad.address = Some(Address {
        street: "Große Gasse".to_owned(),
        building_number: "7a".to_owned(),
        postcode: "8001".to_owned(),
        town: "Zürich".to_owned(),
        country: "CH".to_owned(),
    });
    abroad.remittance = "x".repeat(140);
    abroad.purpose = Some("COMM".to_owned());
    let mut plain = transfer("P-000003", 1);
    plain.remittance = String::new();
    plain.creditor_name = "n".repeat(70);
    let mut file = file(vec![transfer("P-000001", 123_456), abroad, plain]);
    file.message_id = "m".repeat(35);
    file.in_sepa_characters()
}

/// The profile's schema lies in the source of the `sepa` crate; it may not be passed on.
fn schema() -> PathBuf {
    let rustc = Command::new("rustc").arg("-vV").output().unwrap();
    let rustc = String::from_utf8(rustc.stdout).unwrap();
    let host = rustc.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    // Without the platform it would ask for packages that are built elsewhere only and need not be here.
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--offline", "--filter-platform", host, "--manifest-path"])
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))
        .output()
        .unwrap();
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("cargo metadata: {error}: {}", String::from_utf8_lossy(&output.stderr)));
    let packages = metadata["packages"].as_array().unwrap();
    let sepa = packages.iter().find(|package| package["name"] == "sepa").unwrap();
    let manifest = PathBuf::from(sepa["manifest_path"].as_str().unwrap());
    manifest.parent().unwrap().join("tests/xsd/pain.001.001.09_GBIC_5.xsd")
}

/// What `xmllint` says against the schema; empty when it is satisfied.
fn schema_faults(xml: &[u8]) -> String {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(xml).unwrap();
    let output = Command::new("xmllint")
        .args(["--nonet", "--noout", "--schema"])
        .arg(schema())
        .arg(file.path())
        .output()
        .unwrap_or_else(|error| {
            panic!("xmllint: {error}; install it: Debian and Ubuntu `apt-get install libxml2-utils`, Fedora `libxml2`")
        });
    if output.status.success() { String::new() } else { String::from_utf8_lossy(&output.stderr).into_owned() }
}

#[test]
fn a_file_is_written_as_the_profile_has_it() {
    insta::assert_snapshot!(String::from_utf8(full().to_xml().unwrap()).unwrap());
}

#[test]
fn the_schema_of_the_profile_is_satisfied() {
    let mut plain = file(vec![transfer("P-1", 1)]);
    plain.debtor.bic = None;
    plain.batch_booking = false;
    for file in [full(), plain] {
        assert_eq!(schema_faults(&file.to_xml().unwrap()), "");
    }
}

/// The check can fail: a document that the schema forbids is found.
#[test]
fn the_schema_is_really_asked() {
    let xml = String::from_utf8(full().to_xml().unwrap()).unwrap();
    for (from, to) in [
        ("<PmtMtd>TRF<", "<PmtMtd>CHK<"),
        ("<TwnNm>Zuerich</TwnNm>", ""),
        ("Ccy=\"EUR\"", "Ccy=\"CHF\""),
        (">0.01<", ">0.00<"),
        ("<ChrgBr>SLEV</ChrgBr>", "<AdrLine>a</AdrLine>"),
    ] {
        assert!(xml.contains(from), "{from}");
        assert_ne!(schema_faults(xml.replace(from, to).as_bytes()), "", "{to}");
    }
}

/// The same payments through the `sepa` crate.
fn theirs(file: &CreditTransfer) -> String {
    let day = sepa::IsoDate::parse(&file.execution_date.to_string()).unwrap();
    let debtor = sepa::validate_iban(file.debtor.iban.as_str()).unwrap();
    let mut group = CreditTransferGroup::new(&file.debtor.name, &debtor, day)
        .payment_info_id(&file.payment_information_id)
        .batch_booking(file.batch_booking);
    if let Some(bic) = &file.debtor.bic {
        group = group.debtor_bic(bic.as_str().parse().unwrap());
    }
    for transfer in &file.transfers {
        let iban = sepa::validate_iban(transfer.iban.as_str()).unwrap();
        let mut entry =
            CreditTransferEntry::new(&transfer.creditor_name, iban, transfer.amount, &transfer.end_to_end_id);
        if !transfer.remittance.is_empty() {
            entry = entry.with_description(&transfer.remittance);
        }
        if let Some(bic) = &transfer.bic {
            entry = entry.with_bic(bic.as_str().parse().unwrap());
        }
        if let Some(address) = &transfer.address {
            let mut theirs = PostalAddress::new(&address.town, &address.country).unwrap();
            for (text, set) in [
                (&address.street, PostalAddress::street as fn(PostalAddress, String) -> PostalAddress),
                (&address.building_number, PostalAddress::building_number),
                (&address.postcode, PostalAddress::post_code),
            ] {
                if !text.is_empty() {
                    theirs = set(theirs, text.clone());
                }
            }
            entry = entry.with_creditor_address(theirs);
        }
        if let Some(purpose) = &transfer.purpose {
            entry = entry.with_purpose(purpose.parse::<Purpose>().unwrap());
        }
        group = group.add_entry(entry);
    }
    Pain001Builder::new(&file.initiating_party, &file.message_id)
        .created_at(sepa::IsoDateTime::parse(&file.created_at.format("%Y-%m-%dT%H:%M:%SZ").to_string()).unwrap())
        .add_group(group)
        .build()
        .unwrap()
}

/// A document as a list of elements and texts, without blanks between elements.
fn flat(xml: &str) -> Vec<String> {
    xml.replace("&apos;", "'")
        .split_inclusive('>')
        .flat_map(|part| match part.rfind('<') {
            Some(at) => vec![part[..at].trim().to_owned(), part[at..].to_owned()],
            None => vec![part.trim().to_owned()],
        })
        .filter(|part| !part.is_empty() && !part.starts_with("<?"))
        .collect()
}

#[test]
fn another_implementation_writes_the_same() {
    let mut plain = file(vec![transfer("P-1", 1), transfer("P-2", 250)]);
    plain.debtor.bic = None;
    for file in [full(), plain] {
        let ours = String::from_utf8(file.to_xml().unwrap()).unwrap();
        assert_eq!(flat(&ours), flat(&theirs(&file)));
    }
}

#[test]
fn the_same_payments_have_the_same_bytes() {
    assert_eq!(full().to_xml().unwrap(), full().to_xml().unwrap());
}

/// Every rule, broken by one change.
#[test]
fn every_violation_names_its_item() {
    type Change = fn(&mut CreditTransfer);
    let changes: &[Change] = &[
        |file| file.message_id = String::new(),
        |file| file.message_id = "m".repeat(36),
        |file| file.payment_information_id = "/batch".to_owned(),
        |file| file.payment_information_id = "batch/".to_owned(),
        |file| file.payment_information_id = "ba//tch".to_owned(),
        |file| file.initiating_party = "  ".to_owned(),
        |file| file.execution_date = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap(),
        |file| file.expected.count = 3,
        |file| file.expected.total += 1,
        |file| file.debtor.name = "Müller".to_owned(),
        |file| file.debtor.iban = "TR330006100519786457841326".parse().unwrap(),
        |file| file.transfers[1].end_to_end_id = "P-1".to_owned(),
        |file| file.transfers[1].end_to_end_id = "NOTPROVIDED".to_owned(),
        |file| file.transfers[1].end_to_end_id = "P_2".to_owned(),
        |file| file.transfers[1].currency = "CHF".to_owned(),
        |file| file.transfers[1].creditor_name = String::new(),
        |file| file.transfers[1].creditor_name = "n".repeat(71),
        |file| file.transfers[1].creditor_name = " Erika".to_owned(),
        |file| file.transfers[1].iban = DEBTOR.parse().unwrap(),
        |file| file.transfers[1].iban = "AE070331234567890123456".parse().unwrap(),
        |file| file.transfers[1].iban = "CH9300762011623852957".parse().unwrap(),
        |file| file.transfers[1].address = Some(Address { country: "DE".to_owned(), ..Address::default() }),
        |file| file.transfers[1].address = Some(Address { town: "Bonn".to_owned(), ..Address::default() }),
        |file| {
            let address = Address { town: "Bonn".to_owned(), country: "ZZ".to_owned(), ..Address::default() };
            file.transfers[1].address = Some(Address { postcode: "1".repeat(17), ..address });
        },
        |file| file.transfers[1].remittance = "x".repeat(141),
        |file| file.transfers[1].remittance = "zwei\nZeilen".to_owned(),
        |file| file.transfers[1].purpose = Some("comm".to_owned()),
    ];
    let mut told = String::new();
    for change in changes {
        let mut file = file(vec![transfer("P-1", 100), transfer("P-2", 200)]);
        assert_eq!(file.violations(), vec![]);
        change(&mut file);
        let violations = file.violations();
        assert!(!violations.is_empty());
        assert!(matches!(file.to_xml(), Err(CreditTransferError::Violations(found)) if found == violations));
        for violation in violations {
            told.push_str(&format!("{violation}\n"));
        }
    }
    for amount in [0, -1, LARGEST_AMOUNT + 1] {
        told.push_str(&format!("{}\n", file(vec![transfer("P-1", amount)]).violations()[0]));
    }
    told.push_str(&format!("{}\n", file(vec![]).violations()[0]));
    let overflowing = file(vec![transfer("P-1", i64::MAX), transfer("P-2", 1)]);
    told.push_str(&format!("{}\n", overflowing.violations()[0]));
    insta::assert_snapshot!(told);
}

#[test]
fn all_violations_are_told_at_once() {
    let mut broken = file(vec![transfer("P-1", 0), transfer("P-1", -5)]);
    broken.message_id = String::new();
    broken.debtor.name = "…".to_owned();
    let Err(error) = broken.to_xml() else { panic!("written") };
    assert_eq!(
        error.to_string(),
        "the payment file breaks 5 rule(s), the first: file: id of the file: is missing; fill it in"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// What passes our rules passes the other implementation's, whatever names and texts come in.
    #[test]
    fn any_name_can_be_paid(names in prop::collection::vec(("\\PC{1,30}", "\\PC{0,60}", 1_i64..=LARGEST_AMOUNT), 1..6)) {
        let transfers = names.iter().enumerate().map(|(at, (name, text, amount))| Transfer {
            creditor_name: name.clone(),
            remittance: text.clone(),
            ..transfer(&format!("P-{at}"), *amount)
        });
        let file = file(transfers.collect()).in_sepa_characters();
        let violations = file.violations();
        if violations.is_empty() {
            let ours = String::from_utf8(file.to_xml().unwrap()).unwrap();
            prop_assert_eq!(flat(&ours), flat(&theirs(&file)));
        } else {
            // Letters may become two or three, names of marks only nothing.
            for violation in violations {
                prop_assert!(matches!(violation.rule, Rule::Missing | Rule::TooLong { .. }), "{}", violation);
            }
        }
    }
}
