//! What a commission statement says, as figures and facts.
//!
//! The terms are those of EN 16931-1; the numbers of its business terms (BT) and groups (BG) stand at the fields, so
//! that an invoice in XML (UN/CEFACT CII, type 389) and the page on paper are two outputs of one document. In that model
//! the partner is the *seller* and the company the *buyer*, although it is the company that writes the document.
//!
//! Amounts are whole minor units of [`Statement::currency`]; an amount in favour of the partner is positive.

use chrono::NaiveDate;
use compline_words::Language;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A commission statement. It holds what was decided elsewhere and computes nothing; [`crate::violations`] tells whether
/// it agrees with itself and says what the law asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// The document's number (BT-1), gapless within its range. None as long as it is a draft.
    pub number: Option<String>,
    /// What the document is in law (BT-3).
    pub kind: Kind,
    /// The day of issue (BT-2).
    pub issued_on: NaiveDate,
    /// First and last day in which the services were rendered (BG-14).
    pub service: Period,
    /// The currency of all amounts (BT-5), as ISO 4217 code.
    pub currency: String,
    /// The recipient's language.
    pub language: Language,
    /// The partner (BG-4).
    pub seller: Seller,
    /// The company's legal entity (BG-7).
    pub buyer: Buyer,
    /// What the company routes its invoices by (BT-10), which XRechnung asks for. Not printed.
    pub buyer_reference: Option<String>,
    /// The agreement to settle by self-billing credit note, § 14 (2) UStG.
    pub agreement: Option<Agreement>,
    /// The plan versions that were applied, in order of their validity.
    pub plans: Vec<PlanVersion>,
    /// Commissions: what one bonus pays for one month of origin at one set of conditions.
    pub groups: Vec<Group>,
    /// Entries beside the plan.
    pub entries: Vec<Entry>,
    /// The tax by category and rate (BG-23), in order of category and rate.
    pub vat: Vec<VatBreakdown>,
    /// The sums of the document (BG-22).
    pub totals: Totals,
    /// From the gross amount to what is paid. Not part of the invoice.
    pub account: Account,
    /// What the plan keeps for the partner from this period to the next: reserves, carried volume. Not part of the invoice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kept: Vec<Kept>,
    /// The transfer (BG-16, BG-17). None if nothing is paid.
    pub payment: Option<Payment>,
    /// The company's own words on the right of objection, in the recipient's language. None: the catalogue's.
    pub objection: Option<String>,
    /// How the amounts came about, told in groups of equal cases.
    pub derivation: Vec<Explanation>,
    /// Where every line can be looked up.
    pub portal: Option<Portal>,
}

/// What a document is in law.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum Kind {
    /// A self-billing credit note, § 14 (2) UStG: an invoice that its recipient writes (UNTDID 1001, code 389).
    SelfBilled,
    /// A self-billing credit note that changes earlier ones (code 389 with BG-3). Code 384 does not say that the
    /// recipient wrote it, which § 14 (4) no. 10 UStG asks for.
    Correction {
        /// The documents that it changes (BG-3).
        of: Vec<Preceding>,
    },
    /// A settlement without effect in VAT law, for those who are no businesses.
    Statement,
}

impl Kind {
    /// The invoice type code (BT-3, UNTDID 1001); none for what is no invoice.
    #[must_use]
    pub const fn type_code(&self) -> Option<u16> {
        match self {
            Kind::SelfBilled | Kind::Correction { .. } => Some(389),
            Kind::Statement => None,
        }
    }
}

/// An earlier document (BG-3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preceding {
    /// Its number (BT-25).
    pub number: String,
    /// Its day of issue (BT-26).
    pub issued_on: NaiveDate,
}

/// Days from the first to the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// The first day (BT-73).
    pub from: NaiveDate,
    /// The last day (BT-74).
    pub to: NaiveDate,
}

/// The partner (BG-4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seller {
    /// The number that the company gave the partner (BT-29).
    pub id: String,
    /// The name of the person, or of the firm (BT-27).
    pub name: String,
    /// Person or company.
    pub nature: Nature,
    /// The postal address (BG-5).
    pub address: Address,
    /// The VAT identification number with its country prefix (BT-31).
    pub vat_id: Option<String>,
    /// The tax number that the tax office gave (BT-32).
    pub tax_number: Option<String>,
    /// Where electronic invoices reach the partner (BT-34). Not printed.
    pub electronic: Option<ElectronicAddress>,
}

