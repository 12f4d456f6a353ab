//! From the document to plain data. Where versions differ, both places are looked at.

use super::{
    Account, Balance, Batch, BookingCode, Direction, Entry, EntryStatus, Kind, Message, Money, Page, Party, References,
    Return, Statement, StructuredRemittance, Transaction,
};
use crate::bank::message::{
    MessageError, account_number, amount_of, document, local, missing, moment, name, needed, needed_text, number,
    optional_number, person, texts, wrong,
};
use crate::xml::{Element, XmlLimits};
use chrono::NaiveDate;

/// Formats that are read.
const KNOWN: &[(&str, Kind, u8)] = &[
    ("camt.053.001.08", Kind::Statement, 8),
    ("camt.053.001.04", Kind::Statement, 4),
    ("camt.053.001.02", Kind::Statement, 2),
    ("camt.052.001.08", Kind::Report, 8),
    ("camt.052.001.04", Kind::Report, 4),
    ("camt.052.001.02", Kind::Report, 2),
    ("camt.054.001.08", Kind::Notification, 8),
    ("camt.054.001.04", Kind::Notification, 4),
    ("camt.054.001.02", Kind::Notification, 2),
];

/// Reads a message of a bank. The namespace of the document decides the format and its version.
///
/// # Errors
///
/// A document that is not to be trusted, an unknown format, or values that are missing or cannot be understood.
pub fn read(bytes: &[u8], limits: &XmlLimits) -> Result<Message, MessageError> {
    let (root, format) = document(bytes, limits, KNOWN.iter().map(|(name, ..)| *name))?;
    let known = KNOWN.iter().find(|(name, ..)| *name == format);
    let (_, kind, version) = known.ok_or_else(|| missing(&root, "BkToCstmrStmt"))?;
    let (body, part) = match kind {
        Kind::Report => ("BkToCstmrAcctRpt", "Rpt"),
        Kind::Statement => ("BkToCstmrStmt", "Stmt"),
        Kind::Notification => ("BkToCstmrDbtCdtNtfctn", "Ntfctn"),
    };
    let body = needed(&root, body)?;
    let header = needed(body, "GrpHdr")?;
    let statements: Vec<Statement> = body.children(part).map(statement).collect::<Result<_, _>>()?;
    if statements.is_empty() {
        needed(body, part)?;
    }
    Ok(Message {
        kind: *kind,
        version: *version,
        id: needed_text(header, "MsgId")?,
        created_at: moment(needed(header, "CreDtTm")?)?,
        information: header.owned_at("AddtlInf"),
        statements,
    })
}

fn statement(element: &Element) -> Result<Statement, MessageError> {
    let page = ["StmtPgntn", "RptPgntn", "NtfctnPgntn"].iter().find_map(|name| element.child(name));
    let information = ["AddtlStmtInf", "AddtlRptInf", "AddtlNtfctnInf"].iter().find_map(|name| element.owned_at(name));
    let optional_moment = |path: &str| element.at(path).map(moment).transpose();
    Ok(Statement {
        id: needed_text(element, "Id")?,
        sequence: optional_number(element, "ElctrncSeqNb")?,
        legal_sequence: optional_number(element, "LglSeqNb")?,
        page: page.map(self::page).transpose()?,
        created_at: optional_moment("CreDtTm")?,
        from: optional_moment("FrToDt/FrDtTm")?,
        to: optional_moment("FrToDt/ToDtTm")?,
        copy: element.owned_at("CpyDplctInd"),
        account: account(needed(element, "Acct")?),
        balances: element.children("Bal").map(balance).collect::<Result<_, _>>()?,
        entries: element.children("Ntry").map(entry).collect::<Result<_, _>>()?,
        information,
    })
}

fn page(element: &Element) -> Result<Page, MessageError> {
    let number = number(needed(element, "PgNb")?)?;
    Ok(Page { number, last: truth(needed(element, "LastPgInd")?)? })
}

fn account(element: &Element) -> Account {
    let (iban, other) = account_number(element);
    let bank = element.at("Svcr/FinInstnId");
    Account {
        iban,
        other,
        currency: element.owned_at("Ccy"),
        owner: element.owned_at("Ownr/Nm"),
        bank_bic: bank.and_then(bic),
        bank_name: bank.and_then(|bank| bank.owned_at("Nm")),
    }
}

/// `BIC` in the old versions.
fn bic(institution: &Element) -> Option<String> {
    institution.owned_at("BICFI").or_else(|| institution.owned_at("BIC"))
}

