//! What is wrong with a statement is found and named.

use crate::sample::{day, statement, taxed_as, with_everything};
use compline_documents::model::{Statement, VatCategory};
use compline_documents::vat::{Ground, TaxStatus};
use compline_documents::{DocumentError, Options, Sum, Term, Violation, render, violations};
use rust_decimal::Decimal;

fn everything() -> Statement {
    let mut statement = statement(12);
    with_everything(&mut statement);
    statement
}

/// What is wrong after a change.
fn after(change: impl FnOnce(&mut Statement)) -> Vec<Violation> {
    let mut statement = everything();
    change(&mut statement);
    violations(&statement).unwrap()
}

/// The sums that are found wrong after a change.
fn sums(change: impl FnOnce(&mut Statement)) -> Vec<Sum> {
    let found = after(change).into_iter();
    found.filter_map(|found| if let Violation::Sum { what, .. } = found { Some(what) } else { None }).collect()
}

fn missing(change: impl FnOnce(&mut Statement)) -> Vec<Term> {
    let found = after(change).into_iter();
    found.map(|found| if let Violation::Missing { term, .. } = found { term } else { panic!("{found}") }).collect()
}

#[test]
fn a_right_statement_has_no_violations() {
    assert_eq!(violations(&everything()), Ok(vec![]));
    assert_eq!(violations(&statement(0)), Ok(vec![]));
    for (status, country) in [
        (TaxStatus::SmallBusiness, "DE"),
        (TaxStatus::ReverseCharge, "AT"),
        (TaxStatus::ThirdCountry, "CH"),
        (TaxStatus::Private, "DE"),
    ] {
        let mut statement = everything();
        taxed_as(&mut statement, status, country);
        assert_eq!(violations(&statement), Ok(vec![]), "{status:?}");
    }
}

#[test]
fn sums_that_are_off_by_one_are_named() {
    assert_eq!(sums(|statement| statement.totals.lines += 1), [Sum::Lines, Sum::Net]);
    assert_eq!(sums(|statement| statement.totals.entries += 1), [Sum::Entries, Sum::Net]);
    assert_eq!(sums(|statement| statement.totals.net += 1), [Sum::Net, Sum::Gross]);
    assert_eq!(sums(|statement| statement.totals.vat += 1), [Sum::Vat, Sum::Gross]);
    assert_eq!(sums(|statement| statement.totals.gross += 1), [Sum::Gross, Sum::Balance]);
    assert_eq!(sums(|statement| statement.vat[0].taxable += 10), [Sum::Taxable]);
    assert_eq!(sums(|statement| statement.account.carried += 1), [Sum::Carried]);
    assert_eq!(sums(|statement| statement.account.movements[0].amount += 1), [Sum::Balance]);
    let line = after(|statement| statement.groups[1].lines[0].amount += 1);
    let [violation @ Violation::GroupSum { group: 2, .. }] = line.as_slice() else { panic!("{line:?}") };
    let stated = everything().groups[1].amount;
    let message = format!(
        "group 2 (`Unilevel`, 2026-02) is {stated}, but its lines sum to {}; state the sum of the lines",
        stated + 1
    );
    assert_eq!(violation.to_string(), message);
}

#[test]
fn the_tax_has_to_be_that_of_the_rule() {
    let found = after(|statement| {
        statement.vat[0].tax += 1;
        statement.totals.vat += 1;
        statement.totals.gross += 1;
        statement.account.balance += 1;
        statement.account.payable += 1;
    });
    assert!(
        matches!(found.as_slice(), [Violation::Tax { stated, computed, .. }] if stated - computed == 1),
        "{found:?}"
    );
    let found = after(|statement| statement.vat[0].ground = Some(Ground::SmallBusiness));
    assert!(matches!(found.as_slice(), [Violation::Ground { .. }]), "{found:?}");
    let found = after(|statement| statement.vat.clear());
    assert!(found.iter().any(|found| matches!(found, Violation::Breakdown { problem: "not listed", .. })), "{found:?}");
    let found = after(|statement| statement.vat.push(statement.vat[0].clone()));
    assert!(
        found.iter().any(|found| matches!(found, Violation::Breakdown { problem: "listed twice", .. })),
        "{found:?}"
    );
    let found = after(|statement| {
        taxed_as(statement, TaxStatus::SmallBusiness, "DE");
        statement.vat[0].position.rate = Decimal::new(19, 2);
    });
    assert!(found.iter().any(|found| matches!(found, Violation::Rate { category: "E", .. })), "{found:?}");
    let found = after(|statement| {
        let mut other = statement.vat[0].clone();
        (other.position.category, other.position.rate) = (VatCategory::OutsideScope, Decimal::ZERO);
        (other.taxable, other.tax, other.ground) = (0, 0, Some(Ground::NoBusiness));
        statement.vat.push(other);
    });
    assert_eq!(found, [Violation::OutsideScopeMixed]);
}

