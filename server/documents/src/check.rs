//! Does a statement agree with itself, and does it say what the law asks for?

use crate::model::{EntryKind, Kind, Statement, VatBreakdown, VatCategory, VatPosition};
use crate::vat;
use compline_words::minor_digits;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// One thing that is wrong with a statement. Amounts are minor units of its currency.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Violation {
    /// BT-5.
    #[error("`{currency}` is no currency of ISO 4217 with a minor unit; write its code, such as `EUR`")]
    Currency {
        /// What stands there.
        currency: String,
    },
    /// BG-14.
    #[error("the service period ends on {to}, before it begins on {from}; exchange the two days")]
    Period {
        /// BT-73.
        from: chrono::NaiveDate,
        /// BT-74.
        to: chrono::NaiveDate,
    },
    /// The lines of a group do not add up.
    #[error(
        "group {group} (`{bonus}`, {origin:.7}) is {stated}, but its lines sum to {computed}; state the sum of the lines"
    )]
    GroupSum {
        /// The group, beginning with 1.
        group: usize,
        /// Its bonus.
        bonus: String,
        /// Its month of origin, as a day in ISO 8601.
        origin: String,
        /// What it states.
        stated: i64,
        /// The sum of its lines.
        computed: i64,
    },
    /// A sum is not what its parts give.
    #[error("{what} is {stated}, but {parts} give {computed}; state that, or find the part that is missing")]
    Sum {
        /// The sum.
        what: Sum,
        /// What it should be the sum of.
        parts: &'static str,
        /// What is stated.
        stated: i64,
        /// What its parts give.
        computed: i64,
    },
    /// The tax of a category and rate is not what the rule gives.
    #[error(
        "VAT {position} on {taxable} is {stated}, but half up once per category and rate it is {computed}; state that"
    )]
    Tax {
        /// Category and rate.
        position: String,
        /// What is taxed.
        taxable: i64,
        /// What is stated.
        stated: i64,
        /// What the rule gives.
        computed: i64,
    },
    /// Lines are taxed in a way that the breakdown does not list, or the other way round.
    #[error("VAT {position} is {problem}; list each category and rate of lines and entries once (BG-23), and no other")]
    Breakdown {
        /// Category and rate.
        position: String,
        /// What is the matter.
        problem: &'static str,
    },
    /// A rate where there is none, or none where there is one.
    #[error("category {category} cannot have the rate {rate}; {cure}")]
    Rate {
        /// The category.
        category: &'static str,
        /// The rate as a share of one.
        rate: Decimal,
        /// What to do.
        cure: &'static str,
    },
    /// The ground of an exemption is missing, needless, or that of another category.
    #[error("VAT {position} {problem}; name the ground that belongs to the category (BT-120), and none beside tax")]
    Ground {
        /// Category and rate.
        position: String,
        /// What is the matter.
        problem: &'static str,
    },
    /// BR-O-11 to BR-O-14 of EN 16931.
    #[error(
        "category O stands beside other categories, which EN 16931 forbids (BR-O-11); make a document of its own for it"
    )]
    OutsideScopeMixed,
    /// A settlement that is no invoice shows tax.
    #[error("a statement without VAT document shows category {category}; only category O may stand there (§ 14c UStG)")]
    TaxOnStatement {
        /// The category.
        category: &'static str,
    },
    /// The paid amount is neither the balance nor nothing, or is paid although it must not.
    #[error("{payable} is paid out of a balance of {balance}; {rule}")]
    Payable {
        /// What is paid.
        payable: i64,
        /// The balance.
        balance: i64,
        /// What holds.
        rule: &'static str,
    },
    /// An amount is paid, but it is not said how; or the other way round.
    #[error("{payable} is paid, {problem}")]
    Payment {
        /// What is paid.
        payable: i64,
        /// What is the matter, and what to do.
        problem: &'static str,
    },
    /// An advance, its recovery or an attachment is taxed.
    #[error("entry {entry} is {kind:?}, which is no pay for services; give it no VAT category")]
    TaxedEntry {
        /// The entry, beginning with 1.
        entry: usize,
        /// Its kind.
        kind: EntryKind,
    },
    /// What § 14 (4) UStG or EN 16931 asks for is missing.
    #[error("{term} is missing; {cure}")]
    Missing {
        /// The term.
        term: Term,
        /// What to do.
        cure: &'static str,
    },
}