fn balance(element: &Element) -> Result<Balance, MessageError> {
    let kind = needed(element, "Tp")?;
    let code = kind.owned_at("CdOrPrtry/Cd").or_else(|| kind.owned_at("CdOrPrtry/Prtry"));
    Ok(Balance {
        code: code.ok_or_else(|| missing(kind, "Cd"))?,
        money: money(element, "Amt")?,
        date: date(needed(element, "Dt")?)?.ok_or_else(|| missing(element, "Dt"))?,
    })
}

fn money(element: &Element, amount: &'static str) -> Result<Money, MessageError> {
    let direction = direction(needed(element, "CdtDbtInd")?)?;
    self::amount(needed(element, amount)?, direction)
}

fn amount(element: &Element, direction: Direction) -> Result<Money, MessageError> {
    let (amount, currency) = amount_of(element)?;
    Ok(Money { amount, currency, direction })
}

fn direction(element: &Element) -> Result<Direction, MessageError> {
    match element.text() {
        "CRDT" => Ok(Direction::Credit),
        "DBIT" => Ok(Direction::Debit),
        _ => Err(wrong(element, "direction (CRDT, DBIT)")),
    }
}

fn entry(element: &Element) -> Result<Entry, MessageError> {
    let money = money(element, "Amt")?;
    let reversal = element.child("RvslInd").map(truth).transpose()?.unwrap_or(false);
    let status = needed(element, "Sts")?;
    // Since version 8 the code has an element of its own.
    let status = match status.text_at("Cd").or_else(|| status.text_at("Prtry")).unwrap_or(status.text()) {
        "BOOK" => EntryStatus::Booked,
        "PDNG" => EntryStatus::Pending,
        "INFO" => EntryStatus::Information,
        "FUTR" => EntryStatus::Future,
        "" => return Err(missing(status, "Cd")),
        other => EntryStatus::Other(other.to_owned()),
    };
    let details = || element.children("NtryDtls");
    let batches = details().flat_map(|details| details.children("Btch")).map(|batch| self::batch(batch, &money));
    let transactions =
        details().flat_map(|details| details.children("TxDtls")).map(|detail| transaction(detail, &money));
    Ok(Entry {
        reversal,
        status,
        booking_date: element.child("BookgDt").map(date).transpose()?.flatten(),
        value_date: element.child("ValDt").map(date).transpose()?.flatten(),
        bank_reference: element.owned_at("AcctSvcrRef"),
        entry_reference: element.owned_at("NtryRef"),
        code: code(element),
        batches: batches.collect::<Result<_, _>>()?,
        transactions: transactions.collect::<Result<_, _>>()?,
        information: element.owned_at("AddtlNtryInf"),
        money,
    })
}

fn code(element: &Element) -> BookingCode {
    let at = |path: &str| element.at("BkTxCd").and_then(|code| code.owned_at(path));
    BookingCode {
        domain: at("Domn/Cd"),
        family: at("Domn/Fmly/Cd"),
        sub_family: at("Domn/Fmly/SubFmlyCd"),
        proprietary: at("Prtry/Cd"),
        issuer: at("Prtry/Issr"),
    }
}

fn batch(element: &Element, entry: &Money) -> Result<Batch, MessageError> {
    let direction = element.child("CdtDbtInd").map(direction).transpose()?.unwrap_or(entry.direction);
    Ok(Batch {
        message_id: element.owned_at("MsgId"),
        payment_information_id: element.owned_at("PmtInfId"),
        count: optional_number(element, "NbOfTxs")?,
        total: element.child("TtlAmt").map(|total| amount(total, direction)).transpose()?,
    })
}

fn transaction(element: &Element, entry: &Money) -> Result<Transaction, MessageError> {
    let direction = element.child("CdtDbtInd").map(direction).transpose()?.unwrap_or(entry.direction);
    // Version 2 has the amount among the details only.
    let amount = element.child("Amt").or_else(|| element.at("AmtDtls/TxAmt/Amt"));
    let parties = element.child("RltdPties");
    let party = |role: &str| parties.and_then(|parties| parties.child(role));
    let agent = |role: &str| element.at("RltdAgts").and_then(|agents| agents.child(role)?.child("FinInstnId"));
    let full = |role: &str, account: &str, bank: &str| self::party(party(role), party(account), agent(bank));
    let remittance = element.child("RmtInf");
    Ok(Transaction {
        references: element.child("Refs").map(references).unwrap_or_default(),
        money: amount.map(|amount| self::amount(amount, direction)).transpose()?,
        code: code(element),
        initiating: party("InitgPty").map(|other| self::party(Some(other), None, None)),
        debtor: full("Dbtr", "DbtrAcct", "DbtrAgt"),
        ultimate_debtor: party("UltmtDbtr").map(|other| self::party(Some(other), None, None)),
        creditor: full("Cdtr", "CdtrAcct", "CdtrAgt"),
        ultimate_creditor: party("UltmtCdtr").map(|other| self::party(Some(other), None, None)),
        purpose: element.owned_at("Purp/Cd").or_else(|| element.owned_at("Purp/Prtry")),
        remittance: remittance.map(|info| texts(info, "Ustrd")).unwrap_or_default(),
        structured: remittance.map(|info| info.children("Strd").map(structured).collect()).unwrap_or_default(),
        returned: element.child("RtrInf").map(returned),
        information: element.owned_at("AddtlTxInf"),
    })
}