/// An electronic address (BT-34, BT-49).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ElectronicAddress {
    /// The scheme, a code of the list EAS, such as `EM` for mail.
    pub scheme: String,
    /// The address within the scheme.
    pub id: String,
}

/// Whether a partner is a person or a company.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nature {
    /// A natural person.
    Person,
    /// A legal person or a partnership.
    Company,
}

/// The company's legal entity (BG-7).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Buyer {
    /// The firm (BT-44).
    pub name: String,
    /// The postal address (BG-8).
    pub address: Address,
    /// The VAT identification number (BT-48).
    pub vat_id: Option<String>,
    /// Register and number (BT-47), such as `Amtsgericht Hamburg, HRB 12345`.
    pub register: Option<String>,
    /// Those who represent the firm; § 35a GmbHG and § 80 AktG want them on letters.
    pub managers: Vec<String>,
    /// The bank account named in the footer.
    pub bank: Option<Bank>,
    /// Where electronic invoices reach the company (BT-49). Not printed.
    pub electronic: Option<ElectronicAddress>,
    /// Who answers questions (BG-9 of an invoice that a seller writes; EN 16931 has no place for a buyer's contact).
    pub contact: Option<Contact>,
}

/// A bank account in the footer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bank {
    /// The bank.
    pub name: String,
    /// The IBAN, with or without spaces.
    pub iban: String,
}

/// Who answers questions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// A person or department.
    pub name: Option<String>,
    /// A telephone number as it is printed.
    pub phone: Option<String>,
    /// A mail address.
    pub email: Option<String>,
}

/// A postal address (BG-5, BG-8).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// Street and number, or whatever stands first (BT-35, BT-50).
    pub line1: Option<String>,
    /// A second line (BT-36, BT-51).
    pub line2: Option<String>,
    /// A third line (BT-162, BT-163).
    pub line3: Option<String>,
    /// The post code (BT-38, BT-53).
    pub post_code: Option<String>,
    /// The town (BT-37, BT-52).
    pub city: String,
    /// State or province (BT-39, BT-54).
    pub subdivision: Option<String>,
    /// The country as ISO 3166-1 alpha-2 code in capitals (BT-40, BT-55).
    pub country: String,
    /// The country's name as it is printed, in the language of the country of dispatch. None: the code.
    pub country_name: Option<String>,
}

/// The agreement on self-billing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreement {
    /// The day on which it was made.
    pub date: NaiveDate,
    /// The contract's number (BT-12).
    pub reference: Option<String>,
}

/// A version of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanVersion {
    /// The plan's name.
    pub name: String,
    /// The version, as the plan states it.
    pub version: String,
}

/// Category and rate that an amount is taxed with (BT-151 and BT-152 of its lines).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct VatPosition {
    /// The category.
    pub category: VatCategory,
    /// The rate as a share of one: 0.19 for 19 %. Zero where the category is not [`VatCategory::Standard`].
    pub rate: Decimal,
}

/// A VAT category code (UNTDID 5305, the subset of EN 16931).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum VatCategory {
    /// Taxed at a rate above zero.
    #[serde(rename = "S")]
    Standard,
    /// Exempt.
    #[serde(rename = "E")]
    Exempt,
    /// The recipient owes the tax.
    #[serde(rename = "AE")]
    ReverseCharge,
    /// Export of goods, free of tax.
    #[serde(rename = "G")]
    Export,
    /// Supply of goods within the European Union.
    #[serde(rename = "K")]
    IntraCommunity,
    /// Outside of the scope of VAT.
    #[serde(rename = "O")]
    OutsideScope,
}

impl VatCategory {
    /// The code of UNTDID 5305.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            VatCategory::Standard => "S",
            VatCategory::Exempt => "E",
            VatCategory::ReverseCharge => "AE",
            VatCategory::Export => "G",
            VatCategory::IntraCommunity => "K",
            VatCategory::OutsideScope => "O",
        }
    }
}

