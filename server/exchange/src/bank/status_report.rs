//! What becomes of a payment file: `pain.002`, of the file, of its batches and of single payments, and what the banks
//! found when they compared names with accounts (verification of payee).
//!
//! A status that is not said of a payment follows from its batch or from the file ([`StatusReport::status_of`]).

use super::Iban;
use super::message::{
    MessageError, account_number, amount_of, document, missing, moment, name, needed, needed_text, optional_number,
    texts,
};
use super::reason::{Reason, reason};
use crate::money::from_decimal;
use crate::xml::{Element, XmlLimits};
use std::fmt;

/// Formats that are read.
const KNOWN: [&str; 3] = ["pain.002.001.10", "pain.002.001.03", "pain.002.003.03"];

/// One report about one file.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct StatusReport {
    /// The format, such as `pain.002.001.10`.
    pub format: &'static str,
    /// Id of the report.
    pub id: String,
    /// When the bank made it, as the bank wrote it.
    pub created_at: String,
    /// Id of the file it is about.
    pub original_message_id: String,
    /// Format of the file it is about.
    pub original_format: Option<String>,
    /// What is said of the file.
    pub group: Standing,
    /// What is said of its batches.
    pub batches: Vec<BatchStanding>,
}

/// What is said of a file, a batch or a payment.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Standing {
    /// The status, where one is given.
    pub status: Option<Status>,
    /// Why.
    pub reasons: Vec<StatusReason>,
    /// How many payments it has.
    pub count: Option<u64>,
    /// Their sum in cents.
    pub total: Option<i64>,
    /// How many payments have which status, where the bank says so.
    pub counts: Vec<(Status, u64)>,
}

/// What is said of a batch.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct BatchStanding {
    /// Its id.
    pub payment_information_id: String,
    /// What is said of it as a whole.
    pub standing: Standing,
    /// Payments that are named.
    pub payments: Vec<PaymentStanding>,
}

/// What is said of a payment.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PaymentStanding {
    /// The id that it was ordered with.
    pub end_to_end_id: Option<String>,
    /// The id of the instruction.
    pub instruction_id: Option<String>,
    /// The bank's id of this status.
    pub status_id: Option<String>,
    /// The bank's id of the payment.
    pub bank_reference: Option<String>,
    /// The status, where one is given.
    pub status: Option<Status>,
    /// Why.
    pub reasons: Vec<StatusReason>,
    /// The amount that was ordered, in the smallest unit, with its currency.
    pub amount: Option<(i64, String)>,
    /// The payee's name, as it was ordered.
    pub creditor_name: Option<String>,
    /// The payee's account.
    pub creditor_iban: Option<Iban>,
}

/// Why a status is what it is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct StatusReason {
    /// Code of ISO 20022.
    pub code: Option<String>,
    /// The bank's own reason.
    pub proprietary: Option<String>,
    /// Who says so: a name or the code of a bank.
    pub originator: Option<String>,
    /// Further text. After a check of the payee's name it is the name that the payee's bank has.
    pub information: Vec<String>,
}

impl StatusReason {
    /// What the code means.
    #[must_use]
    pub fn meaning(&self) -> Option<&'static Reason> {
        self.code.as_deref().and_then(reason)
    }
}

/// A status of ISO 20022.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub enum Status {
    /// `RCVD`: received.
    Received,
    /// `ACTC`: the form is right.
    FormAccepted,
    /// `ACCP`: the bank's checks are passed.
    Accepted,
    /// `ACSP`: on its way.
    InProcess,
    /// `ACWC`: accepted with a change.
    AcceptedWithChange,
    /// `ACSC`: the account is charged.
    Settled,
    /// `ACCC`: the payee has it.
    Credited,
    /// `PDNG`: the bank has not decided.
    Pending,
    /// `PART`: some are accepted, some are not.
    Partly,
    /// `RJCT`: refused; nothing is paid.
    Rejected,
    /// `CANC`: cancelled.
    Cancelled,
    /// `RCVC`: the name fits the account.
    NameMatches,
    /// `RVMC`: the name nearly fits the account.
    NameNearlyMatches,
    /// `RVNM`: the name does not fit the account.
    NameDiffers,
    /// `RVNA`: the name could not be compared.
    NameNotChecked,
    /// `RVCM`: of a file: all names were compared, some do not fit.
    SomeNamesDiffer,
    /// A code that is not listed.
    Other(String),
}

/// What a status means for the payment.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Outcome {
    /// Nothing is decided.
    Open,
    /// The bank will pay, or has paid.
    Accepted,
    /// The account is charged.
    Paid,
    /// Nothing is paid.
    Refused,
    /// Each payment has its own.
    Mixed,
    /// The names were compared; the file waits for release or cancellation.
    NameChecked,
}

