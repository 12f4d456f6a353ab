//! Statements to try with: figures that add up, for any number of lines.

use chrono::NaiveDate;
use compline_documents::model::{
    Account, Address, Agreement, Bank, Buyer, Contact, Entry, EntryKind, Explanation, Group, Kind, Line, Movement,
    MovementKind, Nature, Payment, Period, PlanVersion, Portal, Quantity, Seller, Statement, Totals, VatBreakdown,
    VatPosition,
};
use compline_documents::vat::{Rates, TaxStatus, tax, treatment};
use compline_words::Language;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A statement of regular tax status in German with a number of lines in two groups, all sums computed.
pub fn statement(lines: usize) -> Statement {
    let plan = PlanVersion { name: "Nordlicht".to_owned(), version: "4".to_owned() };
    let vat = VatPosition { category: compline_documents::model::VatCategory::Standard, rate: Decimal::new(19, 2) };
    let group = |bonus: &str, origin: &str, rank: &str, heading: &str| Group {
        origin: day(origin),
        bonus: bonus.to_owned(),
        rank: Some(rank.to_owned()),
        plan: plan.clone(),
        heading: Some(heading.to_owned()),
        vat,
        lines: Vec::new(),
        amount: 0,
    };
    let mut unilevel = group("Unilevel", "2026-03-01", "Silver", "Provision aus der Tiefe");
    let mut earlier = group("Unilevel", "2026-02-01", "Consultant", "Provision aus der Tiefe");
    for at in 0..lines {
        let line = line(at);
        if at % 4 == 3 { earlier.lines.push(line) } else { unilevel.lines.push(line) }
    }
    let groups = [unilevel, earlier].into_iter().filter(|group| !group.lines.is_empty()).collect();
    let mut statement = Statement {
        number: Some("GS-2026-000123".to_owned()),
        kind: Kind::SelfBilled,
        issued_on: day("2026-04-15"),
        service: Period { from: day("2026-03-01"), to: day("2026-03-31") },
        currency: "EUR".to_owned(),
        language: Language::De,
        seller: seller(),
        buyer: buyer(),
        buyer_reference: None,
        agreement: Some(Agreement { date: day("2024-05-02"), reference: Some("HV-4711".to_owned()) }),
        plans: vec![plan],
        groups,
        entries: Vec::new(),
        vat: Vec::new(),
        totals: Totals::default(),
        account: Account { minimum: Some(2_500), ..Account::default() },
        payment: None,
        kept: Vec::new(),
        objection: None,
        derivation: Vec::new(),
        portal: Some(Portal {
            url: "https://partner.nordlicht.example/a".to_owned(),
            code: Some("K7Q-2MD".to_owned()),
        }),
    };
    settle(&mut statement);
    statement
}

fn line(at: usize) -> Line {
    let number = i64::try_from(at).unwrap();
    let volume = 4_000 + number * 137 % 30_000;
    let names = ["Ben Hahn", "Eva Lind", "Cara Dorn", "Maximilian von Hohenstein-Ehrenfels", "Jo Öz"];
    let level = 1 + at % 3;
    let reversal = at % 9 == 8;
    let rate = [5, 4, 2][level - 1];
    let amount = volume * rate * 80 / 10_000;
    Line {
        date: day(if at % 4 == 3 { "2026-02-01" } else { "2026-03-01" })
            + chrono::Days::new(u64::try_from(at % 28).unwrap()),
        reference: format!("B-{}", 10_017 + at),
        path: (0..level).map(|step| names[(at + step) % names.len()].to_owned()).collect(),
        level: Some(u32::try_from(level).unwrap()),
        base: Some(Quantity { value: Decimal::new(if reversal { -volume } else { volume }, 2), unit: "BV".to_owned() }),
        rate: Some(format!("{rate}\u{a0}%")),
        amount: if reversal { -amount } else { amount },
        corrects: None,
        reverses: reversal.then(|| format!("B-{}", 9_000 + at)),
    }
}

pub fn seller() -> Seller {
    Seller {
        id: "DE-004711".to_owned(),
        name: "Anna Berg".to_owned(),
        nature: Nature::Person,
        address: Address {
            line1: Some("Am Alten Markt 12".to_owned()),
            post_code: Some("24103".to_owned()),
            city: "Kiel".to_owned(),
            country: "DE".to_owned(),
            ..Address::default()
        },
        vat_id: Some("DE123456789".to_owned()),
        tax_number: Some("20/123/45678".to_owned()),
        electronic: None,
    }
}

pub fn buyer() -> Buyer {
    Buyer {
        name: "Nordlicht Vertriebsgesellschaft mbH".to_owned(),
        address: Address {
            line1: Some("Speicherstraße 7".to_owned()),
            post_code: Some("20457".to_owned()),
            city: "Hamburg".to_owned(),
            country: "DE".to_owned(),
            ..Address::default()
        },
        vat_id: Some("DE987654321".to_owned()),
        register: Some("Amtsgericht Hamburg, HRB 123456".to_owned()),
        managers: vec!["Dr. Mia Klein".to_owned(), "Olaf Brandt".to_owned()],
        bank: Some(Bank { name: "Hanseatische Bank".to_owned(), iban: "DE02120300000000202051".to_owned() }),
        electronic: None,
        contact: Some(Contact {
            name: Some("Partnerbetreuung".to_owned()),
            phone: Some("+49 40 1234-0".to_owned()),
            email: Some("partner@nordlicht.example".to_owned()),
        }),
    }
}

