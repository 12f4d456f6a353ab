//! Why banks refuse payments or send them back: the reason codes of ISO 20022 in plain words.

/// What somebody has to do about it.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Remedy {
    /// The payee's account has to be corrected or replaced before anything is paid again.
    Account,
    /// The payee's name or address has to be corrected.
    Payee,
    /// The file was wrong or came too late; it has to be made again.
    File,
    /// The account that is charged lacks money or is not free for it.
    Funds,
    /// Nothing is wrong with the data; it may be paid again later.
    PayAgain,
    /// The bank or the payee has to be asked.
    Ask,
    /// Nothing; it is for information.
    Nothing,
}

/// What a code means.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Reason {
    /// The code of ISO 20022, four characters.
    pub code: &'static str,
    /// A name for the message catalogue.
    pub key: &'static str,
    /// The meaning in English.
    pub text: &'static str,
    /// What has to be done.
    pub remedy: Remedy,
}

/// The meaning of a code; `None` for codes that are not listed.
#[must_use]
pub fn reason(code: &str) -> Option<&'static Reason> {
    REASONS.iter().find(|reason| reason.code == code)
}

/// All codes that are known.
#[must_use]
pub const fn reasons() -> &'static [Reason] {
    REASONS
}

const fn row(code: &'static str, key: &'static str, text: &'static str, remedy: Remedy) -> Reason {
    Reason { code, key, text, remedy }
}

