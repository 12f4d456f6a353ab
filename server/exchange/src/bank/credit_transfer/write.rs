//! The document. The order of elements is the schema's.

use super::{Address, CreditTransfer, Transfer};
use crate::bank::Bic;
use crate::money::to_decimal;
use crate::xml::Xml;
use std::io;

const NAMESPACE: &str = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09";

/// Digits after the point of the euro.
const EURO: u32 = 2;

pub(super) fn write(file: &CreditTransfer, total: i64) -> io::Result<Vec<u8>> {
    let mut xml = Xml::new()?;
    let count = file.transfers.len().to_string();
    let total = to_decimal(total, EURO);
    xml.element("Document", &[("xmlns", NAMESPACE)], |xml| {
        xml.group("CstmrCdtTrfInitn", |xml| {
            xml.group("GrpHdr", |xml| {
                xml.text("MsgId", &file.message_id)?;
                xml.text("CreDtTm", &file.created_at.format("%Y-%m-%dT%H:%M:%SZ").to_string())?;
                xml.text("NbOfTxs", &count)?;
                xml.text("CtrlSum", &total)?;
                xml.group("InitgPty", |xml| xml.text("Nm", &file.initiating_party))
            })?;
            xml.group("PmtInf", |xml| {
                xml.text("PmtInfId", &file.payment_information_id)?;
                xml.text("PmtMtd", "TRF")?;
                xml.text("BtchBookg", if file.batch_booking { "true" } else { "false" })?;
                xml.text("NbOfTxs", &count)?;
                xml.text("CtrlSum", &total)?;
                xml.group("PmtTpInf", |xml| xml.group("SvcLvl", |xml| xml.text("Cd", "SEPA")))?;
                xml.group("ReqdExctnDt", |xml| xml.text("Dt", &file.execution_date.format("%Y-%m-%d").to_string()))?;
                xml.group("Dbtr", |xml| xml.text("Nm", &file.debtor.name))?;
                account(xml, "DbtrAcct", file.debtor.iban.as_str())?;
                // The profile demands the debtor's bank: its code, or the word that it is not given.
                match &file.debtor.bic {
                    Some(bic) => agent(xml, "DbtrAgt", bic)?,
                    None => xml.group("DbtrAgt", |xml| {
                        xml.group("FinInstnId", |xml| xml.group("Othr", |xml| xml.text("Id", "NOTPROVIDED")))
                    })?,
                }
                xml.text("ChrgBr", "SLEV")?;
                file.transfers.iter().try_for_each(|transfer| self::transfer(xml, transfer))
            })
        })
    })?;
    Ok(xml.finish())
}

fn transfer(xml: &mut Xml, transfer: &Transfer) -> io::Result<()> {
    xml.group("CdtTrfTxInf", |xml| {
        xml.group("PmtId", |xml| xml.text("EndToEndId", &transfer.end_to_end_id))?;
        xml.group("Amt", |xml| {
            xml.text_with("InstdAmt", &[("Ccy", &transfer.currency)], &to_decimal(transfer.amount, EURO))
        })?;
        if let Some(bic) = &transfer.bic {
            agent(xml, "CdtrAgt", bic)?;
        }
        xml.group("Cdtr", |xml| {
            xml.text("Nm", &transfer.creditor_name)?;
            transfer.address.iter().try_for_each(|address| self::address(xml, address))
        })?;
        account(xml, "CdtrAcct", transfer.iban.as_str())?;
        if let Some(purpose) = &transfer.purpose {
            xml.group("Purp", |xml| xml.text("Cd", purpose))?;
        }
        if transfer.remittance.is_empty() {
            return Ok(());
        }
        xml.group("RmtInf", |xml| xml.text("Ustrd", &transfer.remittance))
    })
}

fn account(xml: &mut Xml, name: &str, iban: &str) -> io::Result<()> {
    xml.group(name, |xml| xml.group("Id", |xml| xml.text("IBAN", iban)))
}

fn agent(xml: &mut Xml, name: &str, bic: &Bic) -> io::Result<()> {
    xml.group(name, |xml| xml.group("FinInstnId", |xml| xml.text("BICFI", bic.as_str())))
}

fn address(xml: &mut Xml, address: &Address) -> io::Result<()> {
    xml.group("PstlAdr", |xml| {
        let parts = [
            ("StrtNm", &address.street),
            ("BldgNb", &address.building_number),
            ("PstCd", &address.postcode),
            ("TwnNm", &address.town),
            ("Ctry", &address.country),
        ];
        parts.iter().filter(|(_, text)| !text.is_empty()).try_for_each(|(name, text)| xml.text(name, text))
    })
}