fn party(party: Option<&Element>, account: Option<&Element>, bank: Option<&Element>) -> Party {
    let (iban, other_account) = account.map(account_number).unwrap_or_default();
    let person = party.map(person);
    let mut address = Vec::new();
    if let Some(postal) = person.and_then(|person| person.child("PstlAdr")) {
        for part in ["StrtNm", "BldgNb", "PstCd", "TwnNm", "CtrySubDvsn", "Ctry", "AdrLine"] {
            address.extend(texts(postal, part));
        }
    }
    let mut ids = Vec::new();
    for kind in ["Id/OrgId", "Id/PrvtId"] {
        if let Some(kind) = person.and_then(|person| person.at(kind)) {
            ids.extend(["AnyBIC", "BICOrBEI", "LEI"].iter().filter_map(|name| kind.owned_at(name)));
            ids.extend(kind.children("Othr").filter_map(|other| {
                let id = other.text_at("Id")?;
                Some(other.text_at("Issr").map_or_else(|| id.to_owned(), |issuer| format!("{id} ({issuer})")))
            }));
        }
    }
    Party { name: party.and_then(name), iban, other_account, bic: bank.and_then(bic), address, ids }
}

fn references(element: &Element) -> References {
    let at = |name: &str| element.owned_at(name).filter(|id| id != "NOTPROVIDED");
    References {
        message_id: at("MsgId"),
        bank_reference: at("AcctSvcrRef"),
        payment_information_id: at("PmtInfId"),
        instruction_id: at("InstrId"),
        end_to_end_id: at("EndToEndId"),
        uetr: at("UETR"),
        transaction_id: at("TxId"),
        mandate_id: at("MndtId"),
        other: element
            .all()
            .iter()
            .filter_map(|child| match &*child.name {
                "Prtry" => Some((child.owned_at("Tp")?, child.owned_at("Ref")?)),
                "ChqNb" | "ClrSysRef" | "AcctOwnrTxId" | "AcctSvcrTxId" | "MktInfrstrctrTxId" | "PrcgId" => {
                    Some((child.name.to_string(), child.text().to_owned()))
                }
                _ => None,
            })
            .collect(),
    }
}

fn structured(element: &Element) -> StructuredRemittance {
    let reference = element.child("CdtrRefInf");
    let at = |path: &str| reference.and_then(|reference| reference.owned_at(path));
    StructuredRemittance {
        kind: at("Tp/CdOrPrtry/Cd").or_else(|| at("Tp/CdOrPrtry/Prtry")),
        issuer: at("Tp/Issr"),
        reference: at("Ref"),
        information: texts(element, "AddtlRmtInf"),
    }
}

fn returned(element: &Element) -> Return {
    let originator = element.child("Orgtr");
    Return {
        code: element.owned_at("Rsn/Cd"),
        proprietary: element.owned_at("Rsn/Prtry"),
        originator: originator
            .and_then(|originator| originator.owned_at("Nm").or_else(|| originator.owned_at("Id/OrgId/AnyBIC"))),
        information: texts(element, "AddtlInf"),
    }
}

fn truth(element: &Element) -> Result<bool, MessageError> {
    match element.text() {
        "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        _ => Err(wrong(element, "truth value (true, false)")),
    }
}

/// A day, given alone or with a time. With a time it is the day in the bank's own zone, as the bank books by it.
fn date(element: &Element) -> Result<Option<NaiveDate>, MessageError> {
    let day = match (element.child("Dt"), element.child("DtTm")) {
        (Some(day), _) => day,
        (None, Some(moment)) => moment,
        (None, None) => return Ok(None),
    };
    let text = day.text();
    // A day may carry a zone (XML Schema); the time behind a `T` is checked too.
    let parsed = match text.split_once('T') {
        Some(_) => local(text).map(|moment| moment.date()),
        None => text.get(..10).and_then(|day| NaiveDate::parse_from_str(day, "%Y-%m-%d").ok()),
    };
    parsed.map(Some).ok_or_else(|| wrong(day, "day of the calendar"))
}