/// Entries of all kinds and movements of all kinds.
pub fn with_everything(statement: &mut Statement) {
    let vat = statement.groups.first().map(|group| group.vat);
    let entry = |kind, reason: &str, amount, vat| Entry {
        kind,
        date: day("2026-03-20"),
        reason: reason.to_owned(),
        amount,
        vat,
    };
    statement.entries = vec![
        entry(EntryKind::OneOff, "Wettbewerb Frühjahr", 25_000, vat),
        entry(EntryKind::Deduction, "Korrektur der Messewoche", -1_250, vat),
        entry(EntryKind::Fee, "Webshop März", -1_190, None),
        entry(EntryKind::Attachment, "Pfändung 12 M 345/26, Amtsgericht Kiel", -5_000, None),
        entry(EntryKind::Recovery, "Vorschuss vom 2. Januar", -3_000, None),
    ];
    let movement = |kind, amount, note: Option<&str>| Movement { kind, amount, note: note.map(str::to_owned) };
    statement.account.movements = vec![
        movement(MovementKind::CarryOver, 1_234, None),
        movement(MovementKind::ReserveWithheld, -2_000, Some("10 % der Provisionen")),
        movement(MovementKind::ReserveReleased, 500, None),
        movement(MovementKind::Clawback, -777, Some("Storno B-8812")),
    ];
    statement.account.reserve = Some(41_500);
    settle(statement);
}

/// Taxes a statement as its partner's status and countries want.
pub fn taxed_as(statement: &mut Statement, status: TaxStatus, country: &str) {
    statement.seller.address.country = country.to_owned();
    let treatment =
        treatment(status, country, &statement.buyer.address.country, statement.service.to, &Rates::germany()).unwrap();
    statement.kind = if treatment.self_billed { Kind::SelfBilled } else { Kind::Statement };
    for group in &mut statement.groups {
        group.vat = treatment.position;
    }
    for entry in statement.entries.iter_mut().filter(|entry| entry.vat.is_some()) {
        entry.vat = Some(treatment.position);
    }
    statement.vat = vec![VatBreakdown { position: treatment.position, taxable: 0, tax: 0, ground: treatment.ground }];
    settle(statement);
}

/// Computes every sum, the derivation and the payment of a statement from its lines, entries and movements.
pub fn settle(statement: &mut Statement) {
    let mut taxable: BTreeMap<VatPosition, i64> = BTreeMap::new();
    for group in &mut statement.groups {
        group.amount = group.lines.iter().map(|line| line.amount).sum();
        *taxable.entry(group.vat).or_default() += group.amount;
    }
    for entry in &statement.entries {
        if let Some(vat) = entry.vat {
            *taxable.entry(vat).or_default() += entry.amount;
        }
    }
    let grounds: BTreeMap<_, _> = statement.vat.iter().map(|vat| (vat.position, vat.ground)).collect();
    statement.vat = taxable
        .into_iter()
        .map(|(position, taxable)| VatBreakdown {
            position,
            taxable,
            tax: tax(taxable, position.rate).unwrap(),
            ground: grounds.get(&position).copied().flatten(),
        })
        .collect();
    let lines = statement.groups.iter().map(|group| group.amount).sum();
    let entries = statement.entries.iter().filter(|entry| entry.vat.is_some()).map(|entry| entry.amount).sum();
    let vat = statement.vat.iter().map(|vat| vat.tax).sum();
    statement.totals = Totals { lines, entries, net: lines + entries, vat, gross: lines + entries + vat };
    let untaxed: i64 = statement.entries.iter().filter(|entry| entry.vat.is_none()).map(|entry| entry.amount).sum();
    let moved: i64 = statement.account.movements.iter().map(|movement| movement.amount).sum();
    let account = &mut statement.account;
    account.balance = statement.totals.gross + untaxed + moved;
    let least = account.minimum.unwrap_or(1).max(1);
    account.payable = if account.balance >= least && !account.held { account.balance } else { 0 };
    account.carried = account.balance - account.payable;
    statement.payment = (account.payable > 0).then(|| Payment {
        on: day("2026-04-20"),
        holder: statement.seller.name.clone(),
        iban: "DE89370400440532013000".to_owned(),
        bic: Some("COBADEFFXXX".to_owned()),
        reference: Some("Gutschrift GS-2026-000123".to_owned()),
    });
    statement.derivation = statement.groups.iter().map(|group| Explanation::of(group).unwrap()).collect();
    if let Some(first) = statement.derivation.first_mut() {
        first.remarks = vec!["1 BV = 0,80 €; gerundet wird kaufmännisch auf 0,01 €, je Zeile.".to_owned()];
    }
}