/// Codes of the external code sets for status and return reasons that occur with SEPA credit transfers (EPC132-08,
/// EPC115-06; DFÜ agreement, annex 3).
const REASONS: &[Reason] = &[
    row("AB05", "timeout-payee-bank", "the payee's bank did not answer in time", Remedy::PayAgain),
    row("AB06", "timeout-payment", "the payment was not executed in time", Remedy::PayAgain),
    row("AB07", "bank-offline", "the bank could not be reached", Remedy::PayAgain),
    row("AB08", "payee-bank-offline", "the payee's bank could not be reached", Remedy::PayAgain),
    row("AB09", "payee-bank-error", "the payee's bank could not execute the payment", Remedy::PayAgain),
    row("AB10", "error-at-bank", "a bank on the way could not execute the payment", Remedy::PayAgain),
    row("AB11", "timeout-bank", "a bank did not answer in time", Remedy::PayAgain),
    row("AC01", "account-number-wrong", "the account number is wrong", Remedy::Account),
    row("AC02", "debtor-account-wrong", "the number of the account that is charged is wrong", Remedy::File),
    row("AC03", "creditor-account-wrong", "the payee's account number is wrong", Remedy::Account),
    row("AC04", "account-closed", "the account is closed", Remedy::Account),
    row("AC06", "account-blocked", "the account is blocked", Remedy::Account),
    row("AC07", "creditor-account-closed", "the payee's account is closed", Remedy::Account),
    row("AC13", "account-kind-wrong", "the account is of a kind that cannot take part", Remedy::Account),
    row("AC14", "creditor-account-kind-wrong", "the payee's account is of a kind that cannot be paid", Remedy::Account),
    row("AG01", "payment-forbidden", "payments to this account are not allowed", Remedy::Account),
    row("AG02", "operation-invalid", "the kind of payment is not valid for this bank", Remedy::File),
    row("AG03", "operation-not-supported", "the payee's bank does not take part in this", Remedy::Ask),
    row("AG10", "bank-suspended", "the bank is suspended from the payment system", Remedy::Ask),
    row("AG11", "creditor-bank-suspended", "the payee's bank is suspended from the payment system", Remedy::Account),
    row("AM01", "amount-zero", "the amount is zero", Remedy::File),
    row("AM02", "amount-not-allowed", "the amount is larger than the bank allows", Remedy::Ask),
    row("AM03", "currency-not-allowed", "the currency cannot be paid", Remedy::File),
    row("AM04", "funds-insufficient", "there is not enough money on the account", Remedy::Funds),
    row("AM05", "duplicate", "the payment has been handed in before", Remedy::File),
    row("AM09", "amount-wrong", "the amount is not what was agreed", Remedy::Ask),
    row("AM10", "control-sum-wrong", "the sum of the file is not that of its payments", Remedy::File),
    row("AM18", "count-wrong", "the number of payments is not what the file says", Remedy::File),
    row("AM23", "amount-over-limit", "the amount is above the limit of the account", Remedy::Funds),
    row("ARDT", "already-returned", "the payment has been sent back already", Remedy::Nothing),
    row("BE01", "name-does-not-fit", "the name does not belong to the account", Remedy::Payee),
    row("BE04", "creditor-address-missing", "the payee's address is missing or wrong", Remedy::Payee),
    row("BE05", "initiator-unknown", "the bank does not know who ordered the payment", Remedy::File),
    row("BE06", "payee-unknown", "the payee is not known at that bank", Remedy::Account),
    row("BE07", "debtor-address-missing", "the payer's address is missing or wrong", Remedy::File),
    row("CNOR", "creditor-bank-not-reachable", "the payee's bank is not reached under its code", Remedy::Account),
    row("CURR", "currency-wrong", "the payment is in the wrong currency", Remedy::File),
    row("CUST", "payer-asked", "the payer asked for it", Remedy::Nothing),
    row("CUTA", "payer-recalls", "the payment was recalled at the payer's request", Remedy::Nothing),
    row("DNOR", "debtor-bank-not-reachable", "the payer's bank is not registered for this", Remedy::Ask),
    row("DS02", "order-cancelled", "the order was cancelled by somebody who may do so", Remedy::File),
    row("DS0H", "signer-not-allowed", "the signer may not order from this account", Remedy::File),
    row("DT01", "date-invalid", "the day of execution is not possible", Remedy::File),
    row("DT06", "date-changed", "the bank moved the day of execution", Remedy::Nothing),
    row("DUPL", "duplicate-payment", "the payment was made twice", Remedy::Nothing),
    row("ED05", "settlement-failed", "the payment could not be settled between the banks", Remedy::PayAgain),
    row("ERIN", "option-not-supported", "information in the payment is not supported", Remedy::File),
    row("FF01", "file-format-wrong", "the file is not in the format that the bank expects", Remedy::File),
    row("FOCR", "after-recall", "the payment was sent back after a recall", Remedy::Nothing),
    row("FR01", "fraud", "fraud is suspected", Remedy::Ask),
    row("FRAD", "fraud-origin", "the payment was recalled because of fraud", Remedy::Ask),
    row("LEGL", "legal-decision", "a legal decision forbids it", Remedy::Ask),
    row("MD07", "payee-deceased", "the account holder has died", Remedy::Account),
    row("MS02", "unspecified-payee", "the payee refused it and gave no reason", Remedy::Ask),
    row("MS03", "unspecified-bank", "the bank refused it and gave no reason", Remedy::Ask),
    row("NARR", "narrative", "the bank explains the reason in words", Remedy::Ask),
    row("NOAS", "no-answer", "the payee did not answer", Remedy::Ask),
    row("RC01", "bic-wrong", "the bank's code is wrong", Remedy::Account),
    row("RC04", "creditor-bank-wrong", "the code of the payee's bank is wrong", Remedy::Account),
    row("RC07", "creditor-bic-wrong", "the BIC of the payee's bank is wrong", Remedy::Account),
    row("RF01", "reference-not-unique", "an id in the file was used before", Remedy::File),
    row("RR01", "debtor-account-missing", "regulation: the payer's account or its id is missing", Remedy::File),
    row("RR02", "debtor-name-missing", "regulation: the payer's name or address is missing", Remedy::File),
    row("RR03", "creditor-name-missing", "regulation: the payee's name or address is missing", Remedy::Payee),
    row("RR04", "regulation", "regulation forbids it", Remedy::Ask),
    row("SL01", "service-of-bank", "a service that the payer has ordered from the bank refused it", Remedy::Ask),
    row("TECH", "technical", "the payment was recalled because of a technical error", Remedy::Nothing),
    row("TM01", "cut-off", "the file came after the bank's closing time", Remedy::File),
    row("UPAY", "undue", "the payment was not due", Remedy::Nothing),
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn codes_and_keys_are_unique_and_well_formed() {
        let codes: HashSet<&str> = REASONS.iter().map(|reason| reason.code).collect();
        let keys: HashSet<&str> = REASONS.iter().map(|reason| reason.key).collect();
        assert_eq!((codes.len(), keys.len()), (REASONS.len(), REASONS.len()));
        for Reason { code, key, text, .. } in REASONS {
            assert!(code.len() == 4 && code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()), "{code}");
            assert!(key.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{key}");
            assert!(!text.ends_with('.'), "{text}");
        }
    }

    #[test]
    fn a_code_tells_what_to_do() {
        assert_eq!(reason("AC04").map(|reason| (reason.key, reason.remedy)), Some(("account-closed", Remedy::Account)));
        assert_eq!(reason("ZZ99"), None);
    }
}