/// Codes, statuses and their names in the message catalogue.
const STATUSES: [(&str, Status, &str, Outcome); 16] = [
    ("RCVD", Status::Received, "received", Outcome::Open),
    ("ACTC", Status::FormAccepted, "form-accepted", Outcome::Open),
    ("ACCP", Status::Accepted, "accepted", Outcome::Accepted),
    ("ACSP", Status::InProcess, "in-process", Outcome::Accepted),
    ("ACWC", Status::AcceptedWithChange, "accepted-with-change", Outcome::Accepted),
    ("ACSC", Status::Settled, "settled", Outcome::Paid),
    ("ACCC", Status::Credited, "credited", Outcome::Paid),
    ("PDNG", Status::Pending, "pending", Outcome::Open),
    ("PART", Status::Partly, "partly", Outcome::Mixed),
    ("RJCT", Status::Rejected, "rejected", Outcome::Refused),
    ("CANC", Status::Cancelled, "cancelled", Outcome::Refused),
    ("RCVC", Status::NameMatches, "name-matches", Outcome::NameChecked),
    ("RVMC", Status::NameNearlyMatches, "name-nearly-matches", Outcome::NameChecked),
    ("RVNM", Status::NameDiffers, "name-differs", Outcome::NameChecked),
    ("RVNA", Status::NameNotChecked, "name-not-checked", Outcome::NameChecked),
    ("RVCM", Status::SomeNamesDiffer, "some-names-differ", Outcome::NameChecked),
];

impl Status {
    /// The status of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Self {
        let known = STATUSES.iter().find(|(known, ..)| *known == code);
        known.map_or_else(|| Self::Other(code.to_owned()), |(_, status, ..)| status.clone())
    }

    fn row(&self) -> Option<&'static (&'static str, Self, &'static str, Outcome)> {
        STATUSES.iter().find(|(_, status, ..)| status == self)
    }

    /// The code.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::Other(code) => code,
            known => known.row().map_or("", |(code, ..)| code),
        }
    }

    /// A name for the message catalogue; `other` for codes that are not listed.
    #[must_use]
    pub fn key(&self) -> &'static str {
        self.row().map_or("other", |(_, _, key, _)| key)
    }

    /// What it means for the payment. A code that is not listed decides nothing.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.row().map_or(Outcome::Open, |(.., outcome)| *outcome)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl StatusReport {
    /// Reads a report. The namespace of the document decides the format.
    ///
    /// # Errors
    ///
    /// A document that is not to be trusted, an unknown format, or values that are missing or cannot be understood.
    pub fn read(bytes: &[u8], limits: &XmlLimits) -> Result<Self, MessageError> {
        let (root, format) = document(bytes, limits, KNOWN.into_iter())?;
        let body = needed(&root, "CstmrPmtStsRpt")?;
        let header = needed(body, "GrpHdr")?;
        let group = needed(body, "OrgnlGrpInfAndSts")?;
        Ok(Self {
            format,
            id: needed_text(header, "MsgId")?,
            created_at: moment(needed(header, "CreDtTm")?)?,
            original_message_id: needed_text(group, "OrgnlMsgId")?,
            original_format: group.owned_at("OrgnlMsgNmId"),
            group: standing(group, "GrpSts")?,
            batches: body.children("OrgnlPmtInfAndSts").map(batch).collect::<Result<_, _>>()?,
        })
    }

    /// What is said of a payment, or else of its batch, or else of the file, with the reasons. `None` where nothing is
    /// said of any of them.
    #[must_use]
    pub fn status_of(&self, payment_information_id: &str, end_to_end_id: &str) -> Option<(&Status, &[StatusReason])> {
        let batch = self.batches.iter().find(|batch| batch.payment_information_id == payment_information_id);
        let payment = batch.and_then(|batch| {
            batch.payments.iter().find(|payment| payment.end_to_end_id.as_deref() == Some(end_to_end_id))
        });
        let of_payment = payment.and_then(|payment| Some((payment.status.as_ref()?, payment.reasons.as_slice())));
        let of = |standing: &'_ Standing| standing.status.is_some();
        let whole = batch.map(|batch| &batch.standing).filter(|standing| of(standing)).unwrap_or(&self.group);
        of_payment.or_else(|| Some((whole.status.as_ref()?, whole.reasons.as_slice())))
    }
}

fn standing(element: &Element, status: &str) -> Result<Standing, MessageError> {
    let mut counts = Vec::new();
    for count in element.children("NbOfTxsPerSts") {
        let number = optional_number(count, "DtldNbOfTxs")?.ok_or_else(|| missing(count, "DtldNbOfTxs"))?;
        counts.push((Status::from_code(&needed_text(count, "DtldSts")?), number));
    }
    let total = element
        .child("OrgnlCtrlSum")
        .map(|sum| from_decimal(sum.text(), "EUR").map_err(|source| MessageError::Amount { line: sum.line, source }));
    Ok(Standing {
        status: element.text_at(status).map(Status::from_code),
        reasons: reasons(element),
        count: optional_number(element, "OrgnlNbOfTxs")?,
        total: total.transpose()?,
        counts,
    })
}