#[test]
fn a_statement_without_vat_document_shows_no_tax() {
    let found = after(|statement| statement.kind = compline_documents::model::Kind::Statement);
    assert_eq!(found, [Violation::TaxOnStatement { category: "S" }]);
}

#[test]
fn what_section_14_asks_for_must_be_there() {
    assert_eq!(missing(|statement| statement.agreement = None), [Term::Agreement]);
    assert_eq!(missing(|statement| statement.number = Some(" ".into())), [Term::Number]);
    assert_eq!(missing(|statement| statement.seller.name.clear()), [Term::SellerName]);
    assert_eq!(missing(|statement| statement.seller.address.line1 = None), [Term::SellerAddress]);
    assert_eq!(missing(|statement| statement.buyer.name.clear()), [Term::BuyerName]);
    assert_eq!(missing(|statement| statement.buyer.address.city.clear()), [Term::BuyerAddress]);
    assert_eq!(missing(|statement| statement.seller.vat_id = None), []);
    let both = |statement: &mut Statement| (statement.seller.vat_id, statement.seller.tax_number) = (None, None);
    assert_eq!(missing(both), [Term::SellerTaxNumber]);
    assert_eq!(
        missing(|statement| {
            taxed_as(statement, TaxStatus::ReverseCharge, "AT");
            (statement.seller.vat_id, statement.buyer.vat_id) = (None, None);
        }),
        [Term::SellerVatId, Term::BuyerVatId]
    );
    let found = after(|statement| statement.service.to = day("2026-02-28"));
    assert!(matches!(found.as_slice(), [Violation::Period { .. }]), "{found:?}");
    let found = after(|statement| statement.currency = "EURO".into());
    assert!(matches!(found.as_slice(), [Violation::Currency { .. }]), "{found:?}");
}

#[test]
fn what_is_paid_follows_from_the_account() {
    let found = after(|statement| statement.account.held = true);
    assert!(matches!(found.as_slice(), [Violation::Payable { .. }]), "{found:?}");
    let found = after(|statement| statement.account.minimum = Some(1_000_000));
    assert!(matches!(found.as_slice(), [Violation::Payable { .. }]), "{found:?}");
    let found = after(|statement| statement.payment = None);
    assert!(matches!(found.as_slice(), [Violation::Payment { .. }]), "{found:?}");
    let found = after(|statement| {
        statement.account.payable -= 1;
        statement.account.carried += 1;
    });
    assert!(matches!(found.as_slice(), [Violation::Payable { .. }]), "{found:?}");
}

#[test]
fn drafts_may_lack_terms_but_no_figures() {
    let mut draft = everything();
    (draft.number, draft.agreement) = (None, None);
    assert!(render(&draft, Options::default()).is_ok());
    draft.totals.net += 1;
    let refused = render(&draft, Options::default()).unwrap_err();
    assert!(matches!(&refused, DocumentError::Violations { violations, .. } if violations.len() == 2), "{refused}");
    let mut numbered = everything();
    numbered.agreement = None;
    let refused = render(&numbered, Options::default()).unwrap_err().to_string();
    assert_eq!(
        refused,
        "statement GS-2026-000123 of partner `DE-004711` cannot be printed: the agreement on self-billing (§ 14 (2) \
         sentence 5 UStG) is missing; record the day on which self-billing was agreed"
    );
}

#[test]
fn overflow_is_an_error() {
    let mut statement = everything();
    statement.groups[0].lines[0].amount = i64::MAX;
    statement.groups[0].lines[1].amount = 1;
    assert_eq!(
        violations(&statement).unwrap_err().to_string(),
        "the sum of commissions overflows 64 bits; split the statement"
    );
}

#[test]
fn a_statement_survives_serialisation() {
    let statement = everything();
    let text = serde_json::to_string(&statement).unwrap();
    assert!(text.contains("\"category\":\"S\"") && text.contains("\"rate\":\"0.19\""), "{text}");
    assert_eq!(serde_json::from_str::<Statement>(&text).unwrap(), statement);
}