/// What one bonus pays for one month of origin at one set of conditions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// First day of the month whose conditions held.
    pub origin: NaiveDate,
    /// The bonus, as the plan names it.
    pub bonus: String,
    /// The partner's rank at the dates of sale.
    pub rank: Option<String>,
    /// Version of the plan.
    pub plan: PlanVersion,
    /// The plan's heading above the rule.
    pub heading: Option<String>,
    /// Category and rate.
    pub vat: VatPosition,
    /// The lines, in the order in which they are printed.
    pub lines: Vec<Line>,
    /// The sum of the lines (BT-131 of the group as an invoice line).
    pub amount: i64,
}

/// One commission: a sale that paid, or the reversal of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The day of the sale.
    pub date: NaiveDate,
    /// The id of the order, premium or contract (BT-128 of the line).
    pub reference: String,
    /// Who stands between the partner and the sale, from the partner's direct one down to the seller; names or ids as
    /// the partner may see them. Empty for own sales and for what is paid without a path.
    pub path: Vec<String>,
    /// The level in the depth of the tree, beginning with 1. None where the bonus knows no levels.
    pub level: Option<u32>,
    /// What the rate was applied to.
    pub base: Option<Quantity>,
    /// The rate as the plan writes it, such as `5 %` or `2 % × 3 von 40 Punkten`.
    pub rate: Option<String>,
    /// The commission.
    pub amount: i64,
    /// The order or line that this one takes back.
    pub reverses: Option<String>,
    /// The correction of a closed period that it is the difference of. Documents of earlier versions have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<Corrected>,
}

/// What a correction changed for a closed period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Corrected {
    /// The correction by its number.
    pub number: String,
    /// What was paid.
    pub paid: i64,
    /// What is due.
    pub due: i64,
    /// Why facts were corrected.
    pub reason: String,
}

/// An exact figure with its unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quantity {
    /// The figure, printed with all the places that it has.
    pub value: Decimal,
    /// The unit, such as `BV` or `EUR`.
    pub unit: String,
}

/// An entry beside the plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// What it is.
    pub kind: EntryKind,
    /// The day that it counts for.
    pub date: NaiveDate,
    /// Why, in words that the partner reads.
    pub reason: String,
    /// The amount; negative where it lowers what the partner gets.
    pub amount: i64,
    /// Category and rate if it is part of the pay for the partner's services, and so of the net amount. None if it is
    /// set off after tax: it then belongs to the account and not to the invoice.
    pub vat: Option<VatPosition>,
}

/// Kinds of entries beside the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// A bonus that was granted once.
    OneOff,
    /// A deduction.
    Deduction,
    /// A fee, such as for a web shop.
    Fee,
    /// An advance.
    Advance,
    /// An advance that is taken back.
    Recovery,
    /// An amount paid to somebody else because of an attachment or assignment.
    Attachment,
}

/// The tax of one category and rate (BG-23).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VatBreakdown {
    /// Category and rate (BT-118, BT-119).
    pub position: VatPosition,
    /// What is taxed (BT-116).
    pub taxable: i64,
    /// The tax (BT-117): [`crate::vat::tax`] of the sum, not a sum of rounded taxes.
    pub tax: i64,
    /// Why there is no tax. None where there is tax.
    pub ground: Option<crate::vat::Ground>,
}

/// The sums of a document (BG-22).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// The sum of all commissions.
    pub lines: i64,
    /// The sum of the entries that are part of the net amount.
    pub entries: i64,
    /// Lines and entries (BT-106 and BT-109, which are equal as there are neither allowances nor charges).
    pub net: i64,
    /// The tax (BT-110).
    pub vat: i64,
    /// Net and tax (BT-112; BT-115 is the same, since what the account sets off afterwards is payment).
    pub gross: i64,
}