fn batch(element: &Element) -> Result<BatchStanding, MessageError> {
    Ok(BatchStanding {
        payment_information_id: needed_text(element, "OrgnlPmtInfId")?,
        standing: standing(element, "PmtInfSts")?,
        payments: element.children("TxInfAndSts").map(payment).collect::<Result<_, _>>()?,
    })
}

fn payment(element: &Element) -> Result<PaymentStanding, MessageError> {
    let original = element.child("OrgnlTxRef");
    let account = original.and_then(|original| original.child("CdtrAcct"));
    Ok(PaymentStanding {
        end_to_end_id: element.owned_at("OrgnlEndToEndId").filter(|id| id != "NOTPROVIDED"),
        instruction_id: element.owned_at("OrgnlInstrId"),
        status_id: element.owned_at("StsId"),
        bank_reference: element.owned_at("AcctSvcrRef"),
        status: element.text_at("TxSts").map(Status::from_code),
        reasons: reasons(element),
        amount: original.and_then(|original| original.at("Amt/InstdAmt")).map(amount_of).transpose()?,
        creditor_name: original.and_then(|original| original.child("Cdtr")).and_then(name),
        creditor_iban: account.and_then(|account| account_number(account).0),
    })
}

fn reasons(element: &Element) -> Vec<StatusReason> {
    element
        .children("StsRsnInf")
        .map(|reason| StatusReason {
            code: reason.owned_at("Rsn/Cd"),
            proprietary: reason.owned_at("Rsn/Prtry"),
            originator: ["Orgtr/Nm", "Orgtr/Id/OrgId/AnyBIC", "Orgtr/Id/OrgId/BICOrBEI"]
                .iter()
                .find_map(|path| reason.owned_at(path)),
            information: texts(reason, "AddtlInf"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![expect(
        clippy::unwrap_used,
        clippy::indexing_slicing,
        reason = "a test stops where something is not as it should be"
    )]

    use super::*;

    /// Batch 1 was accepted, of batch 2 one payment was refused, the names of batch 3 were compared.
    const REPORT: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
<GrpHdr><MsgId>R-1</MsgId><CreDtTm>2026-11-24T09:30:47.000Z</CreDtTm></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>COMPL-1</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId><OrgnlNbOfTxs>5</OrgnlNbOfTxs><OrgnlCtrlSum>100.05</OrgnlCtrlSum><GrpSts>PART</GrpSts></OrgnlGrpInfAndSts>
<OrgnlPmtInfAndSts><OrgnlPmtInfId>B-1</OrgnlPmtInfId><PmtInfSts>ACSC</PmtInfSts></OrgnlPmtInfAndSts>
<OrgnlPmtInfAndSts><OrgnlPmtInfId>B-2</OrgnlPmtInfId><PmtInfSts>PART</PmtInfSts>
<NbOfTxsPerSts><DtldNbOfTxs>2</DtldNbOfTxs><DtldSts>ACSP</DtldSts></NbOfTxsPerSts><NbOfTxsPerSts><DtldNbOfTxs>1</DtldNbOfTxs><DtldSts>RJCT</DtldSts></NbOfTxsPerSts>
<TxInfAndSts><StsId>S-1</StsId><OrgnlInstrId>I-1</OrgnlInstrId><OrgnlEndToEndId>P-1</OrgnlEndToEndId><TxSts>RJCT</TxSts><StsRsnInf><Orgtr><Id><OrgId><AnyBIC>BANKDEFF123</AnyBIC></OrgId></Id></Orgtr><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>Konto erloschen</AddtlInf></StsRsnInf><OrgnlTxRef><Amt><InstdAmt Ccy="EUR">12.34</InstdAmt></Amt><Cdtr><Pty><Nm>Erika Mustermann</Nm></Pty></Cdtr><CdtrAcct><Id><IBAN>DE75512108001245126199</IBAN></Id></CdtrAcct></OrgnlTxRef></TxInfAndSts></OrgnlPmtInfAndSts>
<OrgnlPmtInfAndSts><OrgnlPmtInfId>B-3</OrgnlPmtInfId><PmtInfSts>RVCM</PmtInfSts>
<TxInfAndSts><OrgnlEndToEndId>P-3</OrgnlEndToEndId><TxSts>RVMC</TxSts><StsRsnInf><AddtlInf>Peter Schmitz</AddtlInf></StsRsnInf><OrgnlTxRef><Cdtr><Pty><Nm>P. Schmitz</Nm></Pty></Cdtr></OrgnlTxRef></TxInfAndSts>
<TxInfAndSts><OrgnlEndToEndId>P-4</OrgnlEndToEndId><TxSts>XXXX</TxSts></TxInfAndSts></OrgnlPmtInfAndSts>
</CstmrPmtStsRpt></Document>"#;

    fn read(text: &str) -> StatusReport {
        StatusReport::read(text.as_bytes(), &XmlLimits::default()).unwrap()
    }

    #[test]
    fn a_report_is_read_with_its_ids_and_reasons() {
        insta::assert_debug_snapshot!(read(REPORT));
    }

    #[test]
    fn a_payment_has_the_status_that_is_nearest_to_it() {
        let report = read(REPORT);
        let of = |batch, payment| report.status_of(batch, payment).unwrap().0;
        assert_eq!(of("B-1", "P-0").outcome(), Outcome::Paid);
        assert_eq!(of("B-2", "P-1").outcome(), Outcome::Refused);
        assert_eq!(of("B-2", "P-2"), &Status::Partly);
        assert_eq!(of("B-3", "P-3"), &Status::NameNearlyMatches);
        assert_eq!(of("B-3", "P-4").outcome(), Outcome::Open);
        assert_eq!(of("B-9", "P-9"), &Status::Partly);
        let (_, reasons) = report.status_of("B-2", "P-1").unwrap();
        assert_eq!(reasons[0].meaning().unwrap().key, "account-closed");
        let (_, reasons) = report.status_of("B-3", "P-3").unwrap();
        assert_eq!(reasons[0].information, ["Peter Schmitz"]);
    }

    #[test]
    fn a_refused_file_refuses_its_payments() {
        let text = "<Document xmlns='urn:iso:std:iso:20022:tech:xsd:pain.002.001.03'><CstmrPmtStsRpt><GrpHdr>\
                    <MsgId>R</MsgId><CreDtTm>2020-01-02T03:04:05</CreDtTm></GrpHdr><OrgnlGrpInfAndSts>\
                    <OrgnlMsgId>M</OrgnlMsgId><OrgnlMsgNmId>pain.001</OrgnlMsgNmId><GrpSts>RJCT</GrpSts><StsRsnInf>\
                    <Rsn><Cd>FF01</Cd></Rsn></StsRsnInf></OrgnlGrpInfAndSts></CstmrPmtStsRpt></Document>";
        let report = read(text);
        let (status, reasons) = report.status_of("B", "P").unwrap();
        assert_eq!((status, reasons[0].code.as_deref()), (&Status::Rejected, Some("FF01")));
    }

    #[test]
    fn another_implementation_reads_the_same() {
        let ours = read(REPORT);
        let theirs = sepa::parse_pain002(REPORT).unwrap();
        assert_eq!(ours.original_message_id, theirs.original_msg_id);
        assert_eq!(ours.batches.len(), theirs.payment_info_statuses.len());
        for (ours, theirs) in ours.batches.iter().zip(&theirs.payment_info_statuses) {
            assert_eq!(ours.payments.len(), theirs.transactions.len());
            for (ours, theirs) in ours.payments.iter().zip(&theirs.transactions) {
                let codes = (ours.status.as_ref().unwrap().code(), theirs.status.as_ref().unwrap().as_code());
                assert_eq!(codes.0, codes.1);
                assert_eq!(ours.creditor_name, theirs.original_creditor_name);
            }
        }
    }

    #[test]
    fn codes_go_there_and_back() {
        for (code, status, ..) in &STATUSES {
            assert_eq!((Status::from_code(code), status.code()), (status.clone(), *code));
        }
        assert_eq!((Status::from_code("ABCD").code(), Status::from_code("ABCD").key()), ("ABCD", "other"));
    }

    #[test]
    fn what_is_no_report_is_refused() {
        let told = |text: &str| StatusReport::read(text.as_bytes(), &XmlLimits::default()).unwrap_err().to_string();
        assert!(
            told(&REPORT.replace("pain.002.001.10", "pain.002.001.99")).contains("ask the bank for one of: pain.002")
        );
        assert_eq!(
            told(&REPORT.replace("<OrgnlMsgId>COMPL-1</OrgnlMsgId>", "")),
            "line 4: `OrgnlGrpInfAndSts` has no `OrgnlMsgId`; the file is incomplete, download it again"
        );
        assert_eq!(
            told(&REPORT.replace("12.34", "12.345")),
            "line 8: `12.345` has more than 2 digits after the point; EUR has no smaller unit"
        );
        let cut: String = REPORT.chars().take(900).collect();
        assert!(told(&cut).contains("it is incomplete"));
    }
}
