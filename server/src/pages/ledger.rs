//! The subledger: balances and postings.

use crate::fault::Answer;
use crate::form::Asked;
use crate::pages::ROWS;
use crate::visit::{Part, Visit};
use compline_policy::{Action as Deed, ObjectKind};
use compline_ui::{Action, Cell, Column, Empty, Icon, PageHead, Paging, Row, Section, Table};
use maud::html;

/// Balances and the journal of each legal entity.
pub async fn page(visit: Visit, Asked(query): Asked) -> Answer {
    let (office, words) = (&visit.office, visit.words);
    let before = query.number("before").unwrap_or(i64::MAX);
    let head = PageHead::new(visit.say("nav-books"));
    let mut parts = Vec::new();
    for entity in office.legal_entities(visit.company()).await? {
        let mut balances = Table::new(visit.ui, format!("balances-{}", entity.id), visit.say("ledger-balances"))
            .plain()
            .column(Column::text(visit.say("ledger-account")).title_on_phones())
            .column(Column::amount(visit.say("open-item-balance"), entity.currency.clone()));
        let mut sum = 0_i64;
        for balance in office.balances(visit.company(), &entity.id).await?.iter() {
            sum = sum.saturating_add(balance.amount);
            balances = balances.row(
                Row::new(balance.account.clone())
                    .cell(Cell::text(visit.say(&format!("account-{}", balance.account))))
                    .cell(Cell::text(visit.amount(balance.amount))),
            );
        }
        let total = Row::new("sum").cell(Cell::text(visit.say("totals"))).cell(Cell::text(visit.amount(sum)));
        let balances = balances.total(total);
        let postings = office.postings(&entity.id, query.text("person"), before, ROWS).await?;
        let next = postings
            .last()
            .filter(|_| postings.len() as i64 == ROWS)
            .map(|(last, _)| format!("/ledger?before={}", last.seq));
        let shown = words.say_with("list-rows", &[("rows", (postings.len() as i64).into())]);
        let mut journal = Table::new(visit.ui, format!("journal-{}", entity.id), visit.say("ledger-journal"))
            .column(Column::number("Nr."))
            .column(Column::date(visit.say("line-day")))
            .column(Column::text(visit.say("statement-number")).title_on_phones())
            .column(Column::text(visit.say("ledger-text")))
            .column(Column::text(visit.say("ledger-account")))
            .column(Column::amount(visit.say("ledger-debit"), entity.currency.clone()))
            .column(Column::amount(visit.say("ledger-credit"), entity.currency.clone()))
            .empty(Empty::new(Icon::Landmark, visit.say("nav-books"), visit.say("ledger-none-yet")))
            .paging(Paging::new(visit.ui, shown).next(next));
        for (posting, lines) in &postings {
            for line in lines {
                let first = line.n == 1;
                let head = |text: String| if first { Cell::text(text) } else { Cell::none() };
                let (debit, credit) = if line.amount >= 0 {
                    (Cell::text(visit.amount(line.amount)), Cell::none())
                } else {
                    (Cell::none(), Cell::text(visit.amount(line.amount.saturating_neg())))
                };
                let account = visit.say(&format!("account-{}", line.account));
                let account = line.person.as_ref().map_or(account.clone(), |person| format!("{account} {person}"));
                journal = journal.row(
                    Row::new(format!("{}-{}", posting.seq, line.n))
                        .cell(head(words.count(posting.seq)))
                        .cell(head(words.date(posting.day)))
                        .cell(head(posting.reference.clone()))
                        .cell(head(posting.text.clone()))
                        .cell(Cell::text(account))
                        .cell(debit)
                        .cell(credit),
                );
            }
        }
        let mut section = Section::new(entity.name.clone());
        if visit.may(Deed::ExportBooks, ObjectKind::Company) {
            section =
                section.action(Action::download(visit.say("ledger-adviser"), format!("/ledger/{}/adviser", entity.id)));
        }
        parts.push(html! {
            (section.body(balances))
            (Section::new(visit.say("ledger-journal")).body(journal))
        });
    }
    Ok(visit.page(&visit.say("nav-books"), Part::Books, html! { (head) @for part in &parts { (part) } }))
}