/// A sum that a statement states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sum {
    /// [`crate::model::Totals::lines`].
    Lines,
    /// [`crate::model::Totals::entries`].
    Entries,
    /// BT-109.
    Net,
    /// BT-110.
    Vat,
    /// BT-112.
    Gross,
    /// BT-116.
    Taxable,
    /// [`crate::model::Account::balance`].
    Balance,
    /// [`crate::model::Account::carried`].
    Carried,
}

impl std::fmt::Display for Sum {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Sum::Lines => "the sum of commissions",
            Sum::Entries => "the sum of entries",
            Sum::Net => "the net amount (BT-109)",
            Sum::Vat => "the VAT amount (BT-110)",
            Sum::Gross => "the gross amount (BT-112)",
            Sum::Taxable => "the taxable amount of a category (BT-116)",
            Sum::Balance => "the balance of the account",
            Sum::Carried => "the amount carried forward",
        })
    }
}

/// A term that a document must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Term {
    /// BT-1; § 14 (4) no. 4 UStG.
    Number,
    /// BT-27; § 14 (4) no. 1 UStG.
    SellerName,
    /// BG-5; § 14 (4) no. 1 UStG.
    SellerAddress,
    /// BT-31 or BT-32; § 14 (4) no. 2 UStG.
    SellerTaxNumber,
    /// BT-31; § 14a (1) UStG.
    SellerVatId,
    /// BT-44; § 14 (4) no. 1 UStG.
    BuyerName,
    /// BG-8; § 14 (4) no. 1 UStG.
    BuyerAddress,
    /// BT-48; § 14a (1) UStG, BR-AE-02 of EN 16931.
    BuyerVatId,
    /// § 14 (2) sentence 5 UStG.
    Agreement,
    /// BG-3.
    Preceding,
}

impl std::fmt::Display for Term {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Term::Number => "the number (BT-1, § 14 (4) no. 4 UStG)",
            Term::SellerName => "the partner's name (BT-27, § 14 (4) no. 1 UStG)",
            Term::SellerAddress => "the partner's address (BG-5, § 14 (4) no. 1 UStG)",
            Term::SellerTaxNumber => "the partner's tax number or VAT id (BT-32 or BT-31, § 14 (4) no. 2 UStG)",
            Term::SellerVatId => "the partner's VAT id (BT-31, § 14a (1) UStG)",
            Term::BuyerName => "the company's name (BT-44, § 14 (4) no. 1 UStG)",
            Term::BuyerAddress => "the company's address (BG-8, § 14 (4) no. 1 UStG)",
            Term::BuyerVatId => "the company's VAT id (BT-48, § 14a (1) UStG)",
            Term::Agreement => "the agreement on self-billing (§ 14 (2) sentence 5 UStG)",
            Term::Preceding => "the corrected document (BG-3)",
        })
    }
}

impl Violation {
    /// Whether figures disagree, and not merely a term is missing. Drafts may lack terms: their partners are held.
    #[must_use]
    pub fn concerns_figures(&self) -> bool {
        !matches!(self, Violation::Missing { .. })
    }
}

/// A sum does not fit into 64 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} overflows 64 bits; split the statement")]
pub struct Overflow {
    /// The sum.
    pub what: Sum,
}

/// Everything that is wrong with a statement, in reading order; empty if it may be sent.
///
/// Tax is checked by the rule of [`vat::tax`]: half up, once for each category and rate. That the word *Gutschrift*
/// stands on the document (§ 14 (4) no. 10 UStG) needs no check, as every [`Kind`] with a type code prints it.
///
/// # Errors
///
/// [`Overflow`] if a sum cannot be computed.
pub fn violations(statement: &Statement) -> Result<Vec<Violation>, Overflow> {
    let mut found = Vec::new();
    terms(statement, &mut found);
    sums(statement, &mut found)?;
    breakdown(statement, &mut found)?;
    account(statement, &mut found)?;
    Ok(found)
}

