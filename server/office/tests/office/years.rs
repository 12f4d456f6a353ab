//! Three years of a company, month by month: people join, move, rise and leave, orders come late, come back and were wrong, plans
//! change, somebody goes bankrupt. After every month the books balance, every open item is explained, every run comes to the
//! same once more, and lines, statements, postings and payment files have one sum.

use crate::bank::{Teller, back, line};
use crate::common::{Desk, Kind, PLAN, demo_of};
use chrono::{Datelike, Days, Months, NaiveDate, TimeDelta};
use compline_office::care::NewPartner;
use compline_office::corrections::Verdict;
use compline_office::demo::COMPANY;
use compline_office::entries::NewEntry;
use compline_office::facts::events::NewEvent;
use compline_office::facts::partners::Placement;
use compline_office::facts::people::Person;
use compline_office::levels::LevelsDone;
use compline_office::orders::EventKey;
use compline_office::progress::Progress;
use compline_office::requests::{Asked, BankDetails};
use compline_office::reversals::NewReversal;
use compline_office::who::Author;
use compline_policy::Role;
use std::collections::{BTreeMap, BTreeSet};

/// Months that are lived through.
const MONTHS: u32 = 36;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_years_hold_together_on_sqlite() {
    years(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_years_hold_together_on_postgres() {
    years(Kind::Postgres).await;
}

/// Numbers out of a seed: the same life each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

/// An order that was made up.
#[derive(Clone)]
struct Known {
    id: String,
    fields: BTreeMap<String, String>,
    paid: bool,
    /// Nothing of it is left, or it was changed before: leave it alone.
    done: bool,
}

struct Life<'a> {
    desk: &'a Desk,
    dice: Dice,
    partners: Vec<String>,
    orders: Vec<Known>,
    clerk: Author,
    care: Author,
    approver: Author,
    /// What lines were made by.
    seen: BTreeSet<&'static str>,
    /// How many ranks rose, and fell.
    gained: i64,
    lost: i64,
}

/// The demo's plan with a cap that is reached.
fn plan() -> String {
    let text = PLAN.replace("on all at 25% of", "on all at 13% of");
    assert_ne!(text, PLAN);
    text
}

fn key(id: &str) -> EventKey {
    EventKey {
        programme: "partner".to_owned(),
        kind: "Order".to_owned(),
        source: "years".to_owned(),
        id: id.to_owned(),
    }
}

async fn years(kind: Kind) {
    let desk = demo_of(kind, 30, &plan()).await;
    let worker = tokio::spawn(desk.office.clone().work_forever());
    let rows = desk.office.search_partners(COMPANY, "", "", 100).await.unwrap();
    let mut life = Life {
        desk: &desk,
        dice: Dice(2026),
        partners: rows.into_iter().map(|row| row.id).collect(),
        orders: Vec::new(),
        clerk: desk.somebody(Role::Settlement).await,
        care: desk.somebody(Role::PartnerCare).await,
        approver: desk.somebody(Role::Approver).await,
        seen: BTreeSet::new(),
        gained: 0,
        lost: 0,
    };
    let mut teller = Teller::of(&desk).await;
    let first: NaiveDate = "2026-03-01".parse().unwrap();
    let mut runs = Vec::new();
    for n in 0..MONTHS {
        let month = first + Months::new(n);
        life.live(n, month).await;
        let run = desk.settle_period(&month.format("%Y-%m").to_string()).await;
        runs.push(run.clone());
        life.pay(n, &mut teller).await;
        life.holds_together(&run, &mut teller).await;
        for (at, run) in runs.iter().enumerate() {
            let found = desk.office.replay(&Author::system(COMPANY), run, &Progress::default()).await.unwrap();
            assert!(found.same, "run {at} after {month}: {:?}", found.wrong().collect::<Vec<_>>());
        }
        let next = month + Months::new(2) + Days::new(2);
        desk.office.clock().forward(TimeDelta::days((next - desk.office.clock().today()).num_days()));
    }
    life.nothing_waits().await;
    // It was a life: lines of every kind, ranks that rose, statements with several months.
    for kind in ["bonus", "pool", "cap", "mirror", "correction", "earlier-plan"] {
        assert!(life.seen.contains(kind), "no line is made by a {kind}: {:?}", life.seen);
    }
    assert!(life.gained > 0 && life.lost > 0, "ranks rose {} times and fell {} times", life.gained, life.lost);
    worker.abort();
}

impl Life<'_> {
    /// What happens in a month, up to its settlement.
    async fn live(&mut self, n: u32, month: NaiveDate) {
        self.order(month).await;
        self.pay_late(month).await;
        if n > 0 {
            self.known_late(month - Months::new(1)).await;
            self.take_back(n, month).await;
        }
        self.join(n, month).await;
        if n % 5 == 3 {
            self.move_from(month).await;
        }
        if n % 7 == 6 {
            let leaver = self.partners[self.dice.roll(self.partners.len())].clone();
            // Who has left already cannot leave once more.
            let _ = self.desk.office.set_status(&self.care, &leaver, "terminated", month, "gave notice").await;
        }
        if n == 12 || n == 24 {
            self.release(n, month).await;
        }
        if (10..14).contains(&n) {
            self.assign(n, month).await;
        }
        if n % 4 == 2 {
            // Two months late: somebody stood under the wrong sponsor, and an order was typed wrong.
            self.move_from(month - Months::new(2)).await;
            self.retype().await;
            self.decide(if n % 8 == 2 { Verdict::Post } else { Verdict::Leave }).await;
        }
    }

    fn made_up(&mut self, ordered: NaiveDate, paid: Option<NaiveDate>) -> Known {
        let seller = self.partners[self.dice.roll(self.partners.len())].clone();
        let bv = 40 + self.dice.roll(900);
        let category = ["goods", "goods", "service", "starter_kit"][self.dice.roll(4)];
        let mut fields: BTreeMap<String, String> = [
            ("seller", seller),
            ("bv", format!("{bv}.00")),
            ("net", format!("{}.{:02}", bv * 9 / 10, self.dice.roll(100))),
            ("category", category.to_owned()),
            ("ordered_on", ordered.to_string()),
        ]
        .map(|(name, text)| (name.to_owned(), text))
        .into();
        fields.extend(paid.map(|day| ("paid_on".to_owned(), day.to_string())));
        Known { id: format!("Y-{:05}", self.orders.len()), fields, paid: paid.is_some(), done: false }
    }

    async fn learn(&mut self, orders: Vec<Known>) {
        let office = &self.desk.office;
        let plan = office.plan_for(COMPANY, "partner", office.clock().today()).await.unwrap();
        let plan = office.compiled(&plan).await.unwrap();
        let new = orders.iter().map(|one| NewEvent {
            source: "years".to_owned(),
            id: one.id.clone(),
            fields: one.fields.clone(),
        });
        let mut learning = office.learn(&self.clerk, "orders").await.unwrap();
        let event = plan.program.events.first().unwrap();
        learning.put_events("partner", &plan.program, event, new.collect()).await.unwrap();
        learning.commit().await.unwrap();
        self.orders.extend(orders);
    }

    async fn order(&mut self, month: NaiveDate) {
        for _ in 0..25 {
            let ordered = month + Days::new(self.dice.roll(26) as u64);
            let paid = (self.dice.roll(6) > 0).then(|| ordered + Days::new(1));
            let order = self.made_up(ordered, paid);
            self.learn(vec![order]).await;
        }
    }

    /// Orders of earlier months are paid in this one.
    async fn pay_late(&mut self, month: NaiveDate) {
        let open: Vec<usize> = (0..self.orders.len()).filter(|at| !self.orders[*at].paid).collect();
        for at in open.into_iter().take(3) {
            let order = &mut self.orders[at];
            order.fields.insert("paid_on".to_owned(), (month + Days::new(20)).to_string());
            order.paid = true;
            let (id, fields) = (order.id.clone(), order.fields.clone());
            self.desk.office.correct_order(&self.clerk, &key(&id), fields, None, "paid").await.unwrap();
        }
    }

    /// An order of the month before, which is closed.
    async fn known_late(&mut self, month: NaiveDate) {
        let order = self.made_up(month + Days::new(9), Some(month + Days::new(12)));
        self.learn(vec![order]).await;
    }

    /// Whole and partial returns of orders that were paid earlier.
    async fn take_back(&mut self, n: u32, month: NaiveDate) {
        let earlier = |one: &&mut Known| one.paid && !one.done && one.fields["paid_on"] < month.to_string();
        let candidates: Vec<&mut Known> = self.orders.iter_mut().filter(earlier).collect();
        let count = candidates.len();
        let at = self.dice.roll(count.max(1));
        let Some(order) = candidates.into_iter().nth(at) else { return };
        order.done = true;
        let (id, fields) = (order.id.clone(), order.fields.clone());
        if n % 4 == 3 {
            self.desk.office.cancel_order(&self.clerk, &key(&id), "never delivered").await.unwrap();
            return;
        }
        let reasons = ["returned", "withdrawn", "chargeback", "fault_of_company"];
        let part = |name: &str| {
            let all: rust_decimal::Decimal = fields[name].parse().unwrap();
            (name.to_owned(), (all * rust_decimal::Decimal::new(4, 1)).round_dp(2).to_string())
        };
        let new = |day: NaiveDate, amounts: BTreeMap<String, String>, reason: &str| NewReversal {
            id: String::new(),
            day,
            reason: reason.to_owned(),
            amounts,
            note: String::new(),
            unnotified: String::new(),
        };
        let reason = reasons[self.dice.roll(4)];
        let some = [part("bv"), part("net")].into();
        let office = &self.desk.office;
        office.reverse_order(&self.clerk, &key(&id), new(month + Days::new(3), some, reason)).await.unwrap();
        if n.is_multiple_of(2) {
            let rest = new(month + Days::new(5), BTreeMap::new(), "returned");
            office.reverse_order(&self.clerk, &key(&id), rest).await.unwrap();
        }
    }

    async fn join(&mut self, n: u32, month: NaiveDate) {
        let sponsor = self.partners[self.dice.roll(self.partners.len())].clone();
        let id = format!("NEW-{n:03}");
        let office = &self.desk.office;
        let person = office.partner_row(COMPANY, &sponsor).await.unwrap().person;
        let person = office.person(COMPANY, &person).await.unwrap();
        let joined_on = month + Days::new(2);
        let place = Placement {
            tree: "sponsor".to_owned(),
            partner: id.clone(),
            parent: Some(sponsor),
            side: None,
            position: None,
            valid_from: joined_on,
            valid_to: None,
            run: None,
        };
        let new = NewPartner {
            programme: "partner".to_owned(),
            id: id.clone(),
            person: Person { id: id.clone(), ..person },
            bank: None,
            tax: None,
            joined_on,
            fields: BTreeMap::new(),
            places: vec![place],
        };
        office.new_partner(&self.care, &new).await.unwrap();
        self.partners.push(id);
    }

    /// Somebody who was there by then stands under somebody else from a day on.
    async fn move_from(&mut self, day: NaiveDate) {
        let office = &self.desk.office;
        for _ in 0..20 {
            let (at, below) = (self.dice.roll(30), self.dice.roll(30));
            let place = Placement {
                tree: "sponsor".to_owned(),
                partner: self.partners[at].clone(),
                parent: Some(self.partners[below].clone()),
                side: None,
                position: None,
                valid_from: day,
                valid_to: None,
                run: None,
            };
            if at != below && office.move_partner(&self.care, "partner", &place, "another sponsor").await.is_ok() {
                return;
            }
        }
        panic!("nobody could be moved");
    }

    /// An order that was settled had another amount.
    async fn retype(&mut self) {
        let settled = (0..self.orders.len()).filter(|at| self.orders[*at].paid && !self.orders[*at].done);
        let Some(at) = settled.clone().nth(self.dice.roll(settled.count().max(1))) else { return };
        let order = &mut self.orders[at];
        order.done = true;
        order.fields.insert("bv".to_owned(), "77.00".to_owned());
        let (id, fields) = (order.id.clone(), order.fields.clone());
        self.desk.office.correct_order(&self.clerk, &key(&id), fields, None, "typed wrong").await.unwrap();
    }

    /// Everything that closed periods did not know is decided about, by two people.
    async fn decide(&mut self, verdict: Verdict) {
        let office = &self.desk.office;
        let behind = office.facts_behind(COMPANY, "partner").await.unwrap();
        let mut facts: Vec<i64> = behind.iter().filter(|one| one.correction.is_none()).map(|one| one.seq).collect();
        facts.dedup();
        let reason = "found in the review of the quarter";
        let id = office.begin_correction(&self.clerk, "partner", &facts, verdict, reason).await.unwrap();
        self.desk.wait(&office.job_of(COMPANY, &id).await.unwrap().unwrap().id).await;
        let Asked::Waits(request) = office.ask_correction(&self.clerk, &id).await.unwrap() else {
            panic!("nobody is asked")
        };
        office.grant(&self.approver, &request).await.unwrap();
    }

    async fn release(&mut self, n: u32, month: NaiveDate) {
        let office = &self.desk.office;
        let designer = self.desk.somebody(Role::PlanDesigner).await;
        let text = plan()
            .replace("plan Nordlicht version 4", &format!("plan Nordlicht version {}", 4 + n / 12))
            .replace("for sales from 2026-01-01", &format!("for sales from {month}"))
            .replace("5%          5%      6%    6%", if n == 12 { "4%  5%  7%  7%" } else { "6%  6%  6%  6%" });
        assert!(!text.contains("5%          5%"), "{text}");
        let plan = office.draft_plan(&designer, "partner", &text).await.unwrap();
        let request = office.ask_release(&designer, &plan, "new rates").await.unwrap();
        office.grant(&self.approver, &request).await.unwrap();
    }

    /// The best earner is bankrupt: a part of the pay goes to the administrator.
    async fn assign(&mut self, n: u32, month: NaiveDate) {
        let office = &self.desk.office;
        if n == 10 {
            let person = office.partner_row(COMPANY, &self.partners[0]).await.unwrap().person;
            let person = office.person(COMPANY, &person).await.unwrap();
            let person = Person { id: "ADMIN-1".to_owned(), ..person };
            let iban = "DE89 3704 0044 0532 0130 00".to_owned();
            let bank = BankDetails { holder: "Insolvency Administrator".to_owned(), iban, bic: None };
            office.new_payee(&self.care, &person, &bank).await.unwrap();
            let open = office.requests(COMPANY, "open", "bank-details", "ADMIN-1", 0, 10).await.unwrap();
            office.grant(&self.approver, &open[0].id).await.unwrap();
        }
        let new = NewEntry {
            programme: "partner".to_owned(),
            partner: self.partners[0].clone(),
            kind: "assignment".to_owned(),
            period: month.format("%Y-%m").to_string(),
            amount: 1_500,
            taxable: None,
            payee: Some("ADMIN-1".to_owned()),
            reason: "insolvency".to_owned(),
        };
        let request = office.ask_entry(&self.clerk, &new).await.unwrap();
        office.grant(&self.approver, &request).await.unwrap();
    }

    /// What can be paid is paid, and the bank says so; now and then a payment comes back.
    async fn pay(&mut self, n: u32, teller: &mut Teller<'_>) {
        let office = &self.desk.office;
        let entity = office.legal_entities(COMPANY).await.unwrap().remove(0).id;
        if office.propose_payment(COMPANY, &entity, None).await.unwrap().pay.is_empty() {
            return;
        }
        let batch = self.desk.pay().await;
        let items = teller.items(&batch).await;
        let (accounting, sum) =
            (self.desk.somebody(Role::Accounting).await, items.iter().map(|one| one.amount).sum::<i64>());
        let file = office.batch_file(&accounting, &batch).await.unwrap();
        let text = String::from_utf8(file.1).unwrap();
        let told = text.split("<CtrlSum>").nth(1).unwrap().split('<').next().unwrap();
        let told: rust_decimal::Decimal = told.parse().unwrap();
        assert_eq!(told, rust_decimal::Decimal::new(sum, 2), "the file orders what the batch has");
        let lines: Vec<_> = items.iter().map(|item| line(-item.amount, item)).collect();
        let statement = teller.statement(&lines);
        teller.take(&statement).await;
        if n % 9 == 8 {
            let statement = teller.statement(&[back(&items[0])]);
            teller.take(&statement).await;
        }
    }

    /// Everything of a month is one sum, and nothing is unexplained.
    async fn holds_together(&mut self, run: &str, teller: &mut Teller<'_>) {
        let office = &self.desk.office;
        let run = office.run(COMPANY, run).await.unwrap();
        let computed = office.computed(&run).await.unwrap();
        let (mut lines, mut totals) = (0, 0);
        for number in 0..computed.company.partners.len() {
            for line in computed.booked.lines(computed.view(), number) {
                lines += line.amount;
                self.seen.insert(line.made_by);
            }
            totals += computed.total(number).unwrap();
        }
        let levels: LevelsDone = office.last_step(&run.id, "levels").await.unwrap();
        (self.gained, self.lost) = (self.gained + levels.gained, self.lost + levels.lost);
        let (mut printed, mut posted) = (0, 0);
        for row in office.statements(&run.id, "all", "", 0, 10_000).await.unwrap() {
            let model = office.statement_model(COMPANY, &row).await.unwrap();
            printed += model.groups.iter().flat_map(|group| &group.lines).map(|line| line.amount).sum::<i64>();
            if row.state == "final" {
                posted += row.net;
            }
        }
        assert_eq!((lines, totals), (totals, printed), "{}: lines, totals, statements", run.period);
        let sql = "SELECT CAST(COALESCE(SUM(l.amount), 0) AS BIGINT) FROM posting_lines l JOIN postings p \
                   ON p.legal_entity = l.legal_entity AND p.seq = l.seq JOIN statements s ON s.id = p.object \
                   WHERE p.kind = 'statement' AND l.account = 'commission' AND s.run = $1";
        let in_books = office.db().number(sql, vec![compline_store::Value::from(run.id.as_str())]).await.unwrap();
        assert_eq!(posted, in_books, "{}: statements, postings", run.period);
        teller.nothing_is_lost().await;
        self.desk.sound().await;
    }

    /// At the end nothing waits but what came after the last month.
    async fn nothing_waits(&self) {
        let office = &self.desk.office;
        let plan = office.plan_for(COMPANY, "partner", office.clock().today()).await.unwrap();
        let calendar = office.compiled(&plan).await.unwrap().program.calendar;
        let waiting = office.waiting_events(COMPANY, "partner", calendar).await.unwrap();
        let undecided = office.facts_behind(COMPANY, "partner").await.unwrap();
        let undecided = undecided.iter().filter(|one| one.correction.is_none()).count();
        assert!(waiting.len() <= undecided, "{waiting:?}");
        assert!(office.clock().today().year() > 2028);
    }
}