/// From the gross amount to what is paid.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// What is set off, in the order in which it is printed, without the entries of [`Statement::entries`].
    pub movements: Vec<Movement>,
    /// Gross amount, entries without tax and movements.
    pub balance: i64,
    /// Below this nothing is paid.
    pub minimum: Option<i64>,
    /// Whether payment is held back whatever the balance.
    pub held: bool,
    /// What is paid: the balance, or nothing.
    pub payable: i64,
    /// What is left for the next statement: the balance less what is paid.
    pub carried: i64,
    /// The reserve after this statement. None if the partner has none.
    pub reserve: Option<i64>,
}

/// One movement of the account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Movement {
    /// What it is.
    pub kind: MovementKind,
    /// The amount; negative where it lowers what is paid.
    pub amount: i64,
    /// A remark that the partner reads.
    pub note: Option<String>,
}

/// Kinds of movements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MovementKind {
    /// The balance of the statement before.
    CarryOver,
    /// Put into the reserve.
    ReserveWithheld,
    /// Taken out of the reserve.
    ReserveReleased,
    /// Commissions of earlier periods that have to be given back.
    Clawback,
    /// Paid in advance.
    Advance,
    /// Paid by another document, such as an off-cycle payout.
    Paid,
}

/// What a plan keeps for a partner from one period to the next: a reserve, carried volume, a title.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The partner's number, where the person has several.
    pub partner: Option<String>,
    /// What it is called.
    pub name: String,
    /// What the plan says of it, in the recipient's language.
    pub about: Option<String>,
    /// Before the period. None: nothing was known.
    pub opening: Option<Figure>,
    /// What came in.
    pub added: Option<Figure>,
    /// What went out.
    pub gone: Vec<KeptMovement>,
    /// After the period. None: nothing is known.
    pub closing: Option<Figure>,
    /// What it is made of, by when it came in; empty where that is not kept apart.
    pub lots: Vec<KeptLot>,
}

/// What went out of something that is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptMovement {
    /// How.
    pub how: KeptGone,
    /// How much; positive.
    pub amount: Figure,
}

/// How something leaves what is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeptGone {
    /// It was used.
    Drawn,
    /// It was released.
    Released,
    /// It expired.
    Expired,
}

/// A part of something that is kept, by when it came in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptLot {
    /// The month, quarter or year, such as `2026-Q1`.
    pub period: String,
    /// How much.
    pub amount: Figure,
}

/// A value of any kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Figure {
    /// A figure with its unit; a count has none.
    Quantity(Quantity),
    /// A share of one.
    Share(Decimal),
    /// A rank, the number of a partner, another word.
    Text(String),
    /// A day.
    Day(NaiveDate),
    /// Yes or no.
    YesNo(bool),
}

/// The transfer (BG-16, BG-17; means of payment 58).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// The day on which it is made (BT-9).
    pub on: NaiveDate,
    /// The account's holder (BT-85).
    pub holder: String,
    /// The IBAN (BT-84), with or without spaces.
    pub iban: String,
    /// The BIC (BT-86).
    pub bic: Option<String>,
    /// The text of the transfer (BT-83).
    pub reference: Option<String>,
}

/// How one bonus came about: equal cases told once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    /// The bonus.
    pub bonus: String,
    /// First day of the month of origin.
    pub origin: NaiveDate,
    /// Version of the plan.
    pub plan: PlanVersion,
    /// The plan's heading above the rule.
    pub heading: Option<String>,
    /// The partner's rank at the dates of sale.
    pub rank: Option<String>,
    /// The cases.
    pub cases: Vec<Case>,
    /// Sentences with their figures that are not about single sales: caps, pools, conversions, rounding.
    pub remarks: Vec<String>,
}

/// Sales that were paid alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// How many lines.
    pub count: u64,
    /// Whether they take back earlier ones.
    pub reversal: bool,
    /// Whether they are differences of corrections. Documents of earlier versions have none.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub correction: bool,
    /// The level in the depth of the tree.
    pub level: Option<u32>,
    /// The sum of their bases.
    pub base: Option<Quantity>,
    /// The rate as the plan writes it.
    pub rate: Option<String>,
    /// The sum of their amounts.
    pub amount: i64,
}

/// Where a document's lines can be looked up on the web.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Portal {
    /// The address, `https://` or `http://`, as it is printed and linked.
    pub url: String,
    /// A short code that finds the document there.
    pub code: Option<String>,
}