fn terms(statement: &Statement, found: &mut Vec<Violation>) {
    if minor_digits(&statement.currency).is_none() {
        found.push(Violation::Currency { currency: statement.currency.clone() });
    }
    let period = statement.service;
    if period.to < period.from {
        found.push(Violation::Period { from: period.from, to: period.to });
    }
    let mut need = |present: bool, term: Term, cure: &'static str| {
        if !present {
            found.push(Violation::Missing { term, cure });
        }
    };
    let filled = |text: &str| !text.trim().is_empty();
    let given = |text: &Option<String>| text.as_deref().is_some_and(filled);
    let placed = |address: &crate::model::Address| {
        let street = given(&address.line1) || given(&address.line2) || given(&address.line3);
        street && filled(&address.city) && filled(&address.country)
    };
    let (seller, buyer) = (&statement.seller, &statement.buyer);
    need(filled(&seller.name), Term::SellerName, "enter it in the partner's master data");
    need(placed(&seller.address), Term::SellerAddress, "enter street, town and country in the partner's master data");
    need(filled(&buyer.name), Term::BuyerName, "enter it in the settings of the legal entity");
    need(placed(&buyer.address), Term::BuyerAddress, "enter it in the settings of the legal entity");
    // A draft has no number; what it will be called is decided when it is finalised.
    need(statement.number.as_deref().is_none_or(filled), Term::Number, "number the document, or leave it a draft");
    if statement.kind.type_code().is_none() {
        return;
    }
    let identified = given(&seller.vat_id) || given(&seller.tax_number);
    need(identified, Term::SellerTaxNumber, "ask the partner for one and hold the payment until then");
    need(statement.agreement.is_some(), Term::Agreement, "record the day on which self-billing was agreed");
    let reversed = statement.vat.iter().any(|vat| vat.position.category == VatCategory::ReverseCharge);
    if reversed {
        // A VAT id exists in the Union only; partners of third countries have their tax number.
        let in_union = vat::is_member(&seller.address.country);
        need(
            !in_union || given(&seller.vat_id),
            Term::SellerVatId,
            "ask the partner for it and hold the payment until then",
        );
        need(given(&buyer.vat_id), Term::BuyerVatId, "enter it in the settings of the legal entity");
    }
    if let Kind::Correction { of } = &statement.kind {
        need(!of.is_empty(), Term::Preceding, "name number and day of the credit note that is corrected");
    }
}

fn sums(statement: &Statement, found: &mut Vec<Violation>) -> Result<(), Overflow> {
    for (at, group) in statement.groups.iter().enumerate() {
        let computed = sum(Sum::Lines, group.lines.iter().map(|line| line.amount))?;
        if computed != group.amount {
            let (bonus, origin) = (group.bonus.clone(), group.origin.to_string());
            found.push(Violation::GroupSum { group: at + 1, bonus, origin, stated: group.amount, computed });
        }
    }
    let totals = &statement.totals;
    let taxed = statement.entries.iter().filter(|entry| entry.vat.is_some());
    let taxes = statement.vat.iter().map(|vat| vat.tax);
    for (what, parts, stated, computed) in [
        (Sum::Lines, "its groups", totals.lines, sum(Sum::Lines, statement.groups.iter().map(|group| group.amount))?),
        (Sum::Entries, "the taxed entries", totals.entries, sum(Sum::Entries, taxed.map(|entry| entry.amount))?),
        (Sum::Net, "commissions and entries", totals.net, sum(Sum::Net, [totals.lines, totals.entries])?),
        (Sum::Vat, "its categories and rates", totals.vat, sum(Sum::Vat, taxes)?),
        (Sum::Gross, "net and VAT", totals.gross, sum(Sum::Gross, [totals.net, totals.vat])?),
    ] {
        compare(what, parts, stated, computed, found);
    }
    Ok(())
}

fn breakdown(statement: &Statement, found: &mut Vec<Violation>) -> Result<(), Overflow> {
    let mut taxed: BTreeMap<VatPosition, i64> = BTreeMap::new();
    let groups = statement.groups.iter().map(|group| (group.vat, group.amount));
    let entries = statement.entries.iter().filter_map(|entry| Some((entry.vat?, entry.amount)));
    for (position, amount) in groups.chain(entries) {
        let so_far = taxed.entry(position).or_default();
        *so_far = so_far.checked_add(amount).ok_or(Overflow { what: Sum::Taxable })?;
    }
    for (at, entry) in statement.entries.iter().enumerate() {
        let unearned = matches!(entry.kind, EntryKind::Advance | EntryKind::Recovery | EntryKind::Attachment);
        if unearned && entry.vat.is_some() {
            found.push(Violation::TaxedEntry { entry: at + 1, kind: entry.kind });
        }
    }
    for (at, stated) in statement.vat.iter().enumerate() {
        let position = named(stated.position);
        if statement.vat.iter().take(at).any(|earlier| earlier.position == stated.position) {
            found.push(Violation::Breakdown { position, problem: "listed twice" });
            continue;
        }
        category(stated, statement, found);
        // A nil statement may say how its partner is taxed.
        let computed = taxed.remove(&stated.position).unwrap_or(0);
        compare(Sum::Taxable, "its groups and entries", stated.taxable, computed, found);
        let computed = vat::tax(stated.taxable, stated.position.rate).map_err(|_| Overflow { what: Sum::Vat })?;
        if computed != stated.tax {
            found.push(Violation::Tax { position, taxable: stated.taxable, stated: stated.tax, computed });
        }
    }
    for position in taxed.into_keys() {
        found.push(Violation::Breakdown { position: named(position), problem: "not listed" });
    }
    let outside = |vat: &VatBreakdown| vat.position.category == VatCategory::OutsideScope;
    if statement.vat.iter().any(outside) && !statement.vat.iter().all(outside) {
        found.push(Violation::OutsideScopeMixed);
    }
    Ok(())
}

/// What the category of a breakdown forbids.
fn category(stated: &VatBreakdown, statement: &Statement, found: &mut Vec<Violation>) {
    let VatPosition { category, rate } = stated.position;
    let problem = match (stated.ground, category) {
        (None, VatCategory::Standard) => None,
        (Some(_), VatCategory::Standard) => Some("has a ground for no tax, but is taxed"),
        // Their names say why there is no tax.
        (None, VatCategory::Export | VatCategory::IntraCommunity) => None,
        (None, _) => Some("has no ground"),
        (Some(ground), category) if ground.category() != category => Some("has the ground of another category"),
        (Some(_), _) => None,
    };
    if let Some(problem) = problem {
        found.push(Violation::Ground { position: named(stated.position), problem });
    }
    let standard = category == VatCategory::Standard;
    if standard && rate <= Decimal::ZERO {
        let cure = "state a rate above zero, or the category that says why there is no tax";
        found.push(Violation::Rate { category: category.code(), rate, cure });
    }
    if !standard && !rate.is_zero() {
        found.push(Violation::Rate { category: category.code(), rate, cure: "state the rate 0" });
    }
    if statement.kind.type_code().is_none() && category != VatCategory::OutsideScope {
        found.push(Violation::TaxOnStatement { category: category.code() });
    }
}

fn account(statement: &Statement, found: &mut Vec<Violation>) -> Result<(), Overflow> {
    let account = &statement.account;
    let untaxed = statement.entries.iter().filter(|entry| entry.vat.is_none()).map(|entry| entry.amount);
    let movements = account.movements.iter().map(|movement| movement.amount);
    let parts = std::iter::once(statement.totals.gross).chain(untaxed).chain(movements);
    let computed = sum(Sum::Balance, parts)?;
    compare(Sum::Balance, "gross amount, entries without tax and movements", account.balance, computed, found);
    let paid = account.payable.checked_neg().ok_or(Overflow { what: Sum::Carried })?;
    let left = sum(Sum::Carried, [account.balance, paid])?;
    compare(Sum::Carried, "balance less payment", account.carried, left, found);

    let due = account.balance > 0 && !account.held && account.minimum.is_none_or(|least| account.balance >= least);
    let rule = match account.payable {
        0 if !due => None,
        0 => Some("a positive balance that reaches the minimum and is not held is paid in full"),
        _ if account.held => Some("nothing is paid while the payment is held"),
        _ if !due => Some("nothing is paid below the minimum or out of a balance that is not positive"),
        paid if paid != account.balance => Some("it is paid in full or not at all"),
        _ => None,
    };
    let (payable, balance) = (account.payable, account.balance);
    if let Some(rule) = rule {
        found.push(Violation::Payable { payable, balance, rule });
    }
    match (&statement.payment, payable) {
        (None, 1..) => {
            found.push(Violation::Payment { payable, problem: "but no account is named; hold it, or name the account" })
        }
        (Some(_), ..=0) => {
            found.push(Violation::Payment { payable, problem: "yet a transfer is named; leave the transfer out" })
        }
        _ => {}
    }
    Ok(())
}

fn compare(what: Sum, parts: &'static str, stated: i64, computed: i64, found: &mut Vec<Violation>) {
    if stated != computed {
        found.push(Violation::Sum { what, parts, stated, computed });
    }
}

fn sum(what: Sum, amounts: impl IntoIterator<Item = i64>) -> Result<i64, Overflow> {
    amounts.into_iter().try_fold(0_i64, i64::checked_add).ok_or(Overflow { what })
}

fn named(position: VatPosition) -> String {
    format!("`{} {}`", position.category.code(), position.rate.normalize())
}
